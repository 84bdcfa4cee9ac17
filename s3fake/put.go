package s3fake

import (
	"context"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func objectOperations() []service.Operation {
	return []service.Operation{
		service.Op("CopyObject", (*Server).copyObject),
		service.Op("DeleteObject", (*Server).deleteObject),
		service.Op("DeleteObjects", (*Server).deleteObjects),
		service.Op("GetObject", (*Server).getObject),
		service.Op("GetObjectAttributes", (*Server).getObjectAttributes),
		service.Op("HeadObject", (*Server).headObject),
		service.Op("PutObject", (*Server).putObject),
		service.Op("RestoreObject", (*Server).restoreObject),
		service.Op("UpdateObjectEncryption", (*Server).updateObjectEncryption),
	}
}

// maxKey is how many bytes a key may have.
const maxKey = 1024

func checkKey(key string) error {
	switch {
	case !utf8.ValidString(key):
		return fault(http.StatusBadRequest, "InvalidURI", "Couldn't parse the specified URI.", "URI", string([]rune(key)))
	case len(key) > maxKey:
		// Source: Error responses, Amazon S3 API reference.
		return fault(http.StatusBadRequest, "KeyTooLongError", "Your key is too long", "Size", itoa(int64(len(key))), "MaxSizeAllowed", itoa(maxKey))
	}
	return nil
}

// putObject stores an object.
func (s *Server) putObject(ctx context.Context, in *s3.PutObjectInput) (out *s3.PutObjectOutput, err error) {
	c := writeCondition{in.IfMatch, in.IfNoneMatch}
	b, v, before, err := s.draft(ctx, in, c)
	if err != nil {
		discard(in.Body)
		return nil, err
	}
	want, err := sumInHeaders(service.Headers(ctx))
	if err != nil {
		discard(in.Body)
		return nil, err
	}
	body, d, err := receive(ctx, in.Body, in.ContentLength, in.ContentMD5, want)
	if err != nil {
		return nil, err
	}
	v.content, v.sums = body, d.checksum()
	err = b.do(func(now time.Time) error {
		if c.given() && b.newest(*in.Key) != before {
			return c.conflict(*in.Key)
		}
		v.etag = b.etagOf(v.sse, d.etag())
		b.store(*in.Key, v, now)
		out = b.putOutput(v)
		out.Expiration = b.expiration(*in.Key, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.notify(ctx, b, "ObjectCreated:Put", *in.Key, v)
	return out, nil
}

func (b *bucket) putOutput(v *version) *s3.PutObjectOutput {
	out := &s3.PutObjectOutput{
		ETag: quoted(v.etag), VersionId: b.newVersionIDOf(v), ChecksumType: v.sums.kind,
		ServerSideEncryption: v.sse.algorithm, SSEKMSKeyId: v.sse.kmsKeyID, SSEKMSEncryptionContext: v.sse.kmsContext, BucketKeyEnabled: v.sse.bucketKey,
	}
	out.SSECustomerAlgorithm, out.SSECustomerKeyMD5 = v.sse.customer()
	setSum(out, v.sums)
	return out
}

// draft makes the version that a request wants stored, without its content, and checks what can be checked before the body is
// read. before is the key's newest version, if there is one.
func (s *Server) draft(ctx context.Context, in *s3.PutObjectInput, c writeCondition) (b *bucket, v, before *version, err error) {
	if b, err = s.find(in.Bucket, in.ExpectedBucketOwner); err != nil {
		return nil, nil, nil, err
	}
	if err = checkKey(*in.Key); err == nil {
		err = c.validate()
	}
	if err != nil {
		return nil, nil, nil, err
	}
	v = &version{headers: headersOf(ctx, in), class: in.StorageClass}
	if v.class == "" {
		v.class = types.StorageClassStandard
	}
	if v.metadata, err = metadataOf(in.Metadata); err != nil {
		return nil, nil, nil, err
	}
	if v.tags, err = parseTagging(in.Tagging); err != nil {
		return nil, nil, nil, err
	}
	err = b.look(func() error {
		before = b.newest(*in.Key)
		if err := c.check(b, *in.Key); err != nil {
			return err
		}
		return b.complete(v, in)
	})
	return b, v, before, err
}

// complete adds to a new version what the bucket has a say in.
func (b *bucket) complete(v *version, in *s3.PutObjectInput) (err error) {
	if v.sse, err = b.encryptionOf(in); err != nil {
		return err
	}
	if v.grants, err = b.objectGrants("PutObject", *in.Key, aclOfPut(in)); err != nil {
		return err
	}
	return b.protect(v, in)
}

// newest returns the newest version of a key, nil if there is none.
func (b *bucket) newest(key string) *version {
	if o, ok := b.keys.Get(key); ok {
		return o.current()
	}
	return nil
}
