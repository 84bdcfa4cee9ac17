//go:build unix

// Package benchtest is what the fakes' benchmarks share: they measure the CPU time of the process, which tells more than the time does
// where client and server run side by side.
package benchtest

import (
	"syscall"
	"testing"
)

// CPU returns the CPU time that the process has used, in nanoseconds.
func CPU() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it has no cause to fail
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// Run calls op b.N times and reports the CPU time of a call.
func Run(b *testing.B, op func()) {
	before := CPU()
	for range b.N {
		op()
	}
	b.ReportMetric(float64(CPU()-before)/float64(b.N), "cpu-ns/op")
}

// Turn is how often Compare calls each of its functions before it is the other's turn.
const Turn = 50

// Compare runs two functions in turns, so that the machine's mood does not tell them apart, and reports the CPU time of other in terms
// of that of base, and its own.
func Compare(b *testing.B, base, other func()) {
	var spent [2]int64
	for range b.N/Turn + 1 {
		for i, op := range []func(){base, other} {
			before := CPU()
			for range Turn {
				op()
			}
			spent[i] += CPU() - before
		}
	}
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "x")
	b.ReportMetric(float64(spent[1])/float64((b.N/Turn+1)*Turn), "cpu-ns/op")
}
