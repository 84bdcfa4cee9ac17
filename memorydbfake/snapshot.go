package memorydbfake

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// maxSnapshots is how many manual snapshots of a cluster can be taken in 24 hours (Developer Guide, snapshots).
const maxSnapshots = 20

// A snapshot is the configuration of a cluster as it was at a time.
type snapshot struct {
	name, source, status, kmsKey string // source: "manual" or "automated"
	taken                        time.Time
	tiering                      types.DataTieringStatus
	of                           types.ClusterConfiguration // not changed once it is here
	tags                         tags
}

// createSnapshot takes a snapshot of a cluster.
func (s *Server) createSnapshot(ctx context.Context, in *memorydb.CreateSnapshotInput) (*memorydb.CreateSnapshotOutput, error) {
	name := nameOf(in.SnapshotName)
	if err := checkGroupName("snapshot", name); err != nil {
		return nil, err
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	c, err := s.availableCluster(in.ClusterName)
	if err != nil {
		return nil, err
	}
	n, err := s.takeSnapshot(c, name, "manual", or(in.KmsKeyId, nil, c.kmsKey), tags)
	if err != nil {
		return nil, err
	}
	out := s.showSnapshot(n, "creating", true)
	return &memorydb.CreateSnapshotOutput{Snapshot: &out}, nil
}

// takeSnapshot takes a snapshot of a cluster. The caller holds mu.
func (s *Server) takeSnapshot(c *cluster, name, source, kmsKey string, tags tags) (*snapshot, error) {
	if _, ok := s.state.snapshots.Get(name); ok {
		return nil, &types.SnapshotAlreadyExistsFault{Message: text("Snapshot %s already exists.", name)}
	}
	now, recent := s.core.Now(), 0
	for _, n := range s.state.snapshots.All() {
		if n.source == "manual" && *n.of.Name == c.name && now.Sub(n.taken) < day {
			recent++
		}
	}
	if source == "manual" && recent >= maxSnapshots {
		return nil, &types.SnapshotQuotaExceededFault{Message: text("Quota of %d manual snapshots of a cluster in 24 hours exceeded.", maxSnapshots)}
	}
	n := &snapshot{name: name, source: source, status: "creating", kmsKey: kmsKey, taken: now, of: s.configuration(c), tags: tags, tiering: types.DataTieringStatusFalse}
	if c.dataTiering {
		n.tiering = types.DataTieringStatusTrue
	}
	s.state.snapshots.Set(name, n)
	s.later(func() { n.status = "available" })
	s.note(types.SourceTypeCluster, c.name, "Snapshot "+name+" created")
	return n, nil
}

// configuration returns what a snapshot keeps of a cluster. The caller holds mu.
func (s *Server) configuration(c *cluster) types.ClusterConfiguration {
	out := types.ClusterConfiguration{
		Name: aws.String(c.name), Description: aws.String(c.description), NodeType: aws.String(c.nodeType), Engine: aws.String(c.engine), EngineVersion: aws.String(c.version),
		MaintenanceWindow: aws.String(c.maintenanceWindow), TopicArn: filled(c.topic), Port: aws.Int32(c.port), ParameterGroupName: aws.String(c.parameterGroup),
		SubnetGroupName: aws.String(c.subnetGroup), SnapshotRetentionLimit: aws.Int32(c.retention), SnapshotWindow: aws.String(c.snapshotWindow),
		NumShards: aws.Int32(int32(len(c.shards))), MultiRegionClusterName: filled(c.multiRegion),
	}
	if g, ok := s.state.subnetGroups.Get(c.subnetGroup); ok {
		out.VpcId = aws.String(g.vpc)
	}
	if m, ok := s.state.multiRegion.Get(c.multiRegion); ok {
		out.MultiRegionParameterGroupName = aws.String(m.parameterGroup)
	}
	for _, sh := range c.shards {
		out.Shards = append(out.Shards, types.ShardDetail{Name: aws.String(sh.name), Size: aws.String("0 MB"), SnapshotCreationTime: aws.Time(s.core.Now()),
			Configuration: &types.ShardConfiguration{Slots: aws.String(sh.slots()), ReplicaCount: aws.Int32(int32(len(sh.nodes) - 1))}})
	}
	return out
}

// describeSnapshots lists snapshots: the named one, or those of a cluster and a source ("system" or "user").
func (s *Server) describeSnapshots(ctx context.Context, in *memorydb.DescribeSnapshotsInput) (*memorydb.DescribeSnapshotsOutput, error) {
	source, ok := map[string]string{"": "", "system": "automated", "user": "manual"}[aws.ToString(in.Source)]
	if !ok {
		return nil, invalidValue("Invalid source: %s. It must be system or user.", *in.Source)
	}
	s.mu.Lock()
	defer s.unlock()
	show := func(n *snapshot) types.Snapshot { return s.showSnapshot(n, n.status, aws.ToBool(in.ShowDetail)) }
	if in.SnapshotName != nil {
		n, err := s.findSnapshot(in.SnapshotName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeSnapshotsOutput{Snapshots: []types.Snapshot{show(n)}}, nil
	}
	want := func(n *snapshot) bool {
		return (source == "" || n.source == source) && (in.ClusterName == nil || nameOf(in.ClusterName) == *n.of.Name)
	}
	l, next, err := list(&s.state.snapshots, in.MaxResults, in.NextToken, want, show)
	return &memorydb.DescribeSnapshotsOutput{Snapshots: l, NextToken: next}, err
}

// deleteSnapshot deletes a snapshot.
func (s *Server) deleteSnapshot(ctx context.Context, in *memorydb.DeleteSnapshotInput) (*memorydb.DeleteSnapshotOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	n, err := s.availableSnapshot(in.SnapshotName)
	if err != nil {
		return nil, err
	}
	n.status = "deleting"
	out := s.showSnapshot(n, n.status, true)
	s.later(func() { s.state.snapshots.Delete(n.name) })
	return &memorydb.DeleteSnapshotOutput{Snapshot: &out}, nil
}

// findSnapshot returns the snapshot with a name. The caller holds mu.
func (s *Server) findSnapshot(name *string) (*snapshot, error) {
	n, ok := s.state.snapshots.Get(nameOf(name))
	if !ok {
		return nil, &types.SnapshotNotFoundFault{Message: text("Snapshot %s not found.", aws.ToString(name))}
	}
	return n, nil
}

// availableSnapshot is findSnapshot for snapshots that can be used.
func (s *Server) availableSnapshot(name *string) (*snapshot, error) {
	n, err := s.findSnapshot(name)
	if err == nil && n.status != "available" {
		return nil, &types.InvalidSnapshotStateFault{Message: text("Snapshot %s is in state %s.", n.name, n.status)}
	}
	return n, err
}

// showSnapshot returns a snapshot as clients see it, with its shards if they are wanted.
func (s *Server) showSnapshot(n *snapshot, status string, shards bool) types.Snapshot {
	of := n.of
	if !shards {
		of.Shards = nil
	}
	return types.Snapshot{Name: &n.name, ARN: s.arn("snapshot", n.name), Status: &status, Source: &n.source, KmsKeyId: filled(n.kmsKey), ClusterConfiguration: &of, DataTiering: n.tiering}
}

// planSnapshot sets the timer of the next automatic snapshot of a cluster. The caller holds mu.
func (s *Server) planSnapshot(c *cluster) {
	s.core.Stop(c.snapshotTimer)
	c.snapshotTimer = nil
	if c.retention == 0 {
		return
	}
	c.snapshotTimer = s.core.AfterFunc(c.nextWindow(s.core.Now()), func() {
		s.mu.Lock()
		defer s.unlock()
		if current, _ := s.state.clusters.Get(c.name); current == c {
			s.snapshotNow(c)
			s.planSnapshot(c)
		}
	})
}

// snapshotNow takes the automatic snapshot of a day and forgets those that are too old. The caller holds mu.
func (s *Server) snapshotNow(c *cluster) {
	now := s.core.Now()
	name := "automatic." + c.name + "-" + now.UTC().Format("2006-01-02-15-04")
	if _, err := s.takeSnapshot(c, name, "automated", c.kmsKey, nil); err != nil {
		return // the snapshot of this minute exists
	}
	var old []string
	for name, n := range s.state.snapshots.From("automatic." + c.name + "-") {
		if !strings.HasPrefix(name, "automatic."+c.name+"-") {
			break
		}
		if n.source == "automated" && *n.of.Name == c.name && now.Sub(n.taken) >= time.Duration(c.retention)*day {
			old = append(old, name)
		}
	}
	for _, name := range old {
		s.state.snapshots.Delete(name)
	}
}

// restoreFrom returns the configuration that a new cluster takes over from a snapshot, if it does. The caller holds mu.
func (s *Server) restoreFrom(ctx context.Context, in *memorydb.CreateClusterInput) (types.ClusterConfiguration, error) {
	var none types.ClusterConfiguration
	if in.SnapshotName != nil && in.SnapshotArns != nil {
		return none, invalidCombination("SnapshotName and SnapshotArns cannot be provided together.")
	}
	for _, arn := range in.SnapshotArns {
		bucket, key, ok := strings.Cut(strings.TrimPrefix(arn, "arn:"+s.core.Partition()+":s3:::"), "/")
		if !ok || strings.Contains(bucket, ":") {
			return none, invalidValue("Invalid snapshot ARN: %s", arn)
		}
		if err := s.checkObject(ctx, bucket, key); err != nil {
			return none, invalidValue("The snapshot %s cannot be read: %v", arn, err)
		}
	}
	if in.SnapshotName == nil {
		return none, nil
	}
	n, err := s.findSnapshot(in.SnapshotName)
	if err != nil {
		// The model does not have SnapshotNotFoundFault among the errors of CreateCluster.
		return none, invalidValue("Snapshot %s not found.", *in.SnapshotName)
	}
	if n.status != "available" {
		return none, invalidValue("Snapshot %s is in state %s.", n.name, n.status)
	}
	of := n.of
	of.Shards = slices.Clone(of.Shards)
	return of, nil
}
