package expr

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type (
	constant  struct{ v Value }
	reference struct{ p Path }
	ifMissing struct {
		p         Path
		otherwise term
	}
	listAppend struct{ left, right term }
	arithmetic struct {
		operator    string
		left, right term
	}
)

func (t constant) yield(Item) (Value, error) { return t.v, nil }

func (t reference) yield(it Item) (Value, error) {
	if v := t.p.get(it); v != nil {
		return v, nil
	}
	return nil, refuse(noSuchValue)
}

func (t ifMissing) yield(it Item) (Value, error) {
	if v := t.p.get(it); v != nil {
		return v, nil
	}
	return t.otherwise.yield(it)
}

func (t listAppend) yield(it Item) (Value, error) {
	left, right, err := yieldBoth(it, t.left, t.right)
	if err != nil {
		return nil, err
	}
	a, ok := left.(*types.AttributeValueMemberL)
	b, both := right.(*types.AttributeValueMemberL)
	if !ok || !both {
		return nil, refuse(wrongDataType)
	}
	return &types.AttributeValueMemberL{Value: join(a.Value, b.Value)}, nil
}

func (t arithmetic) yield(it Item) (Value, error) {
	left, right, err := yieldBoth(it, t.left, t.right)
	if err != nil {
		return nil, err
	}
	a, ok := left.(*types.AttributeValueMemberN)
	b, both := right.(*types.AttributeValueMemberN)
	if !ok || !both {
		return nil, refuse(wrongDataType)
	}
	sum, err := addNumbers(a.Value, b.Value, t.operator == "-")
	return &types.AttributeValueMemberN{Value: sum}, err
}

func yieldBoth(it Item, a, b term) (left, right Value, err error) {
	if left, err = a.yield(it); err != nil {
		return nil, nil, err
	}
	right, err = b.yield(it)
	return left, right, err
}

// term compiles a value of an update, whose names are known to be there.
func (s *Scope) term(n *node) (term, error) {
	switch n.kind {
	case nodePath:
		p, err := s.resolve(n.steps)
		return reference{p}, err
	case nodeValue:
		v, err := s.value(n.name)
		return constant{v}, err
	}
	args := make([]term, len(n.args))
	for i, a := range n.args {
		var err error
		if args[i], err = s.term(a); err != nil {
			return nil, err
		}
	}
	if n.kind == nodeArithmetic {
		return arithmetic{n.name, args[0], args[1]}, checkTerms(n.name, "N", args)
	}
	if len(args) != updateFunctions[n.name] {
		return nil, wrongCount(n)
	}
	if n.name == "list_append" {
		return listAppend{args[0], args[1]}, checkTerms(n.name, "L", args)
	}
	at, ok := args[0].(reference)
	if !ok {
		return nil, refuse("Operator or function requires a document path; operator or function: " + n.name)
	}
	return ifMissing{at.p, args[1]}, nil
}

// checkTerms refuses a constant of another type than an operator takes.
func checkTerms(operator, want string, args []term) error {
	for _, a := range args {
		if c, ok := a.(constant); ok && TypeName(c.v) != want {
			return wrongType(operator, TypeName(c.v))
		}
	}
	return nil
}

// termPaths appends the paths that a term reads.
func termPaths(t term, paths []Path) []Path {
	switch t := t.(type) {
	case reference:
		return append(paths, t.p)
	case ifMissing:
		return termPaths(t.otherwise, append(paths, t.p))
	case listAppend:
		return termPaths(t.right, termPaths(t.left, paths))
	case arithmetic:
		return termPaths(t.right, termPaths(t.left, paths))
	}
	return paths
}
