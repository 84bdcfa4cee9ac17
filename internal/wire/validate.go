package wire

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// A ValidationError is a request that breaks the model's constraints. Its text
// is the one that DynamoDB, Lambda, Firehose, SNS and others share.
type ValidationError struct {
	Violations []Violation
	Op         string // the operation
}

// A Violation is one constraint that one value breaks.
type Violation struct {
	Member     *model.Member // of the input, at or above the value
	Path       string        // keySchema.1.member.attributeName
	Value      string        // as Java prints it
	Missing    bool
	Constraint string
}

// Error lists the violations in AWS's words.
func (e *ValidationError) Error() string {
	plural := ""
	if len(e.Violations) > 1 {
		plural = "s"
	}
	l := make([]string, len(e.Violations))
	for i, v := range e.Violations {
		l[i] = v.String()
	}
	return fmt.Sprintf("%d validation error%s detected: %s", len(l), plural, strings.Join(l, "; "))
}

// String words one violation.
func (v Violation) String() string {
	value := "null"
	if !v.Missing {
		value = "'" + v.Value + "'"
	}
	return fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: %s", value, v.Path, v.Constraint)
}

// first returns the first violation, with a member in any case.
func (e *ValidationError) first() Violation {
	if len(e.Violations) == 0 || e.Violations[0].Member == nil {
		return Violation{Member: &model.Member{}}
	}
	return e.Violations[0]
}

// Validate checks an input against the model's constraints. What breaks one is
// a ValidationError. Only then does it build paths and words.
func (a *API) Validate(op *model.Operation, in any, sent Presence) error {
	v := reflect.ValueOf(in).Elem()
	p := a.plan(v.Type(), op.Input)
	if p.check == nil || p.fine(v, len(sent) > 0) {
		return nil
	}
	c := &checker{sent: sent, shallow: a.dialect.shallow, sparse: a.dialect.sparse}
	c.members(p, v)
	if len(c.violations) == 0 {
		return nil
	}
	return &ValidationError{Violations: c.violations, Op: op.Name}
}

// A checker collects the violations of one input.
type checker struct {
	path       []string // as messages have it: keySchema.1.member.attributeName
	at         trace    // as Presence has it: KeySchema.0.AttributeName
	sent       Presence
	shallow    bool
	sparse     bool
	member     *model.Member
	violations []Violation
}

func (c *checker) fail(v Violation) {
	v.Member, v.Path = c.member, strings.Join(c.path, ".")
	c.violations = append(c.violations, v)
}

// in runs a check one or more steps down.
func (c *checker) in(check func(), steps ...string) {
	n := len(c.path)
	c.path = append(c.path, steps...)
	check()
	c.path = c.path[:n]
}

func (c *checker) members(p *plan, v reflect.Value) {
	if p.check == nil {
		return
	}
	for _, f := range p.check.fields {
		if len(c.path) == 0 {
			c.member = f.Member
		}
		c.in(func() { c.field(f, v.Field(f.index)) }, f.path)
	}
}

func (c *checker) field(f *field, v reflect.Value) {
	switch {
	case c.shallow && f.plan.kind > kTime: // SQS's service code looks into lists and maps itself
	case c.isAbsent(f, v):
		if f.Flags.Has(model.Required) {
			c.fail(Violation{Missing: true, Constraint: "Member must not be null"})
		}
	case f.plan.check != nil:
		c.at.push(f.Name)
		c.value(f.plan, f.plan.deref(v))
		c.at.pop()
	}
}

// isAbsent is plan.absent, with the request's word on zeros.
func (c *checker) isAbsent(f *field, v reflect.Value) bool {
	if !f.zeroable {
		return f.plan.absent(v)
	}
	return v.IsZero() && !c.sent.Has(c.at.join(f.Name), true)
}

func (c *checker) value(p *plan, v reflect.Value) {
	for _, broken := range p.broken(v) {
		c.fail(Violation{Value: p.java(v), Constraint: broken})
	}
	c.inside(p, v)
}

// inside checks what a value contains. The constraints of list elements, map
// keys and map values are reported where the list or map is.
func (c *checker) inside(p *plan, v reflect.Value) {
	if p.check == nil {
		return
	}
	switch p.kind {
	case kStruct:
		c.members(p, v)
	case kUnion:
		if f, fv := p.variant(v); f != nil && f.plan.check != nil {
			c.in(func() { c.value(f.plan, f.plan.deref(fv)) }, f.path)
		}
	case kList:
		c.items(p, v)
	case kMap:
		c.entries(p, v)
	}
}

func (c *checker) items(p *plan, v reflect.Value) {
	if p.elem.check == nil {
		return
	}
	for i := range v.Len() {
		if p.elem.breach(p.elem.deref(v.Index(i))) != (breach{}) {
			c.fail(Violation{Value: p.java(v), Constraint: "Member must satisfy constraint: " + c.all(p.elem)})
			break
		}
	}
	for i := range v.Len() {
		c.at.pushIndex(i)
		c.in(func() { c.inside(p.elem, p.elem.deref(v.Index(i))) }, strconv.Itoa(i+1), "member")
		c.at.pop()
	}
}

// all lists every constraint of an element, as AWS does when one is broken.
func (c *checker) all(p *plan) string {
	words := p.constraints()
	if !c.sparse {
		words = append(words, "Member must not be null")
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func (c *checker) entries(p *plan, v reflect.Value) {
	entries := p.entries(v)
	broken := func(p *plan, of func(entry) reflect.Value) bool {
		return p.check != nil && slices.ContainsFunc(entries, func(e entry) bool { return p.breach(of(e)) != breach{} })
	}
	if broken(p.key, func(e entry) reflect.Value { return reflect.ValueOf(e.key) }) {
		c.fail(Violation{Value: p.java(v), Constraint: "Map keys must satisfy constraint: [" + strings.Join(p.key.constraints(), ", ") + "]"})
	}
	if broken(p.elem, func(e entry) reflect.Value { return p.elem.deref(e.value) }) {
		c.fail(Violation{Value: p.java(v), Constraint: "Map value must satisfy constraint: " + c.all(p.elem)})
	}
	for _, e := range entries {
		c.at.push(e.key)
		c.in(func() { c.inside(p.elem, p.elem.deref(e.value)) }, e.key, "member")
		c.at.pop()
	}
}
