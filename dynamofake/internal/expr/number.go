package expr

import (
	"iter"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// What DynamoDB's numbers can hold, as its developer guide says: 38 digits, magnitudes from 1E-130 to 9.99E+125.
const (
	maxDigits   = 38
	maxExponent = 125
	minExponent = -130
)

const (
	notNumeric     = "The parameter cannot be converted to a numeric value"
	numberOverflow = "Number overflow. Attempting to store a number with magnitude larger than supported range"
	numberUnder    = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
	tooManyDigits  = "Attempting to store more than 38 significant digits in a Number"
)

// A number is a decimal number: its digits, without zeros at either end, with the point after the first, times ten to the exponent.
// Zero has no digits.
type number struct {
	negative bool
	exponent int
	length   int
	digits   [maxDigits]byte // '0' to '9'
}

// parseNumber reads the text of a number and checks it against DynamoDB's limits, in time linear in the text whatever its exponent.
func parseNumber(s string) (number, error) {
	var n number
	if s == "" {
		return n, refuse(notNumeric)
	}
	mantissa, shift, ok := splitExponent(s)
	if ok && (mantissa[0] == '-' || mantissa[0] == '+') {
		n.negative = mantissa[0] == '-'
		mantissa = mantissa[1:]
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !ok || point && len(whole)+len(fraction) == 0 || !point && whole == "" || !allDigits(whole) || !allDigits(fraction) {
		return n, refuse(notNumeric + ": " + s)
	}
	significant, exponent := n.take(whole, fraction)
	n.exponent = exponent + shift
	switch {
	case significant == 0: // range-checked as it is written: captured in eu-west-2, 2026
		zero := shift - len(fraction)
		n = number{}
		switch {
		case zero > maxExponent:
			return n, refuse(numberOverflow)
		case zero < minExponent:
			return n, refuse(numberUnder)
		}
		return n, nil
	case n.exponent > maxExponent:
		return n, refuse(numberOverflow)
	case n.exponent < minExponent:
		return n, refuse(numberUnder)
	case significant > maxDigits:
		return n, refuse(tooManyDigits)
	}
	return n, nil
}

// splitExponent parts the text of a number at its e. An exponent beyond 64 bits is none, and one beyond 32 too large, or too small, for any
// number: captured in eu-west-2, 2026.
func splitExponent(s string) (mantissa string, exponent int, ok bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, true
	}
	e, err := strconv.ParseInt(s[i+1:], 10, 64)
	return s[:i], int(max(min(e, math.MaxInt32), math.MinInt32)), err == nil && i > 0
}

// CheckDecimals refuses a value with a number that Java's BigDecimal cannot hold, or whose magnitude does not fit 32 bits: so the service
// reads the parameters of PartiQL statements, unlike other values (captured in eu-west-2 and us-east-1, 2026).
func CheckDecimals(v Value) error {
	switch v := v.(type) {
	case *types.AttributeValueMemberN:
		return checkDecimal(v.Value)
	case *types.AttributeValueMemberNS:
		return firstError(slices.Values(v.Value), checkDecimal)
	case *types.AttributeValueMemberL:
		return firstError(slices.Values(v.Value), CheckDecimals)
	case *types.AttributeValueMemberM:
		return firstError(slices.Values(slices.Sorted(maps.Keys(v.Value))), func(name string) error { return CheckDecimals(v.Value[name]) })
	}
	return nil
}

func firstError[E any](l iter.Seq[E], check func(E) error) error {
	for e := range l {
		if err := check(e); err != nil {
			return err
		}
	}
	return nil
}

func checkDecimal(s string) error {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return nil
	}
	e, err := strconv.ParseInt(s[i+1:], 10, 32)
	if err != nil {
		return refuse(notNumeric + ": " + s)
	}
	whole, fraction, _ := strings.Cut(strings.TrimLeft(s[:i], "+-"), ".")
	precision := max(1, len(strings.TrimLeft(whole+fraction, "0")))
	switch magnitude := int64(precision) - int64(len(fraction)) + e; { // wraps around
	case magnitude > math.MaxInt32:
		return refuse(numberUnder)
	case magnitude < math.MinInt32:
		return refuse(numberOverflow)
	}
	return nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// take keeps the first significant digits of a mantissa, and tells how many there are and the exponent of the first.
func (n *number) take(whole, fraction string) (significant, exponent int) {
	zeros, started := 0, false
	for i := range len(whole) + len(fraction) {
		c := byte(0)
		if i < len(whole) {
			c = whole[i]
		} else {
			c = fraction[i-len(whole)]
		}
		if c == '0' {
			zeros++
			continue
		}
		if !started {
			started, zeros, exponent = true, 0, len(whole)-1-i
		}
		for ; zeros > 0; zeros-- { // they lie between digits
			significant = n.push('0', significant)
		}
		significant = n.push(c, significant)
	}
	return significant, exponent
}

func (n *number) push(c byte, significant int) int {
	if significant < maxDigits {
		n.digits[significant] = c
		n.length = significant + 1
	}
	return significant + 1
}

// text returns the canonical text of a number, which has no exponent.
func (n *number) text() string {
	if n.length == 0 {
		return "0"
	}
	b := make([]byte, 0, n.length+max(n.exponent, -n.exponent)+3)
	if n.negative {
		b = append(b, '-')
	}
	digits := n.digits[:n.length]
	switch {
	case n.exponent < 0:
		b = append(b, "0."...)
		b = appendZeros(b, -n.exponent-1)
		b = append(b, digits...)
	case n.exponent >= n.length-1:
		b = append(b, digits...)
		b = appendZeros(b, n.exponent-n.length+1)
	default:
		b = append(b, digits[:n.exponent+1]...)
		b = append(b, '.')
		b = append(b, digits[n.exponent+1:]...)
	}
	return string(b)
}

func appendZeros(b []byte, n int) []byte {
	for range n {
		b = append(b, '0')
	}
	return b
}

// isCanonical reports whether the text of a number is the canonical one already. It holds for what programs send most: integers and
// plain decimals of up to 38 digits.
func isCanonical(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || len(digits) > maxDigits || !allDigits(whole) || !allDigits(fraction) {
		return false
	}
	if whole[0] == '0' && len(whole) > 1 {
		return false
	}
	if point {
		return fraction != "" && fraction[len(fraction)-1] != '0'
	}
	return s != "-0"
}

// normalNumber checks the text of a number and returns the canonical one.
func normalNumber(s string) (string, error) {
	if isCanonical(s) {
		return s, nil
	}
	n, err := parseNumber(s)
	if err != nil {
		return "", err
	}
	return n.text(), nil
}

// numberSize is what a number costs in an item. A digit pair takes a byte, the digits before and after the point are paired apart,
// and sign and exponent take one each (measured against the service by public conformance tests in August 2026).
func numberSize(s string) int {
	n, err := parseNumber(s)
	if err != nil {
		return len(s)
	}
	before := min(max(n.exponent+1, 0), n.length)
	size := 1 + (before+1)/2 + (n.length-before+1)/2
	if n.negative {
		size++
	}
	return size
}

// compareNumbers orders the texts of two numbers by value.
func compareNumbers(a, b string) int {
	if a == b {
		return 0
	}
	x, errX := parseNumber(a)
	y, errY := parseNumber(b)
	if errX != nil || errY != nil {
		return strings.Compare(a, b)
	}
	return x.compare(&y)
}

func (n *number) compare(m *number) int {
	if s := n.sign() - m.sign(); s != 0 {
		return min(max(s, -1), 1)
	}
	c := n.exponent - m.exponent
	if c == 0 {
		c = strings.Compare(string(n.digits[:n.length]), string(m.digits[:m.length]))
	}
	if n.negative {
		c = -c
	}
	return min(max(c, -1), 1)
}

func (n *number) sign() int {
	switch {
	case n.length == 0:
		return 0
	case n.negative:
		return -1
	}
	return 1
}

// addNumbers adds two numbers, or subtracts the second from the first, and checks the result like a number to be stored.
func addNumbers(a, b string, subtract bool) (string, error) {
	if s, ok := addSmall(a, b, subtract); ok {
		return s, nil
	}
	x, err := parseNumber(a)
	if err != nil {
		return "", err
	}
	y, err := parseNumber(b)
	if err != nil {
		return "", err
	}
	if subtract {
		y.negative = !y.negative
	}
	scale := min(x.scale(), y.scale())
	sum := new(big.Int).Add(x.unscaled(scale), y.unscaled(scale))
	return normalNumber(sum.String() + "e" + strconv.Itoa(scale))
}

// addSmall is addNumbers for integers that a machine adds.
func addSmall(a, b string, subtract bool) (string, bool) {
	const most = 18 // digits whose sum fits in 64 bits
	if len(a) > most || len(b) > most {
		return "", false
	}
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX != nil || errY != nil {
		return "", false
	}
	if subtract {
		y = -y
	}
	return strconv.FormatInt(x+y, 10), true
}

// scale is the exponent of the last digit.
func (n *number) scale() int { return n.exponent - max(n.length-1, 0) }

// unscaled returns a number as an integer times ten to the scale, which is at most its own. The limits of magnitude keep it under 300
// digits.
func (n *number) unscaled(scale int) *big.Int {
	i := new(big.Int)
	if n.length == 0 {
		return i
	}
	i.SetString(string(n.digits[:n.length]), 10)
	i.Mul(i, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n.scale()-scale)), nil))
	if n.negative {
		i.Neg(i)
	}
	return i
}
