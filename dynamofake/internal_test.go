package dynamofake

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// indexedTable is a table with indexes of every kind.
func indexedTable(t testing.TB, s *Server) *table {
	t.Helper()
	key := func(names ...string) (l []types.KeySchemaElement) {
		for i, name := range names {
			l = append(l, types.KeySchemaElement{AttributeName: &name, KeyType: []types.KeyType{"HASH", "RANGE"}[min(i, 1)]})
		}
		return l
	}
	in := &dynamodb.CreateTableInput{TableName: aws.String("tbl"), BillingMode: "PAY_PER_REQUEST", KeySchema: key("pk", "sk"),
		LocalSecondaryIndexes: []types.LocalSecondaryIndex{{IndexName: aws.String("local"), KeySchema: key("pk", "a"), Projection: &types.Projection{ProjectionType: "KEYS_ONLY"}}},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			{IndexName: aws.String("all"), KeySchema: key("a"), Projection: &types.Projection{ProjectionType: "ALL"}},
			{IndexName: aws.String("some"), KeySchema: key("b", "a", "sk"), Projection: &types.Projection{ProjectionType: "INCLUDE", NonKeyAttributes: []string{"x"}}}}}
	for _, name := range []string{"pk", "sk", "a", "b"} {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &name, AttributeType: "S"})
	}
	if _, err := s.createTable(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	return s.find("tbl")
}

// Whatever writes a table, its counts, sizes and indexes are those of its items.
func TestIndexesFollowWrites(t *testing.T) {
	t.Parallel()
	s := Start(t)
	ctx := context.Background()
	tbl := indexedTable(t, s)
	var seen []change
	tbl.watchers = append(tbl.watchers, func(c change) { seen = append(seen, c) })
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(n int) types.AttributeValue { return text(fmt.Sprint(random.IntN(n))) }
	item := func() expr.Item {
		it := expr.Item{"pk": pick(3), "sk": pick(4)}
		for _, name := range []string{"a", "b", "x", "y"} {
			if random.IntN(2) == 0 {
				it[name] = pick(3)
			}
		}
		return it
	}
	keyOf := func(it expr.Item) expr.Item { return expr.Item{"pk": it["pk"], "sk": it["sk"]} }
	name := aws.String("tbl")
	for n := range 3000 {
		var err error
		switch it := item(); random.IntN(5) {
		case 0:
			_, err = s.putItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: it})
		case 1:
			_, err = s.deleteItem(ctx, &dynamodb.DeleteItemInput{TableName: name, Key: keyOf(it)})
		case 2:
			_, err = s.updateItem(ctx, &dynamodb.UpdateItemInput{TableName: name, Key: keyOf(it), UpdateExpression: aws.String("SET a = :v REMOVE b"), ExpressionAttributeValues: expr.Item{":v": pick(3)}})
		case 3:
			_, err = s.batchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"tbl": {{PutRequest: &types.PutRequest{Item: it}}}}})
		case 4:
			_, err = s.transactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
				{Update: &types.Update{TableName: name, Key: keyOf(it), UpdateExpression: aws.String("SET b = :v, x = :v"), ExpressionAttributeValues: expr.Item{":v": pick(3)}}}}})
		}
		if err != nil {
			t.Fatal(err)
		}
		if n%300 == 0 {
			checkAgainstItems(t, tbl)
		}
	}
	checkAgainstItems(t, tbl)
	for _, c := range seen {
		if c.old != nil && c.new != nil && expr.EqualItems(c.old.item, c.new.item) {
			t.Fatalf("a watcher was told of a write that changed nothing: %v", c.new.item)
		}
	}
	if len(seen) < 1000 {
		t.Errorf("%d changes seen", len(seen))
	}
}

// checkAgainstItems compares a table with one that is built anew from its items.
func checkAgainstItems(t *testing.T, tbl *table) {
	t.Helper()
	size := int64(0)
	for key, r := range tbl.items.All() {
		size += int64(expr.ItemSize(r.item))
		if key != tbl.keys.position(r.item) {
			t.Fatalf("%v is in a place of others", r.item)
		}
	}
	if size != tbl.size {
		t.Fatalf("size %d, want %d", tbl.size, size)
	}
	for _, ix := range tbl.indexes {
		fresh := newIndex(&ix.name, ix.global, ix.keys, tbl.keys, &ix.projection)
		for key, r := range tbl.items.All() {
			fresh.replace(key, nil, r)
		}
		if fresh.size != ix.size || fresh.entries.Len() != ix.entries.Len() {
			t.Fatalf("%s has %d entries of %d bytes, want %d of %d", ix.name, ix.entries.Len(), ix.size, fresh.entries.Len(), fresh.size)
		}
		for p, want := range fresh.entries.All() {
			if got, ok := ix.entries.Get(p); !ok || got != want {
				t.Fatalf("%s lacks %v", ix.name, want.item)
			}
		}
	}
}

// Segments of a scan part the items: each is in one.
func TestSegmentBoundsPartTheHashes(t *testing.T) {
	t.Parallel()
	for _, segments := range []int32{1, 2, 3, 7, 64, 1000, 4096, 5000, 1_000_000} {
		last := "\x00\x00\x00\x00" // where positions begin
		for n := range segments {
			low, high := segmentBounds(n, segments)
			switch {
			case low == high && low != "":
				continue // nothing is in it
			case low != last && segments > 1:
				t.Fatalf("segment %d of %d begins at %x, the one before ends at %x", n, segments, low, last)
			}
			last = high
		}
		if last != "" {
			t.Errorf("the last of %d segments ends at %x", segments, last)
		}
	}
}
