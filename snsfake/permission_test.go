package snsfake_test

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"
)

func (f *fixture) allow(topic, label string, accounts, actions []string) error {
	return only(f.Client.AddPermission(f.t.Context(), &sns.AddPermissionInput{TopicArn: &topic, Label: &label, AWSAccountId: accounts, ActionName: actions}))
}

func (f *fixture) disallow(topic, label string) error {
	return only(f.Client.RemovePermission(f.t.Context(), &sns.RemovePermissionInput{TopicArn: &topic, Label: &label}))
}

// wantPolicy checks the statements of a topic's policy, beside the one that all policies have.
func (f *fixture) wantPolicy(topic string, statements ...string) {
	f.t.Helper()
	f.wantWholePolicy(topic, append([]string{`{"Sid": "__default_statement_ID", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": [
		"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe",
		"SNS:ListSubscriptionsByTopic", "SNS:Publish"], "Resource": "` + topic + `", "Condition": {"StringEquals": {"AWS:SourceOwner": "000000000000"}}}`},
		statements...)...)
}

func (f *fixture) wantWholePolicy(topic string, statements ...string) {
	f.t.Helper()
	type policy struct {
		Version, ID string
		Statement   []any
	}
	want := policy{"2008-10-17", "__default_policy_ID", []any{}}
	for _, text := range statements {
		var s any
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			f.t.Fatal(err)
		}
		want.Statement = append(want.Statement, s)
	}
	out := must(f.Client.GetTopicAttributes(f.t.Context(), &sns.GetTopicAttributesInput{TopicArn: &topic}))(f.t)
	var got policy
	if err := json.Unmarshal([]byte(out.Attributes["Policy"]), &got); err != nil {
		f.t.Fatal(err, out.Attributes["Policy"])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		f.t.Error(diff)
	}
}

func TestPermission(t *testing.T) {
	t.Parallel()
	const (
		account = "111111111111"
		other   = "222222222222"
	)
	t.Run("adds a statement as recorded, and removes it", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		if err := f.allow(topic, "test", []string{account}, []string{"Publish", "Subscribe"}); err != nil {
			t.Fatal(err)
		}
		first := `{"Sid": "test", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
			"Action": ["SNS:Publish", "SNS:Subscribe"], "Resource": "` + topic + `"}`
		f.wantPolicy(topic, first)
		if err := f.allow(topic, "more", []string{account, other}, []string{"Receive"}); err != nil {
			t.Fatal(err)
		}
		f.wantPolicy(topic, first, `{"Sid": "more", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111111111111:root",
			"arn:aws:iam::222222222222:root"]}, "Action": "SNS:Receive", "Resource": "`+topic+`"}`)
		if err := f.disallow(topic, "more"); err != nil {
			t.Fatal(err)
		}
		f.wantPolicy(topic, first)
	})
	t.Run("leaves statements that others wrote as they are", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		mine := `{"Sid": "mine", "Effect": "Deny", "Principal": "*", "Action": "sns:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`
		policy := `{"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [` + mine + `]}`
		must(f.Client.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{TopicArn: &topic, AttributeName: aws.String("Policy"), AttributeValue: &policy}))(t)
		if err := f.allow(topic, "test", []string{account}, []string{"Publish"}); err != nil {
			t.Fatal(err)
		}
		f.wantWholePolicy(topic, mine, `{"Sid": "test", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
			"Action": "SNS:Publish", "Resource": "`+topic+`"}`)
	})
	t.Run("refuses a label that is there", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		if err := f.allow(topic, "test", []string{account}, []string{"Publish"}); err != nil {
			t.Fatal(err)
		}
		wantParameter(t, f.allow(topic, "test", []string{other}, []string{"Subscribe"}), "Statement already exists")
	})
	t.Run("refuses actions that are not a topic's", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		for _, action := range []string{"NotExistingAction", "SetSubscriptionAttributes", "CreateTopic"} {
			wantParameter(t, f.allow(topic, "test", []string{account}, []string{"Publish", action}), "Policy statement action out of service scope!")
		}
		f.wantPolicy(topic)
	})
	t.Run("refuses what is no account", func(t *testing.T) {
		f := start(t)
		wantParameter(t, f.allow(*f.topic("news", nil), "test", []string{"999"}, []string{"Publish"}), "Policy Error: PrincipalNotFound")
	})
	t.Run("refuses what is empty", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		wantParameter(t, f.allow(topic, "", []string{account}, []string{"Publish"}), "Label")
		wantParameter(t, f.allow(topic, "test", []string{}, []string{"Publish"}), "AWSAccountId")
		wantParameter(t, f.allow(topic, "test", []string{account}, []string{}), "ActionName")
		f.wantPolicy(topic)
	})
	t.Run("removes a label that is not there", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		if err := f.disallow(topic, "none"); err != nil {
			t.Error(err)
		}
		f.wantPolicy(topic)
	})
	t.Run("needs a topic", func(t *testing.T) {
		f := start(t)
		for _, err := range []error{f.allow(f.ARN("sns", "none"), "test", []string{account}, []string{"Publish"}), f.disallow(f.ARN("sns", "none"), "test")} {
			wantError(t, err, 404, "NotFound", "Topic does not exist")
		}
	})
}
