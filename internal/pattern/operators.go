package pattern

import (
	"errors"
	"strings"
)

const (
	oneKey      = "Only one key allowed in match expression"
	tooMany     = "Too many elements in numeric expression" // event-ruler says so of anything-but too
	unsupported = "Unsupported anything-but pattern: %s"
)

// expression compiles {"operator": …}. A nil test is {"exists": false}.
func (c *compiler) expression(n *node) (test, error) {
	if len(n.fields) == 0 {
		return nil, c.fail(n.end, "Match expression name not found")
	}
	name, v := n.fields[0].name, n.fields[0].value
	op := operators[name]
	if op&c.d.operators == 0 {
		return nil, c.fail(v.seen(), "Unrecognized match type %s", name)
	}
	t, err := c.operand(op, name, v)
	if err != nil {
		return nil, err
	}
	complaint := oneKey
	if op == opNumeric || op == opAnythingBut {
		complaint = tooMany
	}
	return t, c.single(n, complaint)
}

// single reports a second field of an expression.
func (c *compiler) single(n *node, complaint string) error {
	if len(n.fields) > 1 {
		return c.fail(n.fields[1].value.seen(), "%s", complaint)
	}
	return nil
}

func (c *compiler) operand(op operator, name string, v *node) (test, error) {
	switch op {
	case opExists:
		return c.exists(v)
	case opAnythingBut:
		return c.anythingBut(v)
	case opNumeric:
		if v.kind != kindArray {
			return nil, c.fail(v.seen(), "Value of numeric must be an array.")
		}
		return c.numeric(v)
	case opPrefix, opSuffix:
		if v.kind == kindObject && c.d.inAffix != 0 {
			return c.folded(op, v)
		}
	case opExactly:
		name = "exact"
	}
	if v.kind != kindString {
		if op == opCIDR {
			name = "prefix" // recorded: cidr complains as prefix does
		}
		return nil, c.fail(v.seen(), "%s match pattern must be a string", name)
	}
	t, err := textTest(op, v.text)
	if err != nil {
		return nil, &Error{Message: err.Error()} // recorded: no position behind CIDR's messages
	}
	return t, nil
}

// textTest is the test of an operator that takes a string.
func textTest(op operator, text string) (test, error) {
	switch op {
	case opPrefix:
		return prefix{text}, nil
	case opSuffix:
		return suffix{text}, nil
	case opEqualsIgnoreCase:
		return ignoreCase{text}, nil
	case opWildcard:
		return parseWildcard(text)
	case opCIDR:
		return parseCIDR(text)
	}
	return token{kindString, text}, nil
}

// folded compiles {"prefix": {"equals-ignore-case": "x"}}, which EventBridge has.
func (c *compiler) folded(op operator, v *node) (test, error) {
	if len(v.fields) != 1 || operators[v.fields[0].name]&c.d.inAffix == 0 || v.fields[0].value.kind != kindString {
		return nil, c.fail(v.seen(), "Unsupported prefix/suffix pattern")
	}
	text := v.fields[0].value.text
	if op == opPrefix {
		return foldedPrefix{text}, nil
	}
	return foldedSuffix{text}, nil
}

func (c *compiler) exists(v *node) (test, error) {
	switch {
	case v.kind == kindFalse:
		return nil, nil
	case v.kind != kindTrue:
		return nil, c.fail(v.seen(), "exists match pattern must be either true or false.")
	case c.d.existsNonEmpty:
		return existsNonEmpty{}, nil
	}
	return exists{}, nil
}

func (c *compiler) anythingBut(v *node) (test, error) {
	switch v.kind {
	case kindObject:
		return c.anythingButExpression(v)
	case kindArray:
		return c.anythingButList(v)
	case kindString:
		return anythingBut{[]test{token{kindString, v.text}}}, nil
	case kindNumber:
		n, ok := c.d.fixed(v.float())
		if !ok {
			return nil, &Error{Message: c.d.outOfRange()} // event-ruler adds no position here
		}
		return anythingBut{[]test{equalNumber{n}}}, nil
	}
	return nil, c.fail(v.seen(), "Value of anything-but must be an array or single string/number value.")
}

func (c *compiler) anythingButList(v *node) (test, error) {
	var tests []test
	var seen [kindObject + 1]bool
	for _, item := range v.items {
		seen[item.kind] = true
		switch item.kind {
		case kindString:
			tests = append(tests, token{kindString, item.text})
		case kindNumber:
			n, ok := c.d.fixed(item.float())
			if !ok {
				return nil, c.fail(item.seen(), "%s", c.d.outOfRange())
			}
			tests = append(tests, equalNumber{n})
		default:
			return nil, c.failTwice(item.seen(), "Inside anything but list, start|null|boolean is not supported.")
		}
	}
	if seen[kindNumber] == seen[kindString] { // both or, in an empty list, neither
		return nil, c.fail(v.end, "Inside anything but list, either all values are number or string, mixed type is not supported")
	}
	return anythingBut{tests}, nil
}

// anythingButExpression compiles {"anything-but": {"prefix": "x"}}.
func (c *compiler) anythingButExpression(n *node) (test, error) {
	if len(n.fields) == 0 {
		return nil, c.fail(n.end, "Anything-But expression name not found")
	}
	name, v := n.fields[0].name, n.fields[0].value
	op := operators[name]
	if op&c.d.anythingBut == 0 {
		return nil, c.fail(v.seen(), unsupported, name)
	}
	operands := []*node{v}
	if v.kind == kindArray && c.d.butLists {
		operands = v.items
	}
	if len(operands) == 0 {
		return nil, c.fail(v.end, "Empty arrays are not allowed")
	}
	var tests []test
	for _, operand := range operands {
		if operand.kind != kindString {
			return nil, c.fail(operand.seen(), "%s match pattern must be a string", name)
		}
		if operand.text == "" && op&(opPrefix|opSuffix) != 0 {
			return nil, c.fail(operand.end, "Null prefix not allowed")
		}
		t, err := textTest(op, operand.text)
		if err != nil {
			return nil, &Error{Message: err.Error()}
		}
		tests = append(tests, t)
	}
	return anythingBut{tests}, c.single(n, oneKey)
}

// parseWildcard takes EventBridge's wildcards: * is any text, \* and \\ are
// themselves, and no star follows another.
func parseWildcard(s string) (test, error) {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			if i++; i == len(s) || s[i] != '*' && s[i] != '\\' {
				return nil, errors.New("Invalid escape character")
			}
			part.WriteByte(s[i])
		case s[i] != '*':
			part.WriteByte(s[i])
		case part.Len() == 0 && len(parts) > 0:
			return nil, errors.New("Consecutive wildcard characters")
		default:
			parts = append(parts, part.String())
			part.Reset()
		}
	}
	return wildcard{append(parts, part.String())}, nil
}
