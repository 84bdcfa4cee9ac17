package snsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake/internal/service"
)

func smsOperations() []service.Operation { return nil }

// texting are the settings of SMS, opted-out numbers and sandbox numbers. Server.mu guards them.
type texting struct{}

func (t *texting) reset() { *t = texting{} }

// checkPhone checks the endpoint of a subscription of protocol sms.
func (s *Server) checkPhone(number string) error { return nil }

// publishToPhone answers a Publish with a PhoneNumber; the message is checked already.
func (s *Server) publishToPhone(ctx context.Context, number string, p *publication) (*sns.PublishOutput, error) {
	return nil, invalidReason("PhoneNumber", "%s is not valid to publish to", number)
}

// sendSMS sends a notification to a phone. It is called with no lock held. An error says that AWS would not have delivered it.
func (s *Server) sendSMS(n Notification) error {
	s.outbox.add(n)
	return nil
}
