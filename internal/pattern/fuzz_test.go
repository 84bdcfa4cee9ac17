package pattern_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/internal/pattern"
)

// FuzzCompile: no policy panics, every refusal has words, and what is called
// no JSON is none.
func FuzzCompile(f *testing.F) {
	for _, c := range cases {
		if len(c.policy) < 1000 {
			f.Add(c.policy)
		}
	}
	f.Fuzz(func(t *testing.T, policy string) {
		for _, d := range []*pattern.Dialect{pattern.SNSAttributes, pattern.SNSBody, pattern.Lambda} {
			_, err := pattern.Compile([]byte(policy), d)
			var e *pattern.Error
			if err != nil && (!errors.As(err, &e) || e.Message == "") {
				t.Fatalf("error %#v", err)
			}
			isJSON := json.Valid([]byte(policy)) || strings.Trim(policy, " \t\r\n") == ""
			saysNoJSON := err != nil && strings.HasPrefix(err.Error(), "failed to parse JSON")
			if d != pattern.Lambda && saysNoJSON == isJSON && !strings.Contains(err.Error(), "nesting depth") {
				t.Fatalf("%q is JSON: %v, error %v", policy, isJSON, err)
			}
		}
	})
}

// FuzzMatch: no document panics or takes long, and the scanner takes what
// encoding/json takes.
func FuzzMatch(f *testing.F) {
	for _, c := range cases {
		if doc, ok := c.message.(string); ok {
			f.Add(c.policy, doc)
		}
	}
	all, err := pattern.Compile([]byte(`{}`), pattern.SNSBody)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, policy, doc string) {
		isObject := json.Valid([]byte(doc)) && strings.HasPrefix(strings.TrimLeft(doc, " \t\r\n"), "{")
		if all.MatchString(doc) != isObject && strings.Count(doc, "{")+strings.Count(doc, "[") <= 1000 {
			t.Fatalf("%q is an object: %v", doc, isObject)
		}
		for _, d := range []*pattern.Dialect{pattern.SNSBody, pattern.Lambda} {
			p, err := pattern.Compile([]byte(policy), d)
			if err != nil {
				continue
			}
			if p.MatchJSON([]byte(doc)) && !isObject {
				t.Fatalf("%s matches %q", policy, doc)
			}
			p.Match(str("a", doc), list("b", doc), num("c", doc))
		}
	})
}
