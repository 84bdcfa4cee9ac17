package wire

import (
	"math"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/awsfake/awsfake/internal/model"
)

// maxSeconds is where time.Time still prints: the end of year 9999.
const maxSeconds = 253402300799

// setTime is Set without the copy into an interface.
func setTime(v reflect.Value, t time.Time) { *v.Addr().Interface().(*time.Time) = t }

// timeOf is Interface without the copy, where the value has an address.
func timeOf(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

// timeLayouts are the formats that AWS's clients write, besides seconds.
var timeLayouts = [...]string{time.RFC3339Nano, http.TimeFormat, time.RFC1123Z, "2006-01-02T15:04:05.999999999"}

// parseTime takes every format that AWS's clients write.
func parseTime(s string) (time.Time, bool) {
	if f, ok := parseDecimal(s); ok {
		return fromSeconds(f)
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// fromSeconds rounds to the millisecond, which is what the protocols carry.
func fromSeconds(f float64) (time.Time, bool) {
	if !(math.Abs(f) <= maxSeconds) {
		return time.Time{}, false
	}
	sec, frac := math.Modf(f)
	return time.Unix(int64(sec), int64(math.Round(frac*1e3))*1e6).UTC(), true
}

// timeFormat is the shape's format, or the place's.
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
