package expr

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A Value is an attribute's value as the SDK has it.
type Value = types.AttributeValue

// An Item is a set of attributes. Once stored, neither it nor what it holds is modified.
type Item = map[string]types.AttributeValue

// maxDepth is how deep values nest in an attribute, the attribute itself being the first level.
const maxDepth = 32

const (
	invalidParameters = "One or more parameter values were invalid: "
	emptyValue        = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
	tooDeep           = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
)

// TypeName is the name that DynamoDB has for the type of a value: "S", "N" and so on.
func TypeName(v Value) string {
	switch v.(type) {
	case *types.AttributeValueMemberS:
		return "S"
	case *types.AttributeValueMemberN:
		return "N"
	case *types.AttributeValueMemberB:
		return "B"
	case *types.AttributeValueMemberBOOL:
		return "BOOL"
	case *types.AttributeValueMemberNULL:
		return "NULL"
	case *types.AttributeValueMemberM:
		return "M"
	case *types.AttributeValueMemberL:
		return "L"
	case *types.AttributeValueMemberSS:
		return "SS"
	case *types.AttributeValueMemberNS:
		return "NS"
	case *types.AttributeValueMemberBS:
		return "BS"
	}
	return ""
}

// Normalize checks a value as DynamoDB checks it and returns it with its numbers in canonical form. It is v itself when nothing has to
// change, and an [*Error] says what is wrong.
func Normalize(v Value) (Value, error) { return normalize(v, 1) }

// NormalizeItem is [Normalize] for all attributes of an item. Of several faults it reports that of the first attribute by name.
func NormalizeItem(it Item) (Item, error) {
	it, _, err := normalizeMap(it, 1)
	return it, err
}

func normalize(v Value, depth int) (Value, error) {
	if depth > maxDepth {
		return nil, refuse(tooDeep)
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberS, *types.AttributeValueMemberB, *types.AttributeValueMemberBOOL:
		return v, nil
	case *types.AttributeValueMemberN:
		s, err := normalNumber(v.Value)
		if err != nil || s == v.Value {
			return v, err
		}
		return &types.AttributeValueMemberN{Value: s}, nil
	case *types.AttributeValueMemberNULL:
		if !v.Value {
			return nil, refuse(invalidParameters + "Null attribute value types must have the value of true")
		}
		return v, nil
	case *types.AttributeValueMemberM:
		m, changed, err := normalizeMap(v.Value, depth+1)
		if err != nil || !changed {
			return v, err
		}
		return &types.AttributeValueMemberM{Value: m}, nil
	case *types.AttributeValueMemberL:
		return normalizeList(v, depth+1)
	case *types.AttributeValueMemberSS, *types.AttributeValueMemberNS, *types.AttributeValueMemberBS:
		return normalizeSet(v)
	}
	return nil, refuse(emptyValue)
}

// normalizeMap returns m itself, and false, when nothing has to change.
func normalizeMap(m Item, depth int) (out Item, changed bool, err error) {
	out = m
	faulty := ""
	for k, v := range m {
		n, fault := normalize(v, depth)
		if f := checkName(k); f != nil {
			fault = f
		}
		switch {
		case fault != nil && (err == nil || k < faulty):
			err, faulty = fault, k
		case fault == nil && n != v:
			if !changed {
				out, changed = cloneMap(m), true
			}
			out[k] = n
		}
	}
	return out, changed, err
}

// checkName checks the name of an attribute or of a member of a map.
func checkName(name string) error {
	const most = 65535
	switch {
	case name == "":
		return refuse("Empty attribute name")
	case len(name) > most:
		return refuse("Attribute name is too large, must be less than 65536 bytes")
	}
	return nil
}

func cloneMap(m Item) Item {
	c := make(Item, len(m)+1)
	for k, v := range m {
		c[k] = v
	}
	return c
}

func normalizeList(l *types.AttributeValueMemberL, depth int) (Value, error) {
	out := l.Value
	for i, v := range l.Value {
		n, err := normalize(v, depth)
		if err != nil {
			return nil, err
		}
		if n != v {
			if &out[0] == &l.Value[0] {
				out = slices.Clone(out)
			}
			out[i] = n
		}
	}
	if len(out) == 0 || &out[0] == &l.Value[0] {
		return l, nil
	}
	return &types.AttributeValueMemberL{Value: out}, nil
}

func normalizeSet(v Value) (Value, error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberSS:
		switch {
		case len(v.Value) == 0:
			return nil, refuse(invalidParameters + "An string set  may not be empty")
		case hasDuplicates(v.Value):
			return nil, refusef(invalidParameters+"Input collection [%s] contains duplicates.", strings.Join(v.Value, ", "))
		}
	case *types.AttributeValueMemberNS:
		return normalizeNumberSet(v)
	case *types.AttributeValueMemberBS:
		if len(v.Value) == 0 {
			return nil, refuse(invalidParameters + "Binary sets should not be empty")
		}
		texts := make([]string, len(v.Value))
		for i, b := range v.Value {
			texts[i] = base64.StdEncoding.EncodeToString(b)
		}
		if hasDuplicates(texts) {
			return nil, refusef(invalidParameters+"Input collection [%s]of type BS contains duplicates.", strings.Join(texts, ", "))
		}
	}
	return v, nil
}

func normalizeNumberSet(v *types.AttributeValueMemberNS) (Value, error) {
	if len(v.Value) == 0 {
		return nil, refuse(invalidParameters + "An number set  may not be empty")
	}
	out := v.Value
	for i, s := range v.Value {
		n, err := normalNumber(s)
		if err != nil {
			return nil, err
		}
		if n != s {
			if &out[0] == &v.Value[0] {
				out = slices.Clone(out)
			}
			out[i] = n
		}
	}
	if hasDuplicates(out) {
		return nil, refuse("Input collection contains duplicates")
	}
	if &out[0] == &v.Value[0] {
		return v, nil
	}
	return &types.AttributeValueMemberNS{Value: out}, nil
}

func hasDuplicates(s []string) bool {
	const few = 8 // for which a map is more work than looking
	if len(s) <= few {
		for i := range s {
			if slices.Contains(s[:i], s[i]) {
				return true
			}
		}
		return false
	}
	seen := make(map[string]struct{}, len(s))
	for _, x := range s {
		seen[x] = struct{}{}
	}
	return len(seen) < len(s)
}

// ItemSize is the size of an item as DynamoDB counts it: names and values.
func ItemSize(it Item) int {
	size := 0
	for k, v := range it {
		size += len(k) + Size(v)
	}
	return size
}

// Size is the size of a value as DynamoDB counts it. Lists and maps take three bytes and one for each element.
func Size(v Value) int {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return numberSize(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberM:
		return 3 + len(v.Value) + ItemSize(v.Value)
	case *types.AttributeValueMemberL:
		size := 3 + len(v.Value)
		for _, e := range v.Value {
			size += Size(e)
		}
		return size
	case *types.AttributeValueMemberSS:
		return sumSizes(v.Value, func(s string) int { return len(s) })
	case *types.AttributeValueMemberNS:
		return sumSizes(v.Value, numberSize)
	case *types.AttributeValueMemberBS:
		return sumSizes(v.Value, func(b []byte) int { return len(b) })
	}
	return 1 // BOOL and NULL
}

func sumSizes[E any](s []E, size func(E) int) int {
	sum := 0
	for _, e := range s {
		sum += size(e)
	}
	return sum
}

// Equal reports whether two values are equal: of one type, numbers by value, sets whatever their order.
func Equal(a, b Value) bool {
	if a == b {
		return true
	}
	switch a := a.(type) {
	case *types.AttributeValueMemberBOOL:
		b, ok := b.(*types.AttributeValueMemberBOOL)
		return ok && a.Value == b.Value
	case *types.AttributeValueMemberNULL:
		_, ok := b.(*types.AttributeValueMemberNULL)
		return ok
	case *types.AttributeValueMemberM:
		b, ok := b.(*types.AttributeValueMemberM)
		return ok && EqualItems(a.Value, b.Value)
	case *types.AttributeValueMemberL:
		b, ok := b.(*types.AttributeValueMemberL)
		return ok && slices.EqualFunc(a.Value, b.Value, Equal)
	case *types.AttributeValueMemberSS:
		b, ok := b.(*types.AttributeValueMemberSS)
		return ok && equalSets(a.Value, b.Value)
	case *types.AttributeValueMemberNS:
		b, ok := b.(*types.AttributeValueMemberNS)
		return ok && equalSets(a.Value, b.Value)
	case *types.AttributeValueMemberBS:
		b, ok := b.(*types.AttributeValueMemberBS)
		return ok && equalSets(byteStrings(a.Value), byteStrings(b.Value))
	}
	c, ok := Compare(a, b)
	return ok && c == 0
}

// EqualItems reports whether two items have the same attributes with equal values.
func EqualItems(a, b Item) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		w, ok := b[k]
		if !ok || !Equal(v, w) {
			return false
		}
	}
	return true
}

// equalSets compares sets, whose numbers are canonical.
func equalSets(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := make(map[string]struct{}, len(a))
	for _, x := range a {
		in[x] = struct{}{}
	}
	for _, x := range b {
		if _, ok := in[x]; !ok {
			return false
		}
	}
	return true
}

func byteStrings(b [][]byte) []string {
	s := make([]string, len(b))
	for i := range b {
		s[i] = string(b[i])
	}
	return s
}

// Compare orders two values of one of the types S, N and B. Others cannot be compared.
func Compare(a, b Value) (order int, comparable bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, ok := b.(*types.AttributeValueMemberS); ok {
			return strings.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberN:
		if b, ok := b.(*types.AttributeValueMemberN); ok {
			return compareNumbers(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberB:
		if b, ok := b.(*types.AttributeValueMemberB); ok {
			return bytes.Compare(a.Value, b.Value), true
		}
	}
	return 0, false
}

// describe writes a value the way that messages about bounds do, after the Java classes of the service.
func describe(v Value) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "AttributeValue: {S:" + v.Value + "}"
	case *types.AttributeValueMemberN:
		return "AttributeValue: {N:" + v.Value + "}"
	case *types.AttributeValueMemberB:
		return fmt.Sprintf("AttributeValue: {B:java.nio.HeapByteBuffer[pos=0 lim=%d cap=%d]}", len(v.Value), len(v.Value))
	}
	return "AttributeValue: {" + TypeName(v) + "}"
}
