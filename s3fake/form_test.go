package s3fake_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	forms "mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/s3fake"
)

// upload sends a form as a browser does: the fields in order, then the file.
func upload(t testing.TB, url string, fields [][2]string, name, file string) (int, http.Header, string) {
	t.Helper()
	var b bytes.Buffer
	w := forms.NewWriter(&b)
	for _, f := range fields {
		w.WriteField(f[0], f[1])
	}
	if name != "" {
		part, _ := w.CreateFormFile("file", name)
		part.Write([]byte(file))
	}
	w.Close()
	return exchange{method: "POST", url: url, body: b.String(), header: map[string]string{"Content-Type": w.FormDataContentType()}}.do(t)
}

// presignedForm returns the fields that the SDK signs for a key.
func presignedForm(t testing.TB, srv *s3fake.Server, key string, conditions ...any) [][2]string {
	t.Helper()
	out, err := s3.NewPresignClient(srv.Client).PresignPostObject(t.Context(), &s3.PutObjectInput{Bucket: album, Key: &key}, func(o *s3.PresignPostOptions) {
		o.Conditions, o.Expires = conditions, 10*time.Minute
	})
	if err != nil {
		t.Fatal(err)
	}
	var l [][2]string
	for k, v := range out.Values {
		l = append(l, [2]string{k, v})
	}
	return l
}

func TestFormsAreStored(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	const to = "https://example.com/done?a=b"
	for _, tt := range []struct {
		name   string
		fields [][2]string
		status int
		header map[string]string
		body   []string
	}{
		{"plain", nil, 204, map[string]string{"ETag": `"5d41402abc4b2a76b9719d911017c592"`, "Location": srv.URL() + "/photos/dir/a%20b.txt"}, nil},
		{"200", [][2]string{{"success_action_status", "200"}}, 200, nil, nil},
		{"201", [][2]string{{"success_action_status", "201"}}, 201, map[string]string{"Content-Type": "application/xml"}, []string{
			"<PostResponse>", element("Location", srv.URL()+"/photos/dir/a%20b.txt"), element("Bucket", "photos"), element("Key", "dir/a b.txt"), "5d41402abc4b2a76b9719d911017c592"}},
		{"another status", [][2]string{{"success_action_status", "302"}}, 204, nil, nil},
		{"redirect", [][2]string{{"success_action_redirect", to}}, 303, map[string]string{"Location": to + "&bucket=photos&key=dir%2Fa+b.txt&etag=%225d41402abc4b2a76b9719d911017c592%22"}, nil},
		{"redirect to nowhere", [][2]string{{"success_action_redirect", "nowhere"}}, 204, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fields := append([][2]string{{"key", "dir/${filename}"}, {"Content-Type", "text/x"}, {"x-amz-meta-Color", "red"}, {"Cache-Control", "no-cache"},
				{"tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b c</Value></Tag></TagSet></Tagging>"}}, tt.fields...)
			status, header, body := upload(t, srv.URL()+"/photos", fields, `C:\docs\a b.txt`, "hello")
			if status != tt.status {
				t.Fatal(status, body)
			}
			for k, v := range tt.header {
				if header.Get(k) != v {
					t.Errorf("%s: %q, want %q", k, header.Get(k), v)
				}
			}
			contains(t, body, tt.body...)
			got := call[*s3.GetObjectOutput](t)(srv.Client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: album, Key: aws.String("dir/a b.txt")}))
			if *got.ContentType != "text/x" || got.Metadata["color"] != "red" || *got.CacheControl != "no-cache" || *got.ContentLength != 5 || *got.TagCount != 1 {
				t.Errorf("%+v", got)
			}
			call[*s3.DeleteObjectOutput](t)(srv.Client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: album, Key: aws.String("dir/a b.txt")}))
		})
	}
	if n := len(srv.Calls("PutObject")); n != 6 { // a form is recorded as what it means
		t.Error(n)
	}
}

func TestPresignedForms(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t, func(o *s3fake.Options) { o.RequireSignature = true })
	call[*s3.CreateBucketOutput](t)(srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: album}))
	const redirect = "http://localhost.test/random"
	for _, tt := range []struct {
		name       string
		conditions []any
		fields     [][2]string
		file       string
		status     int
		want       []string
	}{
		{"allowed", nil, nil, "hello", 204, nil},
		{"eq", []any{[]any{"eq", "$success_action_redirect", redirect}}, [][2]string{{"success_action_redirect", redirect}}, "hello", 303, nil},
		{"not eq", []any{[]any{"eq", "$success_action_redirect", redirect}}, [][2]string{{"success_action_redirect", "http://other.test"}}, "x", 403, []string{
			element("Code", "AccessDenied"), element("Message", `Invalid according to Policy: Policy Condition failed: ["eq", "$success_action_redirect", "http://localhost.test/random"]`), "<HostId>"}},
		{"another case", []any{map[string]string{"success_action_redirect": "HTTP://localhost.test/random"}}, [][2]string{{"success_action_redirect", redirect}}, "x", 403, []string{
			`Policy Condition failed: ["eq", "$success_action_redirect", "HTTP://localhost.test/random"]`}},
		{"without $", []any{[]any{"eq", "success_action_redirect", redirect}}, [][2]string{{"success_action_redirect", redirect}}, "x", 403, []string{
			`Policy Condition failed: ["eq", "success_action_redirect", "http://localhost.test/random"]`}},
		{"two properties", []any{map[string]string{"a": "b", "c": "d"}}, nil, "x", 400, []string{element("Code", "InvalidPolicyDocument"),
			element("Message", "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")}},
		{"starts-with", []any{[]any{"starts-with", "$Content-Type", "image/"}}, [][2]string{{"Content-Type", "image/png"}}, "x", 204, nil},
		{"does not start with", []any{[]any{"starts-with", "$success_action_redirect", "http://localhost"}}, [][2]string{{"success_action_redirect", "HTTP://localhost"}}, "x", 403, []string{
			`Policy Condition failed: ["starts-with", "$success_action_redirect", "http://localhost"]`}},
		{"too big", []any{[]any{"content-length-range", 5, 10}}, nil, "123456789012", 400, []string{element("Code", "EntityTooLarge"),
			element("Message", "Your proposed upload exceeds the maximum allowed size"), element("ProposedSize", "12"), element("MaxSizeAllowed", "10")}},
		{"too small", []any{[]any{"content-length-range", 5, 10}}, nil, "1", 400, []string{element("Code", "EntityTooSmall"),
			element("Message", "Your proposed upload is smaller than the minimum allowed size"), element("ProposedSize", "1"), element("MinSizeAllowed", "5")}},
		{"no range", []any{[]any{"content-length-range", "test", 10}}, nil, "1", 403, []string{`Policy Condition failed: ["content-length-range", "test", "10"]`}},
		{"in range", []any{[]any{"content-length-range", 5, 10}}, nil, "1234567890", 204, nil},
		{"a field of no condition", nil, [][2]string{{"x-amz-meta-a", "b"}}, "x", 403, []string{"Invalid according to Policy: Extra input fields: x-amz-meta-a"}},
		{"an ignored field", nil, [][2]string{{"x-ignore-a", "b"}}, "x", 204, nil},
		{"wrong arity", []any{[]any{"starts-with", "$key"}}, nil, "x", 400, []string{element("Code", "InvalidPolicyDocument")}},
		{"unknown operator", []any{[]any{"ends-with", "$key", "x"}}, nil, "x", 400, []string{element("Code", "InvalidPolicyDocument")}},
		{"a scalar", []any{"x"}, nil, "x", 400, []string{element("Code", "InvalidPolicyDocument")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, _, body := upload(t, srv.URL()+"/photos", append(presignedForm(t, srv, "k", tt.conditions...), tt.fields...), "f", tt.file)
			if status != tt.status {
				t.Errorf("%d, want %d: %s", status, tt.status, body)
			}
			contains(t, body, tt.want...)
		})
	}
	t.Run("presigned after an Advance", func(t *testing.T) {
		srv.Clock.Advance(24 * time.Hour)
		if status, _, body := upload(t, srv.URL()+"/photos", presignedForm(t, srv, "k"), "f", "x"); status != 204 {
			t.Error(status, body)
		}
	})
	t.Run("expired", func(t *testing.T) {
		fields := presignedForm(t, srv, "k")
		srv.Clock.Advance(11 * time.Minute)
		status, _, body := upload(t, srv.URL()+"/photos", fields, "f", "late")
		if status != 403 {
			t.Error(status)
		}
		contains(t, body, element("Code", "AccessDenied"), element("Message", "Invalid according to Policy: Policy expired."))
	})
}

func TestFormsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t, func(o *s3fake.Options) { o.RequireSignature = true })
	call[*s3.CreateBucketOutput](t)(srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: album}))
	change := func(name, value string) [][2]string {
		l := presignedForm(t, srv, "k")
		for i := range l {
			if strings.EqualFold(l[i][0], name) {
				l[i][1] = value
			}
		}
		return l
	}
	broken := base64.StdEncoding.EncodeToString([]byte(`{"conditions": "`))
	for _, tt := range []struct {
		name   string
		fields [][2]string
		file   string
		status int
		want   []string
	}{
		{"no policy", [][2]string{{"key", "k"}}, "f", 403, []string{element("Code", "AccessDenied"), element("Message", "Access Denied")}},
		{"no key", [][2]string{{"policy", "x"}}, "f", 400, []string{element("Code", "InvalidArgument"), element("Message", "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."), element("ArgumentName", "key")}},
		{"no file", presignedForm(t, srv, "k"), "", 400, []string{element("Code", "InvalidArgument"), element("Message", "POST requires exactly one file upload per request."), element("ArgumentName", "file"), element("ArgumentValue", "0")}},
		{"another policy", change("policy", broken), "f", 403, []string{element("Code", "SignatureDoesNotMatch"), element("AWSAccessKeyId", "test"), element("StringToSign", broken), "<SignatureProvided>", "<StringToSignBytes>"}},
		{"another signature", change("X-Amz-Signature", "0"), "f", 403, []string{element("Code", "SignatureDoesNotMatch")}},
		{"another credential", change("X-Amz-Credential", "test/x"), "f", 400, []string{element("Code", "InvalidArgument")}},
		{"no signature", change("X-Amz-Signature", ""), "f", 403, []string{element("Code", "AccessDenied")}},
		{"version 2, wrong", [][2]string{{"key", "k"}, {"AWSAccessKeyId", "test"}, {"policy", broken}, {"signature", "x"}}, "f", 403, []string{element("Code", "SignatureDoesNotMatch")}},
		{"version 2, unknown key", [][2]string{{"key", "k"}, {"AWSAccessKeyId", "AKIA"}, {"policy", broken}, {"signature", "x"}}, "f", 403, []string{element("Code", "InvalidAccessKeyId")}},
		{"too many fields", [][2]string{{"key", "k"}, {"x-ignore-a", strings.Repeat("x", 21<<10)}}, "f", 400, []string{element("Code", "MaxPostPreDataLengthExceededError")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, _, body := upload(t, srv.URL()+"/photos", tt.fields, tt.file, "x")
			if status != tt.status {
				t.Errorf("%d, want %d: %s", status, tt.status, body)
			}
			contains(t, body, tt.want...)
		})
	}
	for kind, want := range map[string]string{
		"text/plain":                     "PreconditionFailed",
		"multipart/form-data":            "MalformedPOSTRequest",
		"multipart/form-data;boundary=x": "MalformedPOSTRequest",
	} {
		_, _, body := exchange{method: "POST", url: srv.URL() + "/photos", body: "--x\r\nnonsense", header: map[string]string{"Content-Type": kind}}.do(t)
		contains(t, body, element("Code", want))
	}
}

func FuzzForm(f *testing.F) {
	srv := s3fake.New()
	f.Cleanup(srv.Close)
	if _, err := srv.Client.CreateBucket(context.Background(), &s3.CreateBucketInput{Bucket: album}); err != nil {
		f.Fatal(err)
	}
	f.Add("--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nhello\r\n--x--\r\n", "")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n${filename}\r\n--x--", "e30=")
	f.Add("", base64.StdEncoding.EncodeToString([]byte(`{"expiration":"2999-01-01T00:00:00.000Z","conditions":[["eq","$key","k"],{"bucket":"photos"},["content-length-range",0,10]]}`)))
	f.Fuzz(func(t *testing.T, body, policy string) {
		if policy != "" {
			body = fmt.Sprintf("--x\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\n%s\r\n--x\r\nContent-Disposition: form-data; name=\"AWSAccessKeyId\"\r\n\r\ntest\r\n--x\r\nContent-Disposition: form-data; name=\"signature\"\r\n\r\n%s\r\n", policy, signatureV2(policy)) + body
		}
		r := httptest.NewRequest("POST", "/photos", strings.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != 501 {
			t.Errorf("%d for %q: %s", w.Code, body, w.Body)
		}
	})
}
