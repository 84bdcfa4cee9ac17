package dynamofake

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// updateTable changes the settings and the global indexes of a table. It answers that they are changing; the next read finds them
// changed.
func (s *Server) updateTable(_ context.Context, in *dynamodb.UpdateTableInput) (*dynamodb.UpdateTableOutput, error) {
	if err := checkUpdate(in); err != nil {
		return nil, err
	}
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	u := &tableUpdate{table: t, in: in, now: s.core.Now()}
	d, err := u.begin()
	if err != nil {
		return nil, err
	}
	s.core.AfterLifecycle(u.finish)
	return &dynamodb.UpdateTableOutput{TableDescription: d}, nil
}

// A tableUpdate is a change of a table's settings on its way.
type tableUpdate struct {
	*table
	in    *dynamodb.UpdateTableInput
	now   time.Time
	first []func() // what shows at once
	then  []func() // what has happened in the end
	busy  bool     // the table is UPDATING until then, where other updates only show in what they change
}

// begin checks the request against the table and lets the update show. It changes nothing if anything is wrong.
func (u *tableUpdate) begin() (*types.TableDescription, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.status == types.TableStatusCreating:
		return nil, inUse("Table is being created: %s", u.name)
	case u.status == types.TableStatusUpdating && u.in.DeletionProtectionEnabled == nil: // which is always alone
		return nil, inUse("Table is being updated: %s", u.name)
	case u.status == types.TableStatusDeleting:
		return nil, inUse("Table is being deleted: %s", u.name)
	}
	for _, plan := range []func() error{u.planBilling, u.planThroughput, u.planIndexes, u.planStream, u.planEncryption} {
		if err := plan(); err != nil {
			return nil, err
		}
	}
	u.planSettings()
	for _, f := range u.first {
		f()
	}
	if u.busy {
		u.status = types.TableStatusUpdating
	}
	return u.answer(), nil
}

// answer describes the table as the answer does, which has limits that were just taken away, and tells that new indexes are not
// yet being filled.
func (u *tableUpdate) answer() *types.TableDescription {
	d := u.describeWarm(u.now)
	if u.in.OnDemandThroughput != nil {
		d.OnDemandThroughput = u.capacity.onDemand
	}
	for i := range d.GlobalSecondaryIndexes {
		if d.GlobalSecondaryIndexes[i].Backfilling != nil {
			d.GlobalSecondaryIndexes[i].Backfilling = aws.Bool(false)
		}
	}
	return d
}

// finish ends the update.
func (u *tableUpdate) finish() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, f := range u.then {
		f()
	}
	if u.busy && u.status == types.TableStatusUpdating {
		u.status = types.TableStatusActive
	}
}

// billingAfter is the billing mode that the update leads to.
func (u *tableUpdate) billingAfter() types.BillingMode {
	if u.in.BillingMode != "" {
		return u.in.BillingMode
	}
	return u.billing
}

// planBilling changes between provisioned and on-demand.
func (u *tableUpdate) planBilling() error {
	to := u.billingAfter()
	switch limit := firstLimit(u.in.OnDemandThroughput); {
	case to == types.BillingModePayPerRequest && u.in.ProvisionedThroughput != nil:
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
	case to == types.BillingModeProvisioned && limit != "":
		return invalid("%s for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED", limit)
	case to == u.billing:
		u.busy = u.busy || u.in.BillingMode != "" // the answer says UPDATING though nothing changes
		return nil
	case to == types.BillingModeProvisioned:
		if name := u.unprovisioned(); name != "" {
			return invalid("ProvisionedThroughput must be specified for index: %s", name)
		}
	}
	u.busy = true
	u.first = append(u.first, func() { u.bill(to) })
	if to == types.BillingModePayPerRequest {
		u.then = append(u.then, func() { u.billingChanged = u.now })
	}
	return nil
}

// bill sets the billing mode. What the other mode needs is gone at once.
func (u *tableUpdate) bill(to types.BillingMode) {
	u.billing = to
	capacities := []*capacity{&u.capacity}
	for _, ix := range u.indexes {
		capacities = append(capacities, &ix.capacity)
	}
	for _, c := range capacities {
		if to == types.BillingModePayPerRequest {
			c.provision(nil)
		} else {
			c.onDemand = nil
		}
	}
}

// unprovisioned names a global index that the update leaves without throughput, "" if there is none.
func (u *tableUpdate) unprovisioned() string {
	for _, ix := range u.indexes {
		if ix.global && !slices.ContainsFunc(u.in.GlobalSecondaryIndexUpdates, func(g types.GlobalSecondaryIndexUpdate) bool {
			return g.Update != nil && *g.Update.IndexName == ix.name && g.Update.ProvisionedThroughput != nil ||
				g.Delete != nil && *g.Delete.IndexName == ix.name
		}) {
			return ix.name
		}
	}
	return ""
}

// planThroughput changes the throughput of the table itself.
func (u *tableUpdate) planThroughput() error {
	if o := u.in.OnDemandThroughput; o != nil {
		u.first = append(u.first, func() { u.capacity.setLimits(o) })
	}
	if err := u.planWarm(&u.capacity, u.in.WarmThroughput, "table"); err != nil || u.in.ProvisionedThroughput == nil {
		return err
	}
	u.busy = true
	return u.planUnits(&u.capacity, u.in.ProvisionedThroughput, "")
}

// planWarm raises the warm throughput, which cannot be lowered.
func (u *tableUpdate) planWarm(c *capacity, w *types.WarmThroughput, of string) error {
	if w == nil {
		return nil
	}
	const lower = "Requested %s for WarmThroughput for %s is lower than current WarmThroughput, decreasing WarmThroughput is not supported"
	switch {
	case w.ReadUnitsPerSecond != nil && *w.ReadUnitsPerSecond < c.warm.reads:
		return invalid(lower, "ReadUnitsPerSecond", of)
	case w.WriteUnitsPerSecond != nil && *w.WriteUnitsPerSecond < c.warm.writes:
		return invalid(lower, "WriteUnitsPerSecond", of)
	}
	u.first = append(u.first, func() { c.warming = true })
	u.then = append(u.then, func() { c.raiseWarm(w); c.warming = false })
	return nil
}

// planUnits changes provisioned units of the table, or of an index.
func (u *tableUpdate) planUnits(c *capacity, p *types.ProvisionedThroughput, index string) error {
	if *p.ReadCapacityUnits == c.reads && *p.WriteCapacityUnits == c.writes {
		what, of := "the table", "the table"
		if index != "" {
			what, of = "the index "+index, "index "+index
		}
		return validation("The provisioned throughput for %s will not change. The requested value equals the current value. "+
			"Current ReadCapacityUnits provisioned for %s: %d. Requested ReadCapacityUnits: %d. "+
			"Current WriteCapacityUnits provisioned for %s: %d. Requested WriteCapacityUnits: %d. "+
			"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
			what, of, c.reads, *p.ReadCapacityUnits, of, c.writes, *p.WriteCapacityUnits)
	}
	if err := c.checkDecrease(p, u.now); err != nil {
		return err
	}
	u.first = append(u.first, func() { c.note(p, u.now) })
	u.then = append(u.then, func() { c.countDecrease(p); c.provision(p) })
	return nil
}

// planIndexes creates, changes and deletes global indexes.
func (u *tableUpdate) planIndexes() error {
	online := 0
	for _, g := range u.in.GlobalSecondaryIndexUpdates {
		if g.Create != nil || g.Delete != nil {
			online++
		}
	}
	if online > 1 {
		return limitExceeded("Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")
	}
	for _, g := range u.in.GlobalSecondaryIndexUpdates {
		var err error
		switch {
		case g.Update != nil:
			err = u.planIndexUpdate(g.Update)
		case g.Create != nil:
			err = u.planIndexCreation(g.Create)
		default:
			err = u.planIndexDeletion(*g.Delete.IndexName)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// globalIndex returns a global index by its name, to be updated or deleted.
func (t *table) globalIndex(name, verb string) (*index, error) {
	ix := t.index(name)
	switch {
	case ix == nil:
		return nil, &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: Index " + name + " for table " + t.name)}
	case !ix.global:
		return nil, validation("Cannot %s an index that is not a GlobalSecondaryIndex: %s", verb, name)
	case ix.status == types.IndexStatusUpdating:
		return nil, inUse("Index is being updated. Table: %s Index: %s", t.name, name)
	}
	return ix, nil
}

// planIndexUpdate changes the throughput of an index. The index is UPDATING meanwhile, but not if only its warm throughput rises.
func (u *tableUpdate) planIndexUpdate(a *types.UpdateGlobalSecondaryIndexAction) error {
	ix, err := u.globalIndex(*a.IndexName, "update")
	if err != nil {
		return err
	}
	if err := u.checkIndexUpdate(a); err != nil {
		return err
	}
	if o := a.OnDemandThroughput; o != nil {
		u.first = append(u.first, func() { ix.capacity.setLimits(o) })
	}
	if err := u.planWarm(&ix.capacity, a.WarmThroughput, "index "+ix.name); err != nil {
		return err
	}
	if p := a.ProvisionedThroughput; p != nil {
		if err := u.planUnits(&ix.capacity, p, ix.name); err != nil {
			return err
		}
	}
	if a.OnDemandThroughput != nil || a.ProvisionedThroughput != nil {
		u.first = append(u.first, func() { ix.status = types.IndexStatusUpdating })
		u.then = append(u.then, func() { ix.status = types.IndexStatusActive })
	}
	return nil
}

// checkIndexUpdate checks the new throughput of an index against the billing mode of the table.
func (u *tableUpdate) checkIndexUpdate(a *types.UpdateGlobalSecondaryIndexAction) error {
	onDemand := u.billingAfter() == types.BillingModePayPerRequest
	switch limit := firstLimit(a.OnDemandThroughput); {
	case onDemand && a.ProvisionedThroughput != nil:
		return invalid("The only Updates for index: %s when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput", *a.IndexName)
	case !onDemand && limit != "":
		return invalid("%s for OnDemandThroughput for index : %s cannot be specified when the table BillingMode is PROVISIONED", limit, *a.IndexName)
	case a.ProvisionedThroughput != nil:
		return checkUnits(a.ProvisionedThroughput, " for index "+*a.IndexName)
	}
	return checkOnDemand(a.OnDemandThroughput, "index : "+*a.IndexName, true)
}

// planIndexCreation adds an index and fills it. What does not fit its key is left out, where a write of it would be refused.
func (u *tableUpdate) planIndexCreation(a *types.CreateGlobalSecondaryIndexAction) error {
	if u.index(*a.IndexName) != nil {
		return validation("Attempting to create an index which already exists")
	}
	if len(u.in.AttributeDefinitions) == 0 {
		return invalid("AttributeDefinitions is not specified for index: %s", *a.IndexName)
	}
	definitions, err := u.merged(u.in.AttributeDefinitions)
	if err != nil {
		return err
	}
	if err := checkGlobalKeys(a.KeySchema, definitions); err != nil {
		return err
	}
	if err := checkProjection(a.Projection); err != nil {
		return err
	}
	if err := u.checkAddedThroughput(a); err != nil {
		return err
	}
	if u.globals() >= maxGlobalIndexes {
		return limitExceeded("Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of %d", maxGlobalIndexes)
	}
	ix := newIndex(a.IndexName, true, newKeySchema(a.KeySchema, definitions), u.keys, a.Projection)
	ix.capacity.provision(a.ProvisionedThroughput)
	ix.capacity.onDemand = a.OnDemandThroughput
	ix.capacity.raiseWarm(a.WarmThroughput)
	u.busy = true
	u.first = append(u.first, func() {
		ix.status, ix.backfilling = types.IndexStatusCreating, true
		for key, r := range u.items.All() {
			ix.replace(key, nil, r)
		}
		u.indexes = append(u.indexes, ix)
		u.define(definitions)
	})
	u.then = append(u.then, func() { ix.status, ix.backfilling = types.IndexStatusActive, false })
	return nil
}

// checkAddedThroughput is checkIndexThroughput in the words that UpdateTable has for it.
func (u *tableUpdate) checkAddedThroughput(a *types.CreateGlobalSecondaryIndexAction) error {
	switch onDemand := u.billingAfter() == types.BillingModePayPerRequest; {
	case onDemand && a.ProvisionedThroughput != nil:
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: %s when BillingMode is PAY_PER_REQUEST", *a.IndexName)
	case !onDemand && a.ProvisionedThroughput == nil:
		return invalid("Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: %s", *a.IndexName)
	}
	g := &types.GlobalSecondaryIndex{IndexName: a.IndexName, ProvisionedThroughput: a.ProvisionedThroughput, OnDemandThroughput: a.OnDemandThroughput, WarmThroughput: a.WarmThroughput}
	return checkIndexThroughput(g, u.billingAfter())
}

func (t *table) globals() (n int) {
	for _, ix := range t.indexes {
		if ix.global {
			n++
		}
	}
	return n
}

// merged are the table's attribute definitions and those of a request.
func (t *table) merged(more []types.AttributeDefinition) ([]types.AttributeDefinition, error) {
	if err := checkDefinitions(more); err != nil {
		return nil, err
	}
	all := slices.Clone(t.definitions)
	for _, d := range more {
		switch known := typeOf(*d.AttributeName, all); known {
		case "":
			all = append(all, d)
		case string(d.AttributeType):
		default:
			return nil, invalid("Attribute %s is defined with type %s already", *d.AttributeName, known)
		}
	}
	return all, nil
}

// define keeps those of definitions that keys use.
func (t *table) define(definitions []types.AttributeDefinition) {
	used := map[string]bool{}
	mark := func(a expr.KeyAttribute, _ bool) bool { used[a.Name] = true; return true }
	t.keys.each(mark)
	for _, ix := range t.indexes {
		ix.keys.each(mark)
	}
	t.definitions = slices.DeleteFunc(sorted(definitions), func(d types.AttributeDefinition) bool { return !used[*d.AttributeName] })
}

func (u *tableUpdate) planIndexDeletion(name string) error {
	ix, err := u.globalIndex(name, "delete")
	if err != nil {
		return err
	}
	u.busy = true
	u.first = append(u.first, func() { ix.status = types.IndexStatusDeleting })
	u.then = append(u.then, func() {
		u.indexes = slices.DeleteFunc(slices.Clone(u.indexes), func(i *index) bool { return i == ix })
		u.define(u.definitions)
	})
	return nil
}

// planStream enables or disables the stream.
func (u *tableUpdate) planStream() error {
	spec := u.in.StreamSpecification
	if spec == nil {
		return nil
	}
	on := u.stream != nil && u.stream.enabled
	u.busy = true
	switch enable := aws.ToBool(spec.StreamEnabled); {
	case enable && on:
		return validation("Table already has an enabled stream: TableName: %s", u.name)
	case !enable && !on:
		return validation("Table has no stream to disable: TableName: %s", u.name)
	case enable:
		u.first = append(u.first, func() { u.startStream(spec.StreamViewType) })
	default:
		u.first = append(u.first, u.stopStream)
	}
	return nil
}

// planEncryption changes the key that encrypts the table.
func (u *tableUpdate) planEncryption() error {
	spec := u.in.SSESpecification
	if spec == nil {
		return nil
	}
	after := u.server.encryption(spec)
	switch {
	case after == nil && u.sse == nil:
		return invalid("Table is already encrypted by default")
	case after != nil && u.sse != nil && spec.KMSMasterKeyId != nil && *after.KMSMasterKeyArn == *u.sse.KMSMasterKeyArn:
		return invalid("Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key")
	}
	u.first = append(u.first, func() {
		during := after
		if after == nil {
			during = u.sse
		}
		u.sse = &types.SSEDescription{SSEType: during.SSEType, KMSMasterKeyArn: during.KMSMasterKeyArn, Status: types.SSEStatusUpdating}
	})
	u.then = append(u.then, func() { u.sse = after })
	return nil
}

// planSettings changes what is only kept. The deletion protection changes at once.
func (u *tableUpdate) planSettings() {
	if p := u.in.DeletionProtectionEnabled; p != nil {
		u.first = append(u.first, func() { u.protected = *p })
	}
	if c := u.in.TableClass; c != "" {
		u.busy = true // even if the class is the same
		if c != u.class && !(c == types.TableClassStandard && u.class == "") {
			u.then = append(u.then, func() { u.class, u.classChanged = c, u.now })
		}
	}
	if m := u.in.GlobalTableSettingsReplicationMode; m != "" {
		u.then = append(u.then, func() { u.replicationMode = m })
	}
}
