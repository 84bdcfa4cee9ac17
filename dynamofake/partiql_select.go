package dynamofake

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/dynamofake/internal/partiql"
)

// A selection is a Select statement being executed: one query after another, or a scan, until a page is full.
type selection struct {
	*search
	statement *partiql.Statement
	plan      *partiql.Plan

	items   []expr.Item
	scanned int
	size    int // of what was read
	last    expr.Item
	token   *string
}

// selectItems executes a Select.
func (s *Server) selectItems(in *dynamodb.ExecuteStatementInput, st *partiql.Statement) (*dynamodb.ExecuteStatementOutput, error) {
	t, err := s.holding(&st.Table)
	if err != nil {
		return nil, err
	}
	q := &selection{statement: st, items: []expr.Item{},
		search: &search{table: t, bill: newBill(st.Table), consistent: aws.ToBool(in.ConsistentRead), limit: int(aws.ToInt32(in.Limit))}}
	fingerprint := fingerprintOf(in, t)
	at, err := parsePlace(in.NextToken, fingerprint)
	if err != nil {
		return nil, err
	}
	err = t.read(func() error {
		if err := q.bind(); err != nil {
			return err
		}
		if err := q.admitRead(q.ix); err != nil {
			return err
		}
		q.run(at, fingerprint)
		q.spend(q.bill, false)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &dynamodb.ExecuteStatementOutput{Items: q.items, NextToken: q.token, LastEvaluatedKey: q.last,
		ConsumedCapacity: q.bill.consumed(in.ReturnConsumedCapacity)}, nil
}

// severalAttributes is what statements are told that read an index with more than one hash or range attribute.
// Source: the tests of github.com/paritysuite/dynamodb-conformance, run against DynamoDB.
const severalAttributes = "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys."

// several reports whether a key has more than one hash or range attribute.
func (k keySchema) several() bool { return len(k.hash) > 1 || len(k.ranges) > 1 }

// ofSeveral reports whether a statement reads such an index.
func (s *Server) ofSeveral(st *partiql.Statement) bool {
	t, err := s.holding(&st.Table)
	if err != nil || st.Index == "" {
		return false
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	ix := t.index(st.Index)
	return ix != nil && ix.keys.several()
}

// bind finds out what is to be read. The table is locked for reading.
func (q *selection) bind() (err error) {
	if name := q.statement.Index; name != "" {
		q.ix = q.table.index(name)
		switch {
		case q.ix == nil:
			return validation("The table does not have the specified index")
		case q.ix.global && q.consistent:
			return validation("Strongly consistent read is not supported on Global Secondary Indexes")
		case q.ix.status == types.IndexStatusCreating:
			return validation("Cannot read from backfilling global secondary index: %s", name)
		case q.ix.keys.several():
			return validation(severalAttributes)
		}
	}
	if q.plan, err = q.statement.Plan(q.keys().partiqlKeys()); err != nil {
		return err
	}
	q.filter, q.backward = q.plan.Filter, q.plan.Backward
	if err := q.checkNested(q.filter.NestedAttributes()); err != nil {
		return err
	}
	if q.ix == nil || q.ix.projected == nil {
		return nil
	}
	if err := q.checkFilters(); err != nil {
		return err
	}
	return q.checkColumns()
}

// checkFilters refuses queries of an index for attributes that it does not project, if each of them has such. A scan of an index
// finds them missing.
func (q *selection) checkFilters() error {
	var lacks []string
	for _, r := range q.plan.Reads {
		of := q.lacks(r.Filters)
		if len(of) == 0 {
			return nil
		}
		if lacks == nil {
			lacks = of
		}
	}
	if lacks == nil {
		return nil
	}
	slices.SortStableFunc(lacks, func(a, b string) int { return bucketOf(a) - bucketOf(b) })
	return invalid("Secondary index %s does not project one or more filter attributes: [%s]", q.ix.name, strings.Join(lacks, ", "))
}

// bucketOf is where a small set of strings of Java has one, in whose order the service names the attributes.
func bucketOf(s string) int {
	h := uint32(0)
	for _, c := range utf16.Encode([]rune(s)) {
		h = 31*h + uint32(c)
	}
	return int((h ^ h>>16) & 15)
}

// lacks returns the names that the index does not project.
func (q *selection) lacks(names []string) (lacks []string) {
	for _, name := range names {
		if !q.ix.projected[name] && !slices.Contains(lacks, name) {
			lacks = append(lacks, name)
		}
	}
	return lacks
}

// checkColumns finds columns that an index does not project. A global one refuses them, a local one fetches them.
func (q *selection) checkColumns() error {
	names := make([]string, len(q.statement.Columns))
	for i, c := range q.statement.Columns {
		names[i], _ = c.Path.Top()
	}
	lacks := q.lacks(names)
	switch {
	case len(lacks) == 0:
	case q.ix.global:
		return invalid("Global secondary index %s does not project [%s]", q.ix.name, strings.Join(lacks, ", "))
	default:
		q.fetch = true
	}
	return nil
}

// run reads from a place until the page is full or there is no more.
func (q *selection) run(at place, fingerprint uint64) {
	reads := q.plan.Reads
	if reads == nil {
		reads = []partiql.Read{{}}
	}
	for n := at.read; n < len(reads); n++ {
		if q.low, q.high = "", ""; reads[n].Range != nil {
			q.setRange(reads[n].Range)
		}
		if n == at.read && at.position != "" {
			if q.backward {
				q.high = at.position
			} else {
				q.low = at.position + "\x00"
			}
		}
		if stop, full := q.runOne(); full && !(q.isPoint(reads[n]) && n == len(reads)-1) {
			q.token = place{n, stop}.token(fingerprint)
			return
		}
	}
	q.last = nil
}

// isPoint reports whether a read finds at most one item.
func (q *selection) isPoint(r partiql.Read) bool {
	return q.ix == nil && r.Range != nil && len(r.Range.Prefix) == len(q.table.keys.ranges)
}

// runOne does one query or scan, and reports where the page ended if it is full now.
func (q *selection) runOne() (stop string, full bool) {
	size, fetched := 0, 0.0
	defer func() { q.charge(size, fetched) }()
	for position, e := range q.entries() {
		size += e.size
		q.size += e.size
		q.scanned++
		if q.fetch {
			fetched += readCost(e.record.size, q.consistent)
		}
		q.pick(e)
		if q.size >= maxPage || q.limit > 0 && q.scanned == q.limit {
			q.last = q.lastKey(e.item)
			return position, true
		}
	}
	return "", false
}

// pick adds an entry to the answer, if it passes the filter, for which an index has nothing but what it projects.
func (q *selection) pick(e entry) {
	it := e.item
	if q.ix != nil {
		it = q.ix.project(it)
	}
	if !q.filter.Match(it) {
		return
	}
	if q.fetch {
		it = e.item
	}
	q.items = append(q.items, columnsOf(q.statement, it))
}

// A place is where a page of a Select begins: after a position in one of its reads.
type place struct {
	read     int
	position string
}

// token is the NextToken for a place. It holds for the same request only.
func (p place) token(fingerprint uint64) *string {
	b := binary.BigEndian.AppendUint64(nil, fingerprint)
	b = binary.AppendUvarint(b, uint64(p.read))
	return aws.String(base64.StdEncoding.EncodeToString(append(b, p.position...)))
}

// parsePlace reads a NextToken; none means the beginning.
func parsePlace(token *string, fingerprint uint64) (place, error) {
	if token == nil {
		return place{}, nil
	}
	const prefix = 8
	b, err := base64.StdEncoding.DecodeString(*token)
	if err != nil || len(b) < prefix+2 {
		return place{}, validation("Invalid NextToken")
	}
	read, n := binary.Uvarint(b[prefix:])
	switch {
	case n <= 0:
		return place{}, validation("Invalid NextToken")
	case binary.BigEndian.Uint64(b) != fingerprint:
		return place{}, validation("NextToken does not match request")
	}
	return place{int(min(read, 1<<20)), string(b[prefix+n:])}, nil
}

// fingerprintOf tells requests apart by what a NextToken belongs to: table, statement and parameters.
func fingerprintOf(in *dynamodb.ExecuteStatementInput, t *table) uint64 {
	h := fnv.New64a()
	types := make([]string, len(in.Parameters))
	for i, p := range in.Parameters {
		types[i] = expr.TypeName(p)
	}
	_ = json.NewEncoder(h).Encode([]any{t.id, *in.Statement, types, in.Parameters}) // neither fails: a hash, and data
	return h.Sum64()
}
