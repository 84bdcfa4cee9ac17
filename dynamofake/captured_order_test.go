package dynamofake_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestOrderOfRefusalsAsCaptured follows the tests of paritysuite in validation-ordering and error-messages, captured in October 2026 in us-east-1
// and eu-west-2.
func TestOrderOfRefusalsAsCaptured(t *testing.T) {
	f := start(t)
	post(t, f, "CreateTable", `{"TableName":"tbl","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "CreateTable", `{"TableName":"bin","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"B"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "CreateTable", `{"TableName":"range","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"BillingMode":"PAY_PER_REQUEST"}`)
	const (
		one    = "1 validation error detected: "
		rcc    = "Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
		ricm   = "Value 'BOGUS2' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]"
		syntax = `Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("`
		deep   = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
		unused = "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"
		empty  = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk"
		nobin  = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: pk"
		schema = "The provided key element does not match the schema"
		dups   = "Provided list of item keys contains duplicates"
		cancel = "Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]"

		put     = `{"Put":{"TableName":"tbl","Item":{"pk":{"S":"a"}}}}`
		missing = `{"Put":{"TableName":"none","Item":{"pk":{"S":"a"}}}}`
		bad     = `{"ConditionCheck":{"TableName":"tbl","Key":{"pk":{"S":"c"}},"ConditionExpression":"attribute_not_exists("}}`
		idle    = `{"ConditionCheck":{"TableName":"tbl","Key":{"pk":{"S":"c"}},"ConditionExpression":"attribute_not_exists(pk)","ExpressionAttributeValues":{":v":{"S":"x"}}}}`

		written = "WriteRequest(putRequest=PutRequest(item={pk=AttributeValue(s=a, n=null, b=null, iNT=null, dECIMAL=null, dOUBLE=null, sS=null, nS=null, bS=null, iNTSET=null, dECIMALSET=null, dOUBLESET=null, m=null, l=null, nULL=null, bOOL=null)}, workloadProfileName=null), deleteRequest=null)"

		operand   = "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"
		undefined = "Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :missing"
	)
	nested := strings.Repeat(`{"M":{"n":`, 32) + `{"S":"leaf"}` + strings.Repeat(`}}`, 32)
	deepPut := `{"Put":{"TableName":"tbl","Item":{"pk":{"S":"d"},"data":` + nested + `}}}`
	write := func(rest string, items ...string) string {
		return `{"TransactItems":[` + strings.Join(items, ",") + `]` + rest + `}`
	}
	query := func(table, condition, values string) string {
		return `{"TableName":"` + table + `","KeyConditionExpression":"` + condition + `","ExpressionAttributeValues":{` + values + `}}`
	}
	update := func(key string) string {
		return `{"Update":{"TableName":"tbl","Key":{"pk":` + key + `},"UpdateExpression":"SET a = :v","ExpressionAttributeValues":{":v":{"S":"x"}}}}`
	}
	for _, test := range []struct{ name, op, request, want string }{
		{"unknown capacity", "TransactWriteItems", write(`,"ReturnConsumedCapacity":"BOGUS"`, put), one + rcc},
		{"unknown capacity and metrics", "TransactWriteItems", write(`,"ReturnConsumedCapacity":"BOGUS","ReturnItemCollectionMetrics":"BOGUS2"`, put), "2 validation errors detected: " + rcc + "; " + ricm},
		{"unknown capacity before a missing table", "TransactWriteItems", write(`,"ReturnConsumedCapacity":"BOGUS"`, missing), one + rcc},
		{"unknown capacity before a duplicate", "TransactWriteItems", write(`,"ReturnConsumedCapacity":"BOGUS"`, put, put), one + rcc},
		{"syntax before a missing table", "TransactWriteItems", write("", missing, bad), syntax},
		{"syntax before depth", "TransactWriteItems", write("", bad, deepPut), syntax},
		{"depth before syntax", "TransactWriteItems", write("", deepPut, bad), deep},
		{"unused value before an earlier missing table", "TransactWriteItems", write("", missing, idle), unused},
		{"unused value before a later missing table", "TransactWriteItems", write("", idle, missing), unused},
		{"unused value before a duplicate", "TransactWriteItems", write("", `{"Put":{"TableName":"tbl","Item":{"pk":{"S":"c"}}}}`, idle), unused},
		{"duplicates in a transaction", "TransactWriteItems", write("", put, put), "Transaction request cannot include multiple operations on one item"},
		{"missing table in a transaction", "TransactWriteItems", write("", missing), "Requested resource not found"},
		{"wrong key type of a put", "TransactWriteItems", write("", `{"Put":{"TableName":"tbl","Item":{"pk":{"N":"5"}}}}`), cancel},
		{"empty key of a put", "TransactWriteItems", write("", `{"Put":{"TableName":"tbl","Item":{"pk":{"S":""}}}}`), empty},
		{"empty key of an update", "TransactWriteItems", write("", update(`{"S":""}`)), empty},
		{"wrong key type of an update", "TransactWriteItems", write("", update(`{"N":"5"}`)), cancel},
		{"empty key of a delete", "TransactWriteItems", write("", `{"Delete":{"TableName":"tbl","Key":{"pk":{"S":""}}}}`), empty},
		{"empty binary key of a put", "TransactWriteItems", write("", `{"Put":{"TableName":"bin","Item":{"pk":{"B":""}}}}`), nobin},
		{"unknown capacity of gets", "TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"none","Key":{"pk":{"S":"a"}}}}],"ReturnConsumedCapacity":"BOGUS"}`, one + rcc},

		{"batch of gets, empty keys", "BatchGetItem", `{"RequestItems":{"tbl":{"Keys":[]}}}`, one + "Value at 'RequestItems.tbl.member.Keys' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"batch of gets, duplicates", "BatchGetItem", `{"RequestItems":{"tbl":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"a"}}]}}}`, dups},
		{"batch of gets, missing table", "BatchGetItem", `{"RequestItems":{"none":{"Keys":[{"pk":{"S":"a"}}]}}}`, "Requested resource not found"},
		{"batch of gets, empty binary", "BatchGetItem", `{"RequestItems":{"bin":{"Keys":[{"pk":{"B":""}}]}}}`, nobin},
		{"batch of gets, too many keys", "BatchGetItem", `{"RequestItems":{"tbl":{"Keys":[` + strings.Repeat(`{"pk":{"S":"a"}},`, 100) + `{"pk":{"S":"a"}}]}}}`, one + "Value at 'RequestItems.tbl.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100"},
		{"batch of gets, mixed projections", "BatchGetItem", `{"RequestItems":{"tbl":{"Keys":[{"pk":{"S":"a"}}],"AttributesToGet":["pk"],"ProjectionExpression":"pk"}}}`, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"},
		{"batch of writes, duplicates", "BatchWriteItem", `{"RequestItems":{"tbl":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}`, dups},
		{"batch of writes, wrong key type", "BatchWriteItem", `{"RequestItems":{"tbl":[{"PutRequest":{"Item":{"pk":{"N":"5"}}}}]}}`, schema},
		{"batch of writes, empty key", "BatchWriteItem", `{"RequestItems":{"tbl":[{"PutRequest":{"Item":{"pk":{"S":""}}}}]}}`, empty},
		{"batch of writes, empty binary key", "BatchWriteItem", `{"RequestItems":{"bin":[{"DeleteRequest":{"Key":{"pk":{"B":""}}}}]}}`, nobin},
		{"batch of writes, no key", "BatchWriteItem", `{"RequestItems":{"tbl":[{"PutRequest":{"Item":{"other":{"S":"x"}}}}]}}`, schema},
		{"batch of writes, too many", "BatchWriteItem", `{"RequestItems":{"tbl":[` + strings.Repeat(`{"PutRequest":{"Item":{"pk":{"S":"a"}}}},`, 25) + `{"PutRequest":{"Item":{"pk":{"S":"a"}}}}]}}`, one + "Value '{tbl=[" + strings.Repeat(written+", ", 25) + written + "]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]"},
		{"batch of writes, no request", "BatchWriteItem", `{"RequestItems":{"tbl":[]}}`, one + "Value '{tbl=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]"},

		{"undefined value before a bad operand", "Query", query("range", "pk = :missing AND begins_with(sk, :n)", `":n":{"N":"1"}`), undefined},
		{"bad operand before an undefined value", "Query", query("range", "begins_with(sk, :n) AND pk = :missing", `":n":{"N":"1"}`), operand},
		{"bad operand in the middle", "Query", query("range", "pk = :p AND begins_with(sk, :n) AND sk = :missing", `":p":{"S":"q"},":n":{"N":"1"}`), operand},
		{"bad operand before a third condition", "Query", query("range", "pk = :p AND begins_with(sk, :n) AND sk > :s", `":p":{"S":"q"},":n":{"N":"1"},":s":{"S":"a"}`), operand},
		{"bad operand before a missing table", "Query", query("none", "pk = :p AND begins_with(sk, :n)", `":p":{"S":"q"},":n":{"N":"1"}`), operand},

		{"index names", "CreateTable", `{"TableName":"new","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
			"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
			"LocalSecondaryIndexes":[{"IndexName":"aa","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"lr","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],
			"GlobalSecondaryIndexes":[{"IndexName":"zz","KeySchema":[{"AttributeName":"gh","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}`,
			"2 validation errors detected: Value 'zz' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'aa' at 'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		{"NULL that is false", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"a"},"b":{"NULL":false}}}`, "One or more parameter values were invalid: Null attribute value types must have the value of true"},
		{"operands that are the same", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"a"}},"ConditionExpression":"contains(#a, #a)","ExpressionAttributeNames":{"#a":"data"}}`, "Invalid ConditionExpression: The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [data]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := post(t, f, test.op, test.request)
			var doc struct{ Message string }
			json.Unmarshal([]byte(res.body), &doc)
			if doc.Message != test.want {
				t.Errorf("got  %s\nwant %s", res.body, test.want)
			}
		})
	}
}
