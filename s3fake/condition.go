package s3fake

import (
	"net/http"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/wire"
)

// A condition is what a read, of an object or of a copy's source, asks of the version.
type condition struct {
	ifMatch, ifNoneMatch               *string
	ifModifiedSince, ifUnmodifiedSince *time.Time
}

// check returns the name of the header whose condition a version fails, "" if it meets all. The first two headers refuse, the
// others say that the client has it already.
//
// Source: RFC 9110, 13.2.2, which the API reference repeats for the combinations.
func (c condition) check(v *version, now time.Time) (refused, known string) {
	switch {
	case c.ifMatch != nil && !matches(*c.ifMatch, v.etag):
		return "If-Match", ""
	case c.ifMatch == nil && c.ifUnmodifiedSince != nil && v.modified.After(*c.ifUnmodifiedSince):
		return "If-Unmodified-Since", ""
	case c.ifNoneMatch != nil && matches(*c.ifNoneMatch, v.etag):
		return "", "If-None-Match"
	case c.ifNoneMatch == nil && c.ifModifiedSince != nil && !v.modified.After(*c.ifModifiedSince) && !c.ifModifiedSince.After(now):
		return "", "If-Modified-Since" // a date in the future is none: test_s3_get_object_preconditions
	}
	return "", ""
}

// matches compares an ETag with those of a header.
func matches(header, etag string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || unquoted(strings.TrimPrefix(tag, "W/")) == etag {
			return true
		}
	}
	return false
}

// forRead returns the answer to a GET or HEAD whose condition does not hold.
func (c condition) forRead(v *version, now time.Time) error {
	refused, known := c.check(v, now)
	switch {
	case refused != "":
		return preconditionFailed(refused)
	case known != "":
		return notModified(v)
	}
	return nil
}

// notModified has the headers that a cache needs.
func notModified(v *version) *wire.Error {
	e := fault(http.StatusNotModified, "NotModified", "Not Modified")
	e.Headers = []wire.Detail{{Name: "Etag", Value: `"` + v.etag + `"`}, {Name: "Last-Modified", Value: v.modified.Format(http.TimeFormat)}}
	if v.headers.cacheControl != nil {
		e.Headers = append(e.Headers, wire.Detail{Name: "Cache-Control", Value: *v.headers.cacheControl})
	}
	if v.headers.expires != nil {
		e.Headers = append(e.Headers, wire.Detail{Name: "Expires", Value: *v.headers.expires})
	}
	return e
}

// forCopy returns the answer to a copy from a source of which the condition does not hold.
func (c condition) forCopy(v *version, now time.Time) error {
	refused, known := c.check(v, now)
	if failed := refused + known; failed != "" {
		return preconditionFailed("x-amz-copy-source-" + failed)
	}
	return nil
}

// A writeCondition is what a write asks of the object that it replaces.
type writeCondition struct{ ifMatch, ifNoneMatch *string }

func (c writeCondition) given() bool { return c.ifMatch != nil || c.ifNoneMatch != nil }

// validate refuses what S3 does not take.
func (c writeCondition) validate() error {
	const additional = "additionalMessage"
	switch {
	case c.ifMatch != nil && c.ifNoneMatch != nil:
		return headerNotImplemented("If-Match,If-None-Match", additional, "Multiple conditional request headers present in the request")
	case c.ifMatch != nil && *c.ifMatch == "*":
		return headerNotImplemented("If-Match", additional, "We don't accept the provided value of If-Match header for this API")
	case c.ifNoneMatch != nil && *c.ifNoneMatch != "*":
		return headerNotImplemented("If-None-Match", additional, "We don't accept the provided value of If-None-Match header for this API")
	}
	return nil
}

// check checks the condition against what is stored under a key.
func (c writeCondition) check(b *bucket, key string) error {
	v, exists := b.live.Get(key)
	switch {
	case c.ifMatch != nil && !exists:
		return noSuchKey(key)
	case c.ifMatch != nil && unquoted(*c.ifMatch) != v.etag:
		return preconditionFailed("If-Match")
	case c.ifNoneMatch != nil && exists:
		return preconditionFailed("If-None-Match")
	}
	return nil
}

// conflict is the answer where the condition holds, but another write came while this one went on.
func (c writeCondition) conflict(key string) error {
	name := "If-Match"
	if c.ifNoneMatch != nil {
		name = "If-None-Match"
	}
	return fault(http.StatusConflict, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation against this resource.",
		"Condition", name, "Key", key)
}
