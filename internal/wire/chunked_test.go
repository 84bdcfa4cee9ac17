package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

var big = strings.Repeat("x", 8192)

// A chunked body gives its content and its trailers, whatever the size of the reads.
func TestChunkedReaderReadsContent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want, trailer string }{
		"empty":                   {"0\r\n\r\n", "", ""},
		"one chunk":               {"5\r\nhello\r\n0\r\n\r\n", "hello", ""},
		"several":                 {"2000\r\n" + big + "\r\n3\r\nend\r\n0\r\n\r\n", big + "end", ""},
		"signed":                  {"5;chunk-signature=ab12\r\nhello\r\n0;chunk-signature=cd34\r\n\r\n", "hello", ""},
		"trailer":                 {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "hello", "NhCmhg=="},
		"trailer as SDKs send it": {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\n\r\n", "hello", "NhCmhg=="},
		"signed trailer":          {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32: NhCmhg==\r\nx-amz-trailer-signature:ab\r\n\r\n", "hello", "NhCmhg=="},
		"upper case":              {"00A\r\n0123456789\r\n0\r\n\r\n", "0123456789", ""},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.body), iotest.OneByteReader(strings.NewReader(c.body)), iotest.DataErrReader(strings.NewReader(c.body))} {
			cr := NewChunkedReader(r, int64(len(c.want)))
			got, err := io.ReadAll(cr)
			if err != nil || string(got) != c.want {
				t.Errorf("%s: %q, %v", name, got, err)
			}
			if got := cr.Trailer().Get("X-Amz-Checksum-Crc32"); got != c.trailer {
				t.Errorf("%s: trailer %q, want %q", name, got, c.trailer)
			}
			if cr.Trailer().Get("X-Amz-Trailer-Signature") != "" {
				t.Errorf("%s: the signature is among the trailers", name)
			}
		}
	}
}

// What does not fit the grammar or the announced length has AWS's answers.
func TestChunkedReaderRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		length int64
		code   string
	}{
		"nothing":                    {"", 5, "IncompleteBody"},
		"no size":                    {"\r\nhello\r\n", 5, "IncompleteBody"},
		"no hexadecimal":             {"xyz\r\nhello\r\n", 5, "IncompleteBody"},
		"negative":                   {"-5\r\nhello\r\n0\r\n\r\n", 5, "IncompleteBody"},
		"signed number":              {"+5\r\nhello\r\n0\r\n\r\n", 5, "IncompleteBody"},
		"too large a number":         {"ffffffffffffffffff\r\n", 5, "IncompleteBody"},
		"endless line":               {strings.Repeat("0", 5000), 5, "IncompleteBody"},
		"truncated data":             {"5\r\nhel", 5, "IncompleteBody"},
		"truncated after the data":   {"5\r\nhello", 5, "IncompleteBody"},
		"no last chunk":              {"5\r\nhello\r\n", 5, "IncompleteBody"},
		"no end":                     {"5\r\nhello\r\n0\r\n", 5, "IncompleteBody"},
		"truncated trailer":          {"5\r\nhello\r\n0\r\nx-amz-chec", 5, "IncompleteBody"},
		"longer than its chunk says": {"3\r\nhello\r\n0\r\n\r\n", 3, "IncompleteBody"},
		"shorter than announced":     {"5\r\nhello\r\n0\r\n\r\n", 6, "IncompleteBody"},
		"longer than announced":      {"5\r\nhello\r\n0\r\n\r\n", 4, "IncompleteBody"},
		"something after the end":    {"5\r\nhello\r\n0\r\n\r\nmore", 5, "IncompleteBody"},
		"a small chunk amid":         {"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 5, "InvalidChunkSizeError"},
		"a trailer without a colon":  {"5\r\nhello\r\n0\r\nchecksum\r\n\r\n", 5, "MalformedTrailerError"},
		"a trailer without a name":   {"5\r\nhello\r\n0\r\n:x\r\n\r\n", 5, "MalformedTrailerError"},
		"too many trailers":          {"5\r\nhello\r\n0\r\n" + strings.Repeat("a:b\r\n", 100) + "\r\n", 5, "MalformedTrailerError"},
	} {
		_, err := io.ReadAll(NewChunkedReader(strings.NewReader(c.body), c.length))
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// The hooks see the signature and the digest of each chunk, the last one included, and the trailers in canonical form.
func TestChunkedReaderHooks(t *testing.T) {
	t.Parallel()
	body := "5;chunk-signature=aa\r\nhello\r\n0;chunk-signature=bb\r\nX-Amz-Checksum-Crc32: NhCmhg==\r\nx-amz-trailer-signature:cc\r\n\r\n"
	var seen []string
	cr := NewChunkedReader(strings.NewReader(body), 5)
	cr.Chunk = func(signature string, sum []byte) error {
		seen = append(seen, signature+" "+hex.EncodeToString(sum))
		return nil
	}
	cr.Signed = func(trailers []byte, signature string) error {
		seen = append(seen, fmt.Sprintf("%s %q", signature, trailers))
		return nil
	}
	if _, err := io.ReadAll(cr); err != nil {
		t.Fatal(err)
	}
	want := []string{
		fmt.Sprintf("aa %x", sha256.Sum256([]byte("hello"))), fmt.Sprintf("bb %x", sha256.Sum256(nil)),
		`cc "x-amz-checksum-crc32:NhCmhg==\n"`,
	}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("seen %v, want %v", seen, want)
	}
	refused := errors.New("refused")
	cr = NewChunkedReader(strings.NewReader(body), 5)
	cr.Chunk = func(string, []byte) error { return refused }
	if _, err := io.ReadAll(cr); err != refused {
		t.Errorf("a chunk that the hook refuses: %v", err)
	}
}

// FuzzChunkedReader: whatever comes, the reader ends, gives no more than was announced, and fails with an error of AWS's.
func FuzzChunkedReader(f *testing.F) {
	for _, s := range []string{"0\r\n\r\n", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "2000\r\n" + big + "\r\n0\r\n\r\n", "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\n\r\n"} {
		f.Add([]byte(s), int64(5))
	}
	f.Fuzz(func(t *testing.T, body []byte, length int64) {
		var out bytes.Buffer
		_, err := io.Copy(&out, NewChunkedReader(bytes.NewReader(body), length))
		var e *Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Errorf("%v", err)
		case err == nil && int64(out.Len()) != length, int64(out.Len()) > max(length, 0):
			t.Errorf("%d bytes of %d", out.Len(), length)
		}
	})
}
