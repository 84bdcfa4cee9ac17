package s3fake_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
)

// A multipart is an upload in progress.
type multipart struct {
	*fixture
	key, id string
	parts   []types.CompletedPart
}

func (f *fixture) upload(key string, change ...func(*s3.CreateMultipartUploadInput)) *multipart {
	f.t.Helper()
	in := &s3.CreateMultipartUploadInput{Bucket: str(photos), Key: &key}
	for _, c := range change {
		c(in)
	}
	out, err := f.c.CreateMultipartUpload(f.t.Context(), in)
	f.ok(err)
	return &multipart{fixture: f, key: key, id: *out.UploadId}
}

// try uploads a part.
func (m *multipart) try(number int32, body []byte, change ...func(*s3.UploadPartInput)) (*s3.UploadPartOutput, error) {
	in := &s3.UploadPartInput{Bucket: str(photos), Key: &m.key, UploadId: &m.id, PartNumber: &number, Body: bytes.NewReader(body)}
	for _, c := range change {
		c(in)
	}
	return m.c.UploadPart(m.t.Context(), in)
}

// part uploads a part, and remembers it for complete.
func (m *multipart) part(number int32, body []byte, change ...func(*s3.UploadPartInput)) *s3.UploadPartOutput {
	m.t.Helper()
	out, err := m.try(number, body, change...)
	m.ok(err)
	m.parts = append(m.parts, types.CompletedPart{
		PartNumber: &number, ETag: out.ETag, ChecksumCRC32: out.ChecksumCRC32, ChecksumCRC32C: out.ChecksumCRC32C,
		ChecksumSHA1: out.ChecksumSHA1, ChecksumSHA256: out.ChecksumSHA256, ChecksumCRC64NVME: out.ChecksumCRC64NVME,
	})
	return out
}

func (m *multipart) complete(change ...func(*s3.CompleteMultipartUploadInput)) (*s3.CompleteMultipartUploadOutput, error) {
	in := &s3.CompleteMultipartUploadInput{Bucket: str(photos), Key: &m.key, UploadId: &m.id, MultipartUpload: &types.CompletedMultipartUpload{Parts: m.parts}}
	for _, c := range change {
		c(in)
	}
	return m.c.CompleteMultipartUpload(m.t.Context(), in)
}

func noUpload(id string) wanted {
	return want(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.", "UploadId", id)
}

var fiveMiB = bytes.Repeat([]byte("a"), 5<<20)

func TestMultipartUpload(t *testing.T) {
	f := startPhotos(t)
	m := f.upload("dir/big", func(in *s3.CreateMultipartUploadInput) {
		in.ContentType, in.Metadata, in.Tagging = str("image/jpeg"), map[string]string{"a": "b"}, str("x=y")
	})
	m.part(1, fiveMiB)
	m.part(3, []byte("end"))
	out, err := m.complete()
	f.ok(err)
	if *out.Bucket != photos || *out.Key != "dir/big" || *out.ETag != `"cc8f6f16b44b75adde6349ab98aee432-2"` || out.ChecksumType != "FULL_OBJECT" ||
		out.ChecksumCRC64NVME == nil || out.ServerSideEncryption != "AES256" || *out.Location != f.URL()+"/photos/dir/big" {
		t.Errorf("%s %s %+v", *out.ETag, *out.Location, out)
	}
	head, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("dir/big"), ChecksumMode: "ENABLED"})
	f.ok(err)
	if *head.ContentLength != 5<<20+3 || *head.ContentType != "image/jpeg" || head.Metadata["a"] != "b" || *head.TagCount != 1 || *head.ChecksumCRC64NVME != *out.ChecksumCRC64NVME || head.PartsCount != nil {
		t.Errorf("%+v", head)
	}
	if got := f.get("dir/big"); got != string(fiveMiB)+"end" {
		t.Errorf("%d bytes", len(got))
	}
	if again, err := m.complete(); err != nil || *again.ETag != *out.ETag {
		t.Errorf("completed again: %v", err)
	}
	_, err = m.try(2, nil)
	f.fails(err, noUpload(m.id))

	ranged, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("dir/big"), Range: str("bytes=5242878-5242881")})
	f.ok(err)
	if got := f.read(ranged.Body); got != "aaen" {
		t.Errorf("across the parts: %q", got)
	}
	for number, want := range map[int32]string{1: "bytes 0-5242879/5242883", 2: "bytes 5242880-5242882/5242883"} { // the second part, whatever its number was
		part, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("dir/big"), PartNumber: &number})
		f.ok(err)
		if f.read(part.Body); *part.ContentRange != want || *part.PartsCount != 2 || part.ChecksumCRC64NVME != nil {
			t.Errorf("part %d: %s, %+v", number, *part.ContentRange, part)
		}
	}
	_, err = f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("dir/big"), PartNumber: i32(3)})
	f.fails(err, want(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", "ActualPartCount", "2", "PartNumberRequested", "3"))

	copied, err := f.copy("photos/dir/big", "copy")
	f.ok(err)
	if strings.Contains(*copied.CopyObjectResult.ETag, "-") || *copied.CopyObjectResult.ChecksumCRC64NVME != *out.ChecksumCRC64NVME {
		t.Errorf("a copy has the ETag %s", *copied.CopyObjectResult.ETag)
	}
}

// Checksum types by algorithm, as test_multipart_checksum_type_default_for_checksum recorded them.
func TestMultipartChecksumTypes(t *testing.T) {
	f := startPhotos(t)
	for algorithm, kind := range map[types.ChecksumAlgorithm]types.ChecksumType{
		"CRC32": "COMPOSITE", "CRC32C": "COMPOSITE", "SHA1": "COMPOSITE", "SHA256": "COMPOSITE", "CRC64NVME": "FULL_OBJECT",
	} {
		out, err := f.c.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: str(photos), Key: str("k"), ChecksumAlgorithm: algorithm})
		f.ok(err)
		if out.ChecksumAlgorithm != algorithm || out.ChecksumType != kind {
			t.Errorf("%s: %+v", algorithm, out)
		}
	}
	create := func(algorithm, kind string) answer {
		headers := []string{"X-Amz-Checksum-Type", kind}
		if algorithm != "" {
			headers = append(headers, "X-Amz-Checksum-Algorithm", algorithm)
		}
		return f.do("POST", "/photos/k?uploads", "", headers...)
	}
	create("", "COMPOSITE").fails(t, want(400, "InvalidRequest", "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."))
	create("TEST", "COMPOSITE").fails(t, want(400, "InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, MD5, SHA1, SHA256, SHA512, XXHASH128, XXHASH3, XXHASH64]"))
	create("SHA256", "FULL_OBJECT").fails(t, want(400, "InvalidRequest", "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm."))
	create("CRC64NVME", "COMPOSITE").fails(t, want(400, "InvalidRequest", "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm."))
}

// The sums are those of test_complete_multipart_parts_checksum_full_object in the recordings.
func TestMultipartFullObjectChecksums(t *testing.T) {
	t.Parallel()
	for algorithm, sum := range map[types.ChecksumAlgorithm]string{"CRC32": "qSEQSA==", "CRC32C": "eTdAQA==", "CRC64NVME": "ZMNX55lZurA="} {
		t.Run(string(algorithm), func(t *testing.T) {
			f := startPhotos(t)
			m := f.upload("k", func(in *s3.CreateMultipartUploadInput) {
				in.ChecksumAlgorithm, in.ChecksumType = algorithm, "FULL_OBJECT"
			})
			same := func(in *s3.UploadPartInput) { in.ChecksumAlgorithm = algorithm }
			m.part(1, recorded(5<<20+1), same)
			m.part(2, recorded(5<<20+1), same)
			m.part(3, recorded(10), same)
			out, err := m.complete()
			f.ok(err)
			got := map[types.ChecksumAlgorithm]*string{"CRC32": out.ChecksumCRC32, "CRC32C": out.ChecksumCRC32C, "CRC64NVME": out.ChecksumCRC64NVME}[algorithm]
			if aws.ToString(got) != sum || out.ChecksumType != "FULL_OBJECT" || *out.ETag != `"4d45984fc3feb2ac9b22683c49674b56-3"` {
				t.Errorf("%s %s, want %s", aws.ToString(got), *out.ETag, sum)
			}
			wrong := f.upload("k", func(in *s3.CreateMultipartUploadInput) {
				in.ChecksumAlgorithm, in.ChecksumType = algorithm, "FULL_OBJECT"
			})
			wrong.part(1, []byte("abc"), same)
			p := &wrong.parts[0]
			for _, sum := range []**string{&p.ChecksumCRC32, &p.ChecksumCRC32C, &p.ChecksumCRC64NVME} {
				if *sum != nil {
					*sum = str(strings.Repeat("A", len(**sum)-2) + "==")
				}
			}
			_, err = wrong.complete()
			f.fails(err, want(400, "InvalidPart", "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
				"ETag", strings.Trim(*p.ETag, `"`), "PartNumber", "1", "UploadId", wrong.id))
		})
	}
}

// recorded is the content of the recorded parts.
func recorded(n int) []byte { return bytes.Repeat([]byte("a"), n) }

func TestMultipartCompositeChecksums(t *testing.T) {
	f := startPhotos(t)
	m := f.upload("k", func(in *s3.CreateMultipartUploadInput) { in.ChecksumAlgorithm = "CRC32" })
	m.part(1, fiveMiB)
	m.part(2, []byte("end"))
	out, err := m.complete()
	f.ok(err)
	if !strings.HasSuffix(*out.ChecksumCRC32, "-2") || out.ChecksumType != "COMPOSITE" {
		t.Errorf("%s %s", *out.ChecksumCRC32, out.ChecksumType)
	}
	part, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("k"), PartNumber: i32(2)})
	f.ok(err)
	if f.read(part.Body); *part.ChecksumCRC32 != *m.parts[1].ChecksumCRC32 {
		t.Errorf("%+v", part)
	}
	attributes, err := f.c.GetObjectAttributes(t.Context(), &s3.GetObjectAttributesInput{Bucket: str(photos), Key: str("k"), MaxParts: i32(1),
		ObjectAttributes: []types.ObjectAttributes{"ETag", "Checksum", "ObjectParts", "ObjectSize", "StorageClass"}})
	f.ok(err)
	p := attributes.ObjectParts
	if *p.TotalPartsCount != 2 || !*p.IsTruncated || *p.NextPartNumberMarker != "1" || *p.Parts[0].ChecksumCRC32 != *m.parts[0].ChecksumCRC32 || *p.Parts[0].Size != 5<<20 ||
		*attributes.Checksum.ChecksumCRC32 != *out.ChecksumCRC32 || *attributes.ETag != strings.Trim(*out.ETag, `"`) || *attributes.ObjectSize != 5<<20+3 {
		t.Errorf("%+v %+v", attributes, p)
	}
	attributes, err = f.c.GetObjectAttributes(t.Context(), &s3.GetObjectAttributesInput{Bucket: str(photos), Key: str("k"), PartNumberMarker: str("1"),
		ObjectAttributes: []types.ObjectAttributes{"ObjectParts"}})
	f.ok(err)
	if p := attributes.ObjectParts; len(p.Parts) != 1 || *p.Parts[0].PartNumber != 2 || *p.IsTruncated {
		t.Errorf("%+v", p)
	}
}

// The errors are those of test_multipart_parts_checksum_exceptions_composite in the recordings.
func TestMultipartChecksumErrors(t *testing.T) {
	f := startPhotos(t)
	m := f.upload("k", func(in *s3.CreateMultipartUploadInput) { in.ChecksumAlgorithm = "SHA256" })
	_, err := m.try(1, []byte("abc"), func(in *s3.UploadPartInput) { in.ChecksumAlgorithm = "CRC32" })
	f.fails(err, want(400, "InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32"))
	f.do("PUT", "/photos/k?partNumber=1&uploadId="+m.id, "abc").fails(t,
		want(400, "InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null"))
	m.part(1, []byte("abc"), func(in *s3.UploadPartInput) { in.ChecksumAlgorithm = "SHA256" })
	_, err = m.complete(func(in *s3.CompleteMultipartUploadInput) { in.ChecksumType = "FULL_OBJECT" })
	f.fails(err, want(400, "InvalidRequest", "The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode."))
	bare := []types.CompletedPart{{PartNumber: i32(1), ETag: m.parts[0].ETag}}
	_, err = m.complete(func(in *s3.CompleteMultipartUploadInput) { in.MultipartUpload.Parts = bare })
	f.fails(err, want(400, "InvalidRequest", "The upload was created using a sha256 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request."))

	plain := f.upload("k")
	plain.part(1, []byte("abc"))
	plain.parts[0].ChecksumCRC32, plain.parts[0].ChecksumSHA256 = nil, str("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
	_, err = plain.complete()
	f.fails(err, want(400, "BadDigest", "The sha256 you specified for part 1 did not match what we received."))
}

func TestMultipartErrors(t *testing.T) {
	f := startPhotos(t)
	m := f.upload("k")
	m.part(1, []byte("small"))
	m.part(2, []byte("end"))
	_, err := m.complete()
	f.fails(err, want(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
		"ProposedSize", "5", "MinSizeAllowed", "5242880", "PartNumber", "1", "ETag", strings.Trim(*m.parts[0].ETag, `"`)))
	_, err = m.complete(func(in *s3.CompleteMultipartUploadInput) {
		in.MultipartUpload.Parts = []types.CompletedPart{m.parts[1], m.parts[0]}
	})
	f.fails(err, want(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.", "UploadId", m.id))
	const invalid = "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
	for _, p := range []types.CompletedPart{{PartNumber: i32(7), ETag: m.parts[0].ETag}, {PartNumber: i32(1), ETag: str(`"wrong"`)}} {
		_, err = m.complete(func(in *s3.CompleteMultipartUploadInput) { in.MultipartUpload.Parts = []types.CompletedPart{p} })
		f.fails(err, want(400, "InvalidPart", invalid, "UploadId", m.id, "PartNumber", fmt.Sprint(*p.PartNumber), "ETag", strings.Trim(*p.ETag, `"`)))
	}
	_, err = m.complete(func(in *s3.CompleteMultipartUploadInput) { in.MultipartUpload = nil })
	f.fails(err, want(400, "InvalidRequest", "You must specify at least one part"))
	_, err = m.complete(func(in *s3.CompleteMultipartUploadInput) {
		in.MultipartUpload.Parts, in.MpuObjectSize = m.parts[1:], i64(7)
	})
	f.fails(err, want(400, "InvalidRequest", "The provided 'x-amz-mp-object-size' header value 7 does not match what was computed: 3"))
	f.do("POST", "/photos/k?uploadId="+m.id, "<Complete").fails(t, malformedXML)
	for _, n := range []int32{0, 10001} {
		_, err = m.try(n, nil)
		f.fails(err, argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", fmt.Sprint(n)))
	}
	// A part that is uploaded again is replaced.
	m.part(1, fiveMiB)
	m.parts = []types.CompletedPart{m.parts[2], m.parts[1]}
	_, err = m.complete()
	f.ok(err)

	for _, other := range []*multipart{{fixture: f, key: "k", id: "fakeid"}, {fixture: f, key: "other", id: f.upload("k").id}} {
		_, err := other.try(1, nil)
		f.fails(err, noUpload(other.id))
		_, err = other.complete(func(in *s3.CompleteMultipartUploadInput) { in.MultipartUpload.Parts = m.parts })
		f.fails(err, noUpload(other.id))
		_, err = f.c.AbortMultipartUpload(t.Context(), &s3.AbortMultipartUploadInput{Bucket: str(photos), Key: &other.key, UploadId: &other.id})
		f.fails(err, noUpload(other.id))
		_, err = f.c.ListParts(t.Context(), &s3.ListPartsInput{Bucket: str(photos), Key: &other.key, UploadId: &other.id})
		f.fails(err, noUpload(other.id))
	}
}

func TestAbortMultipartUpload(t *testing.T) {
	f := startPhotos(t)
	m := f.upload("k")
	m.part(1, []byte("abc"))
	abort := func() error {
		_, err := f.c.AbortMultipartUpload(t.Context(), &s3.AbortMultipartUploadInput{Bucket: str(photos), Key: str("k"), UploadId: &m.id})
		return err
	}
	f.ok(abort())
	f.fails(abort(), noUpload(m.id))
	if l := f.Objects(photos); len(l) > 0 {
		t.Errorf("%v", l)
	}
}

// The rows are test_upload_part_copy_range of the recordings.
func TestUploadPartCopy(t *testing.T) {
	f := startPhotos(t)
	f.put("digits", "0123456789")
	m := f.upload("k")
	part := func(number int32, ranges string) error {
		in := &s3.UploadPartCopyInput{Bucket: str(photos), Key: str("k"), UploadId: &m.id, PartNumber: &number, CopySource: str("photos/digits")}
		if ranges != "" {
			in.CopySourceRange = str(ranges)
		}
		out, err := f.c.UploadPartCopy(t.Context(), in)
		if err == nil {
			m.parts = append(m.parts, types.CompletedPart{PartNumber: &number, ETag: out.CopyPartResult.ETag})
			if out.CopyPartResult.ChecksumCRC32 != nil || out.CopyPartResult.LastModified == nil {
				t.Errorf("%+v", out.CopyPartResult)
			}
		}
		return err
	}
	f.ok(part(1, "bytes=0-8"))
	const form = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy"
	for _, bad := range []string{"0-8", "bytes=-", "bytes=-0", "bytes=-1-", "bytes=-15", "bytes=0--1", "bytes=0-1,3-4,7-9", "bytes=1-", "bytes=1-0"} {
		f.fails(part(2, bad), argument(form, "x-amz-copy-source-range", bad))
	}
	f.fails(part(2, "bytes=0-100"), argument("Range specified is not valid for source object of size: 10", "x-amz-copy-source-range", "bytes=0-100"))
	f.fails(part(2, "bytes=100-200"), want(400, "InvalidRequest", "The specified copy range is invalid for the source object size"))
	_, err := m.complete()
	f.ok(err)
	if got := f.get("k"); got != "012345678" {
		t.Errorf("%q", got)
	}
}

// The errors are those of test_multipart_if_match_with_put and its neighbours in the recordings.
func TestConditionalComplete(t *testing.T) {
	f := startPhotos(t)
	conflict := func(header string) wanted {
		return want(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation against this resource.", "Condition", header, "Key", "k")
	}
	match := func(etag *string) func(*s3.CompleteMultipartUploadInput) {
		return func(in *s3.CompleteMultipartUploadInput) { in.IfMatch = etag }
	}
	fresh := func(in *s3.CompleteMultipartUploadInput) { in.IfNoneMatch = str("*") }
	begin := func() *multipart {
		m := f.upload("k")
		m.part(1, []byte("abc"))
		return m
	}
	first := f.put("k", "one").ETag
	m := begin()
	second := f.put("k", "two").ETag
	_, err := m.complete(match(first))
	f.fails(err, notHeld("If-Match"))
	_, err = m.complete(match(second))
	f.fails(err, conflict("If-Match"))
	_, err = begin().complete(match(second))
	f.ok(err)

	f.put("k", "one")
	m = begin()
	f.delete("k", nil)
	_, err = m.complete(match(first))
	f.fails(err, noKey("k"))
	_, err = m.complete(fresh)
	f.fails(err, conflict("If-None-Match"))
	_, err = begin().complete(fresh)
	f.ok(err)
	_, err = begin().complete(fresh)
	f.fails(err, notHeld("If-None-Match"))
}

func TestListMultipartUploads(t *testing.T) {
	f := startPhotos(t)
	var want []string
	for _, key := range []string{"a", "a", "a", "b/1", "b/2", "c"} {
		m := f.upload(key, func(in *s3.CreateMultipartUploadInput) { in.ChecksumAlgorithm = "CRC32" })
		want = append(want, key+" "+m.id)
	}
	list := func(in s3.ListMultipartUploadsInput) *s3.ListMultipartUploadsOutput {
		t.Helper()
		in.Bucket = str(photos)
		out, err := f.c.ListMultipartUploads(t.Context(), &in)
		f.ok(err)
		return out
	}
	for limit := int32(1); limit < 8; limit++ {
		var got []string
		in := s3.ListMultipartUploadsInput{MaxUploads: &limit}
		for {
			out := list(in)
			for _, u := range out.Uploads {
				got = append(got, *u.Key+" "+*u.UploadId)
				if u.Owner.DisplayName != nil || u.Initiator.DisplayName == nil || u.ChecksumType != "COMPOSITE" || u.ChecksumAlgorithm != "CRC32" || u.StorageClass != "STANDARD" {
					t.Errorf("%+v", u)
				}
			}
			if !*out.IsTruncated {
				break
			}
			in.KeyMarker, in.UploadIdMarker = out.NextKeyMarker, out.NextUploadIdMarker
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%d a page: %s", limit, diff)
		}
	}
	out := list(s3.ListMultipartUploadsInput{Delimiter: str("/")})
	if len(out.Uploads) != 4 || len(out.CommonPrefixes) != 1 || *out.CommonPrefixes[0].Prefix != "b/" || *out.NextKeyMarker != "c" {
		t.Errorf("%+v", out)
	}
	if out := list(s3.ListMultipartUploadsInput{Prefix: str("none")}); len(out.Uploads) > 0 || *out.NextKeyMarker != "" || *out.NextUploadIdMarker != "" {
		t.Errorf("%+v", out)
	}
	_, id, _ := strings.Cut(want[5], " ")
	_, err := f.c.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: str(photos), KeyMarker: str("a"), UploadIdMarker: &id})
	f.fails(err, argument("Invalid uploadId marker", "upload-id-marker", id))
}

func TestListParts(t *testing.T) {
	f := startPhotos(t)
	m := f.upload("k", func(in *s3.CreateMultipartUploadInput) { in.ChecksumAlgorithm = "CRC32C" })
	list := func(in s3.ListPartsInput) *s3.ListPartsOutput {
		t.Helper()
		in.Bucket, in.Key, in.UploadId = str(photos), str("k"), &m.id
		out, err := f.c.ListParts(context.Background(), &in)
		f.ok(err)
		return out
	}
	if out := list(s3.ListPartsInput{}); *out.NextPartNumberMarker != "0" || *out.PartNumberMarker != "0" || *out.MaxParts != 1000 || *out.IsTruncated || out.Owner == nil || out.Initiator.DisplayName == nil {
		t.Errorf("%+v", out)
	}
	for _, n := range []int32{5, 1, 3} {
		m.part(n, []byte{byte(n)}, func(in *s3.UploadPartInput) { in.ChecksumAlgorithm = "CRC32C" })
	}
	out := list(s3.ListPartsInput{MaxParts: i32(2)})
	if len(out.Parts) != 2 || *out.Parts[1].PartNumber != 3 || !*out.IsTruncated || *out.NextPartNumberMarker != "3" || out.Parts[0].ChecksumCRC32C == nil || out.ChecksumType != "COMPOSITE" {
		t.Errorf("%+v", out)
	}
	out = list(s3.ListPartsInput{PartNumberMarker: out.NextPartNumberMarker})
	if len(out.Parts) != 1 || *out.Parts[0].PartNumber != 5 || *out.Parts[0].Size != 1 || *out.IsTruncated {
		t.Errorf("%+v", out)
	}
	f.do("GET", "/photos/k?uploadId="+m.id+"&part-number-marker=x", "").fails(t,
		argument("Provided part-number-marker not an integer or within integer range", "part-number-marker", "x"))
}
