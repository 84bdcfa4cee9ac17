package dynamofake

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// maxItem is the size limit of an item in bytes.
const maxItem = 400 << 10

// An intent is a write of one item as a request asks for it, checked as far as it can be without its table: PutItem, UpdateItem,
// DeleteItem, and what batches, transactions and statements consist of.
type intent struct {
	table     *string         // a name or an ARN, as the request has it
	put       *record         // the item to be put; nil otherwise
	key       expr.Item       // of what is not put
	update    *expr.Update    // of an update
	remove    bool            // the item is deleted
	condition *expr.Condition // nil for none
	want      bool            // the item, if the condition fails
	free      bool            // nobody asks what it costs
}

// A write is an intent whose table is known.
type write struct {
	*intent
	*table
	position string
	keyItem  expr.Item // the attributes of the primary key
}

// on finds out where in its table an intent writes. The table need not be locked.
func (i *intent) on(t *table) (*write, error) {
	w := &write{intent: i, table: t, keyItem: i.key}
	if i.put != nil {
		if err := t.keys.checkItem(i.put.item); err != nil {
			return nil, err
		}
		w.keyItem = i.put.item
	} else if err := t.keys.checkKey(i.key); err != nil {
		return nil, err
	}
	if i.update != nil {
		for _, name := range i.update.Attributes() {
			if t.keys.has(name) {
				return nil, invalid("Cannot update attribute %s. This attribute is part of the key", name)
			}
		}
	}
	w.position = t.keys.position(w.keyItem)
	return w, nil
}

// try finds out what the write would change, with its table locked. Its error tells why it changes nothing.
func (w *write) try() (change, error) {
	old, _ := w.items.Get(w.position)
	c := change{table: w.table, key: w.position, old: old}
	if err := w.checkPaths(); err != nil {
		return c, err
	}
	if err := w.check(old); err != nil {
		return c, err
	}
	switch {
	case w.put != nil:
		c.new = w.put
	case w.update != nil:
		return w.updated(c)
	case !w.remove:
		c.new = old // a condition that holds
		return c, nil
	}
	return c, w.checkNew(c)
}

// checkPaths refuses paths into keys, and values for keys of indexes that an update names.
func (w *write) checkPaths() error {
	if w.update != nil {
		if err := w.checkNested(w.update.NestedAttributes()); err != nil {
			return err
		}
		if err := w.firstOf(func(ix *index) error { return ix.checkAssigned(w.update) }); err != nil {
			return err
		}
	}
	if w.condition != nil {
		return w.checkNested(w.condition.NestedAttributes())
	}
	return nil
}

// check evaluates the condition.
func (w *write) check(old *record) error {
	if w.condition.Match(old.contents()) {
		return nil
	}
	failed := &types.ConditionalCheckFailedException{Message: aws.String(conditionFailed)}
	if w.want && old != nil {
		failed.Item = old.item
	}
	return failed
}

// updated is try for an update. One that only removes attributes does not create an item.
func (w *write) updated(c change) (change, error) {
	if c.old == nil && w.update.OnlyRemoves() {
		return c, nil
	}
	before := c.old.contents()
	if before == nil {
		before = w.keyItem
	}
	after, err := w.update.Apply(before)
	if err != nil {
		return c, err
	}
	c.new = newRecord(after)
	if c.new.size > maxItem {
		return c, validation("Item size to update has exceeded the maximum allowed size")
	}
	return c, w.checkNew(c)
}

// checkNew checks what indexes ask of an item that is to be stored.
func (w *write) checkNew(c change) error {
	if c.new == nil {
		return nil
	}
	return w.firstOf(func(ix *index) error { return ix.checkItem(c.new.item, w.update != nil, c.old.contents()) })
}

// A deed is a write that has happened, with what it cost.
type deed struct {
	change
	*bill
}

// perform does one write.
func (s *Server) perform(i *intent) (*deed, error) {
	t, err := s.holding(i.table)
	if err != nil {
		return nil, err
	}
	w, err := i.on(t)
	if err != nil {
		return nil, err
	}
	return w.do()
}

// metrics are the ItemCollectionMetrics of a write to a table with local indexes, nil if they are not asked for.
func (c change) metrics(want types.ReturnItemCollectionMetrics) *types.ItemCollectionMetrics {
	if want != types.ReturnItemCollectionMetricsSize || !c.table.hasLocal() {
		return nil
	}
	r := c.new
	if r == nil {
		r = c.old
	}
	if r == nil {
		return nil
	}
	return &types.ItemCollectionMetrics{
		ItemCollectionKey:   keySchema{hash: c.table.keys.hash}.of(r.item),
		SizeEstimateRangeGB: []float64{0, 1},
	}
}

func wants(v types.ReturnValuesOnConditionCheckFailure) bool {
	return v == types.ReturnValuesOnConditionCheckFailureAllOld
}

// do tries a write and commits it. A write that fails costs what it would have cost.
func (w *write) do() (*deed, error) {
	d := &deed{bill: newBill(*w.intent.table)}
	err := w.table.write(func() (err error) {
		if err := w.admitWrite(); err != nil {
			return err
		}
		d.change, err = w.try()
		if !w.free || w.server.throttles {
			d.addWrite(d.change, 1)
			w.spend(d.bill, true)
		}
		if err == nil {
			w.commit(d.change)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// checkPut checks an item to be put and returns it as it will be stored.
func checkPut(item expr.Item) (*record, error) {
	item, err := expr.NormalizeItem(item)
	if err != nil {
		return nil, err
	}
	r := newRecord(item)
	if r.size > maxItem {
		return nil, validation("Item size has exceeded the maximum allowed size")
	}
	return r, nil
}
