package dynamofake

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// The limits of batches.
const (
	maxBatchReads  = 100
	maxBatchWrites = 25
	maxBatchBytes  = 16 << 20
)

const duplicateKeys = "Provided list of item keys contains duplicates"

// A batchRead is what BatchGetItem reads of one table.
type batchRead struct {
	name       string // as the request has it
	keys       []expr.Item
	consistent bool
	projection *expr.Projection
	table      *table
	bill       *bill
}

// batchGetItem reads up to 100 items of any tables. What would make the answer larger than 16 MB is left for another call.
func (s *Server) batchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error) {
	reads, err := s.checkBatchGet(in)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}, UnprocessedKeys: map[string]types.KeysAndAttributes{}}
	left, done := maxBatchBytes, 0
	var refusal error
	for _, r := range reads {
		n, err := r.read(out, &left)
		done += n
		if throttled(err) {
			refusal = err
		} else if err != nil {
			return nil, err
		}
		if n < len(r.keys) {
			rest := in.RequestItems[r.name]
			rest.Keys = rest.Keys[n:]
			out.UnprocessedKeys[r.name] = rest
		}
		if c := r.bill.consumed(in.ReturnConsumedCapacity); c != nil {
			out.ConsumedCapacity = append(out.ConsumedCapacity, *c)
		}
	}
	if refusal != nil && done == 0 { // "if none of the items can be processed" (API reference)
		return nil, refusal
	}
	return out, nil
}

// read reads the items of one table while there are bytes left, and returns how many keys it is done with.
func (r *batchRead) read(out *dynamodb.BatchGetItemOutput, left *int) (int, error) {
	items := []map[string]types.AttributeValue{}
	defer func() { out.Responses[r.name] = items }()
	for n, key := range r.keys {
		rec, err := r.table.get(key, r.projection, r.consistent, r.bill)
		if err != nil {
			return n, err
		}
		if *left -= sizeOf(rec); *left < 0 {
			return n, nil
		}
		if rec != nil {
			items = append(items, projected(rec, r.projection))
		}
	}
	return len(r.keys), nil
}

// checkBatchGet checks everything before anything is read.
func (s *Server) checkBatchGet(in *dynamodb.BatchGetItemInput) (reads []*batchRead, err error) {
	n := 0
	all := expressions{takesProjection: true} // of all tables, which may not mix old and new either
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		q := in.RequestItems[name]
		all.projection, all.attributesToGet = cmp.Or(all.projection, q.ProjectionExpression), append(all.attributesToGet, q.AttributesToGet...)
		r := &batchRead{name: name, consistent: aws.ToBool(q.ConsistentRead), bill: newBill(name)}
		e := expressions{names: q.ExpressionAttributeNames, projection: q.ProjectionExpression, attributesToGet: q.AttributesToGet, takesProjection: true}
		if err := e.check(); err != nil {
			return nil, err
		}
		if r.keys, err = checkBatchKeys(q.Keys); err != nil {
			return nil, err
		}
		if n += len(r.keys); n > maxBatchReads {
			return nil, validation("Too many items requested for the BatchGetItem call")
		}
		c, err := e.compile()
		if err != nil {
			return nil, err
		}
		r.projection = c.projection
		reads = append(reads, r)
	}
	if err := all.check(); err != nil {
		return nil, err
	}
	for _, r := range reads {
		if r.table, err = s.holding(&r.name); err != nil {
			return nil, err
		}
		for _, key := range r.keys {
			if err := r.table.keys.checkKey(key); err != nil {
				return nil, err
			}
		}
	}
	return reads, nil
}

// checkBatchKeys checks the values of the keys of one table, and that none is there twice.
func checkBatchKeys(keys []map[string]types.AttributeValue) (l []expr.Item, err error) {
	seen := map[string]bool{}
	for _, key := range keys {
		if key, err = expr.NormalizeItem(key); err != nil {
			return nil, err
		}
		if id := identity(key); seen[id] {
			return nil, validation(duplicateKeys)
		} else {
			seen[id] = true
		}
		l = append(l, key)
	}
	return l, nil
}

// identity tells keys apart, whatever their table's schema is.
func identity(key expr.Item) string {
	var b []byte
	for _, name := range slices.Sorted(maps.Keys(key)) {
		b = append(append(b, name...), 0)
		b = append(append(b, expr.TypeName(key[name])...), 0)
		b = expr.AppendKey(b, key[name])
	}
	return string(b)
}

// A batchWrite is one write of a BatchWriteItem.
type batchWrite struct {
	name    string // of the table, as the request has it
	request types.WriteRequest
	*write
}

// batchWriteItem puts and deletes up to 25 items of any tables, each for itself.
func (s *Server) batchWriteItem(_ context.Context, in *dynamodb.BatchWriteItemInput) (*dynamodb.BatchWriteItemOutput, error) {
	writes, err := s.checkBatchWrite(in)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{}}
	bills := &bills{}
	var refusal error
	for _, w := range writes {
		d, err := w.do()
		if throttled(err) {
			refusal = err
			out.UnprocessedItems[w.name] = append(out.UnprocessedItems[w.name], w.request)
			continue
		}
		if err != nil {
			return nil, err
		}
		bills.of(w.name).add(d.bill)
		if m := d.metrics(in.ReturnItemCollectionMetrics); m != nil {
			if out.ItemCollectionMetrics == nil {
				out.ItemCollectionMetrics = map[string][]types.ItemCollectionMetrics{}
			}
			out.ItemCollectionMetrics[w.name] = append(out.ItemCollectionMetrics[w.name], *m)
		}
	}
	if refusal != nil && len(bills.list) == 0 {
		return nil, refusal
	}
	out.ConsumedCapacity = bills.consumed(in.ReturnConsumedCapacity)
	return out, nil
}

// checkBatchWrite checks everything before anything is written.
func (s *Server) checkBatchWrite(in *dynamodb.BatchWriteItemInput) (writes []*batchWrite, err error) {
	var intents []*intent
	var requests []types.WriteRequest
	size := 0
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		for _, r := range in.RequestItems[name] {
			i, err := batchIntent(&r)
			if err != nil {
				return nil, err
			}
			i.table = aws.String(name)
			intents, requests = append(intents, i), append(requests, r)
			size += sizeOf(i.put)
		}
	}
	switch {
	case len(intents) > maxBatchWrites:
		return nil, validation("Too many items requested for the BatchWriteItem call")
	case size > maxBatchBytes:
		return nil, validation("Request size exceeds the limit of 16 MB for the BatchWriteItem call")
	}
	seen := map[string]bool{}
	for n, i := range intents {
		t, err := s.holding(i.table)
		if err != nil {
			return nil, err
		}
		w, err := i.inBatch(t)
		if err != nil {
			return nil, err
		}
		if err := t.read(func() error { return w.checkNew(change{new: i.put}) }); err != nil {
			return nil, err
		}
		if id := t.name + "\x00" + w.position; seen[id] {
			return nil, validation(duplicateKeys)
		} else {
			seen[id] = true
		}
		writes = append(writes, &batchWrite{*i.table, requests[n], w})
	}
	return writes, nil
}

// inBatch is on for a batch, which has one message for all that can be wrong with the key of an item.
// Source: the tests of github.com/nubo-db/dynamodb-conformance, run against DynamoDB.
func (i *intent) inBatch(t *table) (*write, error) {
	if i.put != nil {
		key := t.keys.of(i.put.item)
		if err := t.keys.checkKey(key); err != nil {
			return nil, err
		}
	}
	return i.on(t)
}

// batchIntent checks one request of a batch.
func batchIntent(r *types.WriteRequest) (*intent, error) {
	switch {
	case (r.PutRequest == nil) == (r.DeleteRequest == nil):
		return nil, validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
	case r.PutRequest != nil:
		put, err := checkPut(r.PutRequest.Item)
		if err != nil {
			return nil, err
		}
		return &intent{put: put}, nil
	}
	key, err := expr.NormalizeItem(r.DeleteRequest.Key)
	if err != nil {
		return nil, err
	}
	return &intent{key: key, remove: true}, nil
}

// bills are those of several tables, in the order in which a request first names them.
type bills struct {
	list          []*bill
	read, written bool
}

// of returns the bill of a table.
func (l *bills) of(name string) *bill {
	for _, b := range l.list {
		if b.name == name {
			return b
		}
	}
	b := newBill(name)
	b.read, b.written = l.read, l.written
	l.list = append(l.list, b)
	return b
}

// consumed is the ConsumedCapacity of an answer, nil if it is not asked for.
func (l *bills) consumed(want types.ReturnConsumedCapacity) (all []types.ConsumedCapacity) {
	for _, b := range l.list {
		if c := b.consumed(want); c != nil {
			all = append(all, *c)
		}
	}
	return all
}
