package worker

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
)

// A service outside the seven is a handler of one's own; everything else is refused by name.
func TestConfigRoutesByHost(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t, func(o *awsfake.Options) {
		o.Handlers = map[string]http.Handler{"secretsmanager.us-east-1.amazonaws.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"SecretString":"hunter2"}`)
		})}
	})
	get := func(url string) error {
		req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := stack.Config().HTTPClient.Do(req)
		if err == nil {
			res.Body.Close()
		}
		return err
	}
	if err := get("https://secretsmanager.us-east-1.amazonaws.com/"); err != nil {
		t.Error(err)
	}
	if err := get("https://ec2.us-east-1.amazonaws.com/"); err == nil {
		t.Error("a request left the process")
	}
}

// Hundreds of private stacks at a time, with no socket among them.
func TestManyStacks(t *testing.T) {
	t.Parallel()
	for i := range 500 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			stack := awsfake.Start(t, func(o *awsfake.Options) { o.InMemory = true })
			if out, err := stack.SQS.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil || len(out.QueueUrls) != 0 {
				t.Errorf("somebody else's queues: %v, %v", out, err)
			}
			stack.Clock.Advance(time.Duration(i) * time.Hour)
		})
	}
}
