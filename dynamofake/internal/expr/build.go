package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// What follows builds conditions and updates from parts, for languages other than that of expressions.

// Attribute returns the path to an attribute.
func Attribute(name string) Path { return Path{{name: name, index: -1}} }

// Member returns the path to a member of the map at a path.
func (p Path) Member(name string) Path { return append(p[:len(p):len(p)], step{name: name, index: -1}) }

// Element returns the path to an element of the list at a path.
func (p Path) Element(i int) Path { return append(p[:len(p):len(p)], step{index: i}) }

// Top is the name of the attribute that a path begins with, and whether the path ends there.
func (p Path) Top() (name string, whole bool) { return p[0].name, len(p) == 1 }

// Get returns the value that a path leads to, or nil.
func (p Path) Get(it Item) Value { return p.get(it) }

// Equal reports whether two paths are the same.
func (p Path) Equal(q Path) bool { return p.equal(q) }

// Constant is the operand that a value is.
func Constant(v Value) Operand { return literal{v} }

// SizeOf is the operand that the function size makes of another.
func SizeOf(o Operand) (Operand, error) {
	if t := staticType(o); t == "N" || t == "BOOL" || t == "NULL" {
		return nil, wrongType("size", t)
	}
	return sizeOf{o}, nil
}

// Truth is the operand that a condition is, a boolean.
func Truth(c *Condition) Operand { return truth{c} }

type truth struct{ of *Condition }

func (t truth) value(it Item) Value { return &types.AttributeValueMemberBOOL{Value: t.of.Match(it)} }

// All is the condition that all of several hold.
func All(conditions ...*Condition) *Condition {
	return combine(conditions, func(a, b test) test { return allOf{a, b} })
}

// Any is the condition that one of several holds.
func Any(conditions ...*Condition) *Condition {
	return combine(conditions, func(a, b test) test { return anyOf{a, b} })
}

func combine(conditions []*Condition, join func(a, b test) test) *Condition {
	var all *Condition
	for _, c := range conditions {
		switch {
		case c == nil:
		case all == nil:
			all = c
		default:
			all = &Condition{root: join(all.root, c.root), paths: append(all.paths[:len(all.paths):len(all.paths)], c.paths...)}
		}
	}
	return all
}

// Not is the condition that another does not hold.
func Not(c *Condition) *Condition { return &Condition{root: notThat{c.root}, paths: c.paths} }

// Test is a condition of an operator or function of the expression language with its operands, which it checks.
func Test(name string, args ...Operand) (*Condition, error) {
	c := &Condition{}
	for _, a := range args {
		c.paths = operandPaths(a, c.paths)
	}
	if want, ok := conditionFunctions[name]; ok && want != len(args) {
		return nil, refusef("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d", name, len(args))
	}
	if err := checkDistinct(name, args); err != nil {
		return nil, err
	}
	var err error
	switch name {
	case "=", "<>", "<", "<=", ">", ">=":
		c.root, err = compareTo{name, args[0], args[1]}, checkComparable(name, args)
	case "BETWEEN":
		c.root, err = between{args[0], args[1], args[2]}, checkBetween(args)
	case "IN":
		c.root, err = in{args[0], args[1:]}, checkMany(args)
	default:
		c.root, err = callTest(name, args)
	}
	return c, err
}

func checkMany(args []Operand) error {
	if n := len(args) - 1; n > maxOperands {
		return refusef("The IN operator is provided with too many operands; number of operands: %d", n)
	}
	return nil
}

func operandPaths(o Operand, paths []Path) []Path {
	switch o := o.(type) {
	case Path:
		return append(paths, o)
	case sizeOf:
		return operandPaths(o.of, paths)
	case truth:
		return append(paths, o.of.paths...)
	}
	return paths
}

// A Term yields a value for an update from the item as it was.
type Term = term

// ConstantTerm is the term that a value is.
func ConstantTerm(v Value) Term { return constant{v} }

// ReferenceTerm is the term that the value at a path is.
func ReferenceTerm(p Path) Term { return reference{p} }

// IfMissing is the function if_not_exists.
func IfMissing(p Path, otherwise Term) Term { return ifMissing{p, otherwise} }

// ListAppend is the function list_append, whose operands it checks.
func ListAppend(a, b Term) (Term, error) {
	return listAppend{a, b}, checkTerms("list_append", "L", []term{a, b})
}

// Sum is the operator + or -, whose operands it checks.
func Sum(operator string, a, b Term) (Term, error) {
	return arithmetic{operator, a, b}, checkTerms(operator, "N", []term{a, b})
}

// An Action is a change that an update makes at a path. Its verb is SET, REMOVE, ADD or DELETE; the term of the last two is a constant.
type Action struct {
	Verb string
	Path Path
	Term Term // nil for REMOVE
}

// NewUpdate makes an update of actions, whose paths it checks.
func NewUpdate(actions []Action) (*Update, error) {
	u := &Update{}
	for _, a := range actions {
		u.actions = append(u.actions, action{verb: a.Verb, path: a.Path, term: a.Term})
		u.paths = append(u.paths, a.Path)
	}
	u.image = newProjection(u.paths)
	return u, checkPaths(u.paths)
}
