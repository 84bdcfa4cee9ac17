package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

type Scope struct{}

func NewScope(names map[string]string, values map[string]Value) (*Scope, error) { return &Scope{}, nil }
func (s *Scope) Condition(param, source string) (*Condition, error)             { return &Condition{}, nil }
func (s *Scope) KeyCondition(source string) (*KeyCondition, error)              { return &KeyCondition{}, nil }
func (s *Scope) Projection(source string) (*Projection, error)                  { return &Projection{}, nil }
func (s *Scope) Update(source string) (*Update, error)                          { return &Update{}, nil }
func (s *Scope) Close() error                                                   { return nil }

type Condition struct{}

func (c *Condition) Match(it Item) (bool, error) { return true, nil }
func (c *Condition) Attributes() []string        { return nil }

type Projection struct{}

func (p *Projection) Apply(it Item) Item   { return it }
func (p *Projection) Attributes() []string { return nil }

type Update struct{}

func (u *Update) Attributes() []string        { return nil }
func (u *Update) OnlyRemoves() bool           { return false }
func (u *Update) Apply(it Item) (Item, error) { return it, nil }
func (u *Update) Old(it Item) Item            { return nil }
func (u *Update) New(it Item) Item            { return nil }

type KeyCondition struct{}

type KeyAttribute struct{ Name, Type string }

type KeyRange struct {
	Hash   []Value
	Prefix []Value
	Op     string
	Low    Value
	High   Value
}

func (k *KeyCondition) Bind(hash, ranges []KeyAttribute) (*KeyRange, error) { return &KeyRange{}, nil }

func LegacyCondition(param string, conds map[string]types.Condition, op types.ConditionalOperator) (*Condition, error) {
	return &Condition{}, nil
}
func LegacyExpected(exp map[string]types.ExpectedAttributeValue, op types.ConditionalOperator) (*Condition, error) {
	return &Condition{}, nil
}
func LegacyUpdates(ups map[string]types.AttributeValueUpdate) (*Update, error) { return &Update{}, nil }
func LegacyKeyConditions(conds map[string]types.Condition) (*KeyCondition, error) {
	return &KeyCondition{}, nil
}
func LegacyProjection(attrs []string) (*Projection, error) { return &Projection{}, nil }
