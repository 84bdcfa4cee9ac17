// Package firehosefake is an in-process fake of Amazon Data Firehose for tests.
//
//	srv := firehosefake.Start(t)
//	... // create a delivery stream, put records
//	srv.Clock.Advance(5 * time.Minute) // the buffer's interval passes
//	got := srv.Batches("clicks")
//
// All 12 operations behave. Records are buffered by size and, on the clock, by time; decompressed, de-aggregated, transformed by a
// Lambda function, partitioned; and delivered to a fake S3 with which the Server shares a Panel, or to HTTP endpoints. What would go
// to other destinations is recorded and taken as delivered. What cannot be delivered goes to the error output after AWS's retries.
//
// Limits: records of 1,000 KiB, batches of 500 records and 4 MiB, 50 tags a stream, 500 partitions that are open at a time,
// names of 64 characters (https://docs.aws.amazon.com/firehose/latest/dev/limits.html).
//
// Roles, keys, logging options, VPC settings and credentials of destinations are stored and answered, not used; so are the sources
// of streams that do not take PutRecord (Kinesis, MSK, databases). Conversion to Parquet and ORC, which needs a schema of AWS Glue,
// is refused as NotImplemented when a stream is created with it. A stream without a destination, which AWS refuses, keeps its records.
//
// Mistakes in the use of this package end the test, as package control says.
package firehosefake

import (
	"net/http"
	"reflect"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/model/firehosemodel"
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
}

// A Server is a fake of Amazon Data Firehose. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *firehose.Client

	service *service.Server
	core    *core.Core
	router  *event.Router
	web     *http.Client

	mu      sync.Mutex // guards streams
	streams ordered.Map[string, *stream]
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls, the records not delivered and the faults in force are.
func Start(t testing.TB, optFns ...func(*Options)) *Server {
	t.Helper()
	s := newServer(t, optFns)
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
	s := &Server{}
	s.service = service.New(t, s, service.Config{
		Name:     "firehose",
		APIs:     []service.API{{Name: "firehose", Codecs: []*wire.API{wire.New(&firehosemodel.API)}, Operations: operations()}},
		Resource: resource,
		Words:    s.words(),
		Message:  messageOf,
		Target:   inbox{s},
		Reset:    s.reset,
		Dump:     s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.router = &event.Router{Core: s.core}
	s.web = webClient(s.core)
	s.Client = firehose.NewFromConfig(s.Config(), func(o *firehose.Options) {
		o.EndpointResolverV2 = &service.Resolver[firehose.EndpointParameters]{
			URL:  s.URL,
			Next: firehose.NewDefaultEndpointResolverV2(),
			Set:  func(p *firehose.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{
		service.Op("CreateDeliveryStream", (*Server).createDeliveryStream),
		service.Op("DeleteDeliveryStream", (*Server).deleteDeliveryStream),
		service.Op("DescribeDeliveryStream", (*Server).describeDeliveryStream),
		service.Op("ListDeliveryStreams", (*Server).listDeliveryStreams),
		service.Op("ListTagsForDeliveryStream", (*Server).listTagsForDeliveryStream),
		service.Op("PutRecord", (*Server).putRecord),
		service.BatchOp("PutRecordBatch", (*Server).putRecordBatch, failRecords),
		service.Op("StartDeliveryStreamEncryption", (*Server).startDeliveryStreamEncryption),
		service.Op("StopDeliveryStreamEncryption", (*Server).stopDeliveryStreamEncryption),
		service.Op("TagDeliveryStream", (*Server).tagDeliveryStream),
		service.Op("UntagDeliveryStream", (*Server).untagDeliveryStream),
		service.Op("UpdateDestination", (*Server).updateDestination),
	}
}

// resource returns the name of the stream that a call is about.
func resource(in any) string {
	switch in := in.(type) { // those that come by the thousand
	case *firehose.PutRecordInput:
		return aws.ToString(in.DeliveryStreamName)
	case *firehose.PutRecordBatchInput:
		return aws.ToString(in.DeliveryStreamName)
	}
	if f := reflect.ValueOf(in).Elem().FieldByName("DeliveryStreamName"); f.IsValid() && !f.IsNil() {
		return f.Elem().String()
	}
	return ""
}

// reset removes all streams and what is on its way.
func (s *Server) reset() {
	s.router.Reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, st := range s.streams.All() {
		st.drop()
	}
	s.streams = ordered.Map[string, *stream]{}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress.
func (s *Server) Close() { s.service.Close() }
