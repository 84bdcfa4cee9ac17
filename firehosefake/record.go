package firehosefake

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/service"
)

// maxBatch is the size of a batch in bytes before base64 (Developer Guide, quotas). The limits of records are in the model.
const maxBatch = 4 << 20

// A record is one on its way through a stream.
type record struct {
	raw, data []byte // as it came, and as it is now
	number    int64  // in the stream
	sub       int    // of those that it was taken apart to
	arrived   time.Time
	keys      map[string]string // partition keys from Lambda
}

// putRecord takes a record of at most 1,000 KiB.
func (s *Server) putRecord(ctx context.Context, in *firehose.PutRecordInput) (*firehose.PutRecordOutput, error) {
	out, err := s.putRecordBatch(ctx, &firehose.PutRecordBatchInput{DeliveryStreamName: in.DeliveryStreamName, Records: []types.Record{*in.Record}})
	if err != nil {
		return nil, err
	}
	return &firehose.PutRecordOutput{RecordId: out.RequestResponses[0].RecordId, Encrypted: out.Encrypted}, nil
}

// putRecordBatch takes up to 500 records of together at most 4 MiB.
func (s *Server) putRecordBatch(ctx context.Context, in *firehose.PutRecordBatchInput) (*firehose.PutRecordBatchOutput, error) {
	if err := checkRecords(in.Records); err != nil {
		return nil, err
	}
	st, err := s.find(in.DeliveryStreamName)
	if err != nil {
		return nil, err
	}
	ids, encrypted, err := st.put(ctx, in.Records)
	if err != nil {
		return nil, err
	}
	out := &firehose.PutRecordBatchOutput{FailedPutCount: aws.Int32(0), Encrypted: &encrypted, RequestResponses: make([]types.PutRecordBatchResponseEntry, len(ids))}
	for i := range ids {
		out.RequestResponses[i].RecordId = &ids[i]
	}
	return out, nil
}

func checkRecords(l []types.Record) error {
	total := 0
	for _, r := range l {
		total += len(r.Data)
	}
	if total > maxBatch {
		return invalid("Records size exceeds 4 MB limit")
	}
	return nil
}

// put takes records, which are not changed from here on, and returns their ids.
func (st *stream) put(ctx context.Context, l []types.Record) (ids []string, encrypted bool, err error) {
	st.mu.Lock()
	defer st.unlock()
	if st.kind != types.DeliveryStreamTypeDirectPut {
		return nil, false, invalid("This operation is not permitted on %s delivery stream type.", st.kind)
	}
	if st.status != types.DeliveryStreamStatusActive {
		return nil, false, &types.ResourceNotFoundException{Message: text("Firehose %s under account %s is in state %s.", st.name, st.server.core.AccountID, st.status)}
	}
	now := st.server.core.Now()
	st.cause = core.CauseOf(ctx)
	ids = make([]string, len(l))
	for i, r := range l {
		st.count++
		rec := record{raw: r.Data, data: r.Data, number: st.count, arrived: now}
		ids[i] = st.recordID(rec)
		st.accept(rec)
	}
	st.flushUnbuffered()
	return ids, st.encryption.Status == types.DeliveryStreamEncryptionStatusEnabled, nil
}

// idLength is the length of a record's id, as AWS's have it: a part that the stream's records share, and a number of 16 digits.
const idLength = 224

// recordID returns the id of a record.
func (st *stream) recordID(r record) string {
	b := make([]byte, 0, idLength)
	b = append(b, st.idPrefix...)
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[r.number>>shift&15])
	}
	return string(b)
}

// failRecords is how faults make records of a batch fail.
func failRecords(in *firehose.PutRecordBatchInput, failed []int, err smithy.APIError,
	next func(*firehose.PutRecordBatchInput) (*firehose.PutRecordBatchOutput, error)) (*firehose.PutRecordBatchOutput, error) {
	rest, hit := service.Split(in.Records, failed)
	out := &firehose.PutRecordBatchOutput{FailedPutCount: aws.Int32(0), Encrypted: aws.Bool(false)}
	if len(rest) > 0 {
		passed := *in
		passed.Records = rest
		var err error
		if out, err = next(&passed); err != nil {
			return nil, err
		}
	}
	*out.FailedPutCount += int32(len(hit))
	answers := make([]types.PutRecordBatchResponseEntry, 0, len(in.Records))
	for i := range in.Records { // answers keep the order of the records
		if len(failed) > 0 && failed[0] == i {
			failed = failed[1:]
			answers = append(answers, types.PutRecordBatchResponseEntry{ErrorCode: aws.String(err.ErrorCode()), ErrorMessage: aws.String(err.ErrorMessage())})
			continue
		}
		answers = append(answers, out.RequestResponses[0])
		out.RequestResponses = out.RequestResponses[1:]
	}
	out.RequestResponses = answers
	return out, nil
}

// An inbox takes what other services, such as SNS, deliver to streams.
type inbox struct{ s *Server }

var _ event.Checker = inbox{}

func (in inbox) Receive(ctx context.Context, arn string, m event.Message) error {
	st, err := in.stream(arn)
	if err != nil {
		return err
	}
	_, _, err = st.put(ctx, []types.Record{{Data: m.Body}})
	return err
}

func (in inbox) Check(ctx context.Context, arn string) error {
	_, err := in.stream(arn)
	return err
}

// stream finds the stream with an ARN.
func (in inbox) stream(arn string) (*stream, error) {
	in.s.mu.Lock()
	defer in.s.mu.Unlock()
	for _, st := range in.s.streams.From(nameIn(arn)) {
		if st.arn == arn {
			return st, nil
		}
		break
	}
	return nil, event.ErrNoTarget
}
