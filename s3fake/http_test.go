package s3fake_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Buckets are found in all of AWS's host names, and in those of the fake.
func TestVirtualHosts(t *testing.T) {
	f := startPhotos(t)
	f.bucket("s3.dotted.name")
	f.put("cat.jpg", "meow")
	for _, host := range []string{
		"photos.s3.amazonaws.com", "photos.s3.us-east-1.amazonaws.com", "photos.s3-us-west-2.amazonaws.com", "photos.s3.dualstack.us-east-1.amazonaws.com",
		"photos.s3-fips.us-east-1.amazonaws.com", "photos.s3-fips.dualstack.us-east-1.amazonaws.com", "photos.s3-accelerate.amazonaws.com",
		"photos.s3-accelerate.dualstack.amazonaws.com", "photos.s3.cn-north-1.amazonaws.com.cn", "photos.localhost", "photos.localhost:4566",
		"photos.s3.localhost", "photos.s3.awsfake.internal", "PHOTOS.S3.amazonaws.com",
	} {
		if a := f.doHost(host, "GET", "/cat.jpg", ""); a.body != "meow" {
			t.Errorf("%s: %s", host, a.body)
		}
		if a := f.doHost(host, "GET", "/?list-type=2", ""); !strings.Contains(a.body, "<Key>cat.jpg</Key>") {
			t.Errorf("%s: %s", host, a.body)
		}
	}
	for _, host := range []string{"s3.amazonaws.com", "s3.us-east-1.amazonaws.com", "localhost:4566", "s3.localhost", "127.0.0.1", "[::1]:80", "example.com"} {
		if a := f.doHost(host, "GET", "/photos/cat.jpg", ""); a.body != "meow" {
			t.Errorf("%s: %s", host, a.body)
		}
	}
	if a := f.doHost("s3.dotted.name.s3.us-east-1.amazonaws.com", "HEAD", "/", ""); a.StatusCode != 200 {
		t.Errorf("%d", a.StatusCode)
	}
	client := s3.NewFromConfig(f.Config()) // no endpoint: virtual hosts of AWS
	out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.ok(err)
	if got := f.read(out.Body); got != "meow" {
		t.Errorf("%q", got)
	}
	put, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: str("dog.jpg"), Body: strings.NewReader("woof")}) // chunks with a trailer, since it believes in TLS
	f.ok(err)
	if put.ChecksumCRC32 == nil || f.get("dog.jpg") != "woof" {
		t.Errorf("%+v", put)
	}
}

// What S3 does not know is refused, and stores nothing.
func TestBadRequests(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow")
	notAllowed := want(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
	for request, w := range map[string]wanted{
		"DELETE /photos/cat.jpg?acl":          notAllowed,
		"PUT /photos?versions":                notAllowed,
		"PUT /new?uploads":                    notAllowed,
		"PUT /photos/cat.jpg?torrent":         notAllowed,
		"PATCH /photos/cat.jpg":               notAllowed,
		"PUT /":                               notAllowed,
		"GET /photos/cat.jpg?partNumber=x":    argument("", "partnumber", "x"),
		"GET /photos/cat.jpg?partNumber=0":    argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", "0"),
		"GET /photos/cat.jpg?versionId=%ff":   want(400, "InvalidArgument", "Invalid version id specified"),
		"GET /photos?versions&max-keys=x":     argument("", "max-keys", "x"),
		"GET /photos/cat.jpg?select":          notAllowed,
		"POST /photos/cat.jpg":                notAllowed,
		"GET /photos/cat.jpg?attributes":      want(400, "InvalidRequest", "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty"),
		"PUT /photos/cat.jpg?tagging":         want(400, "MissingRequestBodyError", "Request Body is empty"),
		"PUT /photos?versioning":              want(400, "MissingRequestBodyError", "Request Body is empty"),
		"GET /photos/x?uploadId=a&max-parts=": argument("Provided max-parts not an integer or within integer range", "max-parts", ""),
	} {
		method, path, _ := strings.Cut(request, " ")
		a := f.do(method, path, "")
		if a.StatusCode >= 500 && w.status < 500 {
			t.Errorf("%s answers %d %s", request, a.StatusCode, a.body)
		}
		t.Run(request, func(t *testing.T) { a.fails(t, w) })
	}
	for _, body := range []string{"<", "<a", "<Delete><Object>", "<!DOCTYPE x><Delete/>", "\xff\xfe", "<Delete/><Delete/>", "text", "<Delete><Object><Key>a</Key></Object>"} {
		f.do("POST", "/photos?delete", body).fails(t, malformedXML)
	}
	if l := f.Objects(photos); len(l) != 1 || string(l[0].Body) != "meow" {
		t.Errorf("stored %v", l)
	}
}

// raw sends bytes over a connection of its own and returns the answer's status and body.
func (f *fixture) raw(request string, close bool) (status int, body string) {
	f.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(f.URL(), "http://"))
	f.ok(err)
	defer conn.Close()
	_, err = io.WriteString(conn, request)
	f.ok(err)
	if close {
		conn.(*net.TCPConn).CloseWrite()
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	f.ok(err)
	b, err := io.ReadAll(res.Body)
	f.ok(err)
	return res.StatusCode, string(b)
}

func TestContentLength(t *testing.T) {
	f := startPhotos(t)
	status, body := f.raw("PUT /photos/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false)
	if status != 411 || !strings.Contains(body, "<Code>MissingContentLength</Code><Message>You must provide the Content-Length HTTP header.</Message>") {
		t.Errorf("without a length: %d %s", status, body)
	}
	_, body = f.raw(fmt.Sprintf("PUT /photos/a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", 5<<30+1), false)
	if !strings.Contains(body, "<Code>EntityTooLarge</Code><Message>Your proposed upload exceeds the maximum allowed size</Message><ProposedSize>5368709121</ProposedSize><MaxSizeAllowed>5368709120</MaxSizeAllowed>") {
		t.Errorf("too long: %s", body)
	}
	if l := f.Objects(photos); len(l) > 0 {
		t.Errorf("stored %v", l)
	}
}

// A client that waits for 100 Continue gets it, or the refusal before it sends its body.
func TestExpectContinue(t *testing.T) {
	f := startPhotos(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(f.URL(), "http://"))
	f.ok(err)
	defer conn.Close()
	r := bufio.NewReader(conn)
	put := func(path string) *http.Response {
		_, err := io.WriteString(conn, "PUT "+path+" HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
		f.ok(err)
		res, err := http.ReadResponse(r, nil)
		f.ok(err)
		return res
	}
	if res := put("/photos/a"); res.StatusCode != 100 {
		t.Fatalf("%d", res.StatusCode)
	}
	io.WriteString(conn, "hello")
	res, err := http.ReadResponse(r, nil)
	f.ok(err)
	if io.Copy(io.Discard, res.Body); res.StatusCode != 200 || f.get("a") != "hello" {
		t.Errorf("%d", res.StatusCode)
	}
}

// The headers that every answer has.
func TestStandardHeaders(t *testing.T) {
	f := startPhotos(t)
	for _, a := range []answer{f.do("GET", "/photos", ""), f.do("GET", "/nope", ""), f.do("PUT", "/photos/a", "x"), f.do("DELETE", "/photos/a", "")} {
		if a.Header.Get("Server") != "AmazonS3" || a.Header.Get("X-Amz-Request-Id") == "" || a.Header.Get("X-Amz-Id-2") == "" || a.Header.Get("Date") == "" {
			t.Errorf("%v", a.Header)
		}
	}
	f.put("cat.jpg", "meow")
	if a := f.do("HEAD", "/photos/cat.jpg", ""); a.ContentLength != 4 || a.body != "" {
		t.Errorf("HEAD tells %d bytes", a.ContentLength)
	}
	if a := f.do("HEAD", "/photos/none", ""); a.StatusCode != 404 || a.body != "" {
		t.Errorf("%d %q", a.StatusCode, a.body)
	}
}
