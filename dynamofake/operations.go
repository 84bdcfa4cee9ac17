package dynamofake

import (
	"context"

	"github.com/awsfake/awsfake/internal/service"
)

// op makes the row of a handler. What package expr refuses is answered as ValidationException.
func op[In, Out any](name string, h func(*Server, context.Context, *In) (*Out, error)) service.Operation {
	return service.Op(name, func(s *Server, ctx context.Context, in *In) (*Out, error) {
		out, err := h(s, ctx, in)
		if err != nil {
			return nil, said(err)
		}
		return out, nil
	})
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{
		op("BatchGetItem", (*Server).batchGetItem),
		op("BatchWriteItem", (*Server).batchWriteItem),
		op("CreateTable", (*Server).createTable),
		op("DeleteItem", (*Server).deleteItem),
		op("DeleteTable", (*Server).deleteTable),
		op("DescribeEndpoints", (*Server).describeEndpoints),
		op("DescribeLimits", (*Server).describeLimits),
		op("DescribeTable", (*Server).describeTable),
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
