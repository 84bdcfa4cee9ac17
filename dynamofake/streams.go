package dynamofake

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Limits of DynamoDB Streams (API reference, GetRecords and GetShardIterator).
const (
	maxStreamRecords = 1000
	maxStreamBytes   = 1 << 20
	iteratorLifetime = 15 * time.Minute
	maxStreamsListed = 100
)

// streamsOperations is the table of what the fake does for DynamoDB Streams.
func streamsOperations() []service.Operation {
	return []service.Operation{
		service.Op("DescribeStream", (*Server).describeStream),
		service.Op("GetRecords", (*Server).getRecords),
		service.Op("GetShardIterator", (*Server).getShardIterator),
		service.Op("ListStreams", (*Server).listStreams),
	}
}

// namedStream returns the stream of a request.
func (s *Server) namedStream(arn *string) (*stream, error) {
	if st := s.streamOf(*arn); st != nil {
		return st, nil
	}
	return nil, &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: Stream: " + *arn + " not found")}
}

// listStreams lists streams in the order of their ARNs, those of a table or all, 100 at most.
func (s *Server) listStreams(_ context.Context, in *dynamodbstreams.ListStreamsInput) (*dynamodbstreams.ListStreamsOutput, error) {
	limit, from := maxStreamsListed, ""
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	if in.ExclusiveStartStreamArn != nil {
		from = *in.ExclusiveStartStreamArn + "\x00"
	}
	out := &dynamodbstreams.ListStreamsOutput{Streams: []types.Stream{}}
	s.streamMu.Lock()
	defer s.streamMu.Unlock()
	for arn, st := range s.streams.From(from) {
		if in.TableName != nil && s.tableName(*in.TableName) != st.table.name || st.expired() {
			continue
		}
		if len(out.Streams) == limit {
			out.LastEvaluatedStreamArn = out.Streams[limit-1].StreamArn
			break
		}
		out.Streams = append(out.Streams, types.Stream{StreamArn: &arn, StreamLabel: &st.label, TableName: &st.table.name})
	}
	return out, nil
}

// describeStream describes a stream and its shard.
func (s *Server) describeStream(_ context.Context, in *dynamodbstreams.DescribeStreamInput) (*dynamodbstreams.DescribeStreamOutput, error) {
	st, err := s.namedStream(in.StreamArn)
	if err != nil {
		return nil, err
	}
	d := &types.StreamDescription{StreamArn: st.arn(st.table), StreamLabel: &st.label, TableName: &st.table.name, CreationRequestDateTime: &st.created,
		StreamViewType: types.StreamViewType(st.view), StreamStatus: types.StreamStatusEnabled, Shards: []types.Shard{}}
	for _, e := range st.table.keys.elements() {
		d.KeySchema = append(d.KeySchema, types.KeySchemaElement{AttributeName: e.AttributeName, KeyType: types.KeyType(e.KeyType)})
	}
	st.log.mu.Lock()
	defer st.log.mu.Unlock()
	numbers := &types.SequenceNumberRange{StartingSequenceNumber: aws.String(sequenceNumber(1))}
	if st.log.closed {
		d.StreamStatus = types.StreamStatusDisabled
		numbers.EndingSequenceNumber = aws.String(sequenceNumber(max(st.log.last, 1)))
	}
	hasParent := in.ShardFilter != nil && in.ShardFilter.Type == types.ShardFilterTypeChildShards // the shard has none
	if aws.ToString(in.ExclusiveStartShardId) < st.shard && !hasParent {
		d.Shards = append(d.Shards, types.Shard{ShardId: &st.shard, SequenceNumberRange: numbers})
	}
	return &dynamodbstreams.DescribeStreamOutput{StreamDescription: d}, nil
}

// An iterator is a place in a stream: behind the record with a number. It can be used for 15 minutes.
type iterator struct {
	arn    string
	number int64
	issued time.Time
}

// String is the iterator as clients have it, in the form of AWS's: the stream's ARN, 1, and what nobody but the service reads.
func (it iterator) String() string {
	return fmt.Sprintf("%s|1|%s", it.arn, base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%d/%d", it.number, it.issued.UnixMilli())))
}

// parseIterator reads an iterator that the service has issued.
func parseIterator(text string) (it iterator, ok bool) {
	parts := strings.Split(text, "|")
	if len(parts) != 3 || parts[1] != "1" {
		return it, false
	}
	secret, err := base64.StdEncoding.DecodeString(parts[2])
	number, issued, found := strings.Cut(string(secret), "/")
	n, err1 := strconv.ParseInt(number, 10, 64)
	ms, err2 := strconv.ParseInt(issued, 10, 64)
	if err != nil || !found || err1 != nil || err2 != nil || n < 0 {
		return it, false
	}
	return iterator{parts[0], n, time.UnixMilli(ms)}, true
}

// getShardIterator returns an iterator at the oldest record, behind the newest, at or behind one with a sequence number, or at the
// first that is not older than a time.
func (s *Server) getShardIterator(_ context.Context, in *dynamodbstreams.GetShardIteratorInput) (*dynamodbstreams.GetShardIteratorOutput, error) {
	st, err := s.namedStream(in.StreamArn)
	if err != nil {
		return nil, err
	}
	if *in.ShardId != st.shard {
		return nil, &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: Shard does not exist")}
	}
	it := iterator{arn: *in.StreamArn, issued: s.core.Now()}
	switch in.ShardIteratorType {
	case types.ShardIteratorTypeTrimHorizon:
		it.number = feed{st}.Position(time.Time{})
	case types.ShardIteratorTypeLatest:
		it.number = feed{st}.Latest()
	case types.ShardIteratorTypeAtTimestamp:
		if in.Timestamp == nil {
			return nil, validation("Timestamp must be provided when ShardIteratorType is AT_TIMESTAMP")
		}
		if in.Timestamp.After(it.issued) {
			return nil, validation("Timestamp must not be in the future")
		}
		it.number = feed{st}.Position(*in.Timestamp)
	default:
		if it.number, err = st.numbered(in); err != nil {
			return nil, err
		}
	}
	return &dynamodbstreams.GetShardIteratorOutput{ShardIterator: aws.String(it.String())}, nil
}

// numbered returns the place at or behind the record with a sequence number.
func (st *stream) numbered(in *dynamodbstreams.GetShardIteratorInput) (int64, error) {
	if in.SequenceNumber == nil {
		return 0, validation("SequenceNumber must be provided when ShardIteratorType is %s", in.ShardIteratorType)
	}
	digits, ok := strings.CutPrefix(*in.SequenceNumber, "1")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || len(digits) != 20 {
		return 0, validation("Invalid SequenceNumber: %s", *in.SequenceNumber)
	}
	if in.ShardIteratorType == types.ShardIteratorTypeAtSequenceNumber {
		n--
	}
	st.log.mu.Lock()
	defer st.log.mu.Unlock()
	if n < 0 || n > st.log.last {
		return 0, validation("Invalid SequenceNumber: %s", *in.SequenceNumber)
	}
	if _, whole := st.log.after(n); !whole {
		return 0, trimmed()
	}
	return n, nil
}

func trimmed() error {
	return &types.TrimmedDataAccessException{Message: aws.String("The operation attempted to read past the oldest stream record in a shard.")}
}

// getRecords returns the records behind an iterator, 1,000 and 1 MiB at most, and the iterator of those that follow; none if the
// stream has ended and all was read.
func (s *Server) getRecords(_ context.Context, in *dynamodbstreams.GetRecordsInput) (*dynamodbstreams.GetRecordsOutput, error) {
	it, ok := parseIterator(*in.ShardIterator)
	if !ok {
		return nil, validation("Invalid ShardIterator")
	}
	now := s.core.Now()
	if now.Sub(it.issued) > iteratorLifetime {
		return nil, &types.ExpiredIteratorException{Message: aws.String("Iterator expired. The iterator was created more than 15 minutes ago.")}
	}
	st, err := s.namedStream(&it.arn)
	if err != nil {
		return nil, err
	}
	limit := maxStreamRecords
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	st.log.mu.Lock()
	defer st.log.mu.Unlock()
	records, whole := st.log.after(it.number)
	if !whole {
		return nil, trimmed()
	}
	out := &dynamodbstreams.GetRecordsOutput{Records: []types.Record{}}
	left := int64(maxStreamBytes)
	for _, r := range records[:min(len(records), limit)] {
		size := r.size(st)
		if left -= size; left < 0 && len(out.Records) > 0 {
			break
		}
		out.Records = append(out.Records, st.show(r, size))
		it.number = r.number
	}
	if !st.log.closed || it.number < st.log.last {
		it.issued = now
		out.NextShardIterator = aws.String(it.String())
	}
	return out, nil
}

// show returns a record as clients see it.
func (st *stream) show(r streamRecord, size int64) types.Record {
	keys, images := r.images(st)
	second := r.at.Truncate(time.Second)
	out := types.Record{
		EventID: aws.String(r.id), EventName: types.OperationType(r.event()), EventVersion: aws.String("1.1"), EventSource: aws.String("aws:dynamodb"), AwsRegion: aws.String(st.log.server.core.Region),
		Dynamodb: &types.StreamRecord{ApproximateCreationDateTime: &second, Keys: streamItem(keys), OldImage: streamItem(images[0]), NewImage: streamItem(images[1]),
			SequenceNumber: aws.String(sequenceNumber(r.number)), SizeBytes: &size, StreamViewType: types.StreamViewType(st.view)},
	}
	if r.by != "" {
		out.UserIdentity = &types.Identity{PrincipalId: aws.String(string(r.by)), Type: aws.String("Service")}
	}
	return out
}

// streamValue lists the members of the union of the Streams client.
var streamValue = wire.Union[types.AttributeValue](
	&types.AttributeValueMemberS{}, &types.AttributeValueMemberN{}, &types.AttributeValueMemberB{},
	&types.AttributeValueMemberSS{}, &types.AttributeValueMemberNS{}, &types.AttributeValueMemberBS{},
	&types.AttributeValueMemberM{}, &types.AttributeValueMemberL{}, &types.AttributeValueMemberNULL{}, &types.AttributeValueMemberBOOL{})
