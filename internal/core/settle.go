package core

import (
	"context"
	"fmt"
	"time"
)

// Begin counts the calling goroutine as at work until End: Settle waits for it.
func (c *clock) Begin() {
	c.clockMu.Lock()
	c.busy++
	c.clockMu.Unlock()
}

// End is the counterpart of Begin.
func (c *clock) End() {
	c.clockMu.Lock()
	c.busy--
	c.changed()
	c.clockMu.Unlock()
}

// Changed lets Until look at its condition again.
func (c *clock) Changed() {
	c.clockMu.Lock()
	c.changed()
	c.clockMu.Unlock()
}

func (c *clock) changed() {
	if c.watch != nil {
		close(c.watch)
		c.watch = nil
	}
}

// next returns a channel that is closed at the next change.
func (c *clock) next() <-chan struct{} {
	if c.watch == nil {
		c.watch = make(chan struct{})
	}
	return c.watch
}

// A Waiter is the wait of one goroutine at work for another to wake it, or for a time. While it waits it is not at work;
// who wakes it sees to it that it is again, so that Settle cannot return in between.
type Waiter struct {
	c     *Core
	ch    chan struct{}
	woken bool
	idle  bool
}

// NewWaiter returns a Waiter for one Wait.
func (c *Core) NewWaiter() *Waiter { return &Waiter{c: c, ch: make(chan struct{})} }

// Wake ends the wait, now or to come. Any goroutine may call it, any number of times.
func (w *Waiter) Wake() {
	w.c.clockMu.Lock()
	w.wake()
	w.c.clockMu.Unlock()
}

func (w *Waiter) wake() {
	if w.woken {
		return
	}
	w.woken = true
	if w.idle {
		w.c.busy++
	}
	close(w.ch)
}

// Wait waits for Wake or, unless it is zero, for the time until. Its error is ctx's, or ErrClosed.
func (w *Waiter) Wait(ctx context.Context, until time.Time) error {
	c := w.c
	c.clockMu.Lock()
	if w.woken || !until.IsZero() && !c.now().Before(until) {
		c.clockMu.Unlock()
		return ctx.Err()
	}
	var t *Timer
	if !until.IsZero() {
		t = c.afterFunc(until, w.Wake)
	}
	w.idle = true
	c.busy--
	c.changed()
	c.clockMu.Unlock()

	var err error
	select {
	case <-w.ch:
	case <-ctx.Done():
		err = ctx.Err()
	case <-c.Done():
		err = ErrClosed
	}
	c.clockMu.Lock()
	c.stopTimer(t)
	w.wake() // at work again, if nobody else woke it
	c.clockMu.Unlock()
	return err
}

// settled reports whether nothing is at work and nothing due.
func (c *clock) settled() bool {
	return c.busy <= 0 && (len(c.timers) == 0 || c.timers[0].at.After(c.now()))
}

// Settle returns when nothing that is due is left to do, as control.Panel documents.
func (c *clock) Settle(ctx context.Context) {
	c.core.Helper()()
	c.wait(ctx, "Settle", func() bool { return c.settled() })
}

// settleAt waits until nothing is at work, while Advance holds the clock still.
func (c *clock) settleAt() {
	c.core.Helper()()
	c.wait(context.Background(), "Advance", func() bool { return c.busy <= 0 })
}

// Until returns when cond is true, as control.Panel documents.
func (c *clock) Until(ctx context.Context, what string, cond func() bool) {
	c.core.Helper()()
	c.wait(ctx, what, func() bool {
		c.clockMu.Unlock() // cond is the test's
		defer c.clockMu.Lock()
		return cond()
	})
}

// wait returns when cond, called with clockMu held at each change, is true.
func (c *clock) wait(ctx context.Context, what string, cond func() bool) {
	c.core.Helper()()
	deadline, stop := c.core.deadline()
	defer stop()
	c.clockMu.Lock()
	for {
		ch := c.next()
		if cond() {
			c.clockMu.Unlock()
			return
		}
		c.clockMu.Unlock()
		select {
		case <-ch:
		case <-ctx.Done():
			c.core.Mistake("%s waits in vain: %v\n%s", what, context.Cause(ctx), c.core.Account())
			return
		case <-deadline:
			c.core.Mistake("%s waits in vain until the test's deadline\n%s", what, c.core.Account())
			return
		case <-c.core.Done():
			return
		}
		c.clockMu.Lock()
	}
}

// The deadlines of waits: time enough before a test's own for its account, and a day where only a bubble's time passes.
const (
	beforeDeadline = 2 * time.Second
	bubbleDeadline = 24 * time.Hour
)

// deadline returns a channel that tells of the end of the test's time, and a function to stop it.
func (c *Core) deadline() (<-chan time.Time, func()) {
	var d time.Duration
	if c.bubble {
		d = bubbleDeadline
	} else if t, ok := c.tb.(interface{ Deadline() (time.Time, bool) }); ok {
		at, ok := t.Deadline()
		if !ok {
			return nil, func() {}
		}
		d = time.Until(at) - beforeDeadline
	} else {
		return nil, func() {}
	}
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// work describes what is at work and the next timers.
func (c *clock) atWork() string {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	s := fmt.Sprintf("clock %s, %d at work", c.now().Format(time.RFC3339Nano), c.busy)
	if len(c.timers) > 0 {
		s += fmt.Sprintf(", next timer of %d in %v", len(c.timers), c.timers[0].at.Sub(c.now()))
	}
	return s
}
