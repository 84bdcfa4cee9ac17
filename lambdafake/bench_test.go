//go:build unix

package lambdafake_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

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
			before := cpu()
			for range b.N {
				if out, err := client.Invoke(context.Background(), in); err != nil || string(out.Payload) != "null" {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpu()-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// cpu returns the CPU time of the process in nanoseconds.
func cpu() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}
