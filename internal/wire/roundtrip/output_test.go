package roundtrip

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/internal/model"
)

var sampleTime = time.Date(2024, 2, 29, 12, 30, 45, 0, time.UTC)

// A sampler fills SDK structs with values that tell members apart.
type sampler struct {
	n     int
	plain bool // no character that a header cannot carry
}

func (s *sampler) fill(v reflect.Value, depth int) {
	s.n++
	t := v.Type()
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = sampleTime.Add(time.Duration(s.n) * time.Second)
		return
	case *ddb.AttributeValue:
		*x = s.attribute(depth)
		return
	case *streams.AttributeValue:
		*x = &streams.AttributeValueMemberL{Value: []streams.AttributeValue{&streams.AttributeValueMemberN{Value: fmt.Sprint(s.n)}, &streams.AttributeValueMemberBOOL{}}}
		return
	case *s3types.AnalyticsFilter:
		m := &s3types.AnalyticsFilterMemberAnd{}
		s.fill(reflect.ValueOf(m).Elem().Field(0), depth)
		*x = m
		return
	case *s3types.MetricsFilter:
		m := &s3types.MetricsFilterMemberAnd{}
		s.fill(reflect.ValueOf(m).Elem().Field(0), depth)
		*x = m
		return
	case *io.ReadCloser:
		*x = &content{bytes.NewReader([]byte("streamed body")), "streamed body"}
		return
	case *middleware.Metadata:
		return
	}
	switch t.Kind() {
	case reflect.String:
		text := fmt.Sprintf("v%d & <é>\t\"quoted\" ", s.n)
		if s.plain || t.PkgPath() != "" {
			text = fmt.Sprintf("v%d", s.n)
		}
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(s.n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(s.n) + 0.5)
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(t.Elem()))
			s.fill(v.Elem(), depth)
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			v.SetBytes(fmt.Appendf(nil, "blob %d", s.n))
		} else if depth > 0 {
			v.Set(reflect.MakeSlice(t, 2, 2))
			s.fill(v.Index(0), depth-1)
			s.fill(v.Index(1), depth-1)
		}
	case reflect.Map:
		if depth > 0 {
			v.Set(reflect.MakeMap(t))
			for _, k := range []string{"one", "two"} {
				e := reflect.New(t.Elem()).Elem()
				s.fill(e, depth-1)
				v.SetMapIndex(reflect.ValueOf(k).Convert(t.Key()), e)
			}
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				s.fill(v.Field(i), depth-1)
			}
		}
	}
}

// attribute returns each kind of AttributeValue in turn.
func (s *sampler) attribute(depth int) ddb.AttributeValue {
	kinds := []ddb.AttributeValue{
		&ddb.AttributeValueMemberS{Value: "text & <é> \n"}, &ddb.AttributeValueMemberN{Value: "12.5"}, &ddb.AttributeValueMemberB{Value: []byte{0, 1, 255}},
		&ddb.AttributeValueMemberSS{Value: []string{"a", ""}}, &ddb.AttributeValueMemberNS{Value: []string{"1"}}, &ddb.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
		&ddb.AttributeValueMemberNULL{Value: true}, &ddb.AttributeValueMemberBOOL{Value: false},
		&ddb.AttributeValueMemberL{Value: []ddb.AttributeValue{&ddb.AttributeValueMemberS{Value: "x"}}},
		&ddb.AttributeValueMemberM{Value: map[string]ddb.AttributeValue{"k": &ddb.AttributeValueMemberN{Value: "1"}}},
	}
	return kinds[s.n%len(kinds)]
}

// content is a body that compares by what it holds.
type content struct {
	io.Reader
	text string
}

func (c *content) Close() error { return nil }

// sample fills an output struct, top member by top member.
func sample(t reflect.Type, shape *model.Shape) reflect.Value {
	out := reflect.New(t)
	s := &sampler{}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		s.plain = false
		for _, m := range shape.Members {
			if strings.EqualFold(m.Name, f.Name) {
				s.plain = m.In != model.Body
				if m.In == model.Status {
					s.n = 200
				}
			}
		}
		s.fill(out.Elem().Field(i), 12)
	}
	if f := out.Elem().FieldByName("ExpiresString"); f.IsValid() { // the raw form of Expires
		text := out.Elem().FieldByName("Expires").Interface().(*time.Time).Format(http.TimeFormat)
		f.Set(reflect.ValueOf(&text))
	}
	return out
}

var sameOutput = cmp.Options{
	cmpopts.IgnoreTypes(middleware.Metadata{}),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type() == reflect.TypeFor[io.ReadCloser]() },
		cmp.Comparer(func(a, b io.ReadCloser) bool { return text(a) == text(b) })),
	cmp.Exporter(func(t reflect.Type) bool { return strings.Contains(t.PkgPath(), "aws-sdk-go-v2/") }),
	cmpopts.EquateEmpty(),
}

func text(r io.ReadCloser) string {
	if r == nil {
		return ""
	}
	if c, ok := r.(*content); ok {
		return c.text
	}
	b, _ := io.ReadAll(r)
	return string(b)
}

// Every output, filled: write it with the codec, let the SDK read it, compare.
func TestOutputsThatAreEncodedReachTheSDKEqual(t *testing.T) {
	for _, svc := range services() {
		t.Run(svc.name, func(t *testing.T) {
			ok, skipped, total := 0, 0, 0
			for _, op := range svc.operations() {
				m := svc.api.Operation(op.name)
				if _, stream := reflect.PointerTo(op.out).MethodByName("GetStream"); stream {
					skipped++ // an event stream has a codec of its own
					continue
				}
				total++
				want := sample(op.out, &svc.api.Shapes[m.Output])
				svc.answer(m, want.Interface())
				in := reflect.New(op.in)
				for _, label := range []string{"Bucket", "Key"} {
					if f := in.Elem().FieldByName(label); f.IsValid() && f.Kind() == reflect.Pointer {
						s := "x"
						f.Set(reflect.ValueOf(&s))
					}
				}
				(&sampler{plain: true}).fillLabels(in.Elem(), &svc.api.Shapes[m.Input])
				got, err := op.call(in)
				if err != nil {
					t.Errorf("%s: %v\n%.300s", op.name, err, svc.transport.Response.Body)
					continue
				}
				if diff := cmp.Diff(want.Interface(), got.Interface(), sameOutput); diff != "" {
					t.Errorf("%s (-want +got):\n%s%.500s", op.name, diff, svc.transport.Response.Body)
					continue
				}
				ok++
			}
			t.Logf("%s: %d of %d, and %d event streams that have tests of their own", svc.name, ok, total, skipped)
		})
	}
}

// fillLabels sets what the SDK needs to build a request at all.
func (s *sampler) fillLabels(in reflect.Value, shape *model.Shape) {
	for _, m := range shape.Members {
		if m.In == model.URI {
			s.fill(in.FieldByName(m.Name), 1)
		}
	}
}
