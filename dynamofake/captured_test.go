package dynamofake_test

import (
	"encoding/json"
	"fmt"
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
			if messageIn(res.body) != test.want {
				t.Errorf("got  %.400s\nwant %s", res.body, test.want)
			}
		})
	}
}

// TestNumbersAsCaptured follows numberExponent.test.ts of paritysuite.
func TestNumbersAsCaptured(t *testing.T) {
	f := start(t)
	post(t, f, "CreateTable", `{"TableName":"num","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}`)
	const (
		over          = "Number overflow. Attempting to store a number with magnitude larger than supported range"
		under         = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
		unconvertible = "The parameter cannot be converted to a numeric value: "
	)
	for number, want := range map[string]string{
		"1e99999999999": over, "1e-99999999999": under, "1e2147483648": over, "1e9223372036854775808": unconvertible + "1e9223372036854775808",
		"0e126": over, "0e-131": under, "0e125": "", "1e-130": "", "-1e99999999999": over, "1.2.3": unconvertible + "1.2.3", " 1": unconvertible + " 1", "0x10": unconvertible + "0x10",
		"1e": unconvertible + "1e", "NaN": unconvertible + "NaN", "Infinity": unconvertible + "Infinity",
	} {
		t.Run(number, func(t *testing.T) {
			for op, request := range map[string]string{
				"PutItem": `{"TableName":"num","Item":{"pk":{"N":"1"},"n":{"N":"` + number + `"}}}`, "GetItem": `{"TableName":"num","Key":{"pk":{"N":"` + number + `"}}}`,
				"BatchGetItem": `{"RequestItems":{"num":{"Keys":[{"pk":{"N":"` + number + `"}}]}}}`,
			} {
				res := post(t, f, op, request)
				if got := messageIn(res.body); got != want {
					t.Errorf("%s: got %q, want %q", op, got, want)
				}
			}
		})
	}
}

// messageIn returns the message of an error, "" of another answer.
func messageIn(body string) string {
	var doc struct{ Message string }
	json.Unmarshal([]byte(body), &doc)
	return doc.Message
}

// TestPartiQLAsCaptured follows partiqlFunctions, partiqlGrammar, partiqlParameterNumbers and whereOverlap.test.ts of paritysuite. A @ in the message
// is the position of the word behind it: line, column, length.
func TestPartiQLAsCaptured(t *testing.T) {
	f := start(t)
	post(t, f, "CreateTable", `{"TableName":"tbl","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "CreateTable", `{"TableName":"num","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "CreateTable", `{"TableName":"range","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"BillingMode":"PAY_PER_REQUEST"}`)
	post(t, f, "PutItem", `{"TableName":"tbl","Item":{"pk":{"S":"i"},"ss":{"SS":["a","b","c"]},"ns":{"NS":["1","2"]},"s":{"S":"str"},"m":{"M":{"inner":{"SS":["x"]}}}}}`)
	for _, sk := range []string{"1", "2", "3"} {
		post(t, f, "PutItem", `{"TableName":"range","Item":{"pk":{"S":"p"},"sk":{"S":"`+sk+`"}}}`)
	}
	const (
		where    = `SELECT * FROM "tbl" WHERE pk = 'i' AND `
		update   = `UPDATE "tbl" SET `
		here     = ` WHERE pk = 'i'`
		ill      = "Statement wasn't well formed, can't be processed: "
		leftover = ill + "Unexpected token after expression"
		alias    = "Aliasing is not supported"
		over     = "Number overflow. Attempting to store a number with magnitude larger than supported range"
		under    = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
		digits   = "Attempting to store more than 38 significant digits in a Number"
		numeric  = "The parameter cannot be converted to a numeric value"
		first    = "The first argument to SET_ADD must equal the assignment value at @set_add"
		second   = "The second argument to SET_ADD must be a value with type SET at @ss, "
	)
	for _, test := range []struct{ name, statement, parameter, want string }{
		{"attribute_exists with a string", where + "attribute_exists('ss')", "", "Operator or function requires a document path; operator or function: attribute_exists"},
		{"attribute_exists with a parameter", where + "attribute_exists(?)", `{"S":"ss"}`, "Operator or function requires a document path; operator or function: attribute_exists"},
		{"attribute_exists without operand", where + "attribute_exists()", "", "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0"},
		{"attribute_exists with two operands", where + "attribute_exists(ss, ns)", "", "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2"},
		{"attribute_exists as a projection", `SELECT attribute_exists(ss) FROM "tbl" WHERE pk = 'i'`, "", "Unexpected path component at @attribute_exists"},
		{"COUNT of everything", `SELECT COUNT(*) FROM "tbl"`, "", "Unexpected path component at @COUNT"},
		{"COUNT of a path of a missing table", `SELECT count(pk) FROM "none"`, "", "Unexpected path component at @count"},
		{"COUNT beside a path", `SELECT pk, COUNT(*) FROM "tbl"`, "", "Unexpected path component at @COUNT"},
		{"EXISTS of a path", where + "EXISTS(ss)", "", "Unrecognized function: exists at @EXISTS"},
		{"a path through a keyword", where + "attribute_exists(m.inner)", "", ill + "Invalid path dot component"},
		{"set_add to another attribute", update + "t = set_add(ss, <<'x'>>)" + here, "", first},
		{"set_add to no path", update + "ss = set_add(<<'a'>>, <<'b'>>)" + here, "", first},
		{"set_add of a string", update + "ss = set_add(ss, 'x')" + here, "", second},
		{"set_add of a list", update + "ss = set_add(ss, ['x'])" + here, "", second},
		{"set_add with one argument", update + "ss = set_add(ss)" + here, "", "SET_ADD must have exactly two arguments at @set_add"},
		{"set_add with three arguments", update + "ss = set_add(ss, <<'x'>>, <<'y'>>)" + here, "", "SET_ADD must have exactly two arguments at @set_add"},
		{"set_add of a number to strings", update + "ss = set_add(ss, <<1>>)" + here, "", "An operand in the update expression has an incorrect data type"},
		{"set_add to a string", update + "s = set_add(s, <<'x'>>)" + here, "", "An operand in the update expression has an incorrect data type"},
		{"set_add of a set with a repetition", update + "ss = set_add(ss, <<'x', 'x'>>)" + here, "", "One or more parameter values were invalid: Input collection [x, x] contains duplicates."},
		{"set_add of an empty set", update + "ss = set_add(ss, <<>>)" + here, "", "Empty bags are not supported"},
		{"set_add through a keyword", update + "m.inner = set_add(m.inner, <<'y'>>)" + here, "", ill + "Invalid path dot component"},
		{"set_add in a condition", where + "set_add(ss, <<'x'>>) = ss", "", "Unrecognized function: set_add at @set_add"},
		{"set_add in an INSERT", `INSERT INTO "tbl" VALUE {'pk': 'j', 'ss': set_add(<<'a'>>, <<'b'>>)}`, "", "Unsupported data type: set_add under key root at @set_add"},

		{"token after WHERE", `SELECT * FROM "num" WHERE pk = 1 foo`, "", leftover},
		{"number and exponent apart", `SELECT * FROM "num" WHERE pk = 1 e5`, "", leftover},
		{"token after an item", `INSERT INTO "num" VALUE {'pk': 970001} foo`, "", leftover},
		{"token after an UPDATE", `UPDATE "num" SET a = 9 WHERE pk = 970002 foo`, "", leftover},
		{"token after a DELETE", `DELETE FROM "num" WHERE pk = 970003 foo`, "", leftover},
		{"closing parenthesis", `SELECT * FROM "num" WHERE pk = 1)`, "", leftover},
		{"ORDER BY of a DELETE", `DELETE FROM "num" WHERE pk = 970004 ORDER BY pk`, "", leftover},
		{"ORDER BY before WHERE", `SELECT * FROM "num" ORDER BY pk WHERE pk = 1`, "", leftover},
		{"exponent over 32 bits", `SELECT * FROM "num" WHERE pk = 1e2147483648`, "", ill},
		{"exponent far over 32 bits", `SELECT * FROM "num" WHERE pk = 1e99999999999`, "", ill},
		{"scale over 32 bits", `SELECT * FROM "num" WHERE pk = 1.5e-2147483647`, "", ill},
		{"hash comment", `SELECT * FROM "num" WHERE pk = 1 # note`, "", ill},
		{"open comment", `SELECT * FROM "num" WHERE pk = 1 /* note`, "", ill},
		{"alias", `SELECT * FROM "tbl" t WHERE pk = 'x'`, "", alias},
		{"alias with AS", `SELECT * FROM "tbl" AS t WHERE pk = 'x'`, "", alias},
		{"alias of an UPDATE", `UPDATE "tbl" t SET a = 3 WHERE pk = 'x'`, "", alias},
		{"alias of a DELETE", `DELETE FROM "tbl" t WHERE pk = 'x'`, "", alias},
		{"alias of an INSERT", `INSERT INTO "tbl" t VALUE {'pk': 'x'}`, "", leftover},
		{"literal too large", `SELECT * FROM "num" WHERE pk = 1e126`, "", over + " under root"},
		{"literal too small", `SELECT * FROM "num" WHERE pk = 1e-131`, "", under + " under root"},
		{"literal too long", `SELECT * FROM "num" WHERE pk = 123456789012345678901234567890123456789`, "", digits + " under root"},
		{"literal of an INSERT", `INSERT INTO "num" VALUE {'pk': 1e126}`, "", over + " under root"},
		{"literal in a map", `INSERT INTO "num" VALUE {'pk': 970006, 'm': {'x': 1e126}}`, "", over + " under root.x"},
		{"literal in a list", `INSERT INTO "num" VALUE {'pk': 970007, 'l': [1, 1e126]}`, "", over + " under root[1]"},

		{"parameter over 32 bits", where + "n = ?", `{"N":"1e2147483648"}`, numeric + ": 1e2147483648"},
		{"parameter far over 32 bits", `INSERT INTO "tbl" VALUE {'pk': 'j', 'n': ?}`, `{"N":"1e-99999999999"}`, numeric + ": 1e-99999999999"},
		{"parameter at 32 bits", update + "n = ?" + here, `{"N":"1e2147483647"}`, under},
		{"parameter without digits", `SELECT * FROM "tbl" WHERE pk = ?`, `{"N":""}`, numeric},
		{"parameter in a list", where + "n = ?", `{"L":[{"N":"1"},{"N":"1e99999999999"}]}`, numeric + ": 1e99999999999"},
		{"parameter in a map", where + "n = ?", `{"M":{"x":{"N":"1e99999999999"}}}`, numeric + ": 1e99999999999"},
		{"parameter in a set", where + "n = ?", `{"NS":["1","1e99999999999"]}`, numeric + ": 1e99999999999"},

		{"NOT beside an equal branch", `SELECT * FROM "range" WHERE pk = 'p' AND NOT sk = '1' OR pk = 'p' AND sk = '2'`, "", "2 items"},
		{"<> beside an equal branch", `SELECT * FROM "range" WHERE pk = 'p' AND sk <> '1' OR pk = 'p' AND sk = '2'`, "", "2 items"},
		{"NOT begins_with beside an equal branch", `SELECT * FROM "range" WHERE pk = 'p' AND NOT begins_with(sk, 'x') OR pk = 'p' AND sk = '2'`, "", "3 items"},
		{"NOT IN beside an equal branch", `SELECT * FROM "range" WHERE pk = 'p' AND NOT sk IN ['1', '3'] OR pk = 'p' AND sk = '2'`, "", "1 items"},
		{"NOT > beside an equal branch", `SELECT * FROM "range" WHERE pk = 'p' AND NOT sk > '5' OR pk = 'p' AND sk = '2'`, "", "3 items"},
		{"NOT (=) beside an equal branch", `SELECT * FROM "range" WHERE pk = 'p' AND NOT (sk = '1') OR pk = 'p' AND sk = '2'`, "", "2 items"},
		{"a partition beside NOT", `SELECT * FROM "range" WHERE pk = 'p' OR pk = 'p' AND NOT sk = '1'`, "", "3 items"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request := map[string]any{"Statement": test.statement}
			if test.parameter != "" {
				request["Parameters"] = []json.RawMessage{json.RawMessage(test.parameter)}
			}
			b, _ := json.Marshal(request)
			res := post(t, f, "ExecuteStatement", string(b))
			want := test.want
			if text, word, ok := strings.Cut(want, "@"); ok {
				at := strings.Index(test.statement, word)
				if w, isArgument := strings.CutSuffix(word, ", "); isArgument { // the first argument of the call
					word, at = w, strings.Index(test.statement, "("+word)+1
				}
				want = fmt.Sprintf("%s1:%d:%d", text, at+1, len(word))
			}
			got := messageIn(res.body)
			if got == "" {
				var doc struct{ Items []any }
				json.Unmarshal([]byte(res.body), &doc)
				got = fmt.Sprintf("%d items", len(doc.Items))
			}
			if got != want {
				t.Errorf("%s\ngot  %s\nwant %s", test.statement, got, want)
			}
		})
	}
}

// TestPartiQLOfMultiAttributeIndexesAsCaptured follows partiqlMultiAttributeIndex.test.ts of paritysuite.
func TestPartiQLOfMultiAttributeIndexesAsCaptured(t *testing.T) {
	f := start(t)
	const schema = `"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},{"AttributeName":"h1","AttributeType":"S"},{"AttributeName":"h2","AttributeType":"S"},{"AttributeName":"r1","AttributeType":"S"}],
		"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST","GlobalSecondaryIndexes":[{"IndexName":"gsi","Projection":{"ProjectionType":"ALL"},"KeySchema":[{"AttributeName":"h1","KeyType":"HASH"},`
	post(t, f, "CreateTable", `{"TableName":"multi",`+schema+`{"AttributeName":"h2","KeyType":"HASH"},{"AttributeName":"r1","KeyType":"RANGE"}]}]}`)
	post(t, f, "CreateTable", `{"TableName":"ranges",`+schema+`{"AttributeName":"h2","KeyType":"RANGE"},{"AttributeName":"r1","KeyType":"RANGE"}]}]}`)
	post(t, f, "CreateTable", `{"TableName":"plain",`+strings.Replace(schema, `{"AttributeName":"h2","AttributeType":"S"},`, "", 1)+`{"AttributeName":"r1","KeyType":"RANGE"}]}]}`)
	post(t, f, "PutItem", `{"TableName":"multi","Item":{"id":{"S":"i1"},"h1":{"S":"a"},"h2":{"S":"x"},"r1":{"S":"m"}}}`)
	const refused = "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys."
	const ill = "Statement wasn't well formed, can't be processed: "
	for statement, want := range map[string]string{
		`SELECT * FROM "multi"."gsi" WHERE h1 = 'a'`:                                refused,
		`SELECT id FROM "multi"."gsi" WHERE h1 = 'a' AND h2 = 'x' ORDER BY r1 DESC`: refused,
		`SELECT * FROM "multi"."gsi" WHERE h1 = 5`:                                  refused,
		`SELECT * FROM "multi"."gsi" WHERE id = 'i1'`:                               refused,
		`SELECT * FROM "multi"."gsi"`:                                               refused,
		`SELECT COUNT(*) FROM "multi"."gsi"`:                                        refused,
		`SELECT * FROM "ranges"."gsi" WHERE h1 = 'a'`:                               refused,
		`SELECT * FROM "multi"."gsi" WHERE`:                                         ill + "Unexpected term",
		`SELECT * FROM "multi"."gsi" WHERE h1 = 1e99999999999`:                      ill,
		`SELECT * FROM "multi" WHERE id = 'i1'`:                                     "",
	} {
		b, _ := json.Marshal(map[string]string{"Statement": statement})
		if got := messageIn(post(t, f, "ExecuteStatement", string(b)).body); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", statement, got, want)
		}
	}
	number := `{"Statement":"SELECT * FROM \"multi\".\"gsi\" WHERE h1 = ?","Parameters":[{"N":"1e99999999999"}]}`
	if got, want := messageIn(post(t, f, "ExecuteStatement", number).body), "The parameter cannot be converted to a numeric value: 1e99999999999"; got != want {
		t.Errorf("%s\ngot  %s\nwant %s", number, got, want)
	}

	b, _ := json.Marshal(map[string]any{"Statements": []map[string]string{
		{"Statement": `SELECT * FROM "plain"."gsi" WHERE h1 = 'a' AND r1 = 'm'`}, {"Statement": `SELECT * FROM "multi"."gsi" WHERE h1 = 'a' AND h2 = 'x' AND r1 = 'm'`}, {"Statement": `SELECT * FROM "multi" WHERE id = 'i1'`}}})
	var batch struct {
		Responses []struct {
			Error struct{ Code, Message string }
			Item  map[string]any
		}
	}
	if err := json.Unmarshal([]byte(post(t, f, "BatchExecuteStatement", string(b)).body), &batch); err != nil || len(batch.Responses) != 3 {
		t.Fatal(batch, err)
	}
	for i, want := range []string{"Select statements within BatchExecuteStatement must specify the primary key in the where clause.", refused} {
		if e := batch.Responses[i].Error; e.Code != "ValidationError" || e.Message != want {
			t.Errorf("member %d: %+v", i, e)
		}
	}
	if r := batch.Responses[2]; r.Error.Code != "" || r.Item["id"] == nil {
		t.Errorf("%+v", r)
	}
}

// TestPartiQLWritesAsCaptured follows writeResponses.test.ts of paritysuite.
func TestPartiQLWritesAsCaptured(t *testing.T) {
	f := start(t)
	post(t, f, "CreateTable", `{"TableName":"tbl","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}`)
	for _, statement := range []string{`INSERT INTO tbl VALUE {'pk': 'a'}`, `UPDATE tbl SET n = 2 WHERE pk = 'a'`, `DELETE FROM tbl WHERE pk = 'a'`, `DELETE FROM tbl WHERE pk = 'never'`} {
		b, _ := json.Marshal(map[string]string{"Statement": statement})
		if res := post(t, f, "ExecuteStatement", string(b)); res.body != `{"Items":[]}` {
			t.Errorf("%s: %s", statement, res.body)
		}
	}
	res := post(t, f, "ExecuteTransaction", `{"TransactStatements":[{"Statement":"INSERT INTO tbl VALUE {'pk': 'b'}"},{"Statement":"INSERT INTO tbl VALUE {'pk': 'c'}"}]}`)
	if res.body != `{"Responses":[]}` {
		t.Errorf("a transaction answers %s", res.body)
	}
}
