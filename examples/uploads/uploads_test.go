package uploads

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/s3fake"
)

// Photos is the code under test: it hands out upload links and lists what was uploaded.
type Photos struct {
	client *s3.Client
	bucket string
}

func (p *Photos) UploadLink(ctx context.Context, name string) (*v4.PresignedHTTPRequest, error) {
	return s3.NewPresignClient(p.client).PresignPutObject(ctx, &s3.PutObjectInput{
		Bucket: &p.bucket, Key: &name, ContentType: aws.String("image/jpeg"),
	}, s3.WithPresignExpires(15*time.Minute))
}

func (p *Photos) Names(ctx context.Context) ([]string, error) {
	var names []string
	pages := s3.NewListObjectsV2Paginator(p.client, &s3.ListObjectsV2Input{Bucket: &p.bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Contents {
			names = append(names, *o.Key)
		}
	}
	return names, nil
}

// upload does what a browser does with the link: it knows nothing of the SDK.
func upload(t *testing.T, client interface {
	Do(*http.Request) (*http.Response, error)
}, link *v4.PresignedHTTPRequest, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), link.Method, link.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = link.SignedHeader
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func createBucket(t *testing.T, client *s3.Client, name string) {
	t.Helper()
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
}

func TestPhotos_UploadLink(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stack.Fakes.S3.CopyFS("photos", fstest.MapFS{"dog.jpg": {Data: []byte("woof")}}) // makes the bucket
	photos := &Photos{stack.S3, "photos"}

	link, err := photos.UploadLink(t.Context(), "cat.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if status := upload(t, http.DefaultClient, link, "meow"); status != http.StatusOK {
		t.Fatalf("upload answered %d", status)
	}

	names, err := photos.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"cat.jpg", "dog.jpg"}, names); diff != "" {
		t.Error(diff)
	}
	cat := stack.Fakes.S3.Objects("photos")[0]
	if cat.ContentType != "image/jpeg" || string(cat.Body) != "meow" {
		t.Errorf("stored %+v", cat)
	}

	stack.Clock.Advance(16 * time.Minute)
	if status := upload(t, http.DefaultClient, link, "late"); status != http.StatusForbidden {
		t.Errorf("upload after the link's expiry answered %d, want 403", status)
	}
	if body, _ := fs.ReadFile(stack.Fakes.S3.FS("photos"), "cat.jpg"); string(body) != "meow" {
		t.Errorf("late upload replaced the photo: %q", body)
	}
}

// Nobody may read a photo without a signature.
func TestPhotos_areNotPublic(t *testing.T) {
	t.Parallel()
	s3srv := s3fake.Start(t, func(o *s3fake.Options) { o.RequireSignature = true })
	s3srv.Put("photos", "cat.jpg", []byte("meow"))

	res, err := http.Get(s3srv.URL() + "/photos/cat.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("GET without a signature answered %d", res.StatusCode)
	}
}

// A download that breaks off or arrives damaged must not pass for a photo.
func TestPhotos_brokenDownload(t *testing.T) {
	t.Parallel()
	for _, fault := range []error{control.ErrResponseTruncated, control.ErrResponseCorrupted} {
		t.Run(fault.Error(), func(t *testing.T) {
			t.Parallel()
			srv := s3fake.Start(t)
			srv.Put("photos", "cat.jpg", make([]byte, 1<<20))
			srv.Inject(control.Fault{Op: "GetObject", Resource: "photos/cat.jpg", Err: fault})

			out, err := srv.Client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("photos"), Key: aws.String("cat.jpg")})
			if err != nil {
				t.Fatal(err)
			}
			defer out.Body.Close()
			if _, err := io.ReadAll(out.Body); err == nil {
				t.Error("read without an error")
			}
		})
	}
}

// Reading must not write.
func TestPhotos_NamesOnlyReads(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stack.Fakes.S3.Put("photos", "cat.jpg", []byte("meow")) // seeding is not recorded
	if _, err := (&Photos{stack.S3, "photos"}).Names(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range stack.Calls() {
		if _, ok := c.Input.(*s3.ListObjectsV2Input); !ok {
			t.Errorf("%s called %s on %s", c.Service, c.Op, c.Resource)
		}
	}
}

// ensureBucket runs at every start of the program.
func ensureBucket(ctx context.Context, client *s3.Client, in *s3.CreateBucketInput) error {
	_, err := client.CreateBucket(ctx, in)
	if owned := (*s3types.BucketAlreadyOwnedByYou)(nil); errors.As(err, &owned) {
		return nil
	}
	return err
}

func TestEnsureBucket(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options func(*s3fake.Options)
		in      s3.CreateBucketInput
	}{
		"AWS since its first Region": {
			func(o *s3fake.Options) { o.LegacyUSEast1 = true }, s3.CreateBucketInput{}},
		"elsewhere": {
			func(o *s3fake.Options) { o.Region = "eu-central-1" },
			s3.CreateBucketInput{CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: "eu-central-1"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := s3fake.Start(t, tt.options)
			tt.in.Bucket = aws.String("photos")
			for range 2 {
				if err := ensureBucket(t.Context(), srv.Client, &tt.in); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// What the program logs about a failure is what AWS's support asks for.
func TestErrorsCarryTheRequestID(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t)
	_, err := srv.Client.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: aws.String("nope")})
	var res *awshttp.ResponseError
	if !errors.As(err, &res) || res.ServiceRequestID() != srv.Calls("HeadBucket")[0].RequestID {
		t.Errorf("%v in %v", err, srv.Calls())
	}
}

// The third part of an upload fails: nothing may be left behind.
func TestUploadIsAbortedWhenAPartFails(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	createBucket(t, stack.S3, "backups")
	stack.Inject(control.Fault{Op: "UploadPart", Skip: 2, Err: control.ErrUnavailable})

	up, err := stack.S3.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: aws.String("backups"), Key: aws.String("db")})
	if err != nil {
		t.Fatal(err)
	}
	for n := int32(1); err == nil; n++ {
		_, err = stack.S3.UploadPart(t.Context(), &s3.UploadPartInput{Bucket: aws.String("backups"), Key: aws.String("db"), UploadId: up.UploadId, PartNumber: &n})
	}
	if _, err := stack.S3.AbortMultipartUpload(t.Context(), &s3.AbortMultipartUploadInput{Bucket: aws.String("backups"), Key: aws.String("db"), UploadId: up.UploadId}); err != nil {
		t.Error(err)
	}
}
