package firehosefake

import (
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// text is fmt.Sprintf for the messages of the SDK's error types.
func text(format string, args ...any) *string {
	s := fmt.Sprintf(format, args...)
	return &s
}

func invalid(format string, args ...any) error {
	return &types.InvalidArgumentException{Message: text(format, args...)}
}

// slow is the message of ServiceUnavailableException (API reference, PutRecord).
const slow = "Slow down."

func messageOf(code string) string {
	switch code {
	case "ServiceUnavailableException":
		return slow
	case "InternalFailure":
		return "Internal service failure."
	}
	return ""
}

// words are what the service says when a fault makes a call fail.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled:   &wire.Error{Code: "ThrottlingException", Status: http.StatusBadRequest, Message: "Rate exceeded"},
		Unavailable: &types.ServiceUnavailableException{Message: text(slow)},
		AccessDenied: func(op, resource string) smithy.APIError {
			return &wire.Error{Code: "AccessDeniedException", Status: http.StatusBadRequest,
				Message: fmt.Sprintf("User: %s is not authorized to perform: firehose:%s on resource: %s because no identity-based policy allows the firehose:%[2]s action",
					s.core.ARN("iam", "user/test"), op, s.core.ARN("firehose", "deliverystream/"+resource))}
		},
	}
}
