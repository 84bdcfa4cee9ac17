package s3fake_test

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
)

// The checksums of hello: of the xxHashes with other implementations, of the rest with the standard library.
var helloSums = map[string]string{
	"crc32": "NhCmhg==", "crc32c": "mnG7TA==", "crc64nvme": "M3eFcAZSQlc=", "sha1": "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
	"sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
	"sha512": "m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw==",
	"md5":    "XUFAKrxLKna5cZ2REBfFkg==", "xxhash64": "JseCfYifbaM=", "xxhash3": "lVXoVVxi3P0=", "xxhash128": "tenBrQcbPn/Hec+qXlI4GA==",
}

// A checksum of each algorithm is checked, stored and told; without one S3 makes its own.
func TestChecksumsOfEachAlgorithm(t *testing.T) {
	f := startPhotos(t)
	for name, sum := range helloSums {
		header := "X-Amz-Checksum-" + strings.ToUpper(name[:1]) + name[1:]
		a := f.do("PUT", "/photos/hello", "hello", header, sum)
		if a.StatusCode != 200 || a.Header.Get(header) != sum || a.Header.Get("X-Amz-Checksum-Type") != "FULL_OBJECT" {
			t.Errorf("%s: %s %v", name, a.body, a.Header)
			continue
		}
		a = f.do("GET", "/photos/hello", "", "X-Amz-Checksum-Mode", "ENABLED")
		if a.Header.Get(header) != sum || a.Header.Get("X-Amz-Checksum-Type") != "FULL_OBJECT" {
			t.Errorf("%s: %v", name, a.Header)
		}
		if a := f.do("GET", "/photos/hello", ""); a.Header.Get(header) != "" || a.Header.Get("X-Amz-Checksum-Type") != "" {
			t.Errorf("%s is told without being asked for: %v", name, a.Header)
		}
		upper := strings.ToUpper(name)
		wrong := base64.StdEncoding.EncodeToString(make([]byte, len(sum)/4*3-strings.Count(sum, "=")))
		f.do("PUT", "/photos/wrong", "hello", header, wrong).fails(t, want(400, "BadDigest", "The "+upper+" you specified did not match the calculated checksum."))
		f.do("PUT", "/photos/wrong", "hello", header, "YWJj").fails(t, want(400, "InvalidRequest", "Value for x-amz-checksum-"+name+" header is invalid."))
		f.do("PUT", "/photos/wrong", "hello", header, "no base64!").fails(t, want(400, "InvalidRequest", "Value for x-amz-checksum-"+name+" header is invalid."))
	}
	f.do("PUT", "/photos/hello", "hello")
	if a := f.do("HEAD", "/photos/hello", "", "X-Amz-Checksum-Mode", "ENABLED"); a.Header.Get("X-Amz-Checksum-Crc64nvme") != helloSums["crc64nvme"] {
		t.Errorf("%v", a.Header)
	}
	f.do("PUT", "/photos/wrong", "hello", "X-Amz-Checksum-Sha1", helloSums["sha1"], "X-Amz-Checksum-Sha256", helloSums["sha256"]).fails(t,
		want(400, "InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."))
	f.do("PUT", "/photos/wrong", "hello", "X-Amz-Sdk-Checksum-Algorithm", "SHA1").fails(t,
		want(400, "InvalidRequest", "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."))
	if l := f.Objects(photos); len(l) != 1 {
		t.Errorf("stored %v", l)
	}
}

func TestContentMD5(t *testing.T) {
	f := startPhotos(t)
	if a := f.do("PUT", "/photos/hello", "hello", "Content-Md5", helloSums["md5"]); a.StatusCode != 200 {
		t.Error(a.body)
	}
	zero := base64.StdEncoding.EncodeToString(make([]byte, md5.Size))
	f.do("PUT", "/photos/wrong", "hello", "Content-Md5", zero).fails(t, want(400, "BadDigest", "The Content-MD5 you specified did not match what we received.",
		"ExpectedDigest", zero, "CalculatedDigest", helloSums["md5"]))
	f.do("PUT", "/photos/wrong", "hello", "Content-Md5", "YWJj").fails(t, want(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", "Content-MD5", "YWJj"))
	f.do("POST", "/photos?delete", "<Delete><Object><Key>hello</Key></Object></Delete>", "Content-Md5", zero).fails(t,
		want(400, "BadDigest", "The Content-MD5 you specified did not match what we received."))
	f.do("POST", "/photos?delete", "<Delete><Object><Key>hello</Key></Object></Delete>", "X-Amz-Checksum-Crc32", "AAAAAA==").fails(t,
		want(400, "BadDigest", "The CRC32 you specified did not match the calculated checksum."))
	if l := f.Objects(photos); len(l) != 1 || l[0].Key != "hello" {
		t.Errorf("stored %v", l)
	}
}

// Chunked bodies, signed or not, with trailers, end up as what is in them.
func TestChunkedBodies(t *testing.T) {
	f := startPhotos(t)
	trailer := "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
	unsigned := []string{"X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "X-Amz-Decoded-Content-Length", "5", "X-Amz-Trailer", "x-amz-checksum-crc32"}
	a := f.do("PUT", "/photos/hello", trailer, append(unsigned, "Content-Encoding", "aws-chunked,br")...)
	if a.StatusCode != 200 || a.Header.Get("X-Amz-Checksum-Crc32") != "NhCmhg==" {
		t.Errorf("%s %v", a.body, a.Header)
	}
	if a := f.do("GET", "/photos/hello", ""); a.body != "hello" || a.Header.Get("Content-Encoding") != "br" {
		t.Errorf("%q %v", a.body, a.Header)
	}
	signed := "5;chunk-signature=aa\r\nhello\r\n0;chunk-signature=bb\r\n\r\n"
	a = f.do("PUT", "/photos/hello", signed, "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "X-Amz-Decoded-Content-Length", "5", "Content-Encoding", "aws-chunked")
	if a.StatusCode != 200 {
		t.Error(a.body)
	}
	if a := f.do("GET", "/photos/hello", ""); a.body != "hello" || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("%q %v", a.body, a.Header)
	}
	a = f.do("POST", "/photos?delete", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(deleteHello), deleteHello), "X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
		"X-Amz-Decoded-Content-Length", fmt.Sprint(len(deleteHello)))
	if a.StatusCode != 200 || len(f.Objects(photos)) > 0 {
		t.Errorf("a document in chunks: %s", a.body)
	}
	for name, c := range map[string]struct {
		body    string
		headers []string
		want    wanted
	}{
		"truncated":           {trailer[:8], unsigned, want(400, "IncompleteBody", "The request body terminated unexpectedly")},
		"over-long":           {"6\r\nhello!\r\n0\r\n\r\n", unsigned, want(400, "IncompleteBody", "The request body terminated unexpectedly")},
		"malformed":           {"hello", unsigned, want(400, "IncompleteBody", "The request body terminated unexpectedly")},
		"wrong trailer":       {strings.Replace(trailer, "NhCmhg", "AAAAAA", 1), unsigned, want(400, "BadDigest", "The CRC32 you specified did not match the calculated checksum.")},
		"malformed trailer":   {strings.Replace(trailer, "NhCmhg==", "x", 1), unsigned, want(400, "InvalidRequest", "Value for x-amz-checksum-crc32 trailing header is invalid.")},
		"no trailer":          {"5\r\nhello\r\n0\r\n\r\n", unsigned, want(400, "InvalidRequest", "Value for x-amz-checksum-crc32 trailing header is invalid.")},
		"unknown trailer":     {trailer, append(unsigned[:4:4], "X-Amz-Trailer", "x-foo"), want(400, "InvalidRequest", "The value specified in the x-amz-trailer header is not supported")},
		"no decoded length":   {trailer, unsigned[:2], want(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")},
		"a bad trailing line": {"5\r\nhello\r\n0\r\nfoo\r\n\r\n", unsigned, want(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.")},
	} {
		t.Run(name, func(t *testing.T) { f.do("PUT", "/photos/bad", c.body, c.headers...).fails(t, c.want) })
	}
	if l := f.Objects(photos); len(l) > 0 {
		t.Errorf("stored %v", l)
	}
}

const deleteHello = "<Delete><Object><Key>hello</Key></Object></Delete>"

// The errors are those of TestS3SSECEncryption in the recordings.
func TestCustomerKeys(t *testing.T) {
	f := startPhotos(t)
	key := func(c byte) (raw, sum *string) {
		k := strings.Repeat(string(c), 32)
		h := md5.Sum([]byte(k))
		return str(base64.StdEncoding.EncodeToString([]byte(k))), str(base64.StdEncoding.EncodeToString(h[:]))
	}
	k1, m1 := key('a')
	k2, m2 := key('b')
	out := f.put("secret", "hello", func(in *s3.PutObjectInput) {
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = str("AES256"), k1, m1
	})
	if *out.SSECustomerAlgorithm != "AES256" || *out.SSECustomerKeyMD5 != *m1 || out.ServerSideEncryption != "" || *out.ETag == `"5d41402abc4b2a76b9719d911017c592"` {
		t.Errorf("%+v", out)
	}
	get := func(algorithm, key, sum *string) answer {
		headers := []string{}
		for name, v := range map[string]*string{"Algorithm": algorithm, "Key": key, "Key-Md5": sum} {
			if v != nil {
				headers = append(headers, "X-Amz-Server-Side-Encryption-Customer-"+name, *v)
			}
		}
		return f.do("GET", "/photos/secret", "", headers...)
	}
	aes := str("AES256")
	if a := get(aes, k1, m1); a.body != "hello" || a.Header.Get("X-Amz-Server-Side-Encryption-Customer-Key-Md5") != *m1 {
		t.Errorf("%s %v", a.body, a.Header)
	}
	denied := want(403, "AccessDenied", "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.")
	get(nil, nil, nil).fails(t, want(400, "InvalidRequest", "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object."))
	get(aes, k2, m2).fails(t, denied)
	get(aes, k1, nil).fails(t, denied)
	const name = "x-amz-server-side-encryption"
	get(aes, k1, m2).fails(t, want(400, "InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided.", "ArgumentName", name))
	get(aes, str("YWJj"), m1).fails(t, want(400, "InvalidArgument", "The secret key was invalid for the specified algorithm.", "ArgumentName", name))
	get(str("KMS"), k1, m1).fails(t, want(400, "InvalidEncryptionAlgorithmError", "The Encryption request you specified is not valid. Supported value: AES256.", "ArgumentName", name, "ArgumentValue", "KMS"))
	f.put("plain", "hello")
	f.do("GET", "/photos/plain", "", "X-Amz-Server-Side-Encryption-Customer-Algorithm", "AES256", "X-Amz-Server-Side-Encryption-Customer-Key", *k1,
		"X-Amz-Server-Side-Encryption-Customer-Key-Md5", *m1).fails(t, want(400, "InvalidRequest", "The encryption parameters are not applicable to this object."))

	_, err := f.copy("photos/secret", "copy", func(in *s3.CopyObjectInput) {
		in.CopySourceSSECustomerAlgorithm, in.CopySourceSSECustomerKey, in.CopySourceSSECustomerKeyMD5 = aes, k1, m1
	})
	f.ok(err)
	if got := f.get("copy"); got != "hello" {
		t.Errorf("%q", got)
	}

	with := func(k, m *string) func(*s3.UploadPartInput) {
		return func(in *s3.UploadPartInput) {
			in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = aes, k, m
		}
	}
	const initiated = "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters."
	_, err = f.upload("k").try(1, nil, with(k1, m1))
	f.fails(err, want(400, "InvalidRequest", initiated))
	m := f.upload("k", func(in *s3.CreateMultipartUploadInput) {
		in.SSECustomerAlgorithm, in.SSECustomerKey, in.SSECustomerKeyMD5 = aes, k1, m1
	})
	_, err = m.try(1, nil)
	f.fails(err, want(400, "InvalidRequest", initiated))
	_, err = m.try(1, nil, with(k2, m2))
	f.fails(err, want(400, "InvalidRequest", "The provided encryption parameters did not match the ones used originally."))
	_, err = m.try(1, nil, with(k1, m1))
	f.ok(err)
}

func TestKMS(t *testing.T) {
	f := startPhotos(t)
	const id = "134f2428-cec1-4b25-a1ae-9048164dba47"
	arn := "arn:aws:kms:us-east-1:000000000000:key/" + id
	for sent, want := range map[string]string{id: arn, arn: arn, "alias/mine": "arn:aws:kms:us-east-1:000000000000:alias/mine"} {
		out := f.put("k", "hello", func(in *s3.PutObjectInput) {
			in.ServerSideEncryption, in.SSEKMSKeyId, in.BucketKeyEnabled = types.ServerSideEncryptionAwsKms, &sent, yes()
		})
		if *out.SSEKMSKeyId != want || !*out.BucketKeyEnabled || out.ServerSideEncryption != "aws:kms" || *out.ETag == `"5d41402abc4b2a76b9719d911017c592"` {
			t.Errorf("%+v", out)
		}
	}
	out := f.put("k", "hello", func(in *s3.PutObjectInput) { in.ServerSideEncryption = types.ServerSideEncryptionAwsKms })
	if !strings.HasPrefix(*out.SSEKMSKeyId, "arn:aws:kms:us-east-1:000000000000:key/") || out.BucketKeyEnabled != nil {
		t.Errorf("%+v", out)
	}
	for sent, message := range map[string]string{
		"fake-key-id": "Invalid keyId 'fake-key-id'", "arn:aws:kms:eu-west-1:000000000000:key/" + id: "Invalid arn eu-west-1",
	} {
		_, err := f.c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: str(photos), Key: str("k"), ServerSideEncryption: "aws:kms", SSEKMSKeyId: &sent})
		f.fails(err, want(400, "KMS.NotFoundException", message))
	}
	head, err := f.c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: str(photos), Key: str("k")})
	f.ok(err)
	if diff := cmp.Diff(aws.ToString(out.SSEKMSKeyId), aws.ToString(head.SSEKMSKeyId)); diff != "" {
		t.Error(diff)
	}
}
