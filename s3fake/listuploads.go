package s3fake

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// An uploadPage is a page of a list of uploads.
type uploadPage struct {
	*bucket
	encoder
	out             *s3.ListMultipartUploadsOutput
	left            int
	lastKey, lastID string // of the last upload in the page
}

// listMultipartUploads lists the uploads in progress by key and, of a key, in the order in which they began.
func (s *Server) listMultipartUploads(ctx context.Context, in *s3.ListMultipartUploadsInput) (*s3.ListMultipartUploadsOutput, error) {
	limit, err := pageSize(in.MaxUploads)
	if err != nil {
		return nil, err
	}
	e := encoderOf(in.EncodingType)
	key, id := aws.ToString(in.KeyMarker), aws.ToString(in.UploadIdMarker)
	if key == "" { // an upload id alone is ignored: test_list_multiparts_next_marker
		id = ""
	}
	out := &s3.ListMultipartUploadsOutput{
		Bucket: in.Bucket, Prefix: e.text(in.Prefix), Delimiter: e.text(in.Delimiter), EncodingType: in.EncodingType,
		KeyMarker: e.text(&key), UploadIdMarker: &id, MaxUploads: aws.Int32(int32(limit)), IsTruncated: aws.Bool(false),
	}
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		p := &uploadPage{bucket: b, encoder: e, out: out, left: limit}
		if err := p.fill(walk{aws.ToString(in.Prefix), aws.ToString(in.Delimiter), key}, id); err != nil {
			return err
		}
		out.NextKeyMarker, out.NextUploadIdMarker = e.text(&p.lastKey), &p.lastID
		return nil
	})
	return out, err
}

func (p *uploadPage) fill(w walk, id string) error {
	if id != "" {
		uploads, _ := p.uploads.Get(w.after)
		i := slices.IndexFunc(uploads, func(u *upload) bool { return u.id == id })
		if i < 0 {
			return invalidArgument("Invalid uploadId marker", "upload-id-marker", id)
		}
		if w.holds(w.after) && !p.add(uploads[i+1:]) {
			return nil
		}
	}
	if p.left == 0 && p.lastKey == "" {
		return nil // an empty page is not truncated
	}
	walkKeys(&p.uploads, w,
		func(_ string, uploads []*upload) bool { return p.add(uploads) },
		func(group string) bool {
			if !p.room() {
				return false
			}
			p.out.CommonPrefixes = append(p.out.CommonPrefixes, types.CommonPrefix{Prefix: p.text(&group)})
			return true
		})
	return nil
}

func (p *uploadPage) room() bool {
	if p.left == 0 {
		p.out.IsTruncated = aws.Bool(true)
		return false
	}
	p.left--
	return true
}

func (p *uploadPage) add(uploads []*upload) bool {
	for _, u := range uploads {
		if !p.room() {
			return false
		}
		owner := p.server.owner()
		e := types.MultipartUpload{
			Key: p.text(&u.key), UploadId: &u.id, Initiated: &u.initiated, StorageClass: u.draft.class, Owner: owner,
			Initiator: p.server.initiator(), ChecksumType: u.kind,
		}
		if u.algorithm != nil {
			e.ChecksumAlgorithm = u.algorithm.name
		}
		p.out.Uploads = append(p.out.Uploads, e)
		p.lastKey, p.lastID = u.key, u.id
	}
	return true
}

// initiator is who begins all uploads. It has kept its DisplayName, which the Owner has lost.
func (s *Server) initiator() *types.Initiator {
	return &types.Initiator{ID: s.owner().ID, DisplayName: aws.String("test")}
}

// listParts lists the parts of an upload in progress.
func (s *Server) listParts(ctx context.Context, in *s3.ListPartsInput) (*s3.ListPartsOutput, error) {
	limit, err := pageSize(in.MaxParts)
	if err != nil {
		return nil, err
	}
	after, err := partMarker(in.PartNumberMarker)
	if err != nil {
		return nil, err
	}
	out := &s3.ListPartsOutput{
		Bucket: in.Bucket, Key: in.Key, UploadId: in.UploadId, PartNumberMarker: aws.String(strconv.Itoa(int(after))),
		NextPartNumberMarker: aws.String("0"), MaxParts: aws.Int32(int32(limit)), IsTruncated: aws.Bool(false),
		Owner: s.owner(), Initiator: s.initiator(),
	}
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		u, err := b.upload(*in.Key, *in.UploadId)
		if err == nil {
			u.list(out, after, limit)
		}
		return err
	})
	return out, err
}

func (u *upload) list(out *s3.ListPartsOutput, after int32, limit int) {
	out.StorageClass, out.ChecksumType = u.draft.class, u.kind
	if u.algorithm != nil {
		out.ChecksumAlgorithm = u.algorithm.name
	}
	i, found := slices.BinarySearchFunc(u.parts, after, func(p part, n int32) int { return int(p.number - n) })
	if found {
		i++
	}
	rest := slices.Clone(u.parts[i:]) // parts are replaced in their place
	if len(rest) > limit {
		rest = rest[:limit]
		out.IsTruncated = aws.Bool(limit > 0)
	}
	for i := range rest {
		p := types.Part{PartNumber: &rest[i].number, ETag: quoted(rest[i].etag), Size: &rest[i].content.size, LastModified: &rest[i].modified}
		if u.algorithm != nil {
			setSum(&p, rest[i].sums)
		}
		out.Parts = append(out.Parts, p)
		out.NextPartNumberMarker = aws.String(strconv.Itoa(int(rest[i].number)))
	}
}
