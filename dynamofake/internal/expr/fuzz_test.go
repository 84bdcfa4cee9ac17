package expr

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzExpression takes one source for each kind of expression. Whatever it is, it is compiled or refused in words that name it, and what
// is compiled works with any item.
func FuzzExpression(f *testing.F) {
	for _, source := range []string{
		"a = :s AND (size(#b) > :n OR NOT attribute_exists(c[0].d)) AND a IN (d, :s)", "a BETWEEN :n AND :n9", "contains(a, :s)",
		"begins_with(a.b, :s)", "attribute_type(a, :type)", "((a))", "SET a.b[1] = if_not_exists(c, :n) + :n9, d = list_append(:l, e) REMOVE f",
		"ADD n :n DELETE ss :ss", "REMOVE l[0], l[2]", "a, #b.c, d[0]", "a = :s AND begins_with(b, :z)", "a[99999999999]", "é", "SET a = (b + c) - d",
	} {
		f.Add(source)
	}
	it := item(f, updated)
	f.Fuzz(func(t *testing.T, source string) {
		s := scope(t)
		c, err := s.Condition("FilterExpression", source)
		refused(t, err, source, "Invalid FilterExpression: ")
		if err == nil {
			c.Match(it)
			c.Match(nil)
			c.Attributes()
		}
		p, err := s.Projection(source)
		refused(t, err, source, "Invalid ProjectionExpression: ")
		if err == nil && ItemSize(p.Apply(it)) > ItemSize(it) {
			t.Errorf("%q projects more than there is", source)
		}
		k, err := s.KeyCondition(source)
		refused(t, err, source, "")
		if err == nil {
			_, err := k.Bind(key("a:S / b:S"))
			refused(t, err, source, "")
		}
		u, err := s.Update(source)
		refused(t, err, source, "Invalid UpdateExpression: ")
		if err == nil {
			applyTo(t, u, it)
			applyTo(t, u, nil)
		}
		_ = s.Close()
	})
}

// refused checks that an error is a refusal with the words.
func refused(t *testing.T, err error, source, words string) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || !strings.HasPrefix(e.Message, words) || utf8.ValidString(source) && !utf8.ValidString(e.Message)) {
		t.Fatalf("%q: %v", source, err)
	}
}

// applyTo checks that an update gives what is a valid item again and leaves the item as it was.
func applyTo(t *testing.T, u *Update, it Item) {
	t.Helper()
	size := ItemSize(it)
	after, err := u.Apply(it)
	refused(t, err, "", "")
	if err != nil {
		return
	}
	if normal, err := NormalizeItem(after); err != nil || !EqualItems(normal, after) {
		t.Errorf("%v: %v", after, err)
	}
	if ItemSize(it) != size {
		t.Error("the item itself changed")
	}
	u.New(after)
	u.Old(it)
}
