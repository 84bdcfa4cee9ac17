package dynamofake

import (
	"cmp"
	"slices"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// A record is an item as it is stored. It does not change: a write replaces it.
type record struct {
	item expr.Item
	size int
}

// newRecord makes the record of an item, nil of nil.
func newRecord(item expr.Item) *record {
	if item == nil {
		return nil
	}
	return &record{item, expr.ItemSize(item)}
}

// contents returns the item of a record, nil of nil.
func (r *record) contents() expr.Item {
	if r == nil {
		return nil
	}
	return r.item
}

// A principal is who writes where it is not a caller: "dynamodb.amazonaws.com" when items expire.
type principal string

// A change is one item before and after a write.
type change struct {
	table    *table
	key      string  // position in the table
	old, new *record // nil where there is none
	by       principal
}

// commit stores a change and tells the watchers of the table. Everything that writes items ends here, whatever the operation.
// The table is locked.
func (t *table) commit(c change) {
	t.store(c)
	if len(t.watchers) == 0 || c.old == nil && c.new == nil ||
		c.old != nil && c.new != nil && expr.EqualItems(c.old.item, c.new.item) {
		return // a write that changes nothing is nothing to those who watch
	}
	for _, w := range t.watchers {
		w(c)
	}
}

// A watcher is told of each change of a table's items, in order, with the table locked.
type watcher func(change)

// store keeps items, indexes, counts and sizes in step.
func (t *table) store(c change) {
	if c.old == nil && c.new == nil {
		return
	}
	for _, ix := range t.indexes {
		ix.replace(c.key, c.old, c.new)
	}
	t.followExpiry(c)
	t.remember(c)
	if c.old != nil {
		t.size -= int64(c.old.size)
	}
	if c.new == nil {
		t.items.Delete(c.key)
		return
	}
	t.size += int64(c.new.size)
	t.items.Set(c.key, c.new)
}

// sorted returns the records in the order of their keys, which is not that in which they are stored.
func (t *table) sorted() []*record {
	t.mu.RLock()
	defer t.mu.RUnlock()
	type place struct {
		key string
		*record
	}
	l := make([]place, 0, t.items.Len())
	for key, r := range t.items.All() {
		l = append(l, place{key[hashedBytes:], r})
	}
	slices.SortFunc(l, func(a, b place) int { return cmp.Compare(a.key, b.key) })
	records := make([]*record, len(l))
	for i, p := range l {
		records[i] = p.record
	}
	return records
}
