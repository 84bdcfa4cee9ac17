package dynamofake_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/control"
)

func (f *fixture) transact(actions ...types.TransactWriteItem) error {
	_, err := f.Client.TransactWriteItems(f.t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: actions})
	return err
}

// doing makes an action of a Put, an Update, a Delete or a ConditionCheck.
func doing(action any) (a types.TransactWriteItem) {
	switch action := action.(type) {
	case types.Put:
		a.Put = &action
	case types.Update:
		a.Update = &action
	case types.Delete:
		a.Delete = &action
	case types.ConditionCheck:
		a.ConditionCheck = &action
	}
	return a
}

// All of a transaction happens, or nothing and its reasons say why, action by action.
func TestTransactionsAreAtomic(t *testing.T) {
	f := start(t)
	tbl, other := aws.String("tbl"), aws.String("other")
	f.table("tbl", "pk", global("by-g", "g", "ALL"))
	f.table("other", "pk sk#")
	f.put("tbl", item{"pk": str("a"), "n": num("1")}, item{"pk": str("b")}, item{"pk": str("c")})
	absent, present := aws.String("attribute_not_exists(pk)"), aws.String("attribute_exists(pk)")
	f.ok(f.transact(
		doing(types.Put{TableName: tbl, Item: item{"pk": str("d")}, ConditionExpression: absent}),
		doing(types.Update{TableName: tbl, Key: item{"pk": str("a")}, UpdateExpression: aws.String("SET n = n + :one"), ExpressionAttributeValues: item{":one": num("1")}}),
		doing(types.Delete{TableName: tbl, Key: item{"pk": str("b")}, ConditionExpression: present}),
		doing(types.ConditionCheck{TableName: tbl, Key: item{"pk": str("c")}, ConditionExpression: present}),
		doing(types.Put{TableName: other, Item: item{"pk": str("x"), "sk": num("1")}}),
	))
	all := map[string]item{"a": {"pk": str("a"), "n": num("2")}, "b": nil, "c": {"pk": str("c")}, "d": {"pk": str("d")}}
	check := func(when string) {
		t.Helper()
		for pk, want := range all {
			same(t, pk+" "+when, f.get("tbl", item{"pk": str(pk)}), want)
		}
	}
	check("after a transaction")
	same(t, "other table", f.get("other", item{"pk": str("x"), "sk": num("1")}), item{"pk": str("x"), "sk": num("1")})

	none, failed := types.CancellationReason{Code: aws.String("None")}, func(it item) types.CancellationReason {
		return types.CancellationReason{Code: aws.String("ConditionalCheckFailed"), Message: aws.String("The conditional request failed"), Item: it}
	}
	wrong := func(message string) types.CancellationReason {
		return types.CancellationReason{Code: aws.String("ValidationError"), Message: &message}
	}
	tests := map[string]struct {
		actions []types.TransactWriteItem
		want    []types.CancellationReason
	}{
		"conditions": {[]types.TransactWriteItem{
			doing(types.Put{TableName: tbl, Item: item{"pk": str("new")}}),
			doing(types.Put{TableName: tbl, Item: item{"pk": str("a")}, ConditionExpression: absent, ReturnValuesOnConditionCheckFailure: "ALL_OLD"}),
			doing(types.Delete{TableName: tbl, Key: item{"pk": str("c")}}),
			doing(types.ConditionCheck{TableName: tbl, Key: item{"pk": str("d")}, ConditionExpression: absent}),
		}, []types.CancellationReason{none, failed(all["a"]), none, failed(nil)}},
		"the first invalid action ends the search": {[]types.TransactWriteItem{
			doing(types.Put{TableName: tbl, Item: item{"pk": str("a")}, ConditionExpression: absent}),
			doing(types.Update{TableName: tbl, Key: item{"pk": str("c")}, UpdateExpression: aws.String("SET x = y")}),
			doing(types.Put{TableName: tbl, Item: item{"pk": str("d")}, ConditionExpression: absent}),
		}, []types.CancellationReason{failed(nil), wrong("The provided expression refers to an attribute that does not exist in the item"), none}},
		"a key that does not fit": {[]types.TransactWriteItem{
			doing(types.Put{TableName: tbl, Item: item{"pk": str("new")}}),
			doing(types.Delete{TableName: tbl, Key: item{"pk": num("1")}}),
		}, []types.CancellationReason{none, wrong("The provided key element does not match the schema")}},
		"an item whose key does not fit": {[]types.TransactWriteItem{doing(types.Put{TableName: tbl, Item: item{"pk": num("5")}})},
			[]types.CancellationReason{wrong("One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N")}},
		"an index key that does not fit": {[]types.TransactWriteItem{doing(types.Put{TableName: tbl, Item: item{"pk": str("new"), "g": num("5")}})},
			[]types.CancellationReason{wrong("One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g")}},
		"an update that grows too large": {[]types.TransactWriteItem{doing(types.Update{TableName: tbl, Key: item{"pk": str("a")}, UpdateExpression: aws.String("SET x = :v, y = :v"), ExpressionAttributeValues: item{":v": padding(210 << 10)}})},
			[]types.CancellationReason{wrong("Item size to update has exceeded the maximum allowed size")}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := f.transact(tt.actions...)
			var cancelled *types.TransactionCanceledException
			if !errors.As(err, &cancelled) {
				t.Fatalf("error %v", err)
			}
			same(t, "reasons", cancelled.CancellationReasons, tt.want)
		})
	}
	check("after those that were cancelled")
	same(t, "new", f.get("tbl", item{"pk": str("new")}), item(nil))
}

// What is refused before a transaction begins.
func TestTransactionRefusals(t *testing.T) {
	f := start(t)
	tbl := aws.String("tbl")
	f.table("tbl", "pk", global("by-h", "g", "ALL"), global("by-g", "g", "ALL"))
	put := func(it item) types.TransactWriteItem { return doing(types.Put{TableName: tbl, Item: it}) }
	var many, large []types.TransactWriteItem
	for i := range 101 {
		many = append(many, put(item{"pk": str(fmt.Sprint(i))}))
	}
	for i := range 12 {
		large = append(large, put(item{"pk": str(fmt.Sprint(i)), "x": padding(350 << 10)}))
	}
	f.ok(f.transact(many[:100]...))
	refused(t, f.transact(large...), "")
	err := f.transact(many...)
	refused(t, err, "")
	refused(t, f.transact(put(item{"pk": str("a")}), doing(types.Delete{TableName: tbl, Key: item{"pk": str("a")}})), "Transaction request cannot include multiple operations on one item")
	refused(t, f.transact(put(item{"pk": str("")})), "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")
	refused(t, f.transact(put(item{"pk": str("a"), "g": str("")})), "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g")
	refused(t, f.transact(put(item{"pk": str("a"), "x": padding(400 << 10)})), "Item size has exceeded the maximum allowed size")
	bad := doing(types.ConditionCheck{TableName: tbl, Key: item{"pk": str("b")}, ConditionExpression: aws.String("attribute_not_exists(")})
	missing := doing(types.Put{TableName: aws.String("letters"), Item: item{"pk": str("a")}})
	refused(t, f.transact(missing, bad), `Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("`)
	wantError(t, f.transact(put(item{"pk": str("a")}), missing), "ResourceNotFoundException", "Requested resource not found")
	if n := *f.describe("tbl").ItemCount; n != 100 {
		t.Errorf("%d items", n)
	}
}

// A token makes a transaction happen once in ten minutes.
func TestTransactionsAreIdempotent(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk")
	add := func(token string, n int) error {
		_, err := f.Client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{ClientRequestToken: &token, TransactItems: []types.TransactWriteItem{
			doing(types.Update{TableName: aws.String("tbl"), Key: item{"pk": str("a")}, UpdateExpression: aws.String("ADD n :n"), ExpressionAttributeValues: item{":n": number(n)}})}})
		return err
	}
	f.ok(add("one", 1))
	f.ok(add("one", 1))
	wantError(t, add("one", 2), "IdempotentParameterMismatchException", "")
	f.ok(add("two", 1))
	f.Clock.Advance(10*time.Minute - time.Second)
	f.ok(add("one", 1))
	if n := f.number("tbl", item{"pk": str("a")}, "n"); n != 2 {
		t.Errorf("counted to %d, want 2", n)
	}
	f.Clock.Advance(time.Second)
	f.ok(add("one", 2))
	if n := f.number("tbl", item{"pk": str("a")}, "n"); n != 4 {
		t.Errorf("counted to %d, want 4", n)
	}
}

// Reads of a transaction come in the order of the request, with nothing for what is not there.
func TestTransactGetItems(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk")
	f.table("other", "pk sk#")
	f.put("tbl", item{"pk": str("a"), "x": document(item{"y": num("1"), "z": num("2")})})
	f.put("other", item{"pk": str("b"), "sk": num("1")})
	get := func(table string, key item, projection *string) types.TransactGetItem {
		return types.TransactGetItem{Get: &types.Get{TableName: &table, Key: key, ProjectionExpression: projection}}
	}
	out, err := f.Client.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
		get("other", item{"pk": str("b"), "sk": num("1.0")}, nil), get("tbl", item{"pk": str("none")}, nil), get(f.ARN("dynamodb", "table/tbl"), item{"pk": str("a")}, aws.String("x.y"))}})
	f.ok(err)
	same(t, "responses", out.Responses, []types.ItemResponse{{Item: item{"pk": str("b"), "sk": num("1")}}, {}, {Item: item{"x": document(item{"y": num("1")})}}})
	_, err = f.Client.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{get("tbl", item{"pk": str("a")}, nil), get("tbl", item{}, nil)}})
	wantError(t, err, "TransactionCanceledException", "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]")
}

// Batches answer item by item, and what a fault has hit comes back unprocessed.
func TestBatches(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("tbl", "pk")
	f.table("other", "pk sk#")
	put := func(it item) types.WriteRequest { return types.WriteRequest{PutRequest: &types.PutRequest{Item: it}} }
	del := func(key item) types.WriteRequest {
		return types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key}}
	}
	f.put("tbl", item{"pk": str("old")})
	requests := map[string][]types.WriteRequest{
		"tbl":   {put(item{"pk": str("a"), "x": num("1"), "y": num("2")}), del(item{"pk": str("old")}), put(item{"pk": str("b")})},
		"other": {put(item{"pk": str("c"), "sk": num("1")})},
	}
	f.Inject(control.Fault{Op: "BatchWriteItem", Entries: []int{0, 3}, Times: 1, Err: control.ErrThrottled})
	out, err := f.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: requests})
	f.ok(err)
	same(t, "unprocessed", out.UnprocessedItems, map[string][]types.WriteRequest{"other": requests["other"], "tbl": requests["tbl"][2:]})
	out, err = f.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: out.UnprocessedItems})
	f.ok(err)
	if out.UnprocessedItems == nil || len(out.UnprocessedItems) > 0 {
		t.Errorf("unprocessed %v", out.UnprocessedItems)
	}
	keys := map[string]types.KeysAndAttributes{
		"tbl":   {Keys: []item{{"pk": str("b")}, {"pk": str("old")}, {"pk": str("a")}}, ProjectionExpression: aws.String("pk, x")},
		"other": {Keys: []item{{"pk": str("d"), "sk": num("1")}}},
	}
	got, err := f.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: keys})
	f.ok(err)
	same(t, "responses", got.Responses, map[string][]item{"tbl": {{"pk": str("b")}, {"pk": str("a"), "x": num("1")}}, "other": {}})
	if got.UnprocessedKeys == nil || len(got.UnprocessedKeys) > 0 {
		t.Errorf("unprocessed %v", got.UnprocessedKeys)
	}
	f.Inject(control.Fault{Op: "BatchGetItem", Entries: []int{1}, Times: 1, Err: control.ErrThrottled})
	got, err = f.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"tbl": keys["tbl"]}})
	f.ok(err)
	same(t, "unprocessed keys", got.UnprocessedKeys["tbl"].Keys, keys["tbl"].Keys[1:2])
	keys["other"] = types.KeysAndAttributes{Keys: keys["other"].Keys, AttributesToGet: []string{"pk"}}
	_, err = f.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: keys})
	refused(t, err, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}")
	// 16 MB is the most that an answer holds.
	var large []item
	for i := range 50 {
		key := item{"pk": str(fmt.Sprint("large", i))}
		f.Put("tbl", item{"pk": key["pk"], "x": padding(399 << 10)})
		large = append(large, key)
	}
	got, err = f.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"tbl": {Keys: large}}})
	f.ok(err)
	if n, left := len(got.Responses["tbl"]), len(got.UnprocessedKeys["tbl"].Keys); n != 41 || left != 9 {
		t.Errorf("%d items, %d left", n, left)
	}
}
