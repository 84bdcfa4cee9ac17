package memorydbfake

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"

	"github.com/awsfake/awsfake/internal/core"
)

// A cluster is a set of shards, each a primary node and its replicas.
type cluster struct {
	name, description, status        string
	nodeType, engine, version, patch string
	acl, parameterGroup, subnetGroup string
	multiRegion                      string
	kmsKey, topic, topicStatus       string
	maintenanceWindow                string
	snapshotWindow                   string
	retention                        int32 // days
	port                             int32
	tls, autoUpgrade, dataTiering    bool
	network                          types.NetworkType
	discovery                        types.IpDiscovery
	securityGroups                   []string
	host                             string // what its endpoints end with
	shards                           []*shard
	pending                          *types.ClusterPendingUpdates
	failovers                        []time.Time // of the last 24 hours
	updated                          []string    // service updates that it has, in order
	running                          *running    // nil if nothing is behind its endpoint
	snapshotTimer                    *core.Timer // of the next automatic snapshot
	tags                             tags
}

// createCluster creates a cluster, or restores one from a snapshot.
func (s *Server) createCluster(ctx context.Context, in *memorydb.CreateClusterInput) (*memorydb.CreateClusterOutput, error) {
	name := nameOf(in.ClusterName)
	if err := checkName("cluster", name); err != nil {
		return nil, err
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if _, ok := s.state.clusters.Get(name); ok {
		return nil, &types.ClusterAlreadyExistsFault{Message: text("Cluster %s already exists.", name)}
	}
	c := &cluster{name: name, status: "creating", tags: tags}
	if err := s.draft(ctx, c, in); err != nil {
		return nil, err
	}
	s.state.clusters.Set(name, c)
	out := s.showCluster(c, false)
	s.later(func() {
		if current, _ := s.state.clusters.Get(c.name); current == c && c.status == "creating" {
			s.open(c)
			s.planSnapshot(c)
		}
	})
	s.note(types.SourceTypeCluster, name, "Cluster created")
	return &memorydb.CreateClusterOutput{Cluster: &out}, nil
}

// draft fills in a new cluster from the request, the snapshot that it names, and MemoryDB's defaults. The caller holds mu.
func (s *Server) draft(ctx context.Context, c *cluster, in *memorydb.CreateClusterInput) error {
	from, err := s.restoreFrom(ctx, in)
	if err != nil {
		return err
	}
	if err := s.draftEngine(c, in, from); err != nil {
		return err
	}
	if err := s.draftAccess(c, in, from); err != nil {
		return err
	}
	if err := s.draftSettings(c, in, from); err != nil {
		return err
	}
	return s.draftShards(c, in, from)
}

// draftEngine decides the engine, its version and the node type.
func (s *Server) draftEngine(c *cluster, in *memorydb.CreateClusterInput, from types.ClusterConfiguration) error {
	v := versionOf(or(in.Engine, from.Engine, ""), or(in.EngineVersion, nil, ""))
	if in.EngineVersion == nil && in.Engine == nil && from.EngineVersion != nil {
		v = versionOf(aws.ToString(from.Engine), *from.EngineVersion)
	}
	if v == nil {
		return invalidCombination("The engine version %s of %s is not supported.", aws.ToString(in.EngineVersion), or(in.Engine, nil, "redis"))
	}
	c.engine, c.version, c.patch = v.engine, v.version, v.patch
	c.nodeType = *in.NodeType
	if !isNodeType(c.nodeType) {
		return invalidValue("The node type %s is not supported.", c.nodeType)
	}
	family, _ := splitNodeType(c.nodeType)
	c.dataTiering = aws.ToBool(in.DataTiering)
	if c.dataTiering != (family == tiering) {
		return invalidCombination("Data tiering must be enabled for the node types %s and for no others.", tiering) // API reference
	}
	return nil
}

// draftAccess decides who may connect to the cluster and from where.
func (s *Server) draftAccess(c *cluster, in *memorydb.CreateClusterInput, from types.ClusterConfiguration) error {
	a, err := s.findACL(in.ACLName)
	if err != nil {
		return err
	}
	if a.status != "active" {
		return &types.InvalidACLStateFault{Message: text("ACL %s is in state %s.", a.name, a.status)}
	}
	c.acl, c.tls = a.name, in.TLSEnabled == nil || *in.TLSEnabled
	if !c.tls && c.acl != openAccess {
		return invalidCombination("An ACL other than %s requires TLS.", openAccess) // Developer Guide, in-transit encryption
	}
	name := in.SubnetGroupName
	if name == nil {
		name = from.SubnetGroupName
	}
	g, err := s.subnetGroupFor(name)
	if err != nil {
		return err
	}
	c.subnetGroup = g.name
	c.securityGroups = slices.Clone(in.SecurityGroupIds)
	for _, id := range c.securityGroups {
		if !securityGroupPattern.MatchString(id) {
			return invalidValue("Invalid security group: %s", id)
		}
	}
	c.network, c.discovery = types.NetworkTypeIpv4, types.IpDiscoveryIpv4
	if in.NetworkType != "" {
		c.network = in.NetworkType
	}
	if in.IpDiscovery != "" {
		c.discovery = in.IpDiscovery
	}
	if c.network != types.NetworkTypeDualStack && string(c.network) != string(c.discovery) {
		return invalidCombination("The IP discovery %s does not go with the network type %s.", c.discovery, c.network)
	}
	return s.joinMultiRegion(c, in.MultiRegionClusterName)
}

var securityGroupPattern = regexp.MustCompile(`^sg-[0-9a-zA-Z-]+$`)

// draftSettings decides what is neither engine, access nor shards.
func (s *Server) draftSettings(c *cluster, in *memorydb.CreateClusterInput, from types.ClusterConfiguration) error {
	c.description = aws.ToString(in.Description)
	c.kmsKey = aws.ToString(in.KmsKeyId)
	c.autoUpgrade = in.AutoMinorVersionUpgrade == nil || *in.AutoMinorVersionUpgrade
	c.port = number(in.Port, from.Port, 6379)
	if c.port < 1 || c.port > 65535 {
		return invalidValue("The parameter Port must be between 1 and 65535.")
	}
	if err := s.setParameterGroup(c, or(in.ParameterGroupName, from.ParameterGroupName, defaultGroup(c))); err != nil {
		return err
	}
	if err := c.setTopic(or(in.SnsTopicArn, from.TopicArn, "")); err != nil {
		return err
	}
	if err := c.setMaintenance(or(in.MaintenanceWindow, from.MaintenanceWindow, "wed:08:00-wed:09:00")); err != nil {
		return err
	}
	return c.setSnapshots(or(in.SnapshotWindow, from.SnapshotWindow, "05:30-06:30"), number(in.SnapshotRetentionLimit, from.SnapshotRetentionLimit, 0))
}

// or returns the first text that there is.
func or(a, b *string, otherwise string) string {
	if a != nil {
		return *a
	}
	if b != nil && *b != "" {
		return *b
	}
	return otherwise
}

// number is or for numbers.
func number(a, b *int32, otherwise int32) int32 {
	if a != nil {
		return *a
	}
	if b != nil {
		return *b
	}
	return otherwise
}

// defaultGroup returns the parameter group of clusters of a version that name none.
func defaultGroup(c *cluster) string {
	return familyOf(versionOf(c.engine, c.version).family).defaults[0]
}

// setParameterGroup gives a cluster a parameter group, which must be of its engine's family. The caller holds mu.
func (s *Server) setParameterGroup(c *cluster, name string) error {
	g, err := s.findParameterGroup(&name)
	if err != nil {
		return err
	}
	if want := versionOf(c.engine, c.version).family; g.family.name != want {
		return invalidCombination("The parameter group %s is of the family %s, but the engine version %s requires %s.", g.name, g.family.name, c.version, want)
	}
	c.parameterGroup = g.name
	return nil
}

var topicPattern = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+$`)

// setTopic sets the topic that is to be notified, which is not looked up.
func (c *cluster) setTopic(arn string) error {
	c.topic, c.topicStatus = arn, ""
	if arn == "" {
		return nil
	}
	if !topicPattern.MatchString(arn) {
		return invalidValue("Invalid SNS topic ARN: %s", arn)
	}
	c.topicStatus = "ACTIVE"
	return nil
}

// describeClusters lists clusters: the named one or all.
func (s *Server) describeClusters(ctx context.Context, in *memorydb.DescribeClustersInput) (*memorydb.DescribeClustersOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	show := func(c *cluster) types.Cluster { return s.showCluster(c, aws.ToBool(in.ShowShardDetails)) }
	if in.ClusterName != nil {
		c, err := s.findCluster(in.ClusterName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeClustersOutput{Clusters: []types.Cluster{show(c)}}, nil
	}
	l, next, err := list(&s.state.clusters, in.MaxResults, in.NextToken, nil, show)
	return &memorydb.DescribeClustersOutput{Clusters: l, NextToken: next}, err
}

// deleteCluster deletes a cluster, after a last snapshot if the request names one.
func (s *Server) deleteCluster(ctx context.Context, in *memorydb.DeleteClusterInput) (*memorydb.DeleteClusterOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	c, err := s.findCluster(in.ClusterName)
	if err != nil {
		return nil, err
	}
	if c.status == "deleting" {
		return nil, &types.InvalidClusterStateFault{Message: text("Cluster %s is in state %s.", c.name, c.status)}
	}
	if in.MultiRegionClusterName != nil && nameOf(in.MultiRegionClusterName) != c.multiRegion {
		return nil, invalidCombination("Cluster %s does not belong to the multi-Region cluster %s.", c.name, *in.MultiRegionClusterName)
	}
	if in.FinalSnapshotName != nil {
		if _, err := s.takeSnapshot(c, nameOf(in.FinalSnapshotName), "manual", c.kmsKey, nil); err != nil {
			return nil, err
		}
	}
	c.status = "deleting"
	s.core.Stop(c.snapshotTimer)
	if c.running != nil {
		s.after = append(s.after, c.running.stop)
		c.running = nil
	}
	out := s.showCluster(c, false)
	s.later(func() {
		if current, _ := s.state.clusters.Get(c.name); current == c {
			s.state.clusters.Delete(c.name)
		}
	})
	s.note(types.SourceTypeCluster, c.name, "Cluster deleted")
	return &memorydb.DeleteClusterOutput{Cluster: &out}, nil
}

// findCluster returns the cluster with a name. The caller holds mu.
func (s *Server) findCluster(name *string) (*cluster, error) {
	c, ok := s.state.clusters.Get(nameOf(name))
	if !ok {
		return nil, &types.ClusterNotFoundFault{Message: text("Cluster %s not found.", aws.ToString(name))}
	}
	return c, nil
}

// availableCluster is findCluster for clusters that can be changed.
func (s *Server) availableCluster(name *string) (*cluster, error) {
	c, err := s.findCluster(name)
	if err != nil {
		return nil, err
	}
	if c.status != "available" {
		return nil, &types.InvalidClusterStateFault{Message: text("Cluster %s is in state %s and not available.", c.name, c.status)}
	}
	return c, nil
}

// clustersWith returns the names of some clusters in order. The caller holds mu.
func (s *Server) clustersWith(which func(*cluster) bool) []string {
	l := []string{}
	for name, c := range s.state.clusters.All() {
		if which(c) {
			l = append(l, name)
		}
	}
	return l
}

// showCluster returns a cluster as clients see it. The caller holds mu.
func (s *Server) showCluster(c *cluster, shards bool) types.Cluster {
	out := types.Cluster{
		Name: &c.name, ARN: s.arn("cluster", c.name), Status: aws.String(c.status), NumberOfShards: aws.Int32(int32(len(c.shards))),
		AvailabilityMode: types.AZStatusSingleAZ, ClusterEndpoint: &types.Endpoint{Address: aws.String("clustercfg." + c.host), Port: c.port},
		NodeType: aws.String(c.nodeType), Engine: aws.String(c.engine), EngineVersion: aws.String(c.version), EnginePatchVersion: aws.String(c.patch),
		ParameterGroupName: aws.String(c.parameterGroup), ParameterGroupStatus: aws.String("in-sync"),
		SubnetGroupName: aws.String(c.subnetGroup), TLSEnabled: aws.Bool(c.tls), ACLName: aws.String(c.acl),
		MaintenanceWindow: aws.String(c.maintenanceWindow), SnapshotWindow: aws.String(c.snapshotWindow), SnapshotRetentionLimit: aws.Int32(c.retention),
		AutoMinorVersionUpgrade: aws.Bool(c.autoUpgrade), DataTiering: types.DataTieringStatusFalse, NetworkType: c.network, IpDiscovery: c.discovery,
		PendingUpdates: c.pending, Description: filled(c.description), KmsKeyId: filled(c.kmsKey), MultiRegionClusterName: filled(c.multiRegion),
		SnsTopicArn: filled(c.topic), SnsTopicStatus: filled(c.topicStatus),
	}
	if len(c.shards[0].nodes) > 1 {
		out.AvailabilityMode = types.AZStatusMultiAZ
	}
	if c.dataTiering {
		out.DataTiering = types.DataTieringStatusTrue
	}
	if c.running != nil && c.running.host != "" {
		out.ClusterEndpoint = &types.Endpoint{Address: &c.running.host, Port: c.running.port}
	}
	for _, id := range c.securityGroups {
		out.SecurityGroups = append(out.SecurityGroups, types.SecurityGroupMembership{SecurityGroupId: &id, Status: aws.String("active")})
	}
	if shards {
		out.Shards = c.showShards(*out.ClusterEndpoint)
	}
	return out
}

// filled returns nil for "", which AWS leaves out.
func filled(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// endpointHost returns what the endpoints of a new cluster end with. The caller holds mu.
func (s *Server) endpointHost(name string) string {
	return fmt.Sprintf("%s.%s.memorydb.%s.amazonaws.com", name, s.core.NewHex(3), s.core.Region)
}
