package s3fake

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

// completeMultipartUpload makes an object of the parts of an upload. Who repeats it gets the same answer again.
func (s *Server) completeMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (out *s3.CompleteMultipartUploadOutput, err error) {
	c := writeCondition{in.IfMatch, in.IfNoneMatch}
	if err := c.validate(); err != nil {
		return nil, err
	}
	b, err := s.find(in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	var u *upload
	var v *version
	err = b.look(func() error {
		if done := b.completed[*in.UploadId]; done != nil && done.key == *in.Key && done.repeats(in) {
			out = done.out
			return nil
		}
		if u, err = b.upload(*in.Key, *in.UploadId); err == nil {
			v, err = u.assemble(in)
		}
		return err
	})
	if err != nil || out != nil {
		return out, err
	}
	if err := u.sum(v, in); err != nil { // what takes long is done without the lock: parts do not change, and are replaced at most
		return nil, err
	}
	err = b.do(func(now time.Time) error {
		if _, err := b.upload(u.key, u.id); err != nil {
			return err
		}
		if err := c.check(b, u.key); err != nil {
			return err
		}
		if c.given() && u.overtaken {
			return c.conflict(u.key)
		}
		b.end(u)
		b.store(u.key, v, now)
		out = b.completeOutput(ctx, u, v)
		out.Expiration = b.expiration(u.key, v)
		b.completed[u.id] = &completion{u.key, in.MultipartUpload.Parts, out}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.notify(ctx, b, "ObjectCreated:CompleteMultipartUpload", u.key, v)
	return out, nil
}

func (c *completion) repeats(in *s3.CompleteMultipartUploadInput) bool {
	return in.MultipartUpload != nil && reflect.DeepEqual(c.parts, in.MultipartUpload.Parts)
}

// assemble puts the parts that the request names together.
func (u *upload) assemble(in *s3.CompleteMultipartUploadInput) (*version, error) {
	if in.MultipartUpload == nil || len(in.MultipartUpload.Parts) == 0 {
		return nil, invalidRequest("You must specify at least one part") // versitygw's s3err has the words; a guess where the body is empty
	}
	if in.ChecksumType != "" && u.algorithm != nil && in.ChecksumType != u.kind {
		return nil, invalidRequest("The upload was created using the %s checksum mode. The complete request must use the same checksum mode.", u.kind)
	}
	v := u.draft.changed(func(v *version) { v.parts = make([]part, 0, len(in.MultipartUpload.Parts)) })
	list := in.MultipartUpload.Parts
	if !slices.IsSortedFunc(list, byPartNumber) {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return nil, fault(http.StatusBadRequest, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", "UploadId", u.id)
	}
	for i := range list {
		p, err := u.part(&list[i])
		if err != nil {
			return nil, err
		}
		if i < len(list)-1 && p.content.size < minPartSize {
			return nil, partTooSmall(p)
		}
		v.parts = append(v.parts, *p)
		v.content.segments = append(v.content.segments, p.content.segments...)
		v.content.size += p.content.size
	}
	if n := in.MpuObjectSize; n != nil && *n != v.content.size {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return nil, invalidRequest("The provided 'x-amz-mp-object-size' header value %d does not match what was computed: %d", *n, v.content.size)
	}
	return v, nil
}

// byPartNumber has equal numbers out of order.
func byPartNumber(a, b types.CompletedPart) int {
	if aws.ToInt32(a.PartNumber) <= aws.ToInt32(b.PartNumber) {
		return -1
	}
	return 1
}

// partTooSmall refuses a part that others follow.
// Source: Error responses, Amazon S3 API reference; the order of the details is a guess.
func partTooSmall(p *part) error {
	return fault(http.StatusBadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
		"ProposedSize", itoa(p.content.size), "MinSizeAllowed", itoa(minPartSize), "PartNumber", itoa(int64(p.number)), "ETag", p.etag)
}

// part finds the part that a request names, with its ETag and, of a composite checksum, its own.
func (u *upload) part(want *types.CompletedPart) (*part, error) {
	number := aws.ToInt32(want.PartNumber)
	if number < 1 {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return nil, invalidArgument("PartNumber must be >= 1", "PartNumber", itoa(int64(number)))
	}
	for i := range u.parts {
		p := &u.parts[i]
		if p.number != number {
			continue
		}
		if unquoted(aws.ToString(want.ETag)) != p.etag {
			break
		}
		return p, u.checkPart(p, want)
	}
	return nil, badPart(*want, u.id)
}

// checkPart compares the checksum that a request has of a part.
func (u *upload) checkPart(p *part, want *types.CompletedPart) error {
	sums := sumsIn(want)
	for _, c := range sums {
		switch {
		case c.algorithm == p.sums.algorithm && c.value == p.sums.value:
		case u.algorithm != nil && c.algorithm == u.algorithm.name: // test_complete_multipart_parts_checksum_full_object
			return badPart(*want, u.id)
		default: // test_multipart_parts_checksum_exceptions_composite
			return fault(http.StatusBadRequest, "BadDigest", "The "+strings.ToLower(string(c.algorithm))+" you specified for part "+itoa(int64(p.number))+" did not match what we received.")
		}
	}
	if u.kind == types.ChecksumTypeComposite && len(sums) == 0 {
		// Source: versitygw's tests.
		name := strings.ToLower(string(u.algorithm.name))
		return invalidRequest("The upload was created using a %s checksum. The complete request must include the checksum for each part. It was missing for part %d in the request.", name, p.number)
	}
	return nil
}

// sum gives the object its ETag and its checksum, and compares the checksum with the client's.
func (u *upload) sum(v *version, in *s3.CompleteMultipartUploadInput) error {
	v.etag = compositeETag(v.parts)
	if u.kind == types.ChecksumTypeComposite {
		v.sums = compositeSum(u.algorithm, v.parts)
	} else {
		v.sums = v.content.digests(u.algorithm).checksum()
	}
	for _, c := range sumsIn(in) {
		value := c.value
		if v.sums.kind == types.ChecksumTypeComposite && !strings.Contains(value, "-") {
			value += "-" + strconv.Itoa(len(v.parts))
		}
		if c.algorithm != v.sums.algorithm || value != v.sums.value {
			return badDigest(strings.ToLower(string(c.algorithm))) // a guess, after the words for single puts
		}
	}
	return nil
}

// compositeETag is the MD5 of the parts' MD5s, and their number.
func compositeETag(parts []part) string {
	h := md5.New()
	for _, p := range parts {
		raw, _ := hex.DecodeString(p.etag)
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)) + "-" + strconv.Itoa(len(parts))
}

// compositeSum is the checksum of the parts' checksums, and their number.
func compositeSum(a *algorithm, parts []part) checksums {
	h := a.new()
	for _, p := range parts {
		raw, _ := base64.StdEncoding.DecodeString(p.sums.value)
		h.Write(raw)
	}
	return checksums{a.name, types.ChecksumTypeComposite, encodeSum(h) + "-" + strconv.Itoa(len(parts))}
}

func (b *bucket) completeOutput(ctx context.Context, u *upload, v *version) *s3.CompleteMultipartUploadOutput {
	out := &s3.CompleteMultipartUploadOutput{
		Bucket: &b.name, Key: &u.key, ETag: quoted(v.etag), VersionId: b.newVersionIDOf(v), ChecksumType: v.sums.kind, Location: b.url(ctx, u.key),
		ServerSideEncryption: v.sse.algorithm, SSEKMSKeyId: v.sse.kmsKeyID, BucketKeyEnabled: v.sse.bucketKey,
	}
	setSum(out, v.sums)
	return out
}

// url returns the URL of an object, at the host that the client has called.
func (b *bucket) url(ctx context.Context, key string) *string {
	base := service.BaseURL(ctx)
	if _, host, _ := strings.Cut(base, "://"); bucketOfHost(host) == "" {
		base += "/" + b.name
	}
	return aws.String(base + "/" + strings.ReplaceAll(urlEncode(key), "+", "%20"))
}
