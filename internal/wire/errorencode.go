package wire

import (
	"net/http"
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
	if f.plan != nil {
		e.members(f.plan, f.value, e.first())
	}
	if key := f.messageKey(); f.message != "" && !f.wroteMessage() {
		e.pair(key, f.message)
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

// first reports whether the structure has no member yet.
func (e *jsonEncoder) first() bool { return e.dst[len(e.dst)-1] == '{' }

// messageKey is "message", except where the model or DynamoDB's framework has a capital.
func (f *failure) messageKey() string {
	if f.shape != nil {
		if m := messageMember(f.shape); m != nil {
			return m.Wire
		}
	}
	// Source: github.com/architect/dynalite; MissingAuthenticationTokenException has none, as its recorded CRC32 shows.
	if f.kind == "com.amazon.coral.service#SerializationException" || f.kind == "com.amazon.coral.service#AccessDeniedException" {
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

// wroteMessage reports whether the message is among the modelled members: 55
// of MemoryDB's 57 error shapes have none, and AWS sends it all the same.
func (f *failure) wroteMessage() bool {
	if f.plan == nil {
		return false
	}
	for i := range f.plan.fields {
		if g := &f.plan.fields[i]; strings.EqualFold(g.Name, "message") && f.shape != nil && messageMember(f.shape) != nil {
			return !g.plan.absent(f.value.Field(g.index))
		}
	}
	return false
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
		if fv := f.value.Field(g.index); g.In == model.Body && !strings.EqualFold(g.Name, "message") && !g.plan.absent(fv) {
			dst = g.appendElement(dst, fv)
		}
	}
	return dst
}
