package partiql

import (
	"slices"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// A branch is one of the ways in which an item can satisfy a WHERE clause: conditions on the key, all of which hold, and the
// attributes that others name.
type branch struct {
	atoms   []atom
	filters []string
}

// A decomposer finds the branches of a WHERE clause as far as keys are concerned.
type decomposer struct {
	keys    Keys
	tooMany bool
}

// branches returns the branches of a condition. What says nothing of keys is not taken apart.
func (d *decomposer) branches(n *node) []branch {
	if a, ok := d.keys.atom(n); ok {
		if a.operator != "IN" {
			return []branch{{atoms: []atom{a}}}
		}
		all := make([]branch, len(a.values))
		for i := range a.values {
			all[i].atoms = []atom{{a.name, "=", a.values[i : i+1]}}
		}
		return all
	}
	switch {
	case n.op == "AND":
		return d.product(d.branches(n.args[0]), d.branches(n.args[1]))
	case n.op == "OR" && d.mentions(n):
		return append(d.branches(n.args[0]), d.branches(n.args[1])...)
	}
	return []branch{{filters: named(n, nil)}}
}

// mentions reports whether there are conditions on the key in one joined by OR and AND.
func (d *decomposer) mentions(n *node) bool {
	if n.op == "AND" || n.op == "OR" {
		return d.mentions(n.args[0]) || d.mentions(n.args[1])
	}
	_, ok := d.keys.atom(n)
	return ok
}

// named appends the attributes that a node names.
func named(n *node, names []string) []string {
	if n.op == opPath {
		if name, _ := n.path.Top(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, a := range n.args {
		names = named(a, names)
	}
	return names
}

func (d *decomposer) product(left, right []branch) []branch {
	if len(left)*len(right) > maxBranches {
		d.tooMany = true
	}
	if d.tooMany {
		return left
	}
	all := make([]branch, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			all = append(all, branch{slices.Concat(l.atoms, r.atoms), slices.Concat(l.filters, r.filters)})
		}
	}
	return all
}

// equality returns the value that an attribute must have, nil if there is none or there are several.
func (b branch) equality(name string) (v expr.Value) {
	for _, a := range b.atoms {
		if a.name != name || a.operator != "=" {
			continue
		}
		if v != nil && !expr.Equal(v, a.values[0]) {
			return nil
		}
		v = a.values[0]
	}
	return v
}

// keyed reports whether a branch is in one partition.
func (b branch) keyed(k Keys) bool {
	return !slices.ContainsFunc(k.Hash, func(a expr.KeyAttribute) bool { return b.equality(a.Name) == nil })
}

// read makes a query of a branch.
func (b branch) read(k Keys) (Read, error) {
	for _, a := range b.atoms {
		schema, _, _ := k.find(a.name)
		for _, v := range a.values {
			if expr.TypeName(v) != schema.Type {
				return Read{}, refuse("Key attribute's data type should match its data type in table's schema: Key %s", a.name)
			}
		}
	}
	r := &expr.KeyRange{}
	for _, a := range k.Hash {
		r.Hash = append(r.Hash, b.equality(a.Name))
	}
	for _, a := range k.Ranges {
		if v := b.equality(a.Name); v != nil {
			r.Prefix = append(r.Prefix, v)
			continue
		}
		i := slices.IndexFunc(b.atoms, func(t atom) bool { return t.name == a.Name && t.operator != "=" })
		if i >= 0 {
			r.Op, r.Low = b.atoms[i].operator, b.atoms[i].values[0]
			r.High = b.atoms[i].values[len(b.atoms[i].values)-1]
		}
		break
	}
	read := Read{Range: r, Filters: b.filters}
	read.loose = slices.ContainsFunc(k.Ranges, func(a expr.KeyAttribute) bool { return slices.Contains(b.filters, a.Name) })
	read.from, read.to = r.Bounds(nil)
	return read, nil
}
