package ordered_test

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/awsfake/awsfake/internal/ordered"
)

// A Map does what a Go map and sorting would do.
func TestMapIsASortedMap(t *testing.T) {
	t.Parallel()
	for _, keys := range []int{1, 10, 1000, 20000} {
		t.Run(fmt.Sprint(keys), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, uint64(keys)))
			var m ordered.Map[string, int]
			model := map[string]int{}
			for i := range 40000 {
				k := fmt.Sprint(random.IntN(keys))
				if random.IntN(5) < 2 {
					_, want := model[k]
					delete(model, k)
					if got := m.Delete(k); got != want {
						t.Fatalf("Delete(%s) = %v, want %v", k, got, want)
					}
				} else {
					model[k] = i
					m.Set(k, i)
				}
				if i%5000 == 0 {
					check(t, &m, model, fmt.Sprint(random.IntN(keys)))
				}
			}
			check(t, &m, model, "5")
			for k := range model {
				m.Delete(k)
			}
			check(t, &m, nil, "")
		})
	}
}

func check(t *testing.T, m *ordered.Map[string, int], model map[string]int, from string) {
	t.Helper()
	sorted := slices.Sorted(maps.Keys(model))
	if m.Len() != len(sorted) {
		t.Fatalf("Len() = %d, want %d", m.Len(), len(sorted))
	}
	if got := keysOf(m.All()); !slices.Equal(got, sorted) {
		t.Fatalf("%d keys in All, want %d", len(got), len(sorted))
	}
	i, _ := slices.BinarySearch(sorted, from)
	if got := keysOf(m.From(from)); !slices.Equal(got, sorted[i:]) {
		t.Fatalf("From(%q) = %d keys, want %d", from, len(got), len(sorted)-i)
	}
	slices.Reverse(sorted)
	if got := keysOf(m.Down()); !slices.Equal(got, sorted) {
		t.Fatalf("%d keys in Down, want %d", len(got), len(sorted))
	}
	if got := keysOf(m.Below(from)); !slices.Equal(got, sorted[len(sorted)-i:]) {
		t.Fatalf("Below(%q) = %d keys, want %d", from, len(got), i)
	}
	for k, want := range model {
		if got, ok := m.Get(k); !ok || got != want {
			t.Fatalf("Get(%q) = %d, %v, want %d", k, got, ok, want)
		}
	}
	if _, ok := m.Get("none"); ok {
		t.Fatal("Get finds what is not there")
	}
}

func keysOf(all iter.Seq2[string, int]) (keys []string) {
	for k := range all {
		keys = append(keys, k)
	}
	return keys
}

// Reading can stop anywhere.
func TestReadingCanStop(t *testing.T) {
	t.Parallel()
	var m ordered.Map[int, int]
	for i := range 5000 {
		m.Set(i*7919%5000, i)
	}
	n := 0
	for k := range m.From(1234) {
		if k != 1234+n {
			t.Fatalf("key %d at %d", k, n)
		}
		if n++; n == 1000 {
			break
		}
	}
	n = 0
	for k := range m.Below(1234) {
		if n++; k != 1234-n {
			t.Fatalf("key %d at %d below", k, n)
		}
		if n == 1000 {
			break
		}
	}
	for k := range m.Down() {
		if k == 4990 {
			break
		}
	}
	for k := range m.All() {
		if k == 3 {
			return
		}
	}
}
