package sqsfake

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// traceHeader is the one system attribute that a sender can set.
const traceHeader = string(types.MessageSystemAttributeNameForSendsAWSTraceHeader)

// numbers are those of the type Number, with up to 38 digits (Developer Guide, message metadata).
var numbers = regexp.MustCompile(`^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$`)

// checkMessageAttributes checks up to 10 attributes of a message. What was not recorded is worded as github.com/Inqnuam/local-aws-sqs
// found it on AWS.
func checkMessageAttributes(attributes map[string]types.MessageAttributeValue) error {
	if len(attributes) == 0 {
		return nil
	}
	if len(attributes) > 10 {
		return invalidParameter("Number of message attributes [%d] exceeds the allowed maximum [10].", len(attributes))
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := checkAttributeName(name); err != nil {
			return err
		}
		a := attributes[name]
		if err := checkAttributeValue(name, &a); err != nil {
			return err
		}
	}
	return nil
}

// checkAttributeName checks a name: up to 256 characters, no reserved prefix.
func checkAttributeName(name string) error {
	if name == "" {
		return invalidParameter("The request must contain non-empty message (user) attribute names.")
	}
	if len(name) > 256 {
		return invalidParameter("Message (user) attribute name must be shorter than 256 bytes.")
	}
	if strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-.", r)
	}) {
		return invalidParameter("Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ")
	}
	lower := strings.ToLower(name)
	if strings.HasPrefix(lower, "aws.") || strings.HasPrefix(lower, "amazon.") {
		return invalidParameter("You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use.")
	}
	if name[0] == '.' || name[len(name)-1] == '.' || strings.Contains(name, "..") {
		return invalidParameter("You can't use message attribute names that start or end with '.' or have successive periods.") // a guess
	}
	return nil
}

// checkAttributeValue checks type and value.
func checkAttributeValue(name string, a *types.MessageAttributeValue) error {
	kind := aws.ToString(a.DataType)
	base, _, _ := strings.Cut(kind, ".")
	switch {
	case len(a.StringListValues)+len(a.BinaryListValues) > 0:
		return invalidParameter("Message attribute list values in SendMessage operation are not supported.")
	case a.StringValue == nil && a.BinaryValue == nil:
		return invalidParameter("The message (user) attribute '%s' must contain a non-empty message attribute value.", name)
	case kind == "":
		return invalidParameter("The message attribute '%s' must contain non-empty message attribute type.", name)
	case len(kind) > 256:
		return invalidParameter("Message (user) attribute type must be shorter than 256 bytes.")
	case base != "String" && base != "Number" && base != "Binary":
		return invalidParameter("The type of message (user) attribute '%s' is invalid. You must use only the following supported type prefixes: Binary, Number, String.", name)
	case base == "Binary" && len(a.BinaryValue) == 0, base != "Binary" && aws.ToString(a.StringValue) == "":
		return invalidParameter("Message (user) attribute '%s' must contain a non-empty value of type '%s'.", name, valueType(base))
	case base != "Binary" && !validText(*a.StringValue):
		return invalidParameter(invalidCharacters)
	case base == "Number" && !isNumber(*a.StringValue):
		return invalidParameter("Can't cast the value of message (user) attribute '%s' to a number.", name)
	}
	return nil
}

// valueType is the type of the member that holds a value.
func valueType(base string) string {
	if base == "Number" {
		return "String"
	}
	return base
}

func isNumber(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits <= 38+3 && numbers.MatchString(s) // three more for an exponent
}

func isBinary(kind string) bool { return strings.HasPrefix(kind, "Binary") }

// checkSystemAttributes checks the attributes that are for AWS.
func checkSystemAttributes(attributes map[string]types.MessageSystemAttributeValue) error {
	if len(attributes) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		if name != traceHeader {
			return invalidParameter("Message system attribute name '%s' is invalid.", name)
		}
		if aws.ToString(a.DataType) != "String" || aws.ToString(a.StringValue) == "" {
			return invalidParameter("Message (system) attribute '%s' must contain a non-empty value of type 'String'.", name)
		}
	}
	return nil
}

// systemAttributesDigest is the digest of system attributes, nil if there are none.
func systemAttributesDigest(attributes map[string]types.MessageSystemAttributeValue) *string {
	if len(attributes) == 0 {
		return nil
	}
	plain := map[string]types.MessageAttributeValue{}
	for name, a := range attributes {
		plain[name] = types.MessageAttributeValue{DataType: a.DataType, StringValue: a.StringValue, BinaryValue: a.BinaryValue}
	}
	return aws.String(attributesDigest(plain))
}
