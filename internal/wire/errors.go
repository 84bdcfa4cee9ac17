package wire

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
)

// An Error is an error for which the SDK has no type, with what its wire form needs.
type Error struct {
	Code    string   // as ErrorCode: "InvalidParameterValue"
	Message string   // as ErrorMessage
	Status  int      // 0: the modelled status of the code, or 400, or 500 if the fault is the server's
	Type    string   // JSON's __type where it is not TypePrefix+Code: "com.amazonaws.sqs#InvalidParameterValueException"
	Query   string   // x-amzn-query-error code of a query-compatible service, and the query protocol's <Code>, where it is not Code
	Details []Detail // further elements of S3's <Error>, in order; further members of a JSON error
	Headers []Detail // headers of the answer; the names are canonical
}

// A Detail is one more element or member of an error.
type Detail struct{ Name, Value string }

// Error returns the code and the message.
func (e *Error) Error() string { return fmt.Sprintf("api error %s: %s", e.Code, e.Message) }

// ErrorCode returns the code.
func (e *Error) ErrorCode() string { return e.Code }

// ErrorMessage returns the message.
func (e *Error) ErrorMessage() string { return e.Message }

// ErrorFault is the server's from status 500.
func (e *Error) ErrorFault() smithy.ErrorFault {
	if e.Status >= http.StatusInternalServerError {
		return smithy.FaultServer
	}
	return smithy.FaultClient
}

// A SerializationError is AWS's answer to a message that does not fit the model.
type SerializationError struct {
	Reason string
	In     model.Location // where the value that does not fit travelled
	Name   string         // of its header or query parameter
	Value  string
	union  bool // not one member of a union, but none or several
}

// Error returns the reason, worded as the service does.
func (e *SerializationError) Error() string { return e.Reason }

func malformed(format string, args ...any) error {
	return &SerializationError{Reason: fmt.Sprintf(format, args...)}
}

// APIError returns the service's own form of an error of the wire, the API
// error inside err where there is one, and an internal failure for the rest:
// text of Go must not pass for text of AWS.
func (a *API) APIError(err error) smithy.APIError {
	var s *SerializationError
	if errors.As(err, &s) {
		return a.dialect.malformed(s)
	}
	var v *ValidationError
	if errors.As(err, &v) {
		return a.dialect.invalid(v)
	}
	var api smithy.APIError
	if errors.As(err, &api) && !isNil(api) {
		return api
	}
	internal := a.dialect.internal
	return &internal
}

// isNil reports whether an interface holds a nil pointer, on which ErrorCode would panic.
func isNil(err error) bool {
	v := reflect.ValueOf(err)
	return !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil()
}

// indexErrors returns the modelled errors by Go type name and by every code they go by.
func indexErrors(m *model.API) map[string]model.ShapeID {
	index := map[string]model.ShapeID{}
	add := func(name string, id model.ShapeID) {
		if _, taken := index[name]; name != "" && !taken {
			index[name] = id
		}
	}
	for _, key := range []func(*model.Shape) string{
		func(s *model.Shape) string { return s.Name },
		func(s *model.Shape) string { return s.Error.Code },
		func(s *model.Shape) string { return s.Error.Query },
	} {
		for i := range m.Shapes {
			if s := &m.Shapes[i]; s.Error != nil {
				add(key(s), model.ShapeID(i))
			}
		}
	}
	return index
}

// sdkPackages is where the types of modelled errors live.
const sdkPackages = "github.com/aws/aws-sdk-go-v2/service/"

// A failure is an error with everything that one of its wire forms needs.
type failure struct {
	code    string // as clients match it
	kind    string // JSON's __type
	query   string
	status  int
	message string
	shape   *model.Shape
	details []Detail
	headers []Detail
	plan    *plan // of value
	value   reflect.Value
}

// failure looks an error up in the model.
func (a *API) failure(err smithy.APIError) *failure {
	f := &failure{code: err.ErrorCode(), message: err.ErrorMessage(), status: http.StatusBadRequest}
	if err.ErrorFault() == smithy.FaultServer {
		f.status = http.StatusInternalServerError
	}
	v := reflect.Indirect(reflect.ValueOf(err))
	name := f.code
	modelled := strings.HasPrefix(v.Type().PkgPath(), sdkPackages)
	if modelled {
		name = v.Type().Name()
	}
	if id, ok := a.errors()[name]; ok {
		f.fromShape(a, id)
		if modelled {
			f.plan, f.value = a.plan(v.Type(), id), v
		}
	}
	if f.kind == "" {
		f.kind = a.TypePrefix + f.code
	}
	if e, ok := err.(*Error); ok {
		f.override(e)
	}
	if f.query == "" {
		f.query = f.code
	}
	return f
}

func (f *failure) fromShape(a *API, id model.ShapeID) {
	f.shape = &a.Shapes[id]
	f.code, f.status, f.query = f.shape.Error.Code, f.shape.Error.Status, f.shape.Error.Query
	f.kind = a.TypePrefix + f.shape.Name // the shape's name, whatever the code is
}

// override applies what an Error says itself.
func (f *failure) override(e *Error) {
	f.details, f.headers = e.Details, e.Headers
	if e.Status != 0 {
		f.status = e.Status
	}
	if e.Type != "" {
		f.kind = e.Type
	}
	if e.Query != "" {
		f.query = e.Query
	}
}

// fault returns whose fault it was, in the words of the query protocol.
func (f *failure) fault() string {
	if f.status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}
