package s3fake_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"errors"
	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/s3fake"
)

// wantError checks code and status of an error.
func wantError(t *testing.T, err error, code string, status int) {
	t.Helper()
	var api smithy.APIError
	var res *awshttp.ResponseError
	if !errors.As(err, &api) || api.ErrorCode() != code || !errors.As(err, &res) || res.HTTPStatusCode() != status {
		t.Errorf("%v, want %s with status %d", err, code, status)
	}
}

func TestAnnotations(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t)
	srv.Put("photos", "cat.jpg", []byte("meow"))
	bucket, key := aws.String("photos"), aws.String("cat.jpg")
	put := func(name, payload string) (*s3.PutObjectAnnotationOutput, error) {
		return srv.Client.PutObjectAnnotation(t.Context(), &s3.PutObjectAnnotationInput{Bucket: bucket, Key: key, AnnotationName: &name, AnnotationPayload: strings.NewReader(payload)})
	}
	get := func(name string) (string, error) {
		out, err := srv.Client.GetObjectAnnotation(t.Context(), &s3.GetObjectAnnotationInput{Bucket: bucket, Key: key, AnnotationName: &name, ChecksumMode: types.ChecksumModeEnabled})
		if err != nil {
			return "", err
		}
		defer out.AnnotationPayload.Close()
		b, err := io.ReadAll(out.AnnotationPayload)
		return string(b), err
	}
	list := func(in s3.ListObjectAnnotationsInput) (names []string) {
		t.Helper()
		in.Bucket, in.Key = bucket, key
		out, err := srv.Client.ListObjectAnnotations(t.Context(), &in)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.Annotations {
			names = append(names, fmt.Sprintf("%s:%d", *a.AnnotationName, *a.Size))
		}
		if out.NextContinuationToken != nil {
			in.ContinuationToken = out.NextContinuationToken
			names = append(names, "|")
		}
		return names
	}

	t.Run("are stored beside the content, and replaced by name", func(t *testing.T) {
		for _, a := range [][2]string{{"label", "a cat"}, {"author", "Ann"}, {"label", "a black cat"}} {
			out, err := put(a[0], a[1])
			if err != nil || out.ChecksumCRC64NVME == nil && out.ChecksumCRC32 == nil || out.ETag == nil {
				t.Fatalf("%+v, %v", out, err)
			}
		}
		if got, err := get("label"); got != "a black cat" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		if got := srv.Objects("photos"); len(got) != 1 || string(got[0].Body) != "meow" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("are listed by name, with a prefix and in pages", func(t *testing.T) {
		for _, tt := range []struct {
			in   s3.ListObjectAnnotationsInput
			want string
		}{
			{s3.ListObjectAnnotationsInput{}, "[author:3 label:11]"},
			{s3.ListObjectAnnotationsInput{AnnotationPrefix: aws.String("l")}, "[label:11]"},
			{s3.ListObjectAnnotationsInput{AnnotationPrefix: aws.String("x")}, "[]"},
			{s3.ListObjectAnnotationsInput{MaxAnnotationResults: aws.Int32(1)}, "[author:3 |]"},
			{s3.ListObjectAnnotationsInput{ContinuationToken: aws.String("YXV0aG9y")}, "[label:11]"},
		} {
			if got := fmt.Sprint(list(tt.in)); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		}
	})
	t.Run("are copied with the object, unless the directive excludes them", func(t *testing.T) {
		for directive, want := range map[types.AnnotationDirective]int{"": 2, types.AnnotationDirectiveCopy: 2, types.AnnotationDirectiveExclude: 0} {
			in := &s3.CopyObjectInput{Bucket: bucket, Key: aws.String("copy.jpg"), CopySource: aws.String("photos/cat.jpg"), AnnotationDirective: directive}
			if _, err := srv.Client.CopyObject(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			out, err := srv.Client.ListObjectAnnotations(t.Context(), &s3.ListObjectAnnotationsInput{Bucket: bucket, Key: aws.String("copy.jpg")})
			if err != nil || len(out.Annotations) != want {
				t.Errorf("%q: %v, %v", directive, out, err)
			}
		}
	})
	t.Run("are deleted one by one", func(t *testing.T) {
		name := "author"
		if _, err := srv.Client.DeleteObjectAnnotation(t.Context(), &s3.DeleteObjectAnnotationInput{Bucket: bucket, Key: key, AnnotationName: &name}); err != nil {
			t.Fatal(err)
		}
		_, err := get("author")
		wantError(t, err, "NoSuchAnnotation", http.StatusNotFound)
	})
	t.Run("have rules for names, payloads and the object", func(t *testing.T) {
		for name, tt := range map[string]struct {
			payload, code string
			status        int
		}{
			strings.Repeat("n", 513): {"x", "AnnotationNameTooLong", 400},
			"AWS-label":              {"x", "InvalidAnnotationName", 400},
			"s3label":                {"x", "InvalidAnnotationName", 400},
			"empty":                  {"", "InvalidRequest", 400},
			"large":                  {strings.Repeat("x", 1<<20+1), "EntityTooLarge", 400},
			"binary":                 {"\xff", "UnsupportedMediaType", 415},
		} {
			_, err := put(name, tt.payload)
			wantError(t, err, tt.code, tt.status)
		}
		label := "label"
		_, err := srv.Client.DeleteObjectAnnotation(t.Context(), &s3.DeleteObjectAnnotationInput{Bucket: bucket, Key: key, AnnotationName: &label, ObjectIfMatch: aws.String("other")})
		wantError(t, err, "PreconditionFailed", 412)
	})
}

func TestUpdateObjectEncryption(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t)
	srv.Put("photos", "cat.jpg", []byte("meow"))
	bucket, key := aws.String("photos"), aws.String("cat.jpg")
	head := func() *s3.HeadObjectOutput {
		out, err := srv.Client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: bucket, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	update := func(arn string) error {
		_, err := srv.Client.UpdateObjectEncryption(t.Context(), &s3.UpdateObjectEncryptionInput{Bucket: bucket, Key: key,
			ObjectEncryption: &types.ObjectEncryptionMemberSSEKMS{Value: types.SSEKMSEncryption{KMSKeyArn: &arn, BucketKeyEnabled: aws.Bool(true)}}})
		return err
	}
	before := head()
	arn := srv.ARN("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")
	if err := update(arn); err != nil {
		t.Fatal(err)
	}
	after := head()
	if after.ServerSideEncryption != types.ServerSideEncryptionAwsKms || aws.ToString(after.SSEKMSKeyId) != arn || !aws.ToBool(after.BucketKeyEnabled) {
		t.Errorf("%+v", after)
	}
	if *after.ETag != *before.ETag || !after.LastModified.Equal(*before.LastModified) {
		t.Errorf("ETag and time changed: %v %v", *after.ETag, after.LastModified)
	}
	wantError(t, update("alias/mine"), "MalformedXML", 400)
}
