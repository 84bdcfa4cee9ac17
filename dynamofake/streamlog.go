package dynamofake

import (
	"fmt"
	"sort"
	"sync"
	"time"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/internal/event"
)

// streamRetention is how long the records of a stream can be read (Developer Guide, DynamoDB Streams).
const streamRetention = 24 * time.Hour

// A streamLog is the records of a stream. It has one shard, of whose records the oldest are dropped when they are 24 hours old.
type streamLog struct {
	server *Server

	mu       sync.Mutex     // guards what follows; a table may be locked before
	records  []streamRecord // numbered without gaps
	last     int64          // number of the newest record there was
	closed   bool           // no more will come
	closedAt time.Time
	watchers map[int]func()
	watched  int // watchers there were
}

// A streamRecord is one change of an item.
type streamRecord struct {
	number int64
	at     time.Time
	id     string
	change
}

// append adds a change. The table is locked.
func (l *streamLog) append(c change) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trim()
	l.last++
	l.records = append(l.records, streamRecord{number: l.last, at: l.server.core.Now(), id: l.server.core.NewHex(16), change: c})
	l.tell()
}

// close says that no more records will come.
func (l *streamLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed, l.closedAt = true, l.server.core.Now()
	l.tell()
}

// tell calls the watchers. The log is locked.
func (l *streamLog) tell() {
	for i := range l.watched { // in the order in which they came
		if f := l.watchers[i]; f != nil {
			f()
		}
	}
}

// trim drops the records that are too old. The log is locked.
func (l *streamLog) trim() {
	oldest := l.server.core.Now().Add(-streamRetention)
	n := sort.Search(len(l.records), func(i int) bool { return l.records[i].at.After(oldest) })
	clear(l.records[:n]) // for the collector; append copies what is left when it has filled the array
	l.records = l.records[n:]
}

// after returns the records behind a number, and whether the log still has all of them. The log is locked.
func (l *streamLog) after(number int64) (records []streamRecord, whole bool) {
	l.trim()
	first := l.last - int64(len(l.records)) // number of the newest record that was dropped
	if number < first {
		return l.records, false
	}
	if number > l.last {
		number = l.last
	}
	return l.records[number-first:], true
}

// sequenceNumber returns the sequence number of a record: 21 digits, as AWS's have.
func sequenceNumber(number int64) string { return fmt.Sprintf("1%020d", number) }

// The change's size is that of its keys and images.
func (r streamRecord) size(st *stream) int64 {
	keys, images := r.images(st)
	n := expr.ItemSize(keys)
	for _, image := range images {
		n += expr.ItemSize(image)
	}
	return int64(n)
}

// images returns the keys of a record, and its old and new image, nil where the view has none.
func (r streamRecord) images(st *stream) (keys expr.Item, images [2]expr.Item) {
	some := r.new
	if some == nil {
		some = r.old
	}
	keys = r.table.keys.of(some.item)
	if st.showsOld() {
		images[0] = r.old.contents()
	}
	if st.showsNew() {
		images[1] = r.new.contents()
	}
	return keys, images
}

// event returns what has happened: INSERT, MODIFY or REMOVE.
func (r streamRecord) event() string {
	switch {
	case r.old == nil:
		return "INSERT"
	case r.new == nil:
		return "REMOVE"
	}
	return "MODIFY"
}

// A feed is a stream as other services read it.
type feed struct{ *stream }

var _ event.Stream = feed{}

func (f feed) ShardID() string { return f.shard }

func (f feed) Read(after int64, limit int) (out []event.StreamRecord, closed bool) {
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	records, _ := f.log.after(after)
	if len(records) > limit {
		return f.events(records[:limit]), false
	}
	return f.events(records), f.log.closed
}

// events returns records as events for Lambda have them.
func (f feed) events(records []streamRecord) (out []event.StreamRecord) {
	for _, r := range records {
		out = append(out, event.StreamRecord{Number: r.number, SequenceNumber: sequenceNumber(r.number), Time: r.at, JSON: f.lambdaEvent(r)})
	}
	return out
}

func (f feed) Position(at time.Time) int64 {
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	f.log.trim()
	n := sort.Search(len(f.log.records), func(i int) bool { return !f.log.records[i].at.Before(at) })
	return f.log.last - int64(len(f.log.records)-n)
}

func (f feed) Latest() int64 {
	f.log.mu.Lock()
	defer f.log.mu.Unlock()
	return f.log.last
}

func (f feed) Watch(fn func()) (stop func()) {
	l := f.log
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.watched
	l.watched++
	if l.watchers == nil {
		l.watchers = map[int]func(){}
	}
	l.watchers[n] = fn
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.watchers, n)
	}
}

// A feeder gives other services the streams of the tables.
type feeder struct{ s *Server }

var _ event.Streamer = feeder{}

func (f feeder) OpenStream(arn string) (event.Stream, error) {
	st := f.s.streamOf(arn)
	if st == nil {
		return nil, event.ErrNoTarget
	}
	return feed{st}, nil
}
