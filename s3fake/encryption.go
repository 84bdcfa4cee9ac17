package s3fake

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/uuid"

	"github.com/awsfake/awsfake/internal/wire"
)

// encryption is how a version is said to be encrypted; nothing is.
type encryption struct {
	algorithm   types.ServerSideEncryption // "" with a key of the client's
	kmsKeyID    *string
	kmsContext  *string
	bucketKey   *bool
	customerMD5 string // of a key of the client's, in base64; "" without one
}

// encryptionOf returns how an object is to be encrypted: as the request says, or else the bucket.
func (b *bucket) encryptionOf(in *s3.PutObjectInput) (encryption, error) {
	customer, err := customerKey(in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5, true)
	if customer != "" && b.blocksSSEC() {
		return encryption{}, sseCBlocked()
	}
	if err != nil || customer != "" {
		return encryption{customerMD5: customer}, err
	}
	e := encryption{algorithm: in.ServerSideEncryption, kmsKeyID: in.SSEKMSKeyId, kmsContext: in.SSEKMSEncryptionContext, bucketKey: in.BucketKeyEnabled}
	if e.algorithm == "" {
		if in.SSEKMSKeyId != nil {
			// Source: MinIO's API errors.
			return e, invalidArgument("Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms", "x-amz-server-side-encryption", "null")
		}
		e = b.defaultEncryption()
	}
	if e.algorithm == types.ServerSideEncryptionAes256 {
		return encryption{algorithm: e.algorithm}, nil
	}
	e.kmsKeyID, err = b.server.kmsKey(e.kmsKeyID)
	if aws.ToBool(e.bucketKey) == false {
		e.bucketKey = nil // test_s3_sse_default_kms_key tells it only where it is on
	}
	return e, err
}

// defaultEncryption is the bucket's own.
func (b *bucket) defaultEncryption() encryption {
	if b.encryption != nil {
		for _, rule := range b.encryption.Rules {
			if d := rule.ApplyServerSideEncryptionByDefault; d != nil {
				return encryption{algorithm: d.SSEAlgorithm, kmsKeyID: d.KMSMasterKeyID, bucketKey: rule.BucketKeyEnabled}
			}
		}
	}
	return encryption{algorithm: types.ServerSideEncryptionAes256}
}

// kmsKeyID is what the id of a KMS key looks like.
var kmsKeyID = regexp.MustCompile(`^(mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$`)

// kmsKey returns the ARN of a KMS key: of the account's own for S3, if none is named. The fake takes it that a key exists.
func (s *Server) kmsKey(id *string) (*string, error) {
	if aws.ToString(id) == "" {
		own := uuid.NewSHA1(uuid.NameSpaceURL, []byte("aws/s3 of "+s.core.AccountID)).String()
		return aws.String(s.core.ARN("kms", "key/"+own)), nil
	}
	if prefix := s.core.ARN("kms", ""); strings.HasPrefix(*id, "arn:") {
		if parts := strings.Split(*id, ":"); len(parts) < 6 || !strings.HasPrefix(prefix, strings.Join(parts[:4], ":")+":") {
			region := ""
			if len(parts) > 3 {
				region = parts[3]
			}
			return nil, kmsNotFound("Invalid arn " + region)
		}
		return id, nil
	}
	if strings.HasPrefix(*id, "alias/") {
		return aws.String(s.core.ARN("kms", *id)), nil
	}
	if !kmsKeyID.MatchString(*id) {
		return nil, kmsNotFound("Invalid keyId '" + *id + "'")
	}
	return aws.String(s.core.ARN("kms", "key/"+*id)), nil
}

func kmsNotFound(msg string) *wire.Error {
	return fault(http.StatusBadRequest, "KMS.NotFoundException", msg)
}

// customerKey checks the headers of a key of the client's and returns the key's MD5 in base64, "" without a key. A write that
// leaves the MD5 out is refused; a read takes the key for a wrong one.
func customerKey(algorithm, key, keyMD5 *string, write bool) (string, error) {
	if algorithm == nil && key == nil && keyMD5 == nil {
		return "", nil
	}
	const header = "x-amz-server-side-encryption"
	switch {
	case algorithm == nil:
		// Source: LocalStack's S3 provider.
		return "", invalidArgumentOf("Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.", header)
	case *algorithm != "AES256":
		return "", fault(http.StatusBadRequest, "InvalidEncryptionAlgorithmError", "The Encryption request you specified is not valid. Supported value: AES256.",
			"ArgumentName", header, "ArgumentValue", *algorithm)
	case key == nil:
		// Source: LocalStack's S3 provider.
		return "", invalidArgumentOf("Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.", header)
	}
	raw, err := base64.StdEncoding.DecodeString(*key)
	if err != nil || len(raw) != 32 {
		return "", invalidArgumentOf("The secret key was invalid for the specified algorithm.", header)
	}
	if keyMD5 == nil {
		if write {
			// Source: LocalStack's S3 provider.
			return "", invalidArgumentOf("Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5 of the secret key.", header)
		}
		return "", wrongCustomerKey()
	}
	sum := md5.Sum(raw)
	if base64.StdEncoding.EncodeToString(sum[:]) != *keyMD5 {
		return "", invalidArgumentOf("The calculated MD5 hash of the key did not match the hash that was provided.", header)
	}
	return *keyMD5, nil
}

func wrongCustomerKey() *wire.Error {
	return accessDenied("Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.")
}

// unlock checks the key that a read of a version comes with.
func (v *version) unlock(algorithm, key, keyMD5 *string) error {
	given := algorithm != nil || key != nil || keyMD5 != nil
	switch {
	case v.sse.customerMD5 != "" && !given:
		return invalidRequest("The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.")
	case v.sse.customerMD5 == "" && given:
		// Source: MinIO's API errors.
		return invalidRequest("The encryption parameters are not applicable to this object.")
	}
	got, err := customerKey(algorithm, key, keyMD5, false)
	if err == nil && got != v.sse.customerMD5 {
		err = wrongCustomerKey()
	}
	return err
}

// etagOf returns the ETag of a content: its MD5, but of an encrypted text that nobody has where the key is not S3's own.
func (b *bucket) etagOf(e encryption, plain string) string {
	if e.algorithm == types.ServerSideEncryptionAes256 {
		return plain
	}
	sum := md5.Sum(binary.BigEndian.AppendUint64([]byte(plain+b.arn), b.sequence))
	return hex.EncodeToString(sum[:])
}

// customer returns the headers that answer for a key of the client's.
func (e encryption) customer() (algorithm, keyMD5 *string) {
	if e.customerMD5 == "" {
		return nil, nil
	}
	return aws.String("AES256"), &e.customerMD5
}
