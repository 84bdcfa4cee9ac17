package dynamofake

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// backupsListed is how many backups ListBackups answers at a time (API reference).
const backupsListed = 100

// A backup is a snapshot of a table that was asked for.
type backup struct {
	*snapshot
	arn, name string
	at        time.Time
	status    types.BackupStatus
}

// createBackup takes a backup of a table; several can have one name.
func (s *Server) createBackup(_ context.Context, in *dynamodb.CreateBackupInput) (*dynamodb.CreateBackupOutput, error) {
	t, err := s.backedUp(*in.TableName)
	if err != nil {
		return nil, err
	}
	b := &backup{name: *in.BackupName, at: s.core.Now(), status: types.BackupStatusCreating}
	b.arn = fmt.Sprintf("%s/backup/%014d-%s", t.arn, b.at.UnixMilli(), s.core.NewHex(4))
	err = t.read(func() error {
		b.snapshot = t.snapshot()
		return nil
	})
	if err != nil {
		return nil, noTableForBackup(*in.TableName)
	}
	s.backupMu.Lock()
	s.backups.Set(b.arn, b)
	details := b.details()
	s.backupMu.Unlock()
	s.core.AfterLifecycle(func() {
		s.backupMu.Lock()
		defer s.backupMu.Unlock()
		if b.status == types.BackupStatusCreating {
			b.status = types.BackupStatusAvailable
		}
	})
	return &dynamodb.CreateBackupOutput{BackupDetails: &details}, nil
}

// backedUp returns the table of an operation on backups.
func (s *Server) backedUp(name string) (*table, error) {
	if err := checkTableName(name); err != nil {
		return nil, err
	}
	if t := s.find(name); t != nil {
		return t, nil
	}
	return nil, noTableForBackup(name)
}

func noTableForBackup(name string) error {
	return &types.TableNotFoundException{Message: aws.String("Table not found: " + name)}
}

// details describes a backup. The server's backups are locked.
func (b *backup) details() types.BackupDetails {
	return types.BackupDetails{BackupArn: &b.arn, BackupName: &b.name, BackupCreationDateTime: &b.at, BackupStatus: b.status, BackupType: types.BackupTypeUser, BackupSizeBytes: b.source.TableSizeBytes}
}

func (b *backup) describe() *types.BackupDescription {
	details := b.details()
	features := &types.SourceTableFeatureDetails{StreamDescription: b.stream, TimeToLiveDescription: b.ttl, SSEDescription: b.sse}
	for _, ix := range b.of.LocalSecondaryIndexes {
		features.LocalSecondaryIndexes = append(features.LocalSecondaryIndexes, types.LocalSecondaryIndexInfo{IndexName: ix.IndexName, KeySchema: ix.KeySchema, Projection: ix.Projection})
	}
	for _, ix := range b.of.GlobalSecondaryIndexes {
		features.GlobalSecondaryIndexes = append(features.GlobalSecondaryIndexes, types.GlobalSecondaryIndexInfo{
			IndexName: ix.IndexName, KeySchema: ix.KeySchema, Projection: ix.Projection, ProvisionedThroughput: ix.ProvisionedThroughput, OnDemandThroughput: ix.OnDemandThroughput})
	}
	return &types.BackupDescription{BackupDetails: &details, SourceTableDetails: &b.source, SourceTableFeatureDetails: features}
}

// findBackup returns the backup with an ARN. The server's backups are locked.
func (s *Server) findBackup(arn string) (*backup, error) {
	b, ok := s.backups.Get(arn)
	if !ok {
		return nil, &types.BackupNotFoundException{Message: aws.String("Backup not found: " + arn)}
	}
	return b, nil
}

// describeBackup describes a backup, the table that it is of, and that table's features.
func (s *Server) describeBackup(_ context.Context, in *dynamodb.DescribeBackupInput) (*dynamodb.DescribeBackupOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	b, err := s.findBackup(*in.BackupArn)
	if err != nil {
		return nil, err
	}
	return &dynamodb.DescribeBackupOutput{BackupDescription: b.describe()}, nil
}

// deleteBackup deletes a backup.
func (s *Server) deleteBackup(_ context.Context, in *dynamodb.DeleteBackupInput) (*dynamodb.DeleteBackupOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	b, err := s.findBackup(*in.BackupArn)
	if err != nil {
		return nil, err
	}
	if b.status == types.BackupStatusCreating {
		return nil, &types.BackupInUseException{Message: aws.String("Backup is being created: " + b.arn)}
	}
	s.backups.Delete(b.arn)
	b.status = types.BackupStatusDeleted
	return &dynamodb.DeleteBackupOutput{BackupDescription: b.describe()}, nil
}

// listBackups lists backups in the order of their ARNs, which have the table and the time: those of a table, of a time, of a kind, or all.
func (s *Server) listBackups(_ context.Context, in *dynamodb.ListBackupsInput) (*dynamodb.ListBackupsOutput, error) {
	if lower, upper := in.TimeRangeLowerBound, in.TimeRangeUpperBound; lower != nil && upper != nil && lower.After(*upper) {
		return nil, invalid("Time range lower bound must be less than or equal to upper bound")
	}
	limit, from := backupsListed, ""
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	if in.ExclusiveStartBackupArn != nil {
		from = *in.ExclusiveStartBackupArn + "\x00"
	}
	name := ""
	if in.TableName != nil {
		name = s.tableName(*in.TableName)
	}
	out := &dynamodb.ListBackupsOutput{BackupSummaries: []types.BackupSummary{}}
	if in.BackupType == types.BackupTypeFilterSystem || in.BackupType == types.BackupTypeFilterAwsBackup {
		return out, nil // nobody makes them here
	}
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	for arn, b := range s.backups.From(from) {
		if name != "" && name != *b.source.TableName || in.TimeRangeLowerBound != nil && b.at.Before(*in.TimeRangeLowerBound) || in.TimeRangeUpperBound != nil && !b.at.Before(*in.TimeRangeUpperBound) {
			continue
		}
		if len(out.BackupSummaries) == limit {
			out.LastEvaluatedBackupArn = out.BackupSummaries[limit-1].BackupArn
			break
		}
		out.BackupSummaries = append(out.BackupSummaries, types.BackupSummary{BackupArn: &arn, BackupName: &b.name, BackupCreationDateTime: &b.at, BackupStatus: b.status, BackupType: types.BackupTypeUser,
			BackupSizeBytes: b.source.TableSizeBytes, TableArn: b.source.TableArn, TableId: b.source.TableId, TableName: b.source.TableName})
	}
	return out, nil
}

// restoreTableFromBackup makes a new table of a backup.
func (s *Server) restoreTableFromBackup(_ context.Context, in *dynamodb.RestoreTableFromBackupInput) (*dynamodb.RestoreTableFromBackupOutput, error) {
	if strings.HasPrefix(*in.TargetTableName, "arn:") {
		return nil, validation("Invalid table/index name: %s", *in.TargetTableName)
	}
	s.backupMu.Lock()
	b, err := s.findBackup(*in.BackupArn)
	if err == nil && b.status != types.BackupStatusAvailable {
		err = &types.BackupInUseException{Message: aws.String("Backup is being created: " + b.arn)}
	}
	s.backupMu.Unlock()
	if err != nil {
		return nil, err
	}
	o := override{in.BillingModeOverride, in.GlobalSecondaryIndexOverride, in.LocalSecondaryIndexOverride, in.OnDemandThroughputOverride, in.ProvisionedThroughputOverride, in.SSESpecificationOverride}
	d, err := s.restore(b.snapshot, in.TargetTableName, o, &types.RestoreSummary{RestoreDateTime: &b.at, RestoreInProgress: aws.Bool(true), SourceBackupArn: &b.arn, SourceTableArn: b.source.TableArn})
	if err != nil {
		return nil, err
	}
	return &dynamodb.RestoreTableFromBackupOutput{TableDescription: d}, nil
}
