package partiql

import (
	"strings"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// check checks what a statement says and compiles its parts.
func (s *Statement) check(p *parser) error {
	if err := s.checkPath(p); err != nil {
		return err
	}
	if s.misplaced != nil {
		return s.misplaced
	}
	if s.Kind == Delete && s.Return != "" && s.Return != "ALL OLD" {
		return refuse("Invalid returning clause: RETURNING %s *. Only RETURNING ALL OLD * is allowed in DELETE statements.", s.Return)
	}
	var err error
	switch s.Kind {
	case Insert:
		s.Item, err = item(p.item)
	case Update:
		s.Update, err = update(p.actions)
	}
	if err != nil || s.where == nil {
		return err
	}
	if !s.where.truth() {
		return refuse("WHERE clause must contain an expression that resolves to a boolean")
	}
	_, err = condition(s.where)
	return err
}

// checkPath checks what stands for the table.
func (s *Statement) checkPath(p *parser) error {
	for _, name := range p.path {
		if name == "" {
			return refuse("Path component cannot be an empty string")
		}
	}
	s.Table = p.path[0]
	switch {
	case s.Kind == Insert && len(p.path) > 1:
		return refuse("FROM clause may only contain a single table name")
	case len(p.path) > 2:
		return refuse("A path may contain at most 2 components in the FROM clause")
	case s.Kind != Select && len(p.path) > 1:
		return refuse("This operation is not supported on an index")
	case p.alias:
		return refuse(aliasing)
	case !tableName(s.Table):
		return refuse("Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.")
	case len(p.path) == 2:
		s.Index = p.path[1]
	}
	return nil
}

// tableName reports whether a text can name a table. An ARN can.
func tableName(name string) bool {
	if strings.HasPrefix(name, "arn:") {
		return true
	}
	for _, c := range []byte(name) {
		if !isLetter(c) && !isDigit(c) && c != '-' && c != '.' || c == '$' {
			return false
		}
	}
	return len(name) >= 3 && len(name) <= 255
}

// item is the item of an INSERT, whose attributes may be parameters.
func item(n *node) (expr.Item, error) {
	if n.op != opStruct {
		return nil, refuse("Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.")
	}
	it := expr.Item{}
	for i := 0; i < len(n.args); i += 2 {
		name, err := memberName(n.args[i], "root")
		if err != nil {
			return nil, err
		}
		if _, ok := it[name]; ok {
			return nil, refuse("Duplicate keys in tuple. Key: %s under root", name)
		}
		v, ok, err := literal(n.args[i+1], "root")
		if err == nil && !ok {
			err = notData(n.args[i+1], "root")
		}
		if err != nil {
			return nil, err
		}
		it[name] = v
	}
	return it, nil
}

// truth reports whether a node is a condition.
func (n *node) truth() bool {
	switch n.op {
	case opPath, opValue, opList, opBag, opStruct, opMissing, "+", "-", "*", "/", "%", "||":
		return false
	case opCall:
		return n.name != "size"
	}
	return true
}

// condition compiles a condition.
func condition(n *node) (*expr.Condition, error) {
	switch n.op {
	case "AND", "OR":
		return junction(n)
	case "NOT":
		if !n.args[0].truth() {
			return nil, refuse("The argument to NOT must be a Type or Expression")
		}
		c, err := condition(n.args[0])
		if err != nil {
			return nil, err
		}
		return expr.Not(c), nil
	case "LIKE", "+", "-", "*", "/", "%", "||":
		return nil, badOperator(n)
	case opCall:
		switch n.name {
		case "begins_with", "contains", "attribute_type", "attribute_exists", "attribute_not_exists":
			return test(n.name, n.args)
		}
		return nil, refuse("Unrecognized function: %s%s", n.name, n.token.place())
	case "IN":
		if n.args[0].op != opPath && !n.args[0].truth() {
			return nil, refuse(badIn)
		}
	}
	if strings.HasPrefix(n.op, "IS ") {
		return typeTest(n)
	}
	return test(n.op, n.args)
}

func badOperator(n *node) error {
	return refuse("Unsupported operator in Condition Expression. Operator: %s", n.op)
}

func junction(n *node) (*expr.Condition, error) {
	var sides [2]*expr.Condition
	for i, a := range n.args {
		if !a.truth() {
			return nil, refuse("The arguments to AND/OR must be Expressions")
		}
		var err error
		if sides[i], err = condition(a); err != nil {
			return nil, err
		}
	}
	if n.op == "AND" {
		return expr.All(sides[:]...), nil
	}
	return expr.Any(sides[:]...), nil
}

// test compiles an operator of the expression language.
func test(name string, args []*node) (*expr.Condition, error) {
	operands := make([]expr.Operand, len(args))
	for i, a := range args {
		var err error
		if operands[i], err = operand(a); err != nil {
			return nil, err
		}
	}
	if len(operands) == 0 {
		return nil, refuse("Incorrect number of operands for operator or function; operator or function: %s, number of operands: 0", name)
	}
	return expr.Test(name, operands...)
}

// operand compiles an operand. A condition is one, too.
func operand(n *node) (expr.Operand, error) {
	switch {
	case n.op == opPath:
		return n.path, nil
	case n.op == opCall && n.name == "size":
		if len(n.args) != 1 {
			return nil, refuse("Incorrect number of operands for operator or function; operator or function: size, number of operands: %d", len(n.args))
		}
		of, err := operand(n.args[0])
		if err != nil {
			return nil, err
		}
		return expr.SizeOf(of)
	case n.truth():
		c, err := condition(n)
		if err != nil {
			return nil, err
		}
		return expr.Truth(c), nil
	}
	v, ok, err := literal(n, "root")
	if err == nil && !ok {
		err = badOperator(n)
	}
	if err != nil {
		return nil, err
	}
	return expr.Constant(v), nil
}

// typeNames are DynamoDB's names of the types that IS can test for.
var typeNames = map[string]string{
	"NULL": "NULL", "BOOL": "BOOL", "BOOLEAN": "BOOL", "BLOB": "B", "STRING": "S", "NUMERIC": "N", "STRUCT": "M", "TUPLE": "M", "LIST": "L",
}

// typeTest compiles IS.
func typeTest(n *node) (*expr.Condition, error) {
	left := n.args[0]
	if left.op != opPath {
		return nil, refuse("The left hand side argument to IS must be a Variable Reference, Literal, or Path")
	}
	word := strings.TrimPrefix(n.op, "IS ")
	if word == "MISSING" {
		return expr.Test("attribute_not_exists", left.path)
	}
	name, ok := typeNames[word]
	if !ok {
		return nil, refuse("Unsupported data type for IS operator: %s. Supported data types are "+
			"[MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]", word)
	}
	return expr.Test("attribute_type", left.path, expr.Constant(stringNode(token{text: name}).value))
}
