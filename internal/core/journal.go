package core

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Entry is a recorded call. control.Call has the same fields in the same order, so that control.Call(entry) is a
// conversion which the compiler checks, and core need not import control.
type Entry struct {
	ID, Cause     int64
	Service       string
	Op            string
	Resource      string
	Input, Output any
	Err           error
	RequestID     string
	Attempt       int
	Time          time.Time
	Note          string
}

// The journal holds the calls in the order in which they arrived.
type journal struct {
	journalMu sync.Mutex
	lastID    int64
	calls     []*Entry
	keep      int // how many calls are kept; 0 is all
}

// KeepCalls bounds the journal to the last n calls and as many deliveries, for servers that run for long.
func (j *journal) KeepCalls(n int) {
	j.journalMu.Lock()
	defer j.journalMu.Unlock()
	j.keep = n
}

// Kept returns how many calls are kept, 0 for all; fakes bound their own records likewise.
func (j *journal) Kept() int {
	j.journalMu.Lock()
	defer j.journalMu.Unlock()
	return j.keep
}

// Arrive records a call. What it leads to is recorded by Answer.
func (c *Core) Arrive(e *Entry) {
	c.journalMu.Lock()
	c.lastID++
	e.ID = c.lastID
	if c.keep > 0 && len(c.calls) >= 2*c.keep {
		c.calls = append([]*Entry(nil), c.calls[len(c.calls)-c.keep:]...)
	}
	c.calls = append(c.calls, e)
	c.journalMu.Unlock()
	c.Changed()
}

// nextID sets id to the next of those that calls and deliveries share, and returns how many of them are kept.
func (j *journal) nextID(id *int64) (keep int) {
	j.journalMu.Lock()
	defer j.journalMu.Unlock()
	j.lastID++
	*id = j.lastID
	return j.keep
}

// Answer records what a call led to, and what the fake remarks on it. Until learns of it by End.
func (j *journal) Answer(e *Entry, out any, err error, note string) {
	j.journalMu.Lock()
	defer j.journalMu.Unlock()
	e.Output, e.Err, e.Note = out, err, note
}

// Calls returns copies of the calls to the APIs named, or to all.
func (j *journal) Calls(apis []string, ops []string) []Entry {
	j.journalMu.Lock()
	defer j.journalMu.Unlock()
	l := make([]Entry, 0, len(j.calls))
	for _, e := range j.calls {
		if (apis == nil || slices.Contains(apis, e.Service)) && (len(ops) == 0 || slices.Contains(ops, e.Op)) {
			l = append(l, *e)
		}
	}
	return l
}

func (j *journal) reset(apis []string) {
	j.journalMu.Lock()
	defer j.journalMu.Unlock()
	if apis == nil {
		j.calls = nil
		return
	}
	j.calls = slices.DeleteFunc(j.calls, func(e *Entry) bool { return slices.Contains(apis, e.Service) })
}

// String describes a call in a line.
func (e Entry) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %s %s", e.ID, e.Time.Format("15:04:05.000"), e.Service, e.Op)
	if e.Resource != "" {
		b.WriteString(" " + e.Resource)
	}
	if e.Attempt > 1 {
		fmt.Fprintf(&b, " (attempt %d)", e.Attempt)
	}
	switch {
	case e.Err != nil && e.Output != nil:
		fmt.Fprintf(&b, ": took effect, then %v", e.Err)
	case e.Err != nil:
		fmt.Fprintf(&b, ": %v", e.Err)
	case e.Output == nil:
		b.WriteString(": not answered yet")
	}
	if e.Note != "" {
		b.WriteString(" (" + e.Note + ")")
	}
	return b.String()
}
