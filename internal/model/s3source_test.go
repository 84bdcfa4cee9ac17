package model_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/s3model"
)

// S3's client carries no schemas, but its source says the same: a function for
// each operation that binds the input's fields, and one for the output's.

func TestS3sRequestsAreBoundAsInTheSDKsSource(t *testing.T) {
	source := s3Source(t, "serializers.go")
	bound := 0
	for _, op := range s3model.API.Operations {
		body := function(source, "awsRestxml_serializeOpHttpBindings"+op.Name+"Input(")
		want := map[string]model.Member{}
		for _, stmt := range strings.Split(body, "\n\tif ") {
			if field, m, ok := binding(stmt); ok {
				want[field] = m
			}
		}
		bound += compareBindings(t, op.Name+" in", &s3model.API.Shapes[op.Input], want)

		request := function(source, "(m *awsRestxml_serializeOp"+op.Name+") HandleSerialize(")
		method := match(`request\.Method = "(\w+)"`, request)
		uri := match(`httpbinding\.SplitURI\("([^"]*)"\)`, request)
		if got := s3URI(&op); method != op.Method || got != strings.TrimPrefix(uri, "/") {
			t.Errorf("%s: %s %s, want %s %s", op.Name, op.Method, got, method, uri)
		}
	}
	t.Logf("%d operations, %d members outside of the body", len(s3model.API.Operations), bound)
}

func TestS3sResponsesAreBoundAsInTheSDKsSource(t *testing.T) {
	source := s3Source(t, "deserializers.go")
	bound := 0
	for _, op := range s3model.API.Operations {
		body := function(source, "awsRestxml_deserializeOpHttpBindings"+op.Name+"Output(")
		want := map[string]model.Member{}
		for _, stmt := range regexp.MustCompile(`\n\t(?:if|for) `).Split(body, -1) {
			field := match(`\bv\.(\w+) = `, stmt)
			if header := match(`response\.Header\.Values\("([^"]*)"\)`, stmt); header != "" && field != "" {
				want[field] = model.Member{In: model.Header, Wire: http.CanonicalHeaderKey(header)}
			} else if prefix := match(`len\("([^"]*)"\)`, stmt); prefix != "" {
				want[match(`\bv\.(\w+)\b`, stmt)] = model.Member{In: model.Headers, Wire: prefix}
			}
		}
		if op.Output != 0 {
			bound += compareBindings(t, op.Name+" out", &s3model.API.Shapes[op.Output], want)
		}
	}
	t.Logf("%d members outside of the body", bound)
}

// binding reads a statement such as: v.ACL != "" { locationName := "X-Amz-Acl" ... }.
func binding(stmt string) (field string, m model.Member, ok bool) {
	field = match(`^.*?\bv\.(\w+)`, stmt)
	for _, form := range []struct {
		expr string
		in   model.Location
	}{
		{`encoder\.SetQuery\("([^"]*)"\)`, model.Query}, {`encoder\.SetURI\("([^"]*)"\)`, model.URI},
		{`encoder\.Headers\("([^"]*)"\)`, model.Headers}, {`locationName := "([^"]*)"`, model.Header}, {`encoder\.AddQuery\("([^"]*)"\)`, model.Query},
	} {
		if wire := match(form.expr, stmt); wire != "" {
			return field, model.Member{In: form.in, Wire: wire}, true
		}
	}
	return "", m, false
}

// compareBindings compares the members outside of the body with those wanted.
func compareBindings(t *testing.T, path string, s *model.Shape, want map[string]model.Member) int {
	t.Helper()
	n := 0
	for _, m := range s.Members {
		if m.In == model.Body || m.Name == "Bucket" { // the bucket is in the host name
			continue
		}
		n++
		got := model.Member{In: m.In, Wire: m.Wire}
		if w, ok := want[m.Name]; !ok || got.In != w.In || !strings.EqualFold(got.Wire, w.Wire) {
			t.Errorf("%s: %s: %+v, want %+v", path, m.Name, got, w)
		}
		delete(want, m.Name)
	}
	for field, m := range want {
		t.Errorf("%s: %s is in the body, want %+v", path, field, m)
	}
	return n
}

// s3URI returns the URI of an operation as the client has it, with the bucket in the host name.
func s3URI(op *model.Operation) string {
	path := op.Path
	if len(path) > 0 && path[0] == "{Bucket}" {
		path = path[1:]
	}
	var query []string
	for _, p := range op.Query {
		query = append(query, strings.TrimSuffix(p.Name+"="+p.Value, "="))
	}
	if len(query) == 0 {
		return strings.Join(path, "/")
	}
	return strings.Join(path, "/") + "?" + strings.Join(query, "&")
}

func s3Source(t *testing.T, name string) string {
	data, err := os.ReadFile(filepath.Join(goCommand(t, "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/s3"), name))
	if err != nil {
		t.Fatal(err)
	}
	// The operation's name in the query is for the reader of logs.
	return regexp.MustCompile(`[?&]x-id=\w+`).ReplaceAllString(string(data), "")
}

// function returns the text of a function, by the beginning of its signature.
func function(source, signature string) string {
	_, rest, _ := strings.Cut(source, "func "+signature)
	body, _, _ := strings.Cut(rest, "\n}\n")
	return body
}

// match returns the first group of an expression in a text.
func match(expr, text string) string {
	if m := regexp.MustCompile(expr).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
