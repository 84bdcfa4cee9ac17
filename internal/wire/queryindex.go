package wire

import (
	"cmp"
	"slices"
	"strconv"
)

// A formItem is one numbered item of a list or map.
type formItem struct {
	formGroup
	number int // from 1
}

const (
	maxIndex = 214748369 // the last number that AWS takes
	maxGap   = 10        // how many items AWS fills in
)

// numbered returns the items of a list in the order of their numbers, which is
// not the order of the parameters: 10 comes before 2 there. No number makes
// room for more than maxGap items.
func (g formGroup) numbered() ([]formItem, error) {
	var items []formItem
	for len(g.params) > 0 {
		part, group := g.next()
		n, err := parseIndex(part)
		if err != nil {
			return nil, err
		}
		items = append(items, formItem{group, n})
	}
	slices.SortFunc(items, func(a, b formItem) int { return cmp.Compare(a.number, b.number) })
	before := 1
	for _, item := range items {
		if gap := item.number - before; gap > maxGap {
			return nil, malformed("Excessively sparse input would skip %s list elements", grouped(gap))
		}
		before = item.number
	}
	return items, nil
}

// isIndex reports whether a part is a number.
func isIndex(s string) bool {
	for i := range len(s) {
		if s[i]-'0' >= 10 {
			return false
		}
	}
	return true
}

func parseIndex(s string) (int, error) {
	switch {
	case s == "" || !isIndex(s):
		return 0, malformed(listNotExpected)
	case s == "0":
		return 0, malformed("0 is not a valid index")
	case s[0] == '0':
		return 0, malformed("Value found where not expected")
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > maxIndex {
		return 0, malformed("Index %s is illegal", s)
	}
	return n, nil
}

// grouped prints a number as Java does: 1,234.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
