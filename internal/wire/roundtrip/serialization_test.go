package roundtrip

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/wire"
)

// input returns the type of an operation's input.
func (s *service) input(t *testing.T, op string) reflect.Type {
	t.Helper()
	for _, o := range s.operations() {
		if o.name == op {
			return o.in
		}
	}
	t.Fatal("no operation ", op)
	return nil
}

// misfit decodes a body and returns the API error, if it does not fit.
func (s *service) misfit(t *testing.T, op, body string) smithy.APIError {
	t.Helper()
	m := s.api.Operation(op)
	var labels []string
	for range m.Path {
		labels = append(labels, "x")
	}
	_, err := s.receive(m, labels, &http.Request{Header: http.Header{}}, nil, []byte(body), reflect.New(s.input(t, op)).Interface())
	if err == nil {
		return nil
	}
	if e := new(wire.SerializationError); !errors.As(err, &e) {
		t.Errorf("%T %v", err, err)
	}
	return s.api.APIError(err)
}

func TestDynamoDBWordsValuesThatDoNotFitAsAWSDoes(t *testing.T) {
	svc := named(t, "dynamodb")
	const cast = "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')"
	for _, tt := range []struct{ op, body, want string }{
		// Source: assertType in the tests of github.com/architect/dynalite.
		{"PutItem", `{"TableName":5}`, "NUMBER_VALUE cannot be converted to String"},
		{"PutItem", `{"TableName":34.56}`, "DECIMAL_VALUE cannot be converted to String"},
		{"PutItem", `{"TableName":true}`, "TRUE_VALUE cannot be converted to String"},
		{"PutItem", `{"TableName":false}`, "FALSE_VALUE cannot be converted to String"},
		{"PutItem", `{"TableName":[]}`, "Unrecognized collection type class java.lang.String"},
		{"PutItem", `{"TableName":{}}`, "Start of structure or map found where not expected"},
		{"PutItem", `{"Item":"23"}`, "Unexpected field type"},
		{"PutItem", `{"Item":[]}`, "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>"},
		{"PutItem", `{"Item":{"a":5}}`, "Unexpected value type in payload"},
		{"PutItem", `{"Item":{"a":[]}}`, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"},
		{"PutItem", `{"Item":{"a":{"N":5}}}`, "NUMBER_VALUE cannot be converted to String"},
		{"PutItem", `{"Item":{"a":{"B":5}}}`, "only base-64-encoded strings are convertible to bytes"},
		{"PutItem", `{"Item":{"a":{"B":[]}}}`, "Unrecognized collection type class java.nio.ByteBuffer"},
		{"PutItem", `{"Item":{"a":{"B":"23456"}}}`, "Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
		{"PutItem", `{"Item":{"a":{"B":"=+/="}}}`, "Invalid last non-pad Base64 character dectected"},
		{"PutItem", `{"Item":{"a":{"B":"+/+="}}}`, "Invalid last non-pad Base64 character dectected"},
		{"PutItem", `{"Item":{"a":{"BOOL":"23"}}}`, "Unexpected token received from parser"},
		{"PutItem", `{"Item":{"a":{"BOOL":23}}}`, "NUMBER_VALUE cannot be converted to Boolean"},
		{"PutItem", `{"Item":{"a":{"NULL":[]}}}`, "Unrecognized collection type class java.lang.Boolean"},
		{"PutItem", `{"Item":{"a":{"SS":"23"}}}`, "Unexpected field type"},
		{"PutItem", `{"Item":{"a":{"SS":{}}}}`, "Start of structure or map found where not expected"},
		{"PutItem", `{"Item":{"a":{"L":[5]}}}`, "Unexpected value type in payload"},
		{"Query", `{"Limit":"23"}`, "STRING_VALUE cannot be converted to Integer"},
		{"Query", `{"Limit":[]}`, "Unrecognized collection type class java.lang.Integer"},
		{"Query", `{"Limit":34.56}`, ""},
		{"CreateTable", `{"ProvisionedThroughput":5}`, "Unexpected field type"},
		{"CreateTable", `{"ProvisionedThroughput":[]}`, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.ProvisionedThroughput"},
		{"CreateTable", `{"ProvisionedThroughput":{"ReadCapacityUnits":"23"}}`, "STRING_VALUE cannot be converted to Long"},
		{"CreateTable", `{"KeySchema":["23"]}`, "Unexpected value type in payload"},
		{"BatchWriteItem", `{"RequestItems":{"a":"23"}}`, cast},
		{"BatchGetItem", `{"RequestItems":{"a":{"Keys":["23"]}}}`, cast},
	} {
		got := ""
		if err := svc.misfit(t, tt.op, tt.body); err != nil {
			got = err.ErrorMessage()
			if err.ErrorCode() != "SerializationException" {
				t.Errorf("%s: %s", tt.body, err.ErrorCode())
			}
		}
		if got != tt.want {
			t.Errorf("%s %s\n got  %s\n want %s", tt.op, tt.body, got, tt.want)
		}
	}
}

func TestAnAttributeWithTwoValuesIsInvalidRatherThanMalformed(t *testing.T) {
	err := named(t, "dynamodb").misfit(t, "PutItem", `{"Item":{"a":{"S":"1","N":"2"}}}`)
	if err == nil || err.ErrorCode() != "ValidationException" || err.ErrorMessage() != "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes" {
		t.Error(err)
	}
}

func TestSQSWordsValuesThatDoNotFitAsAWSDoes(t *testing.T) {
	svc := named(t, "sqs")
	for _, tt := range []struct{ op, body, want string }{
		// Source: public tests that were run against SQS and SES; the last three are kinesalite's.
		{"SendMessage", `{"MessageBody":5}`, "NUMBER_VALUE can not be converted to a String"},
		{"SendMessage", `{"MessageBody":5.5}`, "NUMBER_VALUE can not be converted to a String"},
		{"SendMessage", `{"MessageBody":true}`, "TRUE_VALUE can not be converted to a String"},
		{"SendMessage", `{"MessageBody":[]}`, "Start of list found where not expected"},
		{"SendMessage", `{"MessageBody":{}}`, "Start of structure or map found where not expected."},
		{"SendMessage", `{"DelaySeconds":"x"}`, "STRING_VALUE can not be converted to an Integer"},
		{"SendMessage", `{"DelaySeconds":4294967296}`, "NUMBER_VALUE can not be converted to an Integer"},
		{"SendMessage", `{"MessageAttributes":{"a":{"BinaryValue":"23456"}}}`, "'23456' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
		{"SendMessage", `{"MessageAttributes":{"a":{"BinaryValue":"a!=="}}}`, "'a!==' can not be converted to a Blob: Invalid Base64 character: '!'"},
		{"SendMessage", `{"MessageAttributes":5}`, "Expected map or null"},
		{"SendMessage", `{"MessageAttributes":{"a":5}}`, "Expected null"},
		{"SendMessageBatch", `{"Entries":5}`, "Expected list or null"},
	} {
		got := ""
		if err := svc.misfit(t, tt.op, tt.body); err != nil {
			got = err.ErrorMessage()
		}
		if got != tt.want {
			t.Errorf("%s\n got  %s\n want %s", tt.body, got, tt.want)
		}
	}
}

func TestOddDocumentsDecodeOrAreMalformed(t *testing.T) {
	svc := named(t, "dynamodb")
	for _, tt := range []struct{ body, want string }{
		{``, ""},
		{" \r\n", ""},
		{`{}`, ""},
		{`{"TableName":"\ud83d\ude00\n\u00e9"}`, ""},
		{`{"TableName":"\ud83d"}`, ""}, // a lone surrogate
		{`{"Unknown":[{"a":[1,2,{"b":null}]}]}`, ""},
		{`{"Item":{"a":{"S":null,"N":"2"}}}`, ""},
		{`{"Item":{"a":null}}`, ""},
		{`{"TableName":"t","TableName":"u"}`, ""},
		{`null`, `Unexpected character 'n' at position 0`},
		{`{"TableName":"t"`, "Unexpected end of input"},
		{`{"TableName":"t`, "Unexpected end of input"},
		{`{"TableName":"\`, "Unexpected end of input"},
		{`{"TableName":"\u12`, "Unexpected character '1' at position 16"},
		{`{"TableName":nul}`, "Unexpected character 'n' at position 13"},
		{`{"TableName":"t"}x`, `Unexpected character 'x' at position 17`},
		{`{"TableName":"t",}`, `Unexpected character '}' at position 17`},
		{`{"Unknown":[1,]}`, `Unexpected character ']' at position 14`},
		{`{"Unknown":01}`, `Unexpected character '1' at position 12`},
		{"{\"TableName\":\"\xff\"}", "Invalid UTF-8 in a string"},
		{"{\"TableName\":\"\n\"}", `Unexpected character '\n' at position 14`},
		{strings.Repeat(`{"Unknown":`, 501), "Nesting is deeper than 500"},
		{`{"Item":{"a":` + strings.Repeat(`{"L":[`, 251), "Nesting is deeper than 500"},
		{strings.Repeat(`{"Unknown":`, 500) + "1" + strings.Repeat("}", 500), ""},
	} {
		got := ""
		if err := svc.misfit(t, "PutItem", tt.body); err != nil {
			got = err.ErrorMessage()
		}
		if got != tt.want {
			t.Errorf("%.60s\n got  %s\n want %s", tt.body, got, tt.want)
		}
	}
}

func TestOddXMLDecodesOrIsMalformed(t *testing.T) {
	svc := named(t, "s3")
	for _, tt := range []struct {
		body string
		ok   bool
	}{
		{``, true},
		{"\n", true},
		{`<?xml version="1.0" encoding="UTF-8"?><!-- c --><Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>` + "\n", true},
		{`<Tagging><TagSet><Tag><Key>&amp;&#x41;</Key></Tag></TagSet></Tagging>`, true},
		{`<Tagging><Unknown><x/></Unknown></Tagging>`, true},
		{`<!DOCTYPE Tagging [<!ENTITY a "b">]><Tagging><TagSet><Tag><Key>&a;</Key></Tag></TagSet></Tagging>`, false},
		{`<!DOCTYPE Tagging SYSTEM "file:///etc/passwd"><Tagging/>`, false},
		{`<Tagging><TagSet><Tag><Key>&unknown;</Key></Tag></TagSet></Tagging>`, false},
		{`<Tagging><TagSet>`, false},
		{`<Tagging></Other>`, false},
		{`<Tagging/><Tagging/>`, false},
		{`<Tagging/>x`, false},
		{`x`, false},
		{`<?xml version="1.0"?>`, false},
		{`<Tagging><TagSet><Tag><Key><b/></Key></Tag></TagSet></Tagging>`, false},
		{"<Tagging><TagSet><Tag><Key>\xff</Key></Tag></TagSet></Tagging>", false},
		{strings.Repeat("<Tagging>", 200), false},
	} {
		err := svc.misfit(t, "PutBucketTagging", tt.body)
		if (err == nil) != tt.ok || err != nil && err.ErrorCode() != "MalformedXML" {
			t.Errorf("%.60s: %v", tt.body, err)
		}
	}
}

// No struct of the SDK has a member that the codec would leave out, but unions
// that nobody declared and streams would be.
func TestEveryMemberOfTheSDKTravels(t *testing.T) {
	for _, svc := range services() {
		for _, op := range svc.operations() {
			for _, typ := range []reflect.Type{op.in, op.out} {
				for _, path := range untraveled(svc, typ, typ.Name(), map[reflect.Type]bool{}) {
					t.Errorf("%s: %s", svc.name, path)
				}
			}
		}
	}
}

// untraveled lists the members below a type that are of no kind that the codec knows.
func untraveled(svc *service, t reflect.Type, path string, seen map[reflect.Type]bool) (l []string) {
	if seen[t] {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return untraveled(svc, t.Elem(), path, seen)
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			return []string{fmt.Sprintf("%s: a %v", path, t)}
		}
		return untraveled(svc, t.Elem(), path, seen)
	case reflect.Struct:
		if t.PkgPath() == "time" {
			return nil
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Name != "ResultMetadata" {
				l = append(l, untraveled(svc, f.Type, path+"."+f.Name, seen)...)
			}
		}
		return l
	case reflect.Interface:
		if t.PkgPath() != "io" && !svc.declares(t) {
			return []string{fmt.Sprintf("%s: the union %v", path, t)}
		}
		return nil
	case reflect.String, reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64, reflect.Uint8:
		return nil
	}
	return []string{fmt.Sprintf("%s: a %v", path, t)}
}
