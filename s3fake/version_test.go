package s3fake_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
)

// versions describes all versions of the bucket, in the order in which they are listed.
func (f *fixture) versions() (l []string) {
	f.t.Helper()
	out, err := f.c.ListObjectVersions(f.t.Context(), &s3.ListObjectVersionsInput{Bucket: str(photos)})
	f.ok(err)
	add := func(kind string, key, id *string, latest *bool) {
		s := kind + " " + *key
		if *id == "null" {
			s += " null"
		}
		if *latest {
			s += " latest"
		}
		l = append(l, s)
	}
	for _, v := range out.Versions {
		add(*v.ETag, v.Key, v.VersionId, v.IsLatest)
	}
	for _, m := range out.DeleteMarkers {
		add("marker", m.Key, m.VersionId, m.IsLatest)
	}
	return l
}

func (f *fixture) getVersion(key string, id *string) (string, error) {
	f.t.Helper()
	out, err := f.c.GetObject(f.t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: &key, VersionId: id})
	if err != nil {
		return "", err
	}
	return f.read(out.Body), nil
}

// The steps are those of test_s3_put_object_versioned and test_delete_object_on_suspended_bucket in the recordings.
func TestVersions(t *testing.T) {
	f := startPhotos(t)
	if out := f.put("cat.jpg", "pre"); out.VersionId != nil {
		t.Errorf("a put without versioning answers %q", *out.VersionId)
	}
	f.versioning("Enabled")
	head, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.ok(err)
	if *head.VersionId != "null" {
		t.Errorf("what was there before has the version id %q", *head.VersionId)
	}
	v1, v2 := f.put("cat.jpg", "one").VersionId, f.put("cat.jpg", "two").VersionId
	for id, want := range map[*string]string{nil: "two", str("null"): "pre", v1: "one", v2: "two"} {
		if got, err := f.getVersion("cat.jpg", id); got != want {
			t.Errorf("version %s: %q, %v, want %q", aws.ToString(id), got, err, want)
		}
	}
	f.versioning("Suspended")
	if out := f.put("cat.jpg", "suspended"); out.VersionId != nil {
		t.Errorf("a put under suspended versioning answers %q", *out.VersionId)
	}
	if got, _ := f.getVersion("cat.jpg", str("null")); got != "suspended" {
		t.Errorf("the null version is %q", got)
	}
	out := f.delete("cat.jpg", nil)
	if !aws.ToBool(out.DeleteMarker) || *out.VersionId != "null" {
		t.Errorf("a delete under suspended versioning answers %+v", out)
	}
	if diff := cmp.Diff([]string{md5Of("two") + " cat.jpg", md5Of("one") + " cat.jpg", "marker cat.jpg null latest"}, f.versions()); diff != "" {
		t.Error(diff)
	}
	f.delete("cat.jpg", str("null"))
	if got := f.get("cat.jpg"); got != "two" {
		t.Errorf("without the marker the object is %q", got)
	}
}

func md5Of(s string) string {
	f := map[string]string{"one": "f97c5d29941bfb1b2fdab0874906ab82", "two": "b8a9f715dbb64fd5c56e7783c6820a61"}
	return `"` + f[s] + `"`
}

func TestVersionIDsLookLikeAWS(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	id := *f.put("cat.jpg", "").VersionId
	if len(id) != 32 || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._") != "" {
		t.Errorf("%q", id)
	}
}

func TestDeleteMarkers(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	v := f.put("cat.jpg", "meow").VersionId
	marker := f.delete("cat.jpg", nil)
	if !aws.ToBool(marker.DeleteMarker) || *marker.VersionId == *v {
		t.Errorf("%+v", marker)
	}
	notAllowed := func(method string) wanted {
		return want(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", "Method", method, "ResourceType", "DeleteMarker")
	}
	key, id := str("cat.jpg"), marker.VersionId

	_, err := f.getVersion("cat.jpg", nil)
	f.fails(err, noKey("cat.jpg"))
	if f.header.Get("X-Amz-Delete-Marker") != "true" || f.header.Get("X-Amz-Version-Id") != *id {
		t.Errorf("%v", f.header)
	}
	_, err = f.getVersion("cat.jpg", id)
	f.fails(err, notAllowed("GET"))
	if f.header.Get("X-Amz-Delete-Marker") != "true" || f.header.Get("Allow") != "DELETE" || f.header.Get("Last-Modified") == "" {
		t.Errorf("%v", f.header)
	}
	_, err = f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: key})
	if statusOf(err) != 404 || f.header.Get("X-Amz-Delete-Marker") != "true" {
		t.Errorf("HEAD: %v %v", err, f.header)
	}
	_, err = f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: key, VersionId: id})
	if statusOf(err) != 405 {
		t.Errorf("HEAD: %v", err)
	}
	_, err = f.c.GetObjectAttributes(t.Context(), &s3.GetObjectAttributesInput{Bucket: str(photos), Key: key, ObjectAttributes: []types.ObjectAttributes{"ETag"}})
	f.fails(err, noKey("cat.jpg"))
	_, err = f.c.GetObjectAcl(t.Context(), &s3.GetObjectAclInput{Bucket: str(photos), Key: key})
	f.fails(err, noKey("cat.jpg"))
	_, err = f.c.GetObjectAcl(t.Context(), &s3.GetObjectAclInput{Bucket: str(photos), Key: key, VersionId: id})
	f.fails(err, notAllowed("GET"))
	for _, id := range []*string{nil, id} {
		_, err = f.c.PutObjectAcl(t.Context(), &s3.PutObjectAclInput{Bucket: str(photos), Key: key, VersionId: id, ACL: "public-read"})
		f.fails(err, notAllowed("PUT"))
		_, err = f.c.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: str(photos), Key: key, VersionId: id})
		f.fails(err, notAllowed("GET"))
		_, err = f.c.PutObjectTagging(t.Context(), &s3.PutObjectTaggingInput{Bucket: str(photos), Key: key, VersionId: id, Tagging: &types.Tagging{TagSet: []types.Tag{}}})
		f.fails(err, notAllowed("PUT"))
		_, err = f.c.DeleteObjectTagging(t.Context(), &s3.DeleteObjectTaggingInput{Bucket: str(photos), Key: key, VersionId: id})
		f.fails(err, notAllowed("DELETE"))
	}
	if got, _ := f.getVersion("cat.jpg", v); got != "meow" {
		t.Errorf("the version below the marker is %q", got)
	}
	f.delete("cat.jpg", id)
	if got := f.get("cat.jpg"); got != "meow" {
		t.Errorf("without the marker the object is %q", got)
	}
}

func TestUnknownVersions(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	gone := f.put("cat.jpg", "meow").VersionId
	f.put("cat.jpg", "purr")
	if out := f.delete("cat.jpg", gone); *out.VersionId != *gone || out.DeleteMarker != nil {
		t.Errorf("%+v", out)
	}
	_, err := f.getVersion("cat.jpg", gone)
	f.fails(err, want(404, "NoSuchVersion", "The specified version does not exist.", "Key", "cat.jpg", "VersionId", *gone))
	_, err = f.getVersion("cat.jpg", str("abc"))
	f.fails(err, argument("Invalid version id specified", "versionId", "abc"))
	f.do("GET", "/photos/cat.jpg?versionId=", "").fails(t, argument("Version id cannot be the empty string", "versionId", ""))
	if out := f.delete("cat.jpg", gone); *out.VersionId != *gone {
		t.Errorf("deleted again: %+v", out)
	}
	f.bucket("plain")
	_, err = f.c.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: str("plain"), Key: str("cat.jpg"), VersionId: gone})
	f.fails(err, argument("Invalid version id specified", "versionId", *gone))
}

func TestTagsOfVersions(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	v1 := f.put("cat.jpg", "one", func(in *s3.PutObjectInput) { in.Tagging = str("n=1") }).VersionId
	v2 := f.put("cat.jpg", "two", func(in *s3.PutObjectInput) { in.Tagging = str("n=2") }).VersionId
	for id, want := range map[*string]string{nil: "2", v1: "1", v2: "2"} {
		out, err := f.c.GetObjectTagging(t.Context(), &s3.GetObjectTaggingInput{Bucket: str(photos), Key: str("cat.jpg"), VersionId: id})
		f.ok(err)
		if *out.TagSet[0].Value != want || id != nil && *out.VersionId != *id {
			t.Errorf("%s: %+v", aws.ToString(id), out)
		}
	}
}

func TestDeleteObjects(t *testing.T) {
	f := startPhotos(t)
	f.put("a", "")
	f.put("b%2F /", "")
	remove := func(quiet bool, objects ...types.ObjectIdentifier) (*s3.DeleteObjectsOutput, error) {
		return f.c.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: str(photos), Delete: &types.Delete{Objects: objects, Quiet: &quiet}})
	}
	const unknown = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD"
	out, err := remove(false, types.ObjectIdentifier{Key: str("a"), VersionId: str(unknown)})
	f.ok(err)
	e := out.Errors[0]
	if *e.Code != "NoSuchVersion" || *e.Key != "a" || *e.VersionId != unknown || *e.Message != "The specified version does not exist." {
		t.Errorf("%+v", out)
	}
	out, err = remove(false, types.ObjectIdentifier{Key: str("a")}, types.ObjectIdentifier{Key: str("b%2F /")}, types.ObjectIdentifier{Key: str("none")})
	f.ok(err)
	var keys []string
	for _, d := range out.Deleted {
		keys = append(keys, *d.Key)
		if d.DeleteMarker != nil || d.VersionId != nil {
			t.Errorf("%+v", d)
		}
	}
	if diff := cmp.Diff([]string{"a", "b%2F /", "none"}, keys); diff != "" || len(f.Objects(photos)) > 0 {
		t.Error(diff, f.Objects(photos))
	}

	f.versioning("Enabled")
	v := f.put("a", "").VersionId
	out, err = remove(false, types.ObjectIdentifier{Key: str("a")})
	f.ok(err)
	marker := out.Deleted[0].DeleteMarkerVersionId
	if !aws.ToBool(out.Deleted[0].DeleteMarker) || marker == nil {
		t.Errorf("%+v", out.Deleted)
	}
	out, err = remove(false, types.ObjectIdentifier{Key: str("a"), VersionId: marker}, types.ObjectIdentifier{Key: str("a"), VersionId: v})
	f.ok(err)
	if d := out.Deleted[0]; *d.VersionId != *marker || *d.DeleteMarkerVersionId != *marker || out.Deleted[1].DeleteMarker != nil {
		t.Errorf("%+v", out.Deleted)
	}
	if got := f.versions(); len(got) > 0 {
		t.Errorf("left %v", got)
	}
	if out, err = remove(true, types.ObjectIdentifier{Key: str("a")}); err != nil || len(out.Deleted) > 0 {
		t.Errorf("quietly: %+v, %v", out, err)
	}
	_, err = remove(false, slices.Repeat([]types.ObjectIdentifier{{Key: str("a")}}, 1001)...)
	f.fails(err, malformedXML)
	_, err = f.c.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: str("nope"), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: str("a")}}}})
	f.fails(err, noBucket("nope"))
	f.do("POST", "/photos?delete", "<Delete></Delete>").fails(t, malformedXML)
}

func TestConditionalDelete(t *testing.T) {
	f := startPhotos(t)
	etag := f.put("cat.jpg", "meow").ETag
	remove := func(in s3.DeleteObjectInput) error {
		in.Bucket, in.Key = str(photos), str("cat.jpg")
		_, err := f.c.DeleteObject(t.Context(), &in)
		return err
	}
	f.fails(remove(s3.DeleteObjectInput{IfMatch: str("x")}), notHeld("If-Match"))
	f.fails(remove(s3.DeleteObjectInput{IfMatchLastModifiedTime: aws.Time(time.Unix(0, 0))}),
		want(501, "NotImplemented", "A header you provided implies functionality that is not implemented", "Header", "x-amz-if-match-last-modified-time"))
	f.ok(remove(s3.DeleteObjectInput{IfMatch: etag}))
}

func TestObjectLock(t *testing.T) {
	f := start(t)
	_, err := f.c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str(photos), ObjectLockEnabledForBucket: yes()})
	f.ok(err)
	until := f.Clock.Now().Add(time.Hour)
	retained := f.put("retained", "", func(in *s3.PutObjectInput) {
		in.ObjectLockMode, in.ObjectLockRetainUntilDate = types.ObjectLockModeGovernance, &until
	}).VersionId
	held := f.put("held", "", func(in *s3.PutObjectInput) { in.ObjectLockLegalHoldStatus = "ON" }).VersionId
	remove := func(key string, id *string, bypass *bool) error {
		_, err := f.c.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: str(photos), Key: &key, VersionId: id, BypassGovernanceRetention: bypass})
		return err
	}
	protected := want(403, "AccessDenied", "Access Denied because object protected by object lock.")

	f.fails(remove("retained", retained, nil), protected)
	f.fails(remove("held", held, yes()), protected)
	f.put("retained", "a new version")
	f.ok(remove("retained", nil, nil)) // a delete marker

	out, err := f.c.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: str(photos), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: str("held"), VersionId: held}}}})
	f.ok(err)
	if e := out.Errors[0]; *e.Code != "AccessDenied" || *e.Message != protected.message || *e.VersionId != *held {
		t.Errorf("%+v", out)
	}
	retain := func(r *types.ObjectLockRetention, bypass *bool) error {
		_, err := f.c.PutObjectRetention(t.Context(), &s3.PutObjectRetentionInput{Bucket: str(photos), Key: str("retained"), VersionId: retained, Retention: r, BypassGovernanceRetention: bypass})
		return err
	}
	later, sooner := until.Add(time.Hour), until.Add(-time.Minute)
	f.ok(retain(&types.ObjectLockRetention{Mode: "GOVERNANCE", RetainUntilDate: &later}, nil))
	f.fails(retain(&types.ObjectLockRetention{Mode: "GOVERNANCE", RetainUntilDate: &sooner}, nil), protected)
	f.fails(retain(&types.ObjectLockRetention{}, nil), protected)
	f.ok(retain(&types.ObjectLockRetention{Mode: "GOVERNANCE", RetainUntilDate: &sooner}, yes()))
	got, err := f.c.GetObjectRetention(t.Context(), &s3.GetObjectRetentionInput{Bucket: str(photos), Key: str("retained"), VersionId: retained})
	f.ok(err)
	if got.Retention.Mode != "GOVERNANCE" || !got.Retention.RetainUntilDate.Equal(sooner.Truncate(time.Millisecond)) {
		t.Errorf("%+v, want until %v", got.Retention, sooner)
	}
	f.fails(retain(nil, nil), malformedXML)
	f.ok(retain(&types.ObjectLockRetention{Mode: "COMPLIANCE", RetainUntilDate: &later}, nil))
	f.fails(remove("retained", retained, yes()), protected)
	f.Clock.Advance(3 * time.Hour)
	f.ok(remove("retained", retained, nil))

	_, err = f.c.PutObjectLegalHold(t.Context(), &s3.PutObjectLegalHoldInput{Bucket: str(photos), Key: str("held"), LegalHold: &types.ObjectLockLegalHold{Status: "OFF"}})
	f.ok(err)
	hold, err := f.c.GetObjectLegalHold(t.Context(), &s3.GetObjectLegalHoldInput{Bucket: str(photos), Key: str("held")})
	f.ok(err)
	if hold.LegalHold.Status != "OFF" {
		t.Errorf("%+v", hold.LegalHold)
	}
	f.ok(remove("held", held, nil))

	_, err = f.c.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{Bucket: str(photos), VersioningConfiguration: &types.VersioningConfiguration{Status: "Suspended"}})
	f.fails(err, want(409, "InvalidBucketState", "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."))
}

func TestObjectLockErrors(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow")
	missing := want(400, "InvalidRequest", "Bucket is missing Object Lock Configuration")
	_, err := f.c.GetObjectRetention(t.Context(), &s3.GetObjectRetentionInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.fails(err, missing)
	_, err = f.c.PutObjectRetention(t.Context(), &s3.PutObjectRetentionInput{Bucket: str(photos), Key: str("cat.jpg"), Retention: &types.ObjectLockRetention{Mode: "GOVERNANCE", RetainUntilDate: aws.Time(f.Clock.Now().Add(time.Hour))}})
	f.fails(err, missing)
	_, err = f.c.PutObjectLegalHold(t.Context(), &s3.PutObjectLegalHoldInput{Bucket: str(photos), Key: str("none"), LegalHold: &types.ObjectLockLegalHold{Status: "ON"}})
	f.fails(err, noKey("none"))
	f.do("PUT", "/photos/a", "", "X-Amz-Object-Lock-Mode", "BAD-VALUE").fails(t, argument("Unknown wormMode directive.", "x-amz-object-lock-mode", "BAD-VALUE"))
	const both = "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"
	f.do("PUT", "/photos/a", "", "X-Amz-Object-Lock-Mode", "GOVERNANCE").fails(t, want(400, "InvalidArgument", both, "ArgumentName", "x-amz-object-lock-retain-until-date"))
	f.do("PUT", "/photos/a", "", "X-Amz-Object-Lock-Retain-Until-Date", "2099-01-01T00:00:00Z").fails(t, want(400, "InvalidArgument", both, "ArgumentName", "x-amz-object-lock-mode"))
	bypass := want(400, "InvalidArgument", "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.", "ArgumentName", "x-amz-bypass-governance-retention")
	for _, value := range []string{"true", "false"} {
		f.do("DELETE", "/photos/cat.jpg", "", "X-Amz-Bypass-Governance-Retention", value).fails(t, bypass)
	}
	_, err = f.c.DeleteObjects(t.Context(), &s3.DeleteObjectsInput{Bucket: str(photos), BypassGovernanceRetention: yes(), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: str("a")}}}})
	f.fails(err, bypass)
}
