package dynamofake

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// expressions are the parameters of a request that hold expressions, and the older ones that mean the same.
type expressions struct {
	names  map[string]string
	values map[string]types.AttributeValue

	update, condition, keyCondition, filter, projection *string // nil for none

	expected        map[string]types.ExpectedAttributeValue
	updates         map[string]types.AttributeValueUpdate
	keyConditions   map[string]types.Condition
	conditions      map[string]types.Condition // QueryFilter or ScanFilter
	conditionsName  string                     // which of the two
	operator        types.ConditionalOperator
	attributesToGet []string

	// The expressions that the operation could have.
	takesUpdate, takesCondition, takesFilter, takesKeyCondition, takesProjection bool

	inTransaction bool
}

// compiled are the expressions of a request, nil where it has none.
type compiled struct {
	update       *expr.Update
	condition    *expr.Condition
	keyCondition *expr.KeyCondition
	filter       *expr.Condition
	projection   *expr.Projection
}

// given names the expressions that a request has and those that it could have, in the order of messages.
func (e *expressions) given() (given, possible []string) {
	for _, p := range []struct {
		name  string
		takes bool
		value *string
	}{
		{"ProjectionExpression", e.takesProjection, e.projection}, {"UpdateExpression", e.takesUpdate, e.update},
		{"ConditionExpression", e.takesCondition, e.condition}, {"FilterExpression", e.takesFilter, e.filter},
		{"KeyConditionExpression", e.takesKeyCondition, e.keyCondition},
	} {
		if p.takes {
			possible = append(possible, p.name)
		}
		if p.value != nil {
			given = append(given, p.name)
		}
	}
	return given, possible
}

// older names the parameters of a request that expressions have replaced.
func (e *expressions) older() (l []string) {
	add := func(name string, has bool) {
		if has {
			l = append(l, name)
		}
	}
	add("AttributesToGet", e.attributesToGet != nil)
	add("AttributeUpdates", e.updates != nil)
	add("Expected", e.expected != nil)
	add(e.conditionsName, e.conditions != nil)
	add("ConditionalOperator", e.operator != "")
	add("KeyConditions", e.keyConditions != nil)
	return l
}

// check finds parameters that do not go together.
func (e *expressions) check() error {
	older := e.older()
	if e.names == nil && e.values == nil && len(older) == 0 {
		return nil
	}
	given, possible := e.given()
	if len(given) > 0 {
		if e.keyCondition == nil { // KeyConditions go with the other expressions
			older = slices.DeleteFunc(older, func(s string) bool { return s == "KeyConditions" })
		}
		if len(older) > 0 {
			return validation("Can not use both expression and non-expression parameters in the same request: "+
				"Non-expression parameters: {%s} Expression parameters: {%s}", strings.Join(older, ", "), strings.Join(given, ", "))
		}
		return e.checkValues(possible)
	}
	if e.inTransaction {
		return nil // captured in 2026: transactions pass over names and values without an expression
	}
	if e.names != nil {
		return validation("ExpressionAttributeNames can only be specified when using expressions")
	}
	return e.checkValues(possible)
}

// checkValues refuses values without an expression that could use them, which projections cannot.
func (e *expressions) checkValues(possible []string) error {
	possible = slices.DeleteFunc(possible, func(s string) bool { return s == "ProjectionExpression" })
	if e.values == nil || len(possible) == 0 || e.update != nil || e.condition != nil || e.filter != nil || e.keyCondition != nil {
		return nil
	}
	verb := "are"
	if len(possible) == 1 {
		verb = "is"
	}
	return validation("ExpressionAttributeValues can only be specified when using expressions: %s %s null", strings.Join(possible, " and "), verb)
}

// compile checks and compiles everything.
func (e *expressions) compile() (*compiled, error) {
	c := &compiled{}
	if err := e.check(); err != nil {
		return nil, err
	}
	if err := e.compileOlder(c); err != nil {
		return nil, err
	}
	if e.update == nil && e.condition == nil && e.keyCondition == nil && e.filter == nil && e.projection == nil {
		return c, nil
	}
	scope, err := expr.NewScope(e.names, e.values)
	if err != nil {
		return nil, err
	}
	condition := func(param string) func(string) (*expr.Condition, error) {
		return func(source string) (*expr.Condition, error) { return scope.Condition(param, source) }
	}
	if err := compileInto(&c.update, e.update, scope.Update); err != nil {
		return nil, err
	}
	if err := compileInto(&c.condition, e.condition, condition("ConditionExpression")); err != nil {
		return nil, err
	}
	if err := compileInto(&c.filter, e.filter, condition("FilterExpression")); err != nil {
		return nil, err
	}
	if err := compileInto(&c.projection, e.projection, scope.Projection); err != nil {
		return nil, err
	}
	if err := compileInto(&c.keyCondition, e.keyCondition, scope.KeyCondition); err != nil {
		return nil, err
	}
	return c, scope.Close()
}

// compileInto compiles an expression, if there is one.
func compileInto[T any](to *T, source *string, compile func(string) (T, error)) (err error) {
	if source != nil {
		*to, err = compile(*source)
	}
	return err
}

// compileOlder compiles the parameters that are no expressions.
func (e *expressions) compileOlder(c *compiled) (err error) {
	if e.takesFilter && (e.conditions != nil || e.operator != "") {
		if c.filter, err = expr.LegacyCondition(e.conditions, e.operator); err != nil {
			return err
		}
	}
	if e.takesCondition && (e.expected != nil || e.operator != "") {
		if c.condition, err = expr.LegacyExpected(e.expected, e.operator); err != nil {
			return err
		}
	}
	if e.attributesToGet != nil {
		if c.projection, err = expr.LegacyProjection(e.attributesToGet); err != nil {
			return err
		}
	}
	if e.updates != nil {
		if c.update, err = expr.LegacyUpdates(e.updates); err != nil {
			return err
		}
	}
	if e.keyConditions != nil {
		c.keyCondition, err = expr.LegacyKeyConditions(e.keyConditions)
	}
	return err
}
