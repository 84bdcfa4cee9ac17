// Package control holds the knobs and gauges that every fake has beside the API of its AWS service: a clock to move, faults
// to inject, a journal of what happened, and the state as a whole. They sit on a [Panel], which a Stack and each single
// fake embed:
//
//	stack := awsfake.Start(t)
//	stack.Inject(control.Fault{Op: "SendMessage", Resource: "orders", Times: 2, Err: control.ErrThrottled})
//	stack.Settle(t.Context())             // everything that is due has happened
//	stack.Clock.Advance(31 * time.Second) // visibility timeouts pass, nobody sleeps
//	sent := control.Inputs[sqs.SendMessageInput](stack.Calls())
//
// # Mistakes
//
// The methods of a Panel, and the methods by which a test looks into a fake, return no errors: a test could only pass them to
// t.Fatal. A mistake in their use, such as a misspelled operation or a queue that does not exist, ends the test with
// t.Fatal when the fake was started with a [testing.TB], and panics otherwise. The same goes for waiting in vain.
//
// That t is the one given to Start. As always with t.Fatal, a goroutine other than the test's ends only itself.
package control

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/awsfake/awsfake/internal/core"
)

// Options are the settings that all fakes have in common. The zero value is ready to use.
type Options struct {
	// Region is the AWS Region of every resource. The default is us-east-1.
	Region string

	// AccountID is the 12-digit id of the AWS account. The default is 000000000000.
	AccountID string

	// Lifecycle is how long, on the clock, resources stay in states of transition such as CREATING, Pending or
	// InProgress. When it is 0 they leave them after the call that first shows them.
	Lifecycle time.Duration

	// InMemory serves over memory instead of a TCP port of the loopback interface. Inside a [testing/synctest] bubble that
	// is always so. Only clients made from the fake's Config reach it.
	InMemory bool

	// Handlers answer for hosts outside the seven services, such as "secretsmanager.us-east-1.amazonaws.com" or
	// "hooks.example.com": requests through [Panel.Config], and deliveries of the fakes to HTTP and HTTPS endpoints, which need no
	// certificate then. Names have no port.
	Handlers map[string]http.Handler
}

// A Panel is the control panel of a fake AWS. Embedded in a Stack it controls all services; embedded in a single fake
// it controls that service: its calls, its faults, its state. The clock is always shared.
//
// Fakes with a common Panel are one AWS: they share settings, clock and journal, and deliver events to each other.
//
// A Panel is safe for concurrent use.
type Panel struct {
	// Clock is the time that all fakes of the Panel obey.
	Clock *Clock

	core     *core.Core
	services []string // nil for all
}

func init() {
	core.NewPanel = func(c *core.Core, services ...string) any {
		return &Panel{Clock: &Clock{c}, core: c, services: services}
	}
	core.Of = func(p any) *core.Core { return p.(*Panel).core }
}

// Until returns when cond is true. It evaluates cond at once and then after each arrival and each end of a call, each attempt
// of a delivery, and each movement of the clock. If ctx or the test's deadline ends first, the test fails with an account of what happened last; in a
// [testing/synctest] bubble the deadline is 24 hours of its time.
func (p *Panel) Until(ctx context.Context, cond func() bool) {
	p.core.Helper()()
	p.core.Until(ctx, "Until", cond)
}

// Settle returns when nothing that is due is left to do in any fake of the Panel: calls, deliveries and retries.
// It does not move the clock: what is due later stays so, and a call that waits for the clock, such as a long poll, does not
// count. If ctx or the test's deadline ends first, the test fails with a list of what is in flight.
func (p *Panel) Settle(ctx context.Context) {
	p.core.Helper()()
	p.core.Settle(ctx)
}

// Reset removes all resources, faults and records. The clock keeps its time.
func (p *Panel) Reset() { p.core.Reset(p.services...) }

// Config returns a configuration for SDK clients of one's own. It needs no endpoints: its HTTP client finds the fakes by the
// host names of AWS, such as sqs.us-east-1.amazonaws.com, and by their own URLs, and refuses every other host by name, other
// servers on the loopback interface excepted. It also answers STS's GetCallerIdentity.
// Retries do not wait, except in a bubble.
func (p *Panel) Config() aws.Config { return p.core.Config() }

// Setenv sets the environment variables from which code that loads its own configuration learns endpoints, region and
// credentials, and keeps it away from the user's ~/.aws, until t ends. Like [testing.T.Setenv] it cannot be used in a parallel
// test, and to use it with fakes that are InMemory is a mistake, since only clients made from Config reach them.
func (p *Panel) Setenv(t testing.TB) {
	t.Helper()
	if p.core.InMemory {
		p.core.Mistake("Setenv: code that makes its own HTTP client cannot reach fakes in memory")
	}
	for _, e := range p.core.Environment() {
		t.Setenv(e[0], e[1])
	}
}

// ARN returns the ARN of a resource in the Panel's region and account, where service and resource are as in an ARN:
// ARN("sqs", "orders"), ARN("lambda", "function:resize"), ARN("dynamodb", "table/orders"), ARN("s3", "photos/cat.jpg").
// The resource need not exist.
func (p *Panel) ARN(service, resource string) string { return p.core.ARN(service, resource) }
