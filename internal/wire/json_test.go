package wire

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/awsfake/awsfake/internal/model"
)

type fuzzed struct {
	Name *string
	N    *int32
	Open bool
	Data []byte
	List []fuzzed
	Map  map[string]fuzzed
}

// What encoding/json takes, and what it does not: no panic, and broken documents are errors.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{}`, `{"Name":"a\u00e9\n","N":1,"Open":true,"Data":"AAEC","List":[{"N":2},null],"Map":{"k":{"Name":""}},"X":[1,{"y":null}]}`, `{"Name":"\ud83d\ude00"}`, `[`, `{"N":1e2}`} {
		f.Add([]byte(s))
	}
	api := New(&model.API{Shapes: make([]model.Shape, 1)})
	p := api.plan(reflect.TypeFor[fuzzed](), 0)
	f.Fuzz(func(t *testing.T, data []byte) {
		var v fuzzed
		err := decodeJSON(data, p, reflect.ValueOf(&v).Elem(), &trace{})
		if err != nil {
			return
		}
		out := p.encodeJSON(nil, reflect.ValueOf(&v).Elem())
		if !json.Valid(out) {
			t.Errorf("%q became %q", data, out)
		}
		var again fuzzed
		if err := decodeJSON(out, p, reflect.ValueOf(&again).Elem(), &trace{}); err != nil {
			t.Errorf("%q became %q: %v", data, out, err)
		}
	})
}
