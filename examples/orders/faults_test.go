package orders

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault    control.Fault
		wantCode string // "" when the SDK's retries get it through
	}{
		"any error of the service": {
			control.Fault{Op: "PutItem", Err: &types.ItemCollectionSizeLimitExceededException{}}, "ItemCollectionSizeLimitExceededException"},
		"any code at all": {
			control.Fault{Op: "PutItem", Err: &smithy.GenericAPIError{Code: "KMSAccessDenied", Message: "key is gone"}}, "KMSAccessDenied"},
		"denied, in the service's own words": {
			control.Fault{Resource: "orders", Err: control.ErrAccessDenied}, "AccessDeniedException"},
		"everything throttled for a moment": {
			control.Fault{Times: 2, Err: control.ErrThrottled}, ""},
		"connection reset": {
			control.Fault{Service: "dynamodb", Times: 1, Err: control.ErrConnectionReset}, ""},
		"only big orders": {
			control.Fault{When: control.Input(func(in *dynamodb.PutItemInput) bool {
				total, ok := in.Item["total"].(*types.AttributeValueMemberN)
				return ok && total.Value == "500"
			}), Err: &types.RequestLimitExceeded{}}, "RequestLimitExceeded"},
		"slow, and then fine": {
			control.Fault{Op: "PutItem", Delay: time.Hour}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stack := awsfake.Start(t)
			createOrders(t, stack.DynamoDB)
			fault := stack.Inject(tt.fault)
			if tt.fault.Delay > 0 {
				go func() { fault.Wait(t.Context(), 1); stack.Clock.Advance(tt.fault.Delay) }()
			}
			err := (&Orders{stack.DynamoDB, stack.Clock.Now}).Place(t.Context(), Order{ID: "1", Total: 500})
			var api smithy.APIError
			switch {
			case tt.wantCode == "" && err != nil:
				t.Error(err)
			case tt.wantCode != "" && (!errors.As(err, &api) || api.ErrorCode() != tt.wantCode):
				t.Errorf("error %v, want code %s", err, tt.wantCode)
			}
		})
	}
}
