package snsfake

import "github.com/awsfake/awsfake/internal/service"

func dataProtectionOperations() []service.Operation { return nil }
