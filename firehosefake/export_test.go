package firehosefake

import (
	"context"

	"github.com/awsfake/awsfake/internal/event"
)

// A function stands for Lambda in tests of this package, which cannot have its fake.
type function func(payload []byte) (event.Answer, error)

func (f function) Receive(context.Context, string, event.Message) error { return nil }

func (f function) Invoke(_ context.Context, _ string, payload []byte) (event.Answer, error) {
	return f(payload)
}

// Function puts a Go function at the ARN of a Lambda function.
func (s *Server) Function(arn string, f func(payload []byte) (answer []byte, functionError string, err error)) {
	s.router.Doubles = map[string]event.Target{arn: function(func(payload []byte) (event.Answer, error) {
		answer, failed, err := f(payload)
		return event.Answer{Payload: answer, FunctionError: failed}, err
	})}
}

// The parts that tests try alone.
var (
	FormatTime   = formatTime
	ParsePrefix  = parsePrefix
	ParseQuery   = parseQuery
	SnappyEncode = snappyEncode
	SnappyFramed = snappyFramed
	SnappyHadoop = snappyHadoop
)

// Extract returns what a query finds in a document.
func (q query) Extract(data []byte) (map[string]string, error) { return q.extract(data) }
