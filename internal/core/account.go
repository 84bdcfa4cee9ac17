package core

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// accountCalls is how many of the last calls a failing test logs.
const accountCalls = 20

// Account describes, for a failing test, what happened last and what there is now.
func (c *Core) Account() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", c.atWork())
	calls := c.Calls(nil, nil)
	if n := len(calls) - accountCalls; n > 0 {
		fmt.Fprintf(&b, "(%d earlier calls)\n", n)
		calls = calls[n:]
	}
	for _, e := range calls {
		fmt.Fprintf(&b, "%v\n", e)
	}
	writeUndelivered(&b, c.undelivered())
	for _, i := range c.faults.list() {
		fmt.Fprintf(&b, "fault in force: %v\n", i)
	}
	for _, s := range c.Services() {
		s.Dump(&b)
	}
	return strings.TrimRight(b.String(), "\n")
}

// writeUndelivered writes the last of the deliveries that did not reach their targets.
func writeUndelivered(b *strings.Builder, list []string) {
	if n := len(list) - accountCalls; n > 0 {
		fmt.Fprintf(b, "(%d earlier deliveries that failed or wait)\n", n)
		list = list[n:]
	}
	for _, s := range list {
		fmt.Fprintf(b, "undelivered: %s\n", s)
	}
}

// Report logs the account of a failing test, and writes the whole journal to its ArtifactDir where there is one to keep.
func (c *Core) Report(t testing.TB) {
	if !t.Failed() {
		return
	}
	t.Helper()
	t.Logf("awsfake: %s", c.Account())
	dir, ok := t.(interface{ ArtifactDir() string })
	if !ok || !artifacts() {
		return
	}
	var b strings.Builder
	for _, e := range c.Calls(nil, nil) {
		fmt.Fprintf(&b, "%v\n", e)
	}
	for _, d := range c.Deliveries(nil) {
		fmt.Fprintf(&b, "delivery %v\n", d)
	}
	file := filepath.Join(dir.ArtifactDir(), "awsfake-journal.txt")
	if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
		t.Logf("awsfake: %v", err)
		return
	}
	t.Logf("awsfake: the whole journal is in %s", file)
}

// artifacts reports whether go test was told to keep what tests write to their ArtifactDir.
func artifacts() bool {
	f := flag.Lookup("test.artifacts")
	return f != nil && f.Value.String() == "true"
}
