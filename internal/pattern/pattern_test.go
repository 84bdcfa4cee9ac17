package pattern_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/awsfake/awsfake/internal/pattern"
)

var (
	attributes = pattern.SNSAttributes
	body       = pattern.SNSBody
	filter     = pattern.Lambda
)

// A testCase is a pattern and a message that it is asked about: a JSON
// document, or the attributes that attrs makes.
type testCase struct {
	name    string
	dialect *pattern.Dialect
	policy  string
	message any
	want    string // "match", "no", or the error of Compile
}

const (
	yes = "match"
	no  = "no"
)

func attrs(list ...pattern.Attribute) []pattern.Attribute { return list }

func str(name, value string) pattern.Attribute { return pattern.Attribute{name, "String", value} }
func num(name, value string) pattern.Attribute { return pattern.Attribute{name, "Number", value} }
func list(name, value string) pattern.Attribute {
	return pattern.Attribute{name, "String.Array", value}
}

// at is the end of an error, with the policy as SNS shows it again.
func at(policy string, column int) string {
	return fmt.Sprintf("\n at [Source: (String)\"%s\"; line: 1, column: %d]", policy, column)
}

func invalidJSON(message string, column int) string {
	return fmt.Sprintf("failed to parse JSON. %s\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: %d]",
		message, column)
}

// values is a JSON array of n strings.
func values(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`"value%d"`, i))
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// Policies that several cases ask about; the first three are recorded.
var (
	insurance  = `{"Records": {"s3": {"object": {"key": [{"prefix": "auto-"}]}}, "eventName": [{"prefix": "ObjectCreated:"}]}}`
	alarms     = `{"$or": [{"metricName": ["CPUUtilization", "ReadLatency"]}, {"namespace": ["AWS/EC2", "AWS/ES"]}], "detail": {"scope": ["Service"], "$or": [{"source": ["aws.cloudwatch"]}, {"type": ["CloudWatch Alarm State Change"]}]}}`
	nestedBody = `{"object": {"key": [{"prefix": "auto-"}, "hardcodedvalue"], "nested_key": [{"exists": false}]}, "test": [{"exists": false}]}`
	pairs      = `{"items": {"sku": ["b"], "count": [2]}}`
)

const (
	tooComplex = "Filter policy is too complex"
	tooMany    = "Filter policy can not have more than 5 keys"
	badFilter  = "Invalid filter pattern definition."
	notNested  = "Filter policy scope MessageAttributes does not support nested filter policy"
	mixedList  = "Inside anything but list, either all values are number or string, mixed type is not supported"
	badList    = "Inside anything but list, start|null|boolean is not supported."
	notJSON    = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	aValue     = "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	outOfRange = "Value must be between -1.0E9 and 1.0E9, inclusive"
)

// cases is the language by example. Errors that AWS was recorded with are in
// recordedErrors.
var cases = []testCase{
	// Bare values.
	{"a string equals itself", attributes, `{"a": ["x"]}`, attrs(str("a", "x")), yes},
	{"a string differs from another", attributes, `{"a": ["x"]}`, attrs(str("a", "y")), no},
	{"strings are case-sensitive", attributes, `{"a": ["x"]}`, attrs(str("a", "X")), no},
	{"names are case-sensitive", attributes, `{"a": ["x"]}`, attrs(str("A", "x")), no},
	{"values of a key are alternatives", attributes, `{"a": ["x", "y"]}`, attrs(str("a", "y")), yes},
	{"all keys have to match", attributes, `{"a": ["x"], "b": ["y"]}`, attrs(str("a", "x"), str("b", "z")), no},
	{"all keys match", attributes, `{"a": ["x"], "b": ["y"]}`, attrs(str("b", "y"), str("a", "x")), yes},
	{"other attributes are ignored", attributes, `{"a": ["x"]}`, attrs(str("c", "z"), str("a", "x")), yes},
	{"a missing attribute does not match", attributes, `{"a": ["x"]}`, attrs(str("b", "x")), no},
	{"no attributes at all", attributes, `{"a": ["x"]}`, attrs(), no},
	{"labels behind the type are ignored", attributes, `{"a": ["x"]}`, attrs(pattern.Attribute{"a", "String.label", "x"}), yes},
	{"a labelled number is a number", attributes, `{"a": [1]}`, attrs(pattern.Attribute{"a", "Number.int", "1"}), yes},
	{"binary attributes are ignored", attributes, `{"a": [{"exists": true}]}`, attrs(pattern.Attribute{Name: "a", Type: "Binary"}), no},
	{"a binary attribute is as none", attributes, `{"b": [{"exists": false}]}`, attrs(pattern.Attribute{Name: "a", Type: "Binary"}), no},
	{"a name with dots", attributes, `{"a.b": ["x"]}`, attrs(str("a.b", "x")), yes},
	{"quotes are escaped twice", attributes, `{"a": ["say \\\"hi\\\""]}`, attrs(str("a", `say "hi"`)), yes},
	{"quotes escaped once do not match", attributes, `{"a": ["say \"hi\""]}`, attrs(str("a", `say "hi"`)), no},
	{"backslashes are escaped twice", attributes, `{"a": ["c:\\\\x"]}`, attrs(str("a", `c:\x`)), yes},
	{"bodies escape once", body, `{"a": ["say \"hi\""]}`, `{"a": "say \"hi\""}`, yes},
	{"an array has one of the values", attributes, `{"a": ["rugby", "tennis"]}`, attrs(list("a", `["golf", "tennis"]`)), yes},
	{"an array has none of the values", attributes, `{"a": ["rugby", "tennis"]}`, attrs(list("a", `["golf"]`)), no},
	{"an array of all types", attributes, `{"a": [null]}`, attrs(list("a", `["x", 1, true, null]`)), yes},
	{"an empty array is no value", attributes, `{"a": [{"exists": true}]}`, attrs(list("a", `[]`)), no},
	{"an array that is none is no value", attributes, `{"a": ["x"]}`, attrs(list("a", `["x"`)), no},
	{"a number in an array", attributes, `{"a": [{"numeric": ["=", 2]}]}`, attrs(list("a", `[1, 2]`)), yes},
	{"a recorded array matches", attributes, `{"store": ["value1"]}`, attrs(list("store", `["value1", "value2"]`)), yes},
	{"a recorded array does not match", attributes, `{"store": ["value1"]}`, attrs(list("store", `["value2", "value3"]`)), no},
	{"a number is no string", attributes, `{"a": ["1"]}`, attrs(num("a", "1")), no},
	{"a string is no number", attributes, `{"a": [1]}`, attrs(str("a", "1")), no},
	{"a string is no keyword", attributes, `{"a": [true]}`, attrs(str("a", "true")), no},
	{"true", body, `{"a": [true]}`, `{"a": true}`, yes},
	{"false is not true", body, `{"a": [true]}`, `{"a": false}`, no},
	{"null", body, `{"a": [null]}`, `{"a": null}`, yes},
	{"null is not absent", body, `{"a": [null]}`, `{"b": 1}`, no},
	{"null is no string", body, `{"a": ["null"]}`, `{"a": null}`, no},
	{"the empty string", body, `{"detail": {"eventVersion": [""]}}`, `{"detail": {"eventVersion": "", "responseElements": null}, "resources": []}`, yes},
	{"escapes are resolved", body, `{"a": ["\u00e9\n"]}`, `{"a": "é\u000a"}`, yes},
	{"surrogates are resolved", body, `{"a": ["😀"]}`, `{"a": "\ud83d\ude00"}`, yes},
	{"escapes in names are resolved", body, `{"a": [1]}`, `{"\u0061": 1}`, yes},
	{"exactly", body, `{"a": [{"exactly": "x"}]}`, `{"a": "x"}`, yes},
	{"the empty policy matches all", attributes, `{}`, attrs(), yes},
	{"the last of duplicate keys counts", body, `{"a": ["x"], "a": ["y"]}`, `{"a": "y"}`, yes},
	{"the first of duplicate keys does not", body, `{"a": ["x"], "a": ["y"]}`, `{"a": "x"}`, no},

	// Numbers.
	{"a number in another form", body, `{"a": [300]}`, `{"a": 300.0}`, yes},
	{"a number with an exponent", body, `{"a": [300]}`, `{"a": 3.0e2}`, yes},
	{"another number", body, `{"a": [300]}`, `{"a": 301}`, no},
	{"Lambda compares digits", filter, `{"a": [300]}`, `{"a": 300}`, yes},
	{"Lambda compares digits with a fraction", filter, `{"a": [300]}`, `{"a": 300.0}`, no},
	{"Lambda compares digits with an exponent", filter, `{"a": [300]}`, `{"a": 3.0e2}`, no},
	{"a number beyond the limits matches its digits", body, `{"a": [123456789012]}`, `{"a": 123456789012}`, yes},
	{"a number beyond the limits matches no other", body, `{"a": [123456789012]}`, `{"a": 123456789013}`, no},
	{"numeric =", attributes, `{"a": [{"numeric": ["=", 301.5]}]}`, attrs(num("a", "3.015e2")), yes},
	{"numeric = another", attributes, `{"a": [{"numeric": ["=", 301.5]}]}`, attrs(num("a", "3.02e2")), no},
	{"numeric <", attributes, `{"a": [{"numeric": ["<", 0]}]}`, attrs(num("a", "-1.5")), yes},
	{"numeric < leaves out its bound", attributes, `{"a": [{"numeric": ["<", 0]}]}`, attrs(num("a", "0")), no},
	{"numeric <= has its bound", attributes, `{"a": [{"numeric": ["<=", 0]}]}`, attrs(num("a", "-0")), yes},
	{"numeric >", attributes, `{"a": [{"numeric": [">", 0]}]}`, attrs(num("a", "0.00001")), yes},
	{"numeric > leaves out its bound", attributes, `{"a": [{"numeric": [">", 0]}]}`, attrs(num("a", "0")), no},
	{"numeric >= has its bound", attributes, `{"a": [{"numeric": [">=", 7]}]}`, attrs(num("a", "7.0")), yes},
	{"a recorded range", attributes, `{"attr1": [{"numeric": [">", 0, "<=", 100]}]}`, attrs(num("attr1", "99")), yes},
	{"a recorded range, above", attributes, `{"attr1": [{"numeric": [">", 0, "<=", 100]}]}`, attrs(num("attr1", "111")), no},
	{"a range, closed above", attributes, `{"a": [{"numeric": [">", 0, "<=", 100]}]}`, attrs(num("a", "100")), yes},
	{"a range, open below", attributes, `{"a": [{"numeric": [">", 0, "<=", 100]}]}`, attrs(num("a", "0")), no},
	{"a range, closed below and open above", attributes, `{"a": [{"numeric": [">=", 0, "<", 100]}]}`, attrs(num("a", "0")), yes},
	{"two ranges are alternatives", attributes, `{"a": [{"numeric": ["<", 1]}, {"numeric": [">", 9]}]}`, attrs(num("a", "10")), yes},
	{"numeric wants a number", attributes, `{"a": [{"numeric": ["=", 5]}]}`, attrs(str("a", "5")), no},
	{"numeric wants a number in bodies", body, `{"a": [{"numeric": ["=", 5]}]}`, `{"a": "5"}`, no},
	{"a number that is none", attributes, `{"a": [{"numeric": ["=", 5]}]}`, attrs(num("a", "five")), no},
	{"five decimals count", body, `{"a": [{"numeric": ["=", 1.00001]}]}`, `{"a": 1.00002}`, no},
	{"the sixth decimal does not", body, `{"a": [{"numeric": ["=", 1.000011]}]}`, `{"a": 1.000012}`, yes},
	{"six decimals count in Lambda", filter, `{"a": [{"numeric": ["=", 1.000011]}]}`, `{"a": 1.000012}`, no},
	{"the largest number", body, `{"a": [{"numeric": ["<=", 1000000000]}]}`, `{"a": 1e9}`, yes},
	{"beyond the largest number", body, `{"a": [{"numeric": [">", 1]}]}`, `{"a": 1000000001}`, no},
	{"Lambda's numbers are larger", filter, `{"a": [{"numeric": [">", 1]}]}`, `{"a": 5000000000}`, yes},
	{"DynamoDB's numbers are strings", filter, `{"dynamodb": {"NewImage": {"n": {"N": [{"numeric": [">", 100]}, {"anything-but": "101"}]}}}}`, `{"dynamodb": {"NewImage": {"n": {"N": "42"}}}}`, yes},
	{"DynamoDB's numbers are strings, not 101", filter, `{"dynamodb": {"NewImage": {"n": {"N": [{"numeric": [">", 100]}, {"anything-but": "101"}]}}}}`, `{"dynamodb": {"NewImage": {"n": {"N": "101"}}}}`, no},

	// Strings.
	{"prefix", attributes, `{"a": [{"prefix": "bas"}]}`, attrs(str("a", "baseball")), yes},
	{"prefix of another", attributes, `{"a": [{"prefix": "bas"}]}`, attrs(str("a", "rugby")), no},
	{"prefix is case-sensitive", attributes, `{"a": [{"prefix": "bas"}]}`, attrs(str("a", "Baseball")), no},
	{"prefix of a number", body, `{"a": [{"prefix": "1"}]}`, `{"a": 123}`, no},
	{"the empty prefix", body, `{"a": [{"prefix": ""}]}`, `{"a": "x"}`, yes},
	{"suffix", attributes, `{"a": [{"suffix": "ball"}]}`, attrs(str("a", "baseball")), yes},
	{"suffix of another", attributes, `{"a": [{"suffix": "ball"}]}`, attrs(str("a", "rugby")), no},
	{"suffix of a keyword", body, `{"a": [{"suffix": "e"}]}`, `{"a": true}`, no},
	{"equals-ignore-case", attributes, `{"a": [{"equals-ignore-case": "tennis"}]}`, attrs(str("a", "TeNNis")), yes},
	{"equals-ignore-case of another", attributes, `{"a": [{"equals-ignore-case": "tennis"}]}`, attrs(str("a", "tenniss")), no},
	{"equals-ignore-case beyond ASCII", body, `{"a": [{"equals-ignore-case": "ärger"}]}`, `{"a": "ÄRGER"}`, yes},
	{"prefix that ignores case", filter, `{"a": [{"prefix": {"equals-ignore-case": "EventB"}}]}`, `{"a": "eVENTbridge"}`, yes},
	{"prefix that ignores case, too short", filter, `{"a": [{"prefix": {"equals-ignore-case": "EventB"}}]}`, `{"a": "event"}`, no},
	{"suffix that ignores case", filter, `{"a": [{"suffix": {"equals-ignore-case": ".PNG"}}]}`, `{"a": "photo.png"}`, yes},
	{"suffix that ignores case, another", filter, `{"a": [{"suffix": {"equals-ignore-case": ".PNG"}}]}`, `{"a": "photo.jpg"}`, no},
	{"wildcard", filter, `{"a": [{"wildcard": "dir/*/file*.txt"}]}`, `{"a": "dir/x/y/file7.txt"}`, yes},
	{"wildcard of nothing", filter, `{"a": [{"wildcard": "dir/*.txt"}]}`, `{"a": "dir/.txt"}`, yes},
	{"wildcard of another", filter, `{"a": [{"wildcard": "dir/*.txt"}]}`, `{"a": "dir/x.png"}`, no},
	{"wildcard does not overlap", filter, `{"a": [{"wildcard": "aba*aba"}]}`, `{"a": "ababa"}`, no},
	{"wildcard with an escaped star", filter, `{"a": [{"wildcard": "a\\*b*"}]}`, `{"a": "a*bc"}`, yes},
	{"wildcard with an escaped star, another", filter, `{"a": [{"wildcard": "a\\*b"}]}`, `{"a": "axb"}`, no},
	{"cidr", attributes, `{"ip": [{"cidr": "10.0.0.0/24"}]}`, attrs(str("ip", "10.0.0.255")), yes},
	{"cidr, outside", attributes, `{"ip": [{"cidr": "10.0.0.0/24"}]}`, attrs(str("ip", "10.1.1.0")), no},
	{"cidr of an address inside", body, `{"ip": [{"cidr": "10.0.0.77/24"}]}`, `{"ip": "10.0.0.1"}`, yes},
	{"cidr of IPv6", body, `{"ip": [{"cidr": "2001:db8:1234:1a00::/64"}]}`, `{"ip": "2001:db8:1234:1a00::1"}`, yes},
	{"cidr of no address", body, `{"ip": [{"cidr": "10.0.0.0/24"}]}`, `{"ip": "10.0.0"}`, no},

	// Anything but.
	{"anything but a string", attributes, `{"a": [{"anything-but": "x"}]}`, attrs(str("a", "y")), yes},
	{"anything but itself", attributes, `{"a": [{"anything-but": "x"}]}`, attrs(str("a", "x")), no},
	{"anything but wants a value", attributes, `{"a": [null, {"anything-but": "whatever"}]}`, attrs(), no},
	{"anything but wants this value", attributes, `{"a": [{"anything-but": "x"}]}`, attrs(str("b", "y")), no},
	{"anything but a list", attributes, `{"a": [{"anything-but": ["rugby", "tennis"]}]}`, attrs(str("a", "rugby")), no},
	{"an array has something but the list", attributes, `{"a": [{"anything-but": ["rugby", "tennis"]}]}`, attrs(list("a", `["rugby", "baseball"]`)), yes},
	{"an array has nothing but the list", attributes, `{"a": [{"anything-but": ["rugby", "tennis"]}]}`, attrs(list("a", `["rugby"]`)), no},
	{"a body's array has something but the list", body, `{"a": [{"anything-but": ["rugby", "tennis"]}]}`, `{"a": ["rugby", "baseball"]}`, yes},
	{"anything but numbers", attributes, `{"a": [{"anything-but": [100, 500]}]}`, attrs(num("a", "101")), yes},
	{"anything but numbers of another form", attributes, `{"a": [{"anything-but": [100, 500]}]}`, attrs(num("a", "100.0")), no},
	{"an array has a number but those", attributes, `{"a": [{"anything-but": [100, 500]}]}`, attrs(pattern.Attribute{"a", "Number.Array", "[100, 50]"}), yes},
	{"anything but a number is any string", body, `{"a": [{"anything-but": 1}]}`, `{"a": "1"}`, yes},
	{"anything but a string is any number", body, `{"a": [{"anything-but": "1"}]}`, `{"a": 1}`, yes},
	{"anything but a prefix", attributes, `{"event": [{"anything-but": {"prefix": "order-"}}]}`, attrs(str("event", "order_number")), yes},
	{"anything but its prefix", attributes, `{"event": [{"anything-but": {"prefix": "order-"}}]}`, attrs(str("event", "order-cancelled")), no},
	{"Lambda: anything but a suffix", filter, `{"a": [{"anything-but": {"suffix": ".png"}}]}`, `{"a": "x.jpg"}`, yes},
	{"Lambda: anything but its suffix", filter, `{"a": [{"anything-but": {"suffix": ".png"}}]}`, `{"a": "x.png"}`, no},
	{"Lambda: anything but whatever the case", filter, `{"a": [{"anything-but": {"equals-ignore-case": "x"}}]}`, `{"a": "X"}`, no},
	{"Lambda: anything but a list whatever the case", filter, `{"a": [{"anything-but": {"equals-ignore-case": ["x", "y"]}}]}`, `{"a": "Z"}`, yes},
	{"Lambda: anything but a wildcard", filter, `{"a": [{"anything-but": {"wildcard": "*/lib/*"}}]}`, `{"a": "/usr/lib/x"}`, no},

	// Existence.
	{"exists", attributes, `{"store": [{"exists": true}]}`, attrs(num("store", "99"), num("def", "99")), yes},
	{"exists, but does not", attributes, `{"store": [{"exists": true}]}`, attrs(num("attr1", "111")), no},
	{"does not exist", attributes, `{"store": [{"exists": false}]}`, attrs(num("def", "99")), yes},
	{"does not exist, but does", attributes, `{"store": [{"exists": false}]}`, attrs(num("store", "99"), num("def", "99")), no},
	{"absence needs some attribute", attributes, `{"store": [{"exists": false}]}`, attrs(), no},
	{"absence in an empty body", body, `{"store": [{"exists": false}]}`, `{}`, yes},
	{"absent or a value", attributes, `{"a": ["x", {"exists": false}]}`, attrs(str("b", "y")), yes},
	{"absent or another value", attributes, `{"a": ["x", {"exists": false}]}`, attrs(str("a", "y")), no},
	{"null is not enough to exist in SNS", body, `{"a": [{"exists": true}]}`, `{"a": null}`, no},
	{"the empty string is not enough to exist in SNS", body, `{"a": [{"exists": true}]}`, `{"a": ""}`, no},
	{"null is not absent either", body, `{"a": [{"exists": false}]}`, `{"a": null}`, no},
	{"null exists in Lambda", filter, `{"a": [{"exists": true}]}`, `{"a": null}`, yes},
	{"only leaves exist", body, `{"a": [{"exists": true}]}`, `{"a": {"b": 1}}`, no},
	{"an object is no leaf", body, `{"a": [{"exists": false}]}`, `{"a": {"b": 1}}`, yes},
	{"an empty array is absent", body, `{"a": [{"exists": false}]}`, `{"a": []}`, yes},

	// Nested keys and arrays in documents.
	{"nested keys", body, nestedBody, `{"object": {"key": "auto-test"}}`, yes},
	{"nested keys, the other value", body, nestedBody, `{"object": {"key": "hardcodedvalue"}}`, yes},
	{"nested keys, no such prefix", body, nestedBody, `{"object": {"key": "test-auto"}}`, no},
	{"nested keys, one too many outside", body, nestedBody, `{"object": {"key": "auto-test"}, "test": "just-exists"}`, no},
	{"nested keys, one too many inside", body, nestedBody, `{"object": {"key": "auto-test", "nested_key": "just-exists"}}`, no},
	{"nested keys, one is missing", body, nestedBody, `{"object": {"test": "auto-test"}}`, no},
	{"no JSON does not match", body, nestedBody, `Regular string message`, no},
	{"a JSON string does not match", body, nestedBody, `"Regular string message"`, no},
	{"no JSON does not match absence", body, `{"a": [{"exists": false}]}`, `{"b": 1`, no},
	{"an array does not match", body, `{"a": [1]}`, `[{"a": 1}]`, no},
	{"text behind the document", body, `{"a": [1]}`, `{"a": 1} x`, no},
	{"a dotted key, nested in the document", body, `{"object.nested.test": ["v"]}`, `{"object": {"nested": {"test": "v"}}}`, yes},
	{"a dotted key, dotted in the document", body, `{"object.nested.test": ["v"]}`, `{"object.nested.test": "v"}`, yes},
	{"a dotted key, dotted first", body, `{"object.nested.test": ["v"]}`, `{"object.nested": {"test": "v"}}`, yes},
	{"a dotted key, dotted last", body, `{"object.nested.test": ["v"]}`, `{"object": {"nested.test": "v"}}`, yes},
	{"a dotted key, another value", body, `{"object.nested.test": ["v"]}`, `{"object": {"nested": {"test": "w"}}}`, no},
	{"a nested key, dotted in the document", body, `{"object": {"nested": ["v"]}}`, `{"object.nested": "v"}`, yes},
	{"an empty name", body, `{"a": {"": [1]}}`, `{"a": {"": 1}}`, yes},
	{"one of an array", body, `{"headers": {"route-to": ["queue1"]}}`, `{"headers": {"route-to": ["queue2", "queue1"]}}`, yes},
	{"none of an array", body, `{"headers": {"route-to": ["queue1"]}}`, `{"headers": {"route-to": ["queue3"]}}`, no},
	{"an array of arrays", body, `{"a": [3]}`, `{"a": [[1], [2, [3]]]}`, yes},
	{"an array of objects", body, insurance, `{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "auto-1.xml", "size": 17}}}]}`, yes},
	{"an array of objects, another event", body, insurance, `{"Records": [{"eventName": "ObjectRemoved:Delete", "s3": {"object": {"key": "auto-1.xml"}}}]}`, no},
	{"an array of objects, another key", body, insurance, `{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "home-1.xml"}}}]}`, no},
	{"arrays of arrays of objects", body, insurance, `{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": [[{"key": "auto-1.xml"}]]}}, {"eventName": "ObjectRemoved:Delete", "s3": {"object": {"key": "home-1.xml"}}}]}`, yes},
	{"keys meet in one member", body, pairs, `{"items": [{"sku": "a", "count": 1}, {"sku": "b", "count": 2}]}`, yes},
	{"keys do not meet across members", body, pairs, `{"items": [{"sku": "a", "count": 2}, {"sku": "b", "count": 1}]}`, no},
	{"keys meet in arrays of a member", body, pairs, `{"items": [{"sku": ["a", "b"], "count": [1, 2]}]}`, yes},
	{"keys of different arrays are independent", body, `{"a": {"x": [1]}, "b": {"x": [2]}}`, `{"a": [{"x": 0}, {"x": 1}], "b": [{"x": 2}, {"x": 3}]}`, yes},
	{"absence in the member that matches", body, `{"items": {"id": [1], "z": [{"exists": false}]}}`, `{"items": [{"id": 1}, {"id": 2, "z": 3}]}`, yes},
	{"presence in the member that matches", body, `{"items": {"id": [1], "z": [{"exists": false}]}}`, `{"items": [{"id": 1, "z": 3}, {"id": 2}]}`, no},
	{"inner members bind outer ones", body, `{"a": {"b": {"x": [1]}, "y": [2]}}`, `{"a": [{"b": [{"x": 0}, {"x": 1}], "y": 0}, {"b": [{"x": 0}], "y": 2}]}`, no},
	{"alternatives bind members too", body, `{"items": {"sku": ["b"], "$or": [{"count": [1]}, {"count": [2]}]}}`, `{"items": [{"sku": "a", "count": 1}, {"sku": "b", "count": 2}]}`, yes},
	{"alternatives do not meet across members", body, `{"items": {"sku": ["b"], "$or": [{"count": [1]}, {"count": [3]}]}}`, `{"items": [{"sku": "a", "count": 1}, {"sku": "b", "count": 2}]}`, no},

	// $or, as recorded.
	{"or: first and first", body, alarms, `{"metricName": "ReadLatency", "detail": {"scope": "Service", "source": "aws.cloudwatch"}}`, yes},
	{"or: second and first", body, alarms, `{"namespace": "AWS/ES", "detail": {"scope": "Service", "source": "aws.cloudwatch"}}`, yes},
	{"or: first and second", body, alarms, `{"metricName": "CPUUtilization", "detail": {"scope": "Service", "type": "CloudWatch Alarm State Change"}}`, yes},
	{"or: wrong scope", body, alarms, `{"metricName": "CPUUtilization", "detail": {"scope": "aws.cloudwatch", "type": "CloudWatch Alarm State Change"}}`, no},
	{"or: wrong type", body, alarms, `{"metricName": "CPUUtilization", "detail": {"scope": "Service", "type": "CPUUtilization"}}`, no},
	{"or: no scope", body, alarms, `{"metricName": "CPUUtilization", "detail": {"type": "CloudWatch Alarm State Change"}}`, no},
	{"or: neither source nor type", body, alarms, `{"metricName": "CPUUtilization", "detail": {"scope": "Service"}}`, no},
	{"or: values of the other key", body, alarms, `{"metricName": "AWS/EC2", "detail": {"scope": "Service", "type": "CloudWatch Alarm State Change"}}`, no},
	{"or: scope elsewhere", body, alarms, `{"metricName": "CPUUtilization", "scope": "Service"}`, no},
	{"or of attributes", attributes, `{"a": ["x"], "$or": [{"b": ["y"]}, {"c": ["z"]}]}`, attrs(str("a", "x"), str("c", "z")), yes},
	{"or in or", attributes, `{"$or": [{"a": ["x"]}, {"b": ["y"], "$or": [{"c": [1]}, {"d": [2]}]}]}`, attrs(str("b", "y"), num("d", "2")), yes},
	{"or of one is a key", attributes, `{"$or": [{"prefix": "x"}]}`, attrs(str("$or", "xyz")), yes},
	{"or with reserved names is a key", attributes, `{"$or": [{"numeric": ["=", 1]}, {"prefix": "x"}]}`, attrs(str("$or", "xyz")), yes},
	{"or of no objects is a key", attributes, `{"$or": ["x", "y"]}`, attrs(str("$or", "y")), yes},

	// Limits of SNS.
	{"five keys are not too many", attributes, `{"a": [1], "b": [1], "c": [1], "d": [1], "e": [1]}`, attrs(num("a", "1")), no},
	{"150 combinations", attributes, `{"key": ` + values(150) + `}`, attrs(str("key", "value149")), yes},
	{"150 combinations of an or", attributes, `{"source": ["1", "2", "3"], "$or": [{"metricName": [1, 2, 3, 4, 5, 6]}, {"metricType": [1, 2, 3, 4], "$or": [{"metricId": [1, 2, 3, 4]}, {"spaceId": [1, 2, 3, 4, 5, 6, 7]}]}]}`, attrs(str("source", "3"), num("metricName", "6")), yes},
	{"152 combinations of an or", attributes, `{"source": ["1", "2", "3", "4"], "$or": [{"metricName": [1, 2, 3, 4, 5, 6]}, {"metricType": [1, 2, 3, 4], "$or": [{"metricId": [1, 2, 3, 4]}, {"spaceId": [1, 2, 3, 4]}]}]}`, nil, tooComplex},
	{"160 combinations of nested ors", body, `{"$or": [{"metricName": [1, 2, 3]}, {"namespace": [1, 2]}], "detail": {"scope": [1, 2], "$or": [{"source": [1]}, {"type": [1, 2, 3]}]}}`, nil, tooComplex},
	{"depth counts", body, `{"a": {"b": {"c": ` + values(50) + `}}}`, `{"a": {"b": {"c": "value49"}}}`, yes},
	{"depth counts, too complex", body, `{"a": {"b": {"c": ` + values(51) + `}}}`, nil, tooComplex},
	{"nested keys are counted at the leaves", body, `{"a": [1], "b": [1], "c": [1], "finding": {"d": [1], "e": [1], "f": [1]}}`, nil, tooMany},
	{"parents are not counted", body, `{"finding": {"a": [1], "b": [1], "c": [1], "d": [1]}, "e": [1]}`, `{"e": 1}`, no},
	{"Lambda has no such limits", filter, `{"a": ` + values(200) + `, "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}`, `{}`, no},
	{"too large", body, `{"a": ["` + strings.Repeat("x", 256<<10) + `"]}`, nil, "Filter policy can not be larger than 262144 bytes"},
	{"too large for Lambda", filter, `{"a": ["` + strings.Repeat("x", 4096) + `"]}`, nil, badFilter},
	{"a dotted key does not nest", attributes, `{"a.b": [1]}`, attrs(num("a.b", "1")), yes},
	{"an operator's error comes before that of nesting", attributes, `{"a": {"b": []}}`, nil, "Empty arrays are not allowed" + at(`{"a":{"b":[]}}`, 13)},

	// Errors of event-ruler, not recorded.
	{"no policy", body, ``, nil, "Filter is not an object" + at(``, 1)},
	{"not an object", body, `["a"]`, nil, "Filter is not an object" + at(`["a"]`, 2)},
	{"a string for a policy", body, ` "a" `, nil, "Filter is not an object" + at(`"a"`, 2)},
	{"an empty object", body, `{"a": {}}`, nil, "Empty objects are not allowed" + at(`{"a":{}}`, 8)},
	{"an array of arrays for values", attributes, `{"key": [["value"]]}`, nil, "Match value must be String, number, true, false, or null" + at(`{"key":[["value"]]}`, 10)},
	{"an unknown operator", attributes, `{"key": [{"wrong-operator": true}]}`, nil, "Unrecognized match type wrong-operator" + at(`{"key":[{"wrong-operator":true}]}`, 31)},
	{"two operators", attributes, `{"key": [{"suffix": "value", "prefix": "value2"}]}`, nil, "Only one key allowed in match expression" + at(`{"key":[{"suffix":"value","prefix":"value2"}]}`, 37)},
	{"no operator", body, `{"a": [{}]}`, nil, "Match expression name not found" + at(`{"a":[{}]}`, 9)},
	{"SNS has no wildcard", body, `{"a": [{"wildcard": "*"}]}`, nil, "Unrecognized match type wildcard" + at(`{"a":[{"wildcard":"*"}]}`, 20)},
	{"SNS's prefix takes no object", body, `{"a": [{"prefix": {"equals-ignore-case": "x"}}]}`, nil, "prefix match pattern must be a string" + at(`{"a":[{"prefix":{"equals-ignore-case":"x"}}]}`, 18)},
	{"equals-ignore-case of a number", body, `{"a": [{"equals-ignore-case": 1.50}]}`, nil, "equals-ignore-case match pattern must be a string" + at(`{"a":[{"equals-ignore-case":1.5}]}`, 32)},
	{"numbers are written by Java", body, `{"a": [{"prefix": 1e10}]}`, nil, "prefix match pattern must be a string" + at(`{"a":[{"prefix":1.0E10}]}`, 23)},
	{"columns count UTF-16 units", body, `{"😀é": [{"prefix": 1}]}`, nil, "prefix match pattern must be a string" + at(`{"😀é":[{"prefix":1}]}`, 20)},
	{"long policies are cut", body, `{"` + strings.Repeat("k", 600) + `": 1}`, nil, `"` + strings.Repeat("k", 600) + "\" must be an object or an array\n at [Source: (String)\"{\"" + strings.Repeat("k", 498) + `"[truncated 106 chars]; line: 1, column: 606]`},
	{"numeric is no array", body, `{"a": [{"numeric": 1}]}`, nil, "Value of numeric must be an array." + at(`{"a":[{"numeric":1}]}`, 19)},
	{"numeric is empty", body, `{"key": [{"numeric": []}]}`, nil, "Invalid member in numeric match: ]" + at(`{"key":[{"numeric":[]}]}`, 22)},
	{"numeric with an unknown operator", body, `{"key": [{"numeric": ["operator"]}]}`, nil, "Unrecognized numeric range operator: operator" + at(`{"key":[{"numeric":["operator"]}]}`, 32)},
	{"numeric with a number first", body, `{"key": [{"numeric": [1, "<="]}]}`, nil, "Invalid member in numeric match: 1" + at(`{"key":[{"numeric":[1,"<="]}]}`, 22)},
	{"numeric of a string", body, `{"key": [{"numeric": ["=", "000"]}]}`, nil, "Value of equals must be numeric" + at(`{"key":[{"numeric":["=","000"]}]}`, 26)},
	{"numeric of nothing", body, `{"key": [{"numeric": [">="]}]}`, nil, "Value of >= must be numeric" + at(`{"key":[{"numeric":[">="]}]}`, 26)},
	{"numeric range upside down", body, `{"key": [{"numeric": ["<", 100, ">", 10]}]}`, nil, "Too many elements in numeric expression" + at(`{"key":[{"numeric":["<",100,">",10]}]}`, 30)},
	{"numeric range of two lower bounds", body, `{"key": [{"numeric": [">=", 1, ">", 2]}]}`, nil, "Bad numeric range operator: >" + at(`{"key":[{"numeric":[">=",1,">",2]}]}`, 31)},
	{"numeric range of nothing", body, `{"key": [{"numeric": [">", 3, "<", 1]}]}`, nil, "Bottom must be less than top" + at(`{"key":[{"numeric":[">",3,"<",1]}]}`, 33)},
	{"numeric range of a point", body, `{"key": [{"numeric": [">=", 3, "<=", 3]}]}`, nil, "Bottom must be less than top" + at(`{"key":[{"numeric":[">=",3,"<=",3]}]}`, 35)},
	{"numeric range without its end", body, `{"key": [{"numeric": [">", 20, "<="]}]}`, nil, "Value of <= must be numeric" + at(`{"key":[{"numeric":[">",20,"<="]}]}`, 33)},
	{"numeric range without an operator", body, `{"key": [{"numeric": [">", 20, 30]}]}`, nil, "Bad value in numeric range: 30" + at(`{"key":[{"numeric":[">",20,30]}]}`, 30)},
	{"numeric range with an unknown operator", body, `{"key": [{"numeric": [">", 20, "test"]}]}`, nil, "Bad numeric range operator: test" + at(`{"key":[{"numeric":[">",20,"test"]}]}`, 34)},
	{"numeric range from a string", body, `{"key": [{"numeric": [">", "20", "<", "30"]}]}`, nil, "Value of > must be numeric" + at(`{"key":[{"numeric":[">","20","<","30"]}]}`, 26)},
	{"numeric range to a string", body, `{"key": [{"numeric": [">", 20, "<", "30"]}]}`, nil, "Value of < must be numeric" + at(`{"key":[{"numeric":[">",20,"<","30"]}]}`, 33)},
	{"numeric range with too much", body, `{"key": [{"numeric": [">", 20, "<", 30, "<", 50]}]}`, nil, "Too many terms in numeric range expression" + at(`{"key":[{"numeric":[">",20,"<",30,"<",50]}]}`, 36)},
	{"numeric beyond the limits", body, `{"a": [{"numeric": ["=", 1000000001]}]}`, nil, outOfRange + at(`{"a":[{"numeric":["=",1000000001]}]}`, 34)},
	{"a key behind numeric", body, `{"a": [{"numeric": ["=", 1], "b": 2}]}`, nil, "Too many elements in numeric expression" + at(`{"a":[{"numeric":["=",1],"b":2}]}`, 31)},
	{"anything but null", body, `{"a": [{"anything-but": null}]}`, nil, "Value of anything-but must be an array or single string/number value." + at(`{"a":[{"anything-but":null}]}`, 27)},
	{"anything but nothing", body, `{"a": [{"anything-but": []}]}`, nil, mixedList + at(`{"a":[{"anything-but":[]}]}`, 25)},
	{"anything but a mixed list", body, `{"a": [{"anything-but": ["x", 1]}]}`, nil, mixedList + at(`{"a":[{"anything-but":["x",1]}]}`, 30)},
	{"anything but a list of keywords", body, `{"a": [{"anything-but": ["x", null]}]}`, nil, badList + at(`{"a":[{"anything-but":["x",null]}]}`, 32) + at(`{"a":[{"anything-but":["x",null]}]}`, 32)},
	{"anything but the empty prefix", body, `{"a": [{"anything-but": {"prefix": ""}}]}`, nil, "Null prefix not allowed" + at(`{"a":[{"anything-but":{"prefix":""}}]}`, 35)},
	{"anything but no operator", body, `{"a": [{"anything-but": {}}]}`, nil, "Anything-But expression name not found" + at(`{"a":[{"anything-but":{}}]}`, 25)},
	{"anything but a number beyond the limits", body, `{"a": [{"anything-but": 1e10}]}`, nil, outOfRange},
	{"anything but a list beyond the limits", body, `{"a": [{"anything-but": [1e10]}]}`, nil, outOfRange + at(`{"a":[{"anything-but":[1.0E10]}]}`, 30)},
	{"cidr of one address", body, `{"a": [{"cidr": "10.0.0.0/32"}]}`, nil, "IPv4 mask bits must be < 32"},
	{"cidr of one IPv6 address", body, `{"a": [{"cidr": "::1/128"}]}`, nil, "IPv6 mask bits must be < 128"},
	{"cidr with negative bits", body, `{"a": [{"cidr": "10.0.0.0/-1"}]}`, nil, "Malformed CIDR, mask bits must not be negative"},
	{"cidr of an impossible address", body, `{"a": [{"cidr": "10.0.0.256/8"}]}`, nil, "Invalid IP address: 10.0.0.256"},

	// Errors of Jackson, not recorded.
	{"a literal cut off", body, `{"a": [nul`, nil, invalidJSON("Unrecognized token 'nul': "+notJSON, 11)},
	{"an odd value", body, `{"a": ?}`, nil, invalidJSON("Unexpected character ('?' (code 63)): "+aValue, 8)},
	{"a comma too many", body, `{"a": [1,]}`, nil, invalidJSON("Unexpected character (']' (code 93)): "+aValue, 11)},
	{"a comma behind the last field", body, `{"a": [1],}`, nil, invalidJSON("Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 12)},
	{"no comma between values", body, `{"a": [1 2]}`, nil, invalidJSON("Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 11)},
	{"no colon", body, `{"a" [1]}`, nil, invalidJSON("Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value", 7)},
	{"the wrong close marker", body, `{"a": [1}`, nil, invalidJSON("Unexpected close marker '}': expected ']' (for Array starting at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 7])", 10)},
	{"an end too early", body, `{"a": [1]`, nil, invalidJSON("Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])", 10)},
	{"an end behind a colon", body, `{"a":`, nil, invalidJSON("Unexpected end-of-input within/between Object entries", 6)},
	{"an end in a string", body, `{"a": ["x`, nil, invalidJSON("Unexpected end-of-input: was expecting closing quote for a string value", 10)},
	{"an end in a name", body, `{"a`, nil, invalidJSON("Unexpected end-of-input in field name", 4)},
	{"an unknown escape", body, `{"a": ["\x"]}`, nil, invalidJSON("Unrecognized character escape 'x' (code 120)", 11)},
	{"a control character", body, "{\"a\": [\"\t\"]}", nil, invalidJSON("Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in string value", 10)},
	{"a leading zero", body, `{"a": [01]}`, nil, invalidJSON("Invalid numeric value: Leading zeroes not allowed", 9)},
	{"Lambda has one message", filter, `{"eventName": ["INSERT"=123}`, nil, badFilter},
	{"Lambda has one message for operators", filter, `{"a": [{"nope": 1}]}`, nil, badFilter},
	{"Lambda has one message for empty objects", filter, `{}`, nil, badFilter},
	{"Lambda has one message for wildcards", filter, `{"a": [{"wildcard": "a**b"}]}`, nil, badFilter},
}

// recordedErrors are AWS's answers to these policies, behind "Invalid
// parameter: FilterPolicy: " and "Invalid parameter: Attributes Reason:
// FilterPolicy: ".
var recordedErrors = []testCase{
	{"error-condition-none", attributes, `{"key": [{"exists": null}]}`, nil, "exists match pattern must be either true or false." + at(`{"key":[{"exists":null}]}`, 23)},
	{"error-condition-string", attributes, `{"key": [{"exists": "no"}]}`, nil, "exists match pattern must be either true or false." + at(`{"key":[{"exists":"no"}]}`, 20)},
	{"error-condition-anything-but-exists", attributes, `{"key": [{"anything-but": {"exists": false}}]}`, nil, "Unsupported anything-but pattern: exists" + at(`{"key":[{"anything-but":{"exists":false}}]}`, 40)},
	{"error-condition-anything-but-prefix-wrong-type", attributes, `{"key": [{"anything-but": {"prefix": false}}]}`, nil, "prefix match pattern must be a string" + at(`{"key":[{"anything-but":{"prefix":false}}]}`, 40)},
	{"error-condition-anything-but-suffix", attributes, `{"key": [{"anything-but": {"suffix": "test"}}]}`, nil, "Unsupported anything-but pattern: suffix" + at(`{"key":[{"anything-but":{"suffix":"test"}}]}`, 36)},
	{"error-condition-wrong-operator", attributes, `{"key": [{"anything-but": {"wrong-operator": null}}]}`, nil, "Unsupported anything-but pattern: wrong-operator" + at(`{"key":[{"anything-but":{"wrong-operator":null}}]}`, 47)},
	{"error-condition-bad-cidr-str", attributes, `{"key": [{"cidr": "bad-filter"}]}`, nil, "Malformed CIDR, one '/' required"},
	{"error-condition-bad-cidr-str-slash", attributes, `{"key": [{"cidr": "bad-filter/64"}]}`, nil, "Nonstandard IP address: bad-filter"},
	{"error-condition-bad-cidr-str-slash-2", attributes, `{"key": [{"cidr": "bad-filter/filter"}]}`, nil, "Malformed CIDR, mask bits must be an integer"},
	{"error-condition-bad-cidr-v4", attributes, `{"key": [{"cidr": "xx.11.xx/8"}]}`, nil, "Nonstandard IP address: xx.11.xx"},
	{"error-condition-bad-cidr-v6", attributes, `{"key": [{"cidr": "xxxx:db8:1234:1a00::/64"}]}`, nil, "Nonstandard IP address: xxxx:db8:1234:1a00::"},
	{"error-condition-bad-type", attributes, `{"key": [{"cidr": ["bad-filter"]}]}`, nil, "prefix match pattern must be a string" + at(`{"key":[{"cidr":["bad-filter"]}]}`, 18)},
	{"error-condition-empty-array", attributes, `{"key": []}`, nil, "Empty arrays are not allowed" + at(`{"key":[]}`, 10)},
	{"error-condition-empty-list", attributes, `{"key": [{"suffix": []}]}`, nil, "suffix match pattern must be a string" + at(`{"key":[{"suffix":[]}]}`, 20)},
	{"error-condition-is-none", attributes, `{"key": [{"suffix": null}]}`, nil, "suffix match pattern must be a string" + at(`{"key":[{"suffix":null}]}`, 23)},
	{"error-condition-is-not-list-and-no-operator", attributes, `{"key": {"not-an-operator": "value"}}`, nil, `"not-an-operator" must be an object or an array` + at(`{"key":{"not-an-operator":"value"}}`, 28)},
	{"error-condition-is-not-list-and-operator", attributes, `{"key": {"suffix": "value"}}`, nil, `"suffix" must be an object or an array` + at(`{"key":{"suffix":"value"}}`, 19)},
	{"error-condition-is-not-list-two-ops", attributes, `{"key": {"suffix": "value", "prefix": "value"}}`, nil, `"suffix" must be an object or an array` + at(`{"key":{"suffix":"value","prefix":"value"}}`, 19)},
	{"error-condition-is-numeric", attributes, `{"key": [{"suffix": 100}]}`, nil, "suffix match pattern must be a string" + at(`{"key":[{"suffix":100}]}`, 22)},
	{"error-condition-list-wrong-type", attributes, `{"key": [{"suffix": ["test", "test2"]}]}`, nil, "suffix match pattern must be a string" + at(`{"key":[{"suffix":["test","test2"]}]}`, 20)},
	{"error-complexity-in-one-condition", attributes, `{"key": ` + values(151) + `}`, nil, tooComplex},
	{"error-complexity-in-two-conditions", attributes, `{"key1": ` + values(100) + `, "key2": ` + values(51) + `}`, nil, tooComplex},
	{"error-complexity-too-many-fields", attributes, `{"key1": [1], "key2": [1], "key3": [1], "key4": [1], "key5": [1], "key6": [1]}`, nil, tooMany},
	{"sub-filter-policy-max-attr-keys", body, `{"key_a": ["1"], "key_b": ["1"], "key_c": ["1"], "key_d": ["1"], "key_e": ["1"], "key_f": ["1"]}`, nil, tooMany},
	{"sub-filter-policy-nested-error-too-many-combinations", body, `{"key_a": {"key_b": {"key_c": ["1", "2", "3", "4"]}}, "key_d": {"key_e": ["1", "2", "3"]}, "key_f": ["1", "2", "3"]}`, nil, tooComplex},
	{"sub-filter-policy-rule-no-list", body, `{"key_a": "value_one"}`, nil, `"key_a" must be an object or an array` + at(`{"key_a":"value_one"}`, 11)},
	{"sub-filter-policy-nested-error", attributes, `{"object": {"key": [{"prefix": "auto-"}]}}`, nil, notNested},
	{"subscribe-invalid-filter-policy", attributes, `invalid`, nil, invalidJSON("Unrecognized token 'invalid': "+notJSON, 8)},
	{"test_sqs_invalid_event_filter[None]", filter, `null`, nil, badFilter},
	{"test_sqs_invalid_event_filter[simple string]", filter, `simple string`, nil, badFilter},
	{"test_sqs_invalid_event_filter[invalid_filter2]", filter, `{"eventSource": "aws:sqs"}`, nil, badFilter},
	{"test_sqs_invalid_event_filter[invalid_filter3]", filter, `{"eventSource": []}`, nil, badFilter},
	{"test_dynamodb_invalid_event_filter[single-string]", filter, `single-string`, nil, badFilter},
	{`test_dynamodb_invalid_event_filter[[{"eventName": ["INSERT"=123}]]`, filter, `[{"eventName": ["INSERT"=123}]`, nil, badFilter},
}

func TestPatterns(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, c.run)
	}
}

func TestRecordedErrors(t *testing.T) {
	for _, c := range recordedErrors {
		t.Run(c.name, c.run)
	}
}

func (c *testCase) run(t *testing.T) {
	t.Parallel()
	if got := c.outcome(); got != c.want {
		t.Errorf("policy  %.200s\nmessage %v\n got %s\nwant %s", c.policy, c.message, got, c.want)
	}
}

func (c *testCase) outcome() string {
	p, err := pattern.Compile([]byte(c.policy), c.dialect)
	if err != nil {
		return err.Error()
	}
	matches := false
	switch message := c.message.(type) {
	case string:
		matches = p.MatchJSON([]byte(message))
	case []pattern.Attribute:
		matches = p.Match(message...)
	default:
		return "compiled"
	}
	if matches {
		return yes
	}
	return no
}

// AWS's answer to a nested policy of attributes does not name the parameter.
func TestNestedPolicyErrorIsBare(t *testing.T) {
	for policy, want := range map[string]bool{`{"a": {"b": [1]}}`: true, `{"a": []}`: false} {
		_, err := pattern.Compile([]byte(policy), pattern.SNSAttributes)
		var e *pattern.Error
		if !errors.As(err, &e) || e.Bare != want {
			t.Errorf("%s: %#v, want Bare %v", policy, err, want)
		}
	}
}

// A policy of bodies may become one of attributes when it does not nest.
func TestNested(t *testing.T) {
	for policy, want := range map[string]bool{
		`{"a": [1], "$or": [{"b": [1]}, {"c": [1]}]}`: false,
		`{"a": {"b": [1]}}`:                           true,
	} {
		if got := compile(t, pattern.SNSBody, policy).Nested(); got != want {
			t.Errorf("Nested of %s is %v", policy, got)
		}
	}
}

func TestUses(t *testing.T) {
	p := compile(t, pattern.Lambda, `{"body": {"x": [1]}, "eventName": ["INSERT"]}`)
	for name, want := range map[string][2]bool{"body": {false, true}, "eventName": {true, false}, "data": {}} {
		if value, below := p.Uses(name); value != want[0] || below != want[1] {
			t.Errorf("Uses(%q) = %v, %v", name, value, below)
		}
	}
}

func TestPatternsAreSafeForConcurrentUse(t *testing.T) {
	p := compile(t, pattern.SNSBody, pairs)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			doc := fmt.Sprintf(`{"items": [{"sku": "a", "count": 2}, {"sku": "b", "count": %d}]}`, i%2+1)
			for range 200 {
				if p.MatchString(doc) != (i%2 == 1) {
					t.Error("a wrong answer for", doc)
				}
			}
		})
	}
	all.Wait()
}

// What a message leaves behind must not answer for the next one.
func TestMatchesAreIndependent(t *testing.T) {
	p := compile(t, pattern.SNSBody, `{"a": [{"exists": false}], "items": {"x": [1], "y": [2]}}`)
	for range 3 {
		if !p.MatchString(`{"items": [{"x": 1, "y": 2}]}`) {
			t.Error("a match is denied")
		}
		if p.MatchString(`{"a": 1, "items": [{"x": 1, "y": 2}]}`) || p.MatchString(`{"items": [{"x": 1}, {"y": 2}]}`) {
			t.Error("a match is invented")
		}
	}
}

// Documents and policies made to be hard end within the time of a test.
func TestHardDocuments(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	if compile(t, pattern.SNSBody, `{"b": [{"exists": false}]}`).MatchString(deep) {
		t.Error("a document deeper than Jackson reads matches")
	}
	if _, err := pattern.Compile([]byte(deep[:200_000]), pattern.SNSBody); err == nil {
		t.Error("a policy deeper than Jackson reads compiles")
	}
	var policy, doc strings.Builder
	for i := range 9 {
		fmt.Fprintf(&policy, `"k%d": {"x": [1], "y": [1]}, `, i)
		fmt.Fprintf(&doc, `"k%d": [%s{"x": 1, "y": 1}], `, i, strings.Repeat(`{"x": 1, "y": 0}, {"x": 1, "y": 1}, `, 50))
	}
	p := compile(t, pattern.Lambda, `{`+policy.String()+`"z": {"x": [1], "y": [1]}}`)
	if p.MatchString(`{` + doc.String() + `"z": [{"x": 1, "y": 0}, {"x": 0, "y": 1}]}`) {
		t.Error("keys of different members match")
	}
}
