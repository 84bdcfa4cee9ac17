package dynamofake_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// What a write answers is what ReturnValues asks for, and nothing of what is not there.
func TestReturnValues(t *testing.T) {
	f := start(t)
	ctx, name := t.Context(), aws.String("tbl")
	f.table("tbl", "pk")
	a := item{"pk": str("a")}
	full := func(pairs ...any) item {
		it := item{"pk": str("a")}
		for i := 0; i < len(pairs); i += 2 {
			it[pairs[i].(string)] = pairs[i+1].(value)
		}
		return it
	}
	put := func(want types.ReturnValue, it item) item {
		t.Helper()
		out, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: it, ReturnValues: want})
		f.ok(err)
		return out.Attributes
	}
	update := func(want types.ReturnValue, expression string, values item) item {
		t.Helper()
		out, err := f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: a, UpdateExpression: &expression, ExpressionAttributeValues: values, ReturnValues: want})
		f.ok(err)
		return out.Attributes
	}
	same(t, "put of a new item", put("ALL_OLD", full("x", num("1.0"))), item(nil))
	same(t, "put in its place", put("ALL_OLD", full("x", num("2"), "m", document(item{"k": str("v"), "l": str("w")}))), full("x", num("1")))
	same(t, "NONE", put("NONE", full("x", num("2"), "m", document(item{"k": str("v"), "l": str("w")}))), item(nil))
	two := item{":v": num("2")}
	same(t, "UPDATED_NEW", update("UPDATED_NEW", "SET x = x + :v, m.k = :v REMOVE m.l", two), item{"x": num("4"), "m": document(item{"k": num("2")})})
	same(t, "UPDATED_OLD", update("UPDATED_OLD", "SET x = x + :v, m.k = :v, n = :v", two), item{"x": num("4"), "m": document(item{"k": num("2")})})
	same(t, "ALL_OLD", update("ALL_OLD", "REMOVE m", nil), full("x", num("6"), "m", document(item{"k": num("2")}), "n", num("2")))
	same(t, "ALL_NEW", update("ALL_NEW", "REMOVE n", nil), full("x", num("6")))
	same(t, "UPDATED_NEW of what is gone", update("UPDATED_NEW", "REMOVE x", nil), item(nil))
	out, err := f.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: name, Key: a, ReturnValues: "ALL_OLD"})
	f.ok(err)
	same(t, "deleted", out.Attributes, a)
	out, err = f.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: name, Key: a, ReturnValues: "ALL_OLD"})
	f.ok(err)
	same(t, "deleted again", out.Attributes, item(nil))
	same(t, "ALL_NEW of a new item", update("ALL_NEW", "SET x = :v", two), full("x", num("2")))
}

// An update without expression creates the item, one that only removes does not.
func TestUpdateCreatesItem(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk")
	update := func(pk, expression string, values item) {
		t.Helper()
		in := &dynamodb.UpdateItemInput{TableName: aws.String("tbl"), Key: item{"pk": str(pk)}, ExpressionAttributeValues: values, ReturnValues: "UPDATED_NEW"}
		if expression != "" {
			in.UpdateExpression = &expression
		}
		_, err := f.Client.UpdateItem(t.Context(), in)
		f.ok(err)
	}
	update("empty", "", nil)
	update("removed", "REMOVE x", nil)
	update("deleted", "DELETE x :v", item{":v": strs("a")})
	update("added", "ADD x :v, n :n", item{":v": strs("a"), ":n": num("2")})
	_, err := f.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: aws.String("tbl"), Key: item{"pk": str("legacy")},
		AttributeUpdates: map[string]types.AttributeValueUpdate{"x": {Action: "ADD", Value: num("3")}, "y": {Value: str("z")}}})
	f.ok(err)
	for pk, want := range map[string]item{"empty": {"pk": str("empty")}, "removed": nil, "deleted": nil,
		"added": {"pk": str("added"), "x": strs("a"), "n": num("2")}, "legacy": {"pk": str("legacy"), "x": num("3"), "y": str("z")}} {
		same(t, pk, f.get("tbl", item{"pk": str(pk)}), want)
	}
}

// A condition that fails changes nothing, and tells what there is if that is asked for.
func TestConditions(t *testing.T) {
	f := start(t)
	ctx, name := t.Context(), aws.String("tbl")
	f.table("tbl", "pk")
	there := item{"pk": str("a"), "n": num("1")}
	f.put("tbl", there)
	old := types.ReturnValuesOnConditionCheckFailureAllOld
	absent, low, values := aws.String("attribute_not_exists(pk)"), aws.String("n > :n"), item{":n": num("1")}
	fails := map[string]struct {
		do   func() error
		want item // in the error
	}{
		"put": {func() error {
			_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: item{"pk": str("a")}, ConditionExpression: absent})
			return err
		}, nil},
		"put that asks": {func() error {
			_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: item{"pk": str("a")}, ConditionExpression: absent, ReturnValuesOnConditionCheckFailure: old})
			return err
		}, there},
		"update": {func() error {
			_, err := f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: item{"pk": str("a")}, UpdateExpression: aws.String("SET n = :n"),
				ConditionExpression: low, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: old})
			return err
		}, there},
		"delete": {func() error {
			_, err := f.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: name, Key: item{"pk": str("a")}, ConditionExpression: low, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: old})
			return err
		}, there},
		"delete of nothing": {func() error {
			_, err := f.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: name, Key: item{"pk": str("b")}, ConditionExpression: aws.String("attribute_exists(pk)"), ReturnValuesOnConditionCheckFailure: old})
			return err
		}, nil},
		"expected": {func() error {
			_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: item{"pk": str("a")}, Expected: map[string]types.ExpectedAttributeValue{"n": {Value: num("2")}}})
			return err
		}, nil},
		"expected not to exist": {func() error {
			_, err := f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: item{"pk": str("a")}, Expected: map[string]types.ExpectedAttributeValue{"pk": {Exists: aws.Bool(false)}}})
			return err
		}, nil},
	}
	for what, tt := range fails {
		err := tt.do()
		wantError(t, err, "ConditionalCheckFailedException", "The conditional request failed")
		var failed *types.ConditionalCheckFailedException
		if errors.As(err, &failed) {
			same(t, what, failed.Item, tt.want)
		}
	}
	same(t, "afterwards", f.get("tbl", item{"pk": str("a")}), there)
	_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: there, ConditionalOperator: "OR",
		Expected: map[string]types.ExpectedAttributeValue{"n": {Value: num("2")}, "pk": {ComparisonOperator: "EQ", AttributeValueList: []value{str("a")}}}})
	f.ok(err)
}

// What writes of items refuse, in DynamoDB's words; none of it changes the table.
func TestWriteRefusals(t *testing.T) {
	f := start(t)
	ctx, name := t.Context(), aws.String("tbl")
	f.table("tbl", "pk sk#", global("by-g", "g h#", "ALL"), local("by-l", "pk l%", "ALL"))
	f.put("tbl", item{"pk": str("a"), "sk": num("1"), "s": str("text"), "l": bin("x"), "m": document(item{})})
	before := f.describe("tbl")
	const param = "One or more parameter values were invalid: "
	put := func(it item) error {
		_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: it})
		return err
	}
	with := func(attribute string, v value) item { return item{"pk": str("a"), "sk": num("1"), attribute: v} }
	update := func(expression string, values item) error {
		_, err := f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: item{"pk": str("a"), "sk": num("1")}, UpdateExpression: &expression, ExpressionAttributeValues: values})
		return err
	}
	get := func(key item, projection string) error {
		_, err := f.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: name, Key: key, ProjectionExpression: &projection})
		return err
	}
	tests := map[string]struct {
		err  error
		want string
	}{
		"no key":                   {put(item{"x": str("y")}), param + "Missing the key pk in the item"},
		"no range key":             {put(item{"pk": str("a")}), param + "Missing the key sk in the item"},
		"a key of another type":    {put(item{"pk": str("a"), "sk": str("1")}), param + "Type mismatch for key sk expected: N actual: S"},
		"a key that is a list":     {put(item{"pk": list(), "sk": num("1")}), param + "Type mismatch for key pk expected: S actual: L"},
		"an empty key":             {put(item{"pk": str(""), "sk": num("1")}), "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
		"a long key":               {put(item{"pk": padding(2049), "sk": num("1")}), param + "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
		"an index key":             {put(with("g", num("1"))), param + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		"a null index key":         {put(with("h", null())), param + "Type mismatch for Index Key h Expected: N Actual: NULL IndexName: by-g"},
		"an empty index key":       {put(with("g", str(""))), "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-g, IndexKey: g"},
		"an empty local key":       {put(with("l", bin(""))), "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty binary value. IndexName: by-l, IndexKey: l"},
		"a long local key":         {put(with("l", bin(strings.Repeat("x", 1025)))), param + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"},
		"a large item":             {put(with("x", padding(400<<10))), "Item size has exceeded the maximum allowed size"},
		"an update of a key":       {update("SET sk = :v", item{":v": num("2")}), param + "Cannot update attribute sk. This attribute is part of the key"},
		"a removal of a key":       {update("REMOVE pk", nil), param + "Cannot update attribute pk. This attribute is part of the key"},
		"an update of a key path":  {update("SET pk.x = :v", item{":v": num("2")}), param + "Cannot update attribute pk. This attribute is part of the key"},
		"a path into an index key": {update("SET g.x = :v", item{":v": num("2")}), "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g"},
		"an updated key":           {update("SET g = :v", item{":v": num("1")}), param + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		"a key added to":           {update("ADD g :v", item{":v": num("1")}), param + "Type mismatch for Index Key g Expected: S Actual: N IndexName: by-g"},
		"a computed key":           {update("SET h = if_not_exists(s, :v)", item{":v": num("1")}), "The update expression attempted to update the secondary index key to unsupported type"},
		"a long updated key":       {update("SET l = :v", item{":v": bin(strings.Repeat("x", 1025))}), "The update expression attempted to update the secondary index key beyond allowed size limits"},
		"an empty updated key":     {update("SET g = :v", item{":v": str("")}), "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value."},
		"a large update":           {update("SET x = :v, y = :v", item{":v": padding(210 << 10)}), "Item size to update has exceeded the maximum allowed size"},
		"a path that is not there": {update("SET x.y = :v", item{":v": num("2")}), "The document path provided in the update expression is invalid for update"},
		"a value that is not":      {update("SET x = y", nil), "The provided expression refers to an attribute that does not exist in the item"},
		"a sum of texts":           {update("SET x = s + :v", item{":v": num("2")}), "An operand in the update expression has an incorrect data type"},
		"too few keys":             {get(item{"pk": str("a")}, "x"), "The provided key element does not match the schema"},
		"other keys":               {get(item{"pk": str("a"), "x": num("1")}, "x"), "The provided key element does not match the schema"},
		"a path into a key":        {get(item{"pk": str("a"), "sk": num("1")}, "sk[1]"), "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: sk"},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) { refused(t, tt.err, tt.want) })
	}
	_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: with("x", null()), ReturnValues: "ALL_NEW"})
	refused(t, err, "ReturnValues can only be ALL_OLD or NONE")
	_, err = f.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: name, Key: with("x", null()), ReturnValues: "UPDATED_OLD"})
	refused(t, err, "ReturnValues can only be ALL_OLD or NONE")
	_, err = f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: item{"pk": str("a"), "sk": num("1")}, AttributeUpdates: map[string]types.AttributeValueUpdate{"s": {Action: "ADD", Value: num("1")}}})
	refused(t, err, "Type mismatch for attribute to update")
	_, err = f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: with("x", null()), ExpressionAttributeValues: item{":v": null()}})
	refused(t, err, "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null")
	_, err = f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: item{"pk": str("a"), "sk": num("1")}, ExpressionAttributeValues: item{":v": null()}})
	refused(t, err, "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null")
	same(t, "the table", f.describe("tbl"), before)
}

// Exactly 400 KB fits, names counted.
func TestItemOf400KB(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk")
	f.put("tbl", item{"pk": str("a"), "x": padding(400<<10 - 4)})
	_, err := f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("tbl"), Item: item{"pk": str("a"), "x": padding(400<<10 - 3)}})
	refused(t, err, "Item size has exceeded the maximum allowed size")
	if d := f.describe("tbl"); *d.TableSizeBytes != 400<<10 || *d.ItemCount != 1 {
		t.Errorf("%d items of %d bytes", *d.ItemCount, *d.TableSizeBytes)
	}
}

// Item collections have metrics in tables with local indexes, and nowhere else.
func TestItemCollectionMetrics(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("tbl", "pk sk#", local("by-l", "pk l", "ALL"))
	f.table("plain", "pk", global("by-g", "g", "ALL"))
	want := &types.ItemCollectionMetrics{ItemCollectionKey: item{"pk": str("a")}, SizeEstimateRangeGB: []float64{0, 1}}
	out, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("tbl"), Item: item{"pk": str("a"), "sk": num("1")}, ReturnItemCollectionMetrics: "SIZE"})
	f.ok(err)
	same(t, "put", out.ItemCollectionMetrics, want)
	out, err = f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("plain"), Item: item{"pk": str("a")}, ReturnItemCollectionMetrics: "SIZE"})
	f.ok(err)
	if out.ItemCollectionMetrics != nil {
		t.Errorf("metrics without local indexes: %+v", out.ItemCollectionMetrics)
	}
	batch, err := f.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{ReturnItemCollectionMetrics: "SIZE", RequestItems: map[string][]types.WriteRequest{
		"tbl": {{PutRequest: &types.PutRequest{Item: item{"pk": str("a"), "sk": num("2")}}}}, "plain": {{PutRequest: &types.PutRequest{Item: item{"pk": str("b")}}}}}})
	f.ok(err)
	same(t, "batch", batch.ItemCollectionMetrics, map[string][]types.ItemCollectionMetrics{"tbl": {*want}})
}
