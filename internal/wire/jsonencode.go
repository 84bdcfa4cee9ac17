package wire

import (
	"math"
	"reflect"

	"github.com/awsfake/awsfake/internal/model"
)

// A jsonEncoder writes SDK structs as JSON. Nil pointers, lists and maps are
// absent, as AWS leaves them.
type jsonEncoder struct {
	dst     []byte
	entries []entry // a stack: the sorted entries of the maps that are being written
}

// encodeJSON appends the members of v that travel in the body.
func encodeJSON(dst []byte, p *plan, v reflect.Value) []byte {
	e := jsonEncoder{dst: dst}
	e.value(p, v)
	return e.dst
}

func (e *jsonEncoder) value(p *plan, v reflect.Value) {
	v = p.deref(v)
	switch p.kind {
	case kString:
		e.dst = appendString(e.dst, v.String())
	case kBool, kInt:
		e.dst = p.appendScalar(e.dst, v, 0)
	case kFloat:
		e.float(p, v)
	case kBlob:
		e.quoted(p, v)
	case kTime:
		e.time(p, v)
	case kList:
		e.list(p, v)
	case kMap:
		e.mapping(p, v)
	case kUnion:
		e.union(p, v)
	case kStruct:
		e.structure(p, v)
	default:
		e.dst = append(e.dst, "null"...)
	}
}

// quoted writes a scalar whose text needs no escape.
func (e *jsonEncoder) quoted(p *plan, v reflect.Value) {
	e.dst = append(e.dst, '"')
	e.dst = p.appendScalar(e.dst, v, 0)
	e.dst = append(e.dst, '"')
}

// float writes what is no number as its name.
func (e *jsonEncoder) float(p *plan, v reflect.Value) {
	if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
		e.quoted(p, v)
		return
	}
	e.dst = p.appendScalar(e.dst, v, 0)
}

func (e *jsonEncoder) time(p *plan, v reflect.Value) {
	t := timeOf(v)
	f := p.timeFormat(model.TimeUnix)
	if f == model.TimeUnix {
		e.dst = appendTime(e.dst, t, f)
		return
	}
	e.dst = append(appendTime(append(e.dst, '"'), t, f), '"')
}

func (e *jsonEncoder) list(p *plan, v reflect.Value) {
	e.dst = append(e.dst, '[')
	for i := range v.Len() {
		if i > 0 {
			e.dst = append(e.dst, ',')
		}
		e.item(p.elem, v.Index(i))
	}
	e.dst = append(e.dst, ']')
}

// item writes a list's item or a map's value, which is never left out.
func (e *jsonEncoder) item(p *plan, v reflect.Value) {
	if p.kind != kString && p.absent(v) {
		e.dst = append(e.dst, "null"...)
		return
	}
	e.value(p, v)
}

func (e *jsonEncoder) mapping(p *plan, v reflect.Value) {
	e.dst = append(e.dst, '{')
	start := len(e.entries)
	if start == 0 && e.entries == nil {
		e.entries = make([]entry, 0, 2*v.Len())
	}
	e.entries = p.appendEntries(e.entries, v)
	end := len(e.entries)
	for i := start; i < end; i++ {
		if i > start {
			e.dst = append(e.dst, ',')
		}
		e.dst = append(appendString(e.dst, e.entries[i].key), ':')
		e.item(p.elem, e.entries[i].value)
	}
	e.entries = e.entries[:start]
	e.dst = append(e.dst, '}')
}

func (e *jsonEncoder) union(p *plan, v reflect.Value) {
	e.dst = append(e.dst, '{')
	if f, fv := p.variant(v); f != nil {
		e.dst = append(e.dst, f.jsonKey...)
		e.item(f.plan, fv)
	}
	e.dst = append(e.dst, '}')
}

// structure writes the members that travel in the body.
func (e *jsonEncoder) structure(p *plan, v reflect.Value) {
	e.dst = append(e.dst, '{')
	first := true
	for i := range p.fields {
		f := &p.fields[i]
		if f.In != model.Body {
			continue
		}
		if fv := v.Field(f.index); !f.plan.absent(fv) {
			e.member(f, fv, first)
			first = false
		}
	}
	e.dst = append(e.dst, '}')
}

// member writes a present member.
func (e *jsonEncoder) member(f *field, v reflect.Value, first bool) {
	if !first {
		e.dst = append(e.dst, ',')
	}
	e.dst = append(e.dst, f.jsonKey...)
	e.value(f.plan, v)
}
