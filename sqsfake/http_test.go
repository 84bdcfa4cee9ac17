package sqsfake_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// An answer is an HTTP response with its body.
type answer struct {
	*http.Response
	body string
}

// post sends a request of the JSON protocol as any client might.
func post(t *testing.T, f *fixture, op, body string) answer {
	t.Helper()
	return do(t, f.URL()+"/", http.Header{"X-Amz-Target": {"AmazonSQS." + op}, "Content-Type": {"application/x-amz-json-1.0"}}, body)
}

// query sends a request of the query protocol: Action and pairs of parameters.
func query(t *testing.T, f *fixture, action string, pairs ...string) answer {
	t.Helper()
	form := url.Values{"Action": {action}, "Version": {"2012-11-05"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return do(t, f.URL()+"/", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode())
}

func do(t *testing.T, url string, h http.Header, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = h
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(b)}
}
