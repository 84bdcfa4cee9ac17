package dynamofake

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/ordered"
)

// Items expire on the clock: when it reaches the second that their attribute has, but not in the first minute after they were written.
// AWS takes up to a few days. Items that expired more than five years ago stay (Developer Guide, TTL).
const (
	ttlDelay   = time.Minute
	ttlHorizon = 5 * 365 * 24 * time.Hour
)

// expirer is who deletes expired items (Developer Guide, DynamoDB Streams and TTL).
const expirer principal = "dynamodb.amazonaws.com"

// A ttl is when the items of a table expire.
type ttl struct {
	status    types.TimeToLiveStatus // "" is disabled
	attribute string
	due       ordered.Map[string, string] // by second and position, the position of an item
	timer     *core.Timer
	timerAt   time.Time
}

// updateTimeToLive turns expiry on or off. To turn on what is on is an error.
func (s *Server) updateTimeToLive(_ context.Context, in *dynamodb.UpdateTimeToLiveInput) (*dynamodb.UpdateTimeToLiveOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	spec := in.TimeToLiveSpecification
	enable := *spec.Enabled
	err = t.write(func() error {
		on := t.ttl.status == types.TimeToLiveStatusEnabled || t.ttl.status == types.TimeToLiveStatusEnabling
		switch {
		case enable && on && t.ttl.attribute != *spec.AttributeName:
			return validation("TimeToLive is active on a different AttributeName: current AttributeName is %s", t.ttl.attribute)
		case enable && on:
			return validation("TimeToLive is already enabled")
		case !enable && !on:
			return validation("TimeToLive is already disabled")
		case !enable && t.ttl.attribute != *spec.AttributeName:
			return validation("TimeToLive is active on a different AttributeName: current AttributeName is %s", t.ttl.attribute)
		}
		t.setTTL(enable, *spec.AttributeName)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.core.AfterLifecycle(t.settleTTL)
	return &dynamodb.UpdateTimeToLiveOutput{TimeToLiveSpecification: spec}, nil
}

// describeTimeToLive tells whether items expire.
func (s *Server) describeTimeToLive(_ context.Context, in *dynamodb.DescribeTimeToLiveInput) (*dynamodb.DescribeTimeToLiveOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.status == types.TableStatusCreating || t.status == types.TableStatusDeleting {
		return nil, validation("Cannot describe time to live while table is in %[1]s state: Current table state is %[1]s", t.status)
	}
	d := &types.TimeToLiveDescription{TimeToLiveStatus: t.ttl.status}
	if d.TimeToLiveStatus == "" {
		d.TimeToLiveStatus = types.TimeToLiveStatusDisabled
	} else {
		d.AttributeName = aws.String(t.ttl.attribute)
	}
	return &dynamodb.DescribeTimeToLiveOutput{TimeToLiveDescription: d}, nil
}

// setTTL begins to let items expire, or to stop it. The table is locked.
func (t *table) setTTL(enable bool, attribute string) {
	t.server.core.Stop(t.ttl.timer)
	t.ttl.timer, t.ttl.due = nil, ordered.Map[string, string]{}
	if !enable {
		t.ttl.status = types.TimeToLiveStatusDisabling
		return
	}
	t.ttl.status, t.ttl.attribute = types.TimeToLiveStatusEnabling, attribute
	for key, r := range t.items.All() {
		t.schedule(key, r)
	}
	t.setExpiryTimer()
}

// settleTTL ends what setTTL has begun.
func (t *table) settleTTL() {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch t.ttl.status {
	case types.TimeToLiveStatusEnabling:
		t.ttl.status = types.TimeToLiveStatusEnabled
	case types.TimeToLiveStatusDisabling:
		t.ttl.status, t.ttl.attribute = "", ""
	}
}

// expiry returns the second in which an item expires; ok is false if it does not, or its time is long past.
func (t *table) expiry(r *record) (second int64, ok bool) {
	if r == nil {
		return 0, false
	}
	n, isNumber := r.item[t.ttl.attribute].(*types.AttributeValueMemberN)
	if !isNumber {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || f < 0 || f > 1e12 {
		return 0, false
	}
	second = int64(f)
	return second, t.server.core.Now().Sub(time.Unix(second, 0)) < ttlHorizon
}

// followExpiry keeps what is due in step with a change, if items expire. The table is locked.
func (t *table) followExpiry(c change) {
	if t.ttl.status != types.TimeToLiveStatusEnabled && t.ttl.status != types.TimeToLiveStatusEnabling {
		return
	}
	if second, ok := t.expiry(c.old); ok {
		t.ttl.due.Delete(dueKey(second, c.key))
	}
	t.schedule(c.key, c.new)
	t.setExpiryTimer()
}

func dueKey(second int64, position string) string { return fmt.Sprintf("%013d", second) + position }

// schedule notes when an item expires. The table is locked.
func (t *table) schedule(position string, r *record) {
	if second, ok := t.expiry(r); ok {
		t.ttl.due.Set(dueKey(second, position), position)
	}
}

// setExpiryTimer sets the timer to the item that expires first, if it is not set to an earlier time. The table is locked.
func (t *table) setExpiryTimer() {
	c := t.server.core
	for due := range t.ttl.due.All() {
		second, err := strconv.ParseInt(due[:13], 10, 64)
		if err != nil {
			panic(err) // dueKey has made it
		}
		at, soonest := time.Unix(second, 0), c.Now().Add(ttlDelay)
		if at.Before(soonest) {
			at = soonest
		}
		if t.ttl.timer == nil || at.Before(t.ttl.timerAt) {
			c.Stop(t.ttl.timer)
			t.ttl.timerAt = at
			t.ttl.timer = c.AfterFunc(at, func() { c.Go(func(context.Context) { t.expire(at) }) })
		}
		return
	}
}

// expire deletes the items that have expired.
func (t *table) expire(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ttl.timer == nil || !t.ttl.timerAt.Equal(at) || t.status == types.TableStatusDeleting {
		return
	}
	t.ttl.timer = nil
	now := dueKey(t.server.core.Now().Unix()+1, "")
	var positions []string
	for due, position := range t.ttl.due.All() {
		if due >= now {
			break
		}
		positions = append(positions, position)
	}
	for _, position := range positions {
		if old, ok := t.items.Get(position); ok {
			t.commit(change{table: t, key: position, old: old, by: expirer})
		}
	}
	t.setExpiryTimer()
}
