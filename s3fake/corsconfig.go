package s3fake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func corsConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketCors", (*Server).putCORS),
		service.Op("GetBucketCors", (*Server).getCORS),
		service.Op("DeleteBucketCors", (*Server).deleteCORS),
	}
}

// maxCORSRules is how many rules a configuration can have.
// Source: PutBucketCors, Amazon S3 API reference.
const maxCORSRules = 100

func corsField(c *configs) **types.CORSConfiguration { return &c.cors }

func (s *Server) putCORS(ctx context.Context, in *s3.PutBucketCorsInput) (*s3.PutBucketCorsOutput, error) {
	c := in.CORSConfiguration
	if len(c.CORSRules) == 0 || len(c.CORSRules) > maxCORSRules {
		return nil, malformedXML()
	}
	for _, r := range c.CORSRules {
		if err := checkCORSRule(r); err != nil {
			return nil, err
		}
	}
	return &s3.PutBucketCorsOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, corsField, c, nil)
}

// checkCORSRule checks a rule. The messages about wildcards are those that users of AWS report.
func checkCORSRule(r types.CORSRule) error {
	if len(r.AllowedMethods) == 0 || len(r.AllowedOrigins) == 0 {
		return malformedXML()
	}
	for _, m := range r.AllowedMethods {
		if !slices.Contains([]string{"GET", "PUT", "HEAD", "POST", "DELETE"}, m) {
			// Source: github.com/localstack/localstack, services/s3/validation.py.
			return invalidRequest("Found unsupported HTTP method in CORS config. Unsupported method is %s", m)
		}
	}
	for _, o := range r.AllowedOrigins {
		if strings.Count(o, "*") > 1 {
			return invalidRequest("AllowedOrigin \"%s\" can not have more than one wildcard.", o)
		}
	}
	for _, h := range r.AllowedHeaders {
		if strings.Count(h, "*") > 1 {
			return invalidRequest("AllowedHeader \"%s\" can not have more than one wildcard.", h)
		}
	}
	for _, h := range r.ExposeHeaders {
		if strings.Contains(h, "*") {
			return invalidRequest("ExposeHeader \"%s\" contains wildcard. We currently do not support wildcard for ExposeHeader.", h)
		}
	}
	return nil
}

func (s *Server) getCORS(ctx context.Context, in *s3.GetBucketCorsInput) (*s3.GetBucketCorsOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, corsField, missing("NoSuchCORSConfiguration", "The CORS configuration does not exist"))
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketCorsOutput{CORSRules: c.CORSRules}, nil
}

func (s *Server) deleteCORS(ctx context.Context, in *s3.DeleteBucketCorsInput) (*s3.DeleteBucketCorsOutput, error) {
	return &s3.DeleteBucketCorsOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, corsField, nil, nil)
}
