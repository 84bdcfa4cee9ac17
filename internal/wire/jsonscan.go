package wire

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A jsonScanner moves over the tokens of a document.
type jsonScanner struct {
	data    []byte
	pos     int
	depth   int
	scratch []byte // of the last string with an escape
}

func (d *jsonScanner) atEnd() bool { return d.pos >= len(d.data) }

// next skips white space and returns the byte it stops at, 0 at the end.
func (d *jsonScanner) next() byte {
	for d.pos < len(d.data) {
		switch c := d.data[d.pos]; c {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return c
		}
	}
	return 0
}

func (d *jsonScanner) unexpected() error {
	if d.atEnd() {
		return malformed("Unexpected end of input")
	}
	return malformed("Unexpected character %q at position %d", d.data[d.pos], d.pos)
}

func (d *jsonScanner) expect(c byte) error {
	if d.next() != c || d.atEnd() {
		return d.unexpected()
	}
	d.pos++
	return nil
}

// enter and leave count how deep the document nests.
func (d *jsonScanner) enter() error {
	if d.depth++; d.depth > maxDepth {
		return malformed("Nesting is deeper than %d", maxDepth)
	}
	return nil
}

func (d *jsonScanner) leave() { d.depth-- }

// token names the value ahead as AWS's messages do, "" if there is none.
func (d *jsonScanner) token() string {
	switch c := d.next(); {
	case c == '{':
		return tokenObject
	case c == '[':
		return tokenArray
	case c == '"':
		return tokenString
	case c == 't':
		return tokenTrue
	case c == 'f':
		return tokenFalse
	case c == '-' || c-'0' < 10:
		start := d.pos
		raw, err := d.rawNumber()
		d.pos = start
		switch {
		case err != nil:
			return ""
		case bytes.ContainsAny(raw, ".eE"):
			return tokenDecimal
		}
		return tokenNumber
	}
	return ""
}

func (d *jsonScanner) literal(s string) error {
	if !bytes.HasPrefix(d.data[d.pos:], []byte(s)) {
		return d.unexpected()
	}
	d.pos += len(s)
	return nil
}

// item moves to the next item of a list; more is false after the closing bracket.
func (d *jsonScanner) item(first bool) (more bool, err error) {
	if d.next() == ']' {
		d.pos++
		return false, nil
	}
	if !first {
		if err := d.expect(','); err != nil {
			return false, err
		}
		if d.next() == ']' {
			return false, d.unexpected()
		}
	}
	return true, nil
}

// member reads up to the next key and its colon; ok is false after the closing brace.
func (d *jsonScanner) member(first bool) (key []byte, ok bool, err error) {
	c := d.next()
	if c == '}' {
		d.pos++
		return nil, false, nil
	}
	if !first {
		if err := d.expect(','); err != nil {
			return nil, false, err
		}
		c = d.next()
	}
	if c != '"' {
		return nil, false, d.unexpected()
	}
	if key, err = d.rawString(); err != nil {
		return nil, false, err
	}
	return key, true, d.expect(':')
}

// rawNumber reads a number and checks that it is one.
func (d *jsonScanner) rawNumber() ([]byte, error) {
	start := d.pos
	if d.data[d.pos] == '-' {
		d.pos++
	}
	if d.pos < len(d.data) && d.data[d.pos] == '0' {
		d.pos++
	} else if !d.digits() {
		return nil, d.unexpected()
	}
	if d.pos < len(d.data) && d.data[d.pos] == '.' {
		d.pos++
		if !d.digits() {
			return nil, d.unexpected()
		}
	}
	if d.pos < len(d.data) && d.data[d.pos]|0x20 == 'e' {
		d.pos++
		if d.pos < len(d.data) && (d.data[d.pos] == '+' || d.data[d.pos] == '-') {
			d.pos++
		}
		if !d.digits() {
			return nil, d.unexpected()
		}
	}
	return d.data[start:d.pos], nil
}

// digits moves over digits and reports whether there was one.
func (d *jsonScanner) digits() bool {
	start := d.pos
	for d.pos < len(d.data) && d.data[d.pos]-'0' < 10 {
		d.pos++
	}
	return d.pos > start
}

// skip moves over the value ahead.
func (d *jsonScanner) skip() error {
	switch c := d.next(); c {
	case '"':
		_, err := d.rawString()
		return err
	case '{', '[':
		return d.skipNested(c)
	case 't':
		return d.literal("true")
	case 'f':
		return d.literal("false")
	case 'n':
		return d.literal("null")
	default:
		if d.atEnd() || c != '-' && c-'0' >= 10 {
			return d.unexpected()
		}
		_, err := d.rawNumber()
		return err
	}
}

func (d *jsonScanner) skipNested(open byte) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.leave()
	d.pos++
	for first := true; ; first = false {
		var more bool
		var err error
		if open == '{' {
			_, more, err = d.member(first)
		} else {
			more, err = d.item(first)
		}
		if err != nil || !more {
			return err
		}
		if err := d.skip(); err != nil {
			return err
		}
	}
}

// rawString reads a string, unescaped. The bytes belong to the document or to
// the scanner, until the next string, so callers copy what they keep.
func (d *jsonScanner) rawString() ([]byte, error) {
	d.pos++
	start := d.pos
	d.pos += plain(d.data[start:])
	if d.atEnd() {
		return nil, d.unexpected()
	}
	if d.data[d.pos] == '"' {
		d.pos++
		return d.data[start : d.pos-1], nil
	}
	return d.escaped(start)
}

// escaped reads the rest of a string that is not plain; it starts at start.
func (d *jsonScanner) escaped(start int) ([]byte, error) {
	out := append(d.scratch[:0], d.data[start:d.pos]...)
	for !d.atEnd() {
		switch c := d.data[d.pos]; {
		case c == '"':
			d.pos++
			d.scratch = out
			return out, nil
		case c == '\\':
			var err error
			if out, err = d.escape(out); err != nil {
				return nil, err
			}
		case c < ' ':
			return nil, d.unexpected()
		case c < utf8.RuneSelf:
			n := plain(d.data[d.pos:])
			out = append(out, d.data[d.pos:d.pos+n]...)
			d.pos += n
		default:
			r, n := utf8.DecodeRune(d.data[d.pos:])
			if r == utf8.RuneError && n == 1 {
				return nil, malformed("Invalid UTF-8 in a string")
			}
			out = append(out, d.data[d.pos:d.pos+n]...)
			d.pos += n
		}
	}
	return nil, d.unexpected()
}

// escape appends what the escape ahead stands for.
func (d *jsonScanner) escape(out []byte) ([]byte, error) {
	d.pos++
	if d.atEnd() {
		return nil, d.unexpected()
	}
	e := d.data[d.pos]
	if e == 'u' {
		d.pos++
		return d.unicode(out)
	}
	i := strings.IndexByte(`"\/bfnrt`, e)
	if i < 0 {
		return nil, d.unexpected()
	}
	d.pos++
	return append(out, "\"\\/\b\f\n\r\t"[i]), nil
}

// unicode appends the character of an escape, or of the two of a surrogate
// pair. A surrogate alone is no character and becomes the replacement.
func (d *jsonScanner) unicode(out []byte) ([]byte, error) {
	r := d.hex4()
	if r < 0 {
		return nil, d.unexpected()
	}
	if utf16.IsSurrogate(r) && bytes.HasPrefix(d.data[d.pos:], []byte(`\u`)) {
		after := d.pos
		d.pos += 2
		low := d.hex4()
		if low < 0 {
			return nil, d.unexpected()
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return utf8.AppendRune(out, pair), nil
		}
		d.pos = after // the second escape is a character of its own
	}
	return utf8.AppendRune(out, r), nil
}

// hex4 reads four hexadecimal digits, -1 if they are not there.
func (d *jsonScanner) hex4() (r rune) {
	if d.pos+4 > len(d.data) {
		return -1
	}
	for _, c := range d.data[d.pos : d.pos+4] {
		if 'A' <= c && c <= 'F' {
			c += 'a' - 'A'
		}
		n := strings.IndexByte(hexDigits, c)
		if n < 0 {
			return -1
		}
		r = r<<4 | rune(n)
	}
	d.pos += 4
	return r
}
