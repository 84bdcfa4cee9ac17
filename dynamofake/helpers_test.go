package dynamofake_test

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/dynamofake"
)

type (
	item  = map[string]types.AttributeValue
	value = types.AttributeValue
)

func str(v string) value     { return &types.AttributeValueMemberS{Value: v} }
func num(v string) value     { return &types.AttributeValueMemberN{Value: v} }
func bin(v string) value     { return &types.AttributeValueMemberB{Value: []byte(v)} }
func boolean(v bool) value   { return &types.AttributeValueMemberBOOL{Value: v} }
func null() value            { return &types.AttributeValueMemberNULL{Value: true} }
func strs(v ...string) value { return &types.AttributeValueMemberSS{Value: v} }
func nums(v ...string) value { return &types.AttributeValueMemberNS{Value: v} }
func list(v ...value) value  { return &types.AttributeValueMemberL{Value: v} }
func document(v item) value  { return &types.AttributeValueMemberM{Value: v} }
func number(n int) value     { return num(strconv.Itoa(n)) }
func padding(n int) value    { return str(strings.Repeat("x", n)) }
func text(s string) *string  { return &s }

// A fixture is a server whose clock moves only when a test says so.
type fixture struct {
	*dynamofake.Server
	t *testing.T
}

func start(t *testing.T, optFns ...func(*dynamofake.Options)) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{dynamofake.Start(t, optFns...), t}
	f.Clock.Freeze()
	return f
}

func (f *fixture) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// key is a key schema: "pk" or "pk sk", several attributes joined by "+", a number's name ends with "#", that of binary with "%".
func key(spec string) (schema []types.KeySchemaElement, definitions []types.AttributeDefinition) {
	for i, part := range strings.Fields(spec) {
		kind := types.KeyTypeHash
		if i > 0 {
			kind = types.KeyTypeRange
		}
		for name := range strings.SplitSeq(part, "+") {
			typ := types.ScalarAttributeTypeS
			if n, ok := strings.CutSuffix(name, "#"); ok {
				name, typ = n, types.ScalarAttributeTypeN
			} else if n, ok := strings.CutSuffix(name, "%"); ok {
				name, typ = n, types.ScalarAttributeTypeB
			}
			schema = append(schema, types.KeySchemaElement{AttributeName: &name, KeyType: kind})
			definitions = append(definitions, types.AttributeDefinition{AttributeName: &name, AttributeType: typ})
		}
	}
	return schema, definitions
}

type with = func(*dynamodb.CreateTableInput)

func define(in *dynamodb.CreateTableInput, definitions []types.AttributeDefinition) {
	for _, d := range definitions {
		known := false
		for _, e := range in.AttributeDefinitions {
			known = known || *e.AttributeName == *d.AttributeName
		}
		if !known {
			in.AttributeDefinitions = append(in.AttributeDefinitions, d)
		}
	}
}

func projection(kind string) *types.Projection {
	p := &types.Projection{ProjectionType: types.ProjectionType(kind)}
	if names, ok := strings.CutPrefix(kind, "INCLUDE "); ok {
		p.ProjectionType, p.NonKeyAttributes = types.ProjectionTypeInclude, strings.Fields(names)
	}
	return p
}

// global adds a global index; the projection is ALL, KEYS_ONLY, or INCLUDE with names.
func global(name, spec, kind string) with {
	return func(in *dynamodb.CreateTableInput) {
		schema, definitions := key(spec)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{IndexName: &name, KeySchema: schema, Projection: projection(kind)})
		define(in, definitions)
	}
}

// local adds a local index.
func local(name, spec, kind string) with {
	return func(in *dynamodb.CreateTableInput) {
		schema, definitions := key(spec)
		in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{IndexName: &name, KeySchema: schema, Projection: projection(kind)})
		define(in, definitions)
	}
}

func provisioned(reads, writes int64) with {
	return func(in *dynamodb.CreateTableInput) {
		in.BillingMode = types.BillingModeProvisioned
		in.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: &reads, WriteCapacityUnits: &writes}
		for i := range in.GlobalSecondaryIndexes {
			in.GlobalSecondaryIndexes[i].ProvisionedThroughput = in.ProvisionedThroughput
		}
	}
}

func tableInput(name, spec string, fns ...with) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{TableName: &name, BillingMode: types.BillingModePayPerRequest}
	schema, definitions := key(spec)
	in.KeySchema = schema
	define(in, definitions)
	for _, fn := range fns {
		fn(in)
	}
	return in
}

// table creates a table.
func (f *fixture) table(name, spec string, fns ...with) {
	f.t.Helper()
	_, err := f.Client.CreateTable(f.t.Context(), tableInput(name, spec, fns...))
	f.ok(err)
}

func (f *fixture) put(table string, items ...item) {
	f.t.Helper()
	for _, it := range items {
		_, err := f.Client.PutItem(f.t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: it})
		f.ok(err)
	}
}

// get reads an item, nil if there is none.
func (f *fixture) get(table string, key item) item {
	f.t.Helper()
	out, err := f.Client.GetItem(f.t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})
	f.ok(err)
	return out.Item
}

func (f *fixture) describe(table string) *types.TableDescription {
	f.t.Helper()
	out, err := f.Client.DescribeTable(f.t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	f.ok(err)
	return out.Table
}

// cmpAll lets cmp look into the SDK's types.
var cmpAll = cmp.Exporter(func(reflect.Type) bool { return true })

// same compares what the SDK decodes.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpAll, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s: (-want +got)\n%s", what, d)
	}
}

// wantError checks everything that a client can see of an error; an empty message is any.
func wantError(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	var res *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &res) {
		t.Errorf("error %v\n want %s %s", err, code, message)
		return
	}
	if api.ErrorCode() != code || res.HTTPStatusCode() != 400 || message != "" && api.ErrorMessage() != message {
		t.Errorf("error %d %s %q\n   want 400 %s %q", res.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage(), code, message)
	}
}

// refused checks for a ValidationException.
func refused(t *testing.T, err error, message string) {
	t.Helper()
	wantError(t, err, "ValidationException", message)
}
