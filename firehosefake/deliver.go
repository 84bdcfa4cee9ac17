package firehosefake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// bucketRetry is for how long an object is tried to be written (Developer Guide, data delivery: 24 hours).
const bucketRetry = 24 * time.Hour

// retryFor is the policy of retries within a time, with a back-off from 5 seconds to 2 minutes, which is a guess.
func retryFor(d time.Duration) event.Policy {
	if d == 0 {
		return event.Never
	}
	return event.Phases{Backoffs: 6, AtMax: 10_000, Min: 5 * time.Second, Max: 120 * time.Second, Function: "exponential", Limit: d}.Delay
}

var errPartitions = errors.New("the delivery stream has as many open partitions as it can have")

func missingKey(name string) error { return fmt.Errorf("the record has no partition key %s", name) }

// deliver delivers a load to the destination.
func (st *stream) deliver(p *plan, l load) {
	switch {
	case p.kind.inBuckets():
		st.write(p, p.bucket, l, p.kind.name)
	case p.endpoint != nil:
		st.post(p, l)
	default:
		st.delivered(Batch{Destination: p.kind.name, Target: p.target, Records: payloads(l.records)})
	}
}

// backUp writes a load to the bucket of backups.
func (st *stream) backUp(p *plan, l load) { st.write(p, p.backup, l, "backup") }

// write writes a load to a bucket as an object. For a backup the records are written as they came.
func (st *stream) write(p *plan, b *bucket, l load, destination string) {
	var body bytes.Buffer
	records := payloads(l.records)
	if destination == "backup" {
		for i, r := range l.records {
			records[i] = r.raw
		}
	}
	for _, r := range records {
		body.Write(r)
	}
	key := b.prefix.eval(st.moment(b, l, "")) + st.objectName(b, l)
	st.store(b, key, body.Bytes(), l.cause, func(err error) {
		batch := Batch{Destination: "s3", Target: "s3://" + b.name + "/" + key, Records: records, Err: err}
		if st.delivered(batch); destination == "redshift" && err == nil {
			st.delivered(Batch{Destination: "redshift", Target: p.target, Records: records})
		}
	})
}

// store writes an object, and tries for 24 hours.
func (st *stream) store(b *bucket, key string, body []byte, cause int64, done func(error)) {
	packed, encoding, err := pack(b.format, key, body)
	if err != nil {
		panic(err) // compressing in memory does not fail
	}
	d := &event.Delivery{Source: st.arn, Target: b.arn, Message: event.Message{Body: packed}, Retry: retryFor(bucketRetry), Done: done}
	d.Send = func(ctx context.Context) error {
		store, err := st.server.router.Store()
		if err != nil {
			return err
		}
		return store.PutObject(ctx, event.Object{Bucket: b.name, Key: key, Body: packed, ContentType: "application/octet-stream", ContentEncoding: encoding})
	}
	st.server.router.Deliver(core.WithCause(context.Background(), cause), d)
}

// objectName returns the last part of an object's key.
//
// Source: https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
func (st *stream) objectName(b *bucket, l load) string {
	extension := b.extension
	if extension == "" {
		extension = extensions[b.format]
	}
	return fmt.Sprintf("%s-%d-%s-%s%s", st.name, l.version, l.oldest.In(b.zone).Format("2006-01-02-15-04-05"), st.server.core.NewID(), extension)
}

// extensions are those of the compression formats (Developer Guide, object names).
var extensions = map[types.CompressionFormat]string{
	types.CompressionFormatGzip: ".gz", types.CompressionFormatZip: ".zip", types.CompressionFormatSnappy: ".snappy", types.CompressionFormatHadoopSnappy: ".hsnappy",
}

// moment returns what the expressions of a prefix are evaluated for.
func (st *stream) moment(b *bucket, l load, failure string) moment {
	// "11 characters" in the documentation's example.
	return moment{arrival: l.oldest.In(b.zone), failure: failure, keys: l.keys, random: func() string { return st.server.core.NewHex(6)[:11] }}
}

// delivered records a batch.
func (st *stream) delivered(b Batch) {
	b.Time = st.server.core.Now()
	st.mu.Lock()
	st.batches = append(st.batches, b)
	st.mu.Unlock()
	st.server.core.Changed()
}

func payloads(l []record) [][]byte {
	out := make([][]byte, len(l))
	for i, r := range l {
		out[i] = slices.Clip(r.data)
	}
	return out
}
