package roundtrip

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/wire"
)

// Response snapshots exist for the services whose SDK client is schema-based.
func readResponse(t *testing.T, file string) *wire.Response {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	line, rest, _ := bytes.Cut(raw, []byte("\n"))
	status, err := strconv.Atoi(string(line))
	if err != nil {
		t.Fatal(file, err)
	}
	r := bufio.NewReader(bytes.NewReader(rest))
	h, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil && err != io.EOF {
		t.Fatal(file, err)
	}
	body, _ := io.ReadAll(r)
	return &wire.Response{Status: status, Header: http.Header(h), Body: body}
}

// Each response snapshot: let the SDK read it, write what it read, compare.
func TestResponseSnapshotsOfTheSDKAreReadAndEncodedAgainEqual(t *testing.T) {
	for _, svc := range services() {
		t.Run(svc.name, func(t *testing.T) {
			dir, files := svc.snapshots(t, "response_snapshot", ".response.snap")
			ok, total := 0, 0
			for _, op := range svc.operations() {
				want := readResponse(t, filepath.Join(dir, op.name+".response.snap"))
				if want == nil {
					continue // SQS has none for some
				}
				total++
				svc.transport.Response = *want
				m := svc.api.Operation(op.name)
				in := reflect.New(op.in)
				(&sampler{plain: true}).fillLabels(in.Elem(), &svc.api.Shapes[m.Input])
				out, err := op.call(in)
				if err != nil {
					t.Errorf("%s: %v", op.name, err)
					continue
				}
				svc.answer(m, out.Interface())
				got := &svc.transport.Response
				// The snapshots are not what AWS sends: always 200, the request's
				// X-Amz-Target, and the status-code member in the body as well.
				want.Status = got.Status
				want.Header.Del("X-Amz-Target")
				want.Header.Del("X-Amzn-Query-Mode")
				if len(got.Body) == 0 && (m.Output == 0 || bytes.HasPrefix(want.Body, []byte(`{"Status`))) {
					want.Body = nil // recorded: SQS answers {} with no body at all
				}
				if why := differ(want, got); why != "" {
					t.Errorf("%s: %s", op.name, why)
					continue
				}
				ok++
			}
			if total != files {
				t.Errorf("%d snapshots, but %d operations", files, total)
			}
			t.Logf("%s: %d of %d", svc.name, ok, total)
		})
	}
}

func differ(want, got *wire.Response) string {
	if want.Status != got.Status {
		return "status " + strconv.Itoa(got.Status) + ", want " + strconv.Itoa(want.Status)
	}
	for k := range want.Header {
		if k != "Content-Type" && want.Header.Get(k) != got.Header.Get(k) {
			return "header " + k + ": " + got.Header.Get(k) + ", want " + want.Header.Get(k)
		}
	}
	var a, b any
	if json.Unmarshal(want.Body, &a) != nil || json.Unmarshal(got.Body, &b) != nil {
		if bytes.Equal(bytes.TrimSpace(want.Body), bytes.TrimSpace(got.Body)) {
			return ""
		}
	}
	for _, doc := range []any{a, b} {
		if m, ok := doc.(map[string]any); ok {
			delete(m, "__type") // with or without namespace, in the body or in a header
		}
	}
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return "body\n got  " + string(got.Body) + "\n want " + string(want.Body)
}

// Each modeled error of the schema-based services: the SDK's snapshot read,
// written again and read by the SDK's client.
func TestErrorSnapshotsOfTheSDKAreReadAndEncodedAgainEqual(t *testing.T) {
	registries := map[string]*smithy.TypeRegistry{"sqs": sqs.TypeRegistry, "dynamodb": dynamodb.TypeRegistry, "firehose": firehose.TypeRegistry, "lambda": lambda.TypeRegistry}
	probe := map[string]string{"sqs": "ListQueues", "dynamodb": "ListTables", "firehose": "ListDeliveryStreams", "lambda": "ListFunctions"}
	for _, svc := range services() {
		reg := registries[svc.name]
		if reg == nil {
			continue
		}
		dir, _ := svc.snapshots(t, "response_snapshot", ".error.snap")
		ok, total := 0, 0
		for _, op := range svc.operations() {
			if op.name != probe[svc.name] {
				continue
			}
			for id := range reg.Entries {
				_, name, _ := strings.Cut(id, "#")
				want := readResponse(t, filepath.Join(dir, name+".error.snap"))
				if want == nil {
					continue
				}
				total++
				svc.transport.Response = *want
				want.Header.Del("X-Amz-Target")
				want.Header.Del("X-Amzn-Query-Mode")
				_, err := op.call(reflect.New(op.in))
				svc.fail(svc.api.APIError(err))
				if why := differ(want, &svc.transport.Response); why != "" {
					t.Errorf("%s %s: %s", svc.name, name, why)
					continue
				}
				ok++
			}
		}
		t.Logf("%s: %d of %d errors", svc.name, ok, total)
	}
}

// XML errors come back from the SDK's clients as their types.
func TestXMLErrorsReachTheSDKAsTheirTypes(t *testing.T) {
	for _, tt := range []struct {
		service, op string
		err         error
	}{
		{"s3", "HeadBucket", &s3types.NotFound{}},
		{"s3", "GetObjectAcl", &s3types.NoSuchKey{Message: aws.String("The specified key does not exist.")}},
		{"s3", "GetObjectAcl", &smithy.GenericAPIError{Code: "SlowDown", Message: "Please reduce your request rate."}},
		{"sns", "GetTopicAttributes", &snstypes.NotFoundException{Message: aws.String("Topic does not exist")}},
		{"sns", "ListTopics", &smithy.GenericAPIError{Code: "Throttled", Message: "a < b"}},
	} {
		for _, svc := range services() {
			for _, op := range svc.operations() {
				if svc.name != tt.service || op.name != tt.op {
					continue
				}
				svc.fail(svc.api.APIError(tt.err))
				in := reflect.New(op.in)
				for _, name := range []string{"Bucket", "Key"} {
					if f := in.Elem().FieldByName(name); f.IsValid() {
						f.Set(reflect.ValueOf(aws.String("x")))
					}
				}
				_, err := op.call(in)
				want := tt.err.(smithy.APIError)
				var got smithy.APIError
				if !errors.As(err, &got) || got.ErrorCode() != want.ErrorCode() || got.ErrorMessage() != want.ErrorMessage() {
					t.Errorf("%s %s: got %v, want %v", tt.service, tt.op, err, tt.err)
				}
				if reflect.TypeOf(want) != reflect.TypeFor[*smithy.GenericAPIError]() && reflect.TypeOf(got) != reflect.TypeOf(want) {
					t.Errorf("%s %s: got a %T, want a %T", tt.service, tt.op, got, want)
				}
			}
		}
	}
}

// silent are the errors of SQS whose schema in the SDK has no message.
var silent = []string{"MessageNotInflight", "InvalidIdFormat"}

// Each error that an operation may answer, by its code: the SDK's client makes
// its own type of it, with the message.
func TestEveryModelledErrorReachesTheSDKAsItsType(t *testing.T) {
	for _, svc := range services() {
		ok, total := 0, 0
		for _, op := range svc.operations() {
			m := svc.api.Operation(op.name)
			if m.Method == http.MethodHead {
				continue // without a body the SDK has the status alone
			}
			for _, id := range m.Errors {
				total++
				shape := &svc.api.Shapes[id]
				svc.fail(svc.api.APIError(&wire.Error{Code: shape.Error.Code, Message: "the message"}))
				in := reflect.New(op.in)
				for _, label := range []string{"Bucket", "Key"} {
					if f := in.Elem().FieldByName(label); f.IsValid() && f.Kind() == reflect.Pointer {
						f.Set(reflect.ValueOf(aws.String("x")))
					}
				}
				(&sampler{plain: true}).fillLabels(in.Elem(), &svc.api.Shapes[m.Input])
				_, err := op.call(in)
				var got smithy.APIError
				if !errors.As(err, &got) || reflect.TypeOf(got).Elem().Name() != shape.Name || got.ErrorMessage() != "the message" && !slices.Contains(silent, shape.Name) {
					t.Errorf("%s %s: %v, want a %s", svc.name, op.name, err, shape.Name)
					continue
				}
				if svc.transport.Status != shape.Error.Status {
					t.Errorf("%s %s: status %d, want %d", svc.name, shape.Name, svc.transport.Status, shape.Error.Status)
					continue
				}
				ok++
			}
		}
		t.Logf("%s: %d of %d errors of operations", svc.name, ok, total)
	}
}
