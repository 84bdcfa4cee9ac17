package lambdafake

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/pattern"
	"github.com/awsfake/awsfake/lambdafake/internal/source"
)

// poller finds the source of a mapping and returns what reads it. The caller holds mu.
func (s *Server) poller(m *mapping, f *function) (func(ctx context.Context), error) {
	c, err := s.pollerConfig(m)
	if err != nil {
		return nil, err
	}
	if m.isQueue() {
		return s.queuePoller(m, f, c)
	}
	return s.streamPoller(m, c)
}

// start starts the poller of a mapping, if it is enabled, when the one before has ended. The caller holds mu.
func (s *Server) start(m *mapping, poll func(ctx context.Context)) {
	if m.stop = func() {}; !m.enabled {
		return
	}
	before, ended := m.ended, s.core.NewWaiter()
	m.ended = ended
	ctx, stop := context.WithCancel(context.Background())
	m.stop = stop
	s.core.Go(func(base context.Context) {
		defer ended.Wake()
		defer context.AfterFunc(base, stop)()
		if before != nil {
			before.Wait(context.Background(), time.Time{})
		}
		poll(ctx)
	})
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
		return nil, invalid("Queue visibility timeout: %d seconds is less than Function timeout: %d seconds", int(q.VisibilityTimeout().Seconds()), int(timeout.Seconds()))
	}
	qc := source.QueueConfig{Config: c}
	if m.config.ScalingConfig != nil {
		qc.MaxConcurrency = int(aws.ToInt32(m.config.ScalingConfig.MaximumConcurrency))
	}
	return func(ctx context.Context) { source.Queue(ctx, q, qc) }, nil
}

// streamPoller returns the reader of a stream: at first from its oldest record or the next, later from where it was.
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
	if m.progress == nil {
		m.progress = &progress{st.Latest()}
		if m.config.StartingPosition == types.EventSourcePositionTrimHorizon {
			m.progress.reached = st.Position(time.Time{})
		}
	}
	progress := m.progress
	sc := source.StreamConfig{
		Config:      c,
		FunctionARN: *m.config.FunctionArn,
		Bisect:      *m.config.BisectBatchOnFunctionError,
		MaxRetries:  int(*m.config.MaximumRetryAttempts),
		MaxAge:      -1,
		Parallel:    int(*m.config.ParallelizationFactor),
		Tumbling:    seconds(*m.config.TumblingWindowInSeconds),
	}
	sc.Reached = func(position int64) {
		s.mu.Lock()
		defer s.mu.Unlock()
		progress.reached = position
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
	return func(ctx context.Context) {
		s.mu.Lock()
		sc.After = progress.reached
		s.mu.Unlock()
		source.Stream(ctx, st, sc)
	}, nil
}

// poll runs a function for a poller.
func (s *Server) poll(ctx context.Context, r ref, payload []byte) source.Result {
	t, err := s.begin(r, s.core.NewID(), payload)
	if err != nil {
		return source.Result{Refused: true}
	}
	inv := s.run(ctx, t, &output{})
	if errors.Is(inv.Err, core.ErrClosed) {
		return source.Result{Refused: true}
	}
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
