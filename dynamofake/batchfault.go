package dynamofake

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
)

// Entries that a fault makes fail come back unprocessed, which is how DynamoDB says that it had no capacity for them. They are
// counted table by table in the order of names.

// parted are the parts of lists by table that a fault leaves and that it makes fail; empty ones are left out.
func parted[E any](names []string, list func(name string) []E, failed []int) (rest, hit map[string][]E) {
	rest, hit = map[string][]E{}, map[string][]E{}
	start := 0
	for _, name := range names {
		entries := list(name)
		var here []int
		for _, n := range failed {
			if start <= n && n < start+len(entries) {
				here = append(here, n-start)
			}
		}
		start += len(entries)
		if r, h := service.Split(entries, here); len(h) == 0 {
			rest[name] = r
		} else if hit[name] = h; len(r) > 0 {
			rest[name] = r
		}
	}
	return rest, hit
}

// failWrites leaves writes unprocessed.
func failWrites(in *dynamodb.BatchWriteItemInput, failed []int, _ smithy.APIError,
	next func(*dynamodb.BatchWriteItemInput) (*dynamodb.BatchWriteItemOutput, error)) (*dynamodb.BatchWriteItemOutput, error) {
	rest, hit := parted(slices.Sorted(maps.Keys(in.RequestItems)), func(name string) []types.WriteRequest { return in.RequestItems[name] }, failed)
	out := &dynamodb.BatchWriteItemOutput{}
	if len(rest) > 0 {
		part := *in
		part.RequestItems = rest
		var err error
		if out, err = next(&part); err != nil {
			return nil, err
		}
	}
	out.UnprocessedItems = hit
	return out, nil
}

// failReads leaves keys unprocessed.
func failReads(in *dynamodb.BatchGetItemInput, failed []int, _ smithy.APIError,
	next func(*dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error)) (*dynamodb.BatchGetItemOutput, error) {
	keys := func(name string) []map[string]types.AttributeValue { return in.RequestItems[name].Keys }
	rest, hit := parted(slices.Sorted(maps.Keys(in.RequestItems)), keys, failed)
	requests := func(of map[string][]map[string]types.AttributeValue) map[string]types.KeysAndAttributes {
		m := make(map[string]types.KeysAndAttributes, len(of))
		for name, keys := range of {
			q := in.RequestItems[name]
			q.Keys = keys
			m[name] = q
		}
		return m
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]map[string]types.AttributeValue{}, UnprocessedKeys: map[string]types.KeysAndAttributes{}}
	if len(rest) > 0 {
		part := *in
		part.RequestItems = requests(rest)
		var err error
		if out, err = next(&part); err != nil {
			return nil, err
		}
	}
	maps.Copy(out.UnprocessedKeys, requests(hit))
	return out, nil
}
