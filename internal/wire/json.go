package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

const maxDepth = 500

// A jsonDecoder reads a document straight into an SDK struct.
type jsonDecoder struct {
	trace
	data  []byte
	pos   int
	depth int
}

// decodeJSON decodes the members of v that travel in the body.
func decodeJSON(data []byte, p *plan, v reflect.Value, t *trace) error {
	d := &jsonDecoder{trace: *t, data: data}
	if d.next() == 0 && d.pos >= len(data) {
		return nil // no body: no members
	}
	err := d.value(p, v)
	if err == nil && (d.next() != 0 || d.pos < len(data)) {
		err = d.unexpected()
	}
	*t = d.trace
	return err
}

// next skips white space and returns the byte it stops at, 0 at the end.
func (d *jsonDecoder) next() byte {
	for d.pos < len(d.data) {
		switch c := d.data[d.pos]; c {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return c
		}
	}
	return 0
}

func (d *jsonDecoder) unexpected() error {
	if d.pos >= len(d.data) {
		return malformed("Unexpected end of input")
	}
	return malformed("Unexpected character %q at position %d", d.data[d.pos], d.pos)
}

func (d *jsonDecoder) expect(c byte) error {
	if d.next() != c || d.pos >= len(d.data) {
		return d.unexpected()
	}
	d.pos++
	return nil
}

// token names the value ahead as AWS's messages do.
func token(c byte) string {
	switch c {
	case '"':
		return "STRING_VALUE"
	case 't':
		return "TRUE_VALUE"
	case 'f':
		return "FALSE_VALUE"
	default:
		return "NUMBER_VALUE"
	}
}

func (d *jsonDecoder) mismatch(want string) error {
	switch c := d.next(); c {
	case '{':
		return malformed("Start of structure or map found where not expected")
	case '[':
		return malformed("Start of list found where not expected")
	default:
		return malformed("%s cannot be converted to %s", token(c), want)
	}
}

func (d *jsonDecoder) value(p *plan, v reflect.Value) error {
	c := d.next()
	if c == 'n' { // null is absent in every AWS JSON protocol
		return d.literal("null")
	}
	switch p.kind {
	case kString:
		if c != '"' {
			return d.mismatch("String")
		}
		raw, err := d.rawString()
		if err != nil {
			return err
		}
		p.target(v).SetString(p.shape.Intern(raw))
	case kBool:
		switch c {
		case 't':
			p.target(v).SetBool(true)
			return d.literal("true")
		case 'f':
			p.target(v).SetBool(false)
			return d.literal("false")
		}
		return d.mismatch("Boolean")
	case kInt, kFloat, kTime:
		return d.number(p, v, c)
	case kBlob:
		if c != '"' {
			return d.mismatch("Blob")
		}
		raw, err := d.rawString()
		if err != nil {
			return err
		}
		b := make([]byte, base64.StdEncoding.DecodedLen(len(raw)))
		n, err := base64.StdEncoding.Decode(b, raw)
		if err != nil {
			return malformed("Invalid base64: %v", err)
		}
		p.target(v).SetBytes(b[:n:n])
	case kSkip, kReader:
		return d.skip()
	case kList:
		if c != '[' {
			return d.mismatch("List")
		}
		return d.list(p, v)
	default:
		if c != '{' {
			return d.mismatch(p.typ.Name())
		}
		if d.depth++; d.depth > maxDepth {
			return malformed("nesting is deeper than %d", maxDepth)
		}
		var err error
		switch p.kind {
		case kMap:
			err = d.mapping(p, v)
		case kUnion:
			err = d.union(p, v)
		default:
			err = d.structure(p, p.target(v))
		}
		d.depth--
		return err
	}
	return nil
}

func (d *jsonDecoder) literal(s string) error {
	if d.pos+len(s) > len(d.data) || string(d.data[d.pos:d.pos+len(s)]) != s {
		return d.unexpected()
	}
	d.pos += len(s)
	return nil
}

func (d *jsonDecoder) number(p *plan, v reflect.Value, c byte) error {
	if c == '"' && p.kind == kTime { // some clients send ISO timestamps
		raw, err := d.rawString()
		if err != nil {
			return err
		}
		return p.setText(v, string(raw))
	}
	start := d.pos
	for d.pos < len(d.data) && (d.data[d.pos]-'0' < 10 || strings.IndexByte("+-.eE", d.data[d.pos]) >= 0) {
		d.pos++
	}
	raw := d.data[start:d.pos]
	if len(raw) == 0 {
		return d.mismatch(map[kind]string{kInt: "Integer", kFloat: "Double", kTime: "Timestamp"}[p.kind])
	}
	if p.kind == kInt {
		if i, err := strconv.ParseInt(string(raw), 10, p.typ.Bits()); err == nil {
			p.target(v).SetInt(i)
			return nil
		}
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	switch {
	case err != nil:
		return malformed("%q is not a number", raw)
	case p.kind == kFloat:
		p.target(v).SetFloat(f)
	case p.kind == kTime:
		setTime(p.target(v), fromSeconds(f))
	case f != math.Trunc(f) || math.Abs(f) >= math.Ldexp(1, p.typ.Bits()-1):
		return malformed("NUMBER_VALUE cannot be converted to Integer")
	default:
		p.target(v).SetInt(int64(f))
	}
	return nil
}

func (d *jsonDecoder) list(p *plan, v reflect.Value) error {
	d.pos++
	v = p.target(v)
	v.Set(reflect.MakeSlice(p.typ, 0, 0))
	n := 0
	for first := true; ; first = false {
		if d.next() == ']' {
			d.pos++
			return nil
		}
		if !first {
			if err := d.expect(','); err != nil {
				return err
			}
		}
		if n == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n + 1)
		d.pushIndex(n)
		if err := d.value(p.elem, v.Index(n)); err != nil {
			return err
		}
		d.pop()
		n++
	}
}

// member reads up to the next key and its colon; ok is false at the closing brace.
func (d *jsonDecoder) member(first bool) (key []byte, ok bool, err error) {
	c := d.next()
	if c == '}' {
		d.pos++
		return nil, false, nil
	}
	if !first {
		if err := d.expect(','); err != nil {
			return nil, false, err
		}
		c = d.next()
	}
	if c != '"' {
		return nil, false, d.unexpected()
	}
	if key, err = d.rawString(); err != nil {
		return nil, false, err
	}
	return key, true, d.expect(':')
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
		k := string(raw)
		key.SetString(k)
		elem.SetZero()
		d.push(k)
		if err := d.value(p.elem, elem); err != nil {
			return err
		}
		d.pop()
		m.SetMapIndex(key, elem)
	}
}

func (d *jsonDecoder) structure(p *plan, v reflect.Value) error {
	d.pos++
	for first := true; ; first = false {
		key, ok, err := d.member(first)
		if err != nil || !ok {
			return err
		}
		f := p.body[string(key)]
		if f == nil {
			if err := d.skip(); err != nil {
				return err
			}
			continue
		}
		if d.next() == 'n' {
			if err := d.literal("null"); err != nil {
				return err
			}
			continue
		}
		d.push(f.Name)
		fv := v.Field(f.index)
		if err := d.value(f.plan, fv); err != nil {
			return err
		}
		d.set(f.plan, fv)
		d.pop()
	}
}

func (d *jsonDecoder) union(p *plan, v reflect.Value) error {
	d.pos++
	for first := true; ; first = false {
		key, ok, err := d.member(first)
		if err != nil || !ok {
			return err
		}
		f := p.body[string(key)]
		if f == nil || d.next() == 'n' {
			if err := d.skip(); err != nil {
				return err
			}
			continue
		}
		if !v.IsNil() {
			return malformed("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
		}
		member := reflect.New(f.typ)
		if err := d.value(f.plan, member.Elem().Field(0)); err != nil {
			return err
		}
		p.set(v, member)
	}
}

func (d *jsonDecoder) skip() error {
	switch c := d.next(); c {
	case '"':
		_, err := d.rawString()
		return err
	case '{', '[':
		if d.depth++; d.depth > maxDepth {
			return malformed("nesting is deeper than %d", maxDepth)
		}
		defer func() { d.depth-- }()
		d.pos++
		for first := true; ; first = false {
			if c == '{' {
				if _, ok, err := d.member(first); err != nil || !ok {
					return err
				}
			} else {
				if d.next() == ']' {
					d.pos++
					return nil
				}
				if !first {
					if err := d.expect(','); err != nil {
						return err
					}
				}
			}
			if err := d.skip(); err != nil {
				return err
			}
		}
	case 't':
		return d.literal("true")
	case 'f':
		return d.literal("false")
	case 'n':
		return d.literal("null")
	default:
		start := d.pos
		for d.pos < len(d.data) && (d.data[d.pos]-'0' < 10 || strings.IndexByte("+-.eE", d.data[d.pos]) >= 0) {
			d.pos++
		}
		if d.pos == start {
			return d.unexpected()
		}
		return nil
	}
}

// rawString reads a string, unescaped. The bytes belong to the document unless
// there was an escape, so callers copy what they keep.
func (d *jsonDecoder) rawString() ([]byte, error) {
	d.pos++
	start := d.pos
	rest := d.data[start:]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		d.pos = len(d.data)
		return nil, d.unexpected()
	}
	if s := rest[:end]; bytes.IndexByte(s, '\\') < 0 {
		if !utf8.Valid(s) {
			return nil, malformed("Invalid UTF-8 in a string")
		}
		d.pos += end + 1
		return s, nil
	}
	return d.escaped()
}

func (d *jsonDecoder) escaped() ([]byte, error) {
	var out []byte
	for d.pos < len(d.data) {
		c := d.data[d.pos]
		d.pos++
		switch c {
		case '"':
			if !utf8.Valid(out) {
				return nil, malformed("Invalid UTF-8 in a string")
			}
			return out, nil
		case '\\':
			if d.pos >= len(d.data) {
				return nil, d.unexpected()
			}
			e := d.data[d.pos]
			d.pos++
			if e == 'u' {
				r := d.hex4()
				if utf16.IsSurrogate(r) && d.pos+1 < len(d.data) && d.data[d.pos] == '\\' && d.data[d.pos+1] == 'u' {
					d.pos += 2
					r = utf16.DecodeRune(r, d.hex4())
				}
				if r < 0 {
					return nil, d.unexpected()
				}
				out = utf8.AppendRune(out, r)
				continue
			}
			i := strings.IndexByte(`"\/bfnrt`, e)
			if i < 0 {
				d.pos--
				return nil, d.unexpected()
			}
			out = append(out, "\"\\/\b\f\n\r\t"[i])
		default:
			out = append(out, c)
		}
	}
	return nil, d.unexpected()
}

func (d *jsonDecoder) hex4() rune {
	if d.pos+4 > len(d.data) {
		return -1
	}
	n, err := strconv.ParseUint(string(d.data[d.pos:d.pos+4]), 16, 32)
	if err != nil {
		return -1
	}
	d.pos += 4
	return rune(n)
}

// encodeJSON appends the members of v that travel in the body. Nil pointers,
// lists and maps are absent, as AWS leaves them.
func (p *plan) encodeJSON(dst []byte, v reflect.Value) []byte {
	v = p.deref(v)
	switch p.kind {
	case kString:
		return appendString(dst, v.String())
	case kBool:
		return strconv.AppendBool(dst, v.Bool())
	case kInt:
		return strconv.AppendInt(dst, v.Int(), 10)
	case kFloat:
		return strconv.AppendFloat(dst, v.Float(), 'g', -1, 64)
	case kBlob:
		dst = append(dst, '"')
		dst = base64.StdEncoding.AppendEncode(dst, v.Bytes())
		return append(dst, '"')
	case kTime:
		f := p.timeFormat(model.TimeUnix)
		if f == model.TimeUnix {
			return appendTime(dst, v.Interface().(time.Time), f)
		}
		return append(appendTime(append(dst, '"'), v.Interface().(time.Time), f), '"')
	case kList:
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			if e := v.Index(i); p.elem.absent(e) && p.elem.kind != kString {
				dst = append(dst, "null"...)
			} else {
				dst = p.elem.encodeJSON(dst, e)
			}
		}
		return append(dst, ']')
	case kMap:
		dst = append(dst, '{')
		for i, k := range sortedKeys(v) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, k.String()), ':')
			dst = p.elem.encodeJSON(dst, v.MapIndex(k))
		}
		return append(dst, '}')
	case kUnion:
		dst = append(dst, '{')
		if f, fv := p.variant(v); f != nil {
			dst = append(appendString(dst, f.Wire), ':')
			dst = f.plan.encodeJSON(dst, fv)
		}
		return append(dst, '}')
	case kStruct:
		dst = append(dst, '{')
		first := true
		for i := range p.fields {
			f := &p.fields[i]
			fv := v.Field(f.index)
			if f.In != model.Body || f.plan.absent(fv) {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = append(append(append(dst, '"'), f.Wire...), '"', ':')
			dst = f.plan.encodeJSON(dst, fv)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

func sortedKeys(m reflect.Value) []reflect.Value {
	keys := m.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

func appendString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if b := s[i]; b < 0x20 || b >= 0x7f || b == '"' || b == '\\' {
			var buf bytes.Buffer
			enc := json.NewEncoder(&buf)
			enc.SetEscapeHTML(false)
			enc.Encode(s)
			return append(dst, bytes.TrimRight(buf.Bytes(), "\n")...)
		}
	}
	return append(append(append(dst, '"'), s...), '"')
}
