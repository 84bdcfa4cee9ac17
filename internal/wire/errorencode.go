package wire

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
)

// EncodeError renders an error as the service does: the SDK's modelled errors
// with their members and status, others by their code.
func (a *API) EncodeError(res *Response, err smithy.APIError, requestID string) {
	if isNil(err) {
		internal := a.dialect.internal
		err = &internal
	}
	f := a.failure(err)
	res.Status = f.status
	if f.plan != nil {
		f.plan.encodeBindings(res, f.value) // Retry-After
	}
	for _, h := range f.headers {
		setHeader(res, h.Name, h.Value)
	}
	setHeader(res, "Content-Type", a.contentType)
	switch a.Protocol {
	case "json":
		a.encodeJSONError(res, f)
	case "rest-json":
		setHeader(res, "X-Amzn-Errortype", f.code)
		res.Body = f.appendJSON(res.Body, "")
	case "query":
		res.Body = a.appendQueryError(res.Body, f, requestID)
	default:
		a.encodeS3Error(res, f, requestID)
	}
}

func (a *API) encodeJSONError(res *Response, f *failure) {
	if a.dialect.query { // clients from before the JSON protocol look for the old codes
		setHeader(res, "X-Amzn-Query-Error", f.query+";"+f.fault())
	}
	start := len(res.Body)
	res.Body = f.appendJSON(res.Body, f.kind)
	a.sum(res, start)
}

// appendJSON appends the error's document; kind is its __type, if it has one.
func (f *failure) appendJSON(dst []byte, kind string) []byte {
	e := jsonEncoder{dst: append(dst, '{')}
	if kind != "" {
		e.pair("__type", kind)
	}
	if f.message != "" {
		e.pair(f.messageKey(), f.message)
	}
	if f.plan != nil {
		e.errorMembers(f.plan, f.value)
	}
	for _, d := range f.details {
		e.pair(d.Name, d.Value)
	}
	return append(e.dst, '}')
}

// pair writes a member that is a text.
func (e *jsonEncoder) pair(name, value string) {
	if !e.first() {
		e.dst = append(e.dst, ',')
	}
	e.dst = append(appendString(e.dst, name), ':')
	e.dst = appendString(e.dst, value)
}

// errorMembers writes the modelled members other than the message.
func (e *jsonEncoder) errorMembers(p *plan, v reflect.Value) {
	for i := range p.fields {
		f := &p.fields[i]
		if fv := v.Field(f.index); f.inError() && !f.plan.absent(fv) {
			e.member(f, fv, e.first())
		}
	}
}

// inError reports whether a member of an error is written as such. The message
// has a place of its own: 55 of MemoryDB's 57 error shapes have no such
// member, and AWS sends it all the same.
func (f *field) inError() bool { return f.In == model.Body && !strings.EqualFold(f.Name, "message") }

// first reports whether the structure has no member yet.
func (e *jsonEncoder) first() bool { return e.dst[len(e.dst)-1] == '{' }

// messageKey is "message", except where the model or the services' framework has a capital.
func (f *failure) messageKey() string {
	if f.shape != nil {
		if m := messageMember(f.shape); m != nil {
			return m.Wire
		}
	}
	// Source: the tests of dynalite and kinesalite; MissingAuthenticationTokenException has none, as its recorded CRC32 shows.
	if strings.HasSuffix(f.kind, "SerializationException") || f.kind == "com.amazon.coral.service#AccessDeniedException" {
		return "Message"
	}
	return "message"
}

// messageMember finds the member that holds an error's message.
func messageMember(s *model.Shape) *model.Member {
	i := slices.IndexFunc(s.Members, func(m model.Member) bool { return strings.EqualFold(m.Name, "message") })
	if i < 0 {
		return nil
	}
	return &s.Members[i]
}

// appendQueryError appends an <ErrorResponse>.
func (a *API) appendQueryError(dst []byte, f *failure, requestID string) []byte {
	dst = append(dst, a.dialect.prolog...)
	dst = append(dst, `<ErrorResponse xmlns="`+a.Namespace+`"><Error>`...)
	dst = appendTextElement(dst, "Type", f.fault())
	dst = appendTextElement(dst, "Code", f.query)
	dst = appendTextElement(dst, "Message", f.message)
	for _, d := range f.details {
		dst = appendTextElement(dst, d.Name, d.Value)
	}
	if a.dialect.detail {
		dst = append(dst, "<Detail/>"...)
	}
	dst = append(dst, "</Error>"...)
	dst = appendTextElement(dst, "RequestId", requestID)
	return append(dst, "</ErrorResponse>"...)
}

// encodeS3Error writes an <Error>, which has no namespace. A 304 has no body.
func (a *API) encodeS3Error(res *Response, f *failure, requestID string) {
	if res.Status == http.StatusNotModified {
		delete(res.Header, "Content-Type")
		return
	}
	dst := append(append(res.Body, xmlProlog...), "<Error>"...)
	dst = appendTextElement(dst, "Code", f.code)
	dst = appendTextElement(dst, "Message", f.message)
	if f.plan != nil {
		dst = f.plan.appendErrorMembers(dst, f)
	}
	for _, d := range f.details {
		dst = appendTextElement(dst, d.Name, d.Value)
	}
	dst = appendTextElement(dst, "RequestId", requestID)
	if id := res.Header.Get("X-Amz-Id-2"); id != "" {
		dst = appendTextElement(dst, "HostId", id)
	}
	res.Body = append(dst, "</Error>"...)
}

// appendErrorMembers appends the modelled members other than the message.
func (p *plan) appendErrorMembers(dst []byte, f *failure) []byte {
	for i := range p.fields {
		g := &p.fields[i]
		if fv := f.value.Field(g.index); g.inError() && !g.plan.absent(fv) {
			dst = g.appendElement(dst, fv)
		}
	}
	return dst
}
