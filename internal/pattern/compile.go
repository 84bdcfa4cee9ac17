package pattern

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// A Pattern is a compiled pattern. It does not change and may be used from
// many goroutines.
type Pattern struct {
	d      *Dialect
	root   *group
	leaves []leaf
	steps  *step
	nested bool

	matchers sync.Pool // of *matcher
}

// A leaf is a key with its array.
type leaf struct {
	path   string // names joined by dots
	depth  int    // how many names
	width  int    // how many entries the array has
	tests  []test // one of these accepts a value ...
	absent bool   // ... or there is none: {"exists": false}
}

func (l *leaf) accepts(v *value) bool {
	for _, t := range l.tests {
		if t.accepts(v) {
			return true
		}
	}
	return false
}

// A group is an object of the pattern with the objects in it: all of its
// leaves have to match, and one alternative of each of its $ors.
type group struct {
	leaves []int
	ors    [][]*group
}

// A step is a name on the way to leaves.
type step struct {
	name   string
	next   []*step
	leaves []int
}

// Nested reports whether the pattern has objects in objects, which policies of
// message attributes may not have.
func (p *Pattern) Nested() bool { return p.nested }

// Uses reports whether the pattern tests the value at a name of the document,
// and whether it tests names below it. Lambda asks it of "body" and "data",
// which it drops when the pattern wants a string and they are JSON, or the
// other way round.
func (p *Pattern) Uses(name string) (value, below bool) {
	at := p.steps.walk(name)
	return at.wanted(), at != nil && len(at.next) > 0
}

// Compile reads a pattern of the dialect. An error is an [*Error] with AWS's message.
func Compile(policy []byte, d *Dialect) (*Pattern, error) {
	p, err := compile(string(policy), d)
	if err != nil {
		var e *Error
		errors.As(err, &e)
		return nil, e.in(d)
	}
	return p, nil
}

func compile(policy string, d *Dialect) (*Pattern, error) {
	if d.maxBytes > 0 && len(policy) > d.maxBytes {
		// Guess: no answer to a policy of this size is known.
		return nil, &Error{Message: fmt.Sprintf("Filter policy can not be larger than %d bytes", d.maxBytes)}
	}
	policy = strings.ToValidUTF8(policy, "\uFFFD")
	tree, err := (&parser{in: policy, normalize: d.normalized}).parse()
	if err != nil {
		return nil, err
	}
	c := &compiler{d: d}
	root, err := c.policy(tree)
	if err != nil {
		return nil, err
	}
	p := &Pattern{d: d, root: root, leaves: c.leaves}
	for _, l := range c.leaves {
		p.nested = p.nested || l.depth > 1
	}
	if err := p.checkLimits(); err != nil {
		return nil, err
	}
	p.steps = steps(c.leaves)
	p.matchers.New = func() any { return newMatcher(p) }
	return p, nil
}

// A compiler turns the nodes of a policy into tests. The rules and their order
// are event-ruler's JsonRuleCompiler's.
type compiler struct {
	d      *Dialect
	source string // what positions in errors count in
	leaves []leaf
}

// fail is an error at an offset of the source.
func (c *compiler) fail(offset int, format string, args ...any) error {
	return located(fmt.Sprintf(format, args...), quoted(c.source), c.source, offset)
}

// failTwice repeats the position: event-ruler wraps errors in lists of
// anything-but in an error at the same place.
func (c *compiler) failTwice(offset int, message string) error {
	return located(c.fail(offset, "%s", message).Error(), quoted(c.source), c.source, offset)
}

func (c *compiler) policy(tree *node) (*group, error) {
	if tree == nil {
		return nil, c.fail(0, "Filter is not an object")
	}
	c.source = string(tree.layout(nil))
	if tree.kind != kindObject {
		return nil, c.fail(tree.seen(), "Filter is not an object")
	}
	g := &group{}
	if len(tree.fields) == 0 && c.d.emptyMatchesAll {
		return g, nil
	}
	return g, c.object(g, tree, "", 0)
}

// object adds the fields of an object that stands at a path to a group.
func (c *compiler) object(g *group, n *node, path string, depth int) error {
	if len(n.fields) == 0 {
		return c.fail(n.end, "Empty objects are not allowed")
	}
	for _, f := range n.fields {
		if f.name == "$or" && isOr(f.value) {
			if err := c.or(g, f.value, path, depth); err != nil {
				return err
			}
			continue
		}
		full := f.name
		if depth > 0 {
			full = path + "." + f.name
		}
		if err := c.field(g, f, full, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) field(g *group, f field, path string, depth int) error {
	switch f.value.kind {
	case kindObject:
		return c.object(g, f.value, path, depth)
	case kindArray:
		return c.leaf(g, f.value, path, depth)
	}
	return c.fail(f.value.seen(), `"%s" must be an object or an array`, f.name)
}

// or adds the alternatives of a $or.
func (c *compiler) or(g *group, n *node, path string, depth int) error {
	var alternatives []*group
	for _, item := range n.items {
		alternative := &group{}
		if err := c.object(alternative, item, path, depth); err != nil {
			return err
		}
		alternatives = append(alternatives, alternative)
	}
	g.ors = append(g.ors, alternatives)
	return nil
}

// isOr tells a $or from a key that happens to have that name. SNS's guide: it
// needs an array, at least two objects, and no reserved names in them.
func isOr(n *node) bool {
	if n.kind != kindArray || len(n.items) < 2 {
		return false
	}
	for _, item := range n.items {
		if item.kind != kindObject {
			return false
		}
		for _, f := range item.fields {
			if operators[f.name] != 0 || reserved[f.name] {
				return false
			}
		}
	}
	return true
}

// reserved has the names, besides those of the operators, that event-ruler reserves in a $or.
var reserved = map[string]bool{
	"=": true, "<": true, "<=": true, ">": true, ">=": true,
	"regex": true, "not-wildcard": true, "not-equals-ignore-case": true,
	"date-after": true, "date-on-or-after": true, "date-before": true, "date-on-or-before": true,
	"in-date-range": true, "ip-address-in-range": true, "ip-address-not-in-range": true,
}

// leaf adds the array of a key.
func (c *compiler) leaf(g *group, n *node, path string, depth int) error {
	l := leaf{path: path, depth: depth, width: len(n.items)}
	if len(n.items) == 0 {
		return c.fail(n.end, "Empty arrays are not allowed")
	}
	for _, item := range n.items {
		switch item.kind {
		case kindArray:
			return c.fail(item.seen(), "Match value must be String, number, true, false, or null")
		case kindObject:
			t, err := c.expression(item)
			if err != nil {
				return err
			}
			if t == nil {
				l.absent = true
			} else {
				l.tests = append(l.tests, t)
			}
		default:
			l.tests = append(l.tests, c.bare(item)...)
		}
	}
	g.leaves = append(g.leaves, len(c.leaves))
	c.leaves = append(c.leaves, l)
	return nil
}

// bare compiles a value that is matched as it is. A number too large to be
// compared, such as an account's, still matches its own digits (event-ruler).
func (c *compiler) bare(n *node) []test {
	tests := []test{token{n.kind, n.text}}
	if n.kind == kindNumber && !c.d.exactNumbers {
		if fixed, ok := c.d.fixed(n.float()); ok {
			tests = append(tests, equalNumber{fixed})
		}
	}
	return tests
}

// steps builds the tree of names that lead to leaves. A name with dots makes
// several steps: recorded, "a.b" and {"a":{"b"}} are the same.
func steps(leaves []leaf) *step {
	root := &step{}
	for i, l := range leaves {
		at := root
		for name := range strings.SplitSeq(l.path, ".") {
			next := at.child(name)
			if next == nil {
				next = &step{name: name}
				at.next = append(at.next, next)
			}
			at = next
		}
		at.leaves = append(at.leaves, i)
	}
	return root
}

func (s *step) child(name string) *step {
	for _, next := range s.next {
		if next.name == name {
			return next
		}
	}
	return nil
}

// walk goes on by a name of a document, nil when no leaf is there.
func (s *step) walk(name string) *step {
	for s != nil {
		first, rest, more := strings.Cut(name, ".")
		s = s.child(first)
		if !more {
			break
		}
		name = rest
	}
	return s
}
