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
	tags      []types.Tag   // in the order of their keys
	grants    []types.Grant // nil is private
	retention *types.ObjectLockRetention
	hold      types.ObjectLockLegalHoldStatus // "" where it was never set
	restored  time.Time                       // until when a copy of an archived object can be read; zero without one

	annotations []*annotation // in the order of their names
}

// nullVersion is the version id of what was stored while the bucket kept no versions.
const nullVersion = "null"

// A part of a multipart object.
type part struct {
	number   int32
	modified time.Time
	content  content // of the part alone
	etag     string
	sums     checksums
}

// checksums are what is known of a content beside its MD5.
type checksums struct {
	algorithm types.ChecksumAlgorithm
	kind      types.ChecksumType
	value     string
}

// archived reports whether a version can be read only when it has been restored.
func (v *version) archived() bool {
	return v.class == types.StorageClassGlacier || v.class == types.StorageClassDeepArchive
}

// readable reports whether a version can be read at a time.
func (v *version) readable(now time.Time) bool { return !v.archived() || v.restored.After(now) }

// changed returns a copy to be changed and stored in the version's place.
func (v *version) changed(change func(*version)) *version {
	c := *v
	change(&c)
	return &c
}
