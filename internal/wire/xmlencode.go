package wire

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

// xmlProlog is the declaration before S3's documents.
const xmlProlog = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// appendRoot appends a REST document.
func (a *API) appendRoot(dst []byte, p *plan, root string, v reflect.Value) []byte {
	ns := ` xmlns="` + a.Namespace + `"`
	if !p.shape.Flags.Has(model.Unwrapped) || len(p.fields) == 0 {
		return p.appendXML(dst, root, ns, v)
	}
	f := &p.fields[0]
	fv := p.deref(v).Field(f.index)
	if f.plan.absent(fv) { // GetBucketLocation of us-east-1
		return append(dst, "<"+root+ns+"/>"...)
	}
	return f.plan.appendXML(dst, root, ns, fv)
}

// appendQueryResponse appends a document of the query protocol.
func (a *API) appendQueryResponse(dst []byte, op *model.Operation, p *plan, v reflect.Value, requestID string) []byte {
	dst = append(dst, a.dialect.prolog...)
	dst = append(dst, "<"+op.Name+`Response xmlns="`+a.Namespace+`">`...)
	if op.Output != 0 {
		dst = p.appendXML(dst, op.Name+"Result", "", v)
	}
	dst = append(dst, "<ResponseMetadata>"...)
	dst = appendTextElement(dst, "RequestId", requestID)
	return append(dst, "</ResponseMetadata></"+op.Name+"Response>"...)
}

// appendTextElement appends an element that holds a text.
func appendTextElement(dst []byte, name, text string) []byte {
	dst = appendOpen(dst, name, "")
	dst = appendEscaped(dst, text)
	return appendClose(dst, name)
}

func appendOpen(dst []byte, name, attrs string) []byte {
	return append(append(append(append(dst, '<'), name...), attrs...), '>')
}

func appendClose(dst []byte, name string) []byte {
	return append(append(append(dst, "</"...), name...), '>')
}

// appendXML appends the element name with the present value v.
func (p *plan) appendXML(dst []byte, name, attrs string, v reflect.Value) []byte {
	v = p.deref(v)
	if p.kind == kStruct {
		attrs += p.attributes(v)
	}
	dst = appendOpen(dst, name, attrs)
	switch p.kind {
	case kStruct:
		dst = p.appendMembers(dst, v)
	case kUnion:
		if f, fv := p.variant(v); f != nil {
			dst = f.appendElement(dst, fv)
		}
	case kList:
		dst = p.appendItems(dst, p.itemName(), v)
	case kMap:
		dst = p.appendMapEntries(dst, "entry", v)
	case kString:
		dst = appendEscaped(dst, v.String())
	default:
		dst = p.appendScalar(dst, v, model.TimeISO)
	}
	return appendClose(dst, name)
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

// appendElement appends a member: one element, or one an item if it is flattened.
func (f *field) appendElement(dst []byte, v reflect.Value) []byte {
	switch {
	case f.plan.absent(v):
		return dst
	case !f.Flags.Has(model.Flattened):
		return f.plan.appendXML(dst, f.Wire, "", v)
	case f.plan.kind == kMap:
		return f.plan.appendMapEntries(dst, f.Wire, v)
	}
	return f.plan.appendItems(dst, f.Wire, v)
}

func (p *plan) appendItems(dst []byte, name string, v reflect.Value) []byte {
	for i := range v.Len() {
		dst = p.elem.appendXML(dst, name, "", v.Index(i))
	}
	return dst
}

func (p *plan) appendMapEntries(dst []byte, name string, v reflect.Value) []byte {
	for _, e := range p.entries(v) {
		dst = appendOpen(dst, name, "")
		dst = appendTextElement(dst, p.keyName(), e.key)
		dst = p.elem.appendXML(dst, p.valueName(), "", e.value)
		dst = appendClose(dst, name)
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

// xmlSpecial are the characters that appendEscaped looks at closer.
const xmlSpecial = "<>&\"\r"

// appendEscaped appends text as XML. What XML cannot hold becomes the
// replacement character, as encoding/xml has it.
func appendEscaped(dst []byte, s string) []byte {
	if plain(s) == len(s) && !strings.ContainsAny(s, xmlSpecial) {
		return append(dst, s...)
	}
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r == '\r': // it would come back as a line feed
			dst = append(dst, "&#13;"...)
		case isXML(r):
			dst = utf8.AppendRune(dst, r)
		default:
			dst = utf8.AppendRune(dst, utf8.RuneError)
		}
		s = s[n:]
	}
	return dst
}

// isXML reports whether XML 1.0 has the character.
func isXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000
}
