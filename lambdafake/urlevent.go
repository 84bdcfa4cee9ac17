package lambdafake

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A urlEvent is a request for a function's URL as the function gets it: payload format 2.0 (Developer Guide, function URLs).
type urlEvent struct {
	Version         string            `json:"version"`
	RouteKey        string            `json:"routeKey"`
	RawPath         string            `json:"rawPath"`
	RawQueryString  string            `json:"rawQueryString"`
	Cookies         []string          `json:"cookies,omitempty"`
	Headers         map[string]string `json:"headers"`
	Query           map[string]string `json:"queryStringParameters,omitempty"`
	RequestContext  urlContext        `json:"requestContext"`
	Body            string            `json:"body,omitempty"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

type urlContext struct {
	AccountID    string         `json:"accountId"`
	APIID        string         `json:"apiId"`
	Authorizer   *urlAuthorizer `json:"authorizer,omitempty"`
	DomainName   string         `json:"domainName"`
	DomainPrefix string         `json:"domainPrefix"`
	HTTP         urlHTTP        `json:"http"`
	RequestID    string         `json:"requestId"`
	RouteKey     string         `json:"routeKey"`
	Stage        string         `json:"stage"`
	Time         string         `json:"time"`
	TimeEpoch    int64          `json:"timeEpoch"`
}

type urlAuthorizer struct {
	IAM urlIAM `json:"iam"`
}

type urlIAM struct {
	AccessKey       string  `json:"accessKey"`
	AccountID       string  `json:"accountId"`
	CallerID        string  `json:"callerId"`
	CognitoIdentity *string `json:"cognitoIdentity"`
	PrincipalOrgID  *string `json:"principalOrgId"`
	UserARN         string  `json:"userArn"`
	UserID          string  `json:"userId"`
}

type urlHTTP struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// urlEvent makes the event of a request. The domain is the one that the client has used, so that links built of it work.
func (s *Server) urlEvent(u *functionURL, r *http.Request, caller urlCaller, requestID string, body []byte) []byte {
	now := s.core.Now()
	path := r.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	source, port := sourceOf(r)
	e := urlEvent{
		Version: "2.0", RouteKey: "$default", RawPath: path, RawQueryString: r.URL.RawQuery,
		Headers: headersOf(r), Query: joined(r.URL.Query()),
		RequestContext: urlContext{
			AccountID: "anonymous", APIID: u.id, DomainName: r.Host, DomainPrefix: u.id,
			HTTP:      urlHTTP{r.Method, path, r.Proto, source, r.UserAgent()},
			RequestID: requestID, RouteKey: "$default", Stage: "$default",
			Time: now.UTC().Format("02/Jan/2006:15:04:05 +0000"), TimeEpoch: now.UnixMilli(),
		},
	}
	for _, c := range r.Header["Cookie"] {
		for one := range strings.SplitSeq(c, ";") {
			e.Cookies = append(e.Cookies, strings.TrimSpace(one))
		}
	}
	e.Headers["x-forwarded-for"], e.Headers["x-forwarded-proto"], e.Headers["x-forwarded-port"] = source, "http", port
	e.Headers["x-amzn-trace-id"] = traceID(now, requestID)
	if caller.accessKey != "" {
		e.RequestContext.AccountID = s.core.AccountID
		e.RequestContext.Authorizer = &urlAuthorizer{urlIAM{AccessKey: caller.accessKey, AccountID: s.core.AccountID, CallerID: s.core.AccountID,
			UserARN: s.core.ARN("iam", "root"), UserID: s.core.AccountID}}
	}
	if len(body) > 0 {
		if e.Body = string(body); !isText(r.Header.Get("Content-Type"), body) {
			e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
		}
	}
	b, _ := json.Marshal(e) // strings and numbers alone
	return b
}

// traceID is a trace header of X-Ray's form.
func traceID(now time.Time, requestID string) string {
	return fmt.Sprintf("Root=1-%08x-%.24s", now.Unix(), strings.ReplaceAll(requestID, "-", ""))
}

// headersOf returns the headers of a request, with names in lower case and values of the same name joined. Cookies stand elsewhere.
func headersOf(r *http.Request) map[string]string {
	h := map[string]string{"host": r.Host}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if name != "Cookie" {
			h[strings.ToLower(name)] = strings.Join(r.Header[name], ",")
		}
	}
	return h
}

// joined returns the parameters of a query, values of the same name joined; nil for none.
func joined(query map[string][]string) map[string]string {
	if len(query) == 0 {
		return nil
	}
	m := make(map[string]string, len(query))
	for name, values := range query { // to a map again
		m[name] = strings.Join(values, ",")
	}
	return m
}

// sourceOf returns the client's address, and the port that it has called.
func sourceOf(r *http.Request) (ip, port string) {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || net.ParseIP(ip) == nil {
		ip = "127.0.0.1" // in memory
	}
	if _, port, err = net.SplitHostPort(r.Host); err != nil {
		port = "80"
	}
	return ip, port
}
