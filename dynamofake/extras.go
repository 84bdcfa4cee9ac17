package dynamofake

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// extras are what a table has beside its items and settings. They are guarded by its lock.
type extras struct {
	ttl      ttl
	tags     map[string]string
	policies map[string]policy // by resource ARN: the table's and its stream's
	recovery recovery
	kinesis  []types.KinesisDataStreamDestination // in the order in which they were enabled
	insights map[string]insight                   // by index name; "" is the table
	scaling  map[string]*types.AutoScalingSettingsDescription
}
