package service

import (
	"context"
	"io"
	"reflect"

	"github.com/aws/smithy-go"
)

// An Operation is a row of a fake's table.
type Operation struct {
	Name string

	newInput func() any
	streams  bool // the output has a body that streams
	call     func(server any, ctx context.Context, in any) (any, error)
	partial  func(in any, failed []int, err smithy.APIError, next func(in any) (any, error)) (any, error)
}

// Op makes the row of a typed handler, given as a method expression: service.Op("SendMessage", (*Server).sendMessage).
func Op[S, In, Out any](name string, h func(S, context.Context, *In) (*Out, error)) Operation {
	return Operation{
		Name:     name,
		newInput: func() any { return new(In) },
		streams:  streams[Out](),
		call: func(s any, ctx context.Context, in any) (any, error) {
			return result(h(s.(S), ctx, in.(*In)))
		},
	}
}

// streams reports whether an output has a member that is read as it is sent.
func streams[Out any]() bool {
	t := reflect.TypeFor[Out]()
	for i := range t.NumField() {
		if t.Field(i).Type == reflect.TypeFor[io.ReadCloser]() {
			return true
		}
	}
	return false
}

// result keeps a nil *Out from becoming an any that is not nil.
func result[Out any](out *Out, err error) (any, error) {
	if err != nil || out == nil {
		return nil, err
	}
	return out, nil
}

// BatchOp is Op for an operation whose entries can fail one by one, as faults make them. Then fail is called instead of the handler
// with the positions of the entries that fail, and answers for them beside what next, the handler, says of the others; next
// must not be called without entries.
func BatchOp[S, In, Out any](name string, h func(S, context.Context, *In) (*Out, error),
	fail func(in *In, failed []int, err smithy.APIError, next func(*In) (*Out, error)) (*Out, error)) Operation {
	op := Op(name, h)
	op.partial = func(in any, failed []int, err smithy.APIError, next func(any) (any, error)) (any, error) {
		return result(fail(in.(*In), failed, err, func(in *In) (*Out, error) {
			out, err := next(in)
			if err != nil {
				return nil, err
			}
			return out.(*Out), nil
		}))
	}
	return op
}

// Split parts the entries of a batch into those at the positions of failed and the rest. Positions beyond the end are passed over.
func Split[E any](entries []E, failed []int) (rest, hit []E) {
	n := 0
	for i, e := range entries {
		for n < len(failed) && failed[n] < i {
			n++
		}
		if n < len(failed) && failed[n] == i {
			hit = append(hit, e)
		} else {
			rest = append(rest, e)
		}
	}
	return rest, hit
}
