package dynamofake

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Global tables are those of version 2017.11.29, the ones with operations of their own. A replica in the Region of the fake is its table;
// those in others are taken for granted and stay without items.

// A globalTable is the replicas of a table.
type globalTable struct {
	name    string
	created time.Time
	status  types.GlobalTableStatus
	regions []string // in order
}

// globalTablesListed is how many global tables a list has at a time (API reference).
const globalTablesListed = 100

// createGlobalTable makes a global table of tables that are there, empty, and have a stream of both images.
func (s *Server) createGlobalTable(_ context.Context, in *dynamodb.CreateGlobalTableInput) (*dynamodb.CreateGlobalTableOutput, error) {
	g := &globalTable{name: *in.GlobalTableName, created: s.core.Now(), status: types.GlobalTableStatusCreating}
	for _, r := range in.ReplicationGroup {
		region := aws.ToString(r.RegionName)
		if region == "" || slices.Contains(g.regions, region) {
			return nil, invalid("ReplicationGroup must have each Region once")
		}
		g.regions = append(g.regions, region)
	}
	slices.Sort(g.regions)
	if slices.Contains(g.regions, s.core.Region) {
		if err := s.checkReplica(g.name); err != nil {
			return nil, err
		}
	}
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	if _, exists := s.globals.Get(g.name); exists {
		return nil, &types.GlobalTableAlreadyExistsException{Message: aws.String("Global table already exists: Global table with name: '" + g.name + "' already exists.")}
	}
	s.globals.Set(g.name, g)
	d := s.describeGlobal(g)
	s.settleGlobal(g)
	return &dynamodb.CreateGlobalTableOutput{GlobalTableDescription: d}, nil
}

// checkReplica checks that a table can be a replica.
func (s *Server) checkReplica(name string) error {
	t := s.find(name)
	if t == nil {
		return &types.TableNotFoundException{Message: aws.String("Table not found: Table with name: '" + name + "' does not exist in Region: '" + s.core.Region + "'")}
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.stream == nil || !t.stream.enabled || t.stream.view != types.StreamViewTypeNewAndOldImages {
		return validation("Table '%s' in Region '%s' must have streams enabled with the view type NEW_AND_OLD_IMAGES", name, s.core.Region)
	}
	if t.items.Len() > 0 {
		return validation("Table '%s' in Region '%s' must be empty", name, s.core.Region)
	}
	return nil
}

// settleGlobal makes a global table active. The server's global tables are locked.
func (s *Server) settleGlobal(g *globalTable) {
	if s.core.Lifecycle == 0 {
		g.status = types.GlobalTableStatusActive
		return
	}
	s.core.AfterLifecycle(func() {
		s.backupMu.Lock()
		defer s.backupMu.Unlock()
		g.status = types.GlobalTableStatusActive
	})
}

// describeGlobal describes a global table. The server's global tables are locked.
func (s *Server) describeGlobal(g *globalTable) *types.GlobalTableDescription {
	d := &types.GlobalTableDescription{GlobalTableName: &g.name, CreationDateTime: &g.created, GlobalTableStatus: g.status,
		GlobalTableArn: aws.String("arn:" + s.core.Partition() + ":dynamodb::" + s.core.AccountID + ":global-table/" + g.name)}
	for _, region := range g.regions {
		d.ReplicationGroup = append(d.ReplicationGroup, types.ReplicaDescription{RegionName: &region, ReplicaStatus: types.ReplicaStatus(g.status)})
	}
	return d
}

// findGlobal returns the global table with a name. The server's global tables are locked.
func (s *Server) findGlobal(name string) (*globalTable, error) {
	g, ok := s.globals.Get(name)
	if !ok {
		return nil, &types.GlobalTableNotFoundException{Message: aws.String("Global table not found: Global table with name: '" + name + "' does not exist.")}
	}
	return g, nil
}

// describeGlobalTable describes a global table.
func (s *Server) describeGlobalTable(_ context.Context, in *dynamodb.DescribeGlobalTableInput) (*dynamodb.DescribeGlobalTableOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	g, err := s.findGlobal(*in.GlobalTableName)
	if err != nil {
		return nil, err
	}
	return &dynamodb.DescribeGlobalTableOutput{GlobalTableDescription: s.describeGlobal(g)}, nil
}

// updateGlobalTable adds replicas and removes others, all or none.
func (s *Server) updateGlobalTable(_ context.Context, in *dynamodb.UpdateGlobalTableInput) (*dynamodb.UpdateGlobalTableOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	g, err := s.findGlobal(*in.GlobalTableName)
	if err != nil {
		return nil, err
	}
	regions := slices.Clone(g.regions)
	for _, u := range in.ReplicaUpdates {
		switch {
		case u.Create != nil && u.Delete == nil:
			if slices.Contains(regions, *u.Create.RegionName) {
				return nil, &types.ReplicaAlreadyExistsException{Message: aws.String("Failed to create the replica of table with name: '" + g.name + "' because one already existed in Region: '" + *u.Create.RegionName + "'.")}
			}
			if *u.Create.RegionName == s.core.Region {
				if err := s.checkReplica(g.name); err != nil {
					return nil, err
				}
			}
			regions = append(regions, *u.Create.RegionName)
		case u.Delete != nil && u.Create == nil:
			i := slices.Index(regions, *u.Delete.RegionName)
			if i < 0 {
				return nil, &types.ReplicaNotFoundException{Message: aws.String("Failed to find the replica of table with name: '" + g.name + "' in Region: '" + *u.Delete.RegionName + "'.")}
			}
			regions = slices.Delete(regions, i, i+1)
		default:
			return nil, invalid("Each of ReplicaUpdates must have either Create or Delete")
		}
	}
	slices.Sort(regions)
	g.regions, g.status = regions, types.GlobalTableStatusUpdating
	d := s.describeGlobal(g)
	s.settleGlobal(g)
	return &dynamodb.UpdateGlobalTableOutput{GlobalTableDescription: d}, nil
}

// listGlobalTables lists global tables by name, those with a replica in a Region or all.
func (s *Server) listGlobalTables(_ context.Context, in *dynamodb.ListGlobalTablesInput) (*dynamodb.ListGlobalTablesOutput, error) {
	limit, from := globalTablesListed, ""
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	if in.ExclusiveStartGlobalTableName != nil {
		from = *in.ExclusiveStartGlobalTableName + "\x00"
	}
	out := &dynamodb.ListGlobalTablesOutput{GlobalTables: []types.GlobalTable{}}
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	for name, g := range s.globals.From(from) {
		if in.RegionName != nil && !slices.Contains(g.regions, *in.RegionName) {
			continue
		}
		if len(out.GlobalTables) == limit {
			out.LastEvaluatedGlobalTableName = out.GlobalTables[limit-1].GlobalTableName
			break
		}
		row := types.GlobalTable{GlobalTableName: &name}
		for _, region := range g.regions {
			row.ReplicationGroup = append(row.ReplicationGroup, types.Replica{RegionName: &region})
		}
		out.GlobalTables = append(out.GlobalTables, row)
	}
	return out, nil
}

// describeGlobalTableSettings describes the throughput of the replicas: that of the fake's Region, which others share.
func (s *Server) describeGlobalTableSettings(_ context.Context, in *dynamodb.DescribeGlobalTableSettingsInput) (*dynamodb.DescribeGlobalTableSettingsOutput, error) {
	settings, err := s.replicaSettings(*in.GlobalTableName)
	if err != nil {
		return nil, err
	}
	return &dynamodb.DescribeGlobalTableSettingsOutput{GlobalTableName: in.GlobalTableName, ReplicaSettings: settings}, nil
}

func (s *Server) replicaSettings(name string) ([]types.ReplicaSettingsDescription, error) {
	s.backupMu.Lock()
	g, err := s.findGlobal(name)
	var regions []string
	if err == nil {
		regions = slices.Clone(g.regions)
	}
	s.backupMu.Unlock()
	if err != nil {
		return nil, err
	}
	var here types.ReplicaSettingsDescription
	if t := s.find(name); t != nil {
		t.mu.RLock()
		d := t.describe(s.core.Now())
		t.mu.RUnlock()
		here = types.ReplicaSettingsDescription{ReplicaBillingModeSummary: d.BillingModeSummary, ReplicaProvisionedReadCapacityUnits: d.ProvisionedThroughput.ReadCapacityUnits,
			ReplicaProvisionedWriteCapacityUnits: d.ProvisionedThroughput.WriteCapacityUnits, ReplicaTableClassSummary: d.TableClassSummary}
		for _, ix := range d.GlobalSecondaryIndexes {
			here.ReplicaGlobalSecondaryIndexSettings = append(here.ReplicaGlobalSecondaryIndexSettings, types.ReplicaGlobalSecondaryIndexSettingsDescription{IndexName: ix.IndexName, IndexStatus: ix.IndexStatus,
				ProvisionedReadCapacityUnits: ix.ProvisionedThroughput.ReadCapacityUnits, ProvisionedWriteCapacityUnits: ix.ProvisionedThroughput.WriteCapacityUnits})
		}
	}
	var l []types.ReplicaSettingsDescription
	for _, region := range regions {
		r := here
		r.RegionName, r.ReplicaStatus = &region, types.ReplicaStatusActive
		l = append(l, r)
	}
	return l, nil
}

// updateGlobalTableSettings changes the write throughput of the table, which is that of all replicas. Of the other settings, those of
// the fake's Region can be changed with UpdateTable.
func (s *Server) updateGlobalTableSettings(ctx context.Context, in *dynamodb.UpdateGlobalTableSettingsInput) (*dynamodb.UpdateGlobalTableSettingsOutput, error) {
	if in.GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate != nil || in.ReplicaSettingsUpdate != nil || in.GlobalTableGlobalSecondaryIndexSettingsUpdate != nil {
		return nil, notImplemented("UpdateGlobalTableSettings of indexes, replicas or auto scaling")
	}
	settings, err := s.replicaSettings(*in.GlobalTableName)
	if err != nil {
		return nil, err
	}
	t := s.find(*in.GlobalTableName)
	if t == nil {
		return nil, notImplemented("UpdateGlobalTableSettings of a table without a replica in " + s.core.Region)
	}
	update := &dynamodb.UpdateTableInput{TableName: in.GlobalTableName, BillingMode: in.GlobalTableBillingMode}
	if in.GlobalTableProvisionedWriteCapacityUnits != nil {
		i := slices.IndexFunc(settings, func(r types.ReplicaSettingsDescription) bool { return *r.RegionName == s.core.Region })
		reads := aws.Int64(1)
		if i >= 0 && aws.ToInt64(settings[i].ReplicaProvisionedReadCapacityUnits) > 0 {
			reads = settings[i].ReplicaProvisionedReadCapacityUnits
		}
		update.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: reads, WriteCapacityUnits: in.GlobalTableProvisionedWriteCapacityUnits}
	}
	if _, err := s.updateTable(ctx, update); err != nil {
		return nil, err
	}
	if settings, err = s.replicaSettings(*in.GlobalTableName); err != nil {
		return nil, err
	}
	return &dynamodb.UpdateGlobalTableSettingsOutput{GlobalTableName: in.GlobalTableName, ReplicaSettings: settings}, nil
}
