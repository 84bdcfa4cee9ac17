package dynamofake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A stream is the description of a table's stream.
type stream struct {
	label   string
	enabled bool
	view    types.StreamViewType
}

// arn is the ARN of a stream, below that of its table.
func (st *stream) arn(t *table) *string { return aws.String(t.arn + "/stream/" + st.label) }

// startStream gives the table a new stream. The table is locked, or nobody knows it yet.
func (t *table) startStream(view types.StreamViewType) {
	at := t.server.core.Now()
	label := func() string { return at.Format("2006-01-02T15:04:05.000") }
	for t.stream != nil && t.stream.label >= label() { // labels are unique also while the clock stands still
		at = at.Add(time.Millisecond)
	}
	t.stream = &stream{label: label(), enabled: true, view: view}
}

// stopStream ends the stream; its records can still be read.
func (t *table) stopStream() { t.stream.enabled = false }

// checkStream checks a stream specification.
func checkStream(spec *types.StreamSpecification) error {
	switch {
	case spec == nil:
		return nil
	case aws.ToBool(spec.StreamEnabled) && spec.StreamViewType == "":
		return invalid("StreamViewType must be specified when StreamEnabled is true")
	case !aws.ToBool(spec.StreamEnabled) && spec.StreamViewType != "":
		return invalid("Table is being created with a stream disabled, UpdateViewType should not be specified")
	}
	return nil
}
