package firehosefake

import (
	"bytes"
	"encoding/json"
	"errors"
)

// A failure is a record that could not be processed or delivered, and why.
type failure struct {
	record
	code, message string
	attempts      int
	function      string // ARN of the Lambda function, if it is to blame
}

// A failureDocument is what the error output says of a record, one a line.
//
// Source: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
type failureDocument struct {
	AttemptsMade           int    `json:"attemptsMade"`
	ArrivalTimestamp       int64  `json:"arrivalTimestamp"` // milliseconds
	ErrorCode              string `json:"errorCode"`
	ErrorMessage           string `json:"errorMessage"`
	AttemptEndingTimestamp int64  `json:"attemptEndingTimestamp"` // milliseconds
	RawData                []byte `json:"rawData"`
	LambdaArn              string `json:"lambdaArn,omitempty"`
}

// fail writes failures to the error output of a type. A destination without a bucket has none: they are recorded as a batch.
func (st *stream) fail(p *plan, outputType string, failures []failure) {
	b := p.bucket
	st.mu.Lock()
	l := load{oldest: failures[0].arrived, version: st.version}
	st.mu.Unlock()
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	for _, f := range failures {
		l.records = append(l.records, f.record)
		err := enc.Encode(failureDocument{f.attempts, f.arrived.UnixMilli(), f.code, f.message, st.server.core.Now().UnixMilli(), f.raw, f.function})
		if err != nil {
			panic(err) // strings, numbers and bytes can be encoded
		}
	}
	reason := errors.New(failures[0].code + ": " + failures[0].message)
	if b == nil {
		st.delivered(Batch{Destination: p.kind.name, Target: p.target, Records: payloads(l.records), Err: reason})
		return
	}
	key := b.errorPrefix.eval(st.moment(b, l, outputType)) + st.objectName(b, l)
	st.store(b, key, body.Bytes(), 0, func(err error) {
		st.delivered(Batch{Destination: "s3", Target: "s3://" + b.name + "/" + key, Records: payloads(l.records), Err: errors.Join(reason, err)})
	})
}
