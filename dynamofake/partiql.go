package dynamofake

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/dynamofake/internal/partiql"
)

// executeStatement does what a statement of PartiQL says.
func (s *Server) executeStatement(_ context.Context, in *dynamodb.ExecuteStatementInput) (*dynamodb.ExecuteStatementOutput, error) {
	st, err := parseStatement(in.Statement, in.Parameters)
	switch {
	case err != nil && st != nil && s.ofSeveral(st):
		return nil, validation(severalAttributes)
	case err != nil:
		return nil, err
	}
	if st.Exists {
		return nil, validation("EXISTS can only be used in ExecuteTransaction write requests.")
	}
	if st.Kind == partiql.Select {
		return s.selectItems(in, st)
	}
	item, done, err := s.performStatement(st, wants(in.ReturnValuesOnConditionCheckFailure))
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ExecuteStatementOutput{Items: []map[string]types.AttributeValue{}}
	if item != nil {
		out.Items = append(out.Items, item)
	}
	if done != nil {
		out.ConsumedCapacity = done.consumed(in.ReturnConsumedCapacity)
	}
	return out, nil
}

// parseStatement reads a statement. Its parameters are checked first.
func parseStatement(statement *string, parameters []types.AttributeValue) (*partiql.Statement, error) {
	normal, err := checkParameters(parameters)
	if err != nil {
		return nil, err
	}
	return partiql.Parse(*statement, normal)
}

func checkParameters(parameters []types.AttributeValue) ([]expr.Value, error) {
	normal := make([]expr.Value, len(parameters))
	for i, v := range parameters {
		err := expr.CheckDecimals(v)
		if err == nil {
			normal[i], err = expr.Normalize(v)
		}
		if err != nil {
			return nil, err
		}
	}
	return normal, nil
}

// partiqlKeys is a key schema in the form that package partiql has for it.
func (k keySchema) partiqlKeys() partiql.Keys { return partiql.Keys{Hash: k.hash, Ranges: k.ranges} }

// performStatement does a statement that writes, and returns the item that it returns.
func (s *Server) performStatement(st *partiql.Statement, want bool) (expr.Item, *deed, error) {
	t, err := s.holding(&st.Table)
	if err != nil {
		return nil, nil, err
	}
	i, err := statementIntent(st, t, want)
	if err != nil {
		return nil, nil, err
	}
	w, err := i.on(t)
	if err != nil {
		return nil, nil, err
	}
	done, err := w.do()
	var failed *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &failed) && st.Ignore:
		return nil, nil, nil
	case errors.As(err, &failed) && st.Kind == partiql.Insert:
		return nil, nil, &types.DuplicateItemException{Message: aws.String(duplicateItem)}
	case err != nil:
		return nil, nil, briefly(err)
	}
	return returnedBy(st, done.change), done, nil
}

const duplicateItem = "Duplicate primary key exists in table"

// briefly leaves out of an error what statements do not say of it: what is nested too deep.
func briefly(err error) error {
	var e *expr.Error
	if errors.As(err, &e) && strings.HasPrefix(e.Message, tooDeep+":") {
		return validation(tooDeep)
	}
	return err
}

const tooDeep = "Nesting Levels have exceeded supported limits"

// returnedBy is the item that a statement returns, nil if it returns none.
func returnedBy(st *partiql.Statement, c change) expr.Item {
	switch {
	case st.Return == "":
		return nil
	case st.Kind == partiql.Delete:
		return c.old.contents()
	}
	want := map[string]types.ReturnValue{
		"ALL OLD": types.ReturnValueAllOld, "ALL NEW": types.ReturnValueAllNew,
		"MODIFIED OLD": types.ReturnValueUpdatedOld, "MODIFIED NEW": types.ReturnValueUpdatedNew,
	}
	return returned(want[st.Return], st.Update, c)
}

// statementIntent is the write that a statement asks for. An INSERT wants no item to be there and an UPDATE one; a DELETE of what is not
// there does nothing.
func statementIntent(st *partiql.Statement, t *table, want bool) (*intent, error) {
	i := &intent{table: &st.Table, want: want}
	hash := expr.Attribute(t.keys.hash[0].Name)
	absent, err := expr.Test("attribute_not_exists", hash)
	if err != nil {
		return nil, err
	}
	if st.Kind == partiql.Insert {
		if i.put, err = checkPut(st.Item); err != nil {
			return nil, err
		}
		i.condition, i.want = absent, false
		return i, nil
	}
	var rest *expr.Condition
	if i.key, rest, err = st.Key(t.keys.partiqlKeys()); err != nil {
		return nil, err
	}
	switch {
	case st.Kind == partiql.Update:
		i.update, i.condition = st.Update, expr.All(expr.Not(absent), rest)
	case st.Kind == partiql.Delete:
		i.remove = true
		if rest != nil {
			i.condition = expr.Any(absent, rest)
		}
	case rest == nil:
		return nil, validation(badExists)
	default:
		i.condition = rest
	}
	return i, nil
}

const badExists = "EXISTS() must contain a single item read with additional condition"

// columnsOf returns the columns of a Select from an item, which are all attributes if the statement names none.
func columnsOf(st *partiql.Statement, it expr.Item) expr.Item {
	if it == nil || st.Columns == nil {
		return it
	}
	row := make(expr.Item, len(st.Columns))
	for _, c := range st.Columns {
		if v := c.Path.Get(it); v != nil {
			row[c.Name] = v
		}
	}
	return row
}
