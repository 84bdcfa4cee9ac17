package roundtrip

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/lambdamodel"
	"github.com/awsfake/awsfake/internal/wire"
)

// An eventReader is the stream that the SDK's client hands out.
type eventReader[E any] interface {
	Events() <-chan E
	Err() error
}

// stream encodes events, and an error if there is one, as the body of the next answer.
func (s *service) stream(t *testing.T, op string, out any, failure smithy.APIError, events ...any) {
	t.Helper()
	m := s.api.Operation(op)
	s.answer(m, out)
	var frames bytes.Buffer
	for _, e := range events {
		if err := s.api.EncodeEvent(&frames, m, e); err != nil {
			t.Fatal(err)
		}
	}
	if failure != nil {
		if err := s.api.EncodeEventError(&frames, failure); err != nil {
			t.Fatal(err)
		}
	}
	s.transport.Stream = io.NopCloser(&frames)
}

// sameEvents reads a stream to its end.
func sameEvents[E any](t *testing.T, r eventReader[E], want ...any) error {
	t.Helper()
	var got []any
	for e := range r.Events() {
		got = append(got, e)
	}
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	return r.Err()
}

func named(t *testing.T, name string) *service {
	t.Helper()
	for _, s := range services() {
		if s.name == name {
			return s
		}
	}
	t.Fatal("no service ", name)
	return nil
}

func TestEventsOfAStreamedInvocationReachTheSDK(t *testing.T) {
	svc := named(t, "lambda")
	events := []any{
		&lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk{Value: lambdatypes.InvokeResponseStreamUpdate{Payload: []byte("\x00first")}},
		&lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk{Value: lambdatypes.InvokeResponseStreamUpdate{}},
		&lambdatypes.InvokeWithResponseStreamResponseEventMemberInvokeComplete{Value: lambdatypes.InvokeWithResponseStreamCompleteEvent{ErrorCode: aws.String("Unhandled"), LogResult: aws.String("log")}},
	}
	out := &lambda.InvokeWithResponseStreamOutput{ExecutedVersion: aws.String("3"), ResponseStreamContentType: aws.String("text/html"), StatusCode: 200}
	svc.stream(t, "InvokeWithResponseStream", out, nil, events...)
	got, err := svc.client.Interface().(*lambda.Client).InvokeWithResponseStream(context.Background(), &lambda.InvokeWithResponseStreamInput{FunctionName: aws.String("f")})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(got.ExecutedVersion) != "3" || aws.ToString(got.ResponseStreamContentType) != "text/html" || got.StatusCode != 200 {
		t.Errorf("%+v", got)
	}
	if err := sameEvents(t, got.GetStream(), events...); err != nil {
		t.Error(err)
	}
}

func TestEventsOfASelectReachTheSDK(t *testing.T) {
	svc := named(t, "s3")
	events := []any{
		&s3types.SelectObjectContentEventStreamMemberCont{},
		&s3types.SelectObjectContentEventStreamMemberRecords{Value: s3types.RecordsEvent{Payload: []byte("a,b\n")}},
		&s3types.SelectObjectContentEventStreamMemberProgress{Value: s3types.ProgressEvent{Details: &s3types.Progress{BytesScanned: aws.Int64(1)}}},
		&s3types.SelectObjectContentEventStreamMemberStats{Value: s3types.StatsEvent{Details: &s3types.Stats{BytesReturned: aws.Int64(4)}}},
		&s3types.SelectObjectContentEventStreamMemberEnd{},
	}
	svc.stream(t, "SelectObjectContent", &s3.SelectObjectContentOutput{}, nil, events...)
	if got := svc.transport.Header.Get("Content-Type"); got != "application/vnd.amazon.eventstream" {
		t.Error(got)
	}
	got, err := svc.client.Interface().(*s3.Client).SelectObjectContent(context.Background(), &s3.SelectObjectContentInput{Bucket: aws.String("b"), Key: aws.String("k")})
	if err != nil {
		t.Fatal(err)
	}
	if err := sameEvents(t, got.GetStream(), events...); err != nil {
		t.Error(err)
	}
}

func TestAnErrorEndsAStream(t *testing.T) {
	svc := named(t, "s3")
	svc.stream(t, "SelectObjectContent", &s3.SelectObjectContentOutput{}, &wire.Error{Code: "OverMaxRecordSize", Message: "too long"})
	got, err := svc.client.Interface().(*s3.Client).SelectObjectContent(context.Background(), &s3.SelectObjectContentInput{Bucket: aws.String("b"), Key: aws.String("k")})
	if err != nil {
		t.Fatal(err)
	}
	var api smithy.APIError
	if err := sameEvents(t, got.GetStream()); !errors.As(err, &api) || api.ErrorCode() != "OverMaxRecordSize" || api.ErrorMessage() != "too long" {
		t.Error(err)
	}
}

func TestWhatIsNoEventIsRefused(t *testing.T) {
	api := wire.New(&lambdamodel.API)
	for _, event := range []any{nil, 1, "x", struct{}{}, &struct{}{}, &lambdatypes.InvokeResponseStreamUpdate{}, (*lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk)(nil)} {
		if err := api.EncodeEvent(io.Discard, api.Operation("InvokeWithResponseStream"), event); err == nil {
			t.Errorf("%T was taken", event)
		}
	}
	if err := api.EncodeEvent(io.Discard, api.Operation("Invoke"), &lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk{}); err == nil {
		t.Error("Invoke has no events")
	}
}

func TestNoInputIsAnEventStream(t *testing.T) {
	for _, svc := range services() {
		for _, op := range svc.api.Operations {
			for _, m := range svc.api.Shapes[op.Input].Members {
				if m.Flags.Has(model.EventStream) {
					t.Errorf("%s %s: the codec cannot decode it", svc.name, op.Name)
				}
			}
		}
	}
}

// What a frame carries comes out of the SDK's decoder as it went in.
func FuzzEventStream(f *testing.F) {
	f.Add([]byte(nil), "")
	f.Add([]byte("\x00\xff"), "a \"quoted\" <text>")
	api := wire.New(&lambdamodel.API)
	op := api.Operation("InvokeWithResponseStream")
	f.Fuzz(func(t *testing.T, payload []byte, text string) {
		var frames bytes.Buffer
		for _, e := range []any{
			&lambdatypes.InvokeWithResponseStreamResponseEventMemberPayloadChunk{Value: lambdatypes.InvokeResponseStreamUpdate{Payload: payload}},
			&lambdatypes.InvokeWithResponseStreamResponseEventMemberInvokeComplete{Value: lambdatypes.InvokeWithResponseStreamCompleteEvent{ErrorDetails: &text}},
		} {
			if err := api.EncodeEvent(&frames, op, e); err != nil {
				t.Fatal(err)
			}
		}
		if err := api.EncodeEventError(&frames, &wire.Error{Code: "C", Message: text}); err != nil && len(text) < 1<<15 {
			t.Fatal(err)
		}
		d := eventstream.NewDecoder()
		chunk, err := d.Decode(&frames, nil)
		if err != nil || !bytes.Equal(chunk.Payload, payload) || chunk.Headers.Get(eventstreamapi.EventTypeHeader).String() != "PayloadChunk" {
			t.Errorf("%v %v", chunk, err)
		}
		if complete, err := d.Decode(&frames, nil); err != nil || complete.Headers.Get(eventstreamapi.EventTypeHeader).String() != "InvokeComplete" {
			t.Errorf("%v %v", complete, err)
		}
	})
}
