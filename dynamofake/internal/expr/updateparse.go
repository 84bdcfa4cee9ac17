package expr

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A section of an update expression is a verb with its actions.
type section struct {
	verb    string
	actions []assignment
}

// An assignment is an action as the source has it.
type assignment struct {
	path, value *node
}

// update reads the sections of an update expression.
func (p *parser) update() ([]section, error) {
	var sections []section
	for len(sections) == 0 || p.peek().kind != tokenEnd {
		s, err := p.section()
		if err != nil {
			return nil, err
		}
		sections = append(sections, s)
	}
	return sections, nil
}

func (p *parser) section() (section, error) {
	var s section
	for _, verb := range []string{"SET", "REMOVE", "ADD", "DELETE"} {
		if p.accept(verb) {
			s.verb = verb
		}
	}
	if s.verb == "" {
		return s, p.unexpected()
	}
	for {
		a, err := p.assignment(s.verb)
		if err != nil {
			return s, err
		}
		s.actions = append(s.actions, a)
		if !p.accept(",") {
			return s, nil
		}
	}
}

func (p *parser) assignment(verb string) (assignment, error) {
	path, err := p.path()
	a := assignment{path: path}
	if err != nil || verb == "REMOVE" {
		return a, err
	}
	if verb == "SET" {
		if err := p.expect("="); err != nil {
			return a, err
		}
		a.value, err = p.sum()
		return a, err
	}
	t := p.peek()
	if t.kind != tokenValue {
		return a, p.unexpected()
	}
	p.next()
	p.operators++
	a.value = &node{kind: nodeValue, name: t.text}
	return a, nil
}

// sum reads an operand or the sum or difference of two.
func (p *parser) sum() (*node, error) {
	left, err := p.operandOrGroup(p.sum)
	if err != nil || left.kind == nodeArithmetic {
		return left, err
	}
	t := p.peek()
	if !t.is("+") && !t.is("-") {
		return left, nil
	}
	p.next()
	right, err := p.operand()
	return p.operator(nodeArithmetic, t.text, left, right), err
}

// update checks an update in the order that the service does: functions, reserved words and sections, then paths, then names, and
// at last values with their types, from the last action to the first.
func (s *Scope) update(sections []section) (*Update, error) {
	if err := checkSections(sections); err != nil {
		return nil, err
	}
	u := &Update{}
	var values []*node
	for _, sec := range sections {
		for _, a := range sec.actions {
			path, err := s.resolve(a.path.steps)
			if err != nil {
				return nil, err
			}
			u.paths = append(u.paths, path)
			u.actions = append(u.actions, action{verb: sec.verb, path: path})
			values = append(values, a.value)
		}
	}
	if err := checkPaths(u.paths); err != nil {
		return nil, err
	}
	for _, n := range slices.Backward(values) {
		if n == nil {
			continue
		}
		if err := walk(n, s.namesDefined); err != nil {
			return nil, err
		}
	}
	for i, n := range slices.Backward(values) {
		if n == nil {
			continue
		}
		var err error
		if u.actions[i].term, err = s.actionTerm(u.actions[i].verb, n); err != nil {
			return nil, err
		}
	}
	u.image = newProjection(u.paths)
	return u, nil
}

func checkSections(sections []section) error {
	checks := []func(*node) error{checkUpdateFunction, checkReserved}
	for _, check := range checks {
		for _, s := range sections {
			for _, a := range s.actions {
				if err := walk(a.path, check); err != nil {
					return err
				}
				if a.value == nil {
					continue
				}
				if err := walk(a.value, check); err != nil {
					return err
				}
			}
		}
	}
	for i, s := range sections {
		if slices.ContainsFunc(sections[:i], func(t section) bool { return t.verb == s.verb }) {
			return refusef(`The "%s" section can only be used once in an update expression;`, s.verb)
		}
	}
	return nil
}

// checkUpdateFunction refuses functions that updates do not have, and all but if_not_exists inside of others.
func checkUpdateFunction(n *node) error {
	if n.kind == nodeCall && updateFunctions[n.name] == 0 {
		if conditionFunctions[n.name] > 0 {
			return refuse("The function is not allowed in an update expression; function: " + n.name)
		}
		return refuse("Invalid function name; function: " + n.name)
	}
	for _, a := range n.args {
		if n.kind == nodeCall && a.kind == nodeCall && a.name == "list_append" {
			return misplaced(a.name)
		}
	}
	return nil
}

func (s *Scope) namesDefined(n *node) error {
	if n.kind != nodePath {
		return nil
	}
	_, err := s.resolve(n.steps)
	return err
}

// actionTerm compiles the value of an action.
func (s *Scope) actionTerm(verb string, n *node) (term, error) {
	t, err := s.term(n)
	if err != nil || verb == "SET" {
		return t, err
	}
	v := t.(constant).v
	_, number := v.(*types.AttributeValueMemberN)
	if name := longTypeNames[TypeName(v)]; !isSet(v) && !(number && verb == "ADD") {
		return nil, refusef("Incorrect operand type for operator or function; operator: %s, operand type: %s, typeSet: ALLOWED_FOR_%s_OPERAND",
			verb, name, verb)
	}
	return t, nil
}

// longTypeNames are the names of types in messages about ADD and DELETE.
var longTypeNames = map[string]string{
	"S": "STRING", "N": "NUMBER", "B": "BINARY", "BOOL": "BOOLEAN", "NULL": "NULL", "M": "MAP", "L": "LIST",
}

func isSet(v Value) bool {
	switch v.(type) {
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS, *types.AttributeValueMemberBS:
		return true
	}
	return false
}
