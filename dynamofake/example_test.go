package dynamofake_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/dynamofake"
)

// createOrders creates a table with the key id.
func createOrders(db *dynamodb.Client) error {
	_, err := db.CreateTable(context.Background(), &dynamodb.CreateTableInput{
		TableName: aws.String("orders"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	})
	return err
}

// An Order is an item of the examples' table.
type Order struct {
	ID     string `dynamodbav:"id"`
	Status string `dynamodbav:"status"`
}

// In a test it is dynamofake.Start(t), which closes the server too.
func Example() {
	srv := dynamofake.New()
	defer srv.Close()
	if err := createOrders(srv.Client); err != nil {
		fmt.Println(err)
		return
	}
	srv.Put("orders", Order{ID: "1", Status: "placed"}, Order{ID: "2", Status: "paid"})

	// The code under test.
	pay := func(id string) error {
		_, err := srv.Client.UpdateItem(context.Background(), &dynamodb.UpdateItemInput{
			TableName:           aws.String("orders"),
			Key:                 map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}},
			UpdateExpression:    aws.String("SET #s = :paid"),
			ConditionExpression: aws.String("#s = :placed"),
			ExpressionAttributeNames: map[string]string{
				"#s": "status",
			},
			ExpressionAttributeValues: map[string]types.AttributeValue{
				":paid": &types.AttributeValueMemberS{Value: "paid"}, ":placed": &types.AttributeValueMemberS{Value: "placed"},
			},
		})
		return err
	}

	fmt.Println(pay("1"))
	var failed *types.ConditionalCheckFailedException
	fmt.Println(errors.As(pay("2"), &failed))
	fmt.Println(dynamofake.Items[Order](srv, "orders"))
	// Output:
	// <nil>
	// true
	// [{1 paid} {2 paid}]
}

// A fault leaves the first write of a batch unprocessed, as a table without capacity does.
func ExampleServer_Inject() {
	srv := dynamofake.New()
	defer srv.Close()
	if err := createOrders(srv.Client); err != nil {
		fmt.Println(err)
		return
	}
	srv.Inject(control.Fault{Op: "BatchWriteItem", Entries: []int{0}, Times: 1, Err: control.ErrThrottled})

	put := func(id string) types.WriteRequest {
		return types.WriteRequest{PutRequest: &types.PutRequest{Item: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}}}}
	}
	out, err := srv.Client.BatchWriteItem(context.Background(), &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{"orders": {put("1"), put("2")}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(out.UnprocessedItems["orders"]), "unprocessed,", len(dynamofake.Items[Order](srv, "orders")), "stored")
	// Output:
	// 1 unprocessed, 1 stored
}

// Items come back as whatever they were marshalled from, in the order of their keys.
func ExampleItems() {
	srv := dynamofake.New()
	defer srv.Close()
	if err := createOrders(srv.Client); err != nil {
		fmt.Println(err)
		return
	}
	srv.Put("orders", Order{ID: "2", Status: "paid"}, map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: "1"}})
	for _, o := range dynamofake.Items[Order](srv, "orders") {
		fmt.Printf("%q %q\n", o.ID, o.Status)
	}
	// Output:
	// "1" ""
	// "2" "paid"
}
