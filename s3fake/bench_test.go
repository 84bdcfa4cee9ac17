//go:build unix

package s3fake_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/internal/benchtest"
	"github.com/awsfake/awsfake/s3fake"
)

// The benchmarks go through the SDK's client. Beside the fake stands the same client against a handler that does no more than a
// store has to: it drains and hashes the body of a PUT, and writes that of a GET, with the headers that the fake sends, since
// the client checks the checksum among them. x is what a call to the fake costs of the
// process's CPU time in terms of one to that handler, measured in turns, so that the machine's mood does not tell them apart;
// x-throughput is how many bytes a second the fake moves in terms of that handler.
//
//	go test -run xxx -bench . -benchtime 2000x ./s3fake

// A bench is a fake with a bucket, and the null handler.
type bench struct {
	*s3fake.Server
	null    *s3.Client
	body    []byte
	headers map[string]http.Header // of the fake's answers, by method
}

func newBench(b *testing.B, size int) *bench {
	f := &bench{Server: s3fake.Start(b), body: bytes.Repeat([]byte{'x'}, size)}
	f.Put("photos", "cat.jpg", nil)
	f.put(b, f.Client)
	f.headers = map[string]http.Header{http.MethodPut: {}}
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/photos/cat.jpg", nil)
	r.Header.Set("X-Amz-Checksum-Mode", "ENABLED")
	f.ServeHTTP(rec, r)
	f.headers[http.MethodGet] = rec.Header()
	null := httptest.NewServer(http.HandlerFunc(f.serveNull))
	b.Cleanup(null.Close)
	f.null = s3.NewFromConfig(f.Config(), func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = &null.URL, true })
	return f
}

func (f *bench) serveNull(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	maps.Copy(h, f.headers[r.Method])
	if r.Method == http.MethodPut {
		sum := md5.New()
		io.Copy(sum, r.Body)
		h["Etag"] = []string{`"` + hex.EncodeToString(sum.Sum(nil)) + `"`}
		return
	}
	w.Write(f.body)
}

func (f *bench) put(b *testing.B, c *s3.Client) {
	if _, err := c.PutObject(context.Background(), &s3.PutObjectInput{Bucket: aws.String("photos"), Key: aws.String("cat.jpg"), Body: bytes.NewReader(f.body)}); err != nil {
		b.Fatal(err)
	}
}

func (f *bench) get(b *testing.B, c *s3.Client) {
	out, err := c.GetObject(context.Background(), &s3.GetObjectInput{Bucket: aws.String("photos"), Key: aws.String("cat.jpg")})
	if err != nil {
		b.Fatal(err)
	}
	n, err := io.Copy(io.Discard, out.Body)
	if err != nil || n != int64(len(f.body)) {
		b.Fatal(n, err)
	}
	out.Body.Close()
}

func BenchmarkShare(b *testing.B) {
	for _, size := range []int{1 << 10, 8 << 20} {
		for name, op := range map[string]func(*bench, *testing.B, *s3.Client){"PutObject": (*bench).put, "GetObject": (*bench).get} {
			b.Run(fmt.Sprintf("%s/%dKiB", name, size>>10), func(b *testing.B) {
				f := newBench(b, size)
				b.SetBytes(int64(size))
				compare(b, func() { op(f, b, f.null) }, func() { op(f, b, f.Client) })
			})
		}
	}
}

// BenchmarkListObjectsV2 compares a page of 1,000 keys of a large bucket with one of a small bucket.
func BenchmarkListObjectsV2(b *testing.B) {
	srv := s3fake.Start(b)
	for bucket, n := range map[string]int{"small": 1000, "large": 100_000} {
		for i := range n {
			srv.Put(bucket, fmt.Sprintf("%06d/%06d.jpg", i/100, i), nil)
		}
	}
	list := func(bucket string) func() {
		return func() {
			out, err := srv.Client.ListObjectsV2(context.Background(), &s3.ListObjectsV2Input{Bucket: &bucket})
			if err != nil || len(out.Contents) != 1000 {
				b.Fatal(err, len(out.Contents))
			}
		}
	}
	compare(b, list("small"), list("large"))
}

// BenchmarkCommonPrefixes lists directories that hold 100 keys each, and few.
func BenchmarkCommonPrefixes(b *testing.B) {
	srv := s3fake.Start(b)
	for bucket, each := range map[string]int{"few": 1, "many": 100} {
		for i := range 1000 * each {
			srv.Put(bucket, fmt.Sprintf("%06d/%06d.jpg", i/each, i), nil)
		}
	}
	list := func(bucket string) func() {
		return func() {
			out, err := srv.Client.ListObjectsV2(context.Background(), &s3.ListObjectsV2Input{Bucket: &bucket, Delimiter: aws.String("/")})
			if err != nil || len(out.CommonPrefixes) != 1000 {
				b.Fatal(err, len(out.CommonPrefixes))
			}
		}
	}
	compare(b, list("few"), list("many"))
}

// turn is how often compare calls each of its functions before it is the other's turn.
const turn = 20

// compare runs two functions in turns and reports the ratio of the CPU time that they take, and of the time.
func compare(b *testing.B, base, other func()) {
	base()
	other() // connections and caches are warm
	var spent [2]int64
	var took [2]time.Duration
	b.ResetTimer()
	for range b.N/turn + 1 {
		for i, op := range []func(){base, other} {
			before, began := benchtest.CPU(), time.Now()
			for range turn {
				op()
			}
			spent[i] += benchtest.CPU() - before
			took[i] += time.Since(began)
		}
	}
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "x")
	b.ReportMetric(float64(took[0])/float64(took[1]), "x-throughput")
	b.ReportMetric(float64(spent[1])/float64((b.N/turn+1)*turn), "cpu-ns/op")
}
