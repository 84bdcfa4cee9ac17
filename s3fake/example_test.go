package s3fake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"strings"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/s3fake"
)

// Seed a bucket, hand the client to the code under test, and look at what it stored.
func Example() {
	srv := s3fake.New() // in a test: s3fake.Start(t)
	defer srv.Close()
	srv.Put("photos", "dog.jpg", []byte("woof")) // makes the bucket

	bucket, key := "photos", "cat.jpg"
	_, err := srv.Client.PutObject(context.Background(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("meow")})
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range srv.Objects("photos") {
		fmt.Printf("%s: %s\n", o.Key, o.Body)
	}
	// Output:
	// cat.jpg: meow
	// dog.jpg: woof
}

// A bucket can be filled from a file system, such as an embedded one or os.DirFS("testdata"), and read as one.
func ExampleServer_FS() {
	srv := s3fake.New()
	defer srv.Close()
	srv.CopyFS("site", fstest.MapFS{"index.html": {Data: []byte("<h1>hello</h1>")}, "img/cat.jpg": {Data: []byte("meow")}})

	site := srv.FS("site")
	fs.WalkDir(site, ".", func(path string, _ fs.DirEntry, err error) error {
		fmt.Println(path)
		return err
	})
	index, err := fs.ReadFile(site, "index.html")
	fmt.Printf("%s %v\n", index, err)
	// Output:
	// .
	// img
	// img/cat.jpg
	// index.html
	// <h1>hello</h1> <nil>
}

// Faults hit single objects: here the download breaks off in the middle.
func ExampleServer_faults() {
	srv := s3fake.New()
	defer srv.Close()
	srv.Put("photos", "cat.jpg", make([]byte, 1<<20))
	srv.Inject(control.Fault{Op: "GetObject", Resource: "photos/cat.jpg", Err: control.ErrResponseTruncated})

	bucket, key := "photos", "cat.jpg"
	out, err := srv.Client.GetObject(context.Background(), &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		log.Fatal(err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	fmt.Println(len(body) < 1<<20, err)
	// Output: true unexpected EOF
}

// Conditions hold as in S3: nobody overwrites what somebody else has just written.
func ExampleServer_conditions() {
	srv := s3fake.New()
	defer srv.Close()
	srv.Put("locks", "leader", []byte("host 1"))

	bucket, key, any := "locks", "leader", "*"
	_, err := srv.Client.PutObject(context.Background(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("host 2"), IfNoneMatch: &any})
	var e interface{ ErrorCode() string }
	fmt.Println(errors.As(err, &e) && e.ErrorCode() == "PreconditionFailed")
	// Output: true
}

// The clock moves when the test says so: a restored object can be read for the days that were asked for.
func ExampleServer_clock() {
	srv := s3fake.New()
	defer srv.Close()
	ctx := context.Background()
	srv.Put("archive", "2019.tar", nil)
	bucket, key, source, days := "archive", "2019.tar", "archive/2019.tar", int32(7)
	srv.Client.CopyObject(ctx, &s3.CopyObjectInput{Bucket: &bucket, Key: &key, CopySource: &source, StorageClass: types.StorageClassGlacier})
	srv.Client.RestoreObject(ctx, &s3.RestoreObjectInput{Bucket: &bucket, Key: &key, RestoreRequest: &types.RestoreRequest{Days: &days}})

	_, err := srv.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	fmt.Println(err == nil)
	srv.Clock.Advance(8 * 24 * time.Hour)
	_, err = srv.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	var state *types.InvalidObjectState
	fmt.Println(errors.As(err, &state) && state.StorageClass == types.StorageClassGlacier)
	// Output:
	// true
	// true
}
