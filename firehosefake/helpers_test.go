package firehosefake_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/firehosefake"
	"github.com/awsfake/awsfake/s3fake"
)

// A fixture is a server with a fake S3 that has the buckets "archive" and "backup", and a clock that moves only when a test says so.
type fixture struct {
	*firehosefake.Server
	s3 *s3fake.Server
	t  *testing.T
}

// noon is when tests begin.
var noon = time.Date(2040, 2, 29, 12, 34, 56, 789e6, time.UTC)

func start(t *testing.T, optFns ...func(*firehosefake.Options)) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{firehosefake.Start(t, optFns...), nil, t}
	f.Clock.Freeze()
	f.Clock.AdvanceTo(noon)
	f.s3 = s3fake.New(func(o *s3fake.Options) { o.Join = f.Panel })
	t.Cleanup(f.s3.Close)
	for _, name := range []string{"archive", "backup"} {
		must[s3.CreateBucketOutput](t)(f.s3.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}))
	}
	return f
}

// must returns what a call answers, which must not fail.
func must[Out any](t *testing.T) func(*Out, error) *Out {
	return func(out *Out, err error) *Out {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// refused checks that a call fails with an error type of the SDK, and part of its message.
func refused[E error](t *testing.T, message string) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		var want E
		if !errors.As(err, &want) {
			t.Fatalf("%v, want a %T", err, want)
		}
		var api smithy.APIError
		if errors.As(err, &api); !strings.Contains(api.ErrorMessage(), message) {
			t.Errorf("message %q, want %q in it", api.ErrorMessage(), message)
		}
	}
}

func str(s string) *string { return &s }

const role = "arn:aws:iam::000000000000:role/firehose"

// archive is extended S3 with a buffer of a minute.
func archive(set ...func(*types.ExtendedS3DestinationConfiguration)) *firehose.CreateDeliveryStreamInput {
	c := &types.ExtendedS3DestinationConfiguration{BucketARN: str("arn:aws:s3:::archive"), RoleARN: str(role),
		BufferingHints: &types.BufferingHints{IntervalInSeconds: aws.Int32(60), SizeInMBs: aws.Int32(1)}}
	for _, fn := range set {
		fn(c)
	}
	return &firehose.CreateDeliveryStreamInput{ExtendedS3DestinationConfiguration: c}
}

// failures is where destinations that are no buckets write what they could not deliver.
func failures() *types.S3DestinationConfiguration {
	return &types.S3DestinationConfiguration{BucketARN: str("arn:aws:s3:::backup"), RoleARN: str(role)}
}

// processors is a processing configuration.
func processors(l ...types.Processor) *types.ProcessingConfiguration {
	return &types.ProcessingConfiguration{Enabled: aws.Bool(true), Processors: l}
}

// processor makes a processor of a kind and its parameters, by name and value.
func processor(kind types.ProcessorType, parameters ...string) types.Processor {
	p := types.Processor{Type: kind}
	for i := 0; i < len(parameters); i += 2 {
		p.Parameters = append(p.Parameters, types.ProcessorParameter{ParameterName: types.ProcessorParameterName(parameters[i]), ParameterValue: &parameters[i+1]})
	}
	return p
}

// stream creates a stream called clicks.
func (f *fixture) stream(in *firehose.CreateDeliveryStreamInput) {
	f.t.Helper()
	in.DeliveryStreamName = str("clicks")
	must[firehose.CreateDeliveryStreamOutput](f.t)(f.Client.CreateDeliveryStream(f.t.Context(), in))
}

// put puts records.
func (f *fixture) put(records ...string) {
	f.t.Helper()
	in := &firehose.PutRecordBatchInput{DeliveryStreamName: str("clicks")}
	for _, r := range records {
		in.Records = append(in.Records, types.Record{Data: []byte(r)})
	}
	if out := must[firehose.PutRecordBatchOutput](f.t)(f.Client.PutRecordBatch(f.t.Context(), in)); *out.FailedPutCount != 0 {
		f.t.Fatalf("%d records failed", *out.FailedPutCount)
	}
}

// objects returns the content of a bucket as "key: body" without the unique ends of the keys.
func (f *fixture) objects(bucket string) (l []string) {
	f.t.Helper()
	for _, o := range f.s3.Objects(bucket) {
		body, err := fs.ReadFile(f.s3.FS(bucket), o.Key)
		if err != nil {
			f.t.Fatal(err)
		}
		l = append(l, shorten(o.Key)+": "+string(body))
	}
	return l
}

// shorten takes the UUID out of a key.
func shorten(key string) string {
	i := strings.LastIndex(key, "/clicks-") + len("/clicks-1-2040-02-29-12-34-56-")
	if len(key) < i+36 {
		return key
	}
	return key[:i-1] + key[i+36:]
}

// want checks the content of a bucket.
func (f *fixture) want(bucket string, objects ...string) {
	f.t.Helper()
	if got, want := strings.Join(f.objects(bucket), "\n"), strings.Join(objects, "\n"); got != want {
		f.t.Errorf("%s has\n%s\nwant\n%s", bucket, got, want)
	}
}
