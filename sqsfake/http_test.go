package sqsfake_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// An answer is an HTTP response with its body.
type answer struct {
	*http.Response
	body string
}

// post sends a request of the JSON protocol as any client might.
func post(t *testing.T, f *fixture, op, body string) answer {
	t.Helper()
	return do(t, f.URL()+"/", http.Header{"X-Amz-Target": {"AmazonSQS." + op}, "Content-Type": {"application/x-amz-json-1.0"}}, body)
}

// query sends a request of the query protocol: Action and pairs of parameters.
func query(t *testing.T, f *fixture, action string, pairs ...string) answer {
	t.Helper()
	form := url.Values{"Action": {action}, "Version": {"2012-11-05"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return do(t, f.URL()+"/", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form.Encode())
}

func do(t *testing.T, url string, h http.Header, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = h
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(b)}
}

// What is wrong on the wire is answered as AWS does, never with 500, and changes nothing.
func TestBadInput(t *testing.T) {
	f := start(t)
	u := f.orders()
	f.send(u, "a")
	target := func(op string) http.Header {
		return http.Header{"X-Amz-Target": {"AmazonSQS." + op}, "Content-Type": {"application/x-amz-json-1.0"}}
	}
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	q := `{"QueueUrl":"` + u + `"`
	const malformed, missing, unknown = "com.amazon.coral.service#SerializationException", "com.amazonaws.sqs#MissingRequiredParameterException", "com.amazon.coral.service#UnknownOperationException"
	tests := map[string]struct {
		header http.Header
		body   string
		status int
		want   string // in the body
	}{
		"malformed JSON":        {target("SendMessage"), `{"QueueUrl":}`, 400, malformed},
		"truncated JSON":        {target("SendMessage"), q + `,"MessageBody":"a`, 400, malformed},
		"no JSON":               {target("SendMessage"), "QueueUrl=orders", 400, malformed},
		"a list":                {target("SendMessage"), "[]", 400, malformed},
		"more after the end":    {target("SendMessage"), q + `,"MessageBody":"a"}}`, 400, malformed},
		"a number for a string": {target("SendMessage"), q + `,"MessageBody":1}`, 400, malformed},
		"a string for a number": {target("SendMessage"), q + `,"MessageBody":"a","DelaySeconds":"x"}`, 400, malformed},
		"a number out of range": {target("SendMessage"), q + `,"MessageBody":"a","DelaySeconds":99999999999}`, 400, malformed},
		"a string for a map":    {target("SendMessage"), q + `,"MessageBody":"a","MessageAttributes":"x"}`, 400, malformed},
		"an object for a list":  {target("SendMessageBatch"), q + `,"Entries":{}}`, 400, malformed},
		"base64 that is none":   {target("SendMessage"), q + `,"MessageBody":"a","MessageAttributes":{"k":{"DataType":"Binary","BinaryValue":"*"}}}`, 400, malformed},
		"bad UTF-8":             {target("SendMessage"), q + `,"MessageBody":"` + "\xff\xfe" + `"}`, 400, ""},
		"no queue":              {target("SendMessage"), `{"MessageBody":"a"}`, 400, missing},
		"an empty body":         {target("SendMessage"), "", 400, missing},
		"null for a string":     {target("SendMessage"), q + `,"MessageBody":null}`, 400, missing},
		"no body":               {target("SendMessage"), q + `}`, 400, "The request must contain the parameter MessageBody."},
		"no entries":            {target("SendMessageBatch"), q + `}`, 400, "com.amazonaws.sqs#EmptyBatchRequest"},
		"null for an entry":     {target("SendMessageBatch"), q + `,"Entries":[null]}`, 400, ""},
		"no id":                 {target("SendMessageBatch"), q + `,"Entries":[{"MessageBody":"a"}]}`, 400, missing},
		"no body in an entry":   {target("SendMessageBatch"), q + `,"Entries":[{"Id":"1"}]}`, 400, missing},
		"no handle":             {target("DeleteMessage"), q + `}`, 400, missing},
		"no handle in an entry": {target("DeleteMessageBatch"), q + `,"Entries":[{"Id":"1"}]}`, 400, missing},
		"no timeout":            {target("ChangeMessageVisibility"), q + `,"ReceiptHandle":"h"}`, 400, "The request must contain the parameter VisibilityTimeout."},
		"no handle to change":   {target("ChangeMessageVisibilityBatch"), q + `,"Entries":[{"Id":"1"}]}`, 400, missing},
		"no tags":               {target("TagQueue"), q + `}`, 400, missing},
		"no tag keys":           {target("UntagQueue"), q + `}`, 400, missing},
		"no attributes":         {target("SetQueueAttributes"), q + `}`, 400, missing},
		"no accounts":           {target("AddPermission"), q + `,"Label":"a","Actions":["*"]}`, 400, missing},
		"no actions":            {target("AddPermission"), q + `,"Label":"a","AWSAccountIds":["111111111111"]}`, 400, missing},
		"no name":               {target("CreateQueue"), `{}`, 400, "The request must contain the parameter QueueName."},
		"unknown operation":     {target("SendLetter"), "{}", 400, unknown},
		"no operation":          {http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, "{}", 400, unknown},
		"another content type":  {http.Header{"X-Amz-Target": {"AmazonSQS.SendMessage"}, "Content-Type": {"text/plain"}}, q + `,"MessageBody":"a"}`, 400, unknown},
		"unknown action":        {form, "Action=FooBar&Version=2012-11-05", 400, "<Code>InvalidAction</Code><Message>The action FooBar is not valid for this endpoint.</Message>"},
		"no action":             {form, "Version=2012-11-05", 400, "<Code>MissingAction</Code>"},
		"bad escape":            {form, "Action=%zz", 400, "<Code>MalformedInput</Code>"},
		"no body in the query":  {form, "Action=SendMessage&QueueUrl=orders", 400, "<Code>MissingParameter</Code><Message>The request must contain the parameter MessageBody.</Message>"},
		"a word for a number":   {form, "Action=ReceiveMessage&QueueUrl=orders&WaitTimeSeconds=x", 400, "<Code>MalformedInput</Code>"},
		"a body without end":    {target("SendMessage"), q + `,"MessageBody":"` + strings.Repeat("a", 17<<20) + `"}`, 413, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := do(t, f.URL()+"/", tt.header.Clone(), tt.body)
			if res.StatusCode != tt.status || !strings.Contains(res.body, tt.want) {
				t.Errorf("%d %.500s\nwant %d with %s", res.StatusCode, res.body, tt.status, tt.want)
			}
		})
	}
	t.Run("unknown members are passed over", func(t *testing.T) {
		if res := post(t, f, "GetQueueUrl", `{"QueueName":"orders","Foo":{"Bar":[1,null]}}`); res.StatusCode != 200 {
			t.Errorf("%d %s", res.StatusCode, res.body)
		}
	})
	if l := f.Messages("orders"); len(l) != 1 || l[0].State != "visible" {
		t.Errorf("the queue holds %+v", l)
	}
}

// Errors in JSON carry the type in the body and the code of the query protocol in a header.
func TestErrorsInJSON(t *testing.T) {
	f := start(t)
	u := f.orders()
	tests := map[string]struct {
		op, body, kind, header string
	}{
		"modelled":       {"GetQueueUrl", `{"QueueName":"nope"}`, "com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue;Sender"},
		"not modelled":   {"ReceiveMessage", `{"QueueUrl":"` + u + `","MaxNumberOfMessages":11}`, "com.amazonaws.sqs#InvalidParameterValueException", "InvalidParameterValue;Sender"},
		"missing":        {"SendMessage", `{"QueueUrl":"` + u + `"}`, "com.amazonaws.sqs#MissingRequiredParameterException", "MissingParameter;Sender"},
		"attribute":      {"SetQueueAttributes", `{"QueueUrl":"` + u + `","Attributes":{"Foo":"1"}}`, "com.amazonaws.sqs#InvalidAttributeName", "InvalidAttributeName;Sender"},
		"receipt handle": {"DeleteMessage", `{"QueueUrl":"` + u + `","ReceiptHandle":"x"}`, "com.amazonaws.sqs#ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid;Sender"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := post(t, f, tt.op, tt.body)
			if !strings.HasPrefix(res.body, `{"__type":"`+tt.kind+`"`) || res.Header.Get("X-Amzn-Query-Error") != tt.header {
				t.Errorf("%s with header %q", res.body, res.Header.Get("X-Amzn-Query-Error"))
			}
		})
	}
}

// Every operation in the query protocol, as clients from before the end of 2023 speak it.
func TestQueryProtocol(t *testing.T) {
	f := start(t)
	u := f.URL() + "/000000000000/orders"
	step := func(action, want string, pairs ...string) string {
		t.Helper()
		res := query(t, f, action, pairs...)
		if res.StatusCode != 200 || !strings.Contains(res.body, "<"+action+"Response") || !strings.Contains(res.body, want) {
			t.Errorf("%s: %d %s\nwant %s", action, res.StatusCode, res.body, want)
		}
		return res.body
	}
	between := func(s, from, to string) string {
		_, s, _ = strings.Cut(s, from)
		s, _, _ = strings.Cut(s, to)
		return s
	}
	handle := func(s string) string { return between(s, "<ReceiptHandle>", "</ReceiptHandle>") }

	step("CreateQueue", "<QueueUrl>"+u+"</QueueUrl>", "QueueName", "orders", "Attribute.1.Name", "VisibilityTimeout", "Attribute.1.Value", "7", "Tag.1.Key", "k", "Tag.1.Value", "v")
	step("GetQueueUrl", "<QueueUrl>"+u+"</QueueUrl>", "QueueName", "orders")
	step("ListQueues", "<QueueUrl>"+u+"</QueueUrl>", "QueueNamePrefix", "ord")
	step("GetQueueAttributes", "<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>", "QueueUrl", u, "AttributeName.1", "All")
	step("SetQueueAttributes", "", "QueueUrl", u, "Attribute.1.Name", "DelaySeconds", "Attribute.1.Value", "0")
	step("TagQueue", "", "QueueUrl", u, "Tag.1.Key", "a", "Tag.1.Value", "b")
	step("ListQueueTags", "<Tag><Key>a</Key><Value>b</Value></Tag><Tag><Key>k</Key><Value>v</Value></Tag>", "QueueUrl", u)
	step("UntagQueue", "", "QueueUrl", u, "TagKey.1", "a")
	step("AddPermission", "", "QueueUrl", u, "Label", "l", "AWSAccountId.1", "111111111111", "ActionName.1", "SendMessage")
	step("RemovePermission", "", "QueueUrl", u, "Label", "l")

	step("SendMessage", "<MD5OfMessageBody>0cc175b9c0f1b6a831c399e269772661</MD5OfMessageBody>", "QueueUrl", u, "MessageBody", "a",
		"MessageAttribute.1.Name", "n", "MessageAttribute.1.Value.DataType", "Number", "MessageAttribute.1.Value.StringValue", "1")
	got := step("ReceiveMessage", "<Body>a</Body>", "QueueUrl", u, "MessageAttributeName.1", "All", "AttributeName.1", "SenderId", "VisibilityTimeout", "0")
	for _, want := range []string{"<MessageAttribute><Name>n</Name><Value><", "<Attribute><Name>SenderId</Name><Value>000000000000</Value></Attribute>"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
	got = step("ReceiveMessage", "<Body>a</Body>", "QueueUrl", u)
	step("ChangeMessageVisibility", "", "QueueUrl", u, "ReceiptHandle", handle(got), "VisibilityTimeout", "0")
	got = step("ReceiveMessage", "<Body>a</Body>", "QueueUrl", u)
	step("ChangeMessageVisibilityBatch", "<Id>1</Id>", "QueueUrl", u, "ChangeMessageVisibilityBatchRequestEntry.1.Id", "1",
		"ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle", handle(got), "ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout", "60")
	step("DeleteMessage", "", "QueueUrl", u, "ReceiptHandle", handle(got))
	if got = step("ReceiveMessage", "", "QueueUrl", u); strings.Contains(got, "<Message>") {
		t.Error(got)
	}
	step("SendMessageBatch", "<Id>2</Id>", "QueueUrl", u, "SendMessageBatchRequestEntry.1.Id", "1", "SendMessageBatchRequestEntry.1.MessageBody", "x",
		"SendMessageBatchRequestEntry.2.Id", "2", "SendMessageBatchRequestEntry.2.MessageBody", "y")
	got = step("ReceiveMessage", "<Body>x</Body>", "QueueUrl", u, "MaxNumberOfMessages", "1")
	step("DeleteMessageBatch", "<Id>1</Id>", "QueueUrl", u, "DeleteMessageBatchRequestEntry.1.Id", "1", "DeleteMessageBatchRequestEntry.1.ReceiptHandle", handle(got))
	step("PurgeQueue", "", "QueueUrl", u)

	step("CreateQueue", "", "QueueName", "source", "Attribute.1.Name", "RedrivePolicy", "Attribute.1.Value", f.redrive("orders", 1)["RedrivePolicy"])
	step("ListDeadLetterSourceQueues", "/source</QueueUrl>", "QueueUrl", u)
	f.send("orders", "1", "2")
	task := between(step("StartMessageMoveTask", "<TaskHandle>", "SourceArn", f.ARN("sqs", "orders"), "DestinationArn", f.ARN("sqs", "source"), "MaxNumberOfMessagesPerSecond", "1"), "<TaskHandle>", "</TaskHandle>")
	step("ListMessageMoveTasks", "<Status>RUNNING</Status>", "SourceArn", f.ARN("sqs", "orders"))
	step("CancelMessageMoveTask", "<ApproximateNumberOfMessagesMoved>1</ApproximateNumberOfMessagesMoved>", "TaskHandle", task)
	step("DeleteQueue", "", "QueueUrl", u)

	res := query(t, f, "GetQueueAttributes", "QueueUrl", u)
	const want = "<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/></Error>"
	if res.StatusCode != 400 || !strings.Contains(res.body, want) {
		t.Errorf("%d %s\nwant %s", res.StatusCode, res.body, want)
	}
}

// A request to the URL of a queue need not name it again.
func TestQueryProtocol_atTheQueue(t *testing.T) {
	f := start(t)
	u := f.orders()
	if res := do(t, u, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, "Action=SendMessage&MessageBody=foobar"); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	res, err := http.Get(u + "?Action=ReceiveMessage")
	f.ok(err)
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); !strings.Contains(string(b), "<Body>foobar</Body>") {
		t.Errorf("%d %s", res.StatusCode, b)
	}
	res2 := do(t, u, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, "Action=GetQueueAttributes&AttributeName.1=Foobar")
	if !strings.Contains(res2.body, "<Code>InvalidAttributeName</Code><Message>Unknown Attribute Foobar.</Message>") {
		t.Errorf("%d %s", res2.StatusCode, res2.body)
	}
}
