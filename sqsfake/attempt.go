package sqsfake

import "time"

// attempts are the receives of a FIFO queue that can be repeated with their ReceiveRequestAttemptId, for five minutes.
type attempts struct {
	made   map[string]*attempt
	oldest []*attempt
}

type attempt struct {
	id  string
	at  time.Time
	got []receipt
}

func (a *attempts) remember(id string, got []receipt, now time.Time) {
	if a.made == nil {
		a.made = map[string]*attempt{}
	}
	one := &attempt{id, now, got}
	a.made[id] = one
	a.oldest = append(a.oldest, one)
}

// find returns the receive with an id, nil if there is none.
func (a *attempts) find(id string, now time.Time) *attempt {
	for len(a.oldest) > 0 && !a.oldest[0].at.Add(dedupWindow).After(now) {
		if old := a.oldest[0]; a.made[old.id] == old {
			delete(a.made, old.id)
		}
		a.oldest = a.oldest[1:]
	}
	return a.made[id]
}

// repeat answers a receive that was made before: with the same messages and receipt handles, hidden anew from now on. It is nil
// if there was none, or if the messages are visible again; an error if they were deleted or their visibility changed
// (API reference; the wording is from github.com/aws/aws-sdk-java/issues/2613).
func (q *queue) repeat(p *poll, now time.Time) ([]receipt, error) {
	a := q.attempts.find(p.attempt, now)
	if a == nil {
		return nil, nil
	}
	for _, r := range a.got {
		m := r.message
		if q.messages[m.number] != m || m.receipt != r.delivery.receipt || m.changes > 0 {
			return nil, invalidValue(p.attempt, "ReceiveRequestAttemptId", "The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.")
		}
		if m.state != InFlight {
			return nil, nil
		}
	}
	for _, r := range a.got {
		q.hide(r.message, now.Add(p.visibility), now)
	}
	return a.got, nil
}
