package dynamofake

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// The bytes that one unit reads and writes.
const (
	readUnit  = 4 << 10
	writeUnit = 1 << 10
)

// A bill adds up the capacity units that a request consumes of one table and its indexes.
type bill struct {
	name          string // of the table, as the request has it
	table         float64
	local, global map[string]float64
	read, written bool // tell apart units of both kinds, as transactions do
}

func newBill(table string) *bill { return &bill{name: table} }

// units is how many units of a size n bytes are; nothing costs one.
func units(n, size int) float64 { return float64(max(1, (n+size-1)/size)) }

// addRead adds reading n bytes at once; eventually consistent reads cost half.
func (b *bill) addRead(n int, consistent bool) { b.table += readCost(n, consistent) }

func readCost(n int, consistent bool) float64 {
	if consistent {
		return units(n, readUnit)
	}
	return units(n, readUnit) / 2
}

// addIndex adds units of an index.
func (b *bill) addIndex(ix *index, n float64) {
	m := &b.local
	if ix.global {
		m = &b.global
	}
	if *m == nil {
		*m = map[string]float64{}
	}
	(*m)[ix.name] += n
}

// add adds another bill of the same table.
func (b *bill) add(c *bill) {
	b.table += c.table
	for _, m := range []struct {
		to   *map[string]float64
		from map[string]float64
	}{{&b.local, c.local}, {&b.global, c.global}} {
		for name, n := range m.from {
			if *m.to == nil {
				*m.to = map[string]float64{}
			}
			(*m.to)[name] += n
		}
	}
}

// addWrite adds a change of an item: the larger of what was and what is, and the same in each index in which something changes.
// A transaction costs times 2.
func (b *bill) addWrite(c change, times float64) {
	b.table += times * units(max(sizeOf(c.old), sizeOf(c.new)), writeUnit)
	for _, ix := range c.table.indexes {
		if n := ix.writeCost(c); n > 0 {
			b.addIndex(ix, times*n)
		}
	}
}

func sizeOf(r *record) int {
	if r == nil {
		return 0
	}
	return r.size
}

// writeCost is how many units a change takes in an index: an item whose key changes is deleted and put.
func (ix *index) writeCost(c change) (n float64) {
	was, is := c.old != nil && ix.holds(c.old.item), c.new != nil && ix.holds(c.new.item)
	if was && is && ix.position(c.old.item, c.key) == ix.position(c.new.item, c.key) {
		if expr.EqualItems(ix.project(c.old.item), ix.project(c.new.item)) {
			return 0
		}
		return units(max(ix.projectedSize(c.old), ix.projectedSize(c.new)), writeUnit)
	}
	if was {
		n += units(ix.projectedSize(c.old), writeUnit)
	}
	if is {
		n += units(ix.projectedSize(c.new), writeUnit)
	}
	return n
}

// metered reports whether a request asks what it costs.
func metered(want types.ReturnConsumedCapacity) bool {
	return want == types.ReturnConsumedCapacityTotal || want == types.ReturnConsumedCapacityIndexes
}

// consumed is the ConsumedCapacity of an answer, nil if it is not asked for.
func (b *bill) consumed(want types.ReturnConsumedCapacity) *types.ConsumedCapacity {
	if !metered(want) {
		return nil
	}
	total := b.table
	for _, m := range []map[string]float64{b.local, b.global} {
		for _, name := range slices.Sorted(maps.Keys(m)) {
			total += m[name]
		}
	}
	all := b.capacity(total)
	c := &types.ConsumedCapacity{TableName: &b.name, CapacityUnits: all.CapacityUnits, ReadCapacityUnits: all.ReadCapacityUnits, WriteCapacityUnits: all.WriteCapacityUnits}
	if want == types.ReturnConsumedCapacityIndexes {
		table := b.capacity(b.table)
		c.Table, c.LocalSecondaryIndexes, c.GlobalSecondaryIndexes = &table, b.capacities(b.local), b.capacities(b.global)
	}
	return c
}

func (b *bill) capacity(n float64) types.Capacity {
	c := types.Capacity{CapacityUnits: &n}
	if b.read {
		c.ReadCapacityUnits = aws.Float64(n)
	}
	if b.written {
		c.WriteCapacityUnits = aws.Float64(n)
	}
	return c
}

func (b *bill) capacities(of map[string]float64) map[string]types.Capacity {
	if of == nil {
		return nil
	}
	m := make(map[string]types.Capacity, len(of))
	for name, n := range of {
		m[name] = b.capacity(n)
	}
	return m
}
