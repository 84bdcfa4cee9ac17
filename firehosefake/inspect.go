package firehosefake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Batch is what a stream delivered at one time.
type Batch struct {
	Destination string   // such as "s3", "http", "opensearch"
	Target      string   // where it went: an S3 URI, a URL, an ARN
	Records     [][]byte // after transformation; shared, do not modify
	Err         error    // why the destination refused it, and it went to the error output
	Time        time.Time
}

// Batches returns what a stream delivered so far, oldest first. A stream that does not exist is a mistake.
func (s *Server) Batches(stream string) []Batch {
	s.core.Helper()()
	st, err := s.find(&stream)
	if err != nil {
		s.core.Mistake("Batches: no delivery stream %q", stream)
		return nil
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	return slices.Clone(st.batches)
}

// Pending returns how many bytes of records a stream holds in its buffers. A stream that does not exist is a mistake.
func (s *Server) Pending(stream string) int {
	s.core.Helper()()
	st, err := s.find(&stream)
	if err != nil {
		s.core.Mistake("Pending: no delivery stream %q", stream)
		return 0
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.pending
}

// Flush delivers what the buffers of a stream hold, as if their time was up, and returns when that has settled. A stream that does
// not exist is a mistake.
func (s *Server) Flush(ctx context.Context, stream string) {
	s.core.Helper()()
	st, err := s.find(&stream)
	if err != nil {
		s.core.Mistake("Flush: no delivery stream %q", stream)
		return
	}
	for { // once a stage: what leaves the first buffer goes into the next
		st.mu.Lock()
		held := st.pending > 0 && st.dest != nil
		st.flushAll()
		st.unlock()
		s.Settle(ctx)
		if !held || ctx.Err() != nil {
			return
		}
	}
}

// How much of a failing test's streams is shown.
const (
	dumpStreams = 20
	dumpRecords = 5
	dumpData    = 80
)

// dump describes the streams that hold records in a few lines.
func (s *Server) dump(w io.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := dumpStreams
	for name, st := range s.streams.All() {
		st.mu.Lock()
		open := st.open()
		st.mu.Unlock()
		if len(open) == 0 {
			continue
		}
		if left--; left < 0 {
			fmt.Fprintln(w, "and more delivery streams")
			return
		}
		for _, b := range open {
			fmt.Fprintf(w, "delivery stream %s: %d records not delivered\n", name, len(b.records))
			for _, r := range b.records[:min(len(b.records), dumpRecords)] {
				fmt.Fprintf(w, "    %s\n", strings.ToValidUTF8(string(r.data[:min(len(r.data), dumpData)]), "?"))
			}
		}
	}
}

// nameIn returns the name of a stream in its ARN.
func nameIn(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
