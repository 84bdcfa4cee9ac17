package s3fake_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
)

func (f *fixture) copy(from, to string, change ...func(*s3.CopyObjectInput)) (*s3.CopyObjectOutput, error) {
	in := &s3.CopyObjectInput{Bucket: str(photos), Key: &to, CopySource: &from}
	for _, c := range change {
		c(in)
	}
	return f.c.CopyObject(f.t.Context(), in)
}

func TestCopyObject(t *testing.T) {
	f := startPhotos(t)
	f.put("a b+c%2F/日本", "meow", func(in *s3.PutObjectInput) {
		in.ContentType, in.Metadata, in.Tagging, in.StorageClass = str("image/jpeg"), map[string]string{"a": "b"}, str("x=y"), types.StorageClassStandardIa
	})
	for _, source := range []string{"photos/a%20b%2Bc%252F/%E6%97%A5%E6%9C%AC", "/photos/a%20b%2Bc%252F%2F%E6%97%A5%E6%9C%AC"} {
		out, err := f.copy(source, "copy")
		f.ok(err)
		if *out.CopyObjectResult.ETag != `"4a4be40c96ac6314e91d93f38043a634"` || out.CopyObjectResult.ChecksumCRC32 == nil || out.CopyObjectResult.ChecksumType != "FULL_OBJECT" || out.ServerSideEncryption != "AES256" {
			t.Errorf("%+v", out.CopyObjectResult)
		}
	}
	head := func() *s3.HeadObjectOutput {
		out, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("copy")})
		f.ok(err)
		return out
	}
	h := head()
	if diff := cmp.Diff([]any{"image/jpeg", map[string]string{"a": "b"}, int32(1), types.StorageClass("")}, []any{*h.ContentType, h.Metadata, *h.TagCount, h.StorageClass}); diff != "" {
		t.Error(diff)
	}
	_, err := f.copy("photos/copy", "copy", func(in *s3.CopyObjectInput) {
		in.MetadataDirective, in.Metadata, in.TaggingDirective, in.ChecksumAlgorithm = "REPLACE", map[string]string{"c": "d"}, "REPLACE", "SHA256"
	})
	f.ok(err)
	h = head()
	if diff := cmp.Diff([]any{"binary/octet-stream", map[string]string{"c": "d"}, (*int32)(nil)}, []any{*h.ContentType, h.Metadata, h.TagCount}); diff != "" {
		t.Error(diff)
	}
	if got := f.get("copy"); got != "meow" {
		t.Errorf("%q", got)
	}
}

func TestCopyErrors(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow")
	_, err := f.copy("photos/cat.jpg", "cat.jpg")
	f.fails(err, want(400, "InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."))
	for _, change := range []func(*s3.CopyObjectInput){
		func(in *s3.CopyObjectInput) { in.StorageClass = "STANDARD" }, func(in *s3.CopyObjectInput) { in.ServerSideEncryption = "AES256" },
		func(in *s3.CopyObjectInput) { in.WebsiteRedirectLocation = str("/") }, func(in *s3.CopyObjectInput) { in.MetadataDirective = "REPLACE" },
	} {
		_, err := f.copy("photos/cat.jpg", "cat.jpg", change)
		f.ok(err)
	}
	_, err = f.copy("nope/cat.jpg", "b")
	f.fails(err, noBucket("nope"))
	_, err = f.copy("photos/none", "b")
	f.fails(err, noKey("none"))
	_, err = f.copy("wrongformat", "b")
	f.fails(err, argument("Invalid copy source object key", "x-amz-copy-source", "x-amz-copy-source"))
	f.put("cold", "", func(in *s3.PutObjectInput) { in.StorageClass = "GLACIER" })
	_, err = f.copy("photos/cold", "b")
	f.fails(err, want(403, "InvalidObjectState", "Operation is not valid for the source object's storage class", "StorageClass", "GLACIER"))

	f.versioning("Enabled")
	v := f.put("dog.jpg", "woof").VersionId
	marker := f.delete("dog.jpg", nil).VersionId
	_, err = f.copy("photos/dog.jpg", "b")
	f.fails(err, noKey("dog.jpg"))
	_, err = f.copy("photos/dog.jpg?versionId="+*marker, "b")
	f.fails(err, want(400, "InvalidRequest", "The source of a copy request may not specifically refer to a delete marker by version id."))
	out, err := f.copy("photos/dog.jpg?versionId="+*v, "dog.jpg") // brings it back
	f.ok(err)
	if *out.CopySourceVersionId != *v || out.VersionId == nil || f.get("dog.jpg") != "woof" {
		t.Errorf("%+v", out)
	}
}

func TestCopyConditions(t *testing.T) {
	f := startPhotos(t)
	etag := f.put("cat.jpg", "meow").ETag
	modified := f.Clock.Now()
	before := modified.Add(-time.Hour)
	f.Clock.Advance(time.Hour)
	for header, fails := range map[string]func(*s3.CopyObjectInput){
		"x-amz-copy-source-If-Match":            func(in *s3.CopyObjectInput) { in.CopySourceIfMatch = str("x") },
		"x-amz-copy-source-If-None-Match":       func(in *s3.CopyObjectInput) { in.CopySourceIfNoneMatch = etag },
		"x-amz-copy-source-If-Modified-Since":   func(in *s3.CopyObjectInput) { in.CopySourceIfModifiedSince = &modified },
		"x-amz-copy-source-If-Unmodified-Since": func(in *s3.CopyObjectInput) { in.CopySourceIfUnmodifiedSince = &before },
	} {
		_, err := f.copy("photos/cat.jpg", "b", fails)
		f.fails(err, notHeld(header))
	}
	_, err := f.copy("photos/cat.jpg", "b", func(in *s3.CopyObjectInput) {
		in.CopySourceIfMatch, in.CopySourceIfUnmodifiedSince, in.IfNoneMatch = etag, aws.Time(before), str("*")
	})
	f.ok(err)
	_, err = f.copy("photos/cat.jpg", "b", func(in *s3.CopyObjectInput) { in.IfNoneMatch = str("*") })
	f.fails(err, notHeld("If-None-Match"))
	_, err = f.copy("photos/cat.jpg", "b", func(in *s3.CopyObjectInput) { in.IfMatch = str("x") })
	f.fails(err, notHeld("If-Match"))
	_, err = f.copy("photos/cat.jpg", "none", func(in *s3.CopyObjectInput) { in.IfMatch = etag })
	f.fails(err, noKey("none"))
}
