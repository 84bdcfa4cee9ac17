package s3fake_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/s3fake"
)

// follow uses a presigned URL as a program without the SDK does.
func follow(t testing.TB, link *v4.PresignedHTTPRequest, body string) (status int, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), link.Method, link.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = link.SignedHeader
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

func TestPresignedURLsWork(t *testing.T) {
	t.Parallel()
	for _, advance := range []time.Duration{0, 48 * time.Hour} {
		t.Run(fmt.Sprint("after ", advance), func(t *testing.T) {
			t.Parallel()
			srv := startWith(t, "photos")
			srv.Clock.Advance(advance)
			p := s3.NewPresignClient(srv.Client)
			key := aws.String("a b/ü+&$@=:,;?~'()*!.txt")
			put := call[*v4.PresignedHTTPRequest](t)(p.PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: album, Key: key,
				ContentType: aws.String("text/x"), Metadata: map[string]string{"color": "red"}}))
			if status, body := follow(t, put, "hello"); status != 200 {
				t.Fatal(status, body)
			}
			get := call[*v4.PresignedHTTPRequest](t)(p.PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: album, Key: key, ResponseContentType: aws.String("a/b")}))
			if status, body := follow(t, get, ""); status != 200 || body != "hello" {
				t.Error(status, body)
			}
			head := call[*v4.PresignedHTTPRequest](t)(p.PresignHeadObject(t.Context(), &s3.HeadObjectInput{Bucket: album, Key: key}))
			if status, body := follow(t, head, ""); status != 200 {
				t.Error(status, body)
			}
			got := call[*s3.HeadObjectOutput](t)(srv.Client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: album, Key: key}))
			if *got.ContentType != "text/x" || got.Metadata["color"] != "red" {
				t.Error(*got.ContentType, got.Metadata)
			}
			del := call[*v4.PresignedHTTPRequest](t)(p.PresignDeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: album, Key: key}))
			if status, body := follow(t, del, ""); status != 204 {
				t.Error(status, body)
			}
		})
	}
}

func TestAPresignedURLOfTheRealClockHasNothingOfTheFake(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	get := call[*v4.PresignedHTTPRequest](t)(s3.NewPresignClient(srv.Client).PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: album, Key: aws.String("k")}))
	if strings.Contains(strings.ToLower(get.URL), "awsfake") {
		t.Error(get.URL)
	}
}

func TestAPresignedURLExpiresOnTheClock(t *testing.T) {
	t.Parallel()
	for _, before := range []time.Duration{0, time.Hour} {
		srv := startWith(t, "photos")
		srv.Clock.Advance(before)
		link := call[*v4.PresignedHTTPRequest](t)(s3.NewPresignClient(srv.Client).PresignPutObject(t.Context(),
			&s3.PutObjectInput{Bucket: album, Key: aws.String("k")}, s3.WithPresignExpires(10*time.Minute)))
		srv.Clock.Advance(9 * time.Minute)
		if status, body := follow(t, link, "x"); status != 200 {
			t.Fatal(status, body)
		}
		srv.Clock.Advance(2 * time.Minute)
		status, body := follow(t, link, "late")
		if status != 403 {
			t.Error(status)
		}
		contains(t, body, element("Code", "AccessDenied"), element("Message", "Request has expired"), element("X-Amz-Expires", "600"), "<Expires>20", "<ServerTime>20", "<RequestId>", "<HostId>")
	}
}

// Clients that are made of Config, but not by the fake, stamp too.
func TestPresigningWithAClientOfOnesOwn(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	srv.Clock.Advance(24 * time.Hour)
	client := s3.NewFromConfig(srv.Config(), func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = aws.String(srv.URL()), true })
	link := call[*v4.PresignedHTTPRequest](t)(s3.NewPresignClient(client).PresignPutObject(t.Context(), &s3.PutObjectInput{Bucket: album, Key: aws.String("k")}))
	if status, body := follow(t, link, "x"); status != 200 {
		t.Error(status, body)
	}
}

func TestPresignedURLsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	link := call[*v4.PresignedHTTPRequest](t)(s3.NewPresignClient(srv.Client).PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: album, Key: aws.String("k")})).URL
	replace := func(old, new string) string {
		if !strings.Contains(link, old) {
			t.Fatalf("no %s in %s", old, link)
		}
		return strings.Replace(link, old, new, 1)
	}
	query := func(change func(url.Values)) string {
		u, _ := url.Parse(link)
		q := u.Query()
		change(q)
		u.RawQuery = q.Encode()
		return u.String()
	}
	for _, tt := range []struct {
		name    string
		request exchange
		status  int
		want    []string
	}{
		{"another key", exchange{method: "GET", url: replace("/k?", "/l?")}, 403, []string{
			element("Code", "SignatureDoesNotMatch"), element("AWSAccessKeyId", "test"), "<StringToSign>AWS4-HMAC-SHA256", "<SignatureProvided>",
			"<StringToSignBytes>41 57 53 34", "<CanonicalRequest>GET\n/photos/l\n", "<CanonicalRequestBytes>47 45 54 0a",
			element("Message", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")}},
		{"another method", exchange{method: "PUT", url: link}, 403, []string{element("Code", "SignatureDoesNotMatch")}},
		{"another query", exchange{method: "GET", url: link + "&versionId=null"}, 403, []string{element("Code", "SignatureDoesNotMatch")}},
		{"an unsigned header", exchange{method: "GET", url: link, header: map[string]string{"x-amz-request-payer": "requester"}}, 403, []string{
			element("Code", "AccessDenied"), element("Message", "There were headers present in the request which were not signed"), element("HeadersNotSigned", "x-amz-request-payer")}},
		{"no signature", exchange{method: "GET", url: query(func(q url.Values) { q.Del("X-Amz-Signature") })}, 400, []string{element("Code", "AuthorizationQueryParametersError"),
			element("Message", "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")}},
		{"a credential encoded twice", exchange{method: "GET", url: replace("%2F", "%252F")}, 400, []string{element("Code", "AuthorizationQueryParametersError"),
			`expecting "&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request".`}},
		{"another Region", exchange{method: "GET", url: replace("us-east-1", "eu-west-1")}, 400, []string{element("Code", "AuthorizationQueryParametersError"), element("Region", "us-east-1")}},
		{"another service", exchange{method: "GET", url: replace("%2Fs3%2F", "%2Fsqs%2F")}, 400, []string{element("Code", "AuthorizationQueryParametersError")}},
		{"another terminal", exchange{method: "GET", url: replace("aws4_request", "aws5")}, 400, []string{element("Code", "AuthorizationQueryParametersError")}},
		{"another day", exchange{method: "GET", url: query(func(q url.Values) { q.Set("X-Amz-Credential", "test/20200101/us-east-1/s3/aws4_request") })}, 400, []string{element("Code", "AuthorizationQueryParametersError")}},
		{"another algorithm", exchange{method: "GET", url: replace("AWS4-HMAC-SHA256", "AWS4-X")}, 400, []string{element("Code", "AuthorizationQueryParametersError")}},
		{"a bad date", exchange{method: "GET", url: query(func(q url.Values) { q.Set("X-Amz-Date", "now") })}, 400, []string{element("Code", "AuthorizationQueryParametersError")}},
		{"expiry that is no number", exchange{method: "GET", url: replace("X-Amz-Expires=900", "X-Amz-Expires=x")}, 400, []string{"X-Amz-Expires should be a number"}},
		{"expiry of another kind", exchange{method: "GET", url: replace("X-Amz-Expires=900", "X-Amz-Expires=9.5")}, 400, []string{"X-Amz-Expires should be a number"}},
		{"negative expiry", exchange{method: "GET", url: replace("X-Amz-Expires=900", "X-Amz-Expires=-1")}, 400, []string{"X-Amz-Expires must be non-negative"}},
		{"expiry after a week", exchange{method: "GET", url: replace("X-Amz-Expires=900", "X-Amz-Expires=604801")}, 400, []string{"must be less than a week"}},
		{"an unknown key", exchange{method: "GET", url: replace("X-Amz-Credential=test", "X-Amz-Credential=AKIA")}, 403, []string{
			element("Code", "InvalidAccessKeyId"), element("Message", "The AWS Access Key Id you provided does not exist in our records."), element("AWSAccessKeyId", "AKIA")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, _, body := tt.request.do(t)
			if status != tt.status {
				t.Errorf("%d, want %d: %s", status, tt.status, body)
			}
			if tt.request.method != "HEAD" {
				contains(t, strings.ReplaceAll(body, "&#xA;", "\n"), tt.want...)
			}
		})
	}
}

func TestAPresignedURLOfTheFutureIsNotYetValid(t *testing.T) {
	t.Parallel()
	srv, later := startWith(t, "photos"), startWith(t)
	later.Clock.Advance(time.Hour)
	client := s3.NewFromConfig(later.Config(), func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = aws.String(srv.URL()), true })
	link := call[*v4.PresignedHTTPRequest](t)(s3.NewPresignClient(client).PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: album, Key: aws.String("k")}))
	status, body := follow(t, link, "")
	if status != 403 {
		t.Error(status)
	}
	contains(t, body, element("Message", "Request is not yet valid"))
}

// boto3 and version 1 of the AWS CLI still presign this way in us-east-1.
func TestSignatureVersion2(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	sign := func(method, resource string, extra string, expires int64) string {
		signature := signatureV2(fmt.Sprintf("%s\n\n\n%d\n%s%s", method, expires, extra, resource))
		sep := "?"
		if strings.Contains(resource, "?") {
			sep = "&"
		}
		return srv.URL() + resource + sep + "AWSAccessKeyId=test&Expires=" + fmt.Sprint(expires) + "&Signature=" + url.QueryEscape(signature)
	}
	soon := srv.Clock.Now().Add(time.Minute).Unix()
	if status, _, body := (exchange{method: "PUT", url: sign("PUT", "/photos/k%20k", "x-amz-meta-foo:bar\n", soon), body: "hello", header: map[string]string{"x-amz-meta-foo": "bar"}}).do(t); status != 200 {
		t.Error(status, body)
	}
	if status, _, body := (exchange{method: "GET", url: sign("GET", "/photos/k%20k?response-content-type=a/b", "", soon)}).do(t); status != 200 || body != "hello" {
		t.Error(status, body)
	}
	status, _, body := (exchange{method: "PUT", url: sign("PUT", "/photos/k", "", soon), header: map[string]string{"x-amz-meta-wrong": "any"}}).do(t)
	if status != 403 {
		t.Error(status)
	}
	contains(t, body, element("Code", "SignatureDoesNotMatch"), element("AWSAccessKeyId", "test"), "<StringToSign>PUT", "<SignatureProvided>", "<StringToSignBytes>50 55 54 0a")
	status, _, body = (exchange{method: "GET", url: srv.URL() + "/photos/k?AWSAccessKeyId=test&Expires=1"}).do(t)
	if status != 403 {
		t.Error(status)
	}
	contains(t, body, element("Code", "AccessDenied"), element("Message", "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"))
	srv.Clock.Advance(2 * time.Minute)
	status, _, body = (exchange{method: "GET", url: sign("GET", "/photos/k%20k", "", soon)}).do(t)
	if status != 403 {
		t.Error(status)
	}
	contains(t, body, element("Message", "Request has expired"), "<Expires>", "<ServerTime>")
}

// signatureV2 signs a text in the old way.
func signatureV2(text string) string {
	h := hmac.New(sha1.New, []byte("test"))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func TestRequireSignature(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t, func(o *s3fake.Options) { o.RequireSignature = true })
	if _, err := srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: album}); err != nil {
		t.Fatal(err)
	}
	for _, d := range []time.Duration{0, 24 * time.Hour} {
		srv.Clock.Advance(d)
		call[*s3.PutObjectOutput](t)(srv.Client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: album, Key: aws.String("a b+ü"), Body: strings.NewReader("x")}))
		call[*s3.ListObjectsV2Output](t)(srv.Client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: album, Prefix: aws.String("a b+")}))
	}
	status, _, body := exchange{method: "GET", url: srv.URL() + "/photos/a"}.do(t)
	if status != 403 {
		t.Error(status)
	}
	contains(t, body, element("Code", "AccessDenied"), element("Message", "Access Denied"))

	for _, tt := range []struct{ key, secret, code string }{{"test", "wrong", "SignatureDoesNotMatch"}, {"AKIA", "test", "InvalidAccessKeyId"}} {
		client := s3.NewFromConfig(srv.Config(), func(o *s3.Options) {
			o.BaseEndpoint, o.UsePathStyle = aws.String(srv.URL()), true
			o.Credentials = credentials.NewStaticCredentialsProvider(tt.key, tt.secret, "")
		})
		_, err := client.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: album})
		refused(t, err, 403, "Forbidden", "")
		_, err = client.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: album})
		refused(t, err, 403, tt.code, "")
	}
}

// signed makes a request with a signature in the header, made at a time.
func signed(t testing.TB, srv *s3fake.Server, method, path, payload string, at time.Time, body string, header map[string]string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, srv.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Amz-Content-Sha256", payload)
	for k, v := range header {
		req.Header.Set(k, v)
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	if err := signer.SignHTTP(t.Context(), aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, req, payload, "s3", "us-east-1", at); err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

func TestSignedRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t, func(o *s3fake.Options) { o.RequireSignature = true })
	call[*s3.CreateBucketOutput](t)(srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: album}))
	now := srv.Clock.Now()
	status, body := signed(t, srv, "PUT", "/photos/k", "UNSIGNED-PAYLOAD", now, "hello", nil)
	if status != 200 {
		t.Error(status, body)
	}
	for _, d := range []time.Duration{-16 * time.Minute, 16 * time.Minute} {
		status, body = signed(t, srv, "GET", "/photos/k", "UNSIGNED-PAYLOAD", now.Add(d), "", nil)
		if status != 403 {
			t.Error(status)
		}
		contains(t, body, element("Code", "RequestTimeTooSkewed"), element("Message", "The difference between the request time and the current time is too large."),
			"<RequestTime>", "<ServerTime>", element("MaxAllowedSkewMilliseconds", "900000"))
	}
	status, body = signed(t, srv, "PUT", "/photos/k", strings.Repeat("0", 64), now, "hello", nil)
	if status != 400 {
		t.Error(status)
	}
	contains(t, body, element("Code", "XAmzContentSHA256Mismatch"), element("ClientComputedContentSHA256", strings.Repeat("0", 64)),
		element("S3ComputedContentSHA256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"))
	for _, tt := range []struct {
		header map[string]string
		status int
		code   string
	}{
		{map[string]string{"Authorization": "AWS test:abc"}, 400, "InvalidRequest"},
		{map[string]string{"Authorization": "AWS4-HMAC-SHA256 Credential=test"}, 400, "AuthorizationHeaderMalformed"},
		{map[string]string{"Authorization": "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=0", "X-Amz-Content-Sha256": "x"}, 403, "AccessDenied"},
		{map[string]string{"Authorization": "AWS4-HMAC-SHA256 Credential=test/20200101, SignedHeaders=host, Signature=0", "X-Amz-Content-Sha256": "x", "X-Amz-Date": "20200101T000000Z"}, 400, "AuthorizationHeaderMalformed"},
		{map[string]string{"Authorization": "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0", "X-Amz-Date": "20200101T000000Z"}, 400, "InvalidRequest"},
	} {
		status, _, body := exchange{method: "GET", url: srv.URL() + "/photos/k", header: tt.header}.do(t)
		if status != tt.status {
			t.Error(status, body)
		}
		contains(t, body, element("Code", tt.code))
	}
	if got := call[*s3.GetObjectOutput](t)(srv.Client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: album, Key: aws.String("k")})); *got.ContentLength != 5 {
		t.Error("a refused body was stored")
	}
}

// A body in signed chunks is what clients such as minio-go send over plain HTTP.
func TestSignaturesOfChunks(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t, func(o *s3fake.Options) { o.RequireSignature = true })
	call[*s3.CreateBucketOutput](t)(srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: album}))
	const payload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	now := srv.Clock.Now()
	mac := func(key []byte, text string) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	key := []byte("AWS4test")
	for _, part := range []string{now.Format("20060102"), "us-east-1", "s3", "aws4_request"} {
		key = mac(key, part)
	}
	for _, tt := range []struct {
		sent   string // in place of the chunk that was signed
		status int
	}{{"hello", 200}, {"jello", 403}} {
		req, err := http.NewRequestWithContext(t.Context(), "PUT", srv.URL()+"/photos/k", nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range map[string]string{"X-Amz-Content-Sha256": payload, "X-Amz-Decoded-Content-Length": "5", "Content-Encoding": "aws-chunked"} {
			req.Header.Set(k, v)
		}
		signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
		if err := signer.SignHTTP(t.Context(), aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, req, payload, "s3", "us-east-1", now); err != nil {
			t.Fatal(err)
		}
		_, last, _ := strings.Cut(req.Header.Get("Authorization"), "Signature=")
		var body strings.Builder
		for _, chunk := range [][2]string{{"hello", tt.sent}, {"", ""}} {
			empty, sum := sha256.Sum256(nil), sha256.Sum256([]byte(chunk[0]))
			last = fmt.Sprintf("%x", mac(key, strings.Join([]string{"AWS4-HMAC-SHA256-PAYLOAD", now.Format("20060102T150405Z"), now.Format("20060102") + "/us-east-1/s3/aws4_request", last,
				fmt.Sprintf("%x", empty), fmt.Sprintf("%x", sum)}, "\n")))
			fmt.Fprintf(&body, "%x;chunk-signature=%s\r\n%s\r\n", len(chunk[1]), last, chunk[1])
		}
		req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body.String())), int64(body.Len())
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != tt.status {
			t.Errorf("%d, want %d: %s", res.StatusCode, tt.status, text)
		}
	}
	if got := srv.Objects("photos"); len(got) != 1 || string(got[0].Body) != "hello" {
		t.Error("the chunk that was not signed was stored")
	}
}
