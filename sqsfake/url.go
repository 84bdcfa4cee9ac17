package sqsfake

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/awsfake/awsfake/internal/service"
)

// queueName finds the name of a queue in its URL, its ARN or its name; "" if it is in another account or region. Clients send the
// URL that they got, an AWS one such as https://sqs.us-east-1.amazonaws.com/000000000000/orders or https://queue.amazonaws.com/...,
// or no more than the name, which AWS takes too (LocalStack's test_posting_to_queue_via_queue_name, validated).
func (s *Server) queueName(of string) string {
	if name, ok := strings.CutPrefix(of, "arn:"); ok {
		name = name[strings.LastIndexByte(name, ':')+1:]
		if of != s.core.ARN("sqs", name) {
			return ""
		}
		return name
	}
	end := strings.LastIndexByte(of, '/')
	if end < 0 {
		return of
	}
	rest, name := of[:end], of[end+1:]
	account := rest[strings.LastIndexByte(rest, '/')+1:]
	if account != s.core.AccountID || s.otherRegion(rest) {
		return ""
	}
	return name
}

// otherRegion reports whether a URL is that of AWS in a region which is not the server's.
func (s *Server) otherRegion(of string) bool {
	_, host, _ := strings.Cut(of, "://")
	host, _, _ = strings.Cut(host, "/")
	host, isAWS := strings.CutSuffix(host, ".amazonaws.com")
	region, isSQS := strings.CutPrefix(host, "sqs.")
	return isAWS && isSQS && region != s.core.Region
}

// queueURL returns the URL of a queue, as the client of the call knows the service.
func (s *Server) queueURL(ctx context.Context, name string) *string {
	base := service.BaseURL(ctx)
	if base == "" {
		base = s.URL()
	}
	u := base + "/" + s.core.AccountID + "/" + name
	return &u
}

// form completes a request of the query protocol that is sent to the URL of a queue, which need not name it again.
func (s *Server) form(r *http.Request, form url.Values) {
	if form.Get("QueueUrl") == "" && strings.Count(r.URL.Path, "/") >= 2 {
		form.Set("QueueUrl", "http://"+r.Host+r.URL.Path)
	}
}
