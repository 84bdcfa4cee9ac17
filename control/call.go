package control

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A Call is an API call as a fake received it. An SDK client that retries makes several calls.
type Call struct {
	ID       int64  // unique among calls and deliveries, ascending
	Cause    int64  // id of the delivery whose handler made the call, or 0
	Service  string // name of the SDK's package, such as "sqs"
	Op       string // operation, such as "SendMessage"
	Resource string // name of the resource; in S3 "bucket/key"; empty if it has none

	// Input and Output point to the SDK's structs, such as *sqs.SendMessageInput. They are shared: do not modify them.
	// Members that stream are nil. Output is nil if the call had no effect, or has none so far.
	Input, Output any

	Err       error     // what the service answered, or the error of an injected fault
	RequestID string    // as the client got it
	Attempt   int       // 1 for the first, more for the client's retries
	Time      time.Time // when the call arrived, on the clock
	Note      string    // what the fake has to say of a call that AWS would have answered otherwise, "" for nothing
}

var _ = Call(core.Entry{}) // the fields are the same

// String describes the call in a line.
func (c Call) String() string { return core.Entry(c).String() }

// Calls returns the calls received so far, oldest first: those of the named operations, or all. A call that waits, such as a long
// poll, is among them. An unknown operation is a mistake. Deliveries between services, seeding and inspection are not calls.
func (p *Panel) Calls(ops ...string) []Call {
	p.core.Helper()()
	for _, op := range ops {
		if !p.has(op) {
			p.core.Mistake("Calls: no operation %q%s", op, p.suggest(op))
			return nil
		}
	}
	entries := p.core.Calls(p.core.APIs(p.services...), ops)
	calls := make([]Call, len(entries))
	for i, e := range entries {
		calls[i] = Call(e)
	}
	return calls
}

func (p *Panel) has(op string) bool {
	return slices.ContainsFunc(p.core.Operations(p.services...), func(o core.OperationInfo) bool { return o.Name == op })
}

// suggest names an operation that a misspelled one may mean.
func (p *Panel) suggest(op string) string {
	for _, o := range p.core.Operations(p.services...) {
		if strings.EqualFold(o.Name, op) || strings.HasPrefix(o.Name, op) {
			return fmt.Sprintf("; %s is one", o.Name)
		}
	}
	return ""
}

// Inputs returns the inputs of those calls whose input is an In and which took effect, be it that their response was lost.
//
//	control.Inputs[sqs.SendMessageInput](stack.Calls())
//
// An In that is not the input of an operation is a mistake, and panics.
func Inputs[In any](calls []Call) []*In {
	operationOf[In]("Inputs")
	var l []*In
	for _, c := range calls {
		if in, ok := c.Input.(*In); ok && c.Output != nil {
			l = append(l, in)
		}
	}
	return l
}

// Input makes a condition for a Fault's When: that the call is of the operation whose input is In, and that cond holds
// for it.
//
//	control.Fault{
//		When: control.Input(func(in *sqs.SendMessageInput) bool { return len(*in.MessageBody) > 100 }),
//		Err:  control.ErrThrottled,
//	}
//
// An In that is not the input of an operation is a mistake, and panics.
func Input[In any](cond func(*In) bool) func(Call) bool {
	operationOf[In]("Input")
	return func(c Call) bool {
		in, ok := c.Input.(*In)
		return ok && cond(in)
	}
}

// operationOf returns the operation whose input is In.
func operationOf[In any](caller string) string {
	t := reflect.TypeFor[In]()
	op, ok := strings.CutSuffix(t.Name(), "Input")
	if !ok || !strings.Contains(t.PkgPath(), "/aws-sdk-go-v2/service/") {
		panic(fmt.Sprintf("awsfake: control.%s: %v is not the input of an operation", caller, t))
	}
	return op
}
