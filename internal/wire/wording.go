package wire

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// A wording says that a JSON value does not fit. Every service's framework has its own.
type wording struct {
	mismatch func(p *plan, in container, token string) string
	base64   string // around a text and what is wrong with it
}

var (
	coralWording  = wording{coral, "'%[1]s' can not be converted to a Blob: %[2]s"}
	dynamoWording = wording{dynamo, "%[2]s"}
)

// A container is what holds the value that does not fit.
type container uint8

const (
	inDocument container = iota
	inStructure
	inCollection // a list or a map
)

// The kinds of JSON tokens, as AWS's messages name them.
const (
	tokenObject  = "{"
	tokenArray   = "["
	tokenString  = "STRING_VALUE"
	tokenNumber  = "NUMBER_VALUE"
	tokenDecimal = "DECIMAL_VALUE"
	tokenTrue    = "TRUE_VALUE"
	tokenFalse   = "FALSE_VALUE"
)

// javaType is the type that a scalar's value is converted to.
func (p *plan) javaType() string {
	switch p.kind {
	case kBool:
		return "Boolean"
	case kInt:
		if p.typ.Bits() == 64 {
			return "Long"
		}
		return "Integer"
	case kFloat:
		return "Double"
	case kBlob:
		return "Blob"
	case kTime:
		return "Date"
	}
	return "String"
}

// coral words mismatches as SQS and other JSON services do.
// Source: the wire tests of github.com/hectorvent/floci (probed against AWS in 2026) for scalars, and of
// github.com/mhart/kinesalite for lists, maps and structures.
func coral(p *plan, _ container, token string) string {
	switch token {
	case tokenObject:
		return "Start of structure or map found where not expected."
	case tokenArray:
		return "Start of list found where not expected"
	case tokenDecimal:
		token = tokenNumber
	}
	switch p.kind {
	case kList:
		return "Expected list or null"
	case kMap:
		return "Expected map or null"
	case kStruct, kUnion:
		return "Expected null"
	}
	return fmt.Sprintf("%s can not be converted to %s %s", token, article(p.javaType()), p.javaType())
}

func article(s string) string {
	if s == "Integer" {
		return "an"
	}
	return "a"
}

// dynamo words mismatches as DynamoDB does, which leaks its Java types.
// Source: assertType in the tests of github.com/architect/dynalite, run against DynamoDB.
func dynamo(p *plan, in container, token string) string {
	switch token {
	case tokenObject:
		return "Start of structure or map found where not expected"
	case tokenArray:
		return "Unrecognized collection type " + p.javaClass()
	}
	switch p.kind {
	case kList, kMap, kStruct, kUnion:
		return dynamoContainer(p, in)
	case kBlob:
		return "only base-64-encoded strings are convertible to bytes"
	case kBool:
		if token == tokenString {
			return "Unexpected token received from parser"
		}
	}
	return token + " cannot be converted to " + p.javaType()
}

// dynamoContainer words a scalar found where a list, map or structure belongs.
func dynamoContainer(p *plan, in container) string {
	switch {
	case in == inStructure:
		return "Unexpected field type"
	case p.kind == kList || p.kind == kMap:
		return "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')"
	}
	return "Unexpected value type in payload"
}

// javaClass is the type as DynamoDB's reflection prints it.
func (p *plan) javaClass() string {
	switch p.kind {
	case kBlob:
		return "class java.nio.ByteBuffer"
	case kMap:
		return "java.util.Map<java.lang.String, " + p.elem.javaName() + ">"
	}
	return "class " + p.javaName()
}

func (p *plan) javaName() string {
	switch p.kind {
	case kStruct, kUnion:
		return "com.amazonaws.dynamodb.v20120810." + p.shape.Name
	case kList:
		return "java.util.List<" + p.elem.javaName() + ">"
	case kMap:
		return p.javaClass()
	case kTime:
		return "java.util.Date"
	}
	return "java.lang." + p.javaType()
}

// badBase64 says what is wrong with a blob's text.
// Source: as dynamo and coral, the typing error in "dectected" included.
func (w wording) badBase64(text string) string {
	why := "Invalid last non-pad Base64 character dectected"
	if len(text)%4 != 0 {
		why = fmt.Sprintf("Base64 encoded length is expected a multiple of 4 bytes but found: %d", len(text))
	} else if i := strings.IndexFunc(text, notBase64); i >= 0 {
		why = fmt.Sprintf("Invalid Base64 character: '%c'", []rune(text[i:])[0])
	}
	return fmt.Sprintf(w.base64, text, why)
}

func notBase64(r rune) bool {
	return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", r)
}

// blobEncoding rejects bits after the last byte, as Java does.
var blobEncoding = base64.StdEncoding.Strict()
