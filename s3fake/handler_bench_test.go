package s3fake_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/awsfake/awsfake/s3fake"
)

// BenchmarkHandler measures the fake alone, without network and client.
func BenchmarkHandler(b *testing.B) {
	body := bytes.Repeat([]byte{'x'}, 1<<10)
	for _, method := range []string{http.MethodPut, http.MethodGet} {
		b.Run(method+"/1KiB", func(b *testing.B) {
			srv := s3fake.Start(b)
			srv.Put(photos, "cat.jpg", body)
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(method, "/photos/cat.jpg", bytes.NewReader(body))
				r.Header.Set("X-Amz-Checksum-Crc32", "SNfwYw==")
				rec := httptest.NewRecorder()
				srv.ServeHTTP(rec, r)
				if rec.Code != http.StatusOK {
					b.Fatal(rec.Body)
				}
			}
		})
	}
}
