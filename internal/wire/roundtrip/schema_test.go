package roundtrip

import (
	"errors"
	"net/http"
	"reflect"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/traits"

	"github.com/awsfake/awsfake/internal/model"
)

// A schemaOf catches the schema that an SDK struct describes itself with.
type schemaOf struct {
	smithy.ShapeSerializer
	smithy.ShapeDeserializer
	schema *smithy.Schema
}

func (s *schemaOf) WriteStruct(schema *smithy.Schema) { s.schema = schema }
func (s *schemaOf) CloseStruct()                      {}
func (s *schemaOf) WriteInt32(*smithy.Schema, int32)  {} // members that are never nil
func (s *schemaOf) WriteInt64(*smithy.Schema, int64)  {}
func (s *schemaOf) WriteBool(*smithy.Schema, bool)    {}
func (s *schemaOf) ReadStruct(schema *smithy.Schema) error {
	s.schema = schema
	return errors.New("seen")
}

// The clients that carry schemas (not S3, SNS, MemoryDB yet) can tell a
// generator what the models are too old for. Check that both agree.
func TestSchemas(t *testing.T) {
	for _, svc := range services() {
		same, differ, newer, structs := 0, 0, 0, 0
		for _, op := range svc.operations() {
			m := svc.api.Operation(op.name)
			for shape, typ := range map[model.ShapeID]reflect.Type{m.Input: op.in, m.Output: op.out} {
				c := &schemaOf{}
				switch v := reflect.New(typ).Interface().(type) {
				case smithy.Serializable:
					v.Serialize(c)
				case smithy.Deserializable:
					v.Deserialize(c)
				}
				if c.schema == nil {
					continue
				}
				structs++
				for name, member := range c.schema.Members() {
					switch known := find(&svc.api.Shapes[shape], name); {
					case known == nil:
						newer++
					case svc.api.Protocol == "json": // no bindings, even where the schema has them: DynamoDB's PutResourcePolicy
						same++
					case bindingOf(name, member) == model.Member{Wire: known.Wire, In: known.In}:
						same++
					default:
						differ++
						t.Errorf("%s: %s.%s: %v in the schema, %v in the model", svc.name, typ.Name(), name, bindingOf(name, member), known)
					}
				}
			}
		}
		t.Logf("%s: %d inputs and outputs, %d members agree, %d differ, %d are newer", svc.name, structs, same, differ, newer)
	}
}

func find(s *model.Shape, name string) *model.Member {
	for i := range s.Members {
		if s.Members[i].Name == name {
			return &s.Members[i]
		}
	}
	return nil
}

// bindingOf returns where a schema sends a member.
func bindingOf(name string, s *smithy.Schema) model.Member {
	m := model.Member{Wire: name}
	if t, ok := smithy.SchemaTrait[*traits.JSONName](s); ok {
		m.Wire = t.Name
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPHeader](s); ok {
		m.In, m.Wire = model.Header, http.CanonicalHeaderKey(t.Name)
	}
	if t, ok := smithy.SchemaTrait[*traits.HTTPQuery](s); ok {
		m.In, m.Wire = model.Query, t.Name
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPLabel](s); ok {
		m.In = model.URI
	}
	if _, ok := smithy.SchemaTrait[*traits.HTTPResponseCode](s); ok {
		m.In = model.Status
	}
	return m
}
