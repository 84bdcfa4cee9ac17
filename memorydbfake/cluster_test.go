package memorydbfake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// lasting is how long states of transition last in tests with a lifecycle.
const lasting = 10 * time.Minute

func TestCreateCluster(t *testing.T) {
	f := start(t)
	ctx := t.Context()

	t.Run("answers_creating_and_the_next_read_available", func(t *testing.T) {
		created := f.cluster("Orders")
		c := f.describe("orders")
		if *created.Status != "creating" || *c.Status != "available" {
			t.Errorf("%s, then %s", *created.Status, *c.Status)
		}
		if created.Shards != nil {
			t.Error("shards without ShowShardDetails")
		}
	})
	t.Run("fills_in_the_defaults", func(t *testing.T) {
		c := f.describe("orders")
		got := []any{*c.Engine, *c.EngineVersion, *c.EnginePatchVersion, *c.ParameterGroupName, *c.SubnetGroupName, *c.NumberOfShards, c.ClusterEndpoint.Port,
			*c.TLSEnabled, *c.AutoMinorVersionUpgrade, *c.SnapshotRetentionLimit, c.DataTiering, c.AvailabilityMode, *c.ARN, c.NetworkType}
		want := []any{"redis", "7.1", "7.1.1", "default.memorydb-redis7", "default", int32(1), int32(6379),
			true, true, int32(0), types.DataTieringStatusFalse, types.AZStatusMultiAZ, "arn:aws:memorydb:us-east-1:000000000000:cluster/orders", types.NetworkTypeIpv4}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v, want %v", got[i], want[i])
			}
		}
		if host := *c.ClusterEndpoint.Address; !strings.HasPrefix(host, "clustercfg.orders.") || !strings.HasSuffix(host, ".memorydb.us-east-1.amazonaws.com") {
			t.Errorf("endpoint %s", host)
		}
	})
	t.Run("shares_the_slots_out_and_names_the_nodes", func(t *testing.T) {
		f.cluster("wide", func(in *memorydb.CreateClusterInput) {
			in.NumShards, in.NumReplicasPerShard = aws.Int32(3), aws.Int32(2)
		})
		c := f.describe("wide")
		var slots, nodes []string
		for _, sh := range c.Shards {
			slots = append(slots, *sh.Name+":"+*sh.Slots)
			for _, n := range sh.Nodes {
				nodes = append(nodes, *n.Name+"@"+*n.AvailabilityZone)
			}
		}
		if got := strings.Join(slots, " "); got != "0001:0-5460 0002:5461-10921 0003:10922-16383" {
			t.Error(got)
		}
		if got := strings.Join(nodes[:3], " "); got != "wide-0001-001@us-east-1a wide-0001-002@us-east-1b wide-0001-003@us-east-1c" || len(nodes) != 9 {
			t.Error(got, len(nodes))
		}
		if host := *c.Shards[0].Nodes[0].Endpoint.Address; !strings.HasPrefix(host, "wide-0001-001.wide.") {
			t.Errorf("node endpoint %s", host)
		}
	})

	set := func(fn func(*memorydb.CreateClusterInput)) (*memorydb.CreateClusterOutput, error) {
		in := &memorydb.CreateClusterInput{ClusterName: str("new"), NodeType: str("db.t4g.small"), ACLName: str("open-access")}
		fn(in)
		return f.Client.CreateCluster(ctx, in)
	}
	type in = memorydb.CreateClusterInput
	for name, tt := range map[string]struct {
		set  func(*in)
		want string
	}{
		"a node type":              {func(i *in) { i.NodeType = str("cache.t3.micro") }, "node type"},
		"a maintenance window":     {func(i *in) { i.MaintenanceWindow = str("sun:23:00-sun:23:30") }, "60 minutes"},
		"a window without a day":   {func(i *in) { i.MaintenanceWindow = str("23:00-01:00") }, "ddd:hh24:mi"},
		"a snapshot window":        {func(i *in) { i.SnapshotWindow = str("05:00-05:30") }, "60 minutes"},
		"a snapshot window's form": {func(i *in) { i.SnapshotWindow = str("5-9") }, "hh24:mi"},
		"a retention":              {func(i *in) { i.SnapshotRetentionLimit = aws.Int32(36) }, "between 0 and 35"},
		"a port":                   {func(i *in) { i.Port = aws.Int32(70000) }, "65535"},
		"no shard":                 {func(i *in) { i.NumShards = aws.Int32(0) }, "at least 1"},
		"six replicas":             {func(i *in) { i.NumReplicasPerShard = aws.Int32(6) }, "between 0 and 5"},
		"a security group":         {func(i *in) { i.SecurityGroupIds = []string{"group"} }, "security group"},
		"a topic":                  {func(i *in) { i.SnsTopicArn = str("topic") }, "SNS topic"},
		"a name":                   {func(i *in) { i.ClusterName = str("a--b") }, "consecutive"},
		"a snapshot":               {func(i *in) { i.SnapshotName = str("none") }, "none"},
		"a tag of AWS":             {func(i *in) { i.Tags = []types.Tag{{Key: str("aws:x"), Value: str("y")}} }, "aws:"},
	} {
		t.Run("refuses_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			refused[*types.InvalidParameterValueException](t, tt.want)(set(tt.set))
		})
	}
	for name, tt := range map[string]func(*in){
		"a version of another engine":     func(i *in) { i.Engine, i.EngineVersion = str("redis"), str("7.3") },
		"a group of another family":       func(i *in) { i.ParameterGroupName = str("default.memorydb-redis6") },
		"data tiering on other nodes":     func(i *in) { i.DataTiering = aws.Bool(true) },
		"no data tiering on its nodes":    func(i *in) { i.NodeType = str("db.r6gd.xlarge") },
		"a discovery of another network":  func(i *in) { i.IpDiscovery = "ipv6" },
		"a snapshot by name and by ARN":   func(i *in) { i.SnapshotName, i.SnapshotArns = str("s"), []string{"arn:aws:s3:::b/k"} },
		"an ACL of users that log in raw": func(i *in) { f.acl("empty"); i.ACLName, i.TLSEnabled = str("empty"), aws.Bool(false) },
	} {
		t.Run("refuses_the_combination_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			refused[*types.InvalidParameterCombinationException](t, "")(set(tt))
		})
	}
	t.Run("refuses_a_name_that_is_taken", func(t *testing.T) {
		refused[*types.ClusterAlreadyExistsFault](t, "orders")(set(func(i *in) { i.ClusterName = str("ORDERS") }))
	})
	t.Run("leaves_nothing_of_what_it_refused", func(t *testing.T) {
		refused[*types.ClusterNotFoundFault](t, "new")(f.Client.DescribeClusters(ctx, &memorydb.DescribeClustersInput{ClusterName: str("new")}))
	})
}

func TestUpdateCluster(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	f.cluster("orders")
	update := func(in *memorydb.UpdateClusterInput) (*memorydb.UpdateClusterOutput, error) {
		in.ClusterName = str("orders")
		return f.Client.UpdateCluster(ctx, in)
	}
	shards := func(n int32) *memorydb.UpdateClusterInput {
		return &memorydb.UpdateClusterInput{ShardConfiguration: &types.ShardConfigurationRequest{ShardCount: n}}
	}
	refused[*types.InvalidClusterStateFault](t, "creating")(update(shards(3)))
	f.Clock.Advance(lasting)

	t.Run("reshards_on_the_clock", func(t *testing.T) {
		out := must[memorydb.UpdateClusterOutput](t)(update(shards(3)))
		if *out.Cluster.Status != "updating" || *out.Cluster.NumberOfShards != 1 || out.Cluster.PendingUpdates.Resharding == nil {
			t.Errorf("%+v", out.Cluster)
		}
		f.Clock.Advance(lasting)
		if c := f.describe("orders"); *c.Status != "available" || *c.NumberOfShards != 3 || c.PendingUpdates != nil || *c.Shards[2].Slots != "10922-16383" {
			t.Errorf("%+v", c)
		}
		must[memorydb.UpdateClusterOutput](t)(update(shards(2)))
		f.Clock.Advance(lasting)
		if c := f.describe("orders"); len(c.Shards) != 2 || *c.Shards[1].Slots != "8192-16383" {
			t.Errorf("%+v", c.Shards)
		}
	})
	t.Run("adds_and_removes_replicas", func(t *testing.T) {
		for _, n := range []int32{3, 0} {
			must[memorydb.UpdateClusterOutput](t)(update(&memorydb.UpdateClusterInput{ReplicaConfiguration: &types.ReplicaConfigurationRequest{ReplicaCount: n}}))
			f.Clock.Advance(lasting)
			if c := f.describe("orders"); *c.Shards[0].NumberOfNodes != n+1 {
				t.Errorf("%d nodes", *c.Shards[0].NumberOfNodes)
			}
		}
		if c := f.describe("orders"); c.AvailabilityMode != types.AZStatusSingleAZ {
			t.Errorf("%s without replicas", c.AvailabilityMode)
		}
	})
	t.Run("raises_the_engine_and_its_parameter_group", func(t *testing.T) {
		must[memorydb.UpdateClusterOutput](t)(update(&memorydb.UpdateClusterInput{Engine: str("valkey"), EngineVersion: str("7.3")}))
		f.Clock.Advance(lasting)
		if c := f.describe("orders"); *c.Engine != "valkey" || *c.EngineVersion != "7.3" || *c.ParameterGroupName != "default.memorydb-valkey7" {
			t.Errorf("%s %s %s", *c.Engine, *c.EngineVersion, *c.ParameterGroupName)
		}
		refused[*types.InvalidParameterCombinationException](t, "downgraded")(update(&memorydb.UpdateClusterInput{EngineVersion: str("7.2")}))
		refused[*types.InvalidParameterCombinationException](t, "downgraded")(update(&memorydb.UpdateClusterInput{Engine: str("redis"), EngineVersion: str("7.1")}))
	})
	t.Run("changes_all_or_nothing", func(t *testing.T) {
		refused[*types.InvalidParameterValueException](t, "window")(update(&memorydb.UpdateClusterInput{Description: str("new"), SnapshotWindow: str("never")}))
		if c := f.describe("orders"); c.Description != nil || *c.Status != "available" {
			t.Errorf("%v %s", c.Description, *c.Status)
		}
	})
	t.Run("lists_the_node_types_it_scales_to", func(t *testing.T) {
		out := must[memorydb.ListAllowedNodeTypeUpdatesOutput](t)(f.Client.ListAllowedNodeTypeUpdates(ctx, &memorydb.ListAllowedNodeTypeUpdatesInput{ClusterName: str("orders")}))
		if len(out.ScaleDownNodeTypes) != 0 || len(out.ScaleUpNodeTypes) != 15 {
			t.Errorf("%v %v", out.ScaleUpNodeTypes, out.ScaleDownNodeTypes)
		}
		must[memorydb.UpdateClusterOutput](t)(update(&memorydb.UpdateClusterInput{NodeType: str("db.r7g.large")}))
		f.Clock.Advance(lasting)
		refused[*types.InvalidParameterValueException](t, "cannot be scaled")(update(&memorydb.UpdateClusterInput{NodeType: str("db.r6gd.xlarge")}))
	})
	refused[*types.NoOperationFault](t, "2 shards")(update(shards(2)))
	refused[*types.NoOperationFault](t, "db.r7g.large")(update(&memorydb.UpdateClusterInput{NodeType: str("db.r7g.large")}))
	refused[*types.InvalidParameterCombinationException](t, "No modifications")(update(&memorydb.UpdateClusterInput{}))
	refused[*types.InvalidParameterCombinationException](t, "one")(update(&memorydb.UpdateClusterInput{NodeType: str("db.r7g.xlarge"), ShardConfiguration: &types.ShardConfigurationRequest{ShardCount: 4}}))
}

func TestDeleteCluster(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	f.cluster("orders")
	f.Clock.Advance(lasting)
	in := &memorydb.DeleteClusterInput{ClusterName: str("orders"), FinalSnapshotName: str("last")}
	if out := must[memorydb.DeleteClusterOutput](t)(f.Client.DeleteCluster(ctx, in)); *out.Cluster.Status != "deleting" {
		t.Errorf("status %s", *out.Cluster.Status)
	}
	refused[*types.InvalidClusterStateFault](t, "deleting")(f.Client.DeleteCluster(ctx, in))
	f.Clock.Advance(lasting)
	refused[*types.ClusterNotFoundFault](t, "orders")(f.Client.DeleteCluster(ctx, in))
	out := must[memorydb.DescribeSnapshotsOutput](t)(f.Client.DescribeSnapshots(ctx, &memorydb.DescribeSnapshotsInput{SnapshotName: str("last")}))
	if n := out.Snapshots[0]; *n.Status != "available" || *n.ClusterConfiguration.Name != "orders" {
		t.Errorf("%+v", n)
	}
}

func TestFailoverShard(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.cluster("orders")
	f.cluster("lonely", func(in *memorydb.CreateClusterInput) { in.NumReplicasPerShard = aws.Int32(0) })
	failover := func(cluster, shard string) (*memorydb.FailoverShardOutput, error) {
		return f.Client.FailoverShard(ctx, &memorydb.FailoverShardInput{ClusterName: &cluster, ShardName: &shard})
	}
	refused[*types.ShardNotFoundFault](t, "0002")(failover("orders", "0002"))
	refused[*types.TestFailoverNotAvailableFault](t, "no replica")(failover("lonely", "0001"))
	for range 15 {
		must[memorydb.FailoverShardOutput](t)(failover("orders", "0001"))
	}
	refused[*types.APICallRateForCustomerExceededFault](t, "15")(failover("orders", "0001"))
	out := must[memorydb.DescribeEventsOutput](t)(f.Client.DescribeEvents(ctx, &memorydb.DescribeEventsInput{SourceType: types.SourceTypeNode}))
	if len(out.Events) != 15 || *out.Events[0].Message != "Failover from node orders-0001-001 to replica node orders-0001-002 completed" || *out.Events[1].SourceName != "orders-0001-001" {
		t.Errorf("%d events: %v", len(out.Events), out.Events)
	}
	f.Clock.Advance(24 * time.Hour)
	must[memorydb.FailoverShardOutput](t)(failover("orders", "0001"))
}
