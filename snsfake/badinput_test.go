package snsfake_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Whatever is sent, no request is answered with a 500, and what is refused says so in SNS's XML.
func TestBadInput(t *testing.T) {
	f := start(t)
	arn := *f.topic("orders", nil)
	fifo := *f.topic("x.fifo", nil)
	sub := f.subscribe(&arn, "sqs", f.queue("billing"), nil)
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	for name, tt := range map[string]struct {
		form string
		want string // in the body; "" for a success
	}{
		"no action":                 {"TopicArn=x", "<Code>MissingAction</Code>"},
		"an unknown action":         {"Action=Frob", "<Code>InvalidAction</Code>"},
		"a malformed form":          {"Action=%zz", "<Code>MalformedInput</Code>"},
		"no name":                   {"Action=CreateTopic", "Value null at 'name' failed to satisfy constraint: Member must not be null"},
		"an empty name":             {"Action=CreateTopic&Name=", "Invalid parameter: Topic Name"},
		"attributes without values": {"Action=CreateTopic&Name=a&Attributes.entry.1.key=DisplayName", ""},
		"attributes without keys":   {"Action=CreateTopic&Name=b&Attributes.entry.1.value=x", ""},
		"a list with a gap":         {"Action=CreateTopic&Name=c&Tags.member.999999999.Key=k", "<Code>"},
		"no topic":                  {"Action=GetTopicAttributes", "Member must not be null"},
		"not an ARN":                {"Action=GetTopicAttributes&TopicArn=::::::", "<Code>InvalidParameter</Code>"},
		"bad UTF-8":                 {"Action=CreateTopic&Name=%ff%fe", "<Code>"},
		"a message in bad UTF-8":    {"Action=Publish&TopicArn=" + arn + "&Message=%ff", "<Code>"},
		"a control character":       {"Action=Publish&TopicArn=" + arn + "&Message=%00", ""},
		"no message":                {"Action=Publish&TopicArn=" + arn, "Member must not be null"},
		"a type that is missing":    {"Action=Publish&TopicArn=" + arn + "&Message=m&MessageAttributes.entry.1.Name=attr1&MessageAttributes.entry.1.Value.StringValue=x", "1 validation error detected: Value null at 'messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null"},
		"a type that is missing in a batch": {"Action=PublishBatch&TopicArn=" + arn + "&PublishBatchRequestEntries.member.1.Id=a&PublishBatchRequestEntries.member.1.Message=m&PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name=attr1&PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue=x",
			"Value null at 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType'"},
		"binary that is not base64":           {"Action=Publish&TopicArn=" + arn + "&Message=m&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.DataType=Binary&MessageAttributes.entry.1.Value.BinaryValue=%25", "<Code>"},
		"an entry without an id":              {"Action=PublishBatch&TopicArn=" + arn + "&PublishBatchRequestEntries.member.1.Message=m", "Member must not be null"},
		"a batch without entries":             {"Action=PublishBatch&TopicArn=" + arn, "<Code>"},
		"a deep structure":                    {"Action=Publish&TopicArn=" + arn + "&MessageStructure=json&Message=" + deep, "Invalid parameter: Message Structure"},
		"a null structure":                    {"Action=Publish&TopicArn=" + arn + "&MessageStructure=json&Message=null", "JSON message body failed to parse"},
		"a deep filter policy":                {"Action=SetSubscriptionAttributes&SubscriptionArn=" + sub + "&AttributeName=FilterPolicy&AttributeValue=" + deep, "<Code>InvalidParameter</Code>"},
		"a filter policy that is null":        {"Action=SetSubscriptionAttributes&SubscriptionArn=" + sub + "&AttributeName=FilterPolicy&AttributeValue=null", "<Code>InvalidParameter</Code>"},
		"a redrive policy that is null":       {"Action=SetSubscriptionAttributes&SubscriptionArn=" + sub + "&AttributeName=RedrivePolicy&AttributeValue=null", "<Code>InvalidParameter</Code>"},
		"a redrive policy of numbers":         {"Action=SetSubscriptionAttributes&SubscriptionArn=" + sub + `&AttributeName=RedrivePolicy&AttributeValue={"deadLetterTargetArn":7}`, "<Code>InvalidParameter</Code>"},
		"a delivery policy of nulls":          {"Action=SetTopicAttributes&TopicArn=" + arn + `&AttributeName=DeliveryPolicy&AttributeValue={"http":{"defaultHealthyRetryPolicy":null,"defaultRequestPolicy":null}}`, ""},
		"a delivery policy that is null":      {"Action=SetTopicAttributes&TopicArn=" + arn + `&AttributeName=DeliveryPolicy&AttributeValue=null`, ""},
		"a delivery policy with huge numbers": {"Action=SetTopicAttributes&TopicArn=" + arn + `&AttributeName=DeliveryPolicy&AttributeValue={"http":{"defaultHealthyRetryPolicy":{"numRetries":1e99}}}`, "<Code>InvalidParameter</Code>"},
		"an archive policy of nulls":          {"Action=SetTopicAttributes&TopicArn=" + fifo + `&AttributeName=ArchivePolicy&AttributeValue={"MessageRetentionPeriod":null}`, "<Code>InvalidParameter</Code>"},
		"a value that is missing":             {"Action=SetTopicAttributes&TopicArn=" + arn + "&AttributeName=DisplayName", ""},
		"no protocol":                         {"Action=Subscribe&TopicArn=" + arn, "Member must not be null"},
		"no endpoint":                         {"Action=Subscribe&TopicArn=" + arn + "&Protocol=sqs", "<Code>InvalidParameter</Code>"},
		"an endpoint that is no URL":          {"Action=Subscribe&TopicArn=" + arn + "&Protocol=http&Endpoint=" + url.QueryEscape("http://%zz"), "Invalid parameter: Endpoint"},
		"a token that is none":                {"Action=ConfirmSubscription&TopicArn=" + arn + "&Token=", "Invalid parameter: Token"},
		"a page token that is none":           {"Action=ListSubscriptions&NextToken=AAAA", ""},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL()+"/", strings.NewReader(tt.form))
			f.ok(err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			res, err := f.Config().HTTPClient.Do(req)
			f.ok(err)
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			f.ok(err)
			if res.StatusCode >= 500 || (res.StatusCode == 200) != (tt.want == "") || !strings.Contains(string(body), tt.want) {
				t.Errorf("%s %s, want %s", res.Status, body, tt.want)
			}
			if tt.want != "" && !strings.HasPrefix(string(body), `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>`) {
				t.Errorf("%s", body)
			}
		})
	}
	f.Settle(t.Context())
}
