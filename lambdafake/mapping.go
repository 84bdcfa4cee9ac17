package lambdafake

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/service"
)

// A mapping is an event source mapping: its configuration, and the poller that runs while it is enabled.
type mapping struct {
	config  types.EventSourceMappingConfiguration
	target  ref
	tags    map[string]string
	enabled bool

	stop     func()       // ends the poller; it may be called again
	ended    *core.Waiter // wakes who waits for the poller's end; nil if there never was one
	progress *progress    // in a stream; nil for a queue
}

// A progress is the position up to which a stream's records are done with. It outlives updates of the mapping.
type progress struct{ reached int64 }

// The states of mappings.
const (
	stateCreating = "Creating"
	stateEnabled  = "Enabled"
	stateDisabled = "Disabled"
	stateUpdating = "Updating"
	stateDeleting = "Deleting"
)

// isQueue reports whether a mapping reads a queue.
func (m *mapping) isQueue() bool { return core.ServiceOf(*m.config.EventSourceArn) == "sqs" }

// mapping returns the mapping with an id. The caller holds mu.
func (s *Server) mapping(id *string) (*mapping, error) {
	m, ok := s.mappings.Get(aws.ToString(id))
	if !ok {
		return nil, notFound("The resource you requested does not exist.")
	}
	return m, nil
}

// createEventSourceMapping has a function read a queue or a stream. It answers that the mapping is being created; the next read finds
// it enabled.
func (s *Server) createEventSourceMapping(ctx context.Context, in *lambda.CreateEventSourceMappingInput) (*lambda.CreateEventSourceMappingOutput, error) {
	arn := aws.ToString(in.EventSourceArn)
	switch name := core.ServiceOf(arn); {
	case arn == "" && in.SelfManagedEventSource == nil:
		return nil, invalid("Unrecognized event source.")
	case arn == "" || name == "kinesis" || name == "kafka" || name == "mq" || name == "rds":
		return nil, notImplemented("event source mappings of sources other than SQS and DynamoDB")
	case name != "sqs" && name != "dynamodb":
		return nil, invalid("Unrecognized event source.")
	}
	r, err := s.parse(in.FunctionName, nil)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.functions.Get(r.name)
	if !ok || f.version(r.qualifier) == nil {
		return nil, invalid("Function does not exist")
	}
	target, targetARN := s.mappingTarget(r, *in.FunctionName)
	m := &mapping{target: target, tags: cloneTags(in.Tags), enabled: in.Enabled == nil || *in.Enabled, stop: func() {}}
	m.config = *fill[types.EventSourceMappingConfiguration](in)
	m.config.FunctionArn = &targetARN
	if err := completeMapping(m, in); err != nil {
		return nil, err
	}
	if err := s.checkDuplicate(m); err != nil {
		return nil, err
	}
	id := s.core.NewID()
	m.config.UUID, m.config.EventSourceMappingArn = &id, aws.String(s.core.ARN("lambda", "event-source-mapping:"+id))
	poll, err := s.poller(m, f)
	if err != nil {
		return nil, err
	}
	s.start(m, poll)
	s.mappings.Set(id, m)
	service.SetStatus(ctx, 202)
	answer := s.settleMapping(m, stateCreating)
	return fill[lambda.CreateEventSourceMappingOutput](&answer), nil
}

// mappingTarget returns what a mapping invokes, without the qualifier $LATEST, and the FunctionArn that it shows, which has it if the function
// was named with it, and not by an ARN (recorded: test_function_name_variations).
func (s *Server) mappingTarget(r ref, name string) (target ref, arn string) {
	target = r
	if r.qualifier == latest {
		target.qualifier = ""
	}
	if strings.HasPrefix(name, "arn:") {
		r = target
	}
	return target, s.functionARN(r.name, r.qualifier)
}

// settleMapping gives a mapping its next state, at once or on the clock, and returns the configuration with the state of transition. The
// caller holds mu.
func (s *Server) settleMapping(m *mapping, transition string) types.EventSourceMappingConfiguration {
	m.config.LastModified = aws.Time(s.core.Now().Truncate(time.Millisecond))
	final := stateEnabled
	if !m.enabled {
		final = stateDisabled
	}
	answer := m.config
	answer.State = &transition
	m.config.State = &final
	if s.core.Lifecycle > 0 {
		m.config.State = &transition
		s.core.AfterLifecycle(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			m.config.State = &final
		})
	}
	return answer
}

// completeMapping checks a new mapping and fills in the defaults of its kind.
func completeMapping(m *mapping, in *lambda.CreateEventSourceMappingInput) error {
	c := &m.config
	if c.BatchSize == nil {
		c.BatchSize = aws.Int32(100)
		if m.isQueue() {
			c.BatchSize = aws.Int32(10)
		}
	}
	if c.MaximumBatchingWindowInSeconds == nil {
		c.MaximumBatchingWindowInSeconds = aws.Int32(0)
	}
	if c.FunctionResponseTypes == nil {
		c.FunctionResponseTypes = []types.FunctionResponseType{}
	}
	if m.isQueue() {
		c.StateTransitionReason = aws.String("USER_INITIATED")
		if in.StartingPosition != "" {
			return invalid("StartingPosition is not valid for SQS event sources.")
		}
		return checkMapping(m)
	}
	c.StateTransitionReason, c.LastProcessingResult = aws.String("User action"), aws.String("No records processed")
	switch in.StartingPosition {
	case "":
		return invalid("1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.")
	case types.EventSourcePositionAtTimestamp:
		return invalid("Unsupported starting position for arn type: %s", *c.EventSourceArn)
	}
	defaults := []struct {
		to    **int32
		value int32
	}{{&c.ParallelizationFactor, 1}, {&c.MaximumRecordAgeInSeconds, -1}, {&c.MaximumRetryAttempts, -1}, {&c.TumblingWindowInSeconds, 0}}
	for _, d := range defaults {
		if *d.to == nil {
			*d.to = aws.Int32(d.value)
		}
	}
	if c.BisectBatchOnFunctionError == nil {
		c.BisectBatchOnFunctionError = aws.Bool(false)
	}
	if err := checkMapping(m); err != nil {
		return err
	}
	c.DestinationConfig = onFailure(c.DestinationConfig)
	return nil
}

// onFailure returns a destination configuration as mappings of streams answer it: with an OnFailure, be it empty.
func onFailure(d *types.DestinationConfig) *types.DestinationConfig {
	if d == nil || d.OnFailure == nil {
		return &types.DestinationConfig{OnFailure: &types.OnFailure{}}
	}
	return d
}

// checkKind refuses settings that belong to mappings of other sources.
func checkKind(m *mapping) error {
	c, queue := &m.config, m.isQueue()
	for _, p := range []struct {
		name string
		is   bool
	}{
		{"AmazonManagedKafkaEventSourceConfig", c.AmazonManagedKafkaEventSourceConfig != nil},
		{"DocumentDBEventSourceConfig", c.DocumentDBEventSourceConfig != nil},
		{"Queues", c.Queues != nil},
		{"SelfManagedKafkaEventSourceConfig", c.SelfManagedKafkaEventSourceConfig != nil},
		{"SourceAccessConfigurations", c.SourceAccessConfigurations != nil},
		{"Topics", c.Topics != nil},
		{"DestinationConfig", c.DestinationConfig != nil && (queue || c.DestinationConfig.OnSuccess != nil)},
		{"ScalingConfig", !queue && c.ScalingConfig != nil},
		{"BisectBatchOnFunctionError", queue && c.BisectBatchOnFunctionError != nil},
		{"MaximumRecordAgeInSeconds", queue && c.MaximumRecordAgeInSeconds != nil},
		{"MaximumRetryAttempts", queue && c.MaximumRetryAttempts != nil},
		{"ParallelizationFactor", queue && c.ParallelizationFactor != nil},
		{"TumblingWindowInSeconds", queue && c.TumblingWindowInSeconds != nil},
	} {
		if p.is {
			return invalid("Unsupported %s parameter for given event source mapping type.", p.name)
		}
	}
	return nil
}

// checkMapping checks what an update can change too (Developer Guide, parameters of event source mappings).
func checkMapping(m *mapping) error {
	if err := checkKind(m); err != nil {
		return err
	}
	c := &m.config
	size, window := *c.BatchSize, *c.MaximumBatchingWindowInSeconds
	if m.isQueue() {
		fifo := strings.HasSuffix(*c.EventSourceArn, ".fifo")
		switch {
		case fifo && window > 0:
			return invalid("Batching window is not supported for FIFO queues")
		case fifo && size > 10:
			return invalid("Batch size must be between 1 and 10 for FIFO queues")
		case size > 10 && window == 0:
			return invalid("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10")
		}
	} else if aws.ToInt32(c.TumblingWindowInSeconds) > 0 && aws.ToInt32(c.ParallelizationFactor) > 1 {
		return invalid("Parallelization factor must be 1 when a tumbling window is set")
	}
	_, err := filtersOf(c.FilterCriteria)
	return err
}

// checkDuplicate refuses a second mapping of the same source and function. The caller holds mu.
func (s *Server) checkDuplicate(m *mapping) error {
	for _, old := range s.mappings.All() {
		if *old.config.EventSourceArn != *m.config.EventSourceArn || old.target.name != m.target.name || old.target.qualifier != m.target.qualifier {
			continue
		}
		if m.isQueue() {
			return conflict("An event source mapping with SQS arn (\" %s \") and function (\" %s \") already exists. Please update or delete the existing mapping with UUID %s", *m.config.EventSourceArn, m.target.name, *old.config.UUID)
		}
		return conflict("The event source arn (\" %s \") and function (\" %s \") provided mapping already exists. Please update or delete the existing mapping with UUID %s", *m.config.EventSourceArn, m.target.name, *old.config.UUID)
	}
	return nil
}

// sourceError words what is wrong with the source of a mapping.
func sourceError(m *mapping, err error) error {
	switch {
	case !errors.Is(err, event.ErrNoTarget):
		return err
	case m.isQueue():
		return invalid("Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.")
	}
	return invalid("Stream not found: %s", *m.config.EventSourceArn)
}

// getEventSourceMapping returns a mapping.
func (s *Server) getEventSourceMapping(ctx context.Context, in *lambda.GetEventSourceMappingInput) (*lambda.GetEventSourceMappingOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.mapping(in.UUID)
	if err != nil {
		return nil, err
	}
	return fill[lambda.GetEventSourceMappingOutput](&m.config), nil
}

// deleteEventSourceMapping ends a mapping. Batches that are being processed are finished.
func (s *Server) deleteEventSourceMapping(ctx context.Context, in *lambda.DeleteEventSourceMappingInput) (*lambda.DeleteEventSourceMappingOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.mapping(in.UUID)
	if err != nil {
		return nil, err
	}
	m.stop()
	s.mappings.Delete(*in.UUID)
	service.SetStatus(ctx, 202)
	answer := m.config
	answer.State = aws.String(stateDeleting)
	return fill[lambda.DeleteEventSourceMappingOutput](&answer), nil
}

// updateEventSourceMapping changes what the request has of a mapping, and begins anew with it.
func (s *Server) updateEventSourceMapping(ctx context.Context, in *lambda.UpdateEventSourceMappingInput) (*lambda.UpdateEventSourceMappingOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := s.mapping(in.UUID)
	if err != nil {
		return nil, err
	}
	changed := *m
	if in.FunctionName != nil {
		r, err := s.parse(in.FunctionName, nil)
		if err != nil {
			return nil, err
		}
		if _, _, err := s.find(r); err != nil {
			return nil, invalid("Function does not exist")
		}
		target, arn := s.mappingTarget(r, *in.FunctionName)
		changed.target, changed.config.FunctionArn = target, &arn
	}
	change(&changed.config, in)
	if in.Enabled != nil {
		changed.enabled = *in.Enabled
	}
	if err := checkMapping(&changed); err != nil {
		return nil, err
	}
	f, err := s.function(changed.target)
	if err != nil {
		return nil, err
	}
	if !changed.isQueue() {
		changed.config.DestinationConfig = onFailure(changed.config.DestinationConfig)
	}
	poll, err := s.poller(&changed, f)
	if err != nil {
		return nil, err
	}
	m.stop()
	s.start(&changed, poll)
	s.mappings.Set(*in.UUID, &changed)
	service.SetStatus(ctx, 202)
	answer := s.settleMapping(&changed, stateUpdating)
	return fill[lambda.UpdateEventSourceMappingOutput](&answer), nil
}

// change sets what a request has.
func change(c *types.EventSourceMappingConfiguration, in *lambda.UpdateEventSourceMappingInput) {
	set(&c.BatchSize, in.BatchSize)
	set(&c.MaximumBatchingWindowInSeconds, in.MaximumBatchingWindowInSeconds)
	set(&c.BisectBatchOnFunctionError, in.BisectBatchOnFunctionError)
	set(&c.MaximumRecordAgeInSeconds, in.MaximumRecordAgeInSeconds)
	set(&c.MaximumRetryAttempts, in.MaximumRetryAttempts)
	set(&c.ParallelizationFactor, in.ParallelizationFactor)
	set(&c.TumblingWindowInSeconds, in.TumblingWindowInSeconds)
	set(&c.DestinationConfig, in.DestinationConfig)
	set(&c.ScalingConfig, in.ScalingConfig)
	set(&c.SelfManagedKafkaEventSourceConfig, in.SelfManagedKafkaEventSourceConfig)
	set(&c.ProvisionedPollerConfig, in.ProvisionedPollerConfig)
	set(&c.MetricsConfig, in.MetricsConfig)
	set(&c.LoggingConfig, in.LoggingConfig)
	set(&c.KMSKeyArn, in.KMSKeyArn)
	set(&c.DocumentDBEventSourceConfig, in.DocumentDBEventSourceConfig)
	set(&c.AmazonManagedKafkaEventSourceConfig, in.AmazonManagedKafkaEventSourceConfig)
	set(&c.FilterCriteria, in.FilterCriteria)
	if in.FilterCriteria != nil && len(in.FilterCriteria.Filters) == 0 {
		c.FilterCriteria = nil // as the API reference says of an empty object
	}
	if in.SourceAccessConfigurations != nil {
		c.SourceAccessConfigurations = in.SourceAccessConfigurations
	}
	if in.FunctionResponseTypes != nil {
		c.FunctionResponseTypes = in.FunctionResponseTypes
	}
}

// listEventSourceMappings lists mappings by id: those of a source, of a function, or all.
func (s *Server) listEventSourceMappings(ctx context.Context, in *lambda.ListEventSourceMappingsInput) (*lambda.ListEventSourceMappingsOutput, error) {
	var of ref
	if in.FunctionName != nil {
		var err error
		if of, err = s.parse(in.FunctionName, nil); err != nil {
			return nil, err
		}
		if of.qualifier == latest {
			of.qualifier = "" // as targets have it
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.FunctionName != nil {
		if _, err := s.function(of); err != nil {
			return nil, err
		}
	}
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.EventSourceMappingConfiguration) bool) {
		for id, m := range s.mappings.From(after) {
			if in.EventSourceArn != nil && *in.EventSourceArn != *m.config.EventSourceArn || in.FunctionName != nil && m.target != of {
				continue
			}
			if !yield(id, m.config) {
				return
			}
		}
	})
	return &lambda.ListEventSourceMappingsOutput{EventSourceMappings: l, NextMarker: next}, err
}
