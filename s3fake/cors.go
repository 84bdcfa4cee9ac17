package s3fake

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// servePage answers what browsers ask and that is no call: preflights and forms. To the answer of a call from a page of another origin
// it adds the headers that the bucket's configuration allows.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodOptions {
		s.service.Answer(w, r, s.preflight(w.Header(), r))
		return true
	}
	if r.Header["Origin"] != nil {
		if rule := s.corsRule(r); rule != nil {
			allowOrigin(w.Header(), r.Header, rule)
		}
	}
	if r.Method == http.MethodPost && formOf(r) == nil && isForm(r) {
		s.serveForm(w, r)
		return true
	}
	return false
}

// corsRule returns the rule that a request from another origin meets, nil if none.
func (s *Server) corsRule(r *http.Request) *types.CORSRule {
	bucketName, _ := splitPath(r)
	rules, _ := s.corsRules(bucketName)
	if i := slices.IndexFunc(rules, func(rule types.CORSRule) bool { return meets(r, &rule) }); i >= 0 {
		return &rules[i]
	}
	return nil
}

// corsRules returns the rules of a bucket, and what is to be said if it has none.
func (s *Server) corsRules(bucketName string) (rules []types.CORSRule, missing string) {
	missing = "CORSResponse: Bucket not found"
	s.view(&bucketName, nil, func(b *bucket) error {
		missing = "CORSResponse: CORS is not enabled for this bucket."
		if b.cors != nil {
			rules, missing = b.cors.CORSRules, ""
		}
		return nil
	})
	return rules, missing
}

// splitPath returns bucket and key of a request in either style.
func splitPath(r *http.Request) (bucketName, key string) {
	bucketName, key, _ = strings.Cut(strings.TrimPrefix(address(r).URL.Path, "/"), "/")
	return bucketName, key
}

// corsMethod returns the method that is asked about. Any request may ask as a preflight does.
// Source: recordings/s3.json, get-non-allowed-with-acl.
func corsMethod(r *http.Request) string {
	if m := r.Header.Get("Access-Control-Request-Method"); m != "" {
		return m
	}
	return r.Method
}

// meets reports whether a request meets a rule.
func meets(r *http.Request, rule *types.CORSRule) bool {
	if !slices.Contains(rule.AllowedMethods, corsMethod(r)) {
		return false
	}
	origin := r.Header.Get("Origin")
	if !slices.ContainsFunc(rule.AllowedOrigins, func(p string) bool { return matchesWildcard(p, origin) }) {
		return false
	}
	for _, name := range askedHeaders(r.Header) {
		if !slices.ContainsFunc(rule.AllowedHeaders, func(p string) bool { return matchesWildcard(strings.ToLower(p), name) }) {
			return false
		}
	}
	return true
}

// matchesWildcard reports whether s fits a pattern with at most one *.
func matchesWildcard(pattern, s string) bool {
	before, after, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == s
	}
	return len(s) >= len(before)+len(after) && strings.HasPrefix(s, before) && strings.HasSuffix(s, after)
}

// askedHeaders returns the headers that a page wants to send, in lower case.
func askedHeaders(h http.Header) []string {
	asked := h.Get("Access-Control-Request-Headers")
	if asked == "" {
		return nil
	}
	var l []string
	for name := range strings.SplitSeq(asked, ",") {
		l = append(l, strings.ToLower(strings.TrimSpace(name)))
	}
	return l
}

// allowOrigin sets the headers of an answer that a rule allows. Header names keep the order and lose the case in which they were asked.
func allowOrigin(h, asked http.Header, rule *types.CORSRule) {
	if slices.Contains(rule.AllowedOrigins, "*") {
		h.Set("Access-Control-Allow-Origin", "*")
	} else {
		h.Set("Access-Control-Allow-Origin", asked.Get("Origin"))
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	h.Set("Access-Control-Allow-Methods", strings.Join(rule.AllowedMethods, ", "))
	if l := askedHeaders(asked); l != nil {
		h.Set("Access-Control-Allow-Headers", strings.Join(l, ", "))
	}
	if rule.ExposeHeaders != nil {
		h.Set("Access-Control-Expose-Headers", strings.Join(rule.ExposeHeaders, ", "))
	}
	if rule.MaxAgeSeconds != nil {
		h.Set("Access-Control-Max-Age", strconv.Itoa(int(*rule.MaxAgeSeconds)))
	}
	h.Set("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
}

// preflight answers OPTIONS.
func (s *Server) preflight(h http.Header, r *http.Request) error {
	method := r.Header.Get("Access-Control-Request-Method")
	switch {
	case r.Header.Get("Origin") == "":
		// Source: github.com/localstack/localstack, services/s3/cors.py.
		return fault(http.StatusBadRequest, "BadRequest", "Insufficient information. Origin request header needed.")
	case method == "":
		return fault(http.StatusBadRequest, "BadRequest", "Invalid Access-Control-Request-Method: null")
	}
	bucketName, key := splitPath(r)
	if _, missing := s.corsRules(bucketName); missing != "" {
		return corsForbidden(missing, method, "BUCKET")
	}
	if rule := s.corsRule(r); rule != nil {
		allowOrigin(h, r.Header, rule)
		return nil
	}
	kind := "OBJECT"
	if key == "" {
		kind = "BUCKET"
	}
	return corsForbidden("CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "+
		"Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.", method, kind)
}

func corsForbidden(message, method, resourceType string) error {
	return fault(http.StatusForbidden, "AccessForbidden", message, "Method", method, "ResourceType", resourceType)
}
