package wire

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Limits of the lines in an aws-chunked body.
const (
	maxChunkLine = 1 << 10
	maxTrailers  = 32
	// minChunk is the least size of a chunk that another follows.
	// Source: API_SigV4AuthenticationStreaming, "Chunk size must be at least 8 KB".
	minChunk = 8 << 10
)

// A ChunkedReader reads the content of a body in S3's own chunks (Content-Encoding: aws-chunked), signed or not, and the trailers
// after it. What does not fit the grammar, or the length that was announced, is an error in S3's words.
//
//	chunk   = hex-size [";chunk-signature=" hex] CRLF data CRLF
//	body    = *chunk "0" [";chunk-signature=" hex] CRLF *(name ":" value CRLF) CRLF
//
// Source: Signature calculations for the authorization header: transferring payload in multiple chunks, Amazon S3 API reference.
type ChunkedReader struct {
	// Chunk, if not nil, is called with the signature of each chunk, "" if it has none, and the SHA-256 of its data.
	Chunk func(signature string, sum []byte) error
	// Signed, if not nil, is called with the trailers as they were sent and the value of x-amz-trailer-signature.
	Signed func(trailers []byte, signature string) error

	r         *bufio.Reader
	want      int64 // of the content
	read      int64
	left      int64 // of the current chunk
	size      int64 // of the current chunk
	number    int   // of the current chunk
	open      bool  // a chunk is being read
	signature string
	sum       hash.Hash
	trailer   http.Header
	err       error
}

// NewChunkedReader returns a reader of the length bytes that are chunked in r.
func NewChunkedReader(r io.Reader, length int64) *ChunkedReader {
	return &ChunkedReader{r: bufio.NewReader(r), want: length, trailer: http.Header{}}
}

// Trailer returns the trailers, which are there when the content has been read to its end.
func (c *ChunkedReader) Trailer() http.Header { return c.trailer }

// Read reads the content.
func (c *ChunkedReader) Read(p []byte) (int, error) {
	if c.err == nil && c.left == 0 {
		c.err = c.next()
	}
	if c.err != nil || len(p) == 0 {
		return 0, c.err
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	c.read += int64(n)
	if c.sum != nil {
		c.sum.Write(p[:n])
	}
	if err != nil {
		c.err = truncated(err)
	}
	return n, c.err
}

// next moves to the next chunk with data, or to the end.
func (c *ChunkedReader) next() error {
	if err := c.endChunk(); err != nil {
		return err
	}
	line, err := c.line()
	if err != nil {
		return err
	}
	text, extension, _ := strings.Cut(line, ";")
	size, err := strconv.ParseInt(text, 16, 64)
	if err != nil || size < 0 || strings.HasPrefix(text, "+") {
		return incompleteBody()
	}
	c.signature = strings.TrimPrefix(extension, "chunk-signature=")
	if size > c.want-c.read {
		return incompleteBody()
	}
	if c.number++; size > 0 && c.open && c.size < minChunk {
		return invalidChunkSize(c.number, c.size)
	}
	if c.Chunk != nil {
		c.sum = sha256.New()
	}
	c.size, c.left, c.open = size, size, true
	if size > 0 {
		return nil
	}
	return c.finish()
}

// endChunk reads what follows the data of a chunk.
func (c *ChunkedReader) endChunk() error {
	if !c.open {
		return nil
	}
	if line, err := c.line(); err != nil || line != "" {
		return firstError(err, incompleteBody())
	}
	return c.checkChunk()
}

func (c *ChunkedReader) checkChunk() error {
	if c.Chunk == nil {
		return nil
	}
	return c.Chunk(c.signature, c.sum.Sum(nil))
}

// finish reads the trailers and checks that nothing follows.
func (c *ChunkedReader) finish() error {
	if c.read != c.want {
		return incompleteBody()
	}
	if err := c.checkChunk(); err != nil {
		return err
	}
	if err := c.readTrailers(); err != nil {
		return err
	}
	if _, err := c.r.ReadByte(); err != io.EOF {
		return firstError(err, incompleteBody())
	}
	return io.EOF
}

const trailerSignature = "X-Amz-Trailer-Signature"

func (c *ChunkedReader) readTrailers() error {
	var raw bytes.Buffer
	for range maxTrailers {
		line, err := c.line()
		if err != nil {
			return err
		}
		if line == "" {
			return c.checkTrailers(raw.Bytes())
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return malformedTrailer()
		}
		c.trailer.Set(name, strings.TrimSpace(value))
		if !strings.EqualFold(name, trailerSignature) {
			raw.WriteString(strings.ToLower(name) + ":" + strings.TrimSpace(value) + "\n")
		}
	}
	return malformedTrailer()
}

func (c *ChunkedReader) checkTrailers(raw []byte) error {
	signature := c.trailer.Get(trailerSignature)
	c.trailer.Del(trailerSignature)
	if c.Signed == nil {
		return nil
	}
	return c.Signed(raw, signature)
}

// line reads a line without its end.
func (c *ChunkedReader) line() (string, error) {
	line, err := c.r.ReadSlice('\n')
	switch {
	case err != nil && !errors.Is(err, bufio.ErrBufferFull):
		return "", truncated(err)
	case err != nil || len(line) > maxChunkLine:
		return "", incompleteBody()
	}
	return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
}

// truncated words the end of a body where it may not end.
func truncated(err error) error {
	if err == io.EOF {
		return incompleteBody()
	}
	return IncompleteBody(err)
}

// IncompleteBody returns what S3 says when a body cannot be read to its end: err, if that is an answer of its own.
func IncompleteBody(err error) error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return err
	}
	return incompleteBody()
}

func firstError(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Source: Error responses, Amazon S3 API reference.
func incompleteBody() error {
	return &Error{Code: "IncompleteBody", Status: http.StatusBadRequest, Message: "The request body terminated unexpectedly"}
}

// Source: versitygw's s3err, which follows what its authors see of S3.
func malformedTrailer() error {
	return &Error{Code: "MalformedTrailerError", Status: http.StatusBadRequest,
		Message: "The request contained trailing data that was not well-formed or did not conform to our published schema."}
}

// Source: versitygw's s3err, which follows what its authors see of S3.
func invalidChunkSize(number int, size int64) error {
	return &Error{Code: "InvalidChunkSizeError", Status: http.StatusForbidden,
		Message: "Only the last chunk is allowed to have a size less than 8192 bytes",
		Details: []Detail{{"Chunk", strconv.Itoa(number)}, {"BadChunkSize", strconv.FormatInt(size, 10)}}}
}
