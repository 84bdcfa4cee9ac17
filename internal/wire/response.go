package wire

import (
	"hash/crc32"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// A Response is filled by Encode and EncodeError. Header is the
// http.ResponseWriter's own, Body is appended to, so that its capacity can be used again.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	Stream io.ReadCloser // set when the output streams
}

// eventStreamType is the content type of a body that EncodeEvent writes.
const eventStreamType = "application/vnd.amazon.eventstream"

// Encode writes out, an SDK Output struct, as a response.
func (a *API) Encode(res *Response, op *model.Operation, out any, requestID string) {
	v := structOf(out)
	p := a.plan(v.Type(), op.Output)
	res.Status = op.Status
	if res.Status == 0 {
		res.Status = http.StatusOK
	}
	switch a.Protocol {
	case "json":
		a.encodeJSONBody(res, op, p, v)
	case "query":
		setHeader(res, "Content-Type", "text/xml")
		res.Body = a.appendQueryResponse(res.Body, op, p, v, requestID)
	default:
		a.encodeREST(res, p, v)
	}
}

// structOf returns the struct behind an output; a handler's nil is an empty one.
func structOf(out any) reflect.Value {
	v := reflect.ValueOf(out)
	switch {
	case !v.IsValid():
		return reflect.ValueOf(struct{}{})
	case v.IsNil():
		return reflect.Zero(v.Type().Elem())
	}
	return v.Elem()
}

// setHeader is Header.Set for a name that is canonical.
func setHeader(res *Response, name, value string) { res.Header[name] = []string{value} }

func (a *API) encodeJSONBody(res *Response, op *model.Operation, p *plan, v reflect.Value) {
	setHeader(res, "Content-Type", a.contentType)
	start := len(res.Body)
	if op.Output != 0 || len(p.fields) > 0 {
		res.Body = encodeJSON(res.Body, p, v)
	} // else no body at all: recorded of SQS DeleteMessage, Content-Length 0 with the JSON content type
	a.sum(res, start)
}

// sum adds the checksum that DynamoDB's clients verify.
func (a *API) sum(res *Response, start int) {
	if a.dialect.crc32 {
		setHeader(res, "X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(res.Body[start:])), 10))
	}
}

// encodeREST writes the members that travel in the head of the response, then its body.
func (a *API) encodeREST(res *Response, p *plan, v reflect.Value) {
	p.encodeBindings(res, v)
	switch {
	case p.eventStream:
		defaultType(res, eventStreamType)
	case p.payload != nil:
		a.encodePayload(res, p.payload, v.Field(p.payload.index))
	case p.hasBody:
		a.encodeDocument(res, p, p.rootName(), v)
	}
}

// encodePayload writes the member that is the body.
func (a *API) encodePayload(res *Response, f *field, v reflect.Value) {
	if f.plan.absent(v) {
		return
	}
	switch f.plan.kind {
	case kReader:
		res.Stream, _ = v.Interface().(io.ReadCloser)
	case kBlob:
		if a.Protocol == "rest-json" { // Lambda's payloads
			defaultType(res, a.contentType)
		}
		res.Body = append(res.Body, v.Bytes()...)
	case kString:
		res.Body = append(res.Body, f.plan.deref(v).String()...)
	case kSkip:
	default:
		a.encodeDocument(res, f.plan, f.Wire, v)
	}
}

// defaultType sets the content type unless a member has: that of a streamed
// invocation is Lambda's to choose.
func defaultType(res *Response, contentType string) {
	if res.Header["Content-Type"] == nil {
		setHeader(res, "Content-Type", contentType)
	}
}

// encodeDocument writes a structure as the whole body.
func (a *API) encodeDocument(res *Response, p *plan, root string, v reflect.Value) {
	setHeader(res, "Content-Type", a.contentType)
	if a.Protocol == "rest-json" {
		res.Body = encodeJSON(res.Body, p, v)
		return
	}
	res.Body = append(res.Body, xmlProlog...)
	res.Body = a.appendRoot(res.Body, p, root, v)
}

// rootName is the root element of a structure's document.
func (p *plan) rootName() string {
	if p.shape.Wire != "" {
		return p.shape.Wire
	}
	return p.shape.Name
}

// encodeBindings writes the members that do not travel in the body.
func (p *plan) encodeBindings(res *Response, v reflect.Value) {
	for _, f := range p.bound {
		if fv := v.Field(f.index); !f.plan.absent(fv) {
			f.encodeBinding(res, fv)
		}
	}
}

func (f *field) encodeBinding(res *Response, v reflect.Value) {
	switch f.In {
	case model.Status:
		if n := f.plan.deref(v).Int(); n > 0 {
			res.Status = int(n)
		}
	case model.Header:
		if s := f.headerText(v); s != "" {
			setHeader(res, f.Wire, s) // the tables have canonical names
		}
	case model.Headers:
		m, _ := v.Interface().(map[string]string)
		for k, s := range m { // headers have no order
			// In lower case, as S3 sends them: clients such as boto3 take the name from the header as it is.
			res.Header[strings.ToLower(f.Wire+k)] = []string{s}
		}
	}
}

// headerText returns a header's value.
func (f *field) headerText(v reflect.Value) string {
	if f.plan.kind != kList {
		return f.plan.text(v, model.TimeHTTP)
	}
	var l []string
	for i := range v.Len() {
		l = append(l, f.plan.elem.text(v.Index(i), model.TimeHTTP))
	}
	return strings.Join(l, ", ")
}
