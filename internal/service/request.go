package service

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/awsfake/awsfake/internal/wire"
)

// defaultMaxBody is the size limit of a request's body where the service names none.
const defaultMaxBody = 16 << 20

// find finds the API, the protocol and the operation of a request.
func (x *exchange) find() error {
	if err := x.findCodec(); err != nil {
		return err
	}
	x.model, x.labels = x.codec.Route(x.r, x.query)
	if x.model == nil {
		return x.unknownOperation()
	}
	if x.op = x.api.operations[x.api.Codecs[0].Index(x.model.Name)]; x.op == nil {
		// The body is left unread, and so is the input: what it means nobody here knows.
		return &wire.Error{Code: "NotImplemented", Status: http.StatusNotImplemented,
			Message: fmt.Sprintf("awsfake does not implement %s of %s.", x.model.Name, x.api.Name)}
	}
	return nil
}

// findCodec finds the API and the protocol, and reads the form of the query protocol.
func (x *exchange) findCodec() error {
	x.api, x.codec = &x.apis[0], x.apis[0].Codecs[0]
	target := x.r.Header.Get("X-Amz-Target")
	for i := range x.apis {
		for _, c := range x.apis[i].Codecs {
			switch c.Protocol {
			case "json":
				if prefix, _, ok := strings.Cut(target, "."); ok && prefix == c.TargetPrefix {
					x.api, x.codec = &x.apis[i], c
					return x.checkJSON()
				}
			case "query":
				if target == "" && (x.isForm() || len(x.apis[i].Codecs) == 1) {
					x.api, x.codec = &x.apis[i], c
					return x.readForm()
				}
			default:
				x.query = x.r.URL.Query()
				return nil
			}
		}
	}
	return nil // the first; it will not find the operation
}

// checkJSON checks what the JSON protocols ask of a request besides the target.
func (x *exchange) checkJSON() error {
	kind, _, _ := strings.Cut(x.r.Header.Get("Content-Type"), ";")
	if x.r.Method != http.MethodPost || !strings.HasPrefix(strings.TrimSpace(kind), "application/x-amz-json-1.") {
		return x.unknownOperation()
	}
	return nil
}

// isForm reports whether a request looks like one of the query protocol: a form, or a GET with an Action.
func (x *exchange) isForm() bool {
	return strings.HasPrefix(x.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") ||
		x.r.URL.Query().Has("Action")
}

// readForm reads the parameters of the query protocol from the URL and the body.
func (x *exchange) readForm() error {
	query, err := url.ParseQuery(x.r.URL.RawQuery)
	if err != nil {
		return &wire.SerializationError{Reason: err.Error()}
	}
	body, err := x.readBody()
	if err != nil {
		return err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return &wire.SerializationError{Reason: err.Error()}
	}
	for k, v := range form {
		query[k] = v
	}
	if x.cfg.Form != nil {
		x.cfg.Form(x.r, query)
	}
	x.query = query
	return nil
}

// unknownOperation answers for an operation that the API does not have, as each protocol does.
func (x *exchange) unknownOperation() error {
	switch x.codec.Protocol {
	case "query":
		if !x.query.Has("Action") {
			return &wire.Error{Code: "MissingAction", Message: "The request must contain the parameter Action."}
		}
		return &wire.Error{Code: "InvalidAction", Message: fmt.Sprintf("The action %s is not valid for this endpoint.", x.query.Get("Action"))}
	case "rest-xml": // S3
		return &wire.Error{Code: "MethodNotAllowed", Status: http.StatusMethodNotAllowed, Message: "The specified method is not allowed against this resource."}
	case "rest-json": // Lambda
		return &wire.Error{Code: "UnknownOperationException", Status: http.StatusNotFound, Message: fmt.Sprintf("There is no operation %s %s.", x.r.Method, x.r.URL.Path)}
	}
	_, name, _ := strings.Cut(x.r.Header.Get("X-Amz-Target"), ".")
	msg := fmt.Sprintf("The operation %s is not known.", name)
	if name == "" {
		msg = "The request has no X-Amz-Target that names an operation."
	} else if x.codec.Index(name) >= 0 {
		msg = fmt.Sprintf("%s takes a POST of %s.", name, "application/x-amz-json-"+x.codec.JSONVersion)
	}
	return &wire.Error{Code: "UnknownOperationException", Type: "com.amazon.coral.service#UnknownOperationException", Message: msg}
}

// decode reads the request into the operation's input.
func (x *exchange) decode() error {
	in := x.op.newInput()
	if x.cfg.Body != nil {
		if err := x.cfg.Body(x.r); err != nil {
			return err
		}
	}
	req := &wire.Request{Op: x.model, Labels: x.labels, Header: x.r.Header, ContentLength: x.r.ContentLength, Query: x.query}
	if x.codec.Streams(x.model, in) {
		req.Stream = x.r.Body
	} else if x.codec.Protocol != "query" {
		body, err := x.readBody()
		if err == nil && x.cfg.CheckBody != nil {
			err = x.cfg.CheckBody(x.r, body)
		}
		if err != nil {
			return err
		}
		req.Body = body
	}
	sent, err := x.codec.Decode(req, in)
	if err != nil {
		return err
	}
	x.input, x.sent = in, sent
	return nil
}

// readBody reads the whole body, decompressed.
func (x *exchange) readBody() ([]byte, error) {
	limit := x.cfg.MaxBody
	if limit == 0 {
		limit = defaultMaxBody
	}
	if x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	body, err := x.readAll(x.r.Body, limit)
	if err != nil || !strings.EqualFold(x.r.Header.Get("Content-Encoding"), "gzip") {
		return body, err
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(z, limit+1))
	}
	switch {
	case err != nil:
		return nil, &wire.SerializationError{Reason: "The body is not what its Content-Encoding gzip says."}
	case int64(len(body)) > limit:
		return nil, tooLarge(limit)
	}
	return body, nil
}

// readAll reads r into a buffer that goes back to the pool with the exchange: the codec keeps nothing of it.
func (x *exchange) readAll(r io.Reader, limit int64) ([]byte, error) {
	if x.r.ContentLength == 0 || r == nil {
		return nil, nil
	}
	n := x.r.ContentLength
	if n < 0 {
		n = 512
	}
	x.body = buffers.Get().(*[]byte)
	if int64(cap(*x.body)) < n+bytes.MinRead {
		*x.body = make([]byte, 0, n+bytes.MinRead)
	}
	buf := bytes.NewBuffer((*x.body)[:0])
	_, err := buf.ReadFrom(io.LimitReader(r, limit+1))
	*x.body = buf.Bytes()
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big) || int64(buf.Len()) > limit:
		return nil, tooLarge(limit)
	case err != nil && x.codec.Protocol == "rest-xml": // S3
		return nil, wire.IncompleteBody(err)
	case err != nil: // the connection broke off, or the chunks are malformed
		return nil, &wire.SerializationError{Reason: "The body ends before its Content-Length."}
	}
	return buf.Bytes(), nil
}

func tooLarge(limit int64) error {
	return &wire.Error{Code: "RequestEntityTooLargeException", Status: http.StatusRequestEntityTooLarge,
		Message: fmt.Sprintf("Request must be smaller than %d bytes for the operation.", limit)}
}
