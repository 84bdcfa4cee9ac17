package model_test

import (
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go/middleware"

	"github.com/awsfake/awsfake/internal/model"
)

func TestEveryOperationOfTheSDKHasARow(t *testing.T) {
	for _, svc := range services() {
		ops := svc.operations()
		for _, op := range ops {
			if svc.api.Operation(op.name) == nil {
				t.Errorf("%s: no operation %s", svc.table, op.name)
			}
		}
		if len(ops) != len(svc.api.Operations) {
			t.Errorf("%s: %d rows for %d operations of the SDK", svc.table, len(svc.api.Operations), len(ops))
		}
		t.Logf("%s: %d operations", svc.table, len(ops))
	}
}

func TestEveryMemberAndEnumValueOfTheSDKIsInTheTables(t *testing.T) {
	for _, svc := range services() {
		t.Run(svc.table, func(t *testing.T) {
			c := &census{T: t, api: svc.api, seen: map[visit]bool{}, enums: map[reflect.Type]bool{}}
			for _, op := range svc.operations() {
				if row := svc.api.Operation(op.name); row != nil {
					c.visit(op.in, row.Input)
					c.visit(op.out, row.Output)
				}
			}
			t.Logf("%d structures, %d members, %d enums, %d enum values", c.structs, c.members, len(c.enums), c.values)
		})
	}
}

// A census compares the types of the SDK with the shapes of a table.
type census struct {
	*testing.T
	api                      *model.API
	seen                     map[visit]bool
	enums                    map[reflect.Type]bool
	structs, members, values int
}

type visit struct {
	typ   reflect.Type
	shape model.ShapeID
}

func (c *census) visit(t reflect.Type, id model.ShapeID) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if c.seen[visit{t, id}] {
		return
	}
	c.seen[visit{t, id}] = true
	s := &c.api.Shapes[id]
	kind := kindOf(t)
	if s.Kind != kind {
		c.Errorf("%s is of kind %d, shape %s of kind %d", t, kind, s.Name, s.Kind)
		return
	}
	switch kind {
	case model.String:
		c.enum(t, s)
	case model.List:
		c.visit(t.Elem(), s.Elem)
	case model.Map:
		c.visit(t.Key(), s.Key)
		c.visit(t.Elem(), s.Elem)
	case model.Structure:
		c.structure(t, s)
	}
}

func (c *census) structure(t reflect.Type, s *model.Shape) {
	c.structs++
	if t.Kind() == reflect.Interface {
		c.union(t, s)
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() || f.Type == reflect.TypeFor[middleware.Metadata]() {
			continue
		}
		c.members++
		if m := find(s, f.Name); m != nil {
			c.visit(f.Type, m.Shape)
		} else {
			c.Errorf("%s.%s is not in shape %s", t, f.Name, s.Name)
		}
	}
	for _, m := range s.Members { // an event stream is no field
		if m.Flags.Has(model.EventStream) {
			c.visit(eventStream(c.T, t, c.api.Shapes[m.Shape].Name), m.Shape)
		}
	}
}

func (c *census) union(t reflect.Type, s *model.Shape) {
	if unions[t] == nil {
		c.Errorf("the members of the union %s are not known", t)
	}
	for _, u := range unions[t] {
		c.members++
		v := reflect.TypeOf(u).Elem()
		_, name, _ := strings.Cut(v.Name(), "Member")
		if m := find(s, name); m != nil {
			c.visit(v.Field(0).Type, m.Shape)
		} else {
			c.Errorf("%s.%s is not in shape %s", t, name, s.Name)
		}
	}
}

func (c *census) enum(t reflect.Type, s *model.Shape) {
	values, ok := t.MethodByName("Values")
	if !ok {
		return
	}
	c.enums[t] = true
	all := values.Func.Call([]reflect.Value{reflect.Zero(t)})[0]
	for i := range all.Len() {
		c.values++
		if v := all.Index(i).String(); s.Limits == nil || !slices.Contains(s.Limits.Enum, v) {
			c.Errorf("%s %q is not in shape %s", t, v, s.Name)
		}
	}
}

// eventStream returns the union behind an event stream, by its name.
func eventStream(t *testing.T, output reflect.Type, name string) reflect.Type {
	for u := range unions {
		if u.Name() == name && strings.HasPrefix(u.PkgPath(), output.PkgPath()) {
			return u
		}
	}
	t.Fatalf("the members of the event stream %s are not known", name)
	return nil
}

// kindOf returns the kind of shape that a Go type stands for.
func kindOf(t reflect.Type) model.Kind {
	switch t {
	case reflect.TypeFor[time.Time]():
		return model.Timestamp
	case reflect.TypeFor[io.Reader](), reflect.TypeFor[io.ReadCloser](), reflect.TypeFor[[]byte]():
		return model.Blob
	}
	return map[reflect.Kind]model.Kind{
		reflect.String: model.String, reflect.Bool: model.Boolean, reflect.Int32: model.Integer, reflect.Int64: model.Integer,
		reflect.Float32: model.Float, reflect.Float64: model.Float, reflect.Slice: model.List, reflect.Map: model.Map,
		reflect.Struct: model.Structure, reflect.Interface: model.Structure,
	}[t.Kind()]
}
