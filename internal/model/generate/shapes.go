package main

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var kinds = map[string]string{
	"structure": "Structure", "string": "String", "boolean": "Boolean", "integer": "Integer", "long": "Integer",
	"double": "Float", "float": "Float", "blob": "Blob", "timestamp": "Timestamp", "list": "List", "map": "Map",
}

var locations = map[string]string{
	"": "Body", "header": "Header", "headers": "Headers", "querystring": "Query", "uri": "URI", "statusCode": "Status",
}

var times = map[string]string{"iso8601": "TimeISO", "rfc822": "TimeHTTP", "unixTimestamp": "TimeUnix"}

func (w *writer) shape(name string, s *shape) {
	w.printf("{Name: %q, Kind: m.%s", name, w.lookup(kinds, s.Type))
	w.text("Wire", s.LocationName)
	w.flags(fact{"Flattened", s.Flattened}, fact{"Exception", s.Exception}, fact{"Fault", s.Fault}, fact{"Union", s.Union},
		fact{"EventStream", s.EventStream}, fact{"Unwrapped", s.Unwrapped})
	if s.TimestampFormat != "" {
		w.printf(", Time: m.%s", w.lookup(times, s.TimestampFormat))
	}
	if s.XMLNamespace.Prefix != "" {
		w.printf(", NSPrefix: %q, Namespace: %q", s.XMLNamespace.Prefix, s.XMLNamespace.URI)
	}
	w.elements(s)
	w.limits(name, s)
	w.exception(name, s)
	if len(s.Members) > 0 {
		w.printf(", Members: []m.Member{\n")
		for _, member := range sorted(s.Members) {
			w.member(s, member)
		}
		w.printf("}")
	}
	w.printf("},\n")
}

// elements prints what a list or map holds.
func (w *writer) elements(s *shape) {
	switch s.Type {
	case "list":
		wire := s.Member.LocationName
		if wire == "" && !s.Flattened {
			wire = "member"
		}
		w.printf(", Elem: %d", w.ids[s.Member.Shape])
		w.text("ElemWire", wire)
	case "map":
		w.printf(", Key: %d, KeyWire: %q, Elem: %d, ElemWire: %q",
			w.ids[s.Key.Shape], cmp.Or(s.Key.LocationName, "key"), w.ids[s.Value.Shape], cmp.Or(s.Value.LocationName, "value"))
	}
}

func (w *writer) limits(name string, s *shape) {
	if s.Min == nil && s.Max == nil && s.Pattern == "" && len(s.Enum) == 0 {
		return
	}
	w.printf(", Limits: &m.Limits{")
	if s.Min != nil {
		w.printf("HasMin: true, Min: %v,", *s.Min)
	}
	if s.Max != nil {
		w.printf("HasMax: true, Max: %v,", *s.Max)
	}
	if s.Pattern != "" {
		w.pattern(name, s)
	}
	if len(s.Enum) > 0 {
		w.printf("Enum: %#v,", s.Enum)
	}
	w.printf("}")
}

// pattern prints the pattern as messages have it and, where Go's regexp cannot take it, its translation.
func (w *writer) pattern(name string, s *shape) {
	w.printf("Pattern: %q,", s.Pattern)
	if s.Expr != "" {
		w.printf("Expr: %q,", s.Expr)
	}
	if s.Deny != "" {
		w.printf("Deny: %q,", s.Deny)
	}
	for _, expr := range []string{cmp.Or(s.Expr, s.Pattern), s.Deny} {
		if _, err := regexp.Compile(expr); err != nil {
			w.fail("%s needs expr and deny in the overlay: %w", name, err)
		}
	}
}

func (w *writer) exception(name string, s *shape) {
	if !s.Exception {
		return
	}
	status := http.StatusBadRequest
	if s.Fault {
		status = http.StatusInternalServerError
	}
	w.printf(", Error: &m.Error{Code: %q, Status: %d", cmp.Or(s.Error.Code, name), cmp.Or(s.Error.HTTPStatusCode, status))
	w.text("Query", s.Error.queryCode)
	w.printf("}")
}

func (w *writer) member(s *shape, name string) {
	m := s.Members[name]
	target := w.Shapes[m.Shape]
	wire := cmp.Or(m.LocationName, flatName(target, m), name)
	if m.Location == "header" {
		wire = http.CanonicalHeaderKey(wire) // so that net/http need not
	}
	w.printf("{Name: %q, Wire: %q, Shape: %d", name, wire, w.ids[m.Shape])
	if m.Location != "" {
		w.printf(", In: m.%s", w.lookup(locations, m.Location))
	}
	w.flags(fact{"Required", slices.Contains(s.Required, name)}, fact{"Flattened", m.Flattened || target.Flattened},
		fact{"Attribute", m.XMLAttribute}, fact{"Payload", s.Payload == name}, fact{"Streaming", m.Streaming},
		fact{"Idempotency", m.IdempotencyToken}, fact{"EventStream", target.EventStream}, fact{"EventPayload", m.EventPayload})
	w.printf("},\n")
}

// flatName is the element name that a flattened list gives its items.
func flatName(s *shape, m *member) string {
	if s.Type == "list" && (s.Flattened || m.Flattened) {
		return s.Member.LocationName
	}
	return ""
}

// A fact is a constant of model.Flag.
type fact struct {
	name string
	on   bool
}

func (w *writer) flags(all ...fact) {
	var on []string
	for _, f := range all {
		if f.on {
			on = append(on, "m."+f.name)
		}
	}
	if len(on) > 0 {
		w.printf(", Flags: %s", strings.Join(on, "|"))
	}
}

// text prints a field, unless it is empty.
func (w *writer) text(field, value string) {
	if value != "" {
		w.printf(", %s: %q", field, value)
	}
}

func (w *writer) lookup(table map[string]string, key string) string {
	v, ok := table[key]
	if !ok {
		w.fail("unknown %q", key)
	}
	return v
}
