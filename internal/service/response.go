package service

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"strconv"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/wire"
)

// succeed sends a handler's output, or what a fault makes of it.
func (x *exchange) succeed(out any) {
	broken := x.broken()
	x.answer(withoutStreams(out, x.op.streams), broken)
	if broken == control.ErrResponseLost {
		x.reset()
		return
	}
	x.send(broken, func(res *wire.Response) {
		x.codec.Encode(res, x.model, out, x.id)
		if x.call.status != 0 {
			res.Status = x.call.status
		}
	})
}

// fail sends an error.
func (x *exchange) fail(err error) {
	switch {
	case err == control.ErrConnectionReset:
		x.reset()
		return
	case errors.Is(err, core.ErrClosed), x.r.Context().Err() != nil:
		panic(http.ErrAbortHandler) // the client is gone, or the fake closed: there is nobody to tell, or nothing
	}
	api := x.codec.APIError(err)
	x.send(nil, func(res *wire.Response) { x.codec.EncodeError(res, api, x.id) })
}

// send writes the response that encode makes.
func (x *exchange) send(broken error, encode func(*wire.Response)) {
	body := buffers.Get().(*[]byte)
	h := x.w.Header()
	x.standardHeaders(h)
	res := &wire.Response{Status: http.StatusOK, Header: h, Body: (*body)[:0]}
	encode(res)
	*body = res.Body
	x.wrote = true
	switch {
	case res.Stream != nil:
		x.sendStream(res, broken)
	case x.call.events != nil && broken == nil:
		x.sendEvents(res)
	case x.call.events != nil:
		frames := bytes.NewBuffer(res.Body)
		x.call.events(func(event any) error { return x.codec.EncodeEvent(frames, x.model, event) })
		res.Body = frames.Bytes()
		x.sendBody(res, broken)
	default:
		x.sendBody(res, broken)
	}
	release(body)
}

// sendEvents sends the head of the response and then each event when it happens.
func (x *exchange) sendEvents(res *wire.Response) {
	x.w.WriteHeader(res.Status)
	out := http.NewResponseController(x.w)
	out.Flush()
	x.call.events(func(event any) error {
		if err := x.codec.EncodeEvent(x.w, x.model, event); err != nil {
			return err
		}
		return out.Flush()
	})
}

// standardHeaders sets the headers that every answer of AWS has.
func (x *exchange) standardHeaders(h http.Header) {
	h["Date"] = []string{x.now.Format(http.TimeFormat)}
	if x.codec.Protocol == "rest-xml" {
		h["Server"] = []string{"AmazonS3"}
		h["X-Amz-Request-Id"] = []string{x.id}
		h["X-Amz-Id-2"] = []string{x.id}
		return
	}
	h["X-Amzn-Requestid"] = []string{x.id}
}

func (x *exchange) sendBody(res *wire.Response, broken error) {
	n := len(res.Body)
	if bodyAllowed(res.Status) && x.r.Method != http.MethodHead { // a HEAD tells the length of what a GET would answer
		res.Header["Content-Length"] = []string{strconv.Itoa(n)}
	}
	switch {
	case broken == control.ErrResponseTruncated:
		x.w.WriteHeader(res.Status)
		x.w.Write(res.Body[:n/2])
		x.abort()
	case broken == control.ErrResponseCorrupted && n > 0:
		res.Body[n/2] ^= 1
	}
	x.w.WriteHeader(res.Status)
	if x.r.Method != http.MethodHead && n > 0 && bodyAllowed(res.Status) {
		x.w.Write(res.Body)
	}
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// sendStream copies a body that streams.
func (x *exchange) sendStream(res *wire.Response, broken error) {
	defer res.Stream.Close()
	x.w.WriteHeader(res.Status)
	if x.r.Method == http.MethodHead {
		return
	}
	half, _ := strconv.ParseInt(res.Header.Get("Content-Length"), 10, 64)
	half /= 2
	switch broken {
	case control.ErrResponseTruncated:
		io.CopyN(x.w, res.Stream, half)
		x.abort()
	case control.ErrResponseCorrupted:
		io.CopyN(x.w, res.Stream, half)
		b := make([]byte, 1)
		if _, err := io.ReadFull(res.Stream, b); err == nil {
			b[0] ^= 1
			x.w.Write(b)
		}
	}
	if _, err := io.Copy(x.w, res.Stream); err != nil {
		x.abort()
	}
}

// abort breaks the connection off after what was written so far.
func (x *exchange) abort() {
	http.NewResponseController(x.w).Flush()
	panic(http.ErrAbortHandler)
}

// reset breaks the connection off without an answer, with an RST where there is TCP.
func (x *exchange) reset() {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// words returns the form in which the service says err, the Err of a fault.
func (x *exchange) words(err error) smithy.APIError {
	switch err {
	case control.ErrThrottled:
		return x.cfg.Words.Throttled
	case control.ErrUnavailable:
		return x.cfg.Words.Unavailable
	case control.ErrAccessDenied:
		return x.cfg.Words.AccessDenied(x.model.Name, x.entry.Resource)
	}
	api := x.codec.APIError(err)
	if api.ErrorMessage() == "" && x.cfg.Message != nil {
		api = withMessage(api, x.cfg.Message(api.ErrorCode()))
	}
	return api
}

// withMessage returns a copy of an error, of the SDK or generic, with a message.
func withMessage(err smithy.APIError, msg string) smithy.APIError {
	v := reflect.Indirect(reflect.ValueOf(err))
	if msg == "" || v.Kind() != reflect.Struct {
		return err
	}
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	switch f := c.Elem().FieldByName("Message"); {
	case !f.IsValid():
		return err
	case f.Kind() == reflect.String:
		f.SetString(msg)
	case f.Type() == reflect.TypeFor[*string]():
		f.Set(reflect.ValueOf(&msg))
	}
	return c.Interface().(smithy.APIError)
}
