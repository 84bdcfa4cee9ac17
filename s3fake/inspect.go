package s3fake

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// How much of a failing test's buckets is shown.
const dumpBuckets = 20

// dump describes the buckets in a few lines.
func (s *Server) dump(w io.Writer) {
	s.mu.RLock()
	names := slices.Sorted(maps.Keys(s.buckets))
	s.mu.RUnlock()
	for _, name := range names[:min(len(names), dumpBuckets)] {
		s.view(&name, nil, func(b *bucket) error {
			fmt.Fprintf(w, "bucket %s: %d keys\n", b.name, b.objects.Len())
			return nil
		})
	}
	if n := len(names) - dumpBuckets; n > 0 {
		fmt.Fprintf(w, "(%d more buckets)\n", n)
	}
}
