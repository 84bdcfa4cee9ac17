// Code generated from the API model. DO NOT EDIT.

// Package sqsmodel is the wire table of the service sqs.
package sqsmodel

import m "github.com/awsfake/awsfake/internal/model"

// API describes the service.
var API = m.API{Name: "sqs", Protocol: "json", JSONVersion: "1.0", TargetPrefix: "AmazonSQS", Namespace: "", Operations: operations, Shapes: shapes, Literals: []string(nil)}

var operations = []m.Operation{
	{Name: "AddPermission", Method: "POST", Status: 0, Input: 1, Output: 0, Errors: []m.ShapeID{5, 7, 8, 9, 10, 11}},
	{Name: "CancelMessageMoveTask", Method: "POST", Status: 0, Input: 12, Output: 13, Errors: []m.ShapeID{15, 7, 9, 10, 11}},
	{Name: "ChangeMessageVisibility", Method: "POST", Status: 0, Input: 16, Output: 0, Errors: []m.ShapeID{18, 19, 7, 8, 11, 9, 10}},
	{Name: "ChangeMessageVisibilityBatch", Method: "POST", Status: 0, Input: 20, Output: 23, Errors: []m.ShapeID{29, 30, 31, 32, 7, 8, 11, 9, 10}},
	{Name: "CreateQueue", Method: "POST", Status: 0, Input: 33, Output: 39, Errors: []m.ShapeID{40, 41, 7, 9, 42, 43, 11, 10}},
	{Name: "DeleteMessage", Method: "POST", Status: 0, Input: 44, Output: 0, Errors: []m.ShapeID{45, 19, 7, 8, 11, 10, 9}},
	{Name: "DeleteMessageBatch", Method: "POST", Status: 0, Input: 46, Output: 49, Errors: []m.ShapeID{29, 30, 31, 32, 7, 8, 11, 9, 10}},
	{Name: "DeleteQueue", Method: "POST", Status: 0, Input: 52, Output: 0, Errors: []m.ShapeID{7, 8, 9, 11, 10}},
	{Name: "GetQueueAttributes", Method: "POST", Status: 0, Input: 53, Output: 55, Errors: []m.ShapeID{42, 7, 8, 11, 10, 9}},
	{Name: "GetQueueUrl", Method: "POST", Status: 0, Input: 56, Output: 57, Errors: []m.ShapeID{7, 8, 9, 10, 11}},
	{Name: "ListDeadLetterSourceQueues", Method: "POST", Status: 0, Input: 58, Output: 61, Errors: []m.ShapeID{8, 7, 10, 9, 11}},
	{Name: "ListMessageMoveTasks", Method: "POST", Status: 0, Input: 63, Output: 64, Errors: []m.ShapeID{15, 7, 9, 10, 11}},
	{Name: "ListQueueTags", Method: "POST", Status: 0, Input: 68, Output: 69, Errors: []m.ShapeID{7, 8, 11, 9, 10}},
	{Name: "ListQueues", Method: "POST", Status: 0, Input: 70, Output: 71, Errors: []m.ShapeID{7, 10, 9, 11}},
	{Name: "PurgeQueue", Method: "POST", Status: 0, Input: 72, Output: 0, Errors: []m.ShapeID{8, 73, 7, 9, 10, 11}},
	{Name: "ReceiveMessage", Method: "POST", Status: 0, Input: 74, Output: 79, Errors: []m.ShapeID{11, 5, 7, 8, 10, 88, 89, 90, 91, 92, 93, 94, 9}},
	{Name: "RemovePermission", Method: "POST", Status: 0, Input: 95, Output: 0, Errors: []m.ShapeID{9, 7, 8, 10, 11}},
	{Name: "SendMessage", Method: "POST", Status: 0, Input: 96, Output: 100, Errors: []m.ShapeID{101, 11, 7, 8, 10, 88, 89, 90, 91, 92, 93, 94, 9}},
	{Name: "SendMessageBatch", Method: "POST", Status: 0, Input: 102, Output: 105, Errors: []m.ShapeID{29, 30, 31, 108, 32, 11, 7, 8, 10, 88, 89, 90, 91, 92, 93, 94, 9}},
	{Name: "SetQueueAttributes", Method: "POST", Status: 0, Input: 109, Output: 0, Errors: []m.ShapeID{42, 43, 7, 8, 11, 5, 9, 10}},
	{Name: "StartMessageMoveTask", Method: "POST", Status: 0, Input: 110, Output: 111, Errors: []m.ShapeID{15, 7, 9, 10, 11}},
	{Name: "TagQueue", Method: "POST", Status: 0, Input: 112, Output: 0, Errors: []m.ShapeID{9, 7, 8, 10, 11}},
	{Name: "UntagQueue", Method: "POST", Status: 0, Input: 113, Output: 0, Errors: []m.ShapeID{9, 7, 8, 10, 11}},
}

var shapes = []m.Shape{
	{},
	{Name: "AddPermissionRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "AWSAccountIds", Wire: "AWSAccountIds", Shape: 2, Flags: m.Flattened | m.Required},
		{Name: "Actions", Wire: "Actions", Shape: 4, Flags: m.Flattened | m.Required},
		{Name: "Label", Wire: "Label", Shape: 3, Flags: m.Required},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "AWSAccountIdList", Kind: m.List, Flags: m.Flattened, Elem: 3, ElemWire: ""},
	{Name: "String", Kind: m.String},
	{Name: "ActionNameList", Kind: m.List, Flags: m.Flattened, Elem: 3, ElemWire: ""},
	{Name: "OverLimit", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "OverLimit", Status: 403, Query: "OverLimit"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "ExceptionMessage", Kind: m.String},
	{Name: "RequestThrottled", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "RequestThrottled", Status: 403, Query: "RequestThrottled"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "QueueDoesNotExist", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "QueueDoesNotExist", Status: 400, Query: "AWS.SimpleQueueService.NonExistentQueue"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "InvalidAddress", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidAddress", Status: 404, Query: "InvalidAddress"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "InvalidSecurity", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidSecurity", Status: 403, Query: "InvalidSecurity"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "UnsupportedOperation", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "UnsupportedOperation", Status: 400, Query: "AWS.SimpleQueueService.UnsupportedOperation"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "CancelMessageMoveTaskRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "TaskHandle", Wire: "TaskHandle", Shape: 3, Flags: m.Required},
	}},
	{Name: "CancelMessageMoveTaskResult", Kind: m.Structure, Members: []m.Member{
		{Name: "ApproximateNumberOfMessagesMoved", Wire: "ApproximateNumberOfMessagesMoved", Shape: 14},
	}},
	{Name: "Long", Kind: m.Integer},
	{Name: "ResourceNotFoundException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ResourceNotFoundException", Status: 404, Query: "ResourceNotFoundException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "ChangeMessageVisibilityRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
		{Name: "ReceiptHandle", Wire: "ReceiptHandle", Shape: 3, Flags: m.Required},
		{Name: "VisibilityTimeout", Wire: "VisibilityTimeout", Shape: 17, Flags: m.Required},
	}},
	{Name: "NullableInteger", Kind: m.Integer},
	{Name: "MessageNotInflight", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "MessageNotInflight", Status: 400, Query: "AWS.SimpleQueueService.MessageNotInflight"}},
	{Name: "ReceiptHandleIsInvalid", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ReceiptHandleIsInvalid", Status: 404, Query: "ReceiptHandleIsInvalid"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "ChangeMessageVisibilityBatchRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "Entries", Wire: "Entries", Shape: 21, Flags: m.Flattened | m.Required},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "ChangeMessageVisibilityBatchRequestEntryList", Kind: m.List, Flags: m.Flattened, Elem: 22, ElemWire: ""},
	{Name: "ChangeMessageVisibilityBatchRequestEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
		{Name: "ReceiptHandle", Wire: "ReceiptHandle", Shape: 3, Flags: m.Required},
		{Name: "VisibilityTimeout", Wire: "VisibilityTimeout", Shape: 17},
	}},
	{Name: "ChangeMessageVisibilityBatchResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Failed", Wire: "Failed", Shape: 24, Flags: m.Flattened | m.Required},
		{Name: "Successful", Wire: "Successful", Shape: 27, Flags: m.Flattened | m.Required},
	}},
	{Name: "BatchResultErrorEntryList", Kind: m.List, Flags: m.Flattened, Elem: 25, ElemWire: ""},
	{Name: "BatchResultErrorEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Code", Wire: "Code", Shape: 3, Flags: m.Required},
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
		{Name: "Message", Wire: "Message", Shape: 3},
		{Name: "SenderFault", Wire: "SenderFault", Shape: 26, Flags: m.Required},
	}},
	{Name: "Boolean", Kind: m.Boolean},
	{Name: "ChangeMessageVisibilityBatchResultEntryList", Kind: m.List, Flags: m.Flattened, Elem: 28, ElemWire: ""},
	{Name: "ChangeMessageVisibilityBatchResultEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
	}},
	{Name: "TooManyEntriesInBatchRequest", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "TooManyEntriesInBatchRequest", Status: 400, Query: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "EmptyBatchRequest", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "EmptyBatchRequest", Status: 400, Query: "AWS.SimpleQueueService.EmptyBatchRequest"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "BatchEntryIdsNotDistinct", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "BatchEntryIdsNotDistinct", Status: 400, Query: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "InvalidBatchEntryId", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidBatchEntryId", Status: 400, Query: "AWS.SimpleQueueService.InvalidBatchEntryId"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "CreateQueueRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 34, Flags: m.Flattened},
		{Name: "QueueName", Wire: "QueueName", Shape: 3, Flags: m.Required},
		{Name: "tags", Wire: "tags", Shape: 36, Flags: m.Flattened},
	}},
	{Name: "QueueAttributeMap", Kind: m.Map, Flags: m.Flattened, Key: 35, KeyWire: "key", Elem: 3, ElemWire: "value"},
	{Name: "QueueAttributeName", Kind: m.String, Limits: &m.Limits{Enum: []string{"All", "Policy", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "CreatedTimestamp", "LastModifiedTimestamp", "QueueArn", "ApproximateNumberOfMessagesDelayed", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "FifoQueue", "ContentBasedDeduplication", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "DeduplicationScope", "FifoThroughputLimit", "RedriveAllowPolicy", "SqsManagedSseEnabled"}}},
	{Name: "TagMap", Kind: m.Map, Flags: m.Flattened, Key: 37, KeyWire: "key", Elem: 38, ElemWire: "value"},
	{Name: "TagKey", Kind: m.String},
	{Name: "TagValue", Kind: m.String},
	{Name: "CreateQueueResult", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3},
	}},
	{Name: "QueueDeletedRecently", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "QueueDeletedRecently", Status: 400, Query: "AWS.SimpleQueueService.QueueDeletedRecently"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "QueueNameExists", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "QueueNameExists", Status: 400, Query: "QueueAlreadyExists"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "InvalidAttributeName", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidAttributeName", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "InvalidAttributeValue", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidAttributeValue", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "DeleteMessageRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
		{Name: "ReceiptHandle", Wire: "ReceiptHandle", Shape: 3, Flags: m.Required},
	}},
	{Name: "InvalidIdFormat", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidIdFormat", Status: 400, Query: ""}},
	{Name: "DeleteMessageBatchRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "Entries", Wire: "Entries", Shape: 47, Flags: m.Flattened | m.Required},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "DeleteMessageBatchRequestEntryList", Kind: m.List, Flags: m.Flattened, Elem: 48, ElemWire: ""},
	{Name: "DeleteMessageBatchRequestEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
		{Name: "ReceiptHandle", Wire: "ReceiptHandle", Shape: 3, Flags: m.Required},
	}},
	{Name: "DeleteMessageBatchResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Failed", Wire: "Failed", Shape: 24, Flags: m.Flattened | m.Required},
		{Name: "Successful", Wire: "Successful", Shape: 50, Flags: m.Flattened | m.Required},
	}},
	{Name: "DeleteMessageBatchResultEntryList", Kind: m.List, Flags: m.Flattened, Elem: 51, ElemWire: ""},
	{Name: "DeleteMessageBatchResultEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
	}},
	{Name: "DeleteQueueRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "GetQueueAttributesRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "AttributeNames", Wire: "AttributeNames", Shape: 54, Flags: m.Flattened},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "AttributeNameList", Kind: m.List, Flags: m.Flattened, Elem: 35, ElemWire: ""},
	{Name: "GetQueueAttributesResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 34, Flags: m.Flattened},
	}},
	{Name: "GetQueueUrlRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueName", Wire: "QueueName", Shape: 3, Flags: m.Required},
		{Name: "QueueOwnerAWSAccountId", Wire: "QueueOwnerAWSAccountId", Shape: 3},
	}},
	{Name: "GetQueueUrlResult", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3},
	}},
	{Name: "ListDeadLetterSourceQueuesRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "MaxResults", Wire: "MaxResults", Shape: 59},
		{Name: "NextToken", Wire: "NextToken", Shape: 60},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "BoxedInteger", Kind: m.Integer},
	{Name: "Token", Kind: m.String},
	{Name: "ListDeadLetterSourceQueuesResult", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 60},
		{Name: "queueUrls", Wire: "queueUrls", Shape: 62, Flags: m.Flattened | m.Required},
	}},
	{Name: "QueueUrlList", Kind: m.List, Flags: m.Flattened, Elem: 3, ElemWire: ""},
	{Name: "ListMessageMoveTasksRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "MaxResults", Wire: "MaxResults", Shape: 17},
		{Name: "SourceArn", Wire: "SourceArn", Shape: 3, Flags: m.Required},
	}},
	{Name: "ListMessageMoveTasksResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Results", Wire: "Results", Shape: 65, Flags: m.Flattened},
	}},
	{Name: "ListMessageMoveTasksResultEntryList", Kind: m.List, Flags: m.Flattened, Elem: 66, ElemWire: ""},
	{Name: "ListMessageMoveTasksResultEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "ApproximateNumberOfMessagesMoved", Wire: "ApproximateNumberOfMessagesMoved", Shape: 14},
		{Name: "ApproximateNumberOfMessagesToMove", Wire: "ApproximateNumberOfMessagesToMove", Shape: 67},
		{Name: "DestinationArn", Wire: "DestinationArn", Shape: 3},
		{Name: "FailureReason", Wire: "FailureReason", Shape: 3},
		{Name: "MaxNumberOfMessagesPerSecond", Wire: "MaxNumberOfMessagesPerSecond", Shape: 17},
		{Name: "SourceArn", Wire: "SourceArn", Shape: 3},
		{Name: "StartedTimestamp", Wire: "StartedTimestamp", Shape: 14},
		{Name: "Status", Wire: "Status", Shape: 3},
		{Name: "TaskHandle", Wire: "TaskHandle", Shape: 3},
	}},
	{Name: "NullableLong", Kind: m.Integer},
	{Name: "ListQueueTagsRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "ListQueueTagsResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Tags", Wire: "Tags", Shape: 36, Flags: m.Flattened},
	}},
	{Name: "ListQueuesRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "MaxResults", Wire: "MaxResults", Shape: 59},
		{Name: "NextToken", Wire: "NextToken", Shape: 60},
		{Name: "QueueNamePrefix", Wire: "QueueNamePrefix", Shape: 3},
	}},
	{Name: "ListQueuesResult", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 60},
		{Name: "QueueUrls", Wire: "QueueUrls", Shape: 62, Flags: m.Flattened},
	}},
	{Name: "PurgeQueueRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "PurgeQueueInProgress", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "PurgeQueueInProgress", Status: 403, Query: "AWS.SimpleQueueService.PurgeQueueInProgress"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "ReceiveMessageRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "AttributeNames", Wire: "AttributeNames", Shape: 54, Flags: m.Flattened},
		{Name: "MaxNumberOfMessages", Wire: "MaxNumberOfMessages", Shape: 17},
		{Name: "MessageAttributeNames", Wire: "MessageAttributeNames", Shape: 75, Flags: m.Flattened},
		{Name: "MessageSystemAttributeNames", Wire: "MessageSystemAttributeNames", Shape: 77, Flags: m.Flattened},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
		{Name: "ReceiveRequestAttemptId", Wire: "ReceiveRequestAttemptId", Shape: 3},
		{Name: "VisibilityTimeout", Wire: "VisibilityTimeout", Shape: 17},
		{Name: "WaitTimeSeconds", Wire: "WaitTimeSeconds", Shape: 17},
	}},
	{Name: "MessageAttributeNameList", Kind: m.List, Flags: m.Flattened, Elem: 76, ElemWire: ""},
	{Name: "MessageAttributeName", Kind: m.String},
	{Name: "MessageSystemAttributeList", Kind: m.List, Flags: m.Flattened, Elem: 78, ElemWire: ""},
	{Name: "MessageSystemAttributeName", Kind: m.String, Limits: &m.Limits{Enum: []string{"All", "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SequenceNumber", "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader", "DeadLetterQueueSourceArn"}}},
	{Name: "ReceiveMessageResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Messages", Wire: "Messages", Shape: 80, Flags: m.Flattened},
	}},
	{Name: "MessageList", Kind: m.List, Flags: m.Flattened, Elem: 81, ElemWire: ""},
	{Name: "Message", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 82, Flags: m.Flattened},
		{Name: "Body", Wire: "Body", Shape: 3},
		{Name: "MD5OfBody", Wire: "MD5OfBody", Shape: 3},
		{Name: "MD5OfMessageAttributes", Wire: "MD5OfMessageAttributes", Shape: 3},
		{Name: "MessageAttributes", Wire: "MessageAttributes", Shape: 83, Flags: m.Flattened},
		{Name: "MessageId", Wire: "MessageId", Shape: 3},
		{Name: "ReceiptHandle", Wire: "ReceiptHandle", Shape: 3},
	}},
	{Name: "MessageSystemAttributeMap", Kind: m.Map, Flags: m.Flattened, Key: 78, KeyWire: "key", Elem: 3, ElemWire: "value"},
	{Name: "MessageBodyAttributeMap", Kind: m.Map, Flags: m.Flattened, Key: 3, KeyWire: "key", Elem: 84, ElemWire: "value"},
	{Name: "MessageAttributeValue", Kind: m.Structure, Members: []m.Member{
		{Name: "BinaryListValues", Wire: "BinaryListValues", Shape: 85, Flags: m.Flattened},
		{Name: "BinaryValue", Wire: "BinaryValue", Shape: 86},
		{Name: "DataType", Wire: "DataType", Shape: 3, Flags: m.Required},
		{Name: "StringListValues", Wire: "StringListValues", Shape: 87, Flags: m.Flattened},
		{Name: "StringValue", Wire: "StringValue", Shape: 3},
	}},
	{Name: "BinaryList", Kind: m.List, Elem: 86, ElemWire: "member"},
	{Name: "Binary", Kind: m.Blob},
	{Name: "StringList", Kind: m.List, Elem: 3, ElemWire: "member"},
	{Name: "KmsDisabled", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsDisabled", Status: 400, Query: "KMS.DisabledException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "KmsInvalidState", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsInvalidState", Status: 400, Query: "KMS.InvalidStateException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "KmsNotFound", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsNotFound", Status: 400, Query: "KMS.NotFoundException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "KmsOptInRequired", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsOptInRequired", Status: 403, Query: "KMS.OptInRequired"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "KmsThrottled", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsThrottled", Status: 400, Query: "KMS.ThrottlingException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "KmsAccessDenied", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsAccessDenied", Status: 400, Query: "KMS.AccessDeniedException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "KmsInvalidKeyUsage", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KmsInvalidKeyUsage", Status: 400, Query: "KMS.InvalidKeyUsageException"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "RemovePermissionRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "Label", Wire: "Label", Shape: 3, Flags: m.Required},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "SendMessageRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "DelaySeconds", Wire: "DelaySeconds", Shape: 17},
		{Name: "MessageAttributes", Wire: "MessageAttributes", Shape: 83, Flags: m.Flattened},
		{Name: "MessageBody", Wire: "MessageBody", Shape: 3, Flags: m.Required},
		{Name: "MessageDeduplicationId", Wire: "MessageDeduplicationId", Shape: 3},
		{Name: "MessageGroupId", Wire: "MessageGroupId", Shape: 3},
		{Name: "MessageSystemAttributes", Wire: "MessageSystemAttributes", Shape: 97, Flags: m.Flattened},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "MessageBodySystemAttributeMap", Kind: m.Map, Flags: m.Flattened, Key: 98, KeyWire: "key", Elem: 99, ElemWire: "value"},
	{Name: "MessageSystemAttributeNameForSends", Kind: m.String, Limits: &m.Limits{Enum: []string{"AWSTraceHeader"}}},
	{Name: "MessageSystemAttributeValue", Kind: m.Structure, Members: []m.Member{
		{Name: "BinaryListValues", Wire: "BinaryListValues", Shape: 85, Flags: m.Flattened},
		{Name: "BinaryValue", Wire: "BinaryValue", Shape: 86},
		{Name: "DataType", Wire: "DataType", Shape: 3, Flags: m.Required},
		{Name: "StringListValues", Wire: "StringListValues", Shape: 87, Flags: m.Flattened},
		{Name: "StringValue", Wire: "StringValue", Shape: 3},
	}},
	{Name: "SendMessageResult", Kind: m.Structure, Members: []m.Member{
		{Name: "MD5OfMessageAttributes", Wire: "MD5OfMessageAttributes", Shape: 3},
		{Name: "MD5OfMessageBody", Wire: "MD5OfMessageBody", Shape: 3},
		{Name: "MD5OfMessageSystemAttributes", Wire: "MD5OfMessageSystemAttributes", Shape: 3},
		{Name: "MessageId", Wire: "MessageId", Shape: 3},
		{Name: "SequenceNumber", Wire: "SequenceNumber", Shape: 3},
	}},
	{Name: "InvalidMessageContents", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidMessageContents", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "SendMessageBatchRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "Entries", Wire: "Entries", Shape: 103, Flags: m.Flattened | m.Required},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "SendMessageBatchRequestEntryList", Kind: m.List, Flags: m.Flattened, Elem: 104, ElemWire: ""},
	{Name: "SendMessageBatchRequestEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "DelaySeconds", Wire: "DelaySeconds", Shape: 17},
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
		{Name: "MessageAttributes", Wire: "MessageAttributes", Shape: 83, Flags: m.Flattened},
		{Name: "MessageBody", Wire: "MessageBody", Shape: 3, Flags: m.Required},
		{Name: "MessageDeduplicationId", Wire: "MessageDeduplicationId", Shape: 3},
		{Name: "MessageGroupId", Wire: "MessageGroupId", Shape: 3},
		{Name: "MessageSystemAttributes", Wire: "MessageSystemAttributes", Shape: 97, Flags: m.Flattened},
	}},
	{Name: "SendMessageBatchResult", Kind: m.Structure, Members: []m.Member{
		{Name: "Failed", Wire: "Failed", Shape: 24, Flags: m.Flattened | m.Required},
		{Name: "Successful", Wire: "Successful", Shape: 106, Flags: m.Flattened | m.Required},
	}},
	{Name: "SendMessageBatchResultEntryList", Kind: m.List, Flags: m.Flattened, Elem: 107, ElemWire: ""},
	{Name: "SendMessageBatchResultEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 3, Flags: m.Required},
		{Name: "MD5OfMessageAttributes", Wire: "MD5OfMessageAttributes", Shape: 3},
		{Name: "MD5OfMessageBody", Wire: "MD5OfMessageBody", Shape: 3, Flags: m.Required},
		{Name: "MD5OfMessageSystemAttributes", Wire: "MD5OfMessageSystemAttributes", Shape: 3},
		{Name: "MessageId", Wire: "MessageId", Shape: 3, Flags: m.Required},
		{Name: "SequenceNumber", Wire: "SequenceNumber", Shape: 3},
	}},
	{Name: "BatchRequestTooLong", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "BatchRequestTooLong", Status: 400, Query: "AWS.SimpleQueueService.BatchRequestTooLong"}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 6},
	}},
	{Name: "SetQueueAttributesRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 34, Flags: m.Flattened | m.Required},
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
	}},
	{Name: "StartMessageMoveTaskRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "DestinationArn", Wire: "DestinationArn", Shape: 3},
		{Name: "MaxNumberOfMessagesPerSecond", Wire: "MaxNumberOfMessagesPerSecond", Shape: 17},
		{Name: "SourceArn", Wire: "SourceArn", Shape: 3, Flags: m.Required},
	}},
	{Name: "StartMessageMoveTaskResult", Kind: m.Structure, Members: []m.Member{
		{Name: "TaskHandle", Wire: "TaskHandle", Shape: 3},
	}},
	{Name: "TagQueueRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
		{Name: "Tags", Wire: "Tags", Shape: 36, Flags: m.Flattened | m.Required},
	}},
	{Name: "UntagQueueRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "QueueUrl", Wire: "QueueUrl", Shape: 3, Flags: m.Required},
		{Name: "TagKeys", Wire: "TagKeys", Shape: 114, Flags: m.Flattened | m.Required},
	}},
	{Name: "TagKeyList", Kind: m.List, Flags: m.Flattened, Elem: 37, ElemWire: ""},
}
