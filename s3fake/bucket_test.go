package s3fake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/s3fake"
)

func inRegion(region string) func(*s3fake.Options) {
	return func(o *s3fake.Options) { o.Region = region }
}

func TestCreateBucketNames(t *testing.T) {
	f := start(t)
	for name, ok := range map[string]bool{
		"abc": true, "a-b.c1": true, strings.Repeat("a", 63): true, "1.2.3": true,
		strings.Repeat("a", 64): false, "Photos": false, "my_photos": false, "-abc": false, "abc-": false, ".abc": false,
		"a..b": false, "192.168.5.4": false, "xn--abc": false, "abc-s3alias": false, "abc--x-s3": false,
	} {
		a := f.do("PUT", "/"+name, "")
		if ok != (a.StatusCode == 200) {
			t.Errorf("%s: %s", name, a.body)
		}
		if !ok {
			a.fails(t, want(400, "InvalidBucketName", "The specified bucket is not valid.", "BucketName", name))
		}
	}
}

func TestCreateBucketAnswersLocationAndARN(t *testing.T) {
	f := start(t)
	out, err := f.c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str(photos)})
	f.ok(err)
	if *out.Location != "/photos" || *out.BucketArn != "arn:aws:s3:::photos" {
		t.Errorf("%s, %s", *out.Location, *out.BucketArn)
	}
	head, err := f.c.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: str(photos)})
	f.ok(err)
	if *head.BucketRegion != "us-east-1" || *head.BucketArn != "arn:aws:s3:::photos" || *head.AccessPointAlias {
		t.Errorf("%+v", head)
	}
	location, err := f.c.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: str(photos)})
	f.ok(err)
	if location.LocationConstraint != "" {
		t.Errorf("the location of us-east-1 is %q", location.LocationConstraint)
	}
}

func TestCreateBucketLocationConstraints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		region, constraint, location string
		want                         wanted
	}{
		{"us-east-1", "", "", wanted{}},
		{"us-east-1", "eu-west-1", "eu-west-1", wanted{}},
		{"us-east-1", "aws-global", "", want(400, "InvalidLocationConstraint", "The specified location-constraint is not valid", "LocationConstraint", "aws-global")},
		{"eu-central-1", "eu-central-1", "eu-central-1", wanted{}},
		{"eu-west-1", "EU", "eu-west-1", wanted{}},
		{"us-west-1", "aws-global", "", want(400, "IllegalLocationConstraintException", "The aws-global location constraint is incompatible for the region specific endpoint this request was sent to.")},
		{"us-west-1", "EU", "", want(400, "IllegalLocationConstraintException", "The EU location constraint is incompatible for the region specific endpoint this request was sent to.")},
		{"us-west-1", "", "", want(400, "IllegalLocationConstraintException", "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.")},
	} {
		t.Run(c.region+" "+c.constraint, func(t *testing.T) {
			f := start(t, inRegion(c.region))
			in := &s3.CreateBucketInput{Bucket: str(photos)}
			if c.constraint != "" {
				in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(c.constraint)}
			}
			_, err := f.c.CreateBucket(t.Context(), in)
			if c.want.code != "" {
				f.fails(err, c.want)
				return
			}
			f.ok(err)
			out, err := f.c.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: str(photos)})
			f.ok(err)
			if string(out.LocationConstraint) != c.location {
				t.Errorf("location %q, want %q", out.LocationConstraint, c.location)
			}
		})
	}
}

func TestCreateBucketAgain(t *testing.T) {
	t.Parallel()
	owned := want(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", "BucketName", photos)
	legacy := func(o *s3fake.Options) { o.LegacyUSEast1 = true }
	t.Run("is a conflict in every region", func(t *testing.T) {
		f := startPhotos(t)
		_, err := f.c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str(photos)})
		f.fails(err, owned)
		if typed := (*types.BucketAlreadyOwnedByYou)(nil); !errors.As(err, &typed) {
			t.Errorf("%T", err)
		}
	})
	t.Run("keeps the bucket in us-east-1 of old", func(t *testing.T) {
		f := startPhotos(t, legacy)
		f.put("cat.jpg", "meow")
		f.bucket(photos)
		if got := f.get("cat.jpg"); got != "meow" {
			t.Errorf("%q", got)
		}
	})
	t.Run("with tags is a conflict even there", func(t *testing.T) {
		f := startPhotos(t, legacy)
		_, err := f.c.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str(photos), CreateBucketConfiguration: &types.CreateBucketConfiguration{
			Tags: []types.Tag{{Key: str("a"), Value: str("b")}}}})
		f.fails(err, owned)
	})
	t.Run("is a conflict elsewhere", func(t *testing.T) {
		f := start(t, legacy, inRegion("eu-west-1"))
		in := &s3.CreateBucketInput{Bucket: str(photos), CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}}
		_, err := f.c.CreateBucket(t.Context(), in)
		f.ok(err)
		_, err = f.c.CreateBucket(t.Context(), in)
		f.fails(err, owned)
	})
}

func TestListBucketsPages(t *testing.T) {
	f := start(t)
	for i := range 5 {
		f.bucket(fmt.Sprintf("b-%d", i))
	}
	f.bucket(photos)
	var names []string
	in := &s3.ListBucketsInput{MaxBuckets: i32(2), Prefix: str("b-")}
	for pages := 0; ; pages++ {
		out, err := f.c.ListBuckets(t.Context(), in)
		f.ok(err)
		for _, b := range out.Buckets {
			names = append(names, *b.Name)
			if *b.BucketRegion != "us-east-1" || !strings.HasSuffix(*b.BucketArn, *b.Name) || b.CreationDate.IsZero() {
				t.Errorf("%+v", b)
			}
		}
		if out.Owner.ID == nil || out.Owner.DisplayName != nil || *out.Prefix != "b-" {
			t.Errorf("%+v", out)
		}
		if out.ContinuationToken == nil {
			break
		}
		in.ContinuationToken = out.ContinuationToken
	}
	if diff := cmp.Diff([]string{"b-0", "b-1", "b-2", "b-3", "b-4"}, names); diff != "" {
		t.Error(diff)
	}
	_, err := f.c.ListBuckets(t.Context(), &s3.ListBucketsInput{ContinuationToken: str("nonsense")})
	f.fails(err, want(400, "InvalidArgument", "The continuation token provided is incorrect", "ArgumentName", "continuation-token"))
	_, err = f.c.ListBuckets(t.Context(), &s3.ListBucketsInput{MaxBuckets: i32(10001)})
	f.fails(err, argument("Argument max-buckets must be an integer between 1 and 10000.", "max-buckets", "10001"))
}

func TestDeleteBucket(t *testing.T) {
	t.Parallel()
	remove := func(f *fixture) error {
		_, err := f.c.DeleteBucket(f.t.Context(), &s3.DeleteBucketInput{Bucket: str(photos)})
		return err
	}
	const notEmpty = "The bucket you tried to delete is not empty"
	t.Run("of no bucket", func(t *testing.T) {
		f := start(t)
		f.fails(remove(f), noBucket(photos))
	})
	t.Run("with objects", func(t *testing.T) {
		f := startPhotos(t)
		f.put("cat.jpg", "")
		f.fails(remove(f), want(409, "BucketNotEmpty", notEmpty, "BucketName", photos))
		f.delete("cat.jpg", nil)
		f.ok(remove(f))
		_, err := f.c.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: str(photos)})
		f.fails(err, noBucket(photos))
	})
	t.Run("with versions and delete markers", func(t *testing.T) {
		f := startPhotos(t)
		f.versioning("Enabled")
		v := f.put("cat.jpg", "").VersionId
		marker := f.delete("cat.jpg", nil).VersionId
		all := want(409, "BucketNotEmpty", notEmpty+". You must delete all versions in the bucket.", "BucketName", photos)
		f.fails(remove(f), all)
		f.delete("cat.jpg", v)
		f.fails(remove(f), all)
		if out := f.delete("cat.jpg", marker); !aws.ToBool(out.DeleteMarker) || *out.VersionId != *marker {
			t.Errorf("%+v", out)
		}
		f.ok(remove(f))
	})
	t.Run("with uploads in progress", func(t *testing.T) {
		f := startPhotos(t)
		_, err := f.c.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: str(photos), Key: str("cat.jpg")})
		f.ok(err)
		f.ok(remove(f))
	})
}

func TestExpectedBucketOwner(t *testing.T) {
	f := startPhotos(t)
	head := func(owner string) error {
		_, err := f.c.GetBucketVersioning(t.Context(), &s3.GetBucketVersioningInput{Bucket: str(photos), ExpectedBucketOwner: &owner})
		return err
	}
	f.ok(head("000000000000"))
	f.fails(head("111111111111"), want(403, "AccessDenied", "Access Denied"))
	for _, malformed := range []string{"0000", "0000000000020", "abcd", "aa000000000$"} {
		f.fails(head(malformed), want(400, "InvalidBucketOwnerAWSAccountID", "The value of the expected bucket owner parameter must be an AWS Account ID... ["+malformed+"]"))
	}
}

func TestHeadBucketOfNone(t *testing.T) {
	f := start(t)
	_, err := f.c.HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: str(photos)})
	if missing := (*types.NotFound)(nil); !errors.As(err, &missing) || f.document != "" {
		t.Errorf("%v with the body %q", err, f.document)
	}
}

func TestBucketVersioning(t *testing.T) {
	f := startPhotos(t)
	status := func() types.BucketVersioningStatus {
		out, err := f.c.GetBucketVersioning(t.Context(), &s3.GetBucketVersioningInput{Bucket: str(photos)})
		f.ok(err)
		return out.Status
	}
	if got := status(); got != "" {
		t.Errorf("a new bucket's versioning is %q", got)
	}
	for _, s := range []types.BucketVersioningStatus{"Enabled", "Suspended"} {
		f.versioning(s)
		if got := status(); got != s {
			t.Errorf("versioning is %q, want %q", got, s)
		}
	}
	_, err := f.c.PutBucketVersioning(t.Context(), &s3.PutBucketVersioningInput{Bucket: str(photos), VersioningConfiguration: &types.VersioningConfiguration{}})
	f.fails(err, want(400, "IllegalVersioningConfigurationException", "The Versioning element must be specified"))
}
