package s3fake

import (
	"slices"

	"github.com/awsfake/awsfake/internal/service"
)

// configurationOperations are those that store, return and remove configurations of buckets. Each file has the rows of its subject.
func configurationOperations() []service.Operation {
	return slices.Concat(taggingConfigurations(), policyConfigurations(), aclConfigurations(), ownershipConfigurations(), corsConfigurations(),
		websiteConfigurations(), encryptionConfigurations(), settingConfigurations(), lifecycleConfigurations(), replicationConfigurations(),
		notificationConfigurations(), lockConfigurations(), listedConfigurations())
}
