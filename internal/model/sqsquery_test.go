package model_test

import (
	"testing"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsquerymodel"
)

func TestTheQueryTableSpeaksSQSsOldProtocol(t *testing.T) {
	api := &sqsquerymodel.API
	if api.Name != "sqs" || api.Protocol != "query" || api.Namespace != "http://queue.amazonaws.com/doc/2012-11-05/" || api.JSONVersion+api.TargetPrefix+api.TypePrefix != "" {
		t.Errorf("%s %s %s %q", api.Name, api.Protocol, api.Namespace, api.JSONVersion+api.TargetPrefix+api.TypePrefix)
	}
	if len(api.Operations) != 23 {
		t.Errorf("%d operations, want 23", len(api.Operations))
	}
	for _, op := range api.Operations {
		if other := sqsmodel.API.Operation(op.Name); other == nil || api.Shapes[op.Input].Name != sqsmodel.API.Shapes[other.Input].Name {
			t.Errorf("%s differs from the JSON protocol", op.Name)
		}
	}
}

// The names are those of botocore's model of the query protocol, before November 2023.
func TestTheQueryTableHasTheOldNames(t *testing.T) {
	for _, want := range []struct{ shape, member, wire string }{
		{"CreateQueueRequest", "Attributes", "Attribute"},
		{"CreateQueueRequest", "tags", "Tag"},
		{"SetQueueAttributesRequest", "Attributes", "Attribute"},
		{"GetQueueAttributesRequest", "AttributeNames", "AttributeName"},
		{"GetQueueAttributesResult", "Attributes", "Attribute"},
		{"AddPermissionRequest", "AWSAccountIds", "AWSAccountId"},
		{"AddPermissionRequest", "Actions", "ActionName"},
		{"SendMessageRequest", "MessageAttributes", "MessageAttribute"},
		{"SendMessageRequest", "MessageSystemAttributes", "MessageSystemAttribute"},
		{"SendMessageBatchRequest", "Entries", "SendMessageBatchRequestEntry"},
		{"SendMessageBatchRequestEntry", "MessageAttributes", "MessageAttribute"},
		{"SendMessageBatchRequestEntry", "MessageSystemAttributes", "MessageSystemAttribute"},
		{"SendMessageBatchResult", "Successful", "SendMessageBatchResultEntry"},
		{"SendMessageBatchResult", "Failed", "BatchResultErrorEntry"},
		{"DeleteMessageBatchRequest", "Entries", "DeleteMessageBatchRequestEntry"},
		{"DeleteMessageBatchResult", "Successful", "DeleteMessageBatchResultEntry"},
		{"DeleteMessageBatchResult", "Failed", "BatchResultErrorEntry"},
		{"ChangeMessageVisibilityBatchRequest", "Entries", "ChangeMessageVisibilityBatchRequestEntry"},
		{"ChangeMessageVisibilityBatchResult", "Successful", "ChangeMessageVisibilityBatchResultEntry"},
		{"ChangeMessageVisibilityBatchResult", "Failed", "BatchResultErrorEntry"},
		{"ReceiveMessageRequest", "AttributeNames", "AttributeName"},
		{"ReceiveMessageRequest", "MessageSystemAttributeNames", "MessageSystemAttributeName"},
		{"ReceiveMessageRequest", "MessageAttributeNames", "MessageAttributeName"},
		{"ReceiveMessageResult", "Messages", "Message"},
		{"Message", "Attributes", "Attribute"},
		{"Message", "MessageAttributes", "MessageAttribute"},
		{"MessageAttributeValue", "StringListValues", "StringListValue"},
		{"MessageAttributeValue", "BinaryListValues", "BinaryListValue"},
		{"MessageSystemAttributeValue", "StringListValues", "StringListValue"},
		{"MessageSystemAttributeValue", "BinaryListValues", "BinaryListValue"},
		{"ListQueuesResult", "QueueUrls", "QueueUrl"},
		{"ListDeadLetterSourceQueuesResult", "queueUrls", "QueueUrl"},
		{"ListQueueTagsResult", "Tags", "Tag"},
		{"TagQueueRequest", "Tags", "Tag"},
		{"UntagQueueRequest", "TagKeys", "TagKey"},
		{"ListMessageMoveTasksResult", "Results", "ListMessageMoveTasksResultEntry"},
	} {
		m := find(shapeNamed(&sqsquerymodel.API, want.shape), want.member)
		if m == nil || m.Wire != want.wire || !m.Flags.Has(model.Flattened) {
			t.Errorf("%s.%s: %+v, want %s, flattened", want.shape, want.member, m, want.wire)
		}
	}
	flat := 0
	for _, s := range sqsquerymodel.API.Shapes {
		for _, m := range s.Members {
			if kind := sqsquerymodel.API.Shapes[m.Shape].Kind; kind == model.List || kind == model.Map {
				flat++
			}
		}
	}
	if flat != 36 {
		t.Errorf("%d lists and maps, of which this test knows 36", flat)
	}
}

func TestTheQueryTableNamesKeysAndValues(t *testing.T) {
	for name, want := range map[string][2]string{
		"QueueAttributeMap": {"Name", "Value"}, "MessageBodyAttributeMap": {"Name", "Value"}, "MessageBodySystemAttributeMap": {"Name", "Value"},
		"MessageSystemAttributeMap": {"Name", "Value"}, "TagMap": {"Key", "Value"},
	} {
		s := shapeNamed(&sqsquerymodel.API, name)
		if got := [2]string{s.KeyWire, s.ElemWire}; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestTheQueryTableHasTheOldErrorCodes(t *testing.T) {
	for name, want := range map[string]model.Error{
		"QueueDoesNotExist":    {Code: "AWS.SimpleQueueService.NonExistentQueue", Status: 400},
		"QueueNameExists":      {Code: "QueueAlreadyExists", Status: 400},
		"QueueDeletedRecently": {Code: "AWS.SimpleQueueService.QueueDeletedRecently", Status: 400},
		"PurgeQueueInProgress": {Code: "AWS.SimpleQueueService.PurgeQueueInProgress", Status: 403},
		"OverLimit":            {Code: "OverLimit", Status: 403},
		"EmptyBatchRequest":    {Code: "AWS.SimpleQueueService.EmptyBatchRequest", Status: 400},
		"MessageNotInflight":   {Code: "AWS.SimpleQueueService.MessageNotInflight", Status: 400},
		"UnsupportedOperation": {Code: "AWS.SimpleQueueService.UnsupportedOperation", Status: 400},
		"InvalidAttributeName": {Code: "InvalidAttributeName", Status: 400},
	} {
		if got := shapeNamed(&sqsquerymodel.API, name).Error; *got != want {
			t.Errorf("%s: %+v, want %+v", name, *got, want)
		}
		json := model.Error{Code: name, Status: want.Status, Query: want.Code}
		if got := shapeNamed(&sqsmodel.API, name).Error; *got != json {
			t.Errorf("%s: %+v in JSON, want %+v", name, *got, json)
		}
	}
}

func TestOperationsWithoutAnOutputHaveNoResultElement(t *testing.T) {
	without := map[string]bool{"AddPermission": true, "ChangeMessageVisibility": true, "DeleteMessage": true, "DeleteQueue": true, "PurgeQueue": true,
		"RemovePermission": true, "SetQueueAttributes": true, "TagQueue": true, "UntagQueue": true}
	for _, op := range sqsquerymodel.API.Operations {
		if (op.Output == 0) != without[op.Name] {
			t.Errorf("%s: output %d", op.Name, op.Output)
		}
	}
}
