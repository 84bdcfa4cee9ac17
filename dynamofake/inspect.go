package dynamofake

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// Put stores items in a table, replacing those with the same key. An item is whatever
// [github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue.MarshalMap] takes, or a map[string]types.AttributeValue. It
// is not recorded and makes no stream record. A table that does not exist, and an item that the table refuses, are mistakes.
func (s *Server) Put(table string, items ...any) {
	s.core.Helper()()
	t := s.find(table)
	if t == nil {
		s.core.Mistake("Put: no table %q", table)
		return
	}
	for n, v := range items {
		if err := t.seed(v); err != nil {
			s.core.Mistake("Put: item %d of %s: %v", n, t.name, said(err))
			return
		}
	}
}

// seed stores an item without anybody being told.
func (t *table) seed(v any) error {
	item, isItem := v.(expr.Item)
	if !isItem {
		var err error
		if item, err = attributevalue.MarshalMap(v); err != nil {
			return err
		}
	}
	r, err := checkPut(item)
	if err != nil {
		return err
	}
	w, err := (&intent{put: r}).on(t)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	c, err := w.try()
	if err == nil {
		t.store(c)
	}
	return err
}

// Items returns the items of a table, ordered by their keys, as values of T: whatever
// [github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue.UnmarshalMap] makes of them, or map[string]types.AttributeValue,
// which are not to be changed. A table that does not exist, and an item that is no T, are mistakes.
func Items[T any](s *Server, table string) []T {
	s.core.Helper()()
	t := s.find(table)
	if t == nil {
		s.core.Mistake("Items: no table %q", table)
		return nil
	}
	all := t.sorted()
	l := make([]T, len(all))
	for i, r := range all {
		if p, ok := any(&l[i]).(*map[string]types.AttributeValue); ok {
			*p = r.item
		} else if err := attributevalue.UnmarshalMap(r.item, &l[i]); err != nil {
			s.core.Mistake("Items: an item of %s is no %T: %v", t.name, l[i], err)
			return nil
		}
	}
	return l
}

// How much of a failing test's tables is shown.
const (
	dumpTables = 20
	dumpItems  = 10
	dumpItem   = 200
)

// dump describes the tables with their first items, as readable JSON.
func (s *Server) dump(w io.Writer) {
	all := s.all()
	for _, t := range all[:min(len(all), dumpTables)] {
		t.dump(w)
	}
	if n := len(all) - dumpTables; n > 0 {
		fmt.Fprintf(w, "(%d more tables)\n", n)
	}
}

func (t *table) dump(w io.Writer) {
	all := t.sorted()
	fmt.Fprintf(w, "table %s: %d items\n", t.name, len(all))
	for _, r := range all[:min(len(all), dumpItems)] {
		text := readable(r.item)
		if len(text) > dumpItem {
			text = text[:dumpItem] + "..."
		}
		fmt.Fprintf(w, "  %s\n", text)
	}
	if n := len(all) - dumpItems; n > 0 {
		fmt.Fprintf(w, "  (%d more)\n", n)
	}
}

// readable is an item as JSON without types: {"id": "1", "total": 12.5}.
func readable(item expr.Item) string {
	b, err := json.Marshal(plain(&types.AttributeValueMemberM{Value: item}))
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// plain is a value as encoding/json takes it: numbers with their digits, sets as lists.
func plain(v expr.Value) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return json.Number(v.Value)
	case *types.AttributeValueMemberB:
		return v.Value
	case *types.AttributeValueMemberBOOL:
		return v.Value
	case *types.AttributeValueMemberSS:
		return v.Value
	case *types.AttributeValueMemberBS:
		return v.Value
	case *types.AttributeValueMemberNS:
		l := make([]json.Number, len(v.Value))
		for i, n := range v.Value {
			l[i] = json.Number(n)
		}
		return l
	case *types.AttributeValueMemberL:
		l := make([]any, len(v.Value))
		for i, e := range v.Value {
			l[i] = plain(e)
		}
		return l
	case *types.AttributeValueMemberM:
		m := make(map[string]any, len(v.Value))
		for name, e := range v.Value {
			m[name] = plain(e)
		}
		return m
	}
	return nil
}
