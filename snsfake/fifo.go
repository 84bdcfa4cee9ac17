package snsfake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// fifoState is what only a FIFO topic has. The topic's lock guards it.
type fifoState struct {
	sequence uint64
	accepted map[string]*publication // in the last five minutes, by what tells duplicates
	oldest   []string                // keys of accepted, in the order of publishing

	archive      []*publication
	archiveSince time.Time

	outgoing []outgoing // what is to be delivered, in order
	draining bool       // a goroutine is at it
}

// An outgoing message is one with those that get it.
type outgoing struct {
	*publication
	to       []recipient
	replayed bool
}

// A recipient is a subscription with the settings that it had when the message was published.
type recipient struct {
	*subscription
	settings *subscriptionSettings
}

// dedupWindow is how long a topic remembers what it has accepted.
const dedupWindow = 5 * time.Minute

// archiveTime is the form of times of archives and replays.
const archiveTime = "2006-01-02T15:04:05.000Z"

// dedupKey tells duplicates: the MessageDeduplicationId, in its group if that is the scope.
func (c *topicSettings) dedupKey(p *publication) string {
	if c.throughput == scopeGroup {
		return p.dedupID + "\x00" + p.groupID
	}
	return p.dedupID
}

// contentID is the deduplication id of a message under ContentBasedDeduplication: of its body, not of its attributes.
func contentID(message string) string {
	sum := sha256.Sum256([]byte(message))
	return hex.EncodeToString(sum[:])
}

// duplicateOf returns the message accepted before that p repeats, nil if there is none. The topic is locked.
func (t *topic) duplicateOf(p *publication) *publication {
	n := 0
	for ; n < len(t.oldest) && !t.accepted[t.oldest[n]].time.Add(dedupWindow).After(p.time); n++ {
		delete(t.accepted, t.oldest[n])
	}
	t.oldest = t.oldest[n:]
	return t.accepted[t.settings.dedupKey(p)]
}

// accept gives a message its place in a FIFO topic. The topic is locked.
func (t *topic) accept(p *publication) {
	t.sequence++
	const base = 10_000_000_000_000_000_000
	p.sequence = strconv.FormatUint(base+t.sequence*1000, 10) // 20 digits and not consecutive, as on AWS
	if t.accepted == nil {
		t.accepted = map[string]*publication{}
	}
	key := t.settings.dedupKey(p)
	t.accepted[key] = p
	t.oldest = append(t.oldest, key)
	if t.settings.archiveDays > 0 {
		t.prune(p.time)
		t.archive = append(t.archive, p)
	}
}

// setArchive sets the ArchivePolicy, {"MessageRetentionPeriod": "30"}: 1 to 365 days. An empty one ends the archive.
func (c *topicSettings) setArchive(v string) error {
	c.archiveText, c.archiveDays = "", 0
	if v == "" || isEmptyObject(v) {
		return nil
	}
	var p struct{ MessageRetentionPeriod json.Number }
	err := strict([]byte(v), &p)
	days, numErr := strconv.Atoi(p.MessageRetentionPeriod.String())
	if err != nil || numErr != nil || days < 1 || days > 365 {
		return errors.New("ArchivePolicy: MessageRetentionPeriod value is invalid") // as cdk-preflight reports it
	}
	c.archiveText, c.archiveDays = v, days
	return nil
}

// archives reports whether the topic keeps an archive.
func (t *topic) archives() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settings.archiveDays > 0
}

// archivedFrom returns the time from which messages can be replayed.
func (t *topic) archivedFrom(now time.Time) time.Time {
	oldest := now.AddDate(0, 0, -t.settings.archiveDays)
	if oldest.Before(t.archiveSince) {
		return t.archiveSince
	}
	return oldest
}

// prune forgets what is too old.
func (t *topic) prune(now time.Time) {
	from, n := t.archivedFrom(now), 0
	for n < len(t.archive) && t.archive[n].time.Before(from) {
		n++
	}
	t.archive = t.archive[n:]
}

// A replayPolicy asks for the archived messages of a time.
type replayPolicy struct{ start, end time.Time }

// parseReplay parses a ReplayPolicy: {"PointType": "Timestamp", "StartingPoint": "2023-04-12T00:00:00.000Z"}, maybe with an
// EndingPoint. The wordings are guesses.
func parseReplay(v string) (*replayPolicy, error) {
	if v == "" || isEmptyObject(v) {
		return nil, nil
	}
	var raw struct{ PointType, StartingPoint, EndingPoint string }
	if err := strict([]byte(v), &raw); err != nil {
		return nil, errors.New("ReplayPolicy: failed to parse JSON.")
	}
	if raw.PointType != "Timestamp" {
		return nil, fmt.Errorf("ReplayPolicy: Invalid PointType [%s]. Please use Timestamp", raw.PointType)
	}
	p := &replayPolicy{}
	var err error
	if p.start, err = time.Parse(time.RFC3339, raw.StartingPoint); err != nil {
		return nil, errors.New("ReplayPolicy: StartingPoint is not a timestamp")
	}
	if raw.EndingPoint != "" {
		if p.end, err = time.Parse(time.RFC3339, raw.EndingPoint); err != nil || p.end.Before(p.start) {
			return nil, errors.New("ReplayPolicy: EndingPoint is not a timestamp after StartingPoint")
		}
	}
	return p, nil
}

// replay has the archived messages that a subscription asks for delivered before those published next. The topic is locked; who
// called drains it.
func (t *topic) replay(sub *subscription, now time.Time) {
	r := sub.settings.replay
	if r == nil {
		sub.replayStatus = ""
		return
	}
	t.prune(now)
	for _, p := range t.archive {
		if !p.time.Before(r.start) && (r.end.IsZero() || !p.time.After(r.end)) {
			t.outgoing = append(t.outgoing, outgoing{p, []recipient{{sub, sub.settings}}, true})
		}
	}
	sub.replayStatus = "Completed" // as soon as the call has been answered
}

// drain delivers what is to be delivered. One goroutine at a time does it, with no lock held, so that messages keep their order and
// what they lead to may publish again.
func (t *topic) drain() {
	if !t.begin() {
		return
	}
	ended := false
	defer func() {
		if !ended { // a target has ended the goroutine
			t.end()
		}
	}()
	for {
		out := t.next()
		if ended = out == nil; ended {
			return
		}
		t.server.deliver(*out)
	}
}

// begin makes the calling goroutine the one that delivers, unless there is one.
func (t *topic) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.draining {
		return false
	}
	t.draining = true
	return true
}

// next takes out what is to be delivered next. When nothing is, it ends the turn of the goroutine and returns nil.
func (t *topic) next() *outgoing {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.outgoing) == 0 {
		t.draining = false
		return nil
	}
	out := t.outgoing[0]
	t.outgoing = t.outgoing[1:]
	return &out
}

func (t *topic) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.draining = false
}
