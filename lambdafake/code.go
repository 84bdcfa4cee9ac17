package lambdafake

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/wire"
)

// Limits of deployment packages in bytes (Developer Guide, quotas; recorded: TestLambdaSizeLimits).
const (
	maxZipped   = 52428800
	maxUnzipped = 262144000 // layers included
)

// A code is what a version runs: a zip file or an image.
type code struct {
	zip    []byte
	image  string
	sha256 string
	size   int64

	unzipped uint64
}

// codeOf checks the code of a request: a zip file in it, an object of the stack's S3, or the URI of an image, which is not looked up.
func (s *Server) codeOf(ctx context.Context, c *types.FunctionCode, kind types.PackageType) (code, error) {
	if kind == types.PackageTypeImage {
		if c.ImageUri == nil {
			return code{}, invalid("Please provide ImageUri when creating a function with packageType Image.")
		}
		sum := sha256.Sum256([]byte(*c.ImageUri))
		return code{image: *c.ImageUri, sha256: hex.EncodeToString(sum[:])}, nil
	}
	if c.ImageUri != nil {
		return code{}, invalid("Please don't provide ImageUri when updating a function with packageType Zip.")
	}
	if c.S3ObjectStorageMode == types.S3ObjectStorageModeReference {
		return code{}, notImplemented("code that stays in S3 (S3ObjectStorageMode REFERENCE)")
	}
	data := c.ZipFile
	if c.S3Bucket != nil {
		var err error
		if data, err = s.fetch(ctx, c); err != nil {
			return code{}, err
		}
	} else if len(data) == 0 {
		return code{}, invalid("Please provide a source for function code.")
	}
	return checkZip(data)
}

// fetch reads a package from a bucket.
func (s *Server) fetch(ctx context.Context, c *types.FunctionCode) ([]byte, error) {
	store, err := s.router.Store()
	if err == nil {
		var data []byte
		if data, err = store.GetObject(ctx, *c.S3Bucket, aws.ToString(c.S3Key), aws.ToString(c.S3ObjectVersion)); err == nil {
			return data, nil
		}
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		return nil, invalid("Error occurred while GetObject. S3 Error Code: %s. S3 Error Message: %s", api.ErrorCode(), api.ErrorMessage())
	}
	return nil, invalid("Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: %v", err)
}

// checkZip checks a zip file and its sizes.
func checkZip(data []byte) (code, error) {
	if len(data) > maxZipped {
		return code{}, &wire.Error{Code: "RequestEntityTooLargeException", Status: http.StatusRequestEntityTooLarge, Message: "Zipped size must be smaller than 52428800 bytes"}
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return code{}, invalid("Could not unzip uploaded file. Please check your file, then try to upload again.")
	}
	total := uint64(0)
	for _, f := range r.File {
		total += f.UncompressedSize64
	}
	if total > maxUnzipped {
		return code{}, invalid("Unzipped size must be smaller than 262144000 bytes")
	}
	sum := sha256.Sum256(data)
	return code{zip: data, sha256: base64.StdEncoding.EncodeToString(sum[:]), size: int64(len(data)), unzipped: total}, nil
}

// location says where the code of a version is.
func (s *Server) location(f *function, v *version) *types.FunctionCodeLocation {
	if v.code.image != "" {
		return &types.FunctionCodeLocation{ImageUri: &v.code.image, RepositoryType: aws.String("ECR"), ResolvedImageUri: aws.String(v.code.image + "@sha256:" + v.code.sha256)}
	}
	return &types.FunctionCodeLocation{RepositoryType: aws.String("S3"),
		Location: aws.String(s.service.URL() + codePath + f.name + "/" + v.number())}
}

// codePath is where packages can be downloaded from, as the Location says.
const codePath = "/_awsfake/code/"
