package pattern

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// fixed is the number as comparisons see it: with the dialect's decimals, and
// only within its limits.
func (d *Dialect) fixed(f float64) (int64, bool) {
	if !(f >= -d.maxNumber && f <= d.maxNumber) {
		return 0, false
	}
	return int64(math.Round(f * d.decimals)), true
}

// outOfRange is event-ruler's message, with the limits of the dialect: those of SNS are a guess.
func (d *Dialect) outOfRange() string {
	return fmt.Sprintf("Value must be between %s and %s, inclusive", javaDouble(-d.maxNumber), javaDouble(d.maxNumber))
}

// numericRange is the test of {"numeric": …}.
type numericRange struct {
	low, high         int64
	lowOpen, highOpen bool
}

func (t numericRange) accepts(v *value) bool {
	n, ok := v.number()
	if !ok {
		return false
	}
	return (n > t.low || n == t.low && !t.lowOpen) && (n < t.high || n == t.high && !t.highOpen)
}

// numeric compiles the array after "numeric". Each error stands where
// event-ruler has it: it reads the token after an operator before it looks at
// the operator.
func (c *compiler) numeric(n *node) (test, error) {
	terms := n.items
	if len(terms) == 0 {
		return nil, c.fail(n.end, "Invalid member in numeric match: ]")
	}
	if terms[0].kind != kindString {
		return nil, c.fail(terms[0].seen(), "Invalid member in numeric match: %s", terms[0].token())
	}
	op := terms[0].text
	f, isNumber, at := term(n, 1)
	name := op
	switch op {
	case "=":
		name = "equals"
	case "<", "<=", ">", ">=":
	default:
		return nil, c.fail(at, "Unrecognized numeric range operator: %s", op)
	}
	if !isNumber {
		return nil, c.fail(at, "Value of %s must be numeric", name)
	}
	if len(terms) == 2 {
		return c.oneSided(n, op, f)
	}
	if op != ">" && op != ">=" {
		return nil, c.fail(terms[2].seen(), "Too many elements in numeric expression")
	}
	return c.twoSided(n, op, f)
}

func (c *compiler) oneSided(n *node, op string, f float64) (test, error) {
	low, high := -c.d.maxNumber, c.d.maxNumber
	switch op {
	case "=":
		return c.numericRange(n, f, f, false, false)
	case "<", "<=":
		high = f
	default:
		low = f
	}
	return c.numericRange(n, low, high, op == ">", op == "<")
}

// twoSided compiles [">", low, "<", high].
func (c *compiler) twoSided(n *node, op string, low float64) (test, error) {
	upper := n.items[2]
	if upper.kind != kindString {
		return nil, c.fail(upper.seen(), "Bad value in numeric range: %s", upper.token())
	}
	if upper.text != "<" && upper.text != "<=" {
		return nil, c.fail(upper.end, "Bad numeric range operator: %s", upper.text)
	}
	high, isNumber, at := term(n, 3)
	if !isNumber {
		return nil, c.fail(at, "Value of %s must be numeric", upper.text)
	}
	if len(n.items) > 4 {
		return nil, c.fail(n.items[4].seen(), "Too many terms in numeric range expression")
	}
	t, err := c.numericRange(n, low, high, op == ">", upper.text == "<")
	if err == nil && t.low == t.high {
		return nil, c.fail(n.end, "Bottom must be less than top")
	}
	return t, err
}

func (c *compiler) numericRange(n *node, low, high float64, lowOpen, highOpen bool) (t numericRange, err error) {
	bottom, lowOK := c.d.fixed(low)
	top, highOK := c.d.fixed(high)
	if !lowOK || !highOK {
		return t, c.fail(n.end, "%s", c.d.outOfRange())
	}
	if bottom > top {
		return t, c.fail(n.end, "Bottom must be less than top")
	}
	return numericRange{bottom, top, lowOpen, highOpen}, nil
}

// term is the i-th number of a numeric expression, and where Jackson stands when it is met.
func term(n *node, i int) (f float64, isNumber bool, at int) {
	if i >= len(n.items) {
		return 0, false, n.end
	}
	item := n.items[i]
	return item.float(), item.kind == kindNumber, item.seen()
}

// float is the value of a number.
func (n *node) float() float64 {
	f, _ := strconv.ParseFloat(n.text, 64)
	return f
}

// token is what Jackson calls the text of a token.
func (n *node) token() string {
	switch n.kind {
	case kindArray:
		return "["
	case kindObject:
		return "{"
	}
	return n.text
}

// javaDouble is f as Java writes it.
func javaDouble(f float64) string {
	if abs := math.Abs(f); abs == 0 || abs >= 1e-3 && abs < 1e7 {
		return withFraction(strconv.FormatFloat(f, 'f', -1, 64))
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, 64), "E")
	n, err := strconv.Atoi(exponent)
	if err != nil { // infinite
		return strings.Replace(strings.TrimPrefix(mantissa, "+"), "Inf", "Infinity", 1)
	}
	return withFraction(mantissa) + "E" + strconv.Itoa(n)
}

func withFraction(s string) string {
	if strings.Contains(s, ".") {
		return s
	}
	return s + ".0"
}
