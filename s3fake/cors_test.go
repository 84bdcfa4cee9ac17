package s3fake_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	origin     = "https://localhost:4200"
	vary       = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"
	notAllowed = "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
)

// The rows are those of recordings/s3.json, test_s3_cors.py, and some beside them.
func TestCORS(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos", "plain")
	call[*s3.PutObjectOutput](t)(srv.Client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: album, Key: aws.String("k")}))
	call[*s3.PutBucketCorsOutput](t)(srv.Client.PutBucketCors(t.Context(), &s3.PutBucketCorsInput{Bucket: album, CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{
		{AllowedOrigins: []string{origin}, AllowedMethods: []string{"GET"}, AllowedHeaders: []string{"x-amz-expected-bucket-owner", "x-AMZ-server-SIDE-encryption", "x-amz-meta-*"}, MaxAgeSeconds: aws.Int32(3000)},
		{AllowedOrigins: []string{"http://*.origin.com"}, AllowedMethods: []string{"GET", "PUT"}},
		{AllowedOrigins: []string{"*"}, AllowedMethods: []string{"HEAD"}, ExposeHeaders: []string{"x-amz-id-2", "x-amz-request-id"}},
	}}}))
	for _, tt := range []struct {
		name, method, path string
		header             map[string]string
		status             int
		want               map[string]string
		body               []string
	}{
		{"preflight", "OPTIONS", "/photos/k", ask("GET", ""), 200, allowed("GET", "", "3000"), nil},
		{"preflight of a header", "OPTIONS", "/photos/k", ask("GET", "x-amz-expected-bucket-owner"), 200, allowed("GET", "x-amz-expected-bucket-owner", "3000"), nil},
		{"headers in any case", "OPTIONS", "/photos/k", ask("GET", "X-Amz-Expected-Bucket-Owner,x-amz-SERVER-side-encryption"), 200, allowed("GET", "x-amz-expected-bucket-owner, x-amz-server-side-encryption", "3000"), nil},
		{"headers by wildcard", "OPTIONS", "/photos/k", ask("GET", "x-amz-meta-color"), 200, allowed("GET", "x-amz-meta-color", "3000"), nil},
		{"a header that is not allowed", "OPTIONS", "/photos/k", ask("GET", "x-amz-request-payer"), 403, nil, []string{element("Code", "AccessForbidden"), element("Message", notAllowed), element("Method", "GET"), element("ResourceType", "OBJECT"), "<HostId>"}},
		{"a method that is not allowed", "OPTIONS", "/photos/k", ask("PUT", ""), 403, nil, []string{element("Code", "AccessForbidden"), element("Method", "PUT"), element("ResourceType", "OBJECT")}},
		{"a bucket", "OPTIONS", "/photos", ask("PUT", ""), 403, nil, []string{element("ResourceType", "BUCKET")}},
		{"part of an origin", "OPTIONS", "/photos/k", map[string]string{"Origin": "http://test.origin.com", "Access-Control-Request-Method": "PUT"}, 200,
			map[string]string{"Access-Control-Allow-Origin": "http://test.origin.com", "Access-Control-Allow-Methods": "GET, PUT", "Access-Control-Allow-Credentials": "true"}, nil},
		{"not part of an origin", "OPTIONS", "/photos/k", map[string]string{"Origin": "http://test.origin.com.evil", "Access-Control-Request-Method": "PUT"}, 403, nil, nil},
		{"any origin", "OPTIONS", "/photos/k", map[string]string{"Origin": "http://x", "Access-Control-Request-Method": "HEAD"}, 200,
			map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "", "Access-Control-Allow-Methods": "HEAD", "Access-Control-Expose-Headers": "x-amz-id-2, x-amz-request-id", "Vary": vary}, nil},
		{"no configuration", "OPTIONS", "/plain/k", ask("GET", ""), 403, nil, []string{element("Message", "CORSResponse: CORS is not enabled for this bucket."), element("ResourceType", "BUCKET")}},
		{"no bucket", "OPTIONS", "/none/k", ask("GET", ""), 403, nil, []string{element("Message", "CORSResponse: Bucket not found")}},
		{"no origin", "OPTIONS", "/photos/k", nil, 400, nil, []string{element("Code", "BadRequest"), element("Message", "Insufficient information. Origin request header needed.")}},
		{"no method", "OPTIONS", "/photos/k", map[string]string{"Origin": origin}, 400, nil, []string{element("Message", "Invalid Access-Control-Request-Method: null")}},
		{"a simple request", "GET", "/photos/k", map[string]string{"Origin": origin}, 200, allowed("GET", "", "3000"), nil},
		{"a simple request that fails", "GET", "/photos/none", map[string]string{"Origin": origin}, 404, allowed("GET", "", "3000"), nil},
		{"a simple request of another method", "PUT", "/photos/k", map[string]string{"Origin": origin}, 200, map[string]string{"Access-Control-Allow-Origin": "", "Vary": ""}, nil},
		{"a simple request of another origin", "GET", "/photos/k", map[string]string{"Origin": "http://x"}, 200, map[string]string{"Access-Control-Allow-Origin": ""}, nil},
		{"a simple request that asks like a preflight", "GET", "/photos/k", ask("GET", "x-amz-request-payer"), 200, map[string]string{"Access-Control-Allow-Origin": ""}, nil},
		{"without origin", "GET", "/photos/k", nil, 200, map[string]string{"Access-Control-Allow-Origin": "", "Vary": ""}, nil},
		{"a virtual host", "OPTIONS", "/k", with(ask("GET", ""), "Host", "photos.s3.us-east-1.amazonaws.com"), 200, allowed("GET", "", "3000"), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, header, body := exchange{method: tt.method, url: srv.URL() + tt.path, header: tt.header}.do(t)
			if status != tt.status {
				t.Errorf("%d, want %d: %s", status, tt.status, body)
			}
			for k, v := range tt.want {
				if header.Get(k) != v {
					t.Errorf("%s: %q, want %q", k, header.Get(k), v)
				}
			}
			contains(t, body, tt.body...)
		})
	}
}

func ask(method, headers string) map[string]string {
	m := map[string]string{"Origin": origin, "Access-Control-Request-Method": method}
	if headers != "" {
		m["Access-Control-Request-Headers"] = headers
	}
	return m
}

func with(m map[string]string, k, v string) map[string]string {
	m[k] = v
	return m
}

func allowed(methods, headers, age string) map[string]string {
	return map[string]string{"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Access-Control-Allow-Methods": methods,
		"Access-Control-Allow-Headers": headers, "Access-Control-Max-Age": age, "Vary": vary}
}
