package firehosefake_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/awsfake/awsfake/firehosefake"
)

func TestFormatTime(t *testing.T) {
	at := time.Date(2018, 8, 7, 0, 5, 9, 123456789, time.FixedZone("JST", 9*3600))
	for format, want := range map[string]string{
		"yyyy/MM/dd/HH": "2018/08/07/00", "yy-M-d": "18-8-7", "uuuu": "2018", "D": "219", "DDD": "219", "h:mm a": "12:05 AM", "k K H h": "24 0 0 12", "s ss S SSS SSSSSS": "9 09 1 123 123456",
		"MMM MMMM": "Aug August", "E EEEE": "Tue Tuesday", "Q": "3", "'year' yyyy ''": "year 2018 '", "w": "32", "e": "3", "Z X XX XXX x": "+0900 +09 +0900 +09:00 +09", "z": "JST", "y": "2018", "": "",
	} {
		if got, err := firehosefake.FormatTime(at, format); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", format, got, err, want)
		}
	}
	for _, format := range []string{"b", "'open", "VV", "SSSSSSSSSS", "MMMMMMMMMMMM", strings.Repeat("d", 1000)} {
		if got, err := firehosefake.FormatTime(at, format); err == nil {
			t.Errorf("%s: %q", format, got)
		}
	}
}

func TestQuery(t *testing.T) {
	doc := `{"a":"x","b":{"c d":7,"e":[true,{"f":"Y"}]},"t":86400,"n":null,"o":{},"empty":""}`
	for query, want := range map[string]string{
		`{k: .a}`: "x", `{k:.b."c d"}`: "7", `{k: .b["c d"]}`: "7", `{k: .b.e[0]}`: "true", `{k: .b.e[-1].f}`: "Y", `{k: .b.e[1].f | ascii_downcase}`: "y", `{k: (.b."c d" | tostring)}`: "7",
		`{k: .t | strftime("%Y-%m-%d")}`: "1970-01-02", `{"k": .a}`: "x", `{ x : .t, k : .a | ascii_upcase }`: "X",
	} {
		q, err := firehosefake.ParseQuery(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got, err := q.Extract([]byte(doc)); err != nil || got["k"] != want {
			t.Errorf("%s: %q, %v", query, got, err)
		}
	}
	for _, query := range []string{`{k: .n}`, `{k: .o}`, `{k: .empty}`, `{k: .none.more}`, `{k: .a.b}`, `{k: .a[0]}`, `{k: .b.e[9]}`, `{k: .a | strftime("%Y")}`, `{k: .t | strftime("%Q")}`} {
		q, err := firehosefake.ParseQuery(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if got, err := q.Extract([]byte(doc)); err == nil {
			t.Errorf("%s: %q", query, got)
		}
	}
	for _, query := range []string{"", "{}", "{k}", "{k: a}", "{k: .a,}", "{k: .a, k: .b}", `{k: ."a}`, "{k: .a[}", "{k: ..a}", "{k: .a | foo}", "{k: .a + 1}", `{k: .a | strftime(%Y)}`, "{: .a}", ".a", "{k: .[0"} {
		if _, err := firehosefake.ParseQuery(query); err == nil {
			t.Errorf("%s is taken", query)
		}
	}
}

func FuzzQuery(f *testing.F) {
	f.Add(`{k: .a."b c"[0] | strftime("%Y")}`, `{"a":{"b c":[1]}}`)
	f.Fuzz(func(t *testing.T, query, doc string) {
		if q, err := firehosefake.ParseQuery(query); err == nil {
			q.Extract([]byte(doc))
		}
	})
}

func FuzzPrefix(f *testing.F) {
	f.Add("a/!{timestamp:yyyy'x'MM}/!{firehose:random-string}")
	f.Fuzz(func(t *testing.T, text string) { firehosefake.ParsePrefix(text) })
}

func FuzzSnappy(f *testing.F) {
	f.Add([]byte("aaaaaaaabcabcabcabcabcd"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, got := range map[string]func() ([]byte, error){
			"framed": func() ([]byte, error) { return unsnapFramed(firehosefake.SnappyFramed(data)) },
			"hadoop": func() ([]byte, error) { return unsnapHadoop(firehosefake.SnappyHadoop(data)) },
		} {
			if plain, err := got(); err != nil || !bytes.Equal(plain, data) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestSnappy(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 3, 4, 59, 60, 61, 255, 256, 257, 65535, 65536, 65537, 200_000} {
		data := make([]byte, n)
		for i := range data {
			if data[i] = byte(r.IntN(3)); i > 100 && r.IntN(50) == 0 {
				data[i] = byte(r.IntN(256))
			}
		}
		if plain, err := unsnapFramed(firehosefake.SnappyFramed(data)); err != nil || !bytes.Equal(plain, data) {
			t.Errorf("framed %d bytes: %v", n, err)
		}
		if plain, err := unsnapHadoop(firehosefake.SnappyHadoop(data)); err != nil || !bytes.Equal(plain, data) {
			t.Errorf("hadoop %d bytes: %v", n, err)
		}
	}
}

var errSnappy = errors.New("not valid")

// unsnap decompresses a block as the format description has it.
func unsnap(b []byte) (out []byte, _ error) {
	size, n := binary.Uvarint(b)
	if n <= 0 {
		return nil, errSnappy
	}
	for b = b[n:]; len(b) > 0; {
		tag := b[0]
		switch tag & 3 {
		case 0:
			length, skip := int(tag>>2), 1
			switch length {
			case 60:
				length, skip = int(b[1]), 2
			case 61:
				length, skip = int(b[1])|int(b[2])<<8, 3
			}
			out = append(out, b[skip:skip+length+1]...)
			b = b[skip+length+1:]
		case 2:
			offset := int(b[1]) | int(b[2])<<8
			if offset == 0 || offset > len(out) {
				return nil, errSnappy
			}
			for range int(tag>>2) + 1 {
				out = append(out, out[len(out)-offset])
			}
			b = b[3:]
		default:
			return nil, errSnappy
		}
	}
	if uint64(len(out)) != size {
		return nil, errSnappy
	}
	return out, nil
}

// unsnapFramed reads the framing format and checks its sums.
func unsnapFramed(b []byte) (out []byte, _ error) {
	rest, ok := bytes.CutPrefix(b, []byte("\xff\x06\x00\x00sNaPpY"))
	if !ok {
		return nil, errSnappy
	}
	for len(rest) > 0 {
		n := int(rest[1]) | int(rest[2])<<8 | int(rest[3])<<16
		chunk := rest[4 : 4+n]
		plain, err := unsnap(chunk[4:])
		if err != nil || rest[0] != 0 {
			return nil, errSnappy
		}
		sum := crc32.Checksum(plain, crc32.MakeTable(crc32.Castagnoli))
		if binary.LittleEndian.Uint32(chunk) != (sum>>15|sum<<17)+0xa282ead8 {
			return nil, errSnappy
		}
		out, rest = append(out, plain...), rest[4+n:]
	}
	return out, nil
}

func unsnapHadoop(b []byte) (out []byte, _ error) {
	for len(b) > 0 {
		plainSize, size := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
		plain, err := unsnap(b[8 : 8+size])
		if err != nil || len(plain) != int(plainSize) {
			return nil, errSnappy
		}
		out, b = append(out, plain...), b[8+size:]
	}
	return out, nil
}
