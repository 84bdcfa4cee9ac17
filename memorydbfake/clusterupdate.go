package memorydbfake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// updateCluster changes settings of a cluster, all or none. Shards, replicas and the node type are changed one at a time.
func (s *Server) updateCluster(ctx context.Context, in *memorydb.UpdateClusterInput) (*memorydb.UpdateClusterOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	c, err := s.availableCluster(in.ClusterName)
	if err != nil {
		return nil, err
	}
	if err := checkOneScaling(in); err != nil {
		return nil, err
	}
	changed := *c
	changed.pending = nil
	for _, step := range []func(*cluster, *memorydb.UpdateClusterInput) error{s.updateEngineVersion, s.updateAccess, updateSettings, s.updateScale} {
		if err := step(&changed, in); err != nil {
			return nil, err
		}
	}
	s.startUpdate(c, changed, in)
	out := s.showCluster(c, false)
	s.later(func() { s.endUpdate(c, in) })
	s.note(types.SourceTypeCluster, c.name, "Cluster modified")
	return &memorydb.UpdateClusterOutput{Cluster: &out}, nil
}

// checkOneScaling checks that a request asks for something, and for at most one change of the cluster's size.
func checkOneScaling(in *memorydb.UpdateClusterInput) error {
	scalings := 0
	for _, asked := range []bool{in.NodeType != nil, in.ShardConfiguration != nil, in.ReplicaConfiguration != nil} {
		if asked {
			scalings++
		}
	}
	if scalings > 1 {
		return invalidCombination("Only one of NodeType, ShardConfiguration and ReplicaConfiguration can be changed at a time.")
	}
	if scalings == 0 && in.ACLName == nil && in.Description == nil && in.Engine == nil && in.EngineVersion == nil && in.IpDiscovery == "" &&
		in.MaintenanceWindow == nil && in.ParameterGroupName == nil && in.SecurityGroupIds == nil && in.SnapshotRetentionLimit == nil &&
		in.SnapshotWindow == nil && in.SnsTopicArn == nil && in.SnsTopicStatus == nil {
		return invalidCombination("No modifications were requested.")
	}
	return nil
}

// updateEngineVersion changes the engine and its version, which can only be raised, and with it the parameter group.
func (s *Server) updateEngineVersion(c *cluster, in *memorydb.UpdateClusterInput) error {
	if in.Engine != nil || in.EngineVersion != nil {
		v := versionOf(or(in.Engine, nil, c.engine), aws.ToString(in.EngineVersion))
		if v == nil {
			return invalidCombination("The engine version %s of %s is not supported.", aws.ToString(in.EngineVersion), or(in.Engine, nil, c.engine))
		}
		if v.version < c.version || v.engine < c.engine { // Developer Guide, upgrading engine versions
			return invalidCombination("Cluster %s cannot be downgraded from %s %s to %s %s.", c.name, c.engine, c.version, v.engine, v.version)
		}
		family := versionOf(c.engine, c.version).family
		c.engine, c.version, c.patch = v.engine, v.version, v.patch
		if in.ParameterGroupName == nil && v.family != family {
			if g, _ := s.findParameterGroup(&c.parameterGroup); !g.builtIn {
				return invalidCombination("A parameter group of the family %s must be provided.", v.family)
			}
			c.parameterGroup = defaultGroup(c)
		}
	}
	if in.ParameterGroupName != nil {
		return s.setParameterGroup(c, *in.ParameterGroupName)
	}
	return nil
}

// updateAccess changes the ACL and the security groups.
func (s *Server) updateAccess(c *cluster, in *memorydb.UpdateClusterInput) error {
	if in.ACLName != nil {
		a, err := s.findACL(in.ACLName)
		if err != nil {
			return err
		}
		if a.status != "active" {
			return &types.InvalidACLStateFault{Message: text("ACL %s is in state %s.", a.name, a.status)}
		}
		if !c.tls && a.name != openAccess {
			return invalidCombination("An ACL other than %s requires TLS.", openAccess)
		}
		c.acl = a.name
	}
	if in.SecurityGroupIds != nil {
		for _, id := range in.SecurityGroupIds {
			if !securityGroupPattern.MatchString(id) {
				return invalidValue("Invalid security group: %s", id)
			}
		}
		c.securityGroups = slices.Clone(in.SecurityGroupIds)
	}
	if in.IpDiscovery != "" {
		if c.network != types.NetworkTypeDualStack && string(c.network) != string(in.IpDiscovery) {
			return invalidCombination("The IP discovery %s does not go with the network type %s.", in.IpDiscovery, c.network)
		}
		c.discovery = in.IpDiscovery
	}
	return nil
}

// updateSettings changes what is neither engine, access nor size.
func updateSettings(c *cluster, in *memorydb.UpdateClusterInput) error {
	if in.Description != nil {
		c.description = *in.Description
	}
	if in.SnsTopicArn != nil {
		if err := c.setTopic(*in.SnsTopicArn); err != nil {
			return err
		}
	}
	if status := in.SnsTopicStatus; status != nil {
		if c.topic == "" || *status != "ACTIVE" && *status != "INACTIVE" {
			return invalidValue("Invalid SNS topic status: %s", *status)
		}
		c.topicStatus = *status
	}
	if in.MaintenanceWindow != nil {
		if err := c.setMaintenance(*in.MaintenanceWindow); err != nil {
			return err
		}
	}
	return c.setSnapshots(or(in.SnapshotWindow, nil, c.snapshotWindow), number(in.SnapshotRetentionLimit, nil, c.retention))
}

// updateScale checks a change of the node type, the shards or the replicas.
func (s *Server) updateScale(c *cluster, in *memorydb.UpdateClusterInput) error {
	if in.NodeType != nil {
		if *in.NodeType == c.nodeType {
			return &types.NoOperationFault{Message: text("Cluster %s has the node type %s.", c.name, c.nodeType)}
		}
		up, down := nodeTypeUpdates(c.nodeType)
		if !slices.Contains(up, *in.NodeType) && !slices.Contains(down, *in.NodeType) {
			return invalidValue("Cluster %s cannot be scaled from %s to %s.", c.name, c.nodeType, *in.NodeType)
		}
		c.nodeType = *in.NodeType
	}
	shards, replicas := wantedSize(c, in)
	if in.ShardConfiguration != nil && shards == len(c.shards) || in.ReplicaConfiguration != nil && replicas == len(c.shards[0].nodes)-1 {
		return &types.NoOperationFault{Message: text("Cluster %s has %d shards of %d replicas.", c.name, shards, replicas)}
	}
	current, _ := s.state.clusters.Get(c.name) // c is a draft of its changes
	return s.checkSize(current, shards, replicas)
}

// wantedSize returns how many shards and replicas a cluster will have.
func wantedSize(c *cluster, in *memorydb.UpdateClusterInput) (shards, replicas int) {
	shards, replicas = len(c.shards), len(c.shards[0].nodes)-1
	if in.ShardConfiguration != nil {
		shards = int(in.ShardConfiguration.ShardCount)
	}
	if in.ReplicaConfiguration != nil {
		replicas = int(in.ReplicaConfiguration.ReplicaCount)
	}
	return shards, replicas
}

// startUpdate makes a cluster what changed says, but for what takes its time. The caller holds mu.
func (s *Server) startUpdate(c *cluster, changed cluster, in *memorydb.UpdateClusterInput) {
	pending := &types.ClusterPendingUpdates{}
	if in.ShardConfiguration != nil {
		pending.Resharding = &types.ReshardingStatus{SlotMigration: &types.SlotMigration{}}
	}
	if changed.acl != c.acl {
		pending.ACLs = &types.ACLsUpdateStatus{ACLToApply: aws.String(changed.acl)}
	}
	*c = changed
	if pending.ACLs != nil || pending.Resharding != nil {
		c.pending = pending
	}
	c.status = "updating"
}

// endUpdate ends an update. The caller holds mu.
func (s *Server) endUpdate(c *cluster, in *memorydb.UpdateClusterInput) {
	if current, _ := s.state.clusters.Get(c.name); current != c || c.status != "updating" {
		return
	}
	shards, replicas := wantedSize(c, in)
	s.resize(c, shards, replicas)
	c.status, c.pending = "available", nil
	s.planSnapshot(c)
	s.tellClusters(func(other *cluster) bool { return other == c })
}
