package wire

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// A Presence holds the members that a request sent as the zero of a Go type
// that cannot tell zero from absent, as "VisibilityTimeout" or "Entries.0.DelaySeconds".
type Presence []string

// Has reports whether the request had the member, given its value now.
func (p Presence) Has(path string, zero bool) bool {
	for _, s := range p {
		if s == path {
			return true
		}
	}
	return !zero
}

// Decode fills in, an SDK Input struct, from a request.
func (a *API) Decode(op *model.Operation, labels []string, r *http.Request, query url.Values, in any) (Presence, error) {
	v := reflect.ValueOf(in).Elem()
	p := a.plan(v.Type(), op.Input)
	t := &trace{}
	var err error
	if a.Protocol == "query" {
		err = decodeQuery(parseQuery(query), p, v, false, t)
		return t.zeros, err
	}
	payload, inBody := p.payload(), a.Protocol == "json"
	for i := range p.fields {
		f := &p.fields[i]
		t.push(f.Name)
		if fv := v.Field(f.index); f.In == model.Body {
			inBody = inBody || payload == nil
		} else {
			if err := f.decodeBinding(op, labels, r, query, fv); err != nil {
				return nil, err
			}
			if f.sent(r.Header, query) {
				t.set(f.plan, fv)
			}
		}
		t.pop()
	}
	if payload != nil && payload.plan.kind == kReader {
		v.Field(payload.index).Set(reflect.ValueOf(io.Reader(r.Body)))
		return t.zeros, nil
	}
	if payload == nil && !inBody {
		return t.zeros, nil
	}
	body, err := readAll(r)
	if err != nil || len(body) == 0 {
		return t.zeros, err
	}
	if payload != nil {
		p, v = payload.plan, v.Field(payload.index)
		if p.kind == kBlob {
			v.SetBytes(body)
			return t.zeros, nil
		}
		if p.kind == kString {
			return t.zeros, p.setText(v, string(body))
		}
	}
	if a.Protocol == "rest-xml" {
		err = decodeXML(body, p, v, t)
	} else {
		err = decodeJSON(body, p, v, t)
	}
	return t.zeros, err
}

func readAll(r *http.Request) ([]byte, error) {
	if n := r.ContentLength; n > 0 && n < 1<<20 {
		body := make([]byte, n)
		_, err := io.ReadFull(r.Body, body)
		return body, err
	}
	return io.ReadAll(r.Body)
}

func (p *plan) payload() *field {
	for i := range p.fields {
		if p.fields[i].Flags.Has(model.Payload) {
			return &p.fields[i]
		}
	}
	return nil
}

func (f *field) sent(header http.Header, query url.Values) bool {
	return f.In == model.Header && header.Get(f.Wire) != "" || f.In == model.Query && query.Has(f.Wire)
}

// decodeBinding sets a member that does not travel in the body.
func (f *field) decodeBinding(op *model.Operation, labels []string, r *http.Request, query url.Values, v reflect.Value) error {
	switch f.In {
	case model.URI:
		n := 0
		for _, seg := range op.Path {
			if seg[0] != '{' {
				continue
			}
			if name := strings.Trim(seg, "{+}"); name == f.Wire {
				s, err := url.PathUnescape(labels[n])
				if err != nil {
					return malformed("%v", err)
				}
				return f.plan.setText(v, s)
			}
			n++
		}
	case model.Query:
		return f.plan.setTexts(v, query[f.Wire])
	case model.Header:
		values := r.Header.Values(f.Wire)
		if f.Wire == "Content-Length" && r.ContentLength >= 0 { // net/http takes it out of the header
			values = []string{strconv.FormatInt(r.ContentLength, 10)}
		}
		if f.plan.kind == kList && f.plan.elem.kind != kTime {
			var l []string
			for _, s := range values {
				for part := range strings.SplitSeq(s, ",") {
					l = append(l, strings.TrimSpace(part))
				}
			}
			values = l
		}
		return f.plan.setTexts(v, values)
	case model.Headers:
		m := map[string]string{}
		for k, values := range r.Header {
			if name, ok := cutPrefixFold(k, f.Wire); ok {
				m[strings.ToLower(name)] = strings.Join(values, ",")
			}
		}
		if len(m) > 0 {
			v.Set(reflect.ValueOf(m))
		}
	}
	return nil
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) <= len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}

// setTexts sets a scalar from the first text or a list from all.
func (p *plan) setTexts(v reflect.Value, texts []string) error {
	if len(texts) == 0 {
		return nil
	}
	if p.kind != kList {
		return p.setText(v, texts[0])
	}
	v.Set(reflect.MakeSlice(p.typ, len(texts), len(texts)))
	for i, s := range texts {
		if err := p.elem.setText(v.Index(i), s); err != nil {
			return err
		}
	}
	return nil
}

// A Response is an HTTP answer. Stream, where set, is the body.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Stream io.ReadCloser
}

// Encode writes out, an SDK Output struct, as a response.
func (a *API) Encode(op *model.Operation, out any, requestID string) *Response {
	v := reflect.ValueOf(out).Elem()
	p := a.plan(v.Type(), op.Output)
	res := &Response{Status: max(op.Status, http.StatusOK), Header: http.Header{}}
	if op.Status == 0 {
		res.Status = http.StatusOK
	}
	switch a.Protocol {
	case "json":
		res.Header.Set("Content-Type", "application/x-amz-json-"+a.JSONVersion)
		res.Body = p.encodeJSON(nil, v)
		return res
	case "query":
		res.Header.Set("Content-Type", "text/xml")
		res.Body = a.encodeQuery(op, p, v, requestID)
		return res
	}
	payload, hasBody := p.payload(), false
	for i := range p.fields {
		f := &p.fields[i]
		if f.In == model.Body {
			hasBody = hasBody || payload == nil
		} else if fv := v.Field(f.index); !f.plan.absent(fv) {
			f.encodeBinding(res, fv)
		}
	}
	if payload != nil {
		fv := v.Field(payload.index)
		if payload.plan.absent(fv) {
			return res
		}
		switch payload.plan.kind {
		case kReader:
			res.Stream = fv.Interface().(io.ReadCloser)
			return res
		case kBlob:
			res.Body = fv.Bytes()
			return res
		case kString:
			res.Body = []byte(payload.plan.text(fv, 0))
			return res
		case kSkip:
			return res // an event stream has a codec of its own
		}
		p, v, hasBody = payload.plan, fv, true
	}
	if !hasBody {
		return res
	}
	if a.Protocol == "rest-json" {
		res.Header.Set("Content-Type", "application/json")
		res.Body = p.encodeJSON(nil, v)
		return res
	}
	root := p.shape.Wire
	if payload != nil {
		root = payload.Wire
	}
	if root == "" {
		root = p.shape.Name
	}
	res.Header.Set("Content-Type", "application/xml")
	res.Body = []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	ns := ` xmlns="` + a.Namespace + `"`
	if p.shape.Flags.Has(model.Unwrapped) {
		f := &p.fields[0]
		if fv := v.Field(f.index); f.plan.absent(fv) {
			res.Body = append(res.Body, "<"+root+ns+"/>"...)
		} else {
			res.Body = f.plan.appendXML(res.Body, root, ns, fv)
		}
		return res
	}
	res.Body = p.appendXML(res.Body, root, ns, v)
	return res
}

func (a *API) encodeQuery(op *model.Operation, p *plan, v reflect.Value, requestID string) []byte {
	dst := []byte(`<` + op.Name + `Response xmlns="` + a.Namespace + `">`)
	if op.Output != 0 {
		dst = p.appendXML(dst, op.Name+"Result", "", v)
	}
	return append(dst, `<ResponseMetadata><RequestId>`+requestID+`</RequestId></ResponseMetadata></`+op.Name+`Response>`...)
}

func (f *field) encodeBinding(res *Response, v reflect.Value) {
	switch f.In {
	case model.Status:
		if n, err := strconv.Atoi(f.plan.text(v, 0)); err == nil && n > 0 {
			res.Status = n
		}
	case model.Header:
		if f.plan.kind != kList {
			if s := f.plan.text(v, model.TimeHTTP); s != "" {
				res.Header.Set(f.Wire, s)
			}
			return
		}
		var l []string
		for i := range v.Len() {
			l = append(l, f.plan.elem.text(v.Index(i), model.TimeHTTP))
		}
		res.Header.Set(f.Wire, strings.Join(l, ", "))
	case model.Headers:
		for _, k := range sortedKeys(v) {
			res.Header.Set(f.Wire+k.String(), v.MapIndex(k).String())
		}
	}
}

// Write sends the response.
func (r *Response) Write(w http.ResponseWriter) error {
	for k, v := range r.Header {
		w.Header()[k] = v
	}
	w.WriteHeader(r.Status)
	var body io.Reader = bytes.NewReader(r.Body)
	if r.Stream != nil {
		defer r.Stream.Close()
		body = r.Stream
	}
	_, err := io.Copy(w, body)
	return err
}
