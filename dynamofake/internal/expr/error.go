// Package expr holds the item model of DynamoDB, that is values, their numbers, sizes, order and keys, and its expression language
// with the older parameters that the language replaced. It knows nothing of tables or requests.
package expr

import "fmt"

// An Error is a refusal in DynamoDB's own words. The caller answers it as ValidationException.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func refuse(message string) *Error { return &Error{Message: message} }

func refusef(format string, args ...any) *Error { return refuse(fmt.Sprintf(format, args...)) }
