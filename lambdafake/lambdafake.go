// Package lambdafake is an in-process fake of AWS Lambda for tests.
//
//	functions := lambdafake.Start(t)
//	functions.Handle("resize", resize) // the function that main passes to lambda.Start
//	out, err := functions.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("resize"), Payload: event})
//
// Functions are Go functions that run in the test's process, with its debugger, its race detector and its coverage. They are created by
// [Server.Handle], or by CreateFunction and get their handler before or after that.
//
// Functions with versions and aliases, synchronous, streamed and asynchronous invocations with retries, destinations and dead-letter
// queues, event source mappings of the fakes of SQS and DynamoDB, function URLs, policies, layers, reserved and provisioned concurrency,
// code signing and tags behave. Durable executions, tenant isolation, functions on capacity providers and event sources of other services
// are not implemented; requests that need them answer NotImplemented.
//
// A function URL listens on a port of its own, and under AWS's host name for the clients of [control.Panel.Config]. It is held to its
// AuthType and, if that is NONE, to the resource policy; other invocations are not held to policies, since the fakes know no identities.
//
// Limits: 6 MiB for the event and the answer of a synchronous invocation, 200 MiB for an answer that streams, 1 MiB for an asynchronous
// event, 50 MiB for a deployment package in a request and 250 MiB unzipped with 5 layers, 4 KiB of environment variables, 20 KiB for a
// policy (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). Roles, keys and VPC settings are stored and answered,
// not used; memory sizes and code are used by [Options.Processes] only.
//
// Mistakes in the use of this package end the test, as package control says.
package lambdafake

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/model/lambdamodel"
	"github.com/awsfake/awsfake/internal/ordered"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
	"github.com/awsfake/awsfake/lambdafake/internal/process"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal, so that they
	// deliver events to each other. Options given beside it are a mistake.
	Join *control.Panel

	// Context, unless nil, makes the context that a Go function gets from the one the Server has made, which ends with the
	// function's timeout. Programs that use aws-lambda-go's lambdacontext add it here.
	Context func(context.Context, Invocation) context.Context

	// Processes makes functions that have no Go function, but a zip file for the runtime provided.al2023 or one of its predecessors, run
	// as child processes: its bootstrap, an executable for this machine, against the Runtime API, with the function's environment and the
	// fakes as its AWS, in real time, with the function's timeout. A process that has used more memory than the function has is killed
	// when it has answered, where there is a /proc. It is used again for further invocations, and ends when the function changes, and with
	// the Server. There are no extensions, and what Lambda has in /var/task and /opt is in the directory LAMBDA_TASK_ROOT and in opt beside it.
	//
	// It is off by default because it executes, with the rights of the test, what was uploaded. It needs the network: InMemory is a mistake.
	Processes bool

	// RequireHandlers makes invocations fail of functions that have nothing to run. Else they answer {}, as the journal and Dump tell.
	RequireHandlers bool
}

// A Server is a fake of AWS Lambda. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *lambda.Client

	service *service.Server
	core    *core.Core
	router  *event.Router
	context func(context.Context, Invocation) context.Context
	strict  bool // RequireHandlers

	processes bool // Options.Processes

	mu        sync.Mutex // guards what follows
	functions ordered.Map[string, *function]
	handlers  map[string]handler // by name, of functions that are not there yet too
	mappings  ordered.Map[string, *mapping]
	layers    ordered.Map[string, *layer]
	signings  ordered.Map[string, *signing] // by ARN
	providers ordered.Map[string, *capacityProvider]
	urls      map[string]*functionURL // by id
	pools     map[*process.Pool]struct{}
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls and invocations, and the faults in force are.
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
	s := &Server{context: o.Context, strict: o.RequireHandlers, processes: o.Processes, pools: map[*process.Pool]struct{}{}, handlers: map[string]handler{}, urls: map[string]*functionURL{}}
	s.service = service.New(t, s, service.Config{
		Name:     "lambda",
		APIs:     []service.API{{Name: "lambda", Codecs: []*wire.API{wire.New(&lambdamodel.API)}, Operations: operations()}},
		Resource: resource,
		Words:    s.words(),
		Message:  messageOf,
		Target:   inbox{s},
		Page:     s.page,
		MaxBody:  maxRequest,
		Close:    s.close,
		Reset:    s.reset,
		Dump:     s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.router = &event.Router{Core: s.core}
	if s.processes && s.core.InMemory {
		s.core.Mistake("lambdafake: Options.Processes wants the network, which is not there in memory or in a bubble")
	}
	s.Client = lambda.NewFromConfig(s.Config(), func(o *lambda.Options) {
		o.EndpointResolverV2 = &service.Resolver[lambda.EndpointParameters]{
			URL:  s.URL,
			Next: lambda.NewDefaultEndpointResolverV2(),
			Set:  func(p *lambda.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// maxRequest is the size limit of a request in bytes (recorded: TestLambdaSizeLimits).
const maxRequest = 70167211

// reset removes all functions and mappings, and what is to be run, and forgets the handlers.
func (s *Server) reset() {
	s.router.Reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.functions.All() {
		s.retireAll(f)
		s.closeURLs(s.takeURLs(f)...)
	}
	for _, m := range s.mappings.All() {
		m.stop()
	}
	s.functions, s.mappings, s.handlers = ordered.Map[string, *function]{}, ordered.Map[string, *mapping]{}, map[string]handler{}
	s.layers, s.signings, s.providers = ordered.Map[string, *layer]{}, ordered.Map[string, *signing]{}, ordered.Map[string, *capacityProvider]{}
}

// dump describes the functions and the mappings.
func (s *Server) dump(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, f := range s.functions.All() {
		fmt.Fprintf(w, "function %s: %d invocations, %d running, %d waiting to be tried", name, len(f.ended), f.running, f.pending)
		if s.handlers[name] == nil {
			fmt.Fprint(w, ", without a Go handler")
		}
		if n := len(f.ended); n > 0 && f.ended[n-1].Err != nil {
			fmt.Fprintf(w, ", the last failed: %v", f.ended[n-1].Err)
		}
		fmt.Fprintln(w)
		for _, u := range f.urls.All() {
			if u.refusal != "" {
				fmt.Fprintf(w, "function URL of %s: the last request was refused: %s\n", name, u.refusal)
			}
		}
	}
	for id, m := range s.mappings.All() {
		fmt.Fprintf(w, "mapping %s: %s to %s, %s %s\n", id, *m.config.EventSourceArn, *m.config.FunctionArn, *m.config.State, aws.ToString(m.config.LastProcessingResult))
	}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress.
func (s *Server) Close() { s.service.Close() }

// close stops listening for function URLs, and ends all processes.
func (s *Server) close() {
	s.mu.Lock()
	var urls []*functionURL
	for _, f := range s.functions.All() {
		urls = append(urls, s.takeURLs(f)...)
	}
	s.mu.Unlock()
	for _, u := range urls {
		u.listener.Close()
	}
	s.closePools()
}
