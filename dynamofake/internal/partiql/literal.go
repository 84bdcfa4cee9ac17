package partiql

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

func stringNode(t token) *node {
	return &node{op: opValue, value: &types.AttributeValueMemberS{Value: t.text}, token: t}
}

// numberNode makes a number as it is written. Whether DynamoDB has it is found out later, whether Java has it is now: the exponent and
// the scale must fit 32 bits.
func numberNode(t token, sign string) (*node, error) {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(t.text), "e")
	if ok {
		e, err := strconv.ParseInt(exponent, 10, 64)
		_, fraction, _ := strings.Cut(mantissa, ".")
		if scale := int64(len(fraction)) - e; err != nil || e > math.MaxInt32 || e < math.MinInt32 || scale > math.MaxInt32 || scale < math.MinInt32 {
			return nil, malformed("")
		}
	}
	return &node{op: opValue, value: &types.AttributeValueMemberN{Value: sign + t.text}, token: t}, nil
}

// negated changes the sign of a number.
func negated(n *node) *node {
	text := n.value.(*types.AttributeValueMemberN).Value
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		text = rest
	} else {
		text = "-" + text
	}
	return &node{op: opValue, value: &types.AttributeValueMemberN{Value: text}, token: n.token}
}

// opMissing is the operator of the literal MISSING.
const opMissing = "MISSING"

func wordNode(word string, t token) *node {
	n := &node{op: opValue, token: t}
	switch word {
	case "NULL":
		n.value = &types.AttributeValueMemberNULL{Value: true}
	case "MISSING":
		n.op = opMissing
	default:
		n.value = &types.AttributeValueMemberBOOL{Value: word == "TRUE"}
	}
	return n
}

// maxDepth is how deep DynamoDB's values nest.
const maxDepth = 32

// literal returns the value of a node that is a literal, and false if it is none. The path leads to it, for messages.
func literal(n *node, path string) (expr.Value, bool, error) {
	switch n.op {
	case opValue:
		if n.param {
			return n.value, true, nil
		}
		v, err := expr.Normalize(n.value)
		var e *expr.Error
		if errors.As(err, &e) {
			err = refuse("%s under %s", e.Message, path)
		}
		return v, true, err
	case opList:
		v, err := listLiteral(n, path)
		return v, true, err
	case opBag:
		v, err := bagLiteral(n, path)
		return v, true, err
	case opStruct:
		m, err := structLiteral(n, path)
		return &types.AttributeValueMemberM{Value: m}, true, err
	case opMissing:
		return nil, false, refuse("MISSING must be compared using IS operator")
	}
	return nil, false, nil
}

// nested returns the value of what stands inside of a list or struct, where no parameters and no expressions are.
func nested(n *node, path string) (expr.Value, error) {
	if strings.Count(path, ".")+strings.Count(path, "[") >= maxDepth {
		return nil, refuse("Nesting Levels have exceeded supported limits under %s", path)
	}
	if n.param {
		return nil, refuse("Unsupported data type: Parameter under key %s%s", path, n.token.place())
	}
	v, ok, err := literal(n, path)
	if err == nil && !ok {
		err = notData(n, path)
	}
	return v, err
}

// notData refuses a node that is no value; a call goes by its function's name.
func notData(n *node, path string) error {
	kind := n.kindName()
	if n.op == opCall {
		kind = n.name
	}
	return refuse("Unsupported data type: %s under key %s%s", kind, path, n.token.place())
}

func listLiteral(n *node, path string) (expr.Value, error) {
	l := make([]expr.Value, 0, len(n.args))
	for i, a := range n.args {
		v, err := nested(a, path+"["+strconv.Itoa(i)+"]")
		if err != nil {
			return nil, err
		}
		l = append(l, v)
	}
	return &types.AttributeValueMemberL{Value: l}, nil
}

// structLiteral returns the members of a struct.
func structLiteral(n *node, path string) (expr.Item, error) {
	m := expr.Item{}
	for i := 0; i < len(n.args); i += 2 {
		key, err := memberName(n.args[i], path)
		if err != nil {
			return nil, err
		}
		if _, ok := m[key]; ok {
			return nil, refuse("Duplicate keys in tuple. Key: %s under %s", key, path)
		}
		if m[key], err = nested(n.args[i+1], path+"."+key); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func memberName(n *node, path string) (string, error) {
	if s, ok := n.value.(*types.AttributeValueMemberS); ok && n.op == opValue && !n.param {
		return s.Value, nil
	}
	return "", refuse("Tuple keys must be of type String. Actual type: %s under %s", n.kindName(), path)
}

// bagLiteral returns a set.
func bagLiteral(n *node, path string) (expr.Value, error) {
	if len(n.args) == 0 {
		return nil, refuse("Empty bags are not supported")
	}
	var strs, numbers []string
	for _, a := range n.args {
		switch v := a.value.(type) {
		case *types.AttributeValueMemberS:
			strs = append(strs, v.Value)
		case *types.AttributeValueMemberN:
			numbers = append(numbers, v.Value)
		}
	}
	var set expr.Value
	switch len(n.args) {
	case len(strs):
		set = &types.AttributeValueMemberSS{Value: strs}
	case len(numbers):
		set = &types.AttributeValueMemberNS{Value: numbers}
	default:
		return nil, refuse("Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags")
	}
	v, err := expr.Normalize(set)
	var e *expr.Error
	switch {
	case !errors.As(err, &e) || len(strs) > 0:
		return v, err
	case strings.Contains(e.Message, "duplicates"):
		return nil, refuse("One or more parameter values were invalid: Input collection [%s] contains duplicates! under %s", strings.Join(numbers, ", "), path)
	}
	return nil, refuse("%s under %s", e.Message, path)
}
