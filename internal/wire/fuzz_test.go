package wire

import (
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/awsfake/awsfake/internal/model"
)

type fuzzedUnion interface{ isFuzzedUnion() }

type fuzzedUnionMemberS struct{ Value string }
type fuzzedUnionMemberL struct{ Value []fuzzedUnion }
type fuzzedUnionMemberM struct{ Value map[string]fuzzedUnion }

func (*fuzzedUnionMemberS) isFuzzedUnion() {}
func (*fuzzedUnionMemberL) isFuzzedUnion() {}
func (*fuzzedUnionMemberM) isFuzzedUnion() {}

type fuzzedKind string

// fuzzed has a member of every kind that SDK structs have.
type fuzzed struct {
	Name   *string
	Small  *int32
	Big    *int64
	Float  *float64
	Plain  int32
	Open   bool
	Data   []byte
	At     *time.Time
	Kind   fuzzedKind
	Attr   *string
	Inner  *fuzzed
	List   []fuzzed
	Names  []string
	Flat   []string
	FlatM  map[string]string
	Map    map[string]fuzzed
	Text   map[string]string
	Item   map[string]fuzzedUnion
	Union  fuzzedUnion
	Nested [][]string
	Maps   []map[string]string
	Reader io.Reader
	Any    any
}

var fuzzedModel = &model.API{Protocol: "json", Namespace: "http://example.com/", Shapes: []model.Shape{
	{},
	{Name: "Fuzzed", Members: []model.Member{
		{Name: "Name", Wire: "Name", Shape: 2, Flags: model.Required},
		{Name: "Plain", Wire: "Plain", Shape: 3, Flags: model.Required},
		{Name: "Small", Wire: "Small", Shape: 3},
		{Name: "Float", Wire: "Float", Shape: 3},
		{Name: "Data", Wire: "Data", Shape: 6},
		{Name: "Kind", Wire: "Kind", Shape: 4},
		{Name: "Attr", Wire: "xsi:type", Shape: 2, Flags: model.Attribute},
		{Name: "Inner", Wire: "Inner", Shape: 1},
		{Name: "List", Wire: "List", Shape: 7},
		{Name: "Names", Wire: "Names", Shape: 8},
		{Name: "Flat", Wire: "Flat", Shape: 8, Flags: model.Flattened},
		{Name: "FlatM", Wire: "Attribute", Shape: 5, Flags: model.Flattened},
		{Name: "Text", Wire: "Text", Shape: 9},
		{Name: "Item", Wire: "Item", Shape: 10},
		{Name: "Union", Wire: "Union", Shape: 11},
	}},
	{Name: "Name", Kind: model.String, Limits: &model.Limits{HasMin: true, Min: 1, HasMax: true, Max: 8, Pattern: "[a-z]+", Deny: "zz"}},
	{Name: "Number", Kind: model.Integer, Limits: &model.Limits{HasMin: true, Min: 1, HasMax: true, Max: 8}},
	{Name: "Kind", Kind: model.String, Limits: &model.Limits{Enum: []string{"OLD"}}},
	{Name: "FlatM", Kind: model.Map, Key: 2, Elem: 2, KeyWire: "Name", ElemWire: "Value", Flags: model.Flattened},
	{Name: "Data", Kind: model.Blob, Limits: &model.Limits{HasMax: true, Max: 4}},
	{Name: "List", Kind: model.List, Elem: 1},
	{Name: "Names", Kind: model.List, Elem: 2, Limits: &model.Limits{HasMax: true, Max: 2}},
	{Name: "Text", Kind: model.Map, Key: 2, Elem: 2},
	{Name: "Item", Kind: model.Map, Key: 2, Elem: 11},
	{Name: "Union", Flags: model.Union, Members: []model.Member{{Name: "S", Wire: "S", Shape: 2}, {Name: "L", Wire: "L", Shape: 12}, {Name: "M", Wire: "M", Shape: 10}}},
	{Name: "Unions", Kind: model.List, Elem: 11},
}}

var fuzzedOperation = &model.Operation{Name: "Fuzz", Input: 1, Output: 1}

func fuzzedAPI() (*API, *plan) {
	api := New(fuzzedModel, Union[fuzzedUnion](&fuzzedUnionMemberS{}, &fuzzedUnionMemberL{}, &fuzzedUnionMemberM{}))
	return api, api.plan(reflect.TypeFor[fuzzed](), 1)
}

// checkFuzzed holds what was decoded against what must hold of it: an error is
// a SerializationError, and validation's quick answer is its slow one.
func checkFuzzed(t *testing.T, api *API, p *plan, v *fuzzed, tr *trace, err error) (decoded bool) {
	t.Helper()
	if err != nil {
		if s := new(SerializationError); !errors.As(err, &s) {
			t.Fatalf("%T: %v", err, err)
		}
		if api.APIError(err).ErrorCode() != "SerializationException" {
			t.Fatal(api.APIError(err))
		}
		return false
	}
	c := &checker{sent: tr.zeros}
	c.members(p, reflect.ValueOf(v).Elem())
	if p.fine(reflect.ValueOf(v).Elem(), len(tr.zeros) > 0) && len(c.violations) > 0 {
		t.Fatalf("said to be fine, but %v", c.violations)
	}
	if err := api.Validate(fuzzedOperation, v, tr.zeros); err != nil {
		_ = err.Error()
	}
	return true
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, ``, ` `, `[`, `null`, `{"Name":"a\u00e9\n","Small":1,"Open":true,"Data":"AAEC","List":[{"Small":2},null],"Map":{"k":{"Name":""}},"X":[1,{"y":null}]}`,
		`{"Name":"\ud83d\ude00 \ud83d \udc00"}`, `{"Small":1e2,"Big":9223372036854775808,"Float":"NaN"}`, `{"At":1.5}`, `{"At":"2024-02-29T00:00:00Z"}`,
		`{"Item":{"a":{"S":"x"},"b":{"L":[{"S":"y"},{}]},"c":null,"d":{"M":{"e":{"S":""}}}},"Union":{"S":"1","L":[]}}`,
		`{"Name":"zz","Plain":0,"Kind":"NEW","Names":["a","b","C"],"Text":{"A":null,"b":"c"},"Nested":[["a"]],"Maps":[{"a":"b"}]}`, "{\"Name\":\"\x01\"}", "{\"Name\":\"\xff\"}",
		strings.Repeat(`{"Inner":`, 600), strings.Repeat(`[`, 600),
	} {
		f.Add([]byte(s))
	}
	api, p := fuzzedAPI()
	f.Fuzz(func(t *testing.T, data []byte) {
		var v fuzzed
		tr := &trace{}
		err := decodeJSON(data, p, reflect.ValueOf(&v).Elem(), tr, coralWording)
		if !checkFuzzed(t, api, p, &v, tr, err) {
			return
		}
		if len(strings.TrimSpace(string(data))) > 0 && !json.Valid(data) {
			t.Errorf("%q was taken for JSON", data)
		}
		out := encodeJSON(nil, p, reflect.ValueOf(&v).Elem())
		if !json.Valid(out) {
			t.Errorf("%q became %q", data, out)
		}
		var again fuzzed
		if err := decodeJSON(out, p, reflect.ValueOf(&again).Elem(), &trace{}, coralWording); err != nil {
			t.Errorf("%q became %q: %v", data, out, err)
		}
		if twice := encodeJSON(nil, p, reflect.ValueOf(&again).Elem()); string(twice) != string(out) {
			t.Errorf("%q became %q became %q", data, out, twice)
		}
	})
}

func FuzzXML(f *testing.F) {
	for _, s := range []string{
		``, ` `, `<a/>`, `<a`, `x`, `<a/><b/>`, `<a/>x`, `<!DOCTYPE a [<!ENTITY x "y">]><a><Name>&x;</Name></a>`,
		`<?xml version="1.0"?><a xmlns="x" xmlns:xsi="y" xsi:type="z"><Name>&lt;&#13;</Name><List><member><Small>1</Small></member></List><Flat>a</Flat><Flat>b</Flat></a>`,
		`<a><Attribute><Name>n</Name><Value>v</Value></Attribute><Text><entry><key>k</key><value>v</value></entry></Text><Union><S>x</S></Union><Union><L><member><S/></member></L></Union></a>`,
		`<a><Name><b/></Name></a>`, `<a><At>2024-02-29T00:00:00.000Z</At><Data>AAEC</Data><Float>NaN</Float><Unknown><x/></Unknown><Union><S>1</S><M/></Union></a>`,
		strings.Repeat(`<Inner>`, 200),
	} {
		f.Add([]byte(s))
	}
	api, p := fuzzedAPI()
	f.Fuzz(func(t *testing.T, data []byte) {
		var v fuzzed
		tr := &trace{}
		err := decodeXML(data, p, reflect.ValueOf(&v).Elem(), tr)
		if !checkFuzzed(t, api, p, &v, tr, err) {
			return
		}
		out := p.appendXML(nil, "a", "", reflect.ValueOf(&v).Elem())
		var again fuzzed
		if err := decodeXML(out, p, reflect.ValueOf(&again).Elem(), &trace{}); err != nil {
			t.Errorf("%q became %q: %v", data, out, err)
		}
		if twice := p.appendXML(nil, "a", "", reflect.ValueOf(&again).Elem()); string(twice) != string(out) {
			t.Errorf("%q became %q became %q", data, out, twice)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{
		``, `Name=a&Plain=0`, `List.member.1.Name=a&List.member.2.Small=3&List.member.10.Small=4`, `Names.member.999999999=x`, `Names.member.99999999999999999999=x`,
		`Flat.1=a&Flat.2=b`, `Attribute.1.Name=n&Attribute.1.Value=v`, `Text.entry.1.key=k&Text.entry.1.value=v`, `Names=`, `Names=x`, `Inner=x`, `Name.x=y&Name=z`, `1.a=b`, `.1=x`, `.=x`, `..`,
		`Nested.member.1.member.1=x`, `Names.member.0=x`, `Names.member.01=x`, `Data=!&Small=x&Float=Infinity&At=1`, strings.Repeat("Inner.", 300) + "Name=x",
	} {
		f.Add(s)
	}
	api, p := fuzzedAPI()
	f.Fuzz(func(t *testing.T, form string) {
		values, _ := url.ParseQuery(form)
		var v fuzzed
		tr := &trace{}
		err := decodeQuery(values, p, reflect.ValueOf(&v).Elem(), tr)
		if checkFuzzed(t, api, p, &v, tr, err) {
			p.appendXML(nil, "a", "", reflect.ValueOf(&v).Elem())
		}
	})
}
