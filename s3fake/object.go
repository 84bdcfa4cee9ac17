package s3fake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// An object is a key with its versions.
type object struct {
	key      string
	versions []*version // in the order in which they were stored; never empty
}

// current returns the newest version, which may be a delete marker.
func (o *object) current() *version { return o.versions[len(o.versions)-1] }

// A version of an object. It never changes once it is stored: what changes tags, ACL or retention stores a changed copy in its
// place. So what was found under the bucket's lock can be read without it.
type version struct {
	id       string // nullVersion for those stored while the bucket kept none
	sequence uint64 // of all versions of the bucket
	modified time.Time
	marker   bool // a delete marker, which has nothing of what follows

	content content
	etag    string // without its quotes
	sums    checksums
	parts   []part // of a multipart upload; nil if it was none

	headers   headers
	metadata  map[string]string // by names in lower case, without the prefix x-amz-meta-
	class     types.StorageClass
	sse       encryption
	tags      []types.Tag
	grants    []types.Grant // nil is private
	retention *types.ObjectLockRetention
	hold      types.ObjectLockLegalHoldStatus // "" where it was never set
	restore   *restoration
}

// nullVersion is the version id of what was stored while the bucket kept no versions.
const nullVersion = "null"

// headers are the system metadata that a client chooses.
type headers struct {
	cacheControl, contentDisposition, contentEncoding, contentLanguage, contentType, expires, websiteRedirect *string
}

// encryption is how a version is said to be encrypted; nothing is.
type encryption struct {
	algorithm   types.ServerSideEncryption
	kmsKeyID    *string
	kmsContext  *string
	bucketKey   *bool
	customerMD5 string // of an SSE-C key, "" without one
}

// A restoration is a copy of an archived object that can be read for a while.
type restoration struct{ until time.Time }

// content is the bytes of a version.
type content struct {
	segments [][]byte
	size     int64
}

// A part of a multipart object.
type part struct {
	number int32
	size   int64
	etag   string
	sums   checksums
}

// checksums are what is known of a content beside its MD5.
type checksums struct {
	algorithm types.ChecksumAlgorithm
	kind      types.ChecksumType
	value     string
}

// uploadKey orders the uploads as they are listed.
type uploadKey string

// An upload is a multipart upload in progress.
type upload struct{}
