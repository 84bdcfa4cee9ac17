package memorydbfake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

func TestParameterGroup(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	group := must[memorydb.CreateParameterGroupOutput](t)(f.Client.CreateParameterGroup(ctx, &memorydb.CreateParameterGroupInput{ParameterGroupName: str("mine"), Family: str("memorydb_redis7")})).ParameterGroup
	if *group.ARN != "arn:aws:memorydb:us-east-1:000000000000:parametergroup/mine" {
		t.Error(*group.ARN)
	}
	values := func(group string) map[string]string {
		t.Helper()
		all := map[string]string{}
		p := memorydb.NewDescribeParametersPaginator(f.Client, &memorydb.DescribeParametersInput{ParameterGroupName: &group}, func(o *memorydb.DescribeParametersPaginatorOptions) { o.Limit = 7 })
		for p.HasMorePages() {
			for _, v := range must[memorydb.DescribeParametersOutput](t)(p.NextPage(ctx)).Parameters {
				all[*v.Name] = *v.Value
			}
		}
		return all
	}
	update := func(group string, pairs ...string) (*memorydb.UpdateParameterGroupOutput, error) {
		in := &memorydb.UpdateParameterGroupInput{ParameterGroupName: &group, ParameterNameValues: []types.ParameterNameValue{}}
		for i := 0; i < len(pairs); i += 2 {
			in.ParameterNameValues = append(in.ParameterNameValues, types.ParameterNameValue{ParameterName: &pairs[i], ParameterValue: &pairs[i+1]})
		}
		return f.Client.UpdateParameterGroup(ctx, in)
	}
	reset := func(all bool, names ...string) (*memorydb.ResetParameterGroupOutput, error) {
		return f.Client.ResetParameterGroup(ctx, &memorydb.ResetParameterGroupInput{ParameterGroupName: str("mine"), AllParameters: all, ParameterNames: names})
	}

	t.Run("begins_with_the_values_of_the_family", func(t *testing.T) {
		if v := values("mine"); v["maxmemory-policy"] != "noeviction" || v["search-enabled"] != "no" || v["hash-max-listpack-value"] != "64" {
			t.Error(v)
		}
		if v := values("default.memorydb-redis7.search"); v["search-enabled"] != "yes" {
			t.Error(v["search-enabled"])
		}
		if _, ok := values("default.memorydb-redis6")["hash-max-listpack-value"]; ok {
			t.Error("a parameter of Redis 7 in Redis 6")
		}
	})
	t.Run("updates_and_resets", func(t *testing.T) {
		must[memorydb.UpdateParameterGroupOutput](t)(update("mine", "maxmemory-policy", "allkeys-lru", "timeout", "20", "slowlog-log-slower-than", "-1", "list-max-listpack-size", "-5"))
		if v := values("mine"); v["maxmemory-policy"] != "allkeys-lru" || v["timeout"] != "20" {
			t.Error(v)
		}
		must[memorydb.ResetParameterGroupOutput](t)(reset(false, "timeout"))
		if v := values("mine"); v["maxmemory-policy"] != "allkeys-lru" || v["timeout"] != "0" {
			t.Error(v)
		}
		must[memorydb.ResetParameterGroupOutput](t)(reset(true))
		if v := values("mine"); v["maxmemory-policy"] != "noeviction" {
			t.Error(v)
		}
	})
	for name, pairs := range map[string][]string{
		"an unknown name":          {"no-such", "1"},
		"a name of another family": {"activerehashing", "no"},
		"a word for a number":      {"timeout", "soon"},
		"a number between":         {"timeout", "19"},
		"a number too high":        {"acllog-max-len", "10001"},
		"a word that is no choice": {"maxmemory-policy", "random"},
		"one bad value among two":  {"timeout", "60", "activedefrag", "maybe"},
		"a number of many digits":  {"timeout", strings.Repeat("9", 40)},
		"a range":                  {"acllog-max-len", "1-10000"},
	} {
		t.Run("refuses_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			refused[*types.InvalidParameterValueException](t, "")(update("mine", pairs...))
			if v := values("mine"); v["timeout"] != "0" {
				t.Errorf("timeout is %s", v["timeout"])
			}
		})
	}
	refused[*types.InvalidParameterGroupStateFault](t, "cannot be modified")(update("default.memorydb-redis7", "timeout", "60"))
	refused[*types.InvalidParameterCombinationException](t, "between 1 and 20")(update("mine"))
	refused[*types.InvalidParameterCombinationException](t, "Either")(reset(false))
	refused[*types.InvalidParameterCombinationException](t, "Either")(reset(true, "timeout"))
	refused[*types.InvalidParameterValueException](t, "no-such")(reset(false, "no-such"))
	refused[*types.InvalidParameterValueException](t, "family")(f.Client.CreateParameterGroup(ctx, &memorydb.CreateParameterGroupInput{ParameterGroupName: str("x"), Family: str("redis7")}))
	refused[*types.ParameterGroupAlreadyExistsFault](t, "mine")(f.Client.CreateParameterGroup(ctx, &memorydb.CreateParameterGroupInput{ParameterGroupName: str("mine"), Family: str("memorydb_redis7")}))
}

func TestInUse(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	must[memorydb.CreateParameterGroupOutput](t)(f.Client.CreateParameterGroup(ctx, &memorydb.CreateParameterGroupInput{ParameterGroupName: str("pg"), Family: str("memorydb_redis7")}))
	subnets := []string{"subnet-0123456789abcdef0", "subnet-0123456789abcdef1"}
	g := must[memorydb.CreateSubnetGroupOutput](t)(f.Client.CreateSubnetGroup(ctx, &memorydb.CreateSubnetGroupInput{SubnetGroupName: str("sg"), SubnetIds: subnets, Description: str("two")})).SubnetGroup
	if len(g.Subnets) != 2 || *g.Subnets[1].AvailabilityZone.Name != "us-east-1b" || *g.VpcId == "" || *g.Description != "two" {
		t.Errorf("%+v", g)
	}
	f.user("ann")
	f.acl("team", "ann")
	f.cluster("orders", func(in *memorydb.CreateClusterInput) {
		in.ParameterGroupName, in.SubnetGroupName, in.ACLName = str("pg"), str("sg"), str("team")
	})
	if a := must[memorydb.DescribeACLsOutput](t)(f.Client.DescribeACLs(ctx, &memorydb.DescribeACLsInput{ACLName: str("team")})).ACLs[0]; len(a.Clusters) != 1 || a.Clusters[0] != "orders" {
		t.Errorf("clusters of the ACL: %v", a.Clusters)
	}

	deletePG := &memorydb.DeleteParameterGroupInput{ParameterGroupName: str("pg")}
	deleteSG := &memorydb.DeleteSubnetGroupInput{SubnetGroupName: str("sg")}
	deleteACL := &memorydb.DeleteACLInput{ACLName: str("team")}
	refused[*types.InvalidParameterGroupStateFault](t, "orders")(f.Client.DeleteParameterGroup(ctx, deletePG))
	refused[*types.SubnetGroupInUseFault](t, "orders")(f.Client.DeleteSubnetGroup(ctx, deleteSG))
	refused[*types.InvalidACLStateFault](t, "orders")(f.Client.DeleteACL(ctx, deleteACL))
	refused[*types.SubnetInUse](t, subnets[1])(f.Client.UpdateSubnetGroup(ctx, &memorydb.UpdateSubnetGroupInput{SubnetGroupName: str("sg"), SubnetIds: subnets[:1]}))
	must[memorydb.UpdateSubnetGroupOutput](t)(f.Client.UpdateSubnetGroup(ctx, &memorydb.UpdateSubnetGroupInput{SubnetGroupName: str("sg"), SubnetIds: append(subnets, "subnet-0123456789abcdef2")}))

	must[memorydb.DeleteClusterOutput](t)(f.Client.DeleteCluster(ctx, &memorydb.DeleteClusterInput{ClusterName: str("orders")}))
	must[memorydb.DeleteParameterGroupOutput](t)(f.Client.DeleteParameterGroup(ctx, deletePG))
	must[memorydb.DeleteSubnetGroupOutput](t)(f.Client.DeleteSubnetGroup(ctx, deleteSG))
	must[memorydb.DeleteACLOutput](t)(f.Client.DeleteACL(ctx, deleteACL))
	refused[*types.ParameterGroupNotFoundFault](t, "pg")(f.Client.DeleteParameterGroup(ctx, deletePG))
	refused[*types.SubnetGroupNotFoundFault](t, "sg")(f.Client.DeleteSubnetGroup(ctx, deleteSG))
	refused[*types.ACLNotFoundFault](t, "team")(f.Client.DeleteACL(ctx, deleteACL))
}

func TestTags(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.user("ann")
	f.acl("team", "ann")
	f.cluster("orders", func(in *memorydb.CreateClusterInput) {
		in.Tags = []types.Tag{{Key: str("stage"), Value: str("test")}}
	})
	must[memorydb.CreateSnapshotOutput](t)(f.Client.CreateSnapshot(ctx, &memorydb.CreateSnapshotInput{ClusterName: str("orders"), SnapshotName: str("snap")}))
	m := must[memorydb.CreateMultiRegionClusterOutput](t)(f.Client.CreateMultiRegionCluster(ctx, &memorydb.CreateMultiRegionClusterInput{MultiRegionClusterNameSuffix: str("world"), NodeType: str("db.r7g.xlarge")})).MultiRegionCluster
	const prefix = "arn:aws:memorydb:us-east-1:000000000000:"
	tag := func(arn string, keys ...string) (*memorydb.TagResourceOutput, error) {
		in := &memorydb.TagResourceInput{ResourceArn: &arn}
		for _, k := range keys {
			in.Tags = append(in.Tags, types.Tag{Key: &k, Value: str("v")})
		}
		return f.Client.TagResource(ctx, in)
	}
	for _, arn := range []string{prefix + "user/ann", prefix + "acl/team", prefix + "snapshot/snap", prefix + "subnetgroup/default", prefix + "parametergroup/default.memorydb-redis7",
		*m.ARN, "arn:aws:memorydb::000000000000:multiregionparametergroup/default.memorydb-valkey7", prefix + "cluster/orders"} {
		must[memorydb.TagResourceOutput](t)(tag(arn, "b", "a"))
		l := must[memorydb.ListTagsOutput](t)(f.Client.ListTags(ctx, &memorydb.ListTagsInput{ResourceArn: &arn})).TagList
		if *l[0].Key != "a" || *l[1].Key != "b" || *l[0].Value != "v" {
			t.Errorf("%s: %v", arn, l)
		}
	}
	arn := prefix + "cluster/orders"
	left := must[memorydb.UntagResourceOutput](t)(f.Client.UntagResource(ctx, &memorydb.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"a", "b"}})).TagList
	if len(left) != 1 || *left[0].Key != "stage" {
		t.Errorf("left: %v", left)
	}
	refused[*types.TagNotFoundFault](t, "none")(f.Client.UntagResource(ctx, &memorydb.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"stage", "none"}}))
	if l := must[memorydb.ListTagsOutput](t)(f.Client.ListTags(ctx, &memorydb.ListTagsInput{ResourceArn: &arn})).TagList; len(l) != 1 {
		t.Errorf("half of a refused call was done: %v", l)
	}
	var many []string
	for i := range 50 {
		many = append(many, fmt.Sprint("key", i))
	}
	refused[*types.TagQuotaPerResourceExceeded](t, "50")(tag(arn, many...))
	for _, bad := range []string{"orders", "arn:aws:memorydb:us-east-1:000000000000:cluster", "arn:aws:memorydb:eu-west-1:000000000000:cluster/orders", "arn:aws:memorydb:us-east-1:111111111111:cluster/orders", prefix + "shard/orders", "arn:aws:s3:::bucket"} {
		refused[*types.InvalidARNFault](t, bad)(tag(bad, "a"))
	}
	for kind, check := range map[string]func(any, error){
		"acl": refused[*types.ACLNotFoundFault](t, "none"), "cluster": refused[*types.ClusterNotFoundFault](t, "none"), "user": refused[*types.UserNotFoundFault](t, "none"),
		"snapshot": refused[*types.SnapshotNotFoundFault](t, "none"), "subnetgroup": refused[*types.SubnetGroupNotFoundFault](t, "none"),
		"parametergroup": refused[*types.ParameterGroupNotFoundFault](t, "none"),
	} {
		check(tag(prefix+kind+"/none", "a"))
	}
}
