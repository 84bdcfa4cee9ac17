// Package sqsfake is an in-process fake of Amazon SQS for tests.
//
//	func TestWorker(t *testing.T) {
//		srv := sqsfake.Start(t) // stopped when the test ends
//		worker := NewWorker(srv.Client)
//		...
//		srv.Clock.Advance(30 * time.Second) // the visibility timeout passes
//		if left := srv.Messages("orders"); len(left) > 0 {
//			t.Errorf("left over: %+v", left)
//		}
//	}
//
// It serves the JSON protocol of today's SDKs and the query protocol of older ones. Wherever a queue is asked for, its name,
// its URL or its ARN will do. Mistakes in the use of this package end the test, as package control says.
package sqsfake

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal, so that they
	// deliver events to each other. Options given beside it are a mistake.
	Join *control.Panel
}

// A Server is a fake SQS. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *sqs.Client

	service *service.Server
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls, the messages left, and the faults in force are.
func Start(t testing.TB, optFns ...func(*Options)) *Server {
	t.Helper()
	s := newServer(t, optFns)
	s.service.CloseWith(t)
	return s
}

// New returns a Server that belongs to no test; the caller must Close it.
func New(optFns ...func(*Options)) *Server { return newServer(nil, optFns) }

func newServer(t testing.TB, optFns []func(*Options)) *Server {
	var o Options
	for _, fn := range optFns {
		fn(&o)
	}
	s := &Server{}
	s.service = service.New(t, s, service.Config{
		Name:     "sqs",
		APIs:     []service.API{{Name: "sqs", Codecs: []*wire.API{wire.New(&sqsmodel.API)}, Operations: operations()}},
		Resource: func(in any) string { return "" },
		Reset:    func() {},
	}, o.Options, o.Join)
	s.Panel = s.service.Panel
	s.Client = sqs.NewFromConfig(s.Config(), func(o *sqs.Options) {
		o.EndpointResolverV2 = service.Resolver[sqs.EndpointParameters]{
			URL:  s.URL,
			Next: sqs.NewDefaultEndpointResolverV2(),
			Set:  func(p *sqs.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress, long polls too.
func (s *Server) Close() { s.service.Close() }
