package sqsfake

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

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

// purgeQueue deletes all messages, in flight or delayed too, and forgets what was sent (LocalStack's
// test_purge_queue_clears_fifo_deduplication_cache, validated). It works once in 60 seconds.
func (s *Server) purgeQueue(ctx context.Context, in *sqs.PurgeQueueInput) (*sqs.PurgeQueueOutput, error) {
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if !q.purgedAt.IsZero() && q.purgedAt.Add(again).After(now) {
			return &types.PurgeQueueInProgress{Message: aws.String(fmt.Sprintf("Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name))}
		}
		q.purgedAt = now
		q.empty()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sqs.PurgeQueueOutput{}, nil
}
