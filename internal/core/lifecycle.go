package core

// AfterLifecycle calls f when a resource that has begun to change its state is through with it: at once, before it returns, unless
// Options has a Lifecycle, else when that has passed on the clock. The caller answers the state of transition all the same, so that
// without a Lifecycle the next read shows the final one.
//
// The timer, to be stopped if the resource is gone before, is nil if f has been called.
func (c *Core) AfterLifecycle(f func()) *Timer {
	if c.Lifecycle == 0 {
		f()
		return nil
	}
	return c.AfterFunc(c.Now().Add(c.Lifecycle), f)
}
