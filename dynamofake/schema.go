package dynamofake

import (
	"crypto/md5"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// The size limits of keys in bytes.
const (
	maxHashKey  = 2048
	maxRangeKey = 1024
)

// A keySchema is the key of a table or index: one hash and at most one range attribute, up to four of each for a global index.
type keySchema struct {
	hash, ranges []expr.KeyAttribute
}

// newKeySchema makes the schema of elements that were checked, with the types of definitions.
func newKeySchema(elements []types.KeySchemaElement, definitions []types.AttributeDefinition) keySchema {
	var k keySchema
	for _, e := range elements {
		a := expr.KeyAttribute{Name: *e.AttributeName, Type: typeOf(*e.AttributeName, definitions)}
		if e.KeyType == types.KeyTypeHash {
			k.hash = append(k.hash, a)
		} else {
			k.ranges = append(k.ranges, a)
		}
	}
	return k
}

// typeOf returns the type that definitions give an attribute, "" if there is none.
func typeOf(attribute string, definitions []types.AttributeDefinition) string {
	for _, d := range definitions {
		if *d.AttributeName == attribute {
			return string(d.AttributeType)
		}
	}
	return ""
}

// elements is the schema as DescribeTable has it.
func (k keySchema) elements() []types.KeySchemaElement {
	l := make([]types.KeySchemaElement, 0, len(k.hash)+len(k.ranges))
	for _, a := range k.hash {
		l = append(l, types.KeySchemaElement{AttributeName: &a.Name, KeyType: types.KeyTypeHash})
	}
	for _, a := range k.ranges {
		l = append(l, types.KeySchemaElement{AttributeName: &a.Name, KeyType: types.KeyTypeRange})
	}
	return l
}

// each calls f for the attributes of the key until it returns false.
func (k keySchema) each(f func(a expr.KeyAttribute, hash bool) bool) {
	for _, a := range k.hash {
		if !f(a, true) {
			return
		}
	}
	for _, a := range k.ranges {
		if !f(a, false) {
			return
		}
	}
}

// has reports whether an attribute is part of the key.
func (k keySchema) has(name string) bool {
	found := false
	k.each(func(a expr.KeyAttribute, _ bool) bool {
		found = a.Name == name
		return !found
	})
	return found
}

// position returns the place of an item in the order of the key. The item must have the key.
func (k keySchema) position(item expr.Item) string {
	var room [128]byte
	return string(k.appendPosition(room[:0], item))
}

func (k keySchema) appendPosition(dst []byte, item expr.Item) []byte {
	var room [4]expr.Value
	hash := room[:0]
	for _, a := range k.hash {
		hash = append(hash, item[a.Name])
	}
	dst = appendPartition(dst, hash)
	for _, a := range k.ranges {
		dst = expr.AppendKey(dst, item[a.Name])
	}
	return dst
}

// hashedBytes is how much of a partition key's hash begins a position.
const hashedBytes = 4

// appendPartition appends what the positions of all items with a partition key begin with. As in DynamoDB partitions are in the
// order of a hash, of which segments of a scan are ranges.
//
// Source: the tests of github.com/architect/dynalite, run against DynamoDB, for the hash and its salt.
func appendPartition(dst []byte, key []expr.Value) []byte {
	var room [96]byte
	salted := append(room[:0], "Outliers"...)
	for _, v := range key {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			salted = append(salted, v.Value...)
		case *types.AttributeValueMemberB:
			salted = append(salted, v.Value...)
		default:
			salted = expr.AppendKey(salted, v)
		}
	}
	sum := md5.Sum(salted)
	dst = append(dst, sum[:hashedBytes]...)
	for _, v := range key {
		dst = expr.AppendKey(dst, v)
	}
	return dst
}

// of returns the attributes of the key that an item has.
func (k keySchema) of(item expr.Item) expr.Item {
	key := make(expr.Item, len(k.hash)+len(k.ranges))
	k.each(func(a expr.KeyAttribute, _ bool) bool {
		if v, ok := item[a.Name]; ok {
			key[a.Name] = v
		}
		return true
	})
	return key
}

// keySize is what the size limits of keys bound. Numbers always fit.
func keySize(v expr.Value) int {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	}
	return 1
}

// emptyKind names the type of an empty key value as messages do.
func emptyKind(v expr.Value) string {
	if _, ok := v.(*types.AttributeValueMemberB); ok {
		return "binary"
	}
	return "string"
}

// checkSizes checks what a key may have at most. The missing space is AWS's.
func (k keySchema) checkSizes(item expr.Item) error {
	n := 0
	for _, a := range k.hash {
		n += keySize(item[a.Name])
	}
	if n > maxHashKey {
		return invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes")
	}
	n = 0
	for _, a := range k.ranges {
		n += keySize(item[a.Name])
	}
	if n > maxRangeKey {
		return invalid("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
	}
	return nil
}

// checkKey checks a key that was given to find an item by: it has the attributes of the schema and no others.
func (k keySchema) checkKey(key expr.Item) (err error) {
	if len(key) != len(k.hash)+len(k.ranges) {
		return validation("The provided key element does not match the schema")
	}
	k.each(func(a expr.KeyAttribute, _ bool) bool {
		v := key[a.Name]
		switch {
		case v == nil || expr.TypeName(v) != a.Type:
			err = validation("The provided key element does not match the schema")
		case keySize(v) == 0:
			err = emptyKey(a.Name, v)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return k.checkSizes(key)
}

// An emptyKeyError refuses an empty value of a key: with the request, where what else is wrong with a key cancels a transaction.
type emptyKeyError struct{ error }

func (e emptyKeyError) Unwrap() error { return e.error }

func emptyKey(name string, v expr.Value) error {
	return emptyKeyError{validation("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s", emptyKind(v), name)}
}

// textOf is the message of an error made by validation.
func textOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}

// checkItem checks the key of an item that is to be stored.
func (k keySchema) checkItem(item expr.Item) (err error) {
	k.each(func(a expr.KeyAttribute, _ bool) bool {
		v := item[a.Name]
		switch {
		case v == nil:
			err = invalid("Missing the key %s in the item", a.Name)
		case expr.TypeName(v) != a.Type:
			err = invalid("Type mismatch for key %s expected: %s actual: %s", a.Name, a.Type, expr.TypeName(v))
		case keySize(v) == 0:
			err = emptyKey(a.Name, v)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	return k.checkSizes(item)
}

// checkNested refuses paths into the attributes of keys, which are scalars.
func (t *table) checkNested(names []string) error {
	const scalars = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: %s: %s"
	for _, name := range names {
		if t.keys.has(name) {
			return validation(scalars, "Key", name)
		}
		for _, ix := range t.indexes {
			if ix.keys.has(name) {
				return validation(scalars, "IndexKey", name)
			}
		}
	}
	return nil
}
