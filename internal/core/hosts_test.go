package core

import "testing"

func TestServiceOfHost(t *testing.T) {
	for host, want := range map[string]string{
		"sqs.us-east-1.amazonaws.com":                     "sqs",
		"sqs-fips.us-east-1.amazonaws.com":                "sqs",
		"sqs.us-east-1.api.aws":                           "sqs",
		"queue.amazonaws.com":                             "sqs",
		"us-west-2.queue.amazonaws.com":                   "sqs",
		"sns.eu-central-1.amazonaws.com":                  "sns",
		"sns.cn-north-1.amazonaws.com.cn":                 "sns",
		"s3.amazonaws.com":                                "s3",
		"s3.us-east-1.amazonaws.com":                      "s3",
		"s3-us-west-2.amazonaws.com":                      "s3",
		"my.bucket.s3.us-east-1.amazonaws.com":            "s3",
		"bucket.s3.amazonaws.com":                         "s3",
		"bucket.s3-accelerate.amazonaws.com":              "s3",
		"bucket.s3-accelerate.dualstack.amazonaws.com":    "s3",
		"bucket.s3.dualstack.us-east-1.amazonaws.com":     "s3",
		"bucket.s3-fips.us-gov-west-1.amazonaws.com":      "s3",
		"sqs.s3.us-east-1.amazonaws.com":                  "s3", // a bucket called sqs
		"s3-control.us-east-1.amazonaws.com":              "",
		"dynamodb.us-east-1.amazonaws.com":                "dynamodb",
		"000000000000.ddb.us-east-1.amazonaws.com":        "dynamodb",
		"000000000000.ddb.us-east-1.api.aws":              "dynamodb",
		"streams.dynamodb.us-east-1.amazonaws.com":        "dynamodb",
		"search-dynamodb.us-east-1.amazonaws.com":         "dynamodb",
		"000000000000.search-ddb.us-east-1.amazonaws.com": "",
		"lambda.us-east-1.amazonaws.com":                  "lambda",
		"firehose.us-east-1.amazonaws.com":                "firehose",
		"memory-db.us-east-1.amazonaws.com":               "memorydb",
		"memory-db-fips.us-gov-west-1.amazonaws.com":      "memorydb",
		"ec2.us-east-1.amazonaws.com":                     "",
		"sqs.us-east-1.example.com":                       "",
		"amazonaws.com":                                   "",
	} {
		if got := serviceOfHost(host); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}
