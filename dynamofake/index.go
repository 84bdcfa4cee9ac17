package dynamofake

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/internal/ordered"
)

// An index is a secondary index of a table, guarded by the table's lock. It holds the records of the table itself: what is not
// projected is left out when it is read.
type index struct {
	name       string
	global     bool
	keys       keySchema
	projection types.Projection
	projected  map[string]bool // the attributes projected by name, keys included; nil for all

	status      types.IndexStatus // of a global index
	backfilling bool
	capacity    capacity

	entries ordered.Map[string, entry] // by the position in the index, then that in the table
	size    int64
}

// An entry is an item in an index.
type entry struct {
	*record
	size int // of what is projected
}

func newIndex(name *string, global bool, keys keySchema, table keySchema, p *types.Projection) *index {
	ix := &index{name: *name, global: global, keys: keys, projection: *p, status: types.IndexStatusActive}
	ix.projection.NonKeyAttributes = slices.Sorted(slices.Values(p.NonKeyAttributes)) // as descriptions have them
	if p.ProjectionType == types.ProjectionTypeAll {
		return ix
	}
	ix.projected = map[string]bool{}
	mark := func(a expr.KeyAttribute, _ bool) bool { ix.projected[a.Name] = true; return true }
	keys.each(mark)
	table.each(mark)
	for _, name := range p.NonKeyAttributes {
		ix.projected[name] = true
	}
	return ix
}

// holds reports whether an item belongs into the index: it has all attributes of its key, fit for keys. What does not fit is
// refused when it is written; it can only be there before the index is.
func (ix *index) holds(item expr.Item) bool {
	fits := true
	ix.keys.each(func(a expr.KeyAttribute, _ bool) bool {
		v := item[a.Name]
		fits = v != nil && expr.TypeName(v) == a.Type && keySize(v) > 0
		return fits
	})
	return fits && ix.keys.checkSizes(item) == nil
}

// position is where an item of the table stands in the index.
func (ix *index) position(item expr.Item, inTable string) string {
	var room [256]byte
	return string(append(ix.keys.appendPosition(room[:0], item), inTable...))
}

// project returns what the index has of an item: the item itself, if that is all.
func (ix *index) project(item expr.Item) expr.Item {
	if ix.projected == nil {
		return item
	}
	has := make(expr.Item, len(ix.projected))
	for name, v := range item {
		if ix.projected[name] {
			has[name] = v
		}
	}
	return has
}

// projectedSize is the size of what the index has of an item.
func (ix *index) projectedSize(r *record) int {
	if ix.projected == nil {
		return r.size
	}
	n := 0
	for name, v := range r.item {
		if ix.projected[name] {
			n += len(name) + expr.Size(v)
		}
	}
	return n
}

// replace makes the index follow a change of an item.
func (ix *index) replace(key string, old, new *record) {
	var from, to string
	if old != nil && ix.holds(old.item) {
		from = ix.position(old.item, key)
		if e, ok := ix.entries.Get(from); ok {
			ix.size -= int64(e.size)
		}
	}
	if new != nil && ix.holds(new.item) {
		to = ix.position(new.item, key)
		n := ix.projectedSize(new)
		ix.size += int64(n)
		ix.entries.Set(to, entry{new, n})
	}
	if from != "" && from != to {
		ix.entries.Delete(from)
	}
}

// checkItem checks the key attributes of the index in an item that is to be stored. They may be missing, and what an update leaves as
// it was may be older than the index.
func (ix *index) checkItem(item expr.Item, updated bool, old expr.Item) (err error) {
	changed := false
	ix.keys.each(func(a expr.KeyAttribute, _ bool) bool {
		v := item[a.Name]
		if v == nil || updated && old[a.Name] != nil && expr.Equal(v, old[a.Name]) {
			return true
		}
		changed = true
		switch {
		case expr.TypeName(v) != a.Type && updated:
			err = validation("The update expression attempted to update the secondary index key to unsupported type")
		case expr.TypeName(v) != a.Type:
			err = ix.mismatch(a, v)
		case keySize(v) == 0 && updated:
			err = emptyKeyError{validation("One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value "+
				"that is not supported. The AttributeValue for a key attribute cannot contain an empty %s value.", emptyKind(v))}
		case keySize(v) == 0:
			err = emptyKeyError{validation("One or more parameter values are not valid. A value specified for a secondary index key is not supported. "+
				"The AttributeValue for a key attribute cannot contain an empty %s value. IndexName: %s, IndexKey: %s", emptyKind(v), ix.name, a.Name)}
		}
		return err == nil
	})
	if err != nil || !changed {
		return err
	}
	err = ix.keys.checkSizes(item)
	if err != nil && updated {
		return validation("The update expression attempted to update the secondary index key beyond allowed size limits")
	}
	return err
}

func (ix *index) mismatch(a expr.KeyAttribute, v expr.Value) error {
	return invalid("Type mismatch for Index Key %s Expected: %s Actual: %s IndexName: %s", a.Name, a.Type, expr.TypeName(v), ix.name)
}

// checkAssigned checks the types of values that an update gives the index's key, whatever the item is.
func (ix *index) checkAssigned(u *expr.Update) (err error) {
	ix.keys.each(func(a expr.KeyAttribute, _ bool) bool {
		if v := u.Assigns(a.Name); v != nil && expr.TypeName(v) != a.Type {
			err = ix.mismatch(a, v)
		}
		return err == nil
	})
	return err
}

// firstOf checks all indexes and returns what is wrong with the first of them by name.
// Source: the tests of github.com/nubo-db/dynamodb-conformance, run against DynamoDB.
func (t *table) firstOf(check func(*index) error) (first error) {
	name := ""
	for _, ix := range t.indexes {
		if err := check(ix); err != nil && (first == nil || ix.name < name) {
			first, name = err, ix.name
		}
	}
	return first
}

// arn is the ARN of the index, below that of its table.
func (ix *index) arn(t *table) *string { return aws.String(t.arn + "/index/" + ix.name) }
