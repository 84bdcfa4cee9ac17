package event

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A Delivery is a message on its way to one target.
type Delivery struct {
	Source  string // ARN
	Target  string // ARN, or the address that Send knows
	Message Message
	Retry   Policy // nil is Never

	// Send makes an attempt; nil hands the message to the target with the ARN. It must not wait, unless Lane is set.
	Send func(ctx context.Context) error

	// Lane orders deliveries; nil leaves this one to itself.
	Lane *Lane

	// DeadLetter is the ARN of the queue for what cannot be delivered, asked for then; nil or "" is none.
	DeadLetter func() string

	// Probe says that the sender asks whether the target is there: if not, no test fails.
	Probe bool

	// Done, unless nil, is called when the delivery is at its end, with the error of the last attempt. No lock is held.
	Done func(err error)

	router  *Router
	transit *core.Transit
	epoch   int64 // of the router
	tried   int
	due     bool // again, in an ordered lane
}

// Deliver starts a delivery, caused by what ctx tells. Unless a Lane says otherwise the first attempt, and those that the
// policy wants at once, have been made when it returns.
func (r *Router) Deliver(ctx context.Context, d *Delivery) {
	d.router, d.epoch = r, r.epoch.Load()
	if d.Retry == nil {
		d.Retry = Never
	}
	d.transit = r.Core.Depart(core.Delivery{
		Cause: core.CauseOf(ctx), Source: d.Source, Target: d.Target, Payload: d.Message.Body, Time: r.Core.Now(),
	})
	if d.Lane != nil {
		d.Lane.add(d)
		return
	}
	d.run(context.Background()) // of the call, the cause is all that matters here
}

// run makes attempts until one succeeds, the policy wants to wait or is spent. It reports whether the delivery is at its end.
func (d *Delivery) run(ctx context.Context) (ended bool) {
	c := d.router.Core
	ctx = core.WithCause(ctx, d.transit.ID())
	for {
		if d.epoch != d.router.epoch.Load() {
			return true
		}
		err := d.attempt(ctx)
		if err == nil {
			d.transit.Tried(nil, core.Delivered, time.Time{})
			d.end(nil)
			return true
		}
		delay, again := d.Retry(d.tried)
		d.tried++
		if !again || final(err) {
			d.transit.Tried(err, core.Lost, time.Time{})
			d.giveUp(ctx, err)
			return true
		}
		if delay > 0 {
			at := c.Now().Add(delay)
			d.transit.Tried(err, core.Pending, at)
			c.AfterFunc(at, d.resume)
			return false
		}
		d.transit.Tried(err, core.Pending, time.Time{})
	}
}

// resume makes the attempts that have become due.
func (d *Delivery) resume() {
	if d.Lane != nil {
		d.Lane.resume(d)
		return
	}
	d.router.Core.Go(func(ctx context.Context) { d.run(ctx) })
}

// attempt makes an attempt. A panic in it fails the test and is a refusal.
func (d *Delivery) attempt(ctx context.Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			d.router.Core.Fail("panic in the delivery from %s to %s: %v\n%s", d.Source, d.Target, v, debug.Stack())
			err = Refuse(fmt.Errorf("panic: %v", v))
		}
	}()
	if d.Send != nil {
		return d.Send(ctx)
	}
	t, err := d.router.target(d.Target)
	if err != nil {
		return err
	}
	return t.Receive(ctx, d.Target, d.Message)
}

// giveUp sends the message to the dead-letter queue, if there is one. Nobody is told of what gets lost on AWS; here a missing target
// fails the test.
func (d *Delivery) giveUp(ctx context.Context, err error) {
	queue := ""
	if d.DeadLetter != nil {
		queue = d.DeadLetter()
	}
	if queue != "" {
		d.router.Deliver(ctx, &Delivery{Source: d.Source, Target: queue, Message: d.Message, Retry: Managed, Done: func(err error) {
			if err == nil {
				d.transit.Settled(core.Buried)
			}
		}})
	} else if errors.Is(err, ErrNoTarget) && !d.Probe {
		d.router.Core.Fail("a delivery from %s to %s gets lost: %v", d.Source, d.Target, err)
	}
	d.end(err)
}

func (d *Delivery) end(err error) {
	if d.Done != nil {
		d.Done(err)
	}
}
