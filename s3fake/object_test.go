package s3fake_test

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
)

// Keys are kept as they are, whether they come through the SDK or in a URL, and in whichever style.
func TestKeysAreKept(t *testing.T) {
	f := startPhotos(t)
	keys := []string{
		"a", "a/b", "a//b", "/a", "//", "a/", "a/../b", "..", "./a", "a b", "a+b", "a%2Fb", "a%b", "a?b=c&d", "a#b", "a\\b", "a\"b'<c>&",
		"für/日本/😀", "a\tb", "a:b@c;d,e=f$g!h*i(j)", strings.Repeat("k", 1024), "~", "a\x7f",
	}
	for _, key := range keys {
		f.put(key, "body of "+key)
		if got := f.get(key); got != "body of "+key {
			t.Errorf("%q: %q", key, got)
		}
		escaped := strings.ReplaceAll(url.PathEscape(key), "%2F", "/")
		if a := f.do("GET", "/photos/"+escaped, ""); a.body != "body of "+key {
			t.Errorf("%q in a URL: %q", key, a.body)
		}
		if a := f.doHost("photos.s3.us-east-1.amazonaws.com", "GET", "/"+escaped, ""); a.body != "body of "+key {
			t.Errorf("%q at a virtual host: %q", key, a.body)
		}
	}
	var listed []string
	for _, o := range f.Objects(photos) {
		listed = append(listed, o.Key)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(keys)), listed); diff != "" {
		t.Error(diff)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	f := startPhotos(t)
	f.do("PUT", "/photos/"+strings.Repeat("k", 1025), "x").fails(t,
		want(400, "KeyTooLongError", "Your key is too long", "Size", "1025", "MaxSizeAllowed", "1024"))
	f.do("PUT", "/photos/%ff", "x").fails(t, want(400, "InvalidURI", "Couldn't parse the specified URI."))
	if l := f.Objects(photos); len(l) > 0 {
		t.Errorf("stored %v", l)
	}
}

// What a client says of an object comes back.
func TestMetadata(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) {
		in.CacheControl, in.ContentDisposition, in.ContentEncoding = str("no-cache"), str(`attachment; filename="cat.jpg"`), str("br")
		in.ContentLanguage, in.ContentType, in.Expires = str("de"), str("image/jpeg"), aws.Time(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
		in.WebsiteRedirectLocation, in.Metadata = str("/dog.jpg"), map[string]string{"Photographer": "Tom"}
		in.StorageClass, in.Tagging = types.StorageClassStandardIa, str("a=b&c=d")
	})
	out, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.ok(err)
	got := []any{*out.CacheControl, *out.ContentDisposition, *out.ContentEncoding, *out.ContentLanguage, *out.ContentType, *out.ExpiresString,
		*out.WebsiteRedirectLocation, out.Metadata, out.StorageClass, *out.ContentLength, *out.AcceptRanges, *out.ETag, out.ServerSideEncryption}
	if diff := cmp.Diff([]any{"no-cache", `attachment; filename="cat.jpg"`, "br", "de", "image/jpeg", "Wed, 02 Jan 2030 03:04:05 GMT",
		"/dog.jpg", map[string]string{"photographer": "Tom"}, types.StorageClassStandardIa, int64(4), "bytes",
		`"4a4be40c96ac6314e91d93f38043a634"`, types.ServerSideEncryptionAes256}, got); diff != "" {
		t.Error(diff)
	}
	if !out.LastModified.Equal(f.Clock.Now().Truncate(time.Second)) {
		t.Errorf("LastModified %v at %v", out.LastModified, f.Clock.Now())
	}
	read, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.ok(err)
	if *read.TagCount != 2 || f.read(read.Body) != "meow" {
		t.Errorf("%+v", read)
	}
}

func TestContentTypeDefault(t *testing.T) {
	f := startPhotos(t)
	f.do("PUT", "/photos/cat.jpg", "meow")
	if a := f.do("GET", "/photos/cat.jpg", ""); a.Header.Get("Content-Type") != "binary/octet-stream" || a.Header.Get("Server") != "AmazonS3" {
		t.Errorf("%v", a.Header)
	}
}

// Values that are not ASCII travel in RFC 2047's encoding, as Java's mail library makes it.
func TestMetadataRFC2047(t *testing.T) {
	f := startPhotos(t)
	for sent, received := range map[string]string{
		"plain":                              "plain",
		"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
		"=?UTF-8?B?YWJj?=":                   "abc",
		"ÄMÄZÕÑ S3":                          "=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=",
		"=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=": "=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=",
		"=?UTF-8?B?AAECAw==?=": "=?UTF-8?B?AAECAw==?=",
		"=?UTF-8?B?/2H/?=":     "=?UTF-8?B?77+9Ye+/vQ==?=",
		"=?UTF-8?X?abc?=":      "=?UTF-8?X?abc?=",
		"日本":                   "=?UTF-8?B?5pel5pys?=",
	} {
		f.do("PUT", "/photos/cat.jpg", "", "X-Amz-Meta-Name", sent)
		if got := f.do("HEAD", "/photos/cat.jpg", "").Header.Get("X-Amz-Meta-Name"); got != received {
			t.Errorf("%q comes back as %q, want %q", sent, got, received)
		}
	}
}

func TestMetadataLimit(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "", func(in *s3.PutObjectInput) { in.Metadata = map[string]string{"name": strings.Repeat("x", 2044)} })
	_, err := f.c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: str("dog.jpg"), Metadata: map[string]string{"name": strings.Repeat("x", 2045)}})
	f.fails(err, want(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", "Size", "2049", "MaxSizeAllowed", "2048"))
}

func TestResponseOverrides(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) { in.ContentType = str("image/jpeg") })
	out, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{
		Bucket: str(photos), Key: str("cat.jpg"), ResponseCacheControl: str("no-store"), ResponseContentDisposition: str("inline"),
		ResponseContentEncoding: str("br"), ResponseContentLanguage: str("en"), ResponseContentType: str("text/plain"),
		ResponseExpires: aws.Time(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)),
	})
	f.ok(err)
	got := []string{*out.CacheControl, *out.ContentDisposition, *out.ContentEncoding, *out.ContentLanguage, *out.ContentType, *out.ExpiresString}
	if diff := cmp.Diff([]string{"no-store", "inline", "br", "en", "text/plain", "Wed, 02 Jan 2030 03:04:05 GMT"}, got); diff != "" {
		t.Error(diff)
	}
}

// The rows are test_get_object_range of the recordings.
func TestRanges(t *testing.T) {
	f := startPhotos(t)
	f.put("digits", "0123456789")
	for header, c := range map[string]struct {
		body, contentRange string
		sum                bool
	}{
		"bytes=0-8":    {"012345678", "bytes 0-8/10", false},
		"bytes=1-1":    {"1", "bytes 1-1/10", false},
		"bytes=0-0":    {"0", "bytes 0-0/10", false},
		"bytes=1-":     {"123456789", "bytes 1-9/10", false},
		"bytes=-2":     {"89", "bytes 8-9/10", false},
		"bytes=-9":     {"123456789", "bytes 1-9/10", false},
		"bytes=-15":    {"0123456789", "bytes 0-9/10", true},
		"bytes=0-100":  {"0123456789", "bytes 0-9/10", true},
		"bytes=0--1":   {"0123456789", "", true},
		"bytes=-":      {"0123456789", "", true},
		"bytes=-1-":    {"0123456789", "", true},
		"bytes=1-0":    {"0123456789", "", true},
		"bytes=0-1,3-": {"0123456789", "", true},
		"0-8":          {"0123456789", "", true},
	} {
		out, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("digits"), Range: &header})
		f.ok(err)
		body := f.read(out.Body)
		if body != c.body || aws.ToString(out.ContentRange) != c.contentRange || *out.ContentLength != int64(len(body)) || (out.ChecksumCRC32 != nil) != c.sum {
			t.Errorf("%s: %q %s %d %v", header, body, aws.ToString(out.ContentRange), *out.ContentLength, aws.ToString(out.ChecksumCRC32))
		}
		head, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("digits"), Range: &header})
		f.ok(err)
		if *head.ContentLength != *out.ContentLength {
			t.Errorf("%s: HEAD tells %d bytes", header, *head.ContentLength)
		}
	}
	for _, header := range []string{"bytes=-0", "bytes=100-200"} {
		_, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("digits"), Range: &header})
		f.fails(err, want(416, "InvalidRange", "The requested range is not satisfiable", "RangeRequested", header, "ActualObjectSize", "10"))
	}
	f.put("empty", "")
	_, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("empty"), Range: str("bytes=0-0")})
	f.fails(err, want(416, "InvalidRange", "The requested range is not satisfiable"))
}

// GET and HEAD obey the four conditional headers, and their combinations as RFC 9110 has them.
func TestReadConditions(t *testing.T) {
	f := startPhotos(t)
	etag := *f.put("cat.jpg", "meow").ETag
	now := f.Clock.Now().Truncate(time.Second)
	before, after := now.Add(-time.Hour), now.Add(-time.Minute)
	f.Clock.Advance(time.Hour)
	for name, c := range map[string]struct {
		in     s3.GetObjectInput
		status int
		header string
	}{
		"If-Match of another":                           {s3.GetObjectInput{IfMatch: str(`"x"`)}, 412, "If-Match"},
		"If-Match":                                      {s3.GetObjectInput{IfMatch: &etag}, 200, ""},
		"If-Match without quotes":                       {s3.GetObjectInput{IfMatch: str(strings.Trim(etag, `"`))}, 200, ""},
		"If-Match of anything":                          {s3.GetObjectInput{IfMatch: str("*")}, 200, ""},
		"If-Match of several":                           {s3.GetObjectInput{IfMatch: str(`"x", ` + etag)}, 200, ""},
		"If-None-Match":                                 {s3.GetObjectInput{IfNoneMatch: &etag}, 304, ""},
		"If-None-Match without quotes":                  {s3.GetObjectInput{IfNoneMatch: str(strings.Trim(etag, `"`))}, 304, ""},
		"If-None-Match of another":                      {s3.GetObjectInput{IfNoneMatch: str(`"x"`)}, 200, ""},
		"If-Modified-Since before":                      {s3.GetObjectInput{IfModifiedSince: &before}, 200, ""},
		"If-Modified-Since its own time":                {s3.GetObjectInput{IfModifiedSince: &now}, 304, ""},
		"If-Modified-Since the future":                  {s3.GetObjectInput{IfModifiedSince: aws.Time(now.Add(48 * time.Hour))}, 200, ""},
		"If-Unmodified-Since before":                    {s3.GetObjectInput{IfUnmodifiedSince: &after}, 412, "If-Unmodified-Since"},
		"If-Unmodified-Since its own time":              {s3.GetObjectInput{IfUnmodifiedSince: &now}, 200, ""},
		"If-Match beside a failing If-Unmodified-Since": {s3.GetObjectInput{IfMatch: &etag, IfUnmodifiedSince: &before}, 200, ""},
		"If-None-Match beside If-Modified-Since before": {s3.GetObjectInput{IfNoneMatch: &etag, IfModifiedSince: &before}, 304, ""},
		"If-None-Match of another beside not modified":  {s3.GetObjectInput{IfNoneMatch: str("x"), IfModifiedSince: &now}, 200, ""},
	} {
		c.in.Bucket, c.in.Key = str(photos), str("cat.jpg")
		_, err := f.c.GetObject(t.Context(), &c.in)
		switch c.status {
		case 200:
			f.ok(err)
		case 412:
			f.fails(err, notHeld(c.header))
		case 304:
			if statusOf(err) != 304 || f.header.Get("Etag") != etag || f.header.Get("Last-Modified") == "" || f.document != "" {
				t.Errorf("%s: %v %v %q", name, err, f.header, f.document)
			}
		}
		_, err = f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("cat.jpg"), IfMatch: c.in.IfMatch, IfNoneMatch: c.in.IfNoneMatch,
			IfModifiedSince: c.in.IfModifiedSince, IfUnmodifiedSince: c.in.IfUnmodifiedSince})
		if got := statusOf(err); got != c.status || err != nil && f.document != "" {
			t.Errorf("HEAD, %s: %d with %q", name, got, f.document)
		}
	}
}

func statusOf(err error) int {
	var res interface{ HTTPStatusCode() int }
	switch {
	case err == nil:
		return 200
	case errors.As(err, &res):
		return res.HTTPStatusCode()
	}
	return 0
}

// The rows are those of TestS3ObjectWritePrecondition in the recordings.
func TestWriteConditions(t *testing.T) {
	f := startPhotos(t)
	put := func(ifMatch, ifNoneMatch *string) error {
		_, err := f.c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: str("cat.jpg"), Body: strings.NewReader("meow"), IfMatch: ifMatch, IfNoneMatch: ifNoneMatch})
		return err
	}
	notImplemented := func(header, additional string) wanted {
		return want(501, "NotImplemented", "A header you provided implies functionality that is not implemented", "Header", header, "additionalMessage", additional)
	}
	f.fails(put(str(`"x"`), nil), noKey("cat.jpg"))
	f.fails(put(str("bad"), nil), noKey("cat.jpg"))
	f.ok(put(nil, str("*")))
	f.fails(put(nil, str("*")), notHeld("If-None-Match"))
	f.fails(put(str(`"x"`), nil), notHeld("If-Match"))
	f.ok(put(str(`"4a4be40c96ac6314e91d93f38043a634"`), nil))
	f.fails(put(str("*"), nil), notImplemented("If-Match", "We don't accept the provided value of If-Match header for this API"))
	f.fails(put(nil, str(`"x"`)), notImplemented("If-None-Match", "We don't accept the provided value of If-None-Match header for this API"))
	f.fails(put(str(`"x"`), str("*")), notImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request"))
	f.versioning("Enabled")
	f.delete("cat.jpg", nil)
	f.fails(put(str(`"4a4be40c96ac6314e91d93f38043a634"`), nil), noKey("cat.jpg"))
	f.ok(put(nil, str("*")))
}

func TestNoSuchObject(t *testing.T) {
	f := startPhotos(t)
	_, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.fails(err, noKey("cat.jpg"))
	if typed := (*types.NoSuchKey)(nil); !errors.As(err, &typed) {
		t.Errorf("%T", err)
	}
	_, err = f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str("nope"), Key: str("cat.jpg")})
	f.fails(err, noBucket("nope"))
	_, err = f.c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str("nope"), Key: str("cat.jpg"), Body: strings.NewReader("meow")})
	f.fails(err, noBucket("nope"))
	f.document = ""
	_, err = f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	if typed := (*types.NotFound)(nil); !errors.As(err, &typed) || f.document != "" {
		t.Errorf("%v with %q", err, f.document)
	}
}

func TestStorageClasses(t *testing.T) {
	f := startPhotos(t)
	for class, readable := range map[types.StorageClass]bool{
		"STANDARD": true, "STANDARD_IA": true, "ONEZONE_IA": true, "REDUCED_REDUNDANCY": true, "GLACIER_IR": true, "INTELLIGENT_TIERING": true,
		"GLACIER": false, "DEEP_ARCHIVE": false,
	} {
		f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) { in.StorageClass = class })
		out, err := f.c.GetObjectAttributes(t.Context(), &s3.GetObjectAttributesInput{Bucket: str(photos), Key: str("cat.jpg"), ObjectAttributes: []types.ObjectAttributes{"StorageClass"}})
		f.ok(err)
		if out.StorageClass != class || out.ETag != nil || out.ObjectSize != nil || out.Checksum != nil {
			t.Errorf("%+v", out)
		}
		read, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
		if !readable {
			f.fails(err, want(403, "InvalidObjectState", "The operation is not valid for the object's storage class", "StorageClass", string(class)))
			continue
		}
		f.ok(err)
		if told := read.StorageClass; told != class && !(class == "STANDARD" && told == "") {
			t.Errorf("%s is read as %s", class, told)
		}
	}
	f.do("PUT", "/photos/dog.jpg", "", "X-Amz-Storage-Class", "COLD").fails(t,
		want(400, "InvalidStorageClass", "The storage class you specified is not valid", "StorageClassRequested", "COLD"))
}

func TestRestoreObject(t *testing.T) {
	f := startPhotos(t)
	restore := func() error {
		_, err := f.c.RestoreObject(t.Context(), &s3.RestoreObjectInput{Bucket: str(photos), Key: str("cat.jpg"), RestoreRequest: &types.RestoreRequest{Days: i32(2)}})
		return err
	}
	f.put("cat.jpg", "meow")
	f.fails(restore(), want(403, "InvalidObjectState", "Restore is not allowed for the object's current storage class", "StorageClass", "STANDARD"))
	f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) { in.StorageClass = "DEEP_ARCHIVE" })
	f.ok(restore())
	if got := f.do("POST", "/photos/cat.jpg?restore", "<RestoreRequest><Days>2</Days></RestoreRequest>").StatusCode; got != 200 {
		t.Errorf("restored again: %d", got)
	}
	if got := f.get("cat.jpg"); got != "meow" {
		t.Errorf("%q", got)
	}
	head, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.ok(err)
	if !strings.HasPrefix(*head.Restore, `ongoing-request="false", expiry-date="`) {
		t.Error(*head.Restore)
	}
	f.Clock.Advance(4 * 24 * time.Hour)
	_, err = f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.fails(err, want(403, "InvalidObjectState", "The operation is not valid for the object's storage class", "StorageClass", "DEEP_ARCHIVE"))
}

// The errors are those of TestS3BucketObjectTagging in the recordings.
func TestObjectTagging(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) { in.Tagging = str("wrongquery&wrongagain") })
	tags := func() map[string]string {
		out, err := f.c.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: str(photos), Key: str("cat.jpg")})
		f.ok(err)
		m := map[string]string{}
		for _, t := range out.TagSet {
			m[*t.Key] = *t.Value
		}
		return m
	}
	if got := tags(); !maps.Equal(got, map[string]string{"wrongquery": "", "wrongagain": ""}) {
		t.Errorf("%v", got)
	}
	set := func(tags ...types.Tag) error {
		_, err := f.c.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{Bucket: str(photos), Key: str("cat.jpg"), Tagging: &types.Tagging{TagSet: tags}})
		return err
	}
	tag := func(k, v string) types.Tag { return types.Tag{Key: &k, Value: &v} }
	f.ok(set(tag("a", "b"), tag("ü", "+-=._:/@ ")))
	if got := tags(); !maps.Equal(got, map[string]string{"a": "b", "ü": "+-=._:/@ "}) {
		t.Errorf("%v", got)
	}
	f.fails(set(tag("aws:prefixed", "v")), want(400, "InvalidTag", "Your TagKey cannot be prefixed with aws:", "TagKey", "aws:prefixed"))
	f.fails(set(tag("Key1", "v"), tag("Key1", "w")), want(400, "InvalidTag", "Cannot provide multiple Tags with the same key", "TagKey", "Key1"))
	f.fails(set(tag("Key1,Key2", "v")), want(400, "InvalidTag", "The TagKey you have provided is invalid", "TagKey", "Key1,Key2"))
	f.fails(set(tag("Key1", "Val1,Val2")), want(400, "InvalidTag", "The TagValue you have provided is invalid", "TagKey", "Key1", "TagValue", "Val1,Val2"))
	f.fails(set(slices.Repeat([]types.Tag{tag("k", "v")}, 11)...), want(400, "BadRequest", "Object tags cannot be greater than 10"))
	f.do("PUT", "/photos/cat.jpg?tagging", "<Tagging><TagSet><Tag><Value>v</Value></Tag></TagSet></Tagging>").fails(t, malformedXML)
	f.do("PUT", "/photos/cat.jpg?tagging", "<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>").fails(t, malformedXML)
	f.do("PUT", "/photos/dog.jpg", "", "X-Amz-Tagging", "a=b&a=c").fails(t, argument(
		"The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.", "x-amz-tagging", "a=b&a=c"))
	_, err := f.c.DeleteObjectTagging(t.Context(), &s3.DeleteObjectTaggingInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.ok(err)
	if got := tags(); len(got) > 0 {
		t.Errorf("%v", got)
	}
	f.ok(set(tag("a", "b")))
	f.put("cat.jpg", "meow")
	if got := tags(); len(got) > 0 {
		t.Errorf("an overwritten object keeps %v", got)
	}
	_, err = f.c.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: str(photos), Key: str("dog.jpg")})
	f.fails(err, noKey("dog.jpg"))
}

func TestObjectACL(t *testing.T) {
	f := start(t)
	_, err := f.c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str(photos), ObjectOwnership: types.ObjectOwnershipObjectWriter})
	f.ok(err)
	f.put("cat.jpg", "meow")
	grants := func() (l []string) {
		out, err := f.c.GetObjectAcl(t.Context(), &s3.GetObjectAclInput{Bucket: str(photos), Key: str("cat.jpg")})
		f.ok(err)
		for _, g := range out.Grants {
			l = append(l, string(g.Grantee.Type)+" "+aws.ToString(g.Grantee.URI)+" "+string(g.Permission))
		}
		return l
	}
	const all = "http://acs.amazonaws.com/groups/global/AllUsers"
	owner := "CanonicalUser  FULL_CONTROL"
	if diff := cmp.Diff([]string{owner}, grants()); diff != "" {
		t.Error(diff)
	}
	set := func(in s3.PutObjectAclInput) error {
		in.Bucket, in.Key = str(photos), str("cat.jpg")
		_, err := f.c.PutObjectAcl(t.Context(), &in)
		return err
	}
	_, err = f.c.DeletePublicAccessBlock(t.Context(), &s3.DeletePublicAccessBlockInput{Bucket: str(photos)})
	f.ok(err)
	f.ok(set(s3.PutObjectAclInput{ACL: "public-read-write"}))
	if diff := cmp.Diff([]string{owner, "Group " + all + " READ", "Group " + all + " WRITE"}, grants()); diff != "" {
		t.Error(diff)
	}
	f.ok(set(s3.PutObjectAclInput{GrantRead: str(`uri="` + all + `"`)}))
	if diff := cmp.Diff([]string{"Group " + all + " READ"}, grants()); diff != "" {
		t.Error(diff)
	}
	f.fails(set(s3.PutObjectAclInput{}), want(400, "MissingSecurityHeader", "Your request was missing a required header", "MissingHeaderName", "x-amz-acl"))
	f.fails(set(s3.PutObjectAclInput{ACL: "private", GrantRead: str(`uri="` + all + `"`)}), want(400, "InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed"))
	f.fails(set(s3.PutObjectAclInput{GrantWrite: str(`fakekey="1234"`)}), argument("Argument format not recognized", "x-amz-grant-write", `fakekey="1234"`))
	f.fails(set(s3.PutObjectAclInput{GrantWrite: str(`id="wrong-id"`)}), argument("Invalid id", "id", "wrong-id"))
	f.fails(set(s3.PutObjectAclInput{GrantWrite: str(`uri="http://acs.amazonaws.com/groups/s3/FakeGroup"`)}), argument("Invalid group uri", "uri", "http://acs.amazonaws.com/groups/s3/FakeGroup"))
	f.fails(set(s3.PutObjectAclInput{AccessControlPolicy: &types.AccessControlPolicy{}}), want(400, "MalformedACLError", "The XML you provided was not well-formed or did not validate against our published schema"))
	f.do("PUT", "/photos/cat.jpg?acl", "", "X-Amz-Acl", "fake-acl").fails(t, want(400, "InvalidArgument", "", "ArgumentName", "x-amz-acl", "ArgumentValue", "fake-acl"))
}

// ACLs are disabled in new buckets.
func TestACLsAreDisabled(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) { in.ACL = "bucket-owner-full-control" })
	disabled := want(400, "AccessControlListNotSupported", "The bucket does not allow ACLs")
	_, err := f.c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: str("cat.jpg"), ACL: "public-read"})
	f.fails(err, disabled)
	_, err = f.c.PutObjectAcl(t.Context(), &s3.PutObjectAclInput{Bucket: str(photos), Key: str("cat.jpg"), ACL: "public-read"})
	f.fails(err, disabled)
	_, err = f.c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str("public"), ACL: "public-read"})
	f.fails(err, want(400, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"))
}
