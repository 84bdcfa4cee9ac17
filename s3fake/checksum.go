package s3fake

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/wire"
	"github.com/awsfake/awsfake/internal/xxhash"
)

// An algorithm is one of S3's checksum algorithms.
type algorithm struct {
	name            types.ChecksumAlgorithm
	canonical       string // name of the header that carries the checksum
	new             func() hash.Hash
	full, composite bool // the checksum types that a multipart upload can have
}

// header is the name of the header as messages have it.
func (a *algorithm) header() string { return strings.ToLower(a.canonical) }

// algorithms are those that the SDK knows, the default first.
// Source: Checking object integrity in Amazon S3, Amazon S3 User Guide, for the checksum types.
var algorithms = [...]algorithm{
	{types.ChecksumAlgorithmCrc64nvme, "X-Amz-Checksum-Crc64nvme", newCRC64NVME, true, false},
	{types.ChecksumAlgorithmCrc32, "X-Amz-Checksum-Crc32", func() hash.Hash { return crc32.NewIEEE() }, true, true},
	{types.ChecksumAlgorithmCrc32c, "X-Amz-Checksum-Crc32c", func() hash.Hash { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }, true, true},
	{types.ChecksumAlgorithmSha1, "X-Amz-Checksum-Sha1", sha1.New, false, true},
	{types.ChecksumAlgorithmSha256, "X-Amz-Checksum-Sha256", sha256.New, false, true},
	{types.ChecksumAlgorithmSha512, "X-Amz-Checksum-Sha512", sha512.New, false, true},
	{types.ChecksumAlgorithmMd5, "X-Amz-Checksum-Md5", md5.New, false, true},
	{types.ChecksumAlgorithmXxhash64, "X-Amz-Checksum-Xxhash64", xxhash.New64, false, true},
	{types.ChecksumAlgorithmXxhash3, "X-Amz-Checksum-Xxhash3", xxhash.New3, false, true},
	{types.ChecksumAlgorithmXxhash128, "X-Amz-Checksum-Xxhash128", xxhash.New128, false, true},
}

var crc64NVME = sync.OnceValue(func() *crc64.Table { return crc64.MakeTable(0x9a6c9329ac4bc9b5) })

func newCRC64NVME() hash.Hash { return crc64.New(crc64NVME()) }

// algorithmOf returns the algorithm of a name, nil if there is none.
func algorithmOf(name types.ChecksumAlgorithm) *algorithm {
	for i := range algorithms {
		if algorithms[i].name == name {
			return &algorithms[i]
		}
	}
	return nil
}

// An expectedSum is the checksum that a client sends, or will send after the body.
type expectedSum struct {
	algorithm *algorithm // nil if the client leaves it to S3
	value     string     // "" until it is known
	trailing  bool
}

// sumInHeaders finds the checksum that a request's headers have or announce.
func sumInHeaders(h http.Header) (want expectedSum, err error) {
	for i := range algorithms {
		a := &algorithms[i]
		values := h[a.canonical]
		if len(values) == 0 || values[0] == "" {
			continue
		}
		value := values[0]
		if want.algorithm != nil {
			return want, invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
		}
		if !a.fits(value) {
			return want, invalidRequest("Value for %s header is invalid.", a.header())
		}
		want = expectedSum{algorithm: a, value: value}
	}
	if trailer := h.Get("X-Amz-Trailer"); trailer != "" && want.algorithm == nil {
		return announcedSum(trailer)
	}
	if name := h.Get("X-Amz-Sdk-Checksum-Algorithm"); name != "" && want.algorithm == nil && h.Get("X-Amz-Copy-Source") == "" {
		return want, missingSum(name, h)
	}
	return want, nil
}

// missingSum refuses a request that names an algorithm and has no checksum of it, unless its body has another digest.
// Source: versitygw's s3err, which follows what its authors see of S3.
func missingSum(name string, h http.Header) error {
	switch {
	case algorithmOf(types.ChecksumAlgorithm(name)) == nil:
		return unsupportedAlgorithm()
	case h.Get("Content-Md5") != "":
		return nil
	}
	return invalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.")
}

func unsupportedAlgorithm() *wire.Error {
	var names []string
	for _, a := range algorithms {
		names = append(names, string(a.name))
	}
	slices.Sort(names)
	// Recorded with the five algorithms of the time: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256].
	return invalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [%s]", strings.Join(names, ", "))
}

// announcedSum reads the header x-amz-trailer.
func announcedSum(trailer string) (expectedSum, error) {
	for i := range algorithms {
		if strings.EqualFold(strings.TrimSpace(trailer), algorithms[i].header()) {
			return expectedSum{algorithm: &algorithms[i], trailing: true}, nil
		}
	}
	// Source: versitygw's s3err, which follows what its authors see of S3.
	return expectedSum{}, invalidRequest("The value specified in the x-amz-trailer header is not supported")
}

// fits reports whether a text can be a checksum of the algorithm.
func (a *algorithm) fits(value string) bool {
	b, err := base64.StdEncoding.DecodeString(value)
	return err == nil && len(b) == a.new().Size()
}

// digests are what S3 computes of a body: its MD5 for the ETag, and one checksum.
type digests struct {
	md5    hash.Hash
	sum    hash.Hash
	want   expectedSum
	md5Sum []byte // that the client sent
}

func newDigests(contentMD5 string, want expectedSum) (*digests, error) {
	d := &digests{md5: md5.New(), want: want}
	if want.algorithm == nil {
		d.want.algorithm = &algorithms[0]
	}
	d.sum = d.want.algorithm.new()
	if contentMD5 == "" {
		return d, nil
	}
	var err error
	if d.md5Sum, err = base64.StdEncoding.DecodeString(contentMD5); err != nil || len(d.md5Sum) != md5.Size {
		// Source: Error responses, Amazon S3 API reference.
		return nil, fault(http.StatusBadRequest, "InvalidDigest", "The Content-MD5 you specified was invalid.", "Content-MD5", contentMD5)
	}
	return d, nil
}

// Write adds to both.
func (d *digests) Write(p []byte) (int, error) {
	d.sum.Write(p)
	return d.md5.Write(p)
}

// expectTrailer takes the checksum from the trailers after the body.
func (d *digests) expectTrailer(trailer http.Header) error {
	a := d.want.algorithm
	if d.want.value = trailer.Get(a.header()); !a.fits(d.want.value) {
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return invalidRequest("Value for %s trailing header is invalid.", a.header())
	}
	return nil
}

// check compares what was computed with what the client sent.
func (d *digests) check() error {
	if got := d.md5.Sum(nil); d.md5Sum != nil && !slices.Equal(got, d.md5Sum) {
		// Source: Error responses, Amazon S3 API reference.
		return fault(http.StatusBadRequest, "BadDigest", "The Content-MD5 you specified did not match what we received.",
			"ExpectedDigest", base64.StdEncoding.EncodeToString(d.md5Sum), "CalculatedDigest", base64.StdEncoding.EncodeToString(got))
	}
	if d.want.value != "" && d.want.value != encodeSum(d.sum) {
		return badDigest(string(d.want.algorithm.name))
	}
	return nil
}

func badDigest(algorithm string) *wire.Error {
	return fault(http.StatusBadRequest, "BadDigest", "The "+algorithm+" you specified did not match the calculated checksum.")
}

func encodeSum(h hash.Hash) string { return base64.StdEncoding.EncodeToString(h.Sum(nil)) }

// etag is the ETag of a body that is not encrypted with a key of the client's or of KMS.
func (d *digests) etag() string { return hex.EncodeToString(d.md5.Sum(nil)) }

// checksum is the checksum of the whole.
func (d *digests) checksum() checksums {
	return checksums{d.want.algorithm.name, types.ChecksumTypeFullObject, encodeSum(d.sum)}
}

// sumIndexes has, by the type of an SDK struct, the places of its members ChecksumCRC32 and so on.
var sumIndexes sync.Map // reflect.Type -> *[len(algorithms)]int, never changed once stored

func sumIndex(t reflect.Type) *[len(algorithms)]int {
	if i, ok := sumIndexes.Load(t); ok {
		return i.(*[len(algorithms)]int)
	}
	index := new([len(algorithms)]int)
	for i, a := range algorithms {
		f, _ := t.FieldByName("Checksum" + string(a.name))
		index[i] = f.Index[0]
	}
	sumIndexes.Store(t, index)
	return index
}

// setSum sets the member of an SDK struct that has the checksum.
func setSum(out any, c checksums) {
	if c.value == "" {
		return
	}
	v := reflect.ValueOf(out).Elem()
	for i, at := range sumIndex(v.Type()) {
		if algorithms[i].name == c.algorithm {
			*v.Field(at).Addr().Interface().(**string) = &c.value
		}
	}
}

// sumsIn returns the checksums that an SDK struct has.
func sumsIn(in any) (l []checksums) {
	v := reflect.ValueOf(in).Elem()
	for i, at := range sumIndex(v.Type()) {
		if s := *v.Field(at).Addr().Interface().(**string); s != nil {
			l = append(l, checksums{algorithm: algorithms[i].name, value: *s})
		}
	}
	return l
}
