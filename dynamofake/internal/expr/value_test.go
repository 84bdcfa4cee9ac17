package expr

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestNormalizeRefuses(t *testing.T) {
	t.Parallel()
	const invalid = "One or more parameter values were invalid: "
	for source, want := range map[string]string{
		`{}`:                       "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
		`{"M": {"a": {}}}`:         "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
		`{"L": [{"S": "a"}, {}]}`:  "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
		`{"NULL": false}`:          invalid + "Null attribute value types must have the value of true",
		`{"SS": []}`:               invalid + "An string set  may not be empty",
		`{"NS": []}`:               invalid + "An number set  may not be empty",
		`{"BS": []}`:               invalid + "Binary sets should not be empty",
		`{"L": [{"SS": []}]}`:      invalid + "An string set  may not be empty",
		`{"M": {"a": {"BS": []}}}`: invalid + "Binary sets should not be empty",
		`{"SS": ["a", "a"]}`:       invalid + "Input collection [a, a] contains duplicates.",
		`{"SS": ["a", "b", "a"]}`:  invalid + "Input collection [a, b, a] contains duplicates.",
		`{"BS": ["Yg==", "Yg=="]}`: invalid + "Input collection [Yg==, Yg==]of type BS contains duplicates.",
		`{"NS": ["1", "1"]}`:       "Input collection contains duplicates",
		`{"NS": ["1", "1.0"]}`:     "Input collection contains duplicates",
		`{"NS": ["100", "1e2"]}`:   "Input collection contains duplicates",
		`{"NS": ["1", ""]}`:        "The parameter cannot be converted to a numeric value",
		`{"NS": ["1", "b"]}`:       "The parameter cannot be converted to a numeric value: b",
		`{"N": ""}`:                "The parameter cannot be converted to a numeric value",
		`{"N": "b"}`:               "The parameter cannot be converted to a numeric value: b",
		`{"M": {"": {"S": "a"}}}`:  "Empty attribute name",
		`{"M": {"b": {"N": "x"}, "a": {"N": "y"}}}`: "The parameter cannot be converted to a numeric value: y",
		nested(32): "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
	} {
		if _, err := Normalize(value(t, source)); message(err) != want {
			t.Errorf("%.80s: got %v, want %s", source, err, want)
		}
	}
}

// nested is a string under so many maps.
func nested(maps int) string {
	return strings.Repeat(`{"M": {"n": `, maps) + `{"S": "leaf"}` + strings.Repeat(`}}`, maps)
}

func TestNormalizeRefusesNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "Empty attribute name", strings.Repeat("a", 65536): "Attribute name is too large, must be less than 65536 bytes",
	} {
		if _, err := NormalizeItem(Item{name: value(t, `{"S": "a"}`)}); message(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestNormalizeKeepsWhatIsNormal(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`{"S": ""}`, `{"S": "a"}`, `{"B": ""}`, `{"N": "1.5"}`, `{"BOOL": false}`, `{"NULL": true}`, `{"SS": ["", "b"]}`, `{"NS": ["2", "1"]}`,
		`{"BS": ["YQ=="]}`, `{"L": []}`, `{"M": {}}`, `{"L": [{"N": "1"}, {"M": {"a": {"N": "-0.5"}}}]}`, nested(31),
	} {
		v := value(t, source)
		if got, err := Normalize(v); err != nil || got != v {
			t.Errorf("%.80s: got another one: %v, %v", source, got, err)
		}
	}
}

func TestNormalizeNumbersInside(t *testing.T) {
	t.Parallel()
	before := `{"M": {"n": {"N": "1.50"}, "l": {"L": [{"S": "x"}, {"N": "1e2"}, {"NS": ["01", "2"]}]}, "s": {"S": "1.50"}}}`
	want := `{"M": {"n": {"N": "1.5"}, "l": {"L": [{"S": "x"}, {"N": "100"}, {"NS": ["1", "2"]}]}, "s": {"S": "1.50"}}}`
	v := value(t, before)
	got, err := Normalize(v)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(value(t, want), got); d != "" {
		t.Error(d)
	}
	if d := diff(value(t, before), v); d != "" {
		t.Error("the original changed:", d)
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]int{
		`{"S": ""}`: 0, `{"S": "abc"}`: 3, `{"S": "é"}`: 2, `{"B": "YWJj"}`: 3, `{"BOOL": true}`: 1, `{"NULL": true}`: 1,
		`{"SS": ["a", "bcd"]}`: 4, `{"NS": ["1", "-123"]}`: 6, `{"BS": ["YQ==", "YWJj"]}`: 4, `{"L": []}`: 3, `{"M": {}}`: 3,
		`{"L": [{"S": "a"}, {"N": "1"}]}`: 8, `{"M": {"ab": {"S": "c"}}}`: 7,
	} {
		if got := Size(value(t, source)); got != want {
			t.Errorf("%s: got %d, want %d", source, got, want)
		}
	}
	if got := ItemSize(item(t, `{"id": {"S": "Fred"}, "n": {"N": "12"}}`)); got != 9 {
		t.Errorf("item: got %d, want 9", got)
	}
}

func TestEqual(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"S": "a"}`, `{"S": "a"}`, true}, {`{"S": "a"}`, `{"S": "b"}`, false}, {`{"S": "1"}`, `{"N": "1"}`, false}, {`{"S": "a"}`, `{"B": "YQ=="}`, false},
		{`{"N": "1"}`, `{"N": "1.0"}`, true}, {`{"N": "1"}`, `{"N": "-1"}`, false}, {`{"B": "YQ=="}`, `{"B": "YQ=="}`, true},
		{`{"BOOL": true}`, `{"BOOL": true}`, true}, {`{"BOOL": true}`, `{"BOOL": false}`, false}, {`{"NULL": true}`, `{"NULL": true}`, true},
		{`{"NULL": true}`, `{"BOOL": true}`, false}, {`{"SS": ["a", "b"]}`, `{"SS": ["b", "a"]}`, true}, {`{"SS": ["a"]}`, `{"SS": ["a", "b"]}`, false},
		{`{"SS": ["a", "b"]}`, `{"SS": ["a", "c"]}`, false}, {`{"NS": ["1", "2"]}`, `{"NS": ["2", "1"]}`, true}, {`{"SS": ["1"]}`, `{"NS": ["1"]}`, false},
		{`{"BS": ["YQ==", "Yg=="]}`, `{"BS": ["Yg==", "YQ=="]}`, true}, {`{"L": [{"S": "a"}, {"S": "b"}]}`, `{"L": [{"S": "b"}, {"S": "a"}]}`, false},
		{`{"L": [{"N": "1"}]}`, `{"L": [{"N": "1"}]}`, true}, {`{"L": []}`, `{"M": {}}`, false}, {`{"M": {"a": {"N": "1"}}}`, `{"M": {"a": {"N": "1"}}}`, true},
		{`{"M": {"a": {"N": "1"}}}`, `{"M": {"b": {"N": "1"}}}`, false}, {`{"M": {"a": {"N": "1"}}}`, `{"M": {}}`, false},
		{`{"M": {"a": {"SS": ["x", "y"]}}}`, `{"M": {"a": {"SS": ["y", "x"]}}}`, true},
	} {
		a, b := value(t, c.a), value(t, c.b)
		if Equal(a, b) != c.want || Equal(b, a) != c.want {
			t.Errorf("Equal(%s, %s) = %v", c.a, c.b, !c.want)
		}
	}
}

func TestKeysOfStringsAndBinariesHaveTheirOrder(t *testing.T) {
	t.Parallel()
	ascending := []string{"", "\x00", "\x00\x00", "\x00\x01", "\x00a", "\x01", "a", "a\x00", "a\x00b", "a\x01", "aa", "ab", "b", "z", "é", "€", "\U0001F600"}
	for i, a := range ascending {
		for j, b := range ascending {
			for _, pair := range [][2]Value{
				{&types.AttributeValueMemberS{Value: a}, &types.AttributeValueMemberS{Value: b}},
				{&types.AttributeValueMemberB{Value: []byte(a)}, &types.AttributeValueMemberB{Value: []byte(b)}},
			} {
				p, q := AppendKey(nil, pair[0]), AppendKey(nil, pair[1])
				if got, want := bytes.Compare(p, q), min(max(i-j, -1), 1); got != want {
					t.Errorf("%q, %q: %x, %x", a, b, p, q)
				}
				if i != j && bytes.HasPrefix(p, q) {
					t.Errorf("the key of %q begins with that of %q", a, b)
				}
				prefix := AppendKeyPrefix(nil, pair[1])
				if bytes.HasPrefix(p, prefix) != strings.HasPrefix(a, b) {
					t.Errorf("%q, %q: %x, %x", a, b, p, prefix)
				}
			}
		}
	}
}

func TestKeyAfter(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"a": "b", "a\xFF": "b", "\xFF": "", "": "", "a\x00\xFF\xFF": "a\x01"} {
		if got := KeyAfter([]byte(in)); string(got) != want || (want == "") != (got == nil) {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
