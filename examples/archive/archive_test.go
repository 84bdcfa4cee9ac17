package archive

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/firehosefake"
)

// Archive is the code under test: it sends events until all are taken, but does not try forever.
func Archive(ctx context.Context, client *firehose.Client, stream string, events ...string) error {
	records := make([]types.Record, len(events))
	for i, e := range events {
		records[i].Data = []byte(e + "\n")
	}
	for range 5 {
		out, err := client.PutRecordBatch(ctx, &firehose.PutRecordBatchInput{DeliveryStreamName: &stream, Records: records})
		if err != nil {
			return err
		}
		var again []types.Record
		for i, r := range out.RequestResponses {
			if r.ErrorCode != nil {
				again = append(again, records[i])
			}
		}
		if records = again; len(records) == 0 {
			return nil
		}
	}
	return errors.New("some events were refused five times")
}

func TestArchive(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stack.Clock.Freeze() // object names carry the time to the second
	stack.Clock.AdvanceTo(time.Date(2040, 2, 29, 23, 59, 30, 0, time.UTC))
	createBucket(t, stack.S3, "archive")
	createStream(t, stack.Firehose, &firehose.CreateDeliveryStreamInput{
		ExtendedS3DestinationConfiguration: &types.ExtendedS3DestinationConfiguration{
			BucketARN: aws.String(stack.ARN("s3", "archive")), RoleARN: aws.String(stack.ARN("iam", "role/firehose")),
			BufferingHints: &types.BufferingHints{IntervalInSeconds: aws.Int32(60), SizeInMBs: aws.Int32(5)},
		},
	})
	stack.Inject(control.Fault{Op: "PutRecordBatch", Entries: []int{1}, Times: 1, Err: &types.ServiceUnavailableException{}})

	if err := Archive(t.Context(), stack.Firehose, "clicks", "a", "b"); err != nil {
		t.Fatal(err)
	}
	stack.Clock.Advance(time.Minute)

	objects := stack.Fakes.S3.Objects("archive")
	if len(objects) != 1 || !strings.HasPrefix(objects[0].Key, "2040/02/29/23/clicks-1-2040-02-29-23-59-30-") {
		t.Fatalf("objects: %+v", objects)
	}
	if body, err := fs.ReadFile(stack.Fakes.S3.FS("archive"), objects[0].Key); err != nil || string(body) != "a\nb\n" {
		t.Errorf("archived %q, %v", body, err)
	}
}

func TestArchiveGivesUp(t *testing.T) {
	t.Parallel()
	srv := firehosefake.Start(t)
	createStream(t, srv.Client, &firehose.CreateDeliveryStreamInput{})
	fault := srv.Inject(control.Fault{Op: "PutRecordBatch", Entries: []int{0}, Err: &types.ServiceUnavailableException{}})
	if err := Archive(t.Context(), srv.Client, "clicks", "a"); err == nil || fault.Hits() != 5 {
		t.Errorf("%v after %d calls", err, fault.Hits())
	}
}

// Destinations outside the stack are recorded instead of reached.
func TestSearchIndexIsFed(t *testing.T) {
	t.Parallel()
	srv := firehosefake.Start(t)
	createStream(t, srv.Client, &firehose.CreateDeliveryStreamInput{
		AmazonopensearchserviceDestinationConfiguration: &types.AmazonopensearchserviceDestinationConfiguration{
			IndexName: aws.String("clicks"), RoleARN: aws.String(srv.ARN("iam", "role/firehose")), DomainARN: aws.String(srv.ARN("es", "domain/logs")),
			S3Configuration: &types.S3DestinationConfiguration{BucketARN: aws.String(srv.ARN("s3", "backup")), RoleARN: aws.String(srv.ARN("iam", "role/firehose"))},
		},
	})
	if err := Archive(t.Context(), srv.Client, "clicks", `{"page":"/"}`); err != nil {
		t.Fatal(err)
	}
	srv.Clock.Advance(5 * time.Minute)
	if got := srv.Batches("clicks"); len(got) != 1 || string(got[0].Records[0]) != `{"page":"/"}`+"\n" {
		t.Errorf("batches: %+v", got)
	}
}

func createBucket(t *testing.T, client *s3.Client, name string) {
	t.Helper()
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
}

// createStream creates a delivery stream called clicks.
func createStream(t *testing.T, client *firehose.Client, in *firehose.CreateDeliveryStreamInput) {
	t.Helper()
	in.DeliveryStreamName = aws.String("clicks")
	if _, err := client.CreateDeliveryStream(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}
