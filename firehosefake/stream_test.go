package firehosefake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/firehosefake"
)

func (f *fixture) describe() *types.DeliveryStreamDescription {
	f.t.Helper()
	return must[firehose.DescribeDeliveryStreamOutput](f.t)(f.Client.DescribeDeliveryStream(f.t.Context(), &firehose.DescribeDeliveryStreamInput{DeliveryStreamName: str("clicks")})).DeliveryStreamDescription
}

func TestCreateDeliveryStream(t *testing.T) {
	t.Run("describes_extended_S3_with_its_defaults", func(t *testing.T) {
		f := start(t)
		in := archive(func(c *types.ExtendedS3DestinationConfiguration) { c.BufferingHints = nil })
		in.Tags = []types.Tag{{Key: str("stage"), Value: str("test")}}
		f.stream(in)
		d := f.describe()
		if d.DeliveryStreamStatus != types.DeliveryStreamStatusActive || *d.VersionId != "1" || d.DeliveryStreamType != types.DeliveryStreamTypeDirectPut || !d.CreateTimestamp.Equal(noon.Truncate(time.Millisecond)) ||
			*d.DeliveryStreamARN != "arn:aws:firehose:us-east-1:000000000000:deliverystream/clicks" || d.DeliveryStreamEncryptionConfiguration.Status != types.DeliveryStreamEncryptionStatusDisabled {
			t.Errorf("%+v", d)
		}
		x, s3 := d.Destinations[0].ExtendedS3DestinationDescription, d.Destinations[0].S3DestinationDescription
		if *x.BufferingHints.SizeInMBs != 5 || *x.BufferingHints.IntervalInSeconds != 300 || x.CompressionFormat != types.CompressionFormatUncompressed || x.S3BackupMode != types.S3BackupModeDisabled ||
			x.EncryptionConfiguration.NoEncryptionConfig != types.NoEncryptionConfigNoEncryption || *x.CustomTimeZone != "UTC" || *x.ProcessingConfiguration.Enabled || *x.CloudWatchLoggingOptions.Enabled {
			t.Errorf("%+v", x)
		}
		if *s3.BucketARN != "arn:aws:s3:::archive" || *s3.BufferingHints.SizeInMBs != 5 {
			t.Errorf("%+v", s3)
		}
	})
	for name, in := range destinations() {
		t.Run("describes_and_records_"+name, func(t *testing.T) {
			f := start(t)
			f.stream(in)
			if n := len(f.describe().Destinations); n != 1 {
				t.Fatalf("%d destinations", n)
			}
			f.put("a", "b")
			f.Clock.Advance(10 * time.Minute)
			got := f.Batches("clicks")
			if len(got) == 0 || got[len(got)-1].Destination != name || len(got[len(got)-1].Records) != 2 || got[len(got)-1].Target == "" && name != "iceberg" {
				t.Errorf("%+v", got)
			}
		})
	}
	t.Run("keeps_the_records_of_a_stream_without_destination", func(t *testing.T) {
		f := start(t)
		f.stream(&firehose.CreateDeliveryStreamInput{})
		f.put("hello")
		f.Clock.Advance(time.Hour)
		if f.Pending("clicks") != 5 || len(f.Batches("clicks")) != 0 || len(f.describe().Destinations) != 0 {
			t.Errorf("%d bytes, %v", f.Pending("clicks"), f.Batches("clicks"))
		}
	})
	f := start(t)
	create := func(in *firehose.CreateDeliveryStreamInput) (*firehose.CreateDeliveryStreamOutput, error) {
		if in.DeliveryStreamName == nil {
			in.DeliveryStreamName = str("new")
		}
		return f.Client.CreateDeliveryStream(t.Context(), in)
	}
	f.stream(archive())
	again := archive()
	again.DeliveryStreamName = str("clicks")
	refused[*types.ResourceInUseException](t, "Firehose clicks under accountId 000000000000 already exists")(create(again))
	type x = types.ExtendedS3DestinationConfiguration
	lambda := processor("Lambda", "LambdaArn", "arn:aws:lambda:us-east-1:000000000000:function:f")
	keys := processor("MetadataExtraction", "JsonParsingEngine", "JQ-1.6", "MetadataExtractionQuery", "{customer: .id}")
	partitioned := func(prefix string) func(*x) {
		return func(c *x) {
			c.DynamicPartitioningConfiguration = &types.DynamicPartitioningConfiguration{Enabled: aws.Bool(true)}
			c.BufferingHints = &types.BufferingHints{SizeInMBs: aws.Int32(64), IntervalInSeconds: aws.Int32(60)}
			c.Prefix, c.ErrorOutputPrefix, c.ProcessingConfiguration = &prefix, str("errors/!{firehose:error-output-type}/"), processors(keys)
		}
	}
	for name, tt := range map[string]struct {
		set  func(*x)
		want string
	}{
		"an expression without error prefix":      {func(c *x) { c.Prefix = str("!{timestamp:yyyy}/") }, "ErrorOutputPrefix cannot be null"},
		"an error prefix without the type":        {func(c *x) { c.ErrorOutputPrefix = str("e/!{timestamp:yyyy}/") }, "error-output-type"},
		"the error type in the prefix":            {func(c *x) { c.Prefix, c.ErrorOutputPrefix = str("!{firehose:error-output-type}/"), str("e/") }, "Prefix cannot contain"},
		"an unknown namespace":                    {func(c *x) { c.Prefix = str("!{moon:full}/") }, "namespace moon"},
		"an unknown value":                        {func(c *x) { c.Prefix = str("!{firehose:moon}/") }, "random-string or error-output-type"},
		"an expression that does not end":         {func(c *x) { c.Prefix = str("!{timestamp:yyyy") }, "not valid"},
		"a bad time format":                       {func(c *x) { c.Prefix, c.ErrorOutputPrefix = str("!{timestamp:bb}/"), str("e/") }, "timestamp format"},
		"an unknown time zone":                    {func(c *x) { c.CustomTimeZone = str("Mars/Base") }, "time zone"},
		"a backup without a bucket":               {func(c *x) { c.S3BackupMode = types.S3BackupModeEnabled }, "S3BackupConfiguration"},
		"partition keys without partitioning":     {func(c *x) { c.Prefix, c.ErrorOutputPrefix = str("!{partitionKeyFromQuery:a}/"), str("e/") }, "Dynamic Partitioning"},
		"partitioning without keys":               {partitioned("a/"), "must contain"},
		"partitioning by keys that nobody makes":  {partitioned("!{partitionKeyFromQuery:nobody}/"), "no key nobody"},
		"partitioning by Lambda without a Lambda": {partitioned("!{partitionKeyFromLambda:a}/"), "Lambda processor"},
		"partitioning with a small buffer":        {func(c *x) { partitioned("!{partitionKeyFromQuery:customer}/")(c); c.BufferingHints = nil }, "at least 64"},
		"a query without partitioning":            {func(c *x) { c.ProcessingConfiguration = processors(keys) }, "MetadataExtraction"},
		"a query that is none": {func(c *x) {
			c.ProcessingConfiguration = processors(processor("MetadataExtraction", "JsonParsingEngine", "JQ-1.6", "MetadataExtractionQuery", ".a"))
		}, "MetadataExtractionQuery"},
		"a query of unknown filters": {func(c *x) {
			c.ProcessingConfiguration = processors(processor("MetadataExtraction", "JsonParsingEngine", "JQ-1.6", "MetadataExtractionQuery", "{a: .b | explode}"))
		}, `"explode" is not supported`},
		"an engine that is not JQ": {func(c *x) {
			c.ProcessingConfiguration = processors(processor("MetadataExtraction", "JsonParsingEngine", "JQ-9"))
		}, "JQ-1.6"},
		"a function that is none": {func(c *x) { c.ProcessingConfiguration = processors(processor("Lambda", "LambdaArn", "f")) }, "LambdaArn"},
		"too many retries of a function": {func(c *x) {
			lambda := lambda
			lambda.Parameters = append(lambda.Parameters[:1:1], types.ProcessorParameter{ParameterName: "NumberOfRetries", ParameterValue: str("301")})
			c.ProcessingConfiguration = processors(lambda)
		}, "NumberOfRetries"},
		"a delimiter that is not base64": {func(c *x) {
			c.ProcessingConfiguration = processors(processor("RecordDeAggregation", "SubRecordType", "DELIMITED", "Delimiter", "!"))
		}, "base64"},
		"a kind of sub-record": {func(c *x) {
			c.ProcessingConfiguration = processors(processor("RecordDeAggregation", "SubRecordType", "XML"))
		}, "JSON or DELIMITED"},
	} {
		t.Run("refuses_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			refused[*types.InvalidArgumentException](t, tt.want)(create(archive(tt.set)))
		})
	}
	both := archive()
	both.S3DestinationConfiguration = failures()
	refused[*types.InvalidArgumentException](t, "Exactly one destination")(create(both))
	kinesis := archive()
	kinesis.DeliveryStreamType = types.DeliveryStreamTypeKinesisStreamAsSource
	refused[*types.InvalidArgumentException](t, "source configuration")(create(kinesis))
	conversion := archive(func(c *x) {
		c.DataFormatConversionConfiguration = &types.DataFormatConversionConfiguration{Enabled: aws.Bool(true)}
	})
	if _, err := create(conversion); err == nil || !strings.Contains(err.Error(), "NotImplemented") {
		t.Errorf("conversion: %v", err)
	}
}

// destinations are the kinds that are recorded, with what each requires.
func destinations() map[string]*firehose.CreateDeliveryStreamInput {
	type in = firehose.CreateDeliveryStreamInput
	url := str("https://logs.example.com")
	return map[string]*in{
		"opensearch":           {AmazonopensearchserviceDestinationConfiguration: &types.AmazonopensearchserviceDestinationConfiguration{IndexName: str("i"), RoleARN: str(role), DomainARN: str("arn:aws:es:us-east-1:000000000000:domain/logs"), S3Configuration: failures()}},
		"opensearchserverless": {AmazonOpenSearchServerlessDestinationConfiguration: &types.AmazonOpenSearchServerlessDestinationConfiguration{IndexName: str("i"), RoleARN: str(role), CollectionEndpoint: url, S3Configuration: failures()}},
		"elasticsearch":        {ElasticsearchDestinationConfiguration: &types.ElasticsearchDestinationConfiguration{IndexName: str("i"), RoleARN: str(role), ClusterEndpoint: url, S3Configuration: failures()}},
		"splunk":               {SplunkDestinationConfiguration: &types.SplunkDestinationConfiguration{HECEndpoint: url, HECEndpointType: types.HECEndpointTypeRaw, HECToken: str("t"), S3Configuration: failures()}},
		"snowflake":            {SnowflakeDestinationConfiguration: &types.SnowflakeDestinationConfiguration{AccountUrl: str("https://account.snowflakecomputing.com"), Database: str("d"), Schema: str("s"), Table: str("t"), RoleARN: str(role), S3Configuration: failures()}},
		"redshift":             {RedshiftDestinationConfiguration: &types.RedshiftDestinationConfiguration{ClusterJDBCURL: str("jdbc:redshift://cluster.abc123.us-east-1.redshift.amazonaws.com:5439/dev"), CopyCommand: &types.CopyCommand{DataTableName: str("t")}, RoleARN: str(role), Username: str("u"), Password: str("secret1"), S3Configuration: failures()}},
		"iceberg":              {IcebergDestinationConfiguration: &types.IcebergDestinationConfiguration{CatalogConfiguration: &types.CatalogConfiguration{CatalogARN: str("arn:aws:glue:us-east-1:000000000000:catalog")}, RoleARN: str(role), S3Configuration: failures()}},
	}
}

func TestLifecycle(t *testing.T) {
	f := start(t, func(o *firehosefake.Options) { o.Lifecycle = time.Minute })
	ctx := t.Context()
	f.stream(archive())
	remove := func() (*firehose.DeleteDeliveryStreamOutput, error) {
		return f.Client.DeleteDeliveryStream(ctx, &firehose.DeleteDeliveryStreamInput{DeliveryStreamName: str("clicks")})
	}
	put := func() (*firehose.PutRecordOutput, error) {
		return f.Client.PutRecord(ctx, &firehose.PutRecordInput{DeliveryStreamName: str("clicks"), Record: &types.Record{Data: []byte("x")}})
	}
	if d := f.describe(); d.DeliveryStreamStatus != types.DeliveryStreamStatusCreating {
		t.Error(d.DeliveryStreamStatus)
	}
	refused[*types.ResourceInUseException](t, "CREATING")(remove())
	refused[*types.ResourceNotFoundException](t, "CREATING")(put())
	f.Clock.Advance(time.Minute)
	if out := must[firehose.PutRecordOutput](t)(put()); len(*out.RecordId) != 224 || *out.Encrypted {
		t.Errorf("%d characters, encrypted %v", len(*out.RecordId), *out.Encrypted)
	}

	must[firehose.StartDeliveryStreamEncryptionOutput](t)(f.Client.StartDeliveryStreamEncryption(ctx, &firehose.StartDeliveryStreamEncryptionInput{DeliveryStreamName: str("clicks")}))
	if d := f.describe(); d.DeliveryStreamEncryptionConfiguration.Status != types.DeliveryStreamEncryptionStatusEnabling {
		t.Error(d.DeliveryStreamEncryptionConfiguration.Status)
	}
	f.Clock.Advance(time.Minute)
	if d := f.describe().DeliveryStreamEncryptionConfiguration; d.Status != types.DeliveryStreamEncryptionStatusEnabled || d.KeyType != types.KeyTypeAwsOwnedCmk {
		t.Errorf("%+v", d)
	}
	if out := must[firehose.PutRecordOutput](t)(put()); !*out.Encrypted {
		t.Error("not encrypted")
	}
	must[firehose.StopDeliveryStreamEncryptionOutput](t)(f.Client.StopDeliveryStreamEncryption(ctx, &firehose.StopDeliveryStreamEncryptionInput{DeliveryStreamName: str("clicks")}))
	f.Clock.Advance(time.Minute)
	refused[*types.InvalidArgumentException](t, "not enabled")(f.Client.StopDeliveryStreamEncryption(ctx, &firehose.StopDeliveryStreamEncryptionInput{DeliveryStreamName: str("clicks")}))
	refused[*types.InvalidKMSResourceException](t, "alias")(f.Client.StartDeliveryStreamEncryption(ctx, &firehose.StartDeliveryStreamEncryptionInput{DeliveryStreamName: str("clicks"),
		DeliveryStreamEncryptionConfigurationInput: &types.DeliveryStreamEncryptionConfigurationInput{KeyType: types.KeyTypeCustomerManagedCmk, KeyARN: str("arn:aws:kms:us-east-1:000000000000:alias/k")}}))

	must[firehose.DeleteDeliveryStreamOutput](t)(remove())
	if d := f.describe(); d.DeliveryStreamStatus != types.DeliveryStreamStatusDeleting {
		t.Error(d.DeliveryStreamStatus)
	}
	f.Clock.Advance(time.Minute)
	refused[*types.ResourceNotFoundException](t, "Firehose clicks under account 000000000000 not found.")(remove())
}

func TestUpdateDestination(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.stream(archive(func(c *types.ExtendedS3DestinationConfiguration) { c.Prefix = str("old/") }))
	update := func(version string, set func(*firehose.UpdateDestinationInput)) (*firehose.UpdateDestinationOutput, error) {
		in := &firehose.UpdateDestinationInput{DeliveryStreamName: str("clicks"), CurrentDeliveryStreamVersionId: &version, DestinationId: str("destinationId-000000000001")}
		set(in)
		return f.Client.UpdateDestination(ctx, in)
	}
	prefix := func(p string) func(*firehose.UpdateDestinationInput) {
		return func(in *firehose.UpdateDestinationInput) {
			in.ExtendedS3DestinationUpdate = &types.ExtendedS3DestinationUpdate{Prefix: &p}
		}
	}
	f.put("one\n")
	must[firehose.UpdateDestinationOutput](t)(update("1", prefix("new/")))
	d := f.describe()
	x := d.Destinations[0].ExtendedS3DestinationDescription
	if *d.VersionId != "2" || d.LastUpdateTimestamp == nil || *x.Prefix != "new/" || *x.BufferingHints.IntervalInSeconds != 60 {
		t.Errorf("%+v %+v", d, x)
	}
	f.put("two\n")
	f.Clock.Advance(time.Minute)
	f.want("archive", "new/2040/02/29/12/clicks-2-2040-02-29-12-34-56: two\n", "old/2040/02/29/12/clicks-1-2040-02-29-12-34-56: one\n")
	refused[*types.ConcurrentModificationException](t, "specified version id: 1")(update("1", prefix("x/")))
	refused[*types.InvalidArgumentException](t, "Exactly one")(update("2", func(*firehose.UpdateDestinationInput) {}))
	refused[*types.InvalidArgumentException](t, "destinationId-2")(update("2", func(in *firehose.UpdateDestinationInput) { prefix("x/")(in); in.DestinationId = str("destinationId-2") }))
	refused[*types.InvalidArgumentException](t, "ErrorOutputPrefix")(update("2", prefix("!{timestamp:yyyy}/")))
	must[firehose.UpdateDestinationOutput](t)(update("2", func(in *firehose.UpdateDestinationInput) {
		in.S3DestinationUpdate = &types.S3DestinationUpdate{BufferingHints: &types.BufferingHints{IntervalInSeconds: aws.Int32(90)}}
	}))
	if x := f.describe().Destinations[0].ExtendedS3DestinationDescription; *x.BufferingHints.IntervalInSeconds != 90 || *x.Prefix != "new/" || *x.BufferingHints.SizeInMBs != 5 {
		t.Errorf("%+v", x.BufferingHints)
	}
}

func TestListDeliveryStreams(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	for i := range 12 {
		in := archive()
		in.DeliveryStreamName = aws.String(fmt.Sprintf("s%02d", i))
		must[firehose.CreateDeliveryStreamOutput](t)(f.Client.CreateDeliveryStream(ctx, in))
	}
	out := must[firehose.ListDeliveryStreamsOutput](t)(f.Client.ListDeliveryStreams(ctx, &firehose.ListDeliveryStreamsInput{}))
	if len(out.DeliveryStreamNames) != 10 || !*out.HasMoreDeliveryStreams {
		t.Errorf("%v %v", out.DeliveryStreamNames, *out.HasMoreDeliveryStreams)
	}
	out = must[firehose.ListDeliveryStreamsOutput](t)(f.Client.ListDeliveryStreams(ctx, &firehose.ListDeliveryStreamsInput{ExclusiveStartDeliveryStreamName: str("s09")}))
	if strings.Join(out.DeliveryStreamNames, " ") != "s10 s11" || *out.HasMoreDeliveryStreams {
		t.Errorf("%v %v", out.DeliveryStreamNames, *out.HasMoreDeliveryStreams)
	}
	out = must[firehose.ListDeliveryStreamsOutput](t)(f.Client.ListDeliveryStreams(ctx, &firehose.ListDeliveryStreamsInput{DeliveryStreamType: types.DeliveryStreamTypeMSKAsSource}))
	if len(out.DeliveryStreamNames) != 0 {
		t.Errorf("%v", out.DeliveryStreamNames)
	}
}

func TestTags(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.stream(archive())
	tag := func(keys ...string) (*firehose.TagDeliveryStreamOutput, error) {
		in := &firehose.TagDeliveryStreamInput{DeliveryStreamName: str("clicks")}
		for _, k := range keys {
			in.Tags = append(in.Tags, types.Tag{Key: &k, Value: str("v")})
		}
		return f.Client.TagDeliveryStream(ctx, in)
	}
	must[firehose.TagDeliveryStreamOutput](t)(tag("c", "a", "b"))
	list := func(in firehose.ListTagsForDeliveryStreamInput) (string, bool) {
		t.Helper()
		in.DeliveryStreamName = str("clicks")
		out := must[firehose.ListTagsForDeliveryStreamOutput](t)(f.Client.ListTagsForDeliveryStream(ctx, &in))
		var keys []string
		for _, tag := range out.Tags {
			keys = append(keys, *tag.Key)
		}
		return strings.Join(keys, ""), *out.HasMoreTags
	}
	if keys, more := list(firehose.ListTagsForDeliveryStreamInput{Limit: aws.Int32(2)}); keys != "ab" || !more {
		t.Error(keys, more)
	}
	if keys, more := list(firehose.ListTagsForDeliveryStreamInput{ExclusiveStartTagKey: str("b")}); keys != "c" || more {
		t.Error(keys, more)
	}
	must[firehose.UntagDeliveryStreamOutput](t)(f.Client.UntagDeliveryStream(ctx, &firehose.UntagDeliveryStreamInput{DeliveryStreamName: str("clicks"), TagKeys: []string{"a", "none"}}))
	if keys, _ := list(firehose.ListTagsForDeliveryStreamInput{}); keys != "bc" {
		t.Error(keys)
	}
	var many []string
	for i := range 49 {
		many = append(many, fmt.Sprint("key", i))
	}
	refused[*types.LimitExceededException](t, "50")(tag(many...))
}

func TestPutRecordBatch(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.stream(archive())
	put := func(sizes ...int) (*firehose.PutRecordBatchOutput, error) {
		in := &firehose.PutRecordBatchInput{DeliveryStreamName: str("clicks")}
		for _, n := range sizes {
			in.Records = append(in.Records, types.Record{Data: make([]byte, n)})
		}
		return f.Client.PutRecordBatch(ctx, in)
	}
	const limit = 1000 << 10
	if _, err := put(1, limit+1); err == nil || !strings.Contains(err.Error(), "Value 'java.nio.HeapByteBuffer[pos=0 lim=1024001 cap=1024001]' at 'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 1024000") {
		t.Errorf("a large record: %v", err)
	}
	refused[*types.InvalidArgumentException](t, "4 MB")(put(limit, limit, limit, limit, 4<<20-4*limit+1))
	if n := f.Pending("clicks"); n != 0 {
		t.Errorf("%d bytes of what was refused", n)
	}
	must[firehose.PutRecordBatchOutput](t)(put(limit, limit, limit, limit, 4<<20-4*limit))
	refused[*types.ResourceNotFoundException](t, "none")(f.Client.PutRecord(ctx, &firehose.PutRecordInput{DeliveryStreamName: str("none"), Record: &types.Record{Data: []byte("x")}}))

	t.Run("fails_record_by_record_as_faults_say", func(t *testing.T) {
		fault := f.Inject(control.Fault{Op: "PutRecordBatch", Entries: []int{0, 2}, Times: 1, Err: &types.ServiceUnavailableException{}})
		out := must[firehose.PutRecordBatchOutput](t)(put(1, 2, 3, 4))
		if *out.FailedPutCount != 2 || len(out.RequestResponses) != 4 || fault.Hits() != 1 {
			t.Fatalf("%d failed of %d", *out.FailedPutCount, len(out.RequestResponses))
		}
		for i, r := range out.RequestResponses {
			if failed := i%2 == 0; failed != (r.ErrorCode != nil) || failed == (r.RecordId != nil) || failed && (*r.ErrorCode != "ServiceUnavailableException" || *r.ErrorMessage != "Slow down.") {
				t.Errorf("%d: %+v", i, r)
			}
		}
	})
	t.Run("is_not_for_streams_with_another_source", func(t *testing.T) {
		in := archive()
		in.DeliveryStreamName, in.DeliveryStreamType = str("kinesis"), types.DeliveryStreamTypeKinesisStreamAsSource
		in.KinesisStreamSourceConfiguration = &types.KinesisStreamSourceConfiguration{KinesisStreamARN: str("arn:aws:kinesis:us-east-1:000000000000:stream/s"), RoleARN: str(role)}
		must[firehose.CreateDeliveryStreamOutput](t)(f.Client.CreateDeliveryStream(ctx, in))
		_, err := f.Client.PutRecord(ctx, &firehose.PutRecordInput{DeliveryStreamName: str("kinesis"), Record: &types.Record{Data: []byte("x")}})
		refused[*types.InvalidArgumentException](t, "This operation is not permitted on KinesisStreamAsSource delivery stream type.")(nil, err)
		d := must[firehose.DescribeDeliveryStreamOutput](t)(f.Client.DescribeDeliveryStream(ctx, &firehose.DescribeDeliveryStreamInput{DeliveryStreamName: str("kinesis")})).DeliveryStreamDescription
		if s := d.Source.KinesisStreamSourceDescription; *s.KinesisStreamARN != "arn:aws:kinesis:us-east-1:000000000000:stream/s" || s.DeliveryStartTimestamp == nil {
			t.Errorf("%+v", s)
		}
	})
}

// Whatever is sent, no request is answered with a 500, and what is refused says so in JSON.
func TestBadInput(t *testing.T) {
	f := start(t)
	f.stream(archive())
	for name, tt := range map[string]struct{ op, body, want string }{
		"an unknown operation":    {"Fly", `{}`, "UnknownOperationException"},
		"malformed JSON":          {"PutRecord", `{`, "SerializationException"},
		"a number for a text":     {"PutRecord", `{"DeliveryStreamName":1}`, "SerializationException"},
		"data that is not base64": {"PutRecord", `{"DeliveryStreamName":"clicks","Record":{"Data":"!"}}`, "SerializationException"},
		"no record":               {"PutRecord", `{"DeliveryStreamName":"clicks"}`, "ValidationException"},
		"a record without data":   {"PutRecord", `{"DeliveryStreamName":"clicks","Record":{}}`, "ValidationException"},
		"a null record":           {"PutRecordBatch", `{"DeliveryStreamName":"clicks","Records":[null]}`, ""},
		"no records":              {"PutRecordBatch", `{"DeliveryStreamName":"clicks","Records":[]}`, "ValidationException"},
		"501 records":             {"PutRecordBatch", `{"DeliveryStreamName":"clicks","Records":[` + strings.Repeat(`{"Data":""},`, 500) + `{"Data":""}]}`, "ValidationException"},
		"a long name":             {"CreateDeliveryStream", `{"DeliveryStreamName":"` + strings.Repeat("a", 65) + `"}`, "ValidationException"},
		"a bad name":              {"CreateDeliveryStream", `{"DeliveryStreamName":"a b"}`, "ValidationException"},
		"an empty destination":    {"CreateDeliveryStream", `{"DeliveryStreamName":"a","S3DestinationConfiguration":{}}`, "ValidationException"},
		"null hints":              {"CreateDeliveryStream", `{"DeliveryStreamName":"b","S3DestinationConfiguration":{"RoleARN":"` + role + `","BucketARN":"arn:aws:s3:::x","BufferingHints":null}}`, ""},
		"a big buffer":            {"CreateDeliveryStream", `{"DeliveryStreamName":"c","S3DestinationConfiguration":{"RoleARN":"` + role + `","BucketARN":"arn:aws:s3:::x","BufferingHints":{"SizeInMBs":129}}}`, "ValidationException"},
		"a processor of nothing":  {"CreateDeliveryStream", `{"DeliveryStreamName":"d","ExtendedS3DestinationConfiguration":{"RoleARN":"` + role + `","BucketARN":"arn:aws:s3:::x","ProcessingConfiguration":{"Enabled":true,"Processors":[{"Type":"Lambda"}]}}}`, "InvalidArgumentException"},
		"a null processor":        {"CreateDeliveryStream", `{"DeliveryStreamName":"e","ExtendedS3DestinationConfiguration":{"RoleARN":"` + role + `","BucketARN":"arn:aws:s3:::x","ProcessingConfiguration":{"Enabled":true,"Processors":[null]}}}`, ""},
		"an endpoint of nothing":  {"CreateDeliveryStream", `{"DeliveryStreamName":"f","HttpEndpointDestinationConfiguration":{"EndpointConfiguration":{},"S3Configuration":{"RoleARN":"` + role + `","BucketARN":"arn:aws:s3:::x"}}}`, "ValidationException"},
		"a version that is none":  {"UpdateDestination", `{"DeliveryStreamName":"clicks","CurrentDeliveryStreamVersionId":"0","DestinationId":"x"}`, "Exception"},
		"a limit of none":         {"ListDeliveryStreams", `{"Limit":0}`, "ValidationException"},
		"no tags":                 {"TagDeliveryStream", `{"DeliveryStreamName":"clicks","Tags":[]}`, "ValidationException"},
		"an encryption of null":   {"StartDeliveryStreamEncryption", `{"DeliveryStreamName":"clicks","DeliveryStreamEncryptionConfigurationInput":{}}`, "ValidationException"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL()+"/", bytes.NewReader([]byte(tt.body)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Amz-Target", "Firehose_20150804."+tt.op)
			req.Header.Set("Content-Type", "application/x-amz-json-1.1")
			res, err := f.Config().HTTPClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil || !json.Valid(body) {
				t.Fatalf("%v %s", err, body)
			}
			if res.StatusCode >= 500 || tt.want != "" && (res.StatusCode == 200 || !strings.Contains(string(body), tt.want)) {
				t.Errorf("%s %s, want %s", res.Status, body, tt.want)
			}
		})
	}
}
