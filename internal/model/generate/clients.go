package main

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
)

// A table is one package of the output.
type table struct {
	name    string // the package is <name>model, the overlay <name>.json
	model   string // in apis
	subject string // for the package's comment
	client  client
}

// A client is an SDK client with what it can tell of itself.
type client struct {
	value    reflect.Value
	recorder *recorder            // nil where the client carries no schemas
	registry *smithy.TypeRegistry // its errors, where it carries schemas
}

// tables lists the tables. S3, SNS and MemoryDB carry no schemas yet.
func tables() []table {
	inSQS := schemaClient(sqs.TypeRegistry, func(r *recorder) any {
		return sqs.New(sqs.Options{APIOptions: r.stack()}, func(o *sqs.Options) { o.Protocol = r })
	})
	return []table{
		{"dynamodb", "dynamodb", "DynamoDB", schemaClient(dynamodb.TypeRegistry, func(r *recorder) any {
			return dynamodb.New(dynamodb.Options{APIOptions: r.stack()}, func(o *dynamodb.Options) { o.Protocol = r })
		})},
		{"dynamodbstreams", "dynamodbstreams", "DynamoDB Streams", schemaClient(dynamodbstreams.TypeRegistry, func(r *recorder) any {
			return dynamodbstreams.New(dynamodbstreams.Options{APIOptions: r.stack()}, func(o *dynamodbstreams.Options) { o.Protocol = r })
		})},
		{"firehose", "firehose", "Firehose", schemaClient(firehose.TypeRegistry, func(r *recorder) any {
			return firehose.New(firehose.Options{APIOptions: r.stack()}, func(o *firehose.Options) { o.Protocol = r })
		})},
		{"lambda", "lambda", "Lambda", schemaClient(lambda.TypeRegistry, func(r *recorder) any {
			return lambda.New(lambda.Options{APIOptions: r.stack()}, func(o *lambda.Options) { o.Protocol = r })
		})},
		{"memorydb", "memorydb", "MemoryDB", client{value: reflect.ValueOf(memorydb.New(memorydb.Options{APIOptions: stopped()}))}},
		{"s3", "s3", "S3", client{value: reflect.ValueOf(s3.New(s3.Options{APIOptions: stopped()}))}},
		{"sns", "sns", "SNS", client{value: reflect.ValueOf(sns.New(sns.Options{APIOptions: stopped()}))}},
		{"sqs", "sqs", "SQS", inSQS},
		{"sqsquery", "sqs", "SQS as clients from before the end of 2023 speak it", inSQS},
	}
}

func schemaClient(registry *smithy.TypeRegistry, build func(*recorder) any) client {
	r := &recorder{}
	return client{reflect.ValueOf(build(r)), r, registry}
}
