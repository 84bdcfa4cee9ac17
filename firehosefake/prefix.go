package firehosefake

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A prefix is a prefix of object keys, in parts.
//
// Source: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
type prefix []part

// A part is a literal, whose namespace is "", or the expression !{namespace:value}.
type part struct{ namespace, value string }

// A moment is what expressions are evaluated for.
type moment struct {
	arrival time.Time // of the oldest record, in the zone of the bucket
	random  func() string
	failure string            // error output type
	keys    map[string]string // of the partition, by "namespace:value"
}

// hourly is what stands behind a prefix without expressions.
var hourly = part{"timestamp", "yyyy/MM/dd/HH/"}

// parsePrefix reads a prefix.
func parsePrefix(text string) (prefix, error) {
	var p prefix
	for text != "" {
		literal, rest, found := strings.Cut(text, "!{")
		if literal != "" {
			p = append(p, part{"", literal})
		}
		if !found {
			break
		}
		expression, rest, found := strings.Cut(rest, "}")
		namespace, value, ok := strings.Cut(expression, ":")
		if !found || !ok || value == "" {
			return nil, invalid("The expression !{%s} is not valid.", expression)
		}
		if err := checkExpression(namespace, value); err != nil {
			return nil, err
		}
		p = append(p, part{namespace, value})
		text = rest
	}
	return p, nil
}

func checkExpression(namespace, value string) error {
	switch namespace {
	case "timestamp":
		if _, err := formatTime(time.Time{}, value); err != nil {
			return invalid("The timestamp format %s is not valid: %v", value, err)
		}
	case "firehose":
		if value != "random-string" && value != "error-output-type" {
			return invalid("!{firehose:%s} is not valid; it must be random-string or error-output-type.", value)
		}
	case "partitionKeyFromLambda", "partitionKeyFromQuery":
	default:
		return invalid("The namespace %s is not valid.", namespace)
	}
	return nil
}

// setPrefixes sets the prefixes of a bucket. Where only failures are written to it, the error prefix is the prefix, if there is none.
func (b *bucket) setPrefixes(text, errorText string, p *plan, failuresOnly bool) (err error) {
	if b.prefix, err = parsePrefix(text); err != nil {
		return err
	}
	if b.errorPrefix, err = parsePrefix(errorText); err != nil {
		return err
	}
	outputType := part{"firehose", "error-output-type"}
	switch {
	case slices.Contains(b.prefix, outputType):
		return invalid("Prefix cannot contain !{firehose:error-output-type}.")
	case b.prefix.expressions() && p.kind.name == "redshift":
		return invalid("Prefix cannot contain expressions when the destination is Amazon Redshift.")
	case b.prefix.expressions() && errorText == "":
		return invalid("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions.")
	case b.errorPrefix.expressions() && !slices.Contains(b.errorPrefix, outputType):
		return invalid("ErrorOutputPrefix must contain !{firehose:error-output-type} when it contains expressions.")
	case len(b.errorPrefix.keys()) > 0:
		return invalid("ErrorOutputPrefix cannot contain partition keys.")
	case len(b.prefix.keys()) > 0 && !p.partitioned:
		return invalid("Prefix cannot contain partition keys when Dynamic Partitioning is not enabled.")
	case failuresOnly && errorText == "" && text != "":
		b.errorPrefix = b.prefix
	}
	if !b.prefix.timed() { // "overrides the default prefix" if any expression is a timestamp's or a partition's
		b.prefix = append(b.prefix, hourly)
	}
	if errorText == "" && !failuresOnly {
		b.errorPrefix = slices.Concat(prefix{{"", text}}, prefix{outputType, {"", "/"}})
	}
	if errorText == "" {
		b.errorPrefix = append(slices.Clone(b.errorPrefix), hourly)
	}
	return nil
}

// expressions reports whether a prefix has expressions.
func (p prefix) expressions() bool {
	return slices.ContainsFunc(p, func(x part) bool { return x.namespace != "" })
}

// timed reports whether a prefix has what takes the place of the default one.
func (p prefix) timed() bool {
	return slices.ContainsFunc(p, func(x part) bool { return x.namespace != "" && x.namespace != "firehose" })
}

// keys returns the partition keys of a prefix.
func (p prefix) keys() (l []part) {
	for _, x := range p {
		if strings.HasPrefix(x.namespace, "partitionKey") {
			l = append(l, x)
		}
	}
	return l
}

// eval evaluates a prefix.
func (p prefix) eval(m moment) string {
	var b strings.Builder
	for _, x := range p {
		switch x.namespace {
		case "":
			b.WriteString(x.value)
		case "timestamp":
			text, _ := formatTime(m.arrival, x.value) // was checked when it was parsed
			b.WriteString(text)
		case "firehose":
			if x.value == "random-string" {
				b.WriteString(m.random())
			} else {
				b.WriteString(m.failure)
			}
		default:
			b.WriteString(m.keys[x.namespace+":"+x.value])
		}
	}
	return b.String()
}

// javaFields are the letters of Java's DateTimeFormatter with what they mean in Go's layout, by the number of letters; 0 is any other
// number. Numbers without a fixed width are printed by formatNumber.
var javaFields = map[byte]map[int]string{
	'M': {2: "01", 3: "Jan", 4: "January"}, 'L': {2: "01", 3: "Jan", 4: "January"}, 'd': {2: "02"}, 'D': {3: "002"}, 'H': {2: "15"}, 'h': {2: "03"},
	'm': {2: "04"}, 's': {2: "05"}, 'a': {1: "PM"}, 'E': {1: "Mon", 2: "Mon", 3: "Mon", 4: "Monday"}, 'y': {2: "06", 4: "2006"}, 'u': {2: "06", 4: "2006"},
	'z': {1: "MST", 2: "MST", 3: "MST"}, 'Z': {1: "-0700", 2: "-0700", 3: "-0700"}, 'X': {1: "Z07", 2: "Z0700", 3: "Z07:00"}, 'x': {1: "-07", 2: "-0700", 3: "-07:00"},
}

// formatTime formats a time as Java's DateTimeFormatter does.
func formatTime(t time.Time, format string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(format); {
		c := format[i]
		if c == '\'' {
			literal, rest, ok := strings.Cut(format[i+1:], "'")
			if !ok {
				return "", fmt.Errorf("a quote does not end")
			}
			if literal == "" {
				literal = "'"
			}
			b.WriteString(literal)
			i = len(format) - len(rest)
			continue
		}
		n := 1
		for i+n < len(format) && format[i+n] == c {
			n++
		}
		if isLetter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'; !isLetter {
			b.WriteString(format[i : i+n])
		} else if layout, ok := javaFields[c][n]; ok {
			b.WriteString(t.Format(layout))
		} else if text, ok := formatNumber(t, c, n); ok {
			b.WriteString(text)
		} else {
			return "", fmt.Errorf("%s is not supported", format[i:i+n])
		}
		i += n
	}
	return b.String(), nil
}

// formatNumber formats one number of a time in n digits or more.
func formatNumber(t time.Time, letter byte, n int) (string, bool) {
	number := 0
	switch letter {
	case 'y', 'u':
		number = t.Year()
	case 'M', 'L':
		number = int(t.Month())
	case 'd':
		number = t.Day()
	case 'D':
		number = t.YearDay()
	case 'H':
		number = t.Hour()
	case 'k': // 1 to 24
		number = (t.Hour()+23)%24 + 1
	case 'K': // 0 to 11
		number = t.Hour() % 12
	case 'h': // 1 to 12
		number = (t.Hour()+11)%12 + 1
	case 'm':
		number = t.Minute()
	case 's':
		number = t.Second()
	case 'Q', 'q':
		number = (int(t.Month())-1)/3 + 1
	case 'w':
		_, number = t.ISOWeek()
	case 'e':
		number = int(t.Weekday()) + 1
	case 'S': // the first n digits of the fraction
		if n > 9 {
			return "", false
		}
		return fmt.Sprintf("%09d", t.Nanosecond())[:n], true
	default:
		return "", false
	}
	if n > 4 && letter != 'y' && letter != 'u' || n > 10 {
		return "", false
	}
	return fmt.Sprintf("%0*d", n, number), true
}
