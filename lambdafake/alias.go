package lambdafake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// An alias is a name for a version, or for two that share the invocations.
type alias struct {
	name, version string
	description   string
	revision      string
	other         string // a second version, or ""
	weight        float64
	routed        float64 // what the second version has to its credit: see route
}

// show returns an alias as clients see it.
func (s *Server) showAlias(f *function, a *alias) types.AliasConfiguration {
	out := types.AliasConfiguration{AliasArn: aws.String(s.functionARN(f.name, a.name)), Name: aws.String(a.name), FunctionVersion: aws.String(a.version),
		Description: aws.String(a.description), RevisionId: aws.String(a.revision)}
	if a.other != "" {
		out.RoutingConfig = &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{a.other: a.weight}}
	}
	return out
}

// setRoute checks and sets the versions of an alias. The caller holds mu.
func (s *Server) setRoute(f *function, a *alias, version string, routing *types.AliasRoutingConfiguration) error {
	if version != latest && (!isVersion(version) || f.version(version) == nil) {
		return s.noFunction(ref{f.name, version})
	}
	a.version = version
	if routing == nil {
		return nil
	}
	a.other, a.weight, a.routed = "", 0, 0
	if len(routing.AdditionalVersionWeights) > 1 {
		return invalid("Number of items in AdditionalVersionWeights cannot be greater than 1")
	}
	for other, weight := range routing.AdditionalVersionWeights { // one at most
		switch {
		case other == version:
			return invalid("Invalid function version %s. Function version %[1]s is already included in routing configuration.", other)
		case version == latest:
			return &types.InvalidParameterValueException{Message: text("$LATEST is not supported for an alias pointing to more than 1 version")}
		case f.version(other) == nil:
			return s.noFunction(ref{f.name, other})
		}
		a.other, a.weight = other, weight
	}
	return nil
}

// route returns the version that an alias sends the next invocation to. AWS throws dice; here each version gets its share as
// evenly as can be. The caller holds mu.
func (a *alias) route() string {
	if a.other == "" {
		return a.version
	}
	if a.routed += a.weight; a.routed >= 1-1e-9 {
		a.routed--
		return a.other
	}
	return a.version
}

// createAlias creates an alias.
func (s *Server) createAlias(ctx context.Context, in *lambda.CreateAliasInput) (*lambda.CreateAliasOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.parse(in.FunctionName, nil)
	if err != nil {
		return nil, err
	}
	f, err := s.function(ref{r.name, *in.FunctionVersion})
	if err != nil {
		return nil, err
	}
	if _, exists := f.aliases.Get(*in.Name); exists {
		return nil, conflict("Alias already exists: %s", s.functionARN(f.name, *in.Name))
	}
	a := &alias{name: *in.Name, description: aws.ToString(in.Description), revision: s.core.NewID()}
	if err := s.setRoute(f, a, *in.FunctionVersion, in.RoutingConfig); err != nil {
		return nil, err
	}
	f.aliases.Set(a.name, a)
	out := s.showAlias(f, a)
	return fill[lambda.CreateAliasOutput](&out), nil
}

// findAlias returns the alias of a request, or says in an operation's words that it is not there. The caller holds mu.
func (s *Server) findAlias(of, name *string, missing string) (*function, *alias, error) {
	f, err := s.named(of)
	if err != nil {
		return nil, nil, err
	}
	a, ok := f.aliases.Get(*name)
	if !ok {
		return nil, nil, notFound(missing+"%s", s.functionARN(f.name, *name))
	}
	return f, a, nil
}

// getAlias returns an alias.
func (s *Server) getAlias(ctx context.Context, in *lambda.GetAliasInput) (*lambda.GetAliasOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, a, err := s.findAlias(in.FunctionName, in.Name, "Cannot find alias arn: ")
	if err != nil {
		return nil, err
	}
	out := s.showAlias(f, a)
	return fill[lambda.GetAliasOutput](&out), nil
}

// updateAlias changes what the request has of an alias.
func (s *Server) updateAlias(ctx context.Context, in *lambda.UpdateAliasInput) (*lambda.UpdateAliasOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, a, err := s.findAlias(in.FunctionName, in.Name, "Alias not found: ")
	if err != nil {
		return nil, err
	}
	if in.RevisionId != nil && *in.RevisionId != a.revision {
		return nil, wrongRevision()
	}
	changed := *a
	version := changed.version
	if in.FunctionVersion != nil {
		version = *in.FunctionVersion
	}
	if err := s.setRoute(f, &changed, version, in.RoutingConfig); err != nil {
		return nil, err
	}
	if in.Description != nil {
		changed.description = *in.Description
	}
	changed.revision = s.core.NewID()
	f.aliases.Set(a.name, &changed)
	out := s.showAlias(f, &changed)
	return fill[lambda.UpdateAliasOutput](&out), nil
}

// deleteAlias deletes an alias; one that is not there does not matter.
func (s *Server) deleteAlias(ctx context.Context, in *lambda.DeleteAliasInput) (*lambda.DeleteAliasOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	f.aliases.Delete(*in.Name)
	f.provisioned.Delete(*in.Name)
	return &lambda.DeleteAliasOutput{}, nil
}

// listAliases lists aliases by name: those of a version or all.
func (s *Server) listAliases(ctx context.Context, in *lambda.ListAliasesInput) (*lambda.ListAliasesOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.AliasConfiguration) bool) {
		for name, a := range f.aliases.From(after) {
			if in.FunctionVersion != nil && *in.FunctionVersion != a.version && *in.FunctionVersion != a.other {
				continue
			}
			if !yield(name, s.showAlias(f, a)) {
				return
			}
		}
	})
	return &lambda.ListAliasesOutput{Aliases: l, NextMarker: next}, err
}
