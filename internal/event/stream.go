package event

import (
	"fmt"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// A StreamRecord is one record of a Stream.
type StreamRecord struct {
	Number         int64  // position in the stream, from 1
	SequenceNumber string // as the API has it
	Time           time.Time
	JSON           []byte // as an event for Lambda has it; shared, not to be changed
}

// A Stream is a log of records in order, such as that of a DynamoDB table's changes. It has one shard.
type Stream interface {
	ShardID() string

	// Read returns the records behind a position, oldest first, at most limit of them. Those that the log no longer has are passed
	// over. Closed says that no more will come behind those returned.
	Read(after int64, limit int) (l []StreamRecord, closed bool)

	// Position returns the position before the oldest record that is not older than at; that of the oldest record of all if at is
	// zero.
	Position(at time.Time) int64

	// Latest returns the position of the newest record.
	Latest() int64

	// Watch has f called whenever there may be more to read, until stop is called. Locks are held: f must do no more than start
	// work or mark that there is some.
	Watch(f func()) (stop func())
}

// A Streamer is a Target that has streams.
type Streamer interface {
	// OpenStream returns the stream with an ARN, or an error that is an ErrNoTarget.
	OpenStream(arn string) (Stream, error)
}

// Stream returns the stream with an ARN.
func (r *Router) Stream(arn string) (Stream, error) {
	for _, s := range r.Core.Services(core.ServiceOf(arn)) {
		if streamer, ok := s.Target().(Streamer); ok {
			return streamer.OpenStream(arn)
		}
	}
	return nil, fmt.Errorf("%w: this AWS has no streams of %q", ErrNoTarget, arn)
}
