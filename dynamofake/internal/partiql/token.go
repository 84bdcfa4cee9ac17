// Package partiql reads statements of PartiQL as DynamoDB has it and works out what they ask of a table. It knows no tables: the caller
// tells it their keys.
package partiql

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

type tokenKind uint8

const (
	tokenEnd    tokenKind = iota
	tokenWord             // an identifier without quotes, or a keyword
	tokenQuoted           // an identifier in double quotes, which text lacks
	tokenString           // a string, whose text is the value
	tokenNumber
	tokenParameter // ?
	tokenSymbol
)

// A token is a piece of a statement with its place, counted from one.
type token struct {
	kind         tokenKind
	text         string
	line, column int
	width        int // of the source, in characters
}

// is reports whether a token is a keyword, given in upper case, or a symbol.
func (t token) is(text string) bool {
	return t.kind == tokenSymbol && t.text == text || t.kind == tokenWord && strings.EqualFold(t.text, text)
}

// place is what messages have about where a token stands.
func (t token) place() string { return fmt.Sprintf(" at %d:%d:%d", t.line, t.column, t.width) }

// reserved are the keywords that can be no identifiers.
var reserved = map[string]bool{
	"SELECT": true, "FROM": true, "WHERE": true, "AND": true, "OR": true, "NOT": true, "IN": true, "IS": true, "BETWEEN": true, "LIKE": true, "ORDER": true,
	"BY": true, "GROUP": true, "HAVING": true, "LIMIT": true, "INSERT": true, "INTO": true, "UPDATE": true, "SET": true, "DELETE": true, "REMOVE": true,
	"NULL": true, "MISSING": true, "TRUE": true, "FALSE": true, "AS": true, "ASC": true, "DESC": true, "RETURNING": true, "ON": true, "EXISTS": true,
	"VALUE": true, "VALUES": true, "UNION": true, "JOIN": true, "INNER": true, "OUTER": true, "LEFT": true, "RIGHT": true, "FULL": true, "CROSS": true, "CASE": true, "CAST": true, "CREATE": true, "DROP": true, "PIVOT": true, "AT": true,
}

// operators are keywords that are operators.
var operators = map[string]bool{"AND": true, "OR": true, "IN": true, "IS": true, "BETWEEN": true, "LIKE": true}

func (t token) reserved() bool { return t.kind == tokenWord && reserved[strings.ToUpper(t.text)] }

func refuse(format string, args ...any) *expr.Error {
	return &expr.Error{Message: fmt.Sprintf(format, args...)}
}

// malformed is what is said of a statement that cannot be read.
func malformed(why string) *expr.Error {
	return refuse("Statement wasn't well formed, can't be processed: %s", why)
}

// A lexer cuts a statement into tokens.
type lexer struct {
	source       string
	at           int
	line, column int
}

// tokenize returns the tokens of a statement, the last of which is the end.
func tokenize(source string) ([]token, error) {
	l := &lexer{source: source, line: 1, column: 1}
	var tokens []token
	for {
		if !l.skip() {
			return nil, malformed("")
		}
		line, column, start := l.line, l.column, l.at
		if l.at == len(source) {
			return append(tokens, token{kind: tokenEnd, line: line, column: column}), nil
		}
		kind, text, ok := l.scan()
		if !ok {
			return nil, malformed("")
		}
		width := utf8.RuneCountInString(source[start:l.at])
		tokens = append(tokens, token{kind, text, line, column, width})
	}
}

// rest is what is not read yet.
func (l *lexer) rest() string { return l.source[l.at:] }

// advance goes n bytes on.
func (l *lexer) advance(n int) {
	for _, c := range l.source[l.at : l.at+n] {
		l.column++
		if c == '\n' {
			l.line, l.column = l.line+1, 1
		}
	}
	l.at += n
}

// skip skips space and comments. A comment without an end is a fault.
func (l *lexer) skip() bool {
	for {
		rest := l.rest()
		switch {
		case rest != "" && strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			l.advance(1)
		case strings.HasPrefix(rest, "--"):
			line, _, _ := strings.Cut(rest, "\n")
			l.advance(len(line))
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest, "*/")
			if end < 0 {
				return false
			}
			l.advance(end + 2)
		default:
			return true
		}
	}
}

// scan reads a token.
func (l *lexer) scan() (kind tokenKind, text string, ok bool) {
	rest := l.rest()
	switch c := rest[0]; {
	case c == '\'':
		text, ok = l.quoted('\'')
		return tokenString, text, ok
	case c == '"':
		text, ok = l.quoted('"')
		return tokenQuoted, text, ok
	case isDigit(c), c == '.' && len(rest) > 1 && isDigit(rest[1]):
		n := numberLength(rest)
		l.advance(n)
		return tokenNumber, rest[:n], true
	case isLetter(c):
		n := 1
		for n < len(rest) && (isLetter(rest[n]) || isDigit(rest[n])) {
			n++
		}
		l.advance(n)
		return tokenWord, rest[:n], true
	case c == '?':
		l.advance(1)
		return tokenParameter, "?", true
	}
	for _, s := range []string{"<<", ">>", "<=", ">=", "<>", "!=", "||"} {
		if strings.HasPrefix(rest, s) {
			l.advance(2)
			return tokenSymbol, s, true
		}
	}
	if strings.IndexByte("=<>()[]{},.+-*/%:;", rest[0]) >= 0 {
		l.advance(1)
		return tokenSymbol, rest[:1], true
	}
	return 0, "", false
}

// quoted reads a text in quotes, in which two quotes are one.
func (l *lexer) quoted(quote byte) (string, bool) {
	rest := l.rest()
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		if rest[i] != quote {
			b.WriteByte(rest[i])
			continue
		}
		if i+1 < len(rest) && rest[i+1] == quote {
			b.WriteByte(quote)
			i++
			continue
		}
		l.advance(i + 1)
		return b.String(), true
	}
	return "", false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
}

// numberLength is how long the number is that s begins with.
func numberLength(s string) int {
	digits := func(i int) int {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i
	}
	n := digits(0)
	if n < len(s) && s[n] == '.' {
		n = digits(n + 1)
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		e := n + 1
		if e < len(s) && (s[e] == '+' || s[e] == '-') {
			e++
		}
		if end := digits(e); end > e {
			n = end
		}
	}
	return n
}
