package model_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/traits"

	"github.com/awsfake/awsfake/internal/model"
)

// Five of the SDK's clients carry schemas (not S3, SNS and MemoryDB yet). What
// these tell of the wire is what the tables must tell.

func TestTablesAgreeWithTheSchemasOfTheSDK(t *testing.T) {
	for _, svc := range services() {
		if svc.seen == nil {
			continue
		}
		t.Run(svc.table, func(t *testing.T) {
			c := &comparison{T: t, api: svc.api, seen: map[schemaVisit]bool{}}
			for _, op := range svc.operations() {
				schema := svc.schema(op)
				if schema == nil {
					t.Fatalf("%s shows no schema", op.name)
				}
				row := svc.api.Operation(op.name)
				c.route(row, schema.Schema)
				c.shape(op.name+" in", schema.Input, row.Input)
				c.shape(op.name+" out", schema.Output, row.Output)
			}
			for _, e := range svc.registry.Entries {
				if _, ok := e.New().(error); ok {
					c.exception(e.Schema)
				}
			}
			t.Logf("%d shapes, %d members, %d errors", len(c.seen), c.members, c.errors)
		})
	}
}

// A comparison goes through schemas and a table side by side.
type comparison struct {
	*testing.T
	api             *model.API
	seen            map[schemaVisit]bool
	members, errors int
}

type schemaVisit struct {
	schema smithy.ShapeID
	shape  model.ShapeID
}

// route compares an operation's method, URI and status.
func (c *comparison) route(row *model.Operation, schema *smithy.Schema) {
	want, ok := smithy.SchemaTrait[*traits.HTTP](schema)
	if !ok {
		if row.Method != "POST" || len(row.Path) > 0 {
			c.Errorf("%s: %s %v", row.Name, row.Method, row.Path)
		}
		return
	}
	path, query, _ := strings.Cut(want.URI, "?")
	if got := "/" + strings.Join(row.Path, "/"); got != strings.TrimSuffix(path, "/") || row.Method != want.Method {
		c.Errorf("%s: %s %s, want %s %s", row.Name, row.Method, got, want.Method, want.URI)
	}
	var literals []string
	for _, p := range row.Query {
		literals = append(literals, p.Name+"="+p.Value)
	}
	if got := strings.Join(literals, "&"); got != query {
		c.Errorf("%s: query %s, want %s", row.Name, got, query)
	}
	if status := max(row.Status, 200); status != want.Code {
		c.Errorf("%s: status %d, want %d", row.Name, status, want.Code)
	}
}

func (c *comparison) shape(path string, schema *smithy.Schema, id model.ShapeID) {
	if schema == nil {
		if id != 0 {
			c.Errorf("%s: a shape where the schema has none", path)
		}
		return
	}
	key := schemaVisit{schema.ID(), id}
	if target := schema.TargetID(); target.Name != "" {
		key.schema = target
	}
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	s := &c.api.Shapes[id]
	if kind := schemaKind(schema); kind != s.Kind {
		c.Errorf("%s: kind %d, want %d", path, s.Kind, kind)
		return
	}
	switch s.Kind {
	case model.List:
		c.element(path, schema.ListMember(), s.ElemWire, "member", s.Elem)
	case model.Map:
		c.element(path, schema.MapKey(), s.KeyWire, "key", s.Key)
		c.element(path, schema.MapValue(), s.ElemWire, "value", s.Elem)
	case model.Structure:
		c.structure(path, schema, s)
	}
}

// element compares an element of a list or map; only the query protocol names it.
func (c *comparison) element(path string, schema *smithy.Schema, wire, name string, id model.ShapeID) {
	if t, ok := smithy.SchemaDirectTrait[*traits.XMLName](schema); ok && c.api.Protocol == "query" && wire != t.Name {
		c.Errorf("%s: %s is %q, want %q", path, name, wire, t.Name)
	}
	c.shape(path+"."+name, schema, id)
}

func (c *comparison) structure(path string, schema *smithy.Schema, s *model.Shape) {
	if _, streaming := smithy.SchemaTrait[*traits.Streaming](schema); s.Flags.Has(model.EventStream) != streaming {
		c.Errorf("%s: event stream %v, want %v", path, !streaming, streaming)
	}
	for name, member := range schema.Members() {
		c.members++
		m := find(s, name)
		if m == nil || m.Name != name {
			c.Errorf("%s: no member %s", path, name)
			continue
		}
		got := model.Member{Wire: m.Wire, In: m.In, Flags: m.Flags & (model.Payload | model.Streaming | model.EventStream | model.EventPayload | model.Flattened)}
		if want := c.binding(name, member, got); got != want {
			c.Errorf("%s.%s: %+v in the table, %+v in the schema", path, name, got, want)
		}
		c.format(path+"."+name, member, &c.api.Shapes[m.Shape])
		c.shape(path+"."+name, member, m.Shape)
	}
}

// binding returns where a schema sends a member, in the protocol of the table.
func (c *comparison) binding(name string, schema *smithy.Schema, got model.Member) model.Member {
	want := model.Member{Wire: name}
	switch c.api.Protocol {
	case "rest-json":
		want = restBinding(name, schema)
	case "query":
		want = queryBinding(name, schema)
		if name == "MessageSystemAttributeNames" { // see overlay/sqsquery.json
			want.Wire = "MessageSystemAttributeName"
		}
	}
	if c.api.Protocol != "query" { // JSON has no flat lists
		want.Flags |= got.Flags & model.Flattened
	}
	return want
}

func restBinding(name string, schema *smithy.Schema) model.Member {
	m := model.Member{Wire: name}
	if t, ok := smithy.SchemaTrait[*traits.JSONName](schema); ok {
		m.Wire = t.Name
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPHeader](schema); ok {
		m.In, m.Wire = model.Header, http.CanonicalHeaderKey(t.Name)
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPPrefixHeaders](schema); ok {
		m.In, m.Wire = model.Headers, t.Prefix
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPQuery](schema); ok {
		m.In, m.Wire = model.Query, t.Name
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPLabel](schema); ok {
		m.In = model.URI
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPResponseCode](schema); ok {
		m.In = model.Status
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPPayload](schema); ok {
		m.Flags |= model.Payload
	}
	if _, ok := smithy.SchemaTrait[*traits.EventPayload](schema); ok {
		m.Flags |= model.EventPayload
	}
	if _, ok := smithy.SchemaTrait[*traits.Streaming](schema); ok && schema.Type() == smithy.ShapeTypeBlob {
		m.Flags |= model.Streaming
	} else if ok {
		m.Flags |= model.EventStream
	}
	return m
}

func queryBinding(name string, schema *smithy.Schema) model.Member {
	m := model.Member{Wire: name}
	if t, ok := smithy.SchemaDirectTrait[*traits.XMLName](schema); ok {
		m.Wire = t.Name
	}
	if _, ok := smithy.SchemaDirectTrait[*traits.XMLFlattened](schema); ok {
		m.Flags |= model.Flattened
	}
	return m
}

// format compares the format of a timestamp.
func (c *comparison) format(path string, schema *smithy.Schema, s *model.Shape) {
	formats := map[string]model.Time{"date-time": model.TimeISO, "http-date": model.TimeHTTP, "epoch-seconds": model.TimeUnix}
	want := model.TimeDefault
	if t, ok := smithy.SchemaTrait[*traits.TimestampFormat](schema); ok {
		want = formats[t.Format]
	}
	if s.Time != want {
		c.Errorf("%s: time format %d, want %d", path, s.Time, want)
	}
}

// exception compares an error's code, status and members.
func (c *comparison) exception(schema *smithy.Schema) {
	c.errors++
	name := schema.ID().Name
	s := shapeNamed(c.api, name)
	if s == nil || s.Error == nil {
		c.Errorf("no error %s", name)
		return
	}
	c.structure(name, schema, s)
	kind, _ := smithy.SchemaTrait[*traits.Error](schema)
	want := model.Error{Code: name, Status: 400}
	if kind.Type == "server" {
		want.Status = 500
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPError](schema); ok {
		want.Status = t.Code
	}
	query, ok := smithy.SchemaTrait[*traits.AWSQueryError](schema)
	switch {
	case c.api.Protocol == "query" && ok:
		want.Code, want.Status = query.ErrorCode, query.StatusCode
	case c.api.Name == "sqs" && ok:
		want.Query = query.ErrorCode
	case c.api.Name == "sqs" && c.api.Protocol == "json":
		want.Query = name // recorded: InvalidAttributeName;Sender
	}
	if *s.Error != want || s.Flags.Has(model.Fault) != (kind.Type == "server") {
		c.Errorf("%s: %+v, fault %v; want %+v, a fault of the %s", name, *s.Error, s.Flags.Has(model.Fault), want, kind.Type)
	}
}

func schemaKind(schema *smithy.Schema) model.Kind {
	switch schema.Type() {
	case smithy.ShapeTypeString, smithy.ShapeTypeEnum:
		return model.String
	case smithy.ShapeTypeBlob:
		return model.Blob
	case smithy.ShapeTypeBoolean:
		return model.Boolean
	case smithy.ShapeTypeTimestamp:
		return model.Timestamp
	case smithy.ShapeTypeByte, smithy.ShapeTypeShort, smithy.ShapeTypeInteger, smithy.ShapeTypeLong, smithy.ShapeTypeIntEnum:
		return model.Integer
	case smithy.ShapeTypeFloat, smithy.ShapeTypeDouble:
		return model.Float
	case smithy.ShapeTypeList, smithy.ShapeTypeSet:
		return model.List
	case smithy.ShapeTypeMap:
		return model.Map
	}
	return model.Structure
}
