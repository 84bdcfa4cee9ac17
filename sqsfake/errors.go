package sqsfake

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// The errors for which the SDK has no type, with the __type and the code recorded.

func invalidParameter(format string, args ...any) error {
	return &wire.Error{Code: "InvalidParameterValue", Type: "com.amazonaws.sqs#InvalidParameterValueException",
		Message: fmt.Sprintf(format, args...), Status: http.StatusBadRequest}
}

// invalidValue is the form of most of them.
func invalidValue(value any, parameter, reason string) error {
	return invalidParameter("Value %v for parameter %s is invalid. Reason: %s", value, parameter, reason)
}

func missingParameter(name string) *wire.Error {
	return &wire.Error{Code: "MissingParameter", Type: "com.amazonaws.sqs#MissingRequiredParameterException",
		Message: fmt.Sprintf("The request must contain the parameter %s.", name), Status: http.StatusBadRequest}
}

// wrongQueueType refuses a parameter that only the other type of queue has.
func wrongQueueType(value any, parameter string) error {
	return invalidValue(value, parameter, "The request include parameter that is not valid for this queue type.")
}

func unknownAttribute(name string) *types.InvalidAttributeName {
	return &types.InvalidAttributeName{Message: aws.String(fmt.Sprintf("Unknown Attribute %s.", name))}
}

func invalidAttribute(name string) error {
	return &types.InvalidAttributeValue{Message: aws.String(fmt.Sprintf("Invalid value for the parameter %s.", name))}
}

// invalidAttributeFor is invalidAttribute with a reason.
func invalidAttributeFor(name, reason string) error {
	return &types.InvalidAttributeValue{Message: aws.String(fmt.Sprintf("Invalid value for the parameter %s. Reason: %s", name, reason))}
}

func invalidHandle(text string) error {
	return &types.ReceiptHandleIsInvalid{Message: aws.String(fmt.Sprintf("The input receipt handle %q is not a valid receipt handle.", text))}
}

func resourceNotFound(parameter string) error {
	return &types.ResourceNotFoundException{Message: aws.String("The resource that you specified for the " + parameter + " parameter doesn't exist.")}
}

// errNoQueue is worded by noQueue, as the protocol has it.
var errNoQueue = errors.New("no such queue")

func noQueue(ctx context.Context) error {
	msg := "The specified queue does not exist."
	if service.Query(ctx) {
		msg = "The specified queue does not exist for this wsdl version."
	}
	return &types.QueueDoesNotExist{Message: &msg}
}

// words are what the service says when a fault makes a call fail.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled: &types.RequestThrottled{Message: aws.String("The request was denied due to request throttling.")},
		Unavailable: &wire.Error{Code: "ServiceUnavailable", Status: http.StatusServiceUnavailable,
			Message: "The request has failed due to a temporary failure of the server."},
		AccessDenied: func(op, resource string) smithy.APIError {
			action := "sqs:" + strings.ToLower(op)
			return &wire.Error{Code: "AccessDenied", Type: "com.amazon.coral.service#AccessDeniedException", Status: http.StatusForbidden,
				Message: fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
					s.core.ARN("iam", "user/test"), action, s.core.ARN("sqs", resource), action)}
		},
	}
}

// messageOf returns what the service says with a code, for faults that leave it out.
func messageOf(code string) string {
	switch code {
	case "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue":
		return "The specified queue does not exist."
	case "OverLimit":
		return overLimit
	case "QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently":
		return deletedRecently
	}
	return ""
}
