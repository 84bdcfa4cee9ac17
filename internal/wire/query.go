package wire

import (
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// What the query protocol says of a form that does not fit.
// Source: AWS's answers in github.com/rusoto/rusoto/issues/586 and 955, github.com/brendanhay/amazonka/issues/209,
// github.com/aws/aws-sdk-go/issues/173, github.com/aws/aws-sdk-ruby/issues/1067, github.com/boto/boto/issues/2895;
// of indexes, SES as probed for github.com/hectorvent/floci.
const (
	listNotExpected  = "Start of list found where not expected"
	listAtTop        = "Top level element may not be treated as a list"
	listTerminated   = "Unexpected list element termination"
	structTerminated = "Unexpected complex element termination"
)

// A formParam is one parameter of a form. Its dotted name is a path: A.member.1.B=x.
type formParam struct{ name, value string }

// A formGroup is the parameters whose paths agree up to at: they lie side by side.
type formGroup struct {
	params []formParam
	at     int // past the part that they were grouped by
}

// decodeQuery decodes form parameters into v.
func decodeQuery(form url.Values, p *plan, v reflect.Value, t *trace) error {
	params := make([]formParam, 0, len(form))
	for name, values := range form {
		if len(values) > 0 { // of a repeated parameter the first counts
			params = append(params, formParam{name, values[0]})
		}
	}
	slices.SortFunc(params, func(a, b formParam) int { return comparePaths(a.name, b.name) })
	if i := slices.IndexFunc(params, func(p formParam) bool { return isTopLevelList(p.name) }); i >= 0 {
		return malformed(listAtTop)
	}
	d := &queryDecoder{t}
	return d.structure(p, v, formGroup{params, -1})
}

// isTopLevelList reports whether a path starts with a number, or with nothing.
func isTopLevelList(name string) bool {
	part, _, dotted := strings.Cut(name, ".")
	return dotted && isIndex(part)
}

// comparePaths orders paths so that those with a common prefix of parts lie
// side by side: the dot comes before every other character.
func comparePaths(a, b string) int {
	for i := range min(len(a), len(b)) {
		switch x, y := a[i], b[i]; {
		case x == y:
		case x == '.':
			return -1
		case y == '.':
			return 1
		default:
			return int(x) - int(y)
		}
	}
	return len(a) - len(b)
}

// text returns the value of the group's own path, if it has one: A=x beside A.1=y.
func (g formGroup) text() (string, bool) {
	if p := g.params[0]; len(p.name) == g.at {
		return p.value, true
	}
	return "", false
}

// below returns the parameters that go on below the group's path.
func (g formGroup) below() formGroup {
	if _, ok := g.text(); ok {
		g.params = g.params[1:]
	}
	return g
}

// next splits off the parameters that share the next part of the path.
func (g *formGroup) next() (part string, group formGroup) {
	start := g.at + 1
	part, _, _ = strings.Cut(g.params[0].name[start:], ".")
	end := start + len(part)
	n := 1
	for n < len(g.params) && g.params[n].shares(part, start, end) {
		n++
	}
	group = formGroup{g.params[:n], end}
	g.params = g.params[n:]
	return part, group
}

// shares reports whether the path has the part from start to end.
func (p formParam) shares(part string, start, end int) bool {
	return len(p.name) >= end && p.name[start:end] == part && (len(p.name) == end || p.name[end] == '.')
}

// A queryDecoder reads a form straight into an SDK struct.
type queryDecoder struct{ *trace }

// value decodes a group into a value of any kind.
func (d *queryDecoder) value(p *plan, v reflect.Value, g formGroup, flat bool) error {
	switch p.kind {
	case kStruct:
		if s, ok := g.text(); ok && s != "" {
			return malformed(structTerminated)
		}
		return d.structure(p, p.target(v), g.below())
	case kList, kMap:
		return d.collection(p, v, g, flat)
	case kUnion, kSkip, kReader:
		return nil // no query operation has any
	}
	s, ok := g.text()
	if !ok || len(g.params) > 1 {
		return malformed(listNotExpected)
	}
	if err := p.setText(v, s); err != nil {
		return malformed("'%s' can not be converted to %s %s", s, article(p.javaType()), p.javaType()) // guessed from the wording in JSON
	}
	return nil
}

func (d *queryDecoder) structure(p *plan, v reflect.Value, g formGroup) error {
	for len(g.params) > 0 {
		part, group := g.next()
		f := p.body[part]
		if f == nil { // Action, Version, the signature; others AWS does not mind
			continue
		}
		if err := d.field(f, v.Field(f.index), group); err != nil {
			return err
		}
	}
	return nil
}

func (d *queryDecoder) field(f *field, v reflect.Value, g formGroup) error {
	d.push(f.Name)
	err := d.value(f.plan, v, g, f.Flags.Has(model.Flattened))
	d.pop()
	d.note(f, v)
	return err
}

// collection decodes a list or a map. Its items are numbered, and unless it is
// flattened, below "member" or "entry".
func (d *queryDecoder) collection(p *plan, v reflect.Value, g formGroup, flat bool) error {
	if s, ok := g.text(); ok && s != "" { // without a value it is an empty list
		return malformed(listTerminated)
	}
	g = g.below()
	if !flat && len(g.params) > 0 {
		part, inner := g.next()
		if part != p.wrapper() || len(g.params) > 0 {
			return malformed(listNotExpected)
		}
		g = inner.below()
	}
	items, err := g.numbered()
	if err != nil {
		return err
	}
	if p.kind == kMap {
		return d.entries(p, p.target(v), items)
	}
	return d.items(p, p.target(v), items)
}

// wrapper is the part between a collection that is not flattened and its numbers.
func (p *plan) wrapper() string {
	if p.kind == kMap {
		return "entry"
	}
	return p.itemName()
}

// items decodes a list. AWS fills small gaps between the numbers.
func (d *queryDecoder) items(p *plan, v reflect.Value, items []formItem) error {
	n := 0
	if len(items) > 0 {
		n = items[len(items)-1].number
	}
	v.Set(reflect.MakeSlice(p.typ, n, n))
	for _, item := range items {
		d.pushIndex(item.number - 1)
		if err := d.value(p.elem, v.Index(item.number-1), item.formGroup, false); err != nil {
			return err
		}
		d.pop()
	}
	return nil
}

// entries decodes a map. An entry without a key or a value is none.
func (d *queryDecoder) entries(p *plan, v reflect.Value, items []formItem) error {
	v.Set(reflect.MakeMap(p.typ))
	for _, item := range items {
		var key string
		var value formGroup
		for g := item.below(); len(g.params) > 0; {
			switch part, group := g.next(); part {
			case p.keyName():
				key, _ = group.text()
			case p.valueName():
				value = group
			}
		}
		if key == "" || len(value.params) == 0 {
			continue
		}
		if err := d.entry(p, v, key, value); err != nil {
			return err
		}
	}
	return nil
}

func (d *queryDecoder) entry(p *plan, m reflect.Value, key string, value formGroup) error {
	elem := reflect.New(p.typ.Elem()).Elem()
	d.push(key)
	defer d.pop()
	if err := d.value(p.elem, elem, value, false); err != nil {
		return err
	}
	m.SetMapIndex(reflect.ValueOf(key).Convert(p.typ.Key()), elem)
	return nil
}
