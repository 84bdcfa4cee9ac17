package s3fake

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// A form is the upload of a browser: fields, then a file. It is served as the PutObject that it means.
type form struct {
	bucket string
	fields map[string]string // by names in lower case
	file   []byte
	err    error // that keeps it from being stored
}

// maxFields is how much may stand before the file.
// Source: Error responses, Amazon S3 API reference, MaxPostPreDataLengthExceeded.
const maxFields = 20 << 10

type formKey struct{}

// formOf returns the form that a request was made of, nil if it was not.
func formOf(r *http.Request) *form {
	f, _ := r.Context().Value(formKey{}).(*form)
	return f
}

// fromForm reports whether an object comes with a form.
func fromForm(ctx context.Context) bool { return ctx.Value(formKey{}) != nil }

// isForm reports whether a POST is the upload of a form: one to a bucket that is no other operation.
func isForm(r *http.Request) bool {
	bucketName, key := splitPath(r)
	return bucketName != "" && key == "" && (r.URL.RawQuery == "" || !slicesContainsQuery(r.URL.Query()))
}

func slicesContainsQuery(q url.Values) bool {
	return q.Has("delete") || q.Has("metadataConfiguration") || q.Has("metadataTable")
}

// serveForm serves a form as a PutObject, and answers as the form wants.
func (s *Server) serveForm(w http.ResponseWriter, r *http.Request) {
	f := &form{fields: map[string]string{}}
	f.bucket, _ = splitPath(r)
	f.err = f.read(r)
	put := r.Clone(context.WithValue(r.Context(), formKey{}, f))
	put.Method, put.Host = http.MethodPut, "" // in path style
	put.Header = f.headers(r.Header)
	put.Body, put.ContentLength = io.NopCloser(bytes.NewReader(f.file)), int64(len(f.file))
	put.URL = &url.URL{Path: "/" + f.bucket + "/" + f.key()}
	if f.key() == "" {
		put.URL.Path += "?" // the error comes first
	}
	s.service.ServeHTTP(&formAnswer{ResponseWriter: w, form: f, base: "http://" + r.Host + strings.TrimSuffix(r.URL.Path, "/")}, put)
}

// read reads the fields and the file.
func (f *form) read(r *http.Request) error {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		// Source: what users of AWS report.
		return preconditionFailed("Bucket POST must be of the enclosure-type multipart/form-data")
	}
	reader := multipart.NewReader(r.Body, params["boundary"])
	left := int64(maxFields)
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return invalidArgument("POST requires exactly one file upload per request.", "file", "0")
		}
		if err != nil {
			return malformedForm()
		}
		name := strings.ToLower(part.FormName())
		if name == "file" {
			return f.readFile(part)
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return malformedForm()
		}
		if left -= int64(len(value) + len(name)); left < 0 {
			return fault(http.StatusBadRequest, "MaxPostPreDataLengthExceededError", "Your POST request fields preceding the upload file were too large.")
		}
		f.fields[name] = string(value)
	}
}

// malformedForm refuses a body that is no form.
// Source: Error responses, Amazon S3 API reference.
func malformedForm() error {
	return fault(http.StatusBadRequest, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.")
}

// readFile reads the file, which ends the form: what follows is not looked at.
func (f *form) readFile(part *multipart.Part) error {
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(part, maxForm+1))
	if err != nil {
		return malformedForm()
	}
	if n > maxForm {
		return formTooLarge(n, maxForm)
	}
	f.file = b.Bytes()
	name := part.FileName()[strings.LastIndexAny(part.FileName(), `/\`)+1:]
	if key, ok := f.fields["key"]; ok {
		f.fields["key"] = strings.ReplaceAll(key, "${filename}", name)
	}
	if f.fields["key"] == "" {
		return invalidArgument("Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.", "key", "")
	}
	return nil
}

// maxForm is how large a file can be.
// Source: POST Object, Amazon S3 API reference.
const maxForm = 5 << 30

func formTooLarge(size, limit int64) error {
	return fault(http.StatusBadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
		"ProposedSize", strconv.FormatInt(size, 10), "MaxSizeAllowed", strconv.FormatInt(limit, 10))
}

func (f *form) key() string { return f.fields["key"] }

// formHeaders are the fields that are headers of the PUT under the same name.
var formHeaders = []string{"cache-control", "content-type", "content-disposition", "content-encoding", "expires"}

// headers returns the headers that the fields mean.
func (f *form) headers(of http.Header) http.Header {
	h := http.Header{}
	for _, name := range formHeaders {
		if v, ok := f.fields[name]; ok {
			h.Set(name, v)
		}
	}
	for name, v := range f.fields {
		if strings.HasPrefix(name, "x-amz-") && !formSignature[name] {
			h.Set(name, v)
		}
	}
	if v, ok := f.fields["acl"]; ok {
		h.Set("X-Amz-Acl", v)
	}
	if v, ok := f.fields["tagging"]; ok {
		h.Set("X-Amz-Tagging", tagsOfXML(v))
	}
	for _, name := range []string{"Origin", "User-Agent"} {
		if v := of.Get(name); v != "" {
			h.Set(name, v)
		}
	}
	return h
}

// formSignature are the fields that sign a form and say nothing of the object.
var formSignature = map[string]bool{"x-amz-algorithm": true, "x-amz-credential": true, "x-amz-date": true, "x-amz-signature": true, "x-amz-security-token": true}

// tagsOfXML turns a Tagging document, which forms have, into the form in which a header has tags. What is no such document stays as
// it is, for the PUT to refuse.
func tagsOfXML(doc string) string {
	var tagging struct{ TagSet struct{ Tag []types.Tag } }
	if xml.Unmarshal([]byte(doc), &tagging) != nil {
		return doc
	}
	tags := url.Values{}
	for _, t := range tagging.TagSet.Tag {
		if t.Key != nil && t.Value != nil {
			tags.Add(*t.Key, *t.Value)
		}
	}
	return tags.Encode()
}

// A formAnswer turns the answer of a PUT into that of a form.
type formAnswer struct {
	http.ResponseWriter
	form *form
	base string // URL of the bucket
}

// Unwrap lets http.NewResponseController find what the writer can do.
func (a *formAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// postResponse is what a form gets that wants a document.
type postResponse struct {
	XMLName                     xml.Name `xml:"PostResponse"`
	Location, Bucket, Key, ETag string
}

// WriteHeader answers with the status that the form wants: 204 unless it says 200 or 201, or names a page to go on with.
func (a *formAnswer) WriteHeader(status int) {
	if status != http.StatusOK {
		a.ResponseWriter.WriteHeader(status)
		return
	}
	h := a.Header()
	location := a.base + "/" + canonicalPath(&url.URL{Path: a.form.key()})
	h.Set("Location", location)
	if to := a.form.redirect(h); to != "" {
		h.Set("Location", to)
		a.ResponseWriter.WriteHeader(http.StatusSeeOther)
		return
	}
	switch a.form.fields["success_action_status"] {
	case "200":
		a.ResponseWriter.WriteHeader(http.StatusOK)
	case "201":
		body, _ := xml.Marshal(postResponse{Location: location, Bucket: a.form.bucket, Key: a.form.key(), ETag: h.Get("ETag")})
		body = append([]byte(xml.Header), body...)
		h.Set("Content-Type", "application/xml")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		a.ResponseWriter.WriteHeader(http.StatusCreated)
		a.ResponseWriter.Write(body)
	default:
		h.Del("Content-Length")
		a.ResponseWriter.WriteHeader(http.StatusNoContent)
	}
}

// redirect returns the page to go on with, told what was stored; "" if there is none or it is no URL.
func (f *form) redirect(h http.Header) string {
	to, ok := f.fields["success_action_redirect"]
	if !ok {
		to = f.fields["redirect"]
	}
	u, err := url.Parse(to)
	if err != nil || !u.IsAbs() || u.Host == "" {
		return ""
	}
	q := "bucket=" + url.QueryEscape(f.bucket) + "&key=" + url.QueryEscape(f.key()) + "&etag=" + url.QueryEscape(h.Get("ETag"))
	if u.RawQuery != "" {
		q = u.RawQuery + "&" + q
	}
	u.RawQuery = q
	return u.String()
}
