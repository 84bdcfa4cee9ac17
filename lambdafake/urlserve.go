package lambdafake

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// serveURL answers a request for a function's URL, nil if there is none: a preflight itself, anything else by running the function.
//
// Sources: Developer Guide, "Invoking Lambda function URLs" and "Control access to Lambda function URLs"; recordings/lambda.json.
func (s *Server) serveURL(u *functionURL, w http.ResponseWriter, r *http.Request) {
	s.core.Begin()
	defer s.core.End()
	requestID := s.core.NewID()
	w.Header().Set("X-Amzn-Requestid", requestID)
	config, caller, ok := s.admit(u, r)
	if !ok {
		refuseURL(w, http.StatusForbidden, "AccessDeniedException", "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html")
		return
	}
	if c := config.Cors; c != nil && r.Header.Get("Origin") != "" {
		preflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
		if setCors(w.Header(), r, c, preflight); preflight {
			return
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSync))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			refuseURL(w, http.StatusRequestEntityTooLarge, "RequestTooLargeException", "Request must be smaller than "+strconv.Itoa(maxSync)+" bytes for the InvokeFunction operation")
			return
		}
		panic(http.ErrAbortHandler) // the client is gone
	}
	t, err := s.begin(u.ref, requestID, s.urlEvent(u, r, caller, requestID, body))
	if err != nil {
		var throttled *types.TooManyRequestsException
		if errors.As(err, &throttled) {
			refuseURL(w, http.StatusTooManyRequests, "TooManyRequestsException", "Rate Exceeded.")
			return
		}
		refuseURL(w, http.StatusBadGateway, "InternalServerErrorException", "Internal Server Error")
		return
	}
	answer := &urlAnswer{w: w, streams: config.InvokeMode == types.InvokeModeResponseStream}
	out := &output{}
	if answer.streams {
		out.forward = func(p []byte) { answer.stream(out.kind, p) }
	}
	answer.end(s.run(r.Context(), t, out), out.contentType())
}

// A urlCaller is who signed a request; its access key is "" if nobody did.
type urlCaller struct{ accessKey string }

// admit reports whether a request may reach a URL, with the URL's settings: one of AuthType AWS_IAM must be signed for Lambda, in any
// way, since the fakes know no identities; for one of NONE the resource policy must let everybody in.
func (s *Server) admit(u *functionURL, r *http.Request) (types.FunctionUrlConfig, urlCaller, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u == nil || s.urls[u.id] != u {
		return types.FunctionUrlConfig{}, urlCaller{}, false
	}
	f, _, err := s.find(u.ref)
	if err != nil { // the alias is gone; recorded: test_lambda_url_persists_after_alias_delete
		return u.config, urlCaller{}, false
	}
	p := f.policies[u.ref.qualifier]
	caller := urlCaller{}
	u.refusal = ""
	switch {
	case u.config.AuthType == types.FunctionUrlAuthTypeAwsIam:
		if caller.accessKey = signer(r); caller.accessKey == "" {
			u.refusal = "it was not signed for Lambda"
		}
	case preflights(u.config.Cors, r):
	default:
		for _, action := range []string{"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"} { // new URLs need both since October 2025 (Developer Guide)
			if !p.allowsEverybody(action, u.config.AuthType) {
				u.refusal = "the resource policy does not allow " + action + " to everybody"
				break
			}
		}
	}
	return u.config, caller, u.refusal == ""
}

// preflights reports whether a request is one that CORS answers without the function.
func preflights(c *types.Cors, r *http.Request) bool {
	return c != nil && r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// signer returns the access key of a request that is signed for Lambda, "" if it is not.
func signer(r *http.Request) string {
	credential := r.URL.Query().Get("X-Amz-Credential")
	if h := r.Header.Get("Authorization"); strings.HasPrefix(h, "AWS4-") {
		_, rest, _ := strings.Cut(h, "Credential=")
		credential, _, _ = strings.Cut(rest, ",")
	}
	key, scope, _ := strings.Cut(credential, "/")
	if !strings.HasSuffix(scope, "/lambda/aws4_request") {
		return ""
	}
	return key
}

// refuseURL answers that a function was not run.
func refuseURL(w http.ResponseWriter, status int, kind, message string) {
	b, _ := json.Marshal(map[string]string{"Message": message}) // strings alone
	w.Header().Set("X-Amzn-Errortype", kind)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(b)
}

// A urlAnswer is the HTTP response that a function's answer becomes.
type urlAnswer struct {
	w       http.ResponseWriter
	streams bool
	head    []byte // of a streamed answer, until the metadata in front of the body are whole
	begun   bool
}

// integrationResponse is the content type of an answer that begins with metadata in JSON and eight NUL bytes (Developer Guide, response
// streaming; aws-lambda-go's events.LambdaFunctionURLStreamingResponse).
const (
	integrationResponse = "application/vnd.awslambda.http-integration-response"
	metadataEnd         = "\x00\x00\x00\x00\x00\x00\x00\x00"
)

// stream sends a piece of an answer of a content type, "" for a whole answer in JSON.
func (a *urlAnswer) stream(kind string, p []byte) {
	switch {
	case kind == "":
		return // end sends it
	case a.begun:
	case kind == integrationResponse:
		a.head = append(a.head, p...)
		metadata, body, ok := strings.Cut(string(a.head), metadataEnd)
		if !ok {
			return
		}
		var m urlResponse
		if json.Unmarshal([]byte(metadata), &m) != nil || !m.valid() {
			return // end answers 502
		}
		m.writeHead(a.w)
		a.begun, p = true, []byte(body)
	default:
		a.w.Header().Set("Content-Type", kind)
		a.begun = true
	}
	a.w.Write(p)
	http.NewResponseController(a.w).Flush()
}

// end sends what a run has answered, unless it is sent already.
func (a *urlAnswer) end(inv Invocation, kind string) {
	switch {
	case a.begun && inv.Err != nil:
		panic(http.ErrAbortHandler) // the client must not take what it got for the whole
	case a.begun:
		return
	case inv.Err == nil && kind != "":
		if a.stream(kind, inv.Result); a.begun {
			return
		}
	case inv.Err == nil:
		if r, ok := responseOf(inv.Result); ok {
			r.write(a.w)
			return
		}
	}
	a.w.WriteHeader(http.StatusBadGateway)
	io.WriteString(a.w, "Internal Server Error")
}

// A urlResponse is a function's answer in format 2.0.
type urlResponse struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]header `json:"headers"`
	Body            string            `json:"body"`
	Cookies         []string          `json:"cookies"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// A header is the value of one: functions write numbers and booleans too.
type header string

func (h *header) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) != nil {
		s = string(b)
	}
	*h = header(s)
	return nil
}

// responseOf reads a function's answer. What is no object with a statusCode is the body, with status 200.
func responseOf(result []byte) (urlResponse, bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(result, &members) != nil || members["statusCode"] == nil {
		return urlResponse{StatusCode: http.StatusOK, Body: string(result)}, json.Valid(result)
	}
	var r urlResponse
	if json.Unmarshal(result, &r) != nil || !r.valid() {
		return r, false
	}
	if r.IsBase64Encoded {
		b, err := base64.StdEncoding.DecodeString(r.Body)
		r.Body = string(b)
		return r, err == nil
	}
	return r, true
}

func (r *urlResponse) valid() bool {
	if r.StatusCode == 0 {
		r.StatusCode = http.StatusOK
	}
	return r.StatusCode >= 200 && r.StatusCode <= 599
}

// writeHead writes the status and the headers. What CORS has set is not the function's to change.
func (r *urlResponse) writeHead(w http.ResponseWriter) {
	h := w.Header()
	for name, value := range r.Headers { // a set of headers has no order
		if k := http.CanonicalHeaderKey(name); !strings.HasPrefix(k, "Access-Control-") || h[k] == nil {
			h.Set(name, string(value))
		}
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json")
	}
	for _, c := range r.Cookies {
		h.Add("Set-Cookie", c)
	}
	h.Del("Content-Length") // what the function says may be wrong
	w.WriteHeader(r.StatusCode)
}

func (r *urlResponse) write(w http.ResponseWriter) {
	r.writeHead(w)
	io.WriteString(w, r.Body)
}

// setCors sets the headers that a URL's settings grant to a page of another origin.
func setCors(h http.Header, r *http.Request, c *types.Cors, preflight bool) {
	origin := r.Header.Get("Origin")
	credentials := c.AllowCredentials != nil && *c.AllowCredentials
	switch {
	case contains(c.AllowOrigins, "*") && !credentials:
		h.Set("Access-Control-Allow-Origin", "*")
	case contains(c.AllowOrigins, "*") || contains(c.AllowOrigins, origin):
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Vary", "Origin")
	default:
		return
	}
	if credentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	set := func(name string, l []string) {
		if len(l) > 0 {
			h.Set(name, strings.Join(l, ","))
		}
	}
	if !preflight {
		set("Access-Control-Expose-Headers", c.ExposeHeaders)
		return
	}
	set("Access-Control-Allow-Methods", c.AllowMethods)
	set("Access-Control-Allow-Headers", c.AllowHeaders)
	if c.MaxAge != nil {
		h.Set("Access-Control-Max-Age", strconv.Itoa(int(*c.MaxAge)))
	}
}

func contains(l []string, s string) bool {
	for _, e := range l {
		if strings.EqualFold(e, s) {
			return true
		}
	}
	return false
}

// isText reports whether a body goes into the event as it is, and not in base64: that of a few content types, if it is UTF-8.
func isText(contentType string, body []byte) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch kind = strings.TrimSpace(kind); {
	case strings.HasPrefix(kind, "text/"), kind == "application/json", kind == "application/xml", kind == "application/javascript":
		return utf8.Valid(body)
	}
	return false
}
