package snsfake

import (
	"context"

	"github.com/awsfake/awsfake/internal/event"
)

// An appEvent is what a platform application publishes to the topics that its attributes name (Developer Guide, application event
// notifications). The members and their order are those of a DeliveryFailure that was made public (pastebin.com/jwmdfVQE); that the
// other events have the same, as far as they apply, is a guess.
type appEvent struct {
	DeliveryAttempts int    `json:",omitempty"`
	EndpointARN      string `json:"EndpointArn"`
	EventType        string
	FailureMessage   string `json:",omitempty"`
	FailureType      string `json:",omitempty"`
	MessageID        string `json:"MessageId,omitempty"`
	Resource         string
	Service          string
	Time             string
}

// maxSubject is how long a subject can be (API reference, Publish).
const maxSubject = 100

// announce publishes an event of an endpoint's application, if that has a topic for it. No lock is held.
func (s *Server) announce(ctx context.Context, e *endpoint, ev appEvent) {
	s.mu.RLock()
	topicARN := e.application.attributes["Event"+ev.EventType]
	s.mu.RUnlock()
	if topicARN == "" {
		return
	}
	a := e.application
	ev.EndpointARN, ev.Resource, ev.Service, ev.Time = e.arn, a.arn, "SNS", s.core.Now().Format("2006-01-02T15:04:05.000Z")
	body, err := marshal(ev)
	if err != nil {
		panic(err) // strings and a number always are JSON
	}
	subject := ev.EventType + " event for app " + a.name + " (" + a.platform + ")"
	s.router.Deliver(ctx, &event.Delivery{Source: a.arn, Target: topicARN, Message: event.Message{
		Body: body, Subject: subject[:min(len(subject), maxSubject)], Source: a.arn}})
}
