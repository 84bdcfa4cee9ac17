package model

// A ShapeID is an index into API.Shapes.
type ShapeID uint16

// A Shape is one type of the API.
type Shape struct {
	// Name is the name in the model, which for inputs and outputs need not be the SDK's.
	Name string
	// Wire is the XML root element, where it is not the shape's name.
	Wire string
	// Members of a structure are sorted by name.
	Members []Member
	// Elem is what a list holds, or a map has as values.
	Elem ShapeID
	// Key is what a map has as keys.
	Key ShapeID
	// Kind is the type.
	Kind Kind
	// Time is the format of a timestamp.
	Time Time
	// Flags are what else is known.
	Flags Flag
	// ElemWire is the XML element, or part of the query parameter, of a list item or map value.
	ElemWire string
	// KeyWire is the same for a map's key.
	KeyWire string
	// Limits are the constraints, nil where there are none.
	Limits *Limits
	// Error is the wire form of an exception, nil of all else.
	Error *Error
	// NSPrefix is the prefix of the XML namespace that the element declares: Grantee's xsi.
	NSPrefix string
	// Namespace is the namespace of NSPrefix.
	Namespace string
}

// A Member of a structure.
type Member struct {
	// Name is the name in the model; the Go field has an upper-case first letter.
	Name string
	// Wire is the JSON key, XML element, query parameter or label, or the header in its canonical form.
	Wire string
	// Shape is the member's type.
	Shape ShapeID
	// In is where the member travels.
	In Location
	// Flags are what else is known.
	Flags Flag
}

// Kind is the type of a shape.
type Kind uint8

// The kinds of shapes.
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

// The locations of members. Only the REST protocols have others than Body.
const (
	Body    Location = iota
	Header           // one header
	Headers          // every header with the prefix Wire
	Query            // a query parameter
	URI              // a label of the path
	Status           // the HTTP status of the response
)

// Flag is a set of facts about a shape or a member.
type Flag uint16

// The facts about shapes and members.
const (
	Required     Flag = 1 << iota // a request without the member is refused
	Flattened                     // the items of the list or map stand where the list would
	Attribute                     // an XML attribute
	Payload                       // the member is the body
	Streaming                     // an io.Reader
	Idempotency                   // the SDK fills it in
	Exception                     // an error
	Fault                         // the server's fault
	Union                         // a structure with exactly one of its members
	EventStream                   // a stream of events; its members are the kinds of them
	Unwrapped                     // the only member is the text of the root element
	EventPayload                  // the member is the payload of the event
)

// Has reports whether all of g is set.
func (f Flag) Has(g Flag) bool { return f&g == g }

// Time is a timestamp format; the zero value is the default of the protocol and the location.
type Time uint8

// The formats of timestamps.
const (
	TimeDefault Time = iota
	TimeISO          // 2006-01-02T15:04:05Z
	TimeHTTP         // Mon, 02 Jan 2006 15:04:05 GMT
	TimeUnix         // seconds
)

// Limits are a shape's constraints.
type Limits struct {
	// Min and Max bound a length or, for numbers, the value.
	Min, Max float64
	// HasMin and HasMax tell whether there are such bounds.
	HasMin, HasMax bool
	// Pattern is the regular expression as AWS prints it.
	Pattern string
	// Expr is Pattern in the syntax of package regexp, where that differs.
	Expr string
	// Deny is what Pattern looks ahead for and rejects.
	Deny string
	// Enum has the values in the order in which AWS prints them, where it is
	// known, and then those that the SDK knows and the model does not.
	Enum []string
}

// An Error is the wire form of an exception.
type Error struct {
	// Code is the error code; a JSON service's __type is the shape's name instead.
	Code string
	// Status is the HTTP status.
	Status int
	// Query is the code of the query protocol, where a JSON service once spoke it.
	Query string
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
