package pattern

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Error is why a pattern is refused, in AWS's words.
type Error struct {
	// Message lacks what the caller's operation puts before it, such as
	// "Invalid parameter: FilterPolicy: ".
	Message string
	// Bare tells that only "Invalid parameter: " comes before Message, without
	// the name of the parameter.
	Bare bool
}

func (e *Error) Error() string { return e.Message }

// in words an error the way of d.
func (e *Error) in(d *Dialect) *Error {
	if d.onlyMessage != "" {
		return &Error{Message: d.onlyMessage}
	}
	return e
}

// located is an error with a position behind it as Jackson, AWS's JSON parser, writes it.
func located(message, source, text string, offset int) *Error {
	return &Error{Message: message + "\n at " + location(source, text, offset)}
}

// location is Jackson's description of a position: lines and columns count
// from 1, columns in UTF-16 units.
func location(source, text string, offset int) string {
	line, start := 1, 0
	for i := 0; i < offset; i++ {
		lineEnd := text[i] == '\n' || text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n")
		if lineEnd {
			line, start = line+1, i+1
		}
	}
	return fmt.Sprintf("[Source: %s; line: %d, column: %d]", source, line, utf16Len(text[start:offset])+1)
}

// redacted is how Jackson names a source that it was told to keep to itself
// (recorded for policies that are no JSON).
const redacted = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)"

// quoted is how Jackson names a source that it shows (recorded for policies
// that are JSON): its first 500 characters.
func quoted(text string) string {
	const limit = 500
	length := utf16Len(text)
	if length <= limit {
		return `(String)"` + text + `"`
	}
	end, units := 0, 0
	for units < limit {
		r, n := utf8.DecodeRuneInString(text[end:])
		end, units = end+n, units+utf16Width(r)
	}
	return fmt.Sprintf(`(String)"%s"[truncated %d chars]`, text[:end], length-units)
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16Width(r)
	}
	return n
}

func utf16Width(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
