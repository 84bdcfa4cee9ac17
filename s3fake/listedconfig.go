package s3fake

import (
	"context"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// listedConfigurations are those of which a bucket can have many, by their ids.
func listedConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketAnalyticsConfiguration", (*Server).putAnalytics),
		service.Op("GetBucketAnalyticsConfiguration", (*Server).getAnalytics),
		service.Op("DeleteBucketAnalyticsConfiguration", (*Server).deleteAnalytics),
		service.Op("ListBucketAnalyticsConfigurations", (*Server).listAnalytics),
		service.Op("PutBucketInventoryConfiguration", (*Server).putInventory),
		service.Op("GetBucketInventoryConfiguration", (*Server).getInventory),
		service.Op("DeleteBucketInventoryConfiguration", (*Server).deleteInventory),
		service.Op("ListBucketInventoryConfigurations", (*Server).listInventory),
		service.Op("PutBucketMetricsConfiguration", (*Server).putMetrics),
		service.Op("GetBucketMetricsConfiguration", (*Server).getMetrics),
		service.Op("DeleteBucketMetricsConfiguration", (*Server).deleteMetrics),
		service.Op("ListBucketMetricsConfigurations", (*Server).listMetrics),
		service.Op("PutBucketIntelligentTieringConfiguration", (*Server).putTiering),
		service.Op("GetBucketIntelligentTieringConfiguration", (*Server).getTiering),
		service.Op("DeleteBucketIntelligentTieringConfiguration", (*Server).deleteTiering),
		service.Op("ListBucketIntelligentTieringConfigurations", (*Server).listTiering),
	}
}

// Limits of the configurations.
// Source: ListBucketMetricsConfigurations and PutBucketMetricsConfiguration, Amazon S3 API reference.
const (
	listedPage = 100
	maxListed  = 1000
)

// The unions among the configurations.
var (
	analyticsFilter = wire.Union[types.AnalyticsFilter](
		&types.AnalyticsFilterMemberAnd{}, &types.AnalyticsFilterMemberPrefix{}, &types.AnalyticsFilterMemberTag{})
	metricsFilter = wire.Union[types.MetricsFilter](
		&types.MetricsFilterMemberAccessPointArn{}, &types.MetricsFilterMemberAnd{}, &types.MetricsFilterMemberPrefix{}, &types.MetricsFilterMemberTag{})
)

// listed are configurations by their ids.
type listed[C any] map[string]*C

func noSuchConfiguration() error {
	return fault(http.StatusNotFound, "NoSuchConfiguration", "The specified configuration does not exist.")
}

// putListed stores a configuration under the id in the query. That of the document must be the same, or mismatch says what is wrong.
func putListed[C any](s *Server, bucketName, owner *string, field func(*configs) *listed[C], id, documentID *string, c *C, mismatch func() error) error {
	if aws.ToString(id) != aws.ToString(documentID) {
		return mismatch()
	}
	return s.change(bucketName, owner, func(b *bucket, _ time.Time) error {
		l := field(&b.configs)
		if *l == nil {
			*l = listed[C]{}
		}
		if (*l)[*id] == nil && len(*l) == maxListed {
			return fault(http.StatusBadRequest, "TooManyConfigurations", "You are attempting to create a new configuration but have already reached the 1,000-configuration limit.")
		}
		(*l)[*id] = c
		return nil
	})
}

func getListed[C any](s *Server, bucketName, owner *string, field func(*configs) *listed[C], id *string) (c *C, err error) {
	err = s.view(bucketName, owner, func(b *bucket) error {
		if c = (*field(&b.configs))[*id]; c == nil {
			return noSuchConfiguration()
		}
		return nil
	})
	return c, err
}

func deleteListed[C any](s *Server, bucketName, owner *string, field func(*configs) *listed[C], id *string) error {
	return s.change(bucketName, owner, func(b *bucket, _ time.Time) error {
		l := *field(&b.configs)
		if l[*id] == nil {
			return noSuchConfiguration()
		}
		delete(l, *id)
		return nil
	})
}

// A configPage is a page of configurations in the order of their ids.
type configPage[C any] struct {
	items     []C
	truncated *bool
	next      *string
}

// listListed returns the page that a token asks for.
func listListed[C any](s *Server, bucketName, owner *string, field func(*configs) *listed[C], token *string) (p configPage[C], err error) {
	after, err := base64.URLEncoding.DecodeString(aws.ToString(token))
	if err != nil {
		return p, invalidArgument("The continuation token provided is incorrect", "continuation-token", *token)
	}
	err = s.view(bucketName, owner, func(b *bucket) error {
		l := *field(&b.configs)
		ids := slices.Sorted(maps.Keys(l))
		if token != nil {
			at, found := slices.BinarySearch(ids, string(after))
			if found {
				at++
			}
			ids = ids[at:]
		}
		p.truncated = aws.Bool(len(ids) > listedPage)
		if *p.truncated {
			ids = ids[:listedPage]
			p.next = aws.String(base64.URLEncoding.EncodeToString([]byte(ids[listedPage-1])))
		}
		for _, id := range ids {
			p.items = append(p.items, *l[id])
		}
		return nil
	})
	return p, err
}

func analyticsField(c *configs) *listed[types.AnalyticsConfiguration]        { return &c.analytics }
func inventoryField(c *configs) *listed[types.InventoryConfiguration]        { return &c.inventory }
func metricsField(c *configs) *listed[types.MetricsConfiguration]            { return &c.metrics }
func tieringField(c *configs) *listed[types.IntelligentTieringConfiguration] { return &c.tiering }

func malformedDocument() error { return malformedXML() }

func (s *Server) putAnalytics(ctx context.Context, in *s3.PutBucketAnalyticsConfigurationInput) (*s3.PutBucketAnalyticsConfigurationOutput, error) {
	c := in.AnalyticsConfiguration
	service.SetStatus(ctx, http.StatusNoContent) // recordings/s3.json
	return &s3.PutBucketAnalyticsConfigurationOutput{}, putListed(s, in.Bucket, in.ExpectedBucketOwner, analyticsField, in.Id, c.Id, c, malformedDocument)
}

func (s *Server) getAnalytics(ctx context.Context, in *s3.GetBucketAnalyticsConfigurationInput) (*s3.GetBucketAnalyticsConfigurationOutput, error) {
	c, err := getListed(s, in.Bucket, in.ExpectedBucketOwner, analyticsField, in.Id)
	return &s3.GetBucketAnalyticsConfigurationOutput{AnalyticsConfiguration: c}, err
}

func (s *Server) deleteAnalytics(ctx context.Context, in *s3.DeleteBucketAnalyticsConfigurationInput) (*s3.DeleteBucketAnalyticsConfigurationOutput, error) {
	return &s3.DeleteBucketAnalyticsConfigurationOutput{}, deleteListed(s, in.Bucket, in.ExpectedBucketOwner, analyticsField, in.Id)
}

func (s *Server) listAnalytics(ctx context.Context, in *s3.ListBucketAnalyticsConfigurationsInput) (*s3.ListBucketAnalyticsConfigurationsOutput, error) {
	p, err := listListed(s, in.Bucket, in.ExpectedBucketOwner, analyticsField, in.ContinuationToken)
	return &s3.ListBucketAnalyticsConfigurationsOutput{AnalyticsConfigurationList: p.items, IsTruncated: p.truncated,
		ContinuationToken: in.ContinuationToken, NextContinuationToken: p.next}, err
}

// putInventory checks the document first, then the ids, then the destination.
// Source: recordings/s3.json, test_s3_put_inventory_report_exceptions.
func (s *Server) putInventory(ctx context.Context, in *s3.PutBucketInventoryConfigurationInput) (*s3.PutBucketInventoryConfigurationOutput, error) {
	c := in.InventoryConfiguration
	if c.Destination == nil || c.Destination.S3BucketDestination == nil || c.Schedule == nil || c.IsEnabled == nil || c.IncludedObjectVersions == "" {
		return nil, malformedXML()
	}
	mismatch := func() error {
		return fault(http.StatusBadRequest, "IdMismatch", "Document ID does not match the specified configuration ID.")
	}
	if aws.ToString(in.Id) == aws.ToString(c.Id) && !strings.HasPrefix(aws.ToString(c.Destination.S3BucketDestination.Bucket), s.core.ARN("s3", "")) {
		return nil, fault(http.StatusBadRequest, "InvalidS3DestinationBucket", "Invalid bucket ARN.")
	}
	service.SetStatus(ctx, http.StatusNoContent) // recordings/s3.json
	return &s3.PutBucketInventoryConfigurationOutput{}, putListed(s, in.Bucket, in.ExpectedBucketOwner, inventoryField, in.Id, c.Id, c, mismatch)
}

func (s *Server) getInventory(ctx context.Context, in *s3.GetBucketInventoryConfigurationInput) (*s3.GetBucketInventoryConfigurationOutput, error) {
	c, err := getListed(s, in.Bucket, in.ExpectedBucketOwner, inventoryField, in.Id)
	return &s3.GetBucketInventoryConfigurationOutput{InventoryConfiguration: c}, err
}

func (s *Server) deleteInventory(ctx context.Context, in *s3.DeleteBucketInventoryConfigurationInput) (*s3.DeleteBucketInventoryConfigurationOutput, error) {
	return &s3.DeleteBucketInventoryConfigurationOutput{}, deleteListed(s, in.Bucket, in.ExpectedBucketOwner, inventoryField, in.Id)
}

func (s *Server) listInventory(ctx context.Context, in *s3.ListBucketInventoryConfigurationsInput) (*s3.ListBucketInventoryConfigurationsOutput, error) {
	p, err := listListed(s, in.Bucket, in.ExpectedBucketOwner, inventoryField, in.ContinuationToken)
	return &s3.ListBucketInventoryConfigurationsOutput{InventoryConfigurationList: p.items, IsTruncated: p.truncated,
		ContinuationToken: in.ContinuationToken, NextContinuationToken: p.next}, err
}

func (s *Server) putMetrics(ctx context.Context, in *s3.PutBucketMetricsConfigurationInput) (*s3.PutBucketMetricsConfigurationOutput, error) {
	c := in.MetricsConfiguration
	service.SetStatus(ctx, http.StatusNoContent) // recordings/s3.json
	return &s3.PutBucketMetricsConfigurationOutput{}, putListed(s, in.Bucket, in.ExpectedBucketOwner, metricsField, in.Id, c.Id, c, malformedDocument)
}

func (s *Server) getMetrics(ctx context.Context, in *s3.GetBucketMetricsConfigurationInput) (*s3.GetBucketMetricsConfigurationOutput, error) {
	c, err := getListed(s, in.Bucket, in.ExpectedBucketOwner, metricsField, in.Id)
	return &s3.GetBucketMetricsConfigurationOutput{MetricsConfiguration: c}, err
}

func (s *Server) deleteMetrics(ctx context.Context, in *s3.DeleteBucketMetricsConfigurationInput) (*s3.DeleteBucketMetricsConfigurationOutput, error) {
	return &s3.DeleteBucketMetricsConfigurationOutput{}, deleteListed(s, in.Bucket, in.ExpectedBucketOwner, metricsField, in.Id)
}

func (s *Server) listMetrics(ctx context.Context, in *s3.ListBucketMetricsConfigurationsInput) (*s3.ListBucketMetricsConfigurationsOutput, error) {
	p, err := listListed(s, in.Bucket, in.ExpectedBucketOwner, metricsField, in.ContinuationToken)
	return &s3.ListBucketMetricsConfigurationsOutput{MetricsConfigurationList: p.items, IsTruncated: p.truncated,
		ContinuationToken: in.ContinuationToken, NextContinuationToken: p.next}, err
}

// The least days after which the archive tiers take objects.
// Source: Tiering, Amazon S3 API reference.
var leastTierDays = map[types.IntelligentTieringAccessTier]int32{
	types.IntelligentTieringAccessTierArchiveAccess:     90,
	types.IntelligentTieringAccessTierDeepArchiveAccess: 180,
}

func (s *Server) putTiering(ctx context.Context, in *s3.PutBucketIntelligentTieringConfigurationInput) (*s3.PutBucketIntelligentTieringConfigurationOutput, error) {
	c := in.IntelligentTieringConfiguration
	if len(c.Tierings) == 0 {
		return nil, malformedXML()
	}
	for _, t := range c.Tierings {
		if days := aws.ToInt32(t.Days); days < leastTierDays[t.AccessTier] || days > 730 {
			// The code is that of the API reference; the message is a guess.
			return nil, fault(http.StatusBadRequest, "InvalidArgument", "'Days' in the Tiering must be between 90 and 730 for ARCHIVE_ACCESS and between 180 and 730 for DEEP_ARCHIVE_ACCESS")
		}
	}
	return &s3.PutBucketIntelligentTieringConfigurationOutput{}, putListed(s, in.Bucket, in.ExpectedBucketOwner, tieringField, in.Id, c.Id, c, malformedDocument)
}

func (s *Server) getTiering(ctx context.Context, in *s3.GetBucketIntelligentTieringConfigurationInput) (*s3.GetBucketIntelligentTieringConfigurationOutput, error) {
	c, err := getListed(s, in.Bucket, in.ExpectedBucketOwner, tieringField, in.Id)
	return &s3.GetBucketIntelligentTieringConfigurationOutput{IntelligentTieringConfiguration: c}, err
}

func (s *Server) deleteTiering(ctx context.Context, in *s3.DeleteBucketIntelligentTieringConfigurationInput) (*s3.DeleteBucketIntelligentTieringConfigurationOutput, error) {
	return &s3.DeleteBucketIntelligentTieringConfigurationOutput{}, deleteListed(s, in.Bucket, in.ExpectedBucketOwner, tieringField, in.Id)
}

func (s *Server) listTiering(ctx context.Context, in *s3.ListBucketIntelligentTieringConfigurationsInput) (*s3.ListBucketIntelligentTieringConfigurationsOutput, error) {
	p, err := listListed(s, in.Bucket, in.ExpectedBucketOwner, tieringField, in.ContinuationToken)
	return &s3.ListBucketIntelligentTieringConfigurationsOutput{IntelligentTieringConfigurationList: p.items, IsTruncated: p.truncated,
		ContinuationToken: in.ContinuationToken, NextContinuationToken: p.next}, err
}
