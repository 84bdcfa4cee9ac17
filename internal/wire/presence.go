package wire

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Presence holds the members that a request sent as the zero of a Go type
// that cannot tell zero from absent, as "VisibilityTimeout" or "Entries.0.DelaySeconds".
type Presence []string

// Has reports whether the request had the member, given whether its value is zero.
func (p Presence) Has(path string, zero bool) bool {
	return !zero || slices.Contains(p, path)
}

// A trace follows a decoder through the document. It remembers the members
// that were sent as the zero of a Go type that cannot tell zero from absent.
type trace struct {
	path  []step
	zeros []string
	room  [6]step // for path, as deep as most requests go
}

func newTrace() *trace {
	t := &trace{}
	t.path = t.room[:0]
	return t
}

// A step is a member's or a map key's name, or the index of a list's item.
type step struct {
	name  string
	index int
}

func (t *trace) push(name string) { t.path = append(t.path, step{name: name, index: -1}) }
func (t *trace) pushIndex(i int)  { t.path = append(t.path, step{index: i}) }
func (t *trace) pop()             { t.path = t.path[:len(t.path)-1] }

// note remembers a member of the structure at the current path, if it is such a zero.
func (t *trace) note(f *field, v reflect.Value) {
	if f.zeroable && v.IsZero() {
		t.zeros = append(t.zeros, t.join(f.Name))
	}
}

// join returns a member's path, in the form "Entries.0.DelaySeconds".
func (t *trace) join(name string) string {
	var b strings.Builder
	for _, s := range t.path {
		if s.index < 0 {
			b.WriteString(s.name)
		} else {
			b.WriteString(strconv.Itoa(s.index))
		}
		b.WriteByte('.')
	}
	b.WriteString(name)
	return b.String()
}
