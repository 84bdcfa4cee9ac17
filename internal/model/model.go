// Package model holds the types of the wire tables: what reflection on the
// SDK's structs cannot tell, such as methods and URIs, where a member travels
// and under what name, constraints, and the statuses and codes of errors.
//
// The tables themselves are generated, one package each below this directory:
// from the API models in apis, from hand-written additions in overlay, and from
// the pinned SDK, which is newer than the models. They are static data: nothing
// runs at start, and a service that a program does not use costs it nothing.
package model

//go:generate go run ./generate

// An API describes one service.
type API struct {
	// Name is the name of the service's package in the SDK, such as "sqs".
	Name string
	// Protocol is one of json, query, rest-json and rest-xml.
	Protocol string
	// JSONVersion is the version in the content type application/x-amz-json-1.0.
	JSONVersion string
	// TargetPrefix stands before the operation in the header X-Amz-Target.
	TargetPrefix string
	// Namespace is the XML namespace of requests and responses.
	Namespace string
	// TypePrefix stands before the shape's name in an error's __type, such as "com.amazonaws.sqs#".
	TypePrefix string
	// Operations are sorted by name.
	Operations []Operation
	// Literals are the names of every query literal without a value: acl, tagging.
	Literals []string
	// Shapes are the types of the service. Shapes[0] is the empty structure.
	Shapes []Shape
}

// Operation returns the operation of that name, or nil.
func (a *API) Operation(name string) *Operation {
	if i := a.Index(name); i >= 0 {
		return &a.Operations[i]
	}
	return nil
}

// Index returns the index in Operations, which is sorted by name, of the operation of that name, or -1. The package imports
// nothing, so that the tables have nothing to do at start.
func (a *API) Index(name string) int {
	lo, hi := 0, len(a.Operations)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if a.Operations[mid].Name < name {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(a.Operations) && a.Operations[lo].Name == name {
		return lo
	}
	return -1
}

// An Operation is one row of the service's table.
type Operation struct {
	// Name is the name of the method of the SDK's client.
	Name string
	// Method is the HTTP method.
	Method string
	// Path has the segments of the URI: "{Bucket}" is a label, "{Key+}" takes the
	// rest. The protocols that are not REST have none.
	Path []string
	// Query has the literals of the URI: ?tagging, ?list-type=2.
	Query []Param
	// Needs has what tells the operation from another of the same method, path
	// and literals: the required headers and query parameters.
	Needs []Param
	// Status is the HTTP status of success; 0 is 200.
	Status int
	// Input is the structure that a request carries, 0 if it carries none.
	Input ShapeID
	// Output is the structure that a response carries, 0 if it carries none.
	// The query protocol then answers without a Result element.
	Output ShapeID
	// Errors are those that the model lists for the operation. Of operations
	// newer than the model it lists none.
	Errors []ShapeID
}

// A Param is a query parameter or, where Header is set, a header.
type Param struct {
	// Name is the parameter's name; of a header, in its canonical form.
	Name string
	// Value is what a literal must be; empty is anything.
	Value string
	// Header tells a header from a query parameter.
	Header bool
}
