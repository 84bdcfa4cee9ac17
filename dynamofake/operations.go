package dynamofake

import (
	"context"

	"github.com/awsfake/awsfake/internal/service"
)

// op makes the row of a handler.
func op[In, Out any](name string, h handler[In, Out]) service.Operation {
	return service.Op(name, answering(h))
}

type handler[In, Out any] func(*Server, context.Context, *In) (*Out, error)

// answering makes a handler answer what package expr refuses as ValidationException.
func answering[In, Out any](h handler[In, Out]) handler[In, Out] {
	return func(s *Server, ctx context.Context, in *In) (*Out, error) {
		out, err := h(s, ctx, in)
		if err != nil {
			return nil, said(err)
		}
		return out, nil
	}
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{
		op("BatchExecuteStatement", (*Server).batchExecuteStatement),
		service.BatchOp("BatchGetItem", answering((*Server).batchGetItem), failReads),
		service.BatchOp("BatchWriteItem", answering((*Server).batchWriteItem), failWrites),
		op("CreateBackup", (*Server).createBackup),
		op("CreateGlobalTable", (*Server).createGlobalTable),
		op("CreateTable", (*Server).createTable),
		op("DeleteBackup", (*Server).deleteBackup),
		op("DeleteItem", (*Server).deleteItem),
		op("DeleteResourcePolicy", (*Server).deleteResourcePolicy),
		op("DeleteTable", (*Server).deleteTable),
		op("DescribeBackup", (*Server).describeBackup),
		op("DescribeContinuousBackups", (*Server).describeContinuousBackups),
		op("DescribeContributorInsights", (*Server).describeContributorInsights),
		op("DescribeEndpoints", (*Server).describeEndpoints),
		op("DescribeExport", (*Server).describeExport),
		op("DescribeGlobalTable", (*Server).describeGlobalTable),
		op("DescribeGlobalTableSettings", (*Server).describeGlobalTableSettings),
		op("DescribeImport", (*Server).describeImport),
		op("DescribeKinesisStreamingDestination", (*Server).describeKinesisStreamingDestination),
		op("DescribeLimits", (*Server).describeLimits),
		op("DescribeTable", (*Server).describeTable),
		op("DescribeTableReplicaAutoScaling", (*Server).describeTableReplicaAutoScaling),
		op("DescribeTimeToLive", (*Server).describeTimeToLive),
		op("DisableKinesisStreamingDestination", (*Server).disableKinesisStreamingDestination),
		op("EnableKinesisStreamingDestination", (*Server).enableKinesisStreamingDestination),
		op("ExecuteStatement", (*Server).executeStatement),
		op("ExecuteTransaction", (*Server).executeTransaction),
		op("ExportTableToPointInTime", (*Server).exportTableToPointInTime),
		op("GetItem", (*Server).getItem),
		op("GetResourcePolicy", (*Server).getResourcePolicy),
		op("ImportTable", (*Server).importTable),
		op("ListBackups", (*Server).listBackups),
		op("ListContributorInsights", (*Server).listContributorInsights),
		op("ListExports", (*Server).listExports),
		op("ListGlobalTables", (*Server).listGlobalTables),
		op("ListImports", (*Server).listImports),
		op("ListTables", (*Server).listTables),
		op("ListTagsOfResource", (*Server).listTagsOfResource),
		op("PutItem", (*Server).putItem),
		op("PutResourcePolicy", (*Server).putResourcePolicy),
		op("Query", (*Server).query),
		op("RestoreTableFromBackup", (*Server).restoreTableFromBackup),
		op("RestoreTableToPointInTime", (*Server).restoreTableToPointInTime),
		op("Scan", (*Server).scan),
		op("TagResource", (*Server).tagResource),
		op("TransactGetItems", (*Server).transactGetItems),
		op("TransactWriteItems", (*Server).transactWriteItems),
		op("UntagResource", (*Server).untagResource),
		op("UpdateContinuousBackups", (*Server).updateContinuousBackups),
		op("UpdateContributorInsights", (*Server).updateContributorInsights),
		op("UpdateGlobalTable", (*Server).updateGlobalTable),
		op("UpdateGlobalTableSettings", (*Server).updateGlobalTableSettings),
		op("UpdateItem", (*Server).updateItem),
		op("UpdateKinesisStreamingDestination", (*Server).updateKinesisStreamingDestination),
		op("UpdateTable", (*Server).updateTable),
		op("UpdateTableReplicaAutoScaling", (*Server).updateTableReplicaAutoScaling),
		op("UpdateTimeToLive", (*Server).updateTimeToLive),
	}
}
