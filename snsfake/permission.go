package snsfake

import "github.com/awsfake/awsfake/internal/service"

func permissionOperations() []service.Operation { return nil }
