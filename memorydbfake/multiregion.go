package memorydbfake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// A multiRegionCluster is what its Regional clusters have in common, of which only those of this Region are known.
type multiRegionCluster struct {
	name, description, status string
	nodeType, version         string
	parameterGroup            string
	shards                    int
	tls                       bool
	tags                      tags
}

// maxMultiRegionClusters is a guess: AWS does not document it.
const maxMultiRegionClusters = 100

// createMultiRegionCluster creates a multi-Region cluster, whose name is the suffix behind five characters of AWS's choice. The
// engine is Valkey 7.3.
func (s *Server) createMultiRegionCluster(ctx context.Context, in *memorydb.CreateMultiRegionClusterInput) (*memorydb.CreateMultiRegionClusterOutput, error) {
	suffix := nameOf(in.MultiRegionClusterNameSuffix)
	if err := checkName("multi-Region cluster", suffix); err != nil {
		return nil, err
	}
	m := &multiRegionCluster{status: "creating", description: aws.ToString(in.Description), nodeType: *in.NodeType, version: or(in.EngineVersion, nil, "7.3"),
		shards: int(number(in.NumShards, nil, 1)), tls: in.TLSEnabled == nil || *in.TLSEnabled}
	if err := m.check(or(in.Engine, nil, "valkey")); err != nil {
		return nil, err
	}
	var err error
	if m.tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	g, err := s.findMultiRegionParameterGroup(aws.String(or(in.MultiRegionParameterGroupName, nil, "default.memorydb-valkey7")))
	if err != nil {
		return nil, err
	}
	m.parameterGroup = g.name
	for name := range s.state.multiRegion.All() {
		if name[6:] == suffix {
			return nil, &types.MultiRegionClusterAlreadyExistsFault{Message: text("Multi-Region cluster %s already exists.", name)}
		}
	}
	if s.state.multiRegion.Len() >= maxMultiRegionClusters {
		return nil, &types.ClusterQuotaForCustomerExceededFault{Message: text("Quota of %d multi-Region clusters exceeded.", maxMultiRegionClusters)}
	}
	m.name = "x" + s.core.NewHex(2) + "-" + suffix
	s.state.multiRegion.Set(m.name, m)
	out := s.showMultiRegion(m, false)
	s.later(func() { m.status = "available" })
	return &memorydb.CreateMultiRegionClusterOutput{MultiRegionCluster: &out}, nil
}

// check checks the settings of a multi-Region cluster.
func (m *multiRegionCluster) check(engine string) error {
	if engine != "valkey" || m.version != "7.3" {
		return invalidCombination("The engine version %s of %s is not supported for multi-Region clusters.", m.version, engine)
	}
	if !isNodeType(m.nodeType) {
		return invalidValue("The node type %s is not supported.", m.nodeType)
	}
	if family, rank := splitNodeType(m.nodeType); family != "db.r7g" || rank < slices.Index(sizes, "xlarge") { // Developer Guide, multi-Region prerequisites
		return invalidValue("The node type %s is not supported for multi-Region clusters.", m.nodeType)
	}
	if m.shards < 1 || m.shards > maxShards {
		return invalidValue("The number of shards must be between 1 and %d.", maxShards)
	}
	return nil
}

// joinMultiRegion makes a new cluster part of a multi-Region cluster, if it names one. The caller holds mu.
func (s *Server) joinMultiRegion(c *cluster, name *string) error {
	if name == nil {
		return nil
	}
	m, err := s.findMultiRegionCluster(name)
	if err != nil {
		return err
	}
	if m.status != "available" {
		return &types.InvalidMultiRegionClusterStateFault{Message: text("Multi-Region cluster %s is in state %s.", m.name, m.status)}
	}
	if c.engine != "valkey" || c.nodeType != m.nodeType {
		return invalidCombination("Cluster %s must have the engine and the node type of the multi-Region cluster: valkey, %s.", c.name, m.nodeType)
	}
	if len(s.membersOf(m)) > 0 {
		return invalidCombination("Multi-Region cluster %s has a cluster in the Region %s.", m.name, s.core.Region)
	}
	c.multiRegion = m.name
	return nil
}

// membersOf returns the names of the clusters of a multi-Region cluster. The caller holds mu.
func (s *Server) membersOf(m *multiRegionCluster) []string {
	return s.clustersWith(func(c *cluster) bool { return c.multiRegion == m.name })
}

// describeMultiRegionClusters lists multi-Region clusters: the named one or all.
func (s *Server) describeMultiRegionClusters(ctx context.Context, in *memorydb.DescribeMultiRegionClustersInput) (*memorydb.DescribeMultiRegionClustersOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	show := func(m *multiRegionCluster) types.MultiRegionCluster {
		return s.showMultiRegion(m, aws.ToBool(in.ShowClusterDetails))
	}
	if in.MultiRegionClusterName != nil {
		m, err := s.findMultiRegionCluster(in.MultiRegionClusterName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeMultiRegionClustersOutput{MultiRegionClusters: []types.MultiRegionCluster{show(m)}}, nil
	}
	l, next, err := list(&s.state.multiRegion, in.MaxResults, in.NextToken, nil, show)
	return &memorydb.DescribeMultiRegionClustersOutput{MultiRegionClusters: l, NextToken: next}, err
}

// updateMultiRegionCluster changes a multi-Region cluster and the node type and shards of its clusters.
func (s *Server) updateMultiRegionCluster(ctx context.Context, in *memorydb.UpdateMultiRegionClusterInput) (*memorydb.UpdateMultiRegionClusterOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	m, err := s.availableMultiRegionCluster(in.MultiRegionClusterName)
	if err != nil {
		return nil, err
	}
	changed := *m
	changed.description = or(in.Description, nil, m.description)
	changed.nodeType, changed.version = or(in.NodeType, nil, m.nodeType), or(in.EngineVersion, nil, m.version)
	if in.ShardConfiguration != nil {
		changed.shards = int(in.ShardConfiguration.ShardCount)
	}
	if in.NodeType != nil && in.ShardConfiguration != nil {
		return nil, invalidCombination("Only one of NodeType and ShardConfiguration can be changed at a time.")
	}
	if err := changed.check("valkey"); err != nil {
		return nil, err
	}
	if in.MultiRegionParameterGroupName != nil {
		g, err := s.findMultiRegionParameterGroup(in.MultiRegionParameterGroupName)
		if err != nil {
			return nil, err
		}
		changed.parameterGroup = g.name
	}
	changed.status = "updating"
	*m = changed
	out := s.showMultiRegion(m, false)
	s.later(func() {
		m.status = "available"
		for _, name := range s.membersOf(m) {
			c, _ := s.state.clusters.Get(name)
			c.nodeType = m.nodeType
			s.resize(c, m.shards, len(c.shards[0].nodes)-1)
		}
	})
	return &memorydb.UpdateMultiRegionClusterOutput{MultiRegionCluster: &out}, nil
}

// deleteMultiRegionCluster deletes a multi-Region cluster without clusters.
func (s *Server) deleteMultiRegionCluster(ctx context.Context, in *memorydb.DeleteMultiRegionClusterInput) (*memorydb.DeleteMultiRegionClusterOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	m, err := s.availableMultiRegionCluster(in.MultiRegionClusterName)
	if err != nil {
		return nil, err
	}
	if l := s.membersOf(m); len(l) > 0 {
		return nil, &types.InvalidMultiRegionClusterStateFault{Message: text("Multi-Region cluster %s has clusters: %v.", m.name, l)}
	}
	m.status = "deleting"
	out := s.showMultiRegion(m, false)
	s.later(func() { s.state.multiRegion.Delete(m.name) })
	return &memorydb.DeleteMultiRegionClusterOutput{MultiRegionCluster: &out}, nil
}

// listAllowedMultiRegionClusterUpdates lists the node types that a multi-Region cluster can be scaled to.
func (s *Server) listAllowedMultiRegionClusterUpdates(ctx context.Context, in *memorydb.ListAllowedMultiRegionClusterUpdatesInput) (*memorydb.ListAllowedMultiRegionClusterUpdatesOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	m, err := s.findMultiRegionCluster(in.MultiRegionClusterName)
	if err != nil {
		return nil, err
	}
	unfit := func(name string) bool {
		return (&multiRegionCluster{nodeType: name, version: "7.3", shards: 1}).check("valkey") != nil
	}
	up, down := nodeTypeUpdates(m.nodeType)
	return &memorydb.ListAllowedMultiRegionClusterUpdatesOutput{ScaleUpNodeTypes: slices.DeleteFunc(up, unfit), ScaleDownNodeTypes: slices.DeleteFunc(down, unfit)}, nil
}

// findMultiRegionCluster returns the multi-Region cluster with a name. The caller holds mu.
func (s *Server) findMultiRegionCluster(name *string) (*multiRegionCluster, error) {
	m, ok := s.state.multiRegion.Get(nameOf(name))
	if !ok {
		return nil, &types.MultiRegionClusterNotFoundFault{Message: text("Multi-Region cluster %s not found.", aws.ToString(name))}
	}
	return m, nil
}

// availableMultiRegionCluster is findMultiRegionCluster for those that can be changed.
func (s *Server) availableMultiRegionCluster(name *string) (*multiRegionCluster, error) {
	m, err := s.findMultiRegionCluster(name)
	if err == nil && m.status != "available" {
		return nil, &types.InvalidMultiRegionClusterStateFault{Message: text("Multi-Region cluster %s is in state %s.", m.name, m.status)}
	}
	return m, err
}

// showMultiRegion returns a multi-Region cluster as clients see it. The caller holds mu.
func (s *Server) showMultiRegion(m *multiRegionCluster, clusters bool) types.MultiRegionCluster {
	out := types.MultiRegionCluster{
		MultiRegionClusterName: &m.name, Description: aws.String(m.description), Status: aws.String(m.status), NodeType: aws.String(m.nodeType),
		Engine: aws.String("valkey"), EngineVersion: aws.String(m.version), NumberOfShards: aws.Int32(int32(m.shards)),
		MultiRegionParameterGroupName: aws.String(m.parameterGroup), TLSEnabled: aws.Bool(m.tls), ARN: s.globalARN("multiregioncluster", m.name),
	}
	if clusters {
		for _, name := range s.membersOf(m) {
			c, _ := s.state.clusters.Get(name)
			out.Clusters = append(out.Clusters, types.RegionalCluster{ClusterName: &name, Region: aws.String(s.core.Region), Status: aws.String(c.status), ARN: s.arn("cluster", name)})
		}
	}
	return out
}
