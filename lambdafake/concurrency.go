package lambdafake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// Concurrency of a new account, of which functions can reserve all but a minimum (Developer Guide, quotas).
const (
	accountConcurrency = 1000
	minUnreserved      = 100
)

// putFunctionConcurrency reserves concurrency for a function; 0 throttles all its invocations.
func (s *Server) putFunctionConcurrency(ctx context.Context, in *lambda.PutFunctionConcurrencyInput) (*lambda.PutFunctionConcurrencyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	n, had := *in.ReservedConcurrentExecutions, f.reserved
	if total := f.provisionedBeside(""); n < total { // recorded, blanks included: test_reserved_provisioned_overlap
		return nil, withoutType(invalid(" ReservedConcurrentExecutions  %d should not be lower than function's total provisioned concurrency [%d].", n, total))
	}
	f.reserved = &n
	if s.unreserved(nil, "") < minUnreserved {
		f.reserved = had
		e := invalid("Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d].", minUnreserved)
		return nil, withoutType(e) // recorded: test_function_concurrency_limits
	}
	return &lambda.PutFunctionConcurrencyOutput{ReservedConcurrentExecutions: f.reserved}, nil
}

// getFunctionConcurrency returns the concurrency that is reserved for a function, if any.
func (s *Server) getFunctionConcurrency(ctx context.Context, in *lambda.GetFunctionConcurrencyInput) (*lambda.GetFunctionConcurrencyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	return &lambda.GetFunctionConcurrencyOutput{ReservedConcurrentExecutions: f.reserved}, nil
}

// deleteFunctionConcurrency ends the reservation.
func (s *Server) deleteFunctionConcurrency(ctx context.Context, in *lambda.DeleteFunctionConcurrencyInput) (*lambda.DeleteFunctionConcurrencyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	f.reserved = nil
	return &lambda.DeleteFunctionConcurrencyOutput{}, nil
}
