package firehosefake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// A transform is a Lambda function that records go through.
//
// Source: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
type transform struct {
	arn     string
	retries int
	hints   hints
}

// A job is records that are to be transformed.
type job struct {
	load
	plan *plan
}

// The documents that a function takes and returns.
type (
	transformRequest struct {
		InvocationID      string           `json:"invocationId"`
		DeliveryStreamArn string           `json:"deliveryStreamArn"`
		Region            string           `json:"region"`
		Records           []transformInput `json:"records"`
	}
	transformInput struct {
		RecordID                    string `json:"recordId"`
		ApproximateArrivalTimestamp int64  `json:"approximateArrivalTimestamp"` // milliseconds
		Data                        []byte `json:"data"`
	}
	transformResponse struct {
		Records []transformed `json:"records"`
	}
	transformed struct {
		RecordID string `json:"recordId"`
		Result   string `json:"result"`
		Data     []byte `json:"data"`
		Metadata struct {
			PartitionKeys map[string]string `json:"partitionKeys"`
		} `json:"metadata"`
	}
)

// enqueue has records transformed, after those before them.
func (st *stream) enqueue(p *plan, l load) {
	st.mu.Lock()
	defer st.unlock()
	if st.gone {
		return
	}
	st.queue = append(st.queue, job{l, p})
	if !st.working {
		st.working = true
		st.server.core.Go(st.work)
	}
}

// work transforms what is in the queue, load by load, so that records keep their order.
func (st *stream) work(ctx context.Context) {
	for {
		st.mu.Lock()
		if len(st.queue) == 0 || ctx.Err() != nil {
			st.working = false
			st.mu.Unlock()
			return
		}
		j := st.queue[0]
		st.queue = st.queue[1:]
		st.mu.Unlock()
		passed, failures := st.transformed(core.WithCause(ctx, j.cause), j)
		if len(failures) > 0 {
			st.fail(j.plan, "processing-failed", failures)
		}
		st.mu.Lock()
		st.cause = j.cause
		for _, r := range passed {
			if !st.gone {
				st.route(j.plan, r)
			}
		}
		st.flushUnbuffered()
		st.unlock()
	}
}

// transformed returns what a function makes of records, and those that fail.
func (st *stream) transformed(ctx context.Context, j job) (passed []record, failures []failure) {
	t := j.plan.transform
	byID := make(map[string]record, len(j.records))
	req := transformRequest{InvocationID: st.server.core.NewID(), DeliveryStreamArn: st.arn, Region: st.server.core.Region}
	for _, r := range j.records {
		id := st.pieceID(r)
		byID[id] = r
		req.Records = append(req.Records, transformInput{id, r.arrived.UnixMilli(), r.data})
	}
	payload, err := json.Marshal(req)
	if err != nil {
		panic(err) // strings, numbers and bytes can be encoded
	}
	answer, attempts, code, err := st.invoke(ctx, t, payload)
	if err != nil {
		for _, r := range j.records {
			failures = append(failures, failure{record: r, code: code, message: err.Error(), attempts: attempts, function: t.arn})
		}
		return nil, failures
	}
	results := make(map[string][]transformed, len(answer.Records))
	for _, result := range answer.Records {
		results[result.RecordID] = append(results[result.RecordID], result)
	}
	for _, r := range j.records {
		out, code, message := judge(r, results[st.pieceID(r)])
		if code != "" {
			failures = append(failures, failure{record: r, code: code, message: message, attempts: attempts, function: t.arn})
		} else if out != nil {
			passed = append(passed, *out)
		}
	}
	return passed, failures
}

// pieceID returns the id of a record, or of a piece of one that was taken apart.
func (st *stream) pieceID(r record) string {
	if r.sub == 0 {
		return st.recordID(r)
	}
	return fmt.Sprintf("%s.%d", st.recordID(r), r.sub)
}

// judge decides what becomes of a record: it is passed on, dropped (nil), or a failure with a code.
func judge(r record, results []transformed) (out *record, code, message string) {
	switch {
	case len(results) == 0:
		return nil, "Lambda.MissingRecordId", "One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids."
	case len(results) > 1:
		return nil, "Lambda.DuplicatedRecordId", "Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record."
	}
	switch result := results[0]; result.Result {
	case "Ok":
		r.data, r.keys = result.Data, result.Metadata.PartitionKeys
		return &r, "", ""
	case "Dropped":
		return nil, "", ""
	case "ProcessingFailed":
		return nil, "Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record"
	default:
		return nil, "Lambda.FunctionError", "The Lambda function was successfully invoked but it returned an error result."
	}
}

// invoke calls the function until it succeeds or the retries are spent.
func (st *stream) invoke(ctx context.Context, t *transform, payload []byte) (out transformResponse, attempts int, code string, err error) {
	for attempts = 1; ; attempts++ {
		var answer event.Answer
		answer, err = st.server.router.Invoke(ctx, t.arn, payload)
		switch {
		case err != nil:
			code = invokeCode(err)
		case answer.FunctionError != "":
			code, err = "Lambda.FunctionError", errors.New("The Lambda function was successfully invoked but it returned an error result.")
		default:
			if out, err = parseAnswer(answer.Payload); err == nil {
				return out, attempts, "", nil
			}
			return out, attempts, "Lambda.JsonProcessingException", err // not tried again
		}
		if attempts > t.retries || ctx.Err() != nil {
			return out, attempts, code, err
		}
	}
}

// parseAnswer reads what a function has returned.
func parseAnswer(payload []byte) (out transformResponse, err error) {
	if err := json.Unmarshal(payload, &out); err != nil || out.Records == nil {
		return out, errors.New("There was an error parsing the records returned by the Lambda function. Ensure that the records returned follow the status model required by Firehose.")
	}
	return out, nil
}

// invokeCode returns Firehose's code for an invocation that was refused.
func invokeCode(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return "Lambda.InvalidFunction"
	}
	switch api.ErrorCode() {
	case "ResourceNotFoundException":
		return "Lambda.InvalidFunction"
	case "TooManyRequestsException":
		return "Lambda.InvokeLimitExceeded"
	case "AccessDeniedException":
		return "Lambda.InvokeAccessDenied"
	}
	return fmt.Sprint("Lambda.", http.StatusText(http.StatusInternalServerError))
}
