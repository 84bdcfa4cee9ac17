package wire

import (
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/awsfake/awsfake/internal/model"
)

func itoa(i int) string { return strconv.Itoa(i) }

// A SerializationError is AWS's answer to a message that does not fit the model.
type SerializationError struct{ Reason string }

func (e *SerializationError) Error() string { return e.Reason }

func malformed(format string, args ...any) error {
	return &SerializationError{fmt.Sprintf(format, args...)}
}

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
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
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
		t, err := parseTime(s)
		if err != nil {
			return err
		}
		setTime(v, t)
	default:
		return malformed("%q is not a %v", s, p.typ)
	}
	return nil
}

func setTime(v reflect.Value, t time.Time) { *v.Addr().Interface().(*time.Time) = t }

// parseTime takes every format that AWS's clients write.
func parseTime(s string) (time.Time, error) {
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return fromSeconds(f), nil
	}
	for _, layout := range []string{time.RFC3339Nano, http.TimeFormat, time.RFC1123Z, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, malformed("%q is not a timestamp", s)
}

func fromSeconds(f float64) time.Time {
	sec, frac := math.Modf(f)
	return time.Unix(int64(sec), int64(math.Round(frac*1e3))*1e6).UTC()
}

// text returns a present scalar as text; def is the place's timestamp format.
func (p *plan) text(v reflect.Value, def model.Time) string { return p.scalar(p.deref(v), def) }

func (p *plan) scalar(v reflect.Value, def model.Time) string {
	switch p.kind {
	case kString:
		return v.String()
	case kBool:
		return strconv.FormatBool(v.Bool())
	case kInt:
		return strconv.FormatInt(v.Int(), 10)
	case kFloat:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case kBlob:
		return base64.StdEncoding.EncodeToString(v.Bytes())
	case kTime:
		return string(appendTime(nil, v.Interface().(time.Time), p.timeFormat(def)))
	}
	return ""
}

func (p *plan) timeFormat(def model.Time) model.Time {
	if p.shape.Time != model.TimeDefault {
		return p.shape.Time
	}
	return def
}

func appendTime(dst []byte, t time.Time, f model.Time) []byte {
	switch f {
	case model.TimeHTTP:
		return t.UTC().AppendFormat(dst, http.TimeFormat)
	case model.TimeISO:
		return t.UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
	}
	return strconv.AppendFloat(dst, float64(t.UnixMilli())/1e3, 'f', -1, 64)
}
