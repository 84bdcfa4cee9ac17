package sqsfake

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/core"
)

// again is how long after a deletion a queue of the same name cannot be created, and after a purge not purged again.
const again = 60 * time.Second

const deletedRecently = "You must wait 60 seconds after deleting a queue before you can create another with the same name."

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

// createQueue creates a queue with a name of 1 to 80 characters. If there is one it succeeds, unless attributes differ.
func (s *Server) createQueue(ctx context.Context, in *sqs.CreateQueueInput) (*sqs.CreateQueueOutput, error) {
	name := *in.QueueName
	fifo := in.Attributes["FifoQueue"] == "true"
	if err := checkQueueName(name, fifo); err != nil {
		return nil, err
	}
	if err := checkTags(name, in.Tags); err != nil {
		return nil, err
	}
	arn := s.core.ARN("sqs", name)
	for { // until the queue is there
		if q := s.named(name); q != nil {
			if err := q.sameAs(in.Attributes); err != nil {
				return nil, err
			}
			return &sqs.CreateQueueOutput{QueueUrl: s.queueURL(ctx, name)}, nil
		}
		c, err := defaultSettings.with(fifo, in.Attributes)
		if err != nil {
			return nil, err
		}
		if err := s.checkRedrive(arn, fifo, c.redrive, in.Attributes); err != nil {
			return nil, err
		}
		if err := s.create(name, arn, fifo, c, in.Tags); err != nil {
			return nil, err
		}
	}
}

// create makes a queue, unless there is one by now.
func (s *Server) create(name, arn string, fifo bool, c *settings, tags map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.core.Now()
	maps.DeleteFunc(s.deleted, func(_ string, at time.Time) bool { return !at.Add(again).After(now) })
	if _, recently := s.deleted[name]; recently {
		return &types.QueueDeletedRecently{Message: aws.String(deletedRecently)}
	}
	if s.queues[name] != nil {
		return nil
	}
	s.created++
	q := &queue{server: s, id: s.created, name: name, arn: arn, fifo: fifo, created: now, modified: now, tags: maps.Clone(tags)}
	q.settings.Store(c)
	q.empty()
	s.queues[name] = q
	return nil
}

// checkQueueName checks a name. The wording is recorded by LocalStack's tests for standard queues.
func checkQueueName(name string, fifo bool) error {
	base, suffixed := strings.CutSuffix(name, ".fifo")
	switch {
	case name == "":
		return invalidParameter("Queue name cannot be empty")
	case fifo && (!suffixed || !isName(base) || len(name) > 80):
		return invalidParameter("The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length")
	case !fifo && (!isName(name) || len(name) > 80):
		return invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	}
	return nil
}

// sameAs checks that the attributes given are those of the queue; others, and tags, do not matter.
func (q *queue) sameAs(values map[string]string) error {
	current := q.settings.Load()
	c, err := current.with(q.fifo, values)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if a := findAttribute(name, q.fifo); a.get(q, c) != a.get(q, current) {
			return &types.QueueNameExists{Message: aws.String("A queue already exists with the same name and a different value for attribute " + name)}
		}
	}
	return nil
}

// deleteQueue deletes a queue, whatever it holds. Long polls on it end as calls on a queue that is not there.
func (s *Server) deleteQueue(ctx context.Context, in *sqs.DeleteQueueInput) (*sqs.DeleteQueueOutput, error) {
	q := s.find(*in.QueueUrl)
	if q == nil {
		return nil, noQueue(ctx)
	}
	s.mu.Lock()
	if s.queues[q.name] == q {
		delete(s.queues, q.name)
		s.deleted[q.name] = s.core.Now()
	}
	s.mu.Unlock()
	q.end()
	return &sqs.DeleteQueueOutput{}, nil
}

// end empties a queue that was deleted and ends its long polls.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.deleted = true
	q.empty()
	for _, p := range q.polls {
		p.waiter.Wake()
	}
	q.polls = nil
	q.setAlarm()
}
