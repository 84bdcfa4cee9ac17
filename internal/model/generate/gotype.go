package main

import (
	"io"
	"reflect"
	"time"

	"github.com/aws/smithy-go/middleware"
)

// fields lists the fields of an SDK struct that are members; none of what is no struct.
func fields(t reflect.Type) []reflect.StructField {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var l []reflect.StructField
	for i := range t.NumField() {
		f := t.Field(i)
		if f.IsExported() && f.Type != reflect.TypeFor[middleware.Metadata]() && f.Name != "ErrorCodeOverride" {
			l = append(l, f)
		}
	}
	return l
}

func indirect(t reflect.Type) reflect.Type {
	if t != nil && t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// elem returns the element type of a list or map, nil of anything else.
func elem(t reflect.Type) reflect.Type {
	if t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map) {
		return t.Elem()
	}
	return nil
}

func key(t reflect.Type) reflect.Type {
	if t != nil && t.Kind() == reflect.Map {
		return t.Key()
	}
	return nil
}

// isReader reports whether t is how the SDK streams a body.
func isReader(t reflect.Type) bool {
	return t == reflect.TypeFor[io.Reader]() || t == reflect.TypeFor[io.ReadCloser]()
}

// typeShape returns the shape of a Go type, without what is below it.
func typeShape(t reflect.Type) *shape {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return &shape{Type: "timestamp"}
	case t == reflect.TypeFor[[]byte](), isReader(t):
		return &shape{Type: "blob"}
	}
	switch t.Kind() {
	case reflect.Bool:
		return &shape{Type: "boolean"}
	case reflect.Int32:
		return &shape{Type: "integer"}
	case reflect.Int64:
		return &shape{Type: "long"}
	case reflect.Float32, reflect.Float64:
		return &shape{Type: "double"}
	case reflect.Slice:
		return &shape{Type: "list"}
	case reflect.Map:
		return &shape{Type: "map"}
	case reflect.Struct:
		return &shape{Type: "structure"}
	case reflect.Interface:
		return &shape{Type: "structure", Union: true}
	}
	return &shape{Type: "string"}
}
