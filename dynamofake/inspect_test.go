package dynamofake_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/dynamofake"
	"github.com/awsfake/awsfake/internal/tbtest"
)

type order struct {
	ID    string            `dynamodbav:"id"`
	Lines []string          `dynamodbav:"lines"`
	Total int               `dynamodbav:"total"`
	Notes map[string]string `dynamodbav:"notes"`
}

// Structs go in and come out as they went, in the order of their keys, and the SDK's builders find them.
func TestStructsAreStoredAndReadBack(t *testing.T) {
	f := start(t)
	f.table("orders", "id")
	want := []order{{"1", []string{"a", "b"}, 3, map[string]string{"x": "y"}}, {"2", nil, 4, nil}, {"3", []string{}, 5, map[string]string{}}}
	f.Put("orders", want[2], want[0], want[1])
	f.Put("orders", want[0]) // replaces
	if d := cmp.Diff(want, dynamofake.Items[order](f.Server, "orders")); d != "" {
		t.Error(d)
	}
	if n := len(f.Calls("PutItem")); n != 0 {
		t.Errorf("%d calls recorded", n)
	}
	e, err := expression.NewBuilder().WithFilter(expression.Name("total").GreaterThan(expression.Value(3)).And(expression.Name("notes.x").AttributeNotExists())).
		WithProjection(expression.NamesList(expression.Name("id"))).Build()
	f.ok(err)
	out, err := f.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("orders"), FilterExpression: e.Filter(),
		ProjectionExpression: e.Projection(), ExpressionAttributeNames: e.Names(), ExpressionAttributeValues: e.Values()})
	f.ok(err)
	var found []order
	f.ok(attributevalue.UnmarshalListOfMaps(out.Items, &found))
	if len(found) != 2 {
		t.Errorf("found %+v", found)
	}
	raw := dynamofake.Items[item](f.Server, f.ARN("dynamodb", "table/orders"))
	if len(raw) != 3 || !cmp.Equal(raw[0]["id"], str("1"), cmpAll) {
		t.Errorf("raw items %+v", raw)
	}
}

func TestMistakesInInspectionEndTheTest(t *testing.T) {
	t.Parallel()
	mistakes := map[string]struct {
		do   func(*dynamofake.Server)
		want string
	}{
		"no table to put into": {func(s *dynamofake.Server) { s.Put("letters", item{}) }, `awsfake: Put: no table "letters"`},
		"no table to read":     {func(s *dynamofake.Server) { dynamofake.Items[order](s, "letters") }, `awsfake: Items: no table "letters"`},
		"no key":               {func(s *dynamofake.Server) { s.Put("orders", item{"a": str("b")}) }, "awsfake: Put: item 0 of orders: api error ValidationException: One or more parameter values were invalid: Missing the key id in the item"},
		"no order": {func(s *dynamofake.Server) {
			s.Put("orders", item{"id": str("a"), "total": str("x")})
			dynamofake.Items[order](s, "orders")
		}, "awsfake: Items: an item of orders is no dynamofake_test.order: unmarshal failed, cannot unmarshal string into Go value type int"},
	}
	for name, tt := range mistakes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			res := tbtest.Run(t, func(tb testing.TB) {
				s := dynamofake.Start(tb)
				if _, err := s.Client.CreateTable(t.Context(), tableInput("orders", "id")); err != nil {
					t.Error(err)
				}
				tt.do(s)
			})
			if !res.Failed || !strings.Contains(res.Log, tt.want) {
				t.Errorf("logged %q\nwant %q", res.Log, tt.want)
			}
		})
	}
}

// A test that fails shows what its tables hold.
func TestFailingTestShowsItems(t *testing.T) {
	t.Parallel()
	res := tbtest.Run(t, func(tb testing.TB) {
		s := dynamofake.Start(tb)
		if _, err := s.Client.CreateTable(t.Context(), tableInput("orders", "id")); err != nil {
			t.Error(err)
		}
		s.Put("orders", item{"id": str("a"), "total": num("12.50"), "tags": strs("x", "y"), "deep": list(document(item{"b": boolean(true)}), null())})
		for i := range 12 {
			s.Put("orders", item{"id": str("n" + strconv.Itoa(i))})
		}
		tb.Error("wrong")
	})
	for _, want := range []string{"table orders: 13 items\n", `{"deep":[{"b":true},null],"id":"a","tags":["x","y"],"total":12.5}`, "(3 more)"} {
		if !strings.Contains(res.Log, want) {
			t.Errorf("no %s in %s", want, res.Log)
		}
	}
}
