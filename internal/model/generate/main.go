// Command generate turns the API models into static Go tables.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"log"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

type api struct {
	Metadata struct {
		Protocol, JSONVersion, TargetPrefix, XMLNamespace string
	}
	Operations map[string]*operation
	Shapes     map[string]*shape
}

type operation struct {
	HTTP struct {
		Method, RequestURI string
		ResponseCode       int
	}
	Input, Output ref
	Errors        []ref
}

type ref struct {
	Shape, LocationName string
}

type shape struct {
	Type, LocationName, Payload, Pattern, TimestampFormat      string
	Expr, Deny                                                 string // overlay: Pattern in Go's syntax, and what it looks ahead for
	Members                                                    map[string]*member
	Required, Enum                                             []string
	Member, Key, Value                                         member
	Min, Max                                                   *float64
	Flattened, Exception, Fault, Union, EventStream, Unwrapped bool
	XMLNamespace                                               struct{ Prefix, URI string }
	Error                                                      struct {
		Code           string
		HTTPStatusCode int
	}
	query string // the code of the service's old query protocol
}

type member struct {
	Shape, Location, LocationName, TimestampFormat       string
	Flattened, XMLAttribute, Streaming, IdempotencyToken bool
	XMLNamespace                                         struct{ URI string }
}

func main() {
	models := flag.String("models", "", "directory of the API models")
	overlay := flag.String("overlay", "", "directory of hand-written additions to them")
	out := flag.String("out", "", "directory that gets one package a service")
	flag.Parse()
	files, err := filepath.Glob(filepath.Join(*models, "*.json"))
	if err != nil || len(files) == 0 {
		log.Fatalf("no models in %q: %v", *models, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		var a api
		read(file, &a)
		if extra := filepath.Join(*overlay, name+".json"); exists(extra) {
			read(extra, &a) // maps merge per operation, shape and member
		}
		a.addErrors(name)
		dir := filepath.Join(*out, name+"model")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			log.Fatal(err)
		}
		src := (&generator{api: &a, name: name}).generate()
		if err := os.WriteFile(filepath.Join(dir, "tables.go"), src, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

func exists(file string) bool { _, err := os.Stat(file); return err == nil }

func read(file string, a *api) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = a.merge(data)
	}
	if err != nil {
		log.Fatalf("%s: %v", file, err)
	}
}

// merge decodes data over what is there, member by member.
func (a *api) merge(data []byte) error {
	var doc struct {
		Metadata   json.RawMessage
		Operations map[string]json.RawMessage
		Shapes     map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	if doc.Metadata != nil {
		if err := json.Unmarshal(doc.Metadata, &a.Metadata); err != nil {
			return err
		}
	}
	if a.Operations == nil {
		a.Operations, a.Shapes = map[string]*operation{}, map[string]*shape{}
	}
	for name, raw := range doc.Operations {
		if string(raw) == "null" { // superseded
			delete(a.Operations, name)
			continue
		}
		if a.Operations[name] == nil {
			a.Operations[name] = &operation{}
		}
		if err := json.Unmarshal(raw, a.Operations[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, raw := range doc.Shapes {
		if a.Shapes[name] == nil {
			a.Shapes[name] = &shape{}
		}
		if err := json.Unmarshal(raw, a.Shapes[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

type generator struct {
	*api
	name string
	ids  map[string]int
	buf  bytes.Buffer
}

func (g *generator) printf(format string, args ...any) { fmt.Fprintf(&g.buf, format, args...) }

func (g *generator) generate() []byte {
	// Only what an operation reaches; an error shape is reached through its operation.
	g.ids = map[string]int{"": 0}
	names := []string{""}
	var visit func(name string)
	visit = func(name string) {
		if _, seen := g.ids[name]; seen {
			return
		}
		s := g.Shapes[name]
		if s == nil {
			log.Fatalf("%s: no shape %q", g.name, name)
		}
		g.ids[name] = len(names)
		names = append(names, name)
		for _, m := range sorted(s.Members) {
			visit(s.Members[m].Shape)
		}
		visit(s.Member.Shape)
		visit(s.Key.Shape)
		visit(s.Value.Shape)
	}
	ops := sorted(g.Operations)
	for _, name := range ops {
		op := g.Operations[name]
		visit(op.Input.Shape)
		visit(op.Output.Shape)
		for _, e := range op.Errors {
			visit(e.Shape)
		}
	}
	for _, name := range sorted(g.Shapes) { // errors that no operation lists
		if g.Shapes[name].Exception {
			visit(name)
		}
	}
	if g.Metadata.XMLNamespace == "" {
		for _, s := range g.Shapes {
			for _, m := range s.Members {
				g.Metadata.XMLNamespace = cmp.Or(g.Metadata.XMLNamespace, m.XMLNamespace.URI)
			}
		}
	}

	g.printf("// Code generated from the API model. DO NOT EDIT.\n\n")
	g.printf("// Package %smodel is the wire table of the service %s.\npackage %smodel\n\n", g.name, g.name, g.name)
	g.printf("import m \"github.com/awsfake/awsfake/internal/model\"\n\n")
	g.printf("// API describes the service.\nvar API = m.API{Name: %q, Protocol: %q, JSONVersion: %q, TargetPrefix: %q, Namespace: %q, Operations: operations, Shapes: shapes, Literals: %#v}\n\n",
		g.name, g.Metadata.Protocol, g.Metadata.JSONVersion, g.Metadata.TargetPrefix, g.Metadata.XMLNamespace, g.literals())
	g.printf("var operations = []m.Operation{\n")
	for _, name := range ops {
		g.operation(name)
	}
	g.printf("}\n\nvar shapes = []m.Shape{\n{},\n")
	for _, name := range names[1:] {
		g.shape(name, g.Shapes[name])
	}
	g.printf("}\n")
	src, err := format.Source(g.buf.Bytes())
	if err != nil {
		log.Fatalf("%s: %v", g.name, err)
	}
	return src
}

func (g *generator) operation(name string) {
	op := g.Operations[name]
	if in := op.Input; in.LocationName != "" {
		g.Shapes[in.Shape].LocationName = in.LocationName
	}
	path, query := splitURI(op.HTTP.RequestURI)
	g.printf("{Name: %q, Method: %q, Status: %d, Input: %d, Output: %d", name, op.HTTP.Method, max(op.HTTP.ResponseCode, 0), g.ids[op.Input.Shape], g.ids[op.Output.Shape])
	if strings.HasPrefix(g.Metadata.Protocol, "rest") {
		g.printf(", Path: %#v", path)
		g.params("Query", query)
		g.params("Needs", g.needs(name))
	}
	if len(op.Errors) > 0 {
		g.printf(", Errors: []m.ShapeID{")
		for _, e := range op.Errors {
			g.printf("%d,", g.ids[e.Shape])
		}
		g.printf("}")
	}
	g.printf("},\n")
}

type param struct {
	name, value string
	header      bool
}

func (g *generator) params(field string, l []param) {
	if len(l) == 0 {
		return
	}
	g.printf(", %s: []m.Param{", field)
	for _, p := range l {
		g.printf("{Name: %q, Value: %q, Header: %v},", p.name, p.value, p.header)
	}
	g.printf("}")
}

func (g *generator) literals() []string {
	names := map[string]bool{}
	for _, op := range g.Operations {
		_, query := splitURI(op.HTTP.RequestURI)
		for _, p := range query {
			if p.value == "" {
				names[p.name] = true
			}
		}
	}
	return sorted(names)
}

// needs lists the required parameters of an operation that shares its method,
// path and literals with another: PutObject, UploadPart and CopyObject.
func (g *generator) needs(name string) []param {
	op := g.Operations[name]
	alone := true
	for other, o := range g.Operations {
		if other != name && sameRoute(o, op) {
			alone = false
		}
	}
	if alone || op.Input.Shape == "" {
		return nil
	}
	var l []param
	in := g.Shapes[op.Input.Shape]
	for _, n := range in.Required {
		switch m := in.Members[n]; m.Location {
		case "querystring":
			l = append(l, param{m.LocationName, "", false})
		case "header":
			l = append(l, param{http.CanonicalHeaderKey(m.LocationName), "", true})
		}
	}
	return l
}

func sameRoute(a, b *operation) bool {
	pa, qa := splitURI(a.HTTP.RequestURI)
	pb, qb := splitURI(b.HTTP.RequestURI)
	if a.HTTP.Method != b.HTTP.Method || len(pa) != len(pb) || !slices.Equal(qa, qb) {
		return false
	}
	for i := range pa {
		if pa[i] != pb[i] && !(strings.HasPrefix(pa[i], "{") && strings.HasPrefix(pb[i], "{")) {
			return false
		}
	}
	return true
}

func splitURI(uri string) (path []string, query []param) {
	p, q, _ := strings.Cut(uri, "?")
	for seg := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if seg != "" {
			path = append(path, seg)
		}
	}
	for kv := range strings.SplitSeq(q, "&") {
		if k, v, _ := strings.Cut(kv, "="); k != "" && k != "x-id" {
			query = append(query, param{k, v, false})
		}
	}
	return path, query
}

var kinds = map[string]string{
	"structure": "Structure", "string": "String", "boolean": "Boolean", "integer": "Integer", "long": "Integer",
	"double": "Float", "float": "Float", "blob": "Blob", "timestamp": "Timestamp", "list": "List", "map": "Map",
}

var locations = map[string]string{
	"": "Body", "header": "Header", "headers": "Headers", "querystring": "Query", "uri": "URI", "statusCode": "Status",
}

var times = map[string]string{"": "TimeDefault", "iso8601": "TimeISO", "rfc822": "TimeHTTP", "unixTimestamp": "TimeUnix"}

func (g *generator) shape(name string, s *shape) {
	g.printf("{Name: %q, Kind: m.%s", name, lookup(kinds, s.Type))
	if s.LocationName != "" {
		g.printf(", Wire: %q", s.LocationName)
	}
	g.flags(flags{"Flattened": s.Flattened, "Exception": s.Exception, "Fault": s.Fault, "Union": s.Union, "EventStream": s.EventStream, "Unwrapped": s.Unwrapped})
	if s.TimestampFormat != "" {
		g.printf(", Time: m.%s", lookup(times, s.TimestampFormat))
	}
	if s.XMLNamespace.Prefix != "" {
		g.printf(", NSPrefix: %q, Namespace: %q", s.XMLNamespace.Prefix, s.XMLNamespace.URI)
	}
	switch s.Type {
	case "list":
		wire := s.Member.LocationName
		if wire == "" && !s.Flattened {
			wire = "member"
		}
		g.printf(", Elem: %d, ElemWire: %q", g.ids[s.Member.Shape], wire)
	case "map":
		g.printf(", Key: %d, KeyWire: %q, Elem: %d, ElemWire: %q", g.ids[s.Key.Shape], cmp.Or(s.Key.LocationName, "key"), g.ids[s.Value.Shape], cmp.Or(s.Value.LocationName, "value"))
	}
	if s.Min != nil || s.Max != nil || s.Pattern != "" || len(s.Enum) > 0 {
		g.printf(", Limits: &m.Limits{")
		if s.Min != nil {
			g.printf("HasMin: true, Min: %v,", *s.Min)
		}
		if s.Max != nil {
			g.printf("HasMax: true, Max: %v,", *s.Max)
		}
		if s.Pattern != "" {
			g.pattern(name, s)
		}
		if len(s.Enum) > 0 {
			g.printf("Enum: %#v,", s.Enum)
		}
		g.printf("}")
	}
	if s.Exception {
		status := http.StatusBadRequest
		if s.Fault {
			status = http.StatusInternalServerError
		}
		g.printf(", Error: &m.Error{Code: %q, Status: %d, Query: %q}", cmp.Or(s.Error.Code, name), cmp.Or(s.Error.HTTPStatusCode, status), s.query)
	}
	if len(s.Members) > 0 {
		g.printf(", Members: []m.Member{\n")
		for _, name := range sorted(s.Members) {
			m := s.Members[name]
			wire := cmp.Or(m.LocationName, flatName(g.Shapes[m.Shape], m), name)
			if m.Location == "header" {
				wire = http.CanonicalHeaderKey(wire) // so that net/http need not
			}
			g.printf("{Name: %q, Wire: %q, Shape: %d", name, wire, g.ids[m.Shape])
			if m.Location != "" {
				g.printf(", In: m.%s", lookup(locations, m.Location))
			}
			g.flags(flags{"Required": slices.Contains(s.Required, name), "Flattened": m.Flattened || g.Shapes[m.Shape].Flattened, "Attribute": m.XMLAttribute,
				"Payload": s.Payload == name, "Streaming": m.Streaming, "Idempotency": m.IdempotencyToken, "EventStream": g.Shapes[m.Shape].EventStream})
			g.printf("},\n")
		}
		g.printf("}")
	}
	g.printf("},\n")
}

// pattern writes the pattern for messages and, where Go's regexp cannot take it, its translation.
func (g *generator) pattern(name string, s *shape) {
	g.printf("Pattern: %q,", s.Pattern)
	if s.Expr != "" {
		g.printf("Expr: %q,", s.Expr)
	}
	if s.Deny != "" {
		g.printf("Deny: %q,", s.Deny)
	}
	for _, expr := range []string{cmp.Or(s.Expr, s.Pattern), s.Deny} {
		if _, err := regexp.Compile(expr); err != nil {
			log.Fatalf("%s: %s needs expr and deny in the overlay: %v", g.name, name, err)
		}
	}
}

// flatName is the element name that a flattened list gives its items.
func flatName(s *shape, m *member) string {
	if s.Type == "list" && (s.Flattened || m.Flattened) {
		return s.Member.LocationName
	}
	return ""
}

type flags map[string]bool

func (g *generator) flags(f flags) {
	var on []string
	for _, name := range sorted(f) {
		if f[name] {
			on = append(on, "m."+name)
		}
	}
	if len(on) > 0 {
		g.printf(", Flags: %s", strings.Join(on, "|"))
	}
}

func lookup(table map[string]string, key string) string {
	v, ok := table[key]
	if !ok {
		log.Fatalf("unknown %q", key)
	}
	return v
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
