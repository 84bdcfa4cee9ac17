// Package process runs deployment packages as child processes that speak Lambda's Runtime API
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
//
// A Pool belongs to one version of a function. It has as many execution environments, each a process with an endpoint of its own, as there
// were invocations at a time, and uses them again.
package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// A Config says what to run.
type Config struct {
	Code   []byte   // a zip file
	Layers [][]byte // further ones, which are unpacked over each other
	Env    []string // environment variables, as NAME=value, beside those of the Runtime API
	Memory int      // what a process may use, in MB
}

// An Event is an invocation as the runtime gets it.
type Event struct {
	RequestID     string
	FunctionARN   string
	TraceID       string
	Deadline      time.Time
	Payload       []byte
	ClientContext []byte
}

// An Output takes what comes of an invocation.
type Output interface {
	Write(log []byte) (int, error)
	Answer(payload []byte)
	AnswerFrom(r reader, contentType string) error
	Limit() int // of the payload, in bytes
}

type reader = interface{ Read([]byte) (int, error) }

// An Error is a failure of an invocation: of the function, which then has a Payload that says it, or of the runtime.
type Error struct {
	Kind, Message string
	Payload       []byte
}

func (e *Error) Error() string { return e.Message }

// errReused is what an invocation gets of an environment that has ended since the last one.
var errReused = errors.New("the environment has ended")

// A Pool is what runs one version of a function.
type Pool struct {
	cfg Config

	mu     sync.Mutex
	dir    string // with the unpacked code, "" until the first invocation
	all    []*environment
	idle   []*environment
	closed bool
	work   sync.WaitGroup // environments that are not gone
}

// NewPool returns a Pool, which has no process yet.
func NewPool(cfg Config) *Pool { return &Pool{cfg: cfg} }

// Invoke runs the function. When ctx ends the process is killed, and the error is that of ctx.
func (p *Pool) Invoke(ctx context.Context, event Event, out Output) error {
	for {
		e, fresh, err := p.take()
		if wrong := (*Error)(nil); errors.As(err, &wrong) {
			return &Error{Kind: wrong.Kind, Message: fmt.Sprintf("RequestId: %s Error: %s", event.RequestID, wrong.Message)}
		} else if err != nil {
			return err
		}
		err = e.invoke(ctx, event, out, fresh)
		p.put(e)
		if err != errReused {
			return err
		}
	}
}

// take returns an environment that is free, or starts one.
func (p *Pool) take() (e *environment, fresh bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, false, errors.New("awsfake: closed")
	}
	if n := len(p.idle); n > 0 {
		e, p.idle = p.idle[n-1], p.idle[:n-1]
		return e, false, nil
	}
	if p.dir == "" {
		if p.dir, err = unpack(p.cfg); err != nil {
			return nil, false, err
		}
	}
	if e, err = p.start(); err != nil {
		return nil, false, err
	}
	p.all = append(p.all, e)
	p.work.Add(1)
	return e, true, nil
}

// put takes an environment back, or lets it go if it has ended or is not wanted any more.
func (p *Pool) put(e *environment) {
	p.mu.Lock()
	if p.closed {
		e.kill()
	}
	keep := !p.closed && !e.hasEnded()
	if keep {
		p.idle = append(p.idle, e)
	} else {
		p.all = slices.DeleteFunc(p.all, func(o *environment) bool { return o == e })
	}
	p.mu.Unlock()
	if !keep {
		p.release(e)
	}
}

// release waits for the end of an environment.
func (p *Pool) release(e *environment) {
	e.close()
	p.work.Done()
}

// Retire ends the environments that are free now, and those at work when they are done. It returns when they and the code are gone.
func (p *Pool) Retire() {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.all = slices.DeleteFunc(p.all, func(e *environment) bool { return slices.Contains(idle, e) })
	p.mu.Unlock()
	for _, e := range idle {
		p.release(e)
	}
	p.work.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	os.RemoveAll(p.dir) // "" is no error
	p.dir = ""
}

// Close is Retire, and kills the environments at work.
func (p *Pool) Close() {
	p.mu.Lock()
	p.closed = true
	for _, e := range p.all {
		e.kill()
	}
	p.mu.Unlock()
	p.Retire()
}

// bootstrap finds what is to be run, as Lambda does.
func (p *Pool) bootstrap() (string, error) {
	for _, dir := range []string{taskDir, optDir} {
		path := filepath.Join(p.dir, dir, "bootstrap")
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		}
	}
	return "", &Error{Kind: "Runtime.InvalidEntrypoint", Message: "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"}
}

// exitError is what an invocation gets whose process has ended.
func exitError(requestID string, state error) error {
	message := "Runtime exited without providing a reason" // recorded: test_lambda_runtime_exit
	if state != nil {
		message = "Runtime exited with error: " + state.Error() // recorded: test_lambda_runtime_wrapper_not_found
	}
	return &Error{Kind: "Runtime.ExitError", Message: fmt.Sprintf("RequestId: %s Error: %s", requestID, message)}
}
