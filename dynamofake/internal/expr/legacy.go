package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

func LegacyCondition(param string, conds map[string]types.Condition, op types.ConditionalOperator) (*Condition, error) {
	return nil, nil
}
func LegacyExpected(exp map[string]types.ExpectedAttributeValue, op types.ConditionalOperator) (*Condition, error) {
	return nil, nil
}
func LegacyUpdates(ups map[string]types.AttributeValueUpdate) (*Update, error)    { return &Update{}, nil }
func LegacyKeyConditions(conds map[string]types.Condition) (*KeyCondition, error) { return nil, nil }
func LegacyProjection(attrs []string) (*Projection, error)                        { return &Projection{}, nil }
