package model_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
)

func TestEveryPatternCompiles(t *testing.T) {
	for _, svc := range services() {
		n := 0
		for _, s := range svc.api.Shapes {
			if s.Limits == nil || s.Limits.Pattern == "" {
				continue
			}
			n++
			for _, expr := range []string{cmp.Or(s.Limits.Expr, s.Limits.Pattern), s.Limits.Deny} {
				if _, err := regexp.Compile(expr); err != nil {
					t.Errorf("%s: %s: %v", svc.table, s.Name, err)
				}
			}
		}
		t.Logf("%s: %d patterns", svc.table, n)
	}
}

func TestRowsAreSortedByName(t *testing.T) {
	for _, svc := range services() {
		if !slices.IsSortedFunc(svc.api.Operations, func(a, b model.Operation) int { return strings.Compare(a.Name, b.Name) }) {
			t.Errorf("%s: the operations are not sorted", svc.table)
		}
		for _, op := range svc.api.Operations {
			if got := svc.api.Operation(op.Name); got == nil || got.Name != op.Name {
				t.Errorf("%s: Operation(%q) finds %v", svc.table, op.Name, got)
			}
		}
		for _, s := range svc.api.Shapes {
			if !slices.IsSortedFunc(s.Members, func(a, b model.Member) int { return strings.Compare(a.Name, b.Name) }) {
				t.Errorf("%s: the members of %s are not sorted", svc.table, s.Name)
			}
		}
	}
	if api := &sqsmodel.API; api.Operation("") != nil || api.Operation("SendMessages") != nil || api.Operation("Zzz") != nil {
		t.Error("Operation finds operations that do not exist")
	}
}

func TestShapesAreConsistent(t *testing.T) {
	for _, svc := range services() {
		if first := svc.api.Shapes[0]; first.Name != "" || first.Kind != model.Structure || len(first.Members) > 0 {
			t.Errorf("%s: Shapes[0] is not the empty structure: %v", svc.table, first)
		}
		names := map[string]bool{}
		for _, s := range svc.api.Shapes {
			if names[s.Name] {
				t.Errorf("%s: two shapes %s", svc.table, s.Name)
			}
			names[s.Name] = true
			if (s.Kind == model.List || s.Kind == model.Map) != (s.Elem != 0) || (s.Kind == model.Map) != (s.Key != 0) {
				t.Errorf("%s: %s has the wrong elements", svc.table, s.Name)
			}
			if s.Flags.Has(model.Exception) != (s.Error != nil) {
				t.Errorf("%s: %s is half an error", svc.table, s.Name)
			}
			for _, m := range s.Members {
				if m.Shape == 0 || m.Wire == "" {
					t.Errorf("%s: %s.%s has no shape or no name", svc.table, s.Name, m.Name)
				}
				if m.In == model.Header && m.Wire != http.CanonicalHeaderKey(m.Wire) {
					t.Errorf("%s: %s.%s: the header %s is not canonical", svc.table, s.Name, m.Name, m.Wire)
				}
			}
		}
	}
}

// Two members of one name in one place would overwrite each other.
func TestMembersOfAStructureDifferOnTheWire(t *testing.T) {
	for _, svc := range services() {
		for _, s := range svc.api.Shapes {
			seen := map[model.Member]bool{}
			for _, m := range s.Members {
				where := model.Member{Wire: m.Wire, In: m.In}
				if m.Name == "ExpiresString" { // the raw form of Expires
					continue
				}
				if seen[where] {
					t.Errorf("%s: %s has two members %s", svc.table, s.Name, m.Wire)
				}
				seen[where] = true
			}
		}
	}
}

func TestEveryLabelOfAPathIsAMember(t *testing.T) {
	for _, svc := range services() {
		for _, op := range svc.api.Operations {
			var labels, members []string
			for _, seg := range op.Path {
				if seg[0] == '{' {
					labels = append(labels, strings.Trim(seg, "{+}"))
				}
			}
			for _, m := range svc.api.Shapes[op.Input].Members {
				if m.In == model.URI {
					members = append(members, m.Wire)
				}
			}
			slices.Sort(labels)
			slices.Sort(members)
			if !slices.Equal(labels, members) {
				t.Errorf("%s: %s has the labels %q for the members %q", svc.table, op.Name, labels, members)
			}
		}
	}
}

func TestErrorTypesCarryTheServicesPrefix(t *testing.T) {
	want := map[string]string{"sqs": "com.amazonaws.sqs#", "dynamodb": "com.amazonaws.dynamodb.v20120810#", "dynamodbstreams": "com.amazonaws.dynamodb.v20120810#"}
	for _, svc := range services() {
		if got := svc.api.TypePrefix; got != want[svc.table] {
			t.Errorf("%s: prefix %q, want %q", svc.table, got, want[svc.table])
		}
	}
}

func TestEventStreamsAreMarked(t *testing.T) {
	for _, want := range []struct{ table, shape, member, stream, event, payload string }{
		{"lambda", "InvokeWithResponseStreamResponse", "EventStream", "InvokeWithResponseStreamResponseEvent", "InvokeResponseStreamUpdate", "Payload"},
		{"s3", "SelectObjectContentOutput", "Payload", "SelectObjectContentEventStream", "RecordsEvent", "Payload"},
		{"s3", "SelectObjectContentOutput", "Payload", "SelectObjectContentEventStream", "StatsEvent", "Details"},
	} {
		for _, svc := range services() {
			if svc.table != want.table {
				continue
			}
			m := find(shapeNamed(svc.api, want.shape), want.member)
			if !m.Flags.Has(model.EventStream|model.Payload) || svc.api.Shapes[m.Shape].Name != want.stream || !svc.api.Shapes[m.Shape].Flags.Has(model.EventStream) {
				t.Errorf("%s: %s.%s is no event stream", want.table, want.shape, want.member)
			}
			if m := find(shapeNamed(svc.api, want.event), want.payload); !m.Flags.Has(model.EventPayload) {
				t.Errorf("%s: %s.%s is no payload of an event", want.table, want.event, want.payload)
			}
		}
	}
}

// The model lost the root elements; these are the API reference's.
func TestS3sAnswersHaveTheirRootElements(t *testing.T) {
	api := tableOf(t, "s3")
	for op, want := range map[string]string{
		"ListBuckets": "ListAllMyBucketsResult", "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult", "ListObjects": "ListBucketResult",
		"ListObjectsV2": "ListBucketResult", "ListObjectVersions": "ListVersionsResult", "ListMultipartUploads": "ListMultipartUploadsResult",
		"ListParts": "ListPartsResult", "CreateMultipartUpload": "InitiateMultipartUploadResult", "CompleteMultipartUpload": "CompleteMultipartUploadResult",
		"DeleteObjects": "DeleteResult", "GetBucketAcl": "AccessControlPolicy", "GetObjectAcl": "AccessControlPolicy", "GetBucketCors": "CORSConfiguration",
		"GetBucketTagging": "Tagging", "GetObjectTagging": "Tagging", "GetBucketVersioning": "VersioningConfiguration", "GetBucketWebsite": "WebsiteConfiguration",
		"GetBucketLogging": "BucketLoggingStatus", "GetBucketAccelerateConfiguration": "AccelerateConfiguration", "GetBucketLocation": "LocationConstraint",
		"GetBucketLifecycleConfiguration": "LifecycleConfiguration", "GetBucketRequestPayment": "RequestPaymentConfiguration",
		"GetObjectAttributes": "GetObjectAttributesResponse", "CreateSession": "CreateSessionResult", "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
		"ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult", "ListBucketMetricsConfigurations": "ListMetricsConfigurationsResult",
		"ListBucketIntelligentTieringConfigurations": "ListBucketIntelligentTieringConfigurationsOutput", "ListObjectAnnotations": "ListObjectAnnotationsOutput",
		"GetBucketNotificationConfiguration": "NotificationConfiguration", "CopyObject": "CopyObjectResult", "UploadPartCopy": "CopyPartResult",
	} {
		if got := rootElement(api, api.Operation(op)); got != want {
			t.Errorf("%s answers <%s>, want <%s>", op, got, want)
		}
	}
}

// rootElement returns the element of an answer: the payload's, or the output's own.
func rootElement(api *model.API, op *model.Operation) string {
	out := api.Shapes[op.Output]
	for _, m := range out.Members {
		if m.Flags.Has(model.Payload) {
			return m.Wire
		}
	}
	return cmp.Or(out.Wire, out.Name)
}

// Nothing may run when a program starts: a test binary links seven services.
func TestTablesAreStaticData(t *testing.T) {
	for _, svc := range services() {
		pkg := "github.com/awsfake/awsfake/internal/model/" + svc.table + "model"
		object := goCommand(t, "list", "-export", "-f", "{{.Export}}", pkg)
		if symbols := goCommand(t, "tool", "nm", object); strings.Contains(symbols, pkg+"..inittask") {
			t.Errorf("%s: the package has work to do at start", svc.table)
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(svc.table+"model", "tables_gen.go"), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if !ast.IsGenerated(file) {
			t.Errorf("%s: the file does not say that it is generated", svc.table)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl, *ast.FuncLit, *ast.CallExpr, *ast.MapType:
				t.Errorf("%s: %T among the tables", svc.table, n)
			case *ast.ArrayType:
				if n.Len != nil {
					t.Errorf("%s: an array, which is copied into its slice at start", svc.table)
				}
			}
			return true
		})
	}
}

func TestInternReturnsTheEnumsOwnString(t *testing.T) {
	s := &model.Shape{Limits: &model.Limits{Enum: []string{"ON", "OFF"}}}
	for _, text := range []string{"ON", "OFF", "other", ""} {
		if got := s.Intern([]byte(text)); got != text {
			t.Errorf("Intern(%q) = %q", text, got)
		}
	}
	known := []byte("OFF")
	if n := testing.AllocsPerRun(10, func() { s.Intern(known) }); n != 0 {
		t.Errorf("%v allocations for a known value", n)
	}
}
