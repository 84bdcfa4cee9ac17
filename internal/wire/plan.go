package wire

import (
	"io"
	"reflect"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

// A kind is what a plan does with a value.
type kind uint8

const (
	kString kind = iota
	kBool
	kInt
	kFloat
	kBlob
	kTime
	kList
	kMap
	kStruct
	kUnion
	kReader // a streaming body
	kSkip   // event streams, documents
)

// A plan says how one Go type of one shape travels.
type plan struct {
	kind  kind
	ptr   bool         // the Go type is a pointer to typ
	typ   reflect.Type // the pointer removed
	shape *model.Shape
	elem  *plan // of a list or map
	key   *plan // of a map

	fields      []field           // of a structure; of a union, its members
	body        map[string]*field // by wire name, those that travel in the body
	bound       []*field          // those that travel in the head of the message
	payload     *field            // the one that is the body
	hasBody     bool              // any travels in the body
	eventStream bool              // the body is an event stream
	union       *unionAccess

	check *check // nil where nothing here or below has constraints
}

// A field is one member of an SDK struct.
type field struct {
	*model.Member
	index    int
	typ      reflect.Type // of a union: the member struct
	plan     *plan
	zeroable bool   // Go's type cannot tell zero from absent
	jsonKey  string // `"Name":`
	path     string // as validation messages have it: tableName
}

type planKey struct {
	typ   reflect.Type
	shape model.ShapeID
}

var (
	timeType   = reflect.TypeFor[time.Time]()
	readerType = reflect.TypeFor[io.Reader]()
	closerType = reflect.TypeFor[io.ReadCloser]()
	stringType = reflect.TypeFor[string]()
)

// plan returns the plan of a struct, built on first use.
func (a *API) plan(t reflect.Type, shape model.ShapeID) *plan {
	key := planKey{t, shape}
	if p, ok := a.plans.Load(key); ok {
		return p.(*plan)
	}
	a.building.Lock()
	defer a.building.Unlock()
	building := map[planKey]*plan{}
	p := a.build(key, building)
	buildChecks(building)
	for k, p := range building { // publish finished plans only
		a.plans.LoadOrStore(k, p)
	}
	return p
}

func (a *API) build(key planKey, building map[planKey]*plan) *plan {
	if p, ok := a.plans.Load(key); ok {
		return p.(*plan)
	}
	if p := building[key]; p != nil {
		return p // a recursive type
	}
	p := &plan{typ: key.typ, shape: &a.Shapes[key.shape]}
	building[key] = p
	if key.typ.Kind() == reflect.Pointer {
		p.ptr, p.typ = true, key.typ.Elem()
	}
	p.kind = kindOf(p.typ)
	switch p.kind {
	case kMap:
		p.key = a.build(planKey{p.typ.Key(), p.shape.Key}, building)
		p.elem = a.build(planKey{p.typ.Elem(), p.shape.Elem}, building)
	case kList:
		p.elem = a.build(planKey{p.typ.Elem(), p.shape.Elem}, building)
	case kUnion:
		a.buildUnion(p, building)
	case kStruct:
		a.buildStruct(p, building)
	}
	return p
}

// kindOf returns the kind of a type that is not a pointer.
func kindOf(t reflect.Type) kind {
	switch {
	case t == timeType:
		return kTime
	case t == readerType || t == closerType:
		return kReader
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return kBlob
	case t.Kind() == reflect.Map && t.Key().Kind() != reflect.String:
		return kSkip
	}
	switch t.Kind() {
	case reflect.String:
		return kString
	case reflect.Bool:
		return kBool
	case reflect.Int32, reflect.Int64:
		return kInt
	case reflect.Float32, reflect.Float64:
		return kFloat
	case reflect.Slice:
		return kList
	case reflect.Map:
		return kMap
	case reflect.Interface:
		return kUnion
	case reflect.Struct:
		return kStruct
	}
	return kSkip
}

func (a *API) buildStruct(p *plan, building map[planKey]*plan) {
	for i := range p.typ.NumField() {
		f := p.typ.Field(i)
		if !f.IsExported() || f.Name == "ResultMetadata" || f.Name == "ErrorCodeOverride" {
			continue
		}
		m := memberOf(p.shape, f.Name)
		if m == nil { // newer than the model: it travels under its own name
			m = &model.Member{Name: f.Name, Wire: f.Name}
		}
		p.fields = append(p.fields, field{Member: m, index: i, plan: a.build(planKey{f.Type, m.Shape}, building)})
	}
	for _, m := range p.shape.Members {
		p.eventStream = p.eventStream || m.Flags.Has(model.EventStream) // has no field in Go
	}
	p.indexBody()
}

// indexBody sorts the fields of a finished structure or union by where they travel.
func (p *plan) indexBody() {
	p.body = map[string]*field{}
	for i := range p.fields {
		f := &p.fields[i]
		f.zeroable = !f.plan.ptr && f.plan.kind <= kFloat
		f.jsonKey = string(append(appendString(nil, f.Wire), ':'))
		f.path = lower(f.Name)
		if f.Flags.Has(model.Payload) {
			p.payload = f
		}
		if f.In == model.Body {
			p.body[f.Wire] = f
			p.hasBody = true
		} else {
			p.bound = append(p.bound, f)
		}
	}
}

// memberOf finds the member behind a Go field: the same name, its first letter in upper case.
func memberOf(s *model.Shape, goName string) *model.Member {
	for i := range s.Members {
		if upper(s.Members[i].Name) == goName {
			return &s.Members[i]
		}
	}
	return nil
}

func upper(s string) string { return mapFirst(s, unicode.ToUpper) }
func lower(s string) string { return mapFirst(s, unicode.ToLower) }

func mapFirst(s string, f func(rune) rune) string {
	r, n := utf8.DecodeRuneInString(s)
	if g := f(r); n > 0 && g != r {
		return string(g) + s[n:]
	}
	return s
}

// absent reports whether a member is left out of a message.
func (p *plan) absent(v reflect.Value) bool {
	if p.ptr {
		return v.IsNil()
	}
	switch p.kind {
	case kList, kMap, kBlob, kUnion, kReader:
		return v.IsNil()
	case kString:
		return v.Len() == 0 // an unset enum; strings are pointers
	case kSkip:
		return true
	}
	return false
}

// target makes room for a value and returns where it goes.
func (p *plan) target(v reflect.Value) reflect.Value {
	if !p.ptr {
		return v
	}
	n := reflect.New(p.typ)
	v.Set(n)
	return n.Elem()
}

// setString is SetString on the target. Most members are a *string, which
// needs no reflection.
func (p *plan) setString(v reflect.Value, s string) {
	if p.ptr && p.typ == stringType {
		kept := s // a variable of its own, so that s need not escape
		*v.Addr().Interface().(**string) = &kept
		return
	}
	p.target(v).SetString(s)
}

// deref returns the value behind the pointer of a present member.
func (p *plan) deref(v reflect.Value) reflect.Value {
	if p.ptr {
		return v.Elem()
	}
	return v
}

// itemName is the XML element or query part of a list's items.
func (p *plan) itemName() string {
	if p.shape.ElemWire != "" {
		return p.shape.ElemWire
	}
	return "member"
}

// keyName and valueName are the XML elements or query parts of a map's entries.
func (p *plan) keyName() string {
	if p.shape.KeyWire != "" {
		return p.shape.KeyWire
	}
	return "key"
}

func (p *plan) valueName() string {
	if p.shape.ElemWire != "" {
		return p.shape.ElemWire
	}
	return "value"
}
