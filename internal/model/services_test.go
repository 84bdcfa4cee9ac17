package model_test

import (
	"context"
	"errors"
	"os/exec"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

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
)

// A service is one table beside the SDK client that it must serve.
type service struct {
	table    string // the package is <table>model
	api      *model.API
	client   reflect.Value
	seen     *protocol            // nil where the client carries no schemas
	registry *smithy.TypeRegistry // the errors of clients that carry schemas
}

func services() []service {
	seen := &protocol{}
	value := func(client any) reflect.Value { return reflect.ValueOf(client) }
	inSQS := value(sqs.New(sqs.Options{APIOptions: unchecked}, func(o *sqs.Options) { o.Protocol = seen }))
	return []service{
		{"dynamodb", &dynamodbmodel.API, value(dynamodb.New(dynamodb.Options{APIOptions: unchecked}, func(o *dynamodb.Options) { o.Protocol = seen })), seen, dynamodb.TypeRegistry},
		{"dynamodbstreams", &dynamodbstreamsmodel.API, value(dynamodbstreams.New(dynamodbstreams.Options{APIOptions: unchecked}, func(o *dynamodbstreams.Options) { o.Protocol = seen })), seen, dynamodbstreams.TypeRegistry},
		{"firehose", &firehosemodel.API, value(firehose.New(firehose.Options{APIOptions: unchecked}, func(o *firehose.Options) { o.Protocol = seen })), seen, firehose.TypeRegistry},
		{"lambda", &lambdamodel.API, value(lambda.New(lambda.Options{APIOptions: unchecked}, func(o *lambda.Options) { o.Protocol = seen })), seen, lambda.TypeRegistry},
		{"memorydb", &memorydbmodel.API, value(memorydb.New(memorydb.Options{})), nil, nil},
		{"s3", &s3model.API, value(s3.New(s3.Options{})), nil, nil},
		{"sns", &snsmodel.API, value(sns.New(sns.Options{})), nil, nil},
		{"sqs", &sqsmodel.API, inSQS, seen, sqs.TypeRegistry},
		{"sqsquery", &sqsquerymodel.API, inSQS, seen, sqs.TypeRegistry},
	}
}

// unions are the members of the SDK's unions, which reflection cannot list;
// the source of the SDK tells whether one is missing here.
var unions = map[reflect.Type][]any{
	reflect.TypeFor[ddbtypes.AttributeValue](): {&ddbtypes.AttributeValueMemberB{}, &ddbtypes.AttributeValueMemberBOOL{}, &ddbtypes.AttributeValueMemberBS{},
		&ddbtypes.AttributeValueMemberL{}, &ddbtypes.AttributeValueMemberM{}, &ddbtypes.AttributeValueMemberN{}, &ddbtypes.AttributeValueMemberNS{},
		&ddbtypes.AttributeValueMemberNULL{}, &ddbtypes.AttributeValueMemberS{}, &ddbtypes.AttributeValueMemberSS{}},
	reflect.TypeFor[streamtypes.AttributeValue](): {&streamtypes.AttributeValueMemberB{}, &streamtypes.AttributeValueMemberBOOL{}, &streamtypes.AttributeValueMemberBS{},
		&streamtypes.AttributeValueMemberL{}, &streamtypes.AttributeValueMemberM{}, &streamtypes.AttributeValueMemberN{}, &streamtypes.AttributeValueMemberNS{},
		&streamtypes.AttributeValueMemberNULL{}, &streamtypes.AttributeValueMemberS{}, &streamtypes.AttributeValueMemberSS{}},
	reflect.TypeFor[lambdatypes.InvokeWithResponseStreamResponseEvent](): {&lambdatypes.InvokeWithResponseStreamResponseEventMemberInvokeComplete{},
		&lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk{}},
	reflect.TypeFor[s3types.AnalyticsFilter](): {&s3types.AnalyticsFilterMemberAnd{}, &s3types.AnalyticsFilterMemberPrefix{}, &s3types.AnalyticsFilterMemberTag{}},
	reflect.TypeFor[s3types.MetricsFilter](): {&s3types.MetricsFilterMemberAccessPointArn{}, &s3types.MetricsFilterMemberAnd{}, &s3types.MetricsFilterMemberPrefix{},
		&s3types.MetricsFilterMemberTag{}},
	reflect.TypeFor[s3types.ObjectEncryption](): {&s3types.ObjectEncryptionMemberSSEKMS{}},
	reflect.TypeFor[s3types.SelectObjectContentEventStream](): {&s3types.SelectObjectContentEventStreamMemberCont{}, &s3types.SelectObjectContentEventStreamMemberEnd{},
		&s3types.SelectObjectContentEventStreamMemberProgress{}, &s3types.SelectObjectContentEventStreamMemberRecords{}, &s3types.SelectObjectContentEventStreamMemberStats{}},
}

// An operation is a method of an SDK client.
type operation struct {
	name    string
	method  reflect.Value
	in, out reflect.Type
}

func (s service) operations() []operation {
	var l []operation
	for i := range s.client.NumMethod() {
		m := s.client.Method(i)
		t := m.Type()
		if t.NumIn() == 3 && t.NumOut() == 2 && t.In(1).Kind() == reflect.Pointer && strings.HasSuffix(t.In(1).Elem().Name(), "Input") {
			l = append(l, operation{s.client.Type().Method(i).Name, m, t.In(1).Elem(), t.Out(0).Elem()})
		}
	}
	return l
}

// schema returns what the client knows of an operation.
func (s service) schema(op operation) *smithy.OperationSchema {
	s.seen.schema = nil
	op.method.Call([]reflect.Value{reflect.ValueOf(context.Background()), reflect.New(op.in)})
	return s.seen.schema
}

// A protocol takes the place of a client's own and sees the schemas of its operations.
type protocol struct {
	smithyhttp.ClientProtocol
	schema *smithy.OperationSchema
}

func (p *protocol) SerializeRequest(_ context.Context, schema *smithy.OperationSchema, _ smithy.Serializable, _ *smithyhttp.Request) error {
	p.schema = schema
	return errors.New("seen")
}

// unchecked lets a client send inputs without their required members.
var unchecked = []func(*middleware.Stack) error{func(s *middleware.Stack) error {
	s.Initialize.Remove("OperationInputValidation")
	return nil
}}

// find returns a member by the name of its Go field, or nil.
func find(s *model.Shape, field string) *model.Member {
	for i := range s.Members {
		if name := s.Members[i].Name; strings.EqualFold(name[:1], field[:1]) && name[1:] == field[1:] {
			return &s.Members[i]
		}
	}
	return nil
}

func shapeNamed(api *model.API, name string) *model.Shape {
	for i := range api.Shapes {
		if api.Shapes[i].Name == name {
			return &api.Shapes[i]
		}
	}
	return nil
}

// goCommand runs the go command and returns what it prints.
func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}
