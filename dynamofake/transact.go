package dynamofake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// maxTransaction is how large the items of a transaction may be together.
const maxTransaction = 4 << 20

// The codes of cancellation reasons.
const (
	reasonNone       = "None"
	reasonCondition  = "ConditionalCheckFailed"
	reasonInvalid    = "ValidationError"
	reasonThroughput = "ProvisionedThroughputExceeded"
)

// transactWriteItems does up to 100 writes and checks, all or none.
func (s *Server) transactWriteItems(_ context.Context, in *dynamodb.TransactWriteItemsInput) (*dynamodb.TransactWriteItemsOutput, error) {
	intents := make([]*intent, len(in.TransactItems))
	for n := range in.TransactItems {
		i, err := transactIntent(&in.TransactItems[n])
		if err != nil {
			return nil, err
		}
		intents[n] = i
	}
	tables, err := s.tablesOf(len(intents), func(n int) *string { return intents[n].table })
	if err != nil {
		return nil, err
	}
	writes, err := bindAll(intents, tables)
	if err != nil {
		return nil, err
	}
	unlock, err := lockAll(tables, true)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if token := in.ClientRequestToken; token != nil {
		repeated, err := s.tokens.check(s.core.Now(), *token, in.TransactItems)
		if err != nil {
			return nil, err
		}
		if repeated {
			return repeatedOutput(in, writes), nil
		}
	}
	changes, err := tryAll(writes)
	if err != nil {
		return nil, err
	}
	if token := in.ClientRequestToken; token != nil {
		s.tokens.add(s.core.Now(), *token, in.TransactItems)
	}
	return commitAll(in, intents, changes), nil
}

// commitAll stores the changes of a transaction.
func commitAll(in *dynamodb.TransactWriteItemsInput, intents []*intent, changes []change) *dynamodb.TransactWriteItemsOutput {
	out := &dynamodb.TransactWriteItemsOutput{}
	bills := &bills{written: true}
	for n, c := range changes {
		name := *intents[n].table
		b := newBill(name)
		b.addWrite(c, 2)
		c.table.spend(b, true)
		bills.of(name).add(b)
		if intents[n].checks() {
			continue
		}
		c.table.commit(c)
		if m := c.metrics(in.ReturnItemCollectionMetrics); m != nil {
			if out.ItemCollectionMetrics == nil {
				out.ItemCollectionMetrics = map[string][]types.ItemCollectionMetrics{}
			}
			out.ItemCollectionMetrics[name] = append(out.ItemCollectionMetrics[name], *m)
		}
	}
	out.ConsumedCapacity = bills.consumed(in.ReturnConsumedCapacity)
	return out
}

// checks reports whether an intent only checks a condition.
func (i *intent) checks() bool { return i.put == nil && i.update == nil && !i.remove }

// repeatedOutput answers a transaction that was done before: it costs what reading the items does.
func repeatedOutput(in *dynamodb.TransactWriteItemsInput, writes []*write) *dynamodb.TransactWriteItemsOutput {
	bills := &bills{read: true}
	for _, w := range writes {
		r, _ := w.items.Get(w.position)
		bills.of(*w.intent.table).table += 2 * units(sizeOf(r), readUnit)
	}
	return &dynamodb.TransactWriteItemsOutput{ConsumedCapacity: bills.consumed(in.ReturnConsumedCapacity)}
}

// transactIntent checks one action of a transaction.
func transactIntent(a *types.TransactWriteItem) (*intent, error) {
	given := 0
	for _, has := range []bool{a.Put != nil, a.Update != nil, a.Delete != nil, a.ConditionCheck != nil} {
		if has {
			given++
		}
	}
	if given != 1 {
		return nil, validation("TransactItems can only contain one of Check, Put, Update or Delete")
	}
	switch {
	case a.Put != nil:
		p := a.Put
		e := expressions{names: p.ExpressionAttributeNames, values: p.ExpressionAttributeValues, condition: p.ConditionExpression, takesCondition: true, inTransaction: true}
		put, err := checkPut(p.Item)
		return transactExpressions(&intent{table: p.TableName, put: put, want: wants(p.ReturnValuesOnConditionCheckFailure)}, &e, err)
	case a.Update != nil:
		u := a.Update
		e := expressions{names: u.ExpressionAttributeNames, values: u.ExpressionAttributeValues, condition: u.ConditionExpression, update: u.UpdateExpression,
			takesCondition: true, takesUpdate: true}
		key, err := expr.NormalizeItem(u.Key)
		return transactExpressions(&intent{table: u.TableName, key: key, want: wants(u.ReturnValuesOnConditionCheckFailure)}, &e, err)
	case a.Delete != nil:
		d := a.Delete
		e := expressions{names: d.ExpressionAttributeNames, values: d.ExpressionAttributeValues, condition: d.ConditionExpression, takesCondition: true, inTransaction: true}
		key, err := expr.NormalizeItem(d.Key)
		return transactExpressions(&intent{table: d.TableName, key: key, remove: true, want: wants(d.ReturnValuesOnConditionCheckFailure)}, &e, err)
	}
	c := a.ConditionCheck
	e := expressions{names: c.ExpressionAttributeNames, values: c.ExpressionAttributeValues, condition: c.ConditionExpression, takesCondition: true, inTransaction: true}
	key, err := expr.NormalizeItem(c.Key)
	return transactExpressions(&intent{table: c.TableName, key: key, want: wants(c.ReturnValuesOnConditionCheckFailure)}, &e, err)
}

// transactExpressions adds the compiled expressions to an intent, unless there is an error already.
func transactExpressions(i *intent, e *expressions, err error) (*intent, error) {
	if err != nil {
		return nil, err
	}
	c, err := e.compile()
	if err != nil {
		return nil, err
	}
	i.condition, i.update = c.condition, c.update
	return i, nil
}

// tablesOf returns the table of each of n actions.
func (s *Server) tablesOf(n int, name func(int) *string) ([]*table, error) {
	tables := make([]*table, n)
	for i := range tables {
		t, err := s.holding(name(i))
		if err != nil {
			return nil, err
		}
		tables[i] = t
	}
	return tables, nil
}

// lockAll locks tables, each once and in the order of their names, for writing or only for reading.
func lockAll(tables []*table, write bool) (unlock func(), err error) {
	sorted := slices.Clone(tables)
	slices.SortFunc(sorted, func(a, b *table) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id)) })
	sorted = slices.Compact(sorted)
	for _, t := range sorted {
		if write {
			t.mu.Lock()
		} else {
			t.mu.RLock()
		}
	}
	unlock = func() {
		for _, t := range sorted {
			if write {
				t.mu.Unlock()
			} else {
				t.mu.RUnlock()
			}
		}
	}
	for _, t := range sorted {
		if err := t.usable(); err != nil {
			unlock()
			return nil, err
		}
	}
	return unlock, nil
}

// bindAll makes writes of intents. What does not fit its table cancels the transaction.
func bindAll(intents []*intent, tables []*table) ([]*write, error) {
	writes := make([]*write, len(intents))
	seen := map[string]bool{}
	size := 0
	for n, i := range intents {
		w, err := i.on(tables[n])
		if err != nil {
			return nil, cancelledBy(n, len(intents), err)
		}
		if id := tables[n].name + "\x00" + w.position; seen[id] {
			return nil, validation("Transaction request cannot include multiple operations on one item")
		} else {
			seen[id] = true
		}
		if size += sizeOf(i.put); size > maxTransaction {
			return nil, validation("Collection size of transaction items cannot exceed 4194304 bytes")
		}
		writes[n] = w
	}
	return writes, nil
}

// tryAll tries all writes of a transaction. Those that fail their conditions cancel it together; the first that is invalid ends
// the search for others.
func tryAll(writes []*write) ([]change, error) {
	changes := make([]change, len(writes))
	reasons := noReasons(len(writes))
	failed := false
	for n, w := range writes {
		err := w.admitWrite()
		var c change
		if err == nil {
			c, err = w.try()
		}
		if err == nil {
			changes[n] = c
			continue
		}
		if errors.As(err, &emptyKeyError{}) {
			return nil, err
		}
		failed = true
		reasons[n] = reasonOf(err)
		if *reasons[n].Code == reasonInvalid {
			break
		}
	}
	if failed {
		return nil, cancelled(reasons)
	}
	return changes, nil
}

func noReasons(n int) []types.CancellationReason {
	l := make([]types.CancellationReason, n)
	for i := range l {
		l[i].Code = aws.String(reasonNone)
	}
	return l
}

// reasonOf is an error as the reason of a cancellation.
func reasonOf(err error) types.CancellationReason {
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return types.CancellationReason{Code: aws.String(reasonCondition), Message: failed.Message, Item: failed.Item}
	}
	code := reasonInvalid
	if throttled(err) {
		code = reasonThroughput
	}
	return types.CancellationReason{Code: &code, Message: aws.String(textOf(said(err)))}
}

// cancelledBy cancels a transaction for one of its actions. An empty key is refused with the whole request.
// Source: the tests of github.com/nubo-db/dynamodb-conformance, run against DynamoDB.
func cancelledBy(n, of int, err error) error {
	if errors.As(err, &emptyKeyError{}) {
		return err
	}
	reasons := noReasons(of)
	reasons[n] = reasonOf(err)
	return cancelled(reasons)
}

func cancelled(reasons []types.CancellationReason) error {
	codes := make([]string, len(reasons))
	for i, r := range reasons {
		codes[i] = *r.Code
	}
	return &types.TransactionCanceledException{CancellationReasons: reasons,
		Message: aws.String("Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(codes, ", ") + "]")}
}

// transactGetItems reads up to 100 items as they were at one time.
func (s *Server) transactGetItems(_ context.Context, in *dynamodb.TransactGetItemsInput) (*dynamodb.TransactGetItemsOutput, error) {
	n := len(in.TransactItems)
	keys, projections := make([]expr.Item, n), make([]*expr.Projection, n)
	for i := range in.TransactItems {
		g := in.TransactItems[i].Get
		if g == nil {
			return nil, missing("transactItems." + itoa(i+1) + ".member.get")
		}
		e := expressions{names: g.ExpressionAttributeNames, projection: g.ProjectionExpression, takesProjection: true, inTransaction: true}
		var err error
		if keys[i], err = expr.NormalizeItem(g.Key); err != nil {
			return nil, err
		}
		c, err := e.compile()
		if err != nil {
			return nil, err
		}
		projections[i] = c.projection
	}
	tables, err := s.tablesOf(n, func(i int) *string { return in.TransactItems[i].Get.TableName })
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for i, t := range tables {
		if err := t.keys.checkKey(keys[i]); err != nil {
			return nil, cancelledBy(i, n, err)
		}
		if id := t.name + "\x00" + t.keys.position(keys[i]); seen[id] {
			return nil, validation("Transaction request cannot include multiple operations on one item")
		} else {
			seen[id] = true
		}
	}
	unlock, err := lockAll(tables, false)
	if err != nil {
		return nil, err
	}
	defer unlock()
	return readAll(in, tables, keys, projections)
}

// readAll reads the items of a transaction, whose tables are locked.
func readAll(in *dynamodb.TransactGetItemsInput, tables []*table, keys []expr.Item, projections []*expr.Projection) (*dynamodb.TransactGetItemsOutput, error) {
	out := &dynamodb.TransactGetItemsOutput{Responses: make([]types.ItemResponse, len(keys))}
	bills := &bills{read: true}
	size := 0
	for i, t := range tables {
		if p := projections[i]; p != nil {
			if err := t.checkNested(p.NestedAttributes()); err != nil {
				return nil, cancelledBy(i, len(keys), err)
			}
		}
		if err := t.admitRead(nil); err != nil {
			return nil, cancelledBy(i, len(keys), err)
		}
		r, _ := t.items.Get(t.keys.position(keys[i]))
		if size += sizeOf(r); size > maxTransaction {
			return nil, validation("Collection size of transaction items cannot exceed 4194304 bytes")
		}
		out.Responses[i].Item = projected(r, projections[i])
		b := newBill(*in.TransactItems[i].Get.TableName)
		b.table = 2 * units(sizeOf(r), readUnit)
		t.spend(b, false)
		bills.of(b.name).add(b)
	}
	out.ConsumedCapacity = bills.consumed(in.ReturnConsumedCapacity)
	return out, nil
}
