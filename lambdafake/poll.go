package lambdafake

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/pattern"
	"github.com/awsfake/awsfake/lambdafake/internal/source"
)

// start finds the source of a mapping and starts its poller, if it is enabled. The caller holds mu.
func (s *Server) start(m *mapping, f *function) error {
	ctx, stop := context.WithCancel(context.Background())
	m.stop = stop
	c, err := s.pollerConfig(m)
	if err != nil {
		stop()
		return err
	}
	var poll func(ctx context.Context)
	if m.isQueue() {
		poll, err = s.queuePoller(m, f, c)
	} else {
		poll, err = s.streamPoller(m, c)
	}
	if err != nil || !m.enabled {
		stop()
		return err
	}
	s.core.Go(func(base context.Context) {
		defer context.AfterFunc(base, stop)()
		poll(ctx)
	})
	return nil
}

// pollerConfig is what the pollers of queues and streams have in common.
func (s *Server) pollerConfig(m *mapping) (source.Config, error) {
	filters, err := filtersOf(m.config.FilterCriteria)
	target := m.target
	return source.Config{
		Core:      s.core,
		ARN:       *m.config.EventSourceArn,
		Function:  func(ctx context.Context, payload []byte) source.Result { return s.poll(ctx, target, payload) },
		BatchSize: int(*m.config.BatchSize),
		Window:    seconds(*m.config.MaximumBatchingWindowInSeconds),
		Partial:   slices.Contains(m.config.FunctionResponseTypes, types.FunctionResponseTypeReportBatchItemFailures),
		Filters:   filters,
	}, err
}

// queuePoller returns the poller of a queue. Its messages must stay hidden for as long as the function can run.
func (s *Server) queuePoller(m *mapping, f *function, c source.Config) (func(context.Context), error) {
	q, err := s.router.Queue(c.ARN)
	if err != nil {
		return nil, sourceError(m, err)
	}
	if timeout := seconds(*f.latest.config.Timeout); q.VisibilityTimeout() < timeout {
		return nil, invalid("Invalid request provided: Queue visibility timeout: %d seconds is less than Function timeout: %d seconds", int(q.VisibilityTimeout().Seconds()), int(timeout.Seconds()))
	}
	qc := source.QueueConfig{Config: c}
	if m.config.ScalingConfig != nil {
		qc.MaxConcurrency = int(aws.ToInt32(m.config.ScalingConfig.MaximumConcurrency))
	}
	return func(ctx context.Context) { source.Queue(ctx, q, qc) }, nil
}

// streamPoller returns the reader of a stream, from its oldest record or the next.
func (s *Server) streamPoller(m *mapping, c source.Config) (func(context.Context), error) {
	st, err := s.router.Stream(c.ARN)
	if err != nil {
		return nil, sourceError(m, err)
	}
	c.Processed = func(result string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		m.config.LastProcessingResult = &result
	}
	sc := source.StreamConfig{
		Config:      c,
		FunctionARN: *m.config.FunctionArn,
		After:       st.Latest(),
		Bisect:      *m.config.BisectBatchOnFunctionError,
		MaxRetries:  int(*m.config.MaximumRetryAttempts),
		MaxAge:      -1,
		Parallel:    int(*m.config.ParallelizationFactor),
		Tumbling:    seconds(*m.config.TumblingWindowInSeconds),
	}
	if m.config.StartingPosition == types.EventSourcePositionTrimHorizon {
		sc.After = st.Position(time.Time{})
	}
	if age := *m.config.MaximumRecordAgeInSeconds; age >= 0 {
		sc.MaxAge = seconds(age)
	}
	if to := aws.ToString(m.config.DestinationConfig.OnFailure.Destination); to != "" {
		arn := *m.config.FunctionArn
		sc.Discarded = func(record []byte) {
			s.router.Deliver(context.Background(), &event.Delivery{Source: arn, Target: to, Message: event.Message{Body: record, Source: arn}, Retry: event.Managed})
		}
	}
	return func(ctx context.Context) { source.Stream(ctx, st, sc) }, nil
}

// poll runs a function for a poller.
func (s *Server) poll(ctx context.Context, r ref, payload []byte) source.Result {
	t, err := s.begin(r, s.core.NewID(), payload)
	if err != nil {
		return source.Result{Refused: true}
	}
	inv := s.run(ctx, t)
	result := source.Result{RequestID: inv.RequestID, Version: t.version.number()}
	result.Payload, result.FunctionError = payloadOf(inv)
	return result
}

// filtersOf compiles the filters of a mapping.
func filtersOf(c *types.FilterCriteria) (source.Filters, error) {
	if c == nil {
		return nil, nil
	}
	var l source.Filters
	for _, f := range c.Filters {
		p := aws.ToString(f.Pattern)
		if !json.Valid([]byte(p)) {
			return nil, invalid("Invalid filter pattern definition.")
		}
		compiled, err := pattern.Compile([]byte(p), pattern.Lambda)
		var wrong *pattern.Error
		if errors.As(err, &wrong) {
			return nil, invalid("%s", wrong.Message)
		} else if err != nil {
			return nil, err
		}
		l = append(l, compiled)
	}
	return l, nil
}
