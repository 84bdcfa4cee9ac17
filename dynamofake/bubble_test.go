package dynamofake_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/dynamofake"
)

// In a bubble the SDK's waiters and its back-off take no real time.
func TestWaitersInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{dynamofake.Start(t, func(o *dynamofake.Options) { o.Lifecycle, o.Throttle = time.Minute, true }), t}
		begin := time.Now()
		f.table("tbl", "pk", provisioned(1, 1))
		f.ok(dynamodb.NewTableExistsWaiter(f.Client).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String("tbl")}, 5*time.Minute))
		if waited := time.Since(begin); waited < time.Minute || waited > 3*time.Minute {
			t.Errorf("waited %v", waited)
		}
		for range 5 { // throttled writes are tried again until the table has capacity
			_, err := f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("tbl"), Item: item{"pk": str("a")}},
				func(o *dynamodb.Options) { o.RetryMaxAttempts = 50 }) // back-off is random, and can be short
			f.ok(err)
		}
		if calls := len(f.Calls("PutItem")); calls <= 5 {
			t.Errorf("%d attempts at five writes of one unit a second", calls)
		}
	})
}

// Whatever happens at once to tables that come and go, nothing hangs and nothing is half done.
func TestTablesComeAndGo(t *testing.T) {
	f := start(t)
	var work sync.WaitGroup
	for w := range 6 {
		work.Go(func() {
			for i := range 30 {
				name := aws.String([]string{"tbl", "other"}[i%2])
				switch w {
				case 0:
					f.Client.CreateTable(t.Context(), tableInput(*name, "pk", global("by-g", "g", "ALL")))
				case 1:
					f.Client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: name})
				case 2:
					f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: name, Item: item{"pk": number(i), "g": str("x")}})
				case 3:
					f.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: name, IndexName: aws.String("by-g")})
				case 4:
					f.Client.UpdateTable(t.Context(), createIndex(*name, "by-h", "h", "ALL"))
					f.Client.UpdateTable(t.Context(), deleteIndex(*name, "by-h"))
				case 5:
					f.transact(doing(types.Put{TableName: aws.String("tbl"), Item: item{"pk": number(-i)}}), doing(types.Put{TableName: aws.String("other"), Item: item{"pk": number(-i)}}))
					if i == 20 {
						f.Reset()
					}
				}
			}
		})
	}
	work.Wait()
	for _, c := range f.Calls() {
		var api smithy.APIError
		if errors.As(c.Err, &api) && api.ErrorFault() == smithy.FaultServer {
			t.Errorf("%v", c)
		}
	}
	f.Reset()
	if out, err := f.Client.ListTables(t.Context(), nil); err != nil || len(out.TableNames) > 0 {
		t.Errorf("after Reset: %v, %v", out, err)
	}
}
