package dynamofake_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Values that are not the same in every run.
var (
	changing = regexp.MustCompile(`"(CreationDateTime|LastUpdateToPayPerRequestDateTime)":[0-9.E]+`)
	tableID  = regexp.MustCompile(`"TableId":"[0-9a-f-]{36}"`)
)

// sameJSON compares documents member by member, so that one too many is found too.
func sameJSON(t *testing.T, what, got, want string) {
	t.Helper()
	got = tableID.ReplaceAllString(changing.ReplaceAllString(got, `"$1":"datetime"`), `"TableId":"id"`)
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(w, g); d != "" {
		t.Errorf("%s: (-want +got)\n%s", what, d)
	}
}

// Descriptions of tables have the members that AWS was recorded to answer, and no others.
// Source: recordings of test_gsi_with_billing_mode and test_batch_write_items_streaming in LocalStack's snapshot tests.
func TestDescriptionsAreAsRecorded(t *testing.T) {
	f := start(t)
	const (
		request   = `{"TableName":"tbl","AttributeDefinitions":[{"AttributeName":"TID","AttributeType":"S"},{"AttributeName":"TRID","AttributeType":"S"}],"KeySchema":[{"AttributeName":"TID","KeyType":"HASH"}],`
		described = `"AttributeDefinitions":[{"AttributeName":"TID","AttributeType":"S"},{"AttributeName":"TRID","AttributeType":"S"}],"CreationDateTime":"datetime","DeletionProtectionEnabled":false,
			"ItemCount":0,"KeySchema":[{"AttributeName":"TID","KeyType":"HASH"}],"TableArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl","TableId":"id","TableName":"tbl","TableSizeBytes":0,`
		index = `"IndexArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl/index/TransactionRecordID","IndexName":"TransactionRecordID","IndexSizeBytes":0,"ItemCount":0,
			"KeySchema":[{"AttributeName":"TRID","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},`
		gsi = `"GlobalSecondaryIndexes":[{"IndexName":"TransactionRecordID","KeySchema":[{"AttributeName":"TRID","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}`
	)
	units := func(n string) string {
		return `"ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":` + n + `,"WriteCapacityUnits":` + n + `}`
	}
	warm := func(reads, writes string) string {
		return `"WarmThroughput":{"ReadUnitsPerSecond":` + reads + `,"Status":"ACTIVE","WriteUnitsPerSecond":` + writes + `}`
	}
	res := post(t, f, "CreateTable", request+gsi+`}],"BillingMode":"PAY_PER_REQUEST"}`)
	sameJSON(t, "on demand, created", res.body, `{"TableDescription":{`+described+`"TableStatus":"CREATING","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},`+units("0")+`,
		"GlobalSecondaryIndexes":[{`+index+`"IndexStatus":"CREATING",`+units("0")+`}]}}`)
	res = post(t, f, "DescribeTable", `{"TableName":"tbl"}`)
	sameJSON(t, "on demand, described", res.body, `{"Table":{`+described+`"TableStatus":"ACTIVE","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":"datetime"},`+units("0")+`,`+warm("12000", "4000")+`,
		"GlobalSecondaryIndexes":[{`+index+`"IndexStatus":"ACTIVE",`+units("0")+`,`+warm("12000", "4000")+`}]}}`)
	post(t, f, "DeleteTable", `{"TableName":"tbl"}`)
	res = post(t, f, "CreateTable", request+gsi+`,"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}],"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}`)
	sameJSON(t, "provisioned, created", res.body, `{"TableDescription":{`+described+`"TableStatus":"CREATING",`+units("5")+`,"GlobalSecondaryIndexes":[{`+index+`"IndexStatus":"CREATING",`+units("1")+`}]}}`)
	res = post(t, f, "DescribeTable", `{"TableName":"tbl"}`)
	sameJSON(t, "provisioned, described", res.body, `{"Table":{`+described+`"TableStatus":"ACTIVE",`+units("5")+`,`+warm("5", "5")+`,"GlobalSecondaryIndexes":[{`+index+`"IndexStatus":"ACTIVE",`+units("1")+`,`+warm("1", "1")+`}]}}`)
	res = post(t, f, "DeleteTable", `{"TableName":"tbl"}`)
	sameJSON(t, "deleted", res.body, `{"TableDescription":{"TableStatus":"DELETING","DeletionProtectionEnabled":false,"ItemCount":0,"TableSizeBytes":0,"TableId":"id","TableName":"tbl",
		"TableArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl",`+units("5")+`,"GlobalSecondaryIndexes":[{"IndexArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl/index/TransactionRecordID",
		"IndexName":"TransactionRecordID","IndexSizeBytes":0,"ItemCount":0,"IndexStatus":"DELETING",`+units("1")+`}]}}`)
}

// Answers to operations on items have the members that AWS was recorded to answer, and no others.
func TestItemAnswersAreAsRecorded(t *testing.T) {
	f := start(t)
	f.table("tbl", "id")
	f.table("empty", "id")
	for _, step := range []struct{ op, body, want string }{
		{"PutItem", `{"TableName":"tbl","Item":{"id":{"S":"id1"},"data":{"S":"foobar"}},"ReturnValues":"ALL_OLD"}`, `{}`},
		{"PutItem", `{"TableName":"tbl","Item":{"id":{"S":"id1"},"data":{"S":"foobar"}},"ReturnValues":"ALL_OLD"}`, `{"Attributes":{"id":{"S":"id1"},"data":{"S":"foobar"}}}`},
		{"PutItem", `{"TableName":"tbl","Item":{"id":{"S":"id1"},"data":{"S":"foobar"}},"ReturnValues":"NONE"}`, `{}`},
		{"GetItem", `{"TableName":"tbl","Key":{"id":{"S":"none"}}}`, `{}`},
		{"DeleteItem", `{"TableName":"tbl","Key":{"id":{"S":"none"}}}`, `{}`},
		{"UpdateItem", `{"TableName":"tbl","Key":{"id":{"S":"id1"}}}`, `{}`},
		{"BatchWriteItem", `{"RequestItems":{"tbl":[{"DeleteRequest":{"Key":{"id":{"S":"none"}}}}]}}`, `{"UnprocessedItems":{}}`},
		{"BatchGetItem", `{"RequestItems":{"empty":{"Keys":[{"id":{"S":"none"}}]}}}`, `{"Responses":{"empty":[]},"UnprocessedKeys":{}}`},
		{"TransactWriteItems", `{"TransactItems":[{"Delete":{"TableName":"tbl","Key":{"id":{"S":"none"}}}}]}`, `{}`},
		{"TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"tbl","Key":{"id":{"S":"id1"}}}},{"Get":{"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl","Key":{"id":{"S":"none"}}}}]}`,
			`{"Responses":[{"Item":{"id":{"S":"id1"},"data":{"S":"foobar"}}},{}]}`},
		{"Scan", `{"TableName":"empty"}`, `{"Count":0,"Items":[],"ScannedCount":0}`},
		{"Scan", `{"TableName":"tbl","Limit":1}`, `{"Count":1,"Items":[{"id":{"S":"id1"},"data":{"S":"foobar"}}],"ScannedCount":1,"LastEvaluatedKey":{"id":{"S":"id1"}}}`},
		{"Query", `{"TableName":"tbl","Select":"COUNT","KeyConditionExpression":"id = :i","ExpressionAttributeValues":{":i":{"S":"id1"}}}`, `{"Count":1,"ScannedCount":1}`},
		{"ListTables", `{}`, `{"TableNames":["empty","tbl"]}`},
	} {
		sameJSON(t, step.op, post(t, f, step.op, step.body).body, step.want)
	}
}
