package firehosefake

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// An endpoint is an HTTP endpoint and how it is spoken to.
//
// Source: https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html
type endpoint struct {
	url, accessKey string
	gzip           bool
	attributes     string // JSON, or ""
}

// responseTimeout is how long an endpoint may take to answer. It is real time, but in a bubble, where that is the clock's.
const responseTimeout = 3 * time.Minute

// maxAnswer is how much of an answer is read (1 MiB in the documentation).
const maxAnswer = 1 << 20

func newEndpoint(c *types.HttpEndpointDestinationConfiguration) *endpoint {
	e := &endpoint{url: *c.EndpointConfiguration.Url, accessKey: aws.ToString(c.EndpointConfiguration.AccessKey)}
	if r := c.RequestConfiguration; r != nil {
		e.gzip = r.ContentEncoding == types.ContentEncodingGzip
		if len(r.CommonAttributes) > 0 {
			attributes := map[string]string{}
			for _, a := range r.CommonAttributes {
				attributes[*a.AttributeName] = *a.AttributeValue
			}
			text, err := json.Marshal(map[string]any{"commonAttributes": attributes})
			if err != nil {
				panic(err) // strings can be encoded
			}
			e.attributes = string(text)
		}
	}
	return e
}

// webClient returns the client for HTTP endpoints. It knows the hosts of Options.Handlers and those of the loopback interface, and
// follows no redirect.
func webClient(c *core.Core) *http.Client {
	client := c.HTTPClient()
	client.Timeout = responseTimeout
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// The documents of a request and its answer.
type (
	endpointRequest struct {
		RequestID string           `json:"requestId"`
		Timestamp int64            `json:"timestamp"` // milliseconds
		Records   []endpointRecord `json:"records"`
	}
	endpointRecord struct {
		Data []byte `json:"data"`
	}
	endpointResponse struct {
		RequestID    string `json:"requestId"`
		Timestamp    *int64 `json:"timestamp"`
		ErrorMessage string `json:"errorMessage"`
	}
)

// post sends a load to the endpoint. Retries have the same request id; what they do not deliver goes to the error output.
func (st *stream) post(p *plan, l load) {
	req := endpointRequest{RequestID: st.server.core.NewID(), Timestamp: st.server.core.Now().UnixMilli()}
	for _, r := range l.records {
		req.Records = append(req.Records, endpointRecord{r.data})
	}
	body, err := json.Marshal(req)
	if err != nil {
		panic(err) // strings, numbers and bytes can be encoded
	}
	attempts := 0
	d := &event.Delivery{Source: st.arn, Target: p.endpoint.url, Message: event.Message{Body: body}, Lane: st.lane, Retry: retryFor(p.retry)}
	d.Send = func(ctx context.Context) error {
		attempts++
		return st.send(ctx, p.endpoint, req.RequestID, body)
	}
	d.Done = func(err error) {
		st.delivered(Batch{Destination: "http", Target: p.endpoint.url, Records: payloads(l.records), Err: err})
		if err == nil {
			return
		}
		failures := make([]failure, len(l.records))
		for i, r := range l.records {
			failures[i] = failure{record: r, code: "HttpEndpoint.DestinationException", message: err.Error(), attempts: attempts}
		}
		st.fail(p, p.kind.failed, failures)
	}
	st.server.router.Deliver(core.WithCause(context.Background(), l.cause), d)
}

// send makes a request and checks the answer.
func (st *stream) send(ctx context.Context, e *endpoint, id string, body []byte) error {
	if e.gzip {
		packed, err := compressGzip(body)
		if err != nil {
			return err
		}
		body = packed
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return event.Refuse(err)
	}
	h := req.Header
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Amazon Kinesis Data Firehose Agent/1.0")
	h.Set("X-Amz-Firehose-Protocol-Version", "1.0")
	h.Set("X-Amz-Firehose-Request-Id", id)
	h.Set("X-Amz-Firehose-Source-Arn", st.arn)
	if e.accessKey != "" {
		h.Set("X-Amz-Firehose-Access-Key", e.accessKey)
	}
	if e.attributes != "" {
		h.Set("X-Amz-Firehose-Common-Attributes", e.attributes)
	}
	if e.gzip {
		h.Set("Content-Encoding", "gzip")
	}
	res, err := st.server.web.Do(req)
	if err != nil {
		return fmt.Errorf("the endpoint could not be reached: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("the answer could not be read: %w", err)
	}
	return checkAnswer(res, answer, id)
}

// checkAnswer checks that an endpoint has taken a request: status 200, and the request's id and a time in JSON.
func checkAnswer(res *http.Response, answer []byte, id string) error {
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("Received the following response from the endpoint destination. %s", answer)
	}
	var doc endpointResponse
	if err := json.Unmarshal(answer, &doc); err != nil || doc.RequestID != id || doc.Timestamp == nil {
		return fmt.Errorf("The endpoint destination answered with a response that is not valid: %s", answer)
	}
	return nil
}

func compressGzip(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}
