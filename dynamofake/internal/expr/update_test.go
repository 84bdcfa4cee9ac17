package expr

import (
	"strings"
	"testing"
)

func TestUpdatesRefused(t *testing.T) {
	t.Parallel()
	syntax := func(token, near string) string { return `Syntax error; token: "` + token + `", near: "` + near + `"` }
	const (
		reserved = "Attribute name is a reserved keyword; reserved keyword: "
		unknown  = "Invalid function name; function: "
		banned   = "The function is not allowed in an update expression; function: "
		noName   = "An expression attribute name used in the document path is not defined; attribute name: "
		noValue  = "An expression attribute value used in expression is not defined; attribute value: "
		wantPath = "Operator or function requires a document path; operator or function: "
	)
	once := func(verb string) string {
		return `The "` + verb + `" section can only be used once in an update expression;`
	}
	paths := func(verb, one, two string) string {
		return "Two document paths " + verb + " with each other; must remove or rewrite one of these paths; path one: " + one + ", path two: " + two
	}
	operand := func(name, t string) string {
		return "Incorrect operand type for operator or function; operator or function: " + name + ", operand type: " + t
	}
	count := func(name, n string) string {
		return "Incorrect number of operands for operator or function; operator or function: " + name + ", number of operands: " + n
	}
	set := func(verb, t string) string {
		return "Incorrect operand type for operator or function; operator: " + verb + ", operand type: " + t + ", typeSet: ALLOWED_FOR_" + verb + "_OPERAND"
	}
	for _, c := range [][2]string{
		{"", "The expression can not be empty;"},
		{"whatever", syntax("whatever", "whatever")},
		{"INVALID SYNTAX HERE", syntax("INVALID", "INVALID SYNTAX")},
		{"SET", syntax("<EOF>", "SET")},
		{"set a", syntax("<EOF>", "a")},
		{"add a", syntax("<EOF>", "a")},
		{"delete a", syntax("<EOF>", "a")},
		{"remove", syntax("<EOF>", "remove")},
		{"SET a =", syntax("<EOF>", "=")},
		{"SET a = :s,", syntax("<EOF>", ",")},
		{"SET a = :s SET", syntax("<EOF>", "SET")},
		{"set a=set", syntax("set", "=set")},
		{"remove a = b", syntax("=", "a = b")},
		{"add a = b", syntax("=", "a = b")},
		{"delete a = b", syntax("=", "a = b")},
		{"delete a b", syntax("b", "a b")},
		{"add abort b", syntax("b", "abort b")},
		{"add a if_not_exist(b)", syntax("if_not_exist", "a if_not_exist(")},
		{"add a (:n)", syntax("(", "a (:n")},
		{"remove a b", syntax("b", "a b")},
		{"set a b", syntax("b", "a b")},
		{"set :a = b", syntax(":a", "set :a =")},
		{"add :a b", syntax(":a", "add :a b")},
		{"delete :a b", syntax(":a", "delete :a b")},
		{"remove :a", syntax(":a", "remove :a")},
		{"set a = b / c", syntax("/", "b / c")},
		{"set a = b * c", syntax("*", "b * c")},
		{`set a[1] = "eight"`, syntax(`"`, `= "eight`)},
		{"set a[1] = 1", syntax("1", "= 1")},
		{"SET a = if_not_exist(a, 100)", syntax("100", ", 100)")},
		{"SET if_not_exist(a, b) = a", syntax("(", "if_not_exist(a")},
		{"set (a = (b + c))", syntax("(", "set (a")},
		{"set a = (b.c).d + e", syntax(".", ").d")},
		{"set a = (b.c)[0] + e", syntax("[", ")[0")},
		{"set a = b + c + d", syntax("+", "c + d")},
		{"set a = (b + c) + d", syntax("+", ") + d")},
		{"set a = b + (c + d)", syntax("+", "c + d")},
		{"set a = list_append(b + c, :l)", syntax("+", "b + c")},
		{"set a = b = c", syntax("=", "b = c")},
		{"set a = -:n", syntax("-", "= -:n")},
		{"SET book-price = :n", syntax("-", "book-price")},
		{"ADD hits : incr", syntax(":", "hits : incr")},
		{"SET a = :s AND b = :s", syntax("AND", ":s AND b")},
		{"SET a = :s, SET b = :s", syntax("SET", ", SET b")},
		{"SET a.set = :s", syntax("set", ".set =")},
		{"SET a = ((:n + b))", "The expression has redundant parentheses;"},
		{"SET a = ((b))", "The expression has redundant parentheses;"},

		{" set #c = :x set abOrt = b", reserved + "abOrt"},
		{" remove Absolute ", reserved + "Absolute"},
		{"SET a = name", reserved + "name"},
		{"SET a.date = :s", reserved + "date"},
		{"ADD count :n", reserved + "count"},
		{"DELETE tags.items :ss", reserved + "items"},
		{"SET a = if_not_exists(counter, :n)", reserved + "counter"},

		{"set #c = if_not_exist(:c) set c = d", unknown + "if_not_exist"},
		{"set a = IF_NOT_EXISTS(a, :n)", unknown + "IF_NOT_EXISTS"},
		{"set a = size(b)", banned + "size"},
		{"set a = contains(b, :s)", banned + "contains"},
		{"set a = attribute_exists(b)", banned + "attribute_exists"},
		{"set a = list_append(list_append(a, :l), :l)", "The function is not allowed to be used this way in an expression; function: list_append"},

		{"set a = #c set c = :d", once("SET")},
		{"remove #d set a = b remove e", once("REMOVE")},
		{"add #d :e set a = b add e :f", once("ADD")},
		{"delete #d :e set a = b delete #e :f", once("DELETE")},

		{"SET #x = :s", noName + "#x"},
		{"SET a.#x = :s", noName + "#x"},
		{"SET #x = if_not_exists(:x)", noName + "#x"},
		{"SET a = b, c = #x", noName + "#x"},
		{"REMOVE a, #x", noName + "#x"},
		{"SET a = :x", noValue + ":x"},
		{"SET #a = if_not_exists(:x)", noValue + ":x"},
		{"SET a = b + :x", noValue + ":x"},
		{"ADD a :x", noValue + ":x"},
		{"DELETE a :x", noValue + ":x"},

		{"SET a = :s, a = :z", paths("overlap", "[a]", "[a]")},
		{"SET a = :s, #a = :z", paths("overlap", "[a]", "[a]")},
		{"SET a = :s REMOVE a", paths("overlap", "[a]", "[a]")},
		{"SET a.b = :s REMOVE a", paths("overlap", "[a, b]", "[a]")},
		{"SET a = :s ADD a.b[1] :n", paths("overlap", "[a]", "[a, b, [1]]")},
		{"set d[1] = a, d.b = a, c[1].a = a, #c = if_not_exists(a)", paths("overlap", "[c, [1], a]", "[c]")},
		{"set #c[3].#dot = a, #c[3] = a", paths("overlap", "[c, [3], x.y]", "[c, [3]]")},
		{"set #c[3].#dot = a, #c.#dot[3] = if_not_exists(a)", paths("conflict", "[c, [3], x.y]", "[c, x.y, [3]]")},
		{"remove a.#c set a[1] = b", paths("conflict", "[a, c]", "[a, [1]]")},

		{"set b = list_append(:s, a), c = if_not_exists(a) add a.b :s", set("ADD", "STRING")},
		{"delete a.b :s", set("DELETE", "STRING")},
		{"add a.b :null", set("ADD", "NULL")},
		{"delete a.b :null", set("DELETE", "NULL")},
		{"add a.b :bool", set("ADD", "BOOLEAN")},
		{"delete a.b :bool", set("DELETE", "BOOLEAN")},
		{"add a.b :b", set("ADD", "BINARY")},
		{"delete a.b :b", set("DELETE", "BINARY")},
		{"add a.b :m", set("ADD", "MAP")},
		{"delete a.b :m", set("DELETE", "MAP")},
		{"add a.b :l", set("ADD", "LIST")},
		{"delete a.b :l", set("DELETE", "LIST")},
		{"delete a.b :n", set("DELETE", "NUMBER")},

		{"set a = if_not_exists(c)", count("if_not_exists", "1")},
		{"set a = if_not_exists(c, :s, :s)", count("if_not_exists", "3")},
		{"set a = list_append(c)", count("list_append", "1")},
		{"set a = list_append(c, :l, :l)", count("list_append", "3")},
		{"set a = if_not_exists(:s, c)", wantPath + "if_not_exists"},
		{"set a = if_not_exists(if_not_exists(a, b), c)", wantPath + "if_not_exists"},

		{"set a = list_append(:s, a)", operand("list_append", "S")},
		{"set a = list_append(a, :n)", operand("list_append", "N")},
		{"set a = list_append(:b, a)", operand("list_append", "B")},
		{"set a = list_append(:bool, a)", operand("list_append", "BOOL")},
		{"set a = list_append(:null, a)", operand("list_append", "NULL")},
		{"set a = list_append(:ss, a)", operand("list_append", "SS")},
		{"set a = list_append(:ns, a)", operand("list_append", "NS")},
		{"set a = list_append(:bs, a)", operand("list_append", "BS")},
		{"set a = list_append(:m, a)", operand("list_append", "M")},
		{"set a = a + :s", operand("+", "S")},
		{"set a = :s + :b", operand("+", "S")},
		{"set a = :b + a", operand("+", "B")},
		{"set a = a + :bool", operand("+", "BOOL")},
		{"set a = a + :null", operand("+", "NULL")},
		{"set a = a + :ss", operand("+", "SS")},
		{"set a = a + :ns", operand("+", "NS")},
		{"set a = a + :bs", operand("+", "BS")},
		{"set a = a + :m", operand("+", "M")},
		{"set a = a + :l", operand("+", "L")},
		{"set a = a - :s", operand("-", "S")},
		{"set a = :s - :b", operand("-", "S")},
		{"set a = :b - a", operand("-", "B")},
		{"set a = a - :bool", operand("-", "BOOL")},
		{"set a = a - :null", operand("-", "NULL")},
		{"set a = a - :l", operand("-", "L")},

		{"SET a[4294967295] = :s", "List index is not within the allowable range; index: [4294967295]"},
		{"SET a = :s" + strings.Repeat(" ", 4087), "Expression size has exceeded the maximum allowed size;"},
		{"SET a" + strings.Repeat(".a", 32) + " = :s", "The document path has too many nesting levels; nesting levels: 33"},
	} {
		source, want := c[0], "Invalid UpdateExpression: "+c[1]
		if _, err := scope(t).Update(source); message(err) != want {
			t.Errorf("%.100s\n got %v\nwant %s", source, err, want)
		}
	}
}

const updated = `{
	"k": {"S": "key"}, "n": {"N": "5"}, "s": {"S": "x"}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": ["YQ=="]},
	"m": {"M": {"n": {"N": "7"}, "in": {"M": {"x": {"S": "y"}}}, "ss": {"SS": ["a"]}}}, "l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}]},
	"deep": {"L": [{"M": {"a": {"L": [{"S": "p"}, {"S": "q"}]}}}]}
}`

func TestUpdates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, change string }{
		{"SET a = :s", `{"a": {"S": "a"}}`},
		{"SET #a = :s, #dot = :n", `{"a": {"S": "a"}, "x.y": {"N": "1"}}`},
		{"SET n = n + :n", `{"n": {"N": "6"}}`},
		{"SET n = n - :n9", `{"n": {"N": "-4"}}`},
		{"SET n = (n + :n)", `{"n": {"N": "6"}}`},
		{"SET n = (n) + (:n)", `{"n": {"N": "6"}}`},
		{"SET n = :n9 - n", `{"n": {"N": "4"}}`},
		{"SET n = n + m.n", `{"n": {"N": "12"}}`},
		{"SET a = n, n = :n", `{"a": {"N": "5"}, "n": {"N": "1"}}`},
		{"SET n = s, s = n", `{"n": {"S": "x"}, "s": {"N": "5"}}`},
		{"SET a = if_not_exists(a, :s)", `{"a": {"S": "a"}}`},
		{"SET n = if_not_exists(n, :s)", `{}`},
		{"SET a = if_not_exists(a, :n) + :n9", `{"a": {"N": "10"}}`},
		{"SET a = if_not_exists(a, n)", `{"a": {"N": "5"}}`},
		{"SET a = if_not_exists(a, if_not_exists(b, :n))", `{"a": {"N": "1"}}`},
		{"SET l = list_append(l, :l)", `{"l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}, {"N": "1"}]}}`},
		{"SET l = list_append(:l, l)", `{"l": {"L": [{"N": "1"}, {"N": "1"}, {"N": "2"}, {"N": "3"}]}}`},
		{"SET a = list_append(if_not_exists(a, :empty), :l)", `{"a": {"L": [{"N": "1"}]}}`},
		{"SET m.a = :s", `{"m": {"M": {"n": {"N": "7"}, "in": {"M": {"x": {"S": "y"}}}, "ss": {"SS": ["a"]}, "a": {"S": "a"}}}}`},
		{"SET m.n = m.n + :n", `{"m": {"M": {"n": {"N": "8"}, "in": {"M": {"x": {"S": "y"}}}, "ss": {"SS": ["a"]}}}}`},
		{"SET l[0] = :s", `{"l": {"L": [{"S": "a"}, {"N": "2"}, {"N": "3"}]}}`},
		{"SET l[3] = :s", `{"l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}, {"S": "a"}]}}`},
		{"SET l[99] = :s", `{"l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}, {"S": "a"}]}}`},
		{"SET l[99] = :z, l[50] = :s", `{"l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}, {"S": "a"}, {"S": "z"}]}}`},
		{"SET l[0] = l[2], l[2] = l[0]", `{"l": {"L": [{"N": "3"}, {"N": "2"}, {"N": "1"}]}}`},
		{"SET deep[0].a[1] = :s", `{"deep": {"L": [{"M": {"a": {"L": [{"S": "p"}, {"S": "a"}]}}}]}}`},
		{"REMOVE s", `{"s": {}}`},
		{"REMOVE s, n", `{"s": {}, "n": {}}`},
		{"REMOVE absent", `{}`},
		{"REMOVE m.n", `{"m": {"M": {"in": {"M": {"x": {"S": "y"}}}, "ss": {"SS": ["a"]}}}}`},
		{"REMOVE m.absent", `{}`},
		{"REMOVE l[0]", `{"l": {"L": [{"N": "2"}, {"N": "3"}]}}`},
		{"REMOVE l[0], l[1]", `{"l": {"L": [{"N": "3"}]}}`},
		{"REMOVE l[2], l[0]", `{"l": {"L": [{"N": "2"}]}}`},
		{"REMOVE l[0], l[1], l[2]", `{"l": {"L": []}}`},
		{"REMOVE l[7]", `{}`},
		{"REMOVE l[0] SET l[1] = :s", `{"l": {"L": [{"S": "a"}, {"N": "3"}]}}`},
		{"SET l[9] = :s REMOVE l[0]", `{"l": {"L": [{"N": "2"}, {"N": "3"}, {"S": "a"}]}}`},
		{"REMOVE s SET a = s", `{"a": {"S": "x"}, "s": {}}`},
		{"ADD n :n", `{"n": {"N": "6"}}`},
		{"ADD a :n", `{"a": {"N": "1"}}`},
		{"ADD m.n :n", `{"m": {"M": {"n": {"N": "8"}, "in": {"M": {"x": {"S": "y"}}}, "ss": {"SS": ["a"]}}}}`},
		{"ADD m.a :n", `{"m": {"M": {"n": {"N": "7"}, "in": {"M": {"x": {"S": "y"}}}, "ss": {"SS": ["a"]}, "a": {"N": "1"}}}}`},
		{"ADD l[1] :n", `{"l": {"L": [{"N": "1"}, {"N": "3"}, {"N": "3"}]}}`},
		{"ADD ss :ss", `{}`},
		{"ADD a :ss", `{"a": {"SS": ["a"]}}`},
		{"ADD ns :nines", `{"ns": {"NS": ["1", "2", "9"]}}`},
		{"ADD bs :bs2", `{"bs": {"BS": ["YQ==", "Yg=="]}}`},
		{"DELETE ss :ss", `{"ss": {"SS": ["b"]}}`},
		{"DELETE ns :ns", `{"ns": {"NS": ["2"]}}`},
		{"DELETE bs :bs", `{"bs": {}}`},
		{"DELETE m.ss :ss", `{"m": {"M": {"n": {"N": "7"}, "in": {"M": {"x": {"S": "y"}}}}}}`},
		{"DELETE absent :ss", `{}`},
		{"DELETE ns :nines", `{}`},
		{"set a = :s remove s add n :n delete ss :ss", `{"a": {"S": "a"}, "s": {}, "n": {"N": "6"}, "ss": {"SS": ["b"]}}`},
	} {
		values := someValues(t)
		values[":nines"], values[":bs2"] = value(t, `{"NS": ["9"]}`), value(t, `{"BS": ["Yg=="]}`)
		s, err := NewScope(map[string]string{"#a": "a", "#dot": "x.y"}, values)
		if err != nil {
			t.Fatal(err)
		}
		u, err := s.Update(c.source)
		if err != nil {
			t.Error(c.source, err)
			continue
		}
		before, want := item(t, updated), item(t, updated)
		for k, v := range item(t, c.change) {
			put(want, k, v)
		}
		got, err := u.Apply(before)
		if err != nil {
			t.Error(c.source, err)
			continue
		}
		if d := diff(want, got); d != "" {
			t.Error(c.source, d)
		}
		if d := diff(item(t, updated), before); d != "" {
			t.Error(c.source, "changed the item itself:", d)
		}
	}
}

func TestUpdatesThatFail(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"SET a = b": noSuchValue, "SET a = m.absent": noSuchValue, "SET a = l[9]": noSuchValue, "SET a = b + :n": noSuchValue,
		"SET a = list_append(b, :l)": noSuchValue, "SET a = if_not_exists(b, c)": noSuchValue, "SET a = :n - b": noSuchValue,
		"SET a = s + :n": wrongDataType, "SET a = n + s": wrongDataType, "SET a = m - :n": wrongDataType, "SET a = list_append(s, :l)": wrongDataType,
		"SET a = list_append(:l, n)": wrongDataType, "SET a = list_append(ss, if_not_exists(f, :empty))": wrongDataType,
		"ADD s :n": wrongDataType, "ADD n :ss": wrongDataType, "ADD ss :ns": wrongDataType, "ADD m :ns": wrongDataType, "ADD l :n": wrongDataType,
		"DELETE ss :ns": wrongDataType, "DELETE n :ns": wrongDataType, "DELETE m :ss": wrongDataType, "DELETE m.n :ss": wrongDataType, "DELETE bs :ss": wrongDataType,
		"SET a.b = :s": invalidPath, "SET a[1] = :s": invalidPath, "SET s.a = :s": invalidPath, "SET s[1] = :s": invalidPath, "SET m[1] = :s": invalidPath,
		"SET l.a = :s": invalidPath, "SET m.absent.a = :s": invalidPath, "SET l[9].a = :s": invalidPath, "SET ss[0] = :s": invalidPath,
		"REMOVE a.b": invalidPath, "REMOVE a[1]": invalidPath, "REMOVE s.a": invalidPath, "REMOVE s[0]": invalidPath, "REMOVE m[1]": invalidPath,
		"REMOVE l.a": invalidPath, "REMOVE m.absent.a": invalidPath, "REMOVE l[9].a": invalidPath,
		"ADD a.b :n": invalidPath, "ADD a[1] :n": invalidPath, "ADD s.a :ss": invalidPath, "ADD m[1] :ss": invalidPath, "ADD l.a :ss": invalidPath,
		"DELETE a.b :ss": invalidPath, "DELETE s[1] :ss": invalidPath, "DELETE m[1] :ss": invalidPath, "DELETE l.a :ss": invalidPath,
		"SET n = n + :big": numberOverflow, "ADD n :big": tooManyDigits,
		"SET m.x = :deep": tooDeep, "SET a = :deepest": "",
	} {
		values := someValues(t)
		values[":big"] = value(t, `{"N": "9e125"}`)
		values[":deep"], values[":deepest"] = value(t, nested(31)), value(t, nested(31))
		it := item(t, updated)
		if strings.HasPrefix(source, "SET n = n +") {
			it["n"] = values[":big"]
		}
		s, err := NewScope(nil, values)
		if err != nil {
			t.Fatal(err)
		}
		u, err := s.Update(source)
		if err != nil {
			t.Error(source, err)
			continue
		}
		if _, err := u.Apply(it); message(err) != want {
			t.Errorf("%s: got %v, want %s", source, err, want)
		}
	}
}

func TestUpdatesOfNoItem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source, want string
		onlyRemoves  bool
	}{
		{"SET a = :s ADD n :n", `{"a": {"S": "a"}, "n": {"N": "1"}}`, false},
		{"REMOVE a", `{}`, true},
		{"DELETE a :ss REMOVE b", `{}`, true},
		{"REMOVE a ADD n :n", `{"n": {"N": "1"}}`, false},
	} {
		u, err := scope(t).Update(c.source)
		if err != nil {
			t.Fatal(err)
		}
		got, err := u.Apply(nil)
		if d := diff(item(t, c.want), got); d != "" || err != nil || u.OnlyRemoves() != c.onlyRemoves {
			t.Error(c.source, err, d)
		}
	}
}

func TestUpdateImages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, before, after string }{
		{"SET n = :n, a = :s", `{"n": {"N": "5"}}`, `{"n": {"N": "1"}, "a": {"S": "a"}}`},
		{"REMOVE s", `{"s": {"S": "x"}}`, `null`},
		{"REMOVE absent", `null`, `null`},
		{"SET m.n = :n", `{"m": {"M": {"n": {"N": "7"}}}}`, `{"m": {"M": {"n": {"N": "1"}}}}`},
		{"SET l[1] = :n9", `{"l": {"L": [{"N": "2"}]}}`, `{"l": {"L": [{"N": "9"}]}}`},
		{"ADD ss :type2", `{"ss": {"SS": ["a", "b"]}}`, `{"ss": {"SS": ["a", "b", "c"]}}`},
	} {
		values := someValues(t)
		values[":type2"] = value(t, `{"SS": ["c"]}`)
		s, err := NewScope(nil, values)
		if err != nil {
			t.Fatal(err)
		}
		u, err := s.Update(c.source)
		if err != nil {
			t.Fatal(c.source, err)
		}
		before := item(t, updated)
		after, err := u.Apply(before)
		if err != nil {
			t.Fatal(c.source, err)
		}
		image := func(source string, got Item) {
			if source == "null" {
				if got != nil {
					t.Error(c.source, got)
				}
			} else if d := diff(item(t, source), got); d != "" {
				t.Error(c.source, d)
			}
		}
		image(c.before, u.Old(before))
		image(c.after, u.New(after))
	}
}

func TestUpdatesKnowTheirAttributes(t *testing.T) {
	t.Parallel()
	u, err := scope(t).Update("SET a.x = d.y + :n, #b = if_not_exists(e[0], f) REMOVE c[1] ADD g :n")
	if err != nil {
		t.Fatal(err)
	}
	if d := diff([]string{"a", "b", "c", "g"}, u.Attributes()); d != "" {
		t.Error(d)
	}
	if d := diff([]string{"a", "c", "d", "e"}, u.NestedAttributes()); d != "" {
		t.Error(d)
	}
}
