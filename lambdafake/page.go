package lambdafake

import (
	"encoding/base64"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// pageSize is how many elements a list has at most, and has if the request does not say (API reference, MaxItems).
const pageSize = 50

// page returns the elements behind those that a marker has seen, and the marker of the next page. The elements are in the order of
// their keys.
func page[E any](all []E, max *int32, marker *string, key func(E) string) (_ []E, next *string, err error) {
	size := pageSize
	if max != nil {
		size = min(int(*max), pageSize)
	}
	if marker != nil && *marker != "" {
		last, err := base64.RawURLEncoding.DecodeString(*marker)
		if err != nil {
			return nil, nil, invalid("Invalid marker")
		}
		i := slices.IndexFunc(all, func(e E) bool { return key(e) == string(last) })
		all = all[i+1:]
	}
	if len(all) <= size {
		return all, nil, nil
	}
	return all[:size], aws.String(base64.RawURLEncoding.EncodeToString([]byte(key(all[size-1])))), nil
}
