package lambdafake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// A runtimePolicy says when the runtime of a version is updated. Nothing here depends on it.
type runtimePolicy struct {
	on  types.UpdateRuntimeOn
	arn *string
}

// putRuntimeManagementConfig sets when the runtime of a version is updated.
func (s *Server) putRuntimeManagementConfig(ctx context.Context, in *lambda.PutRuntimeManagementConfigInput) (*lambda.PutRuntimeManagementConfigOutput, error) {
	r, err := s.parse(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	if (in.UpdateRuntimeOn == types.UpdateRuntimeOnManual) != (in.RuntimeVersionArn != nil) {
		return nil, invalid("A RuntimeVersionArn must be set for the update mode Manual, and for no other.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _, err := s.find(r)
	if err != nil {
		return nil, err
	}
	if f.runtimes == nil {
		f.runtimes = map[string]runtimePolicy{}
	}
	f.runtimes[qualifierOf(r)] = runtimePolicy{in.UpdateRuntimeOn, in.RuntimeVersionArn}
	return &lambda.PutRuntimeManagementConfigOutput{FunctionArn: aws.String(s.functionARN(f.name, qualifierOf(r))), UpdateRuntimeOn: in.UpdateRuntimeOn, RuntimeVersionArn: in.RuntimeVersionArn}, nil
}

// getRuntimeManagementConfig returns when the runtime of a version is updated: by AWS, unless the function's owner has said otherwise.
func (s *Server) getRuntimeManagementConfig(ctx context.Context, in *lambda.GetRuntimeManagementConfigInput) (*lambda.GetRuntimeManagementConfigOutput, error) {
	r, err := s.parse(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _, err := s.find(r)
	if err != nil {
		return nil, err
	}
	p, ok := f.runtimes[qualifierOf(r)]
	if !ok {
		p.on = types.UpdateRuntimeOnAuto
	}
	return &lambda.GetRuntimeManagementConfigOutput{FunctionArn: aws.String(s.functionARN(f.name, qualifierOf(r))), UpdateRuntimeOn: p.on, RuntimeVersionArn: p.arn}, nil
}

// putFunctionRecursionConfig sets what happens to functions that call themselves by way of other services. Loops are not detected here.
func (s *Server) putFunctionRecursionConfig(ctx context.Context, in *lambda.PutFunctionRecursionConfigInput) (*lambda.PutFunctionRecursionConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	f.recursion = in.RecursiveLoop
	return &lambda.PutFunctionRecursionConfigOutput{RecursiveLoop: f.recursion}, nil
}

// getFunctionRecursionConfig returns what putFunctionRecursionConfig has set; Lambda ends loops by default.
func (s *Server) getFunctionRecursionConfig(ctx context.Context, in *lambda.GetFunctionRecursionConfigInput) (*lambda.GetFunctionRecursionConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	if f.recursion == "" {
		return &lambda.GetFunctionRecursionConfigOutput{RecursiveLoop: types.RecursiveLoopTerminate}, nil
	}
	return &lambda.GetFunctionRecursionConfigOutput{RecursiveLoop: f.recursion}, nil
}
