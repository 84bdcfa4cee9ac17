// Package snsfake is an in-process fake of Amazon SNS for tests.
//
//	queues := sqsfake.Start(t)
//	topics := snsfake.Start(t, func(o *snsfake.Options) { o.Join = queues.Panel })
//	... // create, subscribe, publish
//	topics.Settle(t.Context())
//	got := queues.Messages("billing")
//
// It delivers to the fakes it shares a Panel with, and to HTTP endpoints: those of Options.Handlers and those that a test serves on the
// loopback interface. Email, SMS and mobile push end in an outbox.
//
// # Deliveries
//
// When Publish answers, queues, functions and delivery streams have the message, in the order of subscribing. HTTP endpoints get theirs
// in the background, each in order; Settle waits for them. What fails is tried again as AWS does, on the clock and without jitter: five
// times within 2 seconds and so on for 23 days for what AWS runs, 3 times every 20 seconds or as a delivery policy says for HTTP. What
// is given up goes to the dead-letter queue of the subscription, and stays in Deliveries; a message that has no target fails the test.
//
// Subscriptions of HTTP endpoints wait for their confirmation, as on AWS, unless Options.AutoConfirm is set. Those of email, which
// AWS leaves pending too, are confirmed at once.
//
// Messages are signed with a key of the fake. The certificate is where SigningCertURL says: on the fake's own URL, not AWS's, so
// that a receiver which allows no other host but AWS's has to be told.
//
// # What it does not do
//
// Policies of access and data protection, KMS keys, delivery logs and throttlePolicy are checked, stored and echoed, but have no
// effect. A replay is over when the call that asks for it has answered.
//
// Mistakes in the use of this package end the test, as package control says.
package snsfake

import (
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/model/snsmodel"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal, so that they
	// deliver events to each other. Options given beside it are a mistake.
	Join *control.Panel

	// AutoConfirm confirms subscriptions of HTTP and HTTPS endpoints without the handshake, as those of all other protocols are.
	AutoConfirm bool

	// Targets stand for subscribed functions, delivery streams and queues that no fake is there for, by ARN. They get what the
	// resource would, and are tried again when they return an error, as AWS tries; but not when the error is ErrAccessDenied of package
	// control, or an API error which is the client's fault. They are called before Publish answers, so they must not wait.
	Targets map[string]func(payload []byte) error
}

// A Server is a fake SNS. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *sns.Client

	service     *service.Server
	core        *core.Core
	router      *event.Router
	web         *http.Client
	autoConfirm bool
	outbox      outbox

	created atomic.Uint64 // subscriptions

	mu      sync.RWMutex // guards what follows; a topic may be locked with it held, but not it with a topic locked
	topics  map[string]*topic
	tokens  map[string]token
	mobile  mobile
	texting texting
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls, the notifications not delivered and the faults in force are.
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
	s := &Server{autoConfirm: o.AutoConfirm}
	s.service = service.New(t, s, service.Config{
		Name:         "sns",
		APIs:         []service.API{{Name: "sns", Codecs: []*wire.API{wire.New(&snsmodel.API)}, Operations: operations()}},
		Resource:     s.resource,
		ResourceName: resourceName,
		Words:        s.words(),
		Message:      messageOf,
		Page:         s.servePage,
		Target:       mailbox{s},
		Reset:        s.reset,
		Dump:         s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.router = &event.Router{Core: s.core, Doubles: doubles(o.Targets)}
	s.web = webClient(s.core)
	s.reset()
	s.Client = sns.NewFromConfig(s.Config(), func(o *sns.Options) {
		o.EndpointResolverV2 = &service.Resolver[sns.EndpointParameters]{
			URL:  s.URL,
			Next: sns.NewDefaultEndpointResolverV2(),
			Set:  func(p *sns.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does. Each file has the rows of its subject.
func operations() []service.Operation {
	return slices.Concat(topicOperations(), subscriptionOperations(), publishOperations(), permissionOperations(), tagOperations(),
		dataProtectionOperations(), platformOperations(), endpointOperations(), smsOperations())
}

// reset removes all resources, and drops what is on its way to them.
func (s *Server) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.topics = map[string]*topic{}
	s.tokens = map[string]token{}
	s.router.Reset()
	s.mobile.reset()
	s.texting.reset()
	s.outbox.reset()
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress.
func (s *Server) Close() { s.service.Close() }
