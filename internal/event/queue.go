package event

import (
	"context"
	"fmt"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A QueueMessage is a message as a poller has received it.
type QueueMessage struct {
	ID, Handle        string
	Body, MD5OfBody   string
	Attributes        map[string]string // those that the queue gives a message, such as SentTimestamp
	MessageAttributes []Attribute       // in the order of their names
	MD5OfAttributes   string            // "" without any
}

// A Queue is a queue as the pollers of another service use it.
type Queue interface {
	FIFO() bool

	// VisibilityTimeout is for how long a message is hidden that was received.
	VisibilityTimeout() time.Duration

	// Receive receives up to max messages, and waits for the first until a time, or for ever if that is zero. The goroutine is not
	// at work while it waits. The error is ctx's, or an ErrNoTarget if the queue is gone.
	Receive(ctx context.Context, max int, until time.Time) ([]QueueMessage, error)

	// Delete deletes messages that were received.
	Delete(handles ...string)

	// Release makes messages that were received visible at once.
	Release(handles ...string)
}

// A Queuer is a Target that has queues.
type Queuer interface {
	// OpenQueue returns the queue with an ARN, or an error that is an ErrNoTarget.
	OpenQueue(arn string) (Queue, error)
}

// Queue returns the queue with an ARN.
func (r *Router) Queue(arn string) (Queue, error) {
	for _, s := range r.Core.Services(core.ServiceOf(arn)) {
		if q, ok := s.Target().(Queuer); ok {
			return q.OpenQueue(arn)
		}
	}
	return nil, fmt.Errorf("%w: this AWS has no queues for %q", ErrNoTarget, arn)
}
