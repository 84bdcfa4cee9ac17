package event

import (
	"context"
	"fmt"
)

// An Object is what a service puts into a bucket of the stack.
type Object struct {
	Bucket, Key                  string
	Body                         []byte // shared, not to be changed
	ContentType, ContentEncoding string // "" is S3's default
}

// A Store keeps objects in buckets: S3 offers it as its Target. Its errors are S3's own, with S3's codes.
type Store interface {
	// CheckBucket reports whether there is a bucket.
	CheckBucket(ctx context.Context, bucket string) error

	// PutObject stores an object, with the notifications to which that leads.
	PutObject(ctx context.Context, o Object) error

	// GetObject returns the bytes of an object; version is "" for the current one. They are shared, not to be changed.
	GetObject(ctx context.Context, bucket, key, version string) ([]byte, error)

	// ListObjects returns the keys with a prefix, in order.
	ListObjects(ctx context.Context, bucket, prefix string) ([]string, error)
}

// ErrNoStore, an ErrNoTarget, says that the fakes that are one AWS have no S3 among them.
var ErrNoStore = fmt.Errorf("%w: this AWS has no fake of S3", ErrNoTarget)

// Store returns the stack's S3.
func (r *Router) Store() (Store, error) {
	for _, s := range r.Core.Services("s3") {
		if store, ok := s.Target().(Store); ok {
			return store, nil
		}
	}
	return nil, ErrNoStore
}
