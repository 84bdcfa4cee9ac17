// Package tbtest lets a test look at a test that fails.
package tbtest

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Result is how a test run by [Run] ended.
type Result struct {
	Failed bool
	Log    string // what it logged, a message a line at least
}

// Run runs f as a test of its own, whose failures do not touch t, with its cleanups, and returns how it ended.
func Run(t testing.TB, f func(t testing.TB)) Result {
	inner := &tb{TB: t, name: t.Name() + "/inner"}
	inner.ctx, inner.cancel = context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(inner)
	}()
	<-done
	inner.cancel()
	inner.cleanUp()
	return Result{inner.failed, inner.log.String()}
}

// A tb is a testing.TB that keeps what it is told. What it lacks is t's.
type tb struct {
	testing.TB
	name   string
	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex
	failed   bool
	log      strings.Builder
	cleanups []func()
}

// Deadline leaves the test a moment to wait in vain.
func (b *tb) Deadline() (time.Time, bool) {
	return time.Now().Add(2*time.Second + 50*time.Millisecond), true
}

func (b *tb) Name() string             { return b.name }
func (b *tb) Context() context.Context { return b.ctx }
func (b *tb) Helper()                  {}

func (b *tb) Cleanup(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cleanups = append(b.cleanups, f)
}

func (b *tb) cleanUp() {
	for {
		b.mu.Lock()
		n := len(b.cleanups)
		if n == 0 {
			b.mu.Unlock()
			return
		}
		f := b.cleanups[n-1]
		b.cleanups = b.cleanups[:n-1]
		b.mu.Unlock()
		f()
	}
}

func (b *tb) Failed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed
}

func (b *tb) Fail() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = true
}

func (b *tb) Log(args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fmt.Fprintln(&b.log, args...)
}

func (b *tb) FailNow()                          { b.Fail(); runtime.Goexit() }
func (b *tb) Logf(format string, args ...any)   { b.Log(fmt.Sprintf(format, args...)) }
func (b *tb) Error(args ...any)                 { b.Log(args...); b.Fail() }
func (b *tb) Errorf(format string, args ...any) { b.Logf(format, args...); b.Fail() }
func (b *tb) Fatal(args ...any)                 { b.Log(args...); b.FailNow() }
func (b *tb) Fatalf(format string, args ...any) { b.Logf(format, args...); b.FailNow() }
