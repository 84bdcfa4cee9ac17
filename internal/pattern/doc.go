// Package pattern is the JSON filter language that SNS filter policies and the
// filter criteria of Lambda's event source mappings share.
//
// A pattern is an object whose leaves are arrays: the keys say where a value
// stands, the array says which values are welcome.
//
//	{
//	  "store":   ["north", "south"],                       one of these ...
//	  "price":   [{"numeric": [">", 0, "<=", 100]}, null], ... or one of these tests
//	  "detail":  {"state": [{"anything-but": "test"}]},    of a nested document
//	  "$or":     [{"a": [1]}, {"b": [{"exists": false}]}]  either of these objects
//	}
//
// A document matches when every key has a value that one of the entries of its
// array accepts. Values are typed: "1" is not 1, "null" is not null. An array
// in the document stands for each of its elements, and keys that meet inside an
// array of objects must meet in the same object. Names are joined by dots, so
// {"a":{"b":…}} and {"a.b":…} say the same, in patterns and in documents.
//
// The tests are
//
//	{"prefix": "x"}  {"suffix": "x"}  {"equals-ignore-case": "x"}  {"wildcard": "a*z"}
//	{"numeric": ["=", 1]}             also <, <=, >, >= and ranges of two
//	{"cidr": "10.0.0.0/24"}           an address in a string
//	{"exists": true}                  false: no such key
//	{"anything-but": "x"}             also lists, numbers, and some of the tests above
//
// Which of them a service takes, its limits and how it words its errors is its
// [Dialect]: [SNSAttributes], [SNSBody] or [Lambda]. [Compile] checks a pattern
// against one and returns what matches message attributes ([Pattern.Match]) or
// JSON documents ([Pattern.MatchJSON]).
//
// AWS runs this language on its library event-ruler, which is public
// (github.com/aws/event-ruler): comments that name event-ruler tell where a
// message or a corner was found when neither the recordings nor AWS's
// documentation have it.
package pattern
