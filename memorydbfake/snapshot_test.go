package memorydbfake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/memorydbfake"
	"github.com/awsfake/awsfake/s3fake"
)

func TestSnapshot(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	f.cluster("orders", func(in *memorydb.CreateClusterInput) {
		in.NumShards, in.NumReplicasPerShard, in.Port = aws.Int32(2), aws.Int32(2), aws.Int32(7000)
	})
	f.Clock.Advance(lasting)
	snap := func(name string) (*memorydb.CreateSnapshotOutput, error) {
		return f.Client.CreateSnapshot(ctx, &memorydb.CreateSnapshotInput{ClusterName: str("orders"), SnapshotName: &name})
	}
	n := must[memorydb.CreateSnapshotOutput](t)(snap("first")).Snapshot
	if *n.Status != "creating" || *n.Source != "manual" || *n.ClusterConfiguration.NumShards != 2 || *n.ClusterConfiguration.Shards[1].Configuration.Slots != "8192-16383" {
		t.Errorf("%+v", n)
	}
	refused[*types.SnapshotAlreadyExistsFault](t, "first")(snap("first"))
	copyTo := func(target string) (*memorydb.CopySnapshotOutput, error) {
		return f.Client.CopySnapshot(ctx, &memorydb.CopySnapshotInput{SourceSnapshotName: str("first"), TargetSnapshotName: &target})
	}
	refused[*types.InvalidSnapshotStateFault](t, "creating")(copyTo("second"))
	f.Clock.Advance(lasting)
	must[memorydb.CopySnapshotOutput](t)(copyTo("second"))
	f.Clock.Advance(lasting)

	t.Run("is_what_a_cluster_is_restored_from", func(t *testing.T) {
		f.cluster("copy", func(in *memorydb.CreateClusterInput) { in.SnapshotName = str("second") })
		f.Clock.Advance(lasting)
		if c := f.describe("copy"); *c.NumberOfShards != 2 || len(c.Shards[0].Nodes) != 3 || c.ClusterEndpoint.Port != 7000 {
			t.Errorf("%+v", c)
		}
	})
	t.Run("is_listed_by_cluster_source_and_name", func(t *testing.T) {
		for _, tt := range []struct {
			in   memorydb.DescribeSnapshotsInput
			want int
		}{
			{memorydb.DescribeSnapshotsInput{}, 2},
			{memorydb.DescribeSnapshotsInput{ClusterName: str("orders")}, 2},
			{memorydb.DescribeSnapshotsInput{ClusterName: str("copy")}, 0},
			{memorydb.DescribeSnapshotsInput{Source: str("user")}, 2},
			{memorydb.DescribeSnapshotsInput{Source: str("system")}, 0},
			{memorydb.DescribeSnapshotsInput{SnapshotName: str("second")}, 1},
		} {
			out := must[memorydb.DescribeSnapshotsOutput](t)(f.Client.DescribeSnapshots(ctx, &tt.in))
			if len(out.Snapshots) != tt.want {
				t.Errorf("%+v: %d", tt.in, len(out.Snapshots))
			}
			for _, n := range out.Snapshots {
				if n.ClusterConfiguration.Shards != nil {
					t.Error("shards without ShowDetail")
				}
			}
		}
		refused[*types.InvalidParameterValueException](t, "system or user")(f.Client.DescribeSnapshots(ctx, &memorydb.DescribeSnapshotsInput{Source: str("automated")}))
	})
	t.Run("is_deleted", func(t *testing.T) {
		in := &memorydb.DeleteSnapshotInput{SnapshotName: str("second")}
		must[memorydb.DeleteSnapshotOutput](t)(f.Client.DeleteSnapshot(ctx, in))
		refused[*types.InvalidSnapshotStateFault](t, "deleting")(f.Client.DeleteSnapshot(ctx, in))
		f.Clock.Advance(lasting)
		refused[*types.SnapshotNotFoundFault](t, "second")(f.Client.DeleteSnapshot(ctx, in))
	})
	t.Run("can_be_taken_20_times_a_day", func(t *testing.T) {
		for i := range 19 {
			must[memorydb.CreateSnapshotOutput](t)(snap(fmt.Sprint("s", i)))
		}
		refused[*types.SnapshotQuotaExceededFault](t, "20")(snap("more"))
		f.Clock.Advance(24 * time.Hour)
		must[memorydb.CreateSnapshotOutput](t)(snap("more"))
	})
}

func TestAutomaticSnapshots(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.Clock.AdvanceTo(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
	f.cluster("orders", func(in *memorydb.CreateClusterInput) {
		in.SnapshotWindow, in.SnapshotRetentionLimit = str("05:00-06:00"), aws.Int32(2)
	})
	names := func() (l []string) {
		t.Helper()
		for _, n := range must[memorydb.DescribeSnapshotsOutput](t)(f.Client.DescribeSnapshots(ctx, &memorydb.DescribeSnapshotsInput{Source: str("system")})).Snapshots {
			l = append(l, *n.Name)
		}
		return l
	}
	if l := names(); l != nil {
		t.Errorf("before the window: %v", l)
	}
	f.Clock.Advance(5 * time.Hour)
	if l := names(); len(l) != 1 || l[0] != "automatic.orders-2030-01-01-05-00" {
		t.Errorf("in the window: %v", l)
	}
	f.Clock.Advance(3 * 24 * time.Hour)
	if l := names(); len(l) != 2 || l[0] != "automatic.orders-2030-01-03-05-00" || l[1] != "automatic.orders-2030-01-04-05-00" {
		t.Errorf("after three days: %v", l)
	}
	must[memorydb.UpdateClusterOutput](t)(f.Client.UpdateCluster(ctx, &memorydb.UpdateClusterInput{ClusterName: str("orders"), SnapshotRetentionLimit: aws.Int32(0)}))
	f.Clock.Advance(24 * time.Hour)
	if l := names(); len(l) != 2 {
		t.Errorf("after they were turned off: %v", l)
	}
}

func TestExport(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	bucket := s3fake.New(func(o *s3fake.Options) { o.Join = f.Panel })
	defer bucket.Close()
	must[s3.CreateBucketOutput](t)(bucket.Client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: str("backups")}))
	f.cluster("orders", func(in *memorydb.CreateClusterInput) { in.NumShards = aws.Int32(2) })
	must[memorydb.CreateSnapshotOutput](t)(f.Client.CreateSnapshot(ctx, &memorydb.CreateSnapshotInput{ClusterName: str("orders"), SnapshotName: str("snap")}))
	export := func(to string) (*memorydb.CopySnapshotOutput, error) {
		return f.Client.CopySnapshot(ctx, &memorydb.CopySnapshotInput{SourceSnapshotName: str("snap"), TargetSnapshotName: str("out"), TargetBucket: &to})
	}
	must[memorydb.CopySnapshotOutput](t)(export("backups"))
	l := must[s3.ListObjectsV2Output](t)(bucket.Client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: str("backups")})).Contents
	if len(l) != 2 || *l[0].Key != "out-0001.rdb" || *l[1].Key != "out-0002.rdb" || *l[0].Size == 0 {
		t.Errorf("%+v", l)
	}
	refused[*types.InvalidParameterValueException](t, "does not exist")(export("nowhere"))

	f.cluster("again", func(in *memorydb.CreateClusterInput) {
		in.SnapshotArns = []string{"arn:aws:s3:::backups/out-0001.rdb"}
	})
	_, err := f.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{ClusterName: str("lost"), NodeType: str("db.t4g.small"), ACLName: str("open-access"), SnapshotArns: []string{"arn:aws:s3:::backups/none.rdb"}})
	refused[*types.InvalidParameterValueException](t, "none.rdb")(nil, err)

	alone := memorydbfake.Start(t)
	_, err = alone.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{ClusterName: str("lost"), NodeType: str("db.t4g.small"), ACLName: str("open-access"), SnapshotArns: []string{"arn:aws:s3:::backups/none.rdb"}})
	refused[*types.InvalidParameterValueException](t, "no fake of S3")(nil, err)
}
