package snsfake

import (
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// An arn is an ARN in its parts.
type arn struct{ partition, service, region, account, resource string }

// splitARN splits an ARN, and reports how many elements it has if they are too few.
func splitARN(text string) (a arn, elements int, ok bool) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 {
		return a, len(parts), false
	}
	return arn{parts[1], parts[2], parts[3], parts[4], parts[5]}, 6, parts[0] == "arn"
}

// parseARN parses an ARN of SNS in the parameter named, and checks that it is of this region.
func (s *Server) parseARN(parameter, text string) (arn, error) {
	a, n, ok := splitARN(text)
	switch {
	case n < 6:
		return a, invalidReason(parameter, "An ARN must have at least 6 elements, not %d", n)
	case !ok || a.service != "sns" || a.region != s.core.Region || a.partition != s.core.Partition() || a.resource == "":
		return a, invalid("%s", parameter) // recorded for another region
	}
	return a, nil
}

// ours is parseARN for what belongs to the account. Action is the operation refused otherwise.
func (s *Server) ours(action, parameter, text string) (arn, error) {
	a, err := s.parseARN(parameter, text)
	if err == nil && a.account != s.core.AccountID {
		err = s.unauthorized(action, text)
	}
	return a, err
}

// resourceName returns the name of what an ARN means, as recorded calls have it: the topic's for a subscription.
func resourceName(of string) string {
	a, _, ok := splitARN(of)
	if !ok {
		return of
	}
	name, _, _ := strings.Cut(a.resource, ":")
	return name
}

// resource returns the name of the topic, or else of the resource, that a call is about.
func (s *Server) resource(in any) string {
	if in, ok := in.(*sns.PublishInput); ok { // it comes by the thousand
		for _, p := range []*string{in.TopicArn, in.TargetArn, in.PhoneNumber} {
			if p != nil {
				return resourceName(*p)
			}
		}
		return ""
	}
	v := reflect.ValueOf(in).Elem()
	for _, member := range []string{"TopicArn", "ResourceArn", "SubscriptionArn", "EndpointArn", "PlatformApplicationArn", "Name", "PhoneNumber"} {
		if f := v.FieldByName(member); f.IsValid() {
			text, _ := f.Interface().(*string)
			return resourceName(aws.ToString(text))
		}
	}
	return ""
}
