package memorydbfake_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"

	"github.com/awsfake/awsfake/memorydbfake"
)

// A recorder is an engine that writes down what it is told.
type recorder struct {
	mu  sync.Mutex
	log []string
}

func (r *recorder) write(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, fmt.Sprintf(format, args...))
}

// take returns what was written since the last time.
func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := strings.Join(r.log, "; ")
	r.log = nil
	return l
}

func describe(c memorydbfake.Cluster) string {
	var users []string
	for _, u := range c.Users {
		users = append(users, u.Name+"("+strings.Join(u.Passwords, ",")+" "+u.AccessString+")")
	}
	return fmt.Sprintf("%s %s %s [%s] %s", c.Name, c.Engine, c.Version, strings.Join(users, " "), c.Parameters["maxmemory-policy"])
}

// start starts an engine, but not for clusters called broken.
func (r *recorder) start(c memorydbfake.Cluster) (memorydbfake.Engine, error) {
	r.write("start %s", describe(c))
	if c.Name == "broken" {
		return memorydbfake.Engine{}, errors.New("no memory")
	}
	return memorydbfake.Engine{
		Addr:   "127.0.0.1:7001",
		Update: func(c memorydbfake.Cluster) { r.write("update %s", describe(c)) },
		Stop:   func() { r.write("stop %s", c.Name) },
	}, nil
}

func TestEngine(t *testing.T) {
	r := &recorder{}
	f := start(t, func(o *memorydbfake.Options) { o.StartEngine = r.start })
	ctx := t.Context()
	must[memorydb.CreateUserOutput](t)(f.Client.CreateUser(ctx, &memorydb.CreateUserInput{UserName: str("ann"), AccessString: str("on ~* &* +@all"),
		AuthenticationMode: &types.AuthenticationMode{Type: "password", Passwords: []string{"correct-horse-battery"}}}))
	f.user("bob")
	f.acl("team", "ann")
	must[memorydb.CreateParameterGroupOutput](t)(f.Client.CreateParameterGroup(ctx, &memorydb.CreateParameterGroupInput{ParameterGroupName: str("pg"), Family: str("memorydb_redis7")}))
	says := func(want string) {
		t.Helper()
		if got := r.take(); got != want {
			t.Errorf("the engine was told\n%s, want\n%s", got, want)
		}
	}

	f.cluster("orders", func(in *memorydb.CreateClusterInput) { in.ACLName, in.ParameterGroupName = str("team"), str("pg") })
	says("start orders redis 7.1 [ann(correct-horse-battery on ~* &* +@all)] noeviction")
	c := f.describe("orders")
	if *c.ClusterEndpoint.Address != "127.0.0.1" || c.ClusterEndpoint.Port != 7001 || *c.Shards[0].Nodes[1].Endpoint.Address != "127.0.0.1" {
		t.Errorf("endpoint %+v", c.ClusterEndpoint)
	}

	must[memorydb.UpdateUserOutput](t)(f.Client.UpdateUser(ctx, &memorydb.UpdateUserInput{UserName: str("ann"), AccessString: str("off")}))
	says("update orders redis 7.1 [ann(correct-horse-battery off resetchannels -@all)] noeviction")
	must[memorydb.UpdateACLOutput](t)(f.Client.UpdateACL(ctx, &memorydb.UpdateACLInput{ACLName: str("team"), UserNamesToAdd: []string{"bob"}, UserNamesToRemove: []string{"ann"}}))
	says("update orders redis 7.1 [bob( on ~* resetchannels +@all)] noeviction")
	must[memorydb.UpdateParameterGroupOutput](t)(f.Client.UpdateParameterGroup(ctx, &memorydb.UpdateParameterGroupInput{ParameterGroupName: str("pg"),
		ParameterNameValues: []types.ParameterNameValue{{ParameterName: str("maxmemory-policy"), ParameterValue: str("allkeys-lru")}}}))
	says("update orders redis 7.1 [bob( on ~* resetchannels +@all)] allkeys-lru")
	must[memorydb.UpdateClusterOutput](t)(f.Client.UpdateCluster(ctx, &memorydb.UpdateClusterInput{ClusterName: str("orders"), ACLName: str("open-access")}))
	says("update orders redis 7.1 [default( on ~* &* +@all)] allkeys-lru")
	must[memorydb.DeleteUserOutput](t)(f.Client.DeleteUser(ctx, &memorydb.DeleteUserInput{UserName: str("bob")}))
	r.take()
	must[memorydb.DeleteClusterOutput](t)(f.Client.DeleteCluster(ctx, &memorydb.DeleteClusterInput{ClusterName: str("orders")}))
	says("stop orders")

	f.cluster("broken")
	if c := f.describe("broken"); *c.Status != "create-failed" {
		t.Errorf("status %s", *c.Status)
	}
	f.cluster("first")
	r.take()
	f.Reset()
	says("stop first")
	f.cluster("second")
	r.take()
	f.Close()
	says("stop second")
}

func TestEngineWithLifecycle(t *testing.T) {
	r := &recorder{}
	f := start(t, lifecycle, func(o *memorydbfake.Options) { o.StartEngine = r.start })
	f.cluster("orders")
	f.cluster("gone")
	if got := r.take(); got != "" {
		t.Errorf("a cluster in creation has an engine: %s", got)
	}
	must[memorydb.DeleteClusterOutput](t)(f.Client.DeleteCluster(t.Context(), &memorydb.DeleteClusterInput{ClusterName: str("gone")}))
	f.Clock.Advance(lasting)
	if got := r.take(); !strings.HasPrefix(got, "start orders") || strings.Contains(got, "gone") {
		t.Errorf("afterwards: %s", got)
	}
	if c := f.describe("orders"); *c.ClusterEndpoint.Address != "127.0.0.1" {
		t.Errorf("endpoint %s", *c.ClusterEndpoint.Address)
	}
}

// Updates that come at once reach the engine one by one, the last of them with what is so in the end.
func TestEngineUpdatesInOrder(t *testing.T) {
	var mu sync.Mutex
	var last []string
	f := start(t, func(o *memorydbfake.Options) {
		o.StartEngine = func(memorydbfake.Cluster) (memorydbfake.Engine, error) {
			return memorydbfake.Engine{Update: func(c memorydbfake.Cluster) {
				mu.Lock()
				defer mu.Unlock()
				last = nil
				for _, u := range c.Users {
					last = append(last, u.Name)
				}
			}}, nil
		}
	})
	f.acl("team")
	var all []string
	for i := range 20 {
		all = append(all, fmt.Sprintf("user%02d", i))
		f.user(all[i])
	}
	f.cluster("orders", func(in *memorydb.CreateClusterInput) { in.ACLName = str("team") })
	var wg sync.WaitGroup
	for _, name := range all {
		wg.Go(func() {
			_, err := f.Client.UpdateACL(t.Context(), &memorydb.UpdateACLInput{ACLName: str("team"), UserNamesToAdd: []string{name}})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if !slices.Equal(last, all) {
		t.Errorf("the engine has %v", last)
	}
}
