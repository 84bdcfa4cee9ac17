package expr

import (
	"strings"
	"testing"
)

func TestProjectionsRefused(t *testing.T) {
	t.Parallel()
	syntax := func(token, near string) string { return `Syntax error; token: "` + token + `", near: "` + near + `"` }
	paths := func(verb, one, two string) string {
		return "Two document paths " + verb + " with each other; must remove or rewrite one of these paths; path one: " + one + ", path two: " + two
	}
	for _, c := range [][2]string{
		{"", "The expression can not be empty;"},
		{"!!", syntax("!", "!!")},
		{"a b", syntax("b", "a b")},
		{"a,", syntax("<EOF>", ",")},
		{",a", syntax(",", ",a")},
		{"a,,b", syntax(",", ",,b")},
		{"a.", syntax("<EOF>", ".")},
		{"a[]", syntax("]", "[]")},
		{"a[b]", syntax("b", "[b]")},
		{"a[00]", syntax("0", "00]")},
		{"a[-1]", syntax("-", "[-1")},
		{":s", syntax(":s", ":s")},
		{"(a)", syntax("(", "(a")},
		{"size(a)", syntax("(", "size(a")},
		{"a-b", syntax("-", "a-b")},
		{"*", syntax("*", "*")},
		{"a, AND", syntax("AND", ", AND")},
		{"name", "Attribute name is a reserved keyword; reserved keyword: name"},
		{"a, b.Status", "Attribute name is a reserved keyword; reserved keyword: Status"},
		{"a, #x", "An expression attribute name used in the document path is not defined; attribute name: #x"},
		{"a, a", paths("overlap", "[a]", "[a]")},
		{"a, #a", paths("overlap", "[a]", "[a]")},
		{"a.b, a", paths("overlap", "[a, b]", "[a]")},
		{"a, a[0].b", paths("overlap", "[a]", "[a, [0], b]")},
		{"a.b, a[0]", paths("conflict", "[a, b]", "[a, [0]]")},
		{"l[999999999999999999999]", "List index is not within the allowable range; index: [999999999999999999999]"},
		{"a" + strings.Repeat(".a", 32), "The document path has too many nesting levels; nesting levels: 33"},
		{"a" + strings.Repeat(" ", 4096), "Expression size has exceeded the maximum allowed size;"},
	} {
		want := "Invalid ProjectionExpression: " + c[1]
		if _, err := scope(t).Projection(c[0]); message(err) != want {
			t.Errorf("%.100s\n got %v\nwant %s", c[0], err, want)
		}
	}
}

func TestProjections(t *testing.T) {
	t.Parallel()
	it := item(t, `{"a": {"S": "x"}, "n": {"N": "1"}, "m": {"M": {"p": {"S": "1"}, "q": {"S": "2"}, "r": {"M": {"s": {"S": "3"}}}}},
		"l": {"L": [{"N": "0"}, {"N": "1"}, {"M": {"k": {"S": "v"}, "j": {"S": "w"}}}, {"N": "3"}]}, "x.y": {"S": "dot"}}`)
	for source, want := range map[string]string{
		"a":              `{"a": {"S": "x"}}`,
		"a, n":           `{"a": {"S": "x"}, "n": {"N": "1"}}`,
		"absent":         `{}`,
		"a, absent":      `{"a": {"S": "x"}}`,
		"#dot":           `{"x.y": {"S": "dot"}}`,
		"x.y":            `{}`,
		"m.p":            `{"m": {"M": {"p": {"S": "1"}}}}`,
		"m.p, m.r.s":     `{"m": {"M": {"p": {"S": "1"}, "r": {"M": {"s": {"S": "3"}}}}}}`,
		"m.absent":       `{}`,
		"m.r.absent, a":  `{"a": {"S": "x"}}`,
		"m[0]":           `{}`,
		"a.b":            `{}`,
		"l[1]":           `{"l": {"L": [{"N": "1"}]}}`,
		"l[3], l[0]":     `{"l": {"L": [{"N": "0"}, {"N": "3"}]}}`,
		"l[9]":           `{}`,
		"l[0], l[9]":     `{"l": {"L": [{"N": "0"}]}}`,
		"l[2].k":         `{"l": {"L": [{"M": {"k": {"S": "v"}}}]}}`,
		"l[2].k, l[0]":   `{"l": {"L": [{"N": "0"}, {"M": {"k": {"S": "v"}}}]}}`,
		"l[0].k":         `{}`,
		" a ,\n\tm . p ": `{"a": {"S": "x"}, "m": {"M": {"p": {"S": "1"}}}}`,
	} {
		p, err := scope(t).Projection(source)
		if err != nil {
			t.Error(source, err)
			continue
		}
		if d := diff(item(t, want), p.Apply(it)); d != "" {
			t.Error(source, d)
		}
	}
}

func TestProjectionsKnowTheirAttributes(t *testing.T) {
	t.Parallel()
	p, err := scope(t).Projection("a, #b.x, c[0], c[1]")
	if err != nil {
		t.Fatal(err)
	}
	if d := diff([]string{"a", "b", "c"}, p.Attributes()); d != "" {
		t.Error(d)
	}
	if d := diff([]string{"b", "c"}, p.NestedAttributes()); d != "" {
		t.Error(d)
	}
}
