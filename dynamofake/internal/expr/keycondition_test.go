package expr

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestKeyConditionsRefused(t *testing.T) {
	t.Parallel()
	const (
		operator = "Invalid operator used in KeyConditionExpression: "
		nested   = "KeyConditionExpressions cannot contain nested operations"
		deep     = "KeyConditionExpressions cannot have conditions on nested attributes"
		several  = "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"
		none     = "Invalid condition in KeyConditionExpression: No key attribute specified"
		twice    = "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key"
		invalid  = "Invalid KeyConditionExpression: "
	)
	first := func(name string) string {
		return "Invalid condition in KeyConditionExpression: " + name + " operator must have the key attribute as its first operand"
	}
	for _, c := range [][2]string{
		{"", invalid + "The expression can not be empty;"},
		{"things are not gonna be ok", invalid + `Syntax error; token: "are", near: "things are not"`},
		{"a > 4", invalid + `Syntax error; token: "4", near: "> 4"`},
		{"a = :s AND", invalid + `Syntax error; token: "<EOF>", near: "AND"`},
		{"contains(a, b)()", invalid + `Syntax error; token: "(", near: ")()"`},
		{"status = :s", invalid + "Attribute name is a reserved keyword; reserved keyword: status"},
		{"a = :RecordingId", invalid + "An expression attribute value used in expression is not defined; attribute value: :RecordingId"},
		{"#x = :s", invalid + "An expression attribute name used in the document path is not defined; attribute name: #x"},
		{"attribute_type(a, b)", invalid + "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
		{"attribute_type(a, :n)", invalid + "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N"},
		{"begins_with(a, :n)", invalid + "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"},
		{"a = :s AND b > :bool", invalid + "Incorrect operand type for operator or function; operator or function: >, operand type: BOOL"},
		{"a between :n and :s", invalid + "The BETWEEN operator requires same data type for lower and upper bounds; " +
			"lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}"},
		{"a between :z and :s", invalid + "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " +
			"lower bound operand: AttributeValue: {S:z}, upper bound operand: AttributeValue: {S:a}"},
		{"attribute_type(a, :type)", operator + "attribute_type"},
		{"a > b and size(b) > c or a > c", operator + "OR"},
		{"a = :s OR a = :z", operator + "OR"},
		{"a in (b, size(c), d)", operator + "IN"},
		{"a in (:s, :z)", operator + "IN"},
		{"attribute_exists(a)", operator + "attribute_exists"},
		{"attribute_not_exists(a)", operator + "attribute_not_exists"},
		{"contains(a.d, b)", operator + "contains"},
		{"not a > b", operator + "NOT"},
		{"a = :s AND NOT b = :s", operator + "NOT"},
		{"a <> b", operator + "<>"},
		{":s between size(b) and size(a) and b > :s", first("BETWEEN")},
		{"begins_with(:s, b) and a > :s", first("begins_with")},
		{"size(b) > a AND a.b > b AND b > c", nested},
		{"a > size(b.d)", nested},
		{"a between size(b) and size(c)", nested},
		{"b > a.b", several},
		{"b between c[1] and d", several},
		{"a between b and size(c)", several},
		{"begins_with(a, b)", several},
		{"b.d > a AND c.d > e.f", deep},
		{"a.d > c", deep},
		{"b[0] > a", deep},
		{"a = :s AND #b.foo = :s", deep},
		{":n > :n9 AND a < :n", none},
		{":n > b AND :n < :n9", none},
		{"b > :n AND b < :n9 and c = :n and d = :n", twice},
		{"(a > :n and b > :n) and (b > :n and c > :n)", twice},
		{"a = :s AND #a = :s", twice},
		{"((a = :s))", invalid + "The expression has redundant parentheses;"},
	} {
		if _, err := scope(t).KeyCondition(c[0]); message(err) != c[1] {
			t.Errorf("%s\n got %v\nwant %s", c[0], err, c[1])
		}
	}
}

// A key is a schema in short: "a:S b:N / c:B" has two hash and a range attribute.
func key(schema string) (hash, ranges []KeyAttribute) {
	of := &hash
	for _, f := range strings.Fields(schema) {
		if f == "/" {
			of = &ranges
			continue
		}
		name, kind, _ := strings.Cut(f, ":")
		*of = append(*of, KeyAttribute{Name: name, Type: kind})
	}
	return hash, ranges
}

func TestKeyConditionsBind(t *testing.T) {
	t.Parallel()
	const (
		unsupported = "Query key condition not supported"
		missed      = "Query condition missed key schema element: "
		mismatch    = "One or more parameter values were invalid: Condition parameter type does not match schema type"
		empty       = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: "
		count       = "The number of query conditions (%d) exceeds the number of key attributes defined in the schema (%d)"
	)
	for _, c := range []struct{ schema, source, want string }{
		{"a:S", "a = :s", "[a] []"},
		{"a:S", ":s = a", "[a] []"},
		{"a:S", "(a = :s)", "[a] []"},
		{"a:N", "a = :n", "[1] []"},
		{"a:B", "a = :b", "[a] []"},
		{"a:S / b:N", "a = :s", "[a] []"},
		{"a:S / b:N", "a = :s AND b = :n", "[a] [1]"},
		{"a:S / b:N", "b = :n AND a = :s", "[a] [1]"},
		{"a:S / b:N", "(a = :s) AND (b = :n)", "[a] [1]"},
		{"a:S / b:N", "a = :s AND b < :n", "[a] [] < 1"},
		{"a:S / b:N", "a = :s AND b <= :n", "[a] [] <= 1"},
		{"a:S / b:N", "a = :s AND b > :n", "[a] [] > 1"},
		{"a:S / b:N", "a = :s AND b >= :n", "[a] [] >= 1"},
		{"a:S / b:N", "a = :s AND :n < b", "[a] [] > 1"},
		{"a:S / b:N", ":n <= b AND a = :s", "[a] [] >= 1"},
		{"a:S / b:N", "a = :s AND :n > b", "[a] [] < 1"},
		{"a:S / b:N", "a = :s AND :n >= b", "[a] [] <= 1"},
		{"a:S / b:N", "a = :s AND b BETWEEN :n AND :n9", "[a] [] BETWEEN 1 9"},
		{"a:S / b:S", "a = :s AND begins_with(b, :z)", "[a] [] begins_with z"},
		{"a:S / b:B", "#a = :s AND begins_with(#b, :b)", "[a] [] begins_with a"},
		{"a:S b:N", "a = :s AND b = :n", "[a 1] []"},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n", "[a 1] []"},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n AND c = :z", "[a 1] [z]"},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n AND c = :z AND d > :n", "[a 1] [z] > 1"},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n AND begins_with(c, :z)", "[a 1] [] begins_with z"},

		{"a:S", "b = :s", missed + "a"},
		{"a:S", "a = :s AND b = :s", fmt.Sprintf(count, 2, 1)},
		{"a:S", "a > :s", unsupported},
		{"a:S", "a BETWEEN :s AND :z", unsupported},
		{"a:S", "begins_with(a, :s)", unsupported},
		{"a:S", "a = :n", mismatch},
		{"a:S", "a = :ss", mismatch},
		{"a:S", "a = :nothing", empty + "a"},
		{"a:B", "a = :nobytes", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary value. Key: a"},
		{"a:S / b:N", "b = :n", missed + "a"},
		{"a:S / b:N", "c = :n", missed + "a"},
		{"a:S / b:N", "a = :s AND c = :n", missed + "b"},
		{"a:S / b:N", "b = :n AND c = :n", missed + "a"},
		{"a:S / b:N", "a > :s AND b = :n", unsupported},
		{"a:S / b:N", "a = :s AND b = :s", mismatch},
		{"a:S / b:N", "a = :s AND b BETWEEN :s AND :z", mismatch},
		{"a:S / b:N", "a = :s AND begins_with(b, :s)", mismatch},
		{"a:S / b:S", "a = :s AND begins_with(b, :b)", mismatch},
		{"a:S / b:S", "a = :s AND b = :nothing", empty + "b"},
		{"a:S / b:S", "a = :s AND begins_with(b, :nothing)", empty + "b"},
		{"a:S / b:N", "a = :s AND b = :n AND c = :n", fmt.Sprintf(count, 3, 2)},
		{"a:S b:N / c:S d:N", "a = :s", missed + "b"},
		{"a:S b:N / c:S d:N", "a = :s AND b > :n", unsupported},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n AND d = :n", "RANGE key attributes c must have equality conditions specified in the query because a condition is present on key attribute d"},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n AND c > :s AND d = :n", "RANGE key attributes c must have equality conditions specified in the query because a condition is present on key attribute d"},
		{"a:S b:N / c:S d:N", "a = :s AND b = :n AND c = :s AND d = :n AND e = :n", fmt.Sprintf(count, 5, 4)},
	} {
		values := someValues(t)
		values[":nothing"], values[":nobytes"] = value(t, `{"S": ""}`), value(t, `{"B": ""}`)
		s, err := NewScope(map[string]string{"#a": "a", "#b": "b"}, values)
		if err != nil {
			t.Fatal(err)
		}
		k, err := s.KeyCondition(c.source)
		if err != nil {
			t.Error(c.source, err)
			continue
		}
		r, err := k.Bind(key(c.schema))
		got := message(err)
		if err == nil {
			got = rangeText(r)
		}
		if got != c.want {
			t.Errorf("%s; %s\n got %s\nwant %s", c.schema, c.source, got, c.want)
		}
	}
}

// rangeText writes a range in short.
func rangeText(r *KeyRange) string {
	text := func(v Value) string {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			return v.Value
		case *types.AttributeValueMemberN:
			return v.Value
		case *types.AttributeValueMemberB:
			return string(v.Value)
		}
		return ""
	}
	list := func(values []Value) []string {
		texts := []string{}
		for _, v := range values {
			texts = append(texts, text(v))
		}
		return texts
	}
	return strings.TrimSpace(fmt.Sprintln(list(r.Hash), list(r.Prefix), r.Op, text(r.Low), text(r.High)))
}

func TestBoundsHoldTheKeysThatMatch(t *testing.T) {
	t.Parallel()
	values := []string{"", "\x00", "a", "a\x00", "ab", "b", "ba", "c", "\xFF", "\xFF\xFF"}
	s := func(v string) Value { return &types.AttributeValueMemberB{Value: []byte(v)} }
	for _, op := range []string{"", "=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"} {
		for _, low := range values {
			r := &KeyRange{Op: op, Low: s(low), High: s("ba")}
			if op == "=" {
				r = &KeyRange{Prefix: []Value{s(low)}}
			}
			hash := AppendKey([]byte{0xFF}, s("hash"))
			from, to := r.Bounds(bytes.Clone(hash))
			for _, v := range values {
				var want bool
				switch op {
				case "":
					want = true
				case "BETWEEN":
					want = low <= v && v <= "ba"
				case "begins_with":
					want = strings.HasPrefix(v, low)
				default:
					want = compareValues(op, s(v), s(low))
				}
				position := append(AppendKey(bytes.Clone(hash), s(v)), "more"...)
				if got := bytes.Compare(from, position) <= 0 && (to == nil || bytes.Compare(position, to) < 0); got != want {
					t.Errorf("%q %s %q: %v", v, op, low, got)
				}
			}
			other := append(AppendKey([]byte{0xFF}, s("hashed")), "x"...)
			if bytes.Compare(from, other) <= 0 && (to == nil || bytes.Compare(other, to) < 0) {
				t.Errorf("%s %q holds another partition", op, low)
			}
		}
	}
}
