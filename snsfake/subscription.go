package snsfake

import "github.com/awsfake/awsfake/internal/service"

func subscriptionOperations() []service.Operation { return nil }
