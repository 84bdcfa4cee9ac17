package s3fake_test

import (
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/tbtest"
	"github.com/awsfake/awsfake/s3fake"
)

func TestObjects(t *testing.T) {
	f := startPhotos(t)
	f.put("dog.jpg", "woof")
	f.put("cat.jpg", "meow", func(in *s3.PutObjectInput) {
		in.ContentType, in.Metadata = str("image/jpeg"), map[string]string{"By": "Tom"}
	})
	got := f.Objects(photos)
	if diff := cmp.Diff([]s3fake.Object{
		{Key: "cat.jpg", Body: []byte("meow"), ContentType: "image/jpeg", Metadata: map[string]string{"by": "Tom"}, ETag: `"4a4be40c96ac6314e91d93f38043a634"`, LastModified: f.Clock.Now().Truncate(time.Second)},
		{Key: "dog.jpg", Body: []byte("woof"), ContentType: "application/octet-stream", ETag: `"8fdb60801e9d39a5286aa01dd1f4f4f3"`, LastModified: f.Clock.Now().Truncate(time.Second)},
	}, got); diff != "" {
		t.Error(diff)
	}
	f.versioning("Enabled")
	if id := f.put("cat.jpg", "").VersionId; f.Objects(photos)[0].VersionID != *id {
		t.Errorf("%+v", f.Objects(photos)[0])
	}
}

func TestFS(t *testing.T) {
	f := start(t)
	files := fstest.MapFS{"cat.jpg": {Data: []byte("meow")}, "a/b/c.txt": {Data: []byte("c")}, "a/d.txt": {Data: nil}, "a.b": {Data: []byte("x")}}
	f.CopyFS(photos, files)
	for _, key := range []string{"a//b", "a/../b", "/x", "dir/", "..", "a/b"} { // no valid paths, or a directory
		f.Put(photos, key, []byte("hidden"))
	}
	view := f.FS(photos)
	if err := fstest.TestFS(view, "cat.jpg", "a/b/c.txt", "a/d.txt", "a.b"); err != nil {
		t.Error(err)
	}
	var paths []string
	fs.WalkDir(view, ".", func(path string, _ fs.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if diff := cmp.Diff([]string{".", "a", "a/b", "a/b/c.txt", "a/d.txt", "a.b", "cat.jpg"}, paths); diff != "" {
		t.Error(diff)
	}
	if _, err := fs.ReadFile(f.FS("nope"), "x"); err == nil {
		t.Error("a bucket that is not there has files")
	}
}

// Seeding makes the bucket, is not recorded, and copies what it is given.
func TestPut(t *testing.T) {
	f := start(t)
	body := []byte("meow")
	f.Put(photos, "cat.jpg", body)
	body[0] = 'x'
	if got := f.get("cat.jpg"); got != "meow" {
		t.Errorf("%q", got)
	}
	if calls := f.Calls(); len(calls) != 1 {
		t.Errorf("%v", calls)
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for name, mistake := range map[string]func(*s3fake.Server){
		"objects of no bucket": func(s *s3fake.Server) { s.Objects("nope") },
		"a bad bucket":         func(s *s3fake.Server) { s.Put("No Bucket", "a", nil) },
		"no key":               func(s *s3fake.Server) { s.Put("photos", "", nil) },
		"a bad key":            func(s *s3fake.Server) { s.Put("photos", "\xff", nil) },
	} {
		rec := tbtest.Run(t, func(tb testing.TB) { mistake(s3fake.Start(tb)) })
		if !rec.Failed {
			t.Errorf("%s is no mistake", name)
		}
	}
}

// Reset leaves nothing.
func TestReset(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", "meow")
	f.Reset()
	_, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
	f.fails(err, noBucket(photos))
}

// Faults hit objects by bucket and key, and bodies break off or arrive damaged.
func TestFaults(t *testing.T) {
	f := startPhotos(t)
	f.put("cat.jpg", strings.Repeat("meow", 1<<18))
	read := func() error {
		out, err := f.c.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: str("cat.jpg")})
		if err != nil {
			return err
		}
		defer out.Body.Close()
		_, err = io.Copy(io.Discard, out.Body)
		return err
	}
	for _, fault := range []error{control.ErrResponseTruncated, control.ErrResponseCorrupted} {
		f.Inject(control.Fault{Op: "GetObject", Resource: "photos/cat.jpg", Err: fault, Times: 1})
		if err := read(); err == nil {
			t.Errorf("%v: read without an error", fault)
		}
		f.ok(read())
	}
	f.Inject(control.Fault{Op: "PutObject", Times: 2, Err: control.ErrThrottled})
	f.put("dog.jpg", "woof")
	if calls := f.Calls("PutObject"); len(calls) != 4 || calls[3].Attempt != 3 {
		t.Errorf("%v", calls)
	}
}

// In a bubble all is in memory, and time is the bubble's.
func TestBubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := s3fake.Start(t)
		srv.Put(photos, "cat.jpg", []byte("meow"))
		time.Sleep(time.Hour)
		out, err := srv.Client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: str("dog.jpg"), Body: strings.NewReader("woof")})
		if err != nil || out.ETag == nil {
			t.Fatal(err)
		}
		l := srv.Objects(photos)
		if d := l[1].LastModified.Sub(l[0].LastModified); d != time.Hour {
			t.Errorf("%v lie between the objects", d)
		}
	})
}

// Many clients at once read and write one bucket; the race detector looks on.
func TestConcurrentUse(t *testing.T) {
	f := startPhotos(t)
	f.versioning("Enabled")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				key := str(string(rune('a' + (i+j)%5)))
				if _, err := f.Client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: key, Body: strings.NewReader("x")}); err != nil {
					t.Error(err)
				}
				if _, err := f.Client.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: str(photos)}); err != nil {
					t.Error(err)
				}
				if out, err := f.Client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: str(photos), Key: key}); err == nil {
					out.Body.Close()
				}
				if _, err := f.Client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: str(photos), Key: key}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
