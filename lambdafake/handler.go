package lambdafake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// A handler is what runs when a function is invoked. aws-lambda-go's interface of the same method is one.
type handler interface {
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
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
// panic, are answered as Lambda does.
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
	if h, ok := fn.(handler); ok {
		return h, nil
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

// A goHandler is a function of one of the forms that Handle documents.
type goHandler struct {
	fn                         reflect.Value
	event                      reflect.Type // nil if it takes none
	takesContext, returnsValue bool
}

// Invoke calls the function with the event, and returns its result as JSON.
func (h goHandler) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var args []reflect.Value
	if h.takesContext {
		args = append(args, reflect.ValueOf(ctx))
	}
	if h.event != nil {
		e := reflect.New(h.event)
		if err := json.Unmarshal(payload, e.Interface()); err != nil {
			return nil, err
		}
		args = append(args, e.Elem())
	}
	out := h.fn.Call(args)
	if n := len(out); n > 0 && !out[n-1].IsNil() {
		return nil, out[n-1].Interface().(error)
	}
	if !h.returnsValue {
		return []byte("null"), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out[0].Interface()); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
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

// call runs a handler and returns its panic as an error.
func call(ctx context.Context, h handler, payload []byte) (result []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{v, trace()}
		}
	}()
	return h.Invoke(ctx, payload)
}

// trace returns the stack above the panic.
func trace() (l []frame) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasSuffix(f.Function, "lambdafake.call") || strings.HasPrefix(f.Function, "reflect.") {
			return l
		}
		l = append(l, frame{Path: f.File, Line: f.Line, Label: f.Function[strings.LastIndex(f.Function, "/")+1:]})
		if !more {
			return l
		}
	}
}

// failure is the payload of a failed invocation, as Lambda's Go runtime writes it: the type is that of the error, without its package.
func failure(err error) []byte {
	doc := struct {
		Message string  `json:"errorMessage"`
		Type    string  `json:"errorType"`
		Trace   []frame `json:"stackTrace,omitempty"`
	}{err.Error(), typeName(err), nil}
	var p *panicError
	if errors.As(err, &p) {
		doc.Type, doc.Trace = typeName(p.value), p.trace
	}
	var r *runtimeError
	if errors.As(err, &r) {
		doc.Type = r.kind
	}
	b, _ := json.Marshal(doc) // strings and numbers alone
	return b
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
