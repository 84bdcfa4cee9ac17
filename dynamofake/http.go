package dynamofake

import (
	"encoding/base32"
	"encoding/hex"
	"io"
	"net/http"
)

// newRequestID returns an id in the form of DynamoDB's: 52 digits and upper-case letters.
func (s *Server) newRequestID() string {
	b, err := hex.DecodeString(s.core.NewHex(32))
	if err != nil {
		panic(err) // what NewHex returns is hexadecimal
	}
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// servePage answers a GET with the text by which load balancers know a healthy service.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet || r.URL.Path != "/" {
		return false
	}
	w.Header().Set("X-Amzn-Requestid", s.newRequestID())
	io.WriteString(w, "healthy: dynamodb."+s.core.Region+".amazonaws.com ")
	return true
}
