package s3fake

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/ordered"
)

// A walk is what all lists of keys have in common.
type walk struct {
	prefix    string
	delimiter string
	after     string // the marker: a key, or a group of keys
}

// holds reports whether a key is listed as such, neither beyond the prefix nor rolled up into a group.
func (w walk) holds(key string) bool {
	return strings.HasPrefix(key, w.prefix) && w.group(key) == ""
}

// group returns what a key is rolled up into: itself up to the first delimiter after the prefix.
func (w walk) group(key string) string {
	if w.delimiter == "" {
		return ""
	}
	i := strings.Index(key[len(w.prefix):], w.delimiter)
	if i < 0 {
		return ""
	}
	return key[:len(w.prefix)+i+len(w.delimiter)]
}

// walkKeys calls entry for each key of an index after the marker, and group once for each group of them, in order, until one
// returns false. What it costs is the number of the calls: the rest of a group is skipped by seeking past it.
//
// A group that the marker lies in is passed over: recordings/s3.json, test_list_objects_marker_common_prefixes.
func walkKeys[V any](index *ordered.Map[string, V], w walk, entry func(string, V) bool, group func(string) bool) {
	at := w.prefix
	if w.after >= at && w.after != "" {
		at = w.after + "\x00" // the least key beyond
	}
	for ok := true; ok; {
		at, ok = walkRun(index, w, at, entry, group)
	}
}

// walkRun walks until it meets a group, and returns where to go on behind it.
func walkRun[V any](index *ordered.Map[string, V], w walk, at string, entry func(string, V) bool, group func(string) bool) (next string, ok bool) {
	for key, v := range index.From(at) {
		if !strings.HasPrefix(key, w.prefix) {
			return "", false
		}
		g := w.group(key)
		if g == "" {
			if !entry(key, v) {
				return "", false
			}
			continue
		}
		if !strings.HasPrefix(w.after, g) && !group(g) {
			return "", false
		}
		return beyond(g)
	}
	return "", false
}

// beyond returns the least text after all that begin with a prefix.
func beyond(prefix string) (string, bool) {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xff {
			return prefix[:i] + string([]byte{prefix[i] + 1}), true
		}
	}
	return "", false
}

// maxPage is the greatest number of entries in a page.
const maxPage = 1000

// pageSize returns the number of entries that a page may have.
func pageSize(maxKeys *int32) (int, error) {
	switch {
	case maxKeys == nil:
		return maxPage, nil
	case *maxKeys < 0:
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return 0, invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647", "maxKeys", itoa(int64(*maxKeys)))
	}
	return min(int(*maxKeys), maxPage), nil
}

// An encoder writes keys into a list as the request's encoding-type says.
type encoder bool

func encoderOf(t types.EncodingType) encoder { return t == types.EncodingTypeUrl }

// text encodes a text; an absent one stays so.
func (e encoder) text(s *string) *string {
	if !e || s == nil {
		return s
	}
	return aws.String(urlEncode(*s))
}

// urlEncode encodes as S3's Java does, except for slashes: test_list_objects_v2_continuation_token_safe_chars has date%3D2026.
func urlEncode(s string) string {
	return urlEncoding.Replace(url.QueryEscape(s))
}

var urlEncoding = strings.NewReplacer("%2F", "/", "%2A", "*", "~", "%7E")

// A token continues a list. To clients it is opaque.
func token(last string) *string {
	return aws.String("1" + base64.URLEncoding.EncodeToString([]byte(last)))
}

func parseToken(token string) (last string, ok bool) {
	b, err := base64.URLEncoding.DecodeString(strings.TrimPrefix(token, "1"))
	return string(b), err == nil && strings.HasPrefix(token, "1") && len(b) > 0
}
