package main

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
)

// A walker goes through the Go types of a client and, where it has them, the
// schemas, and adds to the api what it lacks.
type walker struct {
	*api
	seen map[visit]bool
}

type visit struct {
	typ   reflect.Type
	shape string
}

// supplement fills in what the SDK knows and the api does not, and takes out
// the operations that the SDK no longer has.
func supplement(a *api, c client) error {
	w := &walker{a, map[visit]bool{}}
	known := map[string]bool{}
	for _, op := range c.calls() {
		known[op.name] = true
		if err := w.operation(op, c); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	maps.DeleteFunc(a.Operations, func(name string, _ *operation) bool { return !known[name] })
	w.errors(c.registry)
	for _, op := range c.calls() {
		if err := a.requireFields(op); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	return nil
}

func (w *walker) operation(call call, c client) error {
	op := w.Operations[call.name]
	if op == nil {
		op = &operation{}
		w.Operations[call.name] = op
	}
	schema, tokens := c.record(call)
	if c.recorder != nil && schema == nil {
		return fmt.Errorf("the client did not show its schema")
	}
	if schema == nil {
		schema = &smithy.OperationSchema{}
	}
	op.HTTP = cmp.Or(op.HTTP, httpOf(schema.Schema))
	if op.HTTP.Method == "" {
		return fmt.Errorf("new operation: the overlay must tell its method and URI")
	}
	w.top(&op.Input, call.in, schema.Input, call.name+"Request")
	w.top(&op.Output, call.out, schema.Output, call.name+"Output")
	if in := w.Shapes[op.Input.Shape]; in != nil {
		in.bindLabels(op.HTTP.RequestURI)
		for _, field := range tokens {
			in.Members[in.memberName(field)].IdempotencyToken = true
		}
	}
	return nil
}

// top walks through an input or output, which it adds where there is none,
// under the schema's name or else the one given.
func (w *walker) top(r *ref, t reflect.Type, schema *smithy.Schema, name string) {
	if r.Shape == "" {
		if schema != nil && !isUnit(schema) {
			name = schema.ID().Name
		} else if len(fields(t)) == 0 {
			return // the operation has none
		}
		r.Shape = w.add(name, &shape{Type: "structure"})
	}
	w.walk(t, schema, r.Shape)
}

// walk compares a shape, and those below it, with a Go type and a schema. Either may be missing.
func (w *walker) walk(t reflect.Type, schema *smithy.Schema, name string) {
	t = indirect(t)
	if w.seen[visit{t, name}] {
		return
	}
	w.seen[visit{t, name}] = true
	s := w.Shapes[name]
	if s.Type == "" { // the overlay gives only some facts
		s.Type = typeShape(t).Type
	}
	switch s.Type {
	case "structure":
		w.structure(t, schema, s)
	case "list":
		w.follow(&s.Member, elem(t), listMember(schema))
	case "map":
		w.follow(&s.Key, key(t), mapKey(schema))
		w.follow(&s.Value, elem(t), mapValue(schema))
	case "string":
		s.addValues(t)
	}
}

// follow gives a member, or an element of a list or map, what it lacks, and walks on into its shape.
func (w *walker) follow(m *member, t reflect.Type, schema *smithy.Schema) {
	if m.Shape == "" {
		m.Shape = w.shapeOf(t, schema)
	}
	if w.Metadata.Protocol == "query" {
		m.nameForQuery(schema)
	}
	w.walk(t, schema, m.Shape)
}

// structure adds the members that a structure lacks, and follows all.
func (w *walker) structure(t reflect.Type, schema *smithy.Schema, s *shape) {
	for _, f := range parts(t, schema) {
		if s.Exception && f.schema == nil { // Message, which many error shapes do not have
			continue
		}
		name := s.memberName(f.name)
		m := s.Members[name]
		if m == nil {
			m = &member{}
			s.setMember(name, m)
			if strings.HasPrefix(w.Metadata.Protocol, "rest") {
				s.bind(name, f.schema)
			}
		}
		if isReader(f.typ) {
			s.Payload, m.Streaming = name, true
		}
		if m.Shape == "" && f.schema == nil {
			m.Shape = w.custom(name, f.typ)
		}
		w.follow(m, f.typ, f.schema)
	}
}

// A part is a field of a Go struct, a member of a schema, or both.
type part struct {
	name   string
	typ    reflect.Type
	schema *smithy.Schema
}

// parts lists the fields of a struct and the members of its schema, by name.
// A union is an interface and an event stream no field at all: of those, only
// schemas know the members.
func parts(t reflect.Type, schema *smithy.Schema) []part {
	var l []part
	for _, f := range fields(t) {
		l = append(l, part{f.Name, f.Type, nil})
	}
	if schema == nil {
		return l
	}
	for name, member := range schema.Members() {
		i := slices.IndexFunc(l, func(p part) bool { return strings.EqualFold(p.name, name) })
		if i < 0 {
			i, l = len(l), append(l, part{})
		}
		l[i].name, l[i].schema = name, member
	}
	slices.SortFunc(l, func(a, b part) int { return cmp.Compare(a.name, b.name) })
	return l
}

// addValues adds the values of an SDK enum, in its order, after those that the api lists.
func (s *shape) addValues(t reflect.Type) {
	if t == nil || t.Kind() != reflect.String {
		return
	}
	values, ok := t.MethodByName("Values")
	if !ok {
		return
	}
	all := values.Func.Call([]reflect.Value{reflect.Zero(t)})[0]
	for i := range all.Len() {
		if v := all.Index(i).String(); !slices.Contains(s.Enum, v) {
			s.Enum = append(s.Enum, v)
		}
	}
}

func (s *shape) setMember(name string, m *member) {
	if s.Members == nil {
		s.Members = map[string]*member{}
	}
	s.Members[name] = m
}
