package expr

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A Path leads to a value inside an item. Its first step is the name of an attribute.
type Path []step

// get returns the value that a path leads to, or nil.
func (p Path) get(it Item) Value {
	v := it[p[0].name]
	for _, s := range p[1:] {
		v = s.into(v)
	}
	return v
}

// into returns the value that a step from v leads to, or nil.
func (s step) into(v Value) Value {
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		if s.index < 0 {
			return v.Value[s.name]
		}
	case *types.AttributeValueMemberL:
		if s.index >= 0 && s.index < len(v.Value) {
			return v.Value[s.index]
		}
	}
	return nil
}

// String writes a path as messages do.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		if i > 0 {
			b.WriteString(", ")
		}
		if s.index < 0 {
			b.WriteString(s.name)
		} else {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return "[" + b.String() + "]"
}

func (p Path) equal(q Path) bool { return slices.Equal(p, q) }

// checkPaths refuses two paths of which one leads through the other's end, or that take one value for a list and for a map.
func checkPaths(paths []Path) error {
	for j := len(paths) - 1; j > 0; j-- { // the service reports the last path first
		for i := j - 1; i >= 0; i-- {
			if verb := clash(paths[i], paths[j]); verb != "" {
				return refusef("Two document paths %s with each other; must remove or rewrite one of these paths; path one: %s, path two: %s",
					verb, paths[i], paths[j])
			}
		}
	}
	return nil
}

func clash(p, q Path) string {
	for i := range min(len(p), len(q)) {
		if p[i] == q[i] {
			continue
		}
		if p[i].index < 0 != (q[i].index < 0) {
			return "conflict"
		}
		return ""
	}
	return "overlap"
}

// attributes returns the names of the attributes that paths begin with, each once, and those of them that a path goes into.
func attributes(paths []Path) (all, nested []string) {
	for _, p := range paths {
		if name := p[0].name; !slices.Contains(all, name) {
			all = append(all, name)
		}
		if name := p[0].name; len(p) > 1 && !slices.Contains(nested, name) {
			nested = append(nested, name)
		}
	}
	return all, nested
}
