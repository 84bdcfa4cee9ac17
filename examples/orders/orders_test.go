package orders

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/dynamofake"
)

type Order struct {
	ID      string `dynamodbav:"id"`
	Status  string `dynamodbav:"status"`
	Total   int    `dynamodbav:"total"`
	Expires int64  `dynamodbav:"expires,omitempty"`
}

var ErrTaken = errors.New("order exists")

// Orders is the code under test.
type Orders struct {
	db  *dynamodb.Client
	now func() time.Time
}

func (r *Orders) Place(ctx context.Context, o Order) error {
	o.Status, o.Expires = "placed", r.now().Add(24*time.Hour).Unix()
	item, err := attributevalue.MarshalMap(o)
	if err != nil {
		return err
	}
	_, err = r.db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String("orders"), Item: item, ConditionExpression: aws.String("attribute_not_exists(id)"),
	})
	if cond := (*types.ConditionalCheckFailedException)(nil); errors.As(err, &cond) {
		return ErrTaken
	}
	return err
}

// PlaceOnce is Place for callers that retry: the SDK gives the transaction a token, by which DynamoDB knows it again.
func (r *Orders) PlaceOnce(ctx context.Context, id string) error {
	_, err := r.db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: &types.Put{
		TableName: aws.String("orders"), Item: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}},
		ConditionExpression: aws.String("attribute_not_exists(id)"),
	}}}})
	return err
}

func (r *Orders) Pay(ctx context.Context, id string) error {
	_, err := r.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 aws.String("orders"),
		Key:                       map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: id}},
		UpdateExpression:          aws.String("SET #s = :paid REMOVE expires"),
		ConditionExpression:       aws.String("#s = :placed"),
		ExpressionAttributeNames:  map[string]string{"#s": "status"},
		ExpressionAttributeValues: map[string]types.AttributeValue{":paid": &types.AttributeValueMemberS{Value: "paid"}, ":placed": &types.AttributeValueMemberS{Value: "placed"}},
	})
	return err
}

// ordersTable stands for the schema that the program keeps in its own code.
func ordersTable() *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName:            aws.String("orders"),
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	}
}

// start starts a DynamoDB with the table and two orders.
func start(t *testing.T) *dynamofake.Server {
	t.Helper()
	db := dynamofake.Start(t)
	createOrders(t, db.Client)
	db.Put("orders", Order{ID: "1", Status: "placed", Total: 10}, Order{ID: "2", Status: "paid", Total: 20})
	return db
}

func createOrders(t testing.TB, db *dynamodb.Client) {
	t.Helper()
	if _, err := db.CreateTable(t.Context(), ordersTable()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName:               aws.String("orders"),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expires"), Enabled: aws.Bool(true)},
	}); err != nil {
		t.Fatal(err)
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do      func(context.Context, *Orders) error
		fault   *control.Fault
		wantErr error
		want    []Order
	}{
		"place": {
			do:   func(ctx context.Context, r *Orders) error { return r.Place(ctx, Order{ID: "3", Total: 30}) },
			want: []Order{{ID: "1", Status: "placed", Total: 10}, {ID: "2", Status: "paid", Total: 20}, {ID: "3", Status: "placed", Total: 30}},
		},
		"place twice": {
			do:      func(ctx context.Context, r *Orders) error { return r.Place(ctx, Order{ID: "1", Total: 99}) },
			wantErr: ErrTaken,
			want:    []Order{{ID: "1", Status: "placed", Total: 10}, {ID: "2", Status: "paid", Total: 20}},
		},
		"pay while throttled": {
			do:    func(ctx context.Context, r *Orders) error { return r.Pay(ctx, "1") },
			fault: &control.Fault{Op: "UpdateItem", Resource: "orders", Times: 2, Err: &types.ProvisionedThroughputExceededException{}},
			want:  []Order{{ID: "1", Status: "paid", Total: 10}, {ID: "2", Status: "paid", Total: 20}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := start(t)
			if tt.fault != nil {
				db.Inject(*tt.fault)
			}

			err := tt.do(t.Context(), &Orders{db.Client, db.Clock.Now})
			if !errors.Is(err, tt.wantErr) {
				t.Fatalf("error %v, want %v", err, tt.wantErr)
			}
			got := dynamofake.Items[Order](db, "orders")
			for i := range got {
				got[i].Expires = 0
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOrders_expireAfterADay(t *testing.T) {
	t.Parallel()
	db := dynamofake.Start(t)
	createOrders(t, db.Client)
	orders := &Orders{db.Client, db.Clock.Now}
	if err := orders.Place(t.Context(), Order{ID: "1"}); err != nil {
		t.Fatal(err)
	}

	db.Clock.Advance(25 * time.Hour)
	if got := dynamofake.Items[Order](db, "orders"); len(got) != 0 {
		t.Errorf("still there: %+v", got)
	}
}

// The worst case of a retry: DynamoDB stored the order, the response was lost, the SDK sends it again.
func TestPlace_responseLost(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		op   string
		do   func(context.Context, *Orders) error
		want error
	}{
		"a put meets its own item": {"PutItem",
			func(ctx context.Context, r *Orders) error { return r.Place(ctx, Order{ID: "3"}) }, ErrTaken},
		"a transaction is known again": {"TransactWriteItems",
			func(ctx context.Context, r *Orders) error { return r.PlaceOnce(ctx, "3") }, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := start(t)
			lost := db.Inject(control.Fault{Op: tt.op, Times: 1, Err: control.ErrResponseLost})

			if err := tt.do(t.Context(), &Orders{db.Client, db.Clock.Now}); !errors.Is(err, tt.want) || lost.Hits() != 1 {
				t.Errorf("error %v after %d lost responses, want %v", err, lost.Hits(), tt.want)
			}
			if attempts := db.Calls(tt.op); len(attempts) != 2 || attempts[1].Attempt != 2 {
				t.Errorf("attempts: %v", attempts)
			}
			if stored := dynamofake.Items[Order](db, "orders"); len(stored) != 3 {
				t.Errorf("stored: %+v", stored)
			}
		})
	}
}

// A table is in creation for as long as the test says.
func TestWaitForTable(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t, func(o *awsfake.Options) { o.Lifecycle = 30 * time.Second })
	if _, err := stack.DynamoDB.CreateTable(t.Context(), ordersTable()); err != nil {
		t.Fatal(err)
	}
	describe := &dynamodb.DescribeTableInput{TableName: aws.String("orders")}
	if out, err := stack.DynamoDB.DescribeTable(t.Context(), describe); err != nil || out.Table.TableStatus != "CREATING" {
		t.Errorf("%v, %v", out, err)
	}
	stack.Clock.Advance(30 * time.Second)
	if err := dynamodb.NewTableExistsWaiter(stack.DynamoDB).Wait(t.Context(), describe, time.Minute); err != nil {
		t.Error(err)
	}
}
