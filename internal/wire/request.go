package wire

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// A Request is what the codec needs of an HTTP request. Decode keeps nothing of Body.
type Request struct {
	Op            *model.Operation
	Labels        []string // values of the URI's labels, escaped
	Header        http.Header
	ContentLength int64      // -1 if unknown
	Query         url.Values // of the URL; in the query protocol also of the form
	Body          []byte     // the whole body, unless the operation's input streams
	Stream        io.Reader  // the body of an operation whose input streams
}

// Streams reports whether in, the SDK's Input of the operation, has a payload that is read as it comes.
func (a *API) Streams(op *model.Operation, in any) bool {
	payload := a.plan(reflect.TypeOf(in).Elem(), op.Input).payload
	return payload != nil && payload.plan.kind == kReader
}

// Decode fills in, an SDK Input struct, from a request. What does not fit is a SerializationError.
func (a *API) Decode(r *Request, in any) (Presence, error) {
	v := reflect.ValueOf(in).Elem()
	p := a.plan(v.Type(), r.Op.Input)
	t := newTrace()
	var err error
	switch a.Protocol {
	case "json":
		err = decodeJSON(r.Body, p, v, t, a.dialect.words)
	case "query":
		err = decodeQuery(r.Query, p, v, t)
	default:
		err = a.decodeREST(r, p, v, t)
	}
	return t.zeros, err
}

// decodeREST reads the members that travel in the head of the request, then its body.
func (a *API) decodeREST(r *Request, p *plan, v reflect.Value, t *trace) error {
	for _, f := range p.bound {
		if err := f.decodeBinding(r, v.Field(f.index), t); err != nil {
			return err
		}
	}
	if p.payload != nil {
		return a.decodePayload(r, p.payload, v.Field(p.payload.index), t)
	}
	if !p.hasBody || len(r.Body) == 0 {
		return nil
	}
	return a.decodeDocument(r.Body, p, v, t)
}

// decodePayload reads the member that is the body.
func (a *API) decodePayload(r *Request, f *field, v reflect.Value, t *trace) error {
	switch f.plan.kind {
	case kReader:
		if r.Stream != nil {
			v.Set(reflect.ValueOf(&r.Stream).Elem())
		}
		return nil
	case kBlob:
		if len(r.Body) > 0 {
			v.SetBytes(bytes.Clone(r.Body))
		}
		return nil
	case kString:
		if len(r.Body) > 0 {
			return f.plan.setText(v, string(r.Body))
		}
		return nil
	}
	if len(r.Body) == 0 {
		return nil
	}
	t.push(f.Name)
	defer t.pop()
	return a.decodeDocument(r.Body, f.plan, v, t)
}

func (a *API) decodeDocument(body []byte, p *plan, v reflect.Value, t *trace) error {
	if a.Protocol == "rest-xml" {
		return decodeXML(body, p, v, t)
	}
	return decodeJSON(body, p, v, t, a.dialect.words)
}

// decodeBinding sets a member that does not travel in the body.
func (f *field) decodeBinding(r *Request, v reflect.Value, t *trace) error {
	switch f.In {
	case model.URI:
		return f.decodeLabel(r, v)
	case model.Query:
		return f.decodeTexts(r.Query[f.Wire], v, t)
	case model.Header:
		return f.decodeHeader(r, v, t)
	case model.Headers:
		f.decodeHeaders(r.Header, v)
	}
	return nil
}

func (f *field) decodeLabel(r *Request, v reflect.Value) error {
	n := 0
	for _, seg := range r.Op.Path {
		if !strings.HasPrefix(seg, "{") {
			continue
		}
		if strings.Trim(seg, "{+}") == f.Wire && n < len(r.Labels) {
			s, err := url.PathUnescape(r.Labels[n])
			if err != nil {
				return f.misfit(malformed("%v", err), r.Labels[n])
			}
			return f.misfit(f.plan.setText(v, s), s)
		}
		n++
	}
	return nil
}

func (f *field) decodeHeader(r *Request, v reflect.Value, t *trace) error {
	values := r.Header[f.Wire] // the tables have canonical names
	if f.Wire == "Content-Length" && r.ContentLength >= 0 {
		values = []string{strconv.FormatInt(r.ContentLength, 10)} // net/http takes it out of the header
	}
	switch {
	case len(values) == 0:
		return nil
	case f.plan.kind == kList:
		return f.decodeTexts(f.splitHeader(values), v, t)
	case values[0] == "" && f.plan.kind != kString:
		return nil // an empty header is as good as none
	}
	err := f.decodeTexts(values, v, t)
	if err != nil && f.forgiving() {
		v.SetZero()
		return nil
	}
	return err
}

// forgiving reports whether a header that does not fit is as good as none:
// conditional dates by RFC 9110, 13.1.3, and Expires, in which S3 keeps any text.
func (f *field) forgiving() bool { return f.Wire == "Expires" || strings.HasPrefix(f.Wire, "If-") }

// splitHeader returns the items of a header's list. Dates have commas of their own.
func (f *field) splitHeader(values []string) []string {
	if f.plan.elem.kind == kTime {
		return values
	}
	var l []string
	for _, s := range values {
		for part := range strings.SplitSeq(s, ",") {
			l = append(l, strings.TrimSpace(part))
		}
	}
	return l
}

// decodeHeaders collects every header with the prefix, in lower case as AWS stores them.
func (f *field) decodeHeaders(header http.Header, v reflect.Value) {
	m := map[string]string{}
	for k, values := range header {
		if name, ok := cutPrefixFold(k, f.Wire); ok {
			m[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	if len(m) > 0 {
		v.Set(reflect.ValueOf(m))
	}
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) <= len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// decodeTexts sets a scalar from the first text or a list from all.
func (f *field) decodeTexts(texts []string, v reflect.Value, t *trace) error {
	if len(texts) == 0 {
		return nil
	}
	if f.plan.kind != kList {
		err := f.plan.setText(v, texts[0])
		t.note(f, v)
		return f.misfit(err, texts[0])
	}
	v.Set(reflect.MakeSlice(f.plan.typ, len(texts), len(texts)))
	for i, s := range texts {
		if err := f.plan.elem.setText(v.Index(i), s); err != nil {
			return f.misfit(err, s)
		}
	}
	return nil
}

// misfit says where the value that does not fit was.
func (f *field) misfit(err error, value string) error {
	var s *SerializationError
	if errors.As(err, &s) {
		s.In, s.Name, s.Value = f.In, f.Wire, value
	}
	return err
}
