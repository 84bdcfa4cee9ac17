package wire

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
)

// A dialect is what one service does differently from the others of its protocol.
type dialect struct {
	internal  Error // what a failure of the fake itself becomes
	malformed func(*SerializationError) smithy.APIError
	invalid   func(*ValidationError) smithy.APIError
	words     wording // of what does not fit, in JSON
	crc32     bool    // answers carry X-Amz-Crc32
	query     bool    // errors carry x-amzn-query-error
	detail    bool    // query errors have an empty <Detail/>
	prolog    string  // before the XML of the query protocol
	shallow   bool    // validation stops at the input's own scalars
	sparse    bool    // lists of constraints do not tell that elements must not be null
}

// retry is what S3 and SQS say of their own failures.
const retry = "We encountered an internal error. Please try again."

// dialectOf returns the dialect of a service.
func dialectOf(m *model.API) dialect {
	d := dialect{
		internal:  Error{Code: "InternalFailure", Message: "The request processing has failed because of an unknown error, exception or failure.", Status: http.StatusInternalServerError},
		malformed: code("SerializationException", "com.amazon.coral.service#SerializationException"),
		invalid:   violations("ValidationException", ""),
		words:     coralWording,
	}
	switch m.Name {
	case "dynamodb", "dynamodbstreams":
		d.internal.Code, d.internal.Message = "InternalServerError", "Internal server error"
		d.malformed = malformedDynamo
		d.invalid = violations("ValidationException", "com.amazon.coral.validate#ValidationException")
		d.words, d.crc32, d.sparse = dynamoWording, true, true
	case "sqs":
		d.internal.Code, d.internal.Message = "InternalFailure", retry
		d.malformed, d.invalid = malformedInput, missingParameter
		d.query, d.detail, d.shallow = m.Protocol == "json", true, true
		d.prolog = `<?xml version="1.0"?>` // SNS sends none
	case "sns":
		d.malformed, d.invalid = malformedInput, violations("ValidationError", "")
	case "s3":
		d.internal.Code, d.internal.Message = "InternalError", retry
		d.malformed, d.invalid = malformedS3, invalidS3
	case "lambda":
		d.internal.Code, d.internal.Message = "ServiceException", "An error occurred and the request cannot be processed."
		d.malformed = code("SerializationException", "")
	case "firehose":
		d.malformed = code("SerializationException", "")
	case "memorydb":
		d.malformed = code("SerializationException", "")
		d.invalid = violations("InvalidParameterValueException", "")
	}
	return d
}

// code answers every malformed request with one code.
func code(code, kind string) func(*SerializationError) smithy.APIError {
	return func(e *SerializationError) smithy.APIError {
		return &Error{Code: code, Type: kind, Message: e.Reason}
	}
}

// violations answers broken constraints with one code.
func violations(code, kind string) func(*ValidationError) smithy.APIError {
	return func(e *ValidationError) smithy.APIError {
		return &Error{Code: code, Type: kind, Message: e.Error()}
	}
}

// malformedDynamo tells what DynamoDB's framework finds from what its service
// code does: only attribute values have rules of their own.
// Source: the tests of github.com/architect/dynalite.
func malformedDynamo(e *SerializationError) smithy.APIError {
	if e.union {
		return &Error{Code: "ValidationException", Type: "com.amazon.coral.validate#ValidationException", Message: e.Reason}
	}
	return &Error{Code: "SerializationException", Type: "com.amazon.coral.service#SerializationException", Message: e.Reason}
}

// malformedInput is the query protocol's answer, also where SQS speaks JSON.
// Source: github.com/brendanhay/amazonka/issues/209, github.com/rusoto/rusoto/issues/586.
func malformedInput(e *SerializationError) smithy.APIError {
	return &Error{Code: "MalformedInput", Type: "com.amazon.coral.service#SerializationException", Message: e.Reason}
}

// missingParameter is SQS's answer to a required member that is not there.
// Source: recordings/sqs.json, test_posting_to_fifo_requires_deduplicationid_group_id.
func missingParameter(e *ValidationError) smithy.APIError {
	return &Error{
		Code:    "MissingParameter",
		Type:    "com.amazonaws.sqs#MissingRequiredParameterException",
		Message: fmt.Sprintf("The request must contain the parameter %s.", e.first().Member.Name),
	}
}

// malformedXML is what S3 says of any document that it cannot read.
// Source: recordings/s3.json, MalformedXML.
const malformedXML = "The XML you provided was not well-formed or did not validate against our published schema"

// malformedS3 tells documents from parameters.
func malformedS3(e *SerializationError) smithy.APIError {
	switch e.In {
	case model.Query, model.Header:
		return invalidArgument(fmt.Sprintf("Provided %s not an integer or within integer range", strings.ToLower(e.Name)), e.Name, e.Value)
	case model.URI:
		return &Error{Code: "InvalidURI", Message: "Couldn't parse the specified URI.", Details: []Detail{{"URI", e.Value}}}
	}
	return &Error{Code: "MalformedXML", Message: malformedXML}
}

// invalidS3 answers what the tables forbid. S3's own checks of headers have
// their own codes and are the handlers'.
func invalidS3(e *ValidationError) smithy.APIError {
	first := e.first()
	switch {
	case first.Member.Flags.Has(model.Payload) && first.Missing:
		return &Error{Code: "MissingRequestBodyError", Message: "Request Body is empty"}
	case first.Member.In == model.Header && first.Missing:
		// Source: recordings/s3.json, MissingSecurityHeader.
		return &Error{Code: "MissingSecurityHeader", Message: "Your request was missing a required header", Details: []Detail{{"MissingHeaderName", strings.ToLower(first.Member.Wire)}}}
	case first.Member.In == model.Query || first.Member.In == model.Header:
		return invalidArgument("Invalid Argument", first.Member.Wire, first.Value)
	}
	return &Error{Code: "MalformedXML", Message: malformedXML}
}

func invalidArgument(message, name, value string) smithy.APIError {
	return &Error{Code: "InvalidArgument", Message: message, Details: []Detail{{"ArgumentName", strings.ToLower(name)}, {"ArgumentValue", value}}}
}
