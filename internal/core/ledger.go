package core

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Delivery is an event on its way from one service to another, or to the outside. control.Delivery has the same fields in the
// same order, as it is with Entry and control.Call.
type Delivery struct {
	ID, Cause      int64
	Source, Target string
	Payload        []byte
	Attempts       int
	Err            error
	Time           time.Time
}

// A Transit is a Delivery in the ledger, with what is to become of it.
type Transit struct {
	core     *Core
	delivery Delivery
	outcome  Outcome
	next     time.Time // of a further attempt
}

// An Outcome says how far a delivery has come.
type Outcome int

// The outcomes.
const (
	Pending   Outcome = iota // it has not been tried, or will be again
	Delivered                // the target has it
	Buried                   // the target has refused it for good, and a dead-letter queue has it
	Lost                     // the target has refused it for good, and nobody has it
)

// The ledger holds the deliveries in the order in which they were caused. It is part of the journal.
type ledger struct {
	ledgerMu sync.Mutex
	transits []*Transit
}

// Depart enters a delivery into the ledger and gives it its ID.
func (c *Core) Depart(d Delivery) *Transit {
	t := &Transit{core: c, delivery: d}
	keep := c.nextID(&t.delivery.ID)
	c.ledgerMu.Lock()
	if keep > 0 && len(c.transits) >= 2*keep {
		c.transits = append([]*Transit(nil), c.transits[len(c.transits)-keep:]...)
	}
	c.transits = append(c.transits, t)
	c.ledgerMu.Unlock()
	return t
}

// ID returns the id of the delivery, the cause of what it leads to.
func (t *Transit) ID() int64 { return t.delivery.ID }

// Tried records an attempt. It is followed by another at next if the outcome is Pending.
func (t *Transit) Tried(err error, o Outcome, next time.Time) {
	t.core.ledgerMu.Lock()
	t.delivery.Attempts++
	t.delivery.Err, t.outcome, t.next = err, o, next
	t.core.ledgerMu.Unlock()
	t.core.Changed()
}

// Settled records what became of a delivery that is not tried again.
func (t *Transit) Settled(o Outcome) {
	t.core.ledgerMu.Lock()
	t.outcome = o
	t.core.ledgerMu.Unlock()
	t.core.Changed()
}

// Deliveries returns the deliveries from or to the services named, or all.
func (l *ledger) Deliveries(services []string) []Delivery {
	l.ledgerMu.Lock()
	defer l.ledgerMu.Unlock()
	list := make([]Delivery, 0, len(l.transits))
	for _, t := range l.transits {
		if t.concerns(services) {
			list = append(list, t.delivery)
		}
	}
	return list
}

// undelivered describes the deliveries that have not reached their targets.
func (l *ledger) undelivered() []string {
	l.ledgerMu.Lock()
	defer l.ledgerMu.Unlock()
	var list []string
	for _, t := range l.transits {
		if t.outcome != Delivered {
			list = append(list, t.String())
		}
	}
	return list
}

func (l *ledger) resetLedger(services []string) {
	l.ledgerMu.Lock()
	defer l.ledgerMu.Unlock()
	l.transits = slices.DeleteFunc(l.transits, func(t *Transit) bool { return t.concerns(services) })
}

// concerns reports whether a service is the source or the target.
func (t *Transit) concerns(services []string) bool {
	return len(services) == 0 || slices.Contains(services, ServiceOf(t.delivery.Source)) || slices.Contains(services, ServiceOf(t.delivery.Target))
}

// ServiceOf returns the service that an ARN names, "" for what is no ARN.
func ServiceOf(arn string) string {
	rest, ok := strings.CutPrefix(arn, "arn:")
	if !ok {
		return ""
	}
	_, rest, _ = strings.Cut(rest, ":")
	service, _, _ := strings.Cut(rest, ":")
	return service
}

// String describes a delivery in a line.
func (d Delivery) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %s -> %s", d.ID, d.Time.Format("15:04:05.000"), shortARN(d.Source), shortARN(d.Target))
	if d.Attempts != 1 {
		fmt.Fprintf(&b, ", %d attempts", d.Attempts)
	}
	if d.Err != nil {
		fmt.Fprintf(&b, ": %v", d.Err)
	}
	return b.String()
}

// String describes a delivery with what is to become of it.
func (t *Transit) String() string {
	s := t.delivery.String()
	switch {
	case t.outcome == Buried:
		return s + "; a dead letter now"
	case t.outcome == Lost:
		return s + "; given up"
	case !t.next.IsZero():
		return s + "; again at " + t.next.Format("15:04:05.000")
	}
	return s
}

// shortARN leaves out what the reader of a test knows.
func shortARN(s string) string {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return s
	}
	return parts[2] + " " + parts[5]
}

// CauseName is the name of the header in which the stack's clients tell a fake what the cause of a call is: the delivery that has
// started the Lambda function in whose context they call.
const CauseName = "X-Awsfake-Cause"

type causeKey struct{}

// WithCause returns a context in which the call or delivery with an id is the cause of what happens.
func WithCause(ctx context.Context, id int64) context.Context {
	return context.WithValue(ctx, causeKey{}, id)
}

// CauseOf returns the id of the call or delivery that is the cause of what happens in a context, 0 if there is none.
func CauseOf(ctx context.Context) int64 {
	id, _ := ctx.Value(causeKey{}).(int64)
	return id
}
