package dynamofake_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/dynamofake"
	"github.com/awsfake/awsfake/s3fake"
)

func TestBackup(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk", global("by-v", "v", "ALL"), streaming("NEW_IMAGE"))
	f.set("orders", "1", "a")
	f.set("orders", "2", "b")
	create := func(table string) (*dynamodb.CreateBackupOutput, error) {
		return f.Client.CreateBackup(ctx, &dynamodb.CreateBackupInput{TableName: &table, BackupName: text("nightly")})
	}
	b, err := create("orders")
	f.ok(err)
	arn := b.BackupDetails.BackupArn
	if b.BackupDetails.BackupStatus != types.BackupStatusCreating || !strings.HasPrefix(*arn, "arn:aws:dynamodb:us-east-1:000000000000:table/orders/backup/0") {
		t.Errorf("%+v", b.BackupDetails)
	}
	_, err = create("none")
	wantError(t, err, "TableNotFoundException", "Table not found: none")
	f.remove("orders", "1")

	d, err := f.Client.DescribeBackup(ctx, &dynamodb.DescribeBackupInput{BackupArn: arn})
	f.ok(err)
	if s := d.BackupDescription.SourceTableDetails; *s.ItemCount != 2 || *s.TableName != "orders" || s.BillingMode != types.BillingModePayPerRequest || len(d.BackupDescription.SourceTableFeatureDetails.GlobalSecondaryIndexes) != 1 ||
		d.BackupDescription.BackupDetails.BackupStatus != types.BackupStatusAvailable {
		t.Errorf("%+v", d.BackupDescription)
	}

	t.Run("is_restored_to_a_new_table", func(t *testing.T) {
		restore := func(name string, set func(*dynamodb.RestoreTableFromBackupInput)) (*dynamodb.RestoreTableFromBackupOutput, error) {
			in := &dynamodb.RestoreTableFromBackupInput{BackupArn: arn, TargetTableName: &name}
			set(in)
			return f.Client.RestoreTableFromBackup(ctx, in)
		}
		out, err := restore("copy", func(*dynamodb.RestoreTableFromBackupInput) {})
		f.ok(err)
		if td := out.TableDescription; td.TableStatus != types.TableStatusCreating || !*td.RestoreSummary.RestoreInProgress || *td.RestoreSummary.SourceBackupArn != *arn {
			t.Errorf("%+v", td)
		}
		if got := f.keys("copy"); got != "1 2" {
			t.Error(got)
		}
		if td := f.describe("copy"); td.TableStatus != types.TableStatusActive || *td.ItemCount != 2 || *td.GlobalSecondaryIndexes[0].ItemCount != 2 || td.LatestStreamArn != nil {
			t.Errorf("%+v", td)
		}
		_, err = restore("copy", func(*dynamodb.RestoreTableFromBackupInput) {})
		wantError(t, err, "TableAlreadyExistsException", "Table already exists: copy")
		_, err = restore("plain", func(in *dynamodb.RestoreTableFromBackupInput) {
			in.GlobalSecondaryIndexOverride = []types.GlobalSecondaryIndex{}
			in.BillingModeOverride = types.BillingModeProvisioned
			in.ProvisionedThroughputOverride = &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(3), WriteCapacityUnits: aws.Int64(4)}
		})
		f.ok(err)
		for want, set := range map[string]func(*dynamodb.RestoreTableFromBackupInput){
			"Index by-w does not match a secondary index that existed in the source table and cannot be created during the restore operation": func(in *dynamodb.RestoreTableFromBackupInput) {
				in.GlobalSecondaryIndexOverride = tableInput("x", "pk", global("by-w", "w", "ALL")).GlobalSecondaryIndexes
			},
			"Index local does not match a secondary index that existed in the source table and cannot be created during the restore operation": func(in *dynamodb.RestoreTableFromBackupInput) {
				in.LocalSecondaryIndexOverride = tableInput("x", "pk sk", local("local", "pk v", "ALL")).LocalSecondaryIndexes
			},
			"Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED": func(in *dynamodb.RestoreTableFromBackupInput) {
				in.ProvisionedThroughputOverride = throughput(1, 1)
			},
			"Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST": func(in *dynamodb.RestoreTableFromBackupInput) {
				in.ProvisionedThroughputOverride, in.BillingModeOverride = throughput(1, 1), types.BillingModePayPerRequest
			},
			"Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED": func(in *dynamodb.RestoreTableFromBackupInput) {
				in.BillingModeOverride = types.BillingModeProvisioned
			},
			"Must specify provisioned throughput for index by-v": func(in *dynamodb.RestoreTableFromBackupInput) {
				in.BillingModeOverride, in.ProvisionedThroughputOverride = types.BillingModeProvisioned, throughput(1, 1)
				in.GlobalSecondaryIndexOverride = tableInput("x", "pk", global("by-v", "v", "ALL")).GlobalSecondaryIndexes
			},
		} {
			_, err := restore("refused", set)
			refused(t, err, "Invalid Request: "+want)
		}
		_, err = restore("renamed", func(in *dynamodb.RestoreTableFromBackupInput) {
			in.GlobalSecondaryIndexOverride = tableInput("x", "pk", global("by-value", "v", "ALL")).GlobalSecondaryIndexes
		})
		f.ok(err)
		if td := f.describe("renamed"); *td.GlobalSecondaryIndexes[0].IndexName != "by-value" || *td.GlobalSecondaryIndexes[0].ItemCount != 2 {
			t.Errorf("%+v", td.GlobalSecondaryIndexes)
		}
		if td := f.describe("plain"); len(td.GlobalSecondaryIndexes) != 0 || len(td.AttributeDefinitions) != 1 || *td.ProvisionedThroughput.WriteCapacityUnits != 4 {
			t.Errorf("%+v", td)
		}
	})
	t.Run("is_listed_and_deleted", func(t *testing.T) {
		f.Clock.Advance(time.Second)
		for range 2 {
			_, err := create("copy")
			f.ok(err)
			f.Clock.Advance(time.Second)
		}
		count := func(in dynamodb.ListBackupsInput) (n int) {
			t.Helper()
			for {
				out, err := f.Client.ListBackups(ctx, &in)
				f.ok(err)
				n += len(out.BackupSummaries)
				if in.ExclusiveStartBackupArn = out.LastEvaluatedBackupArn; in.ExclusiveStartBackupArn == nil {
					return n
				}
			}
		}
		now := f.Clock.Now()
		for _, tt := range []struct {
			in   dynamodb.ListBackupsInput
			want int
		}{
			{dynamodb.ListBackupsInput{}, 3}, {dynamodb.ListBackupsInput{Limit: aws.Int32(1)}, 3}, {dynamodb.ListBackupsInput{TableName: text("copy")}, 2},
			{dynamodb.ListBackupsInput{BackupType: types.BackupTypeFilterSystem}, 0}, {dynamodb.ListBackupsInput{TimeRangeLowerBound: aws.Time(now.Add(-1500 * time.Millisecond))}, 1},
			{dynamodb.ListBackupsInput{TimeRangeUpperBound: aws.Time(now.Add(-1500 * time.Millisecond))}, 2},
		} {
			if got := count(tt.in); got != tt.want {
				t.Errorf("%+v: %d", tt.in, got)
			}
		}
		_, err := f.Client.ListBackups(ctx, &dynamodb.ListBackupsInput{TimeRangeLowerBound: &now, TimeRangeUpperBound: aws.Time(now.Add(-time.Hour))})
		refused(t, err, "One or more parameter values were invalid: Time range lower bound must be less than or equal to upper bound")
		out, err := f.Client.DeleteBackup(ctx, &dynamodb.DeleteBackupInput{BackupArn: arn})
		f.ok(err)
		if out.BackupDescription.BackupDetails.BackupStatus != types.BackupStatusDeleted {
			t.Error(out.BackupDescription.BackupDetails.BackupStatus)
		}
		_, err = f.Client.DescribeBackup(ctx, &dynamodb.DescribeBackupInput{BackupArn: arn})
		wantError(t, err, "BackupNotFoundException", "Backup not found: "+*arn)
	})
}

func TestPointInTimeRecovery(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk")
	f.set("orders", "1", "a")
	turn := func(on bool) *types.PointInTimeRecoveryDescription {
		t.Helper()
		out, err := f.Client.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{TableName: text("orders"), PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: &on}})
		f.ok(err)
		return out.ContinuousBackupsDescription.PointInTimeRecoveryDescription
	}
	restore := func(name string, at *time.Time) error {
		_, err := f.Client.RestoreTableToPointInTime(ctx, &dynamodb.RestoreTableToPointInTimeInput{SourceTableName: text("orders"), TargetTableName: &name, RestoreDateTime: at, UseLatestRestorableTime: aws.Bool(at == nil)})
		return err
	}
	wantError(t, restore("copy", nil), "PointInTimeRecoveryUnavailableException", "Point in time recovery is not enabled for table 'orders'")
	for want, in := range map[string]dynamodb.RestoreTableToPointInTimeInput{
		"Must provide exactly one of: sourceTableArn, sourceTableName":                             {UseLatestRestorableTime: aws.Bool(true)},
		"Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both": {SourceTableName: text("orders")},
		"Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. Please specify either RestoreDateTime time or UseLatestRestorableTime": {
			SourceTableName: text("orders"), UseLatestRestorableTime: aws.Bool(true), RestoreDateTime: aws.Time(f.Clock.Now())},
	} {
		in.TargetTableName = text("copy")
		_, err := f.Client.RestoreTableToPointInTime(ctx, &in)
		refused(t, err, "Invalid Request: "+want)
	}
	begin := f.Clock.Now()
	if d := turn(true); d.PointInTimeRecoveryStatus != types.PointInTimeRecoveryStatusEnabled || *d.RecoveryPeriodInDays != 35 {
		t.Errorf("%+v", d)
	}
	for i, v := range []string{"b", "c"} {
		f.Clock.Advance(time.Hour)
		f.set("orders", "1", v)
		f.set("orders", fmt.Sprint(i+2), v)
	}
	f.Clock.Advance(time.Hour)
	f.remove("orders", "1")
	for i, tt := range []struct {
		at   *time.Time
		want string
	}{
		{aws.Time(begin), "1=a"}, {aws.Time(begin.Add(90 * time.Minute)), "1=b 2=b"}, {aws.Time(begin.Add(150 * time.Minute)), "1=c 2=b 3=c"}, {nil, "2=b 3=c"},
	} {
		name := fmt.Sprint("copy", i)
		f.ok(restore(name, tt.at))
		var got []string
		for _, it := range dynamofake.Items[item](f.Server, name) {
			got = append(got, it["pk"].(*types.AttributeValueMemberS).Value+"="+it["v"].(*types.AttributeValueMemberS).Value)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("at %v: %s", tt.at, s)
		}
	}
	wantError(t, restore("early", aws.Time(begin.Add(-time.Hour))), "InvalidRestoreTimeException", "")
	wantError(t, restore("late", aws.Time(f.Clock.Now().Add(time.Hour))), "InvalidRestoreTimeException", "")
	f.Clock.Advance(35 * 24 * time.Hour)
	f.set("orders", "9", "z")
	wantError(t, restore("gone", aws.Time(begin.Add(30*time.Minute))), "InvalidRestoreTimeException", "")
	f.ok(restore("old", aws.Time(begin.Add(35*24*time.Hour))))
	if got := f.keys("old"); got != "2 3" {
		t.Error(got)
	}
	turn(false)
	wantError(t, restore("off", nil), "PointInTimeRecoveryUnavailableException", "")
}

// withBucket adds a fake S3 with a bucket.
func (f *fixture) withBucket(name string) *s3fake.Server {
	f.t.Helper()
	s := s3fake.New(func(o *s3fake.Options) { o.Join = f.Panel })
	f.t.Cleanup(s.Close)
	_, err := s.Client.CreateBucket(f.t.Context(), &s3.CreateBucketInput{Bucket: &name})
	f.ok(err)
	return s
}

func TestExportAndImport(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	bucket := f.withBucket("dumps")
	f.table("orders", "pk")
	f.put("orders", item{"pk": str("1"), "n": num("1.50"), "b": bin("\x00\xff"), "l": list(boolean(true), null(), document(item{"x": nums("1", "2")})), "s": strs("a", "b"), "t": str("ü\"\n<")}, item{"pk": str("2")})
	export := func(set func(*dynamodb.ExportTableToPointInTimeInput)) (*dynamodb.ExportTableToPointInTimeOutput, error) {
		in := &dynamodb.ExportTableToPointInTimeInput{TableArn: text("arn:aws:dynamodb:us-east-1:000000000000:table/orders"), S3Bucket: text("dumps"), S3Prefix: text("daily"), ClientToken: text("token")}
		set(in)
		return f.Client.ExportTableToPointInTime(ctx, in)
	}
	plain := func(*dynamodb.ExportTableToPointInTimeInput) {}
	_, err := export(plain)
	wantError(t, err, "PointInTimeRecoveryUnavailableException", "Point in time recovery is not enabled for table 'orders'")
	_, err = f.Client.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{TableName: text("orders"), PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)}})
	f.ok(err)
	out, err := export(plain)
	f.ok(err)
	if out.ExportDescription.ExportStatus != types.ExportStatusInProgress {
		t.Errorf("%+v", out.ExportDescription)
	}
	again, err := export(plain)
	f.ok(err)
	if *again.ExportDescription.ExportArn != *out.ExportDescription.ExportArn {
		t.Error("a second export for one token")
	}
	_, err = export(func(in *dynamodb.ExportTableToPointInTimeInput) { in.S3Prefix = text("other") })
	wantError(t, err, "ExportConflictException", "")
	_, err = export(func(in *dynamodb.ExportTableToPointInTimeInput) {
		in.ClientToken, in.ExportTime = text("t2"), aws.Time(f.Clock.Now().Add(-time.Hour))
	})
	wantError(t, err, "InvalidExportTimeException", "")
	d, err := f.Client.DescribeExport(ctx, &dynamodb.DescribeExportInput{ExportArn: out.ExportDescription.ExportArn})
	f.ok(err)
	if d.ExportDescription.ExportStatus != types.ExportStatusCompleted || *d.ExportDescription.ItemCount != 2 {
		t.Errorf("%+v", d.ExportDescription)
	}
	manifest, err := fs.ReadFile(bucket.FS("dumps"), *d.ExportDescription.ExportManifest)
	f.ok(err)
	var summary struct{ ManifestFilesS3Key string }
	f.ok(json.Unmarshal(manifest, &summary))
	list, err := fs.ReadFile(bucket.FS("dumps"), summary.ManifestFilesS3Key)
	f.ok(err)
	var file struct{ DataFileS3Key string }
	f.ok(json.Unmarshal(list, &file))
	data, err := fs.ReadFile(bucket.FS("dumps"), file.DataFileS3Key)
	f.ok(err)
	z, err := gzip.NewReader(bytes.NewReader(data))
	f.ok(err)
	lines, err := io.ReadAll(z)
	f.ok(err)
	if s := string(lines); strings.Count(s, "\n") != 2 || !strings.Contains(s, `{"Item":{"pk":{"S":"2"}}}`) || !strings.Contains(s, `"b":{"B":"AP8="}`) {
		t.Errorf("%s", s)
	}

	imported := func(name, prefix string, set func(*dynamodb.ImportTableInput)) *types.ImportTableDescription {
		t.Helper()
		schema, definitions := key("pk")
		in := &dynamodb.ImportTableInput{InputFormat: types.InputFormatDynamodbJson, S3BucketSource: &types.S3BucketSource{S3Bucket: text("dumps"), S3KeyPrefix: &prefix},
			TableCreationParameters: &types.TableCreationParameters{TableName: &name, KeySchema: schema, AttributeDefinitions: definitions, BillingMode: types.BillingModePayPerRequest}}
		set(in)
		out, err := f.Client.ImportTable(ctx, in)
		f.ok(err)
		d, err := f.Client.DescribeImport(ctx, &dynamodb.DescribeImportInput{ImportArn: out.ImportTableDescription.ImportArn})
		f.ok(err)
		return d.ImportTableDescription
	}
	t.Run("what_was_exported_is_imported", func(t *testing.T) {
		i := imported("copy", file.DataFileS3Key, func(in *dynamodb.ImportTableInput) { in.InputCompressionType = types.InputCompressionTypeGzip })
		if i.ImportStatus != types.ImportStatusCompleted || i.ImportedItemCount != 2 || i.ErrorCount != 0 {
			t.Errorf("%+v", i)
		}
		same(t, "items", dynamofake.Items[item](f.Server, "copy"), dynamofake.Items[item](f.Server, "orders"))
	})
	put := func(key, body string) {
		t.Helper()
		_, err := bucket.Client.PutObject(ctx, &s3.PutObjectInput{Bucket: text("dumps"), Key: &key, Body: strings.NewReader(body)})
		f.ok(err)
	}
	t.Run("bad_lines_are_counted", func(t *testing.T) {
		put("bad/1.json", "{\"Item\":{\"pk\":{\"S\":\"1\"}}}\n\n{\"Item\":{\"x\":{\"S\":\"1\"}}}\n{}\nnonsense\n{\"Item\":{\"pk\":{\"N\":\"1\"}}}\n{\"Item\":{\"pk\":{\"S\":\"2\"},\"n\":{\"N\":\"x\"}}}")
		if i := imported("bad", "bad/", func(*dynamodb.ImportTableInput) {}); i.ImportedItemCount != 1 || i.ErrorCount != 5 {
			t.Errorf("%d imported, %d errors", i.ImportedItemCount, i.ErrorCount)
		}
	})
	t.Run("CSV", func(t *testing.T) {
		put("csv/1.csv", "pk;name\n1;\"Ann; B\"\n2;Bob\n3\n")
		i := imported("csv", "csv/", func(in *dynamodb.ImportTableInput) {
			in.InputFormat, in.InputFormatOptions = types.InputFormatCsv, &types.InputFormatOptions{Csv: &types.CsvOptions{Delimiter: text(";")}}
		})
		if i.ImportedItemCount != 2 || i.ErrorCount != 1 {
			t.Errorf("%d imported, %d errors", i.ImportedItemCount, i.ErrorCount)
		}
		same(t, "items", dynamofake.Items[item](f.Server, "csv"), []item{{"pk": str("1"), "name": str("Ann; B")}, {"pk": str("2"), "name": str("Bob")}})
	})
	t.Run("a_missing_bucket_fails_it", func(t *testing.T) {
		i := imported("lost", "", func(in *dynamodb.ImportTableInput) { in.S3BucketSource.S3Bucket = text("nowhere") })
		if i.ImportStatus != types.ImportStatusFailed || *i.FailureCode != "S3NoSuchBucket" {
			t.Errorf("%+v", i)
		}
		out, err := export(func(in *dynamodb.ExportTableToPointInTimeInput) {
			in.ClientToken, in.S3Bucket = text("t3"), text("nowhere")
		})
		f.ok(err)
		d, err := f.Client.DescribeExport(ctx, &dynamodb.DescribeExportInput{ExportArn: out.ExportDescription.ExportArn})
		f.ok(err)
		if d.ExportDescription.ExportStatus != types.ExportStatusFailed || *d.ExportDescription.FailureMessage != "The specified bucket does not exist" {
			t.Errorf("%+v", d.ExportDescription)
		}
	})
	exports, err := f.Client.ListExports(ctx, &dynamodb.ListExportsInput{MaxResults: aws.Int32(1)})
	f.ok(err)
	imports, err := f.Client.ListImports(ctx, &dynamodb.ListImportsInput{PageSize: aws.Int32(3)})
	f.ok(err)
	if len(exports.ExportSummaries) != 1 || exports.NextToken == nil || len(imports.ImportSummaryList) != 3 || imports.NextToken == nil {
		t.Errorf("%d exports, %d imports", len(exports.ExportSummaries), len(imports.ImportSummaryList))
	}
	_, err = f.Client.DescribeImport(ctx, &dynamodb.DescribeImportInput{ImportArn: text("arn:aws:dynamodb:us-east-1:000000000000:table/orders/import/01234567890123-12345678")})
	wantError(t, err, "ImportNotFoundException", "")
	_, err = f.Client.DescribeExport(ctx, &dynamodb.DescribeExportInput{ExportArn: text("arn:aws:dynamodb:us-east-1:000000000000:table/orders/export/01234567890123-12345678")})
	wantError(t, err, "ExportNotFoundException", "")
}
