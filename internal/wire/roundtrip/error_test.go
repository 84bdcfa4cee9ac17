package roundtrip

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	memorydbtypes "github.com/aws/aws-sdk-go-v2/service/memorydb/types"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/dynamodbmodel"
	"github.com/awsfake/awsfake/internal/model/dynamodbstreamsmodel"
	"github.com/awsfake/awsfake/internal/model/firehosemodel"
	"github.com/awsfake/awsfake/internal/model/lambdamodel"
	"github.com/awsfake/awsfake/internal/model/memorydbmodel"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/model/snsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsquerymodel"
	"github.com/awsfake/awsfake/internal/wire"
)

func TestErrorsHaveTheirServicesWireForm(t *testing.T) {
	const s3Prolog = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	for _, tt := range []struct {
		name   string
		model  *model.API
		err    error
		status int
		header string // one that must be there, "Name: value"
		body   string
	}{
		{"SQS modelled", &sqsmodel.API, &sqstypes.QueueDoesNotExist{Message: aws.String("The specified queue does not exist.")}, 400,
			"X-Amzn-Query-Error: AWS.SimpleQueueService.NonExistentQueue;Sender", `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}`},
		{"SQS not modelled", &sqsmodel.API, &wire.Error{Code: "InvalidParameterValue", Type: "com.amazonaws.sqs#InvalidParameterValueException", Message: "no"}, 400,
			"X-Amzn-Query-Error: InvalidParameterValue;Sender", `{"__type":"com.amazonaws.sqs#InvalidParameterValueException","message":"no"}`},
		{"SQS by its old code", &sqsmodel.API, &wire.Error{Code: "AWS.SimpleQueueService.PurgeQueueInProgress", Message: "no"}, 403,
			"X-Amzn-Query-Error: AWS.SimpleQueueService.PurgeQueueInProgress;Sender", `{"__type":"com.amazonaws.sqs#PurgeQueueInProgress","message":"no"}`},
		{"SQS injected", &sqsmodel.API, &smithy.GenericAPIError{Code: "RequestThrottled", Message: "slow"}, 403,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazonaws.sqs#RequestThrottled","message":"slow"}`},
		{"SQS server's fault", &sqsmodel.API, errors.New("secret"), 500,
			"X-Amzn-Query-Error: InternalFailure;Receiver", `{"__type":"com.amazonaws.sqs#InternalFailure","message":"We encountered an internal error. Please try again."}`},
		{"SQS malformed", &sqsmodel.API, &wire.SerializationError{Reason: "NUMBER_VALUE can not be converted to a String"}, 400,
			"X-Amzn-Query-Error: MalformedInput;Sender", `{"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE can not be converted to a String"}`},
		{"SQS query", &sqsquerymodel.API, &sqstypes.QueueDoesNotExist{Message: aws.String("a < b")}, 400,
			"Content-Type: text/xml", `<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>a &lt; b</Message><Detail/></Error><RequestId>request-1</RequestId></ErrorResponse>`},
		{"SQS query not modelled", &sqsquerymodel.API, &wire.Error{Code: "InvalidParameterValue", Type: "x", Message: "no"}, 400,
			"Content-Type: text/xml", `<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>no</Message><Detail/></Error><RequestId>request-1</RequestId></ErrorResponse>`},
		{"SNS", &snsmodel.API, &snstypes.NotFoundException{Message: aws.String("Topic does not exist")}, 404,
			"Content-Type: text/xml", `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`},
		{"SNS malformed", &snsmodel.API, &wire.SerializationError{Reason: "Start of list found where not expected"}, 400,
			"Content-Type: text/xml", `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>MalformedInput</Code><Message>Start of list found where not expected</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`},
		{"DynamoDB", &dynamodbmodel.API, &ddb.ConditionalCheckFailedException{Message: aws.String("The conditional request failed"), Item: map[string]ddb.AttributeValue{"a": &ddb.AttributeValueMemberS{Value: "b"}}}, 400,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"a":{"S":"b"}}}`},
		{"DynamoDB cancelled", &dynamodbmodel.API, &ddb.TransactionCanceledException{Message: aws.String("cancelled"), CancellationReasons: []ddb.CancellationReason{{Code: aws.String("None")}}}, 400,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"cancelled","CancellationReasons":[{"Code":"None"}]}`},
		{"DynamoDB malformed", &dynamodbmodel.API, &wire.SerializationError{Reason: "NUMBER_VALUE cannot be converted to String"}, 400,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE cannot be converted to String"}`},
		{"DynamoDB invalid", &dynamodbmodel.API, &wire.ValidationError{Violations: []wire.Violation{{Path: "tableName", Missing: true, Constraint: "Member must not be null"}}}, 400,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"}`},
		// The checksum is the recorded one: dynalite's tests, assertMissing.
		{"DynamoDB unsigned", &dynamodbmodel.API, &wire.Error{Code: "MissingAuthenticationTokenException", Type: "com.amazon.coral.service#MissingAuthenticationTokenException", Message: "Request is missing Authentication Token"}, 400,
			"X-Amz-Crc32: 2088342776", `{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}`},
		{"DynamoDB unknown operation", &dynamodbmodel.API, &wire.Error{Code: "UnknownOperationException", Type: "com.amazon.coral.service#UnknownOperationException"}, 400,
			"X-Amz-Crc32: 1368724161", `{"__type":"com.amazon.coral.service#UnknownOperationException"}`},
		{"DynamoDB throttled", &dynamodbmodel.API, &smithy.GenericAPIError{Code: "ProvisionedThroughputExceededException", Message: "slow"}, 400,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow"}`},
		{"DynamoDB server's fault", &dynamodbmodel.API, fmt.Errorf("secret %w", context.Canceled), 500,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}`},
		{"Streams", &dynamodbstreamsmodel.API, &wire.Error{Code: "TrimmedDataAccessException", Message: "gone"}, 400,
			"Content-Type: application/x-amz-json-1.0", `{"__type":"com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException","message":"gone"}`},
		{"Lambda", &lambdamodel.API, &lambdatypes.ResourceNotFoundException{Message: aws.String("Function not found: x"), Type: aws.String("User")}, 404,
			"X-Amzn-Errortype: ResourceNotFoundException", `{"Message":"Function not found: x","Type":"User"}`},
		{"Lambda throttled", &lambdamodel.API, &lambdatypes.TooManyRequestsException{Message: aws.String("Rate Exceeded."), Type: aws.String("User"), Reason: lambdatypes.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded, RetryAfterSeconds: aws.String("1")}, 429,
			"Retry-After: 1", `{"message":"Rate Exceeded.","Type":"User","Reason":"ReservedFunctionConcurrentInvocationLimitExceeded"}`},
		{"Lambda not modelled", &lambdamodel.API, &wire.Error{Code: "ValidationException", Message: "no"}, 400,
			"X-Amzn-Errortype: ValidationException", `{"message":"no"}`},
		{"Lambda detail", &lambdamodel.API, &wire.Error{Code: "ResourceConflictException", Message: "no", Details: []wire.Detail{{Name: "Type", Value: "User"}}}, 409,
			"X-Amzn-Errortype: ResourceConflictException", `{"message":"no","Type":"User"}`},
		{"Lambda server's fault", &lambdamodel.API, errors.New("secret"), 500,
			"X-Amzn-Errortype: ServiceException", `{"Message":"An error occurred and the request cannot be processed."}`},
		{"Firehose", &firehosemodel.API, &wire.Error{Code: "ServiceUnavailableException", Message: "no"}, 503,
			"Content-Type: application/x-amz-json-1.1", `{"__type":"ServiceUnavailableException","message":"no"}`},
		{"MemoryDB's members have no message", &memorydbmodel.API, &memorydbtypes.ClusterNotFoundFault{Message: aws.String("not there")}, 400,
			"Content-Type: application/x-amz-json-1.1", `{"__type":"ClusterNotFoundFault","message":"not there"}`},
		{"MemoryDB invalid", &memorydbmodel.API, &wire.ValidationError{Violations: []wire.Violation{{Path: "p", Value: "v", Constraint: "c"}}}, 400,
			"Content-Type: application/x-amz-json-1.1", `{"__type":"InvalidParameterValueException","message":"1 validation error detected: Value 'v' at 'p' failed to satisfy constraint: c"}`},
		{"S3", &s3model.API, &wire.Error{Code: "NoSuchKey", Message: "The specified key does not exist.", Details: []wire.Detail{{Name: "Key", Value: "a&b"}}}, 404,
			"Content-Type: application/xml", s3Prolog + `<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&amp;b</Key><RequestId>request-1</RequestId><HostId>host-1</HostId></Error>`},
		{"S3 with members", &s3model.API, &s3types.InvalidObjectState{Message: aws.String("no"), StorageClass: s3types.StorageClassGlacier}, 403,
			"Content-Type: application/xml", s3Prolog + `<Error><Code>InvalidObjectState</Code><Message>no</Message><StorageClass>GLACIER</StorageClass><RequestId>request-1</RequestId><HostId>host-1</HostId></Error>`},
		{"S3 server's fault", &s3model.API, errors.New("secret"), 500,
			"Content-Type: application/xml", s3Prolog + `<Error><Code>InternalError</Code><Message>We encountered an internal error. Please try again.</Message><RequestId>request-1</RequestId><HostId>host-1</HostId></Error>`},
		{"S3 not modified", &s3model.API, &wire.Error{Code: "NotModified", Status: 304}, 304, "", ""},
		{"S3 malformed document", &s3model.API, &wire.SerializationError{Reason: "secret"}, 400,
			"Content-Type: application/xml", s3Prolog + `<Error><Code>MalformedXML</Code><Message>The XML you provided was not well-formed or did not validate against our published schema</Message><RequestId>request-1</RequestId><HostId>host-1</HostId></Error>`},
		{"S3 malformed parameter", &s3model.API, &wire.SerializationError{In: model.Query, Name: "max-keys", Value: "x"}, 400,
			"Content-Type: application/xml", s3Prolog + `<Error><Code>InvalidArgument</Code><Message>Provided max-keys not an integer or within integer range</Message><ArgumentName>max-keys</ArgumentName><ArgumentValue>x</ArgumentValue><RequestId>request-1</RequestId><HostId>host-1</HostId></Error>`},
		{"a nil pointer in an error", &firehosemodel.API, (*wire.Error)(nil), 500, "", `{"__type":"InternalFailure","message":"The request processing has failed because of an unknown error, exception or failure."}`},
		{"no error", &firehosemodel.API, nil, 500, "", `{"__type":"InternalFailure","message":"The request processing has failed because of an unknown error, exception or failure."}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			api := wire.New(tt.model, attributeValue)
			res := wire.Response{Header: http.Header{"X-Amz-Id-2": {"host-1"}}}
			api.EncodeError(&res, api.APIError(tt.err), "request-1")
			if res.Status != tt.status || string(res.Body) != tt.body {
				t.Errorf("got %d %s\nwant %d %s", res.Status, res.Body, tt.status, tt.body)
			}
			if name, value, ok := strings.Cut(tt.header, ": "); ok && strings.Join(res.Header[name], "|") != value {
				t.Errorf("%s: %q, want %q", name, res.Header[name], value)
			}
		})
	}
}

func TestAnErrorInsideAnotherIsTheServicesOwn(t *testing.T) {
	want := &sqstypes.OverLimit{}
	if got := wire.New(&sqsmodel.API).APIError(fmt.Errorf("handler: %w", want)); got != smithy.APIError(want) {
		t.Errorf("%v", got)
	}
}

func TestErrorFaultFollowsTheStatus(t *testing.T) {
	for status, want := range map[int]smithy.ErrorFault{0: smithy.FaultClient, 404: smithy.FaultClient, 500: smithy.FaultServer, 503: smithy.FaultServer} {
		if got := (&wire.Error{Status: status}).ErrorFault(); got != want {
			t.Errorf("%d: %v", status, got)
		}
	}
}

func TestBrokenConstraintsAreAnsweredInTheServicesForm(t *testing.T) {
	missing := func(m model.Member) error {
		return &wire.ValidationError{Violations: []wire.Violation{{Member: &m, Path: "p", Missing: true, Constraint: "c"}}}
	}
	invalid := func(m model.Member) error {
		return &wire.ValidationError{Violations: []wire.Violation{{Member: &m, Path: "p", Value: "v", Constraint: "c"}}}
	}
	for _, tt := range []struct {
		model         *model.API
		err           error
		code, message string
	}{
		{&sqsmodel.API, missing(model.Member{Name: "MessageBody"}), "MissingParameter", "The request must contain the parameter MessageBody."},
		{&sqsquerymodel.API, missing(model.Member{Name: "QueueUrl"}), "MissingParameter", "The request must contain the parameter QueueUrl."},
		{&snsmodel.API, missing(model.Member{}), "ValidationError", "1 validation error detected: Value null at 'p' failed to satisfy constraint: c"},
		{&lambdamodel.API, invalid(model.Member{}), "ValidationException", "1 validation error detected: Value 'v' at 'p' failed to satisfy constraint: c"},
		{&firehosemodel.API, invalid(model.Member{}), "ValidationException", "1 validation error detected: Value 'v' at 'p' failed to satisfy constraint: c"},
		{&s3model.API, missing(model.Member{Flags: model.Payload}), "MissingRequestBodyError", "Request Body is empty"},
		{&s3model.API, missing(model.Member{In: model.Header, Wire: "X-Amz-Acl"}), "MissingSecurityHeader", "Your request was missing a required header"},
		{&s3model.API, invalid(model.Member{In: model.Query, Wire: "id"}), "InvalidArgument", "Invalid Argument"},
		{&s3model.API, invalid(model.Member{}), "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"},
		{&s3model.API, &wire.SerializationError{In: model.URI, Value: "%ff"}, "InvalidURI", "Couldn't parse the specified URI."},
		{&s3model.API, &wire.ValidationError{}, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"},
	} {
		got := wire.New(tt.model).APIError(tt.err)
		if got.ErrorCode() != tt.code || got.ErrorMessage() != tt.message {
			t.Errorf("%s: %s %q, want %s %q", tt.model.Name, got.ErrorCode(), got.ErrorMessage(), tt.code, tt.message)
		}
	}
}

func TestAnAnswerWithoutContentHasNone(t *testing.T) {
	for _, svc := range services() {
		for _, op := range svc.operations() {
			m := svc.api.Operation(op.name)
			if m.Status != http.StatusNoContent {
				continue
			}
			svc.answer(m, reflect.New(op.out).Interface())
			if res := svc.transport.Response; len(res.Body) > 0 || res.Header["Content-Type"] != nil {
				t.Errorf("%s %s: %v %s", svc.name, op.name, res.Header, res.Body)
			}
		}
	}
}
