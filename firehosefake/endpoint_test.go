package firehosefake_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/firehosefake"
)

// A receiver is an HTTP endpoint that decodes the protocol, and answers as the test wants.
type receiver struct {
	t  *testing.T
	mu sync.Mutex
	// answer returns the status and the body for the n-th request, from 1.
	answer func(n int, id string) (int, string)
	got    []received
}

type received struct {
	id      string
	header  http.Header
	records []string
}

func (rc *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			rc.t.Error(err)
		}
		body = z
	}
	var doc struct {
		RequestID string
		Timestamp int64
		Records   []struct{ Data []byte }
	}
	if err := json.NewDecoder(body).Decode(&doc); err != nil || doc.Timestamp == 0 || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
		rc.t.Errorf("%v %+v", err, doc)
	}
	in := received{id: doc.RequestID, header: r.Header}
	for _, rec := range doc.Records {
		in.records = append(in.records, string(rec.Data))
	}
	rc.mu.Lock()
	rc.got = append(rc.got, in)
	status, answer := rc.answer(len(rc.got), doc.RequestID)
	rc.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprint(w, answer)
}

// accept is what the protocol wants of an endpoint.
func accept(_ int, id string) (int, string) {
	return http.StatusOK, fmt.Sprintf(`{"requestId":%q,"timestamp":1578090903599}`, id)
}

// receive starts a fixture with a stream to a receiver.
func receive(t *testing.T, answer func(int, string) (int, string), set ...func(*types.HttpEndpointDestinationConfiguration)) (*fixture, *receiver) {
	rc := &receiver{t: t, answer: answer}
	f := start(t, func(o *firehosefake.Options) { o.Handlers = map[string]http.Handler{"collector.example.com": rc} })
	c := &types.HttpEndpointDestinationConfiguration{
		EndpointConfiguration: &types.HttpEndpointConfiguration{Url: str("https://collector.example.com/v1"), Name: str("collector"), AccessKey: str("secret")},
		BufferingHints:        &types.HttpEndpointBufferingHints{IntervalInSeconds: aws.Int32(60), SizeInMBs: aws.Int32(1)},
		S3Configuration:       failures(),
	}
	for _, fn := range set {
		fn(c)
	}
	f.stream(&firehose.CreateDeliveryStreamInput{HttpEndpointDestinationConfiguration: c})
	return f, rc
}

func TestHTTPEndpoint(t *testing.T) {
	t.Run("gets_records_in_Firehose's_protocol", func(t *testing.T) {
		f, rc := receive(t, accept, func(c *types.HttpEndpointDestinationConfiguration) {
			c.RequestConfiguration = &types.HttpEndpointRequestConfiguration{ContentEncoding: types.ContentEncodingGzip,
				CommonAttributes: []types.HttpEndpointCommonAttribute{{AttributeName: str("stage"), AttributeValue: str("test")}}}
		})
		f.put("a", "b")
		f.Clock.Advance(time.Minute)
		if len(rc.got) != 1 || strings.Join(rc.got[0].records, " ") != "a b" {
			t.Fatalf("%+v", rc.got)
		}
		h := rc.got[0].header
		for name, want := range map[string]string{
			"X-Amz-Firehose-Protocol-Version": "1.0", "X-Amz-Firehose-Request-Id": rc.got[0].id, "X-Amz-Firehose-Access-Key": "secret",
			"X-Amz-Firehose-Source-Arn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/clicks", "X-Amz-Firehose-Common-Attributes": `{"commonAttributes":{"stage":"test"}}`,
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		d := must[firehose.DescribeDeliveryStreamOutput](t)(f.Client.DescribeDeliveryStream(t.Context(), &firehose.DescribeDeliveryStreamInput{DeliveryStreamName: str("clicks")})).DeliveryStreamDescription.Destinations[0].HttpEndpointDestinationDescription
		if *d.EndpointConfiguration.Url != "https://collector.example.com/v1" || *d.RetryOptions.DurationInSeconds != 300 || d.S3BackupMode != types.HttpEndpointS3BackupModeFailedDataOnly {
			t.Errorf("%+v", d)
		}
		f.want("backup")
	})
	t.Run("is_tried_again_with_the_same_request", func(t *testing.T) {
		f, rc := receive(t, func(n int, id string) (int, string) {
			switch n {
			case 1:
				return http.StatusServiceUnavailable, "busy"
			case 2:
				return http.StatusOK, "thanks"
			case 3:
				return http.StatusOK, `{"requestId":"another","timestamp":1}`
			}
			return accept(n, id)
		})
		f.put("a")
		f.Clock.Advance(5 * time.Minute)
		if len(rc.got) != 4 || rc.got[0].id != rc.got[3].id || rc.got[0].id == "" {
			t.Errorf("%+v", rc.got)
		}
		if b := f.Batches("clicks"); len(b) != 1 || b[0].Err != nil || b[0].Destination != "http" {
			t.Errorf("%+v", b)
		}
	})
	t.Run("that_keeps_refusing_loses_the_records_to_the_backup_bucket", func(t *testing.T) {
		f, rc := receive(t, func(int, string) (int, string) { return http.StatusUnauthorized, `{"errorMessage":"Unauthorized"}` },
			func(c *types.HttpEndpointDestinationConfiguration) {
				c.RetryOptions = &types.HttpEndpointRetryOptions{DurationInSeconds: aws.Int32(60)}
				c.S3Configuration.Prefix = str("lost/")
			})
		f.put("a", "b")
		f.Clock.Advance(10 * time.Minute)
		got := strings.Join(f.errorDocuments("backup", "lost/2040/02/29/12/clicks-1-"), "\n")
		if want := fmt.Sprintf("HttpEndpoint.DestinationException after %d: a\nHttpEndpoint.DestinationException after %[1]d: b", len(rc.got)); got != want || len(rc.got) < 3 {
			t.Errorf("%s\nwant %s", got, want)
		}
		if b := f.Batches("clicks"); b[0].Err == nil || !strings.Contains(b[0].Err.Error(), "Unauthorized") {
			t.Errorf("%+v", b)
		}
	})
	t.Run("that_is_not_tried_again_fails_at_once", func(t *testing.T) {
		f, rc := receive(t, func(int, string) (int, string) { return http.StatusRequestEntityTooLarge, "" },
			func(c *types.HttpEndpointDestinationConfiguration) {
				c.RetryOptions = &types.HttpEndpointRetryOptions{DurationInSeconds: aws.Int32(0)}
				c.S3BackupMode = types.HttpEndpointS3BackupModeAllData
				c.S3Configuration.ErrorOutputPrefix = str("e/!{firehose:error-output-type}/")
			})
		f.put("a")
		f.Clock.Advance(5 * time.Minute)
		if len(rc.got) != 1 {
			t.Errorf("%d requests", len(rc.got))
		}
		if got := f.errorDocuments("backup", "e/http-endpoint-failed/"); len(got) != 1 {
			t.Errorf("%q", got)
		}
		if l := f.objects("backup"); len(l) != 2 || l[0] != "2040/02/29/12/clicks-1-2040-02-29-12-34-56: a" {
			t.Errorf("%q", l)
		}
	})
	t.Run("of_the_loopback_interface_is_reached", func(t *testing.T) {
		rc := &receiver{t: t, answer: accept}
		web := httptest.NewServer(rc)
		t.Cleanup(web.Close)
		f := start(t)
		f.stream(&firehose.CreateDeliveryStreamInput{HttpEndpointDestinationConfiguration: &types.HttpEndpointDestinationConfiguration{
			EndpointConfiguration: &types.HttpEndpointConfiguration{Url: str(strings.Replace(web.URL, "http://", "https://", 1))}, S3Configuration: failures()}})
		f.put("a")
		f.Clock.Advance(time.Hour)
		if got := f.errorDocuments("backup", ""); len(got) != 1 { // it speaks no TLS
			t.Errorf("%q", got)
		}
	})
}
