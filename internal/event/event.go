// Package event is how events travel between the fakes: targets with ARNs, attempts, retries on the clock, dead letters.
//
// A fake that others deliver to gives its chassis a [Target]. A fake that delivers describes each [Delivery] and hands it to
// [Router.Deliver], which makes the first attempt at once and the others when the clock comes to them. What is on its way stands in
// the ledger of package core.
package event

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/awsfake/awsfake/internal/core"
)

// A Message is what a target receives. It is shared: neither side changes it.
type Message struct {
	Body            []byte
	Subject         string      // for topics
	Attributes      []Attribute // in the order of their names
	GroupID         string      // for queues and topics that have groups
	DeduplicationID string      // for FIFO ones
	TraceHeader     string      // X-Ray's, or ""
	Source          string      // ARN of what sent it
}

// An Attribute is a message attribute of a queue or topic.
type Attribute struct {
	Name, Type string
	Text       string
	Binary     []byte
}

// A Target takes the events for the resources of one fake.
type Target interface {
	// Receive takes a message for the resource with an ARN. It does not wait for what the message leads to, such as the run of a
	// function. [core.CauseOf] tells the delivery. The error is nil, ErrNoTarget, one made by Refuse, or any other, upon which the
	// sender tries again.
	Receive(ctx context.Context, arn string, m Message) error
}

// A TargetFunc is a function that is a Target.
type TargetFunc func(ctx context.Context, arn string, m Message) error

// Receive calls f.
func (f TargetFunc) Receive(ctx context.Context, arn string, m Message) error { return f(ctx, arn, m) }

// A Checker is a Target that can tell whether it would take events for an ARN, without one.
type Checker interface {
	Check(ctx context.Context, arn string) error
}

// ErrNoTarget says that nothing has the ARN.
var ErrNoTarget = errors.New("there is no such target")

// A refusal is an error that another attempt would meet too.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Refuse makes err one that trying again does not help.
func Refuse(err error) error { return refusal{err} }

// final reports whether an error is one that trying again does not help.
func final(err error) bool {
	var r refusal
	return errors.Is(err, ErrNoTarget) || errors.As(err, &r)
}

// A Router finds targets and delivers to them.
type Router struct {
	Core *core.Core

	// Doubles stand for resources that no fake has, by ARN.
	Doubles map[string]Target

	epoch atomic.Int64
}

// Reset drops what is on its way.
func (r *Router) Reset() { r.epoch.Add(1) }

// Check reports whether there is a target for an ARN, as far as that can be known without an event.
func (r *Router) Check(ctx context.Context, arn string) error {
	t, err := r.target(arn)
	if err != nil {
		return err
	}
	if c, ok := t.(Checker); ok {
		return c.Check(ctx, arn)
	}
	return nil
}

// target returns what takes the events for an ARN.
func (r *Router) target(arn string) (Target, error) {
	if t := r.Doubles[arn]; t != nil {
		return t, nil
	}
	name := core.ServiceOf(arn)
	services := r.Core.Services(name)
	if name == "" || len(services) == 0 {
		return nil, fmt.Errorf("%w: this AWS has no fake for %q", ErrNoTarget, arn)
	}
	if t, ok := services[0].Target().(Target); ok {
		return t, nil
	}
	return nil, fmt.Errorf("%w: the fake of %s takes no events", ErrNoTarget, name)
}
