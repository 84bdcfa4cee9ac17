package s3fake

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

func notificationConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketNotificationConfiguration", (*Server).putNotification),
		service.Op("GetBucketNotificationConfiguration", (*Server).getNotification),
	}
}

func notificationField(c *configs) **types.NotificationConfiguration { return &c.notification }

// A destination is one of the three kinds of notification configurations, seen as the same.
type destination struct {
	kind   string // element of the ARN: Queue, Topic, CloudFunction
	arn    string
	id     **string
	events []types.Event
	filter **types.NotificationConfigurationFilter
}

// destinations returns the configurations in the order in which AWS serves them.
func destinations(c *types.NotificationConfiguration) []destination {
	var l []destination
	for i := range c.TopicConfigurations {
		t := &c.TopicConfigurations[i]
		l = append(l, destination{"Topic", aws.ToString(t.TopicArn), &t.Id, t.Events, &t.Filter})
	}
	for i := range c.QueueConfigurations {
		q := &c.QueueConfigurations[i]
		l = append(l, destination{"Queue", aws.ToString(q.QueueArn), &q.Id, q.Events, &q.Filter})
	}
	for i := range c.LambdaFunctionConfigurations {
		f := &c.LambdaFunctionConfigurations[i]
		l = append(l, destination{"CloudFunction", aws.ToString(f.LambdaFunctionArn), &f.Id, f.Events, &f.Filter})
	}
	return l
}

// rules returns the rules of the filter.
func (d *destination) rules() []types.FilterRule {
	if *d.filter == nil || (*d.filter).Key == nil {
		return nil
	}
	return (*d.filter).Key.FilterRules
}

// affixes returns how a key must begin and end.
func (d *destination) affixes() (prefix, suffix string) {
	for _, r := range d.rules() {
		if strings.EqualFold(string(r.Name), "prefix") {
			prefix = aws.ToString(r.Value)
		} else {
			suffix = aws.ToString(r.Value)
		}
	}
	return prefix, suffix
}

func (s *Server) putNotification(ctx context.Context, in *s3.PutBucketNotificationConfigurationInput) (*s3.PutBucketNotificationConfigurationOutput, error) {
	c := &types.NotificationConfiguration{
		EventBridgeConfiguration:     in.NotificationConfiguration.EventBridgeConfiguration,
		TopicConfigurations:          slices.Clone(in.NotificationConfiguration.TopicConfigurations),
		QueueConfigurations:          slices.Clone(in.NotificationConfiguration.QueueConfigurations),
		LambdaFunctionConfigurations: slices.Clone(in.NotificationConfiguration.LambdaFunctionConfigurations),
	}
	b, err := s.find(in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	l := destinations(c)
	if err := s.checkDestinations(l); err != nil {
		return nil, err
	}
	if !aws.ToBool(in.SkipDestinationValidation) {
		if err := s.tryDestinations(ctx, b, l); err != nil {
			return nil, err
		}
	}
	if c.EventBridgeConfiguration == nil && len(l) == 0 {
		c = nil
	}
	return &s3.PutBucketNotificationConfigurationOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, notificationField, c, nil)
}

// services are those whose ARNs the kinds of destinations have.
var services = map[string]string{"Queue": "sqs", "Topic": "sns", "CloudFunction": "lambda"}

var resourceARN = regexp.MustCompile(`^arn:[a-z-]+:(sqs|sns|lambda):[a-z0-9-]+:[0-9]{12}:.+$`)

// checkDestinations checks what can be checked without the destinations, and gives ids to those configurations that have none.
func (s *Server) checkDestinations(l []destination) error {
	ids := map[string]bool{}
	for i, d := range l {
		if len(d.events) == 0 {
			return malformedXML()
		}
		if m := resourceARN.FindStringSubmatch(d.arn); m == nil || m[1] != services[d.kind] {
			return invalidArgument("The ARN could not be parsed", d.kind, d.arn)
		}
		if err := d.normalize(); err != nil {
			return err
		}
		if aws.ToString(*d.id) == "" {
			*d.id = aws.String(s.core.NewID())
		}
		if ids[**d.id] {
			return fault(400, "InvalidArgument", "Same ID used for multiple configurations. IDs must be unique")
		}
		ids[**d.id] = true
		if slices.ContainsFunc(l[:i], d.overlaps) {
			// Source: Configuring event notifications using object key name filtering, Amazon S3 User Guide, and reports of its users.
			return fault(400, "InvalidArgument", "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.")
		}
	}
	return nil
}

// normalize checks the filter and stores it in the form in which AWS returns it: Prefix and Suffix in capitals.
func (d *destination) normalize() error {
	rules := slices.Clone(d.rules())
	seen := map[types.FilterRuleName]bool{}
	for i := range rules {
		r := &rules[i]
		switch name := string(r.Name); {
		case strings.EqualFold(name, "prefix"):
			r.Name = "Prefix"
		case strings.EqualFold(name, "suffix"):
			r.Name = "Suffix"
		default:
			return invalidFilterRule(name)
		}
		if seen[r.Name] {
			return invalidArgument("Cannot specify more than one "+strings.ToLower(string(r.Name))+" rule in a filter.", "FilterRule.Name", strings.ToLower(string(r.Name)))
		}
		seen[r.Name] = true
	}
	if rules != nil {
		*d.filter = &types.NotificationConfigurationFilter{Key: &types.S3KeyFilter{FilterRules: rules}}
	}
	return nil
}

func invalidFilterRule(name string) *wire.Error {
	return invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", name)
}

// overlaps reports whether both configurations could be about the same event.
func (d *destination) overlaps(o destination) bool {
	p1, s1 := d.affixes()
	p2, s2 := o.affixes()
	return slices.ContainsFunc(d.events, func(e types.Event) bool {
		return slices.ContainsFunc(o.events, func(f types.Event) bool { return covers(e, f) || covers(f, e) })
	}) && (strings.HasPrefix(p1, p2) || strings.HasPrefix(p2, p1)) && (strings.HasSuffix(s1, s2) || strings.HasSuffix(s2, s1))
}

// covers reports whether a configured event, which may end in *, means e.
func covers(configured, e types.Event) bool {
	kind, all := strings.CutSuffix(string(configured), "*")
	return configured == e || all && strings.HasPrefix(string(e), kind)
}

// A testEvent is what S3 sends to queues and topics when they are configured.
// Source: How event notifications work, Amazon S3 User Guide.
type testEvent struct {
	Service, Event, Time, Bucket string
	RequestID                    string `json:"RequestId"`
	HostID                       string `json:"HostId"`
}

// tryDestinations sends test events and tells which destinations do not take them. Functions get none: that they exist is asked.
func (s *Server) tryDestinations(ctx context.Context, b *bucket, l []destination) error {
	id := service.RequestID(ctx)
	body, err := json.Marshal(testEvent{"Amazon S3", "s3:TestEvent", s.core.Now().Format(eventTime), b.name, id, id})
	if err != nil {
		panic(err) // strings always are JSON
	}
	var details []wire.Detail
	refuse := func(arn, why string) {
		n := len(details)/2 + 1
		details = append(details, wire.Detail{Name: fmt.Sprintf("ArgumentName%d", n), Value: arn + ", null"},
			wire.Detail{Name: fmt.Sprintf("ArgumentValue%d", n), Value: why})
	}
	for _, d := range l {
		switch {
		case strings.HasSuffix(d.arn, ".fifo"): // Source: Event notification types and destinations, Amazon S3 User Guide.
			refuse(d.arn, "FIFO "+strings.ToLower(d.kind)+"s are not supported") // a guess
		case d.kind == "CloudFunction":
			if s.router.Check(ctx, d.arn) != nil {
				refuse(d.arn, "Not authorized to invoke function ["+d.arn+"]")
			}
		default:
			var failed error
			s.router.Deliver(ctx, &event.Delivery{Source: b.arn, Target: d.arn, Probe: true, Done: func(err error) { failed = err },
				Message: event.Message{Body: body, Subject: eventSubject, Source: b.arn}})
			if failed != nil {
				// Source: github.com/localstack/localstack, services/s3/notifications.py.
				refuse(d.arn, "The destination "+strings.ToLower(d.kind)+" does not exist")
			}
		}
	}
	if details == nil {
		return nil
	}
	return &wire.Error{Code: "InvalidArgument", Status: 400, Message: "Unable to validate the following destination configurations", Details: details}
}

func (s *Server) getNotification(ctx context.Context, in *s3.GetBucketNotificationConfigurationInput) (*s3.GetBucketNotificationConfigurationOutput, error) {
	c, err := getConfigOr(s, in.Bucket, in.ExpectedBucketOwner, notificationField, types.NotificationConfiguration{})
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketNotificationConfigurationOutput{EventBridgeConfiguration: c.EventBridgeConfiguration, TopicConfigurations: c.TopicConfigurations,
		QueueConfigurations: c.QueueConfigurations, LambdaFunctionConfigurations: c.LambdaFunctionConfigurations}, nil
}
