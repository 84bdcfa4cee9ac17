package snsfake

import (
	"cmp"
	"encoding/base64"
	"slices"
)

// pageSize is how many elements a list has at most (API reference, ListTopics and its like).
const pageSize = 100

// page returns the elements that follow those the token has seen, at most size of them, and the token of the next page.
// The elements must be in the order of their keys.
func page[T any](all []T, size int, token *string, key func(T) string) (_ []T, next *string, err error) {
	if token != nil && *token != "" {
		last, err := base64.StdEncoding.DecodeString(*token)
		if err != nil {
			return nil, nil, invalidReason("NextToken", "The token is not valid") // a guess
		}
		i, seen := slices.BinarySearchFunc(all, string(last), func(e T, last string) int { return cmp.Compare(key(e), last) })
		if seen {
			i++
		}
		all = all[i:]
	}
	if len(all) <= size {
		return all, nil, nil
	}
	text := base64.StdEncoding.EncodeToString([]byte(key(all[size-1])))
	return all[:size], &text, nil
}
