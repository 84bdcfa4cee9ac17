package sqsfake

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A queue is one queue with its messages.
type queue struct {
	server  *Server
	id      uint64 // of all that the server ever had
	name    string
	arn     string
	fifo    bool
	created time.Time

	settings atomic.Pointer[settings] // replaced with mu held, never changed

	mu       sync.Mutex // guards what follows; never held while waiting, nor while another queue's is, but for moving
	modified time.Time
	tags     map[string]string
	deleted  bool
	purgedAt time.Time
	contents
	polls   []*poll // long polls, first come first served
	alarm   *core.Timer
	alarmAt time.Time

	dead    []*message // dead letters on their way
	burying bool       // a goroutine is sending them
}

// contents are the messages of a queue, and what it remembers of them. A purge replaces it.
type contents struct {
	messages map[uint64]*message
	order    order
	hidden   line[message] // delayed and in flight, in the order in which they become visible
	ages     line[message] // all, in the order in which they expire
	counts   struct{ visible, delayed, inFlight int }
	dedup    dedup
	attempts attempts
	arrivals uint64
	receipts uint64
}

func (q *queue) empty() {
	newOrder := newStandardOrder
	if q.fifo {
		newOrder = newFIFOOrder
	}
	q.contents = contents{
		messages: map[uint64]*message{}, order: newOrder(), hidden: inOrderOfVisibility(), ages: inOrderOfAge(),
		arrivals: q.arrivals, receipts: q.receipts,
	}
}

// do calls f with the queue locked and up to date, then serves the long polls and sends dead letters on. Its error is
// f's, or errNoQueue.
func (q *queue) do(f func(now time.Time) error) error {
	bury, err := q.locked(f)
	if bury {
		q.bury()
	}
	return err
}

// locked is do without the dead letters; it reports whether there are any.
func (q *queue) locked(f func(now time.Time) error) (bury bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock() // a panic must not block the other calls
	now := q.server.core.Now()
	q.update(now)
	if q.deleted {
		return false, errNoQueue
	}
	err = f(now)
	q.serve(now)
	return len(q.dead) > 0, err
}

// update makes happen what time has brought: messages expire or become visible.
func (q *queue) update(now time.Time) {
	retention := q.settings.Load().retention
	for m := q.ages.first(); m != nil && !m.enqueuedAt.Add(retention).After(now); m = q.ages.first() {
		q.remove(m)
	}
	for m := q.hidden.first(); m != nil && !m.visibleAt.After(now); m = q.hidden.first() {
		q.show(m)
	}
	q.serve(now)
}

// count returns the counter of a state.
func (q *queue) count(s State) *int {
	switch s {
	case Visible:
		return &q.counts.visible
	case Delayed:
		return &q.counts.delayed
	}
	return &q.counts.inFlight
}

// add puts a message that no queue holds into this one, hidden by the delay if there is one.
func (q *queue) add(m *message, delay time.Duration, now time.Time) {
	q.arrivals++
	m.number, m.state = q.arrivals, Visible
	m.visibleAt = now.Add(delay)
	if delay > 0 {
		m.state = Delayed
		q.hidden.push(m)
	}
	q.messages[m.number] = m
	q.ages.push(m)
	*q.count(m.state)++
	q.order.add(m)
}

// remove takes a message out of the queue.
func (q *queue) remove(m *message) {
	delete(q.messages, m.number)
	q.ages.remove(m)
	q.hidden.remove(m)
	q.order.remove(m)
	*q.count(m.state)--
}

// become changes a message's state.
func (q *queue) become(m *message, s State) {
	*q.count(m.state)--
	m.state = s
	*q.count(s)++
	q.order.update(m)
}

// show makes a message visible.
func (q *queue) show(m *message) {
	q.hidden.remove(m)
	q.become(m, Visible)
}

// hide keeps a message that was received from being received again until the time given, unless that has come.
func (q *queue) hide(m *message, until, now time.Time) {
	q.hidden.remove(m)
	m.visibleAt = until
	if until.After(now) {
		q.hidden.push(m)
	} else {
		q.become(m, Visible)
	}
}

// find returns the queue that a URL, an ARN or a name means.
func (s *Server) find(of string) *queue { return s.named(s.queueName(of)) }

// named returns the queue with a name, nil if there is none.
func (s *Server) named(name string) *queue {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.queues[name]
}

// target returns the queue with an ARN, nil if there is none.
func (s *Server) target(arn string) *queue {
	q := s.named(arn[strings.LastIndexByte(arn, ':')+1:])
	if q == nil || q.arn != arn {
		return nil
	}
	return q
}

// with calls f with the queue that a request means, locked and up to date.
func (s *Server) with(ctx context.Context, url *string, f func(q *queue, now time.Time) error) error {
	q := s.find(*url)
	if q == nil {
		return noQueue(ctx)
	}
	err := q.do(func(now time.Time) error { return f(q, now) })
	if err == errNoQueue {
		return noQueue(ctx)
	}
	return err
}
