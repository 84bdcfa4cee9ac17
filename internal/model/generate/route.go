package main

import (
	"net/http"
	"slices"
	"strings"
)

// A param is a model.Param.
type param struct {
	name, value string
	header      bool
}

// splitURI splits a request URI into its segments and its literal query
// parameters, but for x-id, with which the SDK names the operation to nobody.
func splitURI(uri string) (path []string, query []param) {
	p, q, _ := strings.Cut(uri, "?")
	for seg := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if seg != "" {
			path = append(path, seg)
		}
	}
	for kv := range strings.SplitSeq(q, "&") {
		if k, v, _ := strings.Cut(kv, "="); k != "" && k != "x-id" {
			query = append(query, param{k, v, false})
		}
	}
	return path, query
}

// literals lists the query literals without a value, of all operations.
func (a *api) literals() []string {
	names := map[string]bool{}
	for _, op := range a.Operations {
		_, query := splitURI(op.HTTP.RequestURI)
		for _, p := range query {
			if p.value == "" {
				names[p.name] = true
			}
		}
	}
	return sorted(names)
}

// needs lists the required parameters of an operation that shares its method,
// path and literals with another: PutObject, UploadPart and CopyObject.
func (a *api) needs(name string) []param {
	op := a.Operations[name]
	if op.Input.Shape == "" || !a.sharesRoute(name) {
		return nil
	}
	var l []param
	in := a.Shapes[op.Input.Shape]
	for _, n := range slices.Sorted(slices.Values(in.Required)) {
		switch m := in.Members[n]; m.Location {
		case "querystring":
			l = append(l, param{m.LocationName, "", false})
		case "header":
			l = append(l, param{http.CanonicalHeaderKey(m.LocationName), "", true})
		}
	}
	return l
}

func (a *api) sharesRoute(name string) bool {
	for other, op := range a.Operations {
		if other != name && sameRoute(op.HTTP, a.Operations[name].HTTP) {
			return true
		}
	}
	return false
}

func sameRoute(a, b httpTrait) bool {
	pa, qa := splitURI(a.RequestURI)
	pb, qb := splitURI(b.RequestURI)
	return a.Method == b.Method && slices.Equal(qa, qb) && slices.EqualFunc(pa, pb, func(x, y string) bool {
		return x == y || strings.HasPrefix(x, "{") && strings.HasPrefix(y, "{")
	})
}

// bindLabels sends the members that a URI names into its labels.
func (s *shape) bindLabels(uri string) {
	path, _ := splitURI(uri)
	for _, seg := range path {
		if m := s.Members[strings.Trim(seg, "{+}")]; m != nil && seg[0] == '{' && m.Location == "" {
			m.Location = "uri"
		}
	}
}
