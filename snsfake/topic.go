package snsfake

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/service"
)

func topicOperations() []service.Operation { return nil }

// A topic is one topic with its subscriptions.
type topic struct {
	server *Server
	name   string
	arn    string
	fifo   bool

	mu             sync.Mutex // guards what follows; never held while waiting or delivering
	deleted        bool
	policy         string // as SetTopicAttributes and AddPermission left it
	dataProtection string
	tags           []types.Tag
}

// defaultPolicy is the policy of a topic that nobody has changed.
func (s *Server) defaultPolicy(topicARN string) string { return "" }

// withTopic calls f with the topic that an ARN in the parameter named means, locked. Action is the name of the operation.
func (s *Server) withTopic(action, parameter, topicARN string, f func(*topic) error) error {
	t, err := s.topic(action, parameter, topicARN)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deleted {
		return notFound("Topic")
	}
	return f(t)
}

// topic returns the topic that an ARN means.
func (s *Server) topic(action, parameter, topicARN string) (*topic, error) {
	a, err := s.ours(action, parameter, topicARN)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if t := s.topics[a.resource]; t != nil {
		return t, nil
	}
	return nil, notFound("Topic")
}
