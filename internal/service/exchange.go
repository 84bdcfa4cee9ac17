package service

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/wire"
)

// An exchange is one request and its response.
type exchange struct {
	*Server
	w   http.ResponseWriter
	r   *http.Request
	id  string    // of the request
	now time.Time // when it arrived

	api    *api
	codec  *wire.API
	query  url.Values
	model  *model.Operation
	op     *Operation
	labels []string
	input  any
	sent   wire.Presence
	body   *[]byte // from buffers
	call   call
	entry  *core.Entry     // nil until the operation is known
	fault  *core.Injection // nil if none decides the call
	wrote  bool            // the response has begun
}

// buffers are the bodies of requests and responses between uses.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxPooled is the size above which a buffer is left to the garbage collector.
const maxPooled = 1 << 20

func release(b *[]byte) {
	if b != nil && cap(*b) <= maxPooled {
		*b = (*b)[:0]
		buffers.Put(b)
	}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Core.Begin()
	defer s.Core.End()
	if s.cfg.Page != nil && s.cfg.Page(w, r) {
		return
	}
	x := &exchange{Server: s, w: w, r: r, id: s.newRequestID(), now: s.Core.Now()}
	defer x.contain()
	x.serve()
	release(x.body)
}

// Answer answers a request that is no call, a preflight for one: with an error, or with the headers that w has and nothing else.
func (s *Server) Answer(w http.ResponseWriter, r *http.Request, err error) {
	x := &exchange{Server: s, w: w, r: r, id: s.newRequestID(), now: s.Core.Now()}
	x.api, x.codec = &s.apis[0], s.apis[0].Codecs[0]
	if err != nil {
		x.fail(err)
		return
	}
	x.send(nil, func(*wire.Response) {})
}

func (s *Server) newRequestID() string {
	if s.cfg.RequestID != nil {
		return s.cfg.RequestID()
	}
	return s.Core.NewID()
}

// contain turns a panic into an internal failure that fails the test.
func (x *exchange) contain() {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	name := x.cfg.Name
	if x.model != nil {
		name += " " + x.model.Name
	}
	x.Core.Fail("panic in %s: %v\n%s", name, v, debug.Stack())
	err := &wire.Error{Code: "InternalFailure", Message: "The request processing has failed because of an unknown error, exception or failure.", Status: http.StatusInternalServerError}
	x.answer(nil, err)
	if x.wrote {
		panic(http.ErrAbortHandler) // the client must not take what it got for the whole
	}
	x.fail(err)
}

func (x *exchange) serve() {
	sent := x.r
	if x.cfg.Address != nil {
		x.r = x.cfg.Address(x.r)
	}
	err := x.find()
	if x.model == nil { // nothing that could be recorded
		x.fail(err)
		return
	}
	if err == nil && x.cfg.Access != nil {
		err = x.cfg.Access(sent, x.r)
	}
	if err == nil {
		err = x.decode()
	}
	x.arrive()
	if err == nil {
		err = x.meetFault()
	}
	var out any
	if err == nil {
		out, err = x.execute()
	}
	if err != nil {
		x.answer(nil, err)
		x.fail(err)
		return
	}
	x.succeed(out)
}

// arrive records the call.
func (x *exchange) arrive() {
	x.entry = &core.Entry{Service: x.api.Name, Op: x.model.Name, RequestID: x.id, Time: x.now, Attempt: attempt(x.r.Header)}
	if cause := x.r.Header.Get(core.CauseName); cause != "" {
		x.entry.Cause, _ = strconv.ParseInt(cause, 10, 64)
	}
	if x.input != nil {
		x.entry.Input = withoutStreams(x.input, x.streams())
		x.entry.Resource = x.cfg.Resource(x.input)
	}
	x.Core.Arrive(x.entry)
}

// answer records what the call led to.
func (x *exchange) answer(out any, err error) {
	if x.entry != nil {
		x.Core.Answer(x.entry, out, err, x.call.note)
	}
}

// attempt reads the number of the attempt from the header that all SDKs send: attempt=2; max=3.
func attempt(h http.Header) int {
	for part := range strings.SplitSeq(h.Get("Amz-Sdk-Request"), ";") {
		if n, ok := strings.CutPrefix(strings.TrimSpace(part), "attempt="); ok {
			if i, err := strconv.Atoi(n); err == nil {
				return i
			}
		}
	}
	return 1
}

func (x *exchange) streams() bool { return x.codec.Streams(x.model, x.input) }

// withoutStreams returns v, an SDK struct, or a copy without the members that stream.
func withoutStreams(v any, streams bool) any {
	if !streams {
		return v
	}
	c := reflect.New(reflect.TypeOf(v).Elem())
	c.Elem().Set(reflect.ValueOf(v).Elem())
	for i := range c.Elem().NumField() {
		if f := c.Elem().Field(i); f.Kind() == reflect.Interface && f.CanSet() && f.Type().PkgPath() == "io" {
			f.SetZero()
		}
	}
	return c.Interface()
}

// execute validates the input and calls the handler.
func (x *exchange) execute() (any, error) {
	if err := x.codec.Validate(x.model, x.input, x.sent); err != nil {
		return nil, x.invalid(err)
	}
	x.call = call{request: x.r, codec: x.codec, sent: x.sent, id: x.id}
	ctx := context.WithValue(core.WithCause(x.r.Context(), x.entry.ID), callKey{}, &x.call)
	next := func(in any) (any, error) { return x.op.call(x.server, ctx, in) }
	out, err := x.callOrFail(next)
	if out == nil && err == nil {
		panic(x.model.Name + " returned neither an output nor an error")
	}
	return out, err
}

// callOrFail calls the handler, but not for the entries of a batch that a fault makes fail.
func (x *exchange) callOrFail(next func(any) (any, error)) (any, error) {
	if x.fault == nil || len(x.fault.Entries) == 0 {
		return next(x.input)
	}
	return x.op.partial(x.input, x.fault.Entries, x.words(x.fault.Err), next)
}

// invalid words a violation of the model's constraints.
func (x *exchange) invalid(err error) error {
	if v, ok := err.(*wire.ValidationError); ok && x.cfg.Invalid != nil {
		return x.cfg.Invalid(v)
	}
	return err
}

var _ smithy.APIError = (*wire.Error)(nil)
