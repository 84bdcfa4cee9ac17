package dynamofake

import (
	"context"
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxKinesis is how many Kinesis streams a table can have (Developer Guide).
const maxKinesis = 2

// Kinesis destinations are stored and answered; there is no fake of Kinesis that could take the records.

var kinesisPattern = regexp.MustCompile(`^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:[0-9]{12}:stream/[A-Za-z0-9_.-]+$`)

// destination returns the position of a table's destination, -1 if it has none with that ARN. The table is locked.
func (t *table) destination(arn string) int {
	return slices.IndexFunc(t.kinesis, func(d types.KinesisDataStreamDestination) bool { return *d.StreamArn == arn })
}

// badDestination says that a table's destination is not as a request needs it: to enable it, whatever was asked for
// (recorded: test_kinesis_streaming_destination_crud; also the findings "ack-api-quirks dynamodb" of October 2026).
func badDestination(format string, args ...any) error {
	return validation("Table is not in a valid state to enable Kinesis Streaming Destination: "+format, args...)
}

// enableKinesisStreamingDestination has a table's changes sent to a stream.
func (s *Server) enableKinesisStreamingDestination(_ context.Context, in *dynamodb.EnableKinesisStreamingDestinationInput) (*dynamodb.EnableKinesisStreamingDestinationOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	if !kinesisPattern.MatchString(*in.StreamArn) {
		return nil, validation("Invalid KinesisDataStreamArn: %s", *in.StreamArn)
	}
	d := types.KinesisDataStreamDestination{StreamArn: in.StreamArn, DestinationStatus: types.DestinationStatusEnabling}
	config := &types.EnableKinesisStreamingConfiguration{}
	if c := in.EnableKinesisStreamingConfiguration; c != nil {
		d.ApproximateCreationDateTimePrecision, config = c.ApproximateCreationDateTimePrecision, c
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	i := t.destination(*in.StreamArn)
	if i >= 0 && t.kinesis[i].DestinationStatus != types.DestinationStatusDisabled {
		return nil, badDestination("EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.")
	}
	if i >= 0 {
		t.kinesis = slices.Delete(t.kinesis, i, i+1)
	}
	if len(t.kinesis) >= maxKinesis {
		return nil, limitExceeded("A table can have at most %d Kinesis streaming destinations", maxKinesis)
	}
	t.kinesis = append(t.kinesis, d)
	s.settleDestination(t, *in.StreamArn, types.DestinationStatusActive)
	return &dynamodb.EnableKinesisStreamingDestinationOutput{TableName: &t.name, StreamArn: in.StreamArn, DestinationStatus: types.DestinationStatusEnabling, EnableKinesisStreamingConfiguration: config}, nil
}

// settleDestination gives a destination the status that it has after that of transition. The table is locked.
func (s *Server) settleDestination(t *table, arn string, status types.DestinationStatus) {
	end := func() {
		if i := t.destination(arn); i >= 0 {
			t.kinesis[i].DestinationStatus = status
		}
	}
	if s.core.Lifecycle == 0 {
		end()
		return
	}
	s.core.AfterLifecycle(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		end()
	})
}

// disableKinesisStreamingDestination ends it.
func (s *Server) disableKinesisStreamingDestination(_ context.Context, in *dynamodb.DisableKinesisStreamingDestinationInput) (*dynamodb.DisableKinesisStreamingDestinationOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	i := t.destination(*in.StreamArn)
	if i < 0 || t.kinesis[i].DestinationStatus != types.DestinationStatusActive {
		return nil, badDestination("KinesisStreamingDestination must be ACTIVE to perform DISABLE operation.")
	}
	t.kinesis[i].DestinationStatus = types.DestinationStatusDisabling
	s.settleDestination(t, *in.StreamArn, types.DestinationStatusDisabled)
	return &dynamodb.DisableKinesisStreamingDestinationOutput{TableName: &t.name, StreamArn: in.StreamArn, DestinationStatus: types.DestinationStatusDisabling,
		EnableKinesisStreamingConfiguration: in.EnableKinesisStreamingConfiguration}, nil
}

// updateKinesisStreamingDestination changes the precision of the times in the records.
func (s *Server) updateKinesisStreamingDestination(_ context.Context, in *dynamodb.UpdateKinesisStreamingDestinationInput) (*dynamodb.UpdateKinesisStreamingDestinationOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	c := in.UpdateKinesisStreamingConfiguration
	if c == nil || c.ApproximateCreationDateTimePrecision == "" {
		return nil, validation("Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be null or contain only null values")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	i := t.destination(*in.StreamArn)
	switch {
	case i < 0:
		return nil, badDestination("No streaming destination with streamArn: %s found for table with tableName: %s", *in.StreamArn, t.name)
	case t.kinesis[i].DestinationStatus != types.DestinationStatusActive:
		return nil, badDestination("Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state. TableName: %s, kdsArn: %s", t.name, *in.StreamArn)
	}
	if t.kinesis[i].ApproximateCreationDateTimePrecision == c.ApproximateCreationDateTimePrecision {
		return nil, validation("Invalid Request: Precision is already set to the desired value of %s for tableId: %s, kdsArn: %s", c.ApproximateCreationDateTimePrecision, t.id, *in.StreamArn)
	}
	t.kinesis[i].ApproximateCreationDateTimePrecision = c.ApproximateCreationDateTimePrecision
	t.kinesis[i].DestinationStatus = types.DestinationStatusUpdating
	s.settleDestination(t, *in.StreamArn, types.DestinationStatusActive)
	return &dynamodb.UpdateKinesisStreamingDestinationOutput{TableName: &t.name, StreamArn: in.StreamArn, DestinationStatus: types.DestinationStatusUpdating, UpdateKinesisStreamingConfiguration: c}, nil
}

// describeKinesisStreamingDestination lists the destinations of a table.
func (s *Server) describeKinesisStreamingDestination(_ context.Context, in *dynamodb.DescribeKinesisStreamingDestinationInput) (*dynamodb.DescribeKinesisStreamingDestinationOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return &dynamodb.DescribeKinesisStreamingDestinationOutput{TableName: aws.String(t.name), KinesisDataStreamDestinations: append([]types.KinesisDataStreamDestination{}, t.kinesis...)}, nil
}
