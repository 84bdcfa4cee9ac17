package s3fake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func listOperations() []service.Operation {
	return []service.Operation{
		service.Op("ListObjects", (*Server).listObjects),
		service.Op("ListObjectsV2", (*Server).listObjectsV2),
		service.Op("ListObjectVersions", (*Server).listObjectVersions),
	}
}

// An objectPage is a page of a list of objects.
type objectPage struct {
	encoder
	left      int
	owner     *types.Owner // nil if the list does not tell it
	optional  []types.OptionalObjectAttributes
	objects   []types.Object
	groups    []types.CommonPrefix
	last      string // what the page ends with
	truncated bool
}

// fill walks the current objects of a bucket until the page is full.
func (p *objectPage) fill(b *bucket, w walk) {
	if p.left == 0 {
		return // an empty page is not truncated
	}
	walkKeys(&b.live, w,
		func(key string, v *version) bool { return p.room(key) && p.add(key, v) },
		func(group string) bool {
			if !p.room(group) {
				return false
			}
			p.groups = append(p.groups, types.CommonPrefix{Prefix: p.text(&group)})
			return true
		})
}

// room makes room for an entry; without room the page is truncated.
func (p *objectPage) room(name string) bool {
	if p.left == 0 {
		p.truncated = true
		return false
	}
	p.left--
	p.last = name
	return true
}

func (p *objectPage) add(key string, v *version) bool {
	o := types.Object{
		Key: p.text(&key), LastModified: &v.modified, ETag: quoted(v.etag), Size: &v.content.size, Owner: p.owner,
		StorageClass: types.ObjectStorageClass(v.class), RestoreStatus: v.restoreStatus(p.optional),
	}
	if v.sums.algorithm != "" {
		o.ChecksumAlgorithm, o.ChecksumType = []types.ChecksumAlgorithm{v.sums.algorithm}, v.sums.kind
	}
	p.objects = append(p.objects, o)
	return true
}

// restoreStatus is told in lists to those who ask for it.
func (v *version) restoreStatus(optional []types.OptionalObjectAttributes) *types.RestoreStatus {
	if v.restored.IsZero() || !slices.Contains(optional, types.OptionalObjectAttributesRestoreStatus) {
		return nil
	}
	return &types.RestoreStatus{IsRestoreInProgress: aws.Bool(false), RestoreExpiryDate: &v.restored}
}

// listObjects lists the current objects of a bucket.
func (s *Server) listObjects(ctx context.Context, in *s3.ListObjectsInput) (*s3.ListObjectsOutput, error) {
	limit, err := pageSize(in.MaxKeys)
	if err != nil {
		return nil, err
	}
	p := &objectPage{encoder: encoderOf(in.EncodingType), left: limit, owner: s.owner(), optional: in.OptionalObjectAttributes}
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		p.fill(b, walk{aws.ToString(in.Prefix), aws.ToString(in.Delimiter), aws.ToString(in.Marker)})
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &s3.ListObjectsOutput{
		Name: in.Bucket, Prefix: p.text(or(in.Prefix, "")), Marker: p.text(or(in.Marker, "")), Delimiter: p.text(in.Delimiter),
		EncodingType: in.EncodingType, MaxKeys: aws.Int32(int32(limit)), IsTruncated: &p.truncated, Contents: p.objects, CommonPrefixes: p.groups,
	}
	if p.truncated && aws.ToString(in.Delimiter) != "" { // "returned only if you have the delimiter request parameter specified" (API reference)
		out.NextMarker = p.text(&p.last)
	}
	return out, nil
}

// listObjectsV2 lists the current objects of a bucket.
func (s *Server) listObjectsV2(ctx context.Context, in *s3.ListObjectsV2Input) (*s3.ListObjectsV2Output, error) {
	limit, err := pageSize(in.MaxKeys)
	if err != nil {
		return nil, err
	}
	w := walk{aws.ToString(in.Prefix), aws.ToString(in.Delimiter), aws.ToString(in.StartAfter)}
	if in.ContinuationToken != nil {
		after, ok := parseToken(*in.ContinuationToken)
		if !ok {
			return nil, invalidArgumentOf("The continuation token provided is incorrect", "continuation-token")
		}
		w.after = after
	}
	p := &objectPage{encoder: encoderOf(in.EncodingType), left: limit, optional: in.OptionalObjectAttributes}
	if aws.ToBool(in.FetchOwner) {
		p.owner = s.owner()
	}
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		p.fill(b, w)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := &s3.ListObjectsV2Output{
		Name: in.Bucket, Prefix: p.text(or(in.Prefix, "")), Delimiter: p.text(in.Delimiter), EncodingType: in.EncodingType,
		MaxKeys: aws.Int32(int32(limit)), KeyCount: aws.Int32(int32(len(p.objects) + len(p.groups))), IsTruncated: &p.truncated,
		ContinuationToken: in.ContinuationToken, Contents: p.objects, CommonPrefixes: p.groups,
	}
	if in.ContinuationToken == nil { // test_list_objects_v2_continuation_start_after: not told beside a token
		out.StartAfter = p.text(in.StartAfter)
	}
	if p.truncated {
		out.NextContinuationToken = token(p.last)
	}
	return out, nil
}
