package wire

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// broken words the constraints that a value itself breaks.
func (p *plan) broken(v reflect.Value) []string {
	b := p.breach(v)
	if b == (breach{}) {
		return nil
	}
	return p.words(b)
}

// constraints words every constraint of a shape.
func (p *plan) constraints() []string {
	l := p.shape.Limits
	if l == nil {
		return nil
	}
	return p.words(breach{max: l.HasMax, min: l.HasMin, pattern: l.Pattern != "", enum: len(l.Enum) > 0})
}

// words words the chosen constraints of a shape that has them.
func (p *plan) words(b breach) (out []string) {
	l := p.shape.Limits
	what := "length"
	if p.kind == kInt || p.kind == kFloat {
		what = "value"
	}
	if b.max {
		out = append(out, "Member must have "+what+" less than or equal to "+p.limit(l.Max))
	}
	if b.min {
		out = append(out, "Member must have "+what+" greater than or equal to "+p.limit(l.Min))
	}
	if b.pattern {
		out = append(out, "Member must satisfy regular expression pattern: "+l.Pattern)
	}
	if b.enum {
		out = append(out, "Member must satisfy enum value set: ["+strings.Join(l.Enum, ", ")+"]")
	}
	return out
}

// limit prints a limit; a Java double keeps its fraction: 1.0.
func (p *plan) limit(f float64) string {
	if p.kind == kFloat && f == float64(int64(f)) {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// java words a value as the services' Java does.
func (p *plan) java(v reflect.Value) string {
	switch p.kind {
	case kFloat:
		return p.limit(v.Float())
	case kBlob:
		return fmt.Sprintf("java.nio.HeapByteBuffer[pos=0 lim=%d cap=%[1]d]", v.Len()) // as users of Kinesis and Firehose report it
	case kList:
		return p.javaList(v)
	case kMap:
		return p.javaMap(v)
	case kUnion:
		return p.javaUnion(v)
	case kStruct:
		return p.javaStruct(v)
	}
	return p.scalar(v, model.TimeISO)
}

func (p *plan) javaList(v reflect.Value) string {
	var l []string
	for i := range v.Len() {
		l = append(l, p.elem.java(p.elem.deref(v.Index(i))))
	}
	return "[" + strings.Join(l, ", ") + "]"
}

func (p *plan) javaMap(v reflect.Value) string {
	var l []string
	for _, e := range p.entries(v) {
		l = append(l, e.key+"="+p.elem.java(p.elem.deref(e.value)))
	}
	return "{" + strings.Join(l, ", ") + "}"
}

func (p *plan) javaStruct(v reflect.Value) string {
	return p.javaMembers(func(f *field) (reflect.Value, bool) {
		fv := v.Field(f.index)
		return fv, !f.plan.absent(fv)
	})
}

func (p *plan) javaUnion(v reflect.Value) string {
	set, fv := p.variant(v)
	if set == nil {
		return "null"
	}
	return p.javaMembers(func(f *field) (reflect.Value, bool) { return fv, f == set })
}

// hidden are members of DynamoDB's Java classes that are in no public model, by the member that they follow.
// Source: github.com/paritysuite/dynamodb-conformance, captures/cross-region-latest.json, probe c_bw_over25.
var hidden = map[string]string{
	"AttributeValue.b":  "iNT=null, dECIMAL=null, dOUBLE=null",
	"AttributeValue.bS": "iNTSET=null, dECIMALSET=null, dOUBLESET=null",
	"PutRequest.item":   "workloadProfileName=null",
}

// leading are the members that Java prints first, of structures whose members the models have in another order.
var leading = map[string]string{"WriteRequest": "putRequest"} // the same probe

// javaMembers prints all members of a structure or union, of which those are null that have no value.
func (p *plan) javaMembers(value func(*field) (reflect.Value, bool)) string {
	var l []string
	for i := range p.fields {
		f := &p.fields[i]
		s := "null"
		if v, ok := value(f); ok {
			s = f.plan.java(f.plan.deref(v))
		}
		s = f.path + "=" + s
		if leading[p.shape.Name] == f.path {
			l = slices.Insert(l, 0, s)
			continue
		}
		l = append(l, s)
		if more := hidden[p.shape.Name+"."+f.path]; more != "" {
			l = append(l, more)
		}
	}
	return p.shape.Name + "(" + strings.Join(l, ", ") + ")"
}
