package event

import (
	"math"
	"time"
)

// A Policy says when a delivery is tried again: after the i-th failed attempt, from 0, in d; not at all unless ok.
type Policy func(i int) (d time.Duration, ok bool)

// Never is the policy of deliveries that are tried once.
func Never(int) (time.Duration, bool) { return 0, false }

// Phases is a policy in the four phases of Amazon SNS: at once, before the back-off, the back-off, after it
// (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html). AWS adds jitter; this does not.
type Phases struct {
	AtOnce, AtMin, Backoffs, AtMax int // how many retries each phase has
	Min, Max                       time.Duration
	Function                       string        // of the back-off: linear, arithmetic, geometric or exponential
	Limit                          time.Duration // of all delays together; 0 is none
}

// Managed is the policy for the targets that AWS runs: queues, functions and delivery streams.
func Managed(i int) (time.Duration, bool) { return managed.Delay(i) }

var managed = Phases{AtOnce: 3, AtMin: 2, Backoffs: 10, AtMax: 100_000, Min: time.Second, Max: 20 * time.Second, Function: "exponential"}

// Delay is the [Policy] of the phases.
func (p Phases) Delay(i int) (time.Duration, bool) {
	if i >= p.AtOnce+p.AtMin+p.Backoffs+p.AtMax {
		return 0, false
	}
	d := p.delay(i)
	if p.Limit > 0 {
		total := d
		for j := range i {
			total += p.delay(j)
		}
		if total > p.Limit {
			return 0, false
		}
	}
	return d, true
}

func (p Phases) delay(i int) time.Duration {
	if i < p.AtOnce {
		return 0
	}
	if i -= p.AtOnce; i < p.AtMin {
		return p.Min
	}
	if i -= p.AtMin; i < p.Backoffs {
		return p.backoff(i)
	}
	return p.Max
}

// backoff is the i-th delay of the back-off, which grows from Min to Max as the function has it. AWS documents the functions by a
// picture only; the formulas are guesses.
func (p Phases) backoff(i int) time.Duration {
	if p.Backoffs == 1 || p.Min >= p.Max {
		return p.Min
	}
	n := float64(p.Backoffs - 1)
	x := float64(i) / n
	switch p.Function {
	case "arithmetic": // each step is longer than the one before by the same time
		x *= (float64(i) + 1) / (n + 1)
	case "geometric": // each delay is a multiple of the one before
		return time.Duration(float64(p.Min) * math.Pow(float64(p.Max)/float64(p.Min), x)).Round(time.Millisecond)
	case "exponential": // each step doubles
		x = (math.Exp2(float64(i)) - 1) / (math.Exp2(n) - 1)
	}
	return p.Min + time.Duration(x*float64(p.Max-p.Min)).Round(time.Millisecond)
}
