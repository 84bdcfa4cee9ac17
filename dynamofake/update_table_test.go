package dynamofake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func throughput(reads, writes int64) *types.ProvisionedThroughput {
	return &types.ProvisionedThroughput{ReadCapacityUnits: &reads, WriteCapacityUnits: &writes}
}

// createIndex is an update that creates a global index.
func createIndex(table, name, spec, kind string) *dynamodb.UpdateTableInput {
	schema, definitions := key(spec)
	return &dynamodb.UpdateTableInput{TableName: &table, AttributeDefinitions: definitions, GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
		{Create: &types.CreateGlobalSecondaryIndexAction{IndexName: &name, KeySchema: schema, Projection: projection(kind)}}}}
}

func deleteIndex(table, name string) *dynamodb.UpdateTableInput {
	return &dynamodb.UpdateTableInput{TableName: &table, GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
		{Delete: &types.DeleteGlobalSecondaryIndexAction{IndexName: &name}}}}
}

// update updates a table and returns how the answer describes it.
func (f *fixture) update(in *dynamodb.UpdateTableInput) *types.TableDescription {
	f.t.Helper()
	out, err := f.Client.UpdateTable(f.t.Context(), in)
	f.ok(err)
	return out.TableDescription
}

// A new index has the items that were there, without those whose keys do not fit.
func TestIndexIsFilledFromWhatIsThere(t *testing.T) {
	f := start(t)
	f.table("orders", "pk")
	f.put("orders", item{"pk": str("a"), "due": str("mon"), "x": str("1")}, item{"pk": str("b"), "due": num("1")}, item{"pk": str("c")},
		item{"pk": str("d"), "due": str("")}, item{"pk": str("e"), "due": padding(2049)}, item{"pk": str("f"), "due": str("tue")})
	d := f.update(createIndex("orders", "by-due", "due pk", "KEYS_ONLY"))
	if g := d.GlobalSecondaryIndexes[0]; d.TableStatus != "UPDATING" || g.IndexStatus != "CREATING" {
		t.Errorf("%v, index %v", d.TableStatus, g.IndexStatus)
	}
	if g := f.describe("orders").GlobalSecondaryIndexes[0]; g.IndexStatus != "ACTIVE" || g.Backfilling != nil || *g.ItemCount != 2 || *g.IndexSizeBytes != 18 {
		t.Errorf("index %v, %d items of %d bytes", g.IndexStatus, *g.ItemCount, *g.IndexSizeBytes)
	}
	out, err := f.Client.Query(t.Context(), &dynamodb.QueryInput{TableName: aws.String("orders"), IndexName: aws.String("by-due"),
		KeyConditionExpression: aws.String("due = :d"), ExpressionAttributeValues: item{":d": str("mon")}})
	f.ok(err)
	same(t, "monday", out.Items, []item{{"pk": str("a"), "due": str("mon")}})
	// What does not fit can stay, but not be written again.
	_, err = f.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: aws.String("orders"), Key: item{"pk": str("b")},
		UpdateExpression: aws.String("SET y = :y"), ExpressionAttributeValues: item{":y": str("z")}})
	f.ok(err)
	_, err = f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: item{"pk": str("b"), "due": num("1")}})
	refused(t, err, "One or more parameter values were invalid: Type mismatch for Index Key due Expected: S Actual: N IndexName: by-due")

	if d := f.update(deleteIndex("orders", "by-due")); d.GlobalSecondaryIndexes[0].IndexStatus != "DELETING" {
		t.Errorf("index %v", d.GlobalSecondaryIndexes[0].IndexStatus)
	}
	if d := f.describe("orders"); len(d.GlobalSecondaryIndexes) != 0 || len(d.AttributeDefinitions) != 1 {
		t.Errorf("indexes %v, definitions %v", d.GlobalSecondaryIndexes, d.AttributeDefinitions)
	}
	f.put("orders", item{"pk": str("b"), "due": num("1")})
}

// Throughput changes after the answer, and its changes are counted by day.
func TestThroughputChanges(t *testing.T) {
	f := start(t)
	f.table("orders", "pk", global("by-a", "a", "ALL"), provisioned(10, 10))
	set := func(reads, writes int64) *dynamodb.UpdateTableInput {
		return &dynamodb.UpdateTableInput{TableName: aws.String("orders"), ProvisionedThroughput: throughput(reads, writes)}
	}
	d := f.update(set(20, 20))
	if p := d.ProvisionedThroughput; d.TableStatus != "UPDATING" || *p.ReadCapacityUnits != 10 || p.LastIncreaseDateTime == nil {
		t.Errorf("%v %+v", d.TableStatus, p)
	}
	if p := f.describe("orders").ProvisionedThroughput; *p.ReadCapacityUnits != 20 || *p.NumberOfDecreasesToday != 0 {
		t.Errorf("%+v", p)
	}
	_, err := f.Client.UpdateTable(t.Context(), set(20, 20))
	refused(t, err, "The provisioned throughput for the table will not change. The requested value equals the current value. "+
		"Current ReadCapacityUnits provisioned for the table: 20. Requested ReadCapacityUnits: 20. "+
		"Current WriteCapacityUnits provisioned for the table: 20. Requested WriteCapacityUnits: 20. "+
		"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.")
	f.Clock.AdvanceTo(f.Clock.Now().Truncate(24 * time.Hour).Add(24*time.Hour + time.Minute))
	for i := range int64(4) {
		f.update(set(19-i, 20))
	}
	if p := f.describe("orders").ProvisionedThroughput; *p.NumberOfDecreasesToday != 4 || p.LastDecreaseDateTime == nil {
		t.Errorf("%+v", p)
	}
	_, err = f.Client.UpdateTable(t.Context(), set(5, 20))
	wantError(t, err, "LimitExceededException", "")
	f.Clock.Advance(time.Hour)
	f.update(set(5, 20))
	f.Clock.Advance(24 * time.Hour)
	if p := f.describe("orders").ProvisionedThroughput; *p.NumberOfDecreasesToday != 0 {
		t.Errorf("%+v", p)
	}
	d = f.update(&dynamodb.UpdateTableInput{TableName: aws.String("orders"), GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
		{Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("by-a"), ProvisionedThroughput: throughput(3, 4)}}}})
	if g := d.GlobalSecondaryIndexes[0]; g.IndexStatus != "UPDATING" {
		t.Errorf("index %v", g.IndexStatus)
	}
	if g := f.describe("orders").GlobalSecondaryIndexes[0]; *g.ProvisionedThroughput.WriteCapacityUnits != 4 || g.IndexStatus != "ACTIVE" {
		t.Errorf("%+v", g)
	}
	f.update(&dynamodb.UpdateTableInput{TableName: aws.String("orders"), BillingMode: types.BillingModePayPerRequest})
	d = f.describe("orders")
	if d.BillingModeSummary.BillingMode != "PAY_PER_REQUEST" || d.BillingModeSummary.LastUpdateToPayPerRequestDateTime == nil || *d.ProvisionedThroughput.ReadCapacityUnits != 0 || *d.GlobalSecondaryIndexes[0].ProvisionedThroughput.ReadCapacityUnits != 0 {
		t.Errorf("%+v %+v", d.BillingModeSummary, d.ProvisionedThroughput)
	}
}

// Settings that are only kept show what they were set to.
func TestSettingsChange(t *testing.T) {
	f := start(t)
	f.table("orders", "pk")
	name := aws.String("orders")
	if d := f.update(&dynamodb.UpdateTableInput{TableName: name, DeletionProtectionEnabled: aws.Bool(true)}); !*d.DeletionProtectionEnabled || d.TableStatus != "ACTIVE" {
		t.Errorf("%v %v", *d.DeletionProtectionEnabled, d.TableStatus)
	}
	f.update(&dynamodb.UpdateTableInput{TableName: name, TableClass: types.TableClassStandardInfrequentAccess})
	f.update(&dynamodb.UpdateTableInput{TableName: name, OnDemandThroughput: &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(7), MaxWriteRequestUnits: aws.Int64(-1)}})
	f.update(&dynamodb.UpdateTableInput{TableName: name, WarmThroughput: &types.WarmThroughput{ReadUnitsPerSecond: aws.Int64(15000), WriteUnitsPerSecond: aws.Int64(5000)}})
	if d := f.update(&dynamodb.UpdateTableInput{TableName: name, SSESpecification: &types.SSESpecification{Enabled: aws.Bool(true)}}); d.SSEDescription.Status != "UPDATING" {
		t.Errorf("%+v", d.SSEDescription)
	}
	d := f.describe("orders")
	if d.TableClassSummary.TableClass != "STANDARD_INFREQUENT_ACCESS" || d.TableClassSummary.LastUpdateDateTime == nil || *d.OnDemandThroughput.MaxReadRequestUnits != 7 ||
		*d.WarmThroughput.ReadUnitsPerSecond != 15000 || d.SSEDescription.Status != "ENABLED" {
		t.Errorf("%+v", d)
	}
	// Recorded: an answer that disables encryption still describes it.
	if d := f.update(&dynamodb.UpdateTableInput{TableName: name, SSESpecification: &types.SSESpecification{Enabled: aws.Bool(false)}}); d.SSEDescription == nil || d.SSEDescription.SSEType != "KMS" {
		t.Errorf("%+v", d.SSEDescription)
	}
	if d := f.describe("orders"); d.SSEDescription != nil {
		t.Errorf("%+v", d.SSEDescription)
	}
	stream := func(view types.StreamViewType) *dynamodb.UpdateTableInput {
		return &dynamodb.UpdateTableInput{TableName: name, StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(view != ""), StreamViewType: view}}
	}
	first := *f.update(stream("KEYS_ONLY")).LatestStreamArn
	_, err := f.Client.UpdateTable(t.Context(), stream("KEYS_ONLY"))
	refused(t, err, "Table already has an enabled stream: TableName: orders")
	f.update(stream(""))
	if d := f.describe("orders"); d.StreamSpecification != nil || *d.LatestStreamArn != first {
		t.Errorf("%+v %v", d.StreamSpecification, *d.LatestStreamArn)
	}
	_, err = f.Client.UpdateTable(t.Context(), stream(""))
	refused(t, err, "Table has no stream to disable: TableName: orders")
	if second := *f.update(stream("NEW_IMAGE")).LatestStreamArn; second == first {
		t.Error("two streams have one ARN")
	}
}

// unchanged is what DynamoDB says of throughput that is as it was asked for.
func unchanged(what, of string, reads, writes int) string {
	return fmt.Sprintf("The provisioned throughput for %[1]s will not change. The requested value equals the current value. "+
		"Current ReadCapacityUnits provisioned for %[2]s: %[3]d. Requested ReadCapacityUnits: %[3]d. Current WriteCapacityUnits provisioned for %[2]s: %[4]d. Requested WriteCapacityUnits: %[4]d. "+
		"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.", what, of, reads, writes)
}

// Limits on demand are set one by one, and taken away with -1, which only the answer shows. They end with the billing mode.
func TestLimitsOnDemandChange(t *testing.T) {
	f := start(t)
	f.table("orders", "pk", global("by-a", "a", "ALL"))
	name := aws.String("orders")
	set := func(o types.OnDemandThroughput) *types.TableDescription {
		return f.update(&dynamodb.UpdateTableInput{TableName: name, OnDemandThroughput: &o})
	}
	set(types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(1000), MaxWriteRequestUnits: aws.Int64(500)})
	set(types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(2000)})
	same(t, "limits", f.describe("orders").OnDemandThroughput, &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(2000), MaxWriteRequestUnits: aws.Int64(500)})
	d := set(types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(-1)})
	same(t, "limits in the answer", d.OnDemandThroughput, &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(-1), MaxWriteRequestUnits: aws.Int64(500)})
	same(t, "one limit", f.describe("orders").OnDemandThroughput, &types.OnDemandThroughput{MaxWriteRequestUnits: aws.Int64(500)})
	if d.TableStatus != "ACTIVE" {
		t.Errorf("limits change at once, but the table is %v", d.TableStatus)
	}
	f.update(&dynamodb.UpdateTableInput{TableName: name, GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
		{Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("by-a"), OnDemandThroughput: &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(7)}}}}})
	same(t, "limit of the index", f.describe("orders").GlobalSecondaryIndexes[0].OnDemandThroughput, &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(7)})
	f.update(&dynamodb.UpdateTableInput{TableName: name, BillingMode: "PROVISIONED", ProvisionedThroughput: throughput(5, 5), GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
		{Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("by-a"), ProvisionedThroughput: throughput(3, 3)}}}})
	d = f.describe("orders")
	if g := d.GlobalSecondaryIndexes[0]; d.OnDemandThroughput != nil || g.OnDemandThroughput != nil || *g.ProvisionedThroughput.ReadCapacityUnits != 3 || *d.WarmThroughput.ReadUnitsPerSecond != 12000 {
		t.Errorf("%+v, index %+v, warm %d", d.OnDemandThroughput, g, *d.WarmThroughput.ReadUnitsPerSecond)
	}
}

// What UpdateTable refuses, in DynamoDB's words; nothing of it takes effect.
func TestUpdateTableRefusals(t *testing.T) {
	f := start(t)
	f.table("orders", "pk sk", global("by-a", "a", "ALL"), local("local", "pk a", "ALL"))
	f.table("counts", "pk", global("by-a", "a", "ALL"), provisioned(5, 5))
	before := []*types.TableDescription{f.describe("orders"), f.describe("counts")}
	const param = "One or more parameter values were invalid: "
	index := func(updates ...types.GlobalSecondaryIndexUpdate) *dynamodb.UpdateTableInput {
		return &dynamodb.UpdateTableInput{TableName: aws.String("orders"), GlobalSecondaryIndexUpdates: updates}
	}
	drop := func(name string) types.GlobalSecondaryIndexUpdate {
		return types.GlobalSecondaryIndexUpdate{Delete: &types.DeleteGlobalSecondaryIndexAction{IndexName: &name}}
	}
	tests := map[string]struct {
		in         *dynamodb.UpdateTableInput
		code, want string
	}{
		"nothing":              {&dynamodb.UpdateTableInput{TableName: aws.String("orders")}, "", "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"},
		"no such table":        {&dynamodb.UpdateTableInput{TableName: aws.String("letters"), ProvisionedThroughput: throughput(1, 1)}, "ResourceNotFoundException", "Requested resource not found: Table: letters not found"},
		"units on demand":      {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), ProvisionedThroughput: throughput(1, 1)}, "", param + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"},
		"no units":             {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), BillingMode: "PROVISIONED"}, "", param + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"},
		"no units of an index": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), BillingMode: "PROVISIONED", ProvisionedThroughput: throughput(1, 1)}, "", param + "ProvisionedThroughput must be specified for index: by-a"},
		"too many units":       {&dynamodb.UpdateTableInput{TableName: aws.String("counts"), ProvisionedThroughput: throughput(1, 1000000000001)}, "", "Given value 1000000000001 for WriteCapacityUnits is out of bounds"},
		"an empty update":      {index(types.GlobalSecondaryIndexUpdate{}), "", param + "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null"},
		"one index twice":      {index(drop("abc"), drop("abc")), "", param + "Only one global secondary index update per index is allowed simultaneously. Index: abc"},
		"two indexes at once":  {index(drop("by-a"), drop("abd")), "LimitExceededException", "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"},
		"no such index":        {index(drop("by-b")), "ResourceNotFoundException", "Requested resource not found: Index by-b for table orders"},
		"an index there is":    {createIndex("orders", "by-a", "a", "ALL"), "", "Attempting to create an index which already exists"},
		"an undefined key": {func() *dynamodb.UpdateTableInput {
			in := createIndex("orders", "by-b", "b", "ALL")
			in.AttributeDefinitions = nil
			return in
		}(), "", param + "AttributeDefinitions is not specified for index: by-b"},
		"units of an index on demand": {func() *dynamodb.UpdateTableInput {
			in := createIndex("orders", "by-b", "b", "ALL")
			in.GlobalSecondaryIndexUpdates[0].Create.ProvisionedThroughput = throughput(1, 1)
			return in
		}(), "", param + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: by-b when BillingMode is PAY_PER_REQUEST"},
		"an undefined key beside a defined one": {func() *dynamodb.UpdateTableInput {
			in := createIndex("orders", "by-b", "b c", "ALL")
			in.AttributeDefinitions = in.AttributeDefinitions[:1]
			return in
		}(), "", param + "Some index key attributes are not defined in AttributeDefinitions. Keys: [b, c], AttributeDefinitions: [a, pk, sk, b]"},
		"no units of a new index": {createIndex("counts", "by-b", "b", "ALL"), "", param + "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: by-b"},
		"units of an old index on demand": {index(types.GlobalSecondaryIndexUpdate{Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("by-a"), ProvisionedThroughput: throughput(1, 1)}}), "",
			param + "The only Updates for index: by-a when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput"},
		"the units that there are": {&dynamodb.UpdateTableInput{TableName: aws.String("counts"), BillingMode: "PROVISIONED", ProvisionedThroughput: throughput(5, 5)}, "",
			unchanged("the table", "the table", 5, 5)},
		"the units that an index has": {&dynamodb.UpdateTableInput{TableName: aws.String("counts"), GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
			{Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("by-a"), ProvisionedThroughput: throughput(5, 5)}}}}, "", unchanged("the index by-a", "index by-a", 5, 5)},
		"a limit of provisioned units": {&dynamodb.UpdateTableInput{TableName: aws.String("counts"), OnDemandThroughput: &types.OnDemandThroughput{MaxWriteRequestUnits: aws.Int64(1)}}, "",
			param + "MaxWriteRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"},
		"a limit of zero": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), OnDemandThroughput: &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(0)}}, "",
			param + "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"},
		"units and billing on demand": {&dynamodb.UpdateTableInput{TableName: aws.String("counts"), BillingMode: "PAY_PER_REQUEST", ProvisionedThroughput: throughput(1, 1)}, "",
			param + "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST"},
		"an empty list beside something": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{}, DeletionProtectionEnabled: aws.Bool(true)}, "",
			param + "List of GlobalSecondaryIndexUpdates is empty"},
		"two actions in one": {index(types.GlobalSecondaryIndexUpdate{Delete: drop("by-a").Delete, Update: &types.UpdateGlobalSecondaryIndexAction{IndexName: aws.String("by-a")}}), "",
			param + "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object"},
		"encryption there is not": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), SSESpecification: &types.SSESpecification{Enabled: aws.Bool(false)}}, "", param + "Table is already encrypted by default"},
		"encryption and protection": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), SSESpecification: &types.SSESpecification{Enabled: aws.Bool(true)}, DeletionProtectionEnabled: aws.Bool(true)}, "",
			param + "Server-Side Encryption modification must be the only operation in the request"},
		"a class and billing": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), TableClass: "STANDARD", BillingMode: "PAY_PER_REQUEST"}, "",
			param + "TableClass modification must be the only operation in the request"},
		"protection and billing": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), DeletionProtectionEnabled: aws.Bool(true), BillingMode: "PAY_PER_REQUEST"}, "",
			param + "DeletionProtection modification must be the only operation in the request"},
		"warmth and an index": {func() *dynamodb.UpdateTableInput {
			in := createIndex("orders", "by-b", "b", "ALL")
			in.WarmThroughput = &types.WarmThroughput{ReadUnitsPerSecond: aws.Int64(20000)}
			return in
		}(), "", param + "Create global secondary index cannot be specified when updating WarmThroughput"},
		"warmth and billing": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), WarmThroughput: &types.WarmThroughput{ReadUnitsPerSecond: aws.Int64(20000)}, BillingMode: "PAY_PER_REQUEST"}, "",
			param + "WarmThroughput must be the only operation in the request"},
		"limits and a stream": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), OnDemandThroughput: &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(5)}, StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(false)}}, "",
			param + "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"},
		"units and a stream": {&dynamodb.UpdateTableInput{TableName: aws.String("counts"), ProvisionedThroughput: throughput(9, 9), StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(false)}}, "",
			param + "You cannot modify stream status while updating table IOPS"},
		"units and an index": {func() *dynamodb.UpdateTableInput {
			in := deleteIndex("counts", "by-a")
			in.ProvisionedThroughput = throughput(9, 9)
			return in
		}(), "", param + "You cannot create or delete index while updating table IOPS"},
		"a stream and an index": {func() *dynamodb.UpdateTableInput {
			in := deleteIndex("orders", "by-a")
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(false)}
			return in
		}(), "", param + "You cannot create or delete index while changing stream status"},
		"a stream of no view": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(true)}}, "", param + "If stream is being enabled then UpdateViewType is required"},
		"a view of no stream": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(false), StreamViewType: "KEYS_ONLY"}}, "",
			param + "If stream is being disabled, then UpdateViewType must not be specified"},
		"a local index deleted": {deleteIndex("orders", "local"), "", "Cannot delete an index that is not a GlobalSecondaryIndex: local"},
		"less warm throughput": {&dynamodb.UpdateTableInput{TableName: aws.String("orders"), WarmThroughput: &types.WarmThroughput{ReadUnitsPerSecond: aws.Int64(1)}}, "",
			param + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := f.Client.UpdateTable(t.Context(), tt.in)
			if tt.code == "" {
				tt.code = "ValidationException"
			}
			wantError(t, err, tt.code, tt.want)
		})
	}
	same(t, "tables after", []*types.TableDescription{f.describe("orders"), f.describe("counts")}, before)
}
