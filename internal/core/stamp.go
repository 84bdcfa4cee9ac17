package core

import (
	"context"
	"reflect"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// StampName is the name of the query parameter or header in which the stack's clients say what the clock shows, in the format
// StampFormat, when they sign a request to S3 while the clock does not show real time. It is signed with the rest. The SDK dates
// signatures by real time, and that cannot be told otherwise.
const (
	StampName   = "X-Awsfake-Date"
	StampFormat = "20060102T150405Z"
)

// moved reports whether the clock shows anything but real time.
func (c *clock) moved() bool {
	c.clockMu.Lock()
	defer c.clockMu.Unlock()
	return c.offset != 0 || !c.pinned.IsZero()
}

// stamp adds the middleware that stamps requests. Options of a client's own come after those of its operations, so presigning can
// be told from sending.
func (c *Core) stamp(stack *middleware.Stack) error {
	_, presigned := stack.Finalize.Get("PresignHTTPRequest")
	return stack.Build.Add(middleware.BuildMiddlewareFunc("awsfakeStamp", func(ctx context.Context, in middleware.BuildInput, next middleware.BuildHandler) (middleware.BuildOutput, middleware.Metadata, error) {
		r, ok := in.Request.(*smithyhttp.Request)
		if ok && awsmiddleware.GetServiceID(ctx) == "S3" && c.moved() {
			now := c.Now().Truncate(time.Second).Format(StampFormat)
			if presigned {
				q := r.URL.Query()
				q.Set(StampName, now)
				r.URL.RawQuery = q.Encode()
			} else {
				r.Header.Set(StampName, now)
			}
		}
		out, meta, err := next.HandleBuild(ctx, in)
		if err == nil && c.moved() {
			stampForm(out.Result, c.Now())
		}
		return out, meta, err
	}), middleware.After)
}

// StampField is the field in which a presigned form has what StampName is for requests. Services ignore fields of this prefix, so it
// need not be signed.
const StampField = "x-ignore-awsfake-date"

// stampForm stamps a form if result is one, an s3.PresignedPostRequest, whose package must not be compiled for all fakes.
func stampForm(result any, now time.Time) {
	v := reflect.Indirect(reflect.ValueOf(result))
	if v.Kind() != reflect.Struct || v.Type().Name() != "PresignedPostRequest" {
		return
	}
	if fields, ok := v.FieldByName("Values").Interface().(map[string]string); ok {
		fields[StampField] = now.Format(StampFormat)
	}
}
