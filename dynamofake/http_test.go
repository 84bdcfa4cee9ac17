package dynamofake_test

import (
	"hash/crc32"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// An answer is an HTTP response with its body.
type answer struct {
	*http.Response
	body string
}

// post sends a request as any client might.
func post(t *testing.T, f *fixture, op, body string) answer {
	t.Helper()
	return do(t, "POST", f.URL()+"/", http.Header{"X-Amz-Target": {"DynamoDB_20120810." + op}, "Content-Type": {"application/x-amz-json-1.0"}}, body)
}

func do(t *testing.T, method, url string, h http.Header, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = h
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(b)}
}

// Answers have a checksum and an id in DynamoDB's form, errors too, and a GET tells that the service is healthy.
func TestAnswersLookLikeDynamoDBs(t *testing.T) {
	f := start(t)
	id := regexp.MustCompile(`^[0-9A-V]{52}$`)
	for _, res := range []answer{post(t, f, "ListTables", "{}"), post(t, f, "DescribeTable", `{"TableName":"abc"}`)} {
		if sum := strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(res.body))), 10); res.Header.Get("X-Amz-Crc32") != sum {
			t.Errorf("X-Amz-Crc32 %s of %s, want %s", res.Header.Get("X-Amz-Crc32"), res.body, sum)
		}
		if got := res.Header.Get("X-Amzn-Requestid"); !id.MatchString(got) {
			t.Errorf("request id %q", got)
		}
	}
	res := do(t, "GET", f.URL()+"/", http.Header{}, "")
	if res.StatusCode != 200 || res.body != "healthy: dynamodb.us-east-1.amazonaws.com " {
		t.Errorf("GET answers %d %q", res.StatusCode, res.body)
	}
}

// Errors name their types as DynamoDB does, and have their text where it has.
func TestErrorsOnTheWire(t *testing.T) {
	f := start(t)
	f.table("orders", "pk")
	f.put("orders", item{"pk": str("a")})
	tests := map[string]struct{ op, body, want string }{
		"validation":         {"GetItem", `{"TableName":"orders","Key":{}}`, `{"__type":"com.amazon.coral.validate#ValidationException","message":"The provided key element does not match the schema"}`},
		"serialization":      {"GetItem", `{"TableName":1}`, `{"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE cannot be converted to String"}`},
		"missing table":      {"GetItem", `{"TableName":"letters","Key":{"pk":{"S":"a"}}}`, `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}`},
		"missing table name": {"DescribeTable", `{"TableName":"letters"}`, `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found: Table: letters not found"}`},
		"condition": {"PutItem", `{"TableName":"orders","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}`,
			`{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"pk":{"S":"a"}}}`},
		"transaction": {"TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"orders","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)"}},{"Put":{"TableName":"orders","Item":{"pk":{"S":"b"}}}}]}`,
			`{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]","CancellationReasons":[{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"},{"Code":"None"}]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if res := post(t, f, tt.op, tt.body); res.StatusCode != 400 || res.body != tt.want {
				t.Errorf("%d %s\nwant 400 %s", res.StatusCode, res.body, tt.want)
			}
		})
	}
}

// What is wrong on the wire is answered as AWS does, never with 500, and changes nothing.
func TestBadInput(t *testing.T) {
	f := start(t)
	f.table("orders", "pk sk#", global("by-day", "day", "ALL"))
	f.put("orders", item{"pk": str("a"), "sk": num("1")})
	const malformed, invalid = "com.amazon.coral.service#SerializationException", "com.amazon.coral.validate#ValidationException"
	const table = `{"TableName":"orders",`
	tests := map[string]struct{ op, body, want string }{
		"malformed JSON":           {"PutItem", `{"TableName":}`, malformed},
		"truncated JSON":           {"PutItem", `{"TableName":"orders","Item":{"pk":{"S":"a`, malformed},
		"no JSON":                  {"PutItem", "TableName=orders", malformed},
		"a list":                   {"PutItem", "[]", malformed},
		"an empty body":            {"PutItem", "", invalid},
		"null":                     {"PutItem", "null", malformed},
		"bad UTF-8":                {"PutItem", table + `"Item":{"pk":{"S":"` + "\xff\xfe" + `"},"sk":{"N":"1"}}}`, ""},
		"an item that is a text":   {"PutItem", table + `"Item":"a"}`, malformed},
		"an item that is a list":   {"PutItem", table + `"Item":[]}`, malformed},
		"a value that is a text":   {"PutItem", table + `"Item":{"pk":"a"}}`, malformed},
		"a value that is null":     {"PutItem", table + `"Item":{"pk":null,"sk":{"N":"1"}}}`, invalid},
		"a value without type":     {"PutItem", table + `"Item":{"pk":{},"sk":{"N":"1"}}}`, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
		"a value of two types":     {"PutItem", table + `"Item":{"pk":{"S":"a","N":"1"},"sk":{"N":"1"}}}`, "Supplied AttributeValue has more than one datatypes set"},
		"a value of no known type": {"PutItem", table + `"Item":{"pk":{"X":"a"},"sk":{"N":"1"}}}`, invalid},
		"a number for a number":    {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":1}}}`, malformed},
		"a number that is none":    {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"one"}}}`, "The parameter cannot be converted to a numeric value: one"},
		"a huge exponent":          {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1e999999999999"}}}`, invalid},
		"a long number":            {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"` + strings.Repeat("9", 39) + `"}}}`, "Attempting to store more than 38 significant digits in a Number"},
		"base64 that is none":      {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"b":{"B":"*"}}}`, malformed},
		"a set with a duplicate":   {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"s":{"SS":["x","x"]}}}`, invalid},
		"an empty set":             {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"s":{"NS":[]}}}`, invalid},
		"deep nesting":             {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"d":` + strings.Repeat(`{"L":[`, 40) + `{"S":"x"}` + strings.Repeat("]}", 40) + `}}`, "Nesting Levels have exceeded supported limits"},
		"deeper nesting":           {"PutItem", table + `"Item":{"d":` + strings.Repeat(`{"L":[`, 4000) + strings.Repeat("]}", 4000) + `}}`, ""},
		"no item":                  {"PutItem", `{"TableName":"orders"}`, invalid},
		"no key":                   {"PutItem", table + `"Item":{"x":{"S":"a"}}}`, "Missing the key pk in the item"},
		"a key of another type":    {"PutItem", table + `"Item":{"pk":{"N":"1"},"sk":{"N":"1"}}}`, "Type mismatch for key pk expected: S actual: N"},
		"an empty key":             {"PutItem", table + `"Item":{"pk":{"S":""},"sk":{"N":"1"}}}`, "The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"},
		"a long key":               {"PutItem", table + `"Item":{"pk":{"S":"` + strings.Repeat("x", 2049) + `"},"sk":{"N":"1"}}}`, "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
		"an index key":             {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"day":{"N":"1"}}}`, "Type mismatch for Index Key day Expected: S Actual: N IndexName: by-day"},
		"a large item":             {"PutItem", table + `"Item":{"pk":{"S":"a"},"sk":{"N":"1"},"x":{"S":"` + strings.Repeat("x", 400<<10) + `"}}}`, "Item size has exceeded the maximum allowed size"},
		"too few keys":             {"GetItem", table + `"Key":{"pk":{"S":"a"}}}`, "The provided key element does not match the schema"},
		"too many keys":            {"GetItem", table + `"Key":{"pk":{"S":"a"},"sk":{"N":"1"},"x":{"S":"a"}}}`, invalid},
		"a wrong key":              {"GetItem", table + `"Key":{"pk":{"S":"a"},"sk":{"S":"1"}}}`, "The provided key element does not match the schema"},
		"a null key":               {"GetItem", table + `"Key":{"pk":null,"sk":null}}`, invalid},
		"no condition":             {"Query", `{"TableName":"orders"}`, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."},
		"a bad expression":         {"Query", table + `"KeyConditionExpression":"pk = = :p"}`, "Invalid KeyConditionExpression: Syntax error; token: \\\"=\\\", near: \\\"= = :p\\\""},
		"an undefined value":       {"Query", table + `"KeyConditionExpression":"pk = :p"}`, "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :p"},
		"an unknown index":         {"Query", table + `"IndexName":"nope","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}`, "The table does not have the specified index: nope"},
		"a short index name":       {"Query", table + `"IndexName":"a","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}`, invalid},
		"a limit of zero":          {"Query", table + `"Limit":0,"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}`, "Member must have value greater than or equal to 1"},
		"a bad start":              {"Query", table + `"ExclusiveStartKey":{"pk":{"S":"b"}},"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}}}`, "The provided starting key is invalid"},
		"a null start":             {"Scan", table + `"ExclusiveStartKey":{"pk":null,"sk":null}}`, invalid},
		"a bad segment":            {"Scan", table + `"Segment":5,"TotalSegments":4}`, "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 4"},
		"a negative segment":       {"Scan", table + `"Segment":-1,"TotalSegments":4}`, invalid},
		"many segments":            {"Scan", table + `"Segment":0,"TotalSegments":1000001}`, invalid},
		"an unknown select":        {"Scan", table + `"Select":"EVERYTHING"}`, invalid},
		"an empty batch":           {"BatchWriteItem", `{"RequestItems":{}}`, invalid},
		"an empty table's batch":   {"BatchWriteItem", `{"RequestItems":{"orders":[]}}`, invalid},
		"an empty request":         {"BatchWriteItem", `{"RequestItems":{"orders":[{}]}}`, invalid},
		"a null request":           {"BatchWriteItem", `{"RequestItems":{"orders":[null]}}`, invalid},
		"a put without item":       {"BatchWriteItem", `{"RequestItems":{"orders":[{"PutRequest":{}}]}}`, invalid},
		"a table not there":        {"BatchWriteItem", `{"RequestItems":{"letters":[{"PutRequest":{"Item":{"a":{"S":"b"}}}}]}}`, "ResourceNotFoundException"},
		"too many writes":          {"BatchWriteItem", `{"RequestItems":{"orders":[` + strings.Repeat(`{"DeleteRequest":{"Key":{"pk":{"S":"a"},"sk":{"N":"1"}}}},`, 25) + `{"DeleteRequest":{"Key":{}}}]}}`, invalid},
		"one key twice":            {"BatchWriteItem", `{"RequestItems":{"orders":[{"PutRequest":{"Item":{"pk":{"S":"z"},"sk":{"N":"1"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"z"},"sk":{"N":"1.0"}}}}]}}`, "Provided list of item keys contains duplicates"},
		"half a batch":             {"BatchWriteItem", `{"RequestItems":{"orders":[{"PutRequest":{"Item":{"pk":{"S":"z"},"sk":{"N":"1"}}}},{"PutRequest":{"Item":{"pk":{"S":"z"}}}}]}}`, "The provided key element does not match the schema"},
		"a batch of an index key":  {"BatchWriteItem", `{"RequestItems":{"orders":[{"PutRequest":{"Item":{"pk":{"S":"z"},"sk":{"N":"1"}}}},{"PutRequest":{"Item":{"pk":{"S":"z"},"sk":{"N":"2"},"day":{"N":"1"}}}}]}}`, "Type mismatch for Index Key day"},
		"no keys":                  {"BatchGetItem", `{"RequestItems":{"orders":{"Keys":[]}}}`, invalid},
		"a key twice":              {"BatchGetItem", `{"RequestItems":{"orders":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}},{"pk":{"S":"a"},"sk":{"N":"1.0"}}]}}}`, "Provided list of item keys contains duplicates"},
		"null for keys":            {"BatchGetItem", `{"RequestItems":{"orders":null}}`, ""},
		"a null key in a batch":    {"BatchGetItem", `{"RequestItems":{"orders":{"Keys":[null]}}}`, invalid},
		"no actions":               {"TransactWriteItems", `{"TransactItems":[]}`, invalid},
		"an empty action":          {"TransactWriteItems", `{"TransactItems":[{}]}`, "TransactItems can only contain one of Check, Put, Update or Delete"},
		"a null action":            {"TransactWriteItems", `{"TransactItems":[null]}`, ""},
		"two actions in one":       {"TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"orders","Item":{}},"Delete":{"TableName":"orders","Key":{}}}]}`, "TransactItems can only contain one of Check, Put, Update or Delete"},
		"an update of nothing":     {"TransactWriteItems", `{"TransactItems":[{"Update":{"TableName":"orders","Key":{"pk":{"S":"a"},"sk":{"N":"1"}}}}]}`, invalid},
		"a long token":             {"TransactWriteItems", `{"ClientRequestToken":"` + strings.Repeat("x", 37) + `","TransactItems":[{"Delete":{"TableName":"orders","Key":{"pk":{"S":"q"},"sk":{"N":"1"}}}}]}`, invalid},
		"an empty get":             {"TransactGetItems", `{"TransactItems":[{}]}`, invalid},
		"a get without key":        {"TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"orders"}}]}`, invalid},
		"no table name":            {"CreateTable", `{}`, "The parameter 'TableName' is required but was not present in the request"},
		"no table name to delete":  {"DeleteTable", `{}`, "The parameter 'TableName' is required but was not present in the request"},
		"no table name for items":  {"GetItem", `{"Key":{}}`, "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"},
		"no key schema":            {"CreateTable", `{"TableName":"letters"}`, invalid},
		"an empty key schema":      {"CreateTable", `{"TableName":"letters","AttributeDefinitions":[],"KeySchema":[],"BillingMode":"PAY_PER_REQUEST"}`, invalid},
		"a null key element":       {"CreateTable", `{"TableName":"letters","AttributeDefinitions":[null],"KeySchema":[null],"BillingMode":"PAY_PER_REQUEST"}`, invalid},
		"an ARN of another region": {"GetItem", `{"TableName":"arn:aws:dynamodb:eu-west-1:000000000000:table/orders","Key":{"pk":{"S":"a"},"sk":{"N":"1"}}}`, "ResourceNotFoundException"},
		"an ARN of nothing":        {"DescribeTable", `{"TableName":"arn:aws:s3:::orders"}`, "ResourceNotFoundException"},
		"a bad table name":         {"DescribeTable", `{"TableName":"a;"}`, "2 validation errors detected: Value 'a;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a;' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		"an unknown operation":     {"MakeTable", `{}`, "com.amazon.coral.service#UnknownOperationException"},
		"no operation":             {"", `{}`, "com.amazon.coral.service#UnknownOperationException"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := post(t, f, tt.op, tt.body)
			if res.StatusCode != 400 && tt.want != "" || res.StatusCode >= 500 || !strings.Contains(res.body, tt.want) {
				t.Errorf("%d %.500s\nwant 400 with %s", res.StatusCode, res.body, tt.want)
			}
		})
	}
	out, err := f.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("orders"), FilterExpression: aws.String("attribute_type(sk, :n)"), ExpressionAttributeValues: item{":n": str("N")}})
	f.ok(err)
	if len(out.Items) > 2 {
		t.Errorf("half-written: %+v", out.Items)
	}
	if tables, _ := f.Client.ListTables(t.Context(), nil); len(tables.TableNames) != 1 {
		t.Errorf("tables %v", tables.TableNames)
	}
}
