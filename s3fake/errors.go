package s3fake

import (
	"fmt"
	"net/http"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// S3's errors carry details that the SDK's types have no room for. Codes, statuses, messages and details are those of
// recordings/s3.json, unless a comment names another source.

// fault makes an error; details are pairs of names and values.
func fault(status int, code, message string, details ...string) *wire.Error {
	e := &wire.Error{Code: code, Message: message, Status: status}
	for i := 0; i < len(details); i += 2 {
		e.Details = append(e.Details, wire.Detail{Name: details[i], Value: details[i+1]})
	}
	return e
}

func noSuchBucket(name string) *wire.Error {
	return fault(http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist", "BucketName", name)
}

func noSuchKey(key string) *wire.Error {
	return fault(http.StatusNotFound, "NoSuchKey", "The specified key does not exist.", "Key", key)
}

func noSuchVersion(key, id string) *wire.Error {
	return fault(http.StatusNotFound, "NoSuchVersion", "The specified version does not exist.", "Key", key, "VersionId", id)
}

func noSuchUpload(id string) *wire.Error {
	return fault(http.StatusNotFound, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.", "UploadId", id)
}

func accessDenied(message string) *wire.Error {
	return fault(http.StatusForbidden, "AccessDenied", message)
}

// methodNotAllowed refuses what cannot be done with a delete marker.
func methodNotAllowed(method string) *wire.Error {
	return fault(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.", "Method", method, "ResourceType", "DeleteMarker")
}

func invalidArgument(message, name, value string) *wire.Error {
	return fault(http.StatusBadRequest, "InvalidArgument", message, "ArgumentName", name, "ArgumentValue", value)
}

// invalidArgumentOf is invalidArgument where AWS does not repeat the value, or there is none.
func invalidArgumentOf(message, name string) *wire.Error {
	return fault(http.StatusBadRequest, "InvalidArgument", message, "ArgumentName", name)
}

func invalidRequest(format string, args ...any) *wire.Error {
	return fault(http.StatusBadRequest, "InvalidRequest", fmt.Sprintf(format, args...))
}

func malformedXML() *wire.Error {
	return fault(http.StatusBadRequest, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
}

func invalidBucketState(message string) *wire.Error {
	return fault(http.StatusConflict, "InvalidBucketState", message)
}

func invalidTag(message string, details ...string) *wire.Error {
	return fault(http.StatusBadRequest, "InvalidTag", message, details...)
}

// preconditionFailed names the header whose condition did not hold.
func preconditionFailed(header string) *wire.Error {
	return fault(http.StatusPreconditionFailed, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", "Condition", header)
}

// headerNotImplemented refuses a header that only some operations or bucket types know.
func headerNotImplemented(header string, details ...string) *wire.Error {
	return fault(http.StatusNotImplemented, "NotImplemented", "A header you provided implies functionality that is not implemented",
		append([]string{"Header", header}, details...)...)
}

// words are what the service says when a fault makes a call fail.
// Source: Error responses, Amazon S3 API reference.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled:   fault(http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate."),
		Unavailable: fault(http.StatusServiceUnavailable, "ServiceUnavailable", "Service is unable to handle request."),
		AccessDenied: func(op, resource string) smithy.APIError {
			// Source: Troubleshoot access denied errors, Amazon S3 User Guide.
			action := "s3:" + op
			return accessDenied(fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %q because no identity-based policy allows the %s action",
				s.core.ARN("iam", "user/test"), action, s.core.ARN("s3", resource), action))
		},
	}
}

// messageOf returns what the service says with a code, for faults that leave it out.
func messageOf(code string) string {
	for _, e := range []*wire.Error{noSuchBucket(""), noSuchKey(""), noSuchVersion("", ""), noSuchUpload(""), preconditionFailed(""), malformedXML()} {
		if e.Code == code {
			return e.Message
		}
	}
	switch code {
	case "AccessDenied":
		return "Access Denied"
	case "SlowDown":
		return "Please reduce your request rate."
	case "InternalError":
		return "We encountered an internal error. Please try again."
	}
	return ""
}
