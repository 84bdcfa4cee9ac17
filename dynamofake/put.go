package dynamofake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// putItem stores an item in place of one with the same key.
func (s *Server) putItem(_ context.Context, in *dynamodb.PutItemInput) (*dynamodb.PutItemOutput, error) {
	e := expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues, condition: in.ConditionExpression,
		expected: in.Expected, operator: in.ConditionalOperator, takesCondition: true}
	if err := e.check(); err != nil {
		return nil, err
	}
	put, err := checkPut(in.Item)
	if err != nil {
		return nil, err
	}
	if in.ReturnValues != "" && in.ReturnValues != types.ReturnValueNone && in.ReturnValues != types.ReturnValueAllOld {
		return nil, validation("ReturnValues can only be ALL_OLD or NONE")
	}
	c, err := e.compile()
	if err != nil {
		return nil, err
	}
	done, err := s.perform(&intent{table: in.TableName, put: put, condition: c.condition, want: wants(in.ReturnValuesOnConditionCheckFailure),
		free: !metered(in.ReturnConsumedCapacity)})
	if err != nil {
		return nil, err
	}
	out := &dynamodb.PutItemOutput{
		ConsumedCapacity:      done.consumed(in.ReturnConsumedCapacity),
		ItemCollectionMetrics: done.metrics(in.ReturnItemCollectionMetrics),
	}
	if in.ReturnValues == types.ReturnValueAllOld {
		out.Attributes = done.old.contents()
	}
	return out, nil
}
