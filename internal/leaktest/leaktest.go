// Package leaktest fails a package's tests if they leave goroutines behind.
package leaktest

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// Main runs the tests of a package, as its TestMain, and then looks for goroutines that have outlived them.
func Main(m *testing.M) {
	code := m.Run()
	if left := Left(); code == 0 && len(left) > 0 {
		fmt.Fprintf(os.Stderr, "leaktest: %d goroutines are left:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// patience is how often Left lets other goroutines run before it takes one that is about to end for one that stays: net/http ends
// its own a moment after Close.
const patience = 100_000

// Left returns the stacks of the goroutines that are neither the caller's nor of the runtime's or the testing package's own.
func Left() (left []string) {
	for range patience {
		if left = goroutines(); len(left) == 0 {
			return nil
		}
		runtime.Gosched()
	}
	return left
}

func goroutines() (l []string) {
	if runtime.NumGoroutine() == 1 {
		return nil
	}
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	all := strings.Split(strings.TrimSpace(string(buf)), "\n\n")
	own := []string{"testing.(*M).", "testing.tRunner", "testing.(*T).Run", "testing/synctest", "os/signal.", "runtime.goexit0", "testing.runFuzz", "testing.(*F)"}
	for _, g := range all[1:] {
		if !slices.ContainsFunc(own, func(s string) bool { return strings.Contains(g, s) }) {
			l = append(l, g)
		}
	}
	return l
}
