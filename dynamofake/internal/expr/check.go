package expr

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// conditionFunctions and updateFunctions are the functions of the language with the number of their operands.
var (
	conditionFunctions = map[string]int{
		"attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2, "size": 1,
	}
	updateFunctions = map[string]int{"if_not_exists": 2, "list_append": 2}
)

// walk calls f for a node and all under it, in the order of the source, until one fails.
func walk(n *node, f func(*node) error) error {
	if err := f(n); err != nil {
		return err
	}
	for _, a := range n.args {
		if err := walk(a, f); err != nil {
			return err
		}
	}
	return nil
}

// checkReserved refuses the first reserved word that names an attribute.
func checkReserved(n *node) error {
	for _, s := range n.steps {
		if s.index < 0 && !s.alias && Reserved(s.name) {
			return refuse("Attribute name is a reserved keyword; reserved keyword: " + s.name)
		}
	}
	return nil
}

func misplaced(function string) error {
	return refuse("The function is not allowed to be used this way in an expression; function: " + function)
}

// A conditionCompiler turns the tree of a condition into a [Condition].
type conditionCompiler struct {
	*Scope
	paths []Path
}

// condition checks a condition in the order that the service does: functions, their places, reserved words, and then each comparison
// or call whole.
func (s *Scope) condition(n *node) (*Condition, error) {
	checks := []func(*node) error{checkConditionFunction, checkConditionPlaces, checkReserved}
	for _, check := range checks {
		if err := walk(n, check); err != nil {
			return nil, err
		}
	}
	if isSize(n) {
		return nil, misplaced("size")
	}
	c := &conditionCompiler{Scope: s}
	root, err := c.test(n)
	if err != nil {
		return nil, err
	}
	return &Condition{root: root, paths: c.paths}, nil
}

func isSize(n *node) bool { return n.kind == nodeCall && n.name == "size" }

func checkConditionFunction(n *node) error {
	if n.kind != nodeCall || conditionFunctions[n.name] > 0 {
		return nil
	}
	if updateFunctions[n.name] > 0 {
		return refuse("The function is not allowed in a condition expression; function: " + n.name)
	}
	return refuse("Invalid function name; function: " + n.name)
}

// checkConditionPlaces refuses size as a condition, and the other functions as operands.
func checkConditionPlaces(n *node) error {
	wantsConditions := n.kind == nodeAnd || n.kind == nodeOr || n.kind == nodeNot
	for _, a := range n.args {
		if a.kind == nodeCall && isSize(a) == wantsConditions {
			return misplaced(a.name)
		}
	}
	return nil
}

// test compiles a condition.
func (c *conditionCompiler) test(n *node) (test, error) {
	switch n.kind {
	case nodeAnd, nodeOr:
		left, err := c.test(n.args[0])
		if err != nil {
			return nil, err
		}
		right, err := c.test(n.args[1])
		if n.kind == nodeAnd {
			return allOf{left, right}, err
		}
		return anyOf{left, right}, err
	case nodeNot:
		of, err := c.test(n.args[0])
		return notThat{of}, err
	}
	args, err := c.operands(n)
	if err != nil {
		return nil, err
	}
	switch n.kind {
	case nodeCompare:
		return compareTo{n.name, args[0], args[1]}, checkComparable(n.name, args)
	case nodeBetween:
		return between{args[0], args[1], args[2]}, checkBetween(args)
	case nodeIn:
		return in{args[0], args[1:]}, checkMany(args)
	}
	return callTest(n.name, args)
}

// operands compiles the operands of a comparison or call, and checks what holds for all kinds of them.
func (c *conditionCompiler) operands(n *node) ([]Operand, error) {
	args := make([]Operand, len(n.args))
	for _, a := range n.args {
		if err := walk(a, c.defined); err != nil {
			return nil, err
		}
	}
	for i, a := range n.args {
		var err error
		if args[i], err = c.operand(a); err != nil {
			return nil, err
		}
	}
	if want := conditionFunctions[n.name]; n.kind == nodeCall && len(args) != want {
		return nil, wrongCount(n)
	}
	return args, checkDistinct(n.name, args)
}

func wrongCount(n *node) error {
	return refusef("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d",
		n.name, len(n.args))
}

// defined checks that what a node names is there.
func (s *Scope) defined(n *node) error {
	var err error
	switch n.kind {
	case nodePath:
		_, err = s.resolve(n.steps)
	case nodeValue:
		_, err = s.value(n.name)
	}
	return err
}

func (c *conditionCompiler) operand(n *node) (Operand, error) {
	switch n.kind {
	case nodePath:
		p, err := c.resolve(n.steps)
		c.paths = append(c.paths, p)
		return p, err
	case nodeValue:
		v, err := c.value(n.name)
		return literal{v}, err
	}
	args, err := c.operands(n) // of size, the only function that is an operand
	if err != nil {
		return nil, err
	}
	if t := staticType(args[0]); t == "N" || t == "BOOL" || t == "NULL" {
		return nil, wrongType("size", t)
	}
	return sizeOf{args[0]}, nil
}

// checkDistinct refuses an operator whose first operand is among the others.
func checkDistinct(name string, args []Operand) error {
	first, ok := args[0].(Path)
	if !ok {
		return nil
	}
	for _, a := range args[1:] {
		if p, ok := a.(Path); ok && p.equal(first) {
			return refusef("The first operand must be distinct from the remaining operands for this operator or function; "+
				"operator: %s, first operand: %s", name, first)
		}
	}
	return nil
}

// staticType is the type of an operand if it is known before any item is, and else "".
func staticType(o Operand) string {
	switch o := o.(type) {
	case literal:
		return TypeName(o.v)
	case sizeOf:
		return "N"
	case truth:
		return "BOOL"
	}
	return ""
}

func wrongType(name, t string) error {
	return refusef("Incorrect operand type for operator or function; operator or function: %s, operand type: %s", name, t)
}

// checkComparable refuses operands that have no order.
func checkComparable(operator string, args []Operand) error {
	if operator == "=" || operator == "<>" {
		return nil
	}
	for _, a := range args {
		if t := staticType(a); t != "" && t != "S" && t != "N" && t != "B" {
			return wrongType(operator, t)
		}
	}
	return nil
}

func checkBetween(args []Operand) error {
	if err := checkComparable("BETWEEN", args); err != nil {
		return err
	}
	low, ok := args[1].(literal)
	high, both := args[2].(literal)
	if !ok || !both {
		return nil
	}
	bounds := "; lower bound operand: " + describe(low.v) + ", upper bound operand: " + describe(high.v)
	switch c, comparable := Compare(low.v, high.v); {
	case !comparable:
		return refuse("The BETWEEN operator requires same data type for lower and upper bounds" + bounds)
	case c > 0:
		return refuse("The BETWEEN operator requires upper bound to be greater than or equal to lower bound" + bounds)
	}
	return nil
}

// callTest compiles the call of a function that is a condition.
func callTest(name string, args []Operand) (test, error) {
	path, isPath := args[0].(Path)
	switch name {
	case "begins_with":
		for _, a := range args {
			if t := staticType(a); t != "" && t != "S" && t != "B" {
				return nil, wrongType(name, t)
			}
		}
		return beginsWith{args[0], args[1]}, nil
	case "contains":
		return contains{args[0], args[1]}, nil
	}
	if !isPath {
		return nil, refuse("Operator or function requires a document path; operator or function: " + name)
	}
	switch name {
	case "attribute_exists":
		return exists{path}, nil
	case "attribute_not_exists":
		return notThat{exists{path}}, nil
	}
	return typeTest(path, args[1])
}

// typeNames are the types that attribute_type knows, in the order that its message has them.
var typeNames = []string{"N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"}

func typeTest(path Path, name Operand) (test, error) {
	t := staticType(name)
	if t == "" {
		t = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
	}
	l, _ := name.(literal)
	s, ok := l.v.(*types.AttributeValueMemberS)
	if !ok {
		return nil, wrongType("attribute_type", t)
	}
	if !slices.Contains(typeNames, s.Value) {
		return nil, refuse("Invalid attribute type name found; type: " + s.Value + ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}")
	}
	return hasType{path, s.Value}, nil
}
