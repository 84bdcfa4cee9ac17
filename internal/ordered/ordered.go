// Package ordered has a map whose entries are in the order of their keys: finding, storing and removing an entry, and beginning
// to read at any key, cost the logarithm of the map's size.
package ordered

import (
	"cmp"
	"iter"
	"slices"
)

// maxRun is the length from which a run is split. A run of this size is moved in a fraction of a microsecond, and with millions
// of entries there are still only thousands of runs.
const maxRun = 512

// A Map is a map in the order of its keys. The zero value is empty and ready to use. It is not safe for concurrent use, unless
// nobody writes.
//
// It is a B-tree of two levels: a slice of sorted runs.
type Map[K cmp.Ordered, V any] struct {
	runs [][]entry[K, V] // none is empty
	n    int
}

type entry[K cmp.Ordered, V any] struct {
	key   K
	value V
}

// Len returns the number of entries.
func (m *Map[K, V]) Len() int { return m.n }

// run returns the index of the run that a key is in or belongs into; -1 if the map is empty.
func (m *Map[K, V]) run(k K) int {
	i, found := slices.BinarySearchFunc(m.runs, k, func(r []entry[K, V], k K) int { return cmp.Compare(r[0].key, k) })
	if found || i == 0 && len(m.runs) > 0 {
		return i
	}
	return i - 1
}

func find[K cmp.Ordered, V any](run []entry[K, V], k K) (int, bool) {
	return slices.BinarySearchFunc(run, k, func(e entry[K, V], k K) int { return cmp.Compare(e.key, k) })
}

// Get returns the value of a key.
func (m *Map[K, V]) Get(k K) (v V, ok bool) {
	r := m.run(k)
	if r < 0 {
		return v, false
	}
	i, ok := find(m.runs[r], k)
	if !ok {
		return v, false
	}
	return m.runs[r][i].value, true
}

// Set stores the value of a key.
func (m *Map[K, V]) Set(k K, v V) {
	r := m.run(k)
	if r < 0 {
		m.runs = append(m.runs, []entry[K, V]{{k, v}})
		m.n++
		return
	}
	i, found := find(m.runs[r], k)
	if found {
		m.runs[r][i].value = v
		return
	}
	m.runs[r] = slices.Insert(m.runs[r], i, entry[K, V]{k, v})
	m.n++
	if len(m.runs[r]) >= maxRun {
		m.split(r)
	}
}

// split halves a run. The last one is left almost whole, since keys often come in their order.
func (m *Map[K, V]) split(r int) {
	run := m.runs[r]
	at := len(run) / 2
	if r == len(m.runs)-1 {
		at = len(run) * 7 / 8
	}
	rest := append(make([]entry[K, V], 0, maxRun), run[at:]...)
	clear(run[at:])
	m.runs[r] = run[:at:at]
	m.runs = slices.Insert(m.runs, r+1, rest)
}

// Delete removes a key and reports whether it was there.
func (m *Map[K, V]) Delete(k K) bool {
	r := m.run(k)
	if r < 0 {
		return false
	}
	i, found := find(m.runs[r], k)
	if !found {
		return false
	}
	m.runs[r] = slices.Delete(m.runs[r], i, i+1)
	if len(m.runs[r]) == 0 {
		m.runs = slices.Delete(m.runs, r, r+1)
	}
	m.n--
	return true
}

// From returns the entries from the first key that is not below k, in order. The map must not change meanwhile.
func (m *Map[K, V]) From(k K) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		r := m.run(k)
		if r < 0 {
			return
		}
		i, _ := find(m.runs[r], k)
		for ; r < len(m.runs); r, i = r+1, 0 {
			for _, e := range m.runs[r][i:] {
				if !yield(e.key, e.value) {
					return
				}
			}
		}
	}
}

// Below returns the entries whose keys are below k, from the last to the first. The map must not change meanwhile.
func (m *Map[K, V]) Below(k K) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		r := m.run(k)
		if r < 0 {
			return
		}
		i, _ := find(m.runs[r], k)
		for {
			for i--; i >= 0; i-- {
				if e := m.runs[r][i]; !yield(e.key, e.value) {
					return
				}
			}
			if r--; r < 0 {
				return
			}
			i = len(m.runs[r])
		}
	}
}

// Down returns the entries from the last to the first. The map must not change meanwhile.
func (m *Map[K, V]) Down() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, run := range slices.Backward(m.runs) {
			for _, e := range slices.Backward(run) {
				if !yield(e.key, e.value) {
					return
				}
			}
		}
	}
}

// All returns the entries in order.
func (m *Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, run := range m.runs {
			for _, e := range run {
				if !yield(e.key, e.value) {
					return
				}
			}
		}
	}
}
