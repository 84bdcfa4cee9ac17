package s3fake

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// queryV2 are the parameters of a URL that was presigned in the way of before 2014, as boto3 and the first AWS CLI still do by default.
var queryV2 = []string{"AWSAccessKeyId", "Signature"}

// subresources are the parameters that are part of what is signed.
// Source: Authenticating requests (AWS signature version 2), Amazon S3 User Guide; botocore's HmacV1Auth.
var subresources = []string{
	"accelerate", "acl", "cors", "defaultObjectAcl", "delete", "inventory", "lifecycle", "location", "logging", "metrics", "notification",
	"partNumber", "policy", "replication", "requestPayment", "response-cache-control", "response-content-disposition",
	"response-content-encoding", "response-content-language", "response-content-type", "response-expires", "restore", "select", "tagging",
	"torrent", "uploadId", "uploads", "versionId", "versioning", "versions", "website", "object-lock", "retention", "legal-hold",
}

// checkPresignedV2 checks a URL that was presigned with signature version 2.
func (s *Server) checkPresignedV2(sent, r *http.Request, query url.Values) error {
	if !hasAll(query, []string{"Signature", "Expires", "AWSAccessKeyId"}) {
		return accessDenied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")
	}
	expires, err := strconv.ParseInt(query.Get("Expires"), 10, 64)
	if err != nil {
		return accessDenied("Invalid date (should be seconds since epoch): " + query.Get("Expires")) // as other implementations have it
	}
	now := s.core.Now()
	if end := time.Unix(expires, 0).UTC(); now.After(end) {
		return requestExpired(end, now)
	}
	if key := query.Get("AWSAccessKeyId"); key != core.AccessKeyID {
		return unknownKey(key)
	}
	text := stringToSignV2(sent, r, query)
	if provided := query.Get("Signature"); provided != signV2(text) {
		return signatureMismatch(core.AccessKeyID, text, provided)
	}
	adopt(r, query, &signature{})
	return nil
}

func signV2(text string) string {
	h := hmac.New(sha1.New, []byte(core.SecretAccessKey))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// stringToSignV2 is what is signed: method, headers, and the resource in path style, which r has.
func stringToSignV2(sent, r *http.Request, query url.Values) string {
	h := func(name string) string {
		return strings.Join(append(sent.Header.Values(name), query[strings.ToLower(name)]...), ",")
	}
	lines := []string{sent.Method, h("Content-Md5"), h("Content-Type"), query.Get("Expires")}
	amz := map[string]string{}
	for _, values := range []map[string][]string{sent.Header, query} {
		for name, v := range values {
			if name = strings.ToLower(name); strings.HasPrefix(name, "x-amz-") {
				amz[name] = strings.Join(v, ",")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(amz)) {
		lines = append(lines, name+":"+amz[name])
	}
	resource := r.URL.EscapedPath()
	var params []string
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(subresources, name) {
			continue
		}
		if v := query.Get(name); v != "" {
			name += "=" + v
		}
		params = append(params, name)
	}
	if params != nil {
		resource += "?" + strings.Join(params, "&")
	}
	return strings.Join(append(lines, resource), "\n")
}
