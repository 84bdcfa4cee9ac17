package wire

import (
	"bytes"
	"encoding/xml"
	"io"
	"reflect"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// maxXMLDepth is how deep an XML document may nest.
const maxXMLDepth = 100

// An xmlDecoder reads a document straight into an SDK struct.
type xmlDecoder struct {
	*trace
	tokens *xml.Decoder
	depth  int
}

// decodeXML decodes a document whose root element, of any name, is v. A body
// of white space is a document without members.
func decodeXML(data []byte, p *plan, v reflect.Value, t *trace) error {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	d := &xmlDecoder{trace: t, tokens: xml.NewDecoder(bytes.NewReader(data))}
	root, err := d.root()
	if err != nil {
		return err
	}
	if err := d.element(p, v, root); err != nil {
		return err
	}
	return d.end()
}

// token returns the next token. Document types are refused, so there are no
// entities but XML's own five.
func (d *xmlDecoder) token() (xml.Token, error) {
	tok, err := d.tokens.Token()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, malformed("%v", err)
	}
	if _, ok := tok.(xml.Directive); ok {
		return nil, malformed("Document type declarations are not allowed")
	}
	return tok, nil
}

// root moves to the root element.
func (d *xmlDecoder) root() (xml.StartElement, error) {
	for {
		tok, err := d.token()
		if err == io.EOF {
			err = malformed("No root element")
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			return tok, nil
		case xml.CharData:
			if len(bytes.TrimSpace(tok)) > 0 {
				return xml.StartElement{}, malformed("Text before the root element")
			}
		}
	}
}

// end checks that nothing but white space and comments follows.
func (d *xmlDecoder) end() error {
	for {
		tok, err := d.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			return malformed("A second root element")
		case xml.CharData:
			if len(bytes.TrimSpace(tok)) > 0 {
				return malformed("Text after the root element")
			}
		}
	}
}

// inner is token inside an element, where the document must not end.
func (d *xmlDecoder) inner() (xml.Token, error) {
	tok, err := d.token()
	if err == io.EOF {
		err = malformed("Unexpected end of input")
	}
	return tok, err
}

// children calls child for each element inside the current one.
func (d *xmlDecoder) children(child func(xml.StartElement) error) error {
	if d.depth++; d.depth > maxXMLDepth {
		return malformed("Nesting is deeper than %d", maxXMLDepth)
	}
	defer func() { d.depth-- }()
	for {
		tok, err := d.inner()
		if err != nil {
			return err
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

// skip moves past the current element.
func (d *xmlDecoder) skip() error {
	return d.children(func(xml.StartElement) error { return d.skip() })
}

func (d *xmlDecoder) element(p *plan, v reflect.Value, start xml.StartElement) error {
	switch p.kind {
	case kStruct:
		return d.structure(p, p.target(v), start)
	case kUnion:
		return d.children(func(e xml.StartElement) error { return d.unionMember(p, v, e) })
	case kList:
		return d.list(p, p.target(v))
	case kMap:
		v = p.target(v)
		v.Set(reflect.MakeMap(p.typ))
		return d.children(func(xml.StartElement) error { return d.entry(p, v) })
	case kSkip, kReader:
		return d.skip()
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

// chars reads an element that holds text.
func (d *xmlDecoder) chars() (string, error) {
	var text []byte
	for {
		tok, err := d.inner()
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.CharData:
			text = append(text, tok...)
		case xml.StartElement:
			return "", malformed("Element %s found where text was expected", tok.Name.Local)
		case xml.EndElement:
			return string(text), nil
		}
	}
}

func (d *xmlDecoder) structure(p *plan, v reflect.Value, start xml.StartElement) error {
	if err := p.decodeAttributes(v, start); err != nil {
		return err
	}
	return d.children(func(e xml.StartElement) error {
		f := p.body[e.Name.Local]
		if f == nil {
			return d.skip()
		}
		fv := v.Field(f.index)
		d.push(f.Name)
		err := d.field(f, fv, e)
		d.pop()
		d.note(f, fv)
		return err
	})
}

// decodeAttributes reads the XML attributes of a structure.
func (p *plan) decodeAttributes(v reflect.Value, start xml.StartElement) error {
	if len(start.Attr) == 0 {
		return nil
	}
	for i := range p.fields {
		f := &p.fields[i]
		if !f.Flags.Has(model.Attribute) {
			continue
		}
		_, local, _ := strings.Cut(f.Wire, ":")
		for _, a := range start.Attr {
			if a.Name.Local == local && a.Name.Space != "xmlns" {
				if err := f.plan.setText(v.Field(f.index), a.Value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// unionMember decodes an element inside a union. A flattened list comes as several.
func (d *xmlDecoder) unionMember(p *plan, v reflect.Value, e xml.StartElement) error {
	f := p.body[e.Name.Local]
	if f == nil {
		return d.skip()
	}
	if !v.IsNil() && (v.Elem().Type().Elem() != f.typ || !f.Flags.Has(model.Flattened)) {
		return malformed("Element %s found beside another of a union", e.Name.Local)
	}
	m := reflect.New(f.typ)
	if !v.IsNil() {
		m = v.Elem()
	}
	p.union.set(v, m)
	return d.field(f, m.Elem().Field(0), e)
}

// field decodes an element that is a member, or one item of a flattened one.
func (d *xmlDecoder) field(f *field, v reflect.Value, e xml.StartElement) error {
	switch {
	case !f.Flags.Has(model.Flattened):
		return d.element(f.plan, v, e)
	case f.plan.kind == kMap:
		if v.IsNil() {
			v.Set(reflect.MakeMap(f.plan.typ))
		}
		return d.entry(f.plan, v)
	case f.plan.kind == kList:
		return d.item(f.plan, v, e)
	}
	return d.element(f.plan, v, e)
}

func (d *xmlDecoder) list(p *plan, v reflect.Value) error {
	v.Set(reflect.MakeSlice(p.typ, 0, 0))
	name := p.itemName()
	return d.children(func(e xml.StartElement) error {
		if e.Name.Local != name {
			return d.skip()
		}
		return d.item(p, v, e)
	})
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

// entry decodes one entry of a map.
func (d *xmlDecoder) entry(p *plan, m reflect.Value) error {
	key := reflect.New(p.typ.Key()).Elem()
	elem := reflect.New(p.typ.Elem()).Elem()
	err := d.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case p.keyName():
			s, err := d.chars()
			key.SetString(s)
			return err
		case p.valueName():
			return d.element(p.elem, elem, e)
		}
		return d.skip()
	})
	if err == nil {
		m.SetMapIndex(key, elem)
	}
	return err
}
