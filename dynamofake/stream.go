package dynamofake

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A stream is the stream of a table. It outlives its table for as long as its records can be read.
type stream struct {
	table   *table
	label   string
	created time.Time
	shard   string
	view    types.StreamViewType
	enabled bool // guarded by the table's lock
	log     *streamLog
}

// arn is the ARN of a stream, below that of its table.
func (st *stream) arn(t *table) *string { return aws.String(t.arn + "/stream/" + st.label) }

func (st *stream) showsOld() bool {
	return st.view == types.StreamViewTypeOldImage || st.view == types.StreamViewTypeNewAndOldImages
}

func (st *stream) showsNew() bool {
	return st.view == types.StreamViewTypeNewImage || st.view == types.StreamViewTypeNewAndOldImages
}

// startStream gives the table a new stream. The table is locked, or nobody knows it yet.
func (t *table) startStream(view types.StreamViewType) {
	now := t.server.core.Now()
	at := now
	label := func() string { return at.Format("2006-01-02T15:04:05.000") }
	for t.server.streamOf(t.arn+"/stream/"+label()) != nil { // labels are unique also while the clock stands still
		at = at.Add(time.Millisecond)
	}
	st := &stream{table: t, label: label(), created: now, enabled: true, view: view, log: &streamLog{server: t.server},
		shard: fmt.Sprintf("shardId-%020d-%s", now.UnixMilli(), t.server.core.NewHex(4))}
	t.stream = st
	t.server.addStream(st)
	t.watchers = append(t.watchers, func(c change) {
		if st.enabled {
			st.log.append(c)
		}
	})
}

// stopStream ends the stream; its records can still be read.
func (t *table) stopStream() {
	t.stream.enabled = false
	t.stream.log.close()
}

// addStream makes a stream known.
func (s *Server) addStream(st *stream) {
	s.streamMu.Lock()
	defer s.streamMu.Unlock()
	s.streams.Set(*st.arn(st.table), st)
}

// streamOf returns the stream with an ARN, nil if there is none or its last record is gone.
func (s *Server) streamOf(arn string) *stream {
	s.streamMu.Lock()
	defer s.streamMu.Unlock()
	st, _ := s.streams.Get(arn)
	if st != nil && st.expired() {
		s.streams.Delete(arn)
		return nil
	}
	return st
}

// expired reports whether a stream ended so long ago that nothing of it can be read.
func (st *stream) expired() bool {
	st.log.mu.Lock()
	defer st.log.mu.Unlock()
	return st.log.closed && st.log.server.core.Now().Sub(st.log.closedAt) >= streamRetention
}
