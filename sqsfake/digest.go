package sqsfake

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// digest is the MD5 of a text in hexadecimal.
func digest(s string) string {
	sum := md5.Sum([]byte(s))
	var b [2 * md5.Size]byte
	hex.Encode(b[:], sum[:])
	return string(b[:])
}

// attributesDigest is the MD5 of message attributes: of name, type and value of each, in order of the names (Developer Guide,
// "Calculating the MD5 message digest for message attributes"). It is "" if there are none.
func attributesDigest(attributes map[string]types.MessageAttributeValue) string {
	if len(attributes) == 0 {
		return ""
	}
	var b []byte
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		kind := aws.ToString(a.DataType)
		b = appendField(b, name)
		b = appendField(b, kind)
		if isBinary(kind) {
			b = appendField(append(b, 2), a.BinaryValue)
		} else {
			b = appendField(append(b, 1), aws.ToString(a.StringValue))
		}
	}
	sum := md5.Sum(b)
	return hex.EncodeToString(sum[:])
}

func appendField[S string | []byte](b []byte, s S) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// optional is nil for "".
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
