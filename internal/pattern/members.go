package pattern

import (
	"cmp"
	"slices"
)

// This file decides the one hard case: values that were found inside of array
// members. Keys that meet in an array have to meet in the same member
// (event-ruler's array consistency), so a choice for one leaf binds the others.

// solveBudget bounds the search for members; only documents made for it come near.
const solveBudget = 1 << 16

func (m *matcher) solve() bool {
	m.budget = solveBudget
	return m.choose([]*group{m.p.root}, nil)
}

// choose picks an alternative of every $or of the groups, then assigns members
// to the leaves that were picked.
func (m *matcher) choose(groups []*group, picked []int) bool {
	if len(groups) == 0 {
		// event-ruler goes by name, which matters to {"exists": false}.
		slices.SortFunc(picked, func(a, b int) int {
			return cmp.Compare(m.p.leaves[a].path, m.p.leaves[b].path)
		})
		return m.assign(picked)
	}
	last := len(groups) - 1
	g := groups[last]
	return m.alternatives(g.ors, slices.Clip(groups[:last]), slices.Concat(picked, g.leaves))
}

func (m *matcher) alternatives(ors [][]*group, groups []*group, picked []int) bool {
	if len(ors) == 0 {
		return m.choose(groups, picked)
	}
	for _, alternative := range ors[0] {
		if m.spent() {
			return false
		}
		if !m.every(alternative, maybe) {
			continue
		}
		if m.alternatives(ors[1:], append(slices.Clip(groups), alternative), picked) {
			return true
		}
	}
	return false
}

// assign finds a member for each leaf, consistent with those already bound.
func (m *matcher) assign(leaves []int) bool {
	if len(leaves) == 0 {
		return true
	}
	f := &m.finds[leaves[0]]
	if f.accepted {
		return m.assign(leaves[1:])
	}
	for _, s := range f.acceptedIn {
		if m.spent() {
			return false
		}
		if m.consistent(s) && m.bind(s, leaves[1:]) {
			return true
		}
	}
	return m.p.leaves[leaves[0]].absent && !f.present &&
		!slices.ContainsFunc(f.presentIn, m.consistent) && m.assign(leaves[1:])
}

// bind settles on the members of a span and goes on.
func (m *matcher) bind(s span, leaves []int) bool {
	bound := len(m.bound)
	m.bound = append(m.bound, m.members(s)...)
	ok := m.assign(leaves)
	m.bound = m.bound[:bound]
	return ok
}

// consistent tells whether no other member of the same array is bound.
func (m *matcher) consistent(s span) bool {
	for _, at := range m.members(s) {
		for _, bound := range m.bound {
			if bound.array == at.array && bound.index != at.index {
				return false
			}
		}
	}
	return true
}

func (m *matcher) spent() bool {
	m.budget--
	return m.budget < 0
}
