package snsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake/internal/service"
)

func endpointOperations() []service.Operation { return nil }

// checkEndpoint checks the endpoint of a subscription of protocol application.
func (s *Server) checkEndpoint(endpoint string) error { return nil }

// publishToEndpoint answers a Publish whose TargetArn is no topic's; the message is checked already.
func (s *Server) publishToEndpoint(ctx context.Context, target string, p *publication) (*sns.PublishOutput, error) {
	return nil, invalidReason("TargetArn", "No endpoint found for the target arn specified")
}

// push sends a notification to a platform endpoint. It is called with no lock held. An error says that AWS would not have delivered it.
func (s *Server) push(n Notification) error {
	s.outbox.add(n)
	return nil
}
