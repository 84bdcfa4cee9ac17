package core

import (
	"container/heap"
	"context"
	"strings"
	"sync"
	"testing/synctest"
	"time"
)

// The clock is real time plus an offset that tests move, with timers that obey it, and a count of what is at work. In a
// bubble the offset stays 0, since real time is the bubble's there.
type clock struct {
	core   *Core
	start  time.Time  // real, with the monotonic reading that Now is measured by
	origin time.Time  // the clock's time then
	step   sync.Mutex // held while Advance moves the clock; not in a bubble, where a wait for a mutex is not durable

	clockMu   sync.Mutex // guards what follows
	offset    time.Duration
	pinned    time.Time // unless zero the clock stands still here: it is frozen or advancing
	frozen    bool
	advancing bool // then Advance fires the timers, and no alarm
	timers    timerHeap
	seq       uint64
	alarm     *time.Timer // real timer for the first of timers
	stopped   bool
	busy      int           // goroutines at work
	watch     chan struct{} // closed at the next change; nil while nobody watches
}

func (c *clock) init(core *Core) {
	c.core = core
	c.start = time.Now()
	c.origin = c.start.Round(0).UTC()
}

// inBubble reports whether the calling goroutine is in a testing/synctest bubble, which only a panic tells.
func inBubble() (in bool) {
	defer func() {
		if r := recover(); r != nil {
			s, _ := r.(string)
			in = !strings.Contains(s, "not in a bubble")
		}
	}()
	synctest.Wait()
	return true
}

// Now returns the current time, in UTC.
func (c *clock) Now() time.Time {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	return c.now()
}

func (c *clock) now() time.Time {
	if !c.pinned.IsZero() {
		return c.pinned
	}
	return c.origin.Add(time.Since(c.start) + c.offset)
}

// unpin lets the clock run on from where it stands.
func (c *clock) unpin() {
	if c.frozen {
		return
	}
	c.offset = c.pinned.Sub(c.origin) - time.Since(c.start)
	c.pinned = time.Time{}
}

// A Timer calls a function when the clock reaches a time.
type Timer struct {
	at    time.Time
	seq   uint64 // timers of the same time fire in the order in which they were set
	index int    // in the heap; -1 when it has fired or was stopped
	f     func()
}

// AfterFunc calls f, which must not block, when the clock reaches at; at once if it has.
func (c *clock) AfterFunc(at time.Time, f func()) *Timer {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	return c.afterFunc(at, f)
}

func (c *clock) afterFunc(at time.Time, f func()) *Timer {
	c.seq++
	t := &Timer{at: at, seq: c.seq, f: f}
	heap.Push(&c.timers, t)
	if t.index == 0 {
		c.setAlarm()
	}
	return t
}

// Stop takes a timer out and reports whether it had not fired.
func (c *clock) Stop(t *Timer) bool {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	return c.stopTimer(t)
}

func (c *clock) stopTimer(t *Timer) bool {
	if t == nil || t.index < 0 {
		return false
	}
	first := t.index == 0
	heap.Remove(&c.timers, t.index)
	if first {
		c.setAlarm()
	}
	return true
}

// setAlarm sets the real timer to the first of the timers, unless the clock will not get there by itself.
func (c *clock) setAlarm() {
	if c.alarm != nil {
		c.alarm.Stop()
	}
	if len(c.timers) == 0 || c.advancing || c.stopped {
		return
	}
	d := c.timers[0].at.Sub(c.now())
	if d > 0 && c.frozen {
		return
	}
	if c.alarm == nil {
		c.alarm = time.AfterFunc(d, c.fireDue)
	} else {
		c.alarm.Reset(d)
	}
}

// fireDue fires, in order, what real time has made due.
func (c *clock) fireDue() {
	c.clockMu.Lock()
	for !c.advancing && !c.stopped {
		t := c.popDue(c.now())
		if t == nil {
			break
		}
		c.busy++ // or Settle could return between the timer and what it wakes
		c.clockMu.Unlock()
		t.f()
		c.clockMu.Lock()
		c.busy--
	}
	c.setAlarm()
	c.changed()
	c.clockMu.Unlock()
}

// popDue takes out the first timer if it is due at now.
func (c *clock) popDue(now time.Time) *Timer {
	if len(c.timers) == 0 || c.timers[0].at.After(now) {
		return nil
	}
	return heap.Pop(&c.timers).(*Timer)
}

// Advance moves the clock forward by d, as control.Clock documents.
func (c *clock) Advance(d time.Duration) {
	c.core.Helper()()
	if d < 0 {
		c.core.Mistake("Advance(%v): time does not go back", d)
	}
	c.advance(func(now time.Time) time.Time { return now.Add(d) })
}

// AdvanceTo advances the clock until it shows t.
func (c *clock) AdvanceTo(t time.Time) {
	c.core.Helper()()
	if now := c.Now(); t.Before(now) {
		c.core.Mistake("AdvanceTo(%v): the clock shows %v already", t, now)
	}
	c.advance(func(time.Time) time.Time { return t })
}

// advance moves the clock to the time that target makes of the current one.
func (c *clock) advance(target func(now time.Time) time.Time) {
	c.core.Helper()()
	if c.core.bubble {
		now := c.Now()
		time.Sleep(target(now).Sub(now))
		c.Settle(context.Background())
		return
	}
	c.step.Lock()
	defer c.step.Unlock()
	c.clockMu.Lock()
	c.pinned, c.advancing = c.now(), true
	until := target(c.pinned)
	c.clockMu.Unlock()
	defer c.resume()
	c.settleAt() // what the test has caused so far happens before time passes
	for c.fireNext(until) {
		c.settleAt()
	}
}

// fireNext moves the clock to the next timer up to target and fires it, or else to target.
func (c *clock) fireNext(target time.Time) bool {
	c.clockMu.Lock()
	t := c.popDue(target)
	switch {
	case t == nil && target.After(c.pinned):
		c.pinned = target
	case t == nil:
	case t.at.After(c.pinned):
		c.pinned = t.at
	}
	c.changed()
	c.clockMu.Unlock()
	if t != nil {
		t.f()
	}
	return t != nil
}

// resume lets the clock run again after an Advance.
func (c *clock) resume() {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	c.advancing = false
	c.unpin()
	c.setAlarm()
	c.changed()
}

// Freeze stops the clock.
func (c *clock) Freeze() {
	c.core.Helper()()
	if c.core.bubble {
		c.core.Mistake("Freeze: in a bubble time stands still until everything waits, and nothing can stop it then")
	}
	c.step.Lock()
	defer c.step.Unlock()
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	if !c.frozen {
		c.frozen, c.pinned = true, c.now()
		c.setAlarm()
	}
}

func (c *clock) stop() {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	for _, t := range c.timers {
		t.index = -1 // who waits stops its timer yet
	}
	c.stopped, c.timers = true, nil
	c.setAlarm()
}

type timerHeap []*Timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].seq < h[j].seq
}
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i]; h[i].index, h[j].index = i, j }
func (h *timerHeap) Push(x any)   { t := x.(*Timer); t.index = len(*h); *h = append(*h, t) }
func (h *timerHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	t.index = -1
	return t
}
