package s3fake

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// resource returns what a call is about: "bucket" or "bucket/key".
func resource(in any) string {
	switch in := in.(type) { // those that come by the thousand
	case *s3.PutObjectInput:
		return resourceName(in.Bucket, in.Key)
	case *s3.GetObjectInput:
		return resourceName(in.Bucket, in.Key)
	case *s3.HeadObjectInput:
		return resourceName(in.Bucket, in.Key)
	case *s3.DeleteObjectInput:
		return resourceName(in.Bucket, in.Key)
	}
	v := reflect.ValueOf(in).Elem()
	return resourceName(member(v, "Bucket"), member(v, "Key"))
}

func member(v reflect.Value, name string) *string {
	f := v.FieldByName(name)
	if !f.IsValid() {
		return nil
	}
	s, _ := f.Interface().(*string)
	return s
}

func resourceName(bucket, key *string) string {
	if key == nil {
		return aws.ToString(bucket)
	}
	return aws.ToString(bucket) + "/" + *key
}
