package expr

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// LegacyCondition compiles a QueryFilter or ScanFilter, or nil, which gives nil.
func LegacyCondition(filter map[string]types.Condition, op types.ConditionalOperator) (*Condition, error) {
	j := joiner{op: op}
	for _, name := range slices.Sorted(maps.Keys(filter)) {
		values, err := legacyArguments(filter[name].ComparisonOperator, filter[name].AttributeValueList)
		if err != nil {
			return nil, err
		}
		j.add(name, filter[name].ComparisonOperator, values)
	}
	return j.condition()
}

// LegacyExpected compiles the parameter Expected, or nil, which gives nil.
func LegacyExpected(expected map[string]types.ExpectedAttributeValue, op types.ConditionalOperator) (*Condition, error) {
	j := joiner{op: op}
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		operator, values, err := expectation(name, expected[name])
		if err != nil {
			return nil, err
		}
		if values, err = legacyArguments(operator, values); err != nil {
			return nil, err
		}
		j.add(name, operator, values)
	}
	return j.condition()
}

// expectation brings what is expected of an attribute into the form of a filter.
func expectation(name string, e types.ExpectedAttributeValue) (types.ComparisonOperator, []Value, error) {
	fault := func(message string) (types.ComparisonOperator, []Value, error) {
		return "", nil, refuse(invalidParameters + message + " for Attribute: " + name)
	}
	values := e.AttributeValueList
	if e.Value != nil {
		values = []Value{e.Value}
	}
	exists := "null"
	switch {
	case e.Exists != nil && *e.Exists:
		exists = "true"
	case e.Exists != nil:
		exists = "false"
	}
	unary := e.ComparisonOperator == types.ComparisonOperatorNull || e.ComparisonOperator == types.ComparisonOperatorNotNull
	switch {
	case e.Value != nil && e.AttributeValueList != nil:
		return fault("Value and AttributeValueList cannot be used together")
	case e.ComparisonOperator != "" && e.Exists != nil:
		return fault("Exists and ComparisonOperator cannot be used together")
	case e.ComparisonOperator != "" && !unary && values == nil:
		return fault("Value or AttributeValueList must be used with ComparisonOperator: " + string(e.ComparisonOperator))
	case e.ComparisonOperator != "":
		return e.ComparisonOperator, values, nil
	case e.AttributeValueList != nil:
		return fault("AttributeValueList can only be used with a ComparisonOperator")
	case exists != "false" && e.Value == nil:
		return fault("Value must be provided when Exists is " + exists)
	case exists == "false" && e.Value != nil:
		return fault("Value cannot be used when Exists is false")
	case exists == "false":
		return types.ComparisonOperatorNull, nil, nil
	}
	return types.ComparisonOperatorEq, values, nil
}

// legacyArguments checks the operands of an operator and normalises them.
func legacyArguments(op types.ComparisonOperator, list []Value) ([]Value, error) {
	values := make([]Value, len(list))
	for i, v := range list {
		var err error
		if values[i], err = Normalize(v); err != nil {
			return nil, err
		}
	}
	least, most := 1, 1
	switch op {
	case types.ComparisonOperatorNull, types.ComparisonOperatorNotNull:
		least, most = 0, 0
	case types.ComparisonOperatorBetween:
		least, most = 2, 2
	case types.ComparisonOperatorIn:
		most = len(values)
	}
	if len(values) < least || len(values) > most {
		return nil, refuse(invalidParameters + "Invalid number of argument(s) for the " + string(op) + " ComparisonOperator")
	}
	for _, v := range values {
		if TypeName(v) != TypeName(values[0]) {
			return nil, refuse(invalidParameters + "AttributeValues inside AttributeValueList must be of same type")
		}
	}
	if len(values) > 0 && !legacyTypeFits(op, TypeName(values[0])) {
		return nil, refuse(invalidParameters + "ComparisonOperator " + string(op) + " is not valid for " + TypeName(values[0]) + " AttributeValue type")
	}
	if op == types.ComparisonOperatorBetween {
		if c, _ := Compare(values[0], values[1]); c > 0 {
			return nil, refuse("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")
		}
	}
	return values, nil
}

// legacyTypeFits reports whether an operator takes operands of a type.
func legacyTypeFits(op types.ComparisonOperator, t string) bool {
	switch op {
	case types.ComparisonOperatorEq, types.ComparisonOperatorNe:
		return true
	case types.ComparisonOperatorContains, types.ComparisonOperatorNotContains:
		return t != "SS" && t != "NS" && t != "BS" && t != "M" && t != "L"
	case types.ComparisonOperatorBeginsWith:
		return t == "S" || t == "B"
	}
	return t == "S" || t == "N" || t == "B"
}

// A joiner makes a condition of several.
type joiner struct {
	op    types.ConditionalOperator
	root  test
	paths []Path
}

func (j *joiner) add(name string, op types.ComparisonOperator, values []Value) {
	path := Path{{name: name, index: -1}}
	t := legacyTest(path, op, values)
	switch {
	case j.root == nil:
		j.root = t
	case j.op == types.ConditionalOperatorOr:
		j.root = anyOf{j.root, t}
	default:
		j.root = allOf{j.root, t}
	}
	j.paths = append(j.paths, path)
}

func (j *joiner) condition() (*Condition, error) {
	switch {
	case j.op != "" && len(j.paths) == 0:
		return nil, refuse("ConditionalOperator cannot be used without Filter or Expected")
	case j.op != "" && len(j.paths) == 1:
		return nil, refuse("ConditionalOperator can only be used when Filter or Expected has two or more elements")
	case j.root == nil:
		return nil, nil
	}
	return &Condition{root: j.root, paths: j.paths}, nil
}

// comparators are the older names of the operators of expressions.
var comparators = map[types.ComparisonOperator]string{
	types.ComparisonOperatorEq: "=", types.ComparisonOperatorNe: "<>", types.ComparisonOperatorLe: "<=",
	types.ComparisonOperatorLt: "<", types.ComparisonOperatorGe: ">=", types.ComparisonOperatorGt: ">",
	types.ComparisonOperatorBetween: "BETWEEN", types.ComparisonOperatorBeginsWith: "begins_with",
}

func legacyTest(path Path, op types.ComparisonOperator, values []Value) test {
	args := make([]Operand, len(values))
	for i, v := range values {
		args[i] = literal{v}
	}
	switch op {
	case types.ComparisonOperatorNull:
		return notThat{exists{path}}
	case types.ComparisonOperatorNotNull:
		return exists{path}
	case types.ComparisonOperatorContains:
		return contains{path, args[0]}
	case types.ComparisonOperatorNotContains:
		return notThat{contains{path, args[0]}}
	case types.ComparisonOperatorBeginsWith:
		return beginsWith{path, args[0]}
	case types.ComparisonOperatorIn:
		return in{path, args}
	case types.ComparisonOperatorBetween:
		return between{path, args[0], args[1]}
	}
	return compareTo{comparators[op], path, args[0]}
}

// LegacyKeyConditions compiles the parameter KeyConditions.
func LegacyKeyConditions(conditions map[string]types.Condition) (*KeyCondition, error) {
	k := &KeyCondition{conditions: make(map[string]keyTest, len(conditions)), older: true}
	for _, name := range slices.Sorted(maps.Keys(conditions)) {
		op := conditions[name].ComparisonOperator
		values, err := legacyArguments(op, conditions[name].AttributeValueList)
		if err != nil {
			return nil, err
		}
		k.conditions[name] = keyTest{operator: comparators[op], values: values}
	}
	if len(conditions) == 0 || len(conditions) > maxKeyAttributes {
		return nil, refuse(conditionCount)
	}
	return k, nil
}

// LegacyUpdates compiles the parameter AttributeUpdates.
func LegacyUpdates(updates map[string]types.AttributeValueUpdate) (*Update, error) {
	u := &Update{legacy: true}
	for _, name := range slices.Sorted(maps.Keys(updates)) {
		a, err := legacyAction(name, updates[name])
		if err != nil {
			return nil, err
		}
		u.actions = append(u.actions, a)
		u.paths = append(u.paths, a.path)
	}
	u.image = newProjection(u.paths)
	return u, nil
}

func legacyAction(name string, update types.AttributeValueUpdate) (action, error) {
	a := action{verb: string(update.Action), path: Path{{name: name, index: -1}}}
	if update.Value == nil {
		if update.Action != types.AttributeActionDelete {
			return a, refuse(invalidParameters + "Only DELETE action is allowed when no attribute value is specified")
		}
		a.verb = "REMOVE"
		return a, nil
	}
	v, err := Normalize(update.Value)
	if err != nil {
		return a, err
	}
	a.term = constant{v}
	switch t := TypeName(v); update.Action {
	case types.AttributeActionDelete:
		if !isSet(v) {
			return a, refuse(invalidParameters + "DELETE action with value is not supported for the type " + t)
		}
	case types.AttributeActionAdd:
		if !isSet(v) && t != "N" && t != "L" {
			return a, refuse(invalidParameters + "ADD action is not supported for the type " + t)
		}
	default:
		a.verb = "SET"
	}
	return a, nil
}

// LegacyProjection compiles the parameter AttributesToGet.
func LegacyProjection(names []string) (*Projection, error) {
	paths := make([]Path, len(names))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, refuse(invalidParameters + "Duplicate value in attribute name: " + name)
		}
		paths[i] = Path{{name: name, index: -1}}
	}
	return newProjection(paths), nil
}
