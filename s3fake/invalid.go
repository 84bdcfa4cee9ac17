package s3fake

import (
	"net/http"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/wire"
)

// invalid words what breaks the model's constraints.
func (s *Server) invalid(e *wire.ValidationError) smithy.APIError {
	v := e.Violations[0]
	name := strings.ToLower(v.Member.Wire)
	switch {
	case v.Member.In == model.Header && v.Missing:
		return missingHeader(name)
	case v.Member.In == model.Header:
		return invalidHeader(name, v.Value)
	case v.Member.In == model.Query && !v.Missing && name == "encoding-type":
		// Source: OpenStack Swift's S3 middleware.
		return invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", v.Value)
	case v.Member.In == model.Query && v.Missing: // a POST of a key without what makes it an operation; a guess
		return fault(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.", "ResourceType", "OBJECT")
	case v.Member.In == model.Query && name == "max-buckets":
		return invalidMaxBuckets(v.Value)
	case v.Member.In == model.Query:
		return invalidArgument("Invalid Argument", name, v.Value)
	case v.Member.Flags.Has(model.Payload) && v.Missing && !strings.Contains(v.Path, "."): // not something inside
		return missingBody()
	case strings.Contains(v.Path, "filterRules") && strings.HasSuffix(v.Path, ".name") && !v.Missing:
		return invalidFilterRule(v.Value)
	case v.Member.Name == "AccessControlPolicy":
		return malformedACL() // test_s3_bucket_acl_exceptions
	case strings.HasSuffix(v.Path, "locationConstraint"):
		return s.unknownLocation(v.Value)
	}
	return malformedXML()
}

func missingHeader(name string) *wire.Error {
	if name == "x-amz-object-attributes" {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return invalidRequest("The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty")
	}
	return fault(http.StatusBadRequest, "MissingSecurityHeader", "Your request was missing a required header", "MissingHeaderName", name)
}

// Source: Error responses, Amazon S3 API reference.
func missingBody() *wire.Error {
	return fault(http.StatusBadRequest, "MissingRequestBodyError", "Request Body is empty")
}

// invalidHeader words a header's value that is none of those allowed.
func invalidHeader(name, value string) smithy.APIError {
	switch name {
	case "x-amz-acl":
		return invalidArgument("", name, value) // without a message: test_s3_bucket_acl_exceptions
	case "x-amz-object-lock-mode":
		return invalidArgument("Unknown wormMode directive.", name, value)
	case "x-amz-object-ownership":
		return invalidArgumentOf("Invalid x-amz-object-ownership header: "+value, name)
	case "x-amz-copy-source":
		return invalidSource()
	case "x-amz-checksum-algorithm", "x-amz-sdk-checksum-algorithm":
		return unsupportedAlgorithm()
	case "x-amz-storage-class":
		// Source: Error responses, Amazon S3 API reference.
		return fault(http.StatusBadRequest, "InvalidStorageClass", "The storage class you specified is not valid", "StorageClassRequested", value)
	}
	// Source: versitygw's s3err, which follows what its authors see of S3; the last is a guess.
	messages := map[string]string{
		"x-amz-object-lock-legal-hold": "Legal Hold must be either of 'ON' or 'OFF'",
		"x-amz-metadata-directive":     "Unknown metadata directive.",
		"x-amz-tagging-directive":      "Unknown tagging directive.",
		"x-amz-object-attributes":      "Invalid attribute name specified.",
		"x-amz-server-side-encryption": "The encryption method specified is not supported",
	}
	if msg, ok := messages[name]; ok {
		return invalidArgument(msg, name, value)
	}
	return invalidArgument("Invalid Argument", name, value)
}
