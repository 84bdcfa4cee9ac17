package partiql

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// Keys are the key of a table or index.
type Keys struct{ Hash, Ranges []expr.KeyAttribute }

// find returns an attribute of the key, and whether it is one of the hash key.
func (k Keys) find(name string) (a expr.KeyAttribute, hash, ok bool) {
	for _, a := range k.Hash {
		if a.Name == name {
			return a, true, true
		}
	}
	for _, a := range k.Ranges {
		if a.Name == name {
			return a, false, true
		}
	}
	return a, false, false
}

// An atom is a condition on an attribute of a key.
type atom struct {
	name     string
	operator string
	values   []expr.Value
}

// mirrored are the comparators for operands that change places.
var mirrored = map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// atom reads a node as a condition on a key: of the hash key only equality.
func (k Keys) atom(n *node) (a atom, ok bool) {
	args := n.args
	operator := n.op
	if n.op == opCall && n.name == "begins_with" {
		operator = n.name
	}
	switch operator {
	case "=", "<", "<=", ">", ">=":
		if args[0].op != opPath {
			args, operator = []*node{args[1], args[0]}, mirrored[operator]
		}
	case "IN", "BETWEEN", "begins_with":
	default:
		return a, false
	}
	if args[0].op != opPath {
		return a, false
	}
	name, whole := args[0].path.Top()
	_, hash, known := k.find(name)
	if !known || !whole || hash && operator != "=" && operator != "IN" {
		return a, false
	}
	a = atom{name: name, operator: operator}
	for _, v := range args[1:] {
		v, ok, err := literal(v, "root")
		if !ok || err != nil {
			return a, false
		}
		a.values = append(a.values, v)
	}
	return a, true
}

// conjuncts are the conditions that a WHERE clause joins by AND.
func conjuncts(n *node) []*node {
	switch {
	case n == nil:
		return nil
	case n.op == "AND":
		return append(conjuncts(n.args[0]), conjuncts(n.args[1])...)
	}
	return []*node{n}
}

const (
	keyMissing = "Where clause does not contain a mandatory equality on all key attributes"
	keyTwice   = "Multiple conditions on same key %s. Only single item Update/Insert/Delete are supported"
)

// Key returns the key of the one item that a statement is about and what else its WHERE clause asks for, which is nil if that is nothing.
// An EXISTS takes the first of several values for an attribute, and has it fail by the others.
func (s *Statement) Key(k Keys) (expr.Item, *expr.Condition, error) {
	key := expr.Item{}
	var rest *expr.Condition
	for _, n := range conjuncts(s.where) {
		a, ok := k.atom(n)
		if ok && a.operator == "=" {
			was := key[a.name]
			if was == nil {
				key[a.name] = a.values[0]
				continue
			}
			if expr.Equal(was, a.values[0]) {
				continue
			}
			if !s.Exists {
				return nil, nil, refuse(keyTwice, a.name)
			}
		}
		c, err := condition(n)
		if err != nil {
			return nil, nil, err
		}
		rest = expr.All(rest, c)
	}
	if len(key) < len(k.Hash)+len(k.Ranges) {
		return nil, nil, refuse(keyMissing)
	}
	return key, rest, nil
}

// Point returns the key of the one item that a Select asks for by nothing but its key, and false if there is no such.
func (s *Statement) Point(k Keys) (expr.Item, bool) {
	key := expr.Item{}
	for _, n := range conjuncts(s.where) {
		a, ok := k.atom(n)
		if !ok || a.operator != "=" && a.operator != "IN" || len(a.values) != 1 {
			return nil, false
		}
		if was := key[a.name]; was != nil && !expr.Equal(was, a.values[0]) {
			return nil, false
		}
		key[a.name] = a.values[0]
	}
	return key, len(key) == len(k.Hash)+len(k.Ranges)
}

// A Read is one of the queries that a Select consists of.
type Read struct {
	Range   *expr.KeyRange
	Filters []string // the attributes that conditions beside those on the key name

	from, to []byte // what the range key may be, for one hash key
	loose    bool   // a condition on the range key is among the filters
}

// A Plan is how to find what a Select asks for.
type Plan struct {
	Reads    []Read // nil for a scan
	Backward bool
	Filter   *expr.Condition // for all that is read
}

// The most queries that a Select may consist of, and the most that are looked at to find out.
const (
	maxReads    = 50
	maxBranches = 10000
)

// Plan works out how to find what a Select asks for in a table or index with a key.
func (s *Statement) Plan(k Keys) (*Plan, error) {
	p := &Plan{}
	if s.where != nil {
		var err error
		if p.Filter, err = condition(s.where); err != nil {
			return nil, err
		}
		d := &decomposer{keys: k}
		branches := d.branches(s.where)
		switch {
		case d.tooMany:
			return nil, refuse(tooManyReads)
		case !slices.ContainsFunc(branches, func(b branch) bool { return !b.keyed(k) }):
			if p.Reads, err = reads(branches, k); err != nil {
				return nil, err
			}
		}
	}
	if len(s.Order) == 0 {
		return p, nil
	}
	return p, s.arrange(p, k)
}

const tooManyReads = "Too many decomposed read operations for a given query."

// reads makes queries of branches, which must not overlap.
func reads(branches []branch, k Keys) ([]Read, error) {
	if len(branches) > maxReads {
		return nil, refuse(tooManyReads)
	}
	list := make([]Read, 0, len(branches))
	for _, b := range branches {
		r, err := b.read(k)
		if err != nil {
			return nil, err
		}
		if list, err = join(list, r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// join adds a read to others that do not overlap. One that overlaps another is refused, unless either has a condition on the range key that is
// no range, such as one with NOT: both are then a read of the partition, from which the filter takes what either wants (captured in eu-west-2,
// 2026).
func join(list []Read, r Read) ([]Read, error) {
	for {
		i := slices.IndexFunc(list, r.overlaps)
		switch {
		case i < 0:
			return append(list, r), nil
		case !list[i].loose && !r.loose:
			return nil, refuse("Overlapping conditions with range keys are not supported in where clause")
		}
		whole := Read{Range: &expr.KeyRange{Hash: r.Range.Hash}, Filters: slices.Concat(list[i].Filters, r.Filters), loose: true}
		whole.from, whole.to = whole.Range.Bounds(nil)
		list, r = slices.Delete(list, i, i+1), whole
	}
}

// overlaps reports whether an item can belong to both of two reads.
func (r Read) overlaps(o Read) bool {
	return slices.EqualFunc(r.Range.Hash, o.Range.Hash, expr.Equal) &&
		(o.to == nil || bytes.Compare(r.from, o.to) < 0) && (r.to == nil || bytes.Compare(o.from, r.to) < 0)
}

// arrange puts the reads of a plan into the order that a Select asks for.
func (s *Statement) arrange(p *Plan, k Keys) error {
	if s.where == nil {
		return refuse("Must have WHERE clause in the statement when using ORDER BY clause.")
	}
	hashes, ranges := 0, 0
	descending := false
	for _, o := range s.Order {
		switch _, hash, ok := k.find(o.Attribute); {
		case !ok:
			return refuse("Attribute %s in ORDER BY clause must be part of the primary key", o.Attribute)
		case hash:
			hashes++
			descending = descending || o.Descending
		default:
			ranges++
			p.Backward = p.Backward || o.Descending
		}
	}
	if p.Reads == nil {
		return refuse("Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.")
	}
	several := slices.ContainsFunc(p.Reads, func(r Read) bool { return !slices.EqualFunc(r.Range.Hash, p.Reads[0].Range.Hash, expr.Equal) })
	if several && hashes == 0 {
		return refuse("Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.")
	}
	if ranges == 0 { // as observed of the service
		p.Backward = true
	}
	slices.SortStableFunc(p.Reads, func(a, b Read) int {
		byHash, byRange := compareHashes(a, b), bytes.Compare(a.from, b.from)
		if descending {
			byHash = -byHash
		}
		if p.Backward {
			byRange = -byRange
		}
		return cmp.Or(byHash, byRange)
	})
	return nil
}

func compareHashes(a, b Read) int {
	var x, y []byte
	for i, v := range a.Range.Hash {
		x, y = expr.AppendKey(x, v), expr.AppendKey(y, b.Range.Hash[i])
	}
	return bytes.Compare(x, y)
}
