package s3fake_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/s3fake"
)

// serve answers a request without a network. The target is what follows the method in the request line.
func serve(srv *s3fake.Server, method, target, body string) (res *httptest.ResponseRecorder, ok bool) {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, false // net/http refuses it
	}
	r := httptest.NewRequest(method, "/", strings.NewReader(body))
	r.URL, r.RequestURI = u, target
	res = httptest.NewRecorder()
	srv.ServeHTTP(res, r)
	return res, true
}

// FuzzListParameters: whatever the parameters of a list are, it is answered, and never with an error of the fake's own.
func FuzzListParameters(f *testing.F) {
	srv := s3fake.New()
	f.Cleanup(srv.Close)
	for i := range 50 {
		srv.Put(photos, fmt.Sprintf("dir%d/%d", i%7, i), nil)
	}
	for _, q := range []string{
		"", "list-type=2", "list-type=2&prefix=dir&delimiter=/&max-keys=3&start-after=dir3/", "versions&key-marker=dir1/1&version-id-marker=null",
		"uploads&delimiter=/", "list-type=2&continuation-token=1ZGlyMS8x&encoding-type=url&fetch-owner=true", "marker=%ff&max-keys=0",
	} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		res, ok := serve(srv, http.MethodGet, "/photos?"+query, "")
		if ok && res.Code >= 500 && !strings.Contains(res.Body.String(), "<Code>NotImplemented</Code>") {
			t.Errorf("%q: %d %s", query, res.Code, res.Body)
		}
	})
}

// FuzzObjectRequests: whatever comes for an object, whether its head or its body is odd, no answer is a failure of the fake's own.
func FuzzObjectRequests(f *testing.F) {
	srv := s3fake.New()
	f.Cleanup(srv.Close)
	srv.Put(photos, "cat.jpg", []byte("meow"))
	for _, s := range [][4]string{
		{"GET", "/photos/cat.jpg", "Range", "bytes=1-2"}, {"PUT", "/photos/a%2F+b?tagging", "X-Amz-Tagging", "a=b"}, {"POST", "/photos/a?uploads", "", ""},
		{"DELETE", "/photos/cat.jpg?versionId=null", "If-Match", "x"}, {"PUT", "/photos/b", "X-Amz-Copy-Source", "photos/cat.jpg"},
		{"PUT", "/photos/c", "X-Amz-Checksum-Crc32", "AAAAAA=="}, {"HEAD", "/photos/cat.jpg?partNumber=1", "If-Modified-Since", "yesterday"},
		{"PUT", "/photos/d", "X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}, {"GET", "/photos/cat.jpg?attributes", "X-Amz-Object-Attributes", "ETag,Checksum"},
	} {
		f.Add(s[0], s[1], s[2], s[3], "<Tagging/>")
	}
	f.Fuzz(func(t *testing.T, method, target, name, value, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || method == "" || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return
		}
		r := httptest.NewRequest(method, "/", strings.NewReader(body))
		r.URL, r.RequestURI = u, target
		r.Header[http.CanonicalHeaderKey(name)] = []string{value}
		res := httptest.NewRecorder()
		srv.ServeHTTP(res, r)
		if res.Code >= 500 && !strings.Contains(res.Body.String(), "<Code>NotImplemented</Code>") {
			t.Errorf("%s %s, %s: %s: %d %s", method, target, name, value, res.Code, res.Body)
		}
	})
}
