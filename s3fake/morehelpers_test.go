package s3fake_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/awsfake/awsfake/s3fake"
)

// startWith starts a server with buckets.
func startWith(t testing.TB, buckets ...string) *s3fake.Server {
	t.Helper()
	srv := s3fake.Start(t)
	for _, b := range buckets {
		if _, err := srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &b}); err != nil {
			t.Fatal(err)
		}
	}
	return srv
}

// call fails the test if a call fails.
func call[Out any](t testing.TB) func(Out, error) Out {
	return func(out Out, err error) Out {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// refused checks the status, code and message of an error; a message "" is not checked.
func refused(t testing.TB, err error, status int, code, message string) {
	t.Helper()
	var api smithy.APIError
	var res *smithyhttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &res) {
		t.Errorf("%v, want %s", err, code)
		return
	}
	if api.ErrorCode() != code || message != "" && api.ErrorMessage() != message || res.HTTPStatusCode() != status {
		t.Errorf("%d %s %q, want %d %s %q", res.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage(), status, code, message)
	}
}

// An exchange is a request without the SDK.
type exchange struct {
	method, url, body string
	header            map[string]string
}

// do makes the request with a client that knows nothing of the fake.
func (e exchange) do(t testing.TB) (status int, header http.Header, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), e.method, e.url, strings.NewReader(e.body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range e.header {
		if k == "Host" {
			req.Host = v
		}
		req.Header.Set(k, v)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header, string(b)
}

// contains checks that a text has all the parts.
func contains(t testing.TB, text string, parts ...string) {
	t.Helper()
	text = strings.ReplaceAll(text, "&quot;", `"`)
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in %s", p, text)
		}
	}
}

// element returns <name>text</name>.
func element(name, text string) string { return "<" + name + ">" + text + "</" + name + ">" }

var album = aws.String("photos")
