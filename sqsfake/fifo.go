package sqsfake

import "time"

// An order decides which message of a queue is received next. It is told of each message that arrives, leaves, or becomes visible
// or invisible.
type order interface {
	add(*message)
	remove(*message)
	update(*message)

	// next returns the next message to receive, nil if there is none. In one receive, after is the message taken before.
	next(after *message) *message
}

// standardOrder is the order of sending. AWS's is only about that; a fake had better be the same in every run.
type standardOrder struct{ visible line[message] }

func newStandardOrder() order { return &standardOrder{visible: inOrderOfArrival()} }

func (o *standardOrder) add(m *message)               { o.update(m) }
func (o *standardOrder) remove(m *message)            { o.visible.remove(m) }
func (o *standardOrder) next(after *message) *message { return o.visible.first() }

func (o *standardOrder) update(m *message) {
	if m.state == Visible {
		o.visible.push(m)
	} else {
		o.visible.remove(m)
	}
}

// fifoOrder keeps the order within each message group: a message is received only when no message before it in its group is
// hidden. Groups are served in the order in which their first messages became visible, which explains all orders that
// LocalStack's tests validated against AWS.
type fifoOrder struct {
	groups map[string]*group
	free   line[group] // those whose first message is visible
}

// A group is the messages of a FIFO queue with the same MessageGroupId.
type group struct {
	id          string
	first, last *message
	since       time.Time // when the first message became visible
	number      uint64    // of the first message
	free        hook[group]
}

func newFIFOOrder() order {
	return &fifoOrder{groups: map[string]*group{}, free: line[group]{
		hook: func(g *group) *hook[group] { return &g.free },
		before: func(a, b *group) bool {
			if !a.since.Equal(b.since) {
				return a.since.Before(b.since)
			}
			return a.number < b.number
		},
	}}
}

func (o *fifoOrder) add(m *message) {
	g := o.groups[m.groupID]
	if g == nil {
		g = &group{id: m.groupID}
		o.groups[g.id] = g
	}
	m.group = g
	if m.ahead = g.last; m.ahead != nil {
		m.ahead.behind = m
	} else {
		g.first = m
	}
	g.last = m
	o.refresh(g)
}

func (o *fifoOrder) remove(m *message) {
	g := m.group
	if m.ahead != nil {
		m.ahead.behind = m.behind
	} else {
		g.first = m.behind
	}
	if m.behind != nil {
		m.behind.ahead = m.ahead
	} else {
		g.last = m.ahead
	}
	m.ahead, m.behind, m.group = nil, nil, nil
	o.refresh(g)
}

func (o *fifoOrder) update(m *message) { o.refresh(m.group) }

// refresh puts a group into its place after a change.
func (o *fifoOrder) refresh(g *group) {
	m := g.first
	if m != nil && m.state == Visible && g.free.in != nil && g.number == m.number && g.since.Equal(m.visibleAt) {
		return
	}
	o.free.remove(g)
	switch {
	case m == nil:
		delete(o.groups, g.id)
	case m.state == Visible:
		g.since, g.number = m.visibleAt, m.number
		o.free.push(g)
	}
}

// next goes on with the group of the message taken before, as AWS does ("as many messages with the same message group ID as
// possible", Developer Guide, FIFO delivery logic).
func (o *fifoOrder) next(after *message) *message {
	if after != nil && after.behind != nil && after.behind.state == Visible {
		return after.behind
	}
	if g := o.free.first(); g != nil {
		return g.first
	}
	return nil
}
