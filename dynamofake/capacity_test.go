package dynamofake_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake"
)

// bill writes consumed capacity down: the total, then what the table and each index took.
func bill(c *types.ConsumedCapacity) string {
	if c == nil {
		return "none"
	}
	s := fmt.Sprint(*c.TableName, " ", *c.CapacityUnits)
	if c.Table != nil {
		s += fmt.Sprint(" table ", *c.Table.CapacityUnits)
	}
	for _, m := range []map[string]types.Capacity{c.LocalSecondaryIndexes, c.GlobalSecondaryIndexes} {
		for _, name := range []string{"by-a", "by-b"} {
			if i, ok := m[name]; ok {
				s += fmt.Sprint(" ", name, " ", *i.CapacityUnits)
			}
		}
	}
	if c.ReadCapacityUnits != nil {
		s += fmt.Sprint(" read ", *c.ReadCapacityUnits)
	}
	if c.WriteCapacityUnits != nil {
		s += fmt.Sprint(" written ", *c.WriteCapacityUnits)
	}
	return s
}

// Capacity is counted as the developer guide says: 4 KB a read, half if it may be stale, 1 KB a write, in each index that changes.
func TestConsumedCapacity(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	name := aws.String("tbl")
	f.table("tbl", "pk sk#", local("by-a", "pk a", "KEYS_ONLY"), global("by-b", "b", "ALL"))
	put := func(it item, want types.ReturnConsumedCapacity) string {
		t.Helper()
		out, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: it, ReturnConsumedCapacity: want})
		f.ok(err)
		return bill(out.ConsumedCapacity)
	}
	update := func(expression string, values item) string {
		t.Helper()
		in := &dynamodb.UpdateItemInput{TableName: name, Key: item{"pk": str("p"), "sk": num("1")}, UpdateExpression: &expression,
			ExpressionAttributeValues: values, ReturnConsumedCapacity: "INDEXES"}
		out, err := f.Client.UpdateItem(ctx, in)
		f.ok(err)
		return bill(out.ConsumedCapacity)
	}
	get := func(sk string, consistent bool) string {
		t.Helper()
		out, err := f.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: name, Key: item{"pk": str("p"), "sk": num(sk)}, ConsistentRead: &consistent, ReturnConsumedCapacity: "TOTAL"})
		f.ok(err)
		return bill(out.ConsumedCapacity)
	}
	query := func(in dynamodb.QueryInput) string {
		t.Helper()
		in.TableName, in.ReturnConsumedCapacity = name, "INDEXES"
		out, err := f.Client.Query(ctx, &in)
		f.ok(err)
		return bill(out.ConsumedCapacity)
	}
	pk := dynamodb.QueryInput{KeyConditionExpression: aws.String("pk = :p"), ExpressionAttributeValues: item{":p": str("p")}}
	steps := []struct {
		what string
		do   func() string
		want string
	}{
		{"not asked for", func() string { return put(item{"pk": str("p"), "sk": num("0")}, "NONE") }, "none"},
		{"a small item", func() string { return put(item{"pk": str("p"), "sk": num("1")}, "TOTAL") }, "tbl 1"},
		{"in no index", func() string { return put(item{"pk": str("p"), "sk": num("1")}, "INDEXES") }, "tbl 1 table 1"},
		{"in both indexes", func() string {
			return put(item{"pk": str("p"), "sk": num("1"), "a": str("x"), "b": str("y")}, "INDEXES")
		}, "tbl 3 table 1 by-a 1 by-b 1"},
		{"what only one index has", func() string { return update("SET c = :c", item{":c": padding(3000)}) }, "tbl 6 table 3 by-b 3"},
		{"the smaller size", func() string { return update("SET c = :c", item{":c": str("x")}) }, "tbl 6 table 3 by-b 3"},
		{"another index key", func() string { return update("SET a = :a", item{":a": str("z")}) }, "tbl 4 table 1 by-a 2 by-b 1"},
		{"no change", func() string { return update("SET a = :a", item{":a": str("z")}) }, "tbl 1 table 1"},
		{"out of an index", func() string { return update("REMOVE b", nil) }, "tbl 2 table 1 by-b 1"},
		{"a large item", func() string {
			return put(item{"pk": str("p"), "sk": num("2"), "a": str("x"), "c": padding(9000)}, "INDEXES")
		}, "tbl 10 table 9 by-a 1"},
		{"a stale read", func() string { return get("2", false) }, "tbl 1.5"},
		{"a consistent read", func() string { return get("2", true) }, "tbl 3"},
		{"nothing", func() string { return get("9", false) }, "tbl 0.5"},
		{"a query", func() string { return query(pk) }, "tbl 1.5 table 1.5"},
		{"a query of an index", func() string { q := pk; q.IndexName = aws.String("by-a"); return query(q) }, "tbl 0.5 table 0 by-a 0.5"},
		{"what a local index lacks", func() string {
			q := pk
			q.IndexName, q.Select = aws.String("by-a"), "ALL_ATTRIBUTES"
			return query(q)
		}, "tbl 2.5 table 2 by-a 0.5"},
		{"a query of nothing", func() string {
			return query(dynamodb.QueryInput{KeyConditionExpression: aws.String("pk = :p"), ExpressionAttributeValues: item{":p": str("q")}, ConsistentRead: aws.Bool(true)})
		}, "tbl 1 table 1"},
		{"a scan", func() string {
			out, err := f.Client.Scan(ctx, &dynamodb.ScanInput{TableName: name, ReturnConsumedCapacity: "TOTAL", ConsistentRead: aws.Bool(true), FilterExpression: aws.String("attribute_exists(nope)")})
			f.ok(err)
			return bill(out.ConsumedCapacity)
		}, "tbl 3"},
		{"a batch", func() string {
			out, err := f.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{ReturnConsumedCapacity: "TOTAL", RequestItems: map[string]types.KeysAndAttributes{
				"tbl": {Keys: []item{{"pk": str("p"), "sk": num("2")}, {"pk": str("p"), "sk": num("1")}, {"pk": str("p"), "sk": num("7")}}}}})
			f.ok(err)
			return bill(&out.ConsumedCapacity[0])
		}, "tbl 2.5"},
		{"a batch of writes", func() string {
			out, err := f.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{ReturnConsumedCapacity: "INDEXES", RequestItems: map[string][]types.WriteRequest{
				"tbl": {{PutRequest: &types.PutRequest{Item: item{"pk": str("p"), "sk": num("3"), "b": str("x")}}}, {DeleteRequest: &types.DeleteRequest{Key: item{"pk": str("p"), "sk": num("2")}}}}}})
			f.ok(err)
			return bill(&out.ConsumedCapacity[0])
		}, "tbl 12 table 10 by-a 1 by-b 1"},
		{"a transaction", func() string { return transactBill(f, "token", "INDEXES") }, "tbl 6 table 4 by-b 2 written 6"},
		{"a transaction again", func() string { return transactBill(f, "token", "INDEXES") }, "tbl 4 table 4 read 4"},
		{"a transaction of reads", func() string {
			get := func(sk string) types.TransactGetItem {
				return types.TransactGetItem{Get: &types.Get{TableName: name, Key: item{"pk": str("p"), "sk": num(sk)}}}
			}
			out, err := f.Client.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{ReturnConsumedCapacity: "TOTAL", TransactItems: []types.TransactGetItem{get("1"), get("3"), get("8")}})
			f.ok(err)
			return bill(&out.ConsumedCapacity[0])
		}, "tbl 6 read 6"},
	}
	for _, s := range steps {
		if got := s.do(); got != s.want {
			t.Errorf("%s: %s, want %s", s.what, got, s.want)
		}
	}
}

func transactBill(f *fixture, token string, want types.ReturnConsumedCapacity) string {
	f.t.Helper()
	out, err := f.Client.TransactWriteItems(f.t.Context(), &dynamodb.TransactWriteItemsInput{ClientRequestToken: &token, ReturnConsumedCapacity: want, TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: aws.String("tbl"), Item: item{"pk": str("t"), "sk": num("1"), "b": str("x")}}},
		{ConditionCheck: &types.ConditionCheck{TableName: aws.String("tbl"), Key: item{"pk": str("p"), "sk": num("1")}, ConditionExpression: aws.String("attribute_exists(pk)")}},
	}})
	f.ok(err)
	return bill(&out.ConsumedCapacity[0])
}

// Where a test wants it, provisioned throughput runs out and comes back with time, and what was unused is kept for five minutes.
func TestThroughputIsEnforced(t *testing.T) {
	f := start(t, func(o *dynamofake.Options) { o.Throttle = true })
	ctx := t.Context()
	f.table("tbl", "pk", provisioned(2, 3))
	client := dynamodb.New(f.Client.Options(), func(o *dynamodb.Options) { o.RetryMaxAttempts = 1; o.Retryer = aws.NopRetryer{} })
	put := func() error {
		_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("tbl"), Item: item{"pk": str("a")}})
		return err
	}
	count := func(do func() error) (n int) {
		t.Helper()
		for n < 10_000 {
			err := do()
			var e *types.ProvisionedThroughputExceededException
			if errors.As(err, &e) {
				return n
			}
			f.ok(err)
			n++
		}
		return n
	}
	if n := count(put); n != 3 {
		t.Errorf("%d writes in the first second, want 3", n)
	}
	err := put()
	wantError(t, err, "ProvisionedThroughputExceededException", "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.")
	var e *types.ProvisionedThroughputExceededException
	if errors.As(err, &e); *e.ThrottlingReasons[0].Reason != "TableWriteProvisionedThroughputExceeded" || *e.ThrottlingReasons[0].Resource != f.ARN("dynamodb", "table/tbl") {
		t.Errorf("reasons %+v", e.ThrottlingReasons)
	}
	f.Clock.Advance(2 * time.Second)
	if n := count(put); n != 6 {
		t.Errorf("%d writes after two seconds, want 6", n)
	}
	f.Clock.Advance(time.Hour)
	if n := count(put); n != 900 {
		t.Errorf("%d writes after an hour, want those of 300 seconds", n)
	}
	if n := count(func() error {
		_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("tbl"), Key: item{"pk": str("a")}})
		return err
	}); n != 4 {
		t.Errorf("%d reads, want 4", n)
	}
	out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"tbl": {{DeleteRequest: &types.DeleteRequest{Key: item{"pk": str("a")}}}}}})
	wantError(t, err, "ProvisionedThroughputExceededException", "")
	f.Clock.Advance(time.Second / 3)
	requests := []types.WriteRequest{{DeleteRequest: &types.DeleteRequest{Key: item{"pk": str("a")}}}, {DeleteRequest: &types.DeleteRequest{Key: item{"pk": str("b")}}}}
	out, err = client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"tbl": requests}})
	f.ok(err)
	same(t, "unprocessed", out.UnprocessedItems, map[string][]types.WriteRequest{"tbl": requests[1:]})
	_, err = client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Delete: &types.Delete{TableName: aws.String("tbl"), Key: item{"pk": str("a")}}}}})
	wantError(t, err, "TransactionCanceledException", "Transaction cancelled, please refer cancellation reasons for specific reasons [ProvisionedThroughputExceeded]")
}
