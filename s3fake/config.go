package s3fake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// configs are the configurations of a bucket that are stored as they came, nil until they are put. What they say is read by
// those whom it concerns, with the bucket locked. None changes once it is stored.
type configs struct {
	abac              *types.AbacStatus
	accelerate        *types.AccelerateConfiguration
	cors              *types.CORSConfiguration
	encryption        *types.ServerSideEncryptionConfiguration
	grants            []types.Grant // nil is private
	lifecycle         *lifecycle
	lockDefault       *types.DefaultRetention
	logging           *types.LoggingEnabled
	notification      *types.NotificationConfiguration
	ownershipControls *types.OwnershipControls
	policy            *policy
	publicAccess      *types.PublicAccessBlockConfiguration
	replication       *types.ReplicationConfiguration
	requestPayment    *types.RequestPaymentConfiguration
	tagging           *[]types.Tag
	website           *types.WebsiteConfiguration

	analytics listed[types.AnalyticsConfiguration]
	inventory listed[types.InventoryConfiguration]
	metrics   listed[types.MetricsConfiguration]
	tiering   listed[types.IntelligentTieringConfiguration]

	watched bool // a timer will apply the lifecycle
}

// newConfigs returns the configurations that a bucket begins with.
// Source: recordings/s3.json, default-ownership, get-default-public-access-block.
func newConfigs() configs {
	return configs{
		ownershipControls: ownershipOf(types.ObjectOwnershipBucketOwnerEnforced),
		publicAccess:      allPublicAccess(true),
	}
}

// getConfig returns a stored configuration, or what missing says of the bucket that has none.
func getConfig[C any](s *Server, bucketName, owner *string, field func(*configs) **C, missing func(bucket string) error) (c *C, err error) {
	err = s.view(bucketName, owner, func(b *bucket) error {
		if c = *field(&b.configs); c == nil {
			return missing(b.name)
		}
		return nil
	})
	return c, err
}

// getConfigOr returns a stored configuration, or the one that holds for a bucket that has none.
func getConfigOr[C any](s *Server, bucketName, owner *string, field func(*configs) **C, otherwise C) (c *C, err error) {
	c, err = getConfig(s, bucketName, owner, field, func(string) error { return nil })
	if c == nil {
		c = &otherwise
	}
	return c, err
}

// putConfig stores a configuration; nil removes it. check, which may be nil, sees the locked bucket first.
func putConfig[C any](s *Server, bucketName, owner *string, field func(*configs) **C, c *C, check func(b *bucket) error) error {
	return s.change(bucketName, owner, func(b *bucket, _ time.Time) error {
		if check != nil {
			if err := check(b); err != nil {
				return err
			}
		}
		*field(&b.configs) = c
		return nil
	})
}

// missing makes the error for a bucket that does not have a configuration.
func missing(code, message string) func(bucket string) error {
	return func(bucket string) error { return fault(404, code, message, "BucketName", bucket) }
}
