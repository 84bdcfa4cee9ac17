package roundtrip

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"github.com/awsfake/awsfake/internal/wire"
)

// decode decodes a body as an operation's input.
func decode(t *testing.T, service, op, body string) (api *wire.API, in any, sent wire.Presence) {
	t.Helper()
	for _, svc := range services() {
		for _, o := range svc.operations() {
			if svc.name != service || o.name != op {
				continue
			}
			m := svc.api.Operation(op)
			labels := []string{}
			for _, seg := range m.Path {
				if seg[0] == '{' {
					labels = append(labels, "1")
				}
			}
			in := reflect.New(o.in).Interface()
			r := &http.Request{Header: http.Header{}}
			query, _ := url.ParseQuery("")
			if svc.api.Protocol == "query" {
				query, _ = url.ParseQuery(body)
			}
			sent, err := svc.receive(m, labels, r, query, []byte(body), in)
			if err != nil {
				t.Fatal(err)
			}
			return svc.api, in, sent
		}
	}
	t.Fatal("no operation", op)
	return nil, nil, nil
}

// The messages are recorded from AWS, except where a comment says otherwise.
func TestBrokenConstraintsAreWordedAsRecorded(t *testing.T) {
	for _, tt := range []struct{ service, op, body, want string }{
		{"lambda", "CreateFunctionUrlConfig", `{"AuthType":"NONE","InvokeMode":"UNKNOWN"}`,
			"1 validation error detected: Value 'UNKNOWN' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]"},
		{"lambda", "CreateEventSourceMapping", `{"FunctionName":"f","StartingPosition":"invalid"}`,
			"1 validation error detected: Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"},
		{"lambda", "CreateFunction", `{"FunctionName":"f","Role":"arn:aws:iam::111111111111:role/r","Code":{},"SnapStart":{"ApplyOn":"invalidOption"}}`,
			"1 validation error detected: Value 'invalidOption' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]"},
		{"lambda", "CreateAlias", `{"Name":"a","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":2.0}}}`,
			"1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]"},
		{"lambda", "UpdateFunctionConfiguration", `{"Runtime":"python3.15"}`, "no error"}, // newer than the model
		{"lambda", "CreateAlias", `{"Name":"2024","FunctionVersion":"1"}`,
			"1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"},
		{"lambda", "CreateAlias", `{"Name":"a","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":-1.0}}}`,
			"1 validation error detected: Value '{2=-1.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]"},
		{"lambda", "CreateAlias", `{"Name":"a","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"$LATEST":0.5}}}`,
			"1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]"},
		{"lambda", "AddLayerVersionPermission", `{"Action":"*","Principal":"*","StatementId":"s"}`,
			"1 validation error detected: Value '*' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: lambda:GetLayerVersion"},
		{"dynamodb", "UpdateKinesisStreamingDestination", `{"TableName":"t","StreamArn":"arn:aws:kinesis:us-east-1:1:stream/sssssssssssssssssssss","UpdateKinesisStreamingConfiguration":{"ApproximateCreationDateTimePrecision":"SECOND"}}`,
			"1 validation error detected: Value 'SECOND' at 'updateKinesisStreamingConfiguration.approximateCreationDateTimePrecision' failed to satisfy constraint: Member must satisfy enum value set: [MILLISECOND, MICROSECOND]"},
		{"sns", "SetEndpointAttributes", "EndpointArn=a",
			"1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null"},
		{"sns", "Publish", "TopicArn=a&Message=b&MessageAttributes.entry.1.Name=attr1&MessageAttributes.entry.1.Value.StringValue=x",
			"1 validation error detected: Value null at 'messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null"},
		{"sns", "PublishBatch", "TopicArn=a&PublishBatchRequestEntries.member.1.Id=1&PublishBatchRequestEntries.member.1.Message=b&PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name=attr1&PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue=x",
			"1 validation error detected: Value null at 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null"},
		{"sqs", "SendMessage", `{"QueueUrl":"q"}`, // worded by the service code of SQS: see missingParameter
			"1 validation error detected: Value null at 'messageBody' failed to satisfy constraint: Member must not be null"},
		{"sqs", "SendMessageBatch", `{"QueueUrl":"q","Entries":[{"Id":"a"}]}`, "no error"}, // the entry fails, not the call
		{"firehose", "DeleteDeliveryStream", `{}`, // not recorded: the form is the others'
			"1 validation error detected: Value null at 'deliveryStreamName' failed to satisfy constraint: Member must not be null"},
		{"dynamodb", "BatchWriteItem", `{"RequestItems":{}}`, // not recorded
			"1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"dynamodb", "CreateTable", `{"TableName":"","KeySchema":[{"AttributeName":"a"}],"AttributeDefinitions":[]}`, // not recorded
			"2 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must not be null"},
	} {
		api, in, sent := decode(t, tt.service, tt.op, tt.body)
		got := "no error"
		if err := api.Validate(api.Operation(tt.op), in, sent); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s %s\n got  %s\n want %s", tt.service, tt.op, got, tt.want)
		}
	}
}

func TestAZeroThatWasSentIsToldFromOneThatWasNot(t *testing.T) {
	for _, tt := range []struct {
		service, op, body string
		want              wire.Presence
	}{
		{"sqs", "ReceiveMessage", `{"QueueUrl":"q","VisibilityTimeout":0,"WaitTimeSeconds":5}`, wire.Presence{"VisibilityTimeout"}},
		{"sqs", "ReceiveMessage", `{"QueueUrl":"q","VisibilityTimeout":null}`, nil},
		{"sqs", "SendMessageBatch", `{"QueueUrl":"q","Entries":[{"Id":"a","MessageBody":"b"},{"Id":"b","MessageBody":"b","DelaySeconds":0}]}`, wire.Presence{"Entries.1.DelaySeconds"}},
		{"dynamodb", "PutItem", `{"TableName":"t","ReturnValues":""}`, wire.Presence{"ReturnValues"}},
		{"dynamodb", "Query", `{"KeyConditions":{"a":{"ComparisonOperator":""}}}`, wire.Presence{"KeyConditions.a.ComparisonOperator"}},
		{"sns", "ConfirmSubscription", "TopicArn=a", nil},
		{"sns", "CreateSMSSandboxPhoneNumber", "LanguageCode=", wire.Presence{"LanguageCode"}},
	} {
		if _, _, sent := decode(t, tt.service, tt.op, tt.body); !slices.Equal(sent, tt.want) {
			t.Errorf("%s %s: %v, want %v", tt.op, tt.body, sent, tt.want)
		}
	}
}
