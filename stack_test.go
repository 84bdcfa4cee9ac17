package awsfake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/leaktest"
	"github.com/awsfake/awsfake/internal/tbtest"
	"github.com/awsfake/awsfake/sqsfake"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

func createQueue(t testing.TB, client *sqs.Client, name string) *string {
	t.Helper()
	out, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return out.QueueUrl
}

// A test pays for what it uses: a Stack, one call and Close take well under a millisecond.
func BenchmarkStart(b *testing.B) {
	for _, inMemory := range []bool{false, true} {
		b.Run(fmt.Sprint("InMemory=", inMemory), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				startOnce(b, inMemory)
			}
		})
	}
}

func startOnce(t testing.TB, inMemory bool) {
	stack := awsfake.New(func(o *awsfake.Options) { o.InMemory = inMemory })
	createQueue(t, stack.SQS, "jobs")
	stack.Close()
}

func TestStartIsFast(t *testing.T) {
	best := time.Hour
	for range 20 {
		began := time.Now()
		startOnce(t, false)
		best = min(best, time.Since(began))
	}
	t.Logf("Start, a call and Close: %v at best", best)
	if limit := 3 * time.Millisecond; best > limit && !raceEnabled {
		t.Errorf("%v, want at most %v", best, limit)
	}
}

func TestThousandStacks(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			stack := awsfake.New()
			defer stack.Close()
			url := createQueue(t, stack.SQS, fmt.Sprint("queue-", i))
			if _, err := stack.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("m")}); err != nil {
				t.Error(err)
			}
			stack.Clock.Advance(time.Duration(i) * time.Hour)
			out, err := stack.SQS.ListQueues(t.Context(), &sqs.ListQueuesInput{})
			if err != nil || len(out.QueueUrls) != 1 || out.QueueUrls[0] != *url {
				t.Errorf("stack %d: %v, %v", i, out, err)
			}
		})
	}
	wg.Wait()
	if left := leaktest.Left(); len(left) > 1 { // this test's own
		t.Errorf("%d goroutines are left, the first:\n%s", len(left), left[0])
	}
}

// noRetry keeps the SDK from trying again when the fake is gone.
func noRetry(o *sqs.Options) { o.Retryer = aws.NopRetryer{} }

// A bubble does not end while a goroutine of it is left.
func TestCloseLeavesNothing(t *testing.T) {
	for name, use := range map[string]func(*testing.T, *awsfake.Stack){
		"unused": func(*testing.T, *awsfake.Stack) {},
		"in the middle of a long poll": func(t *testing.T, stack *awsfake.Stack) {
			url := createQueue(t, stack.SQS, "jobs")
			go stack.SQS.ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20}, noRetry)
			stack.Until(t.Context(), func() bool { return len(stack.Calls("ReceiveMessage")) == 1 })
		},
		"in the middle of a delayed call": func(t *testing.T, stack *awsfake.Stack) {
			f := stack.Inject(control.Fault{Delay: time.Hour})
			go stack.SQS.ListQueues(context.Background(), &sqs.ListQueuesInput{}, noRetry)
			f.Wait(t.Context(), 1)
		},
		"after a reset connection and a lost response": func(t *testing.T, stack *awsfake.Stack) {
			stack.Inject(control.Fault{Err: control.ErrConnectionReset, Times: 1})
			stack.Inject(control.Fault{Err: control.ErrResponseLost, Times: 1})
			createQueue(t, stack.SQS, "jobs")
		},
		"after calls to a host outside": func(t *testing.T, stack *awsfake.Stack) {
			get(t, stack, "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { use(t, awsfake.Start(t)) })
		})
	}
}

// Behind the SDK's own body wrapper 1 to 9 of 100 calls lose their connection; see core.rewrap. A few of 1000 may do so for another
// reason: on a busy machine net/http gives up waiting, after 50 ms, for the goroutine that wrote the request to say so.
func TestNoConnectionIsTorn(t *testing.T) { // not parallel, or the machine is busy
	const spared = 5
	stack := awsfake.Start(t)
	url := createQueue(t, stack.SQS, "jobs")
	var dialed atomic.Int32
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		if !i.Reused {
			dialed.Add(1)
		}
	}})
	body := strings.Repeat("x", 10_000)
	for range 1000 {
		if _, err := stack.SQS.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: &body}); err != nil {
			t.Fatal(err)
		}
	}
	if n := dialed.Load(); n > spared {
		t.Errorf("%d of 1000 calls had to connect anew", n)
	}
	for _, c := range stack.Calls() {
		if c.Attempt > 1 {
			t.Errorf("retried: %v", c)
		}
	}
}

func get(t *testing.T, stack *awsfake.Stack, url string) (body string, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := stack.Config().HTTPClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return string(b), err
}

func TestConfig(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t, func(o *awsfake.Options) {
		o.AccountID = "123456789012"
		o.Handlers = map[string]http.Handler{"hooks.example.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "hello from %s", r.Host)
		})}
	})
	t.Run("needs no endpoints, and the service goes by its AWS name", func(t *testing.T) {
		url := createQueue(t, sqs.NewFromConfig(stack.Config()), "jobs")
		if *url != "https://sqs.us-east-1.amazonaws.com/123456789012/jobs" {
			t.Error(*url)
		}
	})
	t.Run("answers STS's GetCallerIdentity", func(t *testing.T) {
		body, err := get(t, stack, "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15")
		if err != nil || !strings.Contains(body, "<Account>123456789012</Account>") || !strings.Contains(body, "<Arn>arn:aws:iam::123456789012:root</Arn>") {
			t.Error(body, err)
		}
	})
	t.Run("serves https hosts of Options.Handlers", func(t *testing.T) {
		if body, err := get(t, stack, "https://hooks.example.com/x"); err != nil || body != "hello from hooks.example.com" {
			t.Error(body, err)
		}
	})
	t.Run("refuses every other host by name", func(t *testing.T) {
		for _, host := range []string{"ec2.us-east-1.amazonaws.com", "example.com"} {
			if _, err := get(t, stack, "https://"+host+"/"); err == nil || !strings.Contains(err.Error(), "no fake answers for "+host) {
				t.Error(err)
			}
		}
	})
}

// Each service answers for all its operations, be it NotImplemented and the name.
func TestOperationsNotImplemented(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx := t.Context()
	for want, call := range map[string]func() error{
		"GetObjectTorrent": func() error {
			_, err := stack.S3.GetObjectTorrent(ctx, &s3.GetObjectTorrentInput{Bucket: aws.String("b"), Key: aws.String("k")})
			return err
		},
		"SearchVectors": func() error {
			_, err := stack.DynamoDB.SearchVectors(ctx, &dynamodb.SearchVectorsInput{TableName: aws.String("t"), IndexName: aws.String("i"), TopK: aws.Int32(1),
				SearchVector: []types.AttributeValue{&types.AttributeValueMemberN{Value: "1"}}})
			return err
		},
		"ListDurableExecutionsByFunction": func() error {
			_, err := stack.Lambda.ListDurableExecutionsByFunction(ctx, &lambda.ListDurableExecutionsByFunctionInput{FunctionName: aws.String("f")})
			return err
		},
	} {
		var api smithy.APIError
		if err := call(); !errors.As(err, &api) || api.ErrorCode() != "NotImplemented" || !strings.Contains(api.ErrorMessage(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	t.Run("logs nothing when the test passes", func(t *testing.T) {
		r := tbtest.Run(t, func(t testing.TB) { createQueue(t, awsfake.Start(t).SQS, "jobs") })
		if r.Failed || r.Log != "" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("logs the last calls, the faults and the queues when it fails", func(t *testing.T) {
		r := tbtest.Run(t, func(t testing.TB) {
			stack := awsfake.Start(t)
			url := createQueue(t, stack.SQS, "jobs")
			stack.Inject(control.Fault{Op: "DeleteQueue", Err: control.ErrThrottled})
			for range 30 {
				stack.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("hello")})
			}
			t.Error("no")
		})
		for _, want := range []string{"(11 earlier calls)", "sqs SendMessage jobs", "fault in force: DeleteQueue fails with throttled, hit 0 times", "jobs"} {
			if !strings.Contains(r.Log, want) {
				t.Errorf("no %q in\n%s", want, r.Log)
			}
		}
		if n := strings.Count(r.Log, "SendMessage"); n != 20 {
			t.Errorf("%d calls", n)
		}
	})
	t.Run("settings of a service that are the Stack's are a mistake", func(t *testing.T) {
		for name, set := range map[string]func(*awsfake.Options){
			"Region":   func(o *awsfake.Options) { o.SQS.Region = "eu-west-1" },
			"InMemory": func(o *awsfake.Options) { o.S3.InMemory = true },
			"Join":     func(o *awsfake.Options) { o.SNS.Join = sqsfake.New().Panel },
			"Account":  func(o *awsfake.Options) { o.AccountID = "12" },
			"a Region": func(o *awsfake.Options) { o.Region = "Frankfurt" },
			"a URL": func(o *awsfake.Options) {
				o.Handlers = map[string]http.Handler{"https://example.com": http.NotFoundHandler()}
			},
		} {
			if r := tbtest.Run(t, func(t testing.TB) { awsfake.Start(t, set) }); !r.Failed {
				t.Errorf("%s was taken without a word", name)
			}
		}
	})
}

func TestJoin(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	more := sqsfake.Start(t)
	if stack.Clock.Advance(time.Hour); stack.Clock.Now().Sub(stack.Fakes.SQS.Clock.Now()) > time.Minute || more.Clock.Now().Sub(stack.Clock.Now()) > -time.Minute {
		t.Error("the fakes of a Stack share its clock, and no other does")
	}
}

func TestSetenv_inMemoryIsAMistake(t *testing.T) {
	r := tbtest.Run(t, func(t testing.TB) {
		awsfake.Start(t, func(o *awsfake.Options) { o.InMemory = true }).Setenv(t)
	})
	if !r.Failed {
		t.Error("it was taken without a word")
	}
}
