package control

import (
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A Clock is real time plus an offset that a test moves forward. Every timeout, delay, retention, schedule and expiry
// of the fakes obeys it. Inside a [testing/synctest] bubble it is the bubble's time.
//
// A Clock is safe for concurrent use.
type Clock struct{ core *core.Core }

// Now returns the current time, in UTC. Pass it as the time of the code under test where both must agree.
func (c *Clock) Now() time.Time { return c.core.Now() }

// Advance moves the clock forward by d, from one thing that falls due to the next, and at each, and at last, lets everything
// settle as [Panel.Settle] does. So an hour of retries, each set off by the one before, happens in one Advance, and always in the
// same order. A negative d is a mistake. In a bubble, d passes there.
func (c *Clock) Advance(d time.Duration) {
	c.core.Helper()()
	c.core.Advance(d)
}

// AdvanceTo is Advance by the time that is left until t. A t in the past is a mistake.
func (c *Clock) AdvanceTo(t time.Time) {
	c.core.Helper()()
	c.core.AdvanceTo(t)
}

// Freeze stops the clock: from now on only Advance and AdvanceTo move it. In a bubble it is a mistake: there time stands still
// by itself until everything waits.
func (c *Clock) Freeze() {
	c.core.Helper()()
	c.core.Freeze()
}
