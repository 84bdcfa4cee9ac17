package xxhash

import "math/bits"

// short3 is XXH3 of at most 240 bytes.
func short3(p []byte) uint64 {
	n := uint64(len(p))
	switch {
	case n > 128:
		return medium3(p)
	case n > 16:
		h := n * prime64x1
		for i := (len(p) - 1) / 32; i >= 0; i-- {
			h += mix16(p[16*i:], 32*i)
			h += mix16(p[len(p)-16*(i+1):], 32*i+16)
		}
		return avalanche3(h)
	case n > 8:
		lo := u64(p) ^ u64(secret[24:]) ^ u64(secret[32:])
		hi := u64(p[n-8:]) ^ u64(secret[40:]) ^ u64(secret[48:])
		return avalanche3(n + bits.ReverseBytes64(lo) + hi + fold(lo, hi))
	case n > 3:
		h := u32(p[n-4:]) + u32(p)<<32 ^ u64(secret[8:]) ^ u64(secret[16:])
		h ^= bits.RotateLeft64(h, 49) ^ bits.RotateLeft64(h, 24)
		h *= mixPrime2
		h = (h ^ (h>>35 + n)) * mixPrime2
		return h ^ h>>28
	case n > 0:
		return avalanche64(tiny(p) ^ u32(secret[:]) ^ u32(secret[4:]))
	}
	return avalanche64(u64(secret[56:]) ^ u64(secret[64:]))
}

// tiny combines one to three bytes.
func tiny(p []byte) uint64 {
	n := len(p)
	return uint64(p[0])<<16 | uint64(p[n>>1])<<24 | uint64(p[n-1]) | uint64(n)<<8
}

// medium3 is XXH3 of 129 to 240 bytes.
func medium3(p []byte) uint64 {
	h := uint64(len(p)) * prime64x1
	for i := range 8 {
		h += mix16(p[16*i:], 16*i)
	}
	h = avalanche3(h)
	for i := 8; i < len(p)/16; i++ {
		h += mix16(p[16*i:], 16*(i-8)+3)
	}
	return avalanche3(h + mix16(p[len(p)-16:], 136-17))
}

// short128 is XXH3 of 128 bits of at most 240 bytes.
func short128(p []byte) (hi, lo uint64) {
	n := uint64(len(p))
	switch {
	case n > 128:
		return medium128(p)
	case n > 16:
		m := mix128{lo: n * prime64x1}
		for i := (len(p) - 1) / 32; i >= 0; i-- {
			m.mix(p[16*i:], p[len(p)-16*(i+1):], 32*i)
		}
		return m.sum(n)
	case n > 8:
		return upTo16(p)
	case n > 3:
		return upTo8(p)
	case n > 0:
		c := tiny(p)
		d := uint64(bits.RotateLeft32(bits.ReverseBytes32(uint32(c)), 13))
		return avalanche64(d ^ u32(secret[8:]) ^ u32(secret[12:])), avalanche64(c ^ u32(secret[:]) ^ u32(secret[4:]))
	}
	return avalanche64(u64(secret[80:]) ^ u64(secret[88:])), avalanche64(u64(secret[64:]) ^ u64(secret[72:]))
}

func upTo8(p []byte) (hi, lo uint64) {
	n := uint64(len(p))
	in := u32(p) + u32(p[n-4:])<<32
	hi, lo = bits.Mul64(in^u64(secret[16:])^u64(secret[24:]), prime64x1+n<<2)
	hi += lo << 1
	lo ^= hi >> 3
	lo = (lo ^ lo>>35) * mixPrime2
	return avalanche3(hi), lo ^ lo>>28
}

func upTo16(p []byte) (hi, lo uint64) {
	n := uint64(len(p))
	a, b := u64(p), u64(p[n-8:])
	hi, lo = bits.Mul64(a^b^u64(secret[32:])^u64(secret[40:]), prime64x1)
	lo += (n - 1) << 54
	b ^= u64(secret[48:]) ^ u64(secret[56:])
	hi += b + b&0xffffffff*(prime32x2-1)
	lo ^= bits.ReverseBytes64(hi)
	top, bottom := bits.Mul64(lo, prime64x2)
	return avalanche3(top + hi*prime64x2), avalanche3(bottom)
}

// A mix128 is the 128 bits that 17 to 240 bytes are mixed into.
type mix128 struct{ hi, lo uint64 }

func (m *mix128) mix(a, b []byte, at int) {
	m.lo = (m.lo + mix16(a, at)) ^ (u64(b) + u64(b[8:]))
	m.hi = (m.hi + mix16(b, at+16)) ^ (u64(a) + u64(a[8:]))
}

func (m *mix128) sum(n uint64) (hi, lo uint64) {
	return -avalanche3(m.lo*prime64x1 + m.hi*prime64x4 + n*prime64x2), avalanche3(m.lo + m.hi)
}

// medium128 is XXH3 of 128 bits of 129 to 240 bytes.
func medium128(p []byte) (hi, lo uint64) {
	m := mix128{lo: uint64(len(p)) * prime64x1}
	for i := 0; i < 128; i += 32 {
		m.mix(p[i:], p[i+16:], i)
	}
	m.lo, m.hi = avalanche3(m.lo), avalanche3(m.hi)
	for i := 160; i <= len(p); i += 32 {
		m.mix(p[i-32:], p[i-16:], i-160+3)
	}
	m.mix(p[len(p)-16:], p[len(p)-32:], 136-17-16)
	return m.sum(uint64(len(p)))
}
