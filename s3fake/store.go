package s3fake

import (
	"bytes"
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/internal/event"
)

// A store is the Server as the other services of its AWS use it.
type store struct{ s *Server }

var _ event.Store = store{}

func (st store) CheckBucket(ctx context.Context, name string) error {
	return st.s.view(&name, nil, func(*bucket) error { return nil })
}

func (st store) PutObject(ctx context.Context, o event.Object) error {
	in := &s3.PutObjectInput{Bucket: &o.Bucket, Key: &o.Key, Body: bytes.NewReader(o.Body), ContentLength: aws.Int64(int64(len(o.Body)))}
	if o.ContentType != "" {
		in.ContentType = &o.ContentType
	}
	if o.ContentEncoding != "" {
		in.ContentEncoding = &o.ContentEncoding
	}
	_, err := st.s.putObject(ctx, in)
	return err
}

func (st store) GetObject(ctx context.Context, bucket, key, version string) ([]byte, error) {
	in := &s3.GetObjectInput{Bucket: &bucket, Key: &key}
	if version != "" {
		in.VersionId = &version
	}
	out, err := st.s.getObject(ctx, in)
	if err != nil {
		return nil, err
	}
	defer out.Body.Close()
	return io.ReadAll(out.Body)
}

func (st store) ListObjects(ctx context.Context, name, prefix string) (keys []string, err error) {
	err = st.s.view(&name, nil, func(b *bucket) error {
		walkKeys(&b.live, walk{prefix: prefix}, func(key string, _ *version) bool {
			keys = append(keys, key)
			return true
		}, nil)
		return nil
	})
	return keys, err
}
