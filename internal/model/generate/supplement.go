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
	isNew := op.Input.Shape == "" && op.Output.Shape == ""
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
	if isNew {
		op.Input.Shape = w.top(call.in, schema.Input, call.name+"Request")
		op.Output.Shape = w.top(call.out, schema.Output, call.name+"Output")
	}
	if op.Input.Shape != "" {
		w.walk(call.in, schema.Input, op.Input.Shape)
		w.Shapes[op.Input.Shape].bindLabels(op.HTTP.RequestURI)
	}
	if op.Output.Shape != "" {
		w.walk(call.out, schema.Output, op.Output.Shape)
	}
	for _, field := range tokens {
		s := w.Shapes[op.Input.Shape]
		s.Members[s.memberName(field)].IdempotencyToken = true
	}
	return nil
}

// top returns the shape of an input or output, made where there is none; none if it is empty.
func (w *walker) top(t reflect.Type, schema *smithy.Schema, name string) string {
	if schema != nil && !isUnit(schema) {
		return w.add(cmp.Or(schema.ID().Name, name), &shape{Type: "structure"})
	}
	if len(fields(t)) == 0 {
		return ""
	}
	return w.add(name, &shape{Type: "structure"})
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
		w.element(elem(t), listMember(schema), &s.Member)
	case "map":
		w.element(key(t), mapKey(schema), &s.Key)
		w.element(elem(t), mapValue(schema), &s.Value)
	case "string":
		s.addValues(t)
	}
}

// element walks into a list or map, and takes its names in the query protocol.
func (w *walker) element(t reflect.Type, schema *smithy.Schema, m *member) {
	w.complete(m, t, schema)
	w.walk(t, schema, m.Shape)
}

func (w *walker) structure(t reflect.Type, schema *smithy.Schema, s *shape) {
	for _, f := range w.parts(t, schema) {
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
		w.element(f.typ, f.schema, m)
	}
}

// custom returns the shape that most members of that name have: a new
// operation's Key is an ObjectKey like the others. Enums and structures have a
// name of their own, and get none.
func (w *walker) custom(name string, t reflect.Type) string {
	t = indirect(t)
	want := typeShape(t).Type
	if t.PkgPath() != "" && want != "timestamp" || want == "list" || want == "map" {
		return ""
	}
	count := map[string]int{}
	for _, s := range w.Shapes {
		if m := s.Members[name]; m != nil && m.Shape != "" && w.Shapes[m.Shape].Type == want {
			count[m.Shape]++
		}
	}
	best := ""
	for _, shape := range sorted(count) {
		if count[shape] > count[best] {
			best = shape
		}
	}
	return best
}

// complete gives a member what it still lacks: a shape and, in the query protocol, a name.
func (w *walker) complete(m *member, t reflect.Type, schema *smithy.Schema) {
	if m.Shape == "" {
		m.Shape = w.shapeOf(t, schema)
	}
	if w.Metadata.Protocol == "query" {
		m.nameForQuery(schema)
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
func (w *walker) parts(t reflect.Type, schema *smithy.Schema) []part {
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

// shapeOf returns the name of a value's shape, which it adds where there is none.
func (w *walker) shapeOf(t reflect.Type, schema *smithy.Schema) string {
	if schema != nil {
		return w.add(schema.TargetID().Name, schemaShape(schema))
	}
	t = indirect(t)
	s := typeShape(t)
	name := t.Name()
	switch s.Type {
	case "list":
		s.Member.Shape = w.shapeOf(t.Elem(), nil)
		name = s.Member.Shape + "List"
	case "map":
		s.Key.Shape, s.Value.Shape = w.shapeOf(t.Key(), nil), w.shapeOf(t.Elem(), nil)
		name = s.Value.Shape + "Map"
	case "structure":
	default:
		if t.PkgPath() == "" || s.Type != "string" { // not an enum
			name = w.plain(s.Type)
		}
	}
	return w.add(name, s)
}

// plain returns a name for shapes of that type without constraints.
func (w *walker) plain(typ string) string {
	name := strings.ToUpper(typ[:1]) + typ[1:]
	if s := w.Shapes[name]; s != nil && !reflect.DeepEqual(s, &shape{Type: typ}) {
		return "Plain" + name
	}
	return name
}

// add adds a shape, unless there is one of that name.
func (w *walker) add(name string, s *shape) string {
	if w.Shapes[name] == nil {
		w.Shapes[name] = s
	}
	return name
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
