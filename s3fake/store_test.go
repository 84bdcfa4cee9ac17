package s3fake

import (
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/event"
)

func TestStore(t *testing.T) {
	t.Parallel()
	s := Start(t)
	if _, err := s.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("album")}); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	store, err := s.router.Store()
	if err != nil {
		t.Fatal(err)
	}
	code := func(err error) string {
		var api smithy.APIError
		errors.As(err, &api)
		if api == nil {
			return ""
		}
		return api.ErrorCode()
	}

	t.Run("puts_what_the_client_gets", func(t *testing.T) {
		err := store.PutObject(ctx, event.Object{Bucket: "album", Key: "b/1", Body: []byte("one"), ContentType: "text/csv", ContentEncoding: "gzip"})
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("album"), Key: aws.String("b/1")})
		if err != nil {
			t.Fatal(err)
		}
		out.Body.Close()
		if *out.ContentType != "text/csv" || *out.ContentEncoding != "gzip" || *out.ContentLength != 3 {
			t.Errorf("%v %v %v", *out.ContentType, *out.ContentEncoding, *out.ContentLength)
		}
		if body, err := store.GetObject(ctx, "album", "b/1", ""); err != nil || string(body) != "one" {
			t.Errorf("%q, %v", body, err)
		}
	})
	t.Run("lists_in_order", func(t *testing.T) {
		for _, key := range []string{"b/2", "a", "c"} {
			if err := store.PutObject(ctx, event.Object{Bucket: "album", Key: key}); err != nil {
				t.Fatal(err)
			}
		}
		keys, err := store.ListObjects(ctx, "album", "b/")
		if err != nil || !slices.Equal(keys, []string{"b/1", "b/2"}) {
			t.Errorf("%v, %v", keys, err)
		}
	})
	t.Run("answers_with_the_errors_of_S3", func(t *testing.T) {
		_, errGet := store.GetObject(ctx, "album", "none", "")
		_, errList := store.ListObjects(ctx, "nowhere", "")
		for want, err := range map[string]error{
			"NoSuchKey":    errGet,
			"NoSuchBucket": errors.Join(errList, store.CheckBucket(ctx, "nowhere"), store.PutObject(ctx, event.Object{Bucket: "nowhere", Key: "k"})),
		} {
			if got := code(err); got != want {
				t.Errorf("%v: %q, want %q", err, got, want)
			}
		}
	})
}
