package expr

import (
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd     tokenKind = iota
	tokenName              // an attribute name or the name of a function
	tokenAlias             // #name
	tokenValue             // :value
	tokenIndex             // an integer
	tokenKeyword           // AND, SET, ..., whose text is compared in upper case
	tokenSymbol            // operators and punctuation
	tokenBad               // what the language has no use for
)

// A token is a piece of an expression's source.
type token struct {
	kind       tokenKind
	text       string // as written
	start, end int
}

// is reports whether a token is a keyword or symbol; keywords are given in upper case.
func (t token) is(text string) bool {
	switch t.kind {
	case tokenSymbol:
		return t.text == text
	case tokenKeyword:
		return strings.EqualFold(t.text, text)
	}
	return false
}

// keywords are those of all kinds of expression: each has one grammar of tokens.
var keywords = []string{"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"}

// tokenize cuts an expression into tokens, the last of which is the end.
func tokenize(source string) []token {
	tokens := make([]token, 0, 16)
	for i := 0; i < len(source); {
		if c := source[i]; c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			i++
			continue
		}
		kind, n := scan(source[i:])
		tokens = append(tokens, token{kind: kind, text: source[i : i+n], start: i, end: i + n})
		i += n
	}
	return append(tokens, token{kind: tokenEnd, text: "<EOF>", start: len(source), end: len(source)})
}

// scan finds the kind and length of the token that s begins with.
func scan(s string) (tokenKind, int) {
	switch c := s[0]; {
	case isLetter(c):
		n := wordLength(s)
		for _, k := range keywords {
			if strings.EqualFold(s[:n], k) {
				return tokenKeyword, n
			}
		}
		return tokenName, n
	case c == '#' || c == ':':
		n := 1 + wordLength(s[1:])
		switch {
		case n == 1:
			return tokenBad, 1
		case c == '#':
			return tokenAlias, n
		}
		return tokenValue, n
	case c == '0':
		return tokenIndex, 1
	case c > '0' && c <= '9':
		n := 1
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		return tokenIndex, n
	case strings.HasPrefix(s, "<>"), strings.HasPrefix(s, "<="), strings.HasPrefix(s, ">="):
		return tokenSymbol, 2
	case strings.IndexByte("=<>()[],.+-", c) >= 0:
		return tokenSymbol, 1
	}
	_, n := utf8.DecodeRuneInString(s)
	return tokenBad, n
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// wordLength is how many letters, digits and underscores s begins with.
func wordLength(s string) int {
	n := 0
	for n < len(s) && (isLetter(s[n]) || s[n] >= '0' && s[n] <= '9' || s[n] == '_') {
		n++
	}
	return n
}
