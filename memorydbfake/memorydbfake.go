// Package memorydbfake is an in-process fake of Amazon MemoryDB for tests.
//
//	srv := memorydbfake.Start(t, func(o *memorydbfake.Options) { o.StartEngine = startMiniredis })
//	... // create a cluster
//	out, err := srv.Client.DescribeClusters(t.Context(), &memorydb.DescribeClustersInput{}) // answers the engine's address
//
// All 45 operations of the control plane behave: clusters, users, ACLs, parameter and subnet groups, snapshots, multi-Region
// clusters, reserved nodes, service updates, events and tags. Without StartEngine a cluster's endpoint is a name behind which
// nothing listens, as it is of a real cluster seen from outside of its VPC.
//
// Limits: 300 nodes, 300 parameter groups, 300 subnet groups, 2,000 users and 200 ACLs in the account, 90 nodes a cluster, 5
// replicas a shard, 20 subnets a subnet group, 100 users an ACL, 20 manual snapshots of a cluster in 24 hours, 15 failovers of a
// cluster in 24 hours, 50 tags a resource, 20 parameters an UpdateParameterGroup, pages of 100
// (https://docs.aws.amazon.com/memorydb/latest/devguide/quota-limits.html).
//
// Subnets, security groups, KMS keys and SNS topics are stored and answered, but not looked up. Snapshots hold the configuration of
// a cluster and no data: what is exported to S3 is an empty RDB file per shard. The texts of MemoryDB's faults are not
// recorded; their codes are those of its model. Prices of reserved nodes are made up.
//
// Mistakes in the use of this package end the test, as package control says.
package memorydbfake

import (
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/model/memorydbmodel"
	"github.com/awsfake/awsfake/internal/ordered"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal. Options given
	// beside it are a mistake.
	Join *control.Panel

	// StartEngine, unless nil, is called for each cluster that becomes available and starts the Redis or Valkey behind it. A
	// cluster whose engine does not start has the status create-failed.
	StartEngine func(Cluster) (Engine, error)
}

// A Server is a fake of Amazon MemoryDB. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *memorydb.Client

	options Options
	service *service.Server
	core    *core.Core
	router  *event.Router

	mu     sync.Mutex // guards what follows
	state  state
	after  []func() // to be run when mu is free: see unlock
	closed bool
}

// The state of a Server is all that Reset removes.
type state struct {
	users           ordered.Map[string, *user]
	acls            ordered.Map[string, *acl]
	subnetGroups    ordered.Map[string, *subnetGroup]
	parameterGroups ordered.Map[string, *parameterGroup]
	clusters        ordered.Map[string, *cluster]
	snapshots       ordered.Map[string, *snapshot]
	multiRegion     ordered.Map[string, *multiRegionCluster]
	reservations    ordered.Map[string, *reservation]
	events          []memorydbEvent
	noted           int // events so far
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls and the faults in force are.
func Start(t testing.TB, optFns ...func(*Options)) *Server {
	t.Helper()
	s := newServer(t, optFns)
	t.Cleanup(s.Close)
	s.service.CloseWith(t)
	return s
}

// New returns a Server that belongs to no test; the caller must Close it.
func New(optFns ...func(*Options)) *Server { return newServer(nil, optFns) }

func newServer(t testing.TB, optFns []func(*Options)) *Server {
	var o Options
	for _, fn := range optFns {
		fn(&o)
	}
	s := &Server{options: o}
	s.service = service.New(t, s, service.Config{
		Name:     "memorydb",
		APIs:     []service.API{{Name: "memorydb", Codecs: []*wire.API{wire.New(&memorydbmodel.API)}, Operations: operations()}},
		Resource: resource,
		Words:    s.words(),
		Message:  messageOf,
		Invalid:  invalid,
		Reset:    s.reset,
		Dump:     s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.router = &event.Router{Core: s.core}
	s.build()
	s.Client = memorydb.NewFromConfig(s.Config(), func(o *memorydb.Options) {
		o.EndpointResolverV2 = &service.Resolver[memorydb.EndpointParameters]{
			URL:  s.URL,
			Next: memorydb.NewDefaultEndpointResolverV2(),
			Set:  func(p *memorydb.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{
		service.Op("BatchUpdateCluster", (*Server).batchUpdateCluster),
		service.Op("CopySnapshot", (*Server).copySnapshot),
		service.Op("CreateACL", (*Server).createACL),
		service.Op("CreateCluster", (*Server).createCluster),
		service.Op("CreateMultiRegionCluster", (*Server).createMultiRegionCluster),
		service.Op("CreateParameterGroup", (*Server).createParameterGroup),
		service.Op("CreateSnapshot", (*Server).createSnapshot),
		service.Op("CreateSubnetGroup", (*Server).createSubnetGroup),
		service.Op("CreateUser", (*Server).createUser),
		service.Op("DeleteACL", (*Server).deleteACL),
		service.Op("DeleteCluster", (*Server).deleteCluster),
		service.Op("DeleteMultiRegionCluster", (*Server).deleteMultiRegionCluster),
		service.Op("DeleteParameterGroup", (*Server).deleteParameterGroup),
		service.Op("DeleteSnapshot", (*Server).deleteSnapshot),
		service.Op("DeleteSubnetGroup", (*Server).deleteSubnetGroup),
		service.Op("DeleteUser", (*Server).deleteUser),
		service.Op("DescribeACLs", (*Server).describeACLs),
		service.Op("DescribeClusters", (*Server).describeClusters),
		service.Op("DescribeEngineVersions", (*Server).describeEngineVersions),
		service.Op("DescribeEvents", (*Server).describeEvents),
		service.Op("DescribeMultiRegionClusters", (*Server).describeMultiRegionClusters),
		service.Op("DescribeMultiRegionParameterGroups", (*Server).describeMultiRegionParameterGroups),
		service.Op("DescribeMultiRegionParameters", (*Server).describeMultiRegionParameters),
		service.Op("DescribeParameterGroups", (*Server).describeParameterGroups),
		service.Op("DescribeParameters", (*Server).describeParameters),
		service.Op("DescribeReservedNodes", (*Server).describeReservedNodes),
		service.Op("DescribeReservedNodesOfferings", (*Server).describeReservedNodesOfferings),
		service.Op("DescribeServiceUpdates", (*Server).describeServiceUpdates),
		service.Op("DescribeSnapshots", (*Server).describeSnapshots),
		service.Op("DescribeSubnetGroups", (*Server).describeSubnetGroups),
		service.Op("DescribeUsers", (*Server).describeUsers),
		service.Op("FailoverShard", (*Server).failoverShard),
		service.Op("ListAllowedMultiRegionClusterUpdates", (*Server).listAllowedMultiRegionClusterUpdates),
		service.Op("ListAllowedNodeTypeUpdates", (*Server).listAllowedNodeTypeUpdates),
		service.Op("ListTags", (*Server).listTags),
		service.Op("PurchaseReservedNodesOffering", (*Server).purchaseReservedNodesOffering),
		service.Op("ResetParameterGroup", (*Server).resetParameterGroup),
		service.Op("TagResource", (*Server).tagResource),
		service.Op("UntagResource", (*Server).untagResource),
		service.Op("UpdateACL", (*Server).updateACL),
		service.Op("UpdateCluster", (*Server).updateCluster),
		service.Op("UpdateMultiRegionCluster", (*Server).updateMultiRegionCluster),
		service.Op("UpdateParameterGroup", (*Server).updateParameterGroup),
		service.Op("UpdateSubnetGroup", (*Server).updateSubnetGroup),
		service.Op("UpdateUser", (*Server).updateUser),
	}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server, ends the requests in progress and stops the engines.
func (s *Server) Close() {
	s.service.Close()
	s.mu.Lock()
	s.closed = true
	s.unlock()
	s.stopEngines()
}
