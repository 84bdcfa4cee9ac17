package dynamofake

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/dynamofake/internal/partiql"
)

// executeTransaction does up to 100 statements on one item each, all or none. Either all read or all write.
func (s *Server) executeTransaction(_ context.Context, in *dynamodb.ExecuteTransactionInput) (*dynamodb.ExecuteTransactionOutput, error) {
	x := &statementTransaction{in: in}
	if err := x.parse(); err != nil {
		return nil, err
	}
	if err := x.find(s); err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	if !x.statements[0].Writes() {
		return x.read()
	}
	return x.write(s)
}

// A statementTransaction is a transaction of statements being executed.
type statementTransaction struct {
	in         *dynamodb.ExecuteTransactionInput
	statements []*partiql.Statement
	tables     []*table // nil where there is none
	missing    bool     // one of them
	keys       []expr.Item
	intents    []*intent
}

// inStatement says which statement of a transaction an error is about.
func inStatement(n int, err error) error {
	var api smithy.APIError
	if errors.As(said(err), &api) {
		return validation("Validation failed in TransactStatements[%d]: %s", n, api.ErrorMessage())
	}
	return err
}

func (x *statementTransaction) parse() error {
	parameters := make([][]expr.Value, len(x.in.TransactStatements))
	for n, st := range x.in.TransactStatements {
		var err error
		if parameters[n], err = checkParameters(st.Parameters); err != nil {
			return err
		}
	}
	for n, st := range x.in.TransactStatements {
		parsed, err := partiql.Parse(*st.Statement, parameters[n])
		if err != nil {
			return inStatement(n, err)
		}
		x.statements = append(x.statements, parsed)
	}
	for _, st := range x.statements {
		if st.Writes() != x.statements[0].Writes() {
			return validation("ExecuteTransaction API does not support both read and write operations in the same request.")
		}
	}
	return nil
}

// find finds the tables. That one is missing is said after what is wrong with statements on others.
func (x *statementTransaction) find(s *Server) error {
	for _, st := range x.statements {
		t, err := s.holding(&st.Table)
		var missing *types.ResourceNotFoundException
		if err != nil && !errors.As(err, &missing) {
			return err
		}
		x.missing = x.missing || t == nil
		x.tables = append(x.tables, t)
	}
	return nil
}

// check checks the statements against their tables.
func (x *statementTransaction) check() error {
	reasons := noReasons(len(x.statements))
	failed := false
	x.keys, x.intents = make([]expr.Item, len(x.statements)), make([]*intent, len(x.statements))
	for n, t := range x.tables {
		if t == nil {
			continue
		}
		if err := x.checkOne(n, t); err != nil {
			if !errors.Is(err, errKey) {
				return inStatement(n, err)
			}
			reasons[n] = reasonOf(validation("The provided key element does not match the schema"))
			failed = true
		}
	}
	if x.missing {
		for n, t := range x.tables {
			if t == nil {
				reasons[n] = types.CancellationReason{Code: aws.String("ResourceNotFound"), Message: aws.String("Requested resource not found")}
			}
		}
	}
	if failed || x.missing {
		return cancelled(reasons)
	}
	return nil
}

// errKey says that a statement does not name one item by its key.
var errKey = errors.New("no key")

func (x *statementTransaction) checkOne(n int, t *table) (err error) {
	st := x.statements[n]
	switch {
	case st.Return != "":
		return validation("RETURNING clause is not supported in ExecuteTransaction.")
	case st.Exists && st.Index != "":
		return validation("Operations on indices are not supported in transactions")
	case st.Index != "":
		return validation("Reads on indices are not supported within transactions.")
	case !st.Writes():
		x.keys[n], err = pointOf(st, t, "ExecuteTransaction")
		return err
	}
	x.intents[n], err = statementIntent(st, t, wants(x.in.TransactStatements[n].ReturnValuesOnConditionCheckFailure))
	var e *expr.Error
	if errors.As(err, &e) && st.Kind != partiql.Insert {
		if st.Exists {
			return validation(badExists)
		}
		return errKey
	}
	return err
}

// write does the writes.
func (x *statementTransaction) write(s *Server) (*dynamodb.ExecuteTransactionOutput, error) {
	writes, err := x.bind()
	if err != nil {
		return nil, err
	}
	unlock, err := lockAll(x.tables, true)
	if err != nil {
		return nil, err
	}
	defer unlock()
	as := &dynamodb.TransactWriteItemsInput{ReturnConsumedCapacity: x.in.ReturnConsumedCapacity}
	if token := x.in.ClientRequestToken; token != nil {
		repeated, err := s.tokens.check(s.core.Now(), *token, x.in.TransactStatements)
		if err != nil {
			return nil, err
		}
		if repeated {
			return answer(repeatedOutput(as, writes)), nil
		}
	}
	changes, err := tryAll(writes)
	if err != nil {
		return nil, x.inserted(err)
	}
	if token := x.in.ClientRequestToken; token != nil {
		s.tokens.add(s.core.Now(), *token, x.in.TransactStatements)
	}
	return answer(commitAll(as, x.intents, changes)), nil
}

// answer is what a transaction of writes answers: no items.
func answer(out *dynamodb.TransactWriteItemsOutput) *dynamodb.ExecuteTransactionOutput {
	return &dynamodb.ExecuteTransactionOutput{Responses: []types.ItemResponse{}, ConsumedCapacity: out.ConsumedCapacity}
}

// bind makes writes of the statements. Of those that do not fit their tables each is a reason to cancel.
func (x *statementTransaction) bind() ([]*write, error) {
	writes := make([]*write, len(x.intents))
	reasons := noReasons(len(x.intents))
	failed := false
	for n, i := range x.intents {
		var err error
		if writes[n], err = i.on(x.tables[n]); err != nil {
			reasons[n], failed = reasonOf(err), true
		}
	}
	if failed {
		return nil, cancelled(reasons)
	}
	_, err := bindAll(x.intents, x.tables) // for what holds of them together
	return writes, err
}

// inserted makes of the failed conditions of INSERTs what they are, and of other reasons what statements say.
func (x *statementTransaction) inserted(err error) error {
	var c *types.TransactionCanceledException
	if !errors.As(err, &c) {
		return err
	}
	for n := range c.CancellationReasons {
		r := &c.CancellationReasons[n]
		switch {
		case *r.Code == reasonCondition && x.statements[n].Kind == partiql.Insert:
			r.Code, r.Message = aws.String("DuplicateItem"), aws.String(duplicateItem)
		case r.Message != nil:
			var api smithy.APIError
			if errors.As(said(briefly(&expr.Error{Message: *r.Message})), &api) {
				r.Message = aws.String(api.ErrorMessage())
			}
		}
	}
	return cancelled(c.CancellationReasons)
}

// read reads the items.
func (x *statementTransaction) read() (*dynamodb.ExecuteTransactionOutput, error) {
	reasons := noReasons(len(x.keys))
	failed := false
	for n, key := range x.keys {
		if err := x.tables[n].keys.checkKey(key); err != nil {
			reasons[n], failed = reasonOf(err), true
		}
	}
	if failed {
		return nil, cancelled(reasons)
	}
	as := &dynamodb.TransactGetItemsInput{ReturnConsumedCapacity: x.in.ReturnConsumedCapacity}
	seen := map[string]bool{}
	for n, t := range x.tables {
		id := t.name + "\x00" + t.keys.position(x.keys[n])
		if seen[id] {
			return nil, validation("Transaction request cannot include multiple operations on one item")
		}
		seen[id] = true
		as.TransactItems = append(as.TransactItems, types.TransactGetItem{Get: &types.Get{TableName: &x.statements[n].Table}})
	}
	unlock, err := lockAll(x.tables, false)
	if err != nil {
		return nil, err
	}
	defer unlock()
	got, err := readAll(as, x.tables, x.keys, make([]*expr.Projection, len(x.keys)))
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ExecuteTransactionOutput{Responses: got.Responses, ConsumedCapacity: got.ConsumedCapacity}
	for n := range out.Responses {
		out.Responses[n].Item = columnsOf(x.statements[n], out.Responses[n].Item)
	}
	return out, nil
}
