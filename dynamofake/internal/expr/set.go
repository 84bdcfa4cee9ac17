package expr

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// addValue is the action ADD: the sum of two numbers or the union of two sets. AttributeUpdates can add to a list, too.
func addValue(old, v Value) (Value, error) {
	if old == nil {
		return v, nil
	}
	switch v := v.(type) {
	case *types.AttributeValueMemberN:
		if old, ok := old.(*types.AttributeValueMemberN); ok {
			sum, err := addNumbers(old.Value, v.Value, false)
			return &types.AttributeValueMemberN{Value: sum}, err
		}
	case *types.AttributeValueMemberSS:
		if old, ok := old.(*types.AttributeValueMemberSS); ok {
			return &types.AttributeValueMemberSS{Value: union(old.Value, v.Value, func(s string) string { return s })}, nil
		}
	case *types.AttributeValueMemberNS:
		if old, ok := old.(*types.AttributeValueMemberNS); ok {
			return &types.AttributeValueMemberNS{Value: union(old.Value, v.Value, func(s string) string { return s })}, nil
		}
	case *types.AttributeValueMemberBS:
		if old, ok := old.(*types.AttributeValueMemberBS); ok {
			return &types.AttributeValueMemberBS{Value: union(old.Value, v.Value, func(b []byte) string { return string(b) })}, nil
		}
	}
	if v, ok := v.(*types.AttributeValueMemberL); ok {
		if old, ok := old.(*types.AttributeValueMemberL); ok {
			return &types.AttributeValueMemberL{Value: join(old.Value, v.Value)}, nil
		}
	}
	return nil, refuse(wrongDataType)
}

// subtractSet is the action DELETE: what is left of one set without the members of another, or nil if that is nothing.
func subtractSet(old, v Value) (Value, error) {
	switch old := old.(type) {
	case nil:
		return nil, nil
	case *types.AttributeValueMemberSS:
		if v, ok := v.(*types.AttributeValueMemberSS); ok {
			left := difference(old.Value, v.Value, func(s string) string { return s })
			if len(left) == 0 {
				return nil, nil
			}
			return &types.AttributeValueMemberSS{Value: left}, nil
		}
	case *types.AttributeValueMemberNS:
		if v, ok := v.(*types.AttributeValueMemberNS); ok {
			left := difference(old.Value, v.Value, func(s string) string { return s })
			if len(left) == 0 {
				return nil, nil
			}
			return &types.AttributeValueMemberNS{Value: left}, nil
		}
	case *types.AttributeValueMemberBS:
		if v, ok := v.(*types.AttributeValueMemberBS); ok {
			left := difference(old.Value, v.Value, func(b []byte) string { return string(b) })
			if len(left) == 0 {
				return nil, nil
			}
			return &types.AttributeValueMemberBS{Value: left}, nil
		}
	}
	return nil, refuse(wrongDataType)
}

func union[E any](a, b []E, key func(E) string) []E {
	return slices.Concat(a, difference(b, a, key))
}

func difference[E any](a, b []E, key func(E) string) []E {
	without := make(map[string]struct{}, len(b))
	for _, e := range b {
		without[key(e)] = struct{}{}
	}
	var left []E
	for _, e := range a {
		if _, ok := without[key(e)]; !ok {
			left = append(left, e)
		}
	}
	return left
}
