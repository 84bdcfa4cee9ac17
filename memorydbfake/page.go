package memorydbfake

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/awsfake/awsfake/internal/ordered"
)

// maxPage is how many elements a page has at most, and has if the request does not say (API reference, MaxResults).
const maxPage = 100

// page is what a Describe operation shares with all others: how many elements, and after which.
type page struct {
	left  int
	after string // the key of the last element of the page before
	next  *string
}

func newPage(max *int32, token *string) (page, error) {
	p := page{left: maxPage}
	if max != nil {
		if *max < 1 || *max > maxPage {
			return p, invalidValue("The parameter MaxResults must be between 1 and %d.", maxPage)
		}
		p.left = int(*max)
	}
	if token != nil && *token != "" {
		key, err := base64.RawURLEncoding.DecodeString(*token)
		if err != nil || len(key) == 0 {
			return p, invalidValue("Invalid NextToken: %s", *token)
		}
		p.after = string(key)
	}
	return p, nil
}

// take reports whether the element with a key still fits, and notes where the next page begins if it does not. It is called in the
// order of the keys.
func (p *page) take(key, before string) bool {
	if p.left == 0 {
		token := base64.RawURLEncoding.EncodeToString([]byte(before))
		p.next = &token
		return false
	}
	p.left--
	return true
}

// list returns a page of a map's values of which want is true, as show has them, and the token of the next.
func list[V, E any](m *ordered.Map[string, V], max *int32, token *string, want func(V) bool, show func(V) E) ([]E, *string, error) {
	p, err := newPage(max, token)
	if err != nil {
		return nil, nil, err
	}
	l, before, from := []E{}, "", ""
	if p.after != "" {
		from = p.after + "\x00"
	}
	for key, v := range m.From(from) {
		if want != nil && !want(v) {
			continue
		}
		if !p.take(key, before) {
			break
		}
		l, before = append(l, show(v)), key
	}
	return l, p.next, nil
}

// listSlice is list for values in the order of their keys.
func listSlice[E any](all []E, max *int32, token *string, key func(E) string) ([]E, *string, error) {
	p, err := newPage(max, token)
	if err != nil {
		return nil, nil, err
	}
	if p.after != "" {
		i, found := slices.BinarySearchFunc(all, p.after, func(e E, k string) int { return strings.Compare(key(e), k) })
		if found {
			i++
		}
		all = all[i:]
	}
	l, before := []E{}, ""
	for _, e := range all {
		if !p.take(key(e), before) {
			break
		}
		l, before = append(l, e), key(e)
	}
	return l, p.next, nil
}
