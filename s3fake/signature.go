package s3fake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/wire"
)

const (
	algorithmV4     = "AWS4-HMAC-SHA256"
	timeV4          = "20060102T150405Z"
	unsignedPayload = "UNSIGNED-PAYLOAD"
	maxSkew         = 15 * time.Minute
)

// A signature is what a request says of its signature, in a header or in the query.
type signature struct {
	credential string   // as sent
	scope      []string // access key, date, region, service, terminal
	headers    []string // that are signed, in lower case
	signed     string   // the signature itself, in hex
	date       time.Time
	presigned  bool
	token      string // X-Amz-Security-Token
	payload    string // hash of the body, or what stands for it
}

// checkAccess decides whether a request may be made. Who calls is not checked, but what is signed must be signed right.
func (s *Server) checkAccess(sent, r *http.Request) error {
	if f := formOf(r); f != nil {
		return s.checkForm(f)
	}
	if sent.URL.RawQuery != "" {
		query := sent.URL.Query()
		switch {
		case hasAny(query, queryV4):
			return s.checkPresigned(sent, r, query)
		case hasAny(query, queryV2):
			return s.checkPresignedV2(sent, r, query)
		}
	}
	if !s.options.RequireSignature {
		return nil
	}
	return s.checkHeader(sent, r)
}

func hasAny(query url.Values, names []string) bool { return slices.ContainsFunc(names, query.Has) }

func hasAll(query url.Values, names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !query.Has(n) })
}

// queryV4 are the parameters of a presigned URL.
var queryV4 = []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"}

// badQuery refuses a presigned URL's parameters. The messages without another source are those that implementations which are
// tested against AWS have (github.com/minio/minio, github.com/versity/versitygw).
func badQuery(format string, args ...any) error {
	return fault(http.StatusBadRequest, "AuthorizationQueryParametersError", fmt.Sprintf(format, args...))
}

// checkPresigned checks a presigned URL.
func (s *Server) checkPresigned(sent, r *http.Request, query url.Values) error {
	if !hasAll(query, queryV4) {
		return badQuery("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.")
	}
	if query.Get("X-Amz-Algorithm") != algorithmV4 {
		return badQuery("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"")
	}
	sig := &signature{
		credential: query.Get("X-Amz-Credential"), headers: strings.Split(query.Get("X-Amz-SignedHeaders"), ";"), signed: query.Get("X-Amz-Signature"),
		presigned: true, token: query.Get("X-Amz-Security-Token"), payload: unsignedPayload,
	}
	var err error
	if sig.date, err = time.Parse(timeV4, query.Get("X-Amz-Date")); err != nil {
		return badQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
	}
	for _, hash := range []string{query.Get("X-Amz-Content-Sha256"), sent.Header.Get("X-Amz-Content-Sha256")} {
		if hash != "" {
			sig.payload = hash
		}
	}
	if problem, details := sig.split(s.core.Region); problem != "" {
		return addDetails(badQuery("Error parsing the X-Amz-Credential parameter; %s", problem), details)
	}
	if err := s.checkExpiry(query, sig); err != nil {
		return err
	}
	if err := s.verify(sent, sig); err != nil {
		return err
	}
	adopt(r, query, sig)
	return nil
}

// checkExpiry checks when a presigned URL was made and for how long.
func (s *Server) checkExpiry(query url.Values, sig *signature) error {
	text := query.Get("X-Amz-Expires")
	expires, err := strconv.Atoi(text)
	if err != nil {
		return badQuery("X-Amz-Expires should be a number")
	}
	switch {
	case expires < 0:
		return badQuery("X-Amz-Expires must be non-negative")
	case expires > 604800:
		return badQuery("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds")
	}
	made, now := stamped(query.Get(core.StampName), sig.date), s.core.Now()
	switch end := made.Add(time.Duration(expires) * time.Second); {
	case made.After(now.Add(maxSkew)):
		return accessDenied("Request is not yet valid")
	case now.After(end):
		return requestExpired(end, now, "X-Amz-Expires", text)
	}
	return nil
}

// requestExpired refuses what was presigned too long ago.
func requestExpired(end, now time.Time, details ...string) error {
	return fault(http.StatusForbidden, "AccessDenied", "Request has expired",
		append(details, "Expires", end.Format("2006-01-02T15:04:05Z"), "ServerTime", now.Format("2006-01-02T15:04:05Z"))...)
}

// stamped returns when a request was signed: the time of the clock that its client has stamped it with, or else of its date.
func stamped(stamp string, date time.Time) time.Time {
	if t, err := time.Parse(core.StampFormat, stamp); err == nil {
		return t
	}
	return date
}

// split takes the credential apart, and tells what is wrong with it.
func (sig *signature) split(region string) (problem string, details []string) {
	sig.scope = strings.Split(sig.credential, "/")
	if len(sig.scope) != 5 {
		return "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".", nil
	}
	switch date := sig.scope[1]; {
	case date != sig.date.Format("20060102"):
		return fmt.Sprintf("incorrect date format %q. This date in the credential must be in the format \"yyyyMMdd\".", date), nil
	case sig.scope[2] != region:
		return fmt.Sprintf("the region '%s' is wrong; expecting '%s'", sig.scope[2], region), []string{"Region", region}
	case sig.scope[3] != "s3":
		return fmt.Sprintf("incorrect service %q. This endpoint belongs to \"s3\".", sig.scope[3]), nil
	case sig.scope[4] != "aws4_request":
		return fmt.Sprintf("incorrect terminal %q. This endpoint uses \"aws4_request\".", sig.scope[4]), nil
	}
	return "", nil
}

func addDetails(err error, details []string) error {
	e := err.(*wire.Error)
	for i := 0; i < len(details); i += 2 {
		e.Details = append(e.Details, wire.Detail{Name: details[i], Value: details[i+1]})
	}
	return e
}

// verify checks who has signed a request, what, and that it is that.
func (s *Server) verify(sent *http.Request, sig *signature) error {
	if sig.scope[0] != core.AccessKeyID {
		return unknownKey(sig.scope[0])
	}
	if missing := sig.unsigned(sent.Header); len(missing) > 0 {
		return fault(http.StatusForbidden, "AccessDenied", "There were headers present in the request which were not signed", "HeadersNotSigned", strings.Join(missing, ", "))
	}
	want, canonical, toSign := s.sign(sent, sig)
	if hmac.Equal([]byte(want), []byte(sig.signed)) {
		return nil
	}
	return signatureMismatch(sig.scope[0], toSign, sig.signed, "CanonicalRequest", canonical, "CanonicalRequestBytes", spacedHex(canonical))
}

func unknownKey(id string) error {
	return fault(http.StatusForbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", "AWSAccessKeyId", id)
}

func signatureMismatch(key, toSign, provided string, details ...string) error {
	return fault(http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
		append([]string{"AWSAccessKeyId", key, "StringToSign", toSign, "SignatureProvided", provided, "StringToSignBytes", spacedHex(toSign)}, details...)...)
}

// spacedHex is how errors show the bytes of a text.
func spacedHex(text string) string { return strings.ReplaceAll(fmt.Sprintf("% x", text), "  ", " ") }

// unsigned returns the headers that must be signed and are not.
// Source: Signature calculations for the authorization header, Amazon S3 API reference: host, and all of x-amz-.
func (sig *signature) unsigned(h http.Header) (missing []string) {
	if !slices.Contains(sig.headers, "host") {
		missing = append(missing, "host")
	}
	for name := range h {
		name = strings.ToLower(name)
		// An unsigned hash of the body makes another signature, not this error.
		if strings.HasPrefix(name, "x-amz-") && name != "x-amz-content-sha256" && !slices.Contains(sig.headers, name) {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}

// sign signs a request as its sender should have, with the SDK's own signer, and tells what it signed.
func (s *Server) sign(sent *http.Request, sig *signature) (want, canonical, toSign string) {
	r := &http.Request{Method: sent.Method, Host: sent.Host, Header: http.Header{}, URL: &url.URL{Scheme: "http", Host: sent.Host}}
	r.URL.Opaque = "//" + sent.Host + canonicalPath(sent.URL)
	query := sent.URL.Query()
	query.Del("X-Amz-Signature")
	r.URL.RawQuery = query.Encode()
	for _, name := range sig.headers {
		switch values := sent.Header.Values(name); {
		case name == "content-length":
			r.ContentLength = sent.ContentLength
		case name != "host" && len(values) > 0:
			r.Header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
		}
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping, o.DisableHeaderHoisting, o.LogSigning = true, true, true
		o.Logger = logging.LoggerFunc(func(_ logging.Classification, _ string, args ...any) {
			canonical, toSign = args[0].(string), args[1].(string)
		})
	})
	credentials := aws.Credentials{AccessKeyID: core.AccessKeyID, SecretAccessKey: core.SecretAccessKey, SessionToken: sig.token}
	ctx := context.Background()
	if sig.presigned {
		uri, _, err := signer.PresignHTTP(ctx, credentials, r, sig.payload, "s3", sig.scope[2], sig.date)
		if err != nil {
			return "", canonical, toSign
		}
		_, want, _ = strings.Cut(uri, "X-Amz-Signature=")
		return want, canonical, toSign
	}
	if signer.SignHTTP(ctx, credentials, r, sig.payload, "s3", sig.scope[2], sig.date) != nil {
		return "", canonical, toSign
	}
	_, want, _ = strings.Cut(r.Header.Get("Authorization"), "Signature=")
	return want, canonical, toSign
}

// canonicalPath returns a path as it is signed: everything but slashes and what is never escaped is escaped, once.
func canonicalPath(u *url.URL) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(u.Path), "%2F", "/"), "+", "%20")
}

// adopt makes headers of the signed parameters that stand for headers, such as x-amz-meta-color.
// Checksums that nobody has signed as headers do not count: some SDKs presign that of an empty body.
func adopt(r *http.Request, query url.Values, sig *signature) {
	for name, values := range query {
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, "x-amz-") || slices.Contains(queryV4, name) || lower == "x-amz-content-sha256" || r.Header.Get(name) != "" {
			continue
		}
		if strings.HasPrefix(lower, "x-amz-checksum-") && !slices.Contains(sig.headers, lower) {
			continue
		}
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
}

// badHeader refuses an Authorization header.
func badHeader(format string, args ...any) error {
	return fault(http.StatusBadRequest, "AuthorizationHeaderMalformed", "The authorization header is malformed; "+fmt.Sprintf(format, args...))
}

// checkHeader checks a request whose signature is in its header.
func (s *Server) checkHeader(sent, r *http.Request) error {
	h := sent.Header.Get("Authorization")
	if h == "" {
		return accessDenied("Access Denied")
	}
	kind, rest, _ := strings.Cut(h, " ")
	if kind != algorithmV4 {
		// Source: Error responses, Amazon S3 API reference; what AWS says of signature version 2 where it is no longer taken.
		return fault(http.StatusBadRequest, "InvalidRequest", "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
	}
	fields := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if fields[name] == "" {
			return badHeader("the authorization header requires three components: Credential, SignedHeaders, and Signature.")
		}
	}
	sig := &signature{
		credential: fields["Credential"], headers: strings.Split(fields["SignedHeaders"], ";"), signed: fields["Signature"],
		token: sent.Header.Get("X-Amz-Security-Token"), payload: sent.Header.Get("X-Amz-Content-Sha256"),
	}
	var err error
	if sig.date, err = time.Parse(timeV4, sent.Header.Get("X-Amz-Date")); err != nil {
		if sig.date, err = http.ParseTime(sent.Header.Get("Date")); err != nil {
			return accessDenied("AWS authentication requires a valid Date or x-amz-date header")
		}
	}
	if sig.payload == "" {
		return invalidRequest("Missing required header for this request: x-amz-content-sha256")
	}
	if problem, details := sig.split(s.core.Region); problem != "" {
		return addDetails(badHeader("%s", problem), details)
	}
	if err := s.checkSkew(sent, sig); err != nil {
		return err
	}
	if err := s.verify(sent, sig); err != nil {
		return err
	}
	s.guardBody(r, sig)
	return nil
}

// checkSkew checks that a request was signed about now.
func (s *Server) checkSkew(sent *http.Request, sig *signature) error {
	now := s.core.Now()
	made := stamped(sent.Header.Get(core.StampName), sig.date)
	if skew := now.Sub(made); skew <= maxSkew && skew >= -maxSkew {
		return nil
	}
	return fault(http.StatusForbidden, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
		"RequestTime", sig.date.Format(timeV4), "ServerTime", now.Format("2006-01-02T15:04:05Z"), "MaxAllowedSkewMilliseconds", fmt.Sprint(maxSkew.Milliseconds()))
}

// signingKey derives the key of a day.
// Source: Signature calculations for the authorization header, Amazon S3 API reference, task 3.
func signingKey(date, region string) []byte {
	key := []byte("AWS4" + core.SecretAccessKey)
	for _, text := range []string{date, region, "s3", "aws4_request"} {
		key = hmacSHA256(key, text)
	}
	return key
}

func hmacSHA256(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func signHex(key []byte, text string) string { return hex.EncodeToString(hmacSHA256(key, text)) }
