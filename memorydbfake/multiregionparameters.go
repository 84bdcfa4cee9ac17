package memorydbfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Multi-Region parameter groups are those built in for Valkey: the API has no operation that creates others.

// multiRegionGroups returns the multi-Region parameter groups by name. The caller holds mu.
func (s *Server) multiRegionGroups() (l []*parameterGroup) {
	for _, g := range s.state.parameterGroups.All() {
		if g.builtIn && g.family.name == "memorydb_valkey7" {
			l = append(l, g)
		}
	}
	return l
}

// findMultiRegionParameterGroup returns the multi-Region parameter group with a name. The caller holds mu.
func (s *Server) findMultiRegionParameterGroup(name *string) (*parameterGroup, error) {
	for _, g := range s.multiRegionGroups() {
		if g.name == nameOf(name) {
			return g, nil
		}
	}
	return nil, &types.MultiRegionParameterGroupNotFoundFault{Message: text("Multi-Region parameter group %s not found.", aws.ToString(name))}
}

// describeMultiRegionParameterGroups lists multi-Region parameter groups: the named one or all.
func (s *Server) describeMultiRegionParameterGroups(ctx context.Context, in *memorydb.DescribeMultiRegionParameterGroupsInput) (*memorydb.DescribeMultiRegionParameterGroupsOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	groups := s.multiRegionGroups()
	if in.MultiRegionParameterGroupName != nil {
		g, err := s.findMultiRegionParameterGroup(in.MultiRegionParameterGroupName)
		if err != nil {
			return nil, err
		}
		groups = []*parameterGroup{g}
	}
	var all []types.MultiRegionParameterGroup
	for _, g := range groups {
		all = append(all, types.MultiRegionParameterGroup{Name: &g.name, Family: &g.family.name, Description: &g.description, ARN: s.globalARN("multiregionparametergroup", g.name)})
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(g types.MultiRegionParameterGroup) string { return *g.Name })
	return &memorydb.DescribeMultiRegionParameterGroupsOutput{MultiRegionParameterGroups: l, NextToken: next}, err
}

// describeMultiRegionParameters lists the parameters of a multi-Region parameter group; all are of the source system.
func (s *Server) describeMultiRegionParameters(ctx context.Context, in *memorydb.DescribeMultiRegionParametersInput) (*memorydb.DescribeMultiRegionParametersOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.findMultiRegionParameterGroup(in.MultiRegionParameterGroupName)
	if err != nil {
		return nil, err
	}
	all := []types.MultiRegionParameter{}
	for i := range g.family.parameters {
		if in.Source != nil && *in.Source != "system" {
			break
		}
		p := g.family.parameters[i].show(g.values)
		all = append(all, types.MultiRegionParameter{Name: p.Name, Value: p.Value, Description: p.Description, Source: aws.String("system"),
			DataType: p.DataType, AllowedValues: p.AllowedValues, MinimumEngineVersion: p.MinimumEngineVersion})
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(p types.MultiRegionParameter) string { return *p.Name })
	return &memorydb.DescribeMultiRegionParametersOutput{MultiRegionParameters: l, NextToken: next}, err
}
