package memorydbfake

import (
	"fmt"
	"io"
	"strings"
)

// dumpLines is how many clusters of a failing test are shown.
const dumpLines = 20

// dump describes the clusters in a few lines.
func (s *Server) dump(w io.Writer) {
	s.mu.Lock()
	defer s.unlock()
	left := dumpLines
	for name, c := range s.state.clusters.All() {
		if left--; left < 0 {
			fmt.Fprintf(w, "and %d more clusters\n", s.state.clusters.Len()-dumpLines)
			return
		}
		at := "no engine"
		if c.running != nil {
			at = fmt.Sprintf("%s:%d", c.running.host, c.running.port)
		}
		fmt.Fprintf(w, "cluster %s: %s, %s %s, %d shards of %d nodes, %s, users %s\n", name, c.status, c.engine, c.version, len(c.shards), len(c.shards[0].nodes), at,
			strings.Join(s.usersOf(c), ", "))
	}
}
