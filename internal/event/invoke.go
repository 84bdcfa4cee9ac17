package event

import (
	"context"
	"fmt"
)

// An Answer is what a function has returned.
type Answer struct {
	Payload       []byte // shared, not to be changed
	FunctionError string // "Unhandled" or such if the function failed, and Payload says how; "" if it did not
}

// An Invoker is a Target whose resources answer: Lambda.
type Invoker interface {
	// Invoke runs a function and waits for its answer. The error is one of the invocation, such as of a function that does not
	// exist or is throttled, with Lambda's own code.
	Invoke(ctx context.Context, arn string, payload []byte) (Answer, error)
}

// Invoke runs the function with an ARN and waits for its answer, so that it must not be called where the clock waits.
func (r *Router) Invoke(ctx context.Context, arn string, payload []byte) (Answer, error) {
	t, err := r.target(arn)
	if err != nil {
		return Answer{}, err
	}
	i, ok := t.(Invoker)
	if !ok {
		return Answer{}, fmt.Errorf("%w: %s cannot be invoked", ErrNoTarget, arn)
	}
	return i.Invoke(ctx, arn, payload)
}
