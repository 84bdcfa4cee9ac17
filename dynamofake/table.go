package dynamofake

import (
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/internal/ordered"
)

// A table is one table with its items and indexes.
type table struct {
	server  *Server
	name    string
	arn     string
	id      string
	created time.Time
	keys    keySchema

	mu          sync.RWMutex // guards what follows; several tables are locked in the order of their names
	status      types.TableStatus
	definitions []types.AttributeDefinition
	items       ordered.Map[string, *record] // by position
	size        int64
	indexes     []*index // in the order of their creation
	settings
	stream   *stream // the latest one, nil if there was none
	watchers []watcher
	extras
}

// settings are what a table's owner chooses, beside its keys and indexes.
type settings struct {
	billing         types.BillingMode
	billingChanged  time.Time // to on-demand; zero until the table is active
	capacity        capacity
	protected       bool
	class           types.TableClass
	classChanged    time.Time
	sse             *types.SSEDescription
	replicationMode types.GlobalTableSettingsReplicationMode
}

// tableName returns the name of the table that a TableName means: a name or an ARN. It is "" for the ARN of what is no table here.
func (s *Server) tableName(of string) string {
	rest, isARN := strings.CutPrefix(of, s.core.ARN("dynamodb", "table/"))
	if !isARN {
		if strings.HasPrefix(of, "arn:") {
			return ""
		}
		return of
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// find returns the table that a name or ARN means, nil if there is none.
func (s *Server) find(of string) *table {
	name := s.tableName(of)
	s.mu.RLock()
	defer s.mu.RUnlock()
	t, _ := s.tables.Get(name)
	return t
}

// all returns the tables in the order of their names.
func (s *Server) all() []*table {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := make([]*table, 0, s.tables.Len())
	for _, t := range s.tables.All() {
		l = append(l, t)
	}
	return l
}

// named returns the table of an operation on tables.
func (s *Server) named(of *string) (*table, error) {
	if err := checkTableName(*of); err != nil {
		return nil, err
	}
	if t := s.find(*of); t != nil {
		return t, nil
	}
	return nil, noTable(*of)
}

// holding returns the table of an operation on items.
func (s *Server) holding(of *string) (*table, error) {
	if err := checkTableName(*of); err != nil {
		return nil, err
	}
	if t := s.find(*of); t != nil {
		return t, nil
	}
	return nil, noResource()
}

// usable checks that items can be read and written. The table is locked.
func (t *table) usable() error {
	switch t.status {
	case types.TableStatusCreating, types.TableStatusDeleting:
		return noResource()
	}
	return nil
}

// read calls f with the table locked for reading, if its items can be read.
func (t *table) read(f func() error) error {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if err := t.usable(); err != nil {
		return err
	}
	return f()
}

// write calls f with the table locked, if items can be written.
func (t *table) write(f func() error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.usable(); err != nil {
		return err
	}
	return f()
}

// index returns the index with a name, nil if there is none.
func (t *table) index(name string) *index {
	for _, ix := range t.indexes {
		if ix.name == name {
			return ix
		}
	}
	return nil
}

// hasLocal reports whether the table has local indexes, and so item collections.
func (t *table) hasLocal() bool {
	for _, ix := range t.indexes {
		if !ix.global {
			return true
		}
	}
	return false
}

// checkTableName checks what the model leaves open, since an ARN could stand there too.
func checkTableName(name string) error {
	if strings.HasPrefix(name, "arn:") {
		return nil
	}
	var broken []string
	if !nameCharacters(name) {
		broken = append(broken, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
	}
	if len(name) < 3 {
		broken = append(broken, "Member must have length greater than or equal to 3")
	}
	if len(name) > 255 {
		broken = append(broken, "Member must have length less than or equal to 255")
	}
	for i, constraint := range broken {
		broken[i] = "Value '" + name + "' at 'tableName' failed to satisfy constraint: " + constraint
	}
	switch len(broken) {
	case 0:
		return nil
	case 1:
		return validation("1 validation error detected: %s", broken[0])
	}
	return validation("%d validation errors detected: %s", len(broken), strings.Join(broken, "; "))
}

// nameCharacters reports whether a text has only what names of tables have.
func nameCharacters(name string) bool {
	return !strings.ContainsFunc(name, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.')
	})
}
