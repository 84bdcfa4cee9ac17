package sqsfake

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// dedupWindow is how long a FIFO queue remembers what it has accepted, and the results of receives with an attempt id.
const dedupWindow = 5 * time.Minute

// A dedup remembers the messages that a FIFO queue has accepted in the last five minutes, deleted or not.
type dedup struct {
	accepted map[dedupKey]*message
	oldest   []dedupKey // in order of sending
}

// A dedupKey is a MessageDeduplicationId, in its group if that is the scope. So a change of the scope makes the queue forget, as
// the recorded fifo_change_to_regular_throughput_after_creation shows.
type dedupKey struct{ id, group string }

// duplicateOf returns the message accepted before under key, nil if there is none.
func (d *dedup) duplicateOf(key dedupKey, now time.Time) *message {
	n := 0
	for ; n < len(d.oldest) && !d.accepted[d.oldest[n]].sentAt.Add(dedupWindow).After(now); n++ {
		delete(d.accepted, d.oldest[n])
	}
	d.oldest = d.oldest[n:]
	return d.accepted[key]
}

// accept remembers m.
func (d *dedup) accept(key dedupKey, m *message) {
	if d.accepted == nil {
		d.accepted = map[dedupKey]*message{}
	}
	d.accepted[key] = m
	d.oldest = append(d.oldest, key)
}

// dedupKey returns the key of a message with the deduplication id given.
func (c *settings) dedupKey(id, group string) dedupKey {
	if c.dedupScope == scopeGroup {
		return dedupKey{id, group}
	}
	return dedupKey{id: id}
}

// contentID is the deduplication id of a body, without its attributes, under ContentBasedDeduplication.
func contentID(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}
