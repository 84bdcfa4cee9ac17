package core_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	_ "github.com/awsfake/awsfake/control" // gives core its panels
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/tbtest"
)

func newCore(t testing.TB) *core.Core {
	c := core.New(t, core.Options{})
	t.Cleanup(c.Close)
	return c
}

func TestAdvance(t *testing.T) {
	t.Parallel()
	t.Run("fires what falls due in the order of time and then of setting, at its very time", func(t *testing.T) {
		c := newCore(t)
		c.Freeze()
		began := c.Now()
		var fired []string
		set := func(name string, after time.Duration) {
			c.AfterFunc(began.Add(after), func() { fired = append(fired, fmt.Sprint(name, " at ", c.Now().Sub(began))) })
		}
		set("c", 3*time.Second)
		set("a", time.Second)
		set("b", 3*time.Second)
		set("late", time.Minute)
		c.Advance(10 * time.Second)
		if want := []string{"a at 1s", "c at 3s", "b at 3s"}; !slices.Equal(fired, want) {
			t.Errorf("fired %q, want %q", fired, want)
		}
		if d := c.Now().Sub(began); d != 10*time.Second {
			t.Errorf("the clock moved by %v", d)
		}
	})
	t.Run("goes on to what was set off on the way", func(t *testing.T) {
		c := newCore(t)
		n := 0
		var again func()
		again = func() {
			n++
			c.Go(func(context.Context) { c.AfterFunc(c.Now().Add(time.Minute), again) })
		}
		c.AfterFunc(c.Now().Add(time.Minute), again)
		c.Advance(time.Hour)
		if n != 60 {
			t.Errorf("%d times in an hour", n)
		}
	})
	t.Run("lets what was caused before happen before time passes", func(t *testing.T) {
		c := newCore(t)
		c.Freeze()
		began := c.Now()
		var at time.Time
		release := make(chan struct{})
		c.Go(func(context.Context) { <-release; at = c.Now() })
		go close(release)
		c.Advance(time.Hour)
		if !at.Equal(began) {
			t.Errorf("it happened %v later", at.Sub(began))
		}
	})
	t.Run("moves a frozen clock, and nothing else does", func(t *testing.T) {
		c := newCore(t)
		c.Freeze()
		c.Freeze()
		c.AdvanceTo(time.Date(2040, 2, 29, 23, 59, 30, 0, time.UTC))
		if got := c.Now().String(); got != "2040-02-29 23:59:30 +0000 UTC" {
			t.Error(got)
		}
		fired := make(chan bool, 1)
		c.AfterFunc(c.Now(), func() { fired <- true }) // due at once
		<-fired
	})
	t.Run("into the past is a mistake", func(t *testing.T) {
		for name, f := range map[string]func(c *core.Core){
			"Advance(-1ns)":        func(c *core.Core) { c.Advance(-1) },
			"AdvanceTo(2001-01-01": func(c *core.Core) { c.AdvanceTo(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)) },
		} {
			r := tbtest.Run(t, func(t testing.TB) { f(newCore(t)) })
			if !r.Failed || !strings.Contains(r.Log, name) {
				t.Errorf("%+v", r)
			}
		}
	})
	t.Run("in a bubble takes that long there", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := newCore(t)
			began, fired := time.Now(), time.Time{}
			c.AfterFunc(c.Now().Add(time.Second), func() { fired = time.Now() })
			c.Advance(time.Minute)
			if time.Since(began) != time.Minute || fired.Sub(began) != time.Second || !c.Now().Equal(time.Now()) {
				t.Errorf("%v, fired after %v, clock %v", time.Since(began), fired.Sub(began), c.Now())
			}
		})
	})
}

func TestRealTimePassesToo(t *testing.T) {
	t.Parallel()
	c := newCore(t)
	fired := make(chan int, 3)
	now := c.Now()
	c.AfterFunc(now.Add(2*time.Millisecond), func() { fired <- 2 })
	stopped := c.AfterFunc(now.Add(time.Millisecond), func() { fired <- 0 })
	c.AfterFunc(now.Add(time.Millisecond), func() { fired <- 1 })
	if !c.Stop(stopped) || c.Stop(stopped) {
		t.Error("a timer is stopped once")
	}
	if a, b := <-fired, <-fired; a != 1 || b != 2 {
		t.Errorf("fired %d, then %d", a, b)
	}
}

func TestWaiter(t *testing.T) {
	t.Parallel()
	t.Run("who is woken is at work before the waker goes on", func(t *testing.T) {
		c := newCore(t)
		for range 1000 {
			w, done := c.NewWaiter(), false
			c.Go(func(ctx context.Context) {
				if err := w.Wait(ctx, time.Time{}); err != nil {
					t.Error(err)
				}
				done = true
			})
			c.Settle(t.Context())
			w.Wake()
			w.Wake()
			c.Settle(t.Context())
			if !done {
				t.Fatal("settled before the woken goroutine was done")
			}
		}
	})
	t.Run("a wake before the wait ends it at once", func(t *testing.T) {
		c := newCore(t)
		c.Begin()
		defer c.End()
		w := c.NewWaiter()
		w.Wake()
		if err := w.Wait(t.Context(), time.Time{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("ends at its time, with its context, and with Close", func(t *testing.T) {
		c := newCore(t)
		ctx, cancel := context.WithCancel(t.Context())
		ends := map[string]error{}
		var mu sync.Mutex
		wait := func(name string, ctx context.Context, until time.Time) {
			c.Go(func(context.Context) {
				err := c.NewWaiter().Wait(ctx, until)
				mu.Lock()
				defer mu.Unlock()
				ends[name] = err
			})
		}
		wait("time", t.Context(), c.Now().Add(time.Hour))
		wait("past", t.Context(), c.Now().Add(-time.Hour))
		wait("context", ctx, time.Time{})
		wait("close", t.Context(), time.Time{})
		wait("close before its time", t.Context(), c.Now().Add(2*time.Hour))
		c.Settle(t.Context())
		c.Advance(time.Hour)
		cancel()
		c.Until(t.Context(), "", func() bool { mu.Lock(); defer mu.Unlock(); return len(ends) == 3 })
		c.Close()
		if ends["time"] != nil || ends["past"] != nil || !errors.Is(ends["context"], context.Canceled) || !errors.Is(ends["close"], core.ErrClosed) || !errors.Is(ends["close before its time"], core.ErrClosed) {
			t.Error(ends)
		}
	})
}

func TestWaitingInVain(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func(*core.Core, context.Context){
		"Settle": func(c *core.Core, ctx context.Context) { c.Begin(); defer c.End(); c.Settle(ctx) },
		"Until":  func(c *core.Core, ctx context.Context) { c.Until(ctx, "Until", func() bool { return false }) },
	} {
		t.Run(name+" tells what happened last when the context ends", func(t *testing.T) {
			t.Parallel()
			r := tbtest.Run(t, func(t testing.TB) {
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				f(newCore(t), ctx)
			})
			if !r.Failed || !strings.Contains(r.Log, name+" waits in vain: context canceled") || !strings.Contains(r.Log, "at work") {
				t.Errorf("%+v", r)
			}
		})
		t.Run(name+" ends before the test's deadline", func(t *testing.T) {
			t.Parallel()
			r := tbtest.Run(t, func(t testing.TB) { f(newCore(t), t.Context()) })
			if !r.Failed || !strings.Contains(r.Log, "until the test's deadline") {
				t.Errorf("%+v", r)
			}
		})
	}
	t.Run("a bubble's deadline is a day of its time", func(t *testing.T) {
		r := tbtest.Result{}
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			r = tbtest.Run(t, func(t testing.TB) { newCore(t).Until(t.Context(), "Until", func() bool { return false }) })
			if time.Since(began) != 24*time.Hour {
				t.Error(time.Since(began))
			}
		})
		if !r.Failed {
			t.Error("it did not fail")
		}
	})
}
