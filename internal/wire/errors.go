package wire

import (
	"cmp"
	"encoding/xml"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
)

// EncodeError renders any error as the service does: the SDK's modeled errors
// with their members and status, smithy.APIError by its code, the rest as an
// internal failure.
func (a *API) EncodeError(err error, requestID string) *Response {
	err = a.apiError(err)
	var api smithy.APIError
	if !errors.As(err, &api) {
		api = &smithy.GenericAPIError{Code: "InternalFailure", Message: err.Error(), Fault: smithy.FaultServer}
	}
	shape := a.exception(api)
	code, status := api.ErrorCode(), http.StatusBadRequest
	if api.ErrorFault() == smithy.FaultServer {
		status = http.StatusInternalServerError
	}
	if shape != nil {
		code, status = a.Shapes[*shape].Error.Code, a.Shapes[*shape].Error.Status
	}
	res := &Response{Status: status, Header: http.Header{}}
	if shape != nil {
		a.errorBindings(res, api, *shape)
	}
	switch a.Protocol {
	case "json", "rest-json":
		body := a.errorMembers(api, shape)
		if a.Protocol == "json" {
			res.Header.Set("Content-Type", "application/x-amz-json-"+a.JSONVersion)
			body = append(append([]byte(`{"__type":`), appendString(nil, code)...), body...)
		} else {
			res.Header.Set("Content-Type", "application/json")
			res.Header.Set("X-Amzn-Errortype", code)
			body[0] = '{'
			if string(body[:2]) == "{}" {
				body = []byte("{}")
			}
		}
		res.Body = body
	default:
		res.Header.Set("Content-Type", "application/xml")
		res.Body, _ = xml.Marshal(a.errorDocument(api, code, requestID))
	}
	return res
}

// apiError gives the wire's own errors the code that the service uses.
func (a *API) apiError(err error) error {
	var s *SerializationError
	var v *ValidationError
	switch {
	case errors.As(err, &s) && a.Protocol == "rest-xml":
		return &smithy.GenericAPIError{Code: "MalformedXML", Message: "The XML you provided was not well-formed or did not validate against our published schema"}
	case errors.As(err, &s):
		return &smithy.GenericAPIError{Code: "SerializationException", Message: s.Reason}
	case errors.As(err, &v):
		return &smithy.GenericAPIError{Code: cmp.Or(map[string]string{"sns": "ValidationError", "memorydb": "InvalidParameterValueException"}[a.Name], "ValidationException"), Message: v.Error()}
	}
	return err
}

// exception finds the shape of a modeled error.
func (a *API) exception(err smithy.APIError) *model.ShapeID {
	name := reflect.Indirect(reflect.ValueOf(err)).Type().Name()
	for i := range a.Shapes {
		if s := &a.Shapes[i]; s.Error != nil && s.Name == name {
			id := model.ShapeID(i)
			return &id
		}
	}
	return nil
}

// errorMembers renders `,"message":"...",...}`, the members after __type.
func (a *API) errorMembers(err smithy.APIError, shape *model.ShapeID) []byte {
	if shape == nil {
		return append(append([]byte(`,"message":`), appendString(nil, err.ErrorMessage())...), '}')
	}
	v := reflect.Indirect(reflect.ValueOf(err))
	body := a.plan(v.Type(), *shape).encodeJSON(nil, v)
	if len(body) > 2 {
		body[0] = ','
		return body
	}
	return []byte("}")
}

// errorBindings writes the members that travel in headers, such as Retry-After,
// and the code that clients of the old query protocol look for.
func (a *API) errorBindings(res *Response, err smithy.APIError, shape model.ShapeID) {
	v := reflect.Indirect(reflect.ValueOf(err))
	p := a.plan(v.Type(), shape)
	for i := range p.fields {
		if f := &p.fields[i]; f.In != model.Body && !f.plan.absent(v.Field(f.index)) {
			f.encodeBinding(res, v.Field(f.index))
		}
	}
	if code := a.Shapes[shape].Error.Query; code != "" {
		res.Header.Set("X-Amzn-Query-Error", code+";Sender")
	}
}

type errorDetail struct {
	Type      string `xml:",omitempty"`
	Code      string
	Message   string
	RequestId string `xml:",omitempty"`
}

// errorDocument is S3's <Error> or the query protocol's <ErrorResponse>.
func (a *API) errorDocument(err smithy.APIError, code, requestID string) any {
	if a.Protocol == "rest-xml" {
		return struct {
			XMLName xml.Name `xml:"Error"`
			errorDetail
		}{errorDetail: errorDetail{Code: code, Message: err.ErrorMessage(), RequestId: requestID}}
	}
	sender := "Sender"
	if err.ErrorFault() == smithy.FaultServer {
		sender = "Receiver"
	}
	return struct {
		XMLName   xml.Name `xml:"ErrorResponse"`
		Namespace string   `xml:"xmlns,attr"`
		Error     errorDetail
		RequestId string
	}{Namespace: a.Namespace, Error: errorDetail{Type: sender, Code: code, Message: strings.TrimSpace(err.ErrorMessage())}, RequestId: requestID}
}
