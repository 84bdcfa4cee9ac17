package expr

import (
	"fmt"
	"strings"
	"testing"
)

// The messages are those of the service: recorded ones, and those that the tests of github.com/architect/dynalite and of
// github.com/nubo-db/dynamodb-conformance were run against it for.
func TestConditionsRefused(t *testing.T) {
	t.Parallel()
	syntax := func(token, near string) string { return `Syntax error; token: "` + token + `", near: "` + near + `"` }
	const (
		parens   = "The expression has redundant parentheses;"
		reserved = "Attribute name is a reserved keyword; reserved keyword: "
		unknown  = "Invalid function name; function: "
		misused  = "The function is not allowed to be used this way in an expression; function: "
		noName   = "An expression attribute name used in the document path is not defined; attribute name: "
		noValue  = "An expression attribute value used in expression is not defined; attribute value: "
		distinct = "The first operand must be distinct from the remaining operands for this operator or function; operator: "
		wantPath = "Operator or function requires a document path; operator or function: "
		types    = "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: "
		bounds   = "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: "
	)
	count := func(name string, n int) string {
		return fmt.Sprintf("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d", name, n)
	}
	operand := func(name, t string) string {
		return "Incorrect operand type for operator or function; operator or function: " + name + ", operand type: " + t
	}
	for _, c := range [][2]string{
		{"", "The expression can not be empty;"},
		{" ", syntax("<EOF>", "")},
		{"a", syntax("<EOF>", "a")},
		{"foo", syntax("<EOF>", "foo")},
		{"foo ", syntax("<EOF>", "foo ")},
		{"a b", syntax("b", "a b")},
		{"a-b", syntax("-", "a-b")},
		{"things are not gonna be ok", syntax("are", "things are not")},
		{"a > 4", syntax("4", "> 4")},
		{"a = :s AND", syntax("<EOF>", "AND")},
		{"a = :s OR", syntax("<EOF>", "OR")},
		{"AND a = :s", syntax("AND", "AND a")},
		{"NOT", syntax("<EOF>", "NOT")},
		{"a AND b = :s", syntax("AND", "a AND b")},
		{"a = :s AND b", syntax("<EOF>", "b")},
		{"a = :s b = :s", syntax("b", ":s b =")},
		{"a = = :s", syntax("=", "= = :s")},
		{"a == :s", syntax("=", "== :s")},
		{"a =", syntax("<EOF>", "=")},
		{"= :s", syntax("=", "= :s")},
		{"a ! :s", syntax("!", "a ! :s")},
		{"a != :s", syntax("!", "a !=")},
		{"!!", syntax("!", "!!")},
		{"_a = :s", syntax("_", "_a")},
		{"a = :s AND __typename = :s", syntax("_", "AND __")},
		{"a = 'x'", syntax("'", "= 'x")},
		{`a = "x"`, syntax(`"`, `= "x`)},
		{"a = é", syntax("é", "= é")},
		{"a = #", syntax("#", "= #")},
		{"a = :", syntax(":", "= :")},
		{"a.:s = :s", syntax(":s", ".:s =")},
		{"a. = :s", syntax("=", ". = :s")},
		{".a = :s", syntax(".", ".a")},
		{"a[ = :s", syntax("=", "[ = :s")},
		{"a[] = :s", syntax("]", "[] =")},
		{"a[b] = :s", syntax("b", "[b]")},
		{"a[-1] = :s", syntax("-", "[-1")},
		{"a[01] = :s", syntax("1", "01]")},
		{"a[:n] = :s", syntax(":n", "[:n]")},
		{"a[1 = :s", syntax("=", "1 = :s")},
		{"[1] = :s", syntax("[", "[1")},
		{"(a).b = :s", syntax(".", ").b")},
		{"(size(a))[0] > :n", syntax("[", ")[0")},
		{"(a = :s", syntax("<EOF>", ":s")},
		{"a = :s)", syntax(")", ":s)")},
		{"()", syntax(")", "()")},
		{"a = ()", syntax(")", "()")},
		{"(a = :s) = b", syntax("=", ") = b")},
		{"a = (b = :s)", syntax("=", "b = :s")},
		{"NOT a", syntax("<EOF>", "a")},
		{"a = NOT b", syntax("NOT", "= NOT b")},
		{"a BETWEEN :n", syntax("<EOF>", ":n")},
		{"a BETWEEN :n OR :n", syntax("OR", ":n OR :n")},
		{"a BETWEEN :n AND", syntax("<EOF>", "AND")},
		{"a NOT BETWEEN :n AND :n9", syntax("NOT", "a NOT BETWEEN")},
		{"a IN :s", syntax(":s", "IN :s")},
		{"a IN ()", syntax(")", "()")},
		{"a IN (:s", syntax("<EOF>", ":s")},
		{"a IN (:s,", syntax("<EOF>", ",")},
		{"a IN (:s,)", syntax(")", ",)")},
		{"attribute_not_exists(", syntax("<EOF>", "(")},
		{"attribute_not_exists()", syntax(")", "()")},
		{"contains (a, :s", syntax("<EOF>", ":s")},
		{"begins_with(a = :s)", syntax("=", "a = :s")},
		{"a + b = :n", syntax("+", "a + b")},
		{"a = b + :n", syntax("+", "b + :n")},
		{"SET a = :s", syntax("SET", "SET a")},
		{"delete = :s", syntax("delete", "delete =")},
		{"a = between", syntax("between", "= between")},
		{"a = :s;", syntax(";", ":s;")},
		{"a\u00a0= :s", syntax("\u00a0", "a\u00a0=")},

		{"((a = :s))", parens},
		{"(((a = :s)))", parens},
		{"a = ((:s))", parens},
		{"((a)) = :s", parens},
		{"a = :s AND ((b = :s))", parens},
		{"((attribute_exists(a)))", parens},
		{"NOT ((a = :s))", parens},
		{"attribute_exists(((a)))", parens},
		{"((a = :s) AND (b = :s)) AND ((c = :s))", parens},

		{"foo(a)", unknown + "foo"},
		{"a = foo(b)", unknown + "foo"},
		{"Attribute_exists(a)", unknown + "Attribute_exists"},
		{"SIZE(a) > :n", unknown + "SIZE"},
		{"attribute_exist(status)", unknown + "attribute_exist"},
		{"size(a) AND foo(b)", unknown + "foo"},
		{"if_not_exists(a, :s)", "The function is not allowed in a condition expression; function: if_not_exists"},
		{"a = if_not_exists(b, :s)", "The function is not allowed in a condition expression; function: if_not_exists"},
		{"list_append(a, :l)", "The function is not allowed in a condition expression; function: list_append"},

		{"size(a)", misused + "size"},
		{"a = :s AND size(b)", misused + "size"},
		{"NOT size(a)", misused + "size"},
		{"(size(a))", misused + "size"},
		{"a = :s AND attribute_exists((views), (#a)) > b", misused + "attribute_exists"},
		{"attribute_not_exists(a) > b", misused + "attribute_not_exists"},
		{"attribute_type(a, :type) > b", misused + "attribute_type"},
		{"begins_with(a, b) > c", misused + "begins_with"},
		{"contains(:nowhere, c) > b", misused + "contains"},
		{"size(contains(a, b)) > a", misused + "contains"},
		{"a BETWEEN b AND attribute_exists(c)", misused + "attribute_exists"},
		{"a IN (b, attribute_exists(c))", misused + "attribute_exists"},
		{"attribute_exists(attribute_exists(a))", misused + "attribute_exists"},

		{"status = :s", reserved + "status"},
		{"Status = :s", reserved + "Status"},
		{"a.Name = :s", reserved + "Name"},
		{"attribute_exists(views, #a)", reserved + "views"},
		{":nowhere < abOrT", reserved + "abOrT"},
		{"a IN (:s, ttl)", reserved + "ttl"},
		{"size(items) > :n", reserved + "items"},
		{"#nowhere = :s AND year = :n", reserved + "year"},

		{"#nowhere = :s", noName + "#nowhere"},
		{"a.#nowhere = :s", noName + "#nowhere"},
		{"attribute_exists(#nowhere.RearView, :s) AND a=a", noName + "#nowhere"},
		{"begins_with(Pictures.#RearView)", noName + "#RearView"},
		{"(#P between :lo and :hi) and (#PC in (:cat1, :cat2))", noName + "#P"},
		{"#4g > a", noName + "#4g"},
		{"#_ > a", noName + "#_"},
		{"(a)between(b.c[45].#d)and(:s)", noName + "#d"},
		{"a = :nowhere", noValue + ":nowhere"},
		{"begins_with(:nowhere, #a, #b)", noValue + ":nowhere"},
		{":x < :y", noValue + ":x"},
		{":_ > a", noValue + ":_"},
		{"a = :S", noValue + ":S"},
		{"a = a AND b = :nowhere", distinct + "=, first operand: [a]"},

		{"attribute_exists(a, b) AND a=a", count("attribute_exists", 2)},
		{"attribute_not_exists(a, b)", count("attribute_not_exists", 2)},
		{"attribute_type(a)", count("attribute_type", 1)},
		{"begins_with(a)", count("begins_with", 1)},
		{"begins_with(a, size(b), c)", count("begins_with", 3)},
		{"contains(a)", count("contains", 1)},
		{"contains(a, :s, :z)", count("contains", 3)},
		{"size(a, b) > c", count("size", 2)},

		{"a = a AND #a = b", distinct + "=, first operand: [a]"},
		{"#a <> a", distinct + "<>, first operand: [a]"},
		{"a > #a", distinct + ">, first operand: [a]"},
		{"(a=a) OR (a=a)", distinct + "=, first operand: [a]"},
		{"a IN (:s, a)", distinct + "IN, first operand: [a]"},
		{"a BETWEEN a AND :s", distinct + "BETWEEN, first operand: [a]"},
		{"contains(ab.bc[1].a, ab.bc[1].#a)", distinct + "contains, first operand: [ab, bc, [1], a]"},
		{"attribute_type(ab.bc[1].#a, ab.bc[1].a)", distinct + "attribute_type, first operand: [ab, bc, [1], a]"},
		{"begins_with(ab.bc[1].a, ab.bc[1].#a)", distinct + "begins_with, first operand: [ab, bc, [1], a]"},

		{"attribute_type(a, b)", operand("attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}")},
		{"attribute_type(a, size(b))", operand("attribute_type", "N")},
		{"attribute_type(a, :n)", operand("attribute_type", "N")},
		{"attribute_type(a, :b)", operand("attribute_type", "B")},
		{"attribute_type(a, :bool)", operand("attribute_type", "BOOL")},
		{"attribute_type(a, :null)", operand("attribute_type", "NULL")},
		{"attribute_type(a, :l)", operand("attribute_type", "L")},
		{"attribute_type(a, :m)", operand("attribute_type", "M")},
		{"attribute_type(a, :ss)", operand("attribute_type", "SS")},
		{"attribute_type(a, :ns)", operand("attribute_type", "NS")},
		{"attribute_type(a, :bs)", operand("attribute_type", "BS")},
		{"attribute_type(a, :s)", "Invalid attribute type name found; type: a, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}"},
		{"begins_with(a, size(b))", operand("begins_with", "N")},
		{"begins_with(a, :n)", operand("begins_with", "N")},
		{"begins_with(a, :bool)", operand("begins_with", "BOOL")},
		{"begins_with(a, :null)", operand("begins_with", "NULL")},
		{"begins_with(a, :l)", operand("begins_with", "L")},
		{"begins_with(a, :m)", operand("begins_with", "M")},
		{"begins_with(a, :ss)", operand("begins_with", "SS")},
		{"begins_with(a, :ns)", operand("begins_with", "NS")},
		{"begins_with(a, :bs)", operand("begins_with", "BS")},
		{"begins_with(:n, a)", operand("begins_with", "N")},
		{"begins_with(:bool, a)", operand("begins_with", "BOOL")},
		{"begins_with(:null, a)", operand("begins_with", "NULL")},
		{"begins_with(:l, a)", operand("begins_with", "L")},
		{"begins_with(:m, a)", operand("begins_with", "M")},
		{"begins_with(:ss, a)", operand("begins_with", "SS")},
		{"size(size(a)) > :n", operand("size", "N")},
		{"size(:n) > a", operand("size", "N")},
		{"size(:bool) > a", operand("size", "BOOL")},
		{"size(:null) > a", operand("size", "NULL")},
		{"a < :bool", operand("<", "BOOL")},
		{"a <= :null", operand("<=", "NULL")},
		{"a > :ss", operand(">", "SS")},
		{"a >= :m", operand(">=", "M")},
		{":l < a", operand("<", "L")},
		{"a BETWEEN :bool AND :bool", operand("BETWEEN", "BOOL")},
		{"a BETWEEN :n AND :ns", operand("BETWEEN", "NS")},
		{"attribute_exists(:s)", wantPath + "attribute_exists"},
		{"attribute_not_exists(size(:s))", wantPath + "attribute_not_exists"},
		{"attribute_not_exists(size(:n))", operand("size", "N")},
		{"attribute_type(:s, :type)", wantPath + "attribute_type"},

		{"a BETWEEN :n AND :s", types + "{N:1}, upper bound operand: AttributeValue: {S:a}"},
		{"a BETWEEN :s AND :n", types + "{S:a}, upper bound operand: AttributeValue: {N:1}"},
		{"a BETWEEN :b AND :s", types + "{B:java.nio.HeapByteBuffer[pos=0 lim=1 cap=1]}, upper bound operand: AttributeValue: {S:a}"},
		{"a BETWEEN :z AND :s", bounds + "{S:z}, upper bound operand: AttributeValue: {S:a}"},
		{"a BETWEEN :n9 AND :n", bounds + "{N:9}, upper bound operand: AttributeValue: {N:1}"},

		{"a[2147483648] = :s", "List index is not within the allowable range; index: [2147483648]"},
		{"a[99999999999999999999] = :s", "List index is not within the allowable range; index: [99999999999999999999]"},
		{"a" + strings.Repeat(".a", 32) + " = :s", "The document path has too many nesting levels; nesting levels: 33"},
		{"a IN (" + strings.Repeat(":s,", 100) + ":s)", "The IN operator is provided with too many operands; number of operands: 101"},
		{strings.Repeat("a=:s OR ", 150) + "a=:s", "The expression contains too many operators; operator count: 301"},
		{"a = :s" + strings.Repeat(" ", 4091), "Expression size has exceeded the maximum allowed size; expression size: 4097"},
	} {
		source, want := c[0], c[1]
		for _, param := range []string{"ConditionExpression", "FilterExpression"} {
			if _, err := scope(t).Condition(param, source); message(err) != "Invalid "+param+": "+want {
				t.Errorf("%.100s\n got %v\nwant Invalid %s: %s", source, err, param, want)
			}
		}
	}
}

func TestConditionsMatch(t *testing.T) {
	t.Parallel()
	it := item(t, `{
		"a": {"S": "a"}, "s": {"S": "hello"}, "n": {"N": "5"}, "x": {"B": "YWJj"}, "yes": {"BOOL": true}, "nil": {"NULL": true}, "e": {"S": ""},
		"ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": ["YQ=="]}, "l": {"L": [{"N": "1"}, {"S": "two"}, {"L": [{"S": "deep"}]}]},
		"m": {"M": {"k": {"S": "a"}, "deep": {"M": {"n": {"N": "7"}}}, "status": {"N": "1"}}}, "x.y": {"S": "dotted"}, "status": {"S": "on"}
	}`)
	for source, want := range map[string]bool{
		"a = :s": true, "a = :z": false, "a <> :z": true, "a <> :s": false, ":s = a": true, "n = :n": false, "n > :n": true, "n < :n9": true,
		"n >= :n": true, "n <= :n": false, ":n < n": true, ":n > n": false, "a < :z": true, "a < :n": false, "a > :n": false, "a <> :n": true,
		"gone = :s": false, "gone <> :s": true, "gone < :s": false, "gone > :s": false, "gone = absent": false, "gone <> absent": true,
		"a = m.k": true, "m.k = :s": true, "m.deep.n > :n": true, "m.#status = :n": true, "m.a = :s": false, "a.b = :s": false, "a[0] = :s": false,
		"l[0] = :n": true, "l[1] = :n": false, "l[2][0] <> :s": true, "l[9] = :n": false, "l[0].a = :n": false, "m[0] = :n": false,
		"#dot = :s": false, "attribute_exists(#dot)": true, "#status <> :s": true, "attribute_exists(x.y)": false,
		"yes = :bool": true, "nil = :null": true, "ss = :ss": false, "m = :m": false, "l = :l": false, "x = :b": false, "x > :b": true,
		"n BETWEEN :n AND :n9": true, "a BETWEEN :s AND :z": true, "s BETWEEN :n AND :n9": false,
		":n BETWEEN :n AND :n9": true, "gone BETWEEN :s AND :z": false, "a BETWEEN gone AND :z": false,
		"a IN (:z, :s)": true, "a IN (:z)": false, "a IN (m.k)": true, "n IN (:s, :n)": false, "gone IN (:s)": false, ":s IN (a, s)": true,
		"NOT a = :s": false, "NOT a = :z": true, "NOT NOT a = :s": true, "NOT (a = :s AND n = :n)": true, "NOT gone = :s": true,
		"a = :z AND n > :n OR a = :s": true, "a = :z AND (n > :n OR a = :s)": false, "a = :s OR a = :z AND n = :n": true, "NOT a = :z AND n > :n": true,
		"(a = :s)": true, "(a) = (:s)": true, "(a = :s) AND (n > :n)": true, "((a = :s) AND (n > :n))": true, "(a = :s AND n > :n)": true,
		"attribute_exists(a)": true, "attribute_exists(gone)": false, "attribute_not_exists(gone)": true, "attribute_not_exists(a)": false,
		"attribute_exists(m.deep)": true, "attribute_exists(m.deep.x)": false, "attribute_exists(l[2])": true, "attribute_exists(l[3])": false,
		"attribute_exists(nil)": true, "attribute_exists (a)": true, "attribute_exists((a))": true,
		"attribute_type(ss, :type)": true, "attribute_type(a, :type)": false, "attribute_type(gone, :type)": false,
		"begins_with(s, :s)": false, "begins_with(a, :s)": true, "begins_with(s, e)": true, "begins_with(x, :b)": true, "begins_with(n, :s)": false,
		"begins_with(gone, :s)": false, "begins_with(:s, a)": true, "begins_with(a, gone)": false, "begins_with(x, :s)": false,
		"contains(s, :s)": false, "contains(a, :s)": true, "contains(ss, :s)": true, "contains(ss, :z)": false, "contains(ns, :n)": true,
		"contains(ns, :n9)": false, "contains(bs, :b)": true, "contains(l, :n)": true, "contains(l, :s)": false, "contains(x, :b)": true,
		"contains(n, :n)": false, "contains(m, :s)": false, "contains(gone, :s)": false, "contains(ss, gone)": false, "contains(:s, a)": true,
		"size(s) > :n": true, "size(s) < :n9": true, "size(e) < :n": true, "size(ss) > :n": true, "size(l) > size(ss)": true, "size(m) > size(ss)": true,
		"size(x) > size(ss)": true, "size(n) > :n": false, "size(n) <> :n": true, "size(gone) < :n": false, "size(a) = :n": true, "size(:s) = :n": true,
		"size(l[2]) = :n": true, "size(bs) = :n": true, "size(ns) = size(ss)": true, "size(yes) = :n": false,
		"a = :s and n > :n": true, "a = :z or n > :n": true, "not a = :z": true, "n between :n and :n9": true, "a in (:s)": true, "\ta\n=\r:s ": true,
	} {
		c, err := scope(t).Condition("FilterExpression", source)
		if err != nil {
			t.Error(source, err)
		} else if c.Match(it) != want {
			t.Errorf("%s: got %v", source, !want)
		}
	}
}

func TestConditionsOfNoItem(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"attribute_exists(a)": false, "attribute_not_exists(a)": true, "a = :s": false, "a <> :s": true, "NOT a.b[1] = :s": true, "size(a) = :n": false,
	} {
		c, err := scope(t).Condition("ConditionExpression", source)
		if err != nil || c.Match(nil) != want {
			t.Errorf("%s: got %v, %v", source, !want, err)
		}
	}
	if !(*Condition)(nil).Match(nil) || (*Condition)(nil).Attributes() != nil || (*Condition)(nil).NestedAttributes() != nil {
		t.Error("a nil condition is not satisfied")
	}
}

func TestConditionsKnowTheirAttributes(t *testing.T) {
	t.Parallel()
	c, err := scope(t).Condition("FilterExpression", "a.x = :s AND (size(#b) > :n OR attribute_exists(c[0])) AND a IN (d, :s)")
	if err != nil {
		t.Fatal(err)
	}
	if d := diff([]string{"a", "b", "c", "d"}, c.Attributes()); d != "" {
		t.Error(d)
	}
	if d := diff([]string{"a", "c"}, c.NestedAttributes()); d != "" {
		t.Error(d)
	}
}

func TestLimitsAreInclusive(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"a = :s" + strings.Repeat(" ", 4090),
		strings.Repeat("a=:s OR ", 149) + "NOT a=:s",
		"a IN (" + strings.Repeat(":s,", 99) + ":s)",
		"a" + strings.Repeat(".a", 31) + " = :s",
		"a[2147483647] = :s",
	} {
		if _, err := scope(t).Condition("FilterExpression", source); err != nil {
			t.Errorf("%.60s: %v", source, err)
		}
	}
}

func TestReservedWords(t *testing.T) {
	t.Parallel()
	if len(reserved) != 573 {
		t.Errorf("%d words", len(reserved))
	}
	for word := range reserved {
		if !Reserved(word) || !Reserved(strings.ToLower(word)) || Reserved(word+"_") {
			t.Error(word)
		}
	}
	if Reserved(strings.Repeat("x", 100)) || Reserved("") {
		t.Error("reserved")
	}
}

func TestScopesRefused(t *testing.T) {
	t.Parallel()
	const values = "ExpressionAttributeValues contains invalid value: "
	for _, c := range []struct {
		names  map[string]string
		values map[string]Value
		want   string
	}{
		{map[string]string{}, nil, "ExpressionAttributeNames must not be empty"},
		{map[string]string{"a": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: "a"`},
		{map[string]string{"#": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: "#"`},
		{map[string]string{"#a-b": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"`},
		{map[string]string{"": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: ""`},
		{map[string]string{":a": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: ":a"`},
		{map[string]string{"#a": ""}, nil, `ExpressionAttributeNames contains invalid value: Empty attribute name for key #a`},
		{nil, map[string]Value{}, "ExpressionAttributeValues must not be empty"},
		{nil, item(t, `{"b": {"S": "a"}}`), `ExpressionAttributeValues contains invalid key: Syntax error; key: "b"`},
		{nil, item(t, `{":b": {}, "b": {"S": "a"}}`), `ExpressionAttributeValues contains invalid key: Syntax error; key: "b"`},
		{nil, item(t, `{":b": {}}`), values + "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :b"},
		{nil, item(t, `{":b": {"L": [{}]}}`), values + "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :b"},
		{nil, item(t, `{":b": {"NULL": false}}`),
			values + "One or more parameter values were invalid: Null attribute value types must have the value of true for key :b"},
		{nil, item(t, `{":b": {"SS": []}}`), values + "One or more parameter values were invalid: An string set  may not be empty for key :b"},
		{nil, item(t, `{":b": {"SS": ["a", "a"]}}`), values + "One or more parameter values were invalid: Input collection [a, a] contains duplicates. for key :b"},
		{nil, item(t, `{":b": {"N": "x"}}`), values + "The parameter cannot be converted to a numeric value: x for key :b"},
		{nil, item(t, `{":b": {"NS": ["1", "1"]}}`), values + "Input collection contains duplicates for key :b"},
		{nil, item(t, `{":b": `+nested(32)+`}`),
			"Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"},
	} {
		if _, err := NewScope(c.names, c.values); message(err) != c.want {
			t.Errorf("%v %v\n got %v\nwant %s", c.names, c.values, err, c.want)
		}
	}
}

func TestUnusedNamesAndValuesRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		condition, update, want string
	}{
		{"#a = :a AND #b = :b", "SET c = :c", ""},
		{"#a = :a AND #b = :b", "SET c = d", "Value provided in ExpressionAttributeValues unused in expressions: keys: {:c}"},
		{"a = :a", "SET c = :c", "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}"},
		{"a = :a", "SET #b = :c", "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"},
		{"#a = b", "SET #b = d", "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :b, :c}"},
		{"#a = :a", "SET #b = list_append(if_not_exists(c, :b), :c)", ""},
	} {
		s, err := NewScope(map[string]string{"#a": "a", "#b": "b"}, item(t, `{":a": {"S": "1"}, ":b": {"L": []}, ":c": {"L": []}}`))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Condition("ConditionExpression", c.condition); err != nil {
			t.Error(err)
		}
		if _, err := s.Update(c.update); err != nil {
			t.Error(err)
		}
		if err := s.Close(); message(err) != c.want {
			t.Errorf("%s; %s: got %v, want %s", c.condition, c.update, err, c.want)
		}
	}
}
