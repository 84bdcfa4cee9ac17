// Code generated from the API model. DO NOT EDIT.

// Package dynamodbstreamsmodel is the wire table of the service dynamodbstreams.
package dynamodbstreamsmodel

import m "github.com/awsfake/awsfake/internal/model"

// API describes the service.
var API = m.API{Name: "dynamodbstreams", Protocol: "json", JSONVersion: "1.0", TargetPrefix: "DynamoDBStreams_20120810", Namespace: "", Operations: operations, Shapes: shapes, Literals: []string(nil)}

var operations = []m.Operation{
	{Name: "DescribeStream", Method: "POST", Status: 0, Input: 1, Output: 7, Errors: []m.ShapeID{22, 24}},
	{Name: "GetRecords", Method: "POST", Status: 0, Input: 25, Output: 27, Errors: []m.ShapeID{22, 47, 24, 48, 49}},
	{Name: "GetShardIterator", Method: "POST", Status: 0, Input: 50, Output: 52, Errors: []m.ShapeID{22, 24, 49}},
	{Name: "ListStreams", Method: "POST", Status: 0, Input: 53, Output: 54, Errors: []m.ShapeID{22, 24}},
}

var shapes = []m.Shape{
	{},
	{Name: "DescribeStreamInput", Kind: m.Structure, Members: []m.Member{
		{Name: "ExclusiveStartShardId", Wire: "ExclusiveStartShardId", Shape: 2},
		{Name: "Limit", Wire: "Limit", Shape: 3},
		{Name: "ShardFilter", Wire: "ShardFilter", Shape: 4},
		{Name: "StreamArn", Wire: "StreamArn", Shape: 6, Flags: m.Required},
	}},
	{Name: "ShardId", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 28, HasMax: true, Max: 65}},
	{Name: "PositiveIntegerObject", Kind: m.Integer, Limits: &m.Limits{HasMin: true, Min: 1}},
	{Name: "ShardFilter", Kind: m.Structure, Members: []m.Member{
		{Name: "ShardId", Wire: "ShardId", Shape: 2},
		{Name: "Type", Wire: "Type", Shape: 5},
	}},
	{Name: "ShardFilterType", Kind: m.String, Limits: &m.Limits{Enum: []string{"CHILD_SHARDS"}}},
	{Name: "StreamArn", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 37, HasMax: true, Max: 1024}},
	{Name: "DescribeStreamOutput", Kind: m.Structure, Members: []m.Member{
		{Name: "StreamDescription", Wire: "StreamDescription", Shape: 8},
	}},
	{Name: "StreamDescription", Kind: m.Structure, Members: []m.Member{
		{Name: "CreationRequestDateTime", Wire: "CreationRequestDateTime", Shape: 9},
		{Name: "KeySchema", Wire: "KeySchema", Shape: 10},
		{Name: "LastEvaluatedShardId", Wire: "LastEvaluatedShardId", Shape: 2},
		{Name: "Shards", Wire: "Shards", Shape: 14},
		{Name: "StreamArn", Wire: "StreamArn", Shape: 6},
		{Name: "StreamLabel", Wire: "StreamLabel", Shape: 18},
		{Name: "StreamStatus", Wire: "StreamStatus", Shape: 19},
		{Name: "StreamViewType", Wire: "StreamViewType", Shape: 20},
		{Name: "TableName", Wire: "TableName", Shape: 21},
	}},
	{Name: "Date", Kind: m.Timestamp},
	{Name: "KeySchema", Kind: m.List, Elem: 11, ElemWire: "member", Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 2}},
	{Name: "KeySchemaElement", Kind: m.Structure, Members: []m.Member{
		{Name: "AttributeName", Wire: "AttributeName", Shape: 12, Flags: m.Required},
		{Name: "KeyType", Wire: "KeyType", Shape: 13, Flags: m.Required},
	}},
	{Name: "KeySchemaAttributeName", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 255}},
	{Name: "KeyType", Kind: m.String, Limits: &m.Limits{Enum: []string{"HASH", "RANGE"}}},
	{Name: "ShardDescriptionList", Kind: m.List, Elem: 15, ElemWire: "member"},
	{Name: "Shard", Kind: m.Structure, Members: []m.Member{
		{Name: "ParentShardId", Wire: "ParentShardId", Shape: 2},
		{Name: "SequenceNumberRange", Wire: "SequenceNumberRange", Shape: 16},
		{Name: "ShardId", Wire: "ShardId", Shape: 2},
	}},
	{Name: "SequenceNumberRange", Kind: m.Structure, Members: []m.Member{
		{Name: "EndingSequenceNumber", Wire: "EndingSequenceNumber", Shape: 17},
		{Name: "StartingSequenceNumber", Wire: "StartingSequenceNumber", Shape: 17},
	}},
	{Name: "SequenceNumber", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 21, HasMax: true, Max: 40}},
	{Name: "String", Kind: m.String},
	{Name: "StreamStatus", Kind: m.String, Limits: &m.Limits{Enum: []string{"ENABLING", "ENABLED", "DISABLING", "DISABLED"}}},
	{Name: "StreamViewType", Kind: m.String, Limits: &m.Limits{Enum: []string{"NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"}}},
	{Name: "TableName", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 3, HasMax: true, Max: 255, Pattern: "[a-zA-Z0-9_.-]+"}},
	{Name: "ResourceNotFoundException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ResourceNotFoundException", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 23},
	}},
	{Name: "ErrorMessage", Kind: m.String},
	{Name: "InternalServerError", Kind: m.Structure, Flags: m.Exception | m.Fault, Error: &m.Error{Code: "InternalServerError", Status: 500, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 23},
	}},
	{Name: "GetRecordsInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Limit", Wire: "Limit", Shape: 3},
		{Name: "ShardIterator", Wire: "ShardIterator", Shape: 26, Flags: m.Required},
	}},
	{Name: "ShardIterator", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 2048}},
	{Name: "GetRecordsOutput", Kind: m.Structure, Members: []m.Member{
		{Name: "NextShardIterator", Wire: "NextShardIterator", Shape: 26},
		{Name: "Records", Wire: "Records", Shape: 28},
	}},
	{Name: "RecordList", Kind: m.List, Elem: 29, ElemWire: "member"},
	{Name: "Record", Kind: m.Structure, Members: []m.Member{
		{Name: "awsRegion", Wire: "awsRegion", Shape: 18},
		{Name: "dynamodb", Wire: "dynamodb", Shape: 30},
		{Name: "eventID", Wire: "eventID", Shape: 18},
		{Name: "eventName", Wire: "eventName", Shape: 45},
		{Name: "eventSource", Wire: "eventSource", Shape: 18},
		{Name: "eventVersion", Wire: "eventVersion", Shape: 18},
		{Name: "userIdentity", Wire: "userIdentity", Shape: 46},
	}},
	{Name: "StreamRecord", Kind: m.Structure, Members: []m.Member{
		{Name: "ApproximateCreationDateTime", Wire: "ApproximateCreationDateTime", Shape: 9},
		{Name: "Keys", Wire: "Keys", Shape: 31},
		{Name: "NewImage", Wire: "NewImage", Shape: 31},
		{Name: "OldImage", Wire: "OldImage", Shape: 31},
		{Name: "SequenceNumber", Wire: "SequenceNumber", Shape: 17},
		{Name: "SizeBytes", Wire: "SizeBytes", Shape: 44},
		{Name: "StreamViewType", Wire: "StreamViewType", Shape: 20},
	}},
	{Name: "AttributeMap", Kind: m.Map, Key: 32, KeyWire: "key", Elem: 33, ElemWire: "value"},
	{Name: "AttributeName", Kind: m.String, Limits: &m.Limits{HasMax: true, Max: 65535}},
	{Name: "AttributeValue", Kind: m.Structure, Members: []m.Member{
		{Name: "B", Wire: "B", Shape: 34},
		{Name: "BOOL", Wire: "BOOL", Shape: 35},
		{Name: "BS", Wire: "BS", Shape: 36},
		{Name: "L", Wire: "L", Shape: 37},
		{Name: "M", Wire: "M", Shape: 38},
		{Name: "N", Wire: "N", Shape: 39},
		{Name: "NS", Wire: "NS", Shape: 40},
		{Name: "NULL", Wire: "NULL", Shape: 41},
		{Name: "S", Wire: "S", Shape: 42},
		{Name: "SS", Wire: "SS", Shape: 43},
	}},
	{Name: "BinaryAttributeValue", Kind: m.Blob},
	{Name: "BooleanAttributeValue", Kind: m.Boolean},
	{Name: "BinarySetAttributeValue", Kind: m.List, Elem: 34, ElemWire: "member"},
	{Name: "ListAttributeValue", Kind: m.List, Elem: 33, ElemWire: "member"},
	{Name: "MapAttributeValue", Kind: m.Map, Key: 32, KeyWire: "key", Elem: 33, ElemWire: "value"},
	{Name: "NumberAttributeValue", Kind: m.String},
	{Name: "NumberSetAttributeValue", Kind: m.List, Elem: 39, ElemWire: "member"},
	{Name: "NullAttributeValue", Kind: m.Boolean},
	{Name: "StringAttributeValue", Kind: m.String},
	{Name: "StringSetAttributeValue", Kind: m.List, Elem: 42, ElemWire: "member"},
	{Name: "PositiveLongObject", Kind: m.Integer, Limits: &m.Limits{HasMin: true, Min: 1}},
	{Name: "OperationType", Kind: m.String, Limits: &m.Limits{Enum: []string{"INSERT", "MODIFY", "REMOVE"}}},
	{Name: "Identity", Kind: m.Structure, Members: []m.Member{
		{Name: "PrincipalId", Wire: "PrincipalId", Shape: 18},
		{Name: "Type", Wire: "Type", Shape: 18},
	}},
	{Name: "LimitExceededException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "LimitExceededException", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 23},
	}},
	{Name: "ExpiredIteratorException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ExpiredIteratorException", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 23},
	}},
	{Name: "TrimmedDataAccessException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "TrimmedDataAccessException", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 23},
	}},
	{Name: "GetShardIteratorInput", Kind: m.Structure, Members: []m.Member{
		{Name: "SequenceNumber", Wire: "SequenceNumber", Shape: 17},
		{Name: "ShardId", Wire: "ShardId", Shape: 2, Flags: m.Required},
		{Name: "ShardIteratorType", Wire: "ShardIteratorType", Shape: 51, Flags: m.Required},
		{Name: "StreamArn", Wire: "StreamArn", Shape: 6, Flags: m.Required},
	}},
	{Name: "ShardIteratorType", Kind: m.String, Limits: &m.Limits{Enum: []string{"TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"}}},
	{Name: "GetShardIteratorOutput", Kind: m.Structure, Members: []m.Member{
		{Name: "ShardIterator", Wire: "ShardIterator", Shape: 26},
	}},
	{Name: "ListStreamsInput", Kind: m.Structure, Members: []m.Member{
		{Name: "ExclusiveStartStreamArn", Wire: "ExclusiveStartStreamArn", Shape: 6},
		{Name: "Limit", Wire: "Limit", Shape: 3},
		{Name: "TableName", Wire: "TableName", Shape: 21},
	}},
	{Name: "ListStreamsOutput", Kind: m.Structure, Members: []m.Member{
		{Name: "LastEvaluatedStreamArn", Wire: "LastEvaluatedStreamArn", Shape: 6},
		{Name: "Streams", Wire: "Streams", Shape: 55},
	}},
	{Name: "StreamList", Kind: m.List, Elem: 56, ElemWire: "member"},
	{Name: "Stream", Kind: m.Structure, Members: []m.Member{
		{Name: "StreamArn", Wire: "StreamArn", Shape: 6},
		{Name: "StreamLabel", Wire: "StreamLabel", Shape: 18},
		{Name: "TableName", Wire: "TableName", Shape: 21},
	}},
}
