package s3fake

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

func multipartOperations() []service.Operation {
	return []service.Operation{
		service.Op("AbortMultipartUpload", (*Server).abortMultipartUpload),
		service.Op("CompleteMultipartUpload", (*Server).completeMultipartUpload),
		service.Op("CreateMultipartUpload", (*Server).createMultipartUpload),
		service.Op("ListMultipartUploads", (*Server).listMultipartUploads),
		service.Op("ListParts", (*Server).listParts),
		service.Op("UploadPart", (*Server).uploadPart),
		service.Op("UploadPartCopy", (*Server).uploadPartCopy),
	}
}

// Limits of multipart uploads.
// Source: Amazon S3 multipart upload limits, Amazon S3 User Guide.
const (
	maxPart     = 10_000
	minPartSize = 5 << 20
)

// An upload is a multipart upload in progress. The bucket's lock guards it.
type upload struct {
	id        string
	key       string
	initiated time.Time
	draft     *version           // what it makes when it is complete
	algorithm *algorithm         // nil if the client chose none
	kind      types.ChecksumType // "" without an algorithm
	parts     []part             // in the order of their numbers
	overtaken bool               // the key was written since the upload began
}

// A completion is what completing an upload led to, for those who repeat it.
type completion struct {
	key   string
	parts []types.CompletedPart
	out   *s3.CompleteMultipartUploadOutput
}

// createMultipartUpload begins an upload.
func (s *Server) createMultipartUpload(ctx context.Context, in *s3.CreateMultipartUploadInput) (*s3.CreateMultipartUploadOutput, error) {
	u := &upload{key: *in.Key}
	if err := u.choose(in.ChecksumAlgorithm, in.ChecksumType); err != nil {
		return nil, err
	}
	b, v, _, err := s.draft(ctx, putOfUpload(in), writeCondition{})
	if err != nil {
		return nil, err
	}
	u.draft = v
	err = b.do(func(now time.Time) error {
		b.sequence++
		u.id, u.initiated = b.versionID(b.sequence), now.Truncate(time.Second)
		uploads, _ := b.uploads.Get(u.key)
		b.uploads.Set(u.key, append(uploads, u))
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &s3.CreateMultipartUploadOutput{
		Bucket: in.Bucket, Key: in.Key, UploadId: &u.id, ChecksumType: u.kind,
		ServerSideEncryption: v.sse.algorithm, SSEKMSKeyId: v.sse.kmsKeyID, SSEKMSEncryptionContext: v.sse.kmsContext, BucketKeyEnabled: v.sse.bucketKey,
	}
	if u.algorithm != nil {
		out.ChecksumAlgorithm = u.algorithm.name
	}
	out.SSECustomerAlgorithm, out.SSECustomerKeyMD5 = v.sse.customer()
	return out, nil
}

// putOfUpload is the upload as the put of a new object.
func putOfUpload(in *s3.CreateMultipartUploadInput) *s3.PutObjectInput {
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

// choose sets algorithm and type of the upload's checksum.
func (u *upload) choose(name types.ChecksumAlgorithm, kind types.ChecksumType) error {
	if name == "" {
		if kind != "" {
			return invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
		}
		return nil
	}
	u.algorithm, u.kind = algorithmOf(name), kind
	if kind == "" {
		u.kind = types.ChecksumTypeComposite
		if !u.algorithm.composite {
			u.kind = types.ChecksumTypeFullObject
		}
	}
	if u.kind == types.ChecksumTypeComposite && !u.algorithm.composite || u.kind == types.ChecksumTypeFullObject && !u.algorithm.full {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return invalidRequest("The %s checksum type cannot be used with the %s checksum algorithm.", u.kind, strings.ToLower(string(name)))
	}
	return nil
}

// upload finds an upload in progress.
func (b *bucket) upload(key, id string) (*upload, error) {
	uploads, _ := b.uploads.Get(key)
	for _, u := range uploads {
		if u.id == id {
			return u, nil
		}
	}
	return nil, noSuchUpload(id)
}

// end takes an upload out.
func (b *bucket) end(u *upload) {
	uploads, _ := b.uploads.Get(u.key)
	uploads = slices.DeleteFunc(uploads, func(o *upload) bool { return o == u })
	if len(uploads) == 0 {
		b.uploads.Delete(u.key)
		return
	}
	b.uploads.Set(u.key, uploads)
}

// abortMultipartUpload drops an upload and its parts.
func (s *Server) abortMultipartUpload(ctx context.Context, in *s3.AbortMultipartUploadInput) (*s3.AbortMultipartUploadOutput, error) {
	return &s3.AbortMultipartUploadOutput{}, s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		u, err := b.upload(*in.Key, *in.UploadId)
		if err == nil && in.IfMatchInitiatedTime != nil {
			err = headerNotImplemented("x-amz-if-match-initiated-time") // of directory buckets
		}
		if err == nil {
			b.end(u)
		}
		return err
	})
}

// invalidPartNumber refuses a part number.
// Source: versitygw's s3err, which follows what its authors see of S3.
func invalidPartNumber(n int32) *wire.Error {
	return invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", itoa(int64(n)))
}

// uploadPart stores a part; one of the same number is replaced.
func (s *Server) uploadPart(ctx context.Context, in *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	want, err := sumInHeaders(service.Headers(ctx))
	var u *upload
	if err == nil {
		u, err = s.uploadFor(in.Bucket, in.ExpectedBucketOwner, *in.Key, *in.UploadId, *in.PartNumber,
			customer{in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5})
	}
	if err == nil {
		want, err = u.expect(want)
	}
	if err != nil {
		discard(in.Body)
		return nil, err
	}
	body, d, err := receive(ctx, in.Body, in.ContentLength, in.ContentMD5, want)
	if err != nil {
		return nil, err
	}
	p := part{number: *in.PartNumber, content: body, etag: d.etag(), sums: d.checksum()}
	if err := s.addPart(in.Bucket, in.ExpectedBucketOwner, u, &p); err != nil {
		return nil, err
	}
	sse := u.draft.sse
	out := &s3.UploadPartOutput{ETag: quoted(p.etag), ServerSideEncryption: sse.algorithm, SSEKMSKeyId: sse.kmsKeyID, BucketKeyEnabled: sse.bucketKey}
	out.SSECustomerAlgorithm, out.SSECustomerKeyMD5 = sse.customer()
	setSum(out, p.sums)
	return out, nil
}

// expect checks that a part's checksum is of the upload's algorithm. Without one S3 computes a full-object checksum itself.
func (u *upload) expect(want expectedSum) (expectedSum, error) {
	if u.algorithm == nil || want.algorithm == u.algorithm {
		return want, nil
	}
	actual := "null"
	if want.algorithm != nil {
		actual = strings.ToLower(string(want.algorithm.name))
	} else if u.kind == types.ChecksumTypeFullObject {
		return expectedSum{algorithm: u.algorithm}, nil
	}
	return want, invalidRequest("Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s", strings.ToLower(string(u.algorithm.name)), actual)
}

// A customer is the headers of a key of the client's.
type customer struct{ algorithm, key, keyMD5 *string }

// uploadFor finds the upload that a part is for.
func (s *Server) uploadFor(bucketName, owner *string, key, id string, number int32, c customer) (u *upload, err error) {
	err = s.view(bucketName, owner, func(b *bucket) (err error) {
		u, err = b.upload(key, id)
		return err
	})
	if err == nil && (number < 1 || number > maxPart) {
		err = invalidPartNumber(number)
	}
	if err != nil {
		return nil, err
	}
	keyMD5, err := customerKey(c.algorithm, c.key, c.keyMD5, true)
	switch {
	case err != nil:
		return nil, err
	case (keyMD5 == "") != (u.draft.sse.customerMD5 == ""):
		return nil, invalidRequest("The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.")
	case keyMD5 != u.draft.sse.customerMD5:
		return nil, invalidRequest("The provided encryption parameters did not match the ones used originally.")
	}
	return u, nil
}

// addPart puts a part in its place, unless the upload has ended meanwhile.
func (s *Server) addPart(bucketName, owner *string, u *upload, p *part) error {
	return s.change(bucketName, owner, func(b *bucket, now time.Time) error {
		if _, err := b.upload(u.key, u.id); err != nil {
			return err
		}
		p.modified = now.Truncate(time.Second)
		p.etag = b.etagOf(u.draft.sse, p.etag)
		i, found := slices.BinarySearchFunc(u.parts, p.number, func(q part, n int32) int { return int(q.number - n) })
		if found {
			u.parts[i] = *p
		} else {
			u.parts = slices.Insert(u.parts, i, *p)
		}
		return nil
	})
}

// uploadPartCopy stores a part that is an object, or a range of one.
func (s *Server) uploadPartCopy(ctx context.Context, in *s3.UploadPartCopyInput) (*s3.UploadPartCopyOutput, error) {
	src, err := parseSource(*in.CopySource)
	if err != nil {
		return nil, err
	}
	u, err := s.uploadFor(in.Bucket, in.ExpectedBucketOwner, *in.Key, *in.UploadId, *in.PartNumber,
		customer{in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5})
	if err != nil {
		return nil, err
	}
	from, err := s.open(src, in.ExpectedSourceBucketOwner,
		condition{in.CopySourceIfMatch, in.CopySourceIfNoneMatch, in.CopySourceIfModifiedSince, in.CopySourceIfUnmodifiedSince})
	if err == nil {
		err = from.unlock(in.CopySourceSSECustomerAlgorithm, in.CopySourceSSECustomerKey, in.CopySourceSSECustomerKeyMD5)
	}
	body := content{}
	if err == nil {
		body, err = copyRange(in.CopySourceRange, from.version.content)
	}
	if err != nil {
		return nil, err
	}
	d := body.digests(u.algorithm)
	p := part{number: *in.PartNumber, content: body, etag: d.etag(), sums: d.checksum()}
	if err := s.addPart(in.Bucket, in.ExpectedBucketOwner, u, &p); err != nil {
		return nil, err
	}
	sse := u.draft.sse
	out := &s3.UploadPartCopyOutput{
		CopySourceVersionId: from.id, CopyPartResult: &types.CopyPartResult{ETag: quoted(p.etag), LastModified: &p.modified},
		ServerSideEncryption: sse.algorithm, SSEKMSKeyId: sse.kmsKeyID, BucketKeyEnabled: sse.bucketKey,
	}
	out.SSECustomerAlgorithm, out.SSECustomerKeyMD5 = sse.customer()
	if u.algorithm != nil { // test_upload_part_copy_range has none otherwise
		setSum(out.CopyPartResult, p.sums)
	}
	return out, nil
}

// copyRange cuts the range of the header x-amz-copy-source-range, which is stricter than Range: test_upload_part_copy_range.
func copyRange(header *string, c content) (content, error) {
	const name = "x-amz-copy-source-range"
	if header == nil {
		return c, nil
	}
	first, last, ok := cutRange(*header)
	switch {
	case !ok || first < 0 || last < first:
		return c, invalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy", name, *header)
	case first >= c.size:
		return c, invalidRequest("The specified copy range is invalid for the source object size")
	case last >= c.size:
		return c, invalidArgument("Range specified is not valid for source object of size: "+itoa(c.size), name, *header)
	}
	return c.slice(first, last+1), nil
}

func badPart(p types.CompletedPart, uploadID string) *wire.Error {
	return fault(http.StatusBadRequest, "InvalidPart", "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
		"UploadId", uploadID, "PartNumber", itoa(int64(aws.ToInt32(p.PartNumber))), "ETag", unquoted(aws.ToString(p.ETag)))
}
