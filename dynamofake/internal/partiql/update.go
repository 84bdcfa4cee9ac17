package partiql

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// update compiles the changes of an UPDATE.
func update(assignments []assignment) (*expr.Update, error) {
	actions := make([]expr.Action, len(assignments))
	for i, a := range assignments {
		var err error
		if actions[i], err = action(a); err != nil {
			return nil, err
		}
	}
	return expr.NewUpdate(actions)
}

func action(a assignment) (expr.Action, error) {
	out := expr.Action{Verb: "SET", Path: a.path.path}
	if a.value == nil {
		out.Verb = "REMOVE"
		return out, nil
	}
	var err error
	if a.value.op == opCall && (a.value.name == "set_add" || a.value.name == "set_delete") {
		out.Verb = strings.ToUpper(strings.TrimPrefix(a.value.name, "set_"))
		out.Term, err = setTerm(a)
	} else {
		out.Term, err = term(a.value)
	}
	return out, err
}

// setTerm compiles the set of set_add and set_delete.
func setTerm(a assignment) (expr.Term, error) {
	name, args := strings.ToUpper(a.value.name), a.value.args
	switch {
	case len(args) != 2:
		return nil, refuse("%s must have exactly two arguments%s", name, a.value.token.place())
	case args[0].op != opPath || !args[0].path.Equal(a.path.path):
		return nil, refuse("The first argument to %s must equal the assignment value%s", name, a.value.token.place())
	}
	v, _, err := literal(args[1], "root")
	if err != nil {
		return nil, err
	}
	switch v.(type) {
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS, *types.AttributeValueMemberBS:
		return expr.ConstantTerm(v), nil
	}
	return nil, refuse("The second argument to %s must be a value with type SET%s", name, args[0].token.place())
}

// term compiles the value of a SET.
func term(n *node) (expr.Term, error) {
	switch n.op {
	case opPath:
		return expr.ReferenceTerm(n.path), nil
	case "+", "-":
		left, right, err := terms(n.args)
		if err != nil {
			return nil, err
		}
		return expr.Sum(n.op, left, right)
	case opCall:
		return callTerm(n)
	}
	v, ok, err := literal(n, "root")
	switch {
	case err != nil:
		return nil, err
	case ok:
		return expr.ConstantTerm(v), nil
	case strings.HasPrefix(n.op, "IS "):
		return nil, refuse("IS operator is not supported in update expressions")
	}
	return nil, refuse("Unsupported operator in Update Expression. Operator: %s", n.op)
}

func callTerm(n *node) (expr.Term, error) {
	switch n.name {
	case "list_append", "if_not_exists":
	case "size", "begins_with", "contains", "attribute_type", "attribute_exists", "attribute_not_exists":
		return nil, refuse("The function is not allowed in an update expression; function: %s", n.name)
	default:
		return nil, refuse("Unrecognized function: %s%s", n.name, n.token.place())
	}
	if len(n.args) != 2 {
		return nil, refuse("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d", n.name, len(n.args))
	}
	left, right, err := terms(n.args)
	switch {
	case err != nil:
		return nil, err
	case n.name == "list_append":
		return expr.ListAppend(left, right)
	case n.args[0].op != opPath:
		return nil, refuse("Operator or function requires a document path; operator or function: if_not_exists")
	}
	return expr.IfMissing(n.args[0].path, right), nil
}

func terms(args []*node) (left, right expr.Term, err error) {
	if left, err = term(args[0]); err != nil {
		return nil, nil, err
	}
	right, err = term(args[1])
	return left, right, err
}
