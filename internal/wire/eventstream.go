package wire

import (
	"io"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
)

// EncodeEvent writes one frame: an event of the operation's output, a member
// of the SDK's event union such as *types.SelectObjectContentEventStreamMemberRecords.
// No operation of the SDK's clients takes an event stream as its input.
func (a *API) EncodeEvent(dst io.Writer, op *model.Operation, event any) error {
	name, shape, v := a.event(op, event)
	if shape == 0 {
		return malformed("%T is not an event of %s", event, op.Name)
	}
	msg := eventstream.Message{}
	msg.Headers.Set(eventstreamapi.MessageTypeHeader, eventstream.StringValue(eventstreamapi.EventMessageType))
	msg.Headers.Set(eventstreamapi.EventTypeHeader, eventstream.StringValue(name))
	contentType, payload := a.eventPayload(shape, v)
	if contentType != "" {
		msg.Headers.Set(eventstreamapi.ContentTypeHeader, eventstream.StringValue(contentType))
	}
	msg.Payload = payload
	return eventstream.NewEncoder().Encode(dst, msg)
}

// EncodeEventError writes the frame that ends a stream with an error.
func (a *API) EncodeEventError(dst io.Writer, err smithy.APIError) error {
	f := a.failure(err)
	msg := eventstream.Message{}
	if f.plan == nil || a.Protocol == "rest-xml" { // S3 has no modelled errors in its stream
		msg.Headers.Set(eventstreamapi.MessageTypeHeader, eventstream.StringValue(eventstreamapi.ErrorMessageType))
		msg.Headers.Set(eventstreamapi.ErrorCodeHeader, eventstream.StringValue(f.code))
		msg.Headers.Set(eventstreamapi.ErrorMessageHeader, eventstream.StringValue(f.message))
		return eventstream.NewEncoder().Encode(dst, msg)
	}
	msg.Headers.Set(eventstreamapi.MessageTypeHeader, eventstream.StringValue(eventstreamapi.ExceptionMessageType))
	msg.Headers.Set(eventstreamapi.ExceptionTypeHeader, eventstream.StringValue(f.shape.Name))
	msg.Headers.Set(eventstreamapi.ContentTypeHeader, eventstream.StringValue(a.contentType))
	msg.Payload = f.appendJSON(nil, "")
	return eventstream.NewEncoder().Encode(dst, msg)
}

// event finds an event's name, its shape and its struct; the shape is 0 if it is none.
func (a *API) event(op *model.Operation, event any) (name string, id model.ShapeID, v reflect.Value) {
	v = reflect.Indirect(reflect.ValueOf(event))
	if v.Kind() != reflect.Struct || v.NumField() == 0 || v.Field(0).Kind() != reflect.Struct {
		return "", 0, v
	}
	for _, m := range a.Shapes[op.Output].Members {
		if !m.Flags.Has(model.EventStream) {
			continue
		}
		if e := memberOf(&a.Shapes[m.Shape], unionName(v.Type())); e != nil {
			return e.Name, e.Shape, v.Field(0)
		}
	}
	return "", 0, v
}

// eventPayload returns what a frame carries: the bytes of a blob, or a document.
func (a *API) eventPayload(shape model.ShapeID, v reflect.Value) (contentType string, payload []byte) {
	p := a.plan(v.Type(), shape)
	f := p.payloadOfEvent()
	switch {
	case f != nil && f.plan.kind == kBlob:
		return "application/octet-stream", v.Field(f.index).Bytes()
	case f != nil && f.plan.absent(v.Field(f.index)) || len(p.fields) == 0:
		return "", nil // S3's Cont and End
	case a.Protocol == "rest-json":
		return a.contentType, encodeJSON(nil, p, v)
	case f != nil:
		return "text/xml", f.plan.appendXML([]byte(xmlProlog), f.plan.rootName(), "", v.Field(f.index)) // S3's Progress and Stats
	}
	return "text/xml", p.appendXML([]byte(xmlProlog), p.rootName(), "", v)
}

// payloadOfEvent is the member that is an event's payload, nil if the whole event is.
func (p *plan) payloadOfEvent() *field {
	for i := range p.fields {
		if f := &p.fields[i]; f.Flags.Has(model.EventPayload) {
			return f
		}
	}
	return nil
}
