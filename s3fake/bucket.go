package s3fake

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/ordered"
	"github.com/awsfake/awsfake/internal/service"
)

func bucketOperations() []service.Operation {
	return []service.Operation{
		service.Op("CreateBucket", (*Server).createBucket),
	}
}

// A bucket is a bucket with its objects.
type bucket struct {
	server  *Server
	name    string
	arn     string
	region  string
	created time.Time

	mu         sync.RWMutex // guards what follows; never held while a body is read
	deleted    bool
	versioning types.BucketVersioningStatus // "" until it was ever enabled
	mfaDelete  types.MFADeleteStatus
	lock       bool // object lock is enabled
	sequence   uint64
	objects    ordered.Map[string, *object]
	uploads    ordered.Map[uploadKey, *upload]
	configs
}

// find returns the bucket that a request means. A request that names an owner must name the right one.
func (s *Server) find(name, owner *string) (*bucket, error) {
	s.mu.RLock()
	b := s.buckets[aws.ToString(name)]
	s.mu.RUnlock()
	if b == nil {
		return nil, noSuchBucket(aws.ToString(name))
	}
	return b, s.checkOwner(owner)
}

// checkOwner checks the header x-amz-expected-bucket-owner.
func (s *Server) checkOwner(owner *string) error {
	switch {
	case owner == nil || *owner == s.core.AccountID:
		return nil
	case !isAccountID(*owner):
		return fault(400, "InvalidBucketOwnerAWSAccountID", "The value of the expected bucket owner parameter must be an AWS Account ID... ["+*owner+"]")
	}
	return accessDenied("Access Denied")
}

func isAccountID(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) == 12
}

// view calls f with the bucket that a request means, locked for reading.
func (s *Server) view(name, owner *string, f func(b *bucket) error) error {
	b, err := s.find(name, owner)
	if err != nil {
		return err
	}
	b.mu.RLock()
	defer b.mu.RUnlock() // a panic must not block the other calls
	if b.deleted {
		return noSuchBucket(b.name)
	}
	return f(b)
}

// change calls f with the bucket that a request means, locked for writing.
func (s *Server) change(name, owner *string, f func(b *bucket, now time.Time) error) error {
	b, err := s.find(name, owner)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.deleted {
		return noSuchBucket(b.name)
	}
	return f(b, s.core.Now())
}

// versioned reports whether the bucket keeps versions, or ever did.
func (b *bucket) versioned() bool { return b.versioning != "" }

func (s *Server) createBucket(ctx context.Context, in *s3.CreateBucketInput) (*s3.CreateBucketOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets[*in.Bucket] = s.newBucket(*in.Bucket)
	return &s3.CreateBucketOutput{Location: aws.String("/" + *in.Bucket), BucketArn: aws.String(s.core.ARN("s3", *in.Bucket))}, nil
}

func (s *Server) newBucket(name string) *bucket {
	return &bucket{server: s, name: name, arn: s.core.ARN("s3", name), region: s.core.Region, created: s.core.Now(), configs: newConfigs()}
}
