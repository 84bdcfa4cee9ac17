package sqsfake

import (
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// A content is what a message is to its sender. It never changes, and is shared by the queues that a message passes through.
type content struct {
	id            string
	body          string
	bodyMD5       string
	attributes    map[string]types.MessageAttributeValue
	attributesMD5 string
	sender        string
	trace         string // the X-Ray trace header, or ""
	groupID       string // MessageGroupId, or ""
	sentAt        time.Time
}

// A message is a content in a queue.
type message struct {
	*content
	number     uint64    // place in the order of arrival; no message of the queue ever has the same
	dedupID    string    // MessageDeduplicationId, in a FIFO queue
	enqueuedAt time.Time // retention counts from here
	source     string    // ARN of the queue whose dead letter it is, or ""
	earlier    int       // receives in other queues

	state State
	delivery
	group          *group   // in a FIFO queue
	ahead, behind  *message // in the group
	waiting, aging hook[message]
}

// A delivery is what receiving a message changes.
type delivery struct {
	receives        int       // in this queue
	firstReceivedAt time.Time // in any queue
	receivedAt      time.Time
	visibleAt       time.Time // when it can be received, or could since
	receipt         uint64    // number of the last receive, of all of the queue's
	changes         int       // how often its visibility was changed since
}

// totalReceives counts receives "across all queues", as the SDK documents ApproximateReceiveCount.
func (m *message) totalReceives() int { return m.earlier + m.receives }

// sequenceNumber is 20 digits long and not consecutive, as on AWS.
func (m *message) sequenceNumber() string { return sequenceNumber(m.number) }

func sequenceNumber(number uint64) string {
	const base = "18860000000000000000"
	digits := strconv.AppendUint(make([]byte, 0, len(base)), number*256, 10)
	return base[:len(base)-len(digits)] + string(digits)
}

// The orders in which a queue keeps its messages.

func inOrderOfArrival() line[message] {
	return line[message]{
		hook:   func(m *message) *hook[message] { return &m.waiting },
		before: func(a, b *message) bool { return a.number < b.number },
	}
}

func inOrderOfVisibility() line[message] {
	return line[message]{
		hook: func(m *message) *hook[message] { return &m.waiting },
		before: func(a, b *message) bool {
			if !a.visibleAt.Equal(b.visibleAt) {
				return a.visibleAt.Before(b.visibleAt)
			}
			return a.number < b.number
		},
	}
}

func inOrderOfAge() line[message] {
	return line[message]{
		hook: func(m *message) *hook[message] { return &m.aging },
		before: func(a, b *message) bool {
			if !a.enqueuedAt.Equal(b.enqueuedAt) {
				return a.enqueuedAt.Before(b.enqueuedAt)
			}
			return a.number < b.number
		},
	}
}
