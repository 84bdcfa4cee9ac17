// Package wire moves requests and responses between HTTP and the SDK's own
// Input and Output structs. Reflection on the structs gives the types, the
// tables of internal/model give what the types cannot tell, and a plan joins
// the two. One plan serves every protocol.
package wire

import (
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

// An API is a service's model with the plans built from it so far.
type API struct {
	*model.API
	unions map[reflect.Type]UnionOption
	mu     sync.Mutex
	plans  sync.Map // planKey -> *plan
}

// New returns the codec of one service. Reflection cannot list the members of
// the SDK's unions, so they are given.
func New(m *model.API, unions ...UnionOption) *API {
	a := &API{API: m, unions: map[reflect.Type]UnionOption{}}
	for _, u := range unions {
		a.unions[u.typ] = u
	}
	return a
}

// A UnionOption declares a union; see Union.
type UnionOption struct {
	typ     reflect.Type
	members map[string]reflect.Type           // wire name -> member struct
	set     func(union, member reflect.Value) // reflect's own Set looks for the methods each time
}

// Union declares the members of an SDK union interface, for example
// Union[types.AttributeValue](&types.AttributeValueMemberS{}, ...).
func Union[U any](members ...U) UnionOption {
	u := UnionOption{
		typ:     reflect.TypeFor[U](),
		members: map[string]reflect.Type{},
		set: func(union, member reflect.Value) {
			*union.Addr().Interface().(*U) = member.Interface().(U)
		},
	}
	for _, v := range members {
		t := reflect.TypeOf(v).Elem()
		u.members[unionName(t)] = t
	}
	return u
}

// unionName returns "S" for AttributeValueMemberS.
func unionName(t reflect.Type) string {
	_, name, _ := strings.Cut(t.Name(), "Member")
	return name
}

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
	kind   kind
	ptr    bool         // the Go type is a pointer to typ
	typ    reflect.Type // the pointer removed
	shape  *model.Shape
	elem   *plan                             // of a list or map
	key    *plan                             // of a map
	fields []field                           // of a structure; of a union, indexed by member
	body   map[string]*field                 // by wire name, those that travel in the body
	limits bool                              // this or something below has constraints
	set    func(union, member reflect.Value) // of a union
	newer  []string                          // enum values that the SDK knows and the model does not
}

// A field is one member of an SDK struct.
type field struct {
	*model.Member
	index int
	typ   reflect.Type // of a union: the member struct
	plan  *plan
}

type planKey struct {
	typ   reflect.Type
	shape model.ShapeID
}

var (
	timeType   = reflect.TypeFor[time.Time]()
	readerType = reflect.TypeFor[io.Reader]()
	closerType = reflect.TypeFor[io.ReadCloser]()
)

// plan returns the plan of a struct, built on first use.
func (a *API) plan(t reflect.Type, shape model.ShapeID) *plan {
	key := planKey{t, shape}
	if p, ok := a.plans.Load(key); ok {
		return p.(*plan)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	building := map[planKey]*plan{}
	p := a.build(key, building)
	for markLimits(building) {
	}
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
	shape := &a.Shapes[key.shape]
	p := &plan{typ: key.typ, shape: shape, limits: shape.Limits != nil}
	building[key] = p
	t := key.typ
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		p.ptr, p.typ = true, t
	}
	switch {
	case t == timeType:
		p.kind = kTime
	case t == readerType || t == closerType:
		p.kind = kReader
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		p.kind = kBlob
	default:
		switch t.Kind() {
		case reflect.String:
			p.kind = kString
			p.newer = newer(t, shape)
		case reflect.Bool:
			p.kind = kBool
		case reflect.Int32, reflect.Int64:
			p.kind = kInt
		case reflect.Float32, reflect.Float64:
			p.kind = kFloat
		case reflect.Slice, reflect.Map:
			p.kind = kList
			if t.Kind() == reflect.Map {
				p.kind = kMap
				p.key = a.build(planKey{t.Key(), shape.Key}, building)
			}
			p.elem = a.build(planKey{t.Elem(), shape.Elem}, building)
		case reflect.Interface:
			a.buildUnion(p, building)
		case reflect.Struct:
			a.buildStruct(p, building)
		default:
			p.kind = kSkip
		}
	}
	return p
}

// newer asks the SDK's enum type for its values: the model is older, and a new
// runtime or storage class must not fail validation.
func newer(t reflect.Type, shape *model.Shape) (l []string) {
	if shape.Limits == nil || len(shape.Limits.Enum) == 0 {
		return nil
	}
	values := reflect.Zero(t).MethodByName("Values")
	if !values.IsValid() {
		return nil
	}
	known := values.Call(nil)[0]
	for i := range known.Len() {
		if v := known.Index(i).String(); !slices.Contains(shape.Limits.Enum, v) {
			l = append(l, v)
		}
	}
	return l
}

func (a *API) buildStruct(p *plan, building map[planKey]*plan) {
	p.kind, p.body = kStruct, map[string]*field{}
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
	for i := range p.fields {
		f := &p.fields[i]
		if f.Flags.Has(model.Required) {
			p.limits = true
		}
		if f.In == model.Body {
			p.body[f.Wire] = f
		}
	}
}

func (a *API) buildUnion(p *plan, building map[planKey]*plan) {
	u, ok := a.unions[p.typ]
	if !ok {
		p.kind = kSkip
		return
	}
	p.kind, p.body, p.set = kUnion, map[string]*field{}, u.set
	for name, t := range u.members {
		m := memberOf(p.shape, name)
		if m == nil {
			m = &model.Member{Name: name, Wire: name}
		}
		p.fields = append(p.fields, field{Member: m, typ: t, plan: a.build(planKey{t.Field(0).Type, m.Shape}, building)})
	}
	for i := range p.fields {
		p.body[p.fields[i].Wire] = &p.fields[i]
	}
}

// variant returns the member that a union holds and its value.
func (p *plan) variant(v reflect.Value) (*field, reflect.Value) {
	s := v.Elem().Elem() // interface -> pointer -> member struct
	for i := range p.fields {
		if p.fields[i].typ == s.Type() {
			return &p.fields[i], s.Field(0)
		}
	}
	return nil, v
}

// markLimits carries plan.limits one step up and reports whether it moved.
func markLimits(plans map[planKey]*plan) (moved bool) {
	for _, p := range plans {
		if p.limits {
			continue
		}
		p.limits = p.elem != nil && p.elem.limits || p.key != nil && p.key.limits
		for _, f := range p.fields {
			p.limits = p.limits || f.plan.limits
		}
		moved = moved || p.limits
	}
	return moved
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

// deref returns the value behind the pointer of a present member.
func (p *plan) deref(v reflect.Value) reflect.Value {
	if p.ptr {
		return v.Elem()
	}
	return v
}

// A trace follows the decoder through the document. It remembers the members
// that were sent as the zero of a Go type that cannot tell zero from absent.
type trace struct {
	path  []step
	zeros []string
}

type step struct {
	name  string
	index int
}

func (t *trace) push(name string) { t.path = append(t.path, step{name: name}) }
func (t *trace) pushIndex(i int)  { t.path = append(t.path, step{index: i}) }
func (t *trace) pop()             { t.path = t.path[:len(t.path)-1] }
func (t *trace) set(p *plan, v reflect.Value) {
	if !p.ptr && p.kind <= kFloat && v.IsZero() {
		t.zeros = append(t.zeros, t.String())
	}
}

// String returns the path in the form "Entries.0.DelaySeconds".
func (t *trace) String() string {
	var b strings.Builder
	for i, s := range t.path {
		if i > 0 {
			b.WriteByte('.')
		}
		if s.name != "" {
			b.WriteString(s.name)
		} else {
			b.WriteString(itoa(s.index))
		}
	}
	return b.String()
}

// itemName is the XML element or query part of a list's items.
func (p *plan) itemName() string {
	if p.shape.ElemWire != "" {
		return p.shape.ElemWire
	}
	return "member"
}

// Unmodeled lists the fields of an SDK struct, and of those below it, and the
// values of enums, that the model does not know: the SDK is newer than the model.
func (a *API) Unmodeled(t reflect.Type, shape model.ShapeID) []string {
	var l []string
	seen := map[*plan]bool{}
	var walk func(p *plan)
	walk = func(p *plan) {
		if p == nil || seen[p] {
			return
		}
		seen[p] = true
		walk(p.elem)
		for _, v := range p.newer {
			l = append(l, p.typ.Name()+"="+v)
		}
		for _, f := range p.fields {
			if f.Shape == 0 {
				l = append(l, p.typ.Name()+"."+f.Name)
			} else {
				walk(f.plan)
			}
		}
	}
	walk(a.plan(t, shape))
	return l
}
