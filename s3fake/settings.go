package s3fake

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

// settingConfigurations are the small settings: transfer acceleration, who pays, server access logs, attribute-based access.
func settingConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketAccelerateConfiguration", (*Server).putAccelerate),
		service.Op("GetBucketAccelerateConfiguration", (*Server).getAccelerate),
		service.Op("PutBucketRequestPayment", (*Server).putRequestPayment),
		service.Op("GetBucketRequestPayment", (*Server).getRequestPayment),
		service.Op("PutBucketLogging", (*Server).putLogging),
		service.Op("GetBucketLogging", (*Server).getLogging),
		service.Op("PutBucketAbac", (*Server).putAbac),
		service.Op("GetBucketAbac", (*Server).getAbac),
	}
}

func accelerateField(c *configs) **types.AccelerateConfiguration         { return &c.accelerate }
func requestPaymentField(c *configs) **types.RequestPaymentConfiguration { return &c.requestPayment }
func loggingField(c *configs) **types.LoggingEnabled                     { return &c.logging }
func abacField(c *configs) **types.AbacStatus                            { return &c.abac }

func (s *Server) putAccelerate(ctx context.Context, in *s3.PutBucketAccelerateConfigurationInput) (*s3.PutBucketAccelerateConfigurationOutput, error) {
	c := in.AccelerateConfiguration
	if c.Status == "" {
		return nil, malformedXML()
	}
	return &s3.PutBucketAccelerateConfigurationOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, accelerateField, c, func(b *bucket) error {
		if strings.Contains(b.name, ".") {
			return invalidRequest("S3 Transfer Acceleration is not supported for buckets with periods (.) in their names")
		}
		return nil
	})
}

func (s *Server) getAccelerate(ctx context.Context, in *s3.GetBucketAccelerateConfigurationInput) (*s3.GetBucketAccelerateConfigurationOutput, error) {
	c, err := getConfigOr(s, in.Bucket, in.ExpectedBucketOwner, accelerateField, types.AccelerateConfiguration{})
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketAccelerateConfigurationOutput{Status: c.Status}, nil
}

func (s *Server) putRequestPayment(ctx context.Context, in *s3.PutBucketRequestPaymentInput) (*s3.PutBucketRequestPaymentOutput, error) {
	return &s3.PutBucketRequestPaymentOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, requestPaymentField, in.RequestPaymentConfiguration, nil)
}

func (s *Server) getRequestPayment(ctx context.Context, in *s3.GetBucketRequestPaymentInput) (*s3.GetBucketRequestPaymentOutput, error) {
	c, err := getConfigOr(s, in.Bucket, in.ExpectedBucketOwner, requestPaymentField, types.RequestPaymentConfiguration{Payer: types.PayerBucketOwner})
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketRequestPaymentOutput{Payer: c.Payer}, nil
}

func (s *Server) putLogging(ctx context.Context, in *s3.PutBucketLoggingInput) (*s3.PutBucketLoggingOutput, error) {
	c := in.BucketLoggingStatus.LoggingEnabled
	return &s3.PutBucketLoggingOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, loggingField, c, func(b *bucket) error {
		if c == nil {
			return nil
		}
		target, err := s.find(c.TargetBucket, nil)
		switch {
		case err != nil:
			return fault(400, "InvalidTargetBucketForLogging", "The target bucket for logging does not exist", "TargetBucket", aws.ToString(c.TargetBucket))
		case target.region != b.region:
			return fault(403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ", "TargetBucketLocation", target.region)
		}
		return nil
	})
}

func (s *Server) getLogging(ctx context.Context, in *s3.GetBucketLoggingInput) (*s3.GetBucketLoggingOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, loggingField, func(string) error { return nil })
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketLoggingOutput{LoggingEnabled: c}, nil
}

func (s *Server) putAbac(ctx context.Context, in *s3.PutBucketAbacInput) (*s3.PutBucketAbacOutput, error) {
	return &s3.PutBucketAbacOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, abacField, in.AbacStatus, nil)
}

func (s *Server) getAbac(ctx context.Context, in *s3.GetBucketAbacInput) (*s3.GetBucketAbacOutput, error) {
	// Source: GetBucketAbac, Amazon S3 API reference: disabled is the default.
	c, err := getConfigOr(s, in.Bucket, in.ExpectedBucketOwner, abacField, types.AbacStatus{Status: types.BucketAbacStatusDisabled})
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketAbacOutput{AbacStatus: c}, nil
}
