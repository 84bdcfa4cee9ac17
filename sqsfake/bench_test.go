//go:build unix

package sqsfake_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/benchtest"
	"github.com/awsfake/awsfake/sqsfake"
)

// The benchmarks go through the SDK's client, whose own cost is most of it. Beside each stands the same client against a handler
// that does nothing (null): what the fake adds is the difference. cpu-ns/op is what counts.
//
//	go test -bench . -benchtime 3000x ./sqsfake

const benchBody = `{"order": 4711, "customer": "c-1234567890", "items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}]}`

// A backlog is what a queue holds before a benchmark begins.
type backlog struct {
	name     string
	queue    string
	messages int
	groups   int
}

var backlogs = []backlog{
	{"standard, backlog 100", "orders", 100, 0},
	{"standard, backlog 100000", "orders", 100_000, 0},
	{"fifo of 1000 groups, backlog 1000", "orders.fifo", 1000, 1000},
	{"fifo of 1000 groups, backlog 100000", "orders.fifo", 100_000, 1000},
}

// A bench is a server with a queue and its backlog.
type bench struct {
	*sqsfake.Server
	backlog
	url string
	n   int
}

func newBench(b *testing.B, l backlog) *bench {
	return (&bench{Server: sqsfake.Start(b)}).another(b, l)
}

// another returns the same server with another queue.
func (f *bench) another(b *testing.B, l backlog) *bench {
	f = &bench{Server: f.Server, backlog: l}
	in := &sqs.CreateQueueInput{QueueName: &l.queue}
	if l.groups > 0 {
		in.Attributes = attrs{"FifoQueue": "true"}
	}
	out, err := f.Client.CreateQueue(context.Background(), in)
	if err != nil {
		b.Fatal(err)
	}
	f.url = *out.QueueUrl
	for i := 0; i < l.messages; i += 10 {
		f.sendBatch(b, f.Client)
	}
	return f
}

// id gives each message of a FIFO queue a group and an id.
func (f *bench) id() (group, dedup *string) {
	if f.groups == 0 {
		return nil, nil
	}
	f.n++
	return aws.String(fmt.Sprintf("group-%d", f.n%f.groups)), aws.String(fmt.Sprintf("id-%d", f.n))
}

func (f *bench) send(b *testing.B, c *sqs.Client) {
	group, dedup := f.id()
	if _, err := c.SendMessage(context.Background(), &sqs.SendMessageInput{QueueUrl: &f.url, MessageBody: aws.String(benchBody), MessageGroupId: group, MessageDeduplicationId: dedup}); err != nil {
		b.Fatal(err)
	}
}

func (f *bench) sendBatch(b *testing.B, c *sqs.Client) {
	in := &sqs.SendMessageBatchInput{QueueUrl: &f.url, Entries: make([]types.SendMessageBatchRequestEntry, 10)}
	for i := range in.Entries {
		e := &in.Entries[i]
		e.Id, e.MessageBody = aws.String(itoa(int64(i))), aws.String(benchBody)
		e.MessageGroupId, e.MessageDeduplicationId = f.id()
	}
	if out, err := c.SendMessageBatch(context.Background(), in); err != nil || len(out.Successful) != 10 {
		b.Fatal(err, out)
	}
}

func (f *bench) receiveAndDelete(b *testing.B, c *sqs.Client) {
	out, err := c.ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{QueueUrl: &f.url, MaxNumberOfMessages: 10})
	if err != nil || len(out.Messages) != 10 {
		b.Fatal(err, len(out.Messages))
	}
	in := &sqs.DeleteMessageBatchInput{QueueUrl: &f.url, Entries: make([]types.DeleteMessageBatchRequestEntry, 10)}
	for i, m := range out.Messages {
		in.Entries[i] = types.DeleteMessageBatchRequestEntry{Id: aws.String(itoa(int64(i))), ReceiptHandle: m.ReceiptHandle}
	}
	if out, err := c.DeleteMessageBatch(context.Background(), in); err != nil || len(out.Successful) != 10 {
		b.Fatal(err, out)
	}
}

// measure runs op and reports the CPU time of the whole process.
func measure(b *testing.B, op func()) {
	b.Helper()
	for range 50 {
		op() // connections and caches are warm
	}
	b.ReportAllocs()
	b.ResetTimer()
	benchtest.Run(b, func() {
		op()
	})
}

// null returns a client whose calls end at a handler that drains the body and gives the answers recorded of the fake.
func (f *bench) null(b *testing.B) *sqs.Client {
	answers := map[string]string{}
	for _, op := range []string{"SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessageBatch"} {
		answers["AmazonSQS."+op] = ""
	}
	record := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		f.ServeHTTP(rec, r)
		answers[r.Header.Get("X-Amz-Target")] = rec.Body.String()
		w.Header()["Content-Type"] = rec.Header()["Content-Type"]
		w.Write(rec.Body.Bytes())
	}))
	defer record.Close()
	via := func(url string) *sqs.Client {
		return sqs.NewFromConfig(f.Config(), func(o *sqs.Options) { o.BaseEndpoint = &url })
	}
	f.send(b, via(record.URL))
	f.sendBatch(b, via(record.URL))
	f.receiveAndDelete(b, via(record.URL))
	null := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		h := w.Header()
		h["Content-Type"] = []string{"application/x-amz-json-1.0"}
		h["X-Amzn-Requestid"] = []string{"629127f1-cccb-4094-998b-a18fce851539"}
		io.WriteString(w, answers[r.Header.Get("X-Amz-Target")])
	}))
	b.Cleanup(null.Close)
	return via(null.URL)
}

func against(b *testing.B, op func(*bench, *testing.B, *sqs.Client)) {
	b.Run("null", func(b *testing.B) {
		f := newBench(b, backlogs[0])
		c := f.null(b)
		measure(b, func() { op(f, b, c) })
	})
	for _, l := range backlogs {
		b.Run(strings.ReplaceAll(l.name, " ", "_"), func(b *testing.B) {
			f := newBench(b, l)
			measure(b, func() { op(f, b, f.Client) })
		})
	}
}

func BenchmarkSendMessage(b *testing.B) { against(b, (*bench).send) }

func BenchmarkSendMessageBatch(b *testing.B) { against(b, (*bench).sendBatch) }

// BenchmarkReceiveAndDelete keeps the backlog as it is: what it takes out it puts in again, while the timer stands.
func BenchmarkReceiveAndDelete(b *testing.B) {
	b.Run("null", func(b *testing.B) {
		f := newBench(b, backlogs[0])
		c := f.null(b)
		measure(b, func() { f.receiveAndDelete(b, c) })
	})
	for _, l := range backlogs {
		b.Run(strings.ReplaceAll(l.name, " ", "_"), func(b *testing.B) {
			f := newBench(b, l)
			for range b.N + 50 {
				f.sendBatch(b, f.Client)
			}
			measure(b, func() { f.receiveAndDelete(b, f.Client) })
		})
	}
}

// BenchmarkBacklog compares a long queue with a short one in the same process, in turns, so that neither the heap nor the
// machine's mood tells them apart: x is what a message sent, received and deleted costs in the long queue, in terms of the short one.
func BenchmarkBacklog(b *testing.B) {
	for _, pair := range [][2]backlog{
		{{"standard", "short", 100, 0}, {"standard", "long", 100_000, 0}},
		{{"fifo of 1000 groups", "short.fifo", 1000, 1000}, {"fifo of 1000 groups", "long.fifo", 100_000, 1000}},
	} {
		b.Run(strings.ReplaceAll(pair[0].name, " ", "_"), func(b *testing.B) {
			short := newBench(b, pair[0])
			long := short.another(b, pair[1])
			benchtest.Compare(b, func() { short.cycle(b) }, func() { long.cycle(b) })
		})
	}
}

// cycle sends a message and receives and deletes one.
func (f *bench) cycle(b *testing.B) {
	f.send(b, f.Client)
	out, err := f.Client.ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{QueueUrl: &f.url})
	if err != nil || len(out.Messages) != 1 {
		b.Fatal(err, len(out.Messages))
	}
	if _, err := f.Client.DeleteMessage(context.Background(), &sqs.DeleteMessageInput{QueueUrl: &f.url, ReceiptHandle: out.Messages[0].ReceiptHandle}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkShare compares the fake with the null handler in turns: x is what a call costs in terms of one to a handler that does
// nothing. The two receives of ten take the messages that batches have sent while the timer stood.
func BenchmarkShare(b *testing.B) {
	for _, c := range []struct {
		name string
		op   func(*bench, *testing.B, *sqs.Client)
	}{
		{"SendMessage", (*bench).send}, {"SendMessageBatch", (*bench).sendBatch}, {"ReceiveAndDelete", (*bench).receiveAndDelete},
	} {
		b.Run(c.name, func(b *testing.B) {
			f := newBench(b, backlogs[0])
			null := f.null(b)
			if c.name == "ReceiveAndDelete" {
				for range b.N + 2*benchtest.Turn {
					f.sendBatch(b, f.Client)
				}
			}
			benchtest.Compare(b, func() { c.op(f, b, null) }, func() { c.op(f, b, f.Client) })
		})
	}
}
