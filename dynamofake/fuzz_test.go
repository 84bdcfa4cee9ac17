package dynamofake_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/dynamofake"
)

// No request panics, hangs or is answered with 500, and whatever a table is made to hold can be read back.
func FuzzRequests(f *testing.F) {
	const table = `{"TableName":"tbl",`
	for _, seed := range [][2]string{
		{"CreateTable", `{"TableName":"new","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"B"},{"AttributeName":"b","AttributeType":"N"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],"BillingMode":"PAY_PER_REQUEST","LocalSecondaryIndexes":[{"IndexName":"loc","KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]}}]}`},
		{"UpdateTable", table + `"AttributeDefinitions":[{"AttributeName":"h","AttributeType":"N"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-h","KeySchema":[{"AttributeName":"h","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}`},
		{"UpdateTable", table + `"BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1},"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},"SSESpecification":{"Enabled":true}}`},
		{"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1e3"},"g":{"S":"x"},"l":{"L":[{"M":{"a":{"NS":["1","2"]}}},{"NULL":true},{"BOOL":false},{"B":"AAA="},{"BS":["AA=="]}]}},"ConditionExpression":"attribute_not_exists(pk) or size(l) > :n","ExpressionAttributeValues":{":n":{"N":"1"}},"ReturnValues":"ALL_OLD","ReturnConsumedCapacity":"INDEXES"}`},
		{"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"}},"Expected":{"g":{"ComparisonOperator":"IN","AttributeValueList":[{"S":"x"}]}},"ConditionalOperator":"OR"}`},
		{"UpdateItem", table + `"Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"UpdateExpression":"SET l[0].#a = list_append(l, :l), n = if_not_exists(n, :n) + :n REMOVE x.y ADD s :s DELETE t :s","ExpressionAttributeNames":{"#a":"a"},"ExpressionAttributeValues":{":l":{"L":[]},":n":{"N":"0.1"},":s":{"SS":["a"]}},"ReturnValues":"UPDATED_NEW"}`},
		{"UpdateItem", table + `"Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"n":{"Action":"ADD","Value":{"N":"1"}},"g":{"Action":"DELETE"}}}`},
		{"DeleteItem", table + `"Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ReturnValues":"ALL_OLD","ReturnItemCollectionMetrics":"SIZE"}`},
		{"GetItem", table + `"Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ProjectionExpression":"pk, l[1].x, m.#k","ExpressionAttributeNames":{"#k":"k"},"ConsistentRead":true}`},
		{"Query", table + `"IndexName":"by-g","KeyConditionExpression":"g = :g and sk between :a and :b","FilterExpression":"contains(l, :g)","ExpressionAttributeValues":{":g":{"S":"x"},":a":{"N":"1"},":b":{"N":"2"}},"ScanIndexForward":false,"Limit":1}`},
		{"Query", table + `"KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"N":"1"}},"QueryFilter":{"n":{"ComparisonOperator":"NOT_NULL"}},"Select":"COUNT"}`},
		{"Scan", table + `"Segment":1,"TotalSegments":3,"ScanFilter":{"g":{"ComparisonOperator":"BEGINS_WITH","AttributeValueList":[{"S":"x"}]}},"Limit":2}`},
		{"BatchGetItem", `{"RequestItems":{"tbl":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}],"AttributesToGet":["pk"]}},"ReturnConsumedCapacity":"TOTAL"}`},
		{"BatchWriteItem", `{"RequestItems":{"tbl":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"-1"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"N":"1"}}}}]}}`},
		{"TransactWriteItems", `{"ClientRequestToken":"t","TransactItems":[{"Put":{"TableName":"tbl","Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}},{"ConditionCheck":{"TableName":"tbl","Key":{"pk":{"S":"b"},"sk":{"N":"1"}},"ConditionExpression":"attribute_exists(pk)"}}]}`},
		{"TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"tbl","Key":{"pk":{"S":"a"},"sk":{"N":"1"}}}}]}`},
		{"ExecuteStatement", `{"Statement":"SELECT * FROM tbl WHERE pk = ? AND sk > 1","Parameters":[{"S":"a"}],"Limit":1}`},
		{"DescribeTable", `{"TableName":"tbl"}`}, {"ListTables", `{"Limit":1}`}, {"DeleteTable", `{"TableName":"tbl"}`},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, op, body string) {
		srv := dynamofake.Start(t)
		if _, err := srv.Client.CreateTable(t.Context(), tableInput("tbl", "pk sk#", global("by-g", "g sk#", "ALL"), local("by-l", "pk l", "KEYS_ONLY"))); err != nil {
			t.Fatal(err)
		}
		srv.Put("tbl", item{"pk": str("a"), "sk": num("1"), "g": str("x"), "m": document(item{"k": list(num("1"))})}, item{"pk": str("a"), "sk": num("2")})
		for range 2 { // what the first leaves behind must not break the second
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.Header = http.Header{"X-Amz-Target": {"DynamoDB_20120810." + op}, "Content-Type": {"application/x-amz-json-1.0"}}
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			if w.Code >= 500 && w.Code != http.StatusNotImplemented {
				t.Fatalf("%s %s: %d %s", op, body, w.Code, w.Body)
			}
		}
		for _, name := range []string{"tbl", "new"} {
			r := httptest.NewRequest("POST", "/", strings.NewReader(`{"TableName":"`+name+`"}`))
			r.Header = http.Header{"X-Amz-Target": {"DynamoDB_20120810.Scan"}, "Content-Type": {"application/x-amz-json-1.0"}}
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			if w.Code != 200 && !strings.Contains(w.Body.String(), "ResourceNotFoundException") {
				t.Fatalf("after %s %s a scan answers %d %s", op, body, w.Code, w.Body)
			}
		}
	})
}
