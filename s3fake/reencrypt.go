package s3fake

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/wire"
)

// objectEncryption is the one union of UpdateObjectEncryption.
var objectEncryption = wire.Union[types.ObjectEncryption](&types.ObjectEncryptionMemberSSEKMS{})

// updateObjectEncryption gives a version another KMS key, by its full ARN. Its ETag, checksum and Last-Modified stay (documented with the
// operation). Objects under keys of the client's cannot be changed; the wording of that is a guess.
func (s *Server) updateObjectEncryption(ctx context.Context, in *s3.UpdateObjectEncryptionInput) (*s3.UpdateObjectEncryptionOutput, error) {
	kms, ok := in.ObjectEncryption.(*types.ObjectEncryptionMemberSSEKMS)
	if !ok || kms.Value.KMSKeyArn == nil {
		return nil, malformedXML()
	}
	key, err := s.kmsKey(kms.Value.KMSKeyArn)
	if err != nil {
		return nil, err
	}
	return &s3.UpdateObjectEncryptionOutput{}, s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		o, v, err := b.lookup(*in.Key, in.VersionId, http.MethodPut)
		if err != nil {
			return err
		}
		if v.sse.customerMD5 != "" {
			return invalidRequest("The encryption of an object that is encrypted with a customer-provided key cannot be updated.")
		}
		b.replace(o, v, func(c *version) {
			c.sse = encryption{algorithm: types.ServerSideEncryptionAwsKms, kmsKeyID: key}
			if aws.ToBool(kms.Value.BucketKeyEnabled) {
				c.sse.bucketKey = kms.Value.BucketKeyEnabled
			}
		})
		return nil
	})
}
