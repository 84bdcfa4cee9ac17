package s3fake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/wire"
)

// guardBody has the body checked, as it is read, against what was signed: its hash, or the signatures of its chunks.
func (s *Server) guardBody(r *http.Request, sig *signature) {
	switch {
	case sig.payload == unsignedPayload || sig.payload == "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
	case strings.HasPrefix(sig.payload, "STREAMING-"+algorithmV4+"-PAYLOAD"):
		chunks := &chunkSignatures{
			key:   signingKey(sig.scope[1], sig.scope[2]),
			date:  sig.date,
			scope: strings.Join(sig.scope[1:], "/"),
			last:  sig.signed,
		}
		*r = *r.WithContext(context.WithValue(r.Context(), chunksKey{}, chunks))
	default:
		r.Body = &hashedBody{ReadCloser: r.Body, hash: sha256.New(), want: sig.payload}
	}
}

// A hashedBody is a body whose hash was signed.
type hashedBody struct {
	io.ReadCloser
	hash hash.Hash
	want string
}

// Read reads the body, and at its end compares the hashes.
func (b *hashedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.hash.Write(p[:n])
	if err == io.EOF {
		if got := hex.EncodeToString(b.hash.Sum(nil)); got != b.want {
			return n, fault(http.StatusBadRequest, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.",
				"ClientComputedContentSHA256", b.want, "S3ComputedContentSHA256", got)
		}
	}
	return n, err
}

type chunksKey struct{}

// chunkSignatures checks the signatures of a body's chunks, each of which covers the one before.
// Source: Signature calculations for the authorization header: transferring payload in multiple chunks, and with trailers, Amazon S3
// API reference.
type chunkSignatures struct {
	key   []byte
	date  time.Time
	scope string
	last  string
}

// checkChunks has the signatures of the chunks checked, if they are signed and signatures are checked at all.
func checkChunks(ctx context.Context, c *wire.ChunkedReader) {
	if s, ok := ctx.Value(chunksKey{}).(*chunkSignatures); ok {
		c.Chunk, c.Signed = s.chunk, s.trailers
	}
}

func (c *chunkSignatures) chunk(provided string, sum []byte) error {
	empty := sha256.Sum256(nil)
	return c.check(provided, "PAYLOAD", hex.EncodeToString(empty[:]), hex.EncodeToString(sum))
}

func (c *chunkSignatures) trailers(raw []byte, provided string) error {
	if len(raw) == 0 && provided == "" {
		return nil
	}
	sum := sha256.Sum256(raw)
	return c.check(provided, "TRAILER", hex.EncodeToString(sum[:]))
}

func (c *chunkSignatures) check(provided, what string, hashes ...string) error {
	text := strings.Join(append([]string{algorithmV4 + "-" + what, c.date.Format(timeV4), c.scope, c.last}, hashes...), "\n")
	c.last = signHex(c.key, text)
	if !hmac.Equal([]byte(provided), []byte(c.last)) {
		return fault(http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
	}
	return nil
}
