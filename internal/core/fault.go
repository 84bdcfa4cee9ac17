package core

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Fault is what control.Fault says, which documents it; When gets a copy of the call.
type Fault struct {
	Service  string
	Op       string
	Resource string
	When     func(Entry) bool
	Skip     int
	Times    int
	Err      error
	Entries  []int
	Delay    time.Duration
}

// An Injection is a Fault in force.
type Injection struct {
	Fault
	c       *Core
	apis    []string // of the panel that injected it; nil for all
	mu      sync.Mutex
	matched int
	hits    int
	removed bool
	delayed map[*Waiter]bool
}

// The faults are tried in the order in which they were injected. The list is replaced, never changed, so that a call needs
// no lock to see that there are none.
type faults struct {
	faultMu sync.Mutex
	inForce atomic.Pointer[[]*Injection]
}

// Inject puts f in force for the APIs given, or all.
func (c *Core) Inject(f Fault, apis []string) *Injection {
	i := &Injection{Fault: f, c: c, apis: apis, delayed: map[*Waiter]bool{}}
	c.faults.update(func(l []*Injection) []*Injection { return append(slices.Clip(l), i) })
	return i
}

func (f *faults) update(change func([]*Injection) []*Injection) {
	f.faultMu.Lock()
	defer f.faultMu.Unlock()
	l := change(f.list())
	f.inForce.Store(&l)
}

func (f *faults) list() []*Injection {
	if l := f.inForce.Load(); l != nil {
		return *l
	}
	return nil
}

func (f *faults) reset(apis []string) {
	f.update(func(l []*Injection) []*Injection {
		var kept []*Injection
		for _, i := range l {
			if !i.only(apis) {
				kept = append(kept, i)
				continue
			}
			i.end()
		}
		return kept
	})
}

// only reports whether a fault can affect no other APIs than these; nil are all.
func (i *Injection) only(apis []string) bool {
	affected := i.apis
	if i.Service != "" {
		affected = []string{i.Service}
	}
	return apis == nil || affected != nil && !slices.ContainsFunc(affected, func(a string) bool { return !slices.Contains(apis, a) })
}

// FaultFor returns the fault that decides a call, nil if none does, and the time until which it delays the call. Only a call
// that is a batch can meet a fault of single entries.
func (c *Core) FaultFor(e *Entry, batch bool, resource func(string) string) (i *Injection, until time.Time) {
	for _, i := range c.faults.list() {
		if len(i.Entries) > 0 && !batch || !i.matches(e, resource) {
			continue
		}
		if until, ok := i.take(); ok {
			return i, until
		}
	}
	return nil, time.Time{}
}

func (i *Injection) matches(e *Entry, resource func(string) string) bool {
	return (i.Service == "" || i.Service == e.Service) && (i.apis == nil || slices.Contains(i.apis, e.Service)) &&
		(i.Op == "" || i.Op == e.Op) && (i.Resource == "" || within(e.Resource, resource(i.Resource))) &&
		(i.When == nil || i.When(*e))
}

// within reports whether a resource is the one named, or one inside it, as an object is in a bucket.
func within(resource, named string) bool {
	rest, ok := strings.CutPrefix(resource, named)
	return ok && (rest == "" || rest[0] == '/')
}

// take counts a matching call and reports whether the fault affects it.
func (i *Injection) take() (until time.Time, ok bool) {
	until = i.c.Now().Add(i.Delay) // before the hit is seen, or an Advance by Delay could be too early
	i.mu.Lock()
	if i.removed || i.Times > 0 && i.hits >= i.Times {
		i.mu.Unlock()
		return until, false
	}
	i.matched++
	if i.matched <= i.Skip {
		i.mu.Unlock()
		return until, false
	}
	i.hits++
	i.mu.Unlock()
	i.c.Changed()
	return until, true
}

// Hold holds a call up until the time, or until the fault is removed.
func (i *Injection) Hold(ctx context.Context, until time.Time) error {
	w := i.c.NewWaiter()
	i.mu.Lock()
	if i.removed {
		w.Wake()
	}
	i.delayed[w] = true
	i.mu.Unlock()
	err := w.Wait(ctx, until)
	i.mu.Lock()
	delete(i.delayed, w)
	i.mu.Unlock()
	return err
}

// Hits returns how many calls the fault has affected.
func (i *Injection) Hits() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.hits
}

// Wait returns when the fault has affected n calls.
func (i *Injection) Wait(ctx context.Context, n int) {
	i.c.Helper()()
	i.c.Until(ctx, fmt.Sprintf("Injection.Wait(%d)", n), func() bool { return i.Hits() >= n })
}

// Remove ends the fault.
func (i *Injection) Remove() {
	i.c.faults.update(func(l []*Injection) []*Injection {
		return slices.DeleteFunc(slices.Clone(l), func(j *Injection) bool { return j == i })
	})
	i.end()
}

func (i *Injection) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.removed = true
	for w := range i.delayed { // the order does not show: each call goes on by itself
		w.Wake()
	}
}

// String describes the fault in a line.
func (i *Injection) String() string {
	var l []string
	for _, s := range []string{i.Service, i.Op, i.Resource} {
		if s != "" {
			l = append(l, s)
		}
	}
	if i.Delay > 0 {
		l = append(l, "delayed by "+i.Delay.String())
	}
	if i.Err != nil {
		l = append(l, "fails with "+i.Err.Error())
	}
	return fmt.Sprintf("%s, hit %d times", strings.Join(l, " "), i.Hits())
}
