// Package xxhash has the hashes XXH64, XXH3 of 64 and of 128 bits, without seed, which are among S3's checksum algorithms. Sums
// are in their canonical form, the most significant byte first.
//
// Source: xxHash fast digest algorithm, github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
package xxhash

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

const (
	prime32x1 = 0x9E3779B1
	prime32x2 = 0x85EBCA77
	prime32x3 = 0xC2B2AE3D

	prime64x1 = 0x9E3779B185EBCA87
	prime64x2 = 0xC2B2AE3D27D4EB4F
	prime64x3 = 0x165667B19E3779F9
	prime64x4 = 0x85EBCA77C2B2AE63
	prime64x5 = 0x27D4EB2F165667C5
)

func u64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }
func u32(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b)) }

// A state64 is an XXH64 in progress.
type state64 struct {
	lanes [4]uint64
	buf   [32]byte
	n     int // bytes in buf
	total uint64
}

// New64 returns an XXH64.
func New64() hash.Hash {
	s := &state64{}
	s.Reset()
	return s
}

func (s *state64) Reset() {
	*s = state64{}
	p1, p2 := uint64(prime64x1), uint64(prime64x2)
	s.lanes = [4]uint64{p1 + p2, p2, 0, -p1}
}

func (s *state64) Size() int      { return 8 }
func (s *state64) BlockSize() int { return len(s.buf) }

func (s *state64) Write(p []byte) (int, error) {
	written := len(p)
	s.total += uint64(len(p))
	for s.n+len(p) >= len(s.buf) {
		block := p
		if s.n > 0 {
			p = p[copy(s.buf[s.n:], p):]
			block = s.buf[:]
			s.n = 0
		} else {
			p = p[len(s.buf):]
		}
		for i := range s.lanes {
			s.lanes[i] = round64(s.lanes[i], u64(block[8*i:]))
		}
	}
	s.n += copy(s.buf[s.n:], p)
	return written, nil
}

func round64(lane, in uint64) uint64 { return bits.RotateLeft64(lane+in*prime64x2, 31) * prime64x1 }

func (s *state64) Sum(b []byte) []byte { return binary.BigEndian.AppendUint64(b, s.sum()) }

func (s *state64) sum() uint64 {
	h := uint64(prime64x5)
	if s.total >= uint64(len(s.buf)) {
		l := &s.lanes
		h = bits.RotateLeft64(l[0], 1) + bits.RotateLeft64(l[1], 7) + bits.RotateLeft64(l[2], 12) + bits.RotateLeft64(l[3], 18)
		for _, lane := range l {
			h = (h^round64(0, lane))*prime64x1 + prime64x4
		}
	}
	h += s.total
	p := s.buf[:s.n]
	for ; len(p) >= 8; p = p[8:] {
		h = bits.RotateLeft64(h^round64(0, u64(p)), 27)*prime64x1 + prime64x4
	}
	if len(p) >= 4 {
		h = bits.RotateLeft64(h^u32(p)*prime64x1, 23)*prime64x2 + prime64x3
		p = p[4:]
	}
	for _, c := range p {
		h = bits.RotateLeft64(h^uint64(c)*prime64x5, 11) * prime64x1
	}
	return avalanche64(h)
}

// avalanche64 is XXH64's final mix.
func avalanche64(h uint64) uint64 {
	h = (h ^ h>>33) * prime64x2
	h = (h ^ h>>29) * prime64x3
	return h ^ h>>32
}
