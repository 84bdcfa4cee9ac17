package firehosefake_test

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/firehosefake"
)

// In a test it is firehosefake.Start(t), which closes the server too.
func Example() {
	srv := firehosefake.New()
	defer srv.Close()
	ctx := context.Background()

	_, err := srv.Client.CreateDeliveryStream(ctx, &firehose.CreateDeliveryStreamInput{
		DeliveryStreamName: aws.String("clicks"),
		SplunkDestinationConfiguration: &types.SplunkDestinationConfiguration{
			HECEndpoint: aws.String("https://splunk.example.com"), HECEndpointType: types.HECEndpointTypeRaw, HECToken: aws.String("token"),
			S3Configuration: &types.S3DestinationConfiguration{BucketARN: aws.String(srv.ARN("s3", "failures")), RoleARN: aws.String(srv.ARN("iam", "role/firehose"))},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.Client.PutRecord(ctx, &firehose.PutRecordInput{DeliveryStreamName: aws.String("clicks"), Record: &types.Record{Data: []byte("/home")}})
	fmt.Println(srv.Pending("clicks"), "bytes wait,", len(srv.Batches("clicks")), "batches")

	srv.Clock.Advance(time.Minute) // the buffer's interval passes
	for _, b := range srv.Batches("clicks") {
		fmt.Printf("%s got %s\n", b.Destination, b.Records)
	}
	// Output:
	// 5 bytes wait, 0 batches
	// splunk got [/home]
}
