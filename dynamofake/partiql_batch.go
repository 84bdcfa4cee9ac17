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

// batchExecuteStatement does up to 25 statements on one item each, of which some may fail.
func (s *Server) batchExecuteStatement(_ context.Context, in *dynamodb.BatchExecuteStatementInput) (*dynamodb.BatchExecuteStatementOutput, error) {
	statements, faults := make([]*partiql.Statement, len(in.Statements)), make([]error, len(in.Statements))
	reads, writes := false, false
	for n, r := range in.Statements {
		statements[n], faults[n] = parseStatement(r.Statement, r.Parameters)
		if st := statements[n]; st != nil {
			reads, writes = reads || !st.Writes(), writes || st.Writes()
		}
	}
	if reads && writes {
		return nil, validation("BatchExecuteStatement API does not support both read and write operations in the same request.")
	}
	out := &dynamodb.BatchExecuteStatementOutput{Responses: make([]types.BatchStatementResponse, len(in.Statements))}
	all := &bills{}
	for n, st := range statements {
		response := &out.Responses[n]
		if faults[n] == nil {
			response.Item, faults[n] = s.batchStatement(st, &in.Statements[n], all)
		}
		if faults[n] != nil {
			response.Error = statementError(faults[n])
		}
		if reachedTable(response.Error) {
			response.TableName = &st.Table
		}
	}
	out.ConsumedCapacity = all.consumed(in.ReturnConsumedCapacity)
	return out, nil
}

// batchStatement does one statement of a batch and returns its item.
func (s *Server) batchStatement(st *partiql.Statement, r *types.BatchStatementRequest, all *bills) (expr.Item, error) {
	if st.Exists {
		return nil, validation("EXISTS can only be used in ExecuteTransaction write requests.")
	}
	if st.Kind != partiql.Select {
		item, done, err := s.performStatement(st, wants(r.ReturnValuesOnConditionCheckFailure))
		if done != nil {
			all.of(st.Table).add(done.bill)
		}
		return item, err
	}
	t, err := s.holding(&st.Table)
	if err != nil {
		return nil, err
	}
	key, err := pointOf(st, t, "BatchExecuteStatement")
	if err != nil {
		return nil, err
	}
	if err := t.keys.checkKey(key); err != nil {
		return nil, err
	}
	b := newBill(st.Table)
	rec, err := t.get(key, nil, aws.ToBool(r.ConsistentRead), b)
	if err != nil {
		return nil, err
	}
	all.of(st.Table).add(b)
	return columnsOf(st, rec.contents()), nil
}

// pointOf returns the key of the one item that a Select of a batch or transaction is for.
func pointOf(st *partiql.Statement, t *table, operation string) (expr.Item, error) {
	keys := t.keys.partiqlKeys()
	if key, ok := st.Point(keys); ok && st.Index == "" {
		return key, nil
	}
	if st.Index == "" {
		if _, err := st.Plan(keys); err != nil {
			return nil, err
		}
	}
	if ix := t.index(st.Index); st.Index != "" && ix != nil && ix.keys.several() {
		return nil, validation(severalAttributes)
	}
	return nil, validation("Select statements within %s must specify the primary key in the where clause.", operation)
}

// reachedTable reports whether a statement that ended so had been run: then its table is named. Captured in eu-west-2, 2026.
func reachedTable(e *types.BatchStatementError) bool {
	return e == nil || e.Code != types.BatchStatementErrorCodeEnumValidationError && e.Code != types.BatchStatementErrorCodeEnumResourceNotFound
}

// statementError is an error as that of a statement in a batch.
func statementError(err error) *types.BatchStatementError {
	var api smithy.APIError
	if !errors.As(said(err), &api) {
		return &types.BatchStatementError{Code: types.BatchStatementErrorCodeEnumInternalServerError, Message: aws.String(err.Error())}
	}
	e := &types.BatchStatementError{Code: types.BatchStatementErrorCodeEnumValidationError, Message: aws.String(api.ErrorMessage())}
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		e.Item = failed.Item
	}
	for code, as := range map[string]types.BatchStatementErrorCodeEnum{
		"ConditionalCheckFailedException":        types.BatchStatementErrorCodeEnumConditionalCheckFailed,
		"DuplicateItemException":                 types.BatchStatementErrorCodeEnumDuplicateItem,
		"ResourceNotFoundException":              types.BatchStatementErrorCodeEnumResourceNotFound,
		"ProvisionedThroughputExceededException": types.BatchStatementErrorCodeEnumProvisionedThroughputExceeded,
		"ThrottlingException":                    types.BatchStatementErrorCodeEnumThrottlingError,
	} {
		if api.ErrorCode() == code {
			e.Code = as
		}
	}
	return e
}
