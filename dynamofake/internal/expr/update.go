package expr

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	invalidPath   = "The document path provided in the update expression is invalid for update"
	noSuchValue   = "The provided expression refers to an attribute that does not exist in the item"
	wrongDataType = "An operand in the update expression has an incorrect data type"
)

// An Update is a compiled UpdateExpression.
type Update struct {
	actions []action // as written, and so are the paths
	paths   []Path
	image   *Projection
	legacy  bool // from AttributeUpdates, which has an error of its own
}

// An action changes what is at a path. Its verb is SET, REMOVE, ADD or DELETE.
type action struct {
	verb string
	path Path
	term term // nil for REMOVE
}

// A term yields the value of an action from the item as it was.
type term interface {
	yield(Item) (Value, error)
}

// Attributes are the names of the attributes that the update writes.
func (u *Update) Attributes() []string {
	all, _ := attributes(u.paths)
	return all
}

// NestedAttributes are those of the attributes that the update writes parts of, and those that it reads parts of.
func (u *Update) NestedAttributes() []string {
	paths := slices.Clone(u.paths)
	for _, a := range u.actions {
		paths = termPaths(a.term, paths)
	}
	_, nested := attributes(paths)
	return nested
}

// Assigns returns the value that the update itself gives an attribute, with SET or ADD, or nil where it depends on the item.
func (u *Update) Assigns(name string) Value {
	for _, a := range u.actions {
		if v, ok := a.term.(constant); ok && len(a.path) == 1 && a.path[0].name == name && (a.verb == "SET" || a.verb == "ADD") {
			return v.v
		}
	}
	return nil
}

// OnlyRemoves reports whether nothing that the update does could create an item.
func (u *Update) OnlyRemoves() bool {
	return len(u.actions) > 0 && !slices.ContainsFunc(u.actions, func(a action) bool { return a.verb != "REMOVE" && a.verb != "DELETE" })
}

// Old returns of an item before the update what the update writes, which is the image UPDATED_OLD, or nil if that is nothing.
func (u *Update) Old(it Item) Item { return u.imageOf(it) }

// New returns of an item after the update what the update wrote, which is the image UPDATED_NEW, or nil if that is nothing.
func (u *Update) New(it Item) Item { return u.imageOf(it) }

func (u *Update) imageOf(it Item) Item {
	if image := u.image.Apply(it); len(image) > 0 {
		return image
	}
	return nil
}

// Apply returns an updated item. It shares with the old one, which stays as it is, all that the update does not touch. An item that does
// not exist is nil.
func (u *Update) Apply(it Item) (Item, error) {
	changes := make([]change, 0, len(u.actions))
	for _, a := range u.actions {
		c, err := a.change(it)
		if u.legacy && err != nil && err.Error() == wrongDataType {
			err = refuse("Type mismatch for attribute to update")
		}
		if err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	slices.SortStableFunc(changes, compareChanges)
	out := cloneMap(it)
	for _, c := range changes {
		if err := c.apply(out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// A change puts a value at a path, or removes what is there if the value is nil.
type change struct {
	path  Path
	value Value
}

// compareChanges orders removals after all else and those of elements from the end of a list, so that indexes mean what they meant in
// the item as it was. New elements it orders by index, so that they come to stand in that order.
func compareChanges(a, b change) int {
	switch {
	case a.value == nil && b.value != nil:
		return 1
	case a.value != nil && b.value == nil:
		return -1
	}
	for i := range min(len(a.path), len(b.path)) {
		x, y := a.path[i], b.path[i]
		switch c := cmp.Or(strings.Compare(x.name, y.name), x.index-y.index); {
		case c == 0:
		case x.index >= 0 && a.value == nil:
			return -c
		default:
			return c
		}
	}
	return 0
}

// change works out what an action comes to for an item.
func (a action) change(it Item) (change, error) {
	c := change{path: a.path}
	if a.verb == "REMOVE" {
		return c, nil
	}
	v, err := a.term.yield(it)
	if err != nil {
		return c, err
	}
	if a.verb == "SET" {
		c.value = v
		return c, c.checkDepth()
	}
	if !a.path.holdable(it) {
		return c, refuse(invalidPath)
	}
	old := a.path.get(it)
	if a.verb == "ADD" {
		c.value, err = addValue(old, v)
	} else {
		c.value, err = subtractSet(old, v)
	}
	return c, err
}

// checkDepth refuses a value that would nest too deep where it is put.
func (c change) checkDepth() error {
	if len(c.path)+depthOf(c.value)-1 > maxDepth {
		return refuse(tooDeep)
	}
	return nil
}

// depthOf is how many levels a value has: one if it is no list or map.
func depthOf(v Value) int {
	deepest := 0
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		for _, e := range v.Value {
			deepest = max(deepest, depthOf(e))
		}
	case *types.AttributeValueMemberL:
		for _, e := range v.Value {
			deepest = max(deepest, depthOf(e))
		}
	}
	return 1 + deepest
}

// holdable reports whether there is something in an item that can hold what the last step of a path names.
func (p Path) holdable(it Item) bool {
	if len(p) == 1 {
		return true
	}
	last := p[len(p)-1]
	switch p[:len(p)-1].get(it).(type) {
	case *types.AttributeValueMemberM:
		return last.index < 0
	case *types.AttributeValueMemberL:
		return last.index >= 0
	}
	return false
}

// apply makes a change in an item that nobody else has yet.
func (c change) apply(it Item) error {
	first := c.path[0].name
	if len(c.path) == 1 {
		put(it, first, c.value)
		return nil
	}
	v, err := c.within(it[first], c.path[1:])
	if err == nil {
		it[first] = v
	}
	return err
}

func put(m Item, name string, v Value) {
	if v == nil {
		delete(m, name)
	} else {
		m[name] = v
	}
}

// within returns a copy of a map or list with the change made in it, at the end of the steps.
func (c change) within(v Value, steps []step) (Value, error) {
	s := steps[0]
	var inner Value
	if len(steps) > 1 {
		var err error
		if inner, err = c.within(s.into(v), steps[1:]); err != nil {
			return nil, err
		}
	} else {
		inner = c.value
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		if s.index < 0 {
			m := cloneMap(v.Value)
			put(m, s.name, inner)
			return &types.AttributeValueMemberM{Value: m}, nil
		}
	case *types.AttributeValueMemberL:
		if s.index >= 0 {
			return &types.AttributeValueMemberL{Value: putElement(v.Value, s.index, inner)}, nil
		}
	}
	return nil, refuse(invalidPath)
}

// putElement returns a copy of a list with an element set, or removed if v is nil. What is set beyond the end is appended.
func putElement(l []Value, i int, v Value) []Value {
	switch {
	case v == nil && i >= len(l):
		return l
	case v == nil:
		return join(l[:i], l[i+1:])
	case i >= len(l):
		return join(l, []Value{v})
	}
	l = slices.Clone(l)
	l[i] = v
	return l
}

// join returns a new list of the elements of two, which is never nil.
func join(a, b []Value) []Value {
	return append(append(make([]Value, 0, len(a)+len(b)), a...), b...)
}
