package s3fake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/ordered"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

func bucketOperations() []service.Operation {
	return []service.Operation{
		service.Op("CreateBucket", (*Server).createBucket),
		service.Op("DeleteBucket", (*Server).deleteBucket),
		service.Op("GetBucketLocation", (*Server).getBucketLocation),
		service.Op("HeadBucket", (*Server).headBucket),
		service.Op("ListBuckets", (*Server).listBuckets),
	}
}

// A bucket is a bucket with its objects.
type bucket struct {
	server  *Server
	name    string
	arn     string
	region  string
	created time.Time

	mu         sync.RWMutex // guards what follows; never held while a body is read, nor while another bucket's is
	deleted    bool
	versioning types.BucketVersioningStatus // "" until it was ever enabled
	mfaDelete  types.MFADeleteStatus
	lock       bool // object lock is enabled
	sequence   uint64
	keys       ordered.Map[string, *object]   // all that have a version
	live       ordered.Map[string, *version]  // the current versions that are no delete markers
	uploads    ordered.Map[string, []*upload] // in progress, by key, in the order of their beginning
	completed  map[string]*completion         // of uploads, by their ids
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
	return b.look(func() error { return f(b) })
}

// change calls f with the bucket that a request means, locked for writing.
func (s *Server) change(name, owner *string, f func(b *bucket, now time.Time) error) error {
	b, err := s.find(name, owner)
	if err != nil {
		return err
	}
	return b.do(func(now time.Time) error { return f(b, now) })
}

// look calls f with the bucket locked for reading.
func (b *bucket) look(f func() error) error {
	b.mu.RLock()
	defer b.mu.RUnlock() // a panic must not block the other calls
	if b.deleted {
		return noSuchBucket(b.name)
	}
	return f()
}

// do calls f with the bucket locked for writing.
func (b *bucket) do(f func(now time.Time) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.deleted {
		return noSuchBucket(b.name)
	}
	return f(b.server.core.Now())
}

// versioned reports whether the bucket keeps versions, or ever did.
func (b *bucket) versioned() bool { return b.versioning != "" }

// createBucket creates a bucket.
func (s *Server) createBucket(ctx context.Context, in *s3.CreateBucketInput) (*s3.CreateBucketOutput, error) {
	name := *in.Bucket
	if !isBucketName(name) {
		return nil, invalidBucketName(name)
	}
	config := *or(in.CreateBucketConfiguration, types.CreateBucketConfiguration{})
	region, err := s.location(config)
	if err != nil {
		return nil, err
	}
	b := s.newBucket(name)
	b.region, b.lock = region, aws.ToBool(in.ObjectLockEnabledForBucket)
	if b.lock { // "S3 Versioning is automatically enabled" (API reference)
		b.versioning = types.BucketVersioningStatusEnabled
	}
	if err := b.configure(in, config.Tags); err != nil {
		return nil, err
	}
	if err := s.add(b, len(config.Tags) > 0); err != nil {
		return nil, err
	}
	return &s3.CreateBucketOutput{Location: aws.String("/" + name), BucketArn: &b.arn}, nil
}

func (s *Server) newBucket(name string) *bucket {
	return &bucket{
		server: s, name: name, arn: s.core.ARN("s3", name), region: s.core.Region, created: s.core.Now(), completed: map[string]*completion{}, configs: newConfigs(),
	}
}

// add adds a bucket, unless there is one of its name.
func (s *Server) add(b *bucket, tagged bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets[b.name] == nil {
		s.buckets[b.name] = b
		return nil
	}
	if s.options.LegacyUSEast1 && s.core.Region == "us-east-1" && !tagged { // test_create_bucket_with_tags_us_east_1_idempotency
		return nil
	}
	return fault(http.StatusConflict, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", "BucketName", b.name)
}

// location returns the Region that a new bucket is asked to be in.
func (s *Server) location(c types.CreateBucketConfiguration) (string, error) {
	constraint := string(c.LocationConstraint)
	switch {
	case constraint == "" && s.core.Region == "us-east-1":
		return "us-east-1", nil
	case constraint == "":
		return "", illegalLocation("unspecified")
	case s.core.Region == "us-east-1" && !isLocation(c.LocationConstraint):
		return "", s.unknownLocation(constraint)
	case s.core.Region == "us-east-1": // the global endpoint creates buckets anywhere
		return constraint, nil
	case constraint != s.core.Region && !(constraint == "EU" && s.core.Region == "eu-west-1"):
		return "", illegalLocation(constraint)
	}
	return s.core.Region, nil
}

// isLocation reports whether a constraint is one that S3 knows; us-east-1 is not.
func isLocation(c types.BucketLocationConstraint) bool {
	return c != "us-east-1" && slices.Contains(c.Values(), c)
}

// unknownLocation refuses a constraint that is none.
func (s *Server) unknownLocation(constraint string) *wire.Error {
	if s.core.Region != "us-east-1" {
		return illegalLocation(constraint)
	}
	return fault(http.StatusBadRequest, "InvalidLocationConstraint", "The specified location-constraint is not valid", "LocationConstraint", constraint)
}

func illegalLocation(constraint string) *wire.Error {
	return fault(http.StatusBadRequest, "IllegalLocationConstraintException",
		"The "+constraint+" location constraint is incompatible for the region specific endpoint this request was sent to.")
}

// invalidBucketName refuses a name.
// Source: Error responses, Amazon S3 API reference.
func invalidBucketName(name string) error {
	return fault(http.StatusBadRequest, "InvalidBucketName", "The specified bucket is not valid.", "BucketName", name)
}

// isBucketName checks the rules for names.
// Source: General purpose bucket naming rules, Amazon S3 User Guide.
func isBucketName(name string) bool {
	if len(name) < 3 || len(name) > 63 || net.ParseIP(name) != nil || strings.Contains(name, "..") {
		return false
	}
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	for _, prefix := range []string{"xn--", "sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	for _, suffix := range []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"} {
		if strings.HasSuffix(name, suffix) {
			return false
		}
	}
	return !strings.ContainsAny(name[:1]+name[len(name)-1:], "-.")
}

// deleteBucket deletes a bucket that holds neither objects nor versions nor delete markers. Uploads in progress do not matter.
func (s *Server) deleteBucket(ctx context.Context, in *s3.DeleteBucketInput) (*s3.DeleteBucketOutput, error) {
	err := s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		if b.keys.Len() > 0 {
			return bucketNotEmpty(b)
		}
		b.deleted = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.buckets[*in.Bucket]; b != nil && b.isDeleted() {
		delete(s.buckets, *in.Bucket)
	}
	return &s3.DeleteBucketOutput{}, nil
}

func (b *bucket) isDeleted() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.deleted
}

func bucketNotEmpty(b *bucket) error {
	msg := "The bucket you tried to delete is not empty"
	if b.versioned() {
		msg += ". You must delete all versions in the bucket."
	}
	return fault(http.StatusConflict, "BucketNotEmpty", msg, "BucketName", b.name)
}

// headBucket tells whether a bucket exists, and its Region.
func (s *Server) headBucket(ctx context.Context, in *s3.HeadBucketInput) (*s3.HeadBucketOutput, error) {
	b, err := s.find(in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	return &s3.HeadBucketOutput{BucketRegion: &b.region, BucketArn: &b.arn, AccessPointAlias: aws.Bool(false)}, nil
}

// getBucketLocation tells the Region of a bucket; that of us-east-1 is null.
func (s *Server) getBucketLocation(ctx context.Context, in *s3.GetBucketLocationInput) (*s3.GetBucketLocationOutput, error) {
	b, err := s.find(in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	out := &s3.GetBucketLocationOutput{}
	if b.region != "us-east-1" {
		out.LocationConstraint = types.BucketLocationConstraint(b.region)
	}
	return out, nil
}

// listBuckets lists the buckets in the order of their names.
func (s *Server) listBuckets(ctx context.Context, in *s3.ListBucketsInput) (*s3.ListBucketsOutput, error) {
	const most = 10_000
	limit := int(aws.ToInt32(or(in.MaxBuckets, most)))
	if limit < 1 || limit > most {
		return nil, invalidMaxBuckets(itoa(int64(limit)))
	}
	after := ""
	if t := aws.ToString(in.ContinuationToken); t != "" { // test_list_buckets_when_continuation_token_is_empty
		var ok bool
		if after, ok = parseToken(t); !ok {
			return nil, invalidArgumentOf("The continuation token provided is incorrect", "continuation-token")
		}
	}
	out := &s3.ListBucketsOutput{Owner: s.owner(), Buckets: []types.Bucket{}, Prefix: in.Prefix}
	for _, b := range s.all() {
		if b.name <= after || !strings.HasPrefix(b.name, aws.ToString(in.Prefix)) || in.BucketRegion != nil && *in.BucketRegion != b.region {
			continue
		}
		if len(out.Buckets) == limit {
			out.ContinuationToken = token(*out.Buckets[limit-1].Name)
			break
		}
		out.Buckets = append(out.Buckets, types.Bucket{Name: &b.name, CreationDate: aws.Time(b.created.Truncate(time.Second)), BucketRegion: &b.region, BucketArn: &b.arn})
	}
	return out, nil
}

// Source: versitygw's s3err, which follows what its authors see of S3.
func invalidMaxBuckets(value string) *wire.Error {
	return invalidArgument("Argument max-buckets must be an integer between 1 and 10000.", "max-buckets", value)
}

// all returns the buckets in the order of their names.
func (s *Server) all() []*bucket {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.SortedFunc(maps.Values(s.buckets), func(a, b *bucket) int { return strings.Compare(a.name, b.name) })
}

// owner is the owner of all. It has no DisplayName any more.
func (s *Server) owner() *types.Owner { return &types.Owner{ID: aws.String(s.ownerID())} }

// ownerID is a canonical user id, which S3 has for the account.
func (s *Server) ownerID() string {
	sum := sha256.Sum256([]byte(s.core.AccountID))
	return hex.EncodeToString(sum[:])
}
