package roundtrip

import (
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/internal/model"
)

// notSent are input members that never reach the wire.
var notSent = []string{"Bucket"} // in the host name

// Every input, filled: let the SDK send it, route and decode it, compare.
func TestInputsThatTheSDKSendsAreDecodedEqual(t *testing.T) {
	for _, svc := range services() {
		t.Run(svc.name, func(t *testing.T) {
			ok, total := 0, 0
			for _, op := range svc.operations() {
				total++
				want := sampleInput(op.in, &svc.api.Shapes[svc.api.Operation(op.name).Input])
				svc.transport.sent = nil
				svc.answer(svc.api.Operation(op.name), reflect.New(op.out).Interface())
				if _, err := op.call(want); svc.transport.sent == nil {
					t.Errorf("%s: %v", op.name, err)
					continue
				}
				sent := svc.transport.sent
				r := &http.Request{Method: sent.Method, URL: sent.URL, Header: sent.Header, ContentLength: sent.ContentLength}
				if f := want.Elem().FieldByName("Bucket"); svc.name == "s3" && f.IsValid() && !f.IsNil() && op.name != "WriteGetObjectResponse" {
					r.URL, _ = url.Parse("/" + f.Elem().String() + sent.URL.RequestURI())
				}
				query := r.URL.Query()
				if svc.api.Protocol == "query" {
					query, _ = url.ParseQuery(string(svc.transport.body))
				}
				m, labels := svc.api.Route(r, query)
				if m == nil || m.Name != op.name {
					t.Errorf("%s: not routed: %s %s", op.name, r.Method, r.URL)
					continue
				}
				got := reflect.New(op.in)
				if _, err := svc.receive(m, labels, r, query, svc.transport.body, got.Interface()); err != nil {
					t.Errorf("%s: %v", op.name, err)
					continue
				}
				if diff := cmp.Diff(want.Interface(), got.Interface(), sameInput); diff != "" {
					t.Errorf("%s (-sent +decoded):\n%s%.300s", op.name, diff, svc.transport.body)
					continue
				}
				ok++
			}
			t.Logf("%s: %d of %d", svc.name, ok, total)
		})
	}
}

var sameInput = cmp.Options{
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type() == reflect.TypeFor[io.Reader]() },
		cmp.Comparer(func(a, b io.Reader) bool { return readAll(a) == readAll(b) })),
	cmp.Exporter(func(t reflect.Type) bool { return strings.Contains(t.PkgPath(), "aws-sdk-go-v2/") }),
	cmpopts.EquateEmpty(),
}

// sameValue compares inputs.
func sameValue(a, b any) bool { return cmp.Equal(a, b, sameInput) }

func readAll(r io.Reader) string {
	if s, ok := r.(io.Seeker); ok {
		s.Seek(0, io.SeekStart)
	}
	b, _ := io.ReadAll(r)
	return string(b)
}

func sampleInput(t reflect.Type, shape *model.Shape) reflect.Value {
	in := reflect.New(t)
	s := &sampler{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		s.plain = f.Name == "Bucket"
		for _, m := range shape.Members {
			if m.Name == f.Name {
				s.plain = slices.Contains([]model.Location{model.Header, model.Headers}, m.In) || slices.Contains(notSent, m.Name)
			}
		}
		if f.Type == reflect.TypeFor[io.Reader]() {
			in.Elem().Field(i).Set(reflect.ValueOf(strings.NewReader("streamed body")))
			continue
		}
		s.fill(in.Elem().Field(i), 12)
	}
	return in
}
