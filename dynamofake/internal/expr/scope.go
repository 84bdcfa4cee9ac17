package expr

import (
	"fmt"
	"slices"
	"strings"
)

// maxPlaceholder is the most bytes of an expression attribute name or value, sigil included.
const maxPlaceholder = 255

// A Scope is what the expressions of one request share: the names and values that they may refer to, and which of them they did.
type Scope struct {
	names      map[string]string
	values     map[string]Value
	usedNames  []string
	usedValues []string
}

// NewScope checks the names and values of a request, of which nil is none. Values are normalised. Of several faults it reports that of
// the first key.
func NewScope(names map[string]string, values map[string]Value) (*Scope, error) {
	s := &Scope{names: names, values: values}
	if err := checkKeys("ExpressionAttributeNames", '#', names); err != nil {
		return nil, err
	}
	if key, err := firstFault(names, checkName); err != nil {
		return nil, refusef("ExpressionAttributeNames contains invalid value: %s for key %s", err, key)
	}
	if err := checkKeys("ExpressionAttributeValues", ':', values); err != nil {
		return nil, err
	}
	key, err := firstFault(values, func(v Value) error {
		_, err := Normalize(v)
		return err
	})
	switch {
	case err == nil:
		return s, nil
	case err.Error() == tooDeep:
		return nil, err
	}
	return nil, refusef("ExpressionAttributeValues contains invalid value: %s for key %s", err, key)
}

// firstFault returns the first key, by its text, whose value has a fault.
func firstFault[V any](m map[string]V, check func(V) error) (key string, fault error) {
	for k, v := range m {
		if err := check(v); err != nil && (fault == nil || k < key) {
			key, fault = k, err
		}
	}
	return key, fault
}

// checkKeys checks the placeholders that are the keys of a parameter.
func checkKeys[V any](param string, sigil byte, m map[string]V) error {
	if m != nil && len(m) == 0 {
		return refuse(param + " must not be empty")
	}
	wrong, found := "", false
	for key := range m {
		valid := len(key) >= 2 && len(key) <= maxPlaceholder && key[0] == sigil && wordLength(key[1:]) == len(key)-1
		if !valid && (!found || key < wrong) {
			wrong, found = key, true
		}
	}
	switch {
	case !found:
		return nil
	case len(wrong) > maxPlaceholder:
		message := param + " contains invalid key: The expression attribute map contains a key that is too long;"
		if sigil == '#' { // values have no such end: captured in 2026
			message += fmt.Sprintf(" size of key: %d", len(wrong))
		}
		return refuse(message)
	}
	return refusef(`%s contains invalid key: Syntax error; key: "%s"`, param, wrong)
}

// Close reports the names and values that no expression has used.
func (s *Scope) Close() error {
	if err := unused("ExpressionAttributeNames", s.names, s.usedNames); err != nil {
		return err
	}
	return unused("ExpressionAttributeValues", s.values, s.usedValues)
}

func unused[V any](param string, m map[string]V, used []string) error {
	if len(used) == len(m) {
		return nil
	}
	var keys []string
	for key := range m {
		if !slices.Contains(used, key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return refusef("Value provided in %s unused in expressions: keys: {%s}", param, strings.Join(keys, ", "))
}

// Condition compiles the source of a condition, which is the value of the parameter named.
func (s *Scope) Condition(param, source string) (*Condition, error) {
	return compile(param, source, (*parser).condition, s.condition)
}

// KeyCondition compiles a KeyConditionExpression.
func (s *Scope) KeyCondition(source string) (*KeyCondition, error) {
	k, err := compile("KeyConditionExpression", source, (*parser).condition, func(n *node) (*node, error) {
		_, err := s.condition(n)
		return n, err
	})
	if err != nil {
		return nil, err
	}
	return s.keyCondition(k)
}

// Projection compiles a ProjectionExpression.
func (s *Scope) Projection(source string) (*Projection, error) {
	return compile("ProjectionExpression", source, (*parser).projection, s.projection)
}

// Update compiles an UpdateExpression.
func (s *Scope) Update(source string) (*Update, error) {
	return compile("UpdateExpression", source, (*parser).update, s.update)
}

// compile parses the source of a parameter and checks what it says, and puts the name of the parameter before what is wrong.
func compile[N, C any](param, source string, read func(*parser) (N, error), check func(N) (C, error)) (C, error) {
	var zero C
	n, err := parse(source, read)
	if err == errTooLong {
		message := "Invalid " + param + ": Expression size has exceeded the maximum allowed size;"
		if param == "ConditionExpression" || param == "FilterExpression" { // the others have no such end: captured in 2026
			message += fmt.Sprintf(" expression size: %d", len(source))
		}
		return zero, refuse(message)
	}
	if err != nil {
		return zero, refusef("Invalid %s: %s", param, err)
	}
	c, err := check(n)
	if err != nil {
		return zero, refusef("Invalid %s: %s", param, err)
	}
	return c, nil
}

// resolve replaces the aliases of a path by the names that they stand for.
func (s *Scope) resolve(steps []step) (Path, error) {
	path := make(Path, len(steps))
	for i, st := range steps {
		if st.alias {
			name, ok := s.names[st.name]
			if !ok {
				return nil, refuse("An expression attribute name used in the document path is not defined; attribute name: " + st.name)
			}
			s.usedNames = use(s.usedNames, st.name)
			st = step{name: name, index: -1}
		}
		path[i] = st
	}
	if len(path) > maxDepth {
		return nil, refusef("The document path has too many nesting levels; nesting levels: %d", len(path))
	}
	return path, nil
}

// value finds the value that a placeholder stands for.
func (s *Scope) value(name string) (Value, error) {
	v, ok := s.values[name]
	if !ok {
		return nil, refuse("An expression attribute value used in expression is not defined; attribute value: " + name)
	}
	s.usedValues = use(s.usedValues, name)
	return Normalize(v)
}

func use(used []string, key string) []string {
	if slices.Contains(used, key) {
		return used
	}
	return append(used, key)
}
