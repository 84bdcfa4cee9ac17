package service

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/awsfake/awsfake/internal/wire"
)

// A call is what the chassis knows of the request behind a handler's context.
type call struct {
	request *http.Request
	codec   *wire.API
	sent    wire.Presence
	id      string
	status  int // 0 is the model's
	note    string
	events  func(send func(event any) error)
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// Has reports whether the request had a member whose value is the zero of a Go type that cannot tell zero from absent:
// Has(ctx, "VisibilityTimeout") or, in a batch, Has(ctx, "Entries", i, "DelaySeconds"). It is false for other values.
func Has(ctx context.Context, path ...any) bool {
	c := callOf(ctx)
	if c == nil || len(c.sent) == 0 {
		return false
	}
	parts := make([]string, len(path))
	for i, p := range path {
		parts[i] = fmt.Sprint(p)
	}
	return c.sent.Has(strings.Join(parts, "."), true)
}

// Query reports whether the request came in the query protocol.
func Query(ctx context.Context) bool {
	c := callOf(ctx)
	return c != nil && c.codec.Protocol == "query"
}

// BaseURL returns the URL under which the client knows the service, without a slash at the end; "" outside of a request.
func BaseURL(ctx context.Context) string {
	c := callOf(ctx)
	if c == nil {
		return ""
	}
	scheme := "http"
	if c.request.TLS != nil || strings.HasSuffix(c.request.Host, ".amazonaws.com") {
		scheme = "https" // the stack's clients speak plain HTTP to the fake whatever the URL says
	}
	return scheme + "://" + c.request.Host
}

// Headers returns the headers of the request, not to be changed.
func Headers(ctx context.Context) http.Header {
	c := callOf(ctx)
	if c == nil {
		return nil
	}
	return c.request.Header
}

// Header returns a header of the request, "" if it has none; for what AWS takes from headers that its models do not have.
func Header(ctx context.Context, name string) string {
	c := callOf(ctx)
	if c == nil {
		return ""
	}
	return c.request.Header.Get(name)
}

// SetStatus sets the HTTP status of a successful answer, where it is not always that of the model.
func SetStatus(ctx context.Context, status int) {
	if c := callOf(ctx); c != nil {
		c.status = status
	}
}

// Note remarks something on the call in the journal: that it was answered otherwise than AWS would have.
func Note(ctx context.Context, text string) {
	if c := callOf(ctx); c != nil {
		c.note = text
	}
}

// StreamEvents makes the answer an event stream: when its head has been sent, run is called and sends the events, members of the SDK's
// event union, one by one. An error of send means that the client is gone.
func StreamEvents(ctx context.Context, run func(send func(event any) error)) {
	if c := callOf(ctx); c != nil {
		c.events = run
	}
}

// Method returns the HTTP method of the request.
func Method(ctx context.Context) string {
	c := callOf(ctx)
	if c == nil {
		return ""
	}
	return c.request.Method
}

// RequestID returns the id of the request, "" outside of a request.
func RequestID(ctx context.Context) string {
	c := callOf(ctx)
	if c == nil {
		return ""
	}
	return c.id
}

// RemoteIP returns the address of the client, that of the loopback interface if it is in memory.
func RemoteIP(ctx context.Context) string {
	if c := callOf(ctx); c != nil {
		if host, _, err := net.SplitHostPort(c.request.RemoteAddr); err == nil && net.ParseIP(host) != nil {
			return host
		}
	}
	return "127.0.0.1"
}
