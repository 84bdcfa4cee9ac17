package s3fake

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// address returns a request in path style: GET /key of bucket.s3.us-east-1.amazonaws.com is GET /bucket/key.
func address(r *http.Request) *http.Request {
	bucket := bucketOfHost(r.Host)
	if bucket == "" {
		return r
	}
	path := "/" + bucket
	if key := strings.TrimPrefix(r.URL.EscapedPath(), "/"); key != "" {
		path += "/" + key
	}
	plain, err := url.PathUnescape(path)
	if err != nil {
		return r // the path does not parse; net/http has refused it already
	}
	styled := *r
	u := *r.URL
	u.Path, u.RawPath = plain, path
	styled.URL = &u
	return &styled
}

// hostSuffixes end the names of hosts that may begin with a bucket.
//
// Source: the SDK's endpoint rules for AWS's own; .localhost resolves to the loopback interface in browsers and in curl.
var hostSuffixes = []string{
	".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn", ".awsfake.internal", ".localhost",
}

// bucketOfHost returns the bucket that a host name begins with, "" if there is none.
func bucketOfHost(host string) string {
	if host == "" || host[0] <= '9' && strings.IndexFunc(host, isLetter) < 0 { // an IP address, as most often
		return ""
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(host)
	for _, suffix := range hostSuffixes {
		if name, ok := strings.CutSuffix(host, suffix); ok {
			return bucketOfName(name, suffix == ".localhost")
		}
	}
	return ""
}

// bucketOfName reads a host name without its suffix from the end, since a bucket may be called s3.foo. Under localhost the
// service's own label may be missing.
func bucketOfName(name string, bare bool) string {
	labels := strings.Split(name, ".")
	for i := len(labels) - 1; i >= 0; i-- {
		if labels[i] == "s3" || strings.HasPrefix(labels[i], "s3-") {
			return strings.Join(labels[:i], ".")
		}
	}
	if bare {
		return name
	}
	return ""
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
