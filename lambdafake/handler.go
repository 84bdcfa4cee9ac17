package lambdafake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// A handler is what runs when a function is invoked.
type handler interface {
	run(ctx context.Context, t *task, out *output) error
}

// Handle runs a Go function whenever the Lambda function of that name is invoked, and creates it, if need be, with AWS's
// defaults: 128 MB and a timeout of 3 seconds. The handler is whatever lambda.Start of aws-lambda-go takes,
//
//	func()
//	func() error
//	func(TIn) error
//	func() (TOut, error)
//	func(context.Context) error
//	func(context.Context, TIn) error
//	func(context.Context) (TOut, error)
//	func(context.Context, TIn) (TOut, error)
//
// or has a method Invoke(context.Context, []byte) ([]byte, error). Anything else is a mistake. A handler's error, and its
// panic, are answered as Lambda does. A value that is an [io.Reader] is not made JSON of but streamed, where the caller can take that.
//
// A handler that is to run into the timeout calls [AwaitTimeout].
func (s *Server) Handle(name string, handler any) {
	defer s.core.Helper()()
	h, err := newHandler(handler)
	if err != nil {
		s.core.Mistake("lambdafake: Handle %q: %v", name, err)
		return
	}
	if m := refPattern.FindStringSubmatch(name); m == nil || m[3] != name || len(name) > 64 {
		s.core.Mistake("lambdafake: Handle: %q is not the name of a function", name)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers[name] = h
	if _, ok := s.functions.Get(name); ok {
		return
	}
	v := &version{code: code{sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}} // of no code
	in := &lambda.CreateFunctionInput{Runtime: types.RuntimeProvidedal2023, Handler: aws.String("bootstrap"), Role: aws.String(s.core.ARN("iam", "role/lambda"))}
	v.config = *fill[types.FunctionConfiguration](in)
	if err := s.complete(v, name, in); err != nil {
		s.core.Mistake("lambdafake: Handle %q: %v", name, err)
		return
	}
	v.config.CodeSha256 = &v.code.sha256
	v.config.State, v.config.LastUpdateStatus = types.StateActive, types.LastUpdateStatusSuccessful
	s.functions.Set(name, &function{name: name, latest: v})
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

// newHandler makes a handler of what Handle takes.
func newHandler(fn any) (handler, error) {
	if h, ok := fn.(byteHandler); ok {
		return bytesHandler{h}, nil
	}
	t := reflect.TypeOf(fn)
	if t == nil || t.Kind() != reflect.Func || reflect.ValueOf(fn).IsNil() {
		return nil, fmt.Errorf("%T is not a function", fn)
	}
	h := goHandler{fn: reflect.ValueOf(fn)}
	in := t.NumIn()
	if in > 0 && t.In(0) == contextType {
		h.takesContext = true
		in--
	}
	switch {
	case t.IsVariadic() || in > 1:
		return nil, fmt.Errorf("%T takes more than a context and an event", fn)
	case in == 1:
		h.event = t.In(t.NumIn() - 1)
	}
	switch out := t.NumOut(); {
	case out > 2:
		return nil, fmt.Errorf("%T returns more than a value and an error", fn)
	case out > 0 && t.Out(out-1) != errorType:
		return nil, fmt.Errorf("%T does not return an error last", fn)
	default:
		h.returnsValue = out == 2
	}
	return h, nil
}

// A byteHandler takes and returns JSON. aws-lambda-go's lambda.Handler is the same interface.
type byteHandler interface {
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
}

type bytesHandler struct{ byteHandler }

func (h bytesHandler) run(ctx context.Context, t *task, out *output) error {
	b, err := h.Invoke(ctx, t.payload)
	if err == nil {
		out.Answer(b)
	}
	return err
}

// A goHandler is a function of one of the forms that Handle documents.
type goHandler struct {
	fn                         reflect.Value
	event                      reflect.Type // nil if it takes none
	takesContext, returnsValue bool
}

// run calls the function with the event, and answers its result as JSON or as it is read.
func (h goHandler) run(ctx context.Context, t *task, out *output) error {
	var args []reflect.Value
	if h.takesContext {
		args = append(args, reflect.ValueOf(ctx))
	}
	if h.event != nil {
		e := reflect.New(h.event)
		if err := json.Unmarshal(t.payload, e.Interface()); err != nil {
			return err
		}
		args = append(args, e.Elem())
	}
	results := h.fn.Call(args)
	if n := len(results); n > 0 && !results[n-1].IsNil() {
		return results[n-1].Interface().(error)
	}
	if !h.returnsValue {
		out.Answer([]byte("null"))
		return nil
	}
	return answerValue(out, results[0].Interface())
}

// answerValue answers what a function has returned. As with aws-lambda-go, a reader says its content type if it has such a method.
func answerValue(out *output, v any) error {
	if r, ok := v.(io.Reader); ok {
		kind := "application/octet-stream"
		if k, ok := v.(interface{ ContentType() string }); ok {
			kind = k.ContentType()
		}
		if c, ok := v.(io.Closer); ok {
			defer c.Close()
		}
		return out.AnswerFrom(r, kind)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	out.Answer(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return nil
}

// A panicError is the panic of a handler.
type panicError struct {
	value any
	trace []frame
}

func (e *panicError) Error() string { return fmt.Sprint(e.value) }

// A frame is an element of the stack trace in a function's error.
type frame struct {
	Path  string `json:"path"`
	Line  int    `json:"line"`
	Label string `json:"label"`
}

// call runs the handler of a task and returns its panic as an error. A function without one, whose code cannot run here, answers a stub,
// unless Options say otherwise.
func (s *Server) call(ctx context.Context, t *task, out *output) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{v, trace()}
		}
	}()
	switch {
	case t.handler != nil:
		return t.handler.run(ctx, t, out)
	case s.strict:
		return &runtimeError{"Runtime.NoHandler", "awsfake: the function " + t.function.name + " has no Go handler: give it one with lambdafake's Server.Handle"}
	}
	out.Answer([]byte("{}"))
	return nil
}

// trace returns the stack above the panic.
func trace() (l []frame) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	for {
		f, more := frames.Next()
		if strings.Contains(f.Function, "/lambdafake.") || strings.HasPrefix(f.Function, "reflect.") {
			return l
		}
		l = append(l, frame{Path: f.File, Line: f.Line, Label: f.Function[strings.LastIndex(f.Function, "/")+1:]})
		if !more {
			return l
		}
	}
}

// failure is the payload of a failed invocation, as Lambda's Go runtime writes it.
func failure(err error) []byte {
	if f := (*functionError)(nil); errors.As(err, &f) {
		return f.payload
	}
	doc := struct {
		Message string  `json:"errorMessage"`
		Type    string  `json:"errorType"`
		Trace   []frame `json:"stackTrace,omitempty"`
	}{err.Error(), kindOf(err), nil}
	var p *panicError
	if errors.As(err, &p) {
		doc.Trace = p.trace
	}
	b, _ := json.Marshal(doc) // strings and numbers alone
	return b
}

// kindOf is the errorType of a failure: the type of the handler's error, without its package, or what Lambda calls its own.
func kindOf(err error) string {
	var p *panicError
	var r *runtimeError
	var f *functionError
	switch {
	case errors.As(err, &f):
		return f.kind
	case errors.As(err, &r):
		return r.kind
	case errors.As(err, &p):
		return typeName(p.value)
	}
	return typeName(err)
}

// typeName returns the name of a value's type without its package and pointers.
func typeName(v any) string {
	t := reflect.TypeOf(v)
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return ""
	}
	return t.Name()
}

// A runtimeError is an error of Lambda's about a run, not of the handler's.
type runtimeError struct{ kind, message string }

func (e *runtimeError) Error() string { return e.message }
