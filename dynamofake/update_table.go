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
	if u.changes() {
		s.core.AfterLifecycle(u.finish)
	}
	return &dynamodb.UpdateTableOutput{TableDescription: d}, nil
}

// checkUpdate checks what can be checked without the table.
func checkUpdate(in *dynamodb.UpdateTableInput) error {
	if err := checkTableName(*in.TableName); err != nil {
		return err
	}
	if in.ReplicaUpdates != nil || in.VectorIndexUpdates != nil || in.GlobalTableWitnessUpdates != nil || in.MultiRegionConsistency != "" || in.DisassociationProtectionEnabled != nil {
		return invalid("awsfake has neither replicas of global tables nor vector indexes")
	}
	if in.ProvisionedThroughput == nil && in.BillingMode == "" && in.StreamSpecification == nil && len(in.GlobalSecondaryIndexUpdates) == 0 &&
		in.SSESpecification == nil && in.DeletionProtectionEnabled == nil && in.TableClass == "" && in.OnDemandThroughput == nil &&
		in.WarmThroughput == nil && in.GlobalTableSettingsReplicationMode == "" {
		return validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required")
	}
	if in.ProvisionedThroughput != nil {
		if in.BillingMode == types.BillingModePayPerRequest {
			return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
		}
		if err := checkUnits(in.ProvisionedThroughput, ""); err != nil {
			return err
		}
	}
	if err := checkOnDemand(in.OnDemandThroughput); err != nil {
		return err
	}
	if err := checkIndexUpdates(in.GlobalSecondaryIndexUpdates); err != nil {
		return err
	}
	if err := checkStream(in.StreamSpecification); err != nil {
		return err
	}
	return checkEncryption(in.SSESpecification)
}

// checkIndexUpdates checks that each update is one of one index.
func checkIndexUpdates(updates []types.GlobalSecondaryIndexUpdate) error {
	seen := map[string]bool{}
	for _, u := range updates {
		name := ""
		switch {
		case u.Update != nil:
			name = *u.Update.IndexName
		case u.Create != nil:
			name = *u.Create.IndexName
		case u.Delete != nil:
			name = *u.Delete.IndexName
		default:
			return invalid("One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null")
		}
		if seen[name] {
			return invalid("Only one global secondary index update per index is allowed simultaneously. Index: %s", name)
		}
		seen[name] = true
	}
	return nil
}

// A tableUpdate is a change of a table's settings on its way.
type tableUpdate struct {
	*table
	in    *dynamodb.UpdateTableInput
	now   time.Time
	first []func() // what shows at once
	then  []func() // what has happened in the end
}

// begin checks the request against the table and lets the update show. It changes nothing if anything is wrong.
func (u *tableUpdate) begin() (*types.TableDescription, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch u.status {
	case types.TableStatusCreating:
		return nil, inUse("Table is being created: %s", u.name)
	case types.TableStatusUpdating:
		return nil, inUse("Table is being updated: %s", u.name)
	case types.TableStatusDeleting:
		return nil, inUse("Table is being deleted: %s", u.name)
	}
	for _, plan := range []func() error{u.planBilling, u.planThroughput, u.planIndexes, u.planStream, u.planSettings} {
		if err := plan(); err != nil {
			return nil, err
		}
	}
	for _, f := range u.first {
		f()
	}
	if u.in.DeletionProtectionEnabled != nil {
		u.protected = *u.in.DeletionProtectionEnabled
	}
	if u.changes() {
		u.status = types.TableStatusUpdating
	}
	return u.describeWarm(u.now), nil
}

// changes reports whether the update takes time. The deletion protection alone changes at once.
func (u *tableUpdate) changes() bool { return len(u.first)+len(u.then) > 0 }

// finish ends the update.
func (u *tableUpdate) finish() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, f := range u.then {
		f()
	}
	u.status = types.TableStatusActive
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
	switch {
	case to == types.BillingModePayPerRequest && u.in.ProvisionedThroughput != nil:
		return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
	case to == types.BillingModeProvisioned && u.in.OnDemandThroughput != nil:
		return invalid("OnDemandThroughput cannot be specified when BillingMode is PROVISIONED")
	case to == u.billing:
		return nil
	case to == types.BillingModeProvisioned:
		if u.in.ProvisionedThroughput == nil {
			return invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
		}
		if name := u.unprovisioned(); name != "" {
			return invalid("ProvisionedThroughput must be specified for index: %s", name)
		}
	}
	u.first = append(u.first, func() { u.billing = to })
	u.then = append(u.then, func() {
		if to != types.BillingModePayPerRequest {
			return
		}
		u.billingChanged = u.now
		u.capacity.provision(nil)
		for _, ix := range u.indexes {
			ix.capacity.provision(nil)
		}
	})
	return nil
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
		u.then = append(u.then, func() { u.capacity.onDemand = o })
	}
	if w := u.in.WarmThroughput; w != nil {
		if err := u.checkWarm(&u.capacity, w); err != nil {
			return err
		}
		u.planWarm(&u.capacity, w)
	}
	if u.in.ProvisionedThroughput == nil {
		return nil
	}
	return u.planUnits(&u.capacity, u.in.ProvisionedThroughput, func(types.IndexStatus) {})
}

// planWarm raises the warm throughput.
func (u *tableUpdate) planWarm(c *capacity, w *types.WarmThroughput) {
	u.first = append(u.first, func() { c.warming = true })
	u.then = append(u.then, func() { c.warm, c.warming = w, false })
}

// checkWarm refuses to lower the warm throughput.
func (u *tableUpdate) checkWarm(c *capacity, w *types.WarmThroughput) error {
	reads, writes := c.warmth(u.billingAfter())
	if w.ReadUnitsPerSecond != nil && *w.ReadUnitsPerSecond < reads {
		return invalid("Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported")
	}
	if w.WriteUnitsPerSecond != nil && *w.WriteUnitsPerSecond < writes {
		return invalid("Requested WriteUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported")
	}
	return nil
}

// planUnits changes provisioned units; status marks what they are of.
func (u *tableUpdate) planUnits(c *capacity, p *types.ProvisionedThroughput, status func(types.IndexStatus)) error {
	if *p.ReadCapacityUnits == c.reads && *p.WriteCapacityUnits == c.writes {
		return validation("The provisioned throughput for the table will not change. The requested value equals the current value. "+
			"Current ReadCapacityUnits provisioned for the table: %d. Requested ReadCapacityUnits: %d. "+
			"Current WriteCapacityUnits provisioned for the table: %d. Requested WriteCapacityUnits: %d. "+
			"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
			c.reads, *p.ReadCapacityUnits, c.writes, *p.WriteCapacityUnits)
	}
	if err := c.checkDecrease(p, u.now); err != nil {
		return err
	}
	u.first = append(u.first, func() { c.note(p, u.now); status(types.IndexStatusUpdating) })
	u.then = append(u.then, func() { c.countDecrease(p); c.provision(p); status(types.IndexStatusActive) })
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

// globalIndex returns a global index by its name.
func (t *table) globalIndex(name string) (*index, error) {
	ix := t.index(name)
	if ix == nil || !ix.global {
		return nil, noResource()
	}
	return ix, nil
}

func (u *tableUpdate) planIndexUpdate(a *types.UpdateGlobalSecondaryIndexAction) error {
	ix, err := u.globalIndex(*a.IndexName)
	if err != nil {
		return err
	}
	if a.OnDemandThroughput != nil {
		if err := checkOnDemand(a.OnDemandThroughput); err != nil {
			return err
		}
		u.then = append(u.then, func() { ix.capacity.onDemand = a.OnDemandThroughput })
	}
	if a.WarmThroughput != nil {
		if err := u.checkWarm(&ix.capacity, a.WarmThroughput); err != nil {
			return err
		}
		u.planWarm(&ix.capacity, a.WarmThroughput)
	}
	if a.ProvisionedThroughput == nil {
		return nil
	}
	if u.billingAfter() == types.BillingModePayPerRequest {
		return invalid("ProvisionedThroughput should not be specified for index: %s when BillingMode is PAY_PER_REQUEST", ix.name)
	}
	if err := checkUnits(a.ProvisionedThroughput, " for index "+ix.name); err != nil {
		return err
	}
	return u.planUnits(&ix.capacity, a.ProvisionedThroughput, func(st types.IndexStatus) { ix.status = st })
}

// planIndexCreation adds an index and fills it. What does not fit its key is left out, where a write of it would be refused.
func (u *tableUpdate) planIndexCreation(a *types.CreateGlobalSecondaryIndexAction) error {
	if u.index(*a.IndexName) != nil {
		return validation("Attempting to create an index which already exists")
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
	if err := checkIndexThroughput(*a.IndexName, u.billingAfter(), a.ProvisionedThroughput, a.OnDemandThroughput); err != nil {
		return err
	}
	if u.globals() >= maxGlobalIndexes {
		return limitExceeded("Subscriber limit exceeded: GlobalSecondaryIndex count exceeds the per-table limit of %d", maxGlobalIndexes)
	}
	ix := newIndex(a.IndexName, true, newKeySchema(a.KeySchema, definitions), u.keys, a.Projection)
	ix.capacity.provision(a.ProvisionedThroughput)
	ix.capacity.onDemand, ix.capacity.warm = a.OnDemandThroughput, a.WarmThroughput
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
	t.definitions = slices.DeleteFunc(slices.Clone(definitions), func(d types.AttributeDefinition) bool { return !used[*d.AttributeName] })
}

func (u *tableUpdate) planIndexDeletion(name string) error {
	ix, err := u.globalIndex(name)
	if err != nil {
		return err
	}
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

// planSettings changes table class, encryption and what else is only kept.
func (u *tableUpdate) planSettings() error {
	if c := u.in.TableClass; c != "" && c != u.class {
		u.then = append(u.then, func() { u.class, u.classChanged = c, u.now })
	}
	if m := u.in.GlobalTableSettingsReplicationMode; m != "" {
		u.then = append(u.then, func() { u.replicationMode = m })
	}
	spec := u.in.SSESpecification
	if spec == nil {
		return nil
	}
	after := u.server.encryption(spec)
	if after == nil && u.sse == nil {
		return nil
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
