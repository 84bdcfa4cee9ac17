package firehosefake

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/ordered"
)

// A stream is a delivery stream.
type stream struct {
	server    *Server
	name, arn string
	idPrefix  string      // of its records
	lane      *event.Lane // of HTTP requests
	kind      types.DeliveryStreamType
	created   time.Time

	mu         sync.Mutex // guards what follows
	status     types.DeliveryStreamStatus
	updated    time.Time // zero if never
	version    int
	source     *types.SourceDescription
	dest       *destination // nil if there is none
	encryption *types.DeliveryStreamEncryptionConfiguration
	tags       map[string]string

	gone    bool
	count   int64                       // records so far
	cause   int64                       // of what is being done
	stages  ordered.Map[string, *stage] // buffers that hold records
	pending int                         // bytes in them
	batches []Batch                     // delivered
	queue   []job                       // to be transformed, oldest first
	working bool                        // on the queue
	after   []func()                    // to be run when mu is free: see unlock
}

// unlock frees mu and then delivers what has become due.
func (st *stream) unlock() {
	after := st.after
	st.after = nil
	st.mu.Unlock()
	for _, f := range after {
		f()
	}
}

// drop forgets what a stream holds.
func (st *stream) drop() {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.gone = true
	for _, b := range st.open() {
		st.server.core.Stop(b.timer)
	}
	st.stages, st.pending, st.queue = ordered.Map[string, *stage]{}, 0, nil
}

// createDeliveryStream creates a stream with one destination, or with none.
func (s *Server) createDeliveryStream(ctx context.Context, in *firehose.CreateDeliveryStreamInput) (*firehose.CreateDeliveryStreamOutput, error) {
	st := &stream{server: s, name: *in.DeliveryStreamName, kind: in.DeliveryStreamType, status: types.DeliveryStreamStatusCreating, version: 1, created: s.core.Now(),
		idPrefix: s.core.NewHex((idLength - 16) / 2), lane: &event.Lane{Core: s.core, InBackground: true}, encryption: &types.DeliveryStreamEncryptionConfiguration{Status: types.DeliveryStreamEncryptionStatusDisabled}}
	st.arn = s.core.ARN("firehose", "deliverystream/"+st.name)
	if st.kind == "" {
		st.kind = types.DeliveryStreamTypeDirectPut
	}
	var err error
	if st.source, err = sourceOf(st.kind, in, st.created); err != nil {
		return nil, err
	}
	if st.dest, err = destinationIn(in); err != nil {
		return nil, err
	}
	if st.tags, err = addTags(nil, in.Tags); err != nil {
		return nil, err
	}
	if c := in.DeliveryStreamEncryptionConfigurationInput; c != nil {
		if st.kind != types.DeliveryStreamTypeDirectPut {
			return nil, invalid("Server-side encryption is supported for DirectPut delivery streams only.")
		}
		if st.encryption, err = encryptionOf(c); err != nil {
			return nil, err
		}
		st.encryption.Status = types.DeliveryStreamEncryptionStatusEnabled
	}
	s.mu.Lock()
	_, exists := s.streams.Get(st.name)
	if !exists {
		s.streams.Set(st.name, st)
	}
	s.mu.Unlock()
	if exists {
		return nil, &types.ResourceInUseException{Message: text("Firehose %s under accountId %s already exists", st.name, s.core.AccountID)}
	}
	s.core.AfterLifecycle(func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		if st.status == types.DeliveryStreamStatusCreating {
			st.status = types.DeliveryStreamStatusActive
		}
	})
	return &firehose.CreateDeliveryStreamOutput{DeliveryStreamARN: &st.arn}, nil
}

// sourceOf checks where a stream's records come from.
func sourceOf(kind types.DeliveryStreamType, in *firehose.CreateDeliveryStreamInput, now time.Time) (*types.SourceDescription, error) {
	given := map[types.DeliveryStreamType]bool{
		types.DeliveryStreamTypeKinesisStreamAsSource: in.KinesisStreamSourceConfiguration != nil,
		types.DeliveryStreamTypeMSKAsSource:           in.MSKSourceConfiguration != nil,
		types.DeliveryStreamTypeDatabaseAsSource:      in.DatabaseSourceConfiguration != nil,
	}
	for _, k := range slices.Sorted(maps.Keys(given)) {
		if given[k] != (k == kind) {
			return nil, invalid("The source configuration does not match the delivery stream type %s.", kind)
		}
	}
	if in.DirectPutSourceConfiguration != nil && kind != types.DeliveryStreamTypeDirectPut {
		return nil, invalid("The source configuration does not match the delivery stream type %s.", kind)
	}
	switch {
	case in.KinesisStreamSourceConfiguration != nil:
		c := in.KinesisStreamSourceConfiguration
		return &types.SourceDescription{KinesisStreamSourceDescription: &types.KinesisStreamSourceDescription{KinesisStreamARN: c.KinesisStreamARN, RoleARN: c.RoleARN, DeliveryStartTimestamp: &now}}, nil
	case in.MSKSourceConfiguration != nil:
		d := &types.MSKSourceDescription{DeliveryStartTimestamp: &now}
		copyFields(d, in.MSKSourceConfiguration)
		return &types.SourceDescription{MSKSourceDescription: d}, nil
	case in.DatabaseSourceConfiguration != nil:
		d := &types.DatabaseSourceDescription{}
		copyFields(d, in.DatabaseSourceConfiguration)
		return &types.SourceDescription{DatabaseSourceDescription: d}, nil
	case in.DirectPutSourceConfiguration != nil:
		return &types.SourceDescription{DirectPutSourceDescription: &types.DirectPutSourceDescription{ThroughputHintInMBs: in.DirectPutSourceConfiguration.ThroughputHintInMBs}}, nil
	}
	return nil, nil
}

// find returns the stream with a name.
func (s *Server) find(name *string) (*stream, error) {
	s.mu.Lock()
	st, ok := s.streams.Get(aws.ToString(name))
	s.mu.Unlock()
	if !ok {
		return nil, &types.ResourceNotFoundException{Message: text("Firehose %s under account %s not found.", aws.ToString(name), s.core.AccountID)}
	}
	return st, nil
}

// deleteDeliveryStream deletes a stream and what it has not delivered.
func (s *Server) deleteDeliveryStream(ctx context.Context, in *firehose.DeleteDeliveryStreamInput) (*firehose.DeleteDeliveryStreamOutput, error) {
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	if st.status == types.DeliveryStreamStatusCreating {
		st.mu.Unlock()
		return nil, &types.ResourceInUseException{Message: text("Firehose %s under account %s is in state %s.", st.name, s.core.AccountID, types.DeliveryStreamStatusCreating)}
	}
	st.status = types.DeliveryStreamStatusDeleting
	st.mu.Unlock()
	st.drop()
	s.core.AfterLifecycle(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if current, _ := s.streams.Get(st.name); current == st {
			s.streams.Delete(st.name)
		}
	})
	return &firehose.DeleteDeliveryStreamOutput{}, nil
}

// describeDeliveryStream describes a stream; it has one destination, so that Limit and the start do not matter.
func (s *Server) describeDeliveryStream(ctx context.Context, in *firehose.DescribeDeliveryStreamInput) (*firehose.DescribeDeliveryStreamOutput, error) {
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	encryption := *st.encryption
	d := &types.DeliveryStreamDescription{
		DeliveryStreamName: &st.name, DeliveryStreamARN: &st.arn, DeliveryStreamStatus: st.status, DeliveryStreamType: st.kind,
		VersionId: aws.String(strconv.Itoa(st.version)), CreateTimestamp: aws.Time(st.created), HasMoreDestinations: aws.Bool(false),
		DeliveryStreamEncryptionConfiguration: &encryption, Source: st.source, Destinations: []types.DestinationDescription{},
	}
	if !st.updated.IsZero() {
		d.LastUpdateTimestamp = aws.Time(st.updated)
	}
	if st.dest != nil && aws.ToString(in.ExclusiveStartDestinationId) < destinationID {
		d.Destinations = append(d.Destinations, st.dest.describe())
	}
	return &firehose.DescribeDeliveryStreamOutput{DeliveryStreamDescription: d}, nil
}

// listDeliveryStreams lists the names of streams in order, 10 unless the request says otherwise.
func (s *Server) listDeliveryStreams(ctx context.Context, in *firehose.ListDeliveryStreamsInput) (*firehose.ListDeliveryStreamsOutput, error) {
	limit, from := 10, ""
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	if in.ExclusiveStartDeliveryStreamName != nil {
		from = *in.ExclusiveStartDeliveryStreamName + "\x00"
	}
	out := &firehose.ListDeliveryStreamsOutput{DeliveryStreamNames: []string{}, HasMoreDeliveryStreams: aws.Bool(false)}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, st := range s.streams.From(from) {
		if in.DeliveryStreamType != "" && in.DeliveryStreamType != st.kind {
			continue
		}
		if len(out.DeliveryStreamNames) == limit {
			out.HasMoreDeliveryStreams = aws.Bool(true)
			break
		}
		out.DeliveryStreamNames = append(out.DeliveryStreamNames, name)
	}
	return out, nil
}
