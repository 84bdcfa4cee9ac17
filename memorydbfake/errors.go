package memorydbfake

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// text is fmt.Sprintf for the messages of the SDK's error types.
func text(format string, args ...any) *string {
	s := fmt.Sprintf(format, args...)
	return &s
}

func invalidValue(format string, args ...any) error {
	return &types.InvalidParameterValueException{Message: text(format, args...)}
}

func invalidCombination(format string, args ...any) error {
	return &types.InvalidParameterCombinationException{Message: text(format, args...)}
}

// invalid words a violation of the model's constraints: MemoryDB knows no ValidationException.
func invalid(v *wire.ValidationError) smithy.APIError {
	return &types.InvalidParameterValueException{Message: text("%s", v.Error())}
}

// words are what the service says when a fault makes a call fail.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled: &wire.Error{Code: "ThrottlingException", Status: http.StatusBadRequest, Message: "Rate exceeded"},
		Unavailable: &wire.Error{Code: "ServiceUnavailable", Status: http.StatusServiceUnavailable,
			Message: "The request has failed due to a temporary failure of the server."},
		AccessDenied: func(op, resource string) smithy.APIError {
			return &wire.Error{Code: "AccessDeniedException", Status: http.StatusBadRequest,
				Message: fmt.Sprintf("User: %s is not authorized to perform: memorydb:%s on resource: %s because no identity-based policy allows the memorydb:%[2]s action",
					s.core.ARN("iam", "user/test"), op, s.core.ARN("memorydb", resource))}
		},
	}
}

// messageOf returns a message for a fault that a test injects without one.
func messageOf(code string) string {
	words, isFault := strings.CutSuffix(code, "Fault")
	if !isFault {
		return ""
	}
	var b strings.Builder
	for i, r := range words {
		if i > 0 && r >= 'A' && r <= 'Z' && (words[i-1] < 'A' || words[i-1] > 'Z') {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String() + "."
}
