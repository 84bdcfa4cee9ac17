package main

import (
	"reflect"
	"strings"

	"github.com/aws/smithy-go"
)

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
