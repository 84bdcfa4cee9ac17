package pattern

import (
	"fmt"
	"math"
)

// checkLimits is the last check of a pattern: recorded, what is wrong with an
// operator comes before a policy that may not nest.
func (p *Pattern) checkLimits() error {
	d := p.d
	if d.flat && p.nested {
		return &Error{
			Message: "Filter policy scope MessageAttributes does not support nested filter policy",
			Bare:    true,
		}
	}
	// Guess: the number of keys comes before that of combinations.
	if d.maxKeys > 0 && p.keys() > d.maxKeys {
		return &Error{Message: fmt.Sprintf("Filter policy can not have more than %d keys", d.maxKeys)}
	}
	if d.maxCombinations > 0 && p.combinations(p.root) > float64(d.maxCombinations) {
		return &Error{Message: "Filter policy is too complex"}
	}
	return nil
}

// keys counts the leaves: "finding": {"region": […]} is one key (SNS's guide).
// Guess: alternatives of a $or that share a key count it once.
func (p *Pattern) keys() int {
	paths := make(map[string]bool)
	for _, l := range p.leaves {
		paths[l.path] = true
	}
	return len(paths)
}

// combinations is the complexity by SNS's guide: the lengths of the arrays,
// each times its depth, multiplied; alternatives of a $or are added up.
func (p *Pattern) combinations(g *group) float64 {
	product := 1.0
	for _, i := range g.leaves {
		product *= float64(p.leaves[i].width * p.leaves[i].depth)
	}
	for _, alternatives := range g.ors {
		sum := 0.0
		for _, alternative := range alternatives {
			sum += p.combinations(alternative)
		}
		product *= sum
	}
	return math.Min(product, math.MaxInt32)
}
