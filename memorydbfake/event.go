package memorydbfake

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Limits of events (API reference, DescribeEvents).
const (
	eventsKept      = 14 * 24 * time.Hour
	eventsByDefault = time.Hour
)

// A memorydbEvent is something that happened to a resource.
type memorydbEvent struct {
	source  types.SourceType
	name    string
	message string
	at      time.Time
	number  int
}

// note records an event, and forgets those of more than 14 days ago. The caller holds mu.
func (s *Server) note(source types.SourceType, name, message string) {
	now := s.core.Now()
	old := 0
	for old < len(s.state.events) && now.Sub(s.state.events[old].at) > eventsKept {
		old++
	}
	s.state.events = append(s.state.events[old:], memorydbEvent{source, name, message, now, s.state.noted})
	s.state.noted++
}

// describeEvents lists the events of a time, the last hour if the request does not say, oldest first.
func (s *Server) describeEvents(ctx context.Context, in *memorydb.DescribeEventsInput) (*memorydb.DescribeEventsOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	from, to, err := eventTimes(in, s.core.Now())
	if err != nil {
		return nil, err
	}
	if in.SourceName != nil && in.SourceType == "" {
		return nil, invalidCombination("SourceType must be provided with SourceName.")
	}
	type numbered struct {
		key string
		types.Event
	}
	var all []numbered
	for _, e := range s.state.events {
		if e.at.Before(from) || e.at.After(to) || in.SourceType != "" && in.SourceType != e.source || in.SourceName != nil && *in.SourceName != e.name {
			continue
		}
		all = append(all, numbered{fmt.Sprintf("%012d", e.number), types.Event{SourceType: e.source, SourceName: &e.name, Message: &e.message, Date: aws.Time(e.at)}})
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(n numbered) string { return n.key })
	out := &memorydb.DescribeEventsOutput{Events: []types.Event{}, NextToken: next}
	for _, n := range l {
		out.Events = append(out.Events, n.Event)
	}
	return out, err
}

// eventTimes returns the time that a request is about.
func eventTimes(in *memorydb.DescribeEventsInput, now time.Time) (from, to time.Time, err error) {
	from, to = now.Add(-eventsByDefault), now
	if in.EndTime != nil {
		to = *in.EndTime
		from = to.Add(-eventsByDefault)
	}
	if in.Duration != nil {
		if in.StartTime != nil {
			return from, to, invalidCombination("Duration and StartTime cannot be provided together.")
		}
		if *in.Duration < 0 {
			return from, to, invalidValue("The parameter Duration must not be negative.")
		}
		from = to.Add(-time.Duration(*in.Duration) * time.Minute)
	}
	if in.StartTime != nil {
		from = *in.StartTime
	}
	if from.After(to) {
		return from, to, invalidValue("StartTime must not be after EndTime.")
	}
	return from, to, nil
}
