package memorydbfake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

func TestMultiRegionCluster(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	create := func(suffix, nodeType string) (*memorydb.CreateMultiRegionClusterOutput, error) {
		return f.Client.CreateMultiRegionCluster(ctx, &memorydb.CreateMultiRegionClusterInput{MultiRegionClusterNameSuffix: &suffix, NodeType: &nodeType, NumShards: aws.Int32(2)})
	}
	m := must[memorydb.CreateMultiRegionClusterOutput](t)(create("World", "db.r7g.xlarge")).MultiRegionCluster
	name := *m.MultiRegionClusterName
	if !strings.HasSuffix(name, "-world") || len(name) != 11 || *m.Status != "creating" || *m.Engine != "valkey" || *m.ARN != "arn:aws:memorydb::000000000000:multiregioncluster/"+name {
		t.Errorf("%+v", m)
	}
	refused[*types.MultiRegionClusterAlreadyExistsFault](t, "world")(create("world", "db.r7g.xlarge"))
	refused[*types.InvalidParameterValueException](t, "multi-Region")(create("small", "db.t4g.small"))
	remove := &memorydb.DeleteMultiRegionClusterInput{MultiRegionClusterName: &name}
	refused[*types.InvalidMultiRegionClusterStateFault](t, "creating")(f.Client.DeleteMultiRegionCluster(ctx, remove))
	join := func(cluster string) (*memorydb.CreateClusterOutput, error) {
		return f.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{ClusterName: &cluster, NodeType: str("db.r7g.xlarge"), ACLName: str("open-access"), Engine: str("valkey"), MultiRegionClusterName: &name})
	}
	refused[*types.InvalidMultiRegionClusterStateFault](t, "creating")(join("here"))
	f.Clock.Advance(lasting)
	must[memorydb.CreateClusterOutput](t)(join("here"))
	f.Clock.Advance(lasting)
	if c := f.describe("here"); *c.NumberOfShards != 2 || *c.MultiRegionClusterName != name {
		t.Errorf("%+v", c)
	}
	refused[*types.InvalidParameterCombinationException](t, "us-east-1")(join("again"))
	refused[*types.InvalidMultiRegionClusterStateFault](t, "here")(f.Client.DeleteMultiRegionCluster(ctx, remove))

	out := must[memorydb.DescribeMultiRegionClustersOutput](t)(f.Client.DescribeMultiRegionClusters(ctx, &memorydb.DescribeMultiRegionClustersInput{MultiRegionClusterName: &name, ShowClusterDetails: aws.Bool(true)}))
	if l := out.MultiRegionClusters[0].Clusters; len(l) != 1 || *l[0].ClusterName != "here" || *l[0].Region != "us-east-1" || *l[0].Status != "available" {
		t.Errorf("%+v", l)
	}
	allowed := must[memorydb.ListAllowedMultiRegionClusterUpdatesOutput](t)(f.Client.ListAllowedMultiRegionClusterUpdates(ctx, &memorydb.ListAllowedMultiRegionClusterUpdatesInput{MultiRegionClusterName: &name}))
	if len(allowed.ScaleUpNodeTypes) != 5 || len(allowed.ScaleDownNodeTypes) != 0 {
		t.Errorf("%v %v", allowed.ScaleUpNodeTypes, allowed.ScaleDownNodeTypes)
	}
	must[memorydb.UpdateMultiRegionClusterOutput](t)(f.Client.UpdateMultiRegionCluster(ctx, &memorydb.UpdateMultiRegionClusterInput{MultiRegionClusterName: &name, ShardConfiguration: &types.ShardConfigurationRequest{ShardCount: 4}}))
	f.Clock.Advance(lasting)
	if c := f.describe("here"); *c.NumberOfShards != 4 {
		t.Errorf("%d shards", *c.NumberOfShards)
	}
	must[memorydb.DeleteClusterOutput](t)(f.Client.DeleteCluster(ctx, &memorydb.DeleteClusterInput{ClusterName: str("here"), MultiRegionClusterName: &name}))
	f.Clock.Advance(lasting)
	must[memorydb.DeleteMultiRegionClusterOutput](t)(f.Client.DeleteMultiRegionCluster(ctx, remove))
	f.Clock.Advance(lasting)
	refused[*types.MultiRegionClusterNotFoundFault](t, name)(f.Client.DeleteMultiRegionCluster(ctx, remove))

	groups := must[memorydb.DescribeMultiRegionParameterGroupsOutput](t)(f.Client.DescribeMultiRegionParameterGroups(ctx, &memorydb.DescribeMultiRegionParameterGroupsInput{}))
	if len(groups.MultiRegionParameterGroups) != 2 || *groups.MultiRegionParameterGroups[0].Name != "default.memorydb-valkey7" {
		t.Errorf("%+v", groups.MultiRegionParameterGroups)
	}
	params := must[memorydb.DescribeMultiRegionParametersOutput](t)(f.Client.DescribeMultiRegionParameters(ctx, &memorydb.DescribeMultiRegionParametersInput{MultiRegionParameterGroupName: str("default.memorydb-valkey7"), MaxResults: aws.Int32(5)}))
	if len(params.MultiRegionParameters) != 5 || params.NextToken == nil || *params.MultiRegionParameters[0].Source != "system" {
		t.Errorf("%+v", params)
	}
	refused[*types.MultiRegionParameterGroupNotFoundFault](t, "none")(f.Client.DescribeMultiRegionParameters(ctx, &memorydb.DescribeMultiRegionParametersInput{MultiRegionParameterGroupName: str("none")}))
}

func TestReservedNodes(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	offers := must[memorydb.DescribeReservedNodesOfferingsOutput](t)(f.Client.DescribeReservedNodesOfferings(ctx, &memorydb.DescribeReservedNodesOfferingsInput{NodeType: str("db.r7g.large"), Duration: str("3"), OfferingType: str("No Upfront")}))
	if len(offers.ReservedNodesOfferings) != 1 || offers.ReservedNodesOfferings[0].Duration != 94608000 || offers.ReservedNodesOfferings[0].FixedPrice != 0 {
		t.Fatalf("%+v", offers.ReservedNodesOfferings)
	}
	id := offers.ReservedNodesOfferings[0].ReservedNodesOfferingId
	buy := func(reservation string, n int32) (*memorydb.PurchaseReservedNodesOfferingOutput, error) {
		return f.Client.PurchaseReservedNodesOffering(ctx, &memorydb.PurchaseReservedNodesOfferingInput{ReservedNodesOfferingId: id, ReservationId: &reservation, NodeCount: &n})
	}
	if r := must[memorydb.PurchaseReservedNodesOfferingOutput](t)(buy("mine", 3)).ReservedNode; *r.State != "payment-pending" || r.NodeCount != 3 {
		t.Errorf("%+v", r)
	}
	refused[*types.ReservedNodeAlreadyExistsFault](t, "mine")(buy("mine", 1))
	refused[*types.ReservedNodeQuotaExceededFault](t, "300")(buy("more", 298))
	refused[*types.InvalidParameterValueException](t, "at least 1")(buy("none", 0))
	refused[*types.ReservedNodesOfferingNotFoundFault](t, "bad")(f.Client.PurchaseReservedNodesOffering(ctx, &memorydb.PurchaseReservedNodesOfferingInput{ReservedNodesOfferingId: str("bad")}))
	refused[*types.ReservedNodeNotFoundFault](t, "none")(f.Client.DescribeReservedNodes(ctx, &memorydb.DescribeReservedNodesInput{ReservationId: str("none")}))
	refused[*types.InvalidParameterValueException](t, "duration")(f.Client.DescribeReservedNodes(ctx, &memorydb.DescribeReservedNodesInput{Duration: str("2")}))
	state := func() string {
		t.Helper()
		return *must[memorydb.DescribeReservedNodesOutput](t)(f.Client.DescribeReservedNodes(ctx, &memorydb.DescribeReservedNodesInput{ReservationId: str("mine")})).ReservedNodes[0].State
	}
	if s := state(); s != "active" {
		t.Error(s)
	}
	f.Clock.Advance(3*365*24*time.Hour + time.Second)
	if s := state(); s != "retired" {
		t.Error(s)
	}
}

func TestServiceUpdates(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	f.cluster("orders")
	f.Clock.Advance(lasting)
	f.cluster("young")
	status := func(cluster string) types.ServiceUpdate {
		t.Helper()
		out := must[memorydb.DescribeServiceUpdatesOutput](t)(f.Client.DescribeServiceUpdates(ctx, &memorydb.DescribeServiceUpdatesInput{ClusterNames: []string{cluster}}))
		return out.ServiceUpdates[0]
	}
	u := status("orders")
	if u.Status != types.ServiceUpdateStatusNotApplied || *u.NodesUpdated != "0/2" {
		t.Errorf("%+v", u)
	}
	apply := func(update string, clusters ...string) (*memorydb.BatchUpdateClusterOutput, error) {
		return f.Client.BatchUpdateCluster(ctx, &memorydb.BatchUpdateClusterInput{ClusterNames: clusters, ServiceUpdate: &types.ServiceUpdateRequest{ServiceUpdateNameToApply: &update}})
	}
	out := must[memorydb.BatchUpdateClusterOutput](t)(apply(*u.ServiceUpdateName, "none", "orders", "young"))
	if len(out.ProcessedClusters) != 1 || *out.ProcessedClusters[0].Name != "orders" || len(out.UnprocessedClusters) != 2 ||
		*out.UnprocessedClusters[0].ErrorType != "ClusterNotFoundFault" || *out.UnprocessedClusters[1].ErrorType != "InvalidClusterStateFault" {
		t.Errorf("%+v %+v", out.ProcessedClusters, out.UnprocessedClusters)
	}
	if u := status("orders"); u.Status != types.ServiceUpdateStatusInProgress {
		t.Errorf("%+v", u)
	}
	f.Clock.Advance(lasting)
	if u := status("orders"); u.Status != types.ServiceUpdateStatusComplete || *u.NodesUpdated != "2/2" {
		t.Errorf("%+v", u)
	}
	refused[*types.ServiceUpdateNotFoundFault](t, "none")(apply("none", "orders"))
}

func TestDescribeEvents(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.user("ann")
	f.Clock.Advance(2 * time.Hour)
	f.cluster("orders")
	events := func(in memorydb.DescribeEventsInput) string {
		t.Helper()
		var l []string
		for _, e := range must[memorydb.DescribeEventsOutput](t)(f.Client.DescribeEvents(ctx, &in)).Events {
			l = append(l, fmt.Sprint(e.SourceType, " ", *e.SourceName, ": ", *e.Message))
		}
		return strings.Join(l, "; ")
	}
	now := f.Clock.Now()
	for _, tt := range []struct {
		in   memorydb.DescribeEventsInput
		want string
	}{
		{memorydb.DescribeEventsInput{}, "cluster orders: Cluster created"},
		{memorydb.DescribeEventsInput{Duration: aws.Int32(121)}, "user ann: User created; cluster orders: Cluster created"},
		{memorydb.DescribeEventsInput{Duration: aws.Int32(121), SourceType: "user"}, "user ann: User created"},
		{memorydb.DescribeEventsInput{Duration: aws.Int32(121), SourceType: "user", SourceName: str("bob")}, ""},
		{memorydb.DescribeEventsInput{StartTime: aws.Time(now.Add(-3 * time.Hour)), EndTime: aws.Time(now.Add(-time.Hour))}, "user ann: User created"},
	} {
		if got := events(tt.in); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.in, got, tt.want)
		}
	}
	refused[*types.InvalidParameterCombinationException](t, "SourceType")(f.Client.DescribeEvents(ctx, &memorydb.DescribeEventsInput{SourceName: str("ann")}))
	refused[*types.InvalidParameterCombinationException](t, "Duration")(f.Client.DescribeEvents(ctx, &memorydb.DescribeEventsInput{Duration: aws.Int32(1), StartTime: &now}))
	refused[*types.InvalidParameterValueException](t, "StartTime")(f.Client.DescribeEvents(ctx, &memorydb.DescribeEventsInput{StartTime: aws.Time(now.Add(time.Hour))}))
}

func TestDescribeEngineVersions(t *testing.T) {
	f := start(t)
	for _, tt := range []struct {
		in   memorydb.DescribeEngineVersionsInput
		want string
	}{
		{memorydb.DescribeEngineVersionsInput{}, "redis 6.2.6, redis 7.0.7, redis 7.1.1, valkey 7.2.6, valkey 7.3.0"},
		{memorydb.DescribeEngineVersionsInput{Engine: str("valkey"), DefaultOnly: true}, "valkey 7.3.0"},
		{memorydb.DescribeEngineVersionsInput{ParameterGroupFamily: str("memorydb_redis6")}, "redis 6.2.6"},
		{memorydb.DescribeEngineVersionsInput{EngineVersion: str("9.9")}, ""},
	} {
		var l []string
		for _, v := range must[memorydb.DescribeEngineVersionsOutput](t)(f.Client.DescribeEngineVersions(t.Context(), &tt.in)).EngineVersions {
			l = append(l, *v.Engine+" "+*v.EnginePatchVersion)
		}
		if got := strings.Join(l, ", "); got != tt.want {
			t.Errorf("%+v: %s", tt.in, got)
		}
	}
}
