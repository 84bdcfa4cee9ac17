package sqsfake_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/sqsfake"
)

type messageAttributes = map[string]types.MessageAttributeValue

func stringAttribute(kind, value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: &kind, StringValue: &value}
}

func TestSendMessage(t *testing.T) {
	t.Parallel()
	t.Run("answers id and digests", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		out, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{
			QueueUrl: &url, MessageBody: aws.String("test"),
			MessageAttributes: messageAttributes{"timestamp": stringAttribute("Number", "1493147359900")},
			MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{"AWSTraceHeader": {DataType: aws.String("String"),
				StringValue: aws.String("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")}},
		})
		f.ok(err)
		want := &sqs.SendMessageOutput{
			MD5OfMessageBody:             aws.String("098f6bcd4621d373cade4e832627b4f6"),
			MD5OfMessageAttributes:       aws.String("235c5c510d26fb653d073faed50ae77c"), // recorded: aws_trace_header_propagation
			MD5OfMessageSystemAttributes: aws.String("5ae4d5d7636402d80f4eb6d213245a88"), // LocalStack's test_system_attributes_have_no_effect_on_attr_md5
		}
		if diff := cmp.Diff(want, out, cmpopts.IgnoreUnexported(sqs.SendMessageOutput{}), cmpopts.IgnoreFields(sqs.SendMessageOutput{}, "MessageId", "ResultMetadata")); diff != "" {
			t.Error(diff)
		}
		if id := f.Messages("orders")[0].ID; id != *out.MessageId {
			t.Errorf("id %s is answered as %s", id, *out.MessageId)
		}
	})
	t.Run("keeps binary attributes", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		value := []byte("traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01")
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("test"),
			MessageAttributes: messageAttributes{"attr1": {DataType: aws.String("Binary"), BinaryValue: value}}})
		f.ok(err)
		m := f.one(url, func(in *sqs.ReceiveMessageInput) { in.MessageAttributeNames = []string{"All"} })
		if string(m.MessageAttributes["attr1"].BinaryValue) != string(value) || *m.MD5OfMessageAttributes != "8cbe4db156db8a94db8b801b7addb984" {
			t.Errorf("received %+v", m)
		}
	})
	t.Run("takes the trace header from the request", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		res := do(t, f.URL()+"/", map[string][]string{"X-Amz-Target": {"AmazonSQS.SendMessage"}, "Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Trace-Id": {"Root=1"}},
			`{"QueueUrl":"`+url+`","MessageBody":"a"}`)
		m := f.one(url, func(in *sqs.ReceiveMessageInput) {
			in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{"AWSTraceHeader"}
		})
		if diff := cmp.Diff(attrs{"AWSTraceHeader": "Root=1"}, m.Attributes); diff != "" {
			t.Error(res.StatusCode, diff)
		}
	})
	t.Run("delays as long as it says, or else the queue", func(t *testing.T) {
		f := start(t)
		url := f.queue("orders", attrs{"DelaySeconds": "10"})
		f.send(url, "as the queue")
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("longer"), DelaySeconds: 20})
		f.ok(err)
		if res := post(t, f, "SendMessage", `{"QueueUrl":"`+url+`","MessageBody":"at once","DelaySeconds":0}`); res.StatusCode != 200 {
			t.Fatal(res.body)
		}
		if n := f.counts(url); n != [3]int{1, 2, 0} {
			t.Errorf("counts %v", n)
		}
		if l := f.Messages("orders"); l[0].State != sqsfake.Delayed || !l[0].VisibleAt.Equal(f.Clock.Now().Add(10*second)) {
			t.Errorf("the first is %+v", l[0])
		}
		for _, want := range []string{"at once", "as the queue", "longer"} {
			if m := f.one(url, hiddenFor(100)); *m.Body != want {
				t.Errorf("received %q, want %q", *m.Body, want)
			}
			f.Clock.Advance(10 * second)
		}
	})
	t.Run("keeps the group of a fair queue", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		for _, group := range []string{"noisy", "noisy", "quiet"} {
			_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &group, MessageGroupId: &group})
			f.ok(err)
		}
		l := f.receive(url, func(in *sqs.ReceiveMessageInput) {
			in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{"MessageGroupId"}
		})
		if len(l) != 3 || l[2].Attributes["MessageGroupId"] != "quiet" {
			t.Errorf("received %+v", l)
		}
	})
}

func TestSendMessage_refuses(t *testing.T) {
	f := start(t)
	url, small, fifo := f.orders(), f.queue("small", attrs{"MaximumMessageSize": "1024"}), f.queue("orders.fifo", nil)
	byBody := f.queue("byBody.fifo", attrs{"ContentBasedDeduplication": "true"})
	with := func(url, body string, change func(*sqs.SendMessageInput)) *sqs.SendMessageInput {
		in := &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}
		if change != nil {
			change(in)
		}
		return in
	}
	attribute := func(name string, a types.MessageAttributeValue) *sqs.SendMessageInput {
		return with(url, "test", func(in *sqs.SendMessageInput) { in.MessageAttributes = messageAttributes{name: a} })
	}
	group := func(url, g string) *sqs.SendMessageInput {
		return with(url, "a", func(in *sqs.SendMessageInput) { in.MessageGroupId = &g })
	}
	many := messageAttributes{}
	for _, c := range "abcdefghijk" {
		many[string(c)] = stringAttribute("String", "x")
	}
	const badGroup = " for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."
	const value, missing = "InvalidParameterValue", "MissingParameter"
	long := strings.Repeat("a", 129)
	tests := map[string]struct {
		in      *sqs.SendMessageInput
		code    string
		message string
	}{
		"no body":         {with(url, "", nil), missing, "The request must contain the parameter MessageBody."},
		"too long":        {with(url, strings.Repeat("a", 1<<20+1), nil), value, "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."},
		"longer than set": {with(small, strings.Repeat("a", 1025), nil), value, "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."},
		"too long with its attributes": {with(small, strings.Repeat("a", 1024-8), func(in *sqs.SendMessageInput) {
			in.MessageAttributes = messageAttributes{"kk": stringAttribute("String", "x")}
		}), value, "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."},
		"control characters": {with(url, "Invalid-\x00", nil), "InvalidMessageContents",
			"Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"},
		"U+FFFF":         {with(url, "\uffff", nil), "InvalidMessageContents", ""},
		"delay too long": {with(url, "a", func(in *sqs.SendMessageInput) { in.DelaySeconds = 901 }), value, "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."},
		"negative delay": {with(url, "a", func(in *sqs.SendMessageInput) { in.DelaySeconds = -1 }), value, "Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."},
		"delay on a FIFO queue": {with(fifo, "a", func(in *sqs.SendMessageInput) { in.DelaySeconds = 2 }), value,
			"Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type."},
		"deduplication id on a standard queue": {with(url, "a", func(in *sqs.SendMessageInput) { in.MessageDeduplicationId = aws.String("1") }), value,
			"Value 1 for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type."},
		"no group on a FIFO queue": {with(fifo, "a", nil), missing, "The request must contain the parameter MessageGroupId."},
		"no deduplication id":      {group(fifo, "g"), value, "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"},
		"empty group":              {group(url, ""), value, "Value " + badGroup},
		"group with a space":       {group(url, "group 123"), value, "Value group 123" + badGroup},
		"long group":               {group(url, long), value, "Value " + long + badGroup},
		"group of a FIFO queue":    {group(byBody, "group 123"), value, "Value group 123" + badGroup},
		"bad deduplication id": {with(byBody, "a", func(in *sqs.SendMessageInput) {
			in.MessageGroupId, in.MessageDeduplicationId = aws.String("g"), aws.String("")
		}), value, "Value  for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length."},
		"11 attributes":                      {with(url, "a", func(in *sqs.SendMessageInput) { in.MessageAttributes = many }), value, "Number of message attributes [11] exceeds the allowed maximum [10]."},
		"empty value":                        {attribute("ErrorDetails", stringAttribute("String", "")), value, "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."},
		"empty binary":                       {attribute("b", types.MessageAttributeValue{DataType: aws.String("Binary"), BinaryValue: []byte{}}), value, "Message (user) attribute 'b' must contain a non-empty value of type 'Binary'."},
		"empty number":                       {attribute("n", stringAttribute("Number", "")), value, "Message (user) attribute 'n' must contain a non-empty value of type 'String'."},
		"no number":                          {attribute("n", stringAttribute("Number", "ten")), value, "Can't cast the value of message (user) attribute 'n' to a number."},
		"no value":                           {attribute("a", types.MessageAttributeValue{DataType: aws.String("String")}), value, "The message (user) attribute 'a' must contain a non-empty message attribute value."},
		"no name":                            {attribute("", stringAttribute("String", "x")), value, "The request must contain non-empty message (user) attribute names."},
		"a list":                             {attribute("a", types.MessageAttributeValue{DataType: aws.String("StringList"), StringListValues: []string{"x"}}), value, "Message attribute list values in SendMessage operation are not supported."},
		"unknown type":                       {attribute("a", stringAttribute("Invalid", "x")), value, "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String."},
		"long type":                          {attribute("a", stringAttribute("String."+strings.Repeat("l", 256), "x")), value, "Message (user) attribute type must be shorter than 256 bytes."},
		"control characters in an attribute": {attribute("a", stringAttribute("String", "\b")), value, ""},
		"reserved name":                      {attribute("aWs.x", stringAttribute("String", "x")), value, "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use."},
		"name with a dot at its end":         {attribute("x.", stringAttribute("String", "x")), value, ""},
		"name with a bracket":                {attribute("x(", stringAttribute("String", "x")), value, "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. "},
		"long name":                          {attribute(strings.Repeat("L", 257), stringAttribute("String", "x")), value, "Message (user) attribute name must be shorter than 256 bytes."},
		"unknown system attribute": {with(url, "a", func(in *sqs.SendMessageInput) {
			in.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{"Foo": {DataType: aws.String("String"), StringValue: aws.String("x")}}
		}), value, "Message system attribute name 'Foo' is invalid."},
		"empty system attribute": {with(url, "a", func(in *sqs.SendMessageInput) {
			in.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{"AWSTraceHeader": {DataType: aws.String("String"), StringValue: aws.String("")}}
		}), value, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := f.Client.SendMessage(t.Context(), tt.in)
			wantError(t, err, 400, tt.code, tt.message)
		})
	}
	for _, name := range []string{"orders", "small", "orders.fifo", "byBody.fifo"} {
		if l := f.Messages(name); len(l) != 0 {
			t.Errorf("%s holds %+v", name, l)
		}
	}
}

func TestSendMessage_accepts(t *testing.T) {
	f := start(t)
	url := f.queue("orders", attrs{"MaximumMessageSize": "1024"})
	big := f.queue("big", nil)
	ten := messageAttributes{}
	for _, c := range "abcdefghij" {
		ten[string(c)] = stringAttribute("Number.int", "-1.5e3")
	}
	for name, in := range map[string]*sqs.SendMessageInput{
		"the largest message":       {QueueUrl: &big, MessageBody: aws.String(strings.Repeat("a", 1<<20))},
		"exactly what is allowed":   {QueueUrl: &url, MessageBody: aws.String(strings.Repeat("a", 1024-8)), MessageAttributes: messageAttributes{"k": stringAttribute("String", "x")}},
		"ten attributes":            {QueueUrl: &url, MessageBody: aws.String("a"), MessageAttributes: ten},
		"umlauts in a name":         {QueueUrl: &url, MessageBody: aws.String("a"), MessageAttributes: messageAttributes{"attr.1øßä": stringAttribute("String", "x")}},
		"carriage return and tab":   {QueueUrl: &url, MessageBody: aws.String("{\r\n\t}")},
		"characters beyond 16 bits": {QueueUrl: &url, MessageBody: aws.String("\U0001F600\ufffd")},
		"the longest delay":         {QueueUrl: &url, MessageBody: aws.String("a"), DelaySeconds: 900},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := f.Client.SendMessage(t.Context(), in); err != nil {
				t.Error(err)
			}
		})
	}
}

func entry(id, body string) types.SendMessageBatchRequestEntry {
	return types.SendMessageBatchRequestEntry{Id: &id, MessageBody: &body}
}

func TestSendMessageBatch(t *testing.T) {
	t.Parallel()
	t.Run("sends in order and answers for each entry", func(t *testing.T) {
		f := start(t)
		url := f.queue("orders", attrs{"MaximumMessageSize": "1024"})
		out, err := f.Client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: []types.SendMessageBatchRequestEntry{
			entry("1", "a"), entry("big", strings.Repeat("b", 1025)), entry("bad", "\x01"), entry("2", "c")}})
		f.ok(err)
		if len(out.Successful) != 2 || *out.Successful[0].Id != "1" || *out.Successful[0].MD5OfMessageBody != "0cc175b9c0f1b6a831c399e269772661" || *out.Successful[1].Id != "2" {
			t.Errorf("successful: %+v", out.Successful)
		}
		want := []types.BatchResultErrorEntry{
			{Id: aws.String("big"), Code: aws.String("InvalidParameterValue"), SenderFault: true, // recorded: send_batch_message_size
				Message: aws.String("One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.")},
			{Id: aws.String("bad"), Code: aws.String("InvalidMessageContents"), SenderFault: true,
				Message: aws.String("Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")},
		}
		if diff := cmp.Diff(want, out.Failed, cmpopts.IgnoreUnexported(types.BatchResultErrorEntry{})); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"a", "c"}, bodies(f.receive(url))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("omits an empty Failed", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		if res := post(t, f, "SendMessageBatch", `{"QueueUrl":"`+url+`","Entries":[{"Id":"1","MessageBody":"a"}]}`); strings.Contains(res.body, "Failed") {
			t.Error(res.body)
		}
	})
	t.Run("delays each entry as it says, 0 too", func(t *testing.T) {
		f := start(t)
		url := f.queue("orders", attrs{"DelaySeconds": "5"})
		post(t, f, "SendMessageBatch", `{"QueueUrl":"`+url+`","Entries":[{"Id":"1","MessageBody":"queue's"},{"Id":"2","MessageBody":"none","DelaySeconds":0}]}`)
		if diff := cmp.Diff([]string{"none"}, bodies(f.receive(url))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("fails those entries that a fault says", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.Inject(control.Fault{Op: "SendMessageBatch", Resource: "orders", Entries: []int{0, 2}, Times: 1, Err: control.ErrUnavailable})
		out, err := f.Client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: []types.SendMessageBatchRequestEntry{entry("1", "a"), entry("2", "b"), entry("3", "c")}})
		f.ok(err)
		if len(out.Successful) != 1 || len(out.Failed) != 2 || *out.Failed[1].Id != "3" || *out.Failed[1].Code != "ServiceUnavailable" || out.Failed[1].SenderFault {
			t.Errorf("answer %+v", out)
		}
	})
}

// All batches refuse the same things; a refused batch does nothing.
func TestBatches_refuse(t *testing.T) {
	f := start(t)
	url, fifo := f.orders(), f.queue("orders.fifo", nil)
	send := func(entries ...types.SendMessageBatchRequestEntry) error {
		_, err := f.Client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &url, Entries: entries})
		return err
	}
	remove := func(ids ...string) error {
		in := &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: []types.DeleteMessageBatchRequestEntry{}}
		for _, id := range ids {
			in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: &id, ReceiptHandle: aws.String("h")})
		}
		_, err := f.Client.DeleteMessageBatch(t.Context(), in)
		return err
	}
	change := func(ids ...string) error {
		in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{}}
		for _, id := range ids {
			in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{Id: &id, ReceiptHandle: aws.String("h")})
		}
		_, err := f.Client.ChangeMessageVisibilityBatch(t.Context(), in)
		return err
	}
	ids := strings.Split("abcdefghijklmnopqrst", "")
	var twenty []types.SendMessageBatchRequestEntry
	for _, id := range ids {
		twenty = append(twenty, entry(id, "b"))
	}
	group := types.SendMessageBatchRequestEntry{Id: aws.String("1"), MessageBody: aws.String("a"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d")}
	noID, noGroup := group, group
	noID.Id, noID.MessageDeduplicationId = aws.String("2"), nil
	noGroup.Id, noGroup.MessageGroupId = aws.String("2"), nil
	sendFIFO := func(second types.SendMessageBatchRequestEntry) error {
		_, err := f.Client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: &fifo, Entries: []types.SendMessageBatchRequestEntry{group, second}})
		return err
	}
	const prefix = "AWS.SimpleQueueService."
	const badID = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long."
	const tooMany = "Maximum number of entries per request are 10. You have sent 20."
	tests := map[string]struct {
		err     error
		code    string
		message string
	}{
		"nothing to send":     {send([]types.SendMessageBatchRequestEntry{}...), prefix + "EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request."},
		"nothing to delete":   {remove(), prefix + "EmptyBatchRequest", "There should be at least one DeleteMessageBatchRequestEntry in the request."},
		"nothing to change":   {change(), prefix + "EmptyBatchRequest", "There should be at least one ChangeMessageVisibilityBatchRequestEntry in the request."},
		"too many to send":    {send(twenty...), prefix + "TooManyEntriesInBatchRequest", tooMany},
		"too many to delete":  {remove(ids...), prefix + "TooManyEntriesInBatchRequest", tooMany},
		"too many to change":  {change(ids...), prefix + "TooManyEntriesInBatchRequest", tooMany},
		"colon in an id":      {send(entry("invalid:id", "a")), prefix + "InvalidBatchEntryId", badID},
		"empty id":            {remove(""), prefix + "InvalidBatchEntryId", badID},
		"long id":             {remove(strings.Repeat("l", 81)), prefix + "InvalidBatchEntryId", badID},
		"bad id to change":    {change("ä"), prefix + "InvalidBatchEntryId", badID},
		"id twice":            {send(entry("1", "a"), entry("1", "b")), prefix + "BatchEntryIdsNotDistinct", "Id 1 repeated."},
		"id to delete twice":  {remove("1", "1"), prefix + "BatchEntryIdsNotDistinct", "Id 1 repeated."},
		"too long":            {send(entry("1", strings.Repeat("a", 1<<20)), entry("2", "b")), prefix + "BatchRequestTooLong", "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes."},
		"no deduplication id": {sendFIFO(noID), "InvalidParameterValue", "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"},
		"no group":            {sendFIFO(noGroup), "InvalidParameterValue", "The request must contain the parameter MessageGroupId."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { wantError(t, tt.err, 400, tt.code, tt.message) })
	}
	if n := len(f.Messages("orders")) + len(f.Messages("orders.fifo")); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	var distinct *types.BatchEntryIdsNotDistinct
	if !errors.As(send(entry("1", "a"), entry("1", "b")), &distinct) {
		t.Error("no typed error")
	}
}
