package s3fake

import (
	"cmp"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

func versioningOperations() []service.Operation {
	return []service.Operation{
		service.Op("GetBucketVersioning", (*Server).getBucketVersioning),
		service.Op("PutBucketVersioning", (*Server).putBucketVersioning),
	}
}

func (s *Server) getBucketVersioning(ctx context.Context, in *s3.GetBucketVersioningInput) (out *s3.GetBucketVersioningOutput, err error) {
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		out = &s3.GetBucketVersioningOutput{Status: b.versioning, MFADelete: types.MFADeleteStatus(b.mfaDelete)}
		return nil
	})
	return out, err
}

// putBucketVersioning enables or suspends versioning. The state of MFA delete is stored, but no device is asked.
func (s *Server) putBucketVersioning(ctx context.Context, in *s3.PutBucketVersioningInput) (*s3.PutBucketVersioningOutput, error) {
	c := in.VersioningConfiguration
	if c.Status == "" {
		// Source: LocalStack's S3 provider.
		return nil, fault(http.StatusBadRequest, "IllegalVersioningConfigurationException", "The Versioning element must be specified")
	}
	return &s3.PutBucketVersioningOutput{}, s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		if b.lock && c.Status == types.BucketVersioningStatusSuspended {
			// Source: LocalStack's S3 provider.
			return invalidBucketState("An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.")
		}
		b.versioning = c.Status
		if c.MFADelete != "" {
			b.mfaDelete = types.MFADeleteStatus(c.MFADelete)
		}
		return nil
	})
}

// versionID returns the id of the version that has a number among all of the bucket. It looks like one of AWS's, and the number
// can be read from it, so that a listing can go on behind a version that is gone.
func (b *bucket) versionID(sequence uint64) string {
	var raw [24]byte
	random := md5.Sum(binary.BigEndian.AppendUint64([]byte(b.arn), sequence))
	copy(raw[:], random[:])
	binary.BigEndian.PutUint64(raw[16:], sequence^binary.BigEndian.Uint64(raw[:]))
	return versionAlphabet.EncodeToString(raw[:])
}

// versionAlphabet has the characters of AWS's version ids.
var versionAlphabet = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._").WithPadding(base64.NoPadding)

// sequenceOf reads the number from a version id; ok is false of what cannot be one.
func sequenceOf(id string) (sequence uint64, ok bool) {
	raw, err := versionAlphabet.DecodeString(id)
	if err != nil || len(raw) != 24 {
		return 0, false
	}
	return binary.BigEndian.Uint64(raw[16:]) ^ binary.BigEndian.Uint64(raw), true
}

// index returns the place of a version, -1 if there is none.
func (o *object) index(id string) int {
	if id == nullVersion {
		return slices.IndexFunc(o.versions, func(v *version) bool { return v.id == nullVersion })
	}
	sequence, ok := sequenceOf(id)
	if !ok {
		return -1
	}
	i, found := slices.BinarySearchFunc(o.versions, sequence, bySequence)
	if !found || o.versions[i].id != id {
		return -1
	}
	return i
}

func bySequence(v *version, sequence uint64) int { return cmp.Compare(v.sequence, sequence) }

// store makes v the current version of a key. In a bucket that keeps no versions it replaces the null version.
func (b *bucket) store(key string, v *version, now time.Time) {
	b.sequence++
	v.sequence, v.modified, v.id = b.sequence, now.Truncate(time.Second), nullVersion
	if b.versioning == types.BucketVersioningStatusEnabled {
		v.id = b.versionID(v.sequence)
	}
	o, _ := b.keys.Get(key)
	if o == nil {
		o = &object{key: key}
		b.keys.Set(key, o)
	} else if v.id == nullVersion {
		o.remove(nullVersion)
	}
	o.versions = append(o.versions, v)
	b.changed(o)
}

// remove takes a version out, if it is there.
func (o *object) remove(id string) {
	if i := o.index(id); i >= 0 {
		o.versions = slices.Delete(o.versions, i, i+1)
	}
}

// discard removes a version of a key for good.
func (b *bucket) discard(o *object, id string) {
	o.remove(id)
	if len(o.versions) == 0 {
		b.keys.Delete(o.key)
	}
	b.changed(o)
}

// replace stores a changed copy of a version in its place.
func (b *bucket) replace(o *object, old *version, change func(*version)) *version {
	i := o.index(old.id)
	v := old.changed(change)
	o.versions[i] = v
	if i == len(o.versions)-1 {
		b.live.Set(o.key, v)
	}
	return v
}

// changed keeps the index of current objects, and tells the uploads of the key that a write came between.
func (b *bucket) changed(o *object) {
	if len(o.versions) == 0 || o.current().marker {
		b.live.Delete(o.key)
	} else {
		b.live.Set(o.key, o.current())
	}
	uploads, _ := b.uploads.Get(o.key)
	for _, u := range uploads {
		u.overtaken = true
	}
}

// lookup finds the version of a key that a request means: the one of the id, or the current one. method is that of the request,
// for the errors. A delete marker is an error.
func (b *bucket) lookup(key string, id *string, method string) (*object, *version, error) {
	o, v, err := b.lookupMarker(key, id)
	switch {
	case err != nil:
		return nil, nil, err
	case v.marker && id != nil:
		return nil, nil, markerNotAllowed(method, v)
	case v.marker:
		e := noSuchKey(key)
		e.Headers = append(e.Headers, wire.Detail{Name: "X-Amz-Delete-Marker", Value: "true"}, wire.Detail{Name: "X-Amz-Version-Id", Value: v.id})
		return nil, nil, e
	}
	return o, v, nil
}

// markerNotAllowed is the answer to a read of a delete marker by its id.
// Source: Working with delete markers, Amazon S3 User Guide, for the headers.
func markerNotAllowed(method string, v *version) *wire.Error {
	e := methodNotAllowed(method)
	e.Headers = append(e.Headers, wire.Detail{Name: "X-Amz-Delete-Marker", Value: "true"}, wire.Detail{Name: "X-Amz-Version-Id", Value: v.id},
		wire.Detail{Name: "Allow", Value: "DELETE"}, wire.Detail{Name: "Last-Modified", Value: v.modified.Format(http.TimeFormat)})
	return e
}

// lookupMarker is lookup that also finds delete markers.
func (b *bucket) lookupMarker(key string, id *string) (*object, *version, error) {
	o, ok := b.keys.Get(key)
	if id == nil {
		if !ok {
			return nil, nil, noSuchKey(key)
		}
		return o, o.current(), nil
	}
	if err := checkVersionID(*id); err != nil {
		return nil, nil, err
	}
	if ok {
		if i := o.index(*id); i >= 0 {
			return o, o.versions[i], nil
		}
	}
	return nil, nil, noSuchVersion(key, *id)
}

// checkVersionID refuses what cannot be a version id.
// Source: versitygw and Seagate/cortx-s3server#1724 report AWS's answers.
func checkVersionID(id string) error {
	if id == "" {
		return invalidArgument("Version id cannot be the empty string", "versionId", id)
	}
	if _, ok := sequenceOf(id); !ok && id != nullVersion {
		return invalidArgument("Invalid version id specified", "versionId", id)
	}
	return nil
}

// versionIDOf is the id that an answer about a version has: none as long as the bucket keeps no versions.
func (b *bucket) versionIDOf(v *version) *string {
	if !b.versioned() {
		return nil
	}
	return &v.id
}

// newVersionIDOf is the same in the answer to a write, which does not tell null.
func (b *bucket) newVersionIDOf(v *version) *string {
	if b.versioning != types.BucketVersioningStatusEnabled {
		return nil
	}
	return &v.id
}

func quoted(etag string) *string { return aws.String(`"` + etag + `"`) }

// unquoted takes the quotes from an ETag, which clients often leave out.
func unquoted(etag string) string { return strings.Trim(etag, `"`) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// or returns p, or def if it is nil.
func or[T any](p *T, def T) *T {
	if p == nil {
		return &def
	}
	return p
}
