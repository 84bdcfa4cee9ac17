package expr

import (
	"bytes"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxKeyAttributes is how many attributes a key has at most: four of each kind.
const maxKeyAttributes = 8

const conditionCount = "Conditions can be of length 1 or 2 only"

// A KeyCondition is a compiled condition on the key of a table or index, which is to be named yet.
type KeyCondition struct {
	conditions map[string]keyTest // by attribute
	older      bool               // comes from KeyConditions, whose messages are older too
}

// A keyTest is a condition on one attribute. Operators that a key has no use for come from the older parameters.
type keyTest struct {
	operator string // "=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"
	values   []Value
}

// A KeyAttribute is an attribute of a key with its type: "S", "N" or "B".
type KeyAttribute struct{ Name, Type string }

// A KeyRange is what a Query reads: the items with all of these hash values and, of the attributes of the range key in order, those
// of Prefix, and the next one as Op says.
type KeyRange struct {
	Hash   []Value
	Prefix []Value
	Op     string // "" for all, or "<", "<=", ">", ">=", "BETWEEN", "begins_with"
	Low    Value  // the operand, or the first of BETWEEN
	High   Value
}

// Bounds returns the range of keys that a Query reads, from the first key up to the second, which it does not include and which is nil if
// there is no end. Keys are those that begin with hash, which it has no use for after that, followed by the attributes of the range
// key as [AppendKey] writes them.
func (r *KeyRange) Bounds(hash []byte) (from, to []byte) {
	from = hash
	for _, v := range r.Prefix {
		from = AppendKey(from, v)
	}
	to = KeyAfter(bytes.Clone(from))
	at := func(v Value) []byte { return AppendKey(bytes.Clone(from), v) }
	switch r.Op {
	case "<":
		return from, at(r.Low)
	case "<=":
		return from, KeyAfter(at(r.Low))
	case ">":
		return KeyAfter(at(r.Low)), to
	case ">=":
		return at(r.Low), to
	case "BETWEEN":
		return at(r.Low), KeyAfter(at(r.High))
	case "begins_with":
		from = AppendKeyPrefix(from, r.Low)
		return from, KeyAfter(bytes.Clone(from))
	}
	return from, to
}

// keyCondition takes a condition apart into one for each attribute.
func (s *Scope) keyCondition(n *node) (*KeyCondition, error) {
	k := &KeyCondition{conditions: map[string]keyTest{}}
	if err := s.splitKeyCondition(n, k); err != nil {
		return nil, err
	}
	return k, nil
}

// splitKeyCondition refuses what a key condition must not have, in the order that the service does.
func (s *Scope) splitKeyCondition(n *node, k *KeyCondition) error {
	switch {
	case n.kind == nodeAnd:
		if err := s.splitKeyCondition(n.args[0], k); err != nil {
			return err
		}
		return s.splitKeyCondition(n.args[1], k)
	case n.kind == nodeOr, n.kind == nodeNot, n.kind == nodeIn, n.name == "<>", n.kind == nodeCall && n.name != "begins_with":
		return refuse("Invalid operator used in KeyConditionExpression: " + n.name)
	case n.args[0].kind != nodePath && (n.kind == nodeBetween || n.kind == nodeCall):
		return refusef("Invalid condition in KeyConditionExpression: %s operator must have the key attribute as its first operand", n.name)
	}
	attribute, test, err := s.keyOperands(n)
	if err != nil {
		return err
	}
	if _, ok := k.conditions[attribute]; ok {
		return refuse("Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key")
	}
	k.conditions[attribute] = test
	return nil
}

// mirrored are the comparators for operands that change places.
var mirrored = map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// keyOperands finds the attribute and the values of a condition on a key.
func (s *Scope) keyOperands(n *node) (attribute string, t keyTest, err error) {
	t.operator = n.name
	for i, a := range n.args {
		switch a.kind {
		case nodePath:
			if attribute != "" {
				return "", t, refuse("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition")
			}
			if len(a.steps) > 1 {
				return "", t, refuse("KeyConditionExpressions cannot have conditions on nested attributes")
			}
			path, err := s.resolve(a.steps)
			if err != nil {
				return "", t, err
			}
			attribute = path[0].name
			if i > 0 {
				t.operator = mirrored[n.name]
			}
		case nodeValue:
			v, err := s.value(a.name)
			if err != nil {
				return "", t, err
			}
			t.values = append(t.values, v)
		default:
			return "", t, refuse("KeyConditionExpressions cannot contain nested operations")
		}
	}
	if attribute == "" {
		return "", t, refuse("Invalid condition in KeyConditionExpression: No key attribute specified")
	}
	return attribute, t, nil
}

// Bind applies a condition to the key of a table or index.
func (k *KeyCondition) Bind(hash, ranges []KeyAttribute) (*KeyRange, error) {
	left := len(k.conditions)
	n := len(hash) + len(ranges)
	switch {
	case left <= n:
	case k.older && left > 2:
		return nil, refuse(conditionCount)
	case k.older:
		return nil, refuse("Query key condition not supported")
	default:
		return nil, refusef("The number of query conditions (%d) exceeds the number of key attributes defined in the schema (%d)", left, n)
	}
	r := &KeyRange{}
	for _, a := range hash {
		t, err := k.find(a)
		if err != nil {
			return nil, err
		}
		if t.operator != "=" {
			return nil, refuse("Query key condition not supported")
		}
		r.Hash = append(r.Hash, t.values[0])
		left--
	}
	if err := k.checkGaps(ranges); err != nil {
		return nil, err
	}
	for _, a := range ranges {
		if left == 0 {
			break
		}
		if r.Op != "" { // only the last attribute may have a range of values
			return nil, refuse("Query key condition not supported")
		}
		t, err := k.find(a)
		if err != nil {
			return nil, err
		}
		left--
		r.add(t)
	}
	if left > 0 {
		return nil, refuse("Query key condition not supported")
	}
	return r, nil
}

// checkGaps checks that all range attributes before the last one with a condition have a value.
// Source: the tests of github.com/paritysuite/dynamodb-conformance, run against DynamoDB.
func (k *KeyCondition) checkGaps(ranges []KeyAttribute) error {
	if len(ranges) < 2 {
		return nil
	}
	last := len(ranges) - 1
	for last >= 0 && k.conditions[ranges[last].Name].operator == "" {
		last--
	}
	var open []string
	for i := range last {
		if k.conditions[ranges[i].Name].operator != "=" {
			open = append(open, ranges[i].Name)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return refusef("RANGE key attributes %s must have equality conditions specified in the query because a condition is present on key attribute %s",
		strings.Join(open, ", "), ranges[last].Name)
}

func (r *KeyRange) add(t keyTest) {
	if t.operator == "=" {
		r.Prefix = append(r.Prefix, t.values[0])
		return
	}
	r.Op, r.Low = t.operator, t.values[0]
	if t.operator == "BETWEEN" {
		r.High = t.values[1]
	}
}

// find returns the condition on an attribute of a key and checks its values.
func (k *KeyCondition) find(a KeyAttribute) (keyTest, error) {
	t, ok := k.conditions[a.Name]
	if !ok {
		return t, refuse("Query condition missed key schema element: " + a.Name)
	}
	if mirrored[t.operator] == "" && t.operator != "BETWEEN" && t.operator != "begins_with" {
		return t, refuse("Attempted conditional constraint is not an indexable operation")
	}
	for _, v := range t.values {
		if TypeName(v) != a.Type || t.operator == "begins_with" && a.Type == "N" {
			return t, refuse(invalidParameters + "Condition parameter type does not match schema type")
		}
		if kind := emptyKind(v); kind != "" {
			return t, refusef("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s",
				kind, a.Name)
		}
	}
	return t, nil
}

// emptyKind says "string" or "binary" if a value is an empty one of these.
func emptyKind(v Value) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v.Value == "" {
			return "string"
		}
	case *types.AttributeValueMemberB:
		if len(v.Value) == 0 {
			return "binary"
		}
	}
	return ""
}
