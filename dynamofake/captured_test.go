package dynamofake_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestMessagesAsCaptured compares refusals with what the real DynamoDB answered in us-east-1 and eu-west-2 in 2026, as the conformance tests of
// ExtendDB and paritysuite note them: github.com/ExtendDB/extenddb/tests, github.com/paritysuite/dynamodb-conformance.
func TestMessagesAsCaptured(t *testing.T) {
	f := start(t)
	post(t, f, "CreateTable", `{"TableName":"tbl","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
		"GlobalSecondaryIndexes":[{"IndexName":"g_index","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "CreateTable", `{"TableName":"range","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"k1"},"n":{"N":"5"},"num":{"N":"9"},"flag":{"BOOL":true},"s":{"S":"x"},"nu":{"NULL":true},"sset":{"SS":["a","b"]}}}`)
	long := "a" + strings.Repeat("z", 4096)
	const key, size = `"Key":{"pk":{"S":"k1"}}`, "Expression size has exceeded the maximum allowed size;"
	const conditionType = "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: "
	query := func(condition, values string) string {
		return `{"TableName":"range","KeyConditionExpression":"` + condition + `","ExpressionAttributeValues":{":p":{"S":"q"},` + values + `}}`
	}
	const schema = "One or more parameter values were invalid: Condition parameter type does not match schema type"
	condition := func(c, values string) string {
		return `{"TableName":"tbl","Item":{"pk":{"S":"k1"}},"ConditionExpression":"` + c + `","ExpressionAttributeValues":{` + values + `}}`
	}
	const values, names = "ExpressionAttributeValues contains invalid ", "ExpressionAttributeNames contains invalid "
	for _, test := range []struct{ name, op, request, want string }{
		{"size of a projection", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"` + long + `"}`, "Invalid ProjectionExpression: " + size},
		{"size of a filter", "Scan", `{"TableName":"tbl","FilterExpression":"` + long + ` = :v","ExpressionAttributeValues":{":v":{"S":"x"}}}`, "Invalid FilterExpression: " + size + " expression size: 4102"},
		{"size of a condition", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(` + long + `)"}`, "Invalid ConditionExpression: " + size + " expression size: 4119"},
		{"size of a key condition", "Query", `{"TableName":"tbl","KeyConditionExpression":"pk = :p AND ` + long + ` = :q","ExpressionAttributeValues":{":p":{"S":"a"},":q":{"S":"a"}}}`, "Invalid KeyConditionExpression: " + size},
		{"size of an update", "UpdateItem", `{"TableName":"tbl",` + key + `,"UpdateExpression":"SET ` + long + ` = :v","ExpressionAttributeValues":{":v":{"S":"x"}}}`, "Invalid UpdateExpression: " + size},

		{"key condition, begins_with a number", "Query", query("pk = :p AND begins_with(sk, :v)", `":v":{"N":"1"}`), conditionType + "begins_with, operand type: N"},
		{"key condition, begins_with on a number", "Query", query("pk = :p AND begins_with(sk, :v)", `":v":{"S":"a"}`), schema},
		{"key condition, less than a boolean", "Query", query("pk = :p AND sk < :v", `":v":{"BOOL":true}`), conditionType + "<, operand type: BOOL"},
		{"key condition, value first", "Query", query("pk = :p AND :v >= sk", `":v":{"BOOL":true}`), conditionType + ">=, operand type: BOOL"},
		{"key condition, between booleans", "Query", query("pk = :p AND sk BETWEEN :a AND :b", `":a":{"BOOL":false},":b":{"BOOL":true}`), conditionType + "BETWEEN, operand type: BOOL"},
		{"key condition, equal to a boolean", "Query", query("pk = :p AND sk = :v", `":v":{"BOOL":true}`), schema},
		{"key condition, twice", "Query", query("pk = :p AND sk > :a AND sk < :b", `":a":{"N":"1"},":b":{"N":"5"}`), "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key"},
		{"key condition, too many", "Query", query("pk = :p AND sk > :a AND extra = :b", `":a":{"N":"1"},":b":{"N":"5"}`), "The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)"},

		{"ReturnValues that are not for PutItem", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"k"}},"ReturnValues":"UPDATED_OLD"}`, "ReturnValues can only be ALL_OLD or NONE"},
		{"ReturnValues that are not for DeleteItem", "DeleteItem", `{"TableName":"tbl",` + key + `,"ReturnValues":"ALL_NEW"}`, "ReturnValues can only be ALL_OLD or NONE"},
		{"ReturnValues that are none", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"k"}},"ReturnValues":"GARBAGE"}`, "1 validation error detected: Value 'GARBAGE' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"},
		{"count with a projection, Query", "Query", `{"TableName":"tbl","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"x"}},"Select":"COUNT","ProjectionExpression":"pk"}`, "1 validation error detected: Cannot specify the ProjectionExpression when choosing to get only the Count"},
		{"count with a projection, Scan", "Scan", `{"TableName":"tbl","Select":"COUNT","ProjectionExpression":"pk"}`, "Cannot specify the ProjectionExpression when choosing to get only the Count"},
		{"all attributes of an index without them", "Scan", `{"TableName":"tbl","IndexName":"g_index","Select":"ALL_ATTRIBUTES"}`, "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index g_index because its projection type is not ALL"},

		{"name without letters", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"#","ExpressionAttributeNames":{"#":"foo"}}`, names + `key: Syntax error; key: "#"`},
		{"name with a hyphen", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"#a","ExpressionAttributeNames":{"#a-b":"foo"}}`, names + `key: Syntax error; key: "#a-b"`},
		{"name of 256 bytes", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"#a","ExpressionAttributeNames":{"#` + long[:255] + `":"foo"}}`, names + "key: The expression attribute map contains a key that is too long; size of key: 256"},
		{"name of 258 bytes with a hyphen", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"#a","ExpressionAttributeNames":{"#` + long[:255] + `-x":"foo"}}`, names + "key: The expression attribute map contains a key that is too long; size of key: 258"},
		{"name for nothing", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"#a","ExpressionAttributeNames":{"#a":""}}`, names + "value: Empty attribute name for key #a"},
		{"value name without letters", "Scan", `{"TableName":"tbl","FilterExpression":"foo = :","ExpressionAttributeValues":{":":{"S":"x"}}}`, values + `key: Syntax error; key: ":"`},
		{"value name with a hyphen", "Scan", `{"TableName":"tbl","FilterExpression":"foo = :v","ExpressionAttributeValues":{":a-b":{"S":"x"}}}`, values + `key: Syntax error; key: ":a-b"`},
		{"value name of 256 bytes", "Scan", `{"TableName":"tbl","FilterExpression":"foo = :v","ExpressionAttributeValues":{":` + long[:255] + `":{"S":"x"}}}`, values + "key: The expression attribute map contains a key that is too long;"},
		{"value without a type", "Scan", `{"TableName":"tbl","FilterExpression":"foo = :v","ExpressionAttributeValues":{":v":{}}}`, values + "value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :v"},

		{"item with an empty value in a list", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"a"},"b":{"L":[{}]}}}`, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
		{"item with two types", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"a"},"b":{"S":"hello","N":"1"}}}`, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"},
		{"item with null in a set", "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"a"},"b":{"SS":["a",null]}}}`, "One or more parameter values were invalid: An string set may not have a null string as a member"},

		{"numbers in an expression", "UpdateItem", `{"TableName":"tbl",` + key + `,"UpdateExpression":"SET a = :v","ExpressionAttributeValues":{":v":{"N":"12e"}}}`, values + "value: The parameter cannot be converted to a numeric value: 12e for key :v"},
		{"numbers in AttributeUpdates", "UpdateItem", `{"TableName":"tbl",` + key + `,"AttributeUpdates":{"a":{"Value":{"N":"not_a_num"},"Action":"PUT"}}}`, "The parameter cannot be converted to a numeric value: not_a_num"},

		{"overlap before an unused name", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"a, a.b","ExpressionAttributeNames":{"#z":"zzz"}}`, "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]"},
		{"overlap in a list", "GetItem", `{"TableName":"tbl",` + key + `,"ProjectionExpression":"l[0], l"}`, "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [l, [0]], path two: [l]"},
		{"overlap in a table that is not there", "GetItem", `{"TableName":"none",` + key + `,"ProjectionExpression":"a, a.b"}`, "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]"},
		{"unused name in a transaction", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"tbl","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ExpressionAttributeNames":{"#n":"foo"}}}]}`, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}"},
		{"reserved word in a transaction", "TransactWriteItems", `{"TransactItems":[{"Update":{"TableName":"tbl",` + key + `,"UpdateExpression":"SET status = :v","ExpressionAttributeValues":{":v":{"N":"1"}}}}]}`, "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status"},

		{"name and values without expression in a transaction", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"tbl","Item":{"pk":{"S":"p"}},"ExpressionAttributeNames":{"#n":"foo"},"ExpressionAttributeValues":{":v":{"N":"1"}}}},{"Delete":{"TableName":"tbl","Key":{"pk":{"S":"q"}},"ExpressionAttributeNames":{"#n":"foo"}}}]}`, ""},
		{"name without projection in a transaction", "TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"tbl",` + key + `,"ExpressionAttributeNames":{"#n":"foo"}}}]}`, ""},
		{"arithmetic in parentheses", "UpdateItem", `{"TableName":"tbl",` + key + `,"UpdateExpression":"SET n = (n + :v)","ExpressionAttributeValues":{":v":{"N":"2"}}}`, ""},
		{"size of a number is not that number", "PutItem", condition("size(num) <> :z", `":z":{"N":"0"}`), ""},
		{"size of a number is not more", "PutItem", condition("size(num) > :z", `":z":{"N":"0"}`), "The conditional request failed"},
		{"a boolean is not less", "PutItem", condition("flag > :z", `":z":{"N":"0"}`), "The conditional request failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := post(t, f, test.op, test.request)
			var doc struct{ Message, message string }
			json.Unmarshal([]byte(res.body), &doc)
			if doc.Message != test.want {
				t.Errorf("got  %.400s\nwant %s", res.body, test.want)
			}
		})
	}
}
