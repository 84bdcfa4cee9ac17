package wire

import (
	"reflect"
	"slices"
	"strings"
)

// An entry is one key and value of a map.
type entry struct {
	key   string
	value reflect.Value
}

// entries returns a map's entries by key: what is written has an order.
func (p *plan) entries(m reflect.Value) []entry {
	return p.appendEntries(make([]entry, 0, m.Len()), m)
}

// appendEntries appends the sorted entries of a map to a stack of entries.
func (p *plan) appendEntries(dst []entry, m reflect.Value) []entry {
	n := len(dst)
	p.each(m, func(k string, v reflect.Value) { dst = append(dst, entry{k, v}) })
	slices.SortFunc(dst[n:], func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return dst
}
