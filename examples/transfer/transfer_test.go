package transfer_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	tmtypes "github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/s3fake"
)

// data is 64 MiB that do not repeat.
func data() []byte {
	b := make([]byte, 64<<20)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// 64 MiB go up and come down in parts, and the client checks the checksums of both ways.
func TestManager(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t)
	srv.Put("photos", "small", nil)
	want := data()
	bucket, key := "photos", "big"
	_, err := manager.NewUploader(srv.Client).Upload(t.Context(), &s3.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: bytes.NewReader(want), ChecksumAlgorithm: types.ChecksumAlgorithmCrc64nvme,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := manager.NewWriteAtBuffer(make([]byte, 0, len(want)))
	n, err := manager.NewDownloader(srv.Client).Download(t.Context(), got, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil || n != int64(len(want)) || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if n := len(srv.Calls("UploadPart")); n != 13 {
		t.Errorf("%d parts", n)
	}
}

// The manager that succeeds it does, too, by parts and by ranges.
func TestTransferManager(t *testing.T) {
	t.Parallel()
	for _, by := range []tmtypes.GetObjectType{tmtypes.GetObjectParts, tmtypes.GetObjectRanges} {
		t.Run(string(by), func(t *testing.T) {
			t.Parallel()
			srv := s3fake.Start(t)
			srv.Put("photos", "small", nil)
			want := data()
			c := transfermanager.New(srv.Client, func(o *transfermanager.Options) { o.GetObjectType = by })
			if _, err := c.UploadObject(t.Context(), &transfermanager.UploadObjectInput{Bucket: aws.String("photos"), Key: aws.String("big"), Body: bytes.NewReader(want)}); err != nil {
				t.Fatal(err)
			}
			got := tmtypes.NewWriteAtBuffer(make([]byte, 0, len(want)))
			_, err := c.DownloadObject(t.Context(), &transfermanager.DownloadObjectInput{Bucket: aws.String("photos"), Key: aws.String("big"), WriterAt: got})
			if err != nil || !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%d bytes, %v", len(got.Bytes()), err)
			}
		})
	}
}
