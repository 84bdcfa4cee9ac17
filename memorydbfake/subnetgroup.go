package memorydbfake

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Limits of subnet groups (Developer Guide, quotas).
const (
	maxSubnetGroups = 300
	maxSubnets      = 20
)

// defaultSubnetGroup is the one of clusters that name none. It comes into being with the first of them.
const defaultSubnetGroup = "default"

// A subnetGroup is where clusters have their nodes.
type subnetGroup struct {
	name, description string
	vpc               string
	subnets           []string
	tags              tags
}

var subnetPattern = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)

// createSubnetGroup creates a group of at most 20 subnets, which are not looked up.
func (s *Server) createSubnetGroup(ctx context.Context, in *memorydb.CreateSubnetGroupInput) (*memorydb.CreateSubnetGroupOutput, error) {
	g := &subnetGroup{name: nameOf(in.SubnetGroupName), description: aws.ToString(in.Description)}
	if err := checkGroupName("subnet group", g.name); err != nil {
		return nil, err
	}
	var err error
	if g.subnets, err = checkSubnets(in.SubnetIds); err != nil {
		return nil, err
	}
	if g.tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if _, ok := s.state.subnetGroups.Get(g.name); ok {
		return nil, &types.SubnetGroupAlreadyExistsFault{Message: text("Subnet group %s already exists.", g.name)}
	}
	if s.state.subnetGroups.Len() >= maxSubnetGroups {
		return nil, &types.SubnetGroupQuotaExceededFault{Message: text("Quota of %d subnet groups exceeded.", maxSubnetGroups)}
	}
	g.vpc = "vpc-" + s.core.NewHex(8) + "0"
	s.state.subnetGroups.Set(g.name, g)
	s.note(types.SourceTypeSubnetGroup, g.name, "Subnet group created")
	out := s.showSubnetGroup(g)
	return &memorydb.CreateSubnetGroupOutput{SubnetGroup: &out}, nil
}

// checkSubnets checks the ids of subnets.
func checkSubnets(ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, &types.InvalidSubnet{Message: text("At least one subnet must be provided.")}
	}
	if len(ids) > maxSubnets {
		return nil, &types.SubnetQuotaExceededFault{Message: text("Quota of %d subnets in a subnet group exceeded.", maxSubnets)}
	}
	for _, id := range ids {
		if !subnetPattern.MatchString(id) {
			return nil, &types.InvalidSubnet{Message: text("Some input subnets are invalid: [%s]", id)}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(ids))), nil
}

// describeSubnetGroups lists subnet groups: the named one or all.
func (s *Server) describeSubnetGroups(ctx context.Context, in *memorydb.DescribeSubnetGroupsInput) (*memorydb.DescribeSubnetGroupsOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	if in.SubnetGroupName != nil {
		g, err := s.findSubnetGroup(in.SubnetGroupName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeSubnetGroupsOutput{SubnetGroups: []types.SubnetGroup{s.showSubnetGroup(g)}}, nil
	}
	l, next, err := list(&s.state.subnetGroups, in.MaxResults, in.NextToken, nil, s.showSubnetGroup)
	return &memorydb.DescribeSubnetGroupsOutput{SubnetGroups: l, NextToken: next}, err
}

// updateSubnetGroup changes the description and the subnets, of which those with nodes in them must stay.
func (s *Server) updateSubnetGroup(ctx context.Context, in *memorydb.UpdateSubnetGroupInput) (*memorydb.UpdateSubnetGroupOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.findSubnetGroup(in.SubnetGroupName)
	if err != nil {
		return nil, err
	}
	subnets := g.subnets
	if in.SubnetIds != nil {
		if subnets, err = checkSubnets(in.SubnetIds); err != nil {
			return nil, err
		}
	}
	for _, id := range g.subnets {
		if !slices.Contains(subnets, id) && len(s.clustersWith(func(c *cluster) bool { return c.subnetGroup == g.name })) > 0 {
			return nil, &types.SubnetInUse{Message: text("The subnet %s is in use.", id)}
		}
	}
	g.subnets = subnets
	if in.Description != nil {
		g.description = *in.Description
	}
	out := s.showSubnetGroup(g)
	s.note(types.SourceTypeSubnetGroup, g.name, "Subnet group modified")
	return &memorydb.UpdateSubnetGroupOutput{SubnetGroup: &out}, nil
}

// deleteSubnetGroup deletes a group that no cluster is in.
func (s *Server) deleteSubnetGroup(ctx context.Context, in *memorydb.DeleteSubnetGroupInput) (*memorydb.DeleteSubnetGroupOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	g, err := s.findSubnetGroup(in.SubnetGroupName)
	if err != nil {
		return nil, err
	}
	if users := s.clustersWith(func(c *cluster) bool { return c.subnetGroup == g.name }); len(users) > 0 {
		return nil, &types.SubnetGroupInUseFault{Message: text("Subnet group %s is in use by clusters: %s.", g.name, strings.Join(users, ", "))}
	}
	s.state.subnetGroups.Delete(g.name)
	out := s.showSubnetGroup(g)
	s.note(types.SourceTypeSubnetGroup, g.name, "Subnet group deleted")
	return &memorydb.DeleteSubnetGroupOutput{SubnetGroup: &out}, nil
}

// findSubnetGroup returns the subnet group with a name. The caller holds mu.
func (s *Server) findSubnetGroup(name *string) (*subnetGroup, error) {
	g, ok := s.state.subnetGroups.Get(nameOf(name))
	if !ok {
		return nil, &types.SubnetGroupNotFoundFault{Message: text("Subnet group %s not found.", aws.ToString(name))}
	}
	return g, nil
}

// subnetGroupFor returns the group of a new cluster. The caller holds mu.
func (s *Server) subnetGroupFor(name *string) (*subnetGroup, error) {
	if name != nil {
		return s.findSubnetGroup(name)
	}
	if g, ok := s.state.subnetGroups.Get(defaultSubnetGroup); ok {
		return g, nil
	}
	g := &subnetGroup{name: defaultSubnetGroup, description: "Default subnet group", vpc: "vpc-" + s.core.NewHex(8) + "0"}
	for range 3 {
		g.subnets = append(g.subnets, "subnet-"+s.core.NewHex(8)+"0")
	}
	slices.Sort(g.subnets)
	s.state.subnetGroups.Set(g.name, g)
	return g, nil
}

// zone returns the availability zone of the subnet at a position. Subnets take turns in the first three zones of the Region.
func (s *Server) zone(i int) string { return fmt.Sprintf("%s%c", s.core.Region, 'a'+i%3) }

// showSubnetGroup returns a subnet group as clients see it. The caller holds mu.
func (s *Server) showSubnetGroup(g *subnetGroup) types.SubnetGroup {
	out := types.SubnetGroup{Name: &g.name, Description: aws.String(g.description), VpcId: &g.vpc, ARN: s.arn("subnetgroup", g.name),
		SupportedNetworkTypes: []types.NetworkType{types.NetworkTypeIpv4}}
	for i, id := range g.subnets {
		out.Subnets = append(out.Subnets, types.Subnet{Identifier: &id, AvailabilityZone: &types.AvailabilityZone{Name: aws.String(s.zone(i))},
			SupportedNetworkTypes: []types.NetworkType{types.NetworkTypeIpv4}})
	}
	return out
}

// checkGroupName is checkName for groups, whose names have up to 255 characters.
func checkGroupName(what, name string) error {
	if len(name) > 255 || !namePattern.MatchString(name) {
		return invalidValue("The parameter %s name must contain 1 to 255 alphanumeric characters or hyphens, begin with a letter, "+
			"and must not end with a hyphen or contain two consecutive hyphens.", what)
	}
	return nil
}
