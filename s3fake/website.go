package s3fake

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func websiteConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketWebsite", (*Server).putWebsite),
		service.Op("GetBucketWebsite", (*Server).getWebsite),
		service.Op("DeleteBucketWebsite", (*Server).deleteWebsite),
	}
}

// maxRoutingRules is how many routing rules a website can have.
// Source: PutBucketWebsite, Amazon S3 API reference.
const maxRoutingRules = 50

func websiteField(c *configs) **types.WebsiteConfiguration { return &c.website }

func (s *Server) putWebsite(ctx context.Context, in *s3.PutBucketWebsiteInput) (*s3.PutBucketWebsiteOutput, error) {
	if err := checkWebsite(in.WebsiteConfiguration); err != nil {
		return nil, err
	}
	return &s3.PutBucketWebsiteOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, websiteField, in.WebsiteConfiguration, nil)
}

// checkWebsite checks a website. Codes and messages are those of the recorded tests of github.com/localstack/localstack,
// services/s3/validation.py.
func checkWebsite(c *types.WebsiteConfiguration) error {
	if to := c.RedirectAllRequestsTo; to != nil {
		if c.IndexDocument != nil || c.ErrorDocument != nil || c.RoutingRules != nil {
			return invalidArgument("RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.", "RedirectAllRequestsTo", "not null")
		}
		if to.HostName == nil {
			return malformedXML()
		}
		return checkProtocol(to.Protocol)
	}
	switch {
	case c.IndexDocument == nil:
		return invalidArgument("A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty", "IndexDocument", "null")
	case aws.ToString(c.IndexDocument.Suffix) == "" || strings.Contains(*c.IndexDocument.Suffix, "/"):
		return invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", aws.ToString(c.IndexDocument.Suffix))
	case c.ErrorDocument != nil && aws.ToString(c.ErrorDocument.Key) == "":
		return malformedXML()
	case c.RoutingRules != nil && len(c.RoutingRules) == 0:
		return malformedXML()
	case len(c.RoutingRules) > maxRoutingRules:
		return invalidRequest("%d routing rules provided, the number of routing rules in a website configuration is limited to 50.", len(c.RoutingRules))
	}
	for _, r := range c.RoutingRules {
		if err := checkRoutingRule(r); err != nil {
			return err
		}
	}
	return nil
}

func checkRoutingRule(r types.RoutingRule) error {
	switch {
	case r.Redirect == nil:
		return malformedXML()
	case r.Redirect.ReplaceKeyPrefixWith != nil && r.Redirect.ReplaceKeyWith != nil:
		return invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.")
	case r.Condition != nil && r.Condition.HttpErrorCodeReturnedEquals == nil && r.Condition.KeyPrefixEquals == nil:
		return invalidRequest("Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.")
	}
	return checkProtocol(r.Redirect.Protocol)
}

func checkProtocol(p types.Protocol) error {
	switch p {
	case "", types.ProtocolHttp, types.ProtocolHttps:
		return nil
	}
	return invalidRequest("Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.")
}

func (s *Server) getWebsite(ctx context.Context, in *s3.GetBucketWebsiteInput) (*s3.GetBucketWebsiteOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, websiteField,
		missing("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"))
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketWebsiteOutput{
		IndexDocument: c.IndexDocument, ErrorDocument: c.ErrorDocument, RedirectAllRequestsTo: c.RedirectAllRequestsTo, RoutingRules: c.RoutingRules,
	}, nil
}

func (s *Server) deleteWebsite(ctx context.Context, in *s3.DeleteBucketWebsiteInput) (*s3.DeleteBucketWebsiteOutput, error) {
	return &s3.DeleteBucketWebsiteOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, websiteField, nil, nil)
}
