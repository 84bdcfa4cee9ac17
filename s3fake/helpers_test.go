package s3fake_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/s3fake"
)

// str, i32 and i64 make the pointers that the SDK wants.
func str(s string) *string { return &s }
func i32(n int32) *int32   { return &n }
func i64(n int64) *int64   { return &n }
func yes() *bool           { return aws.Bool(true) }

// photos is the bucket that most tests have.
const photos = "photos"

// A fixture is a server whose clock moves only when a test says so, with a client that remembers the last error's document.
type fixture struct {
	*s3fake.Server
	t        *testing.T
	c        *s3.Client
	document string
	header   http.Header // of the last answer
}

func start(t *testing.T, optFns ...func(*s3fake.Options)) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{Server: s3fake.Start(t, optFns...), t: t}
	f.Clock.Freeze()
	f.c = s3.New(f.Client.Options(), func(o *s3.Options) { o.HTTPClient = &remember{o.HTTPClient, f} })
	return f
}

// startPhotos is start with the bucket that most tests have.
func startPhotos(t *testing.T, optFns ...func(*s3fake.Options)) *fixture {
	t.Helper()
	f := start(t, optFns...)
	f.bucket(photos)
	return f
}

// remember keeps the documents of errors, of which the SDK shows code and message only.
type remember struct {
	next s3.HTTPClient
	f    *fixture
}

func (r *remember) Do(req *http.Request) (*http.Response, error) {
	res, err := r.next.Do(req)
	if err != nil {
		return nil, err
	}
	r.f.header = res.Header
	if res.StatusCode >= 300 {
		body, err := io.ReadAll(res.Body)
		if err != nil {
			return nil, err
		}
		r.f.document = string(body)
		res.Body = io.NopCloser(bytes.NewReader(body))
	}
	return res, nil
}

func (f *fixture) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) bucket(name string) {
	f.t.Helper()
	_, err := f.c.CreateBucket(f.t.Context(), &s3.CreateBucketInput{Bucket: &name})
	f.ok(err)
}

func (f *fixture) versioning(status types.BucketVersioningStatus) {
	f.t.Helper()
	_, err := f.c.PutBucketVersioning(f.t.Context(), &s3.PutBucketVersioningInput{
		Bucket: str(photos), VersioningConfiguration: &types.VersioningConfiguration{Status: status},
	})
	f.ok(err)
}

// put stores an object and returns its version id.
func (f *fixture) put(key, body string, change ...func(*s3.PutObjectInput)) *s3.PutObjectOutput {
	f.t.Helper()
	in := &s3.PutObjectInput{Bucket: str(photos), Key: &key, Body: strings.NewReader(body)}
	for _, c := range change {
		c(in)
	}
	out, err := f.c.PutObject(f.t.Context(), in)
	f.ok(err)
	return out
}

// get returns an object's content.
func (f *fixture) get(key string) string {
	f.t.Helper()
	out, err := f.c.GetObject(f.t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: &key})
	f.ok(err)
	return f.read(out.Body)
}

func (f *fixture) read(r io.ReadCloser) string {
	f.t.Helper()
	b, err := io.ReadAll(r)
	f.ok(err)
	r.Close()
	return string(b)
}

// delete deletes an object.
func (f *fixture) delete(key string, version *string) *s3.DeleteObjectOutput {
	f.t.Helper()
	out, err := f.c.DeleteObject(f.t.Context(), &s3.DeleteObjectInput{Bucket: str(photos), Key: &key, VersionId: version})
	f.ok(err)
	return out
}

// A wanted error: status, code, message, and pairs of names and values of its details.
type wanted struct {
	status  int
	code    string
	message string
	details []string
}

func want(status int, code, message string, details ...string) wanted {
	return wanted{status, code, message, details}
}

// fails checks an error of the SDK, and the document behind it.
func (f *fixture) fails(err error, w wanted) {
	f.t.Helper()
	var api smithy.APIError
	var res *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &res) {
		f.t.Fatalf("%v, want %s", err, w.code)
	}
	if api.ErrorCode() != w.code || api.ErrorMessage() != w.message || res.HTTPStatusCode() != w.status {
		f.t.Errorf("got  %d %s %q\nwant %d %s %q", res.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage(), w.status, w.code, w.message)
	}
	checkDetails(f.t, f.document, w)
}

func checkDetails(t *testing.T, document string, w wanted) {
	t.Helper()
	got := errorOf(t, document)
	for i := 0; i < len(w.details); i += 2 {
		if v, ok := got[w.details[i]]; !ok || v != w.details[i+1] {
			t.Errorf("%s %q in %s, want %q", w.details[i], v, document, w.details[i+1])
		}
	}
}

// errorOf returns the elements of an error's document.
func errorOf(t *testing.T, document string) map[string]string {
	t.Helper()
	var e struct {
		XMLName xml.Name
		Items   []struct {
			XMLName xml.Name
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	m := map[string]string{}
	if document == "" {
		return m
	}
	if err := xml.Unmarshal([]byte(document), &e); err != nil || e.XMLName.Local != "Error" {
		t.Fatalf("%v in %q", err, document)
	}
	for _, i := range e.Items {
		m[i.XMLName.Local] = i.Text
	}
	return m
}

// An answer to a plain HTTP request.
type answer struct {
	*http.Response
	body string
}

// do sends a plain HTTP request; headers are pairs. The path is sent as it is.
func (f *fixture) do(method, path, body string, headers ...string) answer {
	f.t.Helper()
	return f.doHost("", method, path, body, headers...)
}

func (f *fixture) doHost(host, method, path, body string, headers ...string) answer {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, f.URL(), strings.NewReader(body))
	f.ok(err)
	base, query, _ := strings.Cut(path, "?")
	plain, err := url.PathUnescape(base)
	f.ok(err)
	req.URL.Path, req.URL.RawPath, req.URL.RawQuery, req.Host = plain, base, query, host
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Content-Length" {
			req.ContentLength = -1
			req.Body = io.NopCloser(struct{ io.Reader }{strings.NewReader(body)})
			continue
		}
		req.Header[headers[i]] = []string{headers[i+1]}
	}
	res, err := f.Config().HTTPClient.Do(req)
	f.ok(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	f.ok(err)
	return answer{res, string(b)}
}

// fails checks the error that a plain request was answered with.
func (a answer) fails(t *testing.T, w wanted) {
	t.Helper()
	got := errorOf(t, a.body)
	if a.StatusCode != w.status || got["Code"] != w.code || w.message != "" && got["Message"] != w.message {
		t.Errorf("got  %d %s %q\nwant %d %s %q", a.StatusCode, got["Code"], got["Message"], w.status, w.code, w.message)
	}
	checkDetails(t, a.body, w)
}

func noKey(key string) wanted {
	return want(404, "NoSuchKey", "The specified key does not exist.", "Key", key)
}

func noBucket(name string) wanted {
	return want(404, "NoSuchBucket", "The specified bucket does not exist", "BucketName", name)
}

func notHeld(condition string) wanted {
	return want(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", "Condition", condition)
}

func argument(message, name, value string) wanted {
	return want(400, "InvalidArgument", message, "ArgumentName", name, "ArgumentValue", value)
}

var malformedXML = want(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
