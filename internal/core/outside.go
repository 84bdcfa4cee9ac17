package core

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
)

// outsideURL returns the URL of the server for hosts outside the fakes: those of Options.Handlers, and STS.
func (c *Core) outsideURL() string {
	c.netMu.Lock()
	l := c.outside
	c.netMu.Unlock()
	if l == nil {
		l = c.Listen("outside", http.HandlerFunc(c.serveOutside))
		c.netMu.Lock()
		if c.outside == nil {
			c.outside, l = l, nil
		}
		first := c.outside
		c.netMu.Unlock()
		if l != nil {
			l.Close() // another goroutine was faster
		}
		l = first
	}
	return l.URL
}

func (c *Core) serveOutside(w http.ResponseWriter, r *http.Request) {
	host := strings.ToLower(r.Host)
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if h := c.Handlers[host]; h != nil {
		h.ServeHTTP(w, r)
		return
	}
	scope := signedService(r)
	if scope == "sts" || serviceOfSTS(host) {
		c.serveSTS(w, r)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.Handlers)) { // code that loads its own endpoints knows no host names
		if scope != "" && strings.HasPrefix(name, scope+".") {
			c.Handlers[name].ServeHTTP(w, r)
			return
		}
	}
	http.Error(w, fmt.Sprintf("awsfake: no fake answers for service %q; a handler for it may stand in Options.Handlers", scope), http.StatusNotImplemented)
}

// signedService returns the service of a signature's credential scope: AKID/20260102/us-east-1/sts/aws4_request.
func signedService(r *http.Request) string {
	_, scope, ok := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if parts := strings.SplitN(scope, "/", 5); ok && len(parts) == 5 {
		return parts[3]
	}
	return ""
}

func serviceOfSTS(host string) bool {
	return strings.HasPrefix(host, "sts.") && slices.ContainsFunc(awsSuffixes, func(s string) bool { return strings.HasSuffix(host, s) })
}

// stsNamespace is the XML namespace of STS's answers.
const stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"

// serveSTS answers GetCallerIdentity, which many programs call at start, for the root user of the account.
func (c *Core) serveSTS(w http.ResponseWriter, r *http.Request) {
	id := c.NewID()
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("X-Amzn-Requestid", id)
	action := r.FormValue("Action")
	if action != "GetCallerIdentity" {
		w.WriteHeader(http.StatusNotImplemented)
		type detail struct{ Type, Code, Message string }
		writeXML(w, struct {
			XMLName   xml.Name `xml:"ErrorResponse"`
			Namespace string   `xml:"xmlns,attr"`
			Error     detail
			RequestId string
		}{Namespace: stsNamespace, Error: detail{"Receiver", "NotImplemented", "awsfake's STS answers GetCallerIdentity only, not " + action}, RequestId: id})
		return
	}
	type result struct{ Arn, UserId, Account string }
	writeXML(w, struct {
		XMLName   xml.Name `xml:"GetCallerIdentityResponse"`
		Namespace string   `xml:"xmlns,attr"`
		Result    result   `xml:"GetCallerIdentityResult"`
		RequestId string   `xml:"ResponseMetadata>RequestId"`
	}{Namespace: stsNamespace, Result: result{c.ARN("iam", "root"), c.AccountID, c.AccountID}, RequestId: id})
}

func writeXML(w http.ResponseWriter, v any) {
	b, err := xml.Marshal(v)
	if err != nil {
		panic(err) // v is a struct of strings
	}
	w.Write(b)
}
