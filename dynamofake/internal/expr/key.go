package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// AppendKey appends the encoding of a key value, which is of type S, N or B and valid. Of two values of one type, [bytes.Compare] of
// the encodings tells the order that DynamoDB has, and no encoding is the beginning of another's: encodings of several values
// can be joined.
func AppendKey(dst []byte, v Value) []byte {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return append(appendEscaped(dst, v.Value), 0, 0)
	case *types.AttributeValueMemberB:
		return append(appendEscaped(dst, v.Value), 0, 0)
	case *types.AttributeValueMemberN:
		n, err := parseNumber(v.Value)
		if err != nil {
			return dst
		}
		return n.appendKey(dst)
	}
	return dst
}

// AppendKeyPrefix appends what the encodings of all values of type S or B begin with that begin with v.
func AppendKeyPrefix(dst []byte, v Value) []byte {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return appendEscaped(dst, v.Value)
	case *types.AttributeValueMemberB:
		return appendEscaped(dst, v.Value)
	}
	return dst
}

// KeyAfter returns the first key, in the order of bytes, that is after all that begin with prefix, or nil if there is none. It may
// reuse prefix.
func KeyAfter(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] != 0xFF {
			prefix[i]++
			return prefix[:i+1]
		}
	}
	return nil
}

// appendEscaped writes a zero byte as 00 FF, so that 00 00 can end a value.
func appendEscaped[T string | []byte](dst []byte, s T) []byte {
	for i := range len(s) {
		dst = append(dst, s[i])
		if s[i] == 0 {
			dst = append(dst, 0xFF)
		}
	}
	return dst
}

// appendKey writes the sign, the exponent and pairs of digits. Those of a negative number are inverted.
func (n *number) appendKey(dst []byte) []byte {
	const negative, zero, positive = 1, 2, 3
	if n.length == 0 {
		return append(dst, zero)
	}
	start := len(dst)
	dst = append(dst, positive, byte(n.exponent-minExponent))
	for i := 0; i < n.length; i += 2 {
		pair := (n.digits[i] - '0') * 10
		if i+1 < n.length {
			pair += n.digits[i+1] - '0'
		}
		dst = append(dst, pair+1)
	}
	dst = append(dst, 0)
	if n.negative {
		for i := start + 1; i < len(dst); i++ {
			dst[i] = ^dst[i]
		}
		dst[start] = negative
	}
	return dst
}
