package dynamofake

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// validation is DynamoDB's answer to most mistakes. The SDK has no type for it.
func validation(format string, args ...any) error {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	return &wire.Error{Code: "ValidationException", Type: "com.amazon.coral.validate#ValidationException",
		Message: msg, Status: http.StatusBadRequest}
}

// invalid is the form of many of them.
func invalid(format string, args ...any) error {
	return validation("One or more parameter values were invalid: "+format, args...)
}

// invalidRequest words what breaks the model's constraints. Operations on tables have an older word for a missing name than those on
// items, and the lists of keys of BatchGetItem a form of their own.
// Source: the tests of github.com/architect/dynalite and github.com/nubo-db/dynamodb-conformance, run against DynamoDB.
func invalidRequest(e *wire.ValidationError) smithy.APIError {
	msg := e.Error()
	switch e.Op {
	case "CreateTable", "DeleteTable", "DescribeTable", "UpdateTable":
		for _, v := range e.Violations {
			if v.Missing && v.Path == "tableName" {
				msg = "The parameter 'TableName' is required but was not present in the request"
			}
		}
	case "BatchGetItem":
		const before, after = "requestItems.", ".member.keys"
		if v := e.Violations[0]; strings.HasPrefix(v.Path, before) && strings.HasSuffix(v.Path, after) {
			table := v.Path[len(before) : len(v.Path)-len(after)]
			msg = fmt.Sprintf("1 validation error detected: Value at 'RequestItems.%s.member.Keys' failed to satisfy constraint: %s", table, v.Constraint)
		}
	}
	return validation("%s", msg).(*wire.Error)
}

// said puts an error of package expr into the form in which it is answered.
func said(err error) error {
	var e *expr.Error
	if errors.As(err, &e) {
		return validation("%s", e.Message)
	}
	return err
}

// noResource is what operations on items say of a table that is not there, without its name.
func noResource() error {
	return &types.ResourceNotFoundException{Message: aws.String("Requested resource not found")}
}

// noTable is what operations on tables say of it.
func noTable(name string) error {
	return &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: Table: " + name + " not found")}
}

func inUse(format string, args ...any) error {
	return &types.ResourceInUseException{Message: aws.String(fmt.Sprintf("Attempt to change a resource which is still in use: "+format, args...))}
}

func limitExceeded(format string, args ...any) error {
	return &types.LimitExceededException{Message: aws.String(fmt.Sprintf(format, args...))}
}

const conditionFailed = "The conditional request failed"

const throughputExceeded = "The level of configured provisioned throughput for the table was exceeded. " +
	"Consider increasing your provisioning level with the UpdateTable API."

// words are what the service says when a fault makes a call fail.
func (s *Server) words() service.Words {
	return service.Words{
		Throttled: &types.ProvisionedThroughputExceededException{Message: aws.String(throughputExceeded)},
		Unavailable: &wire.Error{Code: "ServiceUnavailable", Type: "com.amazon.coral.availability#ServiceUnavailableException",
			Status: http.StatusServiceUnavailable, Message: "Service is unavailable."},
		AccessDenied: func(op, table string) smithy.APIError {
			return &wire.Error{Code: "AccessDeniedException", Type: "com.amazon.coral.service#AccessDeniedException", Status: http.StatusBadRequest,
				Message: fmt.Sprintf("User: %s is not authorized to perform: dynamodb:%s on resource: %s because no identity-based policy allows the dynamodb:%s action",
					s.core.ARN("iam", "user/test"), op, s.core.ARN("dynamodb", "table/"+table), op)}
		},
	}
}

// messageOf returns what the service says with a code, for faults that leave it out.
func messageOf(code string) string {
	switch code {
	case "ConditionalCheckFailedException":
		return conditionFailed
	case "ResourceNotFoundException":
		return "Requested resource not found"
	case "ProvisionedThroughputExceededException":
		return throughputExceeded
	case "TransactionConflictException":
		return "Transaction is ongoing for the item"
	case "TransactionInProgressException":
		return "The transaction with the given request token is already in progress."
	case "RequestLimitExceeded":
		return "Throughput exceeds the current throughput limit for your account. Please contact AWS Support at https://aws.amazon.com/support request a limit increase"
	case "ThrottlingException":
		return "Rate of requests exceeds the allowed throughput."
	}
	return ""
}
