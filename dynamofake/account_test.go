package dynamofake_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestDescribeLimits(t *testing.T) {
	f := start(t)
	out, err := f.Client.DescribeLimits(t.Context(), &dynamodb.DescribeLimitsInput{})
	f.ok(err)
	same(t, "quotas", []int64{*out.AccountMaxReadCapacityUnits, *out.AccountMaxWriteCapacityUnits, *out.TableMaxReadCapacityUnits, *out.TableMaxWriteCapacityUnits},
		[]int64{80000, 80000, 40000, 40000})
}

func TestDescribeEndpoints(t *testing.T) {
	f := start(t)
	out, err := f.Client.DescribeEndpoints(t.Context(), &dynamodb.DescribeEndpointsInput{})
	f.ok(err)
	if len(out.Endpoints) != 1 || *out.Endpoints[0].Address != "dynamodb.us-east-1.amazonaws.com" || out.Endpoints[0].CachePeriodInMinutes != 1440 {
		t.Errorf("%+v", out.Endpoints)
	}
}

func TestDescribeContinuousBackups(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk")
	out, err := f.Client.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: text("tbl")})
	f.ok(err)
	d := out.ContinuousBackupsDescription
	if d.ContinuousBackupsStatus != types.ContinuousBackupsStatusEnabled || d.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus != types.PointInTimeRecoveryStatusDisabled {
		t.Errorf("%+v", d)
	}
	_, err = f.Client.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: text("none")})
	wantError(t, err, "TableNotFoundException", "Table not found: none")
}

// A table keeps its throughput, and its indexes theirs, when it is restored.
func TestRestoredThroughput(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk", provisioned(3, 4), global("by-v", "v", "ALL"), func(in *dynamodb.CreateTableInput) {
		in.GlobalSecondaryIndexes[0].ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: integer(5), WriteCapacityUnits: integer(6)}
	})
	b, err := f.Client.CreateBackup(t.Context(), &dynamodb.CreateBackupInput{TableName: text("tbl"), BackupName: text("nightly")})
	f.ok(err)
	_, err = f.Client.RestoreTableFromBackup(t.Context(), &dynamodb.RestoreTableFromBackupInput{BackupArn: b.BackupDetails.BackupArn, TargetTableName: text("copy")})
	f.ok(err)
	d := f.describe("copy")
	of, ix := d.ProvisionedThroughput, d.GlobalSecondaryIndexes[0].ProvisionedThroughput
	same(t, "units", []int64{*of.ReadCapacityUnits, *of.WriteCapacityUnits, *ix.ReadCapacityUnits, *ix.WriteCapacityUnits}, []int64{3, 4, 5, 6})
}

func integer(n int64) *int64 { return &n }

// Source: captures/cross-region-latest.json of github.com/paritysuite/dynamodb-conformance, probe c_ct_3keys.
func TestCreateTable_ThreeKeys(t *testing.T) {
	f := start(t)
	schema, definitions := key("pk sk")
	schema = append(schema, types.KeySchemaElement{AttributeName: text("extra"), KeyType: types.KeyTypeRange})
	_, err := f.Client.CreateTable(t.Context(), &dynamodb.CreateTableInput{TableName: text("tbl"), KeySchema: schema, AttributeDefinitions: definitions, BillingMode: types.BillingModePayPerRequest})
	refused(t, err, "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=extra, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2")
}
