package sqsfake

import (
	"encoding/base64"
	"encoding/binary"
)

// A handle is what a receipt handle says: which receive of which message in which queue. So nothing has to be kept for it.
type handle struct {
	queue   uint64
	message uint64
	receipt uint64
}

// Receipt handles look as on AWS: opaque base64 that begins with AQEB, long, and different for each receive.
const (
	handlePrefix = "\x01\x01\x01"
	handleSize   = len(handlePrefix) + 16*8 // 16 words: queue, message, receipt, noise, checksum
)

// String encodes a handle.
func (h handle) String() string {
	var raw [handleSize]byte
	copy(raw[:], handlePrefix)
	words := raw[len(handlePrefix):]
	noise := h.queue<<40 ^ h.message<<16 ^ h.receipt
	mask := scramble(&noise)
	binary.BigEndian.PutUint64(words, mask)
	for i, w := range [...]uint64{h.queue, h.message, h.receipt} {
		binary.BigEndian.PutUint64(words[8*(i+1):], w^scramble(&mask))
	}
	for i := 4; i < 15; i++ {
		binary.BigEndian.PutUint64(words[8*i:], scramble(&noise))
	}
	binary.BigEndian.PutUint64(words[8*15:], checksum(words[:8*15]))
	var text [(handleSize + 2) / 3 * 4]byte
	base64.StdEncoding.Encode(text[:], raw[:])
	return string(text[:])
}

// parseHandle reverses String; ok is false for what it never returned.
func parseHandle(s string) (h handle, ok bool) {
	var raw [handleSize + 2]byte
	if base64.StdEncoding.EncodedLen(handleSize) != len(s) {
		return h, false
	}
	n, err := base64.StdEncoding.Decode(raw[:], []byte(s))
	if err != nil || n != handleSize || string(raw[:len(handlePrefix)]) != handlePrefix {
		return h, false
	}
	words := raw[len(handlePrefix):handleSize]
	if binary.BigEndian.Uint64(words[8*15:]) != checksum(words[:8*15]) {
		return h, false
	}
	mask := binary.BigEndian.Uint64(words)
	for i, w := range [...]*uint64{&h.queue, &h.message, &h.receipt} {
		*w = binary.BigEndian.Uint64(words[8*(i+1):]) ^ scramble(&mask)
	}
	return h, true
}

// scramble is the next number of a SplitMix64 generator.
func scramble(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// checksum tells handles from texts that only look like one.
func checksum(words []byte) uint64 {
	var sum uint64
	for i := 0; i < len(words); i += 8 {
		sum ^= binary.BigEndian.Uint64(words[i:])
		sum = scramble(&sum)
	}
	return sum
}
