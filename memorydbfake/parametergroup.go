package memorydbfake

import (
	"context"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Limits of parameter groups (Developer Guide, quotas; API reference, UpdateParameterGroup).
const (
	maxParameterGroups = 300
	maxParameters      = 20
)

// A parameterGroup is the settings of the clusters that have it.
type parameterGroup struct {
	name, description string
	family            *family
	builtIn           bool
	values            map[string]string // those that differ from the family's
	tags              tags
}

// createParameterGroup creates a group with the values of its family.
func (s *Server) createParameterGroup(ctx context.Context, in *memorydb.CreateParameterGroupInput) (*memorydb.CreateParameterGroupOutput, error) {
	g := &parameterGroup{name: nameOf(in.ParameterGroupName), family: familyOf(*in.Family), description: aws.ToString(in.Description)}
	if err := checkGroupName("parameter group", g.name); err != nil {
		return nil, err
	}
	if g.family == nil {
		return nil, invalidValue("ParameterGroupFamily %s is not a valid parameter group family.", *in.Family)
	}
	var err error
	if g.tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if _, ok := s.state.parameterGroups.Get(g.name); ok {
		return nil, &types.ParameterGroupAlreadyExistsFault{Message: text("Parameter group %s already exists.", g.name)}
	}
	if s.state.parameterGroups.Len() >= maxParameterGroups {
		return nil, &types.ParameterGroupQuotaExceededFault{Message: text("Quota of %d parameter groups exceeded.", maxParameterGroups)}
	}
	s.state.parameterGroups.Set(g.name, g)
	out := s.showParameterGroup(g)
	s.note(types.SourceTypeParameterGroup, g.name, "Parameter group created")
	return &memorydb.CreateParameterGroupOutput{ParameterGroup: &out}, nil
}

// describeParameterGroups lists parameter groups: the named one or all.
func (s *Server) describeParameterGroups(ctx context.Context, in *memorydb.DescribeParameterGroupsInput) (*memorydb.DescribeParameterGroupsOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	if in.ParameterGroupName != nil {
		g, err := s.findParameterGroup(in.ParameterGroupName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeParameterGroupsOutput{ParameterGroups: []types.ParameterGroup{s.showParameterGroup(g)}}, nil
	}
	l, next, err := list(&s.state.parameterGroups, in.MaxResults, in.NextToken, nil, s.showParameterGroup)
	return &memorydb.DescribeParameterGroupsOutput{ParameterGroups: l, NextToken: next}, err
}

// describeParameters lists the parameters of a group, by name.
func (s *Server) describeParameters(ctx context.Context, in *memorydb.DescribeParametersInput) (*memorydb.DescribeParametersOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.findParameterGroup(in.ParameterGroupName)
	if err != nil {
		return nil, err
	}
	all := make([]types.Parameter, 0, len(g.family.parameters))
	for i := range g.family.parameters {
		all = append(all, g.family.parameters[i].show(g.values))
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(p types.Parameter) string { return *p.Name })
	return &memorydb.DescribeParametersOutput{Parameters: l, NextToken: next}, err
}

// updateParameterGroup changes up to 20 parameters of a group that is not built in, all or none.
func (s *Server) updateParameterGroup(ctx context.Context, in *memorydb.UpdateParameterGroupInput) (*memorydb.UpdateParameterGroupOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.changeableGroup(in.ParameterGroupName)
	if err != nil {
		return nil, err
	}
	if n := len(in.ParameterNameValues); n == 0 || n > maxParameters {
		return nil, invalidCombination("ParameterNameValues must have between 1 and %d elements.", maxParameters)
	}
	changed := maps.Clone(g.values)
	if changed == nil {
		changed = map[string]string{}
	}
	for _, v := range in.ParameterNameValues {
		p := g.family.find(aws.ToString(v.ParameterName))
		if p == nil {
			return nil, invalidValue("Parameter %s is not valid for the family %s.", aws.ToString(v.ParameterName), g.family.name)
		}
		if !p.allows(aws.ToString(v.ParameterValue)) {
			return nil, invalidValue("The parameter value %s is invalid for %s. Allowed values: %s.", aws.ToString(v.ParameterValue), p.name, p.allowed)
		}
		changed[p.name] = aws.ToString(v.ParameterValue)
	}
	s.setParameters(g, changed)
	out := s.showParameterGroup(g)
	return &memorydb.UpdateParameterGroupOutput{ParameterGroup: &out}, nil
}

// resetParameterGroup gives parameters the values of the family again: those named or all.
func (s *Server) resetParameterGroup(ctx context.Context, in *memorydb.ResetParameterGroupInput) (*memorydb.ResetParameterGroupOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.changeableGroup(in.ParameterGroupName)
	if err != nil {
		return nil, err
	}
	if in.AllParameters == (len(in.ParameterNames) > 0) {
		return nil, invalidCombination("Either AllParameters or ParameterNames must be provided.")
	}
	changed := maps.Clone(g.values)
	for _, name := range in.ParameterNames {
		if g.family.find(name) == nil {
			return nil, invalidValue("Parameter %s is not valid for the family %s.", name, g.family.name)
		}
		delete(changed, name)
	}
	if in.AllParameters {
		changed = nil
	}
	s.setParameters(g, changed)
	out := s.showParameterGroup(g)
	return &memorydb.ResetParameterGroupOutput{ParameterGroup: &out}, nil
}

// setParameters gives a group other values, and the clusters that have it too. The caller holds mu.
func (s *Server) setParameters(g *parameterGroup, values map[string]string) {
	g.values = values
	s.tellClusters(func(c *cluster) bool { return c.parameterGroup == g.name })
	s.note(types.SourceTypeParameterGroup, g.name, "Parameter group modified")
}

// deleteParameterGroup deletes a group that is not built in and that no cluster has.
func (s *Server) deleteParameterGroup(ctx context.Context, in *memorydb.DeleteParameterGroupInput) (*memorydb.DeleteParameterGroupOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.changeableGroup(in.ParameterGroupName)
	if err != nil {
		return nil, err
	}
	if users := s.clustersWith(func(c *cluster) bool { return c.parameterGroup == g.name }); len(users) > 0 {
		return nil, &types.InvalidParameterGroupStateFault{Message: text("Parameter group %s is in use by clusters: %s.", g.name, strings.Join(users, ", "))}
	}
	s.state.parameterGroups.Delete(g.name)
	out := s.showParameterGroup(g)
	s.note(types.SourceTypeParameterGroup, g.name, "Parameter group deleted")
	return &memorydb.DeleteParameterGroupOutput{ParameterGroup: &out}, nil
}

// findParameterGroup returns the parameter group with a name. The caller holds mu.
func (s *Server) findParameterGroup(name *string) (*parameterGroup, error) {
	g, ok := s.state.parameterGroups.Get(nameOf(name))
	if !ok {
		return nil, &types.ParameterGroupNotFoundFault{Message: text("Parameter group %s not found.", aws.ToString(name))}
	}
	return g, nil
}

// changeableGroup is findParameterGroup for groups that are not built in.
func (s *Server) changeableGroup(name *string) (*parameterGroup, error) {
	g, err := s.findParameterGroup(name)
	if err != nil {
		return nil, err
	}
	if g.builtIn {
		return nil, &types.InvalidParameterGroupStateFault{Message: text("Default parameter group %s cannot be modified or deleted.", g.name)}
	}
	return g, nil
}

// showParameterGroup returns a parameter group as clients see it.
func (s *Server) showParameterGroup(g *parameterGroup) types.ParameterGroup {
	return types.ParameterGroup{Name: &g.name, Description: aws.String(g.description), Family: &g.family.name, ARN: s.arn("parametergroup", g.name)}
}

// parametersOf returns the values of all parameters of a cluster. The caller holds mu.
func (s *Server) parametersOf(c *cluster) map[string]string {
	g, ok := s.state.parameterGroups.Get(c.parameterGroup)
	if !ok {
		return nil
	}
	all := make(map[string]string, len(g.family.parameters))
	for _, p := range g.family.parameters {
		all[p.name] = p.value
	}
	maps.Copy(all, g.values)
	return all
}
