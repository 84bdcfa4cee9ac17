// Package sqsfake is an in-process fake of Amazon SQS for tests.
//
//	func TestWorker(t *testing.T) {
//		srv := sqsfake.Start(t) // stopped when the test ends
//		worker := NewWorker(srv.Client)
//		...
//		srv.Clock.Advance(30 * time.Second) // the visibility timeout passes
//		if left := srv.Messages("orders"); len(left) > 0 {
//			t.Errorf("left over: %+v", left)
//		}
//	}
//
// It serves the JSON protocol of today's SDKs and the query protocol of older ones. Wherever a queue is asked for, its name,
// its URL or its ARN will do. Mistakes in the use of this package end the test, as package control says.
package sqsfake

import (
	"net/http"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsquerymodel"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Options are the settings of a Server. The zero value is ready to use.
type Options struct {
	control.Options

	// Join makes the Server part of the AWS that a running fake belongs to, with its settings, clock and journal, so that they
	// deliver events to each other. Options given beside it are a mistake.
	Join *control.Panel
}

// A Server is a fake SQS. It is an [http.Handler], to be served from wherever a test likes.
// The knobs that all fakes have are those of the embedded [control.Panel].
type Server struct {
	*control.Panel

	// Client is an SDK client of the Server.
	Client *sqs.Client

	service *service.Server
	core    *core.Core

	mu      sync.RWMutex // guards what follows; no queue is locked with it held
	queues  map[string]*queue
	deleted map[string]time.Time // in the last 60 seconds
	created uint64

	taskMu sync.Mutex // guards tasks; queues are locked with it held
	tasks  map[*queue][]*moveTask
}

// Start starts a Server on a random port of the loopback interface, or in memory inside a [testing/synctest] bubble, and closes it
// when t ends. Nothing is logged, unless t fails: then the last calls, the messages left, and the faults in force are.
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
	s := &Server{queues: map[string]*queue{}, deleted: map[string]time.Time{}, tasks: map[*queue][]*moveTask{}}
	s.service = service.New(t, s, service.Config{
		Name: "sqs",
		APIs: []service.API{{
			Name:       "sqs",
			Codecs:     []*wire.API{wire.New(&sqsmodel.API), wire.New(&sqsquerymodel.API)},
			Operations: operations(),
		}},
		Resource:     s.resource,
		ResourceName: s.queueName,
		Words:        s.words(),
		Message:      messageOf,
		Form:         s.form,
		Target:       inbox{s},
		Reset:        s.reset,
		Dump:         s.dump,
	}, o.Options, o.Join)
	s.Panel, s.core = s.service.Panel, s.service.Core
	s.Client = sqs.NewFromConfig(s.Config(), func(o *sqs.Options) {
		o.EndpointResolverV2 = &service.Resolver[sqs.EndpointParameters]{
			URL:  s.URL,
			Next: sqs.NewDefaultEndpointResolverV2(),
			Set:  func(p *sqs.EndpointParameters, url *string) { p.Endpoint = url },
		}
	})
	return s
}

// operations is the table of what the fake does.
func operations() []service.Operation {
	return []service.Operation{
		service.Op("AddPermission", (*Server).addPermission),
		service.Op("CancelMessageMoveTask", (*Server).cancelMessageMoveTask),
		service.Op("ChangeMessageVisibility", (*Server).changeMessageVisibility),
		service.BatchOp("ChangeMessageVisibilityBatch", (*Server).changeMessageVisibilityBatch, failEntries(
			func(in *sqs.ChangeMessageVisibilityBatchInput) *[]types.ChangeMessageVisibilityBatchRequestEntry {
				return &in.Entries
			}, idToChange,
			func(out *sqs.ChangeMessageVisibilityBatchOutput) *[]types.BatchResultErrorEntry { return &out.Failed })),
		service.Op("CreateQueue", (*Server).createQueue),
		service.Op("DeleteMessage", (*Server).deleteMessage),
		service.BatchOp("DeleteMessageBatch", (*Server).deleteMessageBatch, failEntries(
			func(in *sqs.DeleteMessageBatchInput) *[]types.DeleteMessageBatchRequestEntry { return &in.Entries }, idToDelete,
			func(out *sqs.DeleteMessageBatchOutput) *[]types.BatchResultErrorEntry { return &out.Failed })),
		service.Op("DeleteQueue", (*Server).deleteQueue),
		service.Op("GetQueueAttributes", (*Server).getQueueAttributes),
		service.Op("GetQueueUrl", (*Server).getQueueURL),
		service.Op("ListDeadLetterSourceQueues", (*Server).listDeadLetterSourceQueues),
		service.Op("ListMessageMoveTasks", (*Server).listMessageMoveTasks),
		service.Op("ListQueueTags", (*Server).listQueueTags),
		service.Op("ListQueues", (*Server).listQueues),
		service.Op("PurgeQueue", (*Server).purgeQueue),
		service.Op("ReceiveMessage", (*Server).receiveMessage),
		service.Op("RemovePermission", (*Server).removePermission),
		service.Op("SendMessage", (*Server).sendMessage),
		service.BatchOp("SendMessageBatch", (*Server).sendMessageBatch, failEntries(
			func(in *sqs.SendMessageBatchInput) *[]types.SendMessageBatchRequestEntry { return &in.Entries }, idToSend,
			func(out *sqs.SendMessageBatchOutput) *[]types.BatchResultErrorEntry { return &out.Failed })),
		service.Op("SetQueueAttributes", (*Server).setQueueAttributes),
		service.Op("StartMessageMoveTask", (*Server).startMessageMoveTask),
		service.Op("TagQueue", (*Server).tagQueue),
		service.Op("UntagQueue", (*Server).untagQueue),
	}
}

// resource returns the name of the queue that a call is about.
func (s *Server) resource(in any) string {
	switch in := in.(type) { // those that come by the thousand
	case *sqs.SendMessageInput:
		return s.queueName(aws.ToString(in.QueueUrl))
	case *sqs.SendMessageBatchInput:
		return s.queueName(aws.ToString(in.QueueUrl))
	case *sqs.ReceiveMessageInput:
		return s.queueName(aws.ToString(in.QueueUrl))
	case *sqs.DeleteMessageInput:
		return s.queueName(aws.ToString(in.QueueUrl))
	case *sqs.DeleteMessageBatchInput:
		return s.queueName(aws.ToString(in.QueueUrl))
	case *sqs.CancelMessageMoveTaskInput:
		_, source, _ := parseTaskHandle(aws.ToString(in.TaskHandle))
		return s.queueName(source)
	}
	for _, member := range []string{"QueueUrl", "QueueName", "SourceArn"} {
		if f := reflect.ValueOf(in).Elem().FieldByName(member); f.IsValid() {
			text, _ := f.Interface().(*string)
			return s.queueName(aws.ToString(text))
		}
	}
	return ""
}

// reset removes all queues. Long polls end as if their queue had been deleted.
func (s *Server) reset() {
	s.taskMu.Lock()
	for _, tasks := range s.tasks { // the order does not show
		for _, t := range tasks {
			s.core.Stop(t.timer)
			t.status = taskCancelled
		}
	}
	clear(s.tasks)
	s.taskMu.Unlock()
	s.mu.Lock()
	queues := s.queues
	s.queues = map[string]*queue{}
	clear(s.deleted)
	s.mu.Unlock()
	for _, q := range queues { // the order does not show
		q.end()
	}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.service.ServeHTTP(w, r) }

// URL returns the base URL of the Server, such as http://127.0.0.1:41234. It begins to listen with the first call.
func (s *Server) URL() string { return s.service.URL() }

// Close stops the Server and ends the requests in progress, long polls too.
func (s *Server) Close() { s.service.Close() }
