package sqsfake

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/service"
)

// maxBatch is how many entries a batch may have.
const maxBatch = 10

// checkBatch makes the checks that all batches have in common: 1 to 10 entries with distinct ids of up to 80 letters.
func checkBatch[E any](kind string, entries []E, id func(*E) *string) error {
	switch n := len(entries); {
	case n == 0:
		return &types.EmptyBatchRequest{Message: aws.String(fmt.Sprintf("There should be at least one %s in the request.", kind))}
	case n > maxBatch:
		return &types.TooManyEntriesInBatchRequest{Message: aws.String(fmt.Sprintf("Maximum number of entries per request are %d. You have sent %d.", maxBatch, n))}
	}
	for i := range entries {
		text := id(&entries[i])
		if text == nil {
			return missingParameter(fmt.Sprintf("%s.%d.Id", kind, i+1))
		}
		if !isBatchID(*text) {
			return &types.InvalidBatchEntryId{Message: aws.String("A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")}
		}
		for j := range i {
			if *id(&entries[j]) == *text {
				return &types.BatchEntryIdsNotDistinct{Message: aws.String("Id " + *text + " repeated.")}
			}
		}
	}
	return nil
}

func isBatchID(id string) bool { return len(id) <= 80 && isName(id) }

// isName reports whether a text has only alphanumeric characters, hyphens and underscores, and at least one.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return s != ""
}

// failEntries makes the function that answers for those entries of a batch that a fault makes fail.
func failEntries[In, Out, E any](entries func(*In) *[]E, id func(*E) *string, failures func(*Out) *[]types.BatchResultErrorEntry) func(
	in *In, positions []int, err smithy.APIError, next func(*In) (*Out, error)) (*Out, error) {
	return func(in *In, positions []int, err smithy.APIError, next func(*In) (*Out, error)) (*Out, error) {
		rest, hit := service.Split(*entries(in), positions)
		out := new(Out)
		if len(rest) > 0 {
			call := *in
			*entries(&call) = rest
			var nextErr error
			if out, nextErr = next(&call); nextErr != nil {
				return nil, nextErr
			}
		}
		for i := range hit {
			*failures(out) = append(*failures(out), failed(id(&hit[i]), err))
		}
		return out, nil
	}
}

// The ids of entries.

func idToSend(e *types.SendMessageBatchRequestEntry) *string               { return e.Id }
func idToDelete(e *types.DeleteMessageBatchRequestEntry) *string           { return e.Id }
func idToChange(e *types.ChangeMessageVisibilityBatchRequestEntry) *string { return e.Id }

// failed answers for an entry that failed.
func failed(id *string, err error) types.BatchResultErrorEntry {
	api := err.(smithy.APIError) // as all errors of this package are
	return types.BatchResultErrorEntry{Id: id, Code: aws.String(api.ErrorCode()), Message: aws.String(api.ErrorMessage()),
		SenderFault: api.ErrorFault() != smithy.FaultServer}
}
