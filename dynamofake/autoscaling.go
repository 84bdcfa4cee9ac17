package dynamofake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Auto scaling settings are stored and answered; nothing scales. The table in the Region of the fake is the only replica.

// The keys of a table's settings: reads and writes of the table, and of an index behind its name.
const (
	scalingReads  = "/reads"
	scalingWrites = "/writes"
)

// updateTableReplicaAutoScaling changes settings, all or none.
func (s *Server) updateTableReplicaAutoScaling(_ context.Context, in *dynamodb.UpdateTableReplicaAutoScalingInput) (*dynamodb.UpdateTableReplicaAutoScalingOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	changes := map[string]*types.AutoScalingSettingsUpdate{}
	note := func(key string, u *types.AutoScalingSettingsUpdate) {
		if u != nil {
			changes[key] = u
		}
	}
	note(scalingWrites, in.ProvisionedWriteCapacityAutoScalingUpdate)
	for _, u := range in.GlobalSecondaryIndexUpdates {
		if _, err := t.indexed(u.IndexName); err != nil {
			return nil, err
		}
		note(aws.ToString(u.IndexName)+scalingWrites, u.ProvisionedWriteCapacityAutoScalingUpdate)
	}
	for _, r := range in.ReplicaUpdates {
		if *r.RegionName != s.core.Region {
			return nil, validation("Table '%s' has no replica in Region '%s'", t.name, *r.RegionName)
		}
		note(scalingReads, r.ReplicaProvisionedReadCapacityAutoScalingUpdate)
		for _, u := range r.ReplicaGlobalSecondaryIndexUpdates {
			if _, err := t.indexed(u.IndexName); err != nil {
				return nil, err
			}
			note(aws.ToString(u.IndexName)+scalingReads, u.ProvisionedReadCapacityAutoScalingUpdate)
		}
	}
	for _, u := range changes { // any that is wrong refuses all
		if u.MinimumUnits != nil && u.MaximumUnits != nil && *u.MinimumUnits > *u.MaximumUnits {
			return nil, validation("MinimumUnits must not be greater than MaximumUnits")
		}
	}
	if t.scaling == nil {
		t.scaling = map[string]*types.AutoScalingSettingsDescription{}
	}
	for key, u := range changes { // each has a place of its own
		t.scaling[key] = scaled(t.scaling[key], u)
	}
	return &dynamodb.UpdateTableReplicaAutoScalingOutput{TableAutoScalingDescription: t.describeScaling()}, nil
}

// scaled returns settings with an update applied.
func scaled(old *types.AutoScalingSettingsDescription, u *types.AutoScalingSettingsUpdate) *types.AutoScalingSettingsDescription {
	d := types.AutoScalingSettingsDescription{}
	if old != nil {
		d = *old
	}
	d.AutoScalingDisabled = aws.Bool(aws.ToBool(u.AutoScalingDisabled))
	if u.MinimumUnits != nil {
		d.MinimumUnits = u.MinimumUnits
	}
	if u.MaximumUnits != nil {
		d.MaximumUnits = u.MaximumUnits
	}
	if u.AutoScalingRoleArn != nil {
		d.AutoScalingRoleArn = u.AutoScalingRoleArn
	}
	if p := u.ScalingPolicyUpdate; p != nil {
		c := p.TargetTrackingScalingPolicyConfiguration
		d.ScalingPolicies = []types.AutoScalingPolicyDescription{{PolicyName: p.PolicyName, TargetTrackingScalingPolicyConfiguration: &types.AutoScalingTargetTrackingScalingPolicyConfigurationDescription{
			TargetValue: c.TargetValue, DisableScaleIn: c.DisableScaleIn, ScaleInCooldown: c.ScaleInCooldown, ScaleOutCooldown: c.ScaleOutCooldown}}}
	}
	return &d
}

// describeScaling describes the settings of a table, which is locked.
func (t *table) describeScaling() *types.TableAutoScalingDescription {
	region := t.server.core.Region
	r := types.ReplicaAutoScalingDescription{RegionName: &region, ReplicaStatus: types.ReplicaStatusActive,
		ReplicaProvisionedReadCapacityAutoScalingSettings: t.scaling[scalingReads], ReplicaProvisionedWriteCapacityAutoScalingSettings: t.scaling[scalingWrites]}
	for _, ix := range t.indexes {
		if ix.global {
			r.GlobalSecondaryIndexes = append(r.GlobalSecondaryIndexes, types.ReplicaGlobalSecondaryIndexAutoScalingDescription{IndexName: &ix.name, IndexStatus: ix.status,
				ProvisionedReadCapacityAutoScalingSettings: t.scaling[ix.name+scalingReads], ProvisionedWriteCapacityAutoScalingSettings: t.scaling[ix.name+scalingWrites]})
		}
	}
	return &types.TableAutoScalingDescription{TableName: &t.name, TableStatus: t.status, Replicas: []types.ReplicaAutoScalingDescription{r}}
}

// describeTableReplicaAutoScaling describes the settings of a table.
func (s *Server) describeTableReplicaAutoScaling(_ context.Context, in *dynamodb.DescribeTableReplicaAutoScalingInput) (*dynamodb.DescribeTableReplicaAutoScalingOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return &dynamodb.DescribeTableReplicaAutoScalingOutput{TableAutoScalingDescription: t.describeScaling()}, nil
}
