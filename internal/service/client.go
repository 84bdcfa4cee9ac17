package service

import (
	"context"

	endpoints "github.com/aws/smithy-go/endpoints"
)

// A Resolver resolves an SDK client's endpoint to a fake's URL, which it asks for only when a call needs it: so that a Stack
// listens on the ports of those services that a test uses. P is the client's EndpointParameters, whose rules still apply. It is
// used by its pointer, since the S3 client compares resolvers.
type Resolver[P any] struct {
	URL  func() string
	Next interface {
		ResolveEndpoint(context.Context, P) (endpoints.Endpoint, error)
	}
	Set func(p *P, url *string) // sets P's Endpoint
}

// ResolveEndpoint is called by the SDK client for each call.
func (r *Resolver[P]) ResolveEndpoint(ctx context.Context, p P) (endpoints.Endpoint, error) {
	url := r.URL()
	r.Set(&p, &url)
	return r.Next.ResolveEndpoint(ctx, p)
}
