package s3fake

import "github.com/awsfake/awsfake/internal/service"

// configurationOperations are those that store, return and remove configurations of buckets.
func configurationOperations() []service.Operation {
	return nil
}
