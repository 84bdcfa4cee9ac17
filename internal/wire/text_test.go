package wire

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/awsfake/awsfake/internal/model"
)

func TestPlainStopsAtTheFirstByteThatJSONEscapes(t *testing.T) {
	for at := range 20 {
		for c := range 256 {
			s := []byte(strings.Repeat("a", 24))
			s[at] = byte(c)
			want := 24
			if c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
				want = at
			}
			if got := plain(s); got != want {
				t.Errorf("%q: %d, want %d", s, got, want)
			}
			if got := plain(string(s)); got != want {
				t.Errorf("%q: %d as a string, want %d", s, got, want)
			}
		}
	}
}

func TestStringsAreWrittenAsJSONReadsThem(t *testing.T) {
	for _, s := range []string{"", "plain", `a "b" \c`, "\x00\x1f\b\f\n\r\t\x7f", "é 😀 \u2028", "a\xffb", "\xed\xa0\x80"} {
		out := appendString(nil, s)
		var got string
		if err := json.Unmarshal(out, &got); err != nil || got != strings.ToValidUTF8(s, "�") && utf8.ValidString(s) || !utf8.Valid(out) {
			t.Errorf("%q: %s %q %v", s, out, got, err)
		}
		d := &jsonScanner{data: out}
		if raw, err := d.rawString(); err != nil || string(raw) != got {
			t.Errorf("%s: read as %q, want %q: %v", out, raw, got, err)
		}
	}
}

func TestEscapesAreReadAsEncodingJSONReadsThem(t *testing.T) {
	for _, s := range []string{`"\"\\\/\b\f\n\r\t"`, `"\u00e9\u00E9"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ud83dx"`, `"\ud83d\u0041"`, `"\ude00\ud83d\ude00"`, `"\ud83d\ud83d\ude00"`, `"é\n"`} {
		var want string
		if err := json.Unmarshal([]byte(s), &want); err != nil {
			t.Fatal(err)
		}
		d := &jsonScanner{data: []byte(s)}
		if got, err := d.rawString(); err != nil || string(got) != want {
			t.Errorf("%s: %q, want %q: %v", s, got, want, err)
		}
	}
	for _, s := range []string{`"\x"`, `"\u12g4"`, "\"\\u\x11234\"", `"\ud83d\u"`, `"\`, `"\u`} {
		d := &jsonScanner{data: []byte(s)}
		if got, err := d.rawString(); err == nil {
			t.Errorf("%s: %q", s, got)
		}
	}
}

func TestTextThatIsNoValueIsRefused(t *testing.T) {
	_, p := fuzzedAPI()
	for name, texts := range map[string][]string{
		"Small": {"", "x", "1.5", "0x1", "1_0", "2147483648"},
		"Big":   {"9223372036854775808"},
		"Float": {"", "inf", "nan", "0x1p4", "1_0", "infinity", "1e999"},
		"Open":  {"", "x"},
		"Data":  {"!", "a"},
		"At":    {"", "x", "99999999999999999", "NaN", "2024-13-01T00:00:00Z"},
		"Inner": {"x"},
	} {
		for _, s := range texts {
			f := p.body[name]
			if err := f.plan.setText(reflect.New(p.typ).Elem().Field(f.index), s); err == nil {
				t.Errorf("%s: %q was taken", name, s)
			}
		}
	}
}

func TestFloatsThatAreNoNumbersHaveNames(t *testing.T) {
	for name, want := range map[string]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1), "-1.5e3": -1500} {
		got, ok := parseFloat(name)
		if !ok || got != want && !math.IsNaN(want) {
			t.Errorf("%s: %v", name, got)
		}
		if again, ok := parseFloat(string(appendFloat(nil, got, 64))); !ok || again != got && !math.IsNaN(got) {
			t.Errorf("%s: %v again", name, again)
		}
	}
}

func TestTimestampsAreReadInEveryFormatOfAWSsClients(t *testing.T) {
	want := time.Date(2024, 2, 29, 12, 30, 45, 500e6, time.UTC)
	for _, s := range []string{"1709209845.5", "1.7092098455e9", "2024-02-29T12:30:45.500Z", "2024-02-29T13:30:45.5+01:00", "2024-02-29T12:30:45.5"} {
		if got, ok := parseTime(s); !ok || !got.Equal(want) {
			t.Errorf("%s: %v", s, got)
		}
	}
	for format, want := range map[model.Time]string{model.TimeISO: "2024-02-29T12:30:45.500Z", model.TimeHTTP: "Thu, 29 Feb 2024 12:30:45 GMT", model.TimeUnix: "1709209845.5"} {
		if got := string(appendTime(nil, time.Date(2024, 2, 29, 13, 30, 45, 500e6, time.FixedZone("", 3600)), format)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got, ok := parseTime("Thu, 29 Feb 2024 12:30:45 GMT"); !ok || !got.Equal(want.Truncate(time.Second)) {
		t.Error(got)
	}
}

func TestValuesArePrintedAsJavaDoes(t *testing.T) {
	_, p := fuzzedAPI()
	name, small, float := "n", int32(1), 2.0
	v := fuzzed{
		Name: &name, Small: &small, Float: &float, Data: []byte{0}, Names: []string{"a", "b"}, Text: map[string]string{"k": "v", "a": "b"},
		Union: &fuzzedUnionMemberS{"x"}, Item: map[string]fuzzedUnion{"nil": nil},
	}
	want := "Fuzzed(name=n, small=1, big=null, float=2.0, plain=0, open=false, data=java.nio.HeapByteBuffer[pos=0 lim=1 cap=1], at=null, kind=null, attr=null, inner=null, list=null, names=[a, b], flat=null, flatM=null, map=null, text={a=b, k=v}, item={nil=null}, union=Union(s=x, l=null, m=null), nested=null, maps=null, reader=null, any=null)"
	if got := p.java(reflect.ValueOf(&v).Elem()); got != want {
		t.Errorf("\n got  %s\n want %s", got, want)
	}
}

func TestWhatHoldsAValueIsInThePathOfItsViolation(t *testing.T) {
	api, _ := fuzzedAPI()
	ok, bad := "ok", "BAD"
	err := api.Validate(fuzzedOperation, &fuzzed{
		Name: &ok, Plain: 1, Inner: &fuzzed{Name: &bad, Plain: 9},
		List:  []fuzzed{{Name: &ok, Plain: 1}, {Plain: 1}},
		Item:  map[string]fuzzedUnion{"a": &fuzzedUnionMemberM{map[string]fuzzedUnion{"b": &fuzzedUnionMemberS{"BAD"}}}},
		Union: &fuzzedUnionMemberL{[]fuzzedUnion{&fuzzedUnionMemberS{"zz"}}},
	}, nil)
	var got []string
	for _, v := range err.(*ValidationError).Violations {
		got = append(got, v.Member.Name+" "+v.Path)
	}
	want := "Inner inner.name|Inner inner.plain|List list.2.member.name|Item item.a.member.m.b.member.s|Union union.l.1.member.s"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("\n got  %s\n want %s", s, want)
	}
}

func TestAZeroIsMissingUnlessItWasSent(t *testing.T) {
	api, _ := fuzzedAPI()
	name := "n"
	in := &fuzzed{Name: &name, List: []fuzzed{{Name: &name}}}
	for _, tt := range []struct {
		sent Presence
		want int
	}{{nil, 2}, {Presence{"Plain"}, 2}, {Presence{"Plain", "List.0.Plain"}, 2}} { // 0 is below the minimum, so sent or not it is a violation
		err, _ := api.Validate(fuzzedOperation, in, tt.sent).(*ValidationError)
		if err == nil || len(err.Violations) != tt.want || err.Violations[0].Missing != (len(tt.sent) == 0) {
			t.Errorf("%v: %v", tt.sent, err)
		}
	}
}
