package s3fake_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	gocmp "github.com/google/go-cmp/cmp"
)

// naive lists keys as one would without an index: "k key" and "p common prefix", in order.
func naive(keys []string, prefix, delimiter, after string) (l []string) {
	seen := map[string]bool{}
	for _, key := range slices.Sorted(slices.Values(keys)) {
		if !strings.HasPrefix(key, prefix) || key <= after {
			continue
		}
		if i := strings.Index(key[len(prefix):], delimiter); delimiter != "" && i >= 0 {
			group := key[:len(prefix)+i+len(delimiter)]
			if !seen[group] && !strings.HasPrefix(after, group) {
				l = append(l, "p "+group)
			}
			seen[group] = true
			continue
		}
		l = append(l, "k "+key)
	}
	return l
}

func entries(objects []types.Object, groups []types.CommonPrefix) (l []string) {
	for _, o := range objects {
		l = append(l, "k "+*o.Key)
	}
	for _, g := range groups {
		l = append(l, "p "+*g.Prefix)
	}
	slices.SortFunc(l, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	return l
}

// Lists of all kinds, whatever the keys, prefixes, delimiters, markers and page sizes, are those of the naive model.
func TestListsAreThoseOfTheModel(t *testing.T) {
	f := startPhotos(t)
	random := rand.New(rand.NewPCG(1, 2))
	text := func(most int) string {
		var b strings.Builder
		for range random.IntN(most + 1) {
			b.WriteString([]string{"a", "b", "/", "//", "é", "\U0010ffff", "-"}[random.IntN(7)])
		}
		return b.String()
	}
	var keys []string
	f.versioning("Enabled")
	for range 150 {
		key := "k" + text(6)
		if slices.Contains(keys, key) {
			continue
		}
		f.Put(photos, key, nil)
		if random.IntN(4) == 0 { // what is deleted is not listed, nor groups of nothing else
			f.delete(key, nil)
			continue
		}
		keys = append(keys, key)
	}
	for range 60 {
		prefix, delimiter, after := "", text(1), ""
		if random.IntN(2) == 0 {
			prefix = "k" + text(2)
		}
		if random.IntN(2) == 0 {
			after = "k" + text(4)
		}
		limit := int32(1 + random.IntN(8))
		want := naive(keys, prefix, delimiter, after)
		name := fmt.Sprintf("prefix %q, delimiter %q, after %q, %d a page", prefix, delimiter, after, limit)
		if diff := gocmp.Diff(want, f.allV2(prefix, delimiter, after, limit)); diff != "" {
			t.Fatalf("V2, %s: %s", name, diff)
		}
		if diff := gocmp.Diff(want, f.allV1(prefix, delimiter, after, limit)); diff != "" {
			t.Fatalf("V1, %s: %s", name, diff)
		}
	}
}

// allV2 lists page by page.
func (f *fixture) allV2(prefix, delimiter, after string, limit int32) (l []string) {
	f.t.Helper()
	in := &s3.ListObjectsV2Input{Bucket: str(photos), Prefix: &prefix, Delimiter: &delimiter, StartAfter: &after, MaxKeys: &limit}
	for {
		out, err := f.c.ListObjectsV2(f.t.Context(), in)
		f.ok(err)
		page := entries(out.Contents, out.CommonPrefixes)
		if n := int32(len(page)); n != *out.KeyCount || n > limit || *out.IsTruncated && n < limit || *out.IsTruncated != (out.NextContinuationToken != nil) {
			f.t.Fatalf("%d entries of %d: %+v", n, limit, out)
		}
		l = append(l, page...)
		if !*out.IsTruncated {
			return l
		}
		in.ContinuationToken = out.NextContinuationToken
	}
}

func (f *fixture) allV1(prefix, delimiter, after string, limit int32) (l []string) {
	f.t.Helper()
	in := &s3.ListObjectsInput{Bucket: str(photos), Prefix: &prefix, Delimiter: &delimiter, Marker: &after, MaxKeys: &limit}
	for {
		out, err := f.c.ListObjects(f.t.Context(), in)
		f.ok(err)
		page := entries(out.Contents, out.CommonPrefixes)
		l = append(l, page...)
		if !*out.IsTruncated {
			return l
		}
		if (out.NextMarker != nil) != (delimiter != "") {
			f.t.Fatalf("NextMarker %v with delimiter %q", out.NextMarker, delimiter)
		}
		in.Marker = out.NextMarker
		if in.Marker == nil {
			in.Marker = str(page[len(page)-1][2:])
		}
	}
}

// Version lists are complete, in order and without repetition, page by page.
func TestVersionListsAreThoseOfTheModel(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	random := rand.New(rand.NewPCG(3, 4))
	keys := []string{"a", "a/b", "a/c", "a/c/d", "b", "b/", "c//d", "é"}
	ids := map[string][]string{} // newest first
	for range 60 {
		key := keys[random.IntN(len(keys))]
		var id *string
		if random.IntN(4) == 0 {
			id = f.delete(key, nil).VersionId
		} else {
			id = f.put(key, "").VersionId
		}
		ids[key] = append([]string{*id}, ids[key]...)
	}
	for _, prefix := range []string{"", "a", "a/", "b"} {
		for _, delimiter := range []string{"", "/", "//"} {
			var want []string
			for _, e := range naive(keys, prefix, delimiter, "") {
				if e[0] == 'p' {
					want = append(want, e)
					continue
				}
				for i, id := range ids[e[2:]] {
					want = append(want, fmt.Sprintf("%s %s %v", e, id, i == 0))
				}
			}
			for limit := int32(1); limit < 9; limit += 2 {
				if diff := gocmp.Diff(want, f.allVersions(prefix, delimiter, limit, ids)); diff != "" {
					t.Fatalf("prefix %q, delimiter %q, %d a page: %s", prefix, delimiter, limit, diff)
				}
			}
		}
	}
}

// allVersions lists page by page. In a page versions, markers and prefixes come apart: ids, the newest first, tell their order.
func (f *fixture) allVersions(prefix, delimiter string, limit int32, ids map[string][]string) (l []string) {
	f.t.Helper()
	in := &s3.ListObjectVersionsInput{Bucket: str(photos), Prefix: &prefix, Delimiter: &delimiter, MaxKeys: &limit}
	for {
		out, err := f.c.ListObjectVersions(f.t.Context(), in)
		f.ok(err)
		if n := len(out.Versions) + len(out.DeleteMarkers) + len(out.CommonPrefixes); n > int(limit) || *out.IsTruncated && n < int(limit) {
			f.t.Fatalf("%d entries of %d", n, limit)
		}
		l = append(l, pageOfVersions(out, ids)...)
		if !*out.IsTruncated {
			return l
		}
		in.KeyMarker, in.VersionIdMarker = out.NextKeyMarker, out.NextVersionIdMarker
	}
}

func pageOfVersions(out *s3.ListObjectVersionsOutput, ids map[string][]string) (l []string) {
	type entry struct {
		key, text string
		age       int
	}
	var page []entry
	add := func(key, id string, latest bool) {
		page = append(page, entry{key, fmt.Sprintf("k %s %s %v", key, id, latest), slices.Index(ids[key], id)})
	}
	for _, v := range out.Versions {
		add(*v.Key, *v.VersionId, *v.IsLatest)
	}
	for _, m := range out.DeleteMarkers {
		add(*m.Key, *m.VersionId, *m.IsLatest)
	}
	for _, g := range out.CommonPrefixes {
		page = append(page, entry{*g.Prefix, "p " + *g.Prefix, 0})
	}
	slices.SortFunc(page, func(a, b entry) int { return cmp.Or(strings.Compare(a.key, b.key), a.age-b.age) })
	for _, e := range page {
		l = append(l, e.text)
	}
	return l
}

func TestVersionMarkers(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	var ids []string
	for range 5 {
		ids = append([]string{*f.put("a", "").VersionId}, ids...)
	}
	f.put("b", "")
	list := func(key, id string) (l []string) {
		out, err := f.c.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: str(photos), Prefix: str("a"), KeyMarker: &key, VersionIdMarker: &id})
		f.ok(err)
		for _, v := range out.Versions {
			l = append(l, *v.VersionId)
		}
		return l
	}
	if diff := gocmp.Diff(ids[3:], list("a", ids[2])); diff != "" {
		t.Error(diff)
	}
	f.delete("a", &ids[2])
	if diff := gocmp.Diff(ids[3:], list("a", ids[2])); diff != "" {
		t.Errorf("after a version that is gone: %s", diff)
	}
	if got := list("a", ""); got != nil {
		t.Errorf("after the key: %v", got)
	}
	_, err := f.c.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: str(photos), VersionIdMarker: &ids[0]})
	f.fails(err, argument("A version-id marker cannot be specified without a key marker.", "version-id-marker", ids[0]))
}

// The steps are those of test_list_objects_marker_common_prefixes in the recordings.
func TestListMarkersAndCommonPrefixes(t *testing.T) {
	f := startPhotos(t)
	for _, key := range []string{"folder/aSubfolder/subFile1", "folder/aSubfolder/subFile2", "folder/file1", "folder/file2"} {
		f.put(key, "")
	}
	for marker, want := range map[string]struct {
		entry, next string
	}{
		"":                           {"p folder/aSubfolder/", "folder/aSubfolder/"},
		"folder/aSubfolder/":         {"k folder/file1", "folder/file1"},
		"folder/aSubfolder/subFile1": {"k folder/file1", "folder/file1"},
		"folder/file1":               {"k folder/file2", ""},
	} {
		out, err := f.c.ListObjects(t.Context(), &s3.ListObjectsInput{Bucket: str(photos), Prefix: str("folder/"), Delimiter: str("/"), MaxKeys: i32(1), Marker: &marker})
		f.ok(err)
		if got := entries(out.Contents, out.CommonPrefixes); len(got) != 1 || got[0] != want.entry || aws.ToString(out.NextMarker) != want.next || *out.Marker != marker {
			t.Errorf("after %q: %v, next %q", marker, got, aws.ToString(out.NextMarker))
		}
	}
}

// What lists say of objects and of themselves.
func TestListMembers(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow")
	v2, err := f.c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: str(photos), FetchOwner: yes()})
	f.ok(err)
	o := v2.Contents[0]
	if *o.ETag != `"4a4be40c96ac6314e91d93f38043a634"` || *o.Size != 4 || o.StorageClass != "STANDARD" || o.ChecksumAlgorithm[0] != "CRC32" ||
		o.ChecksumType != "FULL_OBJECT" || o.Owner.ID == nil || o.Owner.DisplayName != nil || o.LastModified.IsZero() {
		t.Errorf("%+v", o)
	}
	if *v2.Name != photos || *v2.Prefix != "" || *v2.MaxKeys != 1000 || v2.Delimiter != nil || v2.StartAfter != nil || v2.EncodingType != "" {
		t.Errorf("%+v", v2)
	}
	if v2, err = f.c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: str(photos)}); err != nil || v2.Contents[0].Owner != nil {
		t.Errorf("the owner is told without fetch-owner: %v", err)
	}
	v1, err := f.c.ListObjects(t.Context(), &s3.ListObjectsInput{Bucket: str(photos)})
	f.ok(err)
	if v1.Contents[0].Owner == nil || *v1.Marker != "" || *v1.Prefix != "" {
		t.Errorf("%+v", v1)
	}
	for _, path := range []string{"/photos?list-type=2&max-keys=0", "/photos?max-keys=0", "/photos?versions&max-keys=0", "/photos?uploads&max-uploads=0"} {
		if a := f.do("GET", path, ""); a.StatusCode != 200 || !strings.Contains(a.body, "<IsTruncated>false<") || strings.Contains(a.body, "cat.jpg") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
}

func TestListEncodingTypeURL(t *testing.T) {
	f := startPhotos(t)
	f.put("a b+c/d=e*é.~", "")
	const encoded = "a+b%2Bc/d%3De*%C3%A9.%7E"
	out, err := f.c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: str(photos), EncodingType: "url", Prefix: str("a b"), StartAfter: str("="), Delimiter: str("+")})
	f.ok(err)
	if *out.CommonPrefixes[0].Prefix != "a+b%2B" || *out.Prefix != "a+b" || *out.StartAfter != "%3D" || *out.Delimiter != "%2B" || out.EncodingType != "url" {
		t.Errorf("%+v", out)
	}
	v1, err := f.c.ListObjects(t.Context(), &s3.ListObjectsInput{Bucket: str(photos), EncodingType: "url", Marker: str("a ")})
	f.ok(err)
	if *v1.Contents[0].Key != encoded || *v1.Marker != "a+" {
		t.Errorf("%s, %s", *v1.Contents[0].Key, *v1.Marker)
	}
	if plain, err := url.QueryUnescape(encoded); err != nil || plain != "a b+c/d=e*é.~" {
		t.Error(plain, err)
	}
}

func TestListBadParameters(t *testing.T) {
	f := startPhotos(t)
	for path, w := range map[string]wanted{
		"/photos?list-type=2&max-keys=abc":            argument("Provided max-keys not an integer or within integer range", "max-keys", "abc"),
		"/photos?list-type=2&max-keys=99999999999":    argument("Provided max-keys not an integer or within integer range", "max-keys", "99999999999"),
		"/photos?max-keys=-1":                         argument("Argument maxKeys must be an integer between 0 and 2147483647", "maxKeys", "-1"),
		"/photos?list-type=2&continuation-token=":     want(400, "InvalidArgument", "The continuation token provided is incorrect", "ArgumentName", "continuation-token"),
		"/photos?list-type=2&continuation-token=bad!": want(400, "InvalidArgument", "The continuation token provided is incorrect"),
		"/photos?list-type=2&encoding-type=base64":    argument("Invalid Encoding Method specified in Request", "encoding-type", "base64"),
		"/nope?list-type=2":                           noBucket("nope"),
		"/nope":                                       noBucket("nope"),
		"/nope?versions":                              noBucket("nope"),
		"/nope?uploads":                               noBucket("nope"),
	} {
		f.do("GET", path, "").fails(t, w)
	}
}

// A token goes on where it stopped, whatever was stored or deleted meanwhile.
func TestListTokensAreStable(t *testing.T) {
	f := startPhotos(t)
	for _, key := range []string{"a", "b", "c", "d"} {
		f.put(key, "")
	}
	out, err := f.c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: str(photos), MaxKeys: i32(2)})
	f.ok(err)
	f.delete("b", nil)
	f.put("aa", "")
	f.put("bb", "")
	out, err = f.c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: str(photos), ContinuationToken: out.NextContinuationToken})
	f.ok(err)
	if diff := gocmp.Diff([]string{"k bb", "k c", "k d"}, entries(out.Contents, nil)); diff != "" {
		t.Error(diff)
	}
}
