package roundtrip

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/awsfake/awsfake/internal/model/lambdamodel"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/model/snsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/wire"
)

func TestRequestsReachTheOperationThatAsksForMost(t *testing.T) {
	s3, lambda := wire.New(&s3model.API), wire.New(&lambdamodel.API)
	for _, tt := range []struct {
		api               *wire.API
		method, uri, copy string
		want, label       string
	}{
		{s3, "PUT", "/b", "", "CreateBucket", "b"},
		{s3, "PUT", "/b/", "", "CreateBucket", "b"},
		{s3, "PUT", "/b?tagging", "", "PutBucketTagging", "b"},
		{s3, "PUT", "/b?tagging=", "", "PutBucketTagging", "b"},
		{s3, "PUT", "/b/k", "", "PutObject", "k"},
		{s3, "PUT", "/b/a/b//c%2Fd/", "", "PutObject", "a/b//c%2Fd/"},
		{s3, "PUT", "/b//k", "", "PutObject", "/k"},
		{s3, "PUT", "/b/k", "/src/k", "CopyObject", "k"},
		{s3, "PUT", "/b/k?tagging", "", "PutObjectTagging", "k"},
		{s3, "PUT", "/b/k?partNumber=1&uploadId=u", "", "UploadPart", "k"},
		{s3, "PUT", "/b/k?partNumber=1&uploadId=u", "/src/k", "UploadPartCopy", "k"},
		{s3, "GET", "/", "", "ListBuckets", ""},
		{s3, "GET", "/?x-id=ListDirectoryBuckets", "", "ListDirectoryBuckets", ""},
		{s3, "GET", "/b", "", "ListObjects", "b"},
		{s3, "GET", "/b?list-type=1", "", "ListObjects", "b"},
		{s3, "GET", "/b?prefix=x&list-type=2", "", "ListObjectsV2", "b"},
		{s3, "GET", "/b?analytics", "", "ListBucketAnalyticsConfigurations", "b"},
		{s3, "GET", "/b?analytics&id=1", "", "GetBucketAnalyticsConfiguration", "b"},
		{s3, "GET", "/b/k?uploadId=u", "", "ListParts", "k"},
		{s3, "GET", "/b/k?versionId=v", "", "GetObject", "k"},
		{s3, "HEAD", "/b/k", "", "HeadObject", "k"},
		{s3, "DELETE", "/b/k?uploadId=u", "", "AbortMultipartUpload", "k"},
		{s3, "POST", "/b?delete", "", "DeleteObjects", "b"},
		{s3, "POST", "/b/k?uploads", "", "CreateMultipartUpload", "k"},
		{s3, "POST", "/b/k?select&select-type=2", "", "SelectObjectContent", "k"},
		{s3, "POST", "/WriteGetObjectResponse", "", "WriteGetObjectResponse", ""},
		{s3, "DELETE", "/b/k?acl", "", "", ""}, // no such operation: not DeleteObject
		{s3, "PUT", "/b?versions", "", "", ""}, // not CreateBucket
		{s3, "POST", "/b?tagging", "", "", ""},
		{lambda, "GET", "/2015-03-31/functions/", "", "ListFunctions", ""},
		{lambda, "GET", "/2018-10-31/layers?find=LayerVersion&Arn=a", "", "GetLayerVersionByArn", ""},
		{lambda, "GET", "/2018-10-31/layers", "", "ListLayers", ""},
		{lambda, "POST", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af/invocations?Qualifier=1", "", "Invoke", "arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af"},
		{lambda, "GET", "/2019-09-30/functions/f/provisioned-concurrency?List=ALL", "", "ListProvisionedConcurrencyConfigs", "f"},
		{lambda, "GET", "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1", "", "GetProvisionedConcurrencyConfig", "f"},
		{lambda, "GET", "/2019-09-25/functions/f/event-invoke-config/list", "", "ListFunctionEventInvokeConfigs", "f"},
	} {
		r, err := http.NewRequest(tt.method, "http://host"+tt.uri, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.copy != "" {
			r.Header.Set("X-Amz-Copy-Source", tt.copy)
		}
		op, labels := tt.api.Route(r, r.URL.Query())
		name, last := "", ""
		if op != nil {
			name = op.Name
		}
		if len(labels) > 0 {
			last = labels[len(labels)-1]
		}
		if name != tt.want || last != tt.label {
			t.Errorf("%s %s: %s %q, want %s %q", tt.method, tt.uri, name, last, tt.want, tt.label)
		}
	}
}

func TestTargetsAndActionsNameTheOperation(t *testing.T) {
	sqs, sns := wire.New(&sqsmodel.API), wire.New(&snsmodel.API)
	for target, want := range map[string]string{"AmazonSQS.SendMessage": "SendMessage", "AmazonSQS.Nothing": "", "DynamoDB_20120810.SendMessage": "", "SendMessage": "", "": "", "AmazonSQS": ""} {
		op, _ := sqs.Route(&http.Request{Header: http.Header{"X-Amz-Target": {target}}}, nil)
		if (op == nil) != (want == "") || op != nil && op.Name != want {
			t.Errorf("%q: %v", target, op)
		}
	}
	for action, want := range map[string]string{"Publish": "Publish", "publish": "", "": ""} {
		op, _ := sns.Route(&http.Request{}, url.Values{"Action": {action}})
		if (op == nil) != (want == "") || op != nil && op.Name != want {
			t.Errorf("%q: %v", action, op)
		}
	}
}
