package wire

import (
	"bytes"
	"encoding/xml"
	"io"
	"reflect"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// appendXML appends the element name with the present value v.
func (p *plan) appendXML(dst []byte, name, attrs string, v reflect.Value) []byte {
	v = p.deref(v)
	if p.kind == kStruct {
		attrs += p.attributes(v)
	}
	dst = append(append(append(append(dst, '<'), name...), attrs...), '>')
	switch p.kind {
	case kStruct:
		dst = p.appendMembers(dst, v)
	case kUnion:
		if f, fv := p.variant(v); f != nil {
			dst = f.appendElement(dst, fv)
		}
	case kList:
		for i := range v.Len() {
			dst = p.elem.appendXML(dst, p.itemName(), "", v.Index(i))
		}
	case kMap:
		for _, k := range sortedKeys(v) {
			dst = append(dst, "<entry>"...)
			dst = p.appendEntry(dst, k, v.MapIndex(k))
			dst = append(dst, "</entry>"...)
		}
	default:
		dst = appendEscaped(dst, p.scalar(v, model.TimeISO))
	}
	return append(append(append(dst, "</"...), name...), '>')
}

func (p *plan) appendEntry(dst []byte, k, v reflect.Value) []byte {
	dst = append(append(append(dst, '<'), p.shape.KeyWire...), '>')
	dst = appendEscaped(dst, k.String())
	dst = append(append(append(dst, "</"...), p.shape.KeyWire...), '>')
	return p.elem.appendXML(dst, p.shape.ElemWire, "", v)
}

// appendMembers appends the members of a structure that travel in the body.
func (p *plan) appendMembers(dst []byte, v reflect.Value) []byte {
	for i := range p.fields {
		f := &p.fields[i]
		if fv := v.Field(f.index); f.In == model.Body && !f.Flags.Has(model.Attribute) && !f.plan.absent(fv) {
			dst = f.appendElement(dst, fv)
		}
	}
	return dst
}

func (f *field) appendElement(dst []byte, v reflect.Value) []byte {
	if !f.Flags.Has(model.Flattened) {
		return f.plan.appendXML(dst, f.Wire, "", v)
	}
	if f.plan.kind == kMap {
		for _, k := range sortedKeys(v) {
			dst = append(append(append(dst, '<'), f.Wire...), '>')
			dst = f.plan.appendEntry(dst, k, v.MapIndex(k))
			dst = append(append(append(dst, "</"...), f.Wire...), '>')
		}
		return dst
	}
	for i := range v.Len() {
		dst = f.plan.elem.appendXML(dst, f.Wire, "", v.Index(i))
	}
	return dst
}

// attributes returns the XML attributes of a structure; only S3's Grantee has any.
func (p *plan) attributes(v reflect.Value) string {
	var b strings.Builder
	if p.shape.NSPrefix != "" {
		b.WriteString(` xmlns:` + p.shape.NSPrefix + `="` + p.shape.Namespace + `"`)
	}
	for i := range p.fields {
		f := &p.fields[i]
		if fv := v.Field(f.index); f.Flags.Has(model.Attribute) && !f.plan.absent(fv) {
			b.WriteString(` ` + f.Wire + `="` + string(appendEscaped(nil, f.plan.text(fv, model.TimeISO))) + `"`)
		}
	}
	return b.String()
}

func appendEscaped(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, "<>&\"'\r\n\t") && isPlain(s) {
		return append(dst, s...)
	}
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s))
	return append(dst, b.Bytes()...)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// An xmlDecoder reads a document straight into an SDK struct.
type xmlDecoder struct {
	trace
	*xml.Decoder
}

// decodeXML decodes a document whose root element, of any name, is v.
func decodeXML(data []byte, p *plan, v reflect.Value, t *trace) error {
	d := &xmlDecoder{*t, xml.NewDecoder(bytes.NewReader(data))}
	d.Strict = true
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return nil // no body: no members
		}
		if err != nil {
			return malformed("%v", err)
		}
		if start, ok := tok.(xml.StartElement); ok {
			err := d.element(p, v, start)
			*t = d.trace
			return err
		}
	}
}

// children calls child for each element inside the current one.
func (d *xmlDecoder) children(child func(xml.StartElement) error) error {
	for {
		tok, err := d.Token()
		if err != nil {
			return malformed("%v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if err := child(tok); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (d *xmlDecoder) element(p *plan, v reflect.Value, start xml.StartElement) error {
	switch p.kind {
	case kStruct:
		return d.structure(p, p.target(v), start)
	case kUnion:
		return d.children(func(e xml.StartElement) error {
			f := p.body[e.Name.Local]
			if f == nil {
				return d.Skip()
			}
			m := reflect.New(f.typ)
			if !v.IsNil() && v.Elem().Type() == m.Type() { // a flattened list goes on
				m = v.Elem()
			}
			p.set(v, m)
			return d.field(f, m.Elem().Field(0), e)
		})
	case kList:
		v = p.target(v)
		v.Set(reflect.MakeSlice(p.typ, 0, 0))
		return d.children(func(e xml.StartElement) error {
			if e.Name.Local != p.itemName() {
				return d.Skip()
			}
			return d.item(p, v, e)
		})
	case kMap:
		v = p.target(v)
		v.Set(reflect.MakeMap(p.typ))
		return d.children(func(e xml.StartElement) error { return d.entry(p, v) })
	case kSkip, kReader:
		return d.Skip()
	}
	s, err := d.chars()
	if err != nil {
		return err
	}
	if p.kind != kString {
		s = strings.TrimSpace(s)
	}
	return p.setText(v, s)
}

func (d *xmlDecoder) chars() (string, error) {
	var s string
	for {
		tok, err := d.Token()
		if err != nil {
			return "", malformed("%v", err)
		}
		switch tok := tok.(type) {
		case xml.CharData:
			s += string(tok)
		case xml.StartElement:
			return "", malformed("element %s found where text was expected", tok.Name.Local)
		case xml.EndElement:
			return s, nil
		}
	}
}

func (d *xmlDecoder) structure(p *plan, v reflect.Value, start xml.StartElement) error {
	for i := range p.fields {
		if f := &p.fields[i]; f.Flags.Has(model.Attribute) {
			_, local, _ := strings.Cut(f.Wire, ":")
			for _, a := range start.Attr {
				if a.Name.Local == local && a.Name.Space != "xmlns" {
					if err := f.plan.setText(v.Field(f.index), a.Value); err != nil {
						return err
					}
				}
			}
		}
	}
	return d.children(func(e xml.StartElement) error {
		f := p.body[e.Name.Local]
		if f == nil {
			return d.Skip()
		}
		d.push(f.Name)
		defer d.pop()
		fv := v.Field(f.index)
		err := d.field(f, fv, e)
		d.set(f.plan, fv)
		return err
	})
}

func (d *xmlDecoder) field(f *field, v reflect.Value, e xml.StartElement) error {
	if !f.Flags.Has(model.Flattened) {
		return d.element(f.plan, v, e)
	}
	if f.plan.kind == kMap {
		if v.IsNil() {
			v.Set(reflect.MakeMap(f.plan.typ))
		}
		return d.entry(f.plan, v)
	}
	return d.item(f.plan, v, e)
}

func (d *xmlDecoder) item(p *plan, v reflect.Value, e xml.StartElement) error {
	n := v.Len()
	if n == v.Cap() {
		v.Grow(1)
	}
	v.SetLen(n + 1)
	d.pushIndex(n)
	defer d.pop()
	return d.element(p.elem, v.Index(n), e)
}

func (d *xmlDecoder) entry(p *plan, m reflect.Value) error {
	key := reflect.New(p.typ.Key()).Elem()
	elem := reflect.New(p.typ.Elem()).Elem()
	err := d.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case p.shape.KeyWire:
			s, err := d.chars()
			key.SetString(s)
			return err
		case p.shape.ElemWire:
			return d.element(p.elem, elem, e)
		}
		return d.Skip()
	})
	m.SetMapIndex(key, elem)
	return err
}
