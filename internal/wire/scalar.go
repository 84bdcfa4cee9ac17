package wire

import (
	"encoding/base64"
	"math"
	"reflect"
	"strconv"

	"github.com/awsfake/awsfake/internal/model"
)

// setText sets a scalar from its text: header, label, query parameter, XML element.
func (p *plan) setText(v reflect.Value, s string) error {
	v = p.target(v)
	switch p.kind {
	case kString:
		v.SetString(s)
	case kBool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			return malformed("%q is not a boolean", s)
		}
		v.SetBool(b)
	case kInt:
		i, err := strconv.ParseInt(s, 10, p.typ.Bits())
		if err != nil {
			return malformed("%q is not an integer", s)
		}
		v.SetInt(i)
	case kFloat:
		f, ok := parseFloat(s)
		if !ok {
			return malformed("%q is not a number", s)
		}
		v.SetFloat(f)
	case kBlob:
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return malformed("%q is not base64", s)
		}
		v.SetBytes(b)
	case kTime:
		t, ok := parseTime(s)
		if !ok {
			return malformed("%q is not a timestamp", s)
		}
		setTime(v, t)
	default:
		return malformed("%q is not a %v", s, p.typ)
	}
	return nil
}

// parseFloat takes decimal numbers and the three names that AWS's protocols
// have for what is none; strconv alone would take hexadecimals and "inf" too.
func parseFloat(s string) (float64, bool) {
	switch s {
	case "NaN":
		return math.NaN(), true
	case "Infinity":
		return math.Inf(1), true
	case "-Infinity":
		return math.Inf(-1), true
	}
	return parseDecimal(s)
}

func parseDecimal(s string) (float64, bool) {
	for i := range len(s) {
		if !isNumeric(s[i]) {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// isNumeric reports whether a number may hold c.
func isNumeric(c byte) bool {
	return c-'0' < 10 || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

// text returns a present scalar as text; def is the place's timestamp format.
func (p *plan) text(v reflect.Value, def model.Time) string { return p.scalar(p.deref(v), def) }

// scalar is text without the pointer.
func (p *plan) scalar(v reflect.Value, def model.Time) string {
	switch p.kind {
	case kString:
		return v.String()
	case kBool:
		return strconv.FormatBool(v.Bool())
	}
	return string(p.appendScalar(nil, v, def))
}

// appendScalar appends a scalar without its pointer as text.
func (p *plan) appendScalar(dst []byte, v reflect.Value, def model.Time) []byte {
	switch p.kind {
	case kString:
		return append(dst, v.String()...)
	case kBool:
		return strconv.AppendBool(dst, v.Bool())
	case kInt:
		return strconv.AppendInt(dst, v.Int(), 10)
	case kFloat:
		return appendFloat(dst, v.Float(), p.typ.Bits())
	case kBlob:
		return base64.StdEncoding.AppendEncode(dst, v.Bytes())
	case kTime:
		return appendTime(dst, timeOf(v), p.timeFormat(def))
	}
	return dst
}

// appendFloat is parseFloat's reverse.
func appendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}
