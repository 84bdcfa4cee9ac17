package main

import (
	"cmp"
	"net/http"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/traits"
)

// schemaTypes are the model's names of the types of schemas.
var schemaTypes = map[smithy.ShapeType]string{
	smithy.ShapeTypeBlob: "blob", smithy.ShapeTypeBoolean: "boolean", smithy.ShapeTypeString: "string", smithy.ShapeTypeEnum: "string",
	smithy.ShapeTypeTimestamp: "timestamp", smithy.ShapeTypeByte: "integer", smithy.ShapeTypeShort: "integer", smithy.ShapeTypeInteger: "integer",
	smithy.ShapeTypeIntEnum: "integer", smithy.ShapeTypeLong: "long", smithy.ShapeTypeFloat: "float", smithy.ShapeTypeDouble: "double",
	smithy.ShapeTypeList: "list", smithy.ShapeTypeSet: "list", smithy.ShapeTypeMap: "map",
	smithy.ShapeTypeStructure: "structure", smithy.ShapeTypeUnion: "structure",
}

// schemaShape returns the shape behind a schema, without what is below it.
func schemaShape(schema *smithy.Schema) *shape {
	s := &shape{Type: schemaTypes[schema.Type()], Union: schema.Type() == smithy.ShapeTypeUnion}
	if _, ok := smithy.SchemaTrait[*traits.Streaming](schema); ok && s.Union {
		s.Union, s.EventStream = false, true
	}
	if t, ok := smithy.SchemaTrait[*traits.TimestampFormat](schema); ok {
		s.TimestampFormat = timestampFormats[t.Format]
	}
	return s
}

// timestampFormats are the model's names of the formats of schemas.
var timestampFormats = map[string]string{"date-time": "iso8601", "http-date": "rfc822", "epoch-seconds": "unixTimestamp"}

// bind says where a REST service sends a member.
func (s *shape) bind(name string, schema *smithy.Schema) {
	m := s.Members[name]
	if t, ok := smithy.SchemaTrait[*traits.JSONName](schema); ok {
		m.LocationName = t.Name
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPHeader](schema); ok {
		m.Location, m.LocationName = "header", t.Name
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPPrefixHeaders](schema); ok {
		m.Location, m.LocationName = "headers", t.Prefix
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPQuery](schema); ok {
		m.Location, m.LocationName = "querystring", t.Name
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPLabel](schema); ok {
		m.Location = "uri"
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPResponseCode](schema); ok {
		m.Location = "statusCode"
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPPayload](schema); ok {
		s.Payload = name
	}
	if _, ok := smithy.SchemaTrait[*traits.EventPayload](schema); ok {
		m.EventPayload = true
	}
	if _, ok := smithy.SchemaTrait[*traits.Streaming](schema); ok {
		m.Streaming = schema.Type() == smithy.ShapeTypeBlob
	}
}

// nameForQuery gives a member its name in the query protocol.
func (m *member) nameForQuery(schema *smithy.Schema) {
	if t, ok := smithy.SchemaDirectTrait[*traits.XMLName](schema); ok {
		m.LocationName = cmp.Or(m.LocationName, t.Name)
	}
	if _, ok := smithy.SchemaDirectTrait[*traits.XMLFlattened](schema); ok {
		m.Flattened = true
	}
}

// httpOf returns an operation's method, URI and status.
func httpOf(schema *smithy.Schema) httpTrait {
	if schema == nil {
		return httpTrait{}
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTP](schema); ok {
		return httpTrait{t.Method, t.URI, t.Code}
	}
	return httpTrait{Method: http.MethodPost, RequestURI: "/"} // a protocol without bindings
}

// isUnit reports whether a schema stands for an input or output that the service does not have.
func isUnit(schema *smithy.Schema) bool {
	_, ok := smithy.SchemaTrait[*traits.UnitShape](schema)
	return ok
}

func listMember(schema *smithy.Schema) *smithy.Schema {
	if schema == nil {
		return nil
	}
	return schema.ListMember()
}

func mapKey(schema *smithy.Schema) *smithy.Schema {
	if schema == nil {
		return nil
	}
	return schema.MapKey()
}

func mapValue(schema *smithy.Schema) *smithy.Schema {
	if schema == nil {
		return nil
	}
	return schema.MapValue()
}
