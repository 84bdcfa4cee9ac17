package event

import (
	"context"
	"sync"

	"github.com/awsfake/awsfake/internal/core"
)

// A Lane makes the attempts of its deliveries one at a time, first come first served.
//
// An ordered lane keeps deliveries in order whatever happens: none is tried before the one ahead has arrived or been given up. In
// others a delivery that failed is tried again when it is due, and does not hold up those behind.
//
// A lane with its own goroutine may wait in an attempt, as HTTP does; others make attempts in Deliver, or in that of another
// goroutine that is at it already.
type Lane struct {
	Core         *core.Core
	Ordered      bool
	InBackground bool

	mu      sync.Mutex
	queue   []*Delivery
	running bool
	held    bool // by the first of the queue, which waits to be tried again
}

func (l *Lane) add(d *Delivery) {
	l.mu.Lock()
	l.queue = append(l.queue, d)
	l.mu.Unlock()
	l.start()
}

// resume tries a delivery again. It is called by a timer.
func (l *Lane) resume(d *Delivery) {
	l.mu.Lock()
	if l.Ordered {
		l.held, d.due = false, true
	} else {
		l.queue = append(l.queue, d)
	}
	l.mu.Unlock()
	l.Core.Go(l.run)
}

func (l *Lane) start() {
	if l.InBackground {
		l.mu.Lock()
		running := l.running
		l.mu.Unlock()
		if !running {
			l.Core.Go(l.run)
		}
		return
	}
	l.run(context.Background())
}

// run makes attempts until none is due.
func (l *Lane) run(ctx context.Context) {
	l.mu.Lock()
	if l.running {
		l.mu.Unlock()
		return
	}
	l.running = true
	for len(l.queue) > 0 && !l.held && ctx.Err() == nil {
		d := l.queue[0]
		d.due = false
		if !l.Ordered {
			l.queue = l.queue[1:]
		}
		l.mu.Unlock()
		ended := d.run(ctx)
		l.mu.Lock()
		switch {
		case l.Ordered && ended:
			l.queue = l.queue[1:]
		case l.Ordered:
			l.held = !d.due // the clock may be there already
		}
	}
	l.running = false
	l.mu.Unlock()
}
