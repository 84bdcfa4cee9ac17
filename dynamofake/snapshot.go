package dynamofake

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// A snapshot is a table as it was at a time: what it takes to make it anew, and its items.
type snapshot struct {
	of     *dynamodb.CreateTableInput
	source types.SourceTableDetails
	ttl    *types.TimeToLiveDescription
	stream *types.StreamSpecification
	sse    *types.SSEDescription
	items  []expr.Item // shared with the table: items do not change
}

// snapshot returns the table as it is. The table is locked.
func (t *table) snapshot() *snapshot {
	d := t.describe(t.server.core.Now())
	n := &snapshot{of: recreation(d), stream: d.StreamSpecification, sse: d.SSEDescription, items: make([]expr.Item, 0, t.items.Len())}
	n.of.OnDemandThroughput = t.capacity.limits()
	for _, r := range t.items.All() {
		n.items = append(n.items, r.item)
	}
	n.source = types.SourceTableDetails{TableName: &t.name, TableArn: &t.arn, TableId: &t.id, TableCreationDateTime: &t.created, TableSizeBytes: aws.Int64(t.size),
		ItemCount: aws.Int64(int64(t.items.Len())), KeySchema: d.KeySchema, ProvisionedThroughput: n.of.ProvisionedThroughput, BillingMode: t.billing, OnDemandThroughput: t.capacity.limits()}
	if n.source.ProvisionedThroughput == nil {
		n.source.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(0), WriteCapacityUnits: aws.Int64(0)}
	}
	if t.ttl.status != "" {
		n.ttl = &types.TimeToLiveDescription{TimeToLiveStatus: t.ttl.status, AttributeName: aws.String(t.ttl.attribute)}
	}
	return n
}

// recreation returns the request that makes a table like one described. Streams, tags and expiry are not restored
// (Developer Guide, backups).
func recreation(d *types.TableDescription) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{KeySchema: d.KeySchema, AttributeDefinitions: slices.Clone(d.AttributeDefinitions), BillingMode: types.BillingModeProvisioned}
	if d.BillingModeSummary != nil {
		in.BillingMode = d.BillingModeSummary.BillingMode
	}
	if in.BillingMode == types.BillingModeProvisioned {
		in.ProvisionedThroughput = throughputOf(d.ProvisionedThroughput)
	}
	for _, ix := range d.LocalSecondaryIndexes {
		in.LocalSecondaryIndexes = append(in.LocalSecondaryIndexes, types.LocalSecondaryIndex{IndexName: ix.IndexName, KeySchema: ix.KeySchema, Projection: ix.Projection})
	}
	for _, ix := range d.GlobalSecondaryIndexes {
		g := types.GlobalSecondaryIndex{IndexName: ix.IndexName, KeySchema: ix.KeySchema, Projection: ix.Projection, OnDemandThroughput: ix.OnDemandThroughput}
		if in.BillingMode == types.BillingModeProvisioned {
			g.ProvisionedThroughput = throughputOf(ix.ProvisionedThroughput)
		}
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, g)
	}
	return in
}

func throughputOf(d *types.ProvisionedThroughputDescription) *types.ProvisionedThroughput {
	if d == nil {
		return nil
	}
	return &types.ProvisionedThroughput{ReadCapacityUnits: d.ReadCapacityUnits, WriteCapacityUnits: d.WriteCapacityUnits}
}

// An override is what a request to restore a table wants otherwise.
type override struct {
	billing     types.BillingMode
	globals     []types.GlobalSecondaryIndex // nil: as they were
	locals      []types.LocalSecondaryIndex
	onDemand    *types.OnDemandThroughput
	provisioned *types.ProvisionedThroughput
	sse         *types.SSESpecification
}

// restore makes a new table of a snapshot.
func (s *Server) restore(n *snapshot, name *string, o override, summary *types.RestoreSummary) (*types.TableDescription, error) {
	in := *n.of
	in.TableName = name
	if err := o.check(&in); err != nil {
		return nil, err
	}
	o.apply(&in)
	if err := checkCreate(&in); err != nil {
		return nil, err
	}
	if s.find(*name) != nil {
		return nil, &types.TableAlreadyExistsException{Message: aws.String("Table already exists: " + *name)}
	}
	t, err := s.add(&in)
	if err != nil {
		return nil, &types.TableAlreadyExistsException{Message: aws.String("Table already exists: " + *name)}
	}
	t.mu.Lock()
	for _, item := range n.items {
		t.fill(item)
	}
	d := t.describe(s.core.Now())
	d.RestoreSummary, d.ItemCount, d.TableSizeBytes = summary, aws.Int64(0), aws.Int64(0)
	t.mu.Unlock()
	s.core.AfterLifecycle(t.activate)
	return d, nil
}

// fill stores an item in a table that is being created, unless it does not fit it. The table is locked.
func (t *table) fill(item expr.Item) bool {
	if t.keys.checkItem(item) != nil {
		return false
	}
	t.store(change{table: t, key: t.keys.position(item), old: t.at(item), new: newRecord(item)})
	return true
}

// at returns the record with the key of an item, nil if there is none.
func (t *table) at(item expr.Item) *record {
	r, _ := t.items.Get(t.keys.position(item))
	return r
}

// check checks an override against the request that would make the table as it was. Indexes may get other names, but not other keys or
// projections. Source of the words: the findings "ack-api-quirks dynamodb" of October 2026, probed against DynamoDB.
func (o override) check(was *dynamodb.CreateTableInput) error {
	billing := was.BillingMode
	if o.billing != "" {
		billing = o.billing
	}
	onDemand := billing == types.BillingModePayPerRequest
	switch limit := firstLimit(o.onDemand); {
	case o.provisioned != nil && o.billing == types.BillingModePayPerRequest:
		return validation("Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST")
	case o.provisioned != nil && onDemand:
		return validation("Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED")
	case limit != "" && !onDemand:
		return validation("Invalid Request: Cannot override %s for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST", limit)
	case o.provisioned == nil && !onDemand && was.BillingMode != billing:
		return validation("Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED")
	}
	const another = "Invalid Request: Index %s does not match a secondary index that existed in the source table and cannot be created during the restore operation"
	for _, ix := range o.globals {
		known := slices.ContainsFunc(was.GlobalSecondaryIndexes, func(old types.GlobalSecondaryIndex) bool {
			return sameIndex(old.KeySchema, ix.KeySchema, old.Projection, ix.Projection)
		})
		switch {
		case !known:
			return validation(another, *ix.IndexName)
		case onDemand && ix.ProvisionedThroughput != nil:
			return validation("Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for index %s", *ix.IndexName)
		case !onDemand && ix.ProvisionedThroughput == nil:
			return validation("Invalid Request: Must specify provisioned throughput for index %s", *ix.IndexName)
		}
	}
	for _, ix := range o.locals {
		if !slices.ContainsFunc(was.LocalSecondaryIndexes, func(old types.LocalSecondaryIndex) bool {
			return sameIndex(old.KeySchema, ix.KeySchema, old.Projection, ix.Projection)
		}) {
			return validation(another, *ix.IndexName)
		}
	}
	return nil
}

// sameIndex reports whether two indexes have the same keys and attributes.
func sameIndex(keys1, keys2 []types.KeySchemaElement, p1, p2 *types.Projection) bool {
	return p1.ProjectionType == p2.ProjectionType &&
		slices.EqualFunc(keys1, keys2, func(a, b types.KeySchemaElement) bool {
			return *a.AttributeName == *b.AttributeName && a.KeyType == b.KeyType
		}) &&
		slices.Equal(slices.Sorted(slices.Values(p1.NonKeyAttributes)), slices.Sorted(slices.Values(p2.NonKeyAttributes)))
}

// apply changes the request that makes the table. Attributes that no key has any more are not defined.
func (o override) apply(in *dynamodb.CreateTableInput) {
	if o.globals != nil {
		in.GlobalSecondaryIndexes = append([]types.GlobalSecondaryIndex(nil), o.globals...) // none of them is nil
	}
	if o.locals != nil {
		in.LocalSecondaryIndexes = append([]types.LocalSecondaryIndex(nil), o.locals...)
	}
	if o.billing != "" && o.billing != in.BillingMode {
		in.BillingMode, in.OnDemandThroughput = o.billing, nil
		if o.billing == types.BillingModePayPerRequest {
			in.ProvisionedThroughput = nil
			in.GlobalSecondaryIndexes = slices.Clone(in.GlobalSecondaryIndexes)
			for i := range in.GlobalSecondaryIndexes {
				in.GlobalSecondaryIndexes[i].ProvisionedThroughput = nil
			}
		}
	}
	if o.provisioned != nil {
		in.ProvisionedThroughput = o.provisioned
	}
	if o.onDemand != nil {
		in.OnDemandThroughput = o.onDemand
	}
	if o.sse != nil {
		in.SSESpecification = o.sse
	}
	used := map[string]bool{}
	note := func(keys []types.KeySchemaElement) {
		for _, k := range keys {
			used[*k.AttributeName] = true
		}
	}
	note(in.KeySchema)
	for _, ix := range in.LocalSecondaryIndexes {
		note(ix.KeySchema)
	}
	for _, ix := range in.GlobalSecondaryIndexes {
		note(ix.KeySchema)
	}
	in.AttributeDefinitions = slices.DeleteFunc(slices.Clone(in.AttributeDefinitions), func(d types.AttributeDefinition) bool { return !used[*d.AttributeName] })
}
