package dynamofake

import (
	"iter"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// maxPage is the size in bytes at which a page of a query or scan ends.
const maxPage = 1 << 20

// A search is what queries and scans have in common: a range of a table or index, read in order up to the end of a page.
type search struct {
	*table
	ix         *index // nil for the table itself
	bill       *bill
	filter     *expr.Condition
	projection *expr.Projection
	selects    types.Select
	consistent bool
	backward   bool
	limit      int       // 0 for none
	start      expr.Item // ExclusiveStartKey, nil for none

	low, high string // positions from low on and below high; "" is open
	fetch     bool   // of a local index, what it does not project
}

// A page is what a search has found.
type page struct {
	items          []expr.Item
	count, scanned int32
	last           expr.Item // LastEvaluatedKey, nil at the end
}

// keys is the key schema in whose order the search reads.
func (s *search) keys() keySchema {
	if s.ix != nil {
		return s.ix.keys
	}
	return s.table.keys
}

// startKeys are the attributes of an ExclusiveStartKey: those of the table's key and those of the index's.
func (s *search) startKeys() int {
	n := len(s.table.keys.hash) + len(s.table.keys.ranges)
	if s.ix != nil {
		s.ix.keys.each(func(a expr.KeyAttribute, _ bool) bool {
			if !s.table.keys.has(a.Name) {
				n++
			}
			return true
		})
	}
	return n
}

// position is where an item, or a key to start from, stands.
func (s *search) position(item expr.Item) string {
	p := s.table.keys.position(item)
	if s.ix != nil {
		p = s.ix.position(item, p)
	}
	return p
}

// lastKey is the key from which the next page starts.
func (s *search) lastKey(item expr.Item) expr.Item {
	key := s.table.keys.of(item)
	if s.ix != nil {
		s.ix.keys.each(func(a expr.KeyAttribute, _ bool) bool { key[a.Name] = item[a.Name]; return true })
	}
	return key
}

// run reads a page of what bind finds out is to be read, and charges for it. Bind is called with the table locked for reading.
func (s *search) run(bind func() error) (p *page, err error) {
	err = s.table.read(func() error {
		if err := bind(); err != nil {
			return err
		}
		if err := s.admitRead(s.ix); err != nil {
			return err
		}
		p = s.read()
		s.spend(s.bill, false)
		return nil
	})
	return p, err
}

// useIndex finds the index that is to be read.
func (s *search) useIndex(name *string) error {
	if name == nil {
		return nil
	}
	s.ix = s.table.index(*name)
	switch {
	case s.ix == nil:
		return validation("The table does not have the specified index: %s", *name)
	case s.ix.global && s.consistent:
		return validation("Consistent reads are not supported on global secondary indexes")
	case s.ix.status == types.IndexStatusCreating:
		return validation("Cannot read from backfilling global secondary index: %s", *name)
	}
	return nil
}

// checkSelect checks what the answer is to contain against what the request projects. Where both are given, Query words it otherwise than
// Scan: with a prefix (captured in us-east-1, 2026).
func checkSelect(selects types.Select, index *string, projection, prefix string) error {
	what := ""
	switch selects {
	case types.SelectSpecificAttributes:
		if projection == "" {
			return validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
		}
	case types.SelectAllProjectedAttributes:
		if index == nil {
			return validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
		}
		what = "ALL_PROJECTED_ATTRIBUTES"
	case types.SelectAllAttributes:
		what = "ALL_ATTRIBUTES"
	case types.SelectCount:
		what = "only the Count"
	}
	if what != "" && projection != "" {
		return validation("%sCannot specify the %s when choosing to get %s", prefix, projection, what)
	}
	return nil
}

// projectionName names the parameter that projects, "" if the request has none.
func projectionName(e *expressions) string {
	switch {
	case e.projection != nil:
		return "ProjectionExpression"
	case e.attributesToGet != nil:
		return "AttributesToGet"
	}
	return ""
}

// checkPaths checks what projection and filter name.
func (s *search) checkPaths() error {
	if s.projection != nil {
		if err := s.checkNested(s.projection.NestedAttributes()); err != nil {
			return err
		}
	}
	if s.filter != nil {
		if err := s.checkNested(s.filter.NestedAttributes()); err != nil {
			return err
		}
	}
	if s.ix == nil || s.ix.projected == nil {
		return nil
	}
	return s.checkProjected()
}

// checkProjected finds out what the request wants that the index does not have: a global index refuses it, for a local one it is
// fetched from the table, but not to be filtered by.
func (s *search) checkProjected() error {
	if s.selects == types.SelectAllAttributes {
		if s.ix.global {
			return invalid("Select type ALL_ATTRIBUTES is not supported for global secondary index %s because its projection type is not ALL", s.ix.name)
		}
		s.fetch = true
	}
	if s.projection != nil {
		if lacks := s.lacks(s.projection.Attributes()); len(lacks) > 0 {
			if s.ix.global {
				return invalid("Global secondary index %s does not project [%s]", s.ix.name, strings.Join(lacks, ", "))
			}
			s.fetch = true
		}
	}
	if lacks := s.lacks(s.filter.Attributes()); len(lacks) > 0 && !s.fetch {
		return invalid("Secondary index %s does not project one or more filter attributes: [%s]", s.ix.name, strings.Join(lacks, ", "))
	}
	return nil
}

// lacks are those of the attributes named that the index does not project.
func (s *search) lacks(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return s.ix.projected[name] })
}

// checkStart checks the parts of an ExclusiveStartKey that are the index's.
func (s *search) checkStart() (err error) {
	if s.start == nil || s.ix == nil {
		return nil
	}
	if len(s.start) != s.startKeys() {
		return validation("The provided starting key is invalid")
	}
	s.ix.keys.each(func(a expr.KeyAttribute, _ bool) bool {
		switch v := s.start[a.Name]; {
		case v == nil:
			err = validation("The provided starting key is invalid")
		case expr.TypeName(v) != a.Type:
			err = validation("The provided key element does not match the schema")
		case keySize(v) == 0:
			err = validation("The provided starting key is invalid: %s", textOf(emptyKey(a.Name, v)))
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return s.ix.keys.checkSizes(s.start)
}

// checkTableStart checks the parts of an ExclusiveStartKey that are the table's.
func (s *search) checkTableStart() error {
	if s.start == nil {
		return nil
	}
	key := s.start
	if s.ix != nil {
		key = s.table.keys.of(s.start)
	}
	if err := s.table.keys.checkKey(key); err != nil {
		return validation("The provided starting key is invalid: %s", textOf(err))
	}
	return nil
}

// from skips what is not after the starting key.
func (s *search) from() {
	switch {
	case s.start == nil:
	case s.backward:
		s.high = s.position(s.start)
	default:
		s.low = s.position(s.start) + "\x00"
	}
}

// entries are the entries from low to high, in the order of the search.
func (s *search) entries() iter.Seq2[string, entry] {
	if s.ix != nil {
		return between(&s.ix.entries, s)
	}
	records := between(&s.table.items, s)
	return func(yield func(string, entry) bool) {
		for p, r := range records {
			if !yield(p, entry{r, r.size}) {
				return
			}
		}
	}
}

// An orderedMap is the part of ordered.Map that searches read.
type orderedMap[V any] interface {
	From(string) iter.Seq2[string, V]
	Below(string) iter.Seq2[string, V]
	Down() iter.Seq2[string, V]
}

// between are the entries of m from low to high, in the order of the search.
func between[V any](m orderedMap[V], s *search) iter.Seq2[string, V] {
	all := m.From(s.low)
	if s.backward && s.high != "" {
		all = m.Below(s.high)
	} else if s.backward {
		all = m.Down()
	}
	return func(yield func(string, V) bool) {
		for p, v := range all {
			if p < s.low || s.high != "" && p >= s.high || !yield(p, v) {
				return
			}
		}
	}
}

// read reads a page. The table is locked for reading.
func (s *search) read() *page {
	p := &page{}
	if s.selects != types.SelectCount {
		p.items = []expr.Item{}
	}
	size, fetched := 0, 0.0
	for _, e := range s.entries() {
		size += e.size
		p.scanned++
		if s.fetch {
			fetched += readCost(e.record.size, s.consistent)
		}
		s.take(p, e)
		if size >= maxPage || s.limit > 0 && int(p.scanned) == s.limit {
			p.last = s.lastKey(e.item)
			break
		}
	}
	s.charge(size, fetched)
	return p
}

// take adds an entry to the page, if it passes the filter.
func (s *search) take(p *page, e entry) {
	if !s.filter.Match(e.item) {
		return
	}
	p.count++
	if s.selects == types.SelectCount {
		return
	}
	item := e.item
	switch {
	case s.projection != nil:
		item = s.projection.Apply(item)
	case s.ix != nil && !s.fetch:
		item = s.ix.project(item)
	}
	p.items = append(p.items, item)
}

// charge adds what the page costs: all that was read, rounded up once, and what was fetched, item by item.
func (s *search) charge(size int, fetched float64) {
	cost := readCost(size, s.consistent)
	if s.ix == nil {
		s.bill.table += cost
		return
	}
	s.bill.addIndex(s.ix, cost)
	s.bill.table += fetched
}
