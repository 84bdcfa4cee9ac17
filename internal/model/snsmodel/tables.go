// Code generated from the API model. DO NOT EDIT.

// Package snsmodel is the wire table of the service sns.
package snsmodel

import m "github.com/awsfake/awsfake/internal/model"

// API describes the service.
var API = m.API{Name: "sns", Protocol: "query", JSONVersion: "", TargetPrefix: "", Namespace: "http://sns.amazonaws.com/doc/2010-03-31/", Operations: operations, Shapes: shapes, Literals: []string(nil)}

var operations = []m.Operation{
	{Name: "AddPermission", Method: "POST", Status: 0, Input: 1, Output: 0, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "CheckIfPhoneNumberIsOptedOut", Method: "POST", Status: 0, Input: 13, Output: 15, Errors: []m.ShapeID{17, 10, 11, 8}},
	{Name: "ConfirmSubscription", Method: "POST", Status: 0, Input: 18, Output: 21, Errors: []m.ShapeID{23, 8, 12, 10, 11, 24, 25}},
	{Name: "CreatePlatformApplication", Method: "POST", Status: 0, Input: 26, Output: 29, Errors: []m.ShapeID{8, 10, 11}},
	{Name: "CreatePlatformEndpoint", Method: "POST", Status: 0, Input: 30, Output: 31, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "CreateSMSSandboxPhoneNumber", Method: "POST", Status: 0, Input: 32, Output: 35, Errors: []m.ShapeID{11, 10, 8, 36, 37, 17}},
	{Name: "CreateTopic", Method: "POST", Status: 0, Input: 38, Output: 47, Errors: []m.ShapeID{8, 48, 10, 11, 49, 50, 51, 52, 53}},
	{Name: "DeleteEndpoint", Method: "POST", Status: 0, Input: 54, Output: 0, Errors: []m.ShapeID{8, 10, 11}},
	{Name: "DeletePlatformApplication", Method: "POST", Status: 0, Input: 55, Output: 0, Errors: []m.ShapeID{8, 10, 11}},
	{Name: "DeleteSMSSandboxPhoneNumber", Method: "POST", Status: 0, Input: 56, Output: 57, Errors: []m.ShapeID{11, 10, 8, 58, 37, 17}},
	{Name: "DeleteTopic", Method: "POST", Status: 0, Input: 59, Output: 0, Errors: []m.ShapeID{8, 60, 10, 11, 12, 51, 52, 53}},
	{Name: "GetDataProtectionPolicy", Method: "POST", Status: 0, Input: 61, Output: 62, Errors: []m.ShapeID{8, 10, 12, 11, 49}},
	{Name: "GetEndpointAttributes", Method: "POST", Status: 0, Input: 63, Output: 64, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "GetPlatformApplicationAttributes", Method: "POST", Status: 0, Input: 65, Output: 66, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "GetSMSAttributes", Method: "POST", Status: 0, Input: 67, Output: 69, Errors: []m.ShapeID{17, 10, 11, 8}},
	{Name: "GetSMSSandboxAccountStatus", Method: "POST", Status: 0, Input: 70, Output: 71, Errors: []m.ShapeID{11, 10, 17}},
	{Name: "GetSubscriptionAttributes", Method: "POST", Status: 0, Input: 72, Output: 73, Errors: []m.ShapeID{8, 10, 12, 11}},
	{Name: "GetTopicAttributes", Method: "POST", Status: 0, Input: 75, Output: 76, Errors: []m.ShapeID{8, 10, 12, 11, 49}},
	{Name: "ListEndpointsByPlatformApplication", Method: "POST", Status: 0, Input: 77, Output: 78, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "ListOriginationNumbers", Method: "POST", Status: 0, Input: 81, Output: 84, Errors: []m.ShapeID{10, 11, 17, 8, 92}},
	{Name: "ListPhoneNumbersOptedOut", Method: "POST", Status: 0, Input: 93, Output: 94, Errors: []m.ShapeID{17, 10, 11, 8}},
	{Name: "ListPlatformApplications", Method: "POST", Status: 0, Input: 96, Output: 97, Errors: []m.ShapeID{8, 10, 11}},
	{Name: "ListSMSSandboxPhoneNumbers", Method: "POST", Status: 0, Input: 100, Output: 102, Errors: []m.ShapeID{11, 10, 8, 58, 17}},
	{Name: "ListSubscriptions", Method: "POST", Status: 0, Input: 106, Output: 107, Errors: []m.ShapeID{8, 10, 11}},
	{Name: "ListSubscriptionsByTopic", Method: "POST", Status: 0, Input: 113, Output: 114, Errors: []m.ShapeID{8, 10, 12, 11}},
	{Name: "ListTagsForResource", Method: "POST", Status: 0, Input: 115, Output: 117, Errors: []m.ShapeID{58, 52, 8, 11, 53}},
	{Name: "ListTopics", Method: "POST", Status: 0, Input: 118, Output: 119, Errors: []m.ShapeID{8, 10, 11}},
	{Name: "OptInPhoneNumber", Method: "POST", Status: 0, Input: 122, Output: 123, Errors: []m.ShapeID{17, 10, 11, 8}},
	{Name: "Publish", Method: "POST", Status: 0, Input: 124, Output: 131, Errors: []m.ShapeID{8, 133, 10, 12, 134, 135, 11, 136, 137, 138, 139, 140, 141, 49, 92}},
	{Name: "PublishBatch", Method: "POST", Status: 0, Input: 142, Output: 145, Errors: []m.ShapeID{8, 133, 10, 12, 134, 135, 11, 150, 151, 152, 153, 154, 136, 137, 138, 139, 140, 141, 49, 92}},
	{Name: "PutDataProtectionPolicy", Method: "POST", Status: 0, Input: 155, Output: 0, Errors: []m.ShapeID{8, 10, 12, 11, 49}},
	{Name: "RemovePermission", Method: "POST", Status: 0, Input: 156, Output: 0, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "SetEndpointAttributes", Method: "POST", Status: 0, Input: 157, Output: 0, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "SetPlatformApplicationAttributes", Method: "POST", Status: 0, Input: 158, Output: 0, Errors: []m.ShapeID{8, 10, 11, 12}},
	{Name: "SetSMSAttributes", Method: "POST", Status: 0, Input: 159, Output: 160, Errors: []m.ShapeID{8, 17, 10, 11}},
	{Name: "SetSubscriptionAttributes", Method: "POST", Status: 0, Input: 161, Output: 0, Errors: []m.ShapeID{8, 24, 25, 10, 12, 11}},
	{Name: "SetTopicAttributes", Method: "POST", Status: 0, Input: 162, Output: 0, Errors: []m.ShapeID{8, 10, 12, 11, 49}},
	{Name: "Subscribe", Method: "POST", Status: 0, Input: 163, Output: 164, Errors: []m.ShapeID{23, 24, 25, 8, 10, 12, 11, 49}},
	{Name: "TagResource", Method: "POST", Status: 0, Input: 165, Output: 166, Errors: []m.ShapeID{58, 50, 51, 52, 8, 11, 53}},
	{Name: "Unsubscribe", Method: "POST", Status: 0, Input: 167, Output: 0, Errors: []m.ShapeID{8, 10, 11, 12, 49}},
	{Name: "UntagResource", Method: "POST", Status: 0, Input: 168, Output: 170, Errors: []m.ShapeID{58, 50, 51, 52, 8, 11, 53}},
	{Name: "VerifySMSSandboxPhoneNumber", Method: "POST", Status: 0, Input: 171, Output: 173, Errors: []m.ShapeID{11, 10, 8, 58, 174, 17}},
}

var shapes = []m.Shape{
	{},
	{Name: "AddPermissionInput", Kind: m.Structure, Members: []m.Member{
		{Name: "AWSAccountId", Wire: "AWSAccountId", Shape: 2, Flags: m.Required},
		{Name: "ActionName", Wire: "ActionName", Shape: 4, Flags: m.Required},
		{Name: "Label", Wire: "Label", Shape: 6, Flags: m.Required},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "DelegatesList", Kind: m.List, Elem: 3, ElemWire: "member"},
	{Name: "delegate", Kind: m.String},
	{Name: "ActionsList", Kind: m.List, Elem: 5, ElemWire: "member"},
	{Name: "action", Kind: m.String},
	{Name: "label", Kind: m.String},
	{Name: "topicARN", Kind: m.String},
	{Name: "InvalidParameterException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidParameter", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "string", Kind: m.String},
	{Name: "InternalErrorException", Kind: m.Structure, Flags: m.Exception | m.Fault, Error: &m.Error{Code: "InternalError", Status: 500, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "AuthorizationErrorException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "AuthorizationError", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "NotFoundException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "NotFound", Status: 404, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "CheckIfPhoneNumberIsOptedOutInput", Kind: m.Structure, Members: []m.Member{
		{Name: "phoneNumber", Wire: "phoneNumber", Shape: 14, Flags: m.Required},
	}},
	{Name: "PhoneNumber", Kind: m.String},
	{Name: "CheckIfPhoneNumberIsOptedOutResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "isOptedOut", Wire: "isOptedOut", Shape: 16},
	}},
	{Name: "boolean", Kind: m.Boolean},
	{Name: "ThrottledException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "Throttled", Status: 429, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "ConfirmSubscriptionInput", Kind: m.Structure, Members: []m.Member{
		{Name: "AuthenticateOnUnsubscribe", Wire: "AuthenticateOnUnsubscribe", Shape: 19},
		{Name: "Token", Wire: "Token", Shape: 20, Flags: m.Required},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "authenticateOnUnsubscribe", Kind: m.String},
	{Name: "token", Kind: m.String},
	{Name: "ConfirmSubscriptionResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "SubscriptionArn", Wire: "SubscriptionArn", Shape: 22},
	}},
	{Name: "subscriptionARN", Kind: m.String},
	{Name: "SubscriptionLimitExceededException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "SubscriptionLimitExceeded", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "FilterPolicyLimitExceededException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "FilterPolicyLimitExceeded", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "ReplayLimitExceededException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ReplayLimitExceeded", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "CreatePlatformApplicationInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27, Flags: m.Required},
		{Name: "Name", Wire: "Name", Shape: 28, Flags: m.Required},
		{Name: "Platform", Wire: "Platform", Shape: 28, Flags: m.Required},
	}},
	{Name: "MapStringToString", Kind: m.Map, Key: 28, KeyWire: "key", Elem: 28, ElemWire: "value"},
	{Name: "String", Kind: m.String},
	{Name: "CreatePlatformApplicationResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28},
	}},
	{Name: "CreatePlatformEndpointInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27},
		{Name: "CustomUserData", Wire: "CustomUserData", Shape: 28},
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28, Flags: m.Required},
		{Name: "Token", Wire: "Token", Shape: 28, Flags: m.Required},
	}},
	{Name: "CreateEndpointResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "EndpointArn", Wire: "EndpointArn", Shape: 28},
	}},
	{Name: "CreateSMSSandboxPhoneNumberInput", Kind: m.Structure, Members: []m.Member{
		{Name: "LanguageCode", Wire: "LanguageCode", Shape: 33},
		{Name: "PhoneNumber", Wire: "PhoneNumber", Shape: 34, Flags: m.Required},
	}},
	{Name: "LanguageCodeString", Kind: m.String, Limits: &m.Limits{Enum: []string{"en-US", "en-GB", "es-419", "es-ES", "de-DE", "fr-CA", "fr-FR", "it-IT", "ja-JP", "pt-BR", "kr-KR", "zh-CN", "zh-TW"}}},
	{Name: "PhoneNumberString", Kind: m.String, Limits: &m.Limits{HasMax: true, Max: 20, Pattern: "^(\\+[0-9]{8,}|[0-9]{0,9})$"}},
	{Name: "CreateSMSSandboxPhoneNumberResult", Kind: m.Structure},
	{Name: "OptedOutException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "OptedOut", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "UserErrorException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "UserError", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "CreateTopicInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 39},
		{Name: "DataProtectionPolicy", Wire: "DataProtectionPolicy", Shape: 41},
		{Name: "Name", Wire: "Name", Shape: 42, Flags: m.Required},
		{Name: "Tags", Wire: "Tags", Shape: 43},
	}},
	{Name: "TopicAttributesMap", Kind: m.Map, Key: 40, KeyWire: "key", Elem: 41, ElemWire: "value"},
	{Name: "attributeName", Kind: m.String},
	{Name: "attributeValue", Kind: m.String},
	{Name: "topicName", Kind: m.String},
	{Name: "TagList", Kind: m.List, Elem: 44, ElemWire: "member"},
	{Name: "Tag", Kind: m.Structure, Members: []m.Member{
		{Name: "Key", Wire: "Key", Shape: 45, Flags: m.Required},
		{Name: "Value", Wire: "Value", Shape: 46, Flags: m.Required},
	}},
	{Name: "TagKey", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 128}},
	{Name: "TagValue", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 0, HasMax: true, Max: 256}},
	{Name: "CreateTopicResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7},
	}},
	{Name: "TopicLimitExceededException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "TopicLimitExceeded", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "InvalidSecurityException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidSecurity", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "TagLimitExceededException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "TagLimitExceeded", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "StaleTagException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "StaleTag", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "TagPolicyException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "TagPolicy", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "ConcurrentAccessException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ConcurrentAccess", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "DeleteEndpointInput", Kind: m.Structure, Members: []m.Member{
		{Name: "EndpointArn", Wire: "EndpointArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "DeletePlatformApplicationInput", Kind: m.Structure, Members: []m.Member{
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "DeleteSMSSandboxPhoneNumberInput", Kind: m.Structure, Members: []m.Member{
		{Name: "PhoneNumber", Wire: "PhoneNumber", Shape: 34, Flags: m.Required},
	}},
	{Name: "DeleteSMSSandboxPhoneNumberResult", Kind: m.Structure},
	{Name: "ResourceNotFoundException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ResourceNotFound", Status: 404, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "DeleteTopicInput", Kind: m.Structure, Members: []m.Member{
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "InvalidStateException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidState", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "GetDataProtectionPolicyInput", Kind: m.Structure, Members: []m.Member{
		{Name: "ResourceArn", Wire: "ResourceArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "GetDataProtectionPolicyResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "DataProtectionPolicy", Wire: "DataProtectionPolicy", Shape: 41},
	}},
	{Name: "GetEndpointAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "EndpointArn", Wire: "EndpointArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "GetEndpointAttributesResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27},
	}},
	{Name: "GetPlatformApplicationAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "GetPlatformApplicationAttributesResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27},
	}},
	{Name: "GetSMSAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "attributes", Wire: "attributes", Shape: 68},
	}},
	{Name: "ListString", Kind: m.List, Elem: 28, ElemWire: "member"},
	{Name: "GetSMSAttributesResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "attributes", Wire: "attributes", Shape: 27},
	}},
	{Name: "GetSMSSandboxAccountStatusInput", Kind: m.Structure},
	{Name: "GetSMSSandboxAccountStatusResult", Kind: m.Structure, Members: []m.Member{
		{Name: "IsInSandbox", Wire: "IsInSandbox", Shape: 16, Flags: m.Required},
	}},
	{Name: "GetSubscriptionAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "SubscriptionArn", Wire: "SubscriptionArn", Shape: 22, Flags: m.Required},
	}},
	{Name: "GetSubscriptionAttributesResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 74},
	}},
	{Name: "SubscriptionAttributesMap", Kind: m.Map, Key: 40, KeyWire: "key", Elem: 41, ElemWire: "value"},
	{Name: "GetTopicAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "GetTopicAttributesResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 39},
	}},
	{Name: "ListEndpointsByPlatformApplicationInput", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 28},
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "ListEndpointsByPlatformApplicationResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Endpoints", Wire: "Endpoints", Shape: 79},
		{Name: "NextToken", Wire: "NextToken", Shape: 28},
	}},
	{Name: "ListOfEndpoints", Kind: m.List, Elem: 80, ElemWire: "member"},
	{Name: "Endpoint", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27},
		{Name: "EndpointArn", Wire: "EndpointArn", Shape: 28},
	}},
	{Name: "ListOriginationNumbersRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "MaxResults", Wire: "MaxResults", Shape: 82},
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
	}},
	{Name: "MaxItemsListOriginationNumbers", Kind: m.Integer, Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 30}},
	{Name: "nextToken", Kind: m.String},
	{Name: "ListOriginationNumbersResult", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
		{Name: "PhoneNumbers", Wire: "PhoneNumbers", Shape: 85},
	}},
	{Name: "PhoneNumberInformationList", Kind: m.List, Elem: 86, ElemWire: "member"},
	{Name: "PhoneNumberInformation", Kind: m.Structure, Members: []m.Member{
		{Name: "CreatedAt", Wire: "CreatedAt", Shape: 87},
		{Name: "Iso2CountryCode", Wire: "Iso2CountryCode", Shape: 88},
		{Name: "NumberCapabilities", Wire: "NumberCapabilities", Shape: 89},
		{Name: "PhoneNumber", Wire: "PhoneNumber", Shape: 14},
		{Name: "RouteType", Wire: "RouteType", Shape: 91},
		{Name: "Status", Wire: "Status", Shape: 28},
	}},
	{Name: "Timestamp", Kind: m.Timestamp},
	{Name: "Iso2CountryCode", Kind: m.String, Limits: &m.Limits{HasMax: true, Max: 2, Pattern: "^[A-Za-z]{2}$"}},
	{Name: "NumberCapabilityList", Kind: m.List, Elem: 90, ElemWire: "member"},
	{Name: "NumberCapability", Kind: m.String, Limits: &m.Limits{Enum: []string{"SMS", "MMS", "VOICE"}}},
	{Name: "RouteType", Kind: m.String, Limits: &m.Limits{Enum: []string{"Transactional", "Promotional", "Premium"}}},
	{Name: "ValidationException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ValidationException", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "Message", Wire: "Message", Shape: 9, Flags: m.Required},
	}},
	{Name: "ListPhoneNumbersOptedOutInput", Kind: m.Structure, Members: []m.Member{
		{Name: "nextToken", Wire: "nextToken", Shape: 9},
	}},
	{Name: "ListPhoneNumbersOptedOutResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "nextToken", Wire: "nextToken", Shape: 9},
		{Name: "phoneNumbers", Wire: "phoneNumbers", Shape: 95},
	}},
	{Name: "PhoneNumberList", Kind: m.List, Elem: 14, ElemWire: "member"},
	{Name: "ListPlatformApplicationsInput", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 28},
	}},
	{Name: "ListPlatformApplicationsResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 28},
		{Name: "PlatformApplications", Wire: "PlatformApplications", Shape: 98},
	}},
	{Name: "ListOfPlatformApplications", Kind: m.List, Elem: 99, ElemWire: "member"},
	{Name: "PlatformApplication", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27},
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28},
	}},
	{Name: "ListSMSSandboxPhoneNumbersInput", Kind: m.Structure, Members: []m.Member{
		{Name: "MaxResults", Wire: "MaxResults", Shape: 101},
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
	}},
	{Name: "MaxItems", Kind: m.Integer, Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 100}},
	{Name: "ListSMSSandboxPhoneNumbersResult", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 9},
		{Name: "PhoneNumbers", Wire: "PhoneNumbers", Shape: 103, Flags: m.Required},
	}},
	{Name: "SMSSandboxPhoneNumberList", Kind: m.List, Elem: 104, ElemWire: "member"},
	{Name: "SMSSandboxPhoneNumber", Kind: m.Structure, Members: []m.Member{
		{Name: "PhoneNumber", Wire: "PhoneNumber", Shape: 34},
		{Name: "Status", Wire: "Status", Shape: 105},
	}},
	{Name: "SMSSandboxPhoneNumberVerificationStatus", Kind: m.String, Limits: &m.Limits{Enum: []string{"Pending", "Verified"}}},
	{Name: "ListSubscriptionsInput", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
	}},
	{Name: "ListSubscriptionsResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
		{Name: "Subscriptions", Wire: "Subscriptions", Shape: 108},
	}},
	{Name: "SubscriptionsList", Kind: m.List, Elem: 109, ElemWire: "member"},
	{Name: "Subscription", Kind: m.Structure, Members: []m.Member{
		{Name: "Endpoint", Wire: "Endpoint", Shape: 110},
		{Name: "Owner", Wire: "Owner", Shape: 111},
		{Name: "Protocol", Wire: "Protocol", Shape: 112},
		{Name: "SubscriptionArn", Wire: "SubscriptionArn", Shape: 22},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7},
	}},
	{Name: "endpoint", Kind: m.String},
	{Name: "account", Kind: m.String},
	{Name: "protocol", Kind: m.String},
	{Name: "ListSubscriptionsByTopicInput", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "ListSubscriptionsByTopicResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
		{Name: "Subscriptions", Wire: "Subscriptions", Shape: 108},
	}},
	{Name: "ListTagsForResourceRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "ResourceArn", Wire: "ResourceArn", Shape: 116, Flags: m.Required},
	}},
	{Name: "AmazonResourceName", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 1, HasMax: true, Max: 1011}},
	{Name: "ListTagsForResourceResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Tags", Wire: "Tags", Shape: 43},
	}},
	{Name: "ListTopicsInput", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
	}},
	{Name: "ListTopicsResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "NextToken", Wire: "NextToken", Shape: 83},
		{Name: "Topics", Wire: "Topics", Shape: 120},
	}},
	{Name: "TopicsList", Kind: m.List, Elem: 121, ElemWire: "member"},
	{Name: "Topic", Kind: m.Structure, Members: []m.Member{
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7},
	}},
	{Name: "OptInPhoneNumberInput", Kind: m.Structure, Members: []m.Member{
		{Name: "phoneNumber", Wire: "phoneNumber", Shape: 14, Flags: m.Required},
	}},
	{Name: "OptInPhoneNumberResponse", Kind: m.Structure},
	{Name: "PublishInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Message", Wire: "Message", Shape: 125, Flags: m.Required},
		{Name: "MessageAttributes", Wire: "MessageAttributes", Shape: 126},
		{Name: "MessageDeduplicationId", Wire: "MessageDeduplicationId", Shape: 28},
		{Name: "MessageGroupId", Wire: "MessageGroupId", Shape: 28},
		{Name: "MessageStructure", Wire: "MessageStructure", Shape: 129},
		{Name: "PhoneNumber", Wire: "PhoneNumber", Shape: 14},
		{Name: "Subject", Wire: "Subject", Shape: 130},
		{Name: "TargetArn", Wire: "TargetArn", Shape: 28},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7},
	}},
	{Name: "message", Kind: m.String},
	{Name: "MessageAttributeMap", Kind: m.Map, Key: 28, KeyWire: "Name", Elem: 127, ElemWire: "Value"},
	{Name: "MessageAttributeValue", Kind: m.Structure, Members: []m.Member{
		{Name: "BinaryValue", Wire: "BinaryValue", Shape: 128},
		{Name: "DataType", Wire: "DataType", Shape: 28, Flags: m.Required},
		{Name: "StringValue", Wire: "StringValue", Shape: 28},
	}},
	{Name: "Binary", Kind: m.Blob},
	{Name: "messageStructure", Kind: m.String},
	{Name: "subject", Kind: m.String},
	{Name: "PublishResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "MessageId", Wire: "MessageId", Shape: 132},
		{Name: "SequenceNumber", Wire: "SequenceNumber", Shape: 28},
	}},
	{Name: "messageId", Kind: m.String},
	{Name: "InvalidParameterValueException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "ParameterValueInvalid", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "EndpointDisabledException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "EndpointDisabled", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "PlatformApplicationDisabledException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "PlatformApplicationDisabled", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "KMSDisabledException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KMSDisabled", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "KMSInvalidStateException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KMSInvalidState", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "KMSNotFoundException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KMSNotFound", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "KMSOptInRequired", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KMSOptInRequired", Status: 403, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "KMSThrottlingException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KMSThrottling", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "KMSAccessDeniedException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "KMSAccessDenied", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "PublishBatchInput", Kind: m.Structure, Members: []m.Member{
		{Name: "PublishBatchRequestEntries", Wire: "PublishBatchRequestEntries", Shape: 143, Flags: m.Required},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "PublishBatchRequestEntryList", Kind: m.List, Elem: 144, ElemWire: "member"},
	{Name: "PublishBatchRequestEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 28, Flags: m.Required},
		{Name: "Message", Wire: "Message", Shape: 125, Flags: m.Required},
		{Name: "MessageAttributes", Wire: "MessageAttributes", Shape: 126},
		{Name: "MessageDeduplicationId", Wire: "MessageDeduplicationId", Shape: 28},
		{Name: "MessageGroupId", Wire: "MessageGroupId", Shape: 28},
		{Name: "MessageStructure", Wire: "MessageStructure", Shape: 129},
		{Name: "Subject", Wire: "Subject", Shape: 130},
	}},
	{Name: "PublishBatchResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "Failed", Wire: "Failed", Shape: 146},
		{Name: "Successful", Wire: "Successful", Shape: 148},
	}},
	{Name: "BatchResultErrorEntryList", Kind: m.List, Elem: 147, ElemWire: "member"},
	{Name: "BatchResultErrorEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Code", Wire: "Code", Shape: 28, Flags: m.Required},
		{Name: "Id", Wire: "Id", Shape: 28, Flags: m.Required},
		{Name: "Message", Wire: "Message", Shape: 28},
		{Name: "SenderFault", Wire: "SenderFault", Shape: 16, Flags: m.Required},
	}},
	{Name: "PublishBatchResultEntryList", Kind: m.List, Elem: 149, ElemWire: "member"},
	{Name: "PublishBatchResultEntry", Kind: m.Structure, Members: []m.Member{
		{Name: "Id", Wire: "Id", Shape: 28},
		{Name: "MessageId", Wire: "MessageId", Shape: 132},
		{Name: "SequenceNumber", Wire: "SequenceNumber", Shape: 28},
	}},
	{Name: "BatchEntryIdsNotDistinctException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "BatchEntryIdsNotDistinct", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "BatchRequestTooLongException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "BatchRequestTooLong", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "EmptyBatchRequestException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "EmptyBatchRequest", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "InvalidBatchEntryIdException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "InvalidBatchEntryId", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "TooManyEntriesInBatchRequestException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "TooManyEntriesInBatchRequest", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "message", Wire: "message", Shape: 9},
	}},
	{Name: "PutDataProtectionPolicyInput", Kind: m.Structure, Members: []m.Member{
		{Name: "DataProtectionPolicy", Wire: "DataProtectionPolicy", Shape: 41, Flags: m.Required},
		{Name: "ResourceArn", Wire: "ResourceArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "RemovePermissionInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Label", Wire: "Label", Shape: 6, Flags: m.Required},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "SetEndpointAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27, Flags: m.Required},
		{Name: "EndpointArn", Wire: "EndpointArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "SetPlatformApplicationAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 27, Flags: m.Required},
		{Name: "PlatformApplicationArn", Wire: "PlatformApplicationArn", Shape: 28, Flags: m.Required},
	}},
	{Name: "SetSMSAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "attributes", Wire: "attributes", Shape: 27, Flags: m.Required},
	}},
	{Name: "SetSMSAttributesResponse", Kind: m.Structure},
	{Name: "SetSubscriptionAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "AttributeName", Wire: "AttributeName", Shape: 40, Flags: m.Required},
		{Name: "AttributeValue", Wire: "AttributeValue", Shape: 41},
		{Name: "SubscriptionArn", Wire: "SubscriptionArn", Shape: 22, Flags: m.Required},
	}},
	{Name: "SetTopicAttributesInput", Kind: m.Structure, Members: []m.Member{
		{Name: "AttributeName", Wire: "AttributeName", Shape: 40, Flags: m.Required},
		{Name: "AttributeValue", Wire: "AttributeValue", Shape: 41},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "SubscribeInput", Kind: m.Structure, Members: []m.Member{
		{Name: "Attributes", Wire: "Attributes", Shape: 74},
		{Name: "Endpoint", Wire: "Endpoint", Shape: 110},
		{Name: "Protocol", Wire: "Protocol", Shape: 112, Flags: m.Required},
		{Name: "ReturnSubscriptionArn", Wire: "ReturnSubscriptionArn", Shape: 16},
		{Name: "TopicArn", Wire: "TopicArn", Shape: 7, Flags: m.Required},
	}},
	{Name: "SubscribeResponse", Kind: m.Structure, Members: []m.Member{
		{Name: "SubscriptionArn", Wire: "SubscriptionArn", Shape: 22},
	}},
	{Name: "TagResourceRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "ResourceArn", Wire: "ResourceArn", Shape: 116, Flags: m.Required},
		{Name: "Tags", Wire: "Tags", Shape: 43, Flags: m.Required},
	}},
	{Name: "TagResourceResponse", Kind: m.Structure},
	{Name: "UnsubscribeInput", Kind: m.Structure, Members: []m.Member{
		{Name: "SubscriptionArn", Wire: "SubscriptionArn", Shape: 22, Flags: m.Required},
	}},
	{Name: "UntagResourceRequest", Kind: m.Structure, Members: []m.Member{
		{Name: "ResourceArn", Wire: "ResourceArn", Shape: 116, Flags: m.Required},
		{Name: "TagKeys", Wire: "TagKeys", Shape: 169, Flags: m.Required},
	}},
	{Name: "TagKeyList", Kind: m.List, Elem: 45, ElemWire: "member"},
	{Name: "UntagResourceResponse", Kind: m.Structure},
	{Name: "VerifySMSSandboxPhoneNumberInput", Kind: m.Structure, Members: []m.Member{
		{Name: "OneTimePassword", Wire: "OneTimePassword", Shape: 172, Flags: m.Required},
		{Name: "PhoneNumber", Wire: "PhoneNumber", Shape: 34, Flags: m.Required},
	}},
	{Name: "OTPCode", Kind: m.String, Limits: &m.Limits{HasMin: true, Min: 5, HasMax: true, Max: 8, Pattern: "^[0-9]+$"}},
	{Name: "VerifySMSSandboxPhoneNumberResult", Kind: m.Structure},
	{Name: "VerificationException", Kind: m.Structure, Flags: m.Exception, Error: &m.Error{Code: "VerificationException", Status: 400, Query: ""}, Members: []m.Member{
		{Name: "Message", Wire: "Message", Shape: 9, Flags: m.Required},
		{Name: "Status", Wire: "Status", Shape: 9, Flags: m.Required},
	}},
}
