package expr

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func BenchmarkCompileCondition(b *testing.B) {
	names, values := map[string]string{"#s": "status"}, map[string]Value{":s": &types.AttributeValueMemberS{Value: "a"}, ":n": &types.AttributeValueMemberN{Value: "1"}}
	b.ReportAllocs()
	for b.Loop() {
		s, err := NewScope(names, values)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Condition("FilterExpression", "#s = :s AND n > :n"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	c, err := scope(b).Condition("FilterExpression", "a.x = :s AND n > :n AND contains(ss, :z)")
	if err != nil {
		b.Fatal(err)
	}
	it := item(b, `{"a": {"M": {"x": {"S": "a"}}}, "n": {"N": "12"}, "ss": {"SS": ["y", "z"]}}`)
	b.ReportAllocs()
	for b.Loop() {
		if !c.Match(it) {
			b.Fatal("no match")
		}
	}
}

func BenchmarkApplyUpdate(b *testing.B) {
	u, err := scope(b).Update("SET n = n + :n, m.a = :s REMOVE s")
	if err != nil {
		b.Fatal(err)
	}
	it := item(b, updated)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := u.Apply(it); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNormalizeItem(b *testing.B) {
	it := Item{}
	for i := range 20 {
		it[fmt.Sprint("s", i)] = &types.AttributeValueMemberS{Value: "some text that is not long"}
		it[fmt.Sprint("n", i)] = &types.AttributeValueMemberN{Value: fmt.Sprint(i * 1000)}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NormalizeItem(it); err != nil {
			b.Fatal(err)
		}
		ItemSize(it)
	}
}

func BenchmarkAppendKey(b *testing.B) {
	key := []Value{&types.AttributeValueMemberS{Value: "customer#12345"}, &types.AttributeValueMemberN{Value: "1700000000.5"}}
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendKey(AppendKey(buf[:0], key[0]), key[1])
	}
}
