package lambdafake

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/core"
)

// eventTarget returns the function and qualifier of an EventInvokeConfig. The caller holds mu.
func (s *Server) eventTarget(name, qualifier *string) (*function, string, error) {
	r, err := s.parse(name, qualifier)
	if err != nil {
		return nil, "", err
	}
	f, ok := s.functions.Get(r.name)
	if !ok || f.version(r.qualifier) == nil {
		return nil, "", notFound("The function doesn't exist.")
	}
	return f, qualifierOf(r), nil
}

// noEventConfig is recorded: test_lambda_eventinvokeconfig_exceptions.
func (s *Server) noEventConfig(f *function, qualifier string) error {
	return notFound("The function %s doesn't have an EventInvokeConfig", s.functionARN(f.name, qualifier))
}

// putFunctionEventInvokeConfig says how the asynchronous events of a version or alias are dealt with.
func (s *Server) putFunctionEventInvokeConfig(ctx context.Context, in *lambda.PutFunctionEventInvokeConfigInput) (*lambda.PutFunctionEventInvokeConfigOutput, error) {
	c := types.FunctionEventInvokeConfig{MaximumEventAgeInSeconds: in.MaximumEventAgeInSeconds, MaximumRetryAttempts: in.MaximumRetryAttempts, DestinationConfig: in.DestinationConfig}
	out, err := s.setEventConfig(ctx, in.FunctionName, in.Qualifier, c, false)
	if err != nil {
		return nil, err
	}
	return fill[lambda.PutFunctionEventInvokeConfigOutput](out), nil
}

// updateFunctionEventInvokeConfig changes what the request has of the configuration.
func (s *Server) updateFunctionEventInvokeConfig(ctx context.Context, in *lambda.UpdateFunctionEventInvokeConfigInput) (*lambda.UpdateFunctionEventInvokeConfigOutput, error) {
	c := types.FunctionEventInvokeConfig{MaximumEventAgeInSeconds: in.MaximumEventAgeInSeconds, MaximumRetryAttempts: in.MaximumRetryAttempts, DestinationConfig: in.DestinationConfig}
	out, err := s.setEventConfig(ctx, in.FunctionName, in.Qualifier, c, true)
	if err != nil {
		return nil, err
	}
	return fill[lambda.UpdateFunctionEventInvokeConfigOutput](out), nil
}

func (s *Server) setEventConfig(ctx context.Context, name, qualifier *string, c types.FunctionEventInvokeConfig, merge bool) (*types.FunctionEventInvokeConfig, error) {
	if c.MaximumEventAgeInSeconds == nil && c.MaximumRetryAttempts == nil && c.DestinationConfig == nil {
		return nil, invalid("You must specify at least one of error handling or destination setting.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, q, err := s.eventTarget(name, qualifier)
	if err != nil {
		return nil, err
	}
	if err := s.checkDestinations(f, c.DestinationConfig); err != nil {
		return nil, err
	}
	if c.DestinationConfig == nil {
		c.DestinationConfig = &types.DestinationConfig{OnFailure: &types.OnFailure{}, OnSuccess: &types.OnSuccess{}}
	}
	if merge {
		old := f.events[q]
		if old == nil {
			return nil, s.noEventConfig(f, q)
		}
		merged := *old
		set(&merged.MaximumEventAgeInSeconds, c.MaximumEventAgeInSeconds)
		set(&merged.MaximumRetryAttempts, c.MaximumRetryAttempts)
		if d := c.DestinationConfig; d.OnFailure != nil && d.OnFailure.Destination != nil || d.OnSuccess != nil && d.OnSuccess.Destination != nil {
			merged.DestinationConfig = d
		}
		c = merged
	}
	c.FunctionArn = aws.String(s.functionARN(f.name, q))
	c.LastModified = aws.Time(s.core.Now().Truncate(time.Millisecond))
	if f.events == nil {
		f.events = map[string]*types.FunctionEventInvokeConfig{}
	}
	f.events[q] = &c
	return &c, nil
}

// checkDestinations refuses destinations of services that cannot be one, functions that are not there, and the function itself.
func (s *Server) checkDestinations(f *function, d *types.DestinationConfig) error {
	if d == nil {
		return nil
	}
	var success, failure *string
	if d.OnSuccess != nil {
		success = d.OnSuccess.Destination
	}
	if d.OnFailure != nil {
		failure = d.OnFailure.Destination
	}
	for _, to := range []*string{success, failure} {
		if aws.ToString(to) == "" {
			continue
		}
		switch core.ServiceOf(*to) {
		case "sqs", "sns", "events", "s3":
		case "lambda":
			r, err := s.parse(to, nil)
			if err == nil && r.name == f.name {
				return invalid("You can't specify the function as a destination for itself.")
			}
			if err == nil {
				_, _, err = s.find(r)
			}
			if err != nil {
				return invalid("The destination ARN %s is invalid.", *to)
			}
		default:
			return invalid("The provided destination config DestinationConfig(onSuccess=%s, onFailure=%s) is invalid.", show("OnSuccess", success), show("OnFailure", failure))
		}
	}
	return nil
}

// show prints a destination as Lambda's messages do.
func show(kind string, to *string) string {
	if to == nil {
		return "null"
	}
	return kind + "(destination=" + *to + ")"
}

// getFunctionEventInvokeConfig returns the configuration of a version or alias.
func (s *Server) getFunctionEventInvokeConfig(ctx context.Context, in *lambda.GetFunctionEventInvokeConfigInput) (*lambda.GetFunctionEventInvokeConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, q, err := s.eventConfigured(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	return fill[lambda.GetFunctionEventInvokeConfigOutput](f.events[q]), nil
}

// eventConfigured is eventTarget of what has a configuration. The caller holds mu.
func (s *Server) eventConfigured(name, qualifier *string) (*function, string, error) {
	r, err := s.parse(name, qualifier)
	if err != nil {
		return nil, "", err
	}
	f, ok := s.functions.Get(r.name)
	if !ok || f.events[qualifierOf(r)] == nil {
		return nil, "", s.noEventConfig(&function{name: r.name}, qualifierOf(r))
	}
	return f, qualifierOf(r), nil
}

// deleteFunctionEventInvokeConfig goes back to Lambda's defaults.
func (s *Server) deleteFunctionEventInvokeConfig(ctx context.Context, in *lambda.DeleteFunctionEventInvokeConfigInput) (*lambda.DeleteFunctionEventInvokeConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, q, err := s.eventConfigured(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	delete(f.events, q)
	return &lambda.DeleteFunctionEventInvokeConfigOutput{}, nil
}

// listFunctionEventInvokeConfigs lists the configurations of a function by qualifier.
func (s *Server) listFunctionEventInvokeConfigs(ctx context.Context, in *lambda.ListFunctionEventInvokeConfigsInput) (*lambda.ListFunctionEventInvokeConfigsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _, err := s.eventTarget(in.FunctionName, nil)
	if err != nil {
		return nil, err
	}
	l, next, err := page(in.MaxItems, in.Marker, func(_ string, yield func(string, types.FunctionEventInvokeConfig) bool) {
		for _, q := range slices.Sorted(maps.Keys(f.events)) {
			if !yield(q, *f.events[q]) {
				return
			}
		}
	})
	return &lambda.ListFunctionEventInvokeConfigsOutput{FunctionEventInvokeConfigs: l, NextMarker: next}, err
}
