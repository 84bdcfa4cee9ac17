package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/smithy-go"
)

// maxDepth ends the search where inputs are recursive; the deepest have five levels.
const maxDepth = 12

// requireFields marks the members that the client itself asks for. It calls
// the operation with inputs filled ever deeper, and reads what the client misses.
func (a *api) requireFields(op call) error {
	for depth := range maxDepth {
		in := reflect.New(op.in)
		deeper := fill(in.Elem(), depth)
		var invalid smithy.InvalidParamsError
		if errors.As(op.try(in), &invalid) {
			for _, err := range invalid.Errs() {
				field := err.(smithy.InvalidParamError).Field()
				_, path, _ := strings.Cut(field, ".") // the first part is the input's own name
				if err := a.requirePath(a.Operations[op.name].Input.Shape, path); err != nil {
					return fmt.Errorf("%s: %w", field, err)
				}
			}
		}
		if !deeper {
			break
		}
	}
	return nil
}

// requirePath marks the last member of a path such as Entries[0].Id, from a shape on.
func (a *api) requirePath(name, path string) error {
	for {
		part, rest, more := strings.Cut(path, ".")
		part, _, _ = strings.Cut(part, "[")
		for a.Shapes[name].Type != "structure" { // into what holds the structure
			s := a.Shapes[name]
			name = s.Member.Shape + s.Value.Shape
		}
		s := a.Shapes[name]
		part = s.memberName(part)
		m := s.Members[part]
		if m == nil {
			return fmt.Errorf("%s has no member %s", name, part)
		}
		if !more {
			s.require(part)
			return nil
		}
		name, path = m.Shape, rest
	}
}

// fill puts an empty element into everything that can hold one, depth levels
// down, and reports whether there is more below.
func fill(v reflect.Value, depth int) (deeper bool) {
	switch t := v.Type(); t.Kind() {
	case reflect.Struct:
		for _, f := range fields(t) {
			deeper = fill(v.FieldByIndex(f.Index), depth) || deeper
		}
		return deeper
	case reflect.Pointer:
		if len(fields(t.Elem())) == 0 {
			return false
		}
		if depth == 0 {
			return true
		}
		v.Set(reflect.New(t.Elem()))
		return fill(v.Elem(), depth-1)
	case reflect.Slice, reflect.Map:
		if depth == 0 {
			return holdsStructs(t)
		}
		e := reflect.New(t.Elem()).Elem()
		deeper = fill(e, depth-1)
		if t.Kind() == reflect.Slice {
			v.Set(reflect.Append(v, e))
			return deeper
		}
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(reflect.ValueOf("key").Convert(t.Key()), e)
		return deeper
	}
	return false
}

func holdsStructs(t reflect.Type) bool {
	for elem(t) != nil {
		t = indirect(elem(t))
	}
	return len(fields(t)) > 0
}
