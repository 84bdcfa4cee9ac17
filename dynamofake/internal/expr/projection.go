package expr

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A Projection is a compiled ProjectionExpression: the part of an item that is wanted.
type Projection struct {
	paths []Path
	root  *branch
}

// A branch is what several paths have in common, with their next steps. One without steps wants the whole value.
type branch struct {
	names   map[string]*branch
	indexes map[int]*branch
	order   []int // of indexes, ascending
}

// projection reads document paths separated by commas.
func (p *parser) projection() ([]*node, error) {
	var paths []*node
	for {
		n, err := p.path()
		if err != nil {
			return nil, err
		}
		paths = append(paths, n)
		if !p.accept(",") {
			return paths, nil
		}
	}
}

func (s *Scope) projection(nodes []*node) (*Projection, error) {
	for _, n := range nodes {
		if err := checkReserved(n); err != nil {
			return nil, err
		}
	}
	paths := make([]Path, len(nodes))
	for i, n := range nodes {
		var err error
		if paths[i], err = s.resolve(n.steps); err != nil {
			return nil, err
		}
	}
	if err := checkPaths(paths); err != nil {
		return nil, err
	}
	return newProjection(paths), nil
}

func newProjection(paths []Path) *Projection {
	root := &branch{}
	for _, p := range paths {
		at := root
		for _, s := range p {
			at = at.grow(s)
		}
	}
	root.sort()
	return &Projection{paths: paths, root: root}
}

// grow returns the branch for a step, which it makes if need be.
func (b *branch) grow(s step) *branch {
	if s.index < 0 {
		if b.names == nil {
			b.names = map[string]*branch{}
		}
		if b.names[s.name] == nil {
			b.names[s.name] = &branch{}
		}
		return b.names[s.name]
	}
	if b.indexes == nil {
		b.indexes = map[int]*branch{}
	}
	if b.indexes[s.index] == nil {
		b.indexes[s.index] = &branch{}
	}
	return b.indexes[s.index]
}

func (b *branch) sort() {
	b.order = slices.Sorted(maps.Keys(b.indexes))
	for _, c := range b.names {
		c.sort()
	}
	for _, c := range b.indexes {
		c.sort()
	}
}

// Attributes are the names of the attributes that the projection names or goes into.
func (p *Projection) Attributes() []string {
	all, _ := attributes(p.paths)
	return all
}

// NestedAttributes are those of the attributes that the projection wants parts of.
func (p *Projection) NestedAttributes() []string {
	_, nested := attributes(p.paths)
	return nested
}

// Apply returns the part of an item that is wanted, which shares the item's values.
func (p *Projection) Apply(it Item) Item { return p.root.pick(it) }

func (b *branch) pick(m Item) Item {
	out := make(Item, len(b.names))
	for name, c := range b.names {
		if v := c.of(m[name]); v != nil {
			out[name] = v
		}
	}
	return out
}

// of returns the part of a value that is wanted, or nil if there is none. The wanted elements of a list close up.
func (b *branch) of(v Value) Value {
	if v == nil || b.names == nil && b.indexes == nil {
		return v
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		if m := b.pick(v.Value); len(m) > 0 {
			return &types.AttributeValueMemberM{Value: m}
		}
	case *types.AttributeValueMemberL:
		var l []Value
		for _, i := range b.order {
			if i < len(v.Value) {
				if e := b.indexes[i].of(v.Value[i]); e != nil {
					l = append(l, e)
				}
			}
		}
		if len(l) > 0 {
			return &types.AttributeValueMemberL{Value: l}
		}
	}
	return nil
}
