package xxhash

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

// secret is XXH3's own, kSecret.
var secret = [192]byte{
	0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
	0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
	0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
	0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
	0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
	0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
	0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
	0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
	0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
	0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
	0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
	0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
}

const (
	stripe     = 64
	perBlock   = (len(secret) - stripe) / 8 // stripes, after which the lanes are scrambled
	maxShort   = 240                        // as much is hashed at once
	mixPrime1  = 0x165667919E3779F9
	mixPrime2  = 0x9FB21C651E98DF25
	lastSecret = len(secret) - stripe - 7
)

// A state3 is an XXH3 in progress.
type state3 struct {
	lanes   [8]uint64
	stripes int // of the current block
	buf     [8 * stripe]byte
	n       int          // bytes in buf
	last    [stripe]byte // the bytes before buf
	total   uint64
	size    int // of the sum
}

// New3 returns an XXH3 of 64 bits.
func New3() hash.Hash { return new3(8) }

// New128 returns an XXH3 of 128 bits, also called XXH128.
func New128() hash.Hash { return new3(16) }

func new3(size int) hash.Hash {
	s := &state3{size: size}
	s.Reset()
	return s
}

func (s *state3) Reset() {
	*s = state3{size: s.size}
	s.lanes = [8]uint64{prime32x3, prime64x1, prime64x2, prime64x3, prime64x4, prime32x2, prime64x5, prime32x1}
}

func (s *state3) Size() int      { return s.size }
func (s *state3) BlockSize() int { return stripe }

// Write keeps what may be the last stripe, which is hashed in another way than the others.
func (s *state3) Write(p []byte) (int, error) {
	written := len(p)
	s.total += uint64(len(p))
	for len(p) > 0 {
		if s.n == len(s.buf) {
			s.consume(s.buf[:])
			s.n = 0
		}
		for s.n == 0 && len(p) > len(s.buf) {
			s.consume(p[:len(s.buf)])
			p = p[len(s.buf):]
		}
		k := copy(s.buf[s.n:], p)
		s.n += k
		p = p[k:]
	}
	return written, nil
}

// consume hashes whole stripes.
func (s *state3) consume(p []byte) {
	copy(s.last[:], p[len(p)-stripe:])
	for ; len(p) > 0; p = p[stripe:] {
		s.accumulate(p, secret[8*s.stripes:])
		if s.stripes++; s.stripes == perBlock {
			s.scramble()
			s.stripes = 0
		}
	}
}

func (s *state3) accumulate(p, key []byte) {
	for i := range s.lanes {
		in := u64(p[8*i:])
		k := in ^ u64(key[8*i:])
		s.lanes[i^1] += in
		s.lanes[i] += k & 0xffffffff * (k >> 32)
	}
}

func (s *state3) scramble() {
	for i, lane := range s.lanes {
		s.lanes[i] = (lane ^ lane>>47 ^ u64(secret[len(secret)-stripe+8*i:])) * prime32x1
	}
}

func (s *state3) Sum(b []byte) []byte {
	if s.total <= maxShort {
		return s.sumShort(b)
	}
	c := *s
	last := c.last
	if c.n >= stripe {
		copy(last[:], c.buf[c.n-stripe:c.n])
	} else {
		copy(last[:], c.last[c.n:])
		copy(last[stripe-c.n:], c.buf[:c.n])
	}
	if whole := (c.n - 1) / stripe * stripe; whole > 0 {
		c.consume(c.buf[:whole])
	}
	c.accumulate(last[:], secret[lastSecret:])
	lo := c.merge(11, c.total*prime64x1)
	if s.size == 8 {
		return binary.BigEndian.AppendUint64(b, lo)
	}
	hi := c.merge(len(secret)-stripe-11, ^(c.total * prime64x2))
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, hi), lo)
}

func (s *state3) merge(at int, h uint64) uint64 {
	for i := 0; i < len(s.lanes); i += 2 {
		h += fold(s.lanes[i]^u64(secret[at+8*i:]), s.lanes[i+1]^u64(secret[at+8*i+8:]))
	}
	return avalanche3(h)
}

func (s *state3) sumShort(b []byte) []byte {
	p := s.buf[:s.n]
	if s.size == 8 {
		return binary.BigEndian.AppendUint64(b, short3(p))
	}
	hi, lo := short128(p)
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, hi), lo)
}

// fold is the product of 128 bits, its halves combined.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// avalanche3 is XXH3's final mix.
func avalanche3(h uint64) uint64 {
	h = (h ^ h>>37) * mixPrime1
	return h ^ h>>32
}

// mix16 mixes 16 bytes.
func mix16(p []byte, at int) uint64 {
	return fold(u64(p)^u64(secret[at:]), u64(p[8:])^u64(secret[at+8:]))
}
