package dynamofake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// deleteItem deletes an item, if there is one.
func (s *Server) deleteItem(_ context.Context, in *dynamodb.DeleteItemInput) (*dynamodb.DeleteItemOutput, error) {
	e := expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues, condition: in.ConditionExpression,
		expected: in.Expected, operator: in.ConditionalOperator, takesCondition: true}
	if err := e.check(); err != nil {
		return nil, err
	}
	key, err := expr.NormalizeItem(in.Key)
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
	done, err := s.perform(&intent{table: in.TableName, key: key, remove: true, condition: c.condition, want: wants(in.ReturnValuesOnConditionCheckFailure),
		free: !metered(in.ReturnConsumedCapacity)})
	if err != nil {
		return nil, err
	}
	out := &dynamodb.DeleteItemOutput{
		ConsumedCapacity:      done.consumed(in.ReturnConsumedCapacity),
		ItemCollectionMetrics: done.metrics(in.ReturnItemCollectionMetrics),
	}
	if in.ReturnValues == types.ReturnValueAllOld {
		out.Attributes = done.old.contents()
	}
	return out, nil
}
