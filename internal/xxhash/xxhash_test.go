package xxhash_test

import (
	"encoding/hex"
	"hash"
	"testing"

	"github.com/awsfake/awsfake/internal/xxhash"
)

// The sums were computed with github.com/cespare/xxhash/v2 and github.com/zeebo/xxh3; all lengths up to 3,000 were compared.
var sums = []struct {
	n             int
	h64, h3, h128 string
}{
	{0, "ef46db3751d8e999", "2d06800538d394c2", "99aa06d3014798d86001c324468d497f"},
	{1, "022545933f06bf0d", "429e81bc6744101c", "beff62be44bc9be4429e81bc6744101c"},
	{3, "08df8be3658d3d95", "32dbb5c7774cc94f", "9dce807f4a9aaa5632dbb5c7774cc94f"},
	{4, "66ffdb81913d4b3c", "65775238ca34c06f", "9772187e76395ea05def542b8e8255bb"},
	{8, "30390231aefd6920", "90b760c9d253d0ff", "29a3277f85f28675da3ca77f4508da63"},
	{9, "ac9e308a56bd9062", "15ae9f843bb50ea4", "57fc1cef528bd18785e53a642b77ffab"},
	{16, "195983347c8efed4", "372c92fa68129c98", "f8ae1a6f144fb00b4c6929dc65a535a0"},
	{17, "eb63f65f9d7a517e", "b5d6b9c1898bd9d6", "0ad716e7cfed9dc843287186cdfec85d"},
	{32, "6731790492a9ab1d", "0ab1dbf9e9f8c22c", "3061e37048c04caacf805526ea96182f"},
	{64, "42b3282701cfbc28", "84fcac4cce9f990d", "87477a4bb45568ed4cbebc1074a4c793"},
	{96, "6c4d5fc97e02f747", "e1e1ba1b4e47ded7", "6eea949b1d64d297bc2bc1d3d2a98617"},
	{128, "044fe4fd8444eea4", "c59e505a97d029e0", "2b83749a25627c556772960c7e09e15b"},
	{129, "e6577f5155728dfb", "f9e651a476d6d3ca", "d2c5fdf14399d768d15020c0444d308f"},
	{160, "00f79ecb936ecab8", "35073e7743b6b66a", "0cbccabccae4eb0df9025b7b4fa59974"},
	{240, "52196cba7571032a", "967597e635f3c527", "b2c3c2aa029b2279e16f608e11e76335"},
	{241, "4ad057cdafb56edd", "d6afac6f8fa85b01", "e75e577a31d24834d6afac6f8fa85b01"},
	{256, "f0ccb841a5ee8918", "9e6593bab96413da", "5f3bd3b68315e0249e6593bab96413da"},
	{511, "e8f814319ff047a2", "f8e3fbcf89733a1a", "7b98a151fb3889b2f8e3fbcf89733a1a"},
	{512, "6cb1e6bba15bccee", "426b67e0356d303d", "962be99a28940a20426b67e0356d303d"},
	{513, "f2db9c3d4d463c20", "b757ecc047a39809", "3833c2c2434db6c0b757ecc047a39809"},
	{1023, "3e30561e1f445369", "120a0457e3e899f6", "dfd1bc5c5a55d341120a0457e3e899f6"},
	{1024, "9e1de15f458db219", "bb9f0c3761cdfd54", "1ac8856c8b289d9abb9f0c3761cdfd54"},
	{1025, "4c3fe020b83d1185", "95edccc1adc4d895", "15379a00bb4cec9895edccc1adc4d895"},
	{2048, "30191d4157a60e3a", "278f7a6a39416b51", "dda6abe2811d8216278f7a6a39416b51"},
	{10000, "288d11c597362d2b", "a52f67ee0d473e72", "a7dc022798adf21aa52f67ee0d473e72"},
}

func data(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

// However the input is cut, the sums are those of other implementations.
func TestSums(t *testing.T) {
	t.Parallel()
	for _, want := range sums {
		in := data(want.n)
		for _, cut := range []int{1, 7, 64, 500, 10000} {
			h64, h3, h128 := xxhash.New64(), xxhash.New3(), xxhash.New128()
			for _, h := range []hash.Hash{h64, h3, h128} {
				h.Write([]byte("what is reset is forgotten"))
				h.Reset()
			}
			for rest := in; len(rest) > 0; {
				n := min(cut, len(rest))
				h64.Write(rest[:n])
				h3.Write(rest[:n])
				h128.Write(rest[:n])
				rest = rest[n:]
			}
			for _, c := range []struct {
				name, want string
				hash       hash.Hash
			}{{"XXH64", want.h64, h64}, {"XXH3", want.h3, h3}, {"XXH128", want.h128, h128}} {
				if got := hex.EncodeToString(c.hash.Sum(nil)); got != c.want {
					t.Errorf("%s of %d bytes, %d at a time: %s, want %s", c.name, want.n, cut, got, c.want)
				}
				if got := c.hash.Sum(nil); len(got) != c.hash.Size() || hex.EncodeToString(got) != c.want {
					t.Errorf("%s: Sum changes the state", c.name)
				}
			}
		}
	}
}
