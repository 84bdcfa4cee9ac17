// Package model holds the types of the wire tables: what reflection on the
// SDK's structs cannot tell. The tables themselves are generated, one package
// a service, and are static data: nothing runs at start.
package model

//go:generate go run ./generate -models apis -overlay overlay -out .

// An API describes one service.
type API struct {
	Name         string
	Protocol     string // json, query, rest-json, rest-xml
	JSONVersion  string
	TargetPrefix string
	Namespace    string // XML namespace of requests and responses
	TypePrefix   string // of an error's __type, such as "com.amazonaws.sqs#"
	Operations   []Operation
	Literals     []string // names of every query literal without a value: ?acl, ?tagging
	Shapes       []Shape  // Shapes[0] is the empty structure
}

// Operation returns the operation of that name, or nil.
func (a *API) Operation(name string) *Operation {
	lo, hi := 0, len(a.Operations)
	for lo < hi { // Operations is sorted by name
		mid := (lo + hi) / 2
		if a.Operations[mid].Name < name {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(a.Operations) && a.Operations[lo].Name == name {
		return &a.Operations[lo]
	}
	return nil
}

// A ShapeID is an index into API.Shapes.
type ShapeID uint16

// An Operation is one row of the service's table.
type Operation struct {
	Name   string
	Method string
	Path   []string // "{Bucket}" is a label, "{Key+}" takes the rest
	Query  []Param  // literals of the URI: ?tagging, ?list-type=2
	Needs  []Param  // what tells it from an operation with the same method, path and literals
	Status int
	Input  ShapeID
	Output ShapeID
	Errors []ShapeID
}

// A Param is a query parameter or, where Header is set, a header.
type Param struct {
	Name, Value string
	Header      bool
}

// Kind is the type of a shape.
type Kind uint8

const (
	Structure Kind = iota
	String
	Boolean
	Integer
	Float
	Blob
	Timestamp
	List
	Map
)

// Location says where in the HTTP message a member travels.
type Location uint8

const (
	Body    Location = iota
	Header           // one header
	Headers          // every header with the prefix Wire
	Query
	URI
	Status
)

// Flag is a set of facts about a shape or a member.
type Flag uint16

const (
	Required Flag = 1 << iota
	Flattened
	Attribute   // an XML attribute
	Payload     // the member is the body
	Streaming   // an io.Reader
	Idempotency // the SDK fills it in
	Exception
	Fault // the server's fault
	Union
	EventStream
	Unwrapped // the only member is the text of the root element
)

// Has reports whether all of g is set.
func (f Flag) Has(g Flag) bool { return f&g == g }

// Time is a timestamp format; the zero value is the protocol's default.
type Time uint8

const (
	TimeDefault Time = iota
	TimeISO
	TimeHTTP
	TimeUnix
)

// A Member of a structure.
type Member struct {
	Name  string // in the model; the Go field has an upper-case first letter
	Wire  string // JSON key, XML element, header, query parameter or label
	Shape ShapeID
	In    Location
	Flags Flag
}

// A Shape is one type of the API.
type Shape struct {
	Name      string
	Wire      string // XML root element
	Members   []Member
	Elem      ShapeID // of a list or map
	Key       ShapeID // of a map
	Kind      Kind
	Time      Time
	Flags     Flag
	ElemWire  string // XML element of a list item or map value
	KeyWire   string
	Limits    *Limits
	Error     *Error
	NSPrefix  string // Grantee's xmlns:xsi
	Namespace string
}

// Limits are a shape's constraints. Min and Max bound a length or, for numbers, the value.
type Limits struct {
	Min, Max       float64
	HasMin, HasMax bool
	Pattern        string // as AWS prints it
	Expr           string // in Go's syntax, where that differs
	Deny           string // what Pattern looks ahead for and rejects
	Enum           []string
}

// An Error is the wire form of an exception.
type Error struct {
	Code   string
	Status int
	Query  string // the code of the query protocol, where the service had one
}

// Intern returns b as a string, without an allocation where it is a known enum value.
func (s *Shape) Intern(b []byte) string {
	if s.Limits != nil {
		for _, e := range s.Limits.Enum {
			if e == string(b) {
				return e
			}
		}
	}
	return string(b)
}
