package snsfake

import "github.com/awsfake/awsfake/internal/service"

func tagOperations() []service.Operation { return nil }
