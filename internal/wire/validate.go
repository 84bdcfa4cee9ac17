package wire

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

// A ValidationError is a request that breaks the model's constraints. Its text
// is the one that DynamoDB, Lambda, Firehose, SNS and others share.
type ValidationError struct{ Violations []string }

func (e *ValidationError) Error() string {
	plural := ""
	if len(e.Violations) > 1 {
		plural = "s"
	}
	return fmt.Sprintf("%d validation error%s detected: %s", len(e.Violations), plural, strings.Join(e.Violations, "; "))
}

// Validate checks an input against the model's constraints.
func (a *API) Validate(op *model.Operation, in any, sent Presence) error {
	v := reflect.ValueOf(in).Elem()
	c := &checker{sent: sent}
	c.members(a.plan(v.Type(), op.Input), v)
	if len(c.violations) == 0 {
		return nil
	}
	return &ValidationError{c.violations}
}

type checker struct {
	path       []string // as messages have it: keySchema.1.member.attributeName
	at         trace    // as Presence has it: KeySchema.0.AttributeName
	sent       Presence
	violations []string
}

// fail records that the value at the current path breaks a constraint.
func (c *checker) fail(value, constraint string) {
	c.violations = append(c.violations, fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: %s", value, strings.Join(c.path, "."), constraint))
}

func (c *checker) members(p *plan, v reflect.Value) {
	if !p.limits {
		return
	}
	for i := range p.fields {
		f := &p.fields[i]
		fv := v.Field(f.index)
		c.path = append(c.path, lower(f.Name))
		c.at.push(f.Name)
		switch required := f.Flags.Has(model.Required); {
		case c.isAbsent(f.plan, fv):
			if required {
				c.fail("null", "Member must not be null")
			}
		case f.plan.limits:
			c.value(f.plan, fv)
		}
		c.at.pop()
		c.path = c.path[:len(c.path)-1]
	}
}

// isAbsent is plan.absent, with the request's word on zeros.
func (c *checker) isAbsent(p *plan, v reflect.Value) bool {
	if p.ptr || p.kind > kFloat {
		return p.absent(v)
	}
	return v.IsZero() && (len(c.sent) == 0 || !c.sent.Has(c.at.String(), true))
}

func (c *checker) value(p *plan, v reflect.Value) {
	v = p.deref(v)
	for _, broken := range p.broken(v) {
		c.fail("'"+p.java(v)+"'", broken)
	}
	c.inside(p, v)
}

// inside checks what a value contains. The constraints of list elements, map
// keys and map values are reported where the list or map is.
func (c *checker) inside(p *plan, v reflect.Value) {
	switch p.kind {
	case kStruct:
		c.members(p, v)
	case kUnion:
		if f, fv := p.variant(v); f != nil && f.plan.limits {
			c.path = append(c.path, lower(f.Name))
			c.value(f.plan, fv)
			c.path = c.path[:len(c.path)-1]
		}
	case kList:
		if !p.elem.limits {
			return
		}
		for i := range v.Len() {
			if e := p.elem.deref(v.Index(i)); len(p.elem.broken(e)) > 0 {
				c.fail("'"+p.java(v)+"'", "Member must satisfy constraint: "+p.elem.all())
				break
			}
		}
		for i := range v.Len() {
			c.at.pushIndex(i)
			c.path = append(c.path, strconv.Itoa(i+1), "member")
			c.inside(p.elem, p.elem.deref(v.Index(i)))
			c.path = c.path[:len(c.path)-2]
			c.at.pop()
		}
	case kMap:
		c.mapping(p, v)
	}
}

func (c *checker) mapping(p *plan, v reflect.Value) {
	if !p.limits {
		return
	}
	keys := sortedKeys(v)
	if p.key != nil && p.key.limits && slices.ContainsFunc(keys, func(k reflect.Value) bool { return len(p.key.broken(k)) > 0 }) {
		c.fail("'"+p.java(v)+"'", "Map keys must satisfy constraint: ["+strings.Join(p.key.constraints(), ", ")+"]")
	}
	if !p.elem.limits {
		return
	}
	if slices.ContainsFunc(keys, func(k reflect.Value) bool { return len(p.elem.broken(p.elem.deref(v.MapIndex(k)))) > 0 }) {
		c.fail("'"+p.java(v)+"'", "Map value must satisfy constraint: "+p.elem.all())
	}
	for _, k := range keys {
		c.at.push(k.String())
		c.path = append(c.path, k.String(), "member")
		c.inside(p.elem, p.elem.deref(v.MapIndex(k)))
		c.path = c.path[:len(c.path)-2]
		c.at.pop()
	}
}

// all lists every constraint of an element, as AWS does when one is broken.
func (p *plan) all() string {
	return "[" + strings.Join(append(p.constraints(), "Member must not be null"), ", ") + "]"
}

// constraints words every constraint of a shape.
func (p *plan) constraints() []string {
	l := p.shape.Limits
	if l == nil {
		return nil
	}
	what := "length"
	if p.kind == kInt || p.kind == kFloat {
		what = "value"
	}
	var out []string
	if l.HasMax {
		out = append(out, "Member must have "+what+" less than or equal to "+p.bound(l.Max))
	}
	if l.HasMin {
		out = append(out, "Member must have "+what+" greater than or equal to "+p.bound(l.Min))
	}
	if l.Pattern != "" {
		out = append(out, "Member must satisfy regular expression pattern: "+l.Pattern)
	}
	if len(l.Enum) > 0 {
		out = append(out, "Member must satisfy enum value set: ["+strings.Join(l.Enum, ", ")+"]")
	}
	return out
}

func (p *plan) bound(f float64) string {
	if p.kind == kFloat && f == float64(int64(f)) {
		return strconv.FormatFloat(f, 'f', 1, 64) // 1.0
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// broken words the constraints that a value itself breaks.
func (p *plan) broken(v reflect.Value) []string {
	l := p.shape.Limits
	if l == nil {
		return nil
	}
	var size float64
	switch p.kind {
	case kString:
		size = float64(utf8.RuneCountInString(v.String()))
	case kInt:
		size = float64(v.Int())
	case kFloat:
		size = v.Float()
	case kBlob, kList, kMap:
		size = float64(v.Len())
	default:
		return nil
	}
	var broken [4]bool
	broken[0] = l.HasMax && size > l.Max
	broken[1] = l.HasMin && size < l.Min
	if p.kind == kString {
		broken[2] = l.Pattern != "" && !matches(l, v.String())
		broken[3] = len(l.Enum) > 0 && !slices.Contains(l.Enum, v.String()) && !slices.Contains(p.newer, v.String())
	}
	if broken == [4]bool{} {
		return nil
	}
	var out []string
	words := p.constraints()
	for i, has := range []bool{l.HasMax, l.HasMin, l.Pattern != "", len(l.Enum) > 0} {
		if !has {
			continue
		}
		if broken[i] {
			out = append(out, words[0])
		}
		words = words[1:]
	}
	return out
}

var patterns sync.Map // string -> *regexp.Regexp

func matches(l *model.Limits, s string) bool {
	expr := l.Pattern
	if l.Expr != "" {
		expr = l.Expr
	}
	return compiled(expr).MatchString(s) && (l.Deny == "" || !compiled(".*(?:"+l.Deny+").*").MatchString(s))
}

// compiled returns expr for a whole string.
func compiled(expr string) *regexp.Regexp {
	if re, ok := patterns.Load(expr); ok {
		return re.(*regexp.Regexp)
	}
	re, _ := patterns.LoadOrStore(expr, regexp.MustCompile(`\A(?:`+expr+`)\z`))
	return re.(*regexp.Regexp)
}

// java words a value as the services' Java does.
func (p *plan) java(v reflect.Value) string {
	switch p.kind {
	case kFloat:
		return p.bound(v.Float())
	case kBlob:
		return base64.StdEncoding.EncodeToString(v.Bytes())
	case kList:
		var l []string
		for i := range v.Len() {
			l = append(l, p.elem.java(p.elem.deref(v.Index(i))))
		}
		return "[" + strings.Join(l, ", ") + "]"
	case kMap:
		var l []string
		for _, k := range sortedKeys(v) {
			l = append(l, k.String()+"="+p.elem.java(p.elem.deref(v.MapIndex(k))))
		}
		return "{" + strings.Join(l, ", ") + "}"
	case kUnion:
		f, fv := p.variant(v)
		if f == nil {
			return "null"
		}
		return p.shape.Name + "(" + lower(f.Name) + "=" + f.plan.java(fv) + ")"
	case kStruct:
		var l []string
		for _, f := range p.fields {
			s := "null"
			if fv := v.Field(f.index); !f.plan.absent(fv) {
				s = f.plan.java(f.plan.deref(fv))
			}
			l = append(l, lower(f.Name)+"="+s)
		}
		return p.shape.Name + "(" + strings.Join(l, ", ") + ")"
	}
	return p.scalar(v, model.TimeISO)
}
