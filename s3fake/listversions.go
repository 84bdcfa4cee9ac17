package s3fake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// listObjectVersions lists all versions in the order of their keys, the newest of each first.
func (s *Server) listObjectVersions(ctx context.Context, in *s3.ListObjectVersionsInput) (*s3.ListObjectVersionsOutput, error) {
	limit, err := pageSize(in.MaxKeys)
	if err != nil {
		return nil, err
	}
	if in.VersionIdMarker != nil && *in.VersionIdMarker != "" && aws.ToString(in.KeyMarker) == "" {
		return nil, invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", *in.VersionIdMarker)
	}
	e := encoderOf(in.EncodingType)
	out := &s3.ListObjectVersionsOutput{
		Name: in.Bucket, Prefix: e.text(or(in.Prefix, "")), Delimiter: e.text(in.Delimiter), EncodingType: in.EncodingType,
		KeyMarker: e.text(or(in.KeyMarker, "")), VersionIdMarker: or(in.VersionIdMarker, ""), MaxKeys: aws.Int32(int32(limit)), IsTruncated: aws.Bool(false),
	}
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		p := &versionPage{bucket: b, out: out, encoder: e, left: limit, optional: in.OptionalObjectAttributes}
		return p.fill(in)
	})
	return out, err
}

// A versionPage is a page of a list of versions.
type versionPage struct {
	*bucket
	encoder
	out      *s3.ListObjectVersionsOutput
	optional []types.OptionalObjectAttributes
	left     int
	lastKey  string // what the page ends with
	lastID   string
}

func (p *versionPage) fill(in *s3.ListObjectVersionsInput) error {
	w := walk{prefix: aws.ToString(in.Prefix), delimiter: aws.ToString(in.Delimiter), after: aws.ToString(in.KeyMarker)}
	if p.left == 0 {
		return nil
	}
	if id := aws.ToString(in.VersionIdMarker); id != "" {
		if err := checkVersionID(id); err != nil {
			return err
		}
		if o, ok := p.keys.Get(w.after); ok && w.holds(w.after) && !p.versions(o, o.before(id)) {
			return nil
		}
	}
	walkKeys(&p.keys, w,
		func(key string, o *object) bool { return p.versions(o, len(o.versions)) },
		func(group string) bool {
			if !p.room() {
				return false
			}
			p.out.CommonPrefixes = append(p.out.CommonPrefixes, types.CommonPrefix{Prefix: p.text(&group)})
			p.lastKey, p.lastID = group, ""
			return true
		})
	return nil
}

// before returns how many versions are older than the one with an id, which may be gone.
func (o *object) before(id string) int {
	sequence, ok := sequenceOf(id)
	if !ok {
		return max(o.index(id), 0)
	}
	i, _ := slices.BinarySearchFunc(o.versions, sequence, bySequence)
	return i
}

// room makes room for an entry; without room the page is truncated.
func (p *versionPage) room() bool {
	if p.left > 0 {
		p.left--
		return true
	}
	p.out.IsTruncated = aws.Bool(true)
	p.out.NextKeyMarker = p.text(&p.lastKey)
	if p.lastID != "" {
		p.out.NextVersionIdMarker = &p.lastID
	}
	return false
}

// versions adds the n oldest versions of a key, the newest of them first.
func (p *versionPage) versions(o *object, n int) bool {
	for i := n - 1; i >= 0; i-- {
		if !p.room() {
			return false
		}
		p.add(o, o.versions[i], i == len(o.versions)-1)
		p.lastKey, p.lastID = o.key, o.versions[i].id
	}
	return true
}

func (p *versionPage) add(o *object, v *version, latest bool) {
	owner := p.server.owner()
	if v.marker {
		p.out.DeleteMarkers = append(p.out.DeleteMarkers, types.DeleteMarkerEntry{
			Key: p.text(&o.key), VersionId: &v.id, IsLatest: &latest, LastModified: &v.modified, Owner: owner,
		})
		return
	}
	e := types.ObjectVersion{
		Key: p.text(&o.key), VersionId: &v.id, IsLatest: &latest, LastModified: &v.modified, Owner: owner, ETag: quoted(v.etag),
		Size: &v.content.size, StorageClass: types.ObjectVersionStorageClass(v.class), RestoreStatus: v.restoreStatus(p.optional),
	}
	if v.sums.algorithm != "" {
		e.ChecksumAlgorithm, e.ChecksumType = []types.ChecksumAlgorithm{v.sums.algorithm}, v.sums.kind
	}
	p.out.Versions = append(p.out.Versions, e)
}
