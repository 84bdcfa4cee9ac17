package s3fake

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

// getObject returns an object, or a part or range of it.
func (s *Server) getObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	return s.read(ctx, in, true)
}

// headObject returns what getObject would, without the body.
func (s *Server) headObject(ctx context.Context, in *s3.HeadObjectInput) (*s3.HeadObjectOutput, error) {
	out, err := s.read(ctx, &s3.GetObjectInput{
		Bucket: in.Bucket, Key: in.Key, VersionId: in.VersionId, ExpectedBucketOwner: in.ExpectedBucketOwner, ChecksumMode: in.ChecksumMode,
		IfMatch: in.IfMatch, IfNoneMatch: in.IfNoneMatch, IfModifiedSince: in.IfModifiedSince, IfUnmodifiedSince: in.IfUnmodifiedSince,
		PartNumber: in.PartNumber, Range: in.Range,
		ResponseCacheControl: in.ResponseCacheControl, ResponseContentDisposition: in.ResponseContentDisposition,
		ResponseContentEncoding: in.ResponseContentEncoding, ResponseContentLanguage: in.ResponseContentLanguage,
		ResponseContentType: in.ResponseContentType, ResponseExpires: in.ResponseExpires,
		SSECustomerAlgorithm: in.SSECustomerAlgorithm, SSECustomerKey: in.SSECustomerKey, SSECustomerKeyMD5: in.SSECustomerKeyMD5,
	}, false)
	if err != nil {
		return nil, err
	}
	head := &s3.HeadObjectOutput{
		AcceptRanges: out.AcceptRanges, BucketKeyEnabled: out.BucketKeyEnabled, CacheControl: out.CacheControl, ChecksumType: out.ChecksumType,
		ContentDisposition: out.ContentDisposition, ContentEncoding: out.ContentEncoding, ContentLanguage: out.ContentLanguage,
		ContentLength: out.ContentLength, ContentRange: out.ContentRange, ContentType: out.ContentType, ETag: out.ETag,
		Expiration: out.Expiration, ExpiresString: out.ExpiresString, LastModified: out.LastModified, Metadata: out.Metadata,
		ObjectLockLegalHoldStatus: out.ObjectLockLegalHoldStatus, ObjectLockMode: out.ObjectLockMode, ObjectLockRetainUntilDate: out.ObjectLockRetainUntilDate,
		PartsCount: out.PartsCount, ReplicationStatus: out.ReplicationStatus, Restore: out.Restore,
		SSECustomerAlgorithm: out.SSECustomerAlgorithm, SSECustomerKeyMD5: out.SSECustomerKeyMD5, SSEKMSKeyId: out.SSEKMSKeyId,
		ServerSideEncryption: out.ServerSideEncryption, StorageClass: out.StorageClass, TagCount: out.TagCount, VersionId: out.VersionId,
		WebsiteRedirectLocation: out.WebsiteRedirectLocation,
	}
	for _, sum := range sumsIn(out) {
		setSum(head, sum)
	}
	return head, nil
}

// read answers GET and HEAD.
func (s *Server) read(ctx context.Context, in *s3.GetObjectInput, body bool) (*s3.GetObjectOutput, error) {
	var v *version
	var id, expiration *string
	err := s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) (err error) {
		if _, v, err = b.lookup(*in.Key, in.VersionId, service.Method(ctx)); err == nil {
			id = b.versionIDOf(v)
			if v == b.newest(*in.Key) {
				expiration = b.expiration(*in.Key, v)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	now := s.core.Now()
	if err := v.unlock(in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5); err != nil {
		return nil, err
	}
	if err := (condition{in.IfMatch, in.IfNoneMatch, in.IfModifiedSince, in.IfUnmodifiedSince}).forRead(v, now); err != nil {
		return nil, err
	}
	if body && !v.readable(now) {
		return nil, fault(http.StatusForbidden, "InvalidObjectState", "The operation is not valid for the object's storage class", "StorageClass", string(v.class))
	}
	out := v.describe(now)
	out.VersionId, out.Expiration = id, expiration
	c, err := v.choose(ctx, in, out)
	if err != nil {
		return nil, err
	}
	overrideHeaders(in, out)
	out.ContentLength = &c.size
	if body {
		out.Body = c.reader()
	}
	return out, nil
}

// describe fills in what GET and HEAD tell of a version.
func (v *version) describe(now time.Time) *s3.GetObjectOutput {
	h := &v.headers
	out := &s3.GetObjectOutput{
		AcceptRanges: aws.String("bytes"), ETag: quoted(v.etag), LastModified: &v.modified, Metadata: v.metadataHeaders(),
		CacheControl: h.cacheControl, ContentDisposition: h.contentDisposition, ContentEncoding: h.contentEncoding,
		ContentLanguage: h.contentLanguage, ContentType: h.contentType, ExpiresString: h.expires, WebsiteRedirectLocation: h.redirect,
		ServerSideEncryption: v.sse.algorithm, SSEKMSKeyId: v.sse.kmsKeyID, BucketKeyEnabled: v.sse.bucketKey,
		ObjectLockLegalHoldStatus: v.hold, Restore: v.restoreHeader(now),
	}
	out.SSECustomerAlgorithm, out.SSECustomerKeyMD5 = v.sse.customer()
	if v.retention != nil {
		out.ObjectLockMode, out.ObjectLockRetainUntilDate = types.ObjectLockMode(v.retention.Mode), v.retention.RetainUntilDate
	}
	if v.class != types.StorageClassStandard {
		out.StorageClass = v.class
	}
	if n := int32(len(v.tags)); n > 0 {
		out.TagCount = &n
	}
	return out
}

// choose returns the part of the content that a request asks for.
func (v *version) choose(ctx context.Context, in *s3.GetObjectInput, out *s3.GetObjectOutput) (content, error) {
	sums := in.ChecksumMode == types.ChecksumModeEnabled
	if in.PartNumber != nil {
		return v.choosePart(ctx, in, out, sums)
	}
	from, to, partial, err := parseRange(aws.ToString(in.Range), v.content.size)
	if err != nil {
		return content{}, err
	}
	if sums && from == 0 && to == v.content.size { // test_get_object_range
		setSum(out, v.sums)
		out.ChecksumType = v.sums.kind
	}
	if !partial {
		return v.content, nil
	}
	out.ContentRange = contentRange(from, to, v.content.size)
	service.SetStatus(ctx, http.StatusPartialContent)
	return v.content.slice(from, to), nil
}

func contentRange(from, to, size int64) *string {
	return aws.String("bytes " + itoa(from) + "-" + itoa(to-1) + "/" + itoa(size))
}

// choosePart returns a part of a multipart object. An object that was put at once is its own first part.
func (v *version) choosePart(ctx context.Context, in *s3.GetObjectInput, out *s3.GetObjectOutput, sums bool) (content, error) {
	n, count := *in.PartNumber, max(int32(len(v.parts)), 1)
	switch {
	case in.Range != nil:
		// Source: LocalStack's S3 provider.
		return content{}, invalidRequest("Cannot specify both Range header and partNumber query parameter")
	case n < 1 || n > maxPart:
		return content{}, invalidPartNumber(n)
	case n > count:
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return content{}, fault(http.StatusRequestedRangeNotSatisfiable, "InvalidPartNumber", "The requested partnumber is not satisfiable",
			"ActualPartCount", itoa(int64(count)), "PartNumberRequested", itoa(int64(n)))
	}
	service.SetStatus(ctx, http.StatusPartialContent)
	if v.parts == nil {
		if v.content.size > 0 {
			out.ContentRange = contentRange(0, v.content.size, v.content.size)
		}
		if sums {
			setSum(out, v.sums)
			out.ChecksumType = v.sums.kind
		}
		return v.content, nil
	}
	from := int64(0)
	for i := range v.parts[:n-1] {
		from += v.parts[i].content.size
	}
	p := &v.parts[n-1]
	out.PartsCount = &count
	if p.content.size > 0 {
		out.ContentRange = contentRange(from, from+p.content.size, v.content.size)
	}
	if sums && v.sums.kind == types.ChecksumTypeComposite { // of a full-object checksum the parts have none: test_complete_multipart_parts_checksum_full_object
		setSum(out, p.sums)
		out.ChecksumType = v.sums.kind
	}
	return p.content, nil
}

// parseRange reads a Range header. One that S3 does not understand, or of several ranges, is as good as none:
// test_get_object_range.
func parseRange(header string, size int64) (from, to int64, partial bool, err error) {
	first, last, ok := cutRange(header)
	if !ok {
		return 0, size, false, nil
	}
	switch {
	case first < 0: // the last bytes
		from, to = max(size-last, 0), size
	case last < 0:
		from, to = first, size
	case last < first:
		return 0, size, false, nil
	default:
		from, to = first, min(last+1, size)
	}
	if from >= to {
		return 0, 0, false, fault(http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The requested range is not satisfiable",
			"RangeRequested", header, "ActualObjectSize", itoa(size))
	}
	return from, to, true, nil
}

// cutRange reads bytes=first-last; what is missing is -1.
func cutRange(header string) (first, last int64, ok bool) {
	ranges, ok := strings.CutPrefix(strings.TrimSpace(header), "bytes=")
	a, b, dash := strings.Cut(ranges, "-")
	if !ok || !dash || a == "" && b == "" {
		return 0, 0, false
	}
	first, okFirst := offset(a)
	last, okLast := offset(b)
	return first, last, okFirst && okLast
}

// offset reads digits, -1 if there are none.
func offset(s string) (int64, bool) {
	if s == "" {
		return -1, true
	}
	n, err := strconv.ParseUint(s, 10, 62)
	return int64(n), err == nil
}

// overrideHeaders applies the response-* parameters.
func overrideHeaders(in *s3.GetObjectInput, out *s3.GetObjectOutput) {
	for _, o := range []struct{ from, to **string }{
		{&in.ResponseCacheControl, &out.CacheControl}, {&in.ResponseContentDisposition, &out.ContentDisposition},
		{&in.ResponseContentEncoding, &out.ContentEncoding}, {&in.ResponseContentLanguage, &out.ContentLanguage},
		{&in.ResponseContentType, &out.ContentType},
	} {
		if *o.from != nil {
			*o.to = *o.from
		}
	}
	if in.ResponseExpires != nil {
		out.ExpiresString = aws.String(in.ResponseExpires.UTC().Format(http.TimeFormat))
	}
}
