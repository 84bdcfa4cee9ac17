package dynamofake

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// query reads a partition of a table or index, or a part of it, in the order of the range key.
func (s *Server) query(_ context.Context, in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	e := &expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues, keyCondition: in.KeyConditionExpression,
		filter: in.FilterExpression, projection: in.ProjectionExpression, keyConditions: in.KeyConditions, conditions: in.QueryFilter,
		conditionsName: "QueryFilter", operator: in.ConditionalOperator, attributesToGet: in.AttributesToGet,
		takesFilter: true, takesKeyCondition: true, takesProjection: true}
	c, start, err := checkQuery(in, e)
	if err != nil {
		return nil, err
	}
	t, err := s.holding(in.TableName)
	if err != nil {
		return nil, err
	}
	q := &search{table: t, bill: newBill(*in.TableName), filter: c.filter, projection: c.projection, selects: in.Select,
		consistent: aws.ToBool(in.ConsistentRead), backward: in.ScanIndexForward != nil && !*in.ScanIndexForward,
		limit: int(aws.ToInt32(in.Limit)), start: start}
	p, err := q.run(func() error { return q.bindQuery(in.IndexName, c.keyCondition, e.conditions != nil) })
	if err != nil {
		return nil, err
	}
	return &dynamodb.QueryOutput{Items: p.items, Count: p.count, ScannedCount: p.scanned, LastEvaluatedKey: p.last,
		ConsumedCapacity: q.bill.consumed(in.ReturnConsumedCapacity)}, nil
}

// checkQuery checks what can be checked without the table.
func checkQuery(in *dynamodb.QueryInput, e *expressions) (c *compiled, start expr.Item, err error) {
	if err := e.check(); err != nil {
		return nil, nil, err
	}
	if start, err = checkStartKey(in.ExclusiveStartKey); err != nil {
		return nil, nil, err
	}
	if in.KeyConditions == nil && in.KeyConditionExpression == nil {
		return nil, nil, validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
	}
	if c, err = e.compile(); err != nil {
		return nil, nil, err
	}
	return c, start, checkSelect(in.Select, in.IndexName, projectionName(e), "1 validation error detected: ")
}

// checkStartKey checks the values of an ExclusiveStartKey.
func checkStartKey(key expr.Item) (expr.Item, error) {
	if key == nil {
		return nil, nil
	}
	start, err := expr.NormalizeItem(key)
	if e, ok := err.(*expr.Error); ok {
		return nil, validation("The provided starting key is invalid: %s", e.Message)
	}
	return start, err
}

// bindQuery finds out what is to be read. The table is locked for reading.
func (s *search) bindQuery(index *string, k *expr.KeyCondition, legacy bool) error {
	if err := s.useIndex(index); err != nil {
		return err
	}
	if s.start != nil && s.ix == nil && len(s.start) != s.startKeys() {
		return validation("The provided starting key is invalid")
	}
	if err := s.checkStart(); err != nil {
		return err
	}
	keys := s.keys()
	r, err := k.Bind(keys.hash, keys.ranges)
	if err != nil {
		return err
	}
	if err := s.checkTableStart(); err != nil {
		return err
	}
	partition := s.setRange(r)
	if err := s.checkStartWithin(r, partition); err != nil {
		return err
	}
	if err := s.checkFilter(legacy); err != nil {
		return err
	}
	if err := s.checkPaths(); err != nil {
		return err
	}
	s.from()
	return nil
}

// checkFilter refuses key attributes, which belong into the key condition.
func (s *search) checkFilter(legacy bool) error {
	if s.filter == nil {
		return nil
	}
	for _, name := range s.filter.Attributes() {
		if !s.keys().has(name) {
			continue
		}
		what := "Filter Expression"
		if legacy {
			what = "QueryFilter"
		}
		return validation("%s can only contain non-primary key attributes: Primary key attribute: %s", what, name)
	}
	return nil
}

// setRange sets low and high to the positions that a key range means, and returns what those of the partition begin with.
func (s *search) setRange(r *expr.KeyRange) (partition string) {
	var room [256]byte
	p := appendPartition(room[:0], r.Hash)
	partition = string(p)
	low, high := r.Bounds(p)
	s.low, s.high = string(low), string(high)
	return partition
}

// checkStartWithin checks that a query can have ended at its ExclusiveStartKey.
func (s *search) checkStartWithin(r *expr.KeyRange, partition string) error {
	if s.start == nil {
		return nil
	}
	p := s.position(s.start)
	conditions := r.Op != "" || len(r.Prefix) > 0
	switch within := strings.HasPrefix(p, partition); {
	case conditions && within && (p < s.low || s.high != "" && p >= s.high):
		return validation("The provided starting key does not match the range key predicate")
	case s.ix == nil && len(r.Prefix) > 0:
		return validation("The query can return at most one row and cannot be restarted")
	case !within:
		return validation("The provided starting key is outside query boundaries based on provided conditions")
	}
	return nil
}
