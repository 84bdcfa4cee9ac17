// Package awsfake gives a test its own private AWS: fakes of S3, SNS, SQS, DynamoDB, Lambda, Data Firehose and MemoryDB in the
// test's process, wired to each other, with SDK clients ready to use.
//
//	func TestCheckout(t *testing.T) {
//		t.Parallel()
//		stack := awsfake.Start(t) // stopped when the test ends
//		shop := NewShop(stack.SQS)
//		...
//		stack.Inject(control.Fault{Op: "SendMessage", Resource: "orders", Times: 2, Err: control.ErrThrottled})
//		stack.Settle(t.Context())             // everything that is due has happened
//		stack.Clock.Advance(31 * time.Second) // visibility timeouts pass, nobody sleeps
//		sent := control.Inputs[sqs.SendMessageInput](stack.Calls())
//	}
//
// Which operations each fake implements stands in docs/support.md; the others answer NotImplemented and their name.
//
// A test that needs one service alone compiles much faster with its package, such as [github.com/awsfake/awsfake/sqsfake].
package awsfake

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/dynamofake"
	"github.com/awsfake/awsfake/firehosefake"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/lambdafake"
	"github.com/awsfake/awsfake/memorydbfake"
	"github.com/awsfake/awsfake/s3fake"
	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

// Options are the settings of a Stack. The zero value is ready to use.
type Options struct {
	control.Options

	// The settings of one service each. What it has in common with the others is the Stack's, and setting it here a
	// mistake.
	DynamoDB dynamofake.Options
	Firehose firehosefake.Options
	Lambda   lambdafake.Options
	MemoryDB memorydbfake.Options
	S3       s3fake.Options
	SNS      snsfake.Options
	SQS      sqsfake.Options
}

// A Stack is a private AWS. Its fields are SDK clients to pass to the code under test; the fakes behind them are in
// Fakes, and the knobs that all fakes have are those of the embedded [control.Panel].
type Stack struct {
	*control.Panel

	DynamoDB        *dynamodb.Client
	DynamoDBStreams *dynamodbstreams.Client
	Firehose        *firehose.Client
	Lambda          *lambda.Client
	MemoryDB        *memorydb.Client
	S3              *s3.Client
	SNS             *sns.Client
	SQS             *sqs.Client

	// Fakes are the servers behind the clients.
	Fakes struct {
		DynamoDB *dynamofake.Server
		Firehose *firehosefake.Server
		Lambda   *lambdafake.Server
		MemoryDB *memorydbfake.Server
		S3       *s3fake.Server
		SNS      *snsfake.Server
		SQS      *sqsfake.Server
	}
}

// Start starts a Stack, each of its services on a random port of the loopback interface, or in memory inside a
// [testing/synctest] bubble, and closes it when t ends. Nothing is logged, unless t fails: then the last calls, the faults in
// force and what is in the queues are, and with go test -artifacts the whole journal is written to t.ArtifactDir.
//
//	awsfake.Start(t, func(o *awsfake.Options) {
//		o.Region = "eu-central-1"
//		o.AccountID = "123456789012"
//	})
func Start(t testing.TB, optFns ...func(*Options)) *Stack {
	t.Helper()
	s := newStack(t, optFns)
	t.Cleanup(func() {
		core.Of(s.Panel).Report(t)
		s.Close()
	})
	return s
}

// New returns a Stack that belongs to no test, such as one for TestMain; the caller must Close it.
func New(optFns ...func(*Options)) *Stack { return newStack(nil, optFns) }

func newStack(t testing.TB, optFns []func(*Options)) *Stack {
	var o Options
	for _, fn := range optFns {
		fn(&o)
	}
	s := &Stack{Panel: service.NewPanel(t, o.Options)}
	f := &s.Fakes
	f.DynamoDB = dynamofake.New(joined(s.Panel, o.DynamoDB))
	f.Firehose = firehosefake.New(joined(s.Panel, o.Firehose))
	f.Lambda = lambdafake.New(joined(s.Panel, o.Lambda))
	f.MemoryDB = memorydbfake.New(joined(s.Panel, o.MemoryDB))
	f.S3 = s3fake.New(joined(s.Panel, o.S3))
	f.SNS = snsfake.New(joined(s.Panel, o.SNS))
	f.SQS = sqsfake.New(joined(s.Panel, o.SQS))

	s.DynamoDB, s.DynamoDBStreams = f.DynamoDB.Client, f.DynamoDB.Streams
	s.Firehose = f.Firehose.Client
	s.Lambda = f.Lambda.Client
	s.MemoryDB = f.MemoryDB.Client
	s.S3 = f.S3.Client
	s.SNS = f.SNS.Client
	s.SQS = f.SQS.Client
	return s
}

// joined returns the option function of a fake that joins p: o is what its constructor is to see, with Join set.
func joined[Options any](p *control.Panel, o Options) func(*Options) {
	join := reflect.ValueOf(&o).Elem().FieldByName("Join")
	if !join.IsNil() {
		core.Of(p).Mistake("%T: the Join of a Stack's fake is the Stack", o)
	}
	join.Set(reflect.ValueOf(p))
	return func(dst *Options) { *dst = o }
}

// Close stops all fakes and ends the requests in progress.
func (s *Stack) Close() {
	f := &s.Fakes
	for _, fake := range []interface{ Close() }{f.DynamoDB, f.Firehose, f.Lambda, f.MemoryDB, f.S3, f.SNS, f.SQS} {
		fake.Close()
	}
	core.Of(s.Panel).Close()
}
