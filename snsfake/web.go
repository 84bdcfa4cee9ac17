package snsfake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// webTimeout is how long an HTTP endpoint may take to answer, as AWS's users report it. It is real time: while a request is under way
// the clock does not advance, but in a bubble, where real time is the clock's.
const webTimeout = 15 * time.Second

// webClient returns the client for HTTP endpoints. It knows the hosts of Options.Handlers and those of the loopback interface, and
// follows no redirect.
func webClient(c *core.Core) *http.Client {
	client := c.HTTPClient()
	client.Timeout = webTimeout
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}

// post delivers a document to an HTTP endpoint.
func (s *Server) post(p *publication, to recipient, body []byte) {
	policy := to.settings.delivery.effective(to.topic.current().delivery)
	h := http.Header{
		"User-Agent":             {"Amazon Simple Notification Service Agent"},
		"Accept-Encoding":        {"gzip,deflate"},
		"Content-Type":           {defaultContentType},
		"X-Amz-Sns-Message-Type": {p.kind},
		"X-Amz-Sns-Message-Id":   {p.id},
		"X-Amz-Sns-Topic-Arn":    {p.topic.arn},
	}
	d := &event.Delivery{Source: p.topic.arn, Target: to.endpoint, Lane: to.web, Retry: policy.Retry.phases()}
	d.Message.Body = body
	if p.kind != "SubscriptionConfirmation" { // recorded: http-confirm-sub-headers
		h["X-Amz-Sns-Subscription-Arn"] = []string{to.arn}
	}
	if p.kind == "Notification" {
		d.DeadLetter = to.deadLetter
		h.Set("Content-Type", policy.Request.ContentType)
		if to.settings.raw {
			h["X-Amz-Sns-Rawdelivery"] = []string{"true"}
		}
	}
	d.Send = func(ctx context.Context) error { return s.send(ctx, to.endpoint, h, body) }
	s.router.Deliver(core.WithCause(context.Background(), p.cause), d)
}

// send makes a request. Answers from 200 to 299 are successes; what is the receiver's fault, and may pass, is 429 and from 500
// (FACTS: "client-side failures are not retried").
func (s *Server) send(ctx context.Context, url string, h http.Header, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return event.Refuse(err)
	}
	req.Header = h.Clone()
	res, err := s.web.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)); err != nil {
		return err
	}
	switch code := res.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code >= 500, code == http.StatusTooManyRequests:
		return fmt.Errorf("the endpoint answered %s", res.Status)
	}
	return event.Refuse(fmt.Errorf("the endpoint answered %s", res.Status))
}

// current returns the settings in force.
func (t *topic) current() *topicSettings {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settings
}
