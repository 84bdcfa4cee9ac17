package firehosefake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A query is the JQ expression that partition keys are extracted with, in the form that AWS's examples have:
//
//	{customer: .customer_id, device: .type.device, first: .list[0], year: .time | strftime("%Y")}
//
// Values are paths, and each may go through tostring, tonumber, ascii_downcase, ascii_upcase and strftime. Other expressions
// of JQ are refused when the stream is created.
type query []queryKey

type queryKey struct {
	name  string
	path  []any // string or int
	pipes []pipe
}

// A pipe is a filter that a value goes through.
type pipe func(any) (any, error)

// has reports whether a query extracts a key.
func (q query) has(name string) bool {
	return slices.ContainsFunc(q, func(k queryKey) bool { return k.name == name })
}

// extract returns the keys of a record.
func (q query) extract(data []byte) (map[string]string, error) {
	var doc any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		return nil, errors.New("the record is not valid JSON")
	}
	keys := map[string]string{}
	for _, k := range q {
		v, err := k.value(doc)
		if err != nil {
			return nil, fmt.Errorf("partition key %s: %w", k.name, err)
		}
		keys[k.name] = v
	}
	return keys, nil
}

// value returns what a key is in a document. A key that is null or empty is a failure (Developer Guide, dynamic partitioning).
func (k queryKey) value(v any) (string, error) {
	for _, step := range k.path {
		switch step := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok && v != nil {
				return "", fmt.Errorf("%q is asked of a value that is no object", step)
			}
			v = m[step]
		case int:
			l, ok := v.([]any)
			if !ok && v != nil {
				return "", fmt.Errorf("element %d is asked of a value that is no array", step)
			}
			if step < 0 {
				step += len(l)
			}
			if v = nil; step >= 0 && step < len(l) {
				v = l[step]
			}
		}
	}
	for _, p := range k.pipes {
		var err error
		if v, err = p(v); err != nil {
			return "", err
		}
	}
	return plainText(v)
}

// plainText returns a value as a part of an object key.
func plainText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		if v != "" {
			return v, nil
		}
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	}
	return "", errors.New("the value is null, empty, an object or an array")
}

// parseQuery reads a query.
func parseQuery(text string) (query, error) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(text), "{")
	inner, ok2 := strings.CutSuffix(inner, "}")
	if !ok || !ok2 {
		return nil, invalid("MetadataExtractionQuery is not valid: %s", text)
	}
	var q query
	for _, field := range splitOutside(inner, ',') {
		k, err := parseKey(strings.TrimSpace(field))
		if err != nil {
			return nil, invalid("MetadataExtractionQuery is not valid: %v in %s", err, field)
		}
		if q.has(k.name) {
			return nil, invalid("MetadataExtractionQuery is not valid: the key %s is there twice", k.name)
		}
		q = append(q, k)
	}
	return q, nil
}

func parseKey(field string) (k queryKey, err error) {
	parts := splitOutside(field, ':')
	if len(parts) != 2 {
		return k, errors.New("a key and a path are wanted")
	}
	k.name = strings.TrimSpace(parts[0])
	if unquoted, err := strconv.Unquote(k.name); err == nil {
		k.name = unquoted
	}
	if k.name == "" || strings.ContainsAny(k.name, " \"{}") {
		return k, fmt.Errorf("the key %q is not valid", k.name)
	}
	value := strings.TrimSpace(parts[1])
	if strings.HasPrefix(value, "(") && strings.HasSuffix(value, ")") {
		value = value[1 : len(value)-1]
	}
	stages := splitOutside(value, '|')
	if k.path, err = parsePath(strings.TrimSpace(stages[0])); err != nil {
		return k, err
	}
	for _, stage := range stages[1:] {
		p, err := parsePipe(strings.TrimSpace(stage))
		if err != nil {
			return k, err
		}
		k.pipes = append(k.pipes, p)
	}
	return k, nil
}

// splitOutside splits a text at a separator that is neither in quotes nor in brackets.
func splitOutside(text string, separator byte) (l []string) {
	from, depth, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == separator && depth == 0:
			l = append(l, text[from:i])
			from = i + 1
		}
	}
	return append(l, text[from:])
}

// parsePath reads a path such as .a."b c".d[0]["e"].
func parsePath(text string) (path []any, err error) {
	if !strings.HasPrefix(text, ".") {
		return nil, fmt.Errorf("%q is not a path", text)
	}
	for text != "" && text != "." {
		var step any
		if step, text, err = parseStep(text); err != nil {
			return nil, err
		}
		path = append(path, step)
	}
	return path, nil
}

// parseStep reads the first step of a path and returns the rest.
func parseStep(text string) (step any, rest string, err error) {
	text, dotted := strings.CutPrefix(text, ".")
	if inside, ok := strings.CutPrefix(text, "["); ok {
		index, rest, found := strings.Cut(inside, "]")
		if n, err := strconv.Atoi(index); err == nil && found {
			return n, rest, nil
		}
		if name, err := strconv.Unquote(index); err == nil && found {
			return name, rest, nil
		}
		return nil, "", fmt.Errorf("[%s is not an index", inside)
	}
	if !dotted {
		return nil, "", fmt.Errorf("%q is not a step of a path", text)
	}
	if strings.HasPrefix(text, `"`) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return nil, "", errors.New("a quote does not end")
		}
		name, err := strconv.Unquote(quoted)
		return name, text[len(quoted):], err
	}
	n := strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if n < 0 {
		n = len(text)
	}
	if n == 0 {
		return nil, "", fmt.Errorf("a name is wanted before %q", text)
	}
	return text[:n], text[n:], nil
}

// parsePipe reads a filter.
func parsePipe(text string) (pipe, error) {
	if argument, ok := strings.CutPrefix(text, "strftime("); ok {
		format, err := strconv.Unquote(strings.TrimSuffix(argument, ")"))
		if err != nil {
			return nil, fmt.Errorf("%q is not a format", argument)
		}
		return func(v any) (any, error) { return strftime(v, format) }, nil
	}
	change := map[string]func(string) string{"tostring": strings.Clone, "tonumber": strings.Clone, "ascii_downcase": strings.ToLower, "ascii_upcase": strings.ToUpper}[text]
	if change == nil {
		return nil, fmt.Errorf("the filter %q is not supported", text)
	}
	return func(v any) (any, error) {
		s, err := plainText(v)
		return change(s), err
	}, nil
}

// strftime formats seconds since 1970 in UTC.
func strftime(v any, format string) (any, error) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, errors.New("strftime is asked of what is no number")
	}
	seconds, err := n.Float64()
	if err != nil || seconds < -1e12 || seconds > 1e12 {
		return nil, errors.New("strftime is asked of a number that is no time")
	}
	t := time.Unix(int64(seconds), 0).UTC()
	layouts := map[byte]string{'Y': "2006", 'm': "01", 'd': "02", 'H': "15", 'M': "04", 'S': "05", 'j': "002", 'y': "06", 'F': "2006-01-02", 'T': "15:04:05", 'Z': "MST", 'b': "Jan", 'B': "January", 'a': "Mon", 'A': "Monday"}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		layout, ok := layouts[format[i]]
		if !ok {
			return nil, fmt.Errorf("strftime: %%%c is not supported", format[i])
		}
		b.WriteString(t.Format(layout))
	}
	return b.String(), nil
}
