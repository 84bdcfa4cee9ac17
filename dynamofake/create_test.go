package dynamofake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake"
)

// What CreateTable refuses, in DynamoDB's words.
func TestCreateTableRefusals(t *testing.T) {
	f := start(t)
	const param = "One or more parameter values were invalid: "
	keys := func(pairs ...string) with {
		return func(in *dynamodb.CreateTableInput) {
			in.KeySchema = nil
			for i := 0; i < len(pairs); i += 2 {
				in.KeySchema = append(in.KeySchema, types.KeySchemaElement{AttributeName: &pairs[i], KeyType: types.KeyType(pairs[i+1])})
			}
		}
	}
	defined := func(names ...string) with {
		return func(in *dynamodb.CreateTableInput) {
			in.AttributeDefinitions = []types.AttributeDefinition{}
			for _, name := range names {
				in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{AttributeName: &name, AttributeType: "S"})
			}
		}
	}
	many := func(n int, add func(name string) with) with {
		return func(in *dynamodb.CreateTableInput) {
			for i := range n {
				add(fmt.Sprintf("index%d", i))(in)
			}
		}
	}
	set := func(fn with) with { return fn }
	tests := map[string]struct {
		spec string
		fns  []with
		want string
	}{
		"units on demand": {"pk", []with{set(func(in *dynamodb.CreateTableInput) {
			in.ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(1), WriteCapacityUnits: aws.Int64(1)}
		})}, param + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"},
		"no units": {"pk", []with{set(func(in *dynamodb.CreateTableInput) { in.BillingMode = "" })},
			param + "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"},
		"many reads":  {"pk", []with{provisioned(1000000000001, 1)}, "Given value 1000000000001 for ReadCapacityUnits is out of bounds"},
		"many writes": {"pk", []with{provisioned(1, 1000000000001)}, "Given value 1000000000001 for WriteCapacityUnits is out of bounds"},
		"no reads": {"pk", []with{provisioned(0, 1)},
			"1 validation error detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"undefined hash key": {"pk", []with{defined("a")},
			param + "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk], AttributeDefinitions: [a]"},
		"undefined range key":         {"pk sk", []with{defined("pk", "a")}, "Invalid KeySchema: Some index key attribute have no definition"},
		"one key twice":               {"pk", []with{keys("pk", "HASH", "pk", "RANGE"), defined("pk", "sk")}, "Both the Hash Key and the Range Key element in the KeySchema have the same name"},
		"one key twice, defined once": {"pk", []with{keys("pk", "HASH", "pk", "RANGE"), defined("pk")}, "Invalid KeySchema: Some index key attribute have no definition"},
		"range first":                 {"pk", []with{keys("pk", "RANGE")}, "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"},
		"hash second":                 {"pk sk", []with{keys("pk", "HASH", "sk", "HASH")}, "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"},
		"a definition too many":       {"pk", []with{defined("pk", "a")}, param + "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"},
		"a definition twice":          {"pk", []with{defined("pk", "pk")}, "Attribute Name is duplicated: pk"},
		"an unused definition": {"pk", []with{global("by-a", "a", "ALL"), defined("pk", "a", "b")},
			param + "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, a, b], keys used: [pk, a]"},
		"an unknown key type": {"pk", []with{keys("pk", "SORT")},
			"1 validation error detected: Value 'SORT' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]"},
		"no local indexes":              {"pk sk", []with{set(func(in *dynamodb.CreateTableInput) { in.LocalSecondaryIndexes = []types.LocalSecondaryIndex{} })}, param + "List of LocalSecondaryIndexes is empty"},
		"no global indexes":             {"pk", []with{set(func(in *dynamodb.CreateTableInput) { in.GlobalSecondaryIndexes = []types.GlobalSecondaryIndex{} })}, param + "List of GlobalSecondaryIndexes is empty"},
		"a local index without range":   {"pk", []with{local("by-a", "pk a", "ALL")}, param + "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"},
		"a local index of only a hash":  {"pk sk", []with{local("by-a", "pk", "ALL")}, param + "Index KeySchema does not have a range key for index: by-a"},
		"a local index of another hash": {"pk sk", []with{local("by-a", "sk pk", "ALL")}, param + "Index KeySchema does not have the same leading hash key as table KeySchema for index: by-a. index hash key: sk, table hash key: pk"},
		"an undefined local key":        {"pk sk", []with{local("by-a", "pk a", "ALL"), defined("pk", "sk")}, param + "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, a], AttributeDefinitions: [pk, sk]"},
		"six local indexes":             {"pk sk", []with{many(6, func(name string) with { return local(name, "pk a", "ALL") })}, param + "Number of LocalSecondaryIndexes exceeds per-table limit of 5"},
		"21 global indexes":             {"pk", []with{many(21, func(name string) with { return global(name, "a", "ALL") })}, param + "GlobalSecondaryIndex count exceeds the per-table limit of 20"},
		"one index name twice":          {"pk", []with{global("by-a", "a", "ALL"), global("by-a", "pk", "ALL")}, param + "Duplicate index name: by-a"},
		"a local and a global name":     {"pk sk", []with{local("by-a", "pk a", "ALL"), global("by-a", "a", "ALL")}, param + "Duplicate index name: by-a"},
		"no projection type":            {"pk", []with{global("by-a", "a", "")}, param + "Unknown ProjectionType: null"},
		"attributes of ALL":             {"pk", []with{global("by-a", "a", "INCLUDE x"), set(func(in *dynamodb.CreateTableInput) { in.GlobalSecondaryIndexes[0].Projection.ProjectionType = "ALL" })}, param + "ProjectionType is ALL, but NonKeyAttributes is specified"},
		"INCLUDE of nothing":            {"pk", []with{global("by-a", "a", "INCLUDE x"), set(func(in *dynamodb.CreateTableInput) { in.GlobalSecondaryIndexes[0].Projection.NonKeyAttributes = nil })}, param + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"},
		"units of an index on demand": {"pk", []with{global("by-a", "a", "ALL"), set(func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].ProvisionedThroughput = &types.ProvisionedThroughput{ReadCapacityUnits: aws.Int64(1), WriteCapacityUnits: aws.Int64(1)}
		})}, param + "ProvisionedThroughput should not be specified for index: by-a when BillingMode is PAY_PER_REQUEST"},
		"no units of an index":       {"pk", []with{provisioned(1, 1), global("by-a", "a", "ALL")}, param + "ProvisionedThroughput is not specified for index: by-a"},
		"a short index name":         {"pk", []with{global("a", "a", "ALL")}, "1 validation error detected: Value 'a' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater than or equal to 3"},
		"five hash keys of an index": {"pk", []with{global("by-a", "a+b+c+d+e", "ALL")}, param + "The KeySchema exceeds the maximum allowed number of HASH key attributes"},
		"hash after range":           {"pk", []with{global("by-a", "a b+c", "ALL"), set(func(in *dynamodb.CreateTableInput) { in.GlobalSecondaryIndexes[0].KeySchema[2].KeyType = "HASH" })}, param + "All HASH key attributes must precede RANGE key attributes in the KeySchema"},
		"a stream of no view": {"pk", []with{set(func(in *dynamodb.CreateTableInput) {
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(true)}
		})}, param + "Table is being created with a stream enabled, UpdateViewType is required"},
		"a view of no stream": {"pk", []with{set(func(in *dynamodb.CreateTableInput) {
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(false), StreamViewType: "NEW_IMAGE"}
		})}, param + "Table is being created with a stream disabled, UpdateViewType should not be specified"},
		"a throughput limit provisioned": {"pk", []with{provisioned(1, 1), set(func(in *dynamodb.CreateTableInput) {
			in.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: aws.Int64(1)}
		})}, param + "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED."},
		"a throughput limit of an index provisioned": {"pk", []with{global("by-a", "a", "ALL"), provisioned(1, 1), set(func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].OnDemandThroughput = &types.OnDemandThroughput{MaxWriteRequestUnits: aws.Int64(1)}
		})}, param + "MaxWriteRequestUnits for OnDemandThroughput for index: by-a cannot be specified when table BillingMode is PROVISIONED."},
		"no throughput limit": {"pk", []with{limited(-1, 1)}, param + "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"},
		"a throughput limit of zero for an index": {"pk", []with{global("by-a", "a", "ALL"), set(func(in *dynamodb.CreateTableInput) {
			in.GlobalSecondaryIndexes[0].OnDemandThroughput = &types.OnDemandThroughput{MaxWriteRequestUnits: aws.Int64(0)}
		})}, param + "Requested MaxWriteRequestUnits for OnDemandThroughput for index : by-a is outside of valid range"},
		"a cold table": {"pk", []with{warm(1, 4000)}, param + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. " +
			"See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"},
		"colder than provisioned":     {"pk", []with{provisioned(10, 10), warm(10, 5)}, param + "Requested WriteUnitsPerSecond for WarmThroughput for table is lower than WriteCapacityUnits of ProvisionedThroughput"},
		"five range keys of an index": {"pk", []with{global("by-a", "pk a+b+c+d+e", "ALL")}, param + "The KeySchema exceeds the maximum allowed number of RANGE key attributes"},
		"an index key twice":          {"pk", []with{global("by-a", "a+b+a", "ALL")}, "The KeySchema contains multiple key attributes with the same name"},
		"no definitions":              {"pk", []with{defined()}, "Invalid KeySchema: Some index key attribute have no definition"},
		"INCLUDE of one twice":        {"pk", []with{global("by-a", "a", "INCLUDE x y x")}, param + "Duplicate element in NonKeyAttributes: x"},
		"encryption with AES256":      {"pk", []with{encrypted(true, "AES256", "")}, param + "SSEType AES256 is not supported"},
		"a type of no encryption":     {"pk", []with{encrypted(false, "KMS", "")}, param + "SSEType can not be specified if Enabled is false"},
		"a key of no encryption":      {"pk", []with{encrypted(false, "", "alias/mine")}, param + "KMSMasterKeyId can not be specified if Enabled is false"},
		"a key of no type":            {"pk", []with{encrypted(true, "", "alias/mine")}, param + "SSEType KMS is required if KMSMasterKeyId is specified"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := f.Client.CreateTable(t.Context(), tableInput("orders", tt.spec, tt.fns...))
			refused(t, err, tt.want)
		})
	}
	for name, constraint := range map[string]string{
		"ab": "Member must have length greater than or equal to 3", "a b": "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
		"äöü": "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+", strings.Repeat("x", 256): "Member must have length less than or equal to 255",
	} {
		_, err := f.Client.CreateTable(t.Context(), tableInput(name, "pk"))
		refused(t, err, "1 validation error detected: Value '"+name+"' at 'tableName' failed to satisfy constraint: "+constraint)
	}
	if out, err := f.Client.ListTables(t.Context(), nil); err != nil || len(out.TableNames) > 0 {
		t.Errorf("tables %v, %v", out, err)
	}
}

func limited(reads, writes int64) with {
	return func(in *dynamodb.CreateTableInput) {
		in.OnDemandThroughput = &types.OnDemandThroughput{MaxReadRequestUnits: &reads, MaxWriteRequestUnits: &writes}
	}
}

func warm(reads, writes int64) with {
	return func(in *dynamodb.CreateTableInput) {
		in.WarmThroughput = &types.WarmThroughput{ReadUnitsPerSecond: &reads, WriteUnitsPerSecond: &writes}
	}
}

func encrypted(on bool, kind types.SSEType, key string) with {
	return func(in *dynamodb.CreateTableInput) {
		in.SSESpecification = &types.SSESpecification{Enabled: &on, SSEType: kind}
		if key != "" {
			in.SSESpecification.KMSMasterKeyId = &key
		}
	}
}

// A description has what the request said, and only that.
func TestDescriptionIsWhatWasAskedFor(t *testing.T) {
	f := start(t)
	_, err := f.Client.CreateTable(t.Context(), tableInput("orders", "pk sk#", local("by-a", "pk a", "INCLUDE x y"), global("by-b", "b+c% d#+pk", "KEYS_ONLY"), provisioned(5, 6),
		func(in *dynamodb.CreateTableInput) {
			in.TableClass, in.DeletionProtectionEnabled = types.TableClassStandardInfrequentAccess, aws.Bool(true)
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewImage}
			in.SSESpecification = &types.SSESpecification{Enabled: aws.Bool(true), SSEType: types.SSETypeKms, KMSMasterKeyId: aws.String("alias/mine")}
		}))
	f.ok(err)
	d := f.describe("orders")
	if d.BillingModeSummary != nil || *d.ProvisionedThroughput.ReadCapacityUnits != 5 || *d.ProvisionedThroughput.WriteCapacityUnits != 6 || *d.WarmThroughput.WriteUnitsPerSecond != 6 {
		t.Errorf("throughput %+v, billing %+v, warm %+v", d.ProvisionedThroughput, d.BillingModeSummary, d.WarmThroughput)
	}
	now := f.Clock.Now()
	label := now.Format("2006-01-02T15:04:05.000")
	same(t, "the rest", map[string]any{
		"arn": *d.TableArn, "stream": *d.LatestStreamArn, "label": *d.LatestStreamLabel, "view": d.StreamSpecification.StreamViewType, "class": d.TableClassSummary.TableClass,
		"protected": *d.DeletionProtectionEnabled, "key": *d.SSEDescription.KMSMasterKeyArn, "created": d.CreationDateTime.Truncate(time.Second),
	}, map[string]any{
		"arn": f.ARN("dynamodb", "table/orders"), "stream": f.ARN("dynamodb", "table/orders/stream/"+label), "label": label, "view": types.StreamViewTypeNewImage,
		"class": types.TableClassStandardInfrequentAccess, "protected": true, "key": f.ARN("kms", "alias/mine"), "created": now.Truncate(time.Second),
	})
	schema, _ := key("b+c% d#+pk")
	same(t, "global index", d.GlobalSecondaryIndexes[0].KeySchema, schema)
	same(t, "local index", d.LocalSecondaryIndexes[0].Projection, &types.Projection{ProjectionType: "INCLUDE", NonKeyAttributes: []string{"x", "y"}})
	_, err = f.Client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: aws.String("orders")})
	refused(t, err, "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.")
}

// Tables are listed in the order of their names, in pages.
func TestTablesAreListedInPages(t *testing.T) {
	f := start(t)
	for _, name := range []string{"cats", "ants", "Bees", "dogs", "apes"} {
		f.table(name, "pk")
	}
	var pages [][]string
	for p := dynamodb.NewListTablesPaginator(f.Client, &dynamodb.ListTablesInput{Limit: aws.Int32(2)}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		f.ok(err)
		pages = append(pages, out.TableNames)
	}
	same(t, "pages", pages, [][]string{{"Bees", "ants"}, {"apes", "cats"}, {"dogs"}})
	out, err := f.Client.ListTables(t.Context(), &dynamodb.ListTablesInput{ExclusiveStartTableName: aws.String("b-no-such-table")})
	f.ok(err)
	same(t, "after a name that is none", out.TableNames, []string{"cats", "dogs"})
	_, err = f.Client.ListTables(t.Context(), &dynamodb.ListTablesInput{Limit: aws.Int32(101)})
	refused(t, err, "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100")
}

// With a Lifecycle tables are in transition until the clock has passed it.
func TestLifecycleLastsOnTheClock(t *testing.T) {
	f := start(t, func(o *dynamofake.Options) { o.Lifecycle = 10 * time.Second })
	ctx := t.Context()
	name := aws.String("orders")
	f.table("orders", "pk", global("by-a", "a", "ALL"))
	_, err := f.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: item{"pk": str("a")}})
	wantError(t, err, "ResourceNotFoundException", "Requested resource not found")
	_, err = f.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name})
	wantError(t, err, "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being created: orders")
	_, err = f.Client.CreateTable(ctx, tableInput("orders", "pk"))
	wantError(t, err, "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being created: orders")
	f.Clock.Advance(10 * time.Second)
	_, err = f.Client.CreateTable(ctx, tableInput("orders", "pk"))
	wantError(t, err, "ResourceInUseException", "Table already exists: orders")
	if d := f.describe("orders"); d.TableStatus != "ACTIVE" || d.GlobalSecondaryIndexes[0].IndexStatus != "ACTIVE" {
		t.Errorf("%v, index %v", d.TableStatus, d.GlobalSecondaryIndexes[0].IndexStatus)
	}
	f.put("orders", item{"pk": str("a"), "b": str("x")})
	schema, definitions := key("b")
	update := &dynamodb.UpdateTableInput{TableName: name, AttributeDefinitions: definitions, GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{
		{Create: &types.CreateGlobalSecondaryIndexAction{IndexName: aws.String("by-b"), KeySchema: schema, Projection: projection("ALL")}}}}
	out, err := f.Client.UpdateTable(ctx, update)
	f.ok(err)
	if g := out.TableDescription.GlobalSecondaryIndexes[1]; out.TableDescription.TableStatus != "UPDATING" || g.IndexStatus != "CREATING" || aws.ToBool(g.Backfilling) {
		t.Errorf("%v, index %+v", out.TableDescription.TableStatus, g)
	}
	_, err = f.Client.UpdateTable(ctx, update)
	wantError(t, err, "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being updated: orders")
	if g := f.describe("orders").GlobalSecondaryIndexes[1]; !aws.ToBool(g.Backfilling) {
		t.Errorf("index %+v", g)
	}
	_, err = f.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name})
	wantError(t, err, "ResourceInUseException", "Attempt to change a resource which is still in use: Table: orders is in the process of being updated.")
	scan := &dynamodb.ScanInput{TableName: name, IndexName: aws.String("by-b")}
	_, err = f.Client.Scan(ctx, scan)
	refused(t, err, "Cannot read from backfilling global secondary index: by-b")
	f.put("orders", item{"pk": str("b"), "b": str("y")}) // items can be written meanwhile
	f.Clock.Advance(10 * time.Second)
	found, err := f.Client.Scan(ctx, scan)
	f.ok(err)
	if found.Count != 2 {
		t.Errorf("%d items in the index", found.Count)
	}
	_, err = f.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name})
	f.ok(err)
	_, err = f.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name})
	wantError(t, err, "ResourceInUseException", "Attempt to change a resource which is still in use: Table is being deleted: orders")
	if d := f.describe("orders"); d.TableStatus != "DELETING" {
		t.Errorf("%v", d.TableStatus)
	}
	f.Clock.Advance(10 * time.Second)
	_, err = f.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: name})
	wantError(t, err, "ResourceNotFoundException", "")
}
