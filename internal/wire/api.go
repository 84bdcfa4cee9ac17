// Package wire moves requests and responses between HTTP and the SDK's own
// Input and Output structs. Reflection on the structs gives the types, the
// tables of internal/model give what the types cannot tell, and a plan joins
// the two. One plan serves every protocol.
package wire

import (
	"reflect"
	"sync"

	"github.com/awsfake/awsfake/internal/model"
)

// An API is the codec of one service: its model, and the plans built from it
// so far. It is safe for concurrent use.
type API struct {
	*model.API
	unions      map[reflect.Type]UnionOption
	errors      func() map[string]model.ShapeID // by Go type, by code and by query code; made with the first error
	dialect     dialect
	contentType string

	building sync.Mutex
	plans    sync.Map // planKey -> *plan, never changed once stored
}

// New returns the codec of one service. Reflection cannot list the members of
// the SDK's unions, so they are given.
func New(m *model.API, unions ...UnionOption) *API {
	a := &API{
		API:         m,
		unions:      map[reflect.Type]UnionOption{},
		errors:      sync.OnceValue(func() map[string]model.ShapeID { return indexErrors(m) }),
		dialect:     dialectOf(m),
		contentType: contentType(m),
	}
	for _, u := range unions {
		a.unions[u.typ] = u
	}
	return a
}

// contentType is what the service's documents are sent as.
func contentType(m *model.API) string {
	switch m.Protocol {
	case "json":
		return "application/x-amz-json-" + m.JSONVersion
	case "rest-json":
		return "application/json"
	case "query":
		return "text/xml"
	}
	return "application/xml"
}
