package pattern

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A value is a scalar of a document.
type value struct {
	kind kind
	text string
	d    *Dialect

	fixed             int64
	measured, numeric bool // fixed is known; it is a number
}

// number is the value for comparisons, if it is a number within the limits.
func (v *value) number() (int64, bool) {
	if !v.measured {
		v.measured = true
		if v.kind == kindNumber {
			if f, err := strconv.ParseFloat(v.text, 64); err == nil {
				v.fixed, v.numeric = v.d.fixed(f)
			}
		}
	}
	return v.fixed, v.numeric
}

// A test is an entry of a key's array.
type test interface{ accepts(*value) bool }

type (
	// token is a bare value: its kind and its text.
	token struct {
		kind kind
		text string
	}
	// equalNumber is a bare number where all forms of a number are the same.
	equalNumber    struct{ fixed int64 }
	prefix         struct{ text string }
	suffix         struct{ text string }
	ignoreCase     struct{ text string }
	foldedPrefix   struct{ text string }
	foldedSuffix   struct{ text string }
	wildcard       struct{ parts []string } // what stands between the stars
	exists         struct{}
	existsNonEmpty struct{}
	// anythingBut accepts what none of its tests does, of whatever type.
	anythingBut struct{ tests []test }
)

func (t token) accepts(v *value) bool { return v.kind == t.kind && v.text == t.text }

func (t equalNumber) accepts(v *value) bool {
	n, ok := v.number()
	return ok && n == t.fixed
}

func (t prefix) accepts(v *value) bool {
	return v.kind == kindString && strings.HasPrefix(v.text, t.text)
}

func (t suffix) accepts(v *value) bool {
	return v.kind == kindString && strings.HasSuffix(v.text, t.text)
}

func (t ignoreCase) accepts(v *value) bool {
	return v.kind == kindString && strings.EqualFold(v.text, t.text)
}

func (t foldedPrefix) accepts(v *value) bool {
	if v.kind != kindString {
		return false
	}
	end := 0
	for range t.text {
		_, n := utf8.DecodeRuneInString(v.text[end:])
		end += n
	}
	return strings.EqualFold(v.text[:end], t.text)
}

func (t foldedSuffix) accepts(v *value) bool {
	if v.kind != kindString {
		return false
	}
	start := len(v.text)
	for range t.text {
		_, n := utf8.DecodeLastRuneInString(v.text[:start])
		start -= n
	}
	return strings.EqualFold(v.text[start:], t.text)
}

func (t wildcard) accepts(v *value) bool {
	first, last := t.parts[0], t.parts[len(t.parts)-1]
	if v.kind != kindString {
		return false
	}
	if len(t.parts) == 1 {
		return v.text == first
	}
	rest, ok := strings.CutPrefix(v.text, first)
	if !ok {
		return false
	}
	if rest, ok = strings.CutSuffix(rest, last); !ok {
		return false
	}
	for _, part := range t.parts[1 : len(t.parts)-1] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return true
}

func (exists) accepts(*value) bool { return true }

func (existsNonEmpty) accepts(v *value) bool {
	return v.kind != kindNull && (v.kind != kindString || v.text != "")
}

func (t anythingBut) accepts(v *value) bool {
	for _, not := range t.tests {
		if not.accepts(v) {
			return false
		}
	}
	return true
}
