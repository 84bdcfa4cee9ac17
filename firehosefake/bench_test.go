//go:build unix

package firehosefake_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/firehosefake"
	"github.com/awsfake/awsfake/internal/benchtest"
)

// BenchmarkPutRecordBatch puts 500 records of 100 bytes through the SDK's client, once into the fake, whose buffer of 1 MiB is recorded
// as delivered every twenty calls, and once into a handler that reads the request and sends an answer (null): what the fake
// adds is the difference. cpu-ns/op is what counts.
//
//	go test -bench . -benchtime 1000x ./firehosefake
func BenchmarkPutRecordBatch(b *testing.B) {
	srv := firehosefake.Start(b)
	_, err := srv.Client.CreateDeliveryStream(b.Context(), &firehose.CreateDeliveryStreamInput{DeliveryStreamName: str("clicks"),
		SplunkDestinationConfiguration: &types.SplunkDestinationConfiguration{HECEndpoint: str("https://splunk.example.com"), HECEndpointType: types.HECEndpointTypeRaw, HECToken: str("t"), S3Configuration: failures()}})
	if err != nil {
		b.Fatal(err)
	}
	in := &firehose.PutRecordBatchInput{DeliveryStreamName: str("clicks")}
	for range 500 {
		in.Records = append(in.Records, types.Record{Data: []byte(strings.Repeat("0123456789", 10))})
	}
	answer := capture(b, srv)
	null := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Write(answer)
	}))
	b.Cleanup(null.Close)
	for _, target := range []struct{ name, url string }{{"fake", srv.URL()}, {"null", null.URL}} {
		b.Run(target.name, func(b *testing.B) {
			client := firehose.New(firehose.Options{Region: "us-east-1", BaseEndpoint: &target.url, HTTPClient: http.DefaultClient, Credentials: srv.Config().Credentials})
			benchtest.Run(b, func() {
				if out, err := client.PutRecordBatch(context.Background(), in); err != nil || len(out.RequestResponses) != 500 {
					b.Fatal(err)
				}
			})
		})
	}
}

// capture returns what the fake answers to 500 records.
func capture(b *testing.B, srv *firehosefake.Server) []byte {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(fmt.Sprintf(`{"DeliveryStreamName":"clicks","Records":[%s]}`, strings.TrimSuffix(strings.Repeat(`{"Data":"eA=="},`, 500), ","))))
	r.Header.Set("X-Amz-Target", "Firehose_20150804.PutRecordBatch")
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	srv.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatal(w.Body)
	}
	return w.Body.Bytes()
}
