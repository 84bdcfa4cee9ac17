package expr

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
)

// item reads an item in DynamoDB's JSON.
func item(t testing.TB, source string) Item {
	t.Helper()
	var m map[string]map[string]json.RawMessage
	if err := json.Unmarshal([]byte(source), &m); err != nil {
		t.Fatalf("%v in %s", err, source)
	}
	it := Item{}
	for k, v := range m {
		it[k] = member(t, v)
	}
	return it
}

// value reads a value in DynamoDB's JSON.
func value(t testing.TB, source string) Value {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(source), &m); err != nil {
		t.Fatalf("%v in %s", err, source)
	}
	return member(t, m)
}

func member(t testing.TB, m map[string]json.RawMessage) Value {
	t.Helper()
	for kind, raw := range m {
		switch kind {
		case "S":
			return &types.AttributeValueMemberS{Value: decoded[string](t, raw)}
		case "N":
			return &types.AttributeValueMemberN{Value: decoded[string](t, raw)}
		case "B":
			return &types.AttributeValueMemberB{Value: decoded[[]byte](t, raw)}
		case "BOOL":
			return &types.AttributeValueMemberBOOL{Value: decoded[bool](t, raw)}
		case "NULL":
			return &types.AttributeValueMemberNULL{Value: decoded[bool](t, raw)}
		case "SS":
			return &types.AttributeValueMemberSS{Value: decoded[[]string](t, raw)}
		case "NS":
			return &types.AttributeValueMemberNS{Value: decoded[[]string](t, raw)}
		case "BS":
			return &types.AttributeValueMemberBS{Value: decoded[[][]byte](t, raw)}
		case "M":
			return &types.AttributeValueMemberM{Value: item(t, string(raw))}
		case "L":
			l := []Value{}
			for _, e := range decoded[[]json.RawMessage](t, raw) {
				l = append(l, value(t, string(e)))
			}
			return &types.AttributeValueMemberL{Value: l}
		}
	}
	return nil
}

func decoded[T any](t testing.TB, raw json.RawMessage) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return v
}

// message is the text of an error, or "" if there is none.
func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func diff(want, got any) string {
	return cmp.Diff(want, got, cmp.AllowUnexported(
		types.AttributeValueMemberS{}, types.AttributeValueMemberN{}, types.AttributeValueMemberB{}, types.AttributeValueMemberBOOL{},
		types.AttributeValueMemberNULL{}, types.AttributeValueMemberM{}, types.AttributeValueMemberL{}, types.AttributeValueMemberSS{},
		types.AttributeValueMemberNS{}, types.AttributeValueMemberBS{}))
}

// someValues are the values that the tests' expressions refer to, one of each type.
func someValues(t testing.TB) map[string]Value {
	t.Helper()
	return item(t, `{
		":s": {"S": "a"}, ":n": {"N": "1"}, ":b": {"B": "YQ=="}, ":bool": {"BOOL": true}, ":null": {"NULL": true},
		":ss": {"SS": ["a"]}, ":ns": {"NS": ["1"]}, ":bs": {"BS": ["YQ=="]}, ":m": {"M": {"a": {"S": "b"}}}, ":l": {"L": [{"N": "1"}]},
		":z": {"S": "z"}, ":n9": {"N": "9"}, ":type": {"S": "SS"}, ":empty": {"L": []}
	}`)
}

// scope returns a scope of names and someValues.
func scope(t testing.TB) *Scope {
	t.Helper()
	s, err := NewScope(map[string]string{"#a": "a", "#b": "b", "#c": "c", "#status": "status", "#dot": "x.y"}, someValues(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
