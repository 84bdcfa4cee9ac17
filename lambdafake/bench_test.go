//go:build unix

package lambdafake_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/internal/benchtest"
	"github.com/awsfake/awsfake/lambdafake"
)

// BenchmarkInvoke invokes an empty Go function through the SDK's client, once in the fake and once a handler that reads the request and
// sends the same answer (null): what the fake adds is the difference. cpu-ns/op is what counts.
//
//	go test -bench . -benchtime 10000x ./lambdafake
func BenchmarkInvoke(b *testing.B) {
	srv := lambdafake.Start(b)
	srv.Handle("f", func() {})
	null := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("X-Amz-Executed-Version", "$LATEST")
		io.WriteString(w, "null")
	}))
	b.Cleanup(null.Close)
	for _, target := range []struct{ name, url string }{{"fake", srv.URL()}, {"null", null.URL}} {
		b.Run(target.name, func(b *testing.B) {
			client := lambda.New(lambda.Options{Region: "us-east-1", BaseEndpoint: &target.url, HTTPClient: http.DefaultClient, Credentials: srv.Config().Credentials})
			in := &lambda.InvokeInput{FunctionName: str("f"), Payload: []byte("{}")}
			benchtest.Run(b, func() {
				if out, err := client.Invoke(context.Background(), in); err != nil || string(out.Payload) != "null" {
					b.Fatal(err)
				}
			})
		})
	}
}
