package main

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A call is a method of a client: an operation with its Go types.
type call struct {
	name    string
	method  reflect.Value
	in, out reflect.Type // structs
}

// calls lists a client's operations by name.
func (c client) calls() []call {
	var l []call
	for i := range c.value.NumMethod() {
		t := c.value.Method(i).Type()
		if t.NumIn() == 3 && t.NumOut() == 2 && t.In(1).Kind() == reflect.Pointer && strings.HasSuffix(t.In(1).Elem().Name(), "Input") {
			l = append(l, call{c.value.Type().Method(i).Name, c.value.Method(i), t.In(1).Elem(), t.Out(0).Elem()})
		}
	}
	return l
}

// try calls the operation, which goes no further than the client's own checks.
func (c call) try(in reflect.Value) error {
	err, _ := c.method.Call([]reflect.Value{reflect.ValueOf(context.Background()), in})[1].Interface().(error)
	return err
}

// errStopped ends a call once the client has told what it knows.
var errStopped = errors.New("stopped before the network")

// stopped are the API options of a client whose calls end after the checks of their input.
func stopped() []func(*middleware.Stack) error {
	return []func(*middleware.Stack) error{func(s *middleware.Stack) error {
		return s.Serialize.Add(middleware.SerializeMiddlewareFunc("stop",
			func(context.Context, middleware.SerializeInput, middleware.SerializeHandler) (out middleware.SerializeOutput, md middleware.Metadata, err error) {
				return out, md, errStopped
			}), middleware.Before)
	}}
}

// A recorder stands in for a client's wire protocol and keeps what the client hands to it.
type recorder struct {
	smithyhttp.ClientProtocol
	unchecked bool // let inputs pass that lack required members
	schema    *smithy.OperationSchema
	input     reflect.Value
}

// stack are the API options of the recorder's client.
func (r *recorder) stack() []func(*middleware.Stack) error {
	return []func(*middleware.Stack) error{func(s *middleware.Stack) error {
		if r.unchecked {
			s.Initialize.Remove("OperationInputValidation")
		}
		return nil
	}}
}

// SerializeRequest implements smithyhttp.ClientProtocol.
func (r *recorder) SerializeRequest(_ context.Context, schema *smithy.OperationSchema, in smithy.Serializable, _ *smithyhttp.Request) error {
	r.schema, r.input = schema, reflect.ValueOf(in).Elem()
	return errStopped
}

// record returns the schema of an operation and the input fields that the
// client itself fills in: idempotency tokens. Without schemas it knows neither.
func (c client) record(op call) (schema *smithy.OperationSchema, tokens []string) {
	if c.recorder == nil {
		return nil, nil
	}
	c.recorder.unchecked, c.recorder.schema = true, nil
	defer func() { c.recorder.unchecked = false }()
	op.try(reflect.New(op.in))
	if c.recorder.schema == nil {
		return nil, nil
	}
	for i := range op.in.NumField() {
		if f := c.recorder.input.Field(i); f.Kind() == reflect.Pointer && !f.IsNil() {
			tokens = append(tokens, op.in.Field(i).Name)
		}
	}
	return c.recorder.schema, tokens
}
