package wire

import (
	"math"
	"reflect"
	"strconv"
)

// maxDepth is how deep a document may nest; DynamoDB's items may nest 32 deep,
// two JSON levels each.
const maxDepth = 500

// severalMembers is DynamoDB's word on a union with more than one member.
const severalMembers = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"

// nullInSet is its word on a null in a set. Other lists have the zero value there.
var nullInSet = map[string]string{
	"SS": "One or more parameter values were invalid: An string set may not have a null string as a member",
	"NS": "One or more parameter values were invalid: An number set may not have a null string as a member",
	"BS": "One or more parameter values were invalid: Binary sets may not contain null or empty values",
}

// A jsonDecoder reads a document straight into an SDK struct.
type jsonDecoder struct {
	jsonScanner
	*trace
	words wording
	nulls int // among the elements of lists
}

// decodeJSON decodes the members of v that travel in the body. No document is
// a document without members.
func decodeJSON(data []byte, p *plan, v reflect.Value, t *trace, words wording) error {
	d := &jsonDecoder{jsonScanner: jsonScanner{data: data}, trace: t, words: words}
	if d.next() == 0 && d.atEnd() {
		return nil
	}
	if d.next() == 'n' {
		return d.unexpected() // null is a value for members only
	}
	if err := d.value(p, v, inDocument); err != nil {
		return err
	}
	if d.next(); !d.atEnd() {
		return d.unexpected()
	}
	return nil
}

// mismatch words the value ahead, which does not fit the plan.
func (d *jsonDecoder) mismatch(p *plan, in container) error {
	token := d.token()
	if token == "" {
		return d.unexpected()
	}
	return malformed("%s", d.words.mismatch(p, in, token))
}

// value decodes the value ahead. A null leaves v alone: it is absent in every
// AWS JSON protocol.
func (d *jsonDecoder) value(p *plan, v reflect.Value, in container) error {
	c := d.next()
	if c == 'n' {
		return d.literal("null")
	}
	switch p.kind {
	case kString:
		return d.text(p, v, c, in)
	case kBool:
		return d.boolean(p, v, c, in)
	case kInt, kFloat, kTime:
		return d.number(p, v, c, in)
	case kBlob:
		return d.blob(p, v, c, in)
	case kSkip, kReader:
		return d.skip()
	}
	return d.nested(p, v, c, in)
}

// nested decodes a list, map, structure or union.
func (d *jsonDecoder) nested(p *plan, v reflect.Value, c byte, in container) error {
	if open := byte('{'); c != open && (p.kind != kList || c != '[') || c == '{' && p.kind == kList {
		return d.mismatch(p, in)
	}
	if err := d.enter(); err != nil {
		return err
	}
	defer d.leave()
	switch p.kind {
	case kList:
		return d.list(p, v)
	case kMap:
		if p.elem.union != nil && p.typ.Key() == stringType {
			return d.unionMap(p, v)
		}
		return d.mapping(p, v)
	case kUnion:
		member, err := d.union(p)
		if err == nil && member.IsValid() {
			p.union.set(v, member)
		}
		return err
	}
	return d.structure(p, p.target(v))
}

func (d *jsonDecoder) text(p *plan, v reflect.Value, c byte, in container) error {
	if c != '"' {
		return d.mismatch(p, in)
	}
	raw, err := d.rawString()
	if err != nil {
		return err
	}
	p.setString(v, p.shape.Intern(raw))
	return nil
}

func (d *jsonDecoder) boolean(p *plan, v reflect.Value, c byte, in container) error {
	switch c {
	case 't':
		p.target(v).SetBool(true)
		return d.literal("true")
	case 'f':
		p.target(v).SetBool(false)
		return d.literal("false")
	}
	return d.mismatch(p, in)
}

func (d *jsonDecoder) blob(p *plan, v reflect.Value, c byte, in container) error {
	if c != '"' {
		return d.mismatch(p, in)
	}
	raw, err := d.rawString()
	if err != nil {
		return err
	}
	b := make([]byte, blobEncoding.DecodedLen(len(raw)))
	n, err := blobEncoding.Decode(b, raw)
	if err != nil {
		return malformed("%s", d.words.badBase64(string(raw)))
	}
	p.target(v).SetBytes(b[:n:n])
	return nil
}

func (d *jsonDecoder) number(p *plan, v reflect.Value, c byte, in container) error {
	if c == '"' {
		return d.namedNumber(p, v, in)
	}
	if c != '-' && c-'0' >= 10 {
		return d.mismatch(p, in)
	}
	raw, err := d.rawNumber()
	if err != nil {
		return err
	}
	if p.kind == kInt {
		if i, err := strconv.ParseInt(string(raw), 10, p.typ.Bits()); err == nil {
			p.target(v).SetInt(i)
			return nil
		}
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || !p.setNumber(v, f) {
		return malformed("%s", d.words.mismatch(p, in, tokenNumber))
	}
	return nil
}

// namedNumber decodes a timestamp in ISO form, which some clients send, and
// the floats that are not numbers.
func (d *jsonDecoder) namedNumber(p *plan, v reflect.Value, in container) error {
	start := d.pos
	raw, err := d.rawString()
	if err != nil {
		return err
	}
	switch p.kind {
	case kTime:
		return p.setText(v, string(raw))
	case kFloat:
		switch string(raw) {
		case "NaN", "Infinity", "-Infinity":
			return p.setText(v, string(raw))
		}
	}
	d.pos = start
	return d.mismatch(p, in)
}

// setNumber sets a number or a timestamp and reports whether it fits. A
// fraction is cut off where an integer belongs, as Java does.
// Source: the tests of dynalite and kinesalite, "for some reason, doubles are fine".
func (p *plan) setNumber(v reflect.Value, f float64) bool {
	switch p.kind {
	case kTime:
		t, ok := fromSeconds(f)
		if ok {
			setTime(p.target(v), t)
		}
		return ok
	case kInt:
		if math.Abs(f) >= math.Ldexp(1, p.typ.Bits()-1) {
			return false
		}
		p.target(v).SetInt(int64(f))
		return true
	}
	p.target(v).SetFloat(f)
	return true
}

func (d *jsonDecoder) list(p *plan, v reflect.Value) error {
	d.pos++
	v = p.target(v)
	v.Set(reflect.MakeSlice(p.typ, 0, 0))
	for n := 0; ; n++ {
		if more, err := d.item(n == 0); err != nil || !more {
			return err
		}
		if n == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n + 1)
		d.pushIndex(n)
		if d.next() == 'n' {
			d.nulls++
		}
		if err := d.value(p.elem, v.Index(n), inCollection); err != nil {
			return err
		}
		d.pop()
	}
}

func (d *jsonDecoder) mapping(p *plan, v reflect.Value) error {
	d.pos++
	m := reflect.MakeMap(p.typ)
	p.target(v).Set(m)
	key, elem := reflect.New(p.typ.Key()).Elem(), reflect.New(p.typ.Elem()).Elem() // copied into the map, so one pair serves all
	for first := true; ; first = false {
		raw, ok, err := d.member(first)
		if err != nil || !ok {
			return err
		}
		k := p.key.shape.Intern(raw)
		if d.next() == 'n' { // a null is no entry
			if err := d.literal("null"); err != nil {
				return err
			}
			continue
		}
		key.SetString(k)
		elem.SetZero()
		d.push(k)
		if err := d.value(p.elem, elem, inCollection); err != nil {
			return err
		}
		d.pop()
		m.SetMapIndex(key, elem)
	}
}

// unionMap is mapping for DynamoDB's items. An attribute that is null or {}
// stays in the map, without a value: the service has a message of its own for it.
func (d *jsonDecoder) unionMap(p *plan, v reflect.Value) error {
	d.pos++
	u := p.elem.union
	v = p.target(v)
	u.clear(v, 0)
	for first := true; ; first = false {
		raw, ok, err := d.member(first)
		if err != nil || !ok {
			return err
		}
		k := string(raw)
		member, err := d.mapMember(p.elem)
		if err != nil {
			return err
		}
		if !member.IsValid() {
			u.put(v, k, nil)
			continue
		}
		u.put(v, k, member.Interface())
	}
}

// mapMember decodes a union that is a map's value, null included.
func (d *jsonDecoder) mapMember(p *plan) (member reflect.Value, err error) {
	switch d.next() {
	case 'n':
		return member, d.literal("null")
	case '{':
		if err := d.enter(); err != nil {
			return member, err
		}
		defer d.leave()
		return d.union(p)
	}
	return member, d.mismatch(p, inCollection)
}

func (d *jsonDecoder) structure(p *plan, v reflect.Value) error {
	d.pos++
	for first := true; ; first = false {
		key, ok, err := d.member(first)
		if err != nil || !ok {
			return err
		}
		f := p.body[string(key)]
		if f == nil { // unknown, and AWS does not mind
			err = d.skip()
		} else {
			err = d.field(f, v.Field(f.index))
		}
		if err != nil {
			return err
		}
	}
}

// field decodes a member of a structure.
func (d *jsonDecoder) field(f *field, v reflect.Value) error {
	if d.next() == 'n' {
		return d.literal("null")
	}
	if f.plan.kind <= kTime {
		err := d.value(f.plan, v, inStructure)
		d.note(f, v)
		return err
	}
	d.push(f.Name)
	defer d.pop()
	return d.value(f.plan, v, inStructure)
}

// union decodes a union and returns the pointer to its member, invalid for {}.
func (d *jsonDecoder) union(p *plan) (member reflect.Value, err error) {
	d.pos++
	for first := true; ; first = false {
		key, ok, err := d.member(first)
		if err != nil || !ok {
			return member, err
		}
		f := p.body[string(key)]
		if f == nil || d.next() == 'n' {
			if err := d.skip(); err != nil {
				return member, err
			}
			continue
		}
		if member.IsValid() {
			return member, &SerializationError{Reason: severalMembers, union: true}
		}
		member = reflect.New(f.typ)
		nulls := d.nulls
		if err := d.value(f.plan, member.Elem().Field(0), inStructure); err != nil {
			return member, err
		}
		if said, isSet := nullInSet[f.Name]; isSet && d.nulls > nulls {
			return member, &SerializationError{Reason: said, union: true}
		}
	}
}
