package s3fake

import (
	"context"
	"encoding/base64"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/internal/service"
)

// headers are the system metadata that a client chooses.
type headers struct {
	cacheControl, contentDisposition, contentEncoding, contentLanguage, contentType, expires, redirect *string
}

// defaultType is the content type of an object whose client sends none.
const defaultType = "binary/octet-stream"

// headersOf reads the system metadata of a new object.
func headersOf(ctx context.Context, in *s3.PutObjectInput) headers {
	h := headers{
		cacheControl: in.CacheControl, contentDisposition: in.ContentDisposition, contentEncoding: filled(in.ContentEncoding),
		contentLanguage: in.ContentLanguage, contentType: filled(in.ContentType), redirect: in.WebsiteRedirectLocation,
	}
	if h.contentType == nil {
		h.contentType = or[string](nil, defaultType)
	}
	if e := service.Header(ctx, "Expires"); e != "" { // S3 keeps any text
		h.expires = &e
	}
	return h
}

// filled returns s, but nil if it is empty.
func filled(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}

// maxMetadata is how many bytes the names and values of user metadata may have.
// Source: Working with object metadata, Amazon S3 User Guide.
const maxMetadata = 2 << 10

// metadataOf reads the user metadata of a new object. Values in RFC 2047's encoding are decoded.
func metadataOf(in map[string]string) (map[string]string, error) {
	if len(in) == 0 {
		return nil, nil
	}
	size := 0
	out := make(map[string]string, len(in))
	for k, v := range in { // the order does not show
		out[k] = decodeWord(v)
		size += len(k) + len(out[k])
	}
	if size > maxMetadata {
		// Source: Error responses, Amazon S3 API reference.
		return nil, fault(http.StatusBadRequest, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size",
			"Size", itoa(int64(size)), "MaxSizeAllowed", itoa(maxMetadata))
	}
	return out, nil
}

// decodeWord decodes a header's value. What is not UTF-8 in it is replaced: test_user_metadata_rfc2047_bad_b64_encoded.
func decodeWord(s string) string {
	if strings.Contains(s, "=?") {
		if d, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
			s = d
		}
	}
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// metadataHeaders returns user metadata as it is sent.
func (v *version) metadataHeaders() map[string]string {
	if len(v.metadata) == 0 {
		return nil
	}
	out := make(map[string]string, len(v.metadata))
	for k, s := range v.metadata {
		out[k] = encodeWord(s)
	}
	return out
}

// encodeWord encodes a value as S3 does, which is what Java's MimeUtility does: quoted-printable if most of it is ASCII, base64
// otherwise. Source: test_user_metadata_rfc2047_encoded.
func encodeWord(s string) string {
	ascii, other := 0, 0
	for _, r := range s {
		if isPlain(r) {
			ascii++
		} else {
			other++
		}
	}
	switch {
	case other == 0:
		return s
	case ascii <= other:
		return "=?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
	}
	return "=?UTF-8?Q?" + quotedPrintable(s) + "?="
}

func isPlain(r rune) bool { return r >= ' ' && r < 0x7f || r == '\t' || r == '\r' || r == '\n' }

func quotedPrintable(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('_')
		case c < ' ' || c >= 0x7f || strings.IndexByte("=_?", c) >= 0:
			b.Write([]byte{'=', hex[c>>4], hex[c&15]})
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
