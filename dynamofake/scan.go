package dynamofake

import (
	"context"
	"encoding/binary"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// scan reads a table or index, or a segment of it, in the order of the hashes of the partition keys.
func (s *Server) scan(_ context.Context, in *dynamodb.ScanInput) (*dynamodb.ScanOutput, error) {
	e := &expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues, filter: in.FilterExpression,
		projection: in.ProjectionExpression, conditions: in.ScanFilter, conditionsName: "ScanFilter", operator: in.ConditionalOperator,
		attributesToGet: in.AttributesToGet, takesFilter: true, takesProjection: true}
	c, start, err := checkScan(in, e)
	if err != nil {
		return nil, err
	}
	t, err := s.holding(in.TableName)
	if err != nil {
		return nil, err
	}
	q := &search{table: t, bill: newBill(*in.TableName), filter: c.filter, projection: c.projection, selects: in.Select,
		consistent: aws.ToBool(in.ConsistentRead), limit: int(aws.ToInt32(in.Limit)), start: start}
	p, err := q.run(func() error { return q.bindScan(in.IndexName, aws.ToInt32(in.Segment), aws.ToInt32(in.TotalSegments)) })
	if err != nil {
		return nil, err
	}
	return &dynamodb.ScanOutput{Items: p.items, Count: p.count, ScannedCount: p.scanned, LastEvaluatedKey: p.last,
		ConsumedCapacity: q.bill.consumed(in.ReturnConsumedCapacity)}, nil
}

// checkScan checks what can be checked without the table.
func checkScan(in *dynamodb.ScanInput, e *expressions) (c *compiled, start expr.Item, err error) {
	if err := e.check(); err != nil {
		return nil, nil, err
	}
	if start, err = checkStartKey(in.ExclusiveStartKey); err != nil {
		return nil, nil, err
	}
	switch {
	case in.Segment != nil && in.TotalSegments == nil:
		return nil, nil, validation("The TotalSegments parameter is required but was not present in the request when Segment parameter is present")
	case in.TotalSegments != nil && in.Segment == nil:
		return nil, nil, validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present")
	case in.Segment != nil && *in.Segment >= *in.TotalSegments:
		return nil, nil, validation("The Segment parameter is zero-based and must be less than parameter TotalSegments: "+
			"Segment: %d is not less than TotalSegments: %d", *in.Segment, *in.TotalSegments)
	}
	if c, err = e.compile(); err != nil {
		return nil, nil, err
	}
	return c, start, checkSelect(in.Select, in.IndexName, projectionName(e), "")
}

// bindScan finds out what is to be read. The table is locked for reading.
func (s *search) bindScan(index *string, segment, segments int32) error {
	if err := s.useIndex(index); err != nil {
		if s.ix == nil && s.start != nil {
			return validation("The provided starting key is invalid")
		}
		return err
	}
	if s.start != nil && s.ix == nil && len(s.start) != s.startKeys() {
		return validation("The provided starting key is invalid: The provided key element does not match the schema")
	}
	if err := s.checkStart(); err != nil {
		return err
	}
	if err := s.checkPaths(); err != nil {
		return err
	}
	if err := s.checkTableStart(); err != nil {
		return err
	}
	s.low, s.high = segmentBounds(segment, segments)
	if s.start != nil {
		if p := s.position(s.start); p < s.low || s.high != "" && p >= s.high {
			return validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "+
				"TotalSegments: %d Segment: %d", segments, segment)
		}
	}
	s.from()
	return nil
}

// segmentBounds are the positions of a segment, which is a range of 4096 slices of the hashes.
// Source: the tests of github.com/architect/dynalite, run against DynamoDB.
func segmentBounds(segment, segments int32) (low, high string) {
	const slices, bits = 4096, 32 - 12
	if segments <= 1 {
		return "", ""
	}
	slice := func(n int32) int64 { return (slices*int64(n) + int64(segments) - 1) / int64(segments) }
	bound := func(n int64) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n<<bits))) }
	first, end := slice(segment), slice(segment+1)
	switch {
	case first == end:
		return "\x00", "\x00" // more segments than slices: nothing is in this one
	case end == slices:
		return bound(first), ""
	}
	return bound(first), bound(end)
}
