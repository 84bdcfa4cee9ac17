package wire

import (
	"reflect"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// A UnionOption declares a union; see Union.
type UnionOption struct {
	typ     reflect.Type
	members []reflect.Type // the member structs
	access  unionAccess
}

// unionAccess does with a union's static type what reflect does slowly.
type unionAccess struct {
	set   func(union, member reflect.Value)              // *union = member
	put   func(m reflect.Value, key string, member any)  // m[key] = member, of a map[string]U
	clear func(m reflect.Value, size int)                // m = make(map[string]U, size)
	each  func(m reflect.Value, f func(k string, v any)) // of a map[string]U, in no order
}

// Union declares the members of an SDK union interface, for example
// Union[types.AttributeValue](&types.AttributeValueMemberS{}, ...).
func Union[U any](members ...U) UnionOption {
	u := UnionOption{typ: reflect.TypeFor[U](), access: unionAccess{
		set: func(union, member reflect.Value) {
			*union.Addr().Interface().(*U) = member.Interface().(U)
		},
		put: func(m reflect.Value, key string, member any) {
			v, _ := member.(U) // nil stays nil
			(*m.Addr().Interface().(*map[string]U))[key] = v
		},
		clear: func(m reflect.Value, size int) {
			*m.Addr().Interface().(*map[string]U) = make(map[string]U, size)
		},
		each: func(m reflect.Value, f func(string, any)) {
			for k, v := range m.Interface().(map[string]U) {
				f(k, v)
			}
		},
	}}
	for _, v := range members {
		u.members = append(u.members, reflect.TypeOf(v).Elem())
	}
	return u
}

// unionName returns "S" for AttributeValueMemberS.
func unionName(t reflect.Type) string {
	_, name, _ := strings.Cut(t.Name(), "Member")
	return name
}

// buildUnion plans a union that was declared; others are skipped, as event streams are.
func (a *API) buildUnion(p *plan, building map[planKey]*plan) {
	u, ok := a.unions[p.typ]
	if !ok {
		p.kind = kSkip
		return
	}
	p.kind, p.union = kUnion, &u.access
	for _, t := range u.members {
		m := memberOf(p.shape, unionName(t))
		if m == nil { // newer than the model
			m = &model.Member{Name: unionName(t), Wire: unionName(t)}
		}
		p.fields = append(p.fields, field{Member: m, typ: t, plan: a.build(planKey{t.Field(0).Type, m.Shape}, building)})
	}
	p.indexBody()
}

// variant returns the member that a union holds and its value. v is the union
// or the pointer inside it.
func (p *plan) variant(v reflect.Value) (*field, reflect.Value) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, v
	}
	v = v.Elem()
	t := v.Type()
	for i := range p.fields {
		if f := &p.fields[i]; f.typ == t {
			return f, v.Field(0)
		}
	}
	return nil, v
}
