package wire

import (
	"reflect"
	"regexp"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

// A check is the part of a plan that validation walks: what has no constraints,
// and nothing below that has, is not in it.
type check struct {
	limits  *model.Limits // of the value itself, or nil
	pattern *pattern
	fields  []*field // of a structure or union
}

// buildChecks adds the checks to plans that were built together.
func buildChecks(plans map[planKey]*plan) {
	for _, p := range plans {
		p.ownCheck()
	}
	for again := true; again; { // recursive types need more than one round
		again = false
		for _, p := range plans {
			if p.check == nil && p.checksBelow() {
				p.check = &check{}
				again = true
			}
		}
	}
	for _, p := range plans {
		p.checkFields()
	}
}

// ownCheck gives a plan a check if it has constraints of its own.
func (p *plan) ownCheck() {
	required := slices.ContainsFunc(p.fields, func(f field) bool { return f.Flags.Has(model.Required) })
	limits := p.shape.Limits
	if limits == nil && !required {
		return
	}
	p.check = &check{limits: limits}
	if limits != nil && p.kind == kString && limits.Pattern != "" {
		p.check.pattern = &pattern{limits: limits}
	}
}

func (p *plan) checksBelow() bool {
	return p.elem != nil && p.elem.check != nil || p.key != nil && p.key.check != nil ||
		slices.ContainsFunc(p.fields, func(f field) bool { return f.plan.check != nil })
}

func (p *plan) checkFields() {
	if p.check == nil {
		return
	}
	for i := range p.fields {
		if f := &p.fields[i]; f.plan.check != nil || f.Flags.Has(model.Required) {
			p.check.fields = append(p.check.fields, f)
		}
	}
}

// A pattern is compiled when a value meets it first.
type pattern struct {
	limits      *model.Limits
	once        sync.Once
	match, deny *regexp.Regexp
}

// matches reports whether the whole of s fits. What Go cannot compile fits
// everything; a test compiles the tables.
func (p *pattern) matches(s string) bool {
	p.once.Do(p.compile)
	return (p.match == nil || p.match.MatchString(s)) && (p.deny == nil || !p.deny.MatchString(s))
}

func (p *pattern) compile() {
	expr := p.limits.Pattern
	if p.limits.Expr != "" {
		expr = p.limits.Expr
	}
	p.match, _ = regexp.Compile(`\A(?:` + expr + `)\z`)
	if p.limits.Deny != "" {
		p.deny, _ = regexp.Compile(`\A(?:.*(?:` + p.limits.Deny + `).*)\z`)
	}
}

// A breach says which constraints a value breaks, in the order of their messages.
type breach struct{ max, min, pattern, enum bool }

// breach checks a present value itself, without what it contains.
func (p *plan) breach(v reflect.Value) (b breach) {
	if p.check == nil || p.check.limits == nil {
		return b
	}
	l := p.check.limits
	if l.HasMax || l.HasMin {
		if size, ok := p.size(v); ok {
			b.max, b.min = l.HasMax && size > l.Max, l.HasMin && size < l.Min
		}
	}
	if p.kind != kString {
		return b
	}
	b.pattern = p.check.pattern != nil && !p.check.pattern.matches(v.String())
	b.enum = len(l.Enum) > 0 && !slices.Contains(l.Enum, v.String())
	return b
}

// size is what Min and Max bound.
func (p *plan) size(v reflect.Value) (float64, bool) {
	switch p.kind {
	case kString:
		return float64(utf8.RuneCountInString(v.String())), true
	case kInt:
		return float64(v.Int()), true
	case kFloat:
		return v.Float(), true
	case kBlob, kList, kMap:
		return float64(v.Len()), true
	}
	return 0, false
}

// fine reports whether a present value, and everything it contains, certainly
// meets the constraints. It allocates nothing and knows no path, so where a
// zero may or may not have been sent, it says no.
func (p *plan) fine(v reflect.Value, zeros bool) bool {
	if p.breach(v) != (breach{}) {
		return false
	}
	switch p.kind {
	case kStruct:
		return p.fineFields(v, zeros)
	case kUnion:
		f, fv := p.variant(v)
		return f == nil || f.plan.check == nil || f.plan.fine(f.plan.deref(fv), zeros)
	case kList:
		return p.elem.check == nil || p.fineItems(v, zeros)
	case kMap:
		return p.fineEntries(v, zeros)
	}
	return true
}

func (p *plan) fineFields(v reflect.Value, zeros bool) bool {
	for _, f := range p.check.fields {
		fv := v.Field(f.index)
		if f.plan.absent(fv) || f.zeroable && fv.IsZero() {
			if f.Flags.Has(model.Required) || f.zeroable && zeros {
				return false
			}
			continue
		}
		if f.plan.check != nil && !f.plan.fine(f.plan.deref(fv), zeros) {
			return false
		}
	}
	return true
}

func (p *plan) fineItems(v reflect.Value, zeros bool) bool {
	for i := range v.Len() {
		if item := v.Index(i); !p.elem.absent(item) && !p.elem.fine(p.elem.deref(item), zeros) {
			return false
		}
	}
	return true
}

func (p *plan) fineEntries(v reflect.Value, zeros bool) bool {
	if p.key.check == nil && p.elem.check == nil {
		return true
	}
	fine := true
	p.each(v, func(k string, v reflect.Value) {
		fine = fine && (p.key.check == nil || p.fineKey(k)) &&
			(p.elem.check == nil || p.elem.absent(v) || p.elem.fine(p.elem.deref(v), zeros))
	})
	return fine
}

// fineKey is fine for a map's key, without a reflect.Value where only its length counts.
func (p *plan) fineKey(k string) bool {
	l := p.key.check.limits
	if l.Pattern == "" && len(l.Enum) == 0 && (!l.HasMax || float64(len(k)) <= l.Max) && (!l.HasMin || l.Min <= 1 && k != "") {
		return true
	}
	return p.key.fine(reflect.ValueOf(k), true)
}

// each calls f for every entry of a map, in no order.
func (p *plan) each(m reflect.Value, f func(k string, v reflect.Value)) {
	if p.elem.union != nil && m.Type().Key() == stringType {
		p.elem.union.each(m, func(k string, v any) {
			if v == nil {
				f(k, reflect.Zero(p.elem.typ))
				return
			}
			f(k, reflect.ValueOf(v))
		})
		return
	}
	for iter := m.MapRange(); iter.Next(); {
		f(iter.Key().String(), iter.Value())
	}
}
