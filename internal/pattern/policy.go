package pattern

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

type kind uint8

const (
	kindNull kind = iota
	kindTrue
	kindFalse
	kindNumber
	kindString
	kindArray
	kindObject
)

// A node is a value of a policy.
type node struct {
	kind   kind
	text   string // of scalars; strings decoded
	items  []*node
	fields []field

	start, end int // where it stands in the text that layout writes
}

// A field is a member of an object.
type field struct {
	name  string
	value *node
}

// maxDepth is how deep documents and policies nest: Jackson's limit.
const maxDepth = 1000

// A parser reads a policy into nodes. Its errors are those of Jackson's
// ReaderBasedJsonParser, found by reading on from the recorded
// "Unrecognized token 'invalid': was expecting (JSON String, …)".
type parser struct {
	in        string
	pos       int
	depth     int
	normalize bool // numbers are written again the way of Java
}

const jacksonValues = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

// parse reads the whole of the policy; a policy of blanks is nil.
func (p *parser) parse() (*node, error) {
	if p.blanks(); p.pos == len(p.in) {
		return nil, nil
	}
	n, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.blanks(); p.pos < len(p.in) {
		// Guess: what follows the policy is refused, although Jackson's default is to ignore it.
		if _, err := p.value(); err != nil {
			return nil, err
		}
		return nil, p.fail("Trailing token found after value")
	}
	return n, nil
}

func (p *parser) value() (*node, error) {
	switch c := p.in[p.pos]; {
	case c == '{':
		return p.nested(p.object)
	case c == '[':
		return p.nested(p.array)
	case c == '"':
		text, err := p.string("string value", ": was expecting closing quote for a string value")
		return &node{kind: kindString, text: text}, err
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case p.depth == 0 && (c == '}' || c == ']'):
		p.pos++
		expected := '}' ^ ']' ^ c
		return nil, p.fail("Unexpected close marker '%c': expected '%c' (for root starting at [Source: %s; line: 1, column: 0])",
			c, expected, redacted)
	}
	return p.literal()
}

func (p *parser) literal() (*node, error) {
	start := p.pos
	if r, _ := utf8.DecodeRuneInString(p.in[p.pos:]); !isIdentifier(r) || unicode.IsDigit(r) {
		return nil, p.unexpected("expected a valid value " + jacksonValues)
	}
	for p.pos < len(p.in) {
		r, n := utf8.DecodeRuneInString(p.in[p.pos:])
		if !isIdentifier(r) {
			break
		}
		p.pos += n
	}
	switch word := p.in[start:p.pos]; word {
	case "null":
		return &node{kind: kindNull, text: word}, nil
	case "true":
		return &node{kind: kindTrue, text: word}, nil
	case "false":
		return &node{kind: kindFalse, text: word}, nil
	default:
		return nil, p.fail("Unrecognized token '%s': was expecting %s", word, jacksonValues)
	}
}

// isIdentifier tells about the same characters as Java's isJavaIdentifierPart.
func isIdentifier(r rune) bool {
	return r == '_' || r == '$' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func (p *parser) nested(read func(open int) (*node, error)) (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail("Document nesting depth (%d) exceeds the maximum allowed (%d, from `StreamReadConstraints.getMaxNestingDepth()`)",
			p.depth, maxDepth)
	}
	open := p.pos
	p.pos++
	n, err := read(open)
	p.depth--
	return n, err
}

// object reads an object. The last of fields of the same name stands in the
// place of the first, as in a Jackson tree.
func (p *parser) object(open int) (*node, error) {
	n := &node{kind: kindObject}
	index := make(map[string]int)
	for {
		more, err := p.next(open, '}', len(n.fields) == 0)
		if !more || err != nil {
			return n, err
		}
		f, err := p.field()
		if err != nil {
			return nil, err
		}
		if i, ok := index[f.name]; ok {
			n.fields[i] = f
			continue
		}
		index[f.name] = len(n.fields)
		n.fields = append(n.fields, f)
	}
}

func (p *parser) field() (field, error) {
	const between = " within/between Object entries"
	if p.in[p.pos] != '"' {
		return field{}, p.unexpected("was expecting double-quote to start field name")
	}
	name, err := p.string("name", " in field name")
	if err != nil {
		return field{}, err
	}
	if p.blanks(); p.pos == len(p.in) {
		return field{}, p.fail("Unexpected end-of-input" + between)
	}
	if p.in[p.pos] != ':' {
		return field{}, p.unexpected("was expecting a colon to separate field name and value")
	}
	p.pos++
	if p.blanks(); p.pos == len(p.in) {
		return field{}, p.fail("Unexpected end-of-input" + between)
	}
	value, err := p.value()
	return field{name, value}, err
}

func (p *parser) array(open int) (*node, error) {
	n := &node{kind: kindArray}
	for {
		more, err := p.next(open, ']', len(n.items) == 0)
		if !more || err != nil {
			return n, err
		}
		item, err := p.value()
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
}

// next goes to the next entry of the object or array that began at open; there
// is none after its close marker.
func (p *parser) next(open int, closing byte, first bool) (more bool, err error) {
	what := "Object"
	if closing == ']' {
		what = "Array"
	}
	p.blanks()
	if p.pos == len(p.in) {
		return false, p.fail("Unexpected end-of-input: expected close marker for %s (start marker at %s)",
			what, location(redacted, p.in, open))
	}
	switch c := p.in[p.pos]; {
	case c == closing:
		p.pos++
		return false, nil
	case c == '}' || c == ']':
		p.pos++
		return false, p.fail("Unexpected close marker '%c': expected '%c' (for %s starting at %s)",
			c, closing, what, location(redacted, p.in, open))
	case first:
		return true, nil
	case c != ',':
		return false, p.unexpected("was expecting comma to separate " + what + " entries")
	}
	p.pos++
	if p.blanks(); p.pos == len(p.in) {
		return false, p.fail("Unexpected end-of-input within/between %s entries", what)
	}
	return true, nil
}

// string reads a string, what is the kind of string and ended says what is
// wrong when it has no end.
func (p *parser) string(what, ended string) (string, error) {
	p.pos++
	var b strings.Builder
	for p.pos < len(p.in) {
		switch c := p.in[p.pos]; {
		case c == '"':
			p.pos++
			return b.String(), nil
		case c < ' ':
			p.pos++
			return "", p.fail("Illegal unquoted character (%s): has to be escaped using backslash to be included in %s",
				describe(rune(c)), what)
		case c == '\\':
			p.pos++
			if err := p.escape(&b); err != nil {
				return "", err
			}
		default:
			r, n := utf8.DecodeRuneInString(p.in[p.pos:])
			b.WriteRune(r)
			p.pos += n
		}
	}
	return "", p.fail("Unexpected end-of-input%s", ended)
}

// escape reads what follows a backslash.
func (p *parser) escape(b *strings.Builder) error {
	if p.pos == len(p.in) {
		return p.fail("Unexpected end-of-input in character escape sequence")
	}
	r, n := utf8.DecodeRuneInString(p.in[p.pos:])
	p.pos += n
	if c, ok := unescape(byte(r)); ok && n == 1 {
		b.WriteByte(c)
		return nil
	}
	if r != 'u' {
		return p.fail("Unrecognized character escape %s", describe(r))
	}
	unit, err := p.hex()
	if err != nil {
		return err
	}
	if utf16.IsSurrogate(unit) && strings.HasPrefix(p.in[p.pos:], `\u`) {
		p.pos += len(`\u`)
		low, err := p.hex()
		if err != nil {
			return err
		}
		if pair := utf16.DecodeRune(unit, low); pair != utf8.RuneError {
			b.WriteRune(pair)
			return nil
		}
		b.WriteRune(unit)
		unit = low
	}
	b.WriteRune(unit)
	return nil
}

// unescape is the byte that a letter after a backslash stands for.
func unescape(c byte) (byte, bool) {
	switch c {
	case '"', '\\', '/':
		return c, true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	}
	return 0, false
}

func (p *parser) hex() (rune, error) {
	var unit rune
	for range 4 {
		if p.pos == len(p.in) {
			return 0, p.fail("Unexpected end-of-input in character escape sequence")
		}
		digit := hexDigit(p.in[p.pos])
		if digit < 0 {
			return 0, p.unexpected("expected a hex-digit for character escape sequence")
		}
		unit = unit<<4 | rune(digit)
		p.pos++
	}
	return unit, nil
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (p *parser) number() (*node, error) {
	start := p.pos
	if p.in[p.pos] == '-' {
		p.pos++
		if !p.digit() {
			if p.pos == len(p.in) {
				return nil, p.fail("Unexpected end-of-input in a Number value")
			}
			return nil, p.unexpectedIn(" in numeric value", "expected digit (0-9) to follow minus sign, for valid numeric value")
		}
	}
	zero := p.in[p.pos] == '0'
	p.pos++
	if zero && p.digit() {
		return nil, p.fail("Invalid numeric value: Leading zeroes not allowed")
	}
	p.digits()
	whole := p.pos
	if p.pos < len(p.in) && p.in[p.pos] == '.' {
		if p.pos++; !p.digit() {
			return nil, p.unexpectedIn(" in numeric value", "Decimal point not followed by a digit")
		}
		p.digits()
	}
	if p.pos < len(p.in) && p.in[p.pos]|0x20 == 'e' {
		p.pos++
		if p.pos < len(p.in) && (p.in[p.pos] == '+' || p.in[p.pos] == '-') {
			p.pos++
		}
		if !p.digit() {
			return nil, p.unexpectedIn(" in numeric value", "Exponent indicator not followed by a digit")
		}
		p.digits()
	}
	return &node{kind: kindNumber, text: p.numberText(p.in[start:p.pos], p.pos > whole)}, nil
}

// numberText is the number as the service writes it again.
func (p *parser) numberText(text string, fraction bool) string {
	switch {
	case !p.normalize:
		return text
	case !fraction:
		if text == "-0" {
			return "0"
		}
		return text
	}
	f, _ := strconv.ParseFloat(text, 64)
	return javaDouble(f)
}

func (p *parser) digit() bool {
	return p.pos < len(p.in) && p.in[p.pos] >= '0' && p.in[p.pos] <= '9'
}

func (p *parser) digits() {
	for p.digit() {
		p.pos++
	}
}

func (p *parser) blanks() {
	for p.pos < len(p.in) && isBlank(p.in[p.pos]) {
		p.pos++
	}
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r'
}

// unexpected reports the next character.
func (p *parser) unexpected(comment string) error { return p.unexpectedIn("", comment) }

func (p *parser) unexpectedIn(where, comment string) error {
	if p.pos == len(p.in) {
		return p.fail("Unexpected end-of-input%s", where)
	}
	r, n := utf8.DecodeRuneInString(p.in[p.pos:])
	p.pos += n
	return p.fail("Unexpected character (%s)%s: %s", describe(r), where, comment)
}

// describe is Jackson's description of a character.
func describe(r rune) string {
	switch {
	case unicode.IsControl(r):
		return fmt.Sprintf("(CTRL-CHAR, code %d)", r)
	case r > 255:
		return fmt.Sprintf("'%c' (code %d / 0x%x)", r, r, r)
	}
	return fmt.Sprintf("'%c' (code %d)", r, r)
}

func (p *parser) fail(format string, args ...any) error {
	return located("failed to parse JSON. "+fmt.Sprintf(format, args...), redacted, p.in, p.pos)
}

// layout appends the node as Jackson writes it, and notes where it stands.
func (n *node) layout(b []byte) []byte {
	n.start = len(b)
	switch n.kind {
	case kindString:
		b = appendQuoted(b, n.text)
	case kindArray:
		b = append(b, '[')
		for i, item := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.layout(b)
		}
		b = append(b, ']')
	case kindObject:
		b = append(b, '{')
		for i, f := range n.fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendQuoted(b, f.name), ':')
			b = f.value.layout(b)
		}
		b = append(b, '}')
	default:
		b = append(b, n.text...)
	}
	n.end = len(b)
	return b
}

// seen is where Jackson stands when it has met the node and not read its text:
// behind a scalar, behind the first character of a string, array or object.
func (n *node) seen() int {
	if n.kind >= kindString {
		return n.start + 1
	}
	return n.end
}

// appendQuoted appends a JSON string with Jackson's escapes.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			if c < ' ' {
				b = fmt.Appendf(b, `\u%04X`, c)
			} else {
				b = append(b, c)
			}
		}
	}
	return append(b, '"')
}
