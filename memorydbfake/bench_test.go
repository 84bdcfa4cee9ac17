//go:build unix

package memorydbfake_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"

	"github.com/awsfake/awsfake/internal/benchtest"
	"github.com/awsfake/awsfake/memorydbfake"
)

// BenchmarkDescribeUsers goes through the SDK's client, once against the fake and once against a handler that only sends an answer
// (null): what the fake adds is the difference. cpu-ns/op is what counts.
//
//	go test -bench . -benchtime 3000x ./memorydbfake
func BenchmarkDescribeUsers(b *testing.B) {
	for _, users := range []int{10, 1000} {
		srv := memorydbfake.Start(b)
		for i := range users {
			_, err := srv.Client.CreateUser(b.Context(), &memorydb.CreateUserInput{UserName: aws.String(fmt.Sprintf("u%04d", i)), AccessString: aws.String("off"),
				AuthenticationMode: &types.AuthenticationMode{Type: "iam"}})
			if err != nil {
				b.Fatal(err)
			}
		}
		answer := capture(b, srv)
		null := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.Write(answer)
		}))
		b.Cleanup(null.Close)
		for name, url := range map[string]string{"fake": srv.URL(), "null": null.URL} {
			client := memorydb.New(memorydb.Options{Region: "us-east-1", BaseEndpoint: &url, HTTPClient: http.DefaultClient, Credentials: srv.Config().Credentials})
			b.Run(fmt.Sprintf("%s of %d", name, users), func(b *testing.B) {
				benchtest.Run(b, func() {
					if _, err := client.DescribeUsers(context.Background(), &memorydb.DescribeUsersInput{MaxResults: aws.Int32(10)}); err != nil {
						b.Fatal(err)
					}
				})
			})
		}
	}
}

// capture returns what the fake answers.
func capture(b *testing.B, srv *memorydbfake.Server) []byte {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"MaxResults":10}`))
	r.Header.Set("X-Amz-Target", "AmazonMemoryDB.DescribeUsers")
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	srv.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatal(w.Body)
	}
	return w.Body.Bytes()
}
