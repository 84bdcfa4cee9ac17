package dynamofake_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

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
		{"ExecuteStatement", `{"Statement":"INSERT INTO tbl VALUE {'pk': 'c', 'sk': 1.50, 'l': [{'a': <<'x'>>}, true, NULL]}"}`},
		{"BatchExecuteStatement", `{"Statements":[{"Statement":"UPDATE tbl SET n = list_append(l, [1]) REMOVE m.k WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *"},{"Statement":"DELETE FROM tbl WHERE pk = 'a' AND sk = 2"}]}`},
		{"ExecuteTransaction", `{"TransactStatements":[{"Statement":"EXISTS (SELECT * FROM tbl WHERE pk = 'a' AND sk = 1)"},{"Statement":"DELETE FROM tbl WHERE pk = 'a' AND sk = 2"}]}`},
		{"UpdateTimeToLive", table + `"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"sk"}}`},
		{"UpdateContinuousBackups", table + `"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":2}}`},
		{"RestoreTableToPointInTime", `{"SourceTableName":"tbl","TargetTableName":"new","UseLatestRestorableTime":true,"BillingModeOverride":"PROVISIONED","ProvisionedThroughputOverride":{"ReadCapacityUnits":1,"WriteCapacityUnits":1},"GlobalSecondaryIndexOverride":[]}`},
		{"CreateBackup", table + `"BackupName":"nightly"}`}, {"ListBackups", `{"Limit":1,"TableName":"tbl","TimeRangeLowerBound":1e9}`},
		{"RestoreTableFromBackup", `{"TargetTableName":"new","BackupArn":"$BACKUP"}`},
		{"ExportTableToPointInTime", `{"TableArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl","S3Bucket":"bkt","ExportTime":1e9,"ExportType":"FULL_EXPORT"}`},
		{"ImportTable", `{"S3BucketSource":{"S3Bucket":"bkt"},"InputFormat":"CSV","InputFormatOptions":{"Csv":{"Delimiter":";","HeaderList":["a"]}},"TableCreationParameters":{"TableName":"new","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}}`},
		{"TagResource", `{"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl","Tags":[{"Key":"a","Value":"b"}]}`},
		{"ListTagsOfResource", `{"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl","NextToken":"1"}`},
		{"PutResourcePolicy", `{"ResourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/tbl","Policy":"{}","ExpectedRevisionId":"NO_POLICY"}`},
		{"CreateGlobalTable", `{"GlobalTableName":"tbl","ReplicationGroup":[{"RegionName":"us-east-1"}]}`},
		{"UpdateGlobalTableSettings", `{"GlobalTableName":"tbl","GlobalTableProvisionedWriteCapacityUnits":1}`}, {"ListGlobalTables", `{"Limit":1,"ExclusiveStartGlobalTableName":"tbl"}`},
		{"EnableKinesisStreamingDestination", table + `"StreamArn":"arn:aws:kinesis:us-east-1:000000000000:stream/changes"}`},
		{"UpdateContributorInsights", table + `"IndexName":"by-g","ContributorInsightsAction":"ENABLE"}`}, {"ListContributorInsights", `{"MaxResults":1,"NextToken":"x"}`},
		{"UpdateTableReplicaAutoScaling", table + `"ProvisionedWriteCapacityAutoScalingUpdate":{"MinimumUnits":1,"MaximumUnits":2,"ScalingPolicyUpdate":{"TargetTrackingScalingPolicyConfiguration":{"TargetValue":50}}}}`},
		{"DynamoDBStreams_20120810.ListStreams", `{"TableName":"tbl","Limit":1}`},
		{"DynamoDBStreams_20120810.DescribeStream", `{"StreamArn":"$STREAM","ShardFilter":{"Type":"CHILD_SHARDS","ShardId":"$SHARD"}}`},
		{"DynamoDBStreams_20120810.GetShardIterator", `{"StreamArn":"$STREAM","ShardId":"$SHARD","ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"100000000000000000001"}`},
		{"DynamoDBStreams_20120810.GetRecords", `{"ShardIterator":"$ITERATOR","Limit":1}`},
		{"DescribeTable", `{"TableName":"tbl"}`}, {"ListTables", `{"Limit":1}`}, {"DeleteTable", `{"TableName":"tbl"}`},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, op, body string) {
		srv := dynamofake.Start(t)
		body = fuzzedTable(t, srv).Replace(body)
		for range 2 { // what the first leaves behind must not break the second
			target := op
			if !strings.Contains(op, ".") {
				target = "DynamoDB_20120810." + op
			}
			r := httptest.NewRequest("POST", "/", strings.NewReader(body))
			r.Header = http.Header{"X-Amz-Target": {target}, "Content-Type": {"application/x-amz-json-1.0"}}
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

// fuzzedTable makes a table with indexes, a stream and a backup, and returns what puts their names into requests.
func fuzzedTable(t *testing.T, srv *dynamofake.Server) *strings.Replacer {
	f := &fixture{Server: srv, t: t}
	f.table("tbl", "pk sk#", global("by-g", "g sk#", "ALL"), local("by-l", "pk l", "KEYS_ONLY"), streaming("NEW_AND_OLD_IMAGES"))
	f.put("tbl", item{"pk": str("a"), "sk": num("1"), "g": str("x"), "m": document(item{"k": list(num("1"))})}, item{"pk": str("a"), "sk": num("2")})
	backup, err := f.Client.CreateBackup(t.Context(), &dynamodb.CreateBackupInput{TableName: aws.String("tbl"), BackupName: aws.String("nightly")})
	f.ok(err)
	r := f.reader("tbl")
	it, err := r.iterator("TRIM_HORIZON")
	f.ok(err)
	return strings.NewReplacer("$BACKUP", *backup.BackupDetails.BackupArn, "$STREAM", r.arn, "$SHARD", r.shard, "$ITERATOR", *it)
}
