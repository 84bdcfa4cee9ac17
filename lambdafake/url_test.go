package lambdafake_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/lambdafake"
)

// startURL starts a function that everybody may reach under its URL.
func startURL(t *testing.T, handler any, change ...func(*lambda.CreateFunctionUrlConfigInput)) (*lambdafake.Server, string) {
	t.Helper()
	srv := lambdafake.Start(t)
	srv.Handle("web", handler)
	in := &lambda.CreateFunctionUrlConfigInput{FunctionName: str("web"), AuthType: types.FunctionUrlAuthTypeNone}
	for _, fn := range change {
		fn(in)
	}
	out, err := srv.Client.CreateFunctionUrlConfig(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	permit(t, srv, "web")
	return srv, *out.FunctionUrl
}

// permit adds the two permissions that a public URL needs.
func permit(t *testing.T, srv *lambdafake.Server, name string) {
	t.Helper()
	for _, in := range []*lambda.AddPermissionInput{
		{StatementId: str("url"), Action: str("lambda:InvokeFunctionUrl"), FunctionUrlAuthType: types.FunctionUrlAuthTypeNone},
		{StatementId: str("invoke"), Action: str("lambda:InvokeFunction"), InvokedViaFunctionUrl: aws.Bool(true)},
	} {
		in.FunctionName, in.Principal = &name, str("*")
		if _, err := srv.Client.AddPermission(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
}

// fetch makes a request and returns the response with its body read.
func fetch(t *testing.T, srv *lambdafake.Server, method, url, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	res, err := srv.Config().HTTPClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

func TestFunctionURLEvent(t *testing.T) {
	t.Parallel()
	srv, url := startURL(t, func(e map[string]any) (map[string]any, error) { return e, nil })
	get := func(method, path, body string, header ...string) map[string]any {
		t.Helper()
		res, b := fetch(t, srv, method, url+path, body, header...)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("%d %s %s", res.StatusCode, res.Header, b)
		}
		var e map[string]any
		if err := json.Unmarshal([]byte(b), &e); err != nil {
			t.Fatal(err)
		}
		return e
	}

	t.Run("has the request in format 2.0", func(t *testing.T) {
		e := get("POST", "a%20b/c?q=1&q=2&r=", `{"x":1}`, "Content-Type", "application/json; charset=utf-8", "X-Two", "1", "X-Two", "2", "Cookie", "a=1; b=2", "User-Agent", "test")
		rc := e["requestContext"].(map[string]any)
		h := e["headers"].(map[string]any)
		got := map[string]any{
			"version": e["version"], "routeKey": e["routeKey"], "rawPath": e["rawPath"], "rawQueryString": e["rawQueryString"], "cookies": e["cookies"],
			"query": e["queryStringParameters"], "body": e["body"], "base64": e["isBase64Encoded"], "account": rc["accountId"], "stage": rc["stage"],
			"http": rc["http"], "two": h["x-two"], "cookie": h["cookie"], "host": h["host"] == rc["domainName"], "id": rc["apiId"] == rc["domainPrefix"],
		}
		want := map[string]any{
			"version": "2.0", "routeKey": "$default", "rawPath": "/a%20b/c", "rawQueryString": "q=1&q=2&r=", "cookies": []any{"a=1", "b=2"},
			"query": map[string]any{"q": "1,2", "r": ""}, "body": `{"x":1}`, "base64": false, "account": "anonymous", "stage": "$default",
			"http": map[string]any{"method": "POST", "path": "/a%20b/c", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"}, "two": "1,2", "cookie": nil, "host": true, "id": true,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("leaves out what the request has not", func(t *testing.T) {
		e := get("GET", "", "")
		for _, member := range []string{"body", "cookies", "queryStringParameters"} {
			if e[member] != nil {
				t.Errorf("%s is %v", member, e[member])
			}
		}
	})
	for _, kind := range []string{"", "application/octet-stream", "application/x-www-form-urlencoded", "image/png"} {
		t.Run("has a body of "+kind+" in base64", func(t *testing.T) {
			if e := get("PUT", "", "a=b", "Content-Type", kind); e["isBase64Encoded"] != true || e["body"] != "YT1i" {
				t.Errorf("got %v %v", e["isBase64Encoded"], e["body"])
			}
		})
	}
}

func TestFunctionURLResponse(t *testing.T) {
	t.Parallel()
	var answer any
	var fail error
	srv, url := startURL(t, func() (any, error) { return answer, fail })
	long := strings.Repeat("x", 6<<20)
	for _, test := range []struct {
		name   string
		answer any
		err    error
		status int
		kind   string
		body   string
	}{
		{"is JSON where the answer has no statusCode", map[string]int{"a": 1}, nil, 200, "application/json", `{"a":1}`},
		{"is a string with its quotes", "Hello, world!", nil, 200, "application/json", `"Hello, world!"`},
		{"is null for a function that returns nothing", nil, nil, 200, "application/json", "null"},
		{"has the status and the body of the answer", map[string]any{"statusCode": 201, "body": "made"}, nil, 201, "application/json", "made"},
		{"takes a status that is written as a string for no status", map[string]any{"statusCode": "201"}, nil, 502, "", "Internal Server Error"},
		{"refuses a status that is none", map[string]any{"statusCode": 7}, nil, 502, "", "Internal Server Error"},
		{"refuses a body that is no string", map[string]any{"statusCode": 200, "body": map[string]int{"a": 1}}, nil, 502, "", "Internal Server Error"},
		{"decodes base64", map[string]any{"statusCode": 200, "isBase64Encoded": true, "body": "AAE=", "headers": map[string]string{"content-type": "image/png"}}, nil, 200, "image/png", "\x00\x01"},
		{"refuses what is not base64", map[string]any{"statusCode": 200, "isBase64Encoded": true, "body": "%"}, nil, 502, "", "Internal Server Error"},
		{"is 502 for an error", nil, errors.New("broken"), 502, "", "Internal Server Error"},
		{"is 502 for an answer that is too large", map[string]any{"statusCode": 200, "body": long + long[:200]}, nil, 502, "", "Internal Server Error"},
		{"has no body at 204", map[string]any{"statusCode": 204}, nil, 204, "application/json", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer, fail = test.answer, test.err
			res, body := fetch(t, srv, "GET", url, "")
			if kind := res.Header.Get("Content-Type"); res.StatusCode != test.status || body != test.body || test.kind != "" && kind != test.kind {
				t.Errorf("got %d %q %.100q", res.StatusCode, kind, body)
			}
			if res.Header.Get("x-amzn-RequestId") == "" {
				t.Error("no request id")
			}
		})
	}
	t.Run("has the headers and cookies of the answer", func(t *testing.T) {
		answer = map[string]any{"statusCode": 200, "headers": map[string]any{"X-Number": 7, "X-Text": "a"}, "cookies": []string{"a=1; Secure", "b=2"}}
		res, _ := fetch(t, srv, "GET", url, "")
		if res.Header.Get("X-Number") != "7" || res.Header.Get("X-Text") != "a" || !cmp.Equal(res.Header["Set-Cookie"], []string{"a=1; Secure", "b=2"}) {
			t.Errorf("got %v", res.Header)
		}
	})
	t.Run("is 413 for a request that is too large", func(t *testing.T) {
		res, body := fetch(t, srv, "POST", url, long+"x")
		if res.StatusCode != 413 || !strings.Contains(body, "Request must be smaller than 6291456 bytes") {
			t.Errorf("got %d %s", res.StatusCode, body)
		}
	})
	t.Run("is 429 for a function that is throttled", func(t *testing.T) {
		if _, err := srv.Client.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: str("web"), ReservedConcurrentExecutions: aws.Int32(0)}); err != nil {
			t.Fatal(err)
		}
		if res, _ := fetch(t, srv, "GET", url, ""); res.StatusCode != 429 {
			t.Errorf("got %d", res.StatusCode)
		}
	})
}

const forbidden = `{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}`

func TestFunctionURLAccess(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	srv.Handle("web", func() (string, error) { return "hi", nil })
	create := func(auth types.FunctionUrlAuthType, qualifier *string) string {
		t.Helper()
		out, err := srv.Client.CreateFunctionUrlConfig(t.Context(), &lambda.CreateFunctionUrlConfigInput{FunctionName: str("web"), AuthType: auth, Qualifier: qualifier})
		if err != nil {
			t.Fatal(err)
		}
		return *out.FunctionUrl
	}
	status := func(url string, want int) {
		t.Helper()
		res, body := fetch(t, srv, "GET", url, "")
		if res.StatusCode != want {
			t.Errorf("got %d %s, want %d", res.StatusCode, body, want)
		}
		if want == 403 && (body != forbidden || res.Header.Get("x-amzn-ErrorType") != "AccessDeniedException") {
			t.Errorf("got %q %v", body, res.Header)
		}
	}
	url := create(types.FunctionUrlAuthTypeNone, nil)
	t.Run("of AuthType NONE needs two permissions", func(t *testing.T) {
		status(url, 403)
		add := func(action string, change func(*lambda.AddPermissionInput)) {
			in := &lambda.AddPermissionInput{FunctionName: str("web"), StatementId: str(action[7:]), Action: &action, Principal: str("*")}
			change(in)
			if _, err := srv.Client.AddPermission(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		add("lambda:InvokeFunctionUrl", func(in *lambda.AddPermissionInput) { in.FunctionUrlAuthType = types.FunctionUrlAuthTypeNone })
		status(url, 403)
		add("lambda:InvokeFunction", func(in *lambda.AddPermissionInput) { in.InvokedViaFunctionUrl = aws.Bool(true) })
		status(url, 200)
	})
	t.Run("is closed by a Deny", func(t *testing.T) {
		old, err := srv.Client.GetPolicy(t.Context(), &lambda.GetPolicyInput{FunctionName: str("web")})
		if err != nil {
			t.Fatal(err)
		}
		arn := "arn:aws:lambda:us-east-1:000000000000:function:web"
		put := func(policy string) {
			if _, err := srv.Client.PutResourcePolicy(t.Context(), &lambda.PutResourcePolicyInput{ResourceArn: &arn, Policy: &policy}); err != nil {
				t.Fatal(err)
			}
		}
		put(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"lambda:*","Resource":"` + arn + `"},{"Effect":"Deny","Principal":"*","Action":["lambda:InvokeFunctionUrl"],"Resource":"` + arn + `"}]}`)
		status(url, 403)
		put(*old.Policy)
		status(url, 200)
	})
	t.Run("of an alias that is gone is forbidden", func(t *testing.T) { // recorded: test_lambda_url_persists_after_alias_delete
		if _, err := srv.Client.CreateAlias(t.Context(), &lambda.CreateAliasInput{FunctionName: str("web"), Name: str("live"), FunctionVersion: str("$LATEST")}); err != nil {
			t.Fatal(err)
		}
		url := create(types.FunctionUrlAuthTypeAwsIam, str("live"))
		if _, err := srv.Client.DeleteAlias(t.Context(), &lambda.DeleteAliasInput{FunctionName: str("web"), Name: str("live")}); err != nil {
			t.Fatal(err)
		}
		status(url, 403)
	})
	t.Run("of AuthType AWS_IAM needs a signature, and tells who signed", func(t *testing.T) {
		if _, err := srv.Client.UpdateFunctionUrlConfig(t.Context(), &lambda.UpdateFunctionUrlConfigInput{FunctionName: str("web"), AuthType: types.FunctionUrlAuthTypeAwsIam}); err != nil {
			t.Fatal(err)
		}
		status(url, 403)
		r, _ := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		sum := sha256.Sum256(nil)
		if err := v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret"}, r, hex.EncodeToString(sum[:]), "lambda", "us-east-1", time.Now()); err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(r) // any client reaches it
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		l := srv.Invocations("web")
		if last := string(l[len(l)-1].Payload); res.StatusCode != 200 || !strings.Contains(last, `"iam":{"accessKey":"AKID","accountId":"000000000000"`) {
			t.Errorf("got %d, event %s", res.StatusCode, last)
		}
	})
}

func TestFunctionURLUnderAWSHostName(t *testing.T) {
	t.Parallel()
	srv, _ := startURL(t, func(e struct {
		RequestContext struct{ DomainName string }
	}) (string, error) {
		return e.RequestContext.DomainName, nil
	})
	id := ""
	fetchID := func() {
		l := srv.Invocations("web")
		var e struct{ RequestContext struct{ APIID string } }
		if err := json.Unmarshal(l[len(l)-1].Payload, &e); err != nil {
			t.Fatal(err)
		}
		id = e.RequestContext.APIID
	}
	out, err := srv.Client.GetFunctionUrlConfig(t.Context(), &lambda.GetFunctionUrlConfigInput{FunctionName: str("web")})
	if err != nil {
		t.Fatal(err)
	}
	fetch(t, srv, "GET", *out.FunctionUrl, "")
	fetchID()
	host := id + ".lambda-url.us-east-1.on.aws"
	if res, body := fetch(t, srv, "GET", "https://"+host+"/x", ""); res.StatusCode != 200 || body != `"`+host+`"` {
		t.Errorf("got %d %s", res.StatusCode, body)
	}
	if res, _ := fetch(t, srv, "GET", "https://nobody.lambda-url.us-east-1.on.aws/", ""); res.StatusCode != 403 {
		t.Errorf("a URL that is not there: %d", res.StatusCode)
	}
}

func TestFunctionURLCors(t *testing.T) {
	t.Parallel()
	calls := 0
	srv, url := startURL(t, func() (map[string]any, error) {
		calls++
		return map[string]any{"statusCode": 200, "headers": map[string]string{"access-control-allow-origin": "https://of.the.function"}}, nil
	}, func(in *lambda.CreateFunctionUrlConfigInput) {
		in.Cors = &types.Cors{AllowOrigins: []string{"https://a.example"}, AllowMethods: []string{"GET", "PUT"}, AllowHeaders: []string{"x-a"}, ExposeHeaders: []string{"x-b"}, AllowCredentials: aws.Bool(true), MaxAge: aws.Int32(60)}
	})
	t.Run("answers preflights without the function", func(t *testing.T) {
		res, _ := fetch(t, srv, "OPTIONS", url, "", "Origin", "https://a.example", "Access-Control-Request-Method", "PUT")
		got := map[string]string{}
		for name := range res.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				got[name] = res.Header.Get(name)
			}
		}
		want := map[string]string{"Access-Control-Allow-Origin": "https://a.example", "Access-Control-Allow-Methods": "GET,PUT", "Access-Control-Allow-Headers": "x-a",
			"Access-Control-Allow-Credentials": "true", "Access-Control-Max-Age": "60"}
		if diff := cmp.Diff(want, got); diff != "" || calls != 0 || res.StatusCode != 200 {
			t.Error(res.StatusCode, calls, diff)
		}
	})
	t.Run("overrides the function's own headers", func(t *testing.T) {
		res, _ := fetch(t, srv, "GET", url, "", "Origin", "https://a.example")
		if l := res.Header["Access-Control-Allow-Origin"]; !cmp.Equal(l, []string{"https://a.example"}) || res.Header.Get("Access-Control-Expose-Headers") != "x-b" {
			t.Errorf("got %v", res.Header)
		}
	})
	t.Run("grants nothing to another origin", func(t *testing.T) {
		res, _ := fetch(t, srv, "OPTIONS", url, "", "Origin", "https://b.example", "Access-Control-Request-Method", "PUT")
		if res.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("got %v", res.Header)
		}
	})
	t.Run("is the function's where the URL has no settings", func(t *testing.T) {
		srv, url := startURL(t, func() (string, error) { return "mine", nil })
		if _, body := fetch(t, srv, "OPTIONS", url, "", "Origin", "https://a.example", "Access-Control-Request-Method", "PUT"); body != `"mine"` {
			t.Errorf("got %q", body)
		}
	})
}

// A streamed is what aws-lambda-go's LambdaFunctionURLStreamingResponse is: a reader with a content type.
type streamed struct{ io.Reader }

func (streamed) ContentType() string { return "application/vnd.awslambda.http-integration-response" }

func TestFunctionURLStream(t *testing.T) {
	t.Parallel()
	streaming := func(in *lambda.CreateFunctionUrlConfigInput) { in.InvokeMode = types.InvokeModeResponseStream }
	t.Run("sends pieces as they come", func(t *testing.T) {
		first, second := make(chan string), make(chan string)
		srv, url := startURL(t, func() (io.Reader, error) {
			return io.MultiReader(chunk(first), chunk(second)), nil
		}, streaming)
		r, _ := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		go func() { first <- "Hello, " }()
		res, err := srv.Config().HTTPClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b := make([]byte, 7)
		if _, err := io.ReadFull(res.Body, b); err != nil {
			t.Fatal(err)
		}
		second <- "world!"
		rest, err := io.ReadAll(res.Body)
		if err != nil || string(b)+string(rest) != "Hello, world!" || res.Header.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("got %q %q %v %v", b, rest, res.Header, err)
		}
	})
	for _, mode := range []types.InvokeMode{types.InvokeModeResponseStream, types.InvokeModeBuffered} {
		t.Run("takes metadata in front of the body, "+string(mode), func(t *testing.T) {
			srv, url := startURL(t, func() (streamed, error) {
				return streamed{io.MultiReader(strings.NewReader(`{"statusCode":201,"headers":{"content-type":"text/plain"},"cookies":["a=1"]}`+"\x00\x00\x00"), strings.NewReader("\x00\x00\x00\x00\x00bo"), strings.NewReader("dy"))}, nil
			}, func(in *lambda.CreateFunctionUrlConfigInput) { in.InvokeMode = mode })
			res, body := fetch(t, srv, "GET", url, "")
			if res.StatusCode != 201 || body != "body" || res.Header.Get("Content-Type") != "text/plain" || res.Header.Get("Set-Cookie") != "a=1" {
				t.Errorf("got %d %q %v", res.StatusCode, body, res.Header)
			}
		})
	}
	t.Run("answers 502 for metadata that are none", func(t *testing.T) {
		srv, url := startURL(t, func() (streamed, error) { return streamed{strings.NewReader("{}")}, nil }, streaming)
		if res, _ := fetch(t, srv, "GET", url, ""); res.StatusCode != 502 {
			t.Errorf("got %d", res.StatusCode)
		}
	})
	t.Run("breaks off when the function fails on the way", func(t *testing.T) {
		srv, url := startURL(t, func() (io.Reader, error) {
			return io.MultiReader(strings.NewReader("part"), failingReader{}), nil
		}, streaming)
		r, _ := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		res, err := srv.Config().HTTPClient.Do(r)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if err == nil {
			t.Error("the answer looks whole")
		}
	})
	t.Run("is like another for a function that does not stream", func(t *testing.T) {
		srv, url := startURL(t, func() (map[string]any, error) { return map[string]any{"statusCode": 201, "body": "x"}, nil }, streaming)
		if res, body := fetch(t, srv, "GET", url, ""); res.StatusCode != 201 || body != "x" {
			t.Errorf("got %d %q", res.StatusCode, body)
		}
	})
}

// chunk is a reader of one string that comes over a channel.
type chunk chan string

func (c chunk) Read(p []byte) (int, error) {
	s, ok := <-c
	if !ok {
		return 0, io.EOF
	}
	close(c)
	return copy(p, s), nil
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("torn") }

func TestFunctionURLInBubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, url := startURL(t, func() (string, error) { return "hi", nil })
		if res, body := fetch(t, srv, "GET", url, ""); res.StatusCode != 200 || body != `"hi"` {
			t.Errorf("got %d %q", res.StatusCode, body)
		}
	})
}

func TestFunctionURLConfig(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	srv.Handle("web", func() {})
	created, err := c.CreateFunctionUrlConfig(ctx, &lambda.CreateFunctionUrlConfigInput{FunctionName: str("web"), AuthType: types.FunctionUrlAuthTypeNone})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("answers the settings", func(t *testing.T) { // recorded: test_lambda_update_function_url_config
		if created.InvokeMode != types.InvokeModeBuffered || created.Cors != nil || *created.FunctionArn != "arn:aws:lambda:us-east-1:000000000000:function:web" || !strings.HasSuffix(*created.FunctionUrl, "/") {
			t.Errorf("got %+v", created)
		}
		got, err := c.GetFunctionUrlConfig(ctx, &lambda.GetFunctionUrlConfigInput{FunctionName: str("web")})
		if err != nil || *got.LastModifiedTime != *created.CreationTime {
			t.Errorf("got %+v, %v", got, err)
		}
		changed, err := c.UpdateFunctionUrlConfig(ctx, &lambda.UpdateFunctionUrlConfigInput{FunctionName: str("web"), InvokeMode: types.InvokeModeResponseStream})
		if err != nil || changed.InvokeMode != types.InvokeModeResponseStream || changed.AuthType != types.FunctionUrlAuthTypeNone || *changed.FunctionUrl != *created.FunctionUrl {
			t.Errorf("got %+v, %v", changed, err)
		}
	})
	t.Run("is refused", func(t *testing.T) {
		for _, test := range []struct {
			name          string
			call          func() error
			code, message string
		}{
			{"twice", func() error {
				_, err := c.CreateFunctionUrlConfig(ctx, &lambda.CreateFunctionUrlConfigInput{FunctionName: str("web"), AuthType: types.FunctionUrlAuthTypeNone})
				return err
			}, "ResourceConflictException", "Failed to create function url config for [functionArn = arn:aws:lambda:us-east-1:000000000000:function:web]. Error message:  FunctionUrlConfig exists for this Lambda function"},
			{"of no function", func() error {
				_, err := c.CreateFunctionUrlConfig(ctx, &lambda.CreateFunctionUrlConfigInput{FunctionName: str("nobody"), AuthType: types.FunctionUrlAuthTypeNone})
				return err
			}, "ResourceNotFoundException", "Function does not exist"},
			{"list of no function", func() error { // recorded: test_url_config_list_paging
				_, err := c.ListFunctionUrlConfigs(ctx, &lambda.ListFunctionUrlConfigsInput{FunctionName: str("nobody")})
				return err
			}, "ResourceNotFoundException", "Function does not exist"},
			{"of a version", func() error {
				_, err := c.CreateFunctionUrlConfig(ctx, &lambda.CreateFunctionUrlConfigInput{FunctionName: str("web"), AuthType: types.FunctionUrlAuthTypeNone, Qualifier: str("1")})
				return err
			}, "ValidationException", "at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)"},
			{"with a mode that is none", func() error { // recorded: test_lambda_url_invalid_invoke_mode
				_, err := c.UpdateFunctionUrlConfig(ctx, &lambda.UpdateFunctionUrlConfigInput{FunctionName: str("web"), InvokeMode: "UNKNOWN"})
				return err
			}, "ValidationException", "1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]"},
		} {
			t.Run(test.name, func(t *testing.T) { wantCode(t, test.call(), test.code, test.message) })
		}
	})
	t.Run("pages", func(t *testing.T) { // recorded: test_url_config_list_paging
		for i := range 3 {
			alias := fmt.Sprintf("a%d", i)
			if _, err := c.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("web"), Name: &alias, FunctionVersion: str("$LATEST")}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.CreateFunctionUrlConfig(ctx, &lambda.CreateFunctionUrlConfigInput{FunctionName: str("web"), Qualifier: &alias, AuthType: types.FunctionUrlAuthTypeAwsIam}); err != nil {
				t.Fatal(err)
			}
		}
		var arns []string
		p := lambda.NewListFunctionUrlConfigsPaginator(c, &lambda.ListFunctionUrlConfigsInput{FunctionName: str("web"), MaxItems: aws.Int32(1)})
		for p.HasMorePages() {
			out, err := p.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range out.FunctionUrlConfigs {
				arns = append(arns, strings.TrimPrefix(*u.FunctionArn, "arn:aws:lambda:us-east-1:000000000000:function:web"))
			}
		}
		if want := []string{"", ":a0", ":a1", ":a2"}; !cmp.Equal(arns, want) {
			t.Errorf("got %v", arns)
		}
	})
	t.Run("ends with DeleteFunctionUrlConfig and with the function", func(t *testing.T) {
		if _, err := c.DeleteFunctionUrlConfig(ctx, &lambda.DeleteFunctionUrlConfigInput{FunctionName: str("web")}); err != nil {
			t.Fatal(err)
		}
		_, err := c.GetFunctionUrlConfig(ctx, &lambda.GetFunctionUrlConfigInput{FunctionName: str("web")})
		wantCode(t, err, "ResourceNotFoundException", "The resource you requested does not exist.")
		alias, err := c.GetFunctionUrlConfig(ctx, &lambda.GetFunctionUrlConfigInput{FunctionName: str("web"), Qualifier: str("a0")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: str("web")}); err != nil {
			t.Fatal(err)
		}
		srv.Settle(ctx)
		for _, url := range []string{*created.FunctionUrl, *alias.FunctionUrl} {
			r, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
			if res, err := srv.Config().HTTPClient.Do(r); err == nil {
				res.Body.Close()
				t.Errorf("%s answers %d", url, res.StatusCode)
			}
		}
	})
}

func TestInvokeWithResponseStream(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	call := func(name string, change ...func(*lambda.InvokeWithResponseStreamInput)) (pieces []string, end types.InvokeWithResponseStreamCompleteEvent) {
		t.Helper()
		in := &lambda.InvokeWithResponseStreamInput{FunctionName: &name}
		for _, fn := range change {
			fn(in)
		}
		out, err := srv.Client.InvokeWithResponseStream(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		s := out.GetStream()
		defer s.Close()
		if out.StatusCode != 200 || *out.ExecutedVersion != "$LATEST" || *out.ResponseStreamContentType != "application/vnd.amazon.eventstream" {
			t.Errorf("got %+v", out)
		}
		for e := range s.Events() {
			switch e := e.(type) {
			case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
				pieces = append(pieces, string(e.Value.Payload))
			case *types.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
				end = e.Value
			}
		}
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
		return pieces, end
	}
	t.Run("sends what a reader yields", func(t *testing.T) {
		srv.Handle("reads", func() (io.Reader, error) {
			return io.MultiReader(strings.NewReader("a"), strings.NewReader("b")), nil
		})
		if pieces, end := call("reads"); !cmp.Equal(pieces, []string{"a", "b"}) || end.ErrorCode != nil {
			t.Errorf("got %q %+v", pieces, end)
		}
		if out := invoke(t, srv, "reads", "{}"); string(out.Payload) != "ab" {
			t.Errorf("Invoke answers %q", out.Payload)
		}
	})
	t.Run("sends another answer in one piece, and the log", func(t *testing.T) {
		srv.Handle("logs", func(ctx context.Context) (string, error) {
			fmt.Fprintln(lambdafake.Log(ctx), "at work")
			return "done", nil
		})
		pieces, end := call("logs", func(in *lambda.InvokeWithResponseStreamInput) { in.LogType = types.LogTypeTail })
		log, _ := base64.StdEncoding.DecodeString(aws.ToString(end.LogResult))
		if !cmp.Equal(pieces, []string{`"done"`}) || !bytes.Contains(log, []byte("\nat work\nEND RequestId")) {
			t.Errorf("got %q, log %s", pieces, log)
		}
	})
	t.Run("ends with the error of a function that fails on the way", func(t *testing.T) {
		srv.Handle("fails", func() (io.Reader, error) { return io.MultiReader(strings.NewReader("part"), failingReader{}), nil })
		pieces, end := call("fails")
		if !cmp.Equal(pieces, []string{"part"}) || aws.ToString(end.ErrorCode) != "errorString" || aws.ToString(end.ErrorDetails) != `{"errorMessage":"torn","errorType":"errorString"}` {
			t.Errorf("got %q %+v", pieces, end)
		}
	})
	t.Run("refuses as Invoke does", func(t *testing.T) {
		_, err := srv.Client.InvokeWithResponseStream(t.Context(), &lambda.InvokeWithResponseStreamInput{FunctionName: str("nobody")})
		wantCode(t, err, "ResourceNotFoundException", "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST")
		_, err = srv.Client.InvokeWithResponseStream(t.Context(), &lambda.InvokeWithResponseStreamInput{FunctionName: str("reads"), Payload: []byte("{")})
		wantCode(t, err, "InvalidRequestContentException", "Could not parse request body into json")
	})
}
