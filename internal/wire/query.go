package wire

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/awsfake/awsfake/internal/model"
)

// A node is the tree behind dotted query parameters: A.member.1.B=x.
type node struct {
	value string
	kids  map[string]*node
}

func parseQuery(form url.Values) *node {
	root := &node{}
	for k, vs := range form {
		n := root
		for part := range strings.SplitSeq(k, ".") {
			if n.kids == nil {
				n.kids = map[string]*node{}
			}
			if n.kids[part] == nil {
				n.kids[part] = &node{}
			}
			n = n.kids[part]
		}
		n.value = vs[0]
	}
	return root
}

// numbered returns the children 1, 2, 3 in order.
func (n *node) numbered() []*node {
	var at []int
	for k := range n.kids {
		if i, err := strconv.Atoi(k); err == nil {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	l := make([]*node, len(at))
	for i, k := range at {
		l[i] = n.kids[strconv.Itoa(k)]
	}
	return l
}

// decodeQuery decodes form parameters into v.
func decodeQuery(n *node, p *plan, v reflect.Value, flat bool, t *trace) error {
	switch p.kind {
	case kStruct:
		v = p.target(v)
		for i := range p.fields {
			f := &p.fields[i]
			kid := n.kids[f.Wire]
			if kid == nil {
				continue
			}
			t.push(f.Name)
			fv := v.Field(f.index)
			if err := decodeQuery(kid, f.plan, fv, f.Flags.Has(model.Flattened), t); err != nil {
				return err
			}
			t.set(f.plan, fv)
			t.pop()
		}
	case kList:
		if kid := n.kids[p.itemName()]; kid != nil && !flat {
			n = kid
		}
		items := n.numbered()
		v = p.target(v)
		v.Set(reflect.MakeSlice(p.typ, len(items), len(items)))
		for i, item := range items {
			t.pushIndex(i)
			if err := decodeQuery(item, p.elem, v.Index(i), false, t); err != nil {
				return err
			}
			t.pop()
		}
	case kMap:
		if kid := n.kids["entry"]; kid != nil && !flat {
			n = kid
		}
		v = p.target(v)
		v.Set(reflect.MakeMap(p.typ))
		for _, item := range n.numbered() {
			key, val := item.kids[p.shape.KeyWire], item.kids[p.shape.ElemWire]
			if key == nil || val == nil {
				continue
			}
			ev := reflect.New(p.typ.Elem()).Elem()
			t.push(key.value)
			if err := decodeQuery(val, p.elem, ev, false, t); err != nil {
				return err
			}
			t.pop()
			v.SetMapIndex(reflect.ValueOf(key.value).Convert(p.typ.Key()), ev)
		}
	default:
		return p.setText(v, n.value)
	}
	return nil
}
