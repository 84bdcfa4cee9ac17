package dynamofake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// updateItem changes attributes of an item, which it creates if there is none.
func (s *Server) updateItem(_ context.Context, in *dynamodb.UpdateItemInput) (*dynamodb.UpdateItemOutput, error) {
	e := expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues, update: in.UpdateExpression,
		condition: in.ConditionExpression, expected: in.Expected, updates: in.AttributeUpdates, operator: in.ConditionalOperator,
		takesUpdate: true, takesCondition: true}
	if err := e.check(); err != nil {
		return nil, err
	}
	key, err := expr.NormalizeItem(in.Key)
	if err != nil {
		return nil, err
	}
	c, err := e.compile()
	if err != nil {
		return nil, err
	}
	if c.update == nil { // an update of nothing creates the item
		c.update = &expr.Update{}
	}
	done, err := s.perform(&intent{table: in.TableName, key: key, update: c.update, condition: c.condition, want: wants(in.ReturnValuesOnConditionCheckFailure),
		free: !metered(in.ReturnConsumedCapacity)})
	if err != nil {
		return nil, err
	}
	return &dynamodb.UpdateItemOutput{
		Attributes:            returned(in.ReturnValues, c.update, done.change),
		ConsumedCapacity:      done.consumed(in.ReturnConsumedCapacity),
		ItemCollectionMetrics: done.metrics(in.ReturnItemCollectionMetrics),
	}, nil
}

// returned is what ReturnValues asks for of an update.
func returned(want types.ReturnValue, u *expr.Update, c change) expr.Item {
	switch want {
	case types.ReturnValueAllOld:
		return c.old.contents()
	case types.ReturnValueAllNew:
		return c.new.contents()
	case types.ReturnValueUpdatedOld:
		if c.old != nil && len(u.Attributes()) > 0 {
			return u.Old(c.old.item)
		}
	case types.ReturnValueUpdatedNew:
		if c.new != nil && len(u.Attributes()) > 0 {
			return u.New(c.new.item)
		}
	}
	return nil
}
