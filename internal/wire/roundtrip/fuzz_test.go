package roundtrip

import (
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/lambdamodel"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/wire"
)

// Any header, parameter and label decodes, or is a SerializationError.
func FuzzREST(f *testing.F) {
	for _, s := range [][3]string{
		{"a/b", "X-Amz-Meta-Colour: green\nContent-Length: x", "partNumber=1"}, {"%zz", "", "max-keys=x"}, {"%ff", "X-Amz-Object-Attributes: ETag,, Checksum", ""},
		{"k", "If-Modified-Since: never\nExpires: 0\nX-Amz-Mp-Object-Size: 99999999999999999999", "versionId=&Marker=1"},
		{"f", "Date: x\nX-Amz-Object-Lock-Retain-Until-Date: 2024-02-29T00:00:00Z\nX-Amz-Bucket-Key-Enabled: yes\nX-Amz-Optional-Object-Attributes: RestoreStatus", "MaxItems=1e9&List=ALL"},
	} {
		f.Add(s[0], s[1], s[2])
	}
	type target struct {
		api *wire.API
		op  *model.Operation
		in  reflect.Type
	}
	var targets []target
	s3API, lambdaAPI := wire.New(&s3model.API, analyticsFilter, metricsFilter, objectEncryption), wire.New(&lambdamodel.API)
	add := func(api *wire.API, client any) {
		t := reflect.TypeOf(client)
		for i := range t.NumMethod() {
			if op := api.Operation(t.Method(i).Name); op != nil {
				targets = append(targets, target{api, op, t.Method(i).Type.In(2).Elem()})
			}
		}
	}
	add(s3API, &s3.Client{})
	add(lambdaAPI, &lambda.Client{})
	f.Fuzz(func(t *testing.T, label, headers, query string) {
		header := http.Header{}
		for line := range strings.SplitSeq(headers, "\n") {
			if name, value, ok := strings.Cut(line, ": "); ok {
				header.Add(name, value)
			}
		}
		values, _ := url.ParseQuery(query)
		for _, target := range targets {
			in := reflect.New(target.in).Interface()
			r := &wire.Request{Op: target.op, Labels: []string{label, label}, Header: header, Query: values, ContentLength: int64(len(query)) - 1}
			sent, err := target.api.Decode(r, in)
			if s := new(wire.SerializationError); err != nil && !errors.As(err, &s) {
				t.Fatalf("%s: %T %v", target.op.Name, err, err)
			}
			if err == nil {
				err = target.api.Validate(target.op, in, sent)
			}
			if err != nil {
				res := wire.Response{Header: http.Header{}}
				target.api.EncodeError(&res, target.api.APIError(err), "id")
			}
		}
	})
}

// Whatever is routed has the operation's method and a value for each label.
func FuzzRoute(f *testing.F) {
	for _, s := range [][2]string{{"PUT", "/b/k?partNumber=1&uploadId=2"}, {"GET", "/b?list-type=2"}, {"GET", "//"}, {"DELETE", "/b/k?acl"}, {"GET", "/%zz?%zz"}, {"POST", "/2015-03-31/functions/a%2Fb/invocations"}, {"GET", "*"}, {"", ""}} {
		f.Add(s[0], s[1])
	}
	apis := []*wire.API{wire.New(&s3model.API), wire.New(&lambdamodel.API)}
	f.Fuzz(func(t *testing.T, method, uri string) {
		u, err := url.ParseRequestURI(uri)
		if err != nil {
			return
		}
		for _, api := range apis {
			op, labels := api.Route(&http.Request{Method: method, URL: u, Header: http.Header{}}, u.Query())
			if op == nil {
				continue
			}
			want := 0
			for _, seg := range op.Path {
				if strings.HasPrefix(seg, "{") {
					want++
				}
			}
			if op.Method != method || len(labels) != want {
				t.Errorf("%s %s: %s %s %q", method, uri, op.Method, op.Name, labels)
			}
		}
	})
}
