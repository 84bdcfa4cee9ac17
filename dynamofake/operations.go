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
		op("CreateTable", (*Server).createTable),
		op("DeleteItem", (*Server).deleteItem),
		op("DeleteTable", (*Server).deleteTable),
		op("DescribeEndpoints", (*Server).describeEndpoints),
		op("DescribeLimits", (*Server).describeLimits),
		op("DescribeTable", (*Server).describeTable),
		op("ExecuteStatement", (*Server).executeStatement),
		op("ExecuteTransaction", (*Server).executeTransaction),
		op("GetItem", (*Server).getItem),
		op("ListTables", (*Server).listTables),
		op("PutItem", (*Server).putItem),
		op("Query", (*Server).query),
		op("Scan", (*Server).scan),
		op("TransactGetItems", (*Server).transactGetItems),
		op("TransactWriteItems", (*Server).transactWriteItems),
		op("UpdateItem", (*Server).updateItem),
		op("UpdateTable", (*Server).updateTable),
	}
}
