package snsfake

import "github.com/awsfake/awsfake/internal/service"

func platformOperations() []service.Operation { return nil }

// mobile are the platform applications with their endpoints. Server.mu guards them.
type mobile struct{}

func (m *mobile) reset() { *m = mobile{} }
