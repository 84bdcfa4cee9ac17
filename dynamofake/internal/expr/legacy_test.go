package expr

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// values reads a list of values in DynamoDB's JSON, or none.
func values(t testing.TB, source string) []Value {
	t.Helper()
	if source == "" {
		return nil
	}
	return value(t, `{"L": [`+source+`]}`).(*types.AttributeValueMemberL).Value
}

func TestLegacyArgumentsRefused(t *testing.T) {
	t.Parallel()
	const invalid = "One or more parameter values were invalid: "
	type refusal struct{ op, list, want string }
	count := func(op, list string) refusal {
		return refusal{op, list, invalid + "Invalid number of argument(s) for the " + op + " ComparisonOperator"}
	}
	cases := []refusal{
		count("IN", ""), count("BETWEEN", ""), count("BETWEEN", `{"S": "a"}`), count("BETWEEN", `{"S": "a"}, {"S": "a"}, {"S": "a"}`),
		count("NULL", `{"S": "a"}`), count("NOT_NULL", `{"S": "a"}`), count("NULL", `{"S": "a"}, {"S": "a"}`),
		{"IN", `{"S": "b"}, {"N": "1"}`, invalid + "AttributeValues inside AttributeValueList must be of same type"},
		{"BETWEEN", `{"S": "b"}, {"N": "1"}`, invalid + "AttributeValues inside AttributeValueList must be of same type"},
		{"BETWEEN", `{"S": "b"}, {"S": "a"}`, "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"},
		{"BETWEEN", `{"N": "10"}, {"N": "9"}`, "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"},
		{"EQ", `{}`, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
		{"EQ", `{"SS": []}`, invalid + "An string set  may not be empty"},
		{"EQ", `{"N": "b"}`, "The parameter cannot be converted to a numeric value: b"},
		{"EQ", `{"N": "1e126"}`, numberOverflow},
		{"EQ", `{"NULL": false}`, invalid + "Null attribute value types must have the value of true"},
	}
	for _, op := range []string{"EQ", "NE", "LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"} {
		cases = append(cases, count(op, ""), count(op, `{"S": "a"}, {"S": "a"}`))
	}
	samples := map[string]string{
		"N": `{"N": "1"}`, "BOOL": `{"BOOL": true}`, "NULL": `{"NULL": true}`, "SS": `{"SS": ["a"]}`, "NS": `{"NS": ["1"]}`, "BS": `{"BS": ["YQ=="]}`,
		"M": `{"M": {}}`, "L": `{"L": []}`,
	}
	for op, kinds := range map[string]string{
		"LT": "BOOL NULL SS NS BS M L", "LE": "BOOL NULL SS NS BS M L", "GT": "BOOL NULL SS NS BS M L", "GE": "BOOL NULL SS NS BS M L",
		"IN": "BOOL NULL SS NS BS M L", "BETWEEN": "BOOL NULL SS NS BS M L", "CONTAINS": "SS NS BS M L", "NOT_CONTAINS": "SS NS BS M L",
		"BEGINS_WITH": "N BOOL NULL SS NS BS M L",
	} {
		for _, kind := range strings.Fields(kinds) {
			list := samples[kind]
			if op == "BETWEEN" {
				list += "," + list
			}
			cases = append(cases, refusal{op, list, invalid + "ComparisonOperator " + op + " is not valid for " + kind + " AttributeValue type"})
		}
	}
	for _, c := range cases {
		condition := types.Condition{ComparisonOperator: types.ComparisonOperator(c.op), AttributeValueList: values(t, c.list)}
		if _, err := LegacyCondition(map[string]types.Condition{"a": condition}, ""); message(err) != c.want {
			t.Errorf("%s %s: got %v, want %s", c.op, c.list, err, c.want)
		}
		if _, err := LegacyKeyConditions(map[string]types.Condition{"a": condition}); message(err) != c.want {
			t.Errorf("%s %s as key condition: got %v, want %s", c.op, c.list, err, c.want)
		}
	}
}

func TestLegacyConditionsMatch(t *testing.T) {
	t.Parallel()
	it := item(t, `{"s": {"S": "hello"}, "n": {"N": "5"}, "ss": {"SS": ["a", "b"]}, "l": {"L": [{"N": "1"}]}, "a.b": {"S": "dotted"}, "m": {"M": {}}}`)
	for _, c := range []struct {
		name, op, list string
		want           bool
	}{
		{"s", "EQ", `{"S": "hello"}`, true}, {"s", "EQ", `{"S": "x"}`, false}, {"s", "NE", `{"S": "x"}`, true}, {"n", "EQ", `{"N": "5.0"}`, true},
		{"absent", "EQ", `{"S": "x"}`, false}, {"absent", "NE", `{"S": "x"}`, true}, {"n", "LT", `{"N": "10"}`, true}, {"n", "GT", `{"N": "10"}`, false},
		{"n", "LE", `{"N": "5"}`, true}, {"n", "GE", `{"N": "5"}`, true}, {"n", "LT", `{"S": "9"}`, false}, {"s", "NULL", "", false}, {"absent", "NULL", "", true},
		{"s", "NOT_NULL", "", true}, {"absent", "NOT_NULL", "", false}, {"s", "BEGINS_WITH", `{"S": "he"}`, true}, {"s", "CONTAINS", `{"S": "ell"}`, true},
		{"ss", "CONTAINS", `{"S": "a"}`, true}, {"ss", "NOT_CONTAINS", `{"S": "a"}`, false}, {"ss", "NOT_CONTAINS", `{"S": "c"}`, true},
		{"l", "CONTAINS", `{"N": "1"}`, true}, {"s", "IN", `{"S": "x"}, {"S": "hello"}`, true}, {"s", "IN", `{"S": "x"}`, false},
		{"n", "BETWEEN", `{"N": "1"}, {"N": "9"}`, true}, {"n", "BETWEEN", `{"N": "6"}, {"N": "9"}`, false}, {"a.b", "EQ", `{"S": "dotted"}`, true},
		{"ss", "EQ", `{"SS": ["b", "a"]}`, true}, {"m", "EQ", `{"M": {}}`, true},
	} {
		got, err := LegacyCondition(map[string]types.Condition{
			c.name: {ComparisonOperator: types.ComparisonOperator(c.op), AttributeValueList: values(t, c.list)},
		}, "")
		if err != nil || got.Match(it) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
		if !slices.Equal(got.Attributes(), []string{c.name}) || got.NestedAttributes() != nil {
			t.Errorf("%+v: attributes %v, %v", c, got.Attributes(), got.NestedAttributes())
		}
	}
}

func TestLegacyConditionalOperator(t *testing.T) {
	t.Parallel()
	exists := types.Condition{ComparisonOperator: types.ComparisonOperatorNotNull}
	two := map[string]types.Condition{"a": exists, "b": exists}
	for _, c := range []struct {
		filter map[string]types.Condition
		op     types.ConditionalOperator
		want   string
		match  bool
	}{
		{nil, "", "", true}, {two, "", "", false}, {two, "AND", "", false}, {two, "OR", "", true},
		{nil, "AND", "ConditionalOperator cannot be used without Filter or Expected", false},
		{map[string]types.Condition{"a": exists}, "OR", "ConditionalOperator can only be used when Filter or Expected has two or more elements", false},
	} {
		got, err := LegacyCondition(c.filter, c.op)
		if message(err) != c.want || err == nil && got.Match(item(t, `{"a": {"S": "x"}}`)) != c.match {
			t.Errorf("%v %s: %v", c.filter, c.op, err)
		}
	}
}

func TestLegacyExpectations(t *testing.T) {
	t.Parallel()
	const invalid = "One or more parameter values were invalid: "
	s := value(t, `{"S": "a"}`)
	for _, c := range []struct {
		e     types.ExpectedAttributeValue
		want  string
		match bool // of an item whose attribute is "a"
	}{
		{types.ExpectedAttributeValue{}, invalid + "Value must be provided when Exists is null for Attribute: a", false},
		{types.ExpectedAttributeValue{Exists: aws.Bool(true)}, invalid + "Value must be provided when Exists is true for Attribute: a", false},
		{types.ExpectedAttributeValue{Exists: aws.Bool(false), Value: s}, invalid + "Value cannot be used when Exists is false for Attribute: a", false},
		{types.ExpectedAttributeValue{Value: s, AttributeValueList: []Value{s}}, invalid + "Value and AttributeValueList cannot be used together for Attribute: a", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "EQ", Exists: aws.Bool(true)},
			invalid + "Exists and ComparisonOperator cannot be used together for Attribute: a", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "EQ"},
			invalid + "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a", false},
		{types.ExpectedAttributeValue{AttributeValueList: []Value{s}},
			invalid + "AttributeValueList can only be used with a ComparisonOperator for Attribute: a", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "NULL", Value: s}, invalid + "Invalid number of argument(s) for the NULL ComparisonOperator", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "BETWEEN", Value: s}, invalid + "Invalid number of argument(s) for the BETWEEN ComparisonOperator", false},
		{types.ExpectedAttributeValue{Value: value(t, `{"NS": []}`)}, invalid + "An number set  may not be empty", false},
		{types.ExpectedAttributeValue{Value: s}, "", true},
		{types.ExpectedAttributeValue{Value: s, Exists: aws.Bool(true)}, "", true},
		{types.ExpectedAttributeValue{Value: value(t, `{"S": "b"}`)}, "", false},
		{types.ExpectedAttributeValue{Exists: aws.Bool(false)}, "", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "NE", Value: s}, "", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "LE", AttributeValueList: []Value{s}}, "", true},
		{types.ExpectedAttributeValue{ComparisonOperator: "NULL"}, "", false},
		{types.ExpectedAttributeValue{ComparisonOperator: "NOT_NULL"}, "", true},
	} {
		got, err := LegacyExpected(map[string]types.ExpectedAttributeValue{"a": c.e}, "")
		if message(err) != c.want || err == nil && got.Match(item(t, `{"a": {"S": "a"}}`)) != c.match {
			t.Errorf("%+v\n got %v\nwant %s", c.e, err, c.want)
		}
	}
}

func TestLegacyUpdates(t *testing.T) {
	t.Parallel()
	const invalid = "One or more parameter values were invalid: "
	const mismatch = "Type mismatch for attribute to update"
	it := `{"s": {"S": "x"}, "n": {"N": "5"}, "ss": {"SS": ["a", "b"]}, "l": {"L": [{"N": "1"}]}}`
	for _, c := range []struct{ name, action, value, want string }{
		{"n", "PUT", "", invalid + "Only DELETE action is allowed when no attribute value is specified"},
		{"n", "", "", invalid + "Only DELETE action is allowed when no attribute value is specified"},
		{"n", "ADD", "", invalid + "Only DELETE action is allowed when no attribute value is specified"},
		{"n", "DELETE", `{"S": "1"}`, invalid + "DELETE action with value is not supported for the type S"},
		{"n", "DELETE", `{"N": "1"}`, invalid + "DELETE action with value is not supported for the type N"},
		{"n", "DELETE", `{"B": "YQ=="}`, invalid + "DELETE action with value is not supported for the type B"},
		{"n", "DELETE", `{"NULL": true}`, invalid + "DELETE action with value is not supported for the type NULL"},
		{"n", "DELETE", `{"BOOL": true}`, invalid + "DELETE action with value is not supported for the type BOOL"},
		{"n", "DELETE", `{"M": {}}`, invalid + "DELETE action with value is not supported for the type M"},
		{"n", "DELETE", `{"L": []}`, invalid + "DELETE action with value is not supported for the type L"},
		{"n", "ADD", `{"S": "1"}`, invalid + "ADD action is not supported for the type S"},
		{"n", "ADD", `{"B": "YQ=="}`, invalid + "ADD action is not supported for the type B"},
		{"n", "ADD", `{"NULL": true}`, invalid + "ADD action is not supported for the type NULL"},
		{"n", "ADD", `{"BOOL": true}`, invalid + "ADD action is not supported for the type BOOL"},
		{"n", "ADD", `{"M": {}}`, invalid + "ADD action is not supported for the type M"},
		{"n", "PUT", `{"N": "x"}`, "The parameter cannot be converted to a numeric value: x"},
		{"s", "ADD", `{"N": "1"}`, mismatch}, {"ss", "ADD", `{"NS": ["1"]}`, mismatch}, {"ss", "DELETE", `{"NS": ["1"]}`, mismatch},
		{"n", "DELETE", `{"NS": ["1"]}`, mismatch}, {"l", "ADD", `{"N": "1"}`, mismatch},
		{"n", "", `{"N": "1.0"}`, `{"n": {"N": "1"}}`}, {"a.b", "PUT", `{"S": "v"}`, `{"a.b": {"S": "v"}}`}, {"n", "ADD", `{"N": "1"}`, `{"n": {"N": "6"}}`},
		{"a", "ADD", `{"N": "1"}`, `{"a": {"N": "1"}}`}, {"ss", "ADD", `{"SS": ["c"]}`, `{"ss": {"SS": ["a", "b", "c"]}}`}, {"s", "DELETE", "", `{"s": {}}`},
		{"ss", "DELETE", `{"SS": ["a"]}`, `{"ss": {"SS": ["b"]}}`}, {"ss", "DELETE", `{"SS": ["b", "a"]}`, `{"ss": {}}`}, {"absent", "DELETE", "", `{}`},
		{"l", "ADD", `{"L": [{"S": "z"}]}`, `{"l": {"L": [{"N": "1"}, {"S": "z"}]}}`},
	} {
		update := types.AttributeValueUpdate{Action: types.AttributeAction(c.action)}
		if c.value != "" {
			update.Value = value(t, c.value)
		}
		u, err := LegacyUpdates(map[string]types.AttributeValueUpdate{c.name: update})
		var got Item
		if err == nil {
			got, err = u.Apply(item(t, it))
		}
		if err != nil || !strings.HasPrefix(c.want, "{") {
			if message(err) != c.want {
				t.Errorf("%+v: got %v", c, err)
			}
			continue
		}
		want := item(t, it)
		for k, v := range item(t, c.want) {
			put(want, k, v)
		}
		if d := diff(want, got); d != "" || !slices.Equal(u.Attributes(), []string{c.name}) {
			t.Errorf("%+v: %s", c, d)
		}
	}
}

func TestLegacyKeyConditions(t *testing.T) {
	t.Parallel()
	type conditions = map[string]types.Condition
	eq := func(v string) types.Condition {
		return types.Condition{ComparisonOperator: "EQ", AttributeValueList: values(t, v)}
	}
	hash := eq(`{"S": "x"}`)
	const notIndexable = "Attempted conditional constraint is not an indexable operation"
	for _, c := range []struct {
		conditions conditions
		want       string
	}{
		{conditions{"a": hash}, "[x] []"},
		{conditions{"a": hash, "b": eq(`{"N": "01"}`)}, "[x] [1]"},
		{conditions{"a": hash, "b": {ComparisonOperator: "LE", AttributeValueList: values(t, `{"N": "1"}`)}}, "[x] [] <= 1"},
		{conditions{"a": hash, "b": {ComparisonOperator: "BETWEEN", AttributeValueList: values(t, `{"N": "1"}, {"N": "2"}`)}}, "[x] [] BETWEEN 1 2"},
		{conditions{}, "Conditions can be of length 1 or 2 only"},
		{conditions{"a": hash, "b": hash, "c": hash}, "Conditions can be of length 1 or 2 only"},
		{conditions{"b": hash}, "Query condition missed key schema element: a"},
		{conditions{"a": {ComparisonOperator: "NULL"}}, notIndexable},
		{conditions{"a": hash, "b": {ComparisonOperator: "NOT_NULL"}}, notIndexable},
		{conditions{"a": hash, "b": {ComparisonOperator: "NE", AttributeValueList: values(t, `{"N": "1"}`)}}, notIndexable},
		{conditions{"a": hash, "b": {ComparisonOperator: "CONTAINS", AttributeValueList: values(t, `{"N": "1"}`)}}, notIndexable},
		{conditions{"a": hash, "b": {ComparisonOperator: "IN", AttributeValueList: values(t, `{"N": "1"}`)}}, notIndexable},
		{conditions{"a": hash, "b": {ComparisonOperator: "BEGINS_WITH", AttributeValueList: values(t, `{"S": "1"}`)}},
			"One or more parameter values were invalid: Condition parameter type does not match schema type"},
	} {
		k, err := LegacyKeyConditions(c.conditions)
		got := message(err)
		if err == nil {
			r, err := k.Bind(key("a:S / b:N"))
			if got = message(err); err == nil {
				got = rangeText(r)
			}
		}
		if got != c.want {
			t.Errorf("%v: got %s, want %s", c.conditions, got, c.want)
		}
	}
}

func TestLegacyProjection(t *testing.T) {
	t.Parallel()
	if _, err := LegacyProjection([]string{"a", "b", "a"}); message(err) != "One or more parameter values were invalid: Duplicate value in attribute name: a" {
		t.Error(err)
	}
	p, err := LegacyProjection([]string{"a.b", "status", "absent"})
	if err != nil {
		t.Fatal(err)
	}
	got := p.Apply(item(t, `{"a.b": {"S": "1"}, "a": {"M": {"b": {"S": "2"}}}, "status": {"S": "3"}}`))
	if d := diff(item(t, `{"a.b": {"S": "1"}, "status": {"S": "3"}}`), got); d != "" {
		t.Error(d)
	}
}
