package expr

import (
	"errors"
	"strconv"
)

// What an expression may hold at most, as the developer guide says.
const (
	maxSource    = 4096
	maxOperators = 300
	maxOperands  = 100 // of IN
)

type nodeKind uint8

const (
	nodePath nodeKind = iota
	nodeValue
	nodeCall
	nodeCompare // with the operator as name
	nodeBetween
	nodeIn
	nodeAnd
	nodeOr
	nodeNot
	nodeArithmetic // with the operator as name
)

// A node is an operand or a condition as the source has it.
type node struct {
	kind   nodeKind
	name   string // of a function, an operator, or a :value
	steps  []step // of a path
	args   []*node
	parens bool
}

// condition reports whether a node yields a truth value.
func (n *node) condition() bool { return n.kind >= nodeCompare && n.kind <= nodeNot }

// A step of a document path is the name of an attribute or member, or an index of a list.
type step struct {
	name  string
	alias bool // name is an #alias
	index int  // -1 if the step is a name
}

// A parser reads one expression.
type parser struct {
	source    string
	tokens    []token
	at        int
	operators int
}

// errTooLong is what parse says of a source over maxSource; compile words it.
var errTooLong = errors.New("expression too long")

// parse reads the source of an expression, all of it, as what read reads. Its errors lack the name of the parameter.
func parse[T any](source string, read func(*parser) (T, error)) (T, error) {
	var zero T
	if source == "" {
		return zero, refuse("The expression can not be empty;")
	}
	if len(source) > maxSource {
		return zero, errTooLong
	}
	p := &parser{source: source, tokens: tokenize(source)}
	v, err := read(p)
	if err != nil {
		return zero, err
	}
	if p.peek().kind != tokenEnd {
		return zero, p.unexpected()
	}
	if p.operators > maxOperators {
		return zero, refusef("The expression contains too many operators; operator count: %d", p.operators)
	}
	return v, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// accept takes the next token if it is a keyword or symbol.
func (p *parser) accept(text string) bool {
	if p.peek().is(text) {
		p.at++
		return true
	}
	return false
}

func (p *parser) expect(text string) error {
	if !p.accept(text) {
		return p.unexpected()
	}
	return nil
}

// unexpected is the refusal of the next token. It shows the token with its neighbours.
func (p *parser) unexpected() error {
	t := p.peek()
	from, to := t.start, t.end
	if p.at > 0 {
		from = p.tokens[p.at-1].start
	}
	if p.at+1 < len(p.tokens) {
		to = p.tokens[p.at+1].end
	}
	return refuse(`Syntax error; token: "` + t.text + `", near: "` + p.source[from:to] + `"`)
}

func (p *parser) operator(kind nodeKind, name string, args ...*node) *node {
	p.operators++
	return &node{kind: kind, name: name, args: args}
}

// condition reads a condition. An operand is none, wherever it stands.
func (p *parser) condition() (*node, error) {
	return p.wanted(p.disjunction)
}

// wanted reads what must be a condition or the call of a function.
func (p *parser) wanted(read func() (*node, error)) (*node, error) {
	n, err := read()
	if err == nil && !n.condition() && n.kind != nodeCall {
		return nil, p.unexpected()
	}
	return n, err
}

// disjunction reads conditions joined by OR, or a lone operand: what parentheses hold is known at their end only.
func (p *parser) disjunction() (*node, error) { return p.joined("OR", nodeOr, p.conjunction) }

func (p *parser) conjunction() (*node, error) { return p.joined("AND", nodeAnd, p.negation) }

func (p *parser) joined(keyword string, kind nodeKind, read func() (*node, error)) (*node, error) {
	left, err := read()
	if err != nil {
		return nil, err
	}
	for p.peek().is(keyword) {
		if !left.condition() && left.kind != nodeCall {
			return nil, p.unexpected()
		}
		p.next()
		right, err := p.wanted(read)
		if err != nil {
			return nil, err
		}
		left = p.operator(kind, keyword, left, right)
	}
	return left, nil
}

func (p *parser) negation() (*node, error) {
	if !p.accept("NOT") {
		return p.comparison()
	}
	n, err := p.wanted(p.negation)
	if err != nil {
		return nil, err
	}
	return p.operator(nodeNot, "NOT", n), nil
}

// comparison reads an operand and, if an operator follows, its other operands.
func (p *parser) comparison() (*node, error) {
	left, err := p.operandOrGroup(p.disjunction)
	if err != nil {
		return nil, err
	}
	t := p.peek()
	switch {
	case left.condition():
		return left, nil
	case t.kind == tokenSymbol && (t.text[0] == '=' || t.text[0] == '<' || t.text[0] == '>'):
		p.next()
		right, err := p.operand()
		if err != nil {
			return nil, err
		}
		return p.operator(nodeCompare, t.text, left, right), nil
	case p.accept("BETWEEN"):
		low, err := p.operand()
		if err != nil {
			return nil, err
		}
		if err := p.expect("AND"); err != nil {
			return nil, err
		}
		high, err := p.operand()
		if err != nil {
			return nil, err
		}
		return p.operator(nodeBetween, "BETWEEN", left, low, high), nil
	case p.accept("IN"):
		args, err := p.arguments()
		if err != nil {
			return nil, err
		}
		return p.operator(nodeIn, "IN", append([]*node{left}, args...)...), nil
	}
	return left, nil
}

// operand reads a path, a value, or the call of a function.
func (p *parser) operand() (*node, error) { return p.operandOrGroup(p.operand) }

// operandOrGroup reads an operand, which may be a group in parentheses.
func (p *parser) operandOrGroup(inner func() (*node, error)) (*node, error) {
	switch t := p.peek(); {
	case t.is("("):
		p.next()
		n, err := inner()
		if err != nil {
			return nil, err
		}
		return p.closeGroup(n)
	case t.kind == tokenValue:
		p.next()
		return &node{kind: nodeValue, name: t.text}, nil
	case t.kind == tokenName && p.tokens[p.at+1].is("("):
		p.next()
		args, err := p.arguments()
		if err != nil {
			return nil, err
		}
		return p.operator(nodeCall, t.text, args...), nil
	}
	return p.path()
}

func (p *parser) closeGroup(n *node) (*node, error) {
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	if n.parens {
		return nil, refuse("The expression has redundant parentheses;")
	}
	n.parens = true
	return n, nil
}

// arguments reads operands in parentheses, one at least.
func (p *parser) arguments() ([]*node, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var args []*node
	for {
		n, err := p.operand()
		if err != nil {
			return nil, err
		}
		args = append(args, n)
		if !p.accept(",") {
			return args, p.expect(")")
		}
	}
}

// path reads a document path.
func (p *parser) path() (*node, error) {
	first, err := p.name()
	if err != nil {
		return nil, err
	}
	n := &node{kind: nodePath, steps: []step{first}}
	for {
		switch {
		case p.accept("."):
			s, err := p.name()
			if err != nil {
				return nil, err
			}
			n.steps = append(n.steps, s)
		case p.accept("["):
			t := p.peek()
			if t.kind != tokenIndex {
				return nil, p.unexpected()
			}
			p.next()
			if err := p.expect("]"); err != nil {
				return nil, err
			}
			i, err := strconv.ParseInt(t.text, 10, 32)
			if err != nil {
				return nil, refusef("List index is not within the allowable range; index: [%s]", t.text)
			}
			n.steps = append(n.steps, step{index: int(i)})
		default:
			return n, nil
		}
	}
}

func (p *parser) name() (step, error) {
	t := p.peek()
	if t.kind != tokenName && t.kind != tokenAlias {
		return step{}, p.unexpected()
	}
	p.next()
	return step{name: t.text, alias: t.kind == tokenAlias, index: -1}, nil
}
