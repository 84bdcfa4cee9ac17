// Package core is the machinery behind a [control.Panel]: the clock and its timers, the journal of calls, the faults in
// force, what is still at work, and the services that together are one AWS.
//
// Package control is its public face. The import graph is control -> core <- service <- the fakes.
//
// [control.Panel]: https://pkg.go.dev/github.com/awsfake/awsfake/control#Panel
package core

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Package control sets these when it is initialised, as package log does for log/slog with log/internal: so a Panel needs
// neither an exported constructor nor an exported method for the fakes, and no godoc shows an internal type.
var (
	NewPanel func(c *Core, services ...string) any // a new *control.Panel, of the services named or of all
	Of       func(panel any) *Core                 // the Core behind a *control.Panel
)

// Options are the settings that all fakes of a Core share; control.Options documents them.
type Options struct {
	Region    string
	AccountID string
	Lifecycle time.Duration
	InMemory  bool
	Handlers  map[string]http.Handler
}

// A Service is one fake, as the Core sees it.
type Service interface {
	Name() string                // name of the fake's main API, such as "dynamodb"
	Operations() []OperationInfo // of all APIs that it speaks
	URL() string                 // where it listens, from the first call on
	ServeHTTP(http.ResponseWriter, *http.Request)
	Reset()                   // removes all resources
	Dump(w io.Writer)         // describes the resources in a few lines
	Resource(f string) string // the form in which Entry.Resource has what a Fault names, such as an ARN
	Target() any              // takes the events that others deliver, an event.Target; nil if it takes none
}

// OperationInfo is what a Core knows of an operation.
type OperationInfo struct {
	API         string // name of the SDK's package, such as "dynamodbstreams"
	Name        string
	Implemented bool
	Batch       bool // entries of a call can fail one by one
}

// A Core is shared by all fakes that are one AWS.
type Core struct {
	Options
	clock
	journal
	ledger
	faults
	ids
	network

	tb       testing.TB // nil if none
	bubble   bool       // inside a testing/synctest bubble
	mu       sync.Mutex // guards services
	services []Service
	done     context.Context // ends with Close
	cancel   context.CancelFunc
	closed   atomic.Bool
	work     sync.WaitGroup // goroutines started by Go
}

var (
	accountID = regexp.MustCompile(`^[0-9]{12}$`)
	region    = regexp.MustCompile(`^[a-z]+(-[a-z]+)+-[0-9]+$`)
	hostName  = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
)

// New returns a Core for the test t, or for none if t is nil.
func New(t testing.TB, o Options) *Core {
	c := &Core{Options: o, tb: t, bubble: inBubble()}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if c.AccountID == "" {
		c.AccountID = "000000000000"
	}
	if !accountID.MatchString(c.AccountID) {
		c.Mistake("AccountID %q is not a number of 12 digits", c.AccountID)
	}
	if !region.MatchString(c.Region) {
		c.Mistake("Region %q does not look like us-east-1", c.Region)
	}
	if c.Lifecycle < 0 {
		c.Mistake("Lifecycle %v is negative", c.Lifecycle)
	}
	c.setHandlers(o.Handlers)
	c.InMemory = c.InMemory || c.bubble
	c.done, c.cancel = context.WithCancel(context.Background())
	c.clock.init(c)
	c.ids.init()
	c.network.init(c)
	return c
}

// setHandlers keeps the handlers by their host names in lower case.
func (c *Core) setHandlers(handlers map[string]http.Handler) {
	c.Handlers = make(map[string]http.Handler, len(handlers))
	for name, h := range handlers {
		if h == nil || !hostName.MatchString(name) {
			c.Mistake("Handlers[%q]: a host name, without scheme, port and path, and its handler are wanted", name)
		}
		c.Handlers[strings.ToLower(name)] = h
	}
}

// Register makes s part of the Core.
func (c *Core) Register(s Service) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.services = append(c.services, s)
}

// Services returns the services in the order in which they were registered: those named, or all.
func (c *Core) Services(names ...string) []Service {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(names) == 0 {
		return slices.Clone(c.services)
	}
	var l []Service
	for _, s := range c.services {
		if slices.Contains(names, s.Name()) {
			l = append(l, s)
		}
	}
	return l
}

// Operations returns the operations of the services named, or of all.
func (c *Core) Operations(services ...string) []OperationInfo {
	var l []OperationInfo
	for _, s := range c.Services(services...) {
		l = append(l, s.Operations()...)
	}
	return l
}

// Reset empties the services named, or all, and forgets their faults and records.
func (c *Core) Reset(services ...string) {
	for _, s := range c.Services(services...) {
		s.Reset()
	}
	apis := c.APIs(services...)
	c.faults.reset(apis)
	c.journal.reset(apis)
	c.resetLedger(services)
	c.Changed()
}

// APIs returns the names of the APIs that the services named speak, nil for all.
func (c *Core) APIs(services ...string) []string {
	if len(services) == 0 {
		return nil
	}
	var l []string
	for _, op := range c.Operations(services...) {
		if !slices.Contains(l, op.API) {
			l = append(l, op.API)
		}
	}
	return l
}

// ARN returns the ARN of a resource in the Core's region and account. The ARNs of S3 have neither, those of IAM no region.
func (c *Core) ARN(service, resource string) string {
	region, account := c.Region, c.AccountID
	switch service {
	case "s3":
		region, account = "", ""
	case "iam":
		region = ""
	}
	return strings.Join([]string{"arn", c.Partition(), service, region, account, resource}, ":")
}

// partitions are the partitions beside aws, by the prefix of their regions.
var partitions = []struct{ prefix, name string }{
	{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"}, {"us-isob-", "aws-iso-b"},
	{"us-isof-", "aws-iso-f"}, {"eu-isoe-", "aws-iso-e"}, {"eusc-", "aws-eusc"},
}

// Partition returns the partition of the Core's region, such as aws or aws-cn.
func (c *Core) Partition() string {
	for _, p := range partitions {
		if strings.HasPrefix(c.Region, p.prefix) {
			return p.name
		}
	}
	return "aws"
}

// Go runs f, work that Settle waits for and that Close waits out. Its context ends with Close.
func (c *Core) Go(f func(ctx context.Context)) {
	c.Begin()
	c.work.Go(func() {
		defer c.End()
		f(c.done)
	})
}

// Done is closed by Close.
func (c *Core) Done() <-chan struct{} { return c.done.Done() }

// Close ends all waits and the network, and returns when no goroutine of the Core is left. Services are closed before.
func (c *Core) Close() {
	if c.closed.Swap(true) {
		return
	}
	c.cancel()
	c.clock.stop()
	c.network.stop()
	c.work.Wait()
}

// Mistake ends the test for a wrong use of the library, or panics where there is no test.
func (c *Core) Mistake(format string, args ...any) {
	if c.tb == nil {
		panic("awsfake: " + fmt.Sprintf(format, args...))
	}
	c.tb.Helper()
	c.tb.Fatalf("awsfake: "+format, args...)
}

// Fail fails the test, which goes on, for what must not happen. Where there is no test it is written to standard error.
func (c *Core) Fail(format string, args ...any) {
	if c.tb == nil {
		fmt.Fprintf(os.Stderr, "awsfake: "+format+"\n", args...)
		return
	}
	c.tb.Helper()
	c.tb.Errorf("awsfake: "+format, args...)
}

// Helper marks its caller as a helper of the test.
func (c *Core) Helper() func() {
	if c.tb == nil {
		return func() {}
	}
	return c.tb.Helper
}

// ErrClosed ends waits when the fake is closed.
var ErrClosed = errors.New("awsfake: closed")
