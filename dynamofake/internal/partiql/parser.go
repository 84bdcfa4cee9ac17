package partiql

import (
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// A parser reads one statement.
type parser struct {
	tokens     []token
	at         int
	depth      int // of expressions
	parameters []expr.Value
	used       int // parameters

	path    []string     // the table, with its index
	alias   bool         // it has an alias
	item    *node        // of INSERT
	actions []assignment // of UPDATE
}

// maxNesting bounds the depth of expressions, for the sake of the stack. What DynamoDB stores is bounded far below.
const maxNesting = 500

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) ahead(n int) token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

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

func (p *parser) expect(text, why string) error {
	if !p.accept(text) {
		return malformed(why)
	}
	return nil
}

func (p *parser) statement() (*Statement, error) {
	switch {
	case p.accept("SELECT"):
		return p.selection()
	case p.peek().is("EXISTS") && p.ahead(1).is("("):
		return p.exists()
	case p.accept("INSERT"):
		return p.insertion()
	case p.accept("UPDATE"):
		return p.update()
	case p.accept("DELETE"):
		return p.deletion()
	case p.accept("FROM"):
		return p.fromFirst()
	}
	return nil, p.noStatement()
}

// noStatement says what is wrong with what does not begin like a statement. It is read as an expression, in which FROM begins
// another kind of statement.
func (p *parser) noStatement() error {
	if p.peek().kind == tokenWord && !p.peek().reserved() {
		for _, t := range p.tokens {
			if t.is("FROM") {
				return malformed("Expected data manipulation")
			}
		}
	}
	n, err := p.expression()
	switch {
	case err != nil:
		return err
	case p.peek().kind != tokenEnd && !p.peek().is(";"):
		return malformed("Unexpected token after expression")
	case strings.HasPrefix(n.op, "IS "):
		return refuse("Unsupported operation: IsType")
	}
	return refuse("Unsupported operation: %s", n.kindName())
}

func (p *parser) selection() (*Statement, error) {
	s := &Statement{Kind: Select}
	switch t := p.peek(); {
	case (t.is("VALUE") || t.is("PIVOT")) && !p.ahead(1).is("FROM") && !p.ahead(1).is(","):
		return nil, refuse("Select projection doesn't support value or pivot keywords")
	case p.accept("*"):
		if p.peek().is(",") {
			return nil, refuse("Other attributes should not be present in the projection when '*' is used.")
		}
	default:
		if err := p.columns(s); err != nil {
			return nil, err
		}
	}
	if err := p.expect("FROM", "Expected FROM after SELECT list"); err != nil {
		return nil, err
	}
	if err := p.source(); err != nil {
		return nil, err
	}
	if p.peek().is(",") || p.peek().is("JOIN") {
		return nil, refuse("Only select from a single table or index is supported.")
	}
	if err := p.where(s); err != nil {
		return nil, err
	}
	for _, clause := range []string{"GROUP", "HAVING", "LIMIT"} {
		if p.peek().is(clause) {
			return nil, refuse("Unsupported clause: %s", clause)
		}
	}
	if p.accept("ORDER") {
		return s, p.order(s)
	}
	return s, nil
}

// columns reads the paths that a SELECT wants.
func (p *parser) columns(s *Statement) error {
	for {
		if p.peek().is("*") {
			return refuse("Other attributes should not be present in the projection when '*' is used.")
		}
		n, err := p.operand()
		if err != nil {
			return err
		}
		switch {
		case n.op == opCall:
			if s.misplaced == nil {
				s.misplaced = refuse("Unexpected path component%s", n.token.place())
			}
		case n.op != opPath:
			return refuse("Unsupported operation: %s", n.kindName())
		}
		if t := p.peek(); t.is("AS") || t.kind == tokenQuoted || t.kind == tokenWord && !t.reserved() {
			return refuse(aliasing)
		}
		for _, c := range s.Columns {
			if n.op == opPath && c.Name == n.name {
				return refuse("Duplicate identifiers in select clause: %s", n.name)
			}
		}
		if n.op == opPath {
			s.Columns = append(s.Columns, Column{Name: n.name, Path: n.path})
		}
		if !p.accept(",") {
			return nil
		}
	}
}

const aliasing = "Aliasing is not supported"

// source reads the table or index of a FROM clause.
func (p *parser) source() error {
	if t := p.peek(); t.kind != tokenQuoted && (t.kind != tokenWord || t.reserved()) {
		return malformed("Unexpected term")
	}
	return p.table(true)
}

// table reads the name of a table, with that of an index and an alias.
func (p *parser) table(aliases bool) error {
	for {
		t := p.peek()
		if t.kind != tokenQuoted && (t.kind != tokenWord || t.reserved()) {
			return malformed("Expected identifier for simple path")
		}
		p.path = append(p.path, p.next().text)
		if !p.accept(".") {
			break
		}
	}
	if t := p.peek(); aliases && (t.is("AS") || t.kind == tokenQuoted || t.kind == tokenWord && !t.reserved()) {
		p.alias = true
		p.accept("AS")
		p.next()
	}
	return nil
}

// where reads a WHERE clause, if there is one.
func (p *parser) where(s *Statement) (err error) {
	if p.accept("WHERE") {
		s.where, err = p.expression()
	}
	return err
}

func (p *parser) order(s *Statement) error {
	if err := p.expect("BY", "Expected BY after ORDER"); err != nil {
		return err
	}
	for {
		n, err := p.operand()
		if err != nil {
			return err
		}
		if n.op != opPath {
			return refuse("Argument to ORDER BY must be of type VariableReference. Type: %s", n.kindName())
		}
		o := Order{Attribute: n.name}
		if !p.accept("ASC") {
			o.Descending = p.accept("DESC")
		}
		s.Order = append(s.Order, o)
		if !p.accept(",") {
			return nil
		}
	}
}

func (p *parser) exists() (*Statement, error) {
	p.next()
	p.next()
	if err := p.expect("SELECT", "Unexpected term"); err != nil {
		return nil, err
	}
	s, err := p.selection()
	if err != nil {
		return nil, err
	}
	s.Exists = true
	return s, p.expect(")", "Expected RIGHT_PAREN")
}

func (p *parser) insertion() (*Statement, error) {
	s := &Statement{Kind: Insert}
	if err := p.expect("INTO", "Expected INTO"); err != nil {
		return nil, err
	}
	if err := p.table(false); err != nil {
		return nil, err
	}
	switch t := p.peek(); {
	case p.accept("VALUE"):
	case t.is("VALUES"), t.is("<<"), t.is("SELECT"):
		return nil, refuse("Unsupported operation: Inserting multiple items in a single statement is not supported, use \"INSERT INTO tableName VALUE item\" instead")
	case t.kind == tokenEnd:
		return nil, malformed("Unexpected term")
	default:
		return nil, malformed("Unexpected token after expression")
	}
	n, err := p.operand()
	if err != nil {
		return nil, err
	}
	if p.peek().is("AT") {
		return nil, refuse("AT is not supported in insert statements.")
	}
	p.item = n
	if p.accept("ON") {
		if err := p.conflict(); err != nil {
			return nil, err
		}
		s.Ignore = true
	}
	if p.peek().is("RETURNING") {
		return nil, refuse("RETURNING is not supported in INSERT")
	}
	return s, nil
}

// conflict reads ON CONFLICT DO NOTHING.
func (p *parser) conflict() error {
	for _, word := range []string{"CONFLICT", "DO"} {
		if err := p.expect(word, "Expected "+word); err != nil {
			return err
		}
	}
	if !p.accept("NOTHING") {
		return refuse(`Invalid conflict action. Only "DO NOTHING" action is supported.`)
	}
	return nil
}

func (p *parser) update() (*Statement, error) {
	s := &Statement{Kind: Update}
	if err := p.table(true); err != nil {
		return nil, err
	}
	if err := p.changes(); err != nil {
		return nil, err
	}
	if err := p.where(s); err != nil {
		return nil, err
	}
	return s, p.returning(s)
}

// fromFirst reads a statement that begins with its table: FROM ... WHERE ... SET ...
func (p *parser) fromFirst() (*Statement, error) {
	s := &Statement{Kind: Update}
	if err := p.source(); err != nil {
		return nil, err
	}
	if err := p.where(s); err != nil {
		return nil, err
	}
	if err := p.changes(); err != nil {
		return nil, err
	}
	return s, p.returning(s)
}

func (p *parser) deletion() (*Statement, error) {
	s := &Statement{Kind: Delete}
	if err := p.expect("FROM", "Expected FROM"); err != nil {
		return nil, err
	}
	if err := p.table(true); err != nil {
		return nil, err
	}
	if err := p.where(s); err != nil {
		return nil, err
	}
	return s, p.returning(s)
}

// An assignment is a SET or, if it has no value, a REMOVE.
type assignment struct {
	path, value *node
}

// changes reads the SET and REMOVE clauses of an update.
func (p *parser) changes() error {
	for {
		switch {
		case p.accept("SET"):
			if err := p.assignments(); err != nil {
				return err
			}
		case p.accept("REMOVE"):
			n, err := p.target()
			if err != nil {
				return err
			}
			p.actions = append(p.actions, assignment{path: n})
		case len(p.actions) == 0:
			return malformed("Expected data manipulation")
		default:
			return nil
		}
	}
}

func (p *parser) assignments() error {
	for {
		path, err := p.target()
		if err != nil {
			return err
		}
		if err := p.expect("=", "Expected '=' for assignment"); err != nil {
			return err
		}
		value, err := p.expression()
		if err != nil {
			return err
		}
		p.actions = append(p.actions, assignment{path, value})
		if !p.accept(",") {
			return nil
		}
	}
}

// target reads the path that a change is made at.
func (p *parser) target() (*node, error) {
	if t := p.peek(); t.kind != tokenQuoted && (t.kind != tokenWord || t.reserved()) {
		return nil, malformed("Expected identifier for simple path")
	}
	return p.documentPath()
}

// returning reads a RETURNING clause, if there is one.
func (p *parser) returning(s *Statement) error {
	if !p.accept("RETURNING") {
		return nil
	}
	words := make([]string, 2)
	for i, allowed := range [][]string{{"ALL", "MODIFIED"}, {"OLD", "NEW"}} {
		for _, word := range allowed {
			if words[i] == "" && p.accept(word) {
				words[i] = word
			}
		}
		if words[i] == "" {
			return malformed("Expected " + strings.Join(allowed, " or ") + " in RETURNING clause")
		}
	}
	if !p.accept("*") {
		return refuse("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause")
	}
	if p.peek().is(",") {
		return refuse("Invalid syntax with multiple returning elements in RETURNING clause")
	}
	s.Return = words[0] + " " + words[1]
	return nil
}

// documentPath reads an identifier with the steps that follow it. Its name is that of a column: the last identifier with the indexes
// after it.
func (p *parser) documentPath() (*node, error) {
	t := p.next()
	n := &node{op: opPath, path: expr.Attribute(t.text), name: t.text, token: t}
	for {
		switch {
		case p.accept("."):
			t := p.next()
			switch {
			case t.is("*"):
				return nil, refuse("Unpivot path component like a.*.b are not supported")
			case t.kind != tokenQuoted && (t.kind != tokenWord || t.reserved()):
				return nil, malformed("Invalid path dot component")
			}
			n.path, n.name = n.path.Member(t.text), t.text
		case p.accept("["):
			i, err := p.index()
			if err != nil {
				return nil, err
			}
			n.path, n.name = n.path.Element(i), n.name+"["+strconv.Itoa(i)+"]"
		default:
			return n, nil
		}
	}
}

// index reads what stands in brackets after a path.
func (p *parser) index() (int, error) {
	if p.accept("*") {
		return 0, refuse("Wildcard path component like a[*].b are not supported")
	}
	sign := ""
	if p.accept("-") {
		sign = "-"
	}
	t := p.next()
	if t.kind != tokenNumber {
		return 0, refuse("Unexpected path component%s", t.place())
	}
	i, err := strconv.ParseInt(sign+t.text, 10, 32)
	if err != nil || i < 0 {
		return 0, refuse("List index is not within the allowable range; index: [%s]%s", sign+t.text, t.place())
	}
	return int(i), p.expect("]", "Expected RIGHT_BRACKET")
}
