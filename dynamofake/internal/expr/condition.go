package expr

import (
	"bytes"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A Condition is a compiled condition, for any number of items and goroutines. Every item satisfies nil.
type Condition struct {
	root  test
	paths []Path
}

// Match reports whether an item, which is nil if there is none, satisfies the condition.
func (c *Condition) Match(it Item) bool { return c == nil || c.root.match(it) }

// Attributes are the names of the attributes that the condition reads.
func (c *Condition) Attributes() []string {
	if c == nil {
		return nil
	}
	all, _ := attributes(c.paths)
	return all
}

// NestedAttributes are those of the attributes that the condition reads parts of.
func (c *Condition) NestedAttributes() []string {
	if c == nil {
		return nil
	}
	_, nested := attributes(c.paths)
	return nested
}

// A test is a compiled condition or part of one.
type test interface{ match(Item) bool }

// An Operand yields a value of an item, or nil.
type Operand interface{ value(Item) Value }

type literal struct{ v Value }

func (l literal) value(Item) Value { return l.v }

func (p Path) value(it Item) Value { return p.get(it) }

// sizeOf yields the size of an operand, or nil if it has none.
type sizeOf struct{ of Operand }

func (s sizeOf) value(it Item) Value {
	n, ok := sizeFunction(s.of.value(it))
	if !ok {
		return nil
	}
	return &types.AttributeValueMemberN{Value: n}
}

type (
	allOf     struct{ left, right test }
	anyOf     struct{ left, right test }
	notThat   struct{ of test }
	compareTo struct {
		operator    string
		left, right Operand
	}
	between struct{ v, low, high Operand }
	in      struct {
		v    Operand
		list []Operand
	}
	exists  struct{ p Path }
	hasType struct {
		p    Path
		name string
	}
	beginsWith struct{ v, prefix Operand }
	contains   struct{ v, part Operand }
)

func (t allOf) match(it Item) bool   { return t.left.match(it) && t.right.match(it) }
func (t anyOf) match(it Item) bool   { return t.left.match(it) || t.right.match(it) }
func (t notThat) match(it Item) bool { return !t.of.match(it) }
func (t exists) match(it Item) bool  { return t.p.get(it) != nil }
func (t hasType) match(it Item) bool { return TypeName(t.p.get(it)) == t.name }

func (t compareTo) match(it Item) bool {
	return compareValues(t.operator, t.left.value(it), t.right.value(it))
}

// compareValues applies a comparator. What is missing or of another type is unequal, and neither less nor greater.
func compareValues(operator string, a, b Value) bool {
	switch operator {
	case "=":
		return a != nil && b != nil && Equal(a, b)
	case "<>":
		return a == nil || b == nil || !Equal(a, b)
	}
	c, ok := Compare(a, b)
	if !ok {
		return false
	}
	switch operator {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

func (t between) match(it Item) bool {
	v := t.v.value(it)
	return compareValues(">=", v, t.low.value(it)) && compareValues("<=", v, t.high.value(it))
}

func (t in) match(it Item) bool {
	v := t.v.value(it)
	return v != nil && slices.ContainsFunc(t.list, func(o Operand) bool { return compareValues("=", v, o.value(it)) })
}

func (t beginsWith) match(it Item) bool { return hasPrefix(t.v.value(it), t.prefix.value(it)) }

func hasPrefix(v, prefix Value) bool {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		p, ok := prefix.(*types.AttributeValueMemberS)
		return ok && strings.HasPrefix(v.Value, p.Value)
	case *types.AttributeValueMemberB:
		p, ok := prefix.(*types.AttributeValueMemberB)
		return ok && bytes.HasPrefix(v.Value, p.Value)
	}
	return false
}

func (t contains) match(it Item) bool { return containsValue(t.v.value(it), t.part.value(it)) }

// containsValue reports whether v has part as a substring, a member or an element.
func containsValue(v, part Value) bool {
	if part == nil {
		return false
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		p, ok := part.(*types.AttributeValueMemberS)
		return ok && strings.Contains(v.Value, p.Value)
	case *types.AttributeValueMemberB:
		p, ok := part.(*types.AttributeValueMemberB)
		return ok && bytes.Contains(v.Value, p.Value)
	case *types.AttributeValueMemberSS:
		p, ok := part.(*types.AttributeValueMemberS)
		return ok && slices.Contains(v.Value, p.Value)
	case *types.AttributeValueMemberNS:
		p, ok := part.(*types.AttributeValueMemberN)
		return ok && slices.Contains(v.Value, p.Value) // both canonical
	case *types.AttributeValueMemberBS:
		p, ok := part.(*types.AttributeValueMemberB)
		return ok && slices.ContainsFunc(v.Value, func(b []byte) bool { return bytes.Equal(b, p.Value) })
	case *types.AttributeValueMemberL:
		return slices.ContainsFunc(v.Value, func(e Value) bool { return Equal(e, part) })
	}
	return false
}
