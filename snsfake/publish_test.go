package snsfake_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/google/go-cmp/cmp"
)

func TestMessagesThatAreRefused(t *testing.T) {
	f := start(t)
	arn, fifo := f.topic("orders", nil), f.topic("x.fifo", nil)
	big := strings.Repeat("x", 256<<10)
	for _, tt := range []struct {
		topic   *string
		message string
		with    func(*sns.PublishInput)
		want    string
	}{
		{arn, "", nil, "Empty message"},
		{arn, big + "x", nil, "Message too long"},
		{arn, big, with("a", "String", "b"), "Message too long"},
		{arn, "m", subject(""), "Subject"},
		{arn, "m", subject("two\nlines"), "Subject"},
		{arn, "m", subject(strings.Repeat("s", 101)), "Subject"},
		{arn, "m", func(in *sns.PublishInput) { in.MessageStructure = aws.String("xml") }, "MessageStructure"},
		// Recorded: message_structure_json_exc.
		{arn, "{", structured, "Message Structure - JSON message body failed to parse"},
		{arn, "[]", structured, "Message Structure - JSON message body failed to parse"},
		{arn, `{"sqs":"x"}`, structured, "Message Structure - No default entry in JSON message body"},
		{arn, `{"default":7}`, structured, "Message Structure - No default entry in JSON message body"},
		// Recorded: validations_for_fifo.
		{fifo, "m", nil, "The MessageGroupId parameter is required for FIFO topics"},
		{fifo, "m", group("g", ""), "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"},
		{arn, "m", group("g", "d"), "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type"},
		{fifo, "m", group("a b", "d"), "MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length"},
		{fifo, "m", group("g", strings.Repeat("d", 129)), "MessageDeduplicationId Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length"},
		{nil, "m", nil, "TopicArn or TargetArn Reason: no value for required parameter"},
		{arn, "m", func(in *sns.PublishInput) { in.PhoneNumber = aws.String("+15551234567") }, "Only one of TopicArn, TargetArn and PhoneNumber may be specified"},
		{arn, "m", func(in *sns.PublishInput) { in.TargetArn = arn }, "Only one of TopicArn, TargetArn and PhoneNumber may be specified"},
	} {
		with := tt.with
		if with == nil {
			with = func(*sns.PublishInput) {}
		}
		_, err := f.tryPublish(tt.topic, tt.message, with)
		wantInvalid(t, err, "Invalid parameter: "+tt.want)
	}
	f.publish(arn, big)
	f.publish(arn, `{"default":"a","default":"b"}`, structured)
	f.publish(arn, "m", subject(strings.Repeat("s", 100)))
	f.publish(arn, "m", group("of-a-fair-queue", ""))
	if n := len(f.Deliveries()); n != 0 {
		t.Errorf("%d deliveries without a subscription", n)
	}
}

func TestMaximumMessageSize(t *testing.T) {
	f := start(t)
	large, small := f.topic("large", attrs{"MaximumMessageSize": "1048576"}), f.topic("small", attrs{"MaximumMessageSize": "1024"})
	f.publish(large, strings.Repeat("x", 1<<20))
	_, err := f.tryPublish(large, strings.Repeat("x", 1<<20+1))
	wantInvalid(t, err, "Invalid parameter: Message too long")
	_, err = f.tryPublish(small, strings.Repeat("x", 1025))
	wantInvalid(t, err, "Invalid parameter: Message too long")
}

// The names are those of the recording empty_or_wrong_message_attributes.
func TestMessageAttributesThatAreRefused(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	text := func(s string) types.MessageAttributeValue {
		return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &s}
	}
	const empty = "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type '%s'."
	for name, tt := range map[string]struct {
		attribute string
		value     types.MessageAttributeValue
		want      string
	}{
		"missing_string_attr":       {"attr1", text(""), strings.Replace(empty, "%s", "String", 1)},
		"fully_missing_string_attr": {"attr1", types.MessageAttributeValue{DataType: aws.String("String")}, strings.Replace(empty, "%s", "String", 1)},
		"missing_binary_attr":       {"attr1", types.MessageAttributeValue{DataType: aws.String("Binary"), BinaryValue: []byte{}}, strings.Replace(empty, "%s", "Binary", 1)},
		"str_attr_binary_value":     {"attr1", types.MessageAttributeValue{DataType: aws.String("String"), BinaryValue: []byte("123")}, "The message attribute 'attr1' with type 'String' must use field 'String'."},
		"int_attr_binary_value":     {"attr1", types.MessageAttributeValue{DataType: aws.String("Number"), BinaryValue: []byte("123")}, "The message attribute 'attr1' with type 'Number' must use field 'String'."},
		"binary_attr_string_value":  {"attr1", types.MessageAttributeValue{DataType: aws.String("Binary"), StringValue: aws.String("123")}, "The message attribute 'attr1' with type 'Binary' must use field 'Binary'."},
		"invalid_attr_string_value": {"attr1", types.MessageAttributeValue{DataType: aws.String("InvalidType"), StringValue: aws.String("123")}, "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."},
		"too_long_name":             {strings.Repeat("a", 257), text("x"), "Length of message attribute name must be less than 256 bytes."},
		"invalid_name":              {"a^b", text("x"), "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots."},
		"invalid_name_2":            {".a", text("x"), "Invalid message attribute name starting with character '.' was found."},
		"invalid_name_3":            {"a.", text("x"), "Invalid message attribute name ending with character '.' was found."},
		"invalid_name_4":            {"a..b", text("x"), "Message attribute name can not have successive '.' character."},
		"no number":                 {"attr1", types.MessageAttributeValue{DataType: aws.String("Number"), StringValue: aws.String("abc")}, "Could not cast message attribute 'attr1' value to number."},
	} {
		t.Run(name, func(t *testing.T) {
			attributes := map[string]types.MessageAttributeValue{tt.attribute: tt.value}
			_, err := f.tryPublish(arn, "m", func(in *sns.PublishInput) { in.MessageAttributes = attributes })
			wantError(t, err, http.StatusBadRequest, "ParameterValueInvalid", tt.want)
			_, err = f.Client.PublishBatch(t.Context(), &sns.PublishBatchInput{TopicArn: arn, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{
				{Id: aws.String("1"), Message: aws.String("m"), MessageAttributes: attributes}}})
			wantError(t, err, http.StatusBadRequest, "ParameterValueInvalid", tt.want)
		})
	}
}

func TestPublishBatch(t *testing.T) {
	f := start(t)
	arn, fifo := f.topic("orders", nil), f.topic("x.fifo", nil)
	f.subscribe(arn, "sqs", f.queue("billing"), nil)
	entry := func(id, message string) types.PublishBatchRequestEntry {
		return types.PublishBatchRequestEntry{Id: &id, Message: &message}
	}
	batch := func(topic *string, entries ...types.PublishBatchRequestEntry) (*sns.PublishBatchOutput, error) {
		return f.Client.PublishBatch(t.Context(), &sns.PublishBatchInput{TopicArn: topic, PublishBatchRequestEntries: entries})
	}
	t.Run("delivers in the order of the entries", func(t *testing.T) {
		out, err := batch(arn, entry("a", "1"), entry("b", "2"), entry("c", "3"))
		f.ok(err)
		if len(out.Successful) != 3 || len(out.Failed) != 0 || *out.Successful[2].Id != "c" || out.Successful[0].MessageId == nil || out.Successful[0].SequenceNumber != nil {
			t.Errorf("%+v", out)
		}
		if diff := cmp.Diff([]string{"1", "2", "3"}, f.messages("billing")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("entries can fail one by one", func(t *testing.T) {
		bad := entry("b", "m")
		bad.Subject = aws.String("two\nlines")
		out, err := batch(arn, entry("a", "4"), bad, entry("c", "5"))
		f.ok(err)
		if len(out.Successful) != 2 || len(out.Failed) != 1 {
			t.Fatalf("%+v", out)
		}
		if e := out.Failed[0]; *e.Id != "b" || *e.Code != "InvalidParameter" || *e.Message != "Invalid parameter: Subject" || !e.SenderFault {
			t.Errorf("%+v", e)
		}
	})
	long := strings.Repeat("x", 81)
	eleven := make([]types.PublishBatchRequestEntry, 11)
	for i := range eleven {
		eleven[i] = entry(string(rune('a'+i)), "m")
	}
	grouped := entry("a", "m")
	grouped.MessageGroupId = aws.String("g")
	half := strings.Repeat("x", 128<<10)
	for name, tt := range map[string]struct {
		topic      *string
		entries    []types.PublishBatchRequestEntry
		status     int
		code, want string
	}{
		"no entries":       {arn, []types.PublishBatchRequestEntry{}, 400, "EmptyBatchRequest", "The batch request doesn't contain any entries."},
		"too many":         {arn, eleven, 400, "TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible."},
		"same ids":         {arn, []types.PublishBatchRequestEntry{entry("a", "1"), entry("a", "2")}, 400, "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id."},
		"bad id":           {arn, []types.PublishBatchRequestEntry{entry("a b", "1")}, 400, "InvalidBatchEntryId", "The Id of a batch entry in the batch request contains an impermissible character: a b"},
		"long id":          {arn, []types.PublishBatchRequestEntry{entry(long, "1")}, 400, "InvalidBatchEntryId", "The Id of a batch entry in the batch request is too long: " + long},
		"too long":         {arn, []types.PublishBatchRequestEntry{entry("a", half), entry("b", half+"x")}, 400, "BatchRequestTooLong", "The length of all the messages put together is more than the limit."},
		"no topic":         {aws.String(f.ARN("sns", "nobody")), []types.PublishBatchRequestEntry{entry("a", "1")}, 404, "NotFound", "Topic does not exist"},
		"no group":         {fifo, []types.PublishBatchRequestEntry{entry("a", "1")}, 400, "InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics"},
		"no deduplication": {fifo, []types.PublishBatchRequestEntry{grouped}, 400, "InvalidParameter", "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := batch(tt.topic, tt.entries...)
			wantError(t, err, tt.status, tt.code, tt.want)
		})
	}
}
