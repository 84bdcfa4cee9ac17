// Package firehosefake is an in-process fake of Amazon Data Firehose for tests.
//
//	func TestStart(t *testing.T) {
//		srv := firehosefake.Start(t) // stopped when the test ends
//		program := NewProgram(srv.Client)
//		...
//	}
//
// It is a skeleton so far: it listens, finds the operation of a request, records the call, and answers NotImplemented for each.
// Mistakes in the use of this package end the test, as package control says.
package firehosefake

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/firehose"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/model/firehosemodel"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal. Options given
	// beside it are a mistake.
	Join *control.Panel
}

// A Server is a fake of Amazon Data Firehose. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *firehose.Client

	service *service.Server
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls and the faults in force are.
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
		Name:     "firehose",
		APIs:     []service.API{{Name: "firehose", Codecs: []*wire.API{wire.New(&firehosemodel.API)}, Operations: operations()}},
		Resource: func(any) string { return "" },
		Reset:    func() {},
	}, o.Options, o.Join)
	s.Panel = s.service.Panel
	s.Client = firehose.NewFromConfig(s.Config(), func(o *firehose.Options) {
		o.EndpointResolverV2 = &service.Resolver[firehose.EndpointParameters]{
			URL:  s.URL,
			Next: firehose.NewDefaultEndpointResolverV2(),
			Set:  func(p *firehose.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress.
func (s *Server) Close() { s.service.Close() }
