package s3fake

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func taggingOperations() []service.Operation {
	return []service.Operation{
		service.Op("DeleteObjectTagging", (*Server).deleteObjectTagging),
		service.Op("GetObjectTagging", (*Server).getObjectTagging),
		service.Op("PutObjectTagging", (*Server).putObjectTagging),
	}
}

const (
	maxObjectTags   = 10
	objectTagPrefix = "Your TagKey cannot be prefixed with aws:"
)

// checkTags checks a set of tags and returns it in the order of its keys. system is what the service says of keys that begin
// with aws:.
func checkTags(tags []types.Tag, system string) ([]types.Tag, error) {
	for i, t := range tags {
		switch {
		case t.Key == nil || t.Value == nil:
			return nil, malformedXML()
		case !isTag(*t.Key, 128) || *t.Key == "":
			return nil, invalidTag("The TagKey you have provided is invalid", "TagKey", *t.Key)
		case !isTag(*t.Value, 256):
			return nil, invalidTag("The TagValue you have provided is invalid", "TagKey", *t.Key, "TagValue", *t.Value)
		case slices.ContainsFunc(tags[:i], func(u types.Tag) bool { return *u.Key == *t.Key }):
			return nil, invalidTag("Cannot provide multiple Tags with the same key", "TagKey", *t.Key)
		case strings.HasPrefix(*t.Key, "aws:"):
			return nil, invalidTag(system, "TagKey", *t.Key)
		}
	}
	return slices.SortedFunc(slices.Values(tags), func(a, b types.Tag) int { return strings.Compare(*a.Key, *b.Key) }), nil
}

func checkObjectTags(tags []types.Tag) ([]types.Tag, error) {
	if len(tags) > maxObjectTags {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return nil, fault(http.StatusBadRequest, "BadRequest", "Object tags cannot be greater than 10")
	}
	return checkTags(tags, objectTagPrefix)
}

// isTag checks the length and the characters of a key or a value.
// Source: Tag naming and usage conventions, AWS General Reference.
func isTag(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsSpace(r) && !strings.ContainsRune("+-=._:/@", r)
	}) < 0
}

// parseTagging reads the header x-amz-tagging.
func parseTagging(header *string) ([]types.Tag, error) {
	if filled(header) == nil {
		return nil, nil
	}
	var tags []types.Tag
	for pair := range strings.SplitSeq(*header, "&") {
		k, v, _ := strings.Cut(pair, "=")
		key, err1 := url.QueryUnescape(k)
		value, err2 := url.QueryUnescape(v)
		if err1 != nil || err2 != nil || slices.ContainsFunc(tags, func(t types.Tag) bool { return *t.Key == key }) {
			// Source: versitygw's s3err, which follows what its authors see of S3.
			return nil, invalidArgument("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.", "x-amz-tagging", *header)
		}
		if pair != "" {
			tags = append(tags, types.Tag{Key: &key, Value: &value})
		}
	}
	return checkObjectTags(tags)
}

// taggable finds the version whose tags a request means. Delete markers have none, whether named by their id or not.
func (b *bucket) taggable(key string, id *string, method string) (*object, *version, error) {
	o, v, err := b.lookupMarker(key, id)
	if err == nil && v.marker {
		err = markerNotAllowed(method, v)
	}
	return o, v, err
}

func (s *Server) getObjectTagging(ctx context.Context, in *s3.GetObjectTaggingInput) (out *s3.GetObjectTaggingOutput, err error) {
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		_, v, err := b.taggable(*in.Key, in.VersionId, http.MethodGet)
		if err != nil {
			return err
		}
		out = &s3.GetObjectTaggingOutput{TagSet: slices.Clone(v.tags), VersionId: b.versionIDOf(v)}
		if out.TagSet == nil {
			out.TagSet = []types.Tag{}
		}
		return nil
	})
	return out, err
}

func (s *Server) putObjectTagging(ctx context.Context, in *s3.PutObjectTaggingInput) (*s3.PutObjectTaggingOutput, error) {
	tags, err := checkObjectTags(in.Tagging.TagSet)
	if err != nil {
		return nil, err
	}
	id, err := s.setTags(ctx, &s3.GetObjectTaggingInput{Bucket: in.Bucket, Key: in.Key, VersionId: in.VersionId, ExpectedBucketOwner: in.ExpectedBucketOwner},
		tags, http.MethodPut, "ObjectTagging:Put")
	return &s3.PutObjectTaggingOutput{VersionId: id}, err
}

func (s *Server) deleteObjectTagging(ctx context.Context, in *s3.DeleteObjectTaggingInput) (*s3.DeleteObjectTaggingOutput, error) {
	id, err := s.setTags(ctx, &s3.GetObjectTaggingInput{Bucket: in.Bucket, Key: in.Key, VersionId: in.VersionId, ExpectedBucketOwner: in.ExpectedBucketOwner},
		nil, http.MethodDelete, "ObjectTagging:Delete")
	return &s3.DeleteObjectTaggingOutput{VersionId: id}, err
}

// setTags replaces the tags of the version that in means.
func (s *Server) setTags(ctx context.Context, in *s3.GetObjectTaggingInput, tags []types.Tag, method, event string) (id *string, err error) {
	var b *bucket
	var v *version
	err = s.change(in.Bucket, in.ExpectedBucketOwner, func(found *bucket, _ time.Time) error {
		o, old, err := found.taggable(*in.Key, in.VersionId, method)
		if err != nil {
			return err
		}
		b, id = found, found.versionIDOf(old)
		v = b.replace(o, old, func(v *version) { v.tags = tags })
		return nil
	})
	if err == nil {
		s.notify(ctx, b, event, *in.Key, v)
	}
	return id, err
}
