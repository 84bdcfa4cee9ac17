// Package dynamofake is an in-process fake of Amazon DynamoDB and DynamoDB Streams for tests.
//
//	func TestOrders(t *testing.T) {
//		srv := dynamofake.Start(t) // stopped when the test ends
//		createTables(t, srv.Client)
//		srv.Put("orders", Order{ID: "1", Status: "placed"})
//		program := NewProgram(srv.Client)
//		...
//		if got := dynamofake.Items[Order](srv, "orders"); len(got) != 1 {
//			t.Errorf("orders %+v", got)
//		}
//	}
//
// Wherever a table is asked for, its name or its ARN will do. Mistakes in the use of this package end the test, as package control
// says.
//
// # What to know
//
// The answer to CreateTable, UpdateTable and DeleteTable shows the state of transition, such as CREATING, and the next read the final
// one. With [control.Options] Lifecycle such states last on the clock, and items cannot be reached before a table is ACTIVE.
//
// All reads are consistent, those of global indexes too; what is asked to be eventually consistent only costs less. Item counts
// and sizes are exact, where AWS's are some hours old.
//
// A scan reads in the order of a hash of the partition keys, which is not that of the keys: as with AWS, who wants an order asks a
// range key for it. Segments of a parallel scan are ranges of that hash.
//
// Transactions wait for each other rather than conflict. A test that wants to see TransactionConflictException injects it:
//
//	srv.Inject(control.Fault{Op: "TransactWriteItems", Times: 1, Err: &types.TransactionCanceledException{...}})
//
// Throughput is described but not enforced, unless [Options] has Throttle.
//
// # Limits
//
// Table classes, encryption settings and warm throughput are validated, kept and described, and change nothing else. So are
// resource-based policies, Kinesis destinations, contributor insights and the settings of auto scaling. A global table of the 2017
// version has the table of the fake's Region; replicas in other Regions are described and hold no items. Replicas of the 2019 version
// and vector indexes are refused with a ValidationException that says so.
//
// Items expire on the clock when their second comes, but not within a minute of being written, where AWS takes up to some days. Exports
// and imports use the bucket of the stack's S3 fake, and know DynamoDB's JSON and, for imports, CSV.
//
// A stream has one shard, which keeps its records for 24 hours.
//
// Messages are those of most AWS Regions; some put "1 validation error detected: " before a message that has none here.
package dynamofake

import (
	"iter"
	"maps"
	"net/http"
	"reflect"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/model/dynamodbmodel"
	"github.com/awsfake/awsfake/internal/model/dynamodbstreamsmodel"
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

	// Throttle makes tables and indexes refuse what exceeds their provisioned throughput, or their OnDemandThroughput where it is
	// set, on the clock. Without it throughput is only described.
	Throttle bool
}

// A Server is a fake of Amazon DynamoDB and DynamoDB Streams. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *dynamodb.Client

	// Streams is an SDK client of the Server for DynamoDB Streams.
	Streams *dynamodbstreams.Client

	service *service.Server
	core    *core.Core
	tokens  tokens

	codec     *wire.API
	router    *event.Router
	throttles bool

	mu     sync.RWMutex // guards tables; no table is locked with it held
	tables ordered.Map[string, *table]

	streamMu sync.Mutex // guards streams; tables may be locked before, logs after
	streams  ordered.Map[string, *stream]

	backupMu sync.Mutex // guards what follows; tables may be locked after, not before
	transfers
}

// transfers are what the server has beside tables and streams.
type transfers struct {
	backups ordered.Map[string, *backup]      // by ARN
	exports ordered.Map[string, *export]      // by ARN
	imports ordered.Map[string, *tableImport] // by ARN
	globals ordered.Map[string, *globalTable] // by name
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls and the faults in force are.
func Start(t testing.TB, optFns ...func(*Options)) *Server {
	t.Helper()
	s := newServer(t, optFns)
	s.service.CloseWith(t)
	return s
}

// New returns a Server that belongs to no test; the caller must Close it.
func New(optFns ...func(*Options)) *Server { return newServer(nil, optFns) }

// attributeValue lists the members of the SDK's union, which the codec cannot find out.
var attributeValue = wire.Union[types.AttributeValue](
	&types.AttributeValueMemberS{}, &types.AttributeValueMemberN{}, &types.AttributeValueMemberB{},
	&types.AttributeValueMemberSS{}, &types.AttributeValueMemberNS{}, &types.AttributeValueMemberBS{},
	&types.AttributeValueMemberM{}, &types.AttributeValueMemberL{}, &types.AttributeValueMemberNULL{}, &types.AttributeValueMemberBOOL{})

func newServer(t testing.TB, optFns []func(*Options)) *Server {
	var o Options
	for _, fn := range optFns {
		fn(&o)
	}
	s := &Server{throttles: o.Throttle, codec: wire.New(&dynamodbmodel.API, attributeValue)}
	s.service = service.New(t, s, service.Config{
		Name: "dynamodb",
		APIs: []service.API{
			{Name: "dynamodb", Codecs: []*wire.API{s.codec}, Operations: operations()},
			{Name: "dynamodbstreams", Codecs: []*wire.API{wire.New(&dynamodbstreamsmodel.API, streamValue)}, Operations: streamsOperations()},
		},
		Resource:     s.resource,
		ResourceName: s.tableName,
		Words:        s.words(),
		Message:      messageOf,
		Invalid:      invalidRequest,
		RequestID:    s.newRequestID,
		Page:         s.servePage,
		Target:       feeder{s},
		Reset:        s.reset,
		Dump:         s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.router = &event.Router{Core: s.core}
	s.Client = dynamodb.NewFromConfig(s.Config(), func(o *dynamodb.Options) {
		o.EndpointResolverV2 = &service.Resolver[dynamodb.EndpointParameters]{
			URL:  s.URL,
			Next: dynamodb.NewDefaultEndpointResolverV2(),
			Set:  func(p *dynamodb.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	s.Streams = dynamodbstreams.NewFromConfig(s.Config(), func(o *dynamodbstreams.Options) {
		o.EndpointResolverV2 = &service.Resolver[dynamodbstreams.EndpointParameters]{
			URL:  s.URL,
			Next: dynamodbstreams.NewDefaultEndpointResolverV2(),
			Set:  func(p *dynamodbstreams.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// resource returns the name of the table that a call is about, "" if there is none or several.
func (s *Server) resource(in any) string {
	switch in := in.(type) { // those that come by the thousand
	case *dynamodb.GetItemInput:
		return s.tableName(aws.ToString(in.TableName))
	case *dynamodb.PutItemInput:
		return s.tableName(aws.ToString(in.TableName))
	case *dynamodb.QueryInput:
		return s.tableName(aws.ToString(in.TableName))
	case *dynamodb.UpdateItemInput:
		return s.tableName(aws.ToString(in.TableName))
	case *dynamodb.BatchGetItemInput:
		return s.onlyTable(maps.Keys(in.RequestItems))
	case *dynamodb.BatchWriteItemInput:
		return s.onlyTable(maps.Keys(in.RequestItems))
	}
	for _, member := range []string{"TableName", "TableArn", "ResourceArn", "StreamArn"} {
		if f := reflect.ValueOf(in).Elem().FieldByName(member); f.IsValid() {
			text, _ := f.Interface().(*string)
			return s.tableName(aws.ToString(text))
		}
	}
	return ""
}

// onlyTable returns the name of the table of a batch, "" if there are several.
func (s *Server) onlyTable(names iter.Seq[string]) string {
	only := ""
	for name := range names {
		if only != "" {
			return ""
		}
		only = s.tableName(name)
	}
	return only
}

// reset removes all tables.
func (s *Server) reset() {
	s.mu.Lock()
	s.tables = ordered.Map[string, *table]{}
	s.mu.Unlock()
	s.streamMu.Lock()
	s.streams = ordered.Map[string, *stream]{}
	s.streamMu.Unlock()
	s.backupMu.Lock()
	s.transfers = transfers{}
	s.backupMu.Unlock()
	s.tokens.reset()
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress.
func (s *Server) Close() { s.service.Close() }
