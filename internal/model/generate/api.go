package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"unicode"
	"unicode/utf8"
)

// An api is a service's model, as the files in apis and overlay write it.
type api struct {
	Metadata   metadata
	Operations map[string]*operation
	Shapes     map[string]*shape
}

type metadata struct {
	Name                                            string // where it is not the table's
	Protocol, JSONVersion, TargetPrefix, TypePrefix string
	XMLNamespace                                    string
	AWSQueryCompatible                              *struct{} // JSON errors also tell the code of the query protocol
}

type operation struct {
	HTTP          httpTrait
	Input, Output ref
	Errors        []ref
}

type httpTrait struct {
	Method, RequestURI string
	ResponseCode       int
}

type ref struct {
	Shape, LocationName string
}

type shape struct {
	Type, LocationName, Payload, Pattern, TimestampFormat      string
	Expr, Deny                                                 string // overlay: Pattern in Go's syntax, and what it looks ahead for
	Members                                                    map[string]*member
	Required, Enum                                             []string
	Member, Key, Value                                         member
	Min, Max                                                   *float64
	Flattened, Exception, Fault, Union, EventStream, Unwrapped bool
	XMLNamespace                                               struct{ Prefix, URI string }
	Error                                                      errorTrait
}

type errorTrait struct {
	Code           string
	HTTPStatusCode int
	queryCode      string // what clients of the service's old query protocol know it by
}

type member struct {
	Shape, Location, LocationName                                      string
	Flattened, XMLAttribute, Streaming, IdempotencyToken, EventPayload bool
}

// read merges a file over what is there.
func (a *api) read(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var doc struct {
		Metadata           json.RawMessage
		Operations, Shapes map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if doc.Metadata != nil {
		if err := json.Unmarshal(doc.Metadata, &a.Metadata); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if err := merge(a.Operations, doc.Operations); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := mergeShapes(a.Shapes, doc.Shapes); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// merge decodes each entry of more over the one of the same name.
func merge[T any](into map[string]*T, more map[string]json.RawMessage) error {
	for _, name := range sorted(more) {
		if into[name] == nil {
			into[name] = new(T)
		}
		if err := json.Unmarshal(more[name], into[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// mergeShapes is merge, member by member: encoding/json replaces the values of a map.
func mergeShapes(into map[string]*shape, more map[string]json.RawMessage) error {
	for _, name := range sorted(more) {
		if into[name] == nil {
			into[name] = &shape{}
		}
		s := into[name]
		members := s.Members
		s.Members = nil
		if err := json.Unmarshal(more[name], s); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		var doc struct{ Members map[string]json.RawMessage }
		if err := json.Unmarshal(more[name], &doc); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.Members = members
		if s.Members == nil && doc.Members != nil {
			s.Members = map[string]*member{}
		}
		if err := merge(s.Members, doc.Members); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// nameRoots gives each input shape the XML root element that its operation names.
func (a *api) nameRoots() {
	for _, name := range sorted(a.Operations) {
		if in := a.Operations[name].Input; in.LocationName != "" {
			a.Shapes[in.Shape].LocationName = in.LocationName
		}
	}
}

// memberName returns the name of the member behind a Go field: the same, but
// for the case of its first letter.
func (s *shape) memberName(field string) string {
	if s.Members[field] == nil {
		r, n := utf8.DecodeRuneInString(field)
		if lower := string(unicode.ToLower(r)) + field[n:]; s.Members[lower] != nil {
			return lower
		}
	}
	return field
}

// require adds a member to the required ones.
func (s *shape) require(member string) {
	if !slices.Contains(s.Required, member) {
		s.Required = append(s.Required, member)
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
