package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/leaktest"
	"github.com/awsfake/awsfake/internal/tbtest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

const queue = "arn:aws:sqs:us-east-1:000000000000:q"

// newRouter returns a router whose one target answers with the errors given, one after the other.
func newRouter(t testing.TB, errs ...error) (*event.Router, *[]string) {
	c := core.New(t, core.Options{})
	t.Cleanup(c.Close)
	c.Freeze()
	got := &[]string{}
	return &event.Router{Core: c, Doubles: map[string]event.Target{queue: event.TargetFunc(func(_ context.Context, _ string, m event.Message) error {
		if len(errs) > 0 {
			err := errs[0]
			errs = errs[1:]
			if err != nil {
				return err
			}
		}
		*got = append(*got, string(m.Body))
		return nil
	})}}, got
}

// every is a policy of n retries.
func every(d time.Duration, n int) event.Policy {
	return func(i int) (time.Duration, bool) { return d, i < n }
}

func message(body string) event.Message { return event.Message{Body: []byte(body)} }

func TestManagedPolicy(t *testing.T) {
	t.Parallel()
	var total time.Duration
	n := 0
	var first []string
	for ; ; n++ {
		d, ok := event.Managed(n)
		if !ok {
			break
		}
		if n < 17 {
			first = append(first, d.String())
		}
		total += d
	}
	want := "0s 0s 0s 1s 1s 1s 1.037s 1.112s 1.26s 1.558s 2.153s 3.342s 5.722s 10.481s 20s 20s 20s"
	if got := strings.Join(first, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if n != 100_015 || total < 23*24*time.Hour { // "100,015 times, over 23 days"
		t.Errorf("%d retries in %v", n, total)
	}
}

func TestADeliveryIsTriedAsItsPolicySays(t *testing.T) {
	t.Parallel()
	busy := errors.New("busy")
	r, got := newRouter(t, busy, busy)
	ctx := core.WithCause(t.Context(), 77)
	r.Deliver(ctx, &event.Delivery{Source: "s", Target: queue, Message: message("m"), Retry: every(time.Minute, 5)})
	d := r.Core.Deliveries(nil)[0]
	if len(*got) != 0 || d.Attempts != 1 || d.Err != busy || d.Cause != 77 {
		t.Errorf("%v, %+v", *got, d)
	}
	if account := r.Core.Account(); !strings.Contains(account, "undelivered: ") || !strings.Contains(account, "busy; again at ") {
		t.Error(account)
	}
	r.Core.Advance(2 * time.Minute)
	if d := r.Core.Deliveries(nil)[0]; len(*got) != 1 || d.Attempts != 3 || d.Err != nil {
		t.Errorf("%v, %+v", *got, d)
	}
	if account := r.Core.Account(); strings.Contains(account, "undelivered") {
		t.Error(account)
	}
}

func TestARefusalIsFinal(t *testing.T) {
	t.Parallel()
	no := errors.New("no")
	r, got := newRouter(t, event.Refuse(no))
	var done error
	r.Deliver(t.Context(), &event.Delivery{Target: queue, Message: message("m"), Retry: every(time.Minute, 5), Done: func(err error) { done = err }})
	r.Core.Advance(time.Hour)
	if len(*got) != 0 || !errors.Is(done, no) || r.Core.Deliveries(nil)[0].Attempts != 1 {
		t.Errorf("%v, %v", *got, done)
	}
}

func TestAMissingTargetFailsTheTestUnlessThereIsADeadLetterQueue(t *testing.T) {
	t.Parallel()
	for _, dead := range []string{"", queue} {
		res := tbtest.Run(t, func(t testing.TB) {
			r, got := newRouter(t)
			r.Deliver(t.Context(), &event.Delivery{Source: "s", Target: "arn:aws:lambda:us-east-1:000000000000:function:f", Message: message("m"), DeadLetter: func() string { return dead }})
			if dead != "" && len(*got) != 1 {
				t.Errorf("%v", *got)
			}
		})
		if res.Failed != (dead == "") || res.Failed && !strings.Contains(res.Log, `no fake for "arn:aws:lambda:us-east-1:000000000000:function:f"`) {
			t.Errorf("dead letters to %q: %+v", dead, res)
		}
	}
}

func TestATargetThatPanicsFailsTheTest(t *testing.T) {
	t.Parallel()
	res := tbtest.Run(t, func(t testing.TB) {
		r, _ := newRouter(t)
		r.Doubles["arn:f"] = event.TargetFunc(func(context.Context, string, event.Message) error { panic("oops") })
		lane := &event.Lane{Core: r.Core, Ordered: true}
		for range 2 { // the lane goes on
			r.Deliver(t.Context(), &event.Delivery{Source: "s", Target: "arn:f", Lane: lane})
		}
		if n := len(r.Core.Deliveries(nil)); n != 2 {
			t.Errorf("%d deliveries", n)
		}
	})
	if !res.Failed || strings.Count(res.Log, "panic in the delivery from s to arn:f: oops") != 2 || !strings.Contains(res.Log, "event_test.go") {
		t.Errorf("%+v", res)
	}
}

func TestLanes(t *testing.T) {
	t.Parallel()
	busy := errors.New("busy")
	for _, tt := range []struct {
		ordered, background bool
		want                string
	}{{true, false, "1 2 3"}, {true, true, "1 2 3"}, {false, false, "2 3 1"}, {false, true, "2 3 1"}} {
		t.Run(fmt.Sprintf("ordered %t, in the background %t", tt.ordered, tt.background), func(t *testing.T) {
			t.Parallel()
			r, got := newRouter(t, busy)
			lane := &event.Lane{Core: r.Core, Ordered: tt.ordered, InBackground: tt.background}
			for _, m := range []string{"1", "2", "3"} {
				r.Deliver(t.Context(), &event.Delivery{Target: queue, Message: message(m), Retry: every(time.Minute, 5), Lane: lane})
			}
			r.Core.Advance(time.Minute)
			if s := strings.Join(*got, " "); s != tt.want {
				t.Errorf("%s, want %s", s, tt.want)
			}
		})
	}
}

// An ordered lane is held by its first delivery however often that is tried, and goes on when it is given up.
func TestAnOrderedLaneGoesOn(t *testing.T) {
	t.Parallel()
	r, got := newRouter(t, slices.Repeat([]error{errors.New("busy")}, 3)...)
	lane := &event.Lane{Core: r.Core, Ordered: true}
	for _, m := range []string{"1", "2"} {
		r.Deliver(t.Context(), &event.Delivery{Target: queue, Message: message(m), Retry: every(time.Minute, 2), Lane: lane})
	}
	r.Core.Advance(time.Minute)
	if len(*got) != 0 {
		t.Errorf("%q", *got)
	}
	r.Core.Advance(time.Minute)
	if fmt.Sprint(*got) != "[2]" {
		t.Errorf("%q", *got)
	}
}

func TestResetDropsWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	r, got := newRouter(t, errors.New("busy"))
	r.Deliver(t.Context(), &event.Delivery{Target: queue, Message: message("m"), Retry: every(time.Minute, 5)})
	r.Reset()
	r.Core.Advance(time.Hour)
	if len(*got) != 0 {
		t.Errorf("%q", *got)
	}
}

// A queue that stays away is tried for 23 days, which take no real time worth speaking of.
func TestATargetThatStaysAway(t *testing.T) {
	t.Parallel()
	r, _ := newRouter(t, slices.Repeat([]error{errors.New("away")}, 100_016)...)
	var gaveUp time.Time
	r.Deliver(t.Context(), &event.Delivery{Target: queue, Retry: event.Managed, Done: func(error) { gaveUp = r.Core.Now() }})
	began := r.Core.Now()
	r.Core.Advance(24 * 24 * time.Hour)
	if d := r.Core.Deliveries(nil)[0]; d.Attempts != 100_016 || gaveUp.Sub(began) < 23*24*time.Hour {
		t.Errorf("%d attempts until %v", d.Attempts, gaveUp.Sub(began))
	}
}
