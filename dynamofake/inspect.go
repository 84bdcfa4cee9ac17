package dynamofake

import (
	"fmt"
	"io"
)

// dump describes the tables in a few lines.
func (s *Server) dump(w io.Writer) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for name, t := range s.tables.All() {
		t.mu.RLock()
		fmt.Fprintf(w, "table %s: %d items\n", name, t.items.Len())
		t.mu.RUnlock()
	}
}
