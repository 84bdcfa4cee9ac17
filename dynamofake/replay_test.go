package dynamofake_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/dynamofake"
)

// A writer writes random items to a table in all the ways there are.
type writer struct {
	*fixture
	random *rand.Rand
}

func (w *writer) key() item { return item{"pk": str(strconv.Itoa(w.random.IntN(8)))} }

// item makes an item that changes with few values, so that some writes change nothing, and that may expire.
func (w *writer) item() item {
	it := w.key()
	it["v"] = str(strconv.Itoa(w.random.IntN(3)))
	if w.random.IntN(4) == 0 {
		it["exp"] = num(strconv.FormatInt(w.Clock.Now().Add(2*time.Minute).Unix(), 10))
	}
	return it
}

// ways to write, which may be refused: what is refused must leave no trace.
func (w *writer) ways() []func() error {
	ctx, rows := w.t.Context(), aws.String("rows")
	statement := func(text string) error {
		_, err := w.Client.ExecuteStatement(ctx, &dynamodb.ExecuteStatementInput{Statement: &text})
		return err
	}
	pk := func() string { return w.key()["pk"].(*types.AttributeValueMemberS).Value }
	return []func() error{
		func() error {
			_, err := w.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: rows, Item: w.item()})
			return err
		},
		func() error {
			_, err := w.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: rows, Key: w.key(), UpdateExpression: aws.String("SET v = :v REMOVE exp"),
				ConditionExpression: aws.String("v <> :one"), ExpressionAttributeValues: item{":v": str("0"), ":one": str("1")}})
			return err
		},
		func() error {
			_, err := w.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: rows, Key: w.key()})
			return err
		},
		func() error {
			_, err := w.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"rows": {
				{PutRequest: &types.PutRequest{Item: w.item()}}, {DeleteRequest: &types.DeleteRequest{Key: w.key()}}}}})
			return err
		},
		func() error {
			_, err := w.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
				{Put: &types.Put{TableName: rows, Item: w.item()}}, {Delete: &types.Delete{TableName: rows, Key: w.key()}},
				{ConditionCheck: &types.ConditionCheck{TableName: rows, Key: w.key(), ConditionExpression: aws.String("attribute_not_exists(exp)")}}}})
			return err
		},
		func() error { return statement("INSERT INTO rows VALUE {'pk': '" + pk() + "', 'v': '2'}") },
		func() error { return statement("UPDATE rows SET v = '1' WHERE pk = '" + pk() + "'") },
		func() error { return statement("DELETE FROM rows WHERE pk = '" + pk() + "'") },
		func() error { w.Clock.Advance(time.Minute); return nil },
	}
}

// write writes in one of the ways.
func (w *writer) write() {
	w.t.Helper()
	ways := w.ways()
	err := ways[w.random.IntN(len(ways))]()
	var api smithy.APIError
	if err == nil || errors.As(err, &api) && slices.Contains([]string{"ConditionalCheckFailedException", "TransactionCanceledException", "DuplicateItemException",
		"ValidationException"}, api.ErrorCode()) { // the last if a batch or transaction names an item twice
		return
	}
	w.t.Fatal(err)
}

// replay does what a stream's records say to a table in a map, and checks that each fits what was there.
func replay(t *testing.T, records []streamtypes.Record) map[string]item {
	t.Helper()
	rows := map[string]item{}
	image := func(m map[string]streamtypes.AttributeValue) item {
		if m == nil {
			return nil
		}
		it, err := attributevalue.FromDynamoDBStreamsMap(m)
		if err != nil {
			t.Fatal(err)
		}
		return it
	}
	for _, r := range records {
		d := r.Dynamodb
		pk := d.Keys["pk"].(*streamtypes.AttributeValueMemberS).Value
		old, next := image(d.OldImage), image(d.NewImage)
		same(t, "old image", old, rows[pk])
		if rows[pk] = next; next == nil {
			delete(rows, pk)
		}
	}
	return rows
}

func (f *fixture) rows(table string) map[string]item {
	rows := map[string]item{}
	for _, it := range dynamofake.Items[item](f.Server, table) {
		rows[it["pk"].(*types.AttributeValueMemberS).Value] = it
	}
	return rows
}

// Whatever writes items, the stream tells of it, recovery knows it, and the index has it.
func TestEveryWriteIsSeenByStreamsRecoveryAndIndexes(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &writer{start(t), rand.New(rand.NewPCG(seed, 5))}
			w.table("rows", "pk", streaming("NEW_AND_OLD_IMAGES"), global("by-v", "v", "ALL"))
			_, err := w.Client.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{TableName: aws.String("rows"), TimeToLiveSpecification: &types.TimeToLiveSpecification{Enabled: aws.Bool(true), AttributeName: aws.String("exp")}})
			w.ok(err)
			_, err = w.Client.UpdateContinuousBackups(t.Context(), &dynamodb.UpdateContinuousBackupsInput{TableName: aws.String("rows"), PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)}})
			w.ok(err)
			past := map[time.Time]map[string]item{}
			for range 20 {
				for range 10 {
					w.write()
				}
				past[w.Clock.Now()] = w.rows("rows")
				w.Clock.Advance(time.Second)
			}
			r := w.reader("rows")
			it, err := r.iterator("TRIM_HORIZON")
			w.ok(err)
			records, _ := r.records(it)
			same(t, "replayed stream", replay(t, records), w.rows("rows"))
			if !slices.ContainsFunc(records, func(r streamtypes.Record) bool { return r.UserIdentity != nil }) {
				t.Error("nothing expired: the program is too short")
			}
			index, err := w.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("rows"), IndexName: aws.String("by-v")})
			w.ok(err)
			same(t, "items in the index", len(index.Items), len(w.rows("rows")))
			n := 0
			for at, want := range past {
				n++
				name := fmt.Sprint("copy", n)
				_, err := w.Client.RestoreTableToPointInTime(t.Context(), &dynamodb.RestoreTableToPointInTimeInput{SourceTableName: aws.String("rows"), TargetTableName: &name, RestoreDateTime: &at})
				w.ok(err)
				same(t, fmt.Sprint("restored as at ", at), w.rows(name), want)
			}
		})
	}
}
