package s3fake

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// An Object is the current version of an object.
type Object struct {
	Key          string
	VersionID    string // "" unless the bucket is or was versioned
	Body         []byte // shared with the Server: do not modify
	ContentType  string
	Metadata     map[string]string // x-amz-meta-, without the prefix
	ETag         string            // with its quotes
	LastModified time.Time         // on the clock
}

// Objects returns the objects of a bucket in the order of their keys. A bucket that does not exist is a mistake.
func (s *Server) Objects(bucket string) []Object {
	s.core.Helper()()
	b, err := s.find(&bucket, nil)
	if err != nil {
		s.core.Mistake("Objects: no bucket %q", bucket)
		return nil
	}
	return b.describeAll()
}

func (b *bucket) describeAll() (l []Object) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	l = make([]Object, 0, b.live.Len())
	for key, v := range b.live.All() {
		l = append(l, b.describe(key, v))
	}
	return l
}

func (b *bucket) describe(key string, v *version) Object {
	o := Object{
		Key: key, Body: v.content.bytes(), ContentType: *v.headers.contentType, Metadata: maps.Clone(v.metadata),
		ETag: *quoted(v.etag), LastModified: v.modified,
	}
	if b.versioned() {
		o.VersionID = v.id
	}
	return o
}

// Put stores an object, and creates the bucket if need be. It is not recorded and causes no event.
func (s *Server) Put(bucket, key string, body []byte) {
	s.core.Helper()()
	if !isBucketName(bucket) {
		s.core.Mistake("Put: %q is not the name of a bucket", bucket)
		return
	}
	if err := checkKey(key); err != nil || key == "" {
		s.core.Mistake("Put: %q is not a key", key)
		return
	}
	b := s.ensure(bucket)
	c := content{segments: [][]byte{append([]byte(nil), body...)}, size: int64(len(body))}
	d := c.digests(nil)
	b.do(func(now time.Time) error {
		v := &version{content: c, sums: d.checksum(), class: types.StorageClassStandard, headers: headers{contentType: or[string](nil, defaultType)}}
		v.sse = b.defaultEncryption()
		if v.sse.kmsKeyID == nil && v.sse.algorithm != types.ServerSideEncryptionAes256 {
			v.sse.kmsKeyID, _ = s.kmsKey(nil)
		}
		if err := b.protect(v, &s3.PutObjectInput{}); err != nil {
			return err
		}
		v.etag = b.etagOf(v.sse, d.etag())
		b.store(key, v, now)
		return nil
	})
}

// ensure returns the bucket of a name, a new one if there is none.
func (s *Server) ensure(name string) *bucket {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[name]
	if b == nil {
		b = s.newBucket(name)
		s.buckets[name] = b
	}
	return b
}

// CopyFS stores each file of fsys under its path, as Put does.
func (s *Server) CopyFS(bucket string, fsys fs.FS) {
	s.core.Helper()()
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, path)
		if err == nil {
			s.Put(bucket, path, body)
		}
		return err
	})
	if err != nil {
		s.core.Mistake("CopyFS: %v", err)
	}
}

// How much of a failing test's buckets is shown.
const (
	dumpBuckets = 20
	dumpObjects = 5
)

// dump describes the buckets in a few lines.
func (s *Server) dump(w io.Writer) {
	buckets := s.all()
	for _, b := range buckets[:min(len(buckets), dumpBuckets)] {
		b.look(func() error {
			b.dump(w)
			return nil
		})
	}
	if n := len(buckets) - dumpBuckets; n > 0 {
		fmt.Fprintf(w, "(%d more buckets)\n", n)
	}
}

func (b *bucket) dump(w io.Writer) {
	fmt.Fprintf(w, "bucket %s: %d objects, uploads of %d keys\n", b.name, b.live.Len(), b.uploads.Len())
	n := 0
	for key, v := range b.live.All() {
		if n++; n > dumpObjects {
			fmt.Fprintf(w, "  (%d more)\n", b.live.Len()-dumpObjects)
			return
		}
		fmt.Fprintf(w, "  %q: %d bytes, %s\n", key, v.content.size, *v.headers.contentType)
	}
}
