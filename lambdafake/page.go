package lambdafake

import (
	"encoding/base64"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// pageSize is how many elements a list has at most, and has if the request does not say (API reference, MaxItems).
const pageSize = 50

// page returns a page of a list and the marker of the next. From yields the elements with their keys, in the order of the keys: those
// behind a key at least, all behind "".
func page[E any](max *int32, marker *string, from func(after string, yield func(key string, e E) bool)) (l []E, next *string, err error) {
	size, after := pageSize, ""
	if max != nil {
		size = min(int(*max), pageSize)
	}
	if marker != nil {
		b, err := base64.RawURLEncoding.DecodeString(*marker)
		if err != nil {
			return nil, nil, invalid("Invalid marker")
		}
		after = string(b)
	}
	l, last := []E{}, ""
	from(after, func(key string, e E) bool {
		switch {
		case key <= after:
		case len(l) == size:
			next = aws.String(base64.RawURLEncoding.EncodeToString([]byte(last)))
			return false
		default:
			l, last = append(l, e), key
		}
		return true
	})
	return l, next, nil
}
