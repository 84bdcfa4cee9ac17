package miniotest

import (
	"bytes"
	"crypto/sha256"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	minio "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/awsfake/awsfake/s3fake"
)

// data returns n bytes that do not repeat.
func data(n int) []byte {
	b := make([]byte, 0, n+sha256.Size)
	sum := sha256.Sum256(nil)
	for len(b) < n {
		sum = sha256.Sum256(sum[:])
		b = append(b, sum[:]...)
	}
	return b[:n]
}

func start(t *testing.T) *s3fake.Server {
	t.Helper()
	srv := s3fake.Start(t)
	if _, err := srv.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("photos")}); err != nil {
		t.Fatal(err)
	}
	return srv
}

func TestMinIO(t *testing.T) {
	t.Parallel()
	srv := start(t)
	u, err := url.Parse(srv.URL())
	if err != nil {
		t.Fatal(err)
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4("test", "test", ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	want := data(20 << 20) // in parts
	info, err := client.PutObject(t.Context(), "photos", "a b/ü+.jpg", bytes.NewReader(want), int64(len(want)), minio.PutObjectOptions{ContentType: "image/jpeg", UserMetadata: map[string]string{"Colour": "black"}})
	if err != nil || info.Size != int64(len(want)) {
		t.Fatal(info, err)
	}
	o, err := client.GetObject(t.Context(), "photos", "a b/ü+.jpg", minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if got, err := io.ReadAll(o); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	stat, err := client.StatObject(t.Context(), "photos", "a b/ü+.jpg", minio.StatObjectOptions{})
	if err != nil || stat.ContentType != "image/jpeg" || stat.UserMetadata["Colour"] != "black" {
		t.Errorf("%+v, %v", stat, err)
	}
	var names []string
	for e := range client.ListObjects(t.Context(), "photos", minio.ListObjectsOptions{Recursive: true}) {
		names = append(names, e.Key)
	}
	if len(names) != 1 || names[0] != "a b/ü+.jpg" {
		t.Errorf("%q", names)
	}
	link, err := client.PresignedGetObject(t.Context(), "photos", "a b/ü+.jpg", time.Minute, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(link.String())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK || !bytes.Equal(got, want) {
		t.Errorf("the link: %s, %d bytes, %v", res.Status, len(got), err)
	}
	if err := client.RemoveObject(t.Context(), "photos", "a b/ü+.jpg", minio.RemoveObjectOptions{}); err != nil {
		t.Error(err)
	}
	if left := srv.Objects("photos"); len(left) != 0 {
		t.Errorf("left over: %+v", left)
	}
}
