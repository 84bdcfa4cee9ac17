package dynamofake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const ordersARN = "arn:aws:dynamodb:us-east-1:000000000000:table/orders"

func tags(keys ...string) (l []types.Tag) {
	for _, k := range keys {
		l = append(l, types.Tag{Key: &k, Value: text("v")})
	}
	return l
}

func TestTags(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk", func(in *dynamodb.CreateTableInput) { in.Tags = tags("born") })
	tag := func(arn string, keys ...string) error {
		_, err := f.Client.TagResource(ctx, &dynamodb.TagResourceInput{ResourceArn: &arn, Tags: tags(keys...)})
		return err
	}
	list := func() string {
		t.Helper()
		var l []string
		in := &dynamodb.ListTagsOfResourceInput{ResourceArn: text(ordersARN)}
		for {
			out, err := f.Client.ListTagsOfResource(ctx, in)
			f.ok(err)
			for _, tag := range out.Tags {
				l = append(l, *tag.Key)
			}
			if in.NextToken = out.NextToken; in.NextToken == nil {
				return strings.Join(l, " ")
			}
		}
	}
	f.ok(tag(ordersARN, "b", "a"))
	if got := list(); got != "a b born" {
		t.Error(got)
	}
	_, err := f.Client.UntagResource(ctx, &dynamodb.UntagResourceInput{ResourceArn: text(ordersARN), TagKeys: []string{"b", "none"}})
	f.ok(err)
	var many []string
	for i := range 48 {
		many = append(many, fmt.Sprintf("k%02d", i))
	}
	f.ok(tag(ordersARN, many...))
	if got := list(); len(strings.Fields(got)) != 50 {
		t.Error(got)
	}
	refused(t, tag(ordersARN, "more"), "Number of Tags exceed the current limit for the provided ResourceArn")
	refused(t, tag(ordersARN, "aws:x"), "Tag Key cannot be prefixed with aws:, Key: aws:x")
	refused(t, tag(ordersARN, "a", "a"), "Duplicate Tag Keys provided as input: Duplicate Tag Key found a")
	_, err = f.Client.TagResource(ctx, &dynamodb.TagResourceInput{ResourceArn: text(ordersARN), Tags: []types.Tag{}})
	refused(t, err, "Atleast one Tag needs to be provided as Input.")
	_, err = f.Client.UntagResource(ctx, &dynamodb.UntagResourceInput{ResourceArn: text(ordersARN), TagKeys: []string{}})
	refused(t, err, "Atleast one Tag Key needs to be provided as Input.")
	refused(t, tag("orders", "a"), "Invalid TableArn: Invalid ResourceArn provided as input orders")
	wantError(t, tag("arn:aws:dynamodb:us-east-1:000000000000:table/none", "a"), "ResourceNotFoundException", "")
}

func TestResourcePolicy(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk", streaming("NEW_IMAGE"))
	const doc = `{"Version":"2012-10-17","Statement":[]}`
	put := func(arn, policy string, expected *string) (*string, error) {
		out, err := f.Client.PutResourcePolicy(ctx, &dynamodb.PutResourcePolicyInput{ResourceArn: &arn, Policy: &policy, ExpectedRevisionId: expected})
		if err != nil {
			return nil, err
		}
		return out.RevisionId, nil
	}
	_, err := f.Client.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: text(ordersARN)})
	wantError(t, err, "PolicyNotFoundException", "")
	first, err := put(ordersARN, doc, text("NO_POLICY"))
	f.ok(err)
	if again, err := put(ordersARN, doc, nil); err != nil || *again != *first {
		t.Error(again, err)
	}
	_, err = put(ordersARN, doc, text("NO_POLICY"))
	wantError(t, err, "PolicyNotFoundException", "")
	second, err := put(ordersARN, doc+" ", first)
	f.ok(err)
	if *second == *first {
		t.Error("the revision stays")
	}
	_, err = put(f.reader("orders").arn, doc, nil)
	f.ok(err)
	got, err := f.Client.GetResourcePolicy(ctx, &dynamodb.GetResourcePolicyInput{ResourceArn: text(ordersARN)})
	f.ok(err)
	if *got.Policy != doc+" " || *got.RevisionId != *second {
		t.Errorf("%+v", got)
	}
	for bad, want := range map[string]string{"{": "This policy contains invalid Json", "[]": "This policy contains invalid Json", "{}": "Could not parse the policy: Statement is empty!"} {
		_, err := put(ordersARN, bad, nil)
		refused(t, err, "One or more parameter values were invalid: Invalid policy document: "+want)
	}
	_, err = put(ordersARN, strings.Repeat(" ", 20<<10)+doc, nil)
	refused(t, err, "One or more parameter values were invalid: Maximum policy size of 20480 bytes exceeded")
	_, err = put(ordersARN+"/index/x", doc, nil)
	wantError(t, err, "ResourceNotFoundException", "")
	for range 2 {
		_, err = f.Client.DeleteResourcePolicy(ctx, &dynamodb.DeleteResourcePolicyInput{ResourceArn: text(ordersARN)})
		f.ok(err)
	}
}

// The answers are those recorded: test_kinesis_streaming_destination_crud.
func TestKinesisStreamingDestination(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk")
	const arn = "arn:aws:kinesis:us-east-1:000000000000:stream/changes"
	enable := func(table, arn string) (*dynamodb.EnableKinesisStreamingDestinationOutput, error) {
		return f.Client.EnableKinesisStreamingDestination(ctx, &dynamodb.EnableKinesisStreamingDestinationInput{TableName: &table, StreamArn: &arn})
	}
	update := func(arn, precision string) error {
		in := &dynamodb.UpdateKinesisStreamingDestinationInput{TableName: text("orders"), StreamArn: &arn}
		if precision != "" {
			in.UpdateKinesisStreamingConfiguration = &types.UpdateKinesisStreamingConfiguration{ApproximateCreationDateTimePrecision: types.ApproximateCreationDateTimePrecision(precision)}
		}
		_, err := f.Client.UpdateKinesisStreamingDestination(ctx, in)
		return err
	}
	describe := func() []types.KinesisDataStreamDestination {
		t.Helper()
		out, err := f.Client.DescribeKinesisStreamingDestination(ctx, &dynamodb.DescribeKinesisStreamingDestinationInput{TableName: text("orders")})
		f.ok(err)
		return out.KinesisDataStreamDestinations
	}
	_, err := enable("bad-table", arn)
	wantError(t, err, "ResourceNotFoundException", "Requested resource not found: Table: bad-table not found")
	out, err := enable("orders", arn)
	f.ok(err)
	if out.DestinationStatus != types.DestinationStatusEnabling {
		t.Error(out.DestinationStatus)
	}
	const state = "Table is not in a valid state to enable Kinesis Streaming Destination: "
	_, err = enable("orders", arn)
	refused(t, err, state+"EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.")
	_, err = f.Client.DisableKinesisStreamingDestination(ctx, &dynamodb.DisableKinesisStreamingDestinationInput{TableName: text("orders"), StreamArn: text(arn + "2")})
	refused(t, err, state+"KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.")
	refused(t, update(arn, ""), "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values")
	refused(t, update(arn+"2", "MICROSECOND"), "Table is not in a valid state to enable Kinesis Streaming Destination: No streaming destination with streamArn: "+arn+"2 found for table with tableName: orders")
	f.ok(update(arn, "MICROSECOND"))
	refused(t, update(arn, "MICROSECOND"), "Invalid Request: Precision is already set to the desired value of MICROSECOND for tableId: "+*f.describe("orders").TableId+", kdsArn: "+arn)
	refused(t, update(arn, "SECOND"), "1 validation error detected: Value 'SECOND' at 'updateKinesisStreamingConfiguration.approximateCreationDateTimePrecision' failed to satisfy constraint: Member must satisfy enum value set: [MILLISECOND, MICROSECOND]")
	if d := describe(); len(d) != 1 || d[0].DestinationStatus != types.DestinationStatusActive || d[0].ApproximateCreationDateTimePrecision != "MICROSECOND" {
		t.Errorf("%+v", d)
	}
	_, err = f.Client.DisableKinesisStreamingDestination(ctx, &dynamodb.DisableKinesisStreamingDestinationInput{TableName: text("orders"), StreamArn: text(arn)})
	f.ok(err)
	if d := describe(); d[0].DestinationStatus != types.DestinationStatusDisabled {
		t.Errorf("%+v", d)
	}
	refused(t, update(arn, "MILLISECOND"), state+"Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: orders, kdsArn: "+arn)
	_, err = enable("orders", "arn:aws:s3:::bucket")
	refused(t, err, "")
}

func TestContributorInsights(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk sk", global("by-v", "v", "ALL"))
	set := func(action string, index *string) error {
		_, err := f.Client.UpdateContributorInsights(ctx, &dynamodb.UpdateContributorInsightsInput{TableName: text("orders"), IndexName: index, ContributorInsightsAction: types.ContributorInsightsAction(action)})
		return err
	}
	describe := func(index *string) *dynamodb.DescribeContributorInsightsOutput {
		t.Helper()
		out, err := f.Client.DescribeContributorInsights(ctx, &dynamodb.DescribeContributorInsightsInput{TableName: text("orders"), IndexName: index})
		f.ok(err)
		return out
	}
	if d := describe(nil); d.ContributorInsightsStatus != types.ContributorInsightsStatusDisabled || d.LastUpdateDateTime != nil {
		t.Errorf("%+v", d)
	}
	f.ok(set("ENABLE", nil))
	f.ok(set("ENABLE", text("by-v")))
	wantError(t, set("ENABLE", text("none")), "ResourceNotFoundException", "Requested resource not found: Index: none not found")
	if d := describe(nil); d.ContributorInsightsStatus != types.ContributorInsightsStatusEnabled || len(d.ContributorInsightsRuleList) != 4 {
		t.Errorf("%+v", d)
	}
	f.ok(set("DISABLE", nil))
	out, err := f.Client.ListContributorInsights(ctx, &dynamodb.ListContributorInsightsInput{})
	f.ok(err)
	if l := out.ContributorInsightsSummaries; len(l) != 2 || l[0].ContributorInsightsStatus != types.ContributorInsightsStatusDisabled || *l[1].IndexName != "by-v" {
		t.Errorf("%+v", l)
	}
	out, err = f.Client.ListContributorInsights(ctx, &dynamodb.ListContributorInsightsInput{TableName: text("orders"), MaxResults: 1})
	f.ok(err)
	if len(out.ContributorInsightsSummaries) != 1 || out.NextToken == nil {
		t.Errorf("%+v", out)
	}
}

func TestGlobalTable(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk", streaming("NEW_AND_OLD_IMAGES"))
	f.table("plain", "pk")
	create := func(name string, regions ...string) error {
		in := &dynamodb.CreateGlobalTableInput{GlobalTableName: &name}
		for _, r := range regions {
			in.ReplicationGroup = append(in.ReplicationGroup, types.Replica{RegionName: &r})
		}
		_, err := f.Client.CreateGlobalTable(ctx, in)
		return err
	}
	wantError(t, create("none", "us-east-1"), "TableNotFoundException", "")
	refused(t, create("plain", "us-east-1"), "Table 'plain' in Region 'us-east-1' must have streams enabled with the view type NEW_AND_OLD_IMAGES")
	refused(t, create("orders", "us-east-1", "us-east-1"), "")
	f.ok(create("orders", "us-east-1", "eu-west-1"))
	wantError(t, create("orders", "us-east-1"), "GlobalTableAlreadyExistsException", "")
	update := func(u types.ReplicaUpdate) error {
		_, err := f.Client.UpdateGlobalTable(ctx, &dynamodb.UpdateGlobalTableInput{GlobalTableName: text("orders"), ReplicaUpdates: []types.ReplicaUpdate{u}})
		return err
	}
	wantError(t, update(types.ReplicaUpdate{Create: &types.CreateReplicaAction{RegionName: text("eu-west-1")}}), "ReplicaAlreadyExistsException", "")
	wantError(t, update(types.ReplicaUpdate{Delete: &types.DeleteReplicaAction{RegionName: text("ap-east-1")}}), "ReplicaNotFoundException", "")
	f.ok(update(types.ReplicaUpdate{Create: &types.CreateReplicaAction{RegionName: text("ap-east-1")}}))
	d, err := f.Client.DescribeGlobalTable(ctx, &dynamodb.DescribeGlobalTableInput{GlobalTableName: text("orders")})
	f.ok(err)
	if g := d.GlobalTableDescription; g.GlobalTableStatus != types.GlobalTableStatusActive || len(g.ReplicationGroup) != 3 || *g.ReplicationGroup[0].RegionName != "ap-east-1" || *g.GlobalTableArn != "arn:aws:dynamodb::000000000000:global-table/orders" {
		t.Errorf("%+v", g)
	}
	l, err := f.Client.ListGlobalTables(ctx, &dynamodb.ListGlobalTablesInput{RegionName: text("eu-west-1")})
	f.ok(err)
	if len(l.GlobalTables) != 1 || *l.GlobalTables[0].GlobalTableName != "orders" {
		t.Errorf("%+v", l.GlobalTables)
	}
	_, err = f.Client.UpdateGlobalTableSettings(ctx, &dynamodb.UpdateGlobalTableSettingsInput{GlobalTableName: text("orders"), GlobalTableBillingMode: types.BillingModeProvisioned, GlobalTableProvisionedWriteCapacityUnits: aws.Int64(7)})
	f.ok(err)
	s, err := f.Client.DescribeGlobalTableSettings(ctx, &dynamodb.DescribeGlobalTableSettingsInput{GlobalTableName: text("orders")})
	f.ok(err)
	if r := s.ReplicaSettings; len(r) != 3 || *r[2].ReplicaProvisionedWriteCapacityUnits != 7 {
		t.Errorf("%+v", r)
	}
	_, err = f.Client.DescribeGlobalTable(ctx, &dynamodb.DescribeGlobalTableInput{GlobalTableName: text("none")})
	wantError(t, err, "GlobalTableNotFoundException", "")
}

func TestTableReplicaAutoScaling(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk", global("by-v", "v", "ALL"), provisioned(5, 5))
	settings := &types.AutoScalingSettingsUpdate{MinimumUnits: aws.Int64(5), MaximumUnits: aws.Int64(50), ScalingPolicyUpdate: &types.AutoScalingPolicyUpdate{PolicyName: text("p"),
		TargetTrackingScalingPolicyConfiguration: &types.AutoScalingTargetTrackingScalingPolicyConfigurationUpdate{TargetValue: aws.Float64(70)}}}
	_, err := f.Client.UpdateTableReplicaAutoScaling(ctx, &dynamodb.UpdateTableReplicaAutoScalingInput{TableName: text("orders"), ProvisionedWriteCapacityAutoScalingUpdate: settings,
		GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexAutoScalingUpdate{{IndexName: text("by-v"), ProvisionedWriteCapacityAutoScalingUpdate: settings}},
		ReplicaUpdates:              []types.ReplicaAutoScalingUpdate{{RegionName: text("us-east-1"), ReplicaProvisionedReadCapacityAutoScalingUpdate: &types.AutoScalingSettingsUpdate{AutoScalingDisabled: aws.Bool(true)}}}})
	f.ok(err)
	out, err := f.Client.DescribeTableReplicaAutoScaling(ctx, &dynamodb.DescribeTableReplicaAutoScalingInput{TableName: text("orders")})
	f.ok(err)
	r := out.TableAutoScalingDescription.Replicas[0]
	if *r.ReplicaProvisionedWriteCapacityAutoScalingSettings.MaximumUnits != 50 || !*r.ReplicaProvisionedReadCapacityAutoScalingSettings.AutoScalingDisabled ||
		*r.GlobalSecondaryIndexes[0].ProvisionedWriteCapacityAutoScalingSettings.ScalingPolicies[0].TargetTrackingScalingPolicyConfiguration.TargetValue != 70 {
		t.Errorf("%+v", r)
	}
	_, err = f.Client.UpdateTableReplicaAutoScaling(ctx, &dynamodb.UpdateTableReplicaAutoScalingInput{TableName: text("orders"), ProvisionedWriteCapacityAutoScalingUpdate: &types.AutoScalingSettingsUpdate{MinimumUnits: aws.Int64(9), MaximumUnits: aws.Int64(8)}})
	refused(t, err, "MinimumUnits must not be greater than MaximumUnits")
	_, err = f.Client.UpdateTableReplicaAutoScaling(ctx, &dynamodb.UpdateTableReplicaAutoScalingInput{TableName: text("orders"), ReplicaUpdates: []types.ReplicaAutoScalingUpdate{{RegionName: text("eu-west-1")}}})
	refused(t, err, "Table 'orders' has no replica in Region 'eu-west-1'")
}
