package s3fake

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/awsfake/awsfake/internal/wire"
)

// unwrap takes a body out of S3's own chunks, and the header that tells of them.
func unwrap(r *http.Request) error {
	if !chunked(r.Header) {
		return nil
	}
	if encodings := contentEncodings(r.Header); len(encodings) > 0 {
		r.Header.Set("Content-Encoding", strings.Join(encodings, ","))
	} else {
		r.Header.Del("Content-Encoding")
	}
	length, err := strconv.ParseInt(r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return missingContentLength()
	}
	reader := wire.NewChunkedReader(r.Body, length)
	checkChunks(r.Context(), reader)
	r.Body = chunkedBody{reader, r.Body}
	r.ContentLength = length
	return nil
}

// chunked reports whether a body comes in chunks. Some clients leave out one of the two headers that say so.
func chunked(h http.Header) bool {
	if strings.HasPrefix(h.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return true
	}
	return slices.ContainsFunc(strings.Split(h.Get("Content-Encoding"), ","), isChunkedEncoding)
}

func isChunkedEncoding(s string) bool { return strings.EqualFold(strings.TrimSpace(s), "aws-chunked") }

// contentEncodings are the encodings that belong to the object.
func contentEncodings(h http.Header) []string {
	var l []string
	for e := range strings.SplitSeq(h.Get("Content-Encoding"), ",") {
		if e = strings.TrimSpace(e); e != "" && !isChunkedEncoding(e) {
			l = append(l, e)
		}
	}
	return l
}

type chunkedBody struct {
	*wire.ChunkedReader
	io.Closer
}

// checkBody checks the digests of a body that was read whole, such as that of DeleteObjects.
func checkBody(r *http.Request, body []byte) error {
	md5 := r.Header.Get("Content-Md5")
	want, err := sumInHeaders(r.Header)
	if err != nil || md5 == "" && want.algorithm == nil {
		return err
	}
	d, err := newDigests(md5, want)
	if err != nil {
		return err
	}
	d.Write(body)
	return d.check()
}

const (
	maxObject  = 5 << 30  // of a single PUT
	maxSegment = 16 << 20 // as much is taken of memory at once for what a client announces
	readSize   = 256 << 10
)

// receive reads the body of a PUT into memory that it then belongs to, and checks its digests.
func receive(ctx context.Context, body io.Reader, length *int64, md5 *string, want expectedSum) (content, *digests, error) {
	if length == nil {
		return content{}, nil, missingContentLength()
	}
	if *length > maxObject {
		return content{}, nil, entityTooLarge(*length)
	}
	d, err := newDigests(aws.ToString(md5), want)
	if err != nil {
		return content{}, nil, err
	}
	c, err := readContent(body, *length, d)
	if err != nil {
		return content{}, nil, err
	}
	if t, ok := body.(interface{ Trailer() http.Header }); ok && want.trailing {
		if err := d.expectTrailer(t.Trailer()); err != nil {
			return content{}, nil, err
		}
	}
	return c, d, d.check()
}

// readContent reads length bytes, writes them to w while they are in the processor's cache, and expects the end after them.
func readContent(r io.Reader, length int64, w io.Writer) (content, error) {
	c := content{size: length}
	for left := length; left > 0; {
		segment := make([]byte, min(left, maxSegment))
		for at := 0; at < len(segment); {
			n, err := r.Read(segment[at:min(at+readSize, len(segment))])
			w.Write(segment[at : at+n])
			at += n
			if err != nil && (at < len(segment) || int64(at) < left || err != io.EOF) {
				return content{}, bodyError(err)
			}
		}
		c.segments = append(c.segments, segment)
		left -= int64(len(segment))
	}
	if r == nil {
		return c, nil
	}
	if _, err := r.Read(make([]byte, 1)); err != nil && err != io.EOF {
		return content{}, bodyError(err)
	}
	return c, nil
}

// bodyError is what S3 says when a body cannot be read to its end.
func bodyError(err error) error { return wire.IncompleteBody(err) }

func missingContentLength() *wire.Error {
	return fault(http.StatusLengthRequired, "MissingContentLength", "You must provide the Content-Length HTTP header.")
}

// Source: Error responses, Amazon S3 API reference.
func entityTooLarge(size int64) *wire.Error {
	return fault(http.StatusBadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
		"ProposedSize", strconv.FormatInt(size, 10), "MaxSizeAllowed", strconv.FormatInt(maxObject, 10))
}

// discard reads what is left of a body that the answer does not depend on, so that the connection can be used again.
func discard(body io.Reader) {
	if body != nil {
		io.CopyN(io.Discard, body, readSize)
	}
}
