package pattern_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/awsfake/awsfake/internal/pattern"
)

func BenchmarkMatchAttributes(b *testing.B) {
	p := compile(b, pattern.SNSAttributes, `{
		"store": ["north", "south"], "price": [{"numeric": [">", 0, "<=", 100]}],
		"event": [{"prefix": "order-"}], "region": [{"anything-but": ["us", "eu"]}], "test": [{"exists": false}]
	}`)
	attributes := []pattern.Attribute{
		{"store", "String", "south"}, {"price", "Number", "99.95"}, {"event", "String", "order-placed"},
		{"region", "String.Array", `["us", "ap"]`},
	}
	for i := len(attributes); i < 10; i++ {
		attributes = append(attributes, pattern.Attribute{fmt.Sprint("other", i), "String", "anything at all"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if !p.Match(attributes...) {
			b.Fatal("no match")
		}
	}
}

// order is a JSON document of 1 KB.
var order = fmt.Sprintf(`{
	"id": "o-1", "store": "south", "notes": %q, "price": 99.95, "paid": true,
	"customer": {"name": "Ann", "address": {"city": "Porto", "lines": ["1", "2", "3"]}},
	"items": [{"sku": "a", "count": 1}, {"sku": "b", "count": 2}, {"sku": "c", "count": 3}],
	"padding": %q
}`, strings.Repeat("note ", 50), strings.Repeat("lorem ipsum ", 39))

func BenchmarkMatchBody(b *testing.B) {
	for name, policy := range map[string]string{
		"flat":    `{"store": ["north", "south"], "price": [{"numeric": [">", 0, "<=", 100]}], "paid": [true]}`,
		"members": `{"customer": {"name": [{"prefix": "A"}]}, "items": {"sku": ["b"], "count": [2]}}`,
	} {
		b.Run(name, func(b *testing.B) {
			p := compile(b, pattern.SNSBody, policy)
			doc := []byte(order)
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if !p.MatchJSON(doc) {
					b.Fatal("no match")
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	policy := []byte(`{"store": ["north", "south"], "price": [{"numeric": [">", 0, "<=", 100]}], "event": [{"prefix": "order-"}]}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pattern.Compile(policy, pattern.SNSBody); err != nil {
			b.Fatal(err)
		}
	}
}

func compile(t testing.TB, d *pattern.Dialect, policy string) *pattern.Pattern {
	t.Helper()
	p, err := pattern.Compile([]byte(policy), d)
	if err != nil {
		t.Fatalf("Compile(%s): %v", policy, err)
	}
	return p
}
