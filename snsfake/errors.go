package snsfake

import (
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// invalid refuses a parameter in the form that most errors have: "Invalid parameter: TopicArn".
func invalid(format string, args ...any) error {
	return invalidPlain("Invalid parameter: "+format, args...)
}

// invalidReason names the parameter and says why: "Invalid parameter: Platform Reason: AAA is not supported".
func invalidReason(parameter, format string, args ...any) error {
	return invalid("%s Reason: %s", parameter, fmt.Sprintf(format, args...))
}

// invalidPlain is an InvalidParameter with a message of its own form: "Invalid SMS endpoint: 1-2".
func invalidPlain(format string, args ...any) error {
	return &types.InvalidParameterException{Message: aws.String(fmt.Sprintf(format, args...))}
}

// invalidValue is ParameterValueInvalid, which message attributes get.
func invalidValue(format string, args ...any) error {
	return &types.InvalidParameterValueException{Message: aws.String(fmt.Sprintf(format, args...))}
}

// invalidAttributeName refuses a name in a map of attributes, as recorded for endpoints.
func invalidAttributeName(name string) error {
	return invalidReason("Attributes", "Invalid attribute name: %s", name)
}

// invalidAttributeValue refuses a value in a map of attributes and says what it must be, as recorded for CustomUserData.
func invalidAttributeValue(name, must string) error {
	return invalidReason("Attributes", "Invalid value for attribute: %s: must be %s", name, must)
}

// notFound says that a "Topic", "Subscription", "Endpoint" or "PlatformApplication" does not exist.
func notFound(kind string) error {
	return &types.NotFoundException{Message: aws.String(kind + " does not exist")}
}

// unauthorized refuses the account an action on a resource of another.
func (s *Server) unauthorized(action, arn string) error {
	return s.accessDenied("SNS:"+action, arn, "resource-based policy")
}

func (s *Server) accessDenied(action, arn, policy string) smithy.APIError {
	return &types.AuthorizationErrorException{Message: aws.String(fmt.Sprintf(
		"User: %s is not authorized to perform: %s on resource: %s because no %s allows the %s action",
		s.core.ARN("iam", "user/test"), action, arn, policy, action))}
}

// words are what the service says when a fault makes a call fail.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled: &wire.Error{Code: "Throttling", Message: "Rate exceeded", Status: http.StatusBadRequest},
		Unavailable: &wire.Error{Code: "ServiceUnavailable", Status: http.StatusServiceUnavailable,
			Message: "The request has failed due to a temporary failure of the server."},
		AccessDenied: func(op, resource string) smithy.APIError {
			return s.accessDenied("SNS:"+op, s.core.ARN("sns", resource), "identity-based policy")
		},
	}
}

// messageOf returns what the service says with a code, for faults that leave it out.
func messageOf(code string) string {
	switch code {
	case "NotFound":
		return "Topic does not exist"
	case "EndpointDisabled":
		return "Endpoint is disabled"
	case "PlatformApplicationDisabled":
		return "Platform application is disabled"
	}
	return ""
}
