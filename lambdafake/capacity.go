package lambdafake

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// A capacityProvider describes instances for functions. It is stored; no function runs on one here: CreateFunction refuses CapacityProviderConfig.
type capacityProvider struct {
	config types.CapacityProvider
	tags   map[string]string
}

// createCapacityProvider creates a provider. It answers that it is pending; the next read finds it active.
func (s *Server) createCapacityProvider(ctx context.Context, in *lambda.CreateCapacityProviderInput) (*lambda.CreateCapacityProviderOutput, error) {
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	name := providerName(in.CapacityProviderName)
	arn := s.core.ARN("lambda", "capacity-provider:"+name)
	if name != *in.CapacityProviderName && arn != *in.CapacityProviderName {
		return nil, invalid("Capacity provider %s is not of this account and region.", *in.CapacityProviderName)
	}
	if r := in.InstanceRequirements; r != nil && len(r.AllowedInstanceTypes) > 0 && len(r.ExcludedInstanceTypes) > 0 {
		return nil, invalid("AllowedInstanceTypes and ExcludedInstanceTypes cannot be set at the same time.") // not recorded
	}
	c := &capacityProvider{tags: cloneTags(in.Tags), config: types.CapacityProvider{CapacityProviderArn: &arn, PermissionsConfig: in.PermissionsConfig, VpcConfig: in.VpcConfig,
		CapacityProviderScalingConfig: in.CapacityProviderScalingConfig, InstanceRequirements: in.InstanceRequirements, KmsKeyArn: in.KmsKeyArn,
		PropagateTags: in.PropagateTags, TelemetryConfig: in.TelemetryConfig, State: types.CapacityProviderStatePending, LastModified: s.modified()}}
	if c.config.CapacityProviderScalingConfig == nil {
		c.config.CapacityProviderScalingConfig = &types.CapacityProviderScalingConfig{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, exists := s.providers.Get(name); exists {
		return nil, conflict("Capacity provider already exists: %s", arn)
	}
	s.providers.Set(name, c)
	answer := c.config
	s.settle(func() { c.config.State = types.CapacityProviderStateActive }, func() {})
	return &lambda.CreateCapacityProviderOutput{CapacityProvider: &answer}, nil
}

// providerName returns the name in what may be an ARN.
func providerName(ref *string) string {
	_, name, ok := strings.Cut(*ref, ":capacity-provider:")
	if !ok {
		return *ref
	}
	return name
}

// provider returns the provider that a request names. The caller holds mu.
func (s *Server) provider(ref *string) (*capacityProvider, error) {
	name := providerName(ref)
	c, ok := s.providers.Get(name)
	if !ok || strings.HasPrefix(*ref, "arn:") && *ref != *c.config.CapacityProviderArn {
		return nil, notFound("Capacity provider not found: %s", s.core.ARN("lambda", "capacity-provider:"+name))
	}
	return c, nil
}

// settledProvider returns the provider that a request is to change, which must not be on its way to another state. The caller holds mu.
func (s *Server) settledProvider(ref *string) (*capacityProvider, error) {
	c, err := s.provider(ref)
	if err == nil && c.config.State != types.CapacityProviderStateActive {
		return nil, conflict("The operation cannot be performed at this time. The capacity provider is currently in the following state: %s", c.config.State)
	}
	return c, err
}

// getCapacityProvider returns a provider.
func (s *Server) getCapacityProvider(ctx context.Context, in *lambda.GetCapacityProviderInput) (*lambda.GetCapacityProviderOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.provider(in.CapacityProviderName)
	if err != nil {
		return nil, err
	}
	config := c.config
	return &lambda.GetCapacityProviderOutput{CapacityProvider: &config}, nil
}

// updateCapacityProvider changes what the request has of a provider.
func (s *Server) updateCapacityProvider(ctx context.Context, in *lambda.UpdateCapacityProviderInput) (*lambda.UpdateCapacityProviderOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.settledProvider(in.CapacityProviderName)
	if err != nil {
		return nil, err
	}
	set(&c.config.CapacityProviderScalingConfig, in.CapacityProviderScalingConfig)
	set(&c.config.PropagateTags, in.PropagateTags)
	set(&c.config.TelemetryConfig, in.TelemetryConfig)
	c.config.LastModified = s.modified()
	config := c.config
	return &lambda.UpdateCapacityProviderOutput{CapacityProvider: &config}, nil
}

// deleteCapacityProvider deletes a provider. It answers that it is deleting; the next read does not find it.
func (s *Server) deleteCapacityProvider(ctx context.Context, in *lambda.DeleteCapacityProviderInput) (*lambda.DeleteCapacityProviderOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.settledProvider(in.CapacityProviderName)
	if err != nil {
		return nil, err
	}
	c.config.State = types.CapacityProviderStateDeleting
	config := c.config
	name := providerName(in.CapacityProviderName)
	s.settle(func() {
		if current, _ := s.providers.Get(name); current == c { // not another after a Reset
			s.providers.Delete(name)
		}
	}, func() {})
	return &lambda.DeleteCapacityProviderOutput{CapacityProvider: &config}, nil
}

// listCapacityProviders lists providers by name: those in a state or all.
func (s *Server) listCapacityProviders(ctx context.Context, in *lambda.ListCapacityProvidersInput) (*lambda.ListCapacityProvidersOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.CapacityProvider) bool) {
		for name, c := range s.providers.From(after) {
			if (in.State == "" || in.State == c.config.State) && !yield(name, c.config) {
				return
			}
		}
	})
	return &lambda.ListCapacityProvidersOutput{CapacityProviders: l, NextMarker: next}, err
}

// listFunctionVersionsByCapacityProvider lists what runs on a provider: nothing does.
func (s *Server) listFunctionVersionsByCapacityProvider(ctx context.Context, in *lambda.ListFunctionVersionsByCapacityProviderInput) (*lambda.ListFunctionVersionsByCapacityProviderOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.provider(in.CapacityProviderName)
	if err != nil {
		return nil, err
	}
	return &lambda.ListFunctionVersionsByCapacityProviderOutput{CapacityProviderArn: c.config.CapacityProviderArn, FunctionVersions: []types.FunctionVersionsByCapacityProviderListItem{}}, nil
}

// putFunctionScalingConfig is for functions on capacity providers, which none is.
func (s *Server) putFunctionScalingConfig(ctx context.Context, in *lambda.PutFunctionScalingConfigInput) (*lambda.PutFunctionScalingConfigOutput, error) {
	_, _, err := s.scaled(in.FunctionName, in.Qualifier)
	if err == nil {
		err = invalid("The function does not have a capacity provider configuration.")
	}
	return nil, err
}

// getFunctionScalingConfig returns the scaling of a version, which has none.
func (s *Server) getFunctionScalingConfig(ctx context.Context, in *lambda.GetFunctionScalingConfigInput) (*lambda.GetFunctionScalingConfigOutput, error) {
	f, r, err := s.scaled(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	return &lambda.GetFunctionScalingConfigOutput{FunctionArn: aws.String(s.functionARN(f.name, r.qualifier))}, nil
}

// scaled returns the function and the version of a request about scaling.
func (s *Server) scaled(name, qualifier *string) (*function, ref, error) {
	r, err := s.parse(name, qualifier)
	if err != nil {
		return nil, r, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _, err := s.find(r)
	return f, r, err
}
