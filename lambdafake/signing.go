package lambdafake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/ordered"
)

// A signing is a code signing configuration. No package is signed here: a configuration that enforces signatures lets none pass.
type signing struct {
	config    types.CodeSigningConfig
	tags      map[string]string
	functions ordered.Map[string, *function] // that have it, by ARN
}

// createCodeSigningConfig creates a configuration, which warns unless the request says Enforce.
func (s *Server) createCodeSigningConfig(ctx context.Context, in *lambda.CreateCodeSigningConfigInput) (*lambda.CreateCodeSigningConfigOutput, error) {
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	id := "csc-" + strings.ReplaceAll(s.core.NewID(), "-", "")[:17]
	g := &signing{tags: cloneTags(in.Tags), config: types.CodeSigningConfig{CodeSigningConfigId: &id, CodeSigningConfigArn: aws.String(s.core.ARN("lambda", "code-signing-config:"+id)),
		Description: aws.String(aws.ToString(in.Description)), AllowedPublishers: in.AllowedPublishers, LastModified: s.modified(),
		CodeSigningPolicies: &types.CodeSigningPolicies{UntrustedArtifactOnDeployment: types.CodeSigningPolicyWarn}}}
	if in.CodeSigningPolicies != nil && in.CodeSigningPolicies.UntrustedArtifactOnDeployment != "" {
		g.config.CodeSigningPolicies = in.CodeSigningPolicies
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signings.Set(*g.config.CodeSigningConfigArn, g)
	return &lambda.CreateCodeSigningConfigOutput{CodeSigningConfig: g.show()}, nil
}

func (g *signing) show() *types.CodeSigningConfig {
	c := g.config
	return &c
}

// signing returns the configuration that a request names. The caller holds mu.
func (s *Server) signing(arn *string) (*signing, error) {
	g, ok := s.signings.Get(*arn)
	if !ok {
		e := &types.ResourceNotFoundException{Message: text("The Lambda code signing configuration %s can not be found.", *arn)}
		return nil, e // without Type: recorded, test_code_signing_not_found_excs
	}
	return g, nil
}

// getCodeSigningConfig returns a configuration.
func (s *Server) getCodeSigningConfig(ctx context.Context, in *lambda.GetCodeSigningConfigInput) (*lambda.GetCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.signing(in.CodeSigningConfigArn)
	if err != nil {
		return nil, err
	}
	return &lambda.GetCodeSigningConfigOutput{CodeSigningConfig: g.show()}, nil
}

// updateCodeSigningConfig changes what the request has of a configuration. It holds for code that is uploaded from now on.
func (s *Server) updateCodeSigningConfig(ctx context.Context, in *lambda.UpdateCodeSigningConfigInput) (*lambda.UpdateCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.signing(in.CodeSigningConfigArn)
	if err != nil {
		return nil, err
	}
	set(&g.config.Description, in.Description)
	set(&g.config.AllowedPublishers, in.AllowedPublishers)
	if p := in.CodeSigningPolicies; p != nil && p.UntrustedArtifactOnDeployment != "" {
		g.config.CodeSigningPolicies = p
	}
	if in.Description != nil || in.AllowedPublishers != nil || in.CodeSigningPolicies != nil {
		g.config.LastModified = s.modified()
	}
	return &lambda.UpdateCodeSigningConfigOutput{CodeSigningConfig: g.show()}, nil
}

// deleteCodeSigningConfig deletes a configuration that no function has.
func (s *Server) deleteCodeSigningConfig(ctx context.Context, in *lambda.DeleteCodeSigningConfigInput) (*lambda.DeleteCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.signing(in.CodeSigningConfigArn)
	if err != nil {
		return nil, err
	}
	if g.functions.Len() > 0 {
		return nil, conflict("Code signing configuration %s is in use by functions and cannot be deleted.", *in.CodeSigningConfigArn)
	}
	s.signings.Delete(*in.CodeSigningConfigArn)
	return &lambda.DeleteCodeSigningConfigOutput{}, nil
}

// listCodeSigningConfigs lists configurations by ARN.
func (s *Server) listCodeSigningConfigs(ctx context.Context, in *lambda.ListCodeSigningConfigsInput) (*lambda.ListCodeSigningConfigsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.CodeSigningConfig) bool) {
		for arn, g := range s.signings.From(after) {
			if !yield(arn, g.config) {
				return
			}
		}
	})
	return &lambda.ListCodeSigningConfigsOutput{CodeSigningConfigs: l, NextMarker: next}, err
}

// listFunctionsByCodeSigningConfig lists the functions that have a configuration, by ARN.
func (s *Server) listFunctionsByCodeSigningConfig(ctx context.Context, in *lambda.ListFunctionsByCodeSigningConfigInput) (*lambda.ListFunctionsByCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.signing(in.CodeSigningConfigArn)
	if err != nil {
		return nil, err
	}
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, string) bool) {
		for arn := range g.functions.From(after) {
			if !yield(arn, arn) {
				return
			}
		}
	})
	return &lambda.ListFunctionsByCodeSigningConfigOutput{FunctionArns: l, NextMarker: next}, err
}

// sign gives a function a configuration, nil for none. The caller holds mu.
func (s *Server) sign(f *function, g *signing) {
	arn := s.functionARN(f.name, "")
	if f.signing != nil {
		f.signing.functions.Delete(arn)
	}
	if f.signing = g; g != nil {
		g.functions.Set(arn, f)
	}
}

// newSigning returns the configuration that a function is to have, nil for none. The caller holds mu.
func (s *Server) newSigning(arn *string) (*signing, error) {
	if arn == nil {
		return nil, nil
	}
	g, ok := s.signings.Get(*arn)
	if !ok {
		return nil, &types.CodeSigningConfigNotFoundException{Type: user(), Message: text("The code signing configuration cannot be found. Check that the provided configuration is not deleted: %s.", *arn)}
	}
	return g, nil
}

// checkSignable refuses code signing for a function that is an image, whatever the operation (aws-controllers-k8s/community#1117 met it in
// GetFunctionCodeSigningConfig).
func checkSignable(kind types.PackageType) error {
	if kind == types.PackageTypeImage {
		return invalid("Code signing is not supported for functions created with container images.")
	}
	return nil
}

// signable returns the function of a request about its code signing. The caller holds mu.
func (s *Server) signable(name *string) (*function, error) {
	f, err := s.named(name)
	if err != nil {
		return nil, err
	}
	return f, checkSignable(f.latest.config.PackageType)
}

// checkLayersSigned refuses layers that a changed version has and the function did not have, as checkSigned does (Developer Guide, code
// signing: layers that are added must be signed too). Those that are there may stay. The caller holds mu.
func (f *function) checkLayersSigned(changed *version) error {
	for _, l := range changed.layers {
		if !slices.Contains(f.latest.layers, l) {
			return f.signing.checkSigned(f.name)
		}
	}
	return nil
}

// checkSigned refuses code for a function whose configuration enforces signatures.
func (g *signing) checkSigned(name string) error {
	if g == nil || g.config.CodeSigningPolicies.UntrustedArtifactOnDeployment != types.CodeSigningPolicyEnforce {
		return nil
	}
	return &types.CodeVerificationFailedException{Type: user(),
		Message: text("Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for %s.", name)}
}

// putFunctionCodeSigningConfig gives a function a configuration. The code that it has may stay.
func (s *Server) putFunctionCodeSigningConfig(ctx context.Context, in *lambda.PutFunctionCodeSigningConfigInput) (*lambda.PutFunctionCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, err := s.newSigning(in.CodeSigningConfigArn)
	if err != nil {
		return nil, err // before the function is looked up: recorded, put_function_csc_invalid_both
	}
	f, err := s.signable(in.FunctionName)
	if err != nil {
		return nil, err
	}
	s.sign(f, g)
	return &lambda.PutFunctionCodeSigningConfigOutput{CodeSigningConfigArn: g.config.CodeSigningConfigArn, FunctionName: &f.name}, nil
}

// getFunctionCodeSigningConfig returns the configuration of a function; nothing if it has none.
func (s *Server) getFunctionCodeSigningConfig(ctx context.Context, in *lambda.GetFunctionCodeSigningConfigInput) (*lambda.GetFunctionCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.signable(in.FunctionName)
	if err != nil {
		return nil, err
	}
	if f.signing == nil {
		return &lambda.GetFunctionCodeSigningConfigOutput{}, nil // recorded: get_function_csc_fnwithoutcsc
	}
	return &lambda.GetFunctionCodeSigningConfigOutput{CodeSigningConfigArn: f.signing.config.CodeSigningConfigArn, FunctionName: &f.name}, nil
}

// deleteFunctionCodeSigningConfig takes a function's configuration away, if it has one.
func (s *Server) deleteFunctionCodeSigningConfig(ctx context.Context, in *lambda.DeleteFunctionCodeSigningConfigInput) (*lambda.DeleteFunctionCodeSigningConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.signable(in.FunctionName)
	if err != nil {
		return nil, err
	}
	s.sign(f, nil)
	return &lambda.DeleteFunctionCodeSigningConfigOutput{}, nil
}
