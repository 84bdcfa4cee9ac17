package s3fake

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

// getObjectAttributes returns what is asked for of an object.
func (s *Server) getObjectAttributes(ctx context.Context, in *s3.GetObjectAttributesInput) (*s3.GetObjectAttributesOutput, error) {
	var v *version
	out := &s3.GetObjectAttributesOutput{}
	err := s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) (err error) {
		if _, v, err = b.lookup(*in.Key, in.VersionId, service.Method(ctx)); err == nil {
			out.VersionId = b.versionIDOf(v)
		}
		return err
	})
	if err == nil {
		err = v.unlock(in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5)
	}
	if err != nil {
		return nil, err
	}
	out.LastModified = &v.modified
	for _, a := range in.ObjectAttributes {
		if err := v.attribute(a, in, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// attribute adds one attribute.
func (v *version) attribute(a types.ObjectAttributes, in *s3.GetObjectAttributesInput, out *s3.GetObjectAttributesOutput) error {
	switch a {
	case types.ObjectAttributesEtag:
		out.ETag = &v.etag // without quotes: test_get_object_attributes_versioned
	case types.ObjectAttributesChecksum:
		if v.sums.value != "" {
			out.Checksum = &types.Checksum{ChecksumType: v.sums.kind}
			setSum(out.Checksum, v.sums)
		}
	case types.ObjectAttributesObjectSize:
		out.ObjectSize = &v.content.size
	case types.ObjectAttributesStorageClass:
		out.StorageClass = v.class
	case types.ObjectAttributesObjectParts:
		if v.parts != nil {
			var err error
			out.ObjectParts, err = v.partAttributes(in)
			return err
		}
	default:
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", string(a))
	}
	return nil
}

// partAttributes lists the parts, but only of an upload with composite checksums: of others only the number is told,
// test_complete_multipart_parts_checksum_full_object.
func (v *version) partAttributes(in *s3.GetObjectAttributesInput) (*types.GetObjectAttributesParts, error) {
	out := &types.GetObjectAttributesParts{TotalPartsCount: aws.Int32(int32(len(v.parts)))}
	if v.sums.kind != types.ChecksumTypeComposite {
		return out, nil
	}
	limit, err := pageSize(in.MaxParts)
	if err != nil {
		return nil, err
	}
	after, err := partMarker(in.PartNumberMarker)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.parts, func(p part) bool { return p.number > after })
	if i < 0 {
		i = len(v.parts)
	}
	rest := v.parts[i:]
	n := min(limit, len(rest))
	out.MaxParts, out.PartNumberMarker = aws.Int32(int32(limit)), aws.String(strconv.Itoa(int(after)))
	out.IsTruncated = aws.Bool(n < len(rest) && n > 0)
	out.NextPartNumberMarker = out.PartNumberMarker
	for i := range rest[:n] {
		p := types.ObjectPart{PartNumber: &rest[i].number, Size: &rest[i].content.size}
		setSum(&p, rest[i].sums)
		out.Parts = append(out.Parts, p)
		out.NextPartNumberMarker = aws.String(strconv.Itoa(int(rest[i].number)))
	}
	return out, nil
}

// partMarker reads a part-number-marker.
func partMarker(marker *string) (int32, error) {
	if aws.ToString(marker) == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(*marker, 10, 31)
	if err != nil {
		return 0, invalidArgument("Provided part-number-marker not an integer or within integer range", "part-number-marker", *marker)
	}
	return int32(n), nil
}
