package partiql

import (
	"strings"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// The operators of nodes that are no operators of the language.
const (
	opPath   = "path"
	opValue  = "value"
	opCall   = "call" // of the function name
	opList   = "list"
	opBag    = "bag"
	opStruct = "struct" // whose arguments are keys and values in turn
)

// A node is an expression.
type node struct {
	op    string // an operator, or one of the above
	args  []*node
	path  expr.Path
	name  string // of a path as a column, or of a function
	value expr.Value
	param bool // the value is a parameter's
	token token
}

// kindName is what a message calls the kind of a node.
func (n *node) kindName() string {
	switch n.op {
	case opPath:
		return "VariableReference"
	case opValue:
		return "Literal"
	case opCall:
		return "CallAgg"
	case opList, opBag:
		return "Seq"
	case opStruct:
		return "Struct"
	}
	return "NAry"
}

func (p *parser) enter() error {
	if p.depth++; p.depth > maxNesting {
		return malformed("")
	}
	return nil
}

// expression reads an expression of whatever kind.
func (p *parser) expression() (*node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	return p.infix(p.conjunction, "OR")
}

func (p *parser) conjunction() (*node, error) { return p.infix(p.negation, "AND") }

// infix reads operands joined by operators of one rank.
func (p *parser) infix(operand func() (*node, error), operators ...string) (*node, error) {
	left, err := operand()
	if err != nil {
		return nil, err
	}
	for {
		t, op := p.peek(), ""
		for _, o := range operators {
			if t.is(o) {
				op = o
			}
		}
		if op == "" {
			return left, nil
		}
		p.next()
		right, err := p.right(operand)
		if err != nil {
			return nil, err
		}
		left = &node{op: op, args: []*node{left, right}, token: t}
	}
}

// right reads what follows an operator.
func (p *parser) right(operand func() (*node, error)) (*node, error) {
	if t := p.peek(); t.kind == tokenEnd || t.is(";") || t.is(")") {
		return nil, malformed("Missing right-hand side expression of infix operator")
	}
	return operand()
}

func (p *parser) negation() (*node, error) {
	t := p.peek()
	if !p.accept("NOT") {
		return p.comparison()
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	n, err := p.negation()
	return &node{op: "NOT", args: []*node{n}, token: t}, err
}

func (p *parser) comparison() (*node, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	for {
		t := p.peek()
		not := t.is("NOT") && (p.ahead(1).is("IN") || p.ahead(1).is("BETWEEN") || p.ahead(1).is("LIKE"))
		if not {
			p.next()
		}
		n, err := p.compared(left)
		if err != nil {
			return nil, err
		}
		if n == nil {
			return left, nil
		}
		if left = n; not {
			left = &node{op: "NOT", args: []*node{n}, token: t}
		}
	}
}

// compared reads a comparator with what follows it, or nothing.
func (p *parser) compared(left *node) (*node, error) {
	t := p.peek()
	switch {
	case p.accept("IS"):
		return p.is(left, t)
	case p.accept("IN"):
		return p.in(left, t)
	case p.accept("BETWEEN"):
		low, err := p.right(p.sum)
		if err != nil {
			return nil, err
		}
		if err := p.expect("AND", "Expected AND after BETWEEN"); err != nil {
			return nil, err
		}
		high, err := p.right(p.sum)
		return &node{op: "BETWEEN", args: []*node{left, low, high}, token: t}, err
	}
	for _, op := range []string{"=", "<>", "!=", "<=", ">=", "<", ">", "LIKE"} {
		if p.accept(op) {
			right, err := p.right(p.sum)
			if op == "!=" {
				op = "<>"
			}
			return &node{op: op, args: []*node{left, right}, token: t}, err
		}
	}
	return nil, nil
}

// typeWords are the types that IS tests for, with what the second words of some must be.
var typeWords = map[string]string{
	"MISSING": "", "NULL": "", "BOOL": "", "BOOLEAN": "", "SMALLINT": "", "INT": "", "INT4": "", "INT8": "", "INTEGER": "", "FLOAT": "", "REAL": "",
	"DOUBLE": "PRECISION", "DECIMAL": "", "NUMERIC": "", "TIMESTAMP": "", "CHAR": "", "CHARACTER": "VARYING", "VARCHAR": "", "STRING": "", "SYMBOL": "",
	"CLOB": "", "BLOB": "", "STRUCT": "", "TUPLE": "", "LIST": "", "SEXP": "", "BAG": "", "ANY": "",
}

func (p *parser) is(left *node, t token) (*node, error) {
	not := p.accept("NOT")
	word := strings.ToUpper(p.peek().text)
	second, ok := typeWords[word]
	if !ok || p.peek().kind != tokenWord {
		return nil, malformed("Expected type name")
	}
	p.next()
	if second != "" {
		p.accept(second)
	}
	n := &node{op: "IS " + word, args: []*node{left}, token: t}
	if not {
		n = &node{op: "NOT", args: []*node{n}, token: t}
	}
	return n, nil
}

// in reads the list of IN, in brackets or parentheses.
func (p *parser) in(left *node, t token) (*node, error) {
	n := &node{op: "IN", args: []*node{left}, token: t}
	if !p.peek().is("(") {
		right, err := p.right(p.sum)
		if err != nil {
			return nil, err
		}
		if right.op != opList && right.op != opBag || len(right.args) == 0 {
			return nil, refuse(badIn)
		}
		n.args = append(n.args, right.args...)
		return n, nil
	}
	p.next()
	list, err := p.elements(")")
	if err == nil && len(list) == 0 {
		err = refuse(badIn)
	}
	n.args = append(n.args, list...)
	return n, err
}

const badIn = "IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member"

func (p *parser) sum() (*node, error) {
	return p.infix(func() (*node, error) { return p.infix(p.operand, "*", "/", "%") }, "+", "-", "||")
}

// operand reads a literal, a path, a call, or an expression in parentheses.
func (p *parser) operand() (*node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	t := p.peek()
	switch t.kind {
	case tokenString:
		p.next()
		return stringNode(t), nil
	case tokenNumber:
		p.next()
		return numberNode(t, "")
	case tokenParameter:
		p.next()
		return p.parameter(t)
	case tokenQuoted:
		return p.documentPath()
	case tokenWord:
		return p.word(t)
	}
	switch {
	case p.accept("-"), p.accept("+"):
		return p.signed(t)
	case p.accept("("):
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		return n, p.expect(")", "Expected RIGHT_PAREN")
	case p.accept("["):
		args, err := p.elements("]")
		return &node{op: opList, args: args, token: t}, err
	case p.accept("<<"):
		args, err := p.elements(">>")
		return &node{op: opBag, args: args, token: t}, err
	case p.accept("{"):
		return p.members(t)
	case t.kind == tokenEnd || t.is(";"):
		return nil, malformed("Unexpected term")
	}
	return nil, malformed("Unexpected term")
}

// signed reads what follows a sign: a number, which may have more signs.
func (p *parser) signed(sign token) (*node, error) {
	n, err := p.operand()
	if err != nil {
		return nil, err
	}
	if n.op != opValue || n.param || expr.TypeName(n.value) != "N" {
		return nil, refuse("Unsupported operator in Condition Expression. Operator: %s", sign.text)
	}
	if sign.text == "+" {
		return n, nil
	}
	return negated(n), nil
}

// word reads an expression that begins with a word without quotes.
func (p *parser) word(t token) (*node, error) {
	upper := strings.ToUpper(t.text)
	switch {
	case upper == "NULL", upper == "TRUE", upper == "FALSE", upper == "MISSING":
		p.next()
		return wordNode(upper, t), nil
	case operators[upper]:
		return nil, malformed("Unexpected operator")
	case t.reserved() && !(upper == "EXISTS" && p.ahead(1).is("(")): // which is then a function that is not known
		return nil, malformed("Unexpected keyword")
	case !p.ahead(1).is("("):
		return p.documentPath()
	}
	p.next()
	p.next()
	if upper == "COUNT" && p.accept("*") { // which is read, to be refused where it stands
		return &node{op: opCall, name: "count", token: t}, p.expect(")", "Expected RIGHT_PAREN")
	}
	args, err := p.elements(")")
	return &node{op: opCall, name: strings.ToLower(t.text), args: args, token: t}, err
}

// elements reads expressions separated by commas, up to what ends them.
func (p *parser) elements(end string) ([]*node, error) {
	if p.accept(end) {
		return nil, nil
	}
	var list []*node
	for {
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
		if !p.accept(",") {
			return list, p.expect(end, "Expected "+end)
		}
	}
}

// members reads a struct.
func (p *parser) members(t token) (*node, error) {
	n := &node{op: opStruct, token: t}
	if p.accept("}") {
		return n, nil
	}
	for {
		key, err := p.operand()
		if err != nil {
			return nil, err
		}
		if err := p.expect(":", "Expected COLON"); err != nil {
			return nil, err
		}
		v, err := p.expression()
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, key, v)
		if !p.accept(",") {
			return n, p.expect("}", "Expected RIGHT_CURLY")
		}
	}
}

func (p *parser) parameter(t token) (*node, error) {
	p.used++
	if p.used > len(p.parameters) {
		return nil, refuse("Number of parameters in request and statement don't match.")
	}
	return &node{op: opValue, value: p.parameters[p.used-1], param: true, token: t}, nil
}
