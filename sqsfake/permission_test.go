package sqsfake_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"
)

// taskHandle makes the handle of a task that does not exist.
func taskHandle(source string) string {
	return base64.StdEncoding.EncodeToString([]byte(`{"taskId":"10f57157-fc38-4da9-a113-4de7e12d05aa","sourceArn":"` + source + `"}`))
}

// As recorded: sqs_permission_lifecycle.
func TestPermissions(t *testing.T) {
	f := start(t)
	url := f.orders()
	add := func(label string, actions []string, accounts ...string) error {
		_, err := f.Client.AddPermission(t.Context(), &sqs.AddPermissionInput{QueueUrl: &url, Label: &label, AWSAccountIds: accounts, Actions: actions})
		return err
	}
	remove := func(label string) error {
		_, err := f.Client.RemovePermission(t.Context(), &sqs.RemovePermissionInput{QueueUrl: &url, Label: &label})
		return err
	}
	policy := func(statements ...string) {
		t.Helper()
		want := attrs{"Policy": `{"Version":"2008-10-17","Id":"arn:aws:sqs:us-east-1:000000000000:orders/SQSDefaultPolicy","Statement":[` + strings.Join(statements, ",") + `]}`}
		if statements == nil {
			want = nil
		}
		if diff := cmp.Diff(want, f.attributes(url, "Policy")); diff != "" {
			t.Error(diff)
		}
	}
	receive := []string{"ReceiveMessage"}
	statement := func(label, principal, action string) string {
		return `{"Sid":"` + label + `","Effect":"Allow","Principal":{"AWS":` + principal + `},"Action":` + action + `,"Resource":"arn:aws:sqs:us-east-1:000000000000:orders"}`
	}
	one := `"arn:aws:iam::111111111111:root"`

	f.ok(add("a", receive, "668614515564", "111111111111"))
	policy(statement("a", `["arn:aws:iam::668614515564:root",`+one+`]`, `"SQS:ReceiveMessage"`))
	f.ok(remove("a"))
	policy()
	f.ok(add("a", receive, "111111111111"))
	wantError(t, add("a", receive, "668614515564"), 400, "InvalidParameterValue", "Value a for parameter Label is invalid. Reason: Already exists.")
	f.ok(add("b", []string{"SendMessage", "*"}, "111111111111"))
	policy(statement("a", one, `"SQS:ReceiveMessage"`), statement("b", one, `["SQS:SendMessage","SQS:*"]`))
	f.ok(add("a", receive, "111111111111")) // the same again
	wantError(t, remove("c"), 400, "InvalidParameterValue", "Value c for parameter Label is invalid. Reason: can't find label on existing policy.")
	f.ok(remove("a"))
	policy(statement("b", one, `["SQS:SendMessage","SQS:*"]`))
	f.ok(remove("b"))
	policy()
	wantError(t, remove("b"), 400, "InvalidParameterValue", "Value b for parameter Label is invalid. Reason: can't find label.")

	wantError(t, add("a", []string{"Foo"}, "111111111111"), 400, "InvalidParameterValue",
		"Value SQS:Foo for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions. ")
	wantError(t, add("a", []string{"CreateQueue"}, "111111111111"), 400, "InvalidParameterValue",
		"Value SQS:CreateQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.")
	wantError(t, add("", receive, "111111111111"), 400, "MissingParameter", "The request must contain the parameter Label.")
	wantError(t, add("a b", receive, "111111111111"), 400, "InvalidParameterValue", "")
	wantError(t, add("a", receive, "1111"), 400, "InvalidParameterValue", "")
	wantError(t, add("a", strings.Split("*,*,*,*,*,*,*,*", ","), "111111111111"), 403, "OverLimit", "")
	policy()
	for i := range 20 {
		f.ok(add("label"+itoa(int64(i)), receive, "111111111111"))
	}
	wantError(t, add("label20", receive, "111111111111"), 403, "OverLimit", "21 Statements were found, maximum allowed is 20.")
}

// AddPermission leaves statements alone that came with the Policy attribute.
func TestPermissions_besideAPolicy(t *testing.T) {
	f := start(t)
	const mine = `{"Sid":"mine","Effect":"Deny","Principal":"*","Action":"sqs:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`
	for i, statement := range []string{"[" + mine + "]", mine} { // one statement needs no list
		url := f.queue("orders"+itoa(int64(i)), attrs{"Policy": `{"Version":"2012-10-17","Statement":` + statement + `}`})
		label := "a"
		_, err := f.Client.AddPermission(t.Context(), &sqs.AddPermissionInput{QueueUrl: &url, Label: &label, AWSAccountIds: []string{"111111111111"}, Actions: []string{"SendMessage"}})
		f.ok(err)
		if p := f.attributes(url)["Policy"]; !strings.HasPrefix(p, `{"Version":"2012-10-17","Statement":[`+mine+`,{"Sid":"a",`) {
			t.Error(p)
		}
	}
	twentyOne := "[" + strings.TrimSuffix(strings.Repeat(mine+",", 21), ",") + "]"
	wantError(t, f.set("orders0", attrs{"Policy": `{"Statement":` + twentyOne + `}`}), 403, "OverLimit", "21 statements were found in the submitted policy, max allowed is 20")
}

func TestTags(t *testing.T) {
	f := start(t)
	url := f.orders()
	tag := func(tags attrs) error {
		_, err := f.Client.TagQueue(t.Context(), &sqs.TagQueueInput{QueueUrl: &url, Tags: tags})
		return err
	}
	untag := func(keys ...string) {
		t.Helper()
		_, err := f.Client.UntagQueue(t.Context(), &sqs.UntagQueueInput{QueueUrl: &url, TagKeys: keys})
		f.ok(err)
	}
	want := func(want attrs) {
		t.Helper()
		out, err := f.Client.ListQueueTags(t.Context(), &sqs.ListQueueTagsInput{QueueUrl: &url})
		f.ok(err)
		if diff := cmp.Diff(want, out.Tags); diff != "" {
			t.Error(diff)
		}
	}
	want(nil)
	f.ok(tag(attrs{"tag1": "value1", "tag2": "value2", "tag3": ""}))
	f.ok(tag(attrs{"tag1": "VALUE1", "Tag1": "other"}))
	want(attrs{"tag1": "VALUE1", "Tag1": "other", "tag2": "value2", "tag3": ""})
	untag("tag1", "Tag1", "tag3", "none")
	want(attrs{"tag2": "value2"})
	many := attrs{}
	for i := range 50 {
		many["many"+itoa(int64(i))] = ""
	}
	wantError(t, tag(many), 400, "InvalidParameterValue", "Too many tags added for queue orders.")
	wantError(t, tag(attrs{strings.Repeat("k", 129): ""}), 400, "InvalidParameterValue", "")
	wantError(t, tag(attrs{"k": strings.Repeat("v", 257)}), 400, "InvalidParameterValue", "")
	want(attrs{"tag2": "value2"})
	untag("tag2")
	if res := post(t, f, "ListQueueTags", `{"QueueUrl":"`+url+`"}`); res.body != "{}" {
		t.Error(res.body)
	}
}
