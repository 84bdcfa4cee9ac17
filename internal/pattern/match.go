package pattern

import (
	"slices"
	"strings"
)

// MatchJSON reports whether a JSON object matches. What is no JSON object does
// not match (recorded for SNS's MessageBody), whatever the pattern wants.
func (p *Pattern) MatchJSON(doc []byte) bool { return p.MatchString(string(doc)) }

// MatchString is [Pattern.MatchJSON] of a document in a string.
func (p *Pattern) MatchString(doc string) bool {
	m := p.matcher()
	defer m.release()
	s := scanner{doc: doc, m: m}
	return s.document(p.steps) && m.holds()
}

// An Attribute is a message attribute as SNS has it: the type is String,
// String.Array, Number or Binary, maybe with a label of the user's behind a dot.
// A Binary attribute needs no value.
type Attribute struct{ Name, Type, Value string }

// Match reports whether message attributes match.
func (p *Pattern) Match(attributes ...Attribute) bool {
	m := p.matcher()
	defer m.release()
	m.escape = true
	some := false
	for i := range attributes {
		a := &attributes[i]
		if a.Type == "Binary" || strings.HasPrefix(a.Type, "Binary.") {
			continue // SNS's guide: Binary attributes are ignored
		}
		some = true
		if at := p.steps.walk(a.Name); at.wanted() {
			m.attribute(at, a)
		}
	}
	if !some && len(p.leaves) > 0 {
		return false // SNS's guide: even {"exists": false} needs an attribute, whichever
	}
	return m.holds()
}

func (m *matcher) attribute(at *step, a *Attribute) {
	switch {
	case a.Type == "String.Array" || a.Type == "Number.Array": // both are in SNS's guide
		// Guess: an array that is none counts as no value.
		if check := (scanner{doc: a.Value, m: m}); check.list(nil) {
			s := scanner{doc: a.Value, m: m}
			s.list(at)
		}
	case a.Type == "Number" || strings.HasPrefix(a.Type, "Number."):
		m.found(at, kindNumber, strings.TrimSpace(a.Value))
	default:
		m.found(at, kindString, a.Value)
	}
}

// A matcher is the state of one match: what was found for each leaf.
type matcher struct {
	p      *Pattern
	finds  []finds
	val    value
	escape bool // compare strings in their escaped form

	inside []place // the array members that the scanner is in
	places []place // what spans refer to
	spans  bool    // some finding is bound to an array member

	bound  []place // the members that a solution has settled on
	budget int
}

// finds is what was found for a leaf. Values inside of array members are kept
// with where they stand, since keys have to meet in the same member.
type finds struct {
	accepted   bool   // a value outside of any member
	acceptedIn []span // values in members
	present    bool   // for leaves that may be absent: a value, accepted or not
	presentIn  []span
}

// A place is a member of an array: the number of the array and its index there.
type place struct{ array, index int }

// A span is a range of matcher.places: all the members that hold a value.
type span struct{ from, to int }

func newMatcher(p *Pattern) *matcher {
	return &matcher{p: p, finds: make([]finds, len(p.leaves)), val: value{d: p.d}}
}

func (p *Pattern) matcher() *matcher { return p.matchers.Get().(*matcher) }

func (m *matcher) release() {
	for i := range m.finds {
		f := &m.finds[i]
		*f = finds{acceptedIn: f.acceptedIn[:0], presentIn: f.presentIn[:0]}
	}
	m.val = value{d: m.p.d}
	m.inside, m.places, m.bound = m.inside[:0], m.places[:0], m.bound[:0]
	m.escape, m.spans = false, false
	m.p.matchers.Put(m)
}

func (m *matcher) enter(at place) { m.inside = append(m.inside, at) }

func (m *matcher) leave() { m.inside = m.inside[:len(m.inside)-1] }

// found tells the leaves of a step of a value.
func (m *matcher) found(at *step, k kind, text string) {
	if m.escape && k == kindString && strings.ContainsAny(text, `"\`) {
		text = escapes.Replace(text) // SNS's guide: policies of attributes escape quotes and backslashes twice
	}
	m.val = value{kind: k, text: text, d: m.p.d}
	for _, i := range at.leaves {
		l, f := &m.p.leaves[i], &m.finds[i]
		if l.absent {
			m.note(&f.present, &f.presentIn)
		}
		if !f.accepted && l.accepts(&m.val) {
			m.note(&f.accepted, &f.acceptedIn)
		}
	}
}

var escapes = strings.NewReplacer(`"`, `\"`, `\`, `\\`)

// note keeps a finding: free, or with the members that it is inside of.
func (m *matcher) note(free *bool, bound *[]span) {
	if len(m.inside) == 0 {
		*free = true
		return
	}
	if last := len(*bound) - 1; last >= 0 && slices.Equal(m.members((*bound)[last]), m.inside) {
		return
	}
	m.spans = true
	from := len(m.places)
	m.places = append(m.places, m.inside...)
	*bound = append(*bound, span{from, len(m.places)})
}

func (m *matcher) members(s span) []place { return m.places[s.from:s.to] }

// holds is the answer.
func (m *matcher) holds() bool {
	return m.every(m.p.root, surely) || m.spans && m.every(m.p.root, maybe) && m.solve()
}

// A certainty is how a leaf holds: surely, whatever array members other leaves
// settle on, or maybe, in some member.
type certainty bool

const (
	surely certainty = true
	maybe  certainty = false
)

func (m *matcher) leafHolds(i int, how certainty) bool {
	f := &m.finds[i]
	absent := m.p.leaves[i].absent && !f.present
	if how == surely {
		return f.accepted || absent && len(f.presentIn) == 0
	}
	return f.accepted || absent || len(f.acceptedIn) > 0
}

func (m *matcher) every(g *group, how certainty) bool {
	for _, i := range g.leaves {
		if !m.leafHolds(i, how) {
			return false
		}
	}
	for _, alternatives := range g.ors {
		if !m.some(alternatives, how) {
			return false
		}
	}
	return true
}

func (m *matcher) some(alternatives []*group, how certainty) bool {
	for _, g := range alternatives {
		if m.every(g, how) {
			return true
		}
	}
	return false
}
