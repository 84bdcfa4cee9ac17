package memorydbfake_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/memorydbfake"
)

// A fixture is a server whose clock moves only when a test says so.
type fixture struct {
	*memorydbfake.Server
	t *testing.T
}

func start(t *testing.T, optFns ...func(*memorydbfake.Options)) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{memorydbfake.Start(t, optFns...), t}
	f.Clock.Freeze()
	return f
}

// lifecycle makes states of transition last ten minutes.
func lifecycle(o *memorydbfake.Options) { o.Lifecycle = 10 * time.Minute }

// must returns what a call answers, which must not fail.
func must[Out any](t *testing.T) func(*Out, error) *Out {
	return func(out *Out, err error) *Out {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// refused checks that a call fails with an error type of the SDK, and part of its message.
func refused[E error](t *testing.T, message string) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		var want E
		if !errors.As(err, &want) {
			t.Fatalf("%v, want a %T", err, want)
		}
		var api smithy.APIError
		if errors.As(err, &api); !strings.Contains(api.ErrorMessage(), message) {
			t.Errorf("message %q, want %q in it", api.ErrorMessage(), message)
		}
	}
}

func str(s string) *string { return &s }

// cluster creates a cluster with the defaults, or what set makes of them.
func (f *fixture) cluster(name string, set ...func(*memorydb.CreateClusterInput)) *types.Cluster {
	f.t.Helper()
	in := &memorydb.CreateClusterInput{ClusterName: &name, NodeType: str("db.t4g.small"), ACLName: str("open-access")}
	for _, fn := range set {
		fn(in)
	}
	return must[memorydb.CreateClusterOutput](f.t)(f.Client.CreateCluster(f.t.Context(), in)).Cluster
}

// describe returns a cluster with its shards.
func (f *fixture) describe(name string) types.Cluster {
	f.t.Helper()
	out := must[memorydb.DescribeClustersOutput](f.t)(f.Client.DescribeClusters(f.t.Context(), &memorydb.DescribeClustersInput{ClusterName: &name, ShowShardDetails: aws.Bool(true)}))
	return out.Clusters[0]
}

// user creates a user without a password.
func (f *fixture) user(name string) {
	f.t.Helper()
	must[memorydb.CreateUserOutput](f.t)(f.Client.CreateUser(f.t.Context(), &memorydb.CreateUserInput{UserName: &name, AccessString: str("on ~* +@all"),
		AuthenticationMode: &types.AuthenticationMode{Type: "no-password"}}))
}

// acl creates an ACL.
func (f *fixture) acl(name string, users ...string) {
	f.t.Helper()
	must[memorydb.CreateACLOutput](f.t)(f.Client.CreateACL(f.t.Context(), &memorydb.CreateACLInput{ACLName: &name, UserNames: users}))
}
