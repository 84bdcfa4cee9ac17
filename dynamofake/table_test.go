package dynamofake_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A table is being created in the answer to its creation, and there at the next look.
func TestTableIsCreatedAndDeleted(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	created, err := f.Client.CreateTable(ctx, tableInput("orders", "pk sk#", global("by-day", "day pk", "ALL")))
	f.ok(err)
	if d := created.TableDescription; d.TableStatus != types.TableStatusCreating || d.WarmThroughput != nil || d.GlobalSecondaryIndexes[0].IndexStatus != types.IndexStatusCreating {
		t.Errorf("created as %v, warm %v", d.TableStatus, d.WarmThroughput)
	}
	f.ok(dynamodb.NewTableExistsWaiter(f.Client).Wait(ctx, &dynamodb.DescribeTableInput{TableName: aws.String("orders")}, time.Minute))
	d := f.describe("orders")
	if d.TableStatus != types.TableStatusActive || *d.WarmThroughput.ReadUnitsPerSecond != 12000 || d.BillingModeSummary.LastUpdateToPayPerRequestDateTime == nil {
		t.Errorf("described as %+v", d)
	}
	_, err = f.Client.CreateTable(ctx, tableInput("orders", "pk"))
	wantError(t, err, "ResourceInUseException", "Table already exists: orders")
	gone, err := f.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: d.TableArn})
	f.ok(err)
	if d := gone.TableDescription; d.TableStatus != types.TableStatusDeleting || d.KeySchema != nil || d.AttributeDefinitions != nil || d.CreationDateTime != nil {
		t.Errorf("deleted as %+v", d)
	}
	f.ok(dynamodb.NewTableNotExistsWaiter(f.Client).Wait(ctx, &dynamodb.DescribeTableInput{TableName: aws.String("orders")}, time.Minute))
	_, err = f.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String("orders")})
	wantError(t, err, "ResourceNotFoundException", "Requested resource not found: Table: orders not found")
	_, err = f.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("orders"), Key: item{"pk": str("a")}})
	wantError(t, err, "ResourceNotFoundException", "Requested resource not found")
}

func TestSmoke(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk sk#", global("by-day", "day", "KEYS_ONLY"), local("by-name", "pk name", "ALL"))
	for i := range 10 {
		f.put("orders", item{"pk": str("a"), "sk": number(i), "day": str("mon"), "name": str("n")})
	}
	q, err := f.Client.Query(ctx, &dynamodb.QueryInput{TableName: aws.String("orders"), KeyConditionExpression: aws.String("pk = :p and sk > :s"),
		ExpressionAttributeValues: item{":p": str("a"), ":s": num("3")}, Limit: aws.Int32(3), ScanIndexForward: aws.Bool(false), ReturnConsumedCapacity: "INDEXES"})
	f.ok(err)
	t.Logf("%+v %+v", q.LastEvaluatedKey, q.Count)
	u, err := f.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: aws.String("orders"), Key: item{"pk": str("a"), "sk": num("3")},
		UpdateExpression: aws.String("set n = if_not_exists(n, :z) + :o remove #d"), ExpressionAttributeNames: map[string]string{"#d": "day"}, ExpressionAttributeValues: item{":z": num("0"), ":o": num("1")}, ReturnValues: "ALL_NEW", ReturnConsumedCapacity: "INDEXES"})
	f.ok(err)
	t.Logf("%+v %v", u.Attributes, u.ConsumedCapacity.GlobalSecondaryIndexes)
}
