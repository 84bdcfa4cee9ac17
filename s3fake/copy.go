package s3fake

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/wire"
)

// A source is what a copy is made from.
type source struct {
	bucket string
	key    string
	id     *string
}

// parseSource reads the header x-amz-copy-source: bucket/key?versionId=id, escaped.
func parseSource(header string) (source, error) {
	path, query, hasQuery := strings.Cut(strings.TrimPrefix(header, "/"), "?")
	path, err := url.PathUnescape(path)
	bucketName, key, _ := strings.Cut(path, "/")
	if err != nil || key == "" {
		return source{}, invalidSource()
	}
	src := source{bucket: bucketName, key: key}
	if hasQuery {
		values, err := url.ParseQuery(query)
		if err != nil || !values.Has("versionId") {
			return source{}, invalidSource()
		}
		src.id = aws.String(values.Get("versionId"))
	}
	return src, checkKey(key)
}

// invalidSource refuses the header x-amz-copy-source, whose value is not repeated: test_s3_copy_object_wrong_format.
func invalidSource() *wire.Error {
	return invalidArgument("Invalid copy source object key", "x-amz-copy-source", "x-amz-copy-source")
}

// An original is the version that a copy is made from.
type original struct {
	*version
	id      *string // as the answer tells it
	current bool
}

// open finds the version that a copy is made from, and checks that it may be.
func (s *Server) open(src source, owner *string, c condition) (o original, err error) {
	err = s.view(&src.bucket, owner, func(b *bucket) error {
		obj, v, err := b.lookupMarker(src.key, src.id)
		switch {
		case err != nil:
			return err
		case v.marker && src.id != nil:
			return invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.")
		case v.marker:
			return noSuchKey(src.key)
		}
		o = original{v, b.versionIDOf(v), v == obj.current()}
		return nil
	})
	if err != nil {
		return o, err
	}
	now := s.core.Now()
	if err := c.forCopy(o.version, now); err != nil {
		return o, err
	}
	if !o.readable(now) {
		// Source: Hadoop's documentation of S3A, Troubleshooting.
		return o, fault(http.StatusForbidden, "InvalidObjectState", "Operation is not valid for the source object's storage class", "StorageClass", string(o.class))
	}
	return o, nil
}

// copyObject stores a copy of an object, which shares its bytes.
func (s *Server) copyObject(ctx context.Context, in *s3.CopyObjectInput) (out *s3.CopyObjectOutput, err error) {
	src, err := parseSource(*in.CopySource)
	if err != nil {
		return nil, err
	}
	put := putOfCopy(in)
	c := writeCondition{in.IfMatch, in.IfNoneMatch}
	b, v, _, err := s.draft(ctx, put, c)
	if err != nil {
		return nil, err
	}
	from, err := s.open(src, in.ExpectedSourceBucketOwner,
		condition{in.CopySourceIfMatch, in.CopySourceIfNoneMatch, in.CopySourceIfModifiedSince, in.CopySourceIfUnmodifiedSince})
	if err == nil {
		err = from.unlock(in.CopySourceSSECustomerAlgorithm, in.CopySourceSSECustomerKey, in.CopySourceSSECustomerKeyMD5)
	}
	if err == nil && from.current && src.bucket == *in.Bucket && src.key == *in.Key {
		err = b.look(func() error { return b.checkSelfCopy(in, from.version) })
	}
	if err != nil {
		return nil, err
	}
	v.take(from.version, in)
	d := from.content.digests(copyAlgorithm(in.ChecksumAlgorithm, from.sums))
	v.sums = d.checksum()
	err = b.do(func(now time.Time) error {
		if err := c.check(b, *in.Key); err != nil {
			return err
		}
		v.etag = b.etagOf(v.sse, d.etag()) // also of a multipart object it is plain
		b.store(*in.Key, v, now)
		out = b.copyOutput(v, from)
		out.Expiration = b.expiration(*in.Key, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.notify(ctx, b, "ObjectCreated:Copy", *in.Key, v)
	return out, nil
}

// putOfCopy is the copy as the put of a new object.
func putOfCopy(in *s3.CopyObjectInput) *s3.PutObjectInput {
	return &s3.PutObjectInput{
		Bucket: in.Bucket, Key: in.Key, ExpectedBucketOwner: in.ExpectedBucketOwner,
		ACL: in.ACL, GrantFullControl: in.GrantFullControl, GrantRead: in.GrantRead, GrantReadACP: in.GrantReadACP, GrantWriteACP: in.GrantWriteACP,
		CacheControl: in.CacheControl, ContentDisposition: in.ContentDisposition, ContentEncoding: in.ContentEncoding,
		ContentLanguage: in.ContentLanguage, ContentType: in.ContentType, Metadata: in.Metadata, WebsiteRedirectLocation: in.WebsiteRedirectLocation,
		ObjectLockLegalHoldStatus: in.ObjectLockLegalHoldStatus, ObjectLockMode: in.ObjectLockMode, ObjectLockRetainUntilDate: in.ObjectLockRetainUntilDate,
		SSECustomerAlgorithm: in.SSECustomerAlgorithm, SSECustomerKey: in.SSECustomerKey, SSECustomerKeyMD5: in.SSECustomerKeyMD5,
		SSEKMSEncryptionContext: in.SSEKMSEncryptionContext, SSEKMSKeyId: in.SSEKMSKeyId, ServerSideEncryption: in.ServerSideEncryption,
		BucketKeyEnabled: in.BucketKeyEnabled, StorageClass: in.StorageClass, Tagging: in.Tagging,
	}
}

// checkSelfCopy refuses to copy an object to itself without a change. An encryption that the bucket was given counts as one, as
// in LocalStack's S3 provider.
func (b *bucket) checkSelfCopy(in *s3.CopyObjectInput, v *version) error {
	if b.encryption != nil || in.MetadataDirective == types.MetadataDirectiveReplace || in.StorageClass != "" || in.WebsiteRedirectLocation != nil ||
		in.ServerSideEncryption != "" || in.SSECustomerAlgorithm != nil || v.sse.customerMD5 != "" || !v.restored.IsZero() {
		return nil
	}
	return invalidRequest("This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.")
}

// take takes over what a copy has of its source: the content and, unless the directives say REPLACE, metadata and tags.
func (v *version) take(from *version, in *s3.CopyObjectInput) {
	v.content = from.content
	if in.MetadataDirective != types.MetadataDirectiveReplace {
		redirect := v.headers.redirect // "unique to each object and is not copied" (API reference)
		v.headers, v.metadata = from.headers, from.metadata
		v.headers.redirect = redirect
	}
	if in.TaggingDirective != types.TaggingDirectiveReplace {
		v.tags = from.tags
	}
}

// copyAlgorithm is the algorithm that is asked for, or else that of the source.
func copyAlgorithm(name types.ChecksumAlgorithm, from checksums) *algorithm {
	if name == "" {
		name = from.algorithm
	}
	return algorithmOf(name)
}

func (b *bucket) copyOutput(v *version, from original) *s3.CopyObjectOutput {
	out := &s3.CopyObjectOutput{
		VersionId: b.newVersionIDOf(v), CopySourceVersionId: from.id,
		CopyObjectResult:     &types.CopyObjectResult{ETag: quoted(v.etag), LastModified: &v.modified, ChecksumType: v.sums.kind},
		ServerSideEncryption: v.sse.algorithm, SSEKMSKeyId: v.sse.kmsKeyID, SSEKMSEncryptionContext: v.sse.kmsContext, BucketKeyEnabled: v.sse.bucketKey,
	}
	out.SSECustomerAlgorithm, out.SSECustomerKeyMD5 = v.sse.customer()
	setSum(out.CopyObjectResult, v.sums)
	return out
}
