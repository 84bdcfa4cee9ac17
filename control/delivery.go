package control

import (
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A Delivery is an event on its way from one service to another, or to the outside.
type Delivery struct {
	ID       int64     // unique among calls and deliveries, ascending
	Cause    int64     // id of the call or delivery that caused it
	Source   string    // ARN, such as of a topic
	Target   string    // ARN, URL, or address, such as of a queue
	Payload  []byte    // as the target received it; shared, do not modify
	Attempts int       // how often it was tried so far
	Err      error     // of the last attempt; nil if it succeeded
	Time     time.Time // when it was caused, on the clock
}

var _ = Delivery(core.Delivery{}) // the fields are the same

// String describes the delivery in a line.
func (d Delivery) String() string { return core.Delivery(d).String() }

// Deliveries returns what was sent from one service to another, or to the outside, oldest first; the Panel of a single fake, what
// that fake sent or was sent. A delivery for which there is no target fails the test, unless it goes to a dead-letter
// queue: AWS would lose it without a word. One that the target refused until all retries were spent does not.
// A failing test logs those that did not arrive.
func (p *Panel) Deliveries() []Delivery {
	l := p.core.Deliveries(p.services)
	deliveries := make([]Delivery, len(l))
	for i, d := range l {
		deliveries[i] = Delivery(d)
	}
	return deliveries
}
