package s3fake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func lifecycleConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketLifecycleConfiguration", (*Server).putLifecycle),
		service.Op("GetBucketLifecycleConfiguration", (*Server).getLifecycle),
		service.Op("DeleteBucketLifecycle", (*Server).deleteLifecycle),
	}
}

// Limits of a lifecycle configuration.
// Source: Lifecycle configuration elements, Amazon S3 User Guide.
const (
	maxLifecycleRules = 1000
	maxRuleID         = 255
)

// A lifecycle is a lifecycle configuration. Every rule has an id and a filter.
type lifecycle struct {
	rules       []types.LifecycleRule
	minimumSize types.TransitionDefaultMinimumObjectSize
}

func lifecycleField(c *configs) **lifecycle { return &c.lifecycle }

func (s *Server) putLifecycle(ctx context.Context, in *s3.PutBucketLifecycleConfigurationInput) (*s3.PutBucketLifecycleConfigurationOutput, error) {
	if in.LifecycleConfiguration == nil {
		return nil, malformedXML()
	}
	l := &lifecycle{slices.Clone(in.LifecycleConfiguration.Rules), in.TransitionDefaultMinimumObjectSize}
	if l.minimumSize == "" {
		l.minimumSize = types.TransitionDefaultMinimumObjectSizeAllStorageClasses128k
	}
	if err := s.checkLifecycle(l.rules); err != nil {
		return nil, err
	}
	if err := putConfig(s, in.Bucket, in.ExpectedBucketOwner, lifecycleField, l, nil); err != nil {
		return nil, err
	}
	if b, err := s.find(in.Bucket, nil); err == nil {
		s.watchLifecycle(b)
	}
	return &s3.PutBucketLifecycleConfigurationOutput{TransitionDefaultMinimumObjectSize: l.minimumSize}, nil
}

// checkLifecycle checks rules and gives ids to those that have none. Codes and messages without another source are those that users
// of AWS report.
func (s *Server) checkLifecycle(rules []types.LifecycleRule) error {
	if len(rules) == 0 || len(rules) > maxLifecycleRules {
		return malformedXML()
	}
	ids := map[string]bool{}
	for i := range rules {
		r := &rules[i]
		if aws.ToString(r.ID) == "" {
			r.ID = aws.String(s.core.NewID())
		}
		switch {
		case len(*r.ID) > maxRuleID:
			return fault(400, "InvalidArgument", "ID length should not exceed allowed limit of 255")
		case ids[*r.ID]:
			return fault(400, "InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule")
		}
		ids[*r.ID] = true
		for _, check := range []func(*types.LifecycleRule) error{checkRuleFilter, checkRuleActions, checkExpiration, checkNoncurrent, checkAbort, checkTransitions} {
			if err := check(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkRuleFilter checks that a rule has one filter, in the old form or the new, and that with one condition.
// Source: github.com/localstack/localstack, services/s3/validation.py.
func checkRuleFilter(r *types.LifecycleRule) error {
	if r.Status == "" || (r.Filter == nil) == (r.Prefix == nil) {
		return malformedXML()
	}
	f := r.Filter
	if f == nil {
		return nil
	}
	conditions := 0
	for _, has := range []bool{f.And != nil, f.Prefix != nil, f.Tag != nil, f.ObjectSizeGreaterThan != nil, f.ObjectSizeLessThan != nil} {
		if has {
			conditions++
		}
	}
	if conditions > 1 {
		return malformedXML()
	}
	keys := map[string]bool{}
	for _, t := range ruleTags(r) {
		if t.Key == nil {
			return malformedXML()
		}
		if keys[*t.Key] {
			return invalidRequest("Duplicate Tag Keys are not allowed.")
		}
		keys[*t.Key] = true
	}
	return nil
}

// ruleTags returns the tags that an object must have.
func ruleTags(r *types.LifecycleRule) []types.Tag {
	switch {
	case r.Filter == nil:
		return nil
	case r.Filter.Tag != nil:
		return []types.Tag{*r.Filter.Tag}
	case r.Filter.And != nil:
		return r.Filter.And.Tags
	}
	return nil
}

// rulePrefix returns how the keys begin to which a rule applies.
func rulePrefix(r *types.LifecycleRule) string {
	switch {
	case r.Filter == nil:
		return aws.ToString(r.Prefix)
	case r.Filter.And != nil:
		return aws.ToString(r.Filter.And.Prefix)
	}
	return aws.ToString(r.Filter.Prefix)
}

func checkRuleActions(r *types.LifecycleRule) error {
	if r.Expiration == nil && r.NoncurrentVersionExpiration == nil && r.AbortIncompleteMultipartUpload == nil &&
		len(r.Transitions) == 0 && len(r.NoncurrentVersionTransitions) == 0 {
		return invalidRequest("At least one action needs to be specified in a rule")
	}
	return nil
}

// positive checks a number of days that must be positive.
func positive(days *int32, name, action string) error {
	if days != nil && *days <= 0 {
		return fault(400, "InvalidArgument", fmt.Sprintf("'%s' for %s action must be a positive integer", name, action))
	}
	return nil
}

func checkExpiration(r *types.LifecycleRule) error {
	e := r.Expiration
	if e == nil {
		return nil
	}
	said := 0
	for _, has := range []bool{e.Days != nil, e.Date != nil, e.ExpiredObjectDeleteMarker != nil} {
		if has {
			said++
		}
	}
	switch {
	case said != 1:
		return malformedXML()
	case e.ExpiredObjectDeleteMarker != nil && len(ruleTags(r)) > 0:
		return invalidRequest("ExpiredObjectDeleteMarker cannot be specified with Tags.")
	}
	if err := atMidnight(e.Date); err != nil {
		return err
	}
	return positive(e.Days, "Days", "Expiration")
}

func atMidnight(t *time.Time) error {
	if t == nil || t.Equal(t.UTC().Truncate(24*time.Hour)) {
		return nil
	}
	return invalidArgument("'Date' must be at midnight GMT", "Date", t.UTC().Format("Mon Jan 02 15:04:05 UTC 2006"))
}

func checkNoncurrent(r *types.LifecycleRule) error {
	e := r.NoncurrentVersionExpiration
	switch {
	case e == nil:
		return nil
	case e.NoncurrentDays == nil && e.NewerNoncurrentVersions == nil:
		return malformedXML()
	}
	return positive(e.NoncurrentDays, "NoncurrentDays", "NoncurrentVersionExpiration")
}

func checkAbort(r *types.LifecycleRule) error {
	a := r.AbortIncompleteMultipartUpload
	switch {
	case a == nil:
		return nil
	case a.DaysAfterInitiation == nil:
		return malformedXML()
	case len(ruleTags(r)) > 0:
		return invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.")
	}
	return positive(a.DaysAfterInitiation, "DaysAfterInitiation", "AbortIncompleteMultipartUpload")
}

func checkTransitions(r *types.LifecycleRule) error {
	for _, t := range r.Transitions {
		switch {
		case t.StorageClass == "" || (t.Days == nil) == (t.Date == nil):
			return malformedXML()
		case t.Days != nil && *t.Days < 0:
			return fault(400, "InvalidArgument", "'Days' in Transition action must be nonnegative")
		case r.Expiration != nil && (t.Days != nil && r.Expiration.Date != nil || t.Date != nil && r.Expiration.Days != nil):
			return invalidRequest("Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for %s", ruleScope(r))
		case r.Expiration != nil && t.Days != nil && r.Expiration.Days != nil && *r.Expiration.Days <= *t.Days:
			return fault(400, "InvalidArgument", fmt.Sprintf("'Days' in the Expiration action for %s must be greater than 'Days' in the Transition action", ruleScope(r)))
		}
		if err := atMidnight(t.Date); err != nil {
			return err
		}
	}
	for _, t := range r.NoncurrentVersionTransitions {
		if t.StorageClass == "" || t.NoncurrentDays == nil {
			return malformedXML()
		}
	}
	return nil
}

// ruleScope names the objects of a rule in messages.
func ruleScope(r *types.LifecycleRule) string {
	if r.Filter == nil {
		return "prefix '" + rulePrefix(r) + "'"
	}
	return "filter '(prefix=" + rulePrefix(r) + ")'"
}

func (s *Server) getLifecycle(ctx context.Context, in *s3.GetBucketLifecycleConfigurationInput) (*s3.GetBucketLifecycleConfigurationOutput, error) {
	l, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, lifecycleField,
		missing("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"))
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketLifecycleConfigurationOutput{Rules: l.rules, TransitionDefaultMinimumObjectSize: l.minimumSize}, nil
}

func (s *Server) deleteLifecycle(ctx context.Context, in *s3.DeleteBucketLifecycleInput) (*s3.DeleteBucketLifecycleOutput, error) {
	return &s3.DeleteBucketLifecycleOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, lifecycleField, nil, nil)
}
