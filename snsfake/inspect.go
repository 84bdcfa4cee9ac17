package snsfake

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sns/types"
)

// A Notification is a message to somebody outside AWS: email, SMS or mobile push.
type Notification struct {
	MessageID  string
	TopicARN   string // "" if it was published to a phone number or a platform endpoint
	Protocol   string // such as "email", "sms", "application"
	Endpoint   string // such as an email address, a phone number, the ARN of a platform endpoint
	Subject    string
	Message    string // as that protocol gets it, after MessageStructure
	Attributes map[string]types.MessageAttributeValue
	SentAt     time.Time // on the clock
}

// Outbox returns the notifications sent so far, oldest first.
func (s *Server) Outbox() []Notification { return s.outbox.list() }

// An outbox keeps the notifications that have left AWS.
type outbox struct {
	mu   sync.Mutex
	sent []Notification
}

func (o *outbox) add(n Notification) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, n)
}

func (o *outbox) list() []Notification {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.sent)
}

func (o *outbox) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = nil
}

// How much of a failing test's topics is shown.
const (
	dumpTopics        = 20
	dumpSubscriptions = 5
)

// dump describes the topics in a few lines.
func (s *Server) dump(w io.Writer) {
	topics := s.allTopics()
	for _, t := range topics[:min(len(topics), dumpTopics)] {
		t.dump(w)
	}
	if n := len(topics) - dumpTopics; n > 0 {
		fmt.Fprintf(w, "(%d more topics)\n", n)
	}
}

func (t *topic) dump(w io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(w, "topic %s: %d subscriptions\n", t.name, len(t.subscriptions))
	for _, sub := range t.subscriptions[:min(len(t.subscriptions), dumpSubscriptions)] {
		fmt.Fprintf(w, "  %s %s", sub.protocol, sub.endpoint)
		if sub.pending {
			fmt.Fprint(w, ", not confirmed")
		}
		if sub.settings.filter != nil {
			fmt.Fprintf(w, ", filter %s", sub.settings.filterText)
		}
		fmt.Fprintln(w)
	}
	if n := len(t.subscriptions) - dumpSubscriptions; n > 0 {
		fmt.Fprintf(w, "  (%d more)\n", n)
	}
}
