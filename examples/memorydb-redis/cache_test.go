package memorydbredis

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
	"github.com/redis/go-redis/v9"

	"github.com/awsfake/awsfake/memorydbfake"
)

// startMiniredis plugs miniredis in as the engine behind every cluster.
func startMiniredis(c memorydbfake.Cluster) (memorydbfake.Engine, error) {
	m := miniredis.NewMiniRedis()
	admit := func(c memorydbfake.Cluster) {
		for _, u := range c.Users {
			for _, p := range u.Passwords {
				m.RequireUserAuth(u.Name, p) // miniredis knows one password a user
			}
		}
	}
	admit(c)
	if err := m.Start(); err != nil {
		return memorydbfake.Engine{}, err
	}
	return memorydbfake.Engine{Addr: m.Addr(), Update: admit, Stop: m.Close}, nil
}

// connect is what a program does at its start: resolve the cluster, connect as a user.
func connect(ctx context.Context, client *memorydb.Client, cluster, user, password string) (*redis.Client, error) {
	out, err := client.DescribeClusters(ctx, &memorydb.DescribeClustersInput{ClusterName: &cluster})
	if err != nil {
		return nil, err
	}
	ep := out.Clusters[0].ClusterEndpoint
	cache := redis.NewClient(&redis.Options{Addr: net.JoinHostPort(*ep.Address, strconv.Itoa(int(ep.Port))), Username: user, Password: password})
	if err := cache.Ping(ctx).Err(); err != nil {
		cache.Close()
		return nil, err
	}
	return cache, nil
}

func TestSessionCache(t *testing.T) {
	t.Parallel()
	srv := memorydbfake.Start(t, func(o *memorydbfake.Options) { o.StartEngine = startMiniredis })
	ctx := t.Context()
	createUser(t, srv, "app", "correct-horse-battery")
	if _, err := srv.Client.CreateACL(ctx, &memorydb.CreateACLInput{ACLName: aws.String("app"), UserNames: []string{"app"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := srv.Client.CreateCluster(ctx, &memorydb.CreateClusterInput{ClusterName: aws.String("sessions"), NodeType: aws.String("db.t4g.small"), ACLName: aws.String("app")}); err != nil {
		t.Fatal(err)
	}

	cache, err := connect(ctx, srv.Client, "sessions", "app", "correct-horse-battery")
	if err != nil {
		t.Fatal(err)
	}
	defer cache.Close()
	if err := cache.Set(ctx, "s:1", "alice", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if got := cache.Get(ctx, "s:1").Val(); got != "alice" {
		t.Errorf("got %q", got)
	}
	if _, err := connect(ctx, srv.Client, "sessions", "app", "wrong-horse-battery"); err == nil || !strings.Contains(err.Error(), "WRONGPASS") {
		t.Errorf("with a wrong password: %v", err)
	}

	t.Run("a_user_who_joins_the_ACL_can_connect", func(t *testing.T) {
		createUser(t, srv, "late", "another-horse-battery")
		if _, err := connect(ctx, srv.Client, "sessions", "late", "another-horse-battery"); err == nil {
			t.Error("before it has joined")
		}
		if _, err := srv.Client.UpdateACL(ctx, &memorydb.UpdateACLInput{ACLName: aws.String("app"), UserNamesToAdd: []string{"late"}}); err != nil {
			t.Fatal(err)
		}
		late, err := connect(ctx, srv.Client, "sessions", "late", "another-horse-battery")
		if err != nil {
			t.Fatal(err)
		}
		defer late.Close()
		if got := late.Get(ctx, "s:1").Val(); got != "alice" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a_deleted_cluster_is_gone", func(t *testing.T) {
		if _, err := srv.Client.DeleteCluster(ctx, &memorydb.DeleteClusterInput{ClusterName: aws.String("sessions")}); err != nil {
			t.Fatal(err)
		}
		if err := cache.Ping(ctx).Err(); err == nil {
			t.Error("the engine still answers")
		}
	})
}

func createUser(t *testing.T, srv *memorydbfake.Server, name, password string) {
	t.Helper()
	_, err := srv.Client.CreateUser(t.Context(), &memorydb.CreateUserInput{
		UserName: &name, AccessString: aws.String("on ~* +@all"),
		AuthenticationMode: &types.AuthenticationMode{Type: types.InputAuthenticationTypePassword, Passwords: []string{password}},
	})
	if err != nil {
		t.Fatal(err)
	}
}
