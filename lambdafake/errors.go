package lambdafake

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// text is fmt.Sprintf for the messages of the SDK's error types.
func text(format string, args ...any) *string {
	s := fmt.Sprintf(format, args...)
	return &s
}

// user is the Type of errors that are the caller's fault.
func user() *string { return text("User") }

func invalid(format string, args ...any) error {
	return &types.InvalidParameterValueException{Type: user(), Message: text(format, args...)}
}

func notFound(format string, args ...any) error {
	return &types.ResourceNotFoundException{Type: user(), Message: text(format, args...)}
}

func conflict(format string, args ...any) error {
	return &types.ResourceConflictException{Type: user(), Message: text(format, args...)}
}

// wrongRevision is what a RevisionId gets that is not the latest.
func wrongRevision() error { return wrongRevisionOf("GetFunction/GetAlias") }

// wrongRevisionOf is wrongRevision of what an operation returns.
func wrongRevisionOf(op string) error {
	return &types.PreconditionFailedException{Type: user(),
		Message: text("The Revision Id provided does not match the latest Revision Id. Call the %s API to retrieve the latest Revision Id", op)}
}

// notImplemented names what the fake does not do.
func notImplemented(what string) error {
	return &wire.Error{Code: "NotImplemented", Status: http.StatusNotImplemented, Message: "awsfake does not implement " + what + "."}
}

func messageOf(code string) string {
	switch code {
	case "TooManyRequestsException":
		return "Rate Exceeded."
	case "ServiceException":
		return "An error occurred and the request cannot be processed."
	}
	return ""
}

// words are what the service says when a fault makes a call fail.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled:   &types.TooManyRequestsException{Type: user(), Message: text("Rate Exceeded."), Reason: types.ThrottleReasonCallerRateLimitExceeded},
		Unavailable: &types.ServiceException{Type: text("Service"), Message: text("An error occurred and the request cannot be processed.")},
		AccessDenied: func(op, resource string) smithy.APIError {
			return &wire.Error{Code: "AccessDeniedException", Status: http.StatusForbidden,
				Message: fmt.Sprintf("User: %s is not authorized to perform: lambda:%s on resource: %s because no identity-based policy allows the lambda:%[2]s action",
					s.core.ARN("iam", "user/test"), op, s.core.ARN("lambda", "function:"+resource))}
		},
	}
}

// withoutType returns an error without the Type that most of Lambda's errors have.
func withoutType(err error) error {
	var e *types.InvalidParameterValueException
	if errors.As(err, &e) {
		e.Type = nil
	}
	return err
}
