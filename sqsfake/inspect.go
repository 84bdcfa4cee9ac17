package sqsfake

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A Message is a message in a queue.
type Message struct {
	ID              string
	Body            string
	State           State
	ReceiveCount    int       // how often it was received
	SentAt          time.Time // on the clock
	VisibleAt       time.Time // when it can be received, or could since
	GroupID         string    // MessageGroupId, or ""
	DeduplicationID string    // MessageDeduplicationId, or "" in a standard queue
	Attributes      map[string]types.MessageAttributeValue
}

// A State says whether a message can be received.
type State string

const (
	Visible  State = "visible"   // can be received
	Delayed  State = "delayed"   // until its DelaySeconds have passed
	InFlight State = "in flight" // received, until it is deleted or its visibility timeout has passed
)

// Messages returns the messages of a queue, in the order in which they were sent. A queue that does not exist is a mistake.
func (s *Server) Messages(queue string) []Message {
	s.core.Helper()()
	q := s.find(queue)
	if q == nil {
		s.core.Mistake("Messages: no queue %q", queue)
		return nil
	}
	var l []Message
	q.do(func(time.Time) error {
		l = make([]Message, 0, len(q.messages))
		for _, m := range q.sorted() {
			l = append(l, m.describe())
		}
		return nil
	})
	return l
}

// sorted returns the messages in the order of their arrival.
func (q *queue) sorted() []*message {
	return slices.SortedFunc(maps.Values(q.messages), func(a, b *message) int { return cmp.Compare(a.number, b.number) })
}

func (m *message) describe() Message {
	return Message{
		ID: m.id, Body: m.body, State: m.state, ReceiveCount: m.totalReceives(), SentAt: m.sentAt, VisibleAt: m.visibleAt,
		GroupID: m.groupID, DeduplicationID: m.dedupID, Attributes: maps.Clone(m.attributes),
	}
}

// How much of a failing test's queues is shown.
const (
	dumpQueues   = 20
	dumpMessages = 5
	dumpBody     = 80
)

// dump describes the queues that hold messages in a few lines.
func (s *Server) dump(w io.Writer) {
	left := dumpQueues
	for _, q := range s.all() {
		q.do(func(time.Time) error {
			if len(q.messages) > 0 {
				left--
			}
			if len(q.messages) > 0 && left >= 0 {
				q.dump(w)
			}
			return nil
		})
	}
	if left < 0 {
		fmt.Fprintf(w, "(%d more queues with messages)\n", -left)
	}
}

func (q *queue) dump(w io.Writer) {
	fmt.Fprintf(w, "queue %s: %d visible, %d delayed, %d in flight\n", q.name, q.counts.visible, q.counts.delayed, q.counts.inFlight)
	messages := q.sorted()
	for _, m := range messages[:min(len(messages), dumpMessages)] {
		body := m.body
		if len(body) > dumpBody {
			body = body[:dumpBody] + "..."
		}
		fmt.Fprintf(w, "  %s, received %d times: %q\n", m.state, m.totalReceives(), body)
	}
	if n := len(messages) - dumpMessages; n > 0 {
		fmt.Fprintf(w, "  (%d more)\n", n)
	}
}
