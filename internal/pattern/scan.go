package pattern

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A scanner reads a JSON document once, without building it, and hands the
// scalars that stand at leaves of the pattern to its matcher. What no leaf
// wants is only checked to be JSON.
type scanner struct {
	doc    string
	pos    int
	depth  int
	arrays int // how many were met: their numbers
	m      *matcher
}

// document reads all of doc, which has to be an object.
func (s *scanner) document(at *step) bool {
	s.blanks()
	if s.peek() != '{' || !s.value(at) {
		return false
	}
	s.blanks()
	return s.pos == len(s.doc)
}

// list reads all of doc, which has to be an array.
func (s *scanner) list(at *step) bool {
	s.blanks()
	if s.peek() != '[' || !s.value(at) {
		return false
	}
	s.blanks()
	return s.pos == len(s.doc)
}

// value reads the value at a step, or skips one when at is nil.
func (s *scanner) value(at *step) bool {
	switch c := s.peek(); c {
	case '{':
		return s.nested(at, s.object)
	case '[':
		return s.nested(at, s.array)
	case '"':
		raw, escaped, ok := s.string()
		if ok && at.wanted() {
			if escaped {
				raw = decode(raw)
			}
			s.m.found(at, kindString, raw)
		}
		return ok
	case 't':
		return s.word(at, kindTrue, "true")
	case 'f':
		return s.word(at, kindFalse, "false")
	case 'n':
		return s.word(at, kindNull, "null")
	default:
		return s.number(at)
	}
}

// wanted tells whether leaves are at this step and not only below it.
func (at *step) wanted() bool { return at != nil && len(at.leaves) > 0 }

func (s *scanner) nested(at *step, read func(*step) bool) bool {
	s.pos++
	s.depth++
	ok := s.depth <= maxDepth && read(at)
	s.depth--
	return ok
}

func (s *scanner) object(at *step) bool {
	for first := true; ; first = false {
		more, ok := s.next('}', first)
		if !more || !ok {
			return ok
		}
		if s.peek() != '"' {
			return false
		}
		name, escaped, ok := s.string()
		if !ok || !s.skip(':') {
			return false
		}
		var child *step
		if at != nil && len(at.next) > 0 {
			if escaped {
				name = decode(name)
			}
			child = at.walk(name)
		}
		s.blanks()
		if !s.value(child) {
			return false
		}
	}
}

func (s *scanner) array(at *step) bool {
	number := s.arrays
	s.arrays++
	for i := 0; ; i++ {
		more, ok := s.next(']', i == 0)
		if !more || !ok {
			return ok
		}
		// Only objects and arrays are members that hold values together.
		member := at != nil && (s.peek() == '{' || s.peek() == '[')
		if member {
			s.m.enter(place{number, i})
		}
		ok = s.value(at)
		if member {
			s.m.leave()
		}
		if !ok {
			return false
		}
	}
}

// next goes to the next entry; there is none after the closing mark.
func (s *scanner) next(closing byte, first bool) (more, ok bool) {
	s.blanks()
	if s.peek() == closing {
		s.pos++
		return false, true
	}
	if first {
		return true, true
	}
	if !s.skip(',') {
		return false, false
	}
	s.blanks()
	return true, true
}

func (s *scanner) skip(c byte) bool {
	s.blanks()
	if s.peek() != c {
		return false
	}
	s.pos++
	return true
}

func (s *scanner) peek() byte {
	if s.pos < len(s.doc) {
		return s.doc[s.pos]
	}
	return 0
}

func (s *scanner) blanks() {
	for s.pos < len(s.doc) && isBlank(s.doc[s.pos]) {
		s.pos++
	}
}

func (s *scanner) word(at *step, k kind, word string) bool {
	if !strings.HasPrefix(s.doc[s.pos:], word) {
		return false
	}
	s.pos += len(word)
	if at.wanted() {
		s.m.found(at, k, word)
	}
	return true
}

// string reads a string: what stands between its quotes, and whether that has escapes.
func (s *scanner) string() (raw string, escaped, ok bool) {
	start := s.pos + 1
	for i := start; i < len(s.doc); i++ {
		switch c := s.doc[i]; {
		case c == '"':
			s.pos = i + 1
			return s.doc[start:i], escaped, true
		case c < ' ':
			return "", false, false
		case c == '\\':
			escaped = true
			n := escapeLen(s.doc[i:])
			if n == 0 {
				return "", false, false
			}
			i += n - 1
		}
	}
	return "", false, false
}

// escapeLen is the length of the escape that s begins with, 0 when it is none.
func escapeLen(s string) int {
	if len(s) < 2 {
		return 0
	}
	if _, ok := unescape(s[1]); ok {
		return 2
	}
	if s[1] != 'u' || len(s) < 6 {
		return 0
	}
	for i := 2; i < 6; i++ {
		if hexDigit(s[i]) < 0 {
			return 0
		}
	}
	return 6
}

// decode resolves the escapes of a string that was read.
func decode(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			b.WriteByte(raw[i])
			i++
			continue
		}
		if c, ok := unescape(raw[i+1]); ok {
			b.WriteByte(c)
			i += 2
			continue
		}
		unit := hexUnit(raw[i:])
		i += 6
		if utf16.IsSurrogate(unit) && strings.HasPrefix(raw[i:], `\u`) {
			if pair := utf16.DecodeRune(unit, hexUnit(raw[i:])); pair != utf8.RuneError {
				unit = pair
				i += 6
			}
		}
		b.WriteRune(unit)
	}
	return b.String()
}

// hexUnit is the UTF-16 unit of an escape \uXXXX.
func hexUnit(s string) rune {
	var unit rune
	for i := 2; i < 6; i++ {
		unit = unit<<4 | rune(hexDigit(s[i]))
	}
	return unit
}

func (s *scanner) number(at *step) bool {
	end := numberEnd(s.doc, s.pos)
	if end < 0 {
		return false
	}
	text := s.doc[s.pos:end]
	s.pos = end
	if at.wanted() {
		s.m.found(at, kindNumber, text)
	}
	return true
}

// numberEnd is where the number that begins at i ends, -1 when there is none.
func numberEnd(s string, i int) int {
	if i < len(s) && s[i] == '-' {
		i++
	}
	whole := digitsEnd(s, i)
	if whole == i || s[i] == '0' && whole > i+1 {
		return -1
	}
	i = whole
	if i < len(s) && s[i] == '.' {
		end := digitsEnd(s, i+1)
		if end == i+1 {
			return -1
		}
		i = end
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		end := digitsEnd(s, i)
		if end == i {
			return -1
		}
		i = end
	}
	return i
}

func digitsEnd(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}
