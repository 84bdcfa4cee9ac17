package lambdafake

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/service"
)

// invokeWithResponseStream runs a function and sends what it answers as it comes: a handler that returns an io.Reader, or a process that
// streams, in the pieces it writes, others in one. The last event says whether the run has failed.
func (s *Server) invokeWithResponseStream(ctx context.Context, in *lambda.InvokeWithResponseStreamInput) (*lambda.InvokeWithResponseStreamOutput, error) {
	q, err := s.prepare(&lambda.InvokeInput{FunctionName: in.FunctionName, Qualifier: in.Qualifier, Payload: in.Payload, ClientContext: in.ClientContext, TenantId: in.TenantId})
	if err != nil {
		return nil, err
	}
	if in.InvocationType == types.ResponseStreamingInvocationTypeDryRun {
		return &lambda.InvokeWithResponseStreamOutput{StatusCode: http.StatusNoContent}, s.dryRun(ctx, q.ref)
	}
	t, err := s.beginCall(ctx, q)
	if err != nil {
		return nil, err
	}
	service.StreamEvents(ctx, func(send func(any) error) {
		inv := s.run(ctx, t, &output{forward: func(p []byte) {
			// The run goes on when the client is gone, as Lambda's does.
			send(&types.InvokeWithResponseStreamResponseEventMemberPayloadChunk{Value: types.InvokeResponseStreamUpdate{Payload: p}})
		}})
		var end types.InvokeWithResponseStreamCompleteEvent
		if inv.Err != nil {
			end.ErrorCode, end.ErrorDetails = aws.String(kindOf(inv.Err)), aws.String(string(failure(inv.Err)))
		}
		if in.LogType == types.LogTypeTail {
			end.LogResult = tail(t, inv)
		}
		send(&types.InvokeWithResponseStreamResponseEventMemberInvokeComplete{Value: end})
	})
	return &lambda.InvokeWithResponseStreamOutput{StatusCode: http.StatusOK, ExecutedVersion: aws.String(t.version.number())}, nil
}
