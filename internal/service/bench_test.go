package service_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// BenchmarkServeHTTP is the chassis's own share of a call, beside a handler that reads the request and writes an answer.
func BenchmarkServeHTTP(b *testing.B) {
	m := startMailbox(b)
	null := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		io.WriteString(w, `{"MessageId":"00000000-0000-0000-0000-000000000000","MD5OfMessageBody":"5d41402abc4b2a76b9719d911017c592"}`)
	})
	for name, h := range map[string]http.Handler{"null": null, "chassis": m} {
		b.Run(name+"/through the SDK", func(b *testing.B) {
			srv := httptest.NewServer(h)
			defer srv.Close()
			client := sqs.NewFromConfig(m.Panel.Config(), func(o *sqs.Options) {
				o.BaseEndpoint, o.DisableMessageChecksumValidation = &srv.URL, true
			})
			in := &sqs.SendMessageInput{QueueUrl: aws.String(srv.URL + "/000000000000/jobs"), MessageBody: aws.String("hello")}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := client.SendMessage(b.Context(), in); err != nil {
					b.Fatal(err)
				}
				m.bodies, m.zeros = m.bodies[:0], m.zeros[:0]
			}
			m.Core.CloseIdleConnections()
		})
	}
}
