package partiql

import "github.com/awsfake/awsfake/dynamofake/internal/expr"

// A Kind is what a statement does.
type Kind uint8

// The kinds of statements.
const (
	Select Kind = iota
	Insert
	Update
	Delete
)

// A Statement is a statement that was read and checked as far as it can be without its table.
type Statement struct {
	Kind    Kind
	Exists  bool   // a Select as the condition of a transaction
	Table   string // its name
	Index   string // of a Select
	Columns []Column
	Order   []Order
	Item    expr.Item    // of an Insert
	Ignore  bool         // an Insert of what is there already does nothing
	Update  *expr.Update // of an Update
	Return  string       // RETURNING, such as "ALL OLD"; "" for none

	where     *node
	misplaced *expr.Error // a function among the columns
}

// A Column is a value that a Select wants, with its name in the answer.
type Column struct {
	Name string
	Path expr.Path
}

// An Order is an attribute to order by.
type Order struct {
	Attribute  string
	Descending bool
}

// Writes reports whether a statement belongs into a transaction that writes.
func (s *Statement) Writes() bool { return s.Kind != Select || s.Exists }

// Parse reads a statement with the values of its parameters. A Select that calls a function among its columns is returned beside its refusal,
// which other refusals come before.
func Parse(source string, parameters []expr.Value) (*Statement, error) {
	tokens, err := tokenize(source)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, parameters: parameters}
	s, err := p.statement()
	if err != nil {
		return nil, err
	}
	p.accept(";")
	if p.peek().kind != tokenEnd {
		return nil, malformed("Unexpected token after expression")
	}
	if p.used != len(parameters) {
		return nil, refuse("Number of parameters in request and statement don't match.")
	}
	err = s.check(p)
	if err != nil && s.misplaced == nil {
		return nil, err
	}
	return s, err
}
