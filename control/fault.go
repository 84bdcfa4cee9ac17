package control

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/core"
)

// A Fault is something that goes wrong with some calls. The first group of fields says with which: all that are set must
// hold, so that the zero value matches every call. The second group says what goes wrong.
type Fault struct {
	Service  string          // name of the SDK's package, such as "dynamodb"
	Op       string          // operation, such as "PutItem"
	Resource string          // name or ARN; in S3 a bucket, or "bucket/key"
	When     func(Call) bool // a condition on the call; see Input
	Skip     int             // matching calls to let pass first
	Times    int             // matching calls to affect; 0 means all until Remove

	// Err is how the call fails: an error of this package, or any smithy.APIError, such as an SDK error type or a
	// smithy.GenericAPIError, which the service answers with the HTTP status and in the protocol that belong to it. An
	// empty message becomes the one AWS sends, where it is known. If Err is nil the call succeeds after Delay.
	Err error

	// Entries are the positions, from 0, of those entries of a batch request that fail with Err, as UnprocessedItems,
	// BatchResultErrorEntry or FailedPutCount tell; the others succeed. Positions that a request does not have are passed over,
	// and so are calls that are no batches. If it is empty, the call as a whole fails.
	Entries []int

	// Delay holds the call up, on the clock, before anything else happens to it.
	Delay time.Duration
}

// These errors may stand in a Fault's Err. The first three are answered as each service words them; with the others the
// client gets no response, or a broken one.
var (
	ErrThrottled         = errors.New("throttled")          // such as SlowDown, ThrottlingException
	ErrAccessDenied      = errors.New("access denied")      // such as AccessDenied, AuthorizationError
	ErrUnavailable       = errors.New("unavailable")        // such as ServiceUnavailable, InternalFailure
	ErrConnectionReset   = errors.New("connection reset")   // the call is not executed
	ErrResponseLost      = errors.New("response lost")      // the call is executed, then the connection is reset
	ErrResponseTruncated = errors.New("response truncated") // the call is executed, half of the body arrives
	ErrResponseCorrupted = errors.New("response corrupted") // the call is executed, the body arrives with a bit flipped
)

var (
	answers = []error{ErrThrottled, ErrAccessDenied, ErrUnavailable}
	breaks  = []error{ErrConnectionReset, ErrResponseLost, ErrResponseTruncated, ErrResponseCorrupted}
)

// Inject puts f in force. Faults are tried in the order in which they were injected, and the first that matches a
// call decides it. It is a mistake if f has neither Err nor Delay, names a service or operation that does not exist, has
// Entries for an operation without batches, or an Err that no service can answer. A failing test logs the faults in force, and
// how often each was hit. Faults do not touch deliveries between services.
func (p *Panel) Inject(f Fault) *Injection {
	p.core.Helper()()
	p.check(f)
	i := core.Fault{Service: f.Service, Op: f.Op, Resource: f.Resource, Skip: f.Skip, Times: f.Times, Err: f.Err,
		Entries: slices.Sorted(slices.Values(f.Entries)), Delay: f.Delay}
	if f.When != nil {
		i.When = func(e core.Entry) bool { return f.When(Call(e)) }
	}
	return &Injection{p.core.Inject(i, p.core.APIs(p.services...))}
}

// check ends the test if f is a mistake.
func (p *Panel) check(f Fault) {
	p.core.Helper()()
	mistake := func(format string, args ...any) {
		p.core.Helper()()
		p.core.Mistake("Inject: "+format, args...)
	}
	ops := p.core.Operations(p.services...)
	if f.Service != "" {
		ops = slices.DeleteFunc(ops, func(o core.OperationInfo) bool { return o.API != f.Service })
		if len(ops) == 0 {
			mistake("no service %q", f.Service)
		}
	}
	if f.Op != "" {
		ops = slices.DeleteFunc(ops, func(o core.OperationInfo) bool { return o.Name != f.Op })
		if len(ops) == 0 {
			mistake("no operation %q%s", f.Op, p.suggest(f.Op))
		}
	}
	if f.Err == nil && f.Delay <= 0 {
		mistake("a fault needs an Err or a Delay")
	}
	if f.Skip < 0 || f.Times < 0 || f.Delay < 0 {
		mistake("Skip, Times and Delay cannot be negative")
	}
	var api smithy.APIError
	if f.Err != nil && !slices.Contains(answers, f.Err) && !slices.Contains(breaks, f.Err) && !errors.As(f.Err, &api) {
		mistake("no service can answer %T %q: use an error of package control, an error type of the SDK, or a smithy.GenericAPIError", f.Err, f.Err)
	}
	p.checkEntries(f, ops, mistake)
}

func (p *Panel) checkEntries(f Fault, ops []core.OperationInfo, mistake func(string, ...any)) {
	p.core.Helper()()
	if len(f.Entries) == 0 {
		return
	}
	if !slices.ContainsFunc(ops, func(o core.OperationInfo) bool { return o.Batch }) {
		mistake("%s has no entries that can fail one by one", strings.TrimSpace(f.Service+" "+f.Op))
	}
	if f.Err == nil || slices.Contains(breaks, f.Err) {
		mistake("entries cannot fail with %v", f.Err)
	}
	if slices.Min(f.Entries) < 0 {
		mistake("the positions of entries begin at 0")
	}
}

// An Injection is a Fault in force.
type Injection struct{ injection *core.Injection }

// Hits returns how many calls the fault has affected.
func (i *Injection) Hits() int { return i.injection.Hits() }

// Wait returns when the fault has affected n calls in all. If ctx or the test's deadline ends first, the test fails.
func (i *Injection) Wait(ctx context.Context, n int) { i.injection.Wait(ctx, n) }

// Remove ends the fault. Calls that it is delaying go on at once.
func (i *Injection) Remove() { i.injection.Remove() }
