package firehosefake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"path"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
)

// pack compresses the content of an object, and returns the Content-Encoding that AWS gives it.
func pack(format types.CompressionFormat, key string, data []byte) (packed []byte, encoding string, err error) {
	switch format {
	case types.CompressionFormatGzip:
		packed, err = compressGzip(data)
		return packed, "gzip", err
	case types.CompressionFormatZip:
		packed, err = compressZip(strings.TrimSuffix(path.Base(key), ".zip"), data)
		return packed, "", err
	case types.CompressionFormatSnappy:
		return snappyFramed(data), "", nil
	case types.CompressionFormatHadoopSnappy:
		return snappyHadoop(data), "", nil
	}
	return data, "", nil
}

func compressZip(name string, data []byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	return b.Bytes(), err
}

// snappyBlock is how much is compressed at a time: the maximum of a chunk in the framing format.
const snappyBlock = 1 << 16

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// snappyFramed compresses to Snappy's framing format
// (https://github.com/google/snappy/blob/main/framing_format.txt).
func snappyFramed(data []byte) []byte {
	out := []byte("\xff\x06\x00\x00sNaPpY")
	for len(data) > 0 {
		block := data[:min(len(data), snappyBlock)]
		data = data[len(block):]
		packed := snappyEncode(block)
		n := len(packed) + 4
		out = append(out, 0x00, byte(n), byte(n>>8), byte(n>>16))
		sum := crc32.Checksum(block, castagnoli)
		out = binary.LittleEndian.AppendUint32(out, (sum>>15|sum<<17)+0xa282ead8) // masked
		out = append(out, packed...)
	}
	return out
}

// snappyHadoop compresses to the format of Hadoop's codec: the length of a block before and after compression, and the block.
func snappyHadoop(data []byte) (out []byte) {
	for len(data) > 0 {
		block := data[:min(len(data), snappyBlock)]
		data = data[len(block):]
		packed := snappyEncode(block)
		out = binary.BigEndian.AppendUint32(out, uint32(len(block)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(packed)))
		out = append(out, packed...)
	}
	return out
}

// snappyEncode compresses a block of at most 64 KiB: literals, and copies of what a table of four-byte sequences finds before
// (https://github.com/google/snappy/blob/main/format_description.txt).
func snappyEncode(src []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(len(src)))
	var table [1 << 12]uint16 // position + 1 of the last sequence with a hash
	from := 0                 // of the literal
	for i := 0; i+4 <= len(src); {
		sequence := binary.LittleEndian.Uint32(src[i:])
		h := sequence * 0x1e35a7bd >> 20
		at := int(table[h]) - 1
		table[h] = uint16(i + 1)
		if at < 0 || binary.LittleEndian.Uint32(src[at:]) != sequence {
			i++
			continue
		}
		n := 4
		for i+n < len(src) && src[at+n] == src[i+n] {
			n++
		}
		out = snappyLiteral(out, src[from:i])
		out = snappyCopy(out, i-at, n)
		i += n
		from = i
	}
	return snappyLiteral(out, src[from:])
}

func snappyLiteral(out, literal []byte) []byte {
	switch n := len(literal) - 1; {
	case n < 0:
		return out
	case n < 60:
		out = append(out, byte(n)<<2)
	case n < 1<<8:
		out = append(out, 60<<2, byte(n))
	default:
		out = append(out, 61<<2, byte(n), byte(n>>8))
	}
	return append(out, literal...)
}

// snappyCopy appends copies of up to 64 bytes with offsets of 16 bits.
func snappyCopy(out []byte, offset, n int) []byte {
	for n > 0 {
		length := min(n, 64)
		out = append(out, byte(length-1)<<2|2, byte(offset), byte(offset>>8))
		n -= length
	}
	return out
}
