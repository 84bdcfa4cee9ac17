package wire

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// Route finds the operation of a request and the values of its labels, still
// escaped. For REST it takes the operation whose literals are all there and,
// among those, the one that asks for most: PUT /bucket/key is PutObject,
// UploadPart with partNumber and uploadId, CopyObject with x-amz-copy-source.
func (a *API) Route(r *http.Request, query url.Values) (op *model.Operation, labels []string) {
	switch a.Protocol {
	case "json":
		prefix, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		if prefix != a.TargetPrefix {
			return nil, nil
		}
		return a.Operation(name), nil
	case "query":
		return a.Operation(query.Get("Action")), nil
	}
	op, labels = a.best(r, query)
	if op != nil && a.blocked(op, query) {
		return nil, nil
	}
	return op, labels
}

// best finds the operation that a REST request fits best.
func (a *API) best(r *http.Request, query url.Values) (op *model.Operation, labels []string) {
	best := -1
	path := strings.TrimPrefix(r.URL.EscapedPath(), "/")
	for i := range a.Operations {
		o := &a.Operations[i]
		if o.Method != r.Method {
			continue
		}
		score := literals(o.Query, query)
		if score < 0 || !needs(o.Needs, r.Header, query) {
			continue
		}
		score += len(o.Needs)
		if score < best || score == best && query.Get("x-id") != o.Name { // ListBuckets and ListDirectoryBuckets
			continue
		}
		if l, ok := match(o.Path, path); ok {
			op, labels, best = o, l, score
		}
	}
	return op, labels
}

// blocked reports whether a request names a sub-resource that the operation
// does not serve: DELETE /b/k?acl does not exist, and must not delete the object.
func (a *API) blocked(op *model.Operation, query url.Values) bool {
	for name := range query {
		if slices.Contains(a.Literals, name) && !slices.ContainsFunc(op.Query, func(p model.Param) bool { return p.Name == name }) {
			return true
		}
	}
	return false
}

// literals counts what a request shares with the literals of a URI, -1 if one is missing.
func literals(want []model.Param, query url.Values) int {
	n := 0
	for _, p := range want {
		v, ok := query[p.Name]
		if !ok || p.Value != "" && (len(v) == 0 || v[0] != p.Value) {
			return -1
		}
		n += 10 // one literal outweighs any number of needs
	}
	return n
}

// needs reports whether a request has what an operation asks for.
func needs(want []model.Param, header http.Header, query url.Values) bool {
	for _, p := range want {
		if p.Header && header.Get(p.Name) == "" || !p.Header && !query.Has(p.Name) {
			return false
		}
	}
	return true
}

// match compares an escaped path with a template. A trailing slash does not
// count, except inside a greedy label.
func match(template []string, path string) (labels []string, ok bool) {
	for _, seg := range template {
		if strings.HasSuffix(seg, "+}") {
			return append(labels, path), path != ""
		}
		var part string
		part, path, _ = strings.Cut(path, "/")
		if strings.HasPrefix(seg, "{") {
			if part == "" {
				return nil, false
			}
			labels = append(labels, part)
		} else if seg != part {
			return nil, false
		}
	}
	return labels, path == ""
}
