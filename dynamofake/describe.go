package dynamofake

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// describeTable describes a table. Counts and sizes are exact, where AWS's are up to six hours old.
func (s *Server) describeTable(_ context.Context, in *dynamodb.DescribeTableInput) (*dynamodb.DescribeTableOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return &dynamodb.DescribeTableOutput{Table: t.describeWarm(s.core.Now())}, nil
}

// describeWarm is describe with the warm throughput, which CreateTable's answer does not have, as recorded.
func (t *table) describeWarm(now time.Time) *types.TableDescription {
	d := t.describe(now)
	d.WarmThroughput = t.capacity.describeWarm()
	for i := range d.GlobalSecondaryIndexes {
		g := &d.GlobalSecondaryIndexes[i]
		w := t.index(*g.IndexName).capacity.describeWarm()
		g.WarmThroughput = &types.GlobalSecondaryIndexWarmThroughputDescription{ReadUnitsPerSecond: w.ReadUnitsPerSecond, WriteUnitsPerSecond: w.WriteUnitsPerSecond, Status: types.IndexStatus(w.Status)}
	}
	return d
}

func (c *capacity) describeWarm() *types.TableWarmThroughputDescription {
	w := c.warm
	d := &types.TableWarmThroughputDescription{ReadUnitsPerSecond: &w.reads, WriteUnitsPerSecond: &w.writes, Status: types.TableStatusActive}
	if c.warming {
		d.Status = types.TableStatusUpdating
	}
	return d
}

// describe describes the table, which is locked.
func (t *table) describe(now time.Time) *types.TableDescription {
	d := &types.TableDescription{
		TableName: &t.name, TableArn: &t.arn, TableId: &t.id, TableStatus: t.status, CreationDateTime: &t.created,
		AttributeDefinitions: t.definitions, KeySchema: t.keys.elements(),
		ItemCount: aws.Int64(int64(t.items.Len())), TableSizeBytes: aws.Int64(t.size),
		ProvisionedThroughput:     t.capacity.describe(now),
		OnDemandThroughput:        t.capacity.limits(),
		DeletionProtectionEnabled: aws.Bool(t.protected),
		SSEDescription:            t.sse, GlobalTableSettingsReplicationMode: t.replicationMode,
	}
	if t.billing == types.BillingModePayPerRequest || !t.billingChanged.IsZero() {
		d.BillingModeSummary = &types.BillingModeSummary{BillingMode: t.billing, LastUpdateToPayPerRequestDateTime: timeOrNil(t.billingChanged)}
	}
	if t.class != "" {
		d.TableClassSummary = &types.TableClassSummary{TableClass: t.class, LastUpdateDateTime: timeOrNil(t.classChanged)}
	}
	if st := t.stream; st != nil {
		d.LatestStreamArn, d.LatestStreamLabel = st.arn(t), &st.label
		if st.enabled {
			d.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: st.view}
		}
	}
	for _, ix := range t.indexes {
		if ix.global {
			d.GlobalSecondaryIndexes = append(d.GlobalSecondaryIndexes, ix.describeGlobal(t, now))
		} else {
			d.LocalSecondaryIndexes = append(d.LocalSecondaryIndexes, types.LocalSecondaryIndexDescription{
				IndexName: &ix.name, IndexArn: ix.arn(t), KeySchema: ix.keys.elements(), Projection: &ix.projection,
				ItemCount: aws.Int64(int64(ix.entries.Len())), IndexSizeBytes: aws.Int64(ix.size),
			})
		}
	}
	return d
}

func (ix *index) describeGlobal(t *table, now time.Time) types.GlobalSecondaryIndexDescription {
	d := types.GlobalSecondaryIndexDescription{
		IndexName: &ix.name, IndexArn: ix.arn(t), IndexStatus: ix.status, KeySchema: ix.keys.elements(), Projection: &ix.projection,
		ItemCount: aws.Int64(int64(ix.entries.Len())), IndexSizeBytes: aws.Int64(ix.size),
		ProvisionedThroughput: ix.capacity.describe(now), OnDemandThroughput: ix.capacity.limits(),
	}
	if ix.backfilling {
		d.Backfilling = aws.Bool(true)
	}
	return d
}

// listTables lists the names of the tables in order, 100 at most.
func (s *Server) listTables(_ context.Context, in *dynamodb.ListTablesInput) (*dynamodb.ListTablesOutput, error) {
	limit := 100
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := &dynamodb.ListTablesOutput{TableNames: []string{}}
	start := ""
	if in.ExclusiveStartTableName != nil {
		start = *in.ExclusiveStartTableName + "\x00"
	}
	for name := range s.tables.From(start) {
		if len(out.TableNames) == limit {
			out.LastEvaluatedTableName = &out.TableNames[limit-1]
			break
		}
		out.TableNames = append(out.TableNames, name)
	}
	return out, nil
}

// deleteTable deletes a table with all its items. Its answer has neither keys nor a creation date.
func (s *Server) deleteTable(_ context.Context, in *dynamodb.DeleteTableInput) (*dynamodb.DeleteTableOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	d, err := t.beginDeletion(s.core.Now())
	if err != nil {
		return nil, err
	}
	s.core.AfterLifecycle(func() { s.remove(t) })
	return &dynamodb.DeleteTableOutput{TableDescription: d}, nil
}

// beginDeletion makes items unreachable, unless the table is protected or in transition.
func (t *table) beginDeletion(now time.Time) (*types.TableDescription, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch t.status {
	case types.TableStatusCreating:
		return nil, inUse("Table is being created: %s", t.name)
	case types.TableStatusDeleting:
		return nil, inUse("Table is being deleted: %s", t.name)
	case types.TableStatusUpdating:
		return nil, inUse("Table: %s is in the process of being updated.", t.name)
	}
	for _, ix := range t.indexes {
		if ix.status != types.IndexStatusActive {
			return nil, inUse("Cannot delete table while indexes are being created, updated, or deleted.")
		}
	}
	if t.protected {
		return nil, validation("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
	}
	t.status = types.TableStatusDeleting
	for _, ix := range t.indexes {
		ix.status = types.IndexStatusDeleting
	}
	if t.stream != nil && t.stream.enabled {
		t.stopStream()
	}
	d := t.describe(now)
	d.AttributeDefinitions, d.KeySchema, d.CreationDateTime = nil, nil, nil
	for i := range d.GlobalSecondaryIndexes {
		d.GlobalSecondaryIndexes[i].KeySchema, d.GlobalSecondaryIndexes[i].Projection = nil, nil
	}
	for i := range d.LocalSecondaryIndexes {
		d.LocalSecondaryIndexes[i].KeySchema, d.LocalSecondaryIndexes[i].Projection = nil, nil
	}
	return d, nil
}

// remove takes a table away for good.
func (s *Server) remove(t *table) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now, _ := s.tables.Get(t.name); now == t {
		s.tables.Delete(t.name)
	}
}

// describeLimits tells the quotas of an account, which are the defaults of most regions.
func (s *Server) describeLimits(context.Context, *dynamodb.DescribeLimitsInput) (*dynamodb.DescribeLimitsOutput, error) {
	return &dynamodb.DescribeLimitsOutput{
		AccountMaxReadCapacityUnits: aws.Int64(80000), AccountMaxWriteCapacityUnits: aws.Int64(80000),
		TableMaxReadCapacityUnits: aws.Int64(40000), TableMaxWriteCapacityUnits: aws.Int64(40000),
	}, nil
}

// describeEndpoints names the endpoint that serves the account.
func (s *Server) describeEndpoints(context.Context, *dynamodb.DescribeEndpointsInput) (*dynamodb.DescribeEndpointsOutput, error) {
	address := "dynamodb." + s.core.Region + ".amazonaws.com"
	return &dynamodb.DescribeEndpointsOutput{Endpoints: []types.Endpoint{{Address: &address, CachePeriodInMinutes: 1440}}}, nil
}
