package lambdafake

import "reflect"

// fill sets the members of an output from those of the same names in a type that describes the same; both are pointers to structs. Many
// outputs of the SDK repeat the members of FunctionConfiguration or EventSourceMappingConfiguration.
func fill[Out any](from any) *Out {
	out := new(Out)
	to, source := reflect.ValueOf(out).Elem(), reflect.ValueOf(from).Elem()
	for i := range source.NumField() {
		t := source.Type().Field(i)
		if f := to.FieldByName(t.Name); t.IsExported() && f.IsValid() && f.Type() == t.Type {
			f.Set(source.Field(i))
		}
	}
	return out
}
