package s3fake

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

// Annotations are named payloads beside the content of a version. Limits and rules are those that the SDK documents with
// PutObjectAnnotation and DeleteObjectAnnotation; the wordings of the errors are guesses.

func annotationOperations() []service.Operation {
	return []service.Operation{
		service.Op("DeleteObjectAnnotation", (*Server).deleteObjectAnnotation),
		service.Op("GetObjectAnnotation", (*Server).getObjectAnnotation),
		service.Op("ListObjectAnnotations", (*Server).listObjectAnnotations),
		service.Op("PutObjectAnnotation", (*Server).putObjectAnnotation),
	}
}

const (
	maxAnnotations    = 1000 // of a version
	maxAnnotation     = 1 << 20
	maxAnnotationName = 512 // bytes
)

// An annotation of a version. It never changes.
type annotation struct {
	name     string
	payload  content
	etag     string
	sums     checksums
	modified time.Time
}

func byName(a *annotation, name string) int { return strings.Compare(a.name, name) }

// annotation returns the annotation with a name and its place among those of the version, which are in the order of their names.
func (v *version) annotation(name string) (a *annotation, at int, err error) {
	at, found := slices.BinarySearchFunc(v.annotations, name, byName)
	if !found {
		return nil, at, fault(http.StatusNotFound, "NoSuchAnnotation", "The specified annotation does not exist.", "AnnotationName", name)
	}
	return v.annotations[at], at, nil
}

// checkAnnotationName checks a name of 1 to 512 bytes that begins neither with aws nor with s3.
func checkAnnotationName(name string) error {
	lower := strings.ToLower(name)
	switch {
	case len(name) > maxAnnotationName:
		return fault(http.StatusBadRequest, "AnnotationNameTooLong", "The annotation name exceeds 512 bytes.", "AnnotationName", name)
	case name == "" || !utf8.ValidString(name) || strings.HasPrefix(lower, "aws") || strings.HasPrefix(lower, "s3"):
		return fault(http.StatusBadRequest, "InvalidAnnotationName", "The annotation name is not valid.", "AnnotationName", name)
	}
	return nil
}

// putObjectAnnotation stores an annotation of 1 byte to 1 MiB of text, in the place of one of the same name.
func (s *Server) putObjectAnnotation(ctx context.Context, in *s3.PutObjectAnnotationInput) (out *s3.PutObjectAnnotationOutput, err error) {
	a, err := receiveAnnotation(ctx, in)
	if err != nil {
		discard(in.AnnotationPayload)
		return nil, err
	}
	err = s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, now time.Time) error {
		o, v, err := b.annotated(in.Key, in.VersionId, in.ObjectIfMatch, http.MethodPut)
		if err != nil {
			return err
		}
		if v.sse.customerMD5 != "" {
			return invalidRequest("Objects that are encrypted with customer-provided keys cannot have annotations.")
		}
		_, at, missing := v.annotation(a.name)
		if missing != nil && len(v.annotations) >= maxAnnotations {
			return fault(http.StatusBadRequest, "AnnotationLimitExceeded", "The object has the maximum number of annotations, 1000.")
		}
		a.modified = now.Truncate(time.Second)
		b.replace(o, v, func(c *version) {
			c.annotations = slices.Clone(v.annotations)
			if missing != nil {
				c.annotations = slices.Insert(c.annotations, at, a)
			} else {
				c.annotations[at] = a
			}
		})
		out = &s3.PutObjectAnnotationOutput{AnnotationName: &a.name, Key: in.Key, ETag: quoted(a.etag), ChecksumType: a.sums.kind,
			ObjectVersionId: b.versionIDOf(v), ServerSideEncryption: v.sse.algorithm}
		setSum(out, a.sums)
		return nil
	})
	return out, err
}

// receiveAnnotation reads a payload and checks its digests.
func receiveAnnotation(ctx context.Context, in *s3.PutObjectAnnotationInput) (*annotation, error) {
	if err := checkAnnotationName(*in.AnnotationName); err != nil {
		return nil, err
	}
	want, err := sumInHeaders(service.Headers(ctx))
	if err != nil {
		return nil, err
	}
	payload, err := io.ReadAll(io.LimitReader(in.AnnotationPayload, maxAnnotation+1))
	switch {
	case err != nil:
		return nil, bodyError(err)
	case len(payload) == 0:
		return nil, invalidRequest("The annotation payload must have at least 1 byte.")
	case len(payload) > maxAnnotation:
		return nil, fault(http.StatusBadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", "MaxSizeAllowed", itoa(maxAnnotation))
	case !utf8.Valid(payload): // "the request fails with HTTP 415" (PutObjectAnnotation)
		return nil, fault(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The annotation payload is not valid UTF-8.")
	}
	d, err := newDigests(aws.ToString(in.ContentMD5), want)
	if err != nil {
		return nil, err
	}
	d.Write(payload)
	if t, ok := in.AnnotationPayload.(interface{ Trailer() http.Header }); ok && want.trailing {
		if err := d.expectTrailer(t.Trailer()); err != nil {
			return nil, err
		}
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return &annotation{name: *in.AnnotationName, payload: content{[][]byte{payload}, int64(len(payload))}, etag: d.etag(), sums: d.checksum()}, nil
}

// annotated finds the version whose annotations a request is about, unless its ETag is another than the one expected.
func (b *bucket) annotated(key, id, ifMatch *string, method string) (*object, *version, error) {
	o, v, err := b.lookup(*key, id, method)
	if err != nil {
		return nil, nil, err
	}
	if ifMatch != nil && unquoted(*ifMatch) != v.etag {
		return nil, nil, preconditionFailed("x-amz-object-if-match")
	}
	return o, v, nil
}

// getObjectAnnotation returns the payload of an annotation.
func (s *Server) getObjectAnnotation(ctx context.Context, in *s3.GetObjectAnnotationInput) (out *s3.GetObjectAnnotationOutput, err error) {
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		_, v, err := b.annotated(in.Key, in.VersionId, nil, http.MethodGet)
		if err != nil {
			return err
		}
		a, _, err := v.annotation(*in.AnnotationName)
		if err != nil {
			return err
		}
		out = &s3.GetObjectAnnotationOutput{AnnotationPayload: a.payload.reader(), ContentLength: &a.payload.size, ETag: quoted(a.etag),
			LastModified: &a.modified, ObjectVersionId: b.versionIDOf(v), ServerSideEncryption: v.sse.algorithm}
		if in.ChecksumMode == types.ChecksumModeEnabled {
			out.ChecksumType = a.sums.kind
			setSum(out, a.sums)
		}
		return nil
	})
	return out, err
}

// listObjectAnnotations lists the annotations of a version by name, up to 1,000 in a page.
func (s *Server) listObjectAnnotations(ctx context.Context, in *s3.ListObjectAnnotationsInput) (out *s3.ListObjectAnnotationsOutput, err error) {
	limit, err := pageSize(in.MaxAnnotationResults)
	if err != nil {
		return nil, err
	}
	after, err := base64.StdEncoding.DecodeString(aws.ToString(in.ContinuationToken))
	if err != nil {
		return nil, invalidArgumentOf("The continuation token provided is incorrect", "continuation-token")
	}
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		_, v, err := b.annotated(in.Key, in.VersionId, nil, http.MethodGet)
		if err != nil {
			return err
		}
		out = &s3.ListObjectAnnotationsOutput{Bucket: in.Bucket, Key: in.Key, AnnotationPrefix: in.AnnotationPrefix,
			ContinuationToken: in.ContinuationToken, MaxAnnotationResults: aws.Int32(int32(limit)), ObjectVersionId: b.versionIDOf(v)}
		list, more := v.annotationsAfter(aws.ToString(in.AnnotationPrefix), string(after), limit)
		for _, a := range list {
			out.Annotations = append(out.Annotations, types.AnnotationEntry{AnnotationName: &a.name, ETag: quoted(a.etag), LastModified: &a.modified,
				Size: &a.payload.size, ChecksumAlgorithm: []types.ChecksumAlgorithm{a.sums.algorithm}})
		}
		out.AnnotationCount = aws.Int32(int32(len(list)))
		if more {
			out.NextContinuationToken = aws.String(base64.StdEncoding.EncodeToString([]byte(list[len(list)-1].name)))
		}
		return nil
	})
	return out, err
}

// annotationsAfter returns up to limit of the annotations with a prefix, those behind a name, and whether there are more.
func (v *version) annotationsAfter(prefix, after string, limit int) (list []*annotation, more bool) {
	from, found := slices.BinarySearchFunc(v.annotations, max(prefix, after), byName)
	if found && after != "" && v.annotations[from].name == after {
		from++
	}
	for _, a := range v.annotations[from:] {
		if !strings.HasPrefix(a.name, prefix) {
			break
		}
		if len(list) == limit {
			return list, limit > 0
		}
		list = append(list, a)
	}
	return list, false
}

// deleteObjectAnnotation deletes an annotation. The versions before do not bring it back.
func (s *Server) deleteObjectAnnotation(ctx context.Context, in *s3.DeleteObjectAnnotationInput) (out *s3.DeleteObjectAnnotationOutput, err error) {
	err = s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, now time.Time) error {
		o, v, err := b.annotated(in.Key, in.VersionId, in.ObjectIfMatch, http.MethodDelete)
		if err != nil {
			return err
		}
		_, at, err := v.annotation(*in.AnnotationName)
		if err != nil {
			return err
		}
		if bypass := service.Headers(ctx).Get("X-Amz-Bypass-Governance-Retention") == "true"; v.locked(bypass, now) {
			return accessDenied("Access Denied because object protected by object lock.")
		}
		b.replace(o, v, func(c *version) { c.annotations = slices.Delete(slices.Clone(v.annotations), at, at+1) })
		out = &s3.DeleteObjectAnnotationOutput{ObjectVersionId: b.versionIDOf(v)}
		return nil
	})
	return out, err
}
