// Package service is the chassis that all fakes share: HTTP in, find the operation, decode, record, fault, validate, call the
// typed handler, encode, HTTP out.
//
// A fake gives it a [Config] with a table of operations, whose handlers have the SDK's own types and nothing of HTTP:
//
//	service.Op("SendMessage", (*Server).sendMessage)
//
//	func (s *Server) sendMessage(ctx context.Context, in *sqs.SendMessageInput) (*sqs.SendMessageOutput, error)
package service

import (
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/wire"
)

// A Config describes a fake to its chassis. Functions may be nil, except where it says otherwise.
type Config struct {
	Name string // of the fake: that of the SDK's package, such as "dynamodb"
	APIs []API  // most fakes have one

	// Resource returns the name of the resource that a call is about, from its input; "" if it has none. Required.
	Resource func(in any) string

	// ResourceName returns the form in which Resource names what a fault or a test names otherwise, such as by ARN.
	ResourceName func(name string) string

	// Words are the service's answers to the faults of package control. Required.
	Words Words

	// Message returns the message that the service sends with a code, "" if it is not known.
	Message func(code string) string

	// Invalid words a violation of the model's constraints, where the service does it in its own way.
	Invalid func(*wire.ValidationError) smithy.APIError

	// RequestID returns a new id of a request in the form that the service gives them; nil for UUIDs.
	RequestID func() string

	// Form completes the parameters of a request in the query protocol.
	Form func(r *http.Request, form url.Values)

	// Access decides whether a request may be made: sent is the request as it came, r what Address and others have made of it.
	Access func(sent, r *http.Request) error

	// Page answers a request that is no call, such as for a certificate, and reports whether it did.
	Page func(w http.ResponseWriter, r *http.Request) bool

	// Target takes the events that other services deliver, an event.Target; nil if the service takes none.
	Target any

	// Address returns the request in the form in which the API's model has it, where clients have others: S3's hosts that begin
	// with the bucket. It leaves r as it is.
	Address func(r *http.Request) *http.Request

	// Body decodes what the service has wrapped the body in, before anybody reads it: S3's chunks. It may change r.
	Body func(r *http.Request) error

	// CheckBody checks a body that does not stream against the digests in the header.
	CheckBody func(r *http.Request, body []byte) error

	// MaxBody is the size limit of a request's body in bytes, unless it streams; 0 is 16 MiB.
	MaxBody int64

	// Close ends what the fake has beside its listener: further listeners, child processes.
	Close func()

	Reset func()            // removes all resources. Required.
	Dump  func(w io.Writer) // describes the resources in a few lines
}

// Words are the errors in which a service says what control's errors of the same names mean.
type Words struct {
	Throttled, Unavailable smithy.APIError
	AccessDenied           func(op, resource string) smithy.APIError
}

// An API is one of the AWS APIs that a fake speaks.
type API struct {
	Name       string      // of the SDK's package
	Codecs     []*wire.API // one a protocol; the first is the one that the SDK speaks
	Operations []Operation // those implemented
}

// A Server serves the operations of one fake.
type Server struct {
	Panel *control.Panel
	Core  *core.Core

	cfg    Config
	server any // the receiver of the handlers
	apis   []api
	joined bool

	mu       sync.Mutex
	listener *core.Listener
	closed   bool
}

// An api is an API with its operations in the order of the model.
type api struct {
	API
	operations []*Operation // by the index in the model; nil where not implemented
}

// New returns a chassis for server, the receiver of cfg's handlers. It is part of the AWS that join belongs to or, if that is
// nil, of one of its own for the test t, which may be nil, with the options o.
func New(t testing.TB, server any, cfg Config, o control.Options, join *control.Panel) *Server {
	s := &Server{cfg: cfg, server: server, joined: join != nil}
	if join != nil {
		s.Core = core.Of(join)
		if o.Region != "" || o.AccountID != "" || o.Lifecycle != 0 || o.InMemory || o.Handlers != nil {
			s.Core.Mistake("%s: the settings are those of the fakes it joins", cfg.Name)
		}
	} else {
		s.Core = core.New(t, core.Options(o))
	}
	for _, a := range cfg.APIs {
		s.apis = append(s.apis, index(a))
	}
	s.Core.Register(s)
	s.Panel = core.NewPanel(s.Core, cfg.Name).(*control.Panel)
	return s
}

// NewPanel returns the Panel of a new AWS without fakes, for the test t, which may be nil.
func NewPanel(t testing.TB, o control.Options) *control.Panel {
	return core.NewPanel(core.New(t, core.Options(o))).(*control.Panel)
}

// index sorts an API's operations into the places that they have in the model.
func index(a API) api {
	model := a.Codecs[0].API.Operations
	l := make([]*Operation, len(model))
	for i := range a.Operations {
		op := &a.Operations[i]
		at := a.Codecs[0].Index(op.Name)
		if at < 0 {
			panic("service: " + a.Name + " has no operation " + op.Name)
		}
		l[at] = op
	}
	return api{a, l}
}

// CloseWith closes s when t ends. If t failed, it logs what happened before, unless the fake that it has joined does.
func (s *Server) CloseWith(t testing.TB) {
	t.Cleanup(func() {
		if !s.joined {
			s.Core.Report(t)
		}
		s.Close()
	})
}

// Close stops listening, ends the requests in progress and, unless the fake has joined others, ends the AWS that it is.
func (s *Server) Close() {
	s.mu.Lock()
	l := s.listener
	s.listener, s.closed = nil, true
	s.mu.Unlock()
	if l != nil {
		l.Close()
	}
	if s.cfg.Close != nil {
		s.cfg.Close()
	}
	if !s.joined {
		s.Core.Close()
	}
}

// URL returns the base URL of the fake, which begins to listen with the first call.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return "http://closed.awsfake.internal"
	}
	if s.listener == nil {
		s.listener = s.Core.Listen(s.cfg.Name, s)
	}
	return s.listener.URL
}

// Name returns the name of the fake.
func (s *Server) Name() string { return s.cfg.Name }

// Target returns what takes the events that other services deliver, nil if nothing does.
func (s *Server) Target() any { return s.cfg.Target }

// Operations returns all operations of the fake's APIs, those not implemented too.
func (s *Server) Operations() []core.OperationInfo {
	var l []core.OperationInfo
	for _, a := range s.apis {
		for i, m := range a.Codecs[0].API.Operations {
			op := a.operations[i]
			l = append(l, core.OperationInfo{API: a.Name, Name: m.Name, Implemented: op != nil, Batch: op != nil && op.partial != nil})
		}
	}
	return l
}

// Reset removes all resources.
func (s *Server) Reset() { s.cfg.Reset() }

// Dump describes the resources.
func (s *Server) Dump(w io.Writer) {
	if s.cfg.Dump != nil {
		s.cfg.Dump(w)
	}
}

// Resource returns the form in which recorded calls name a resource.
func (s *Server) Resource(name string) string {
	if s.cfg.ResourceName == nil {
		return name
	}
	return s.cfg.ResourceName(name)
}
