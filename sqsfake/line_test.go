package sqsfake

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Whatever comes and goes in whatever order, the first is the least.
func TestLine(t *testing.T) {
	t.Parallel()
	type element struct {
		key  int
		hook hook[element]
	}
	l := line[element]{
		hook:   func(e *element) *hook[element] { return &e.hook },
		before: func(a, b *element) bool { return a.key < b.key },
	}
	other := l
	r := rand.New(rand.NewPCG(1, 2))
	var in []*element
	for i := range 20_000 {
		switch {
		case len(in) > 0 && r.IntN(100) < 48:
			at := r.IntN(len(in))
			e := in[at]
			other.remove(e) // is not there, and does no harm
			l.remove(e)
			l.remove(e)
			in = slices.Delete(in, at, at+1)
		case r.IntN(2) == 0:
			in = append(in, &element{key: i * 1000})
			l.push(in[len(in)-1])
		default:
			in = append(in, &element{key: r.IntN(i*1000+1)*1000 + 1 + i%999})
			l.push(in[len(in)-1])
		}
		var want *element
		if len(in) > 0 {
			want = slices.MinFunc(in, func(a, b *element) int { return cmp.Compare(a.key, b.key) })
		}
		if got := l.first(); got != want && (got == nil || want == nil || got.key != want.key) {
			t.Fatalf("step %d: the first is %v, want %v", i, got, want)
		}
	}
}
