package snsfake_test

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"
)

func (w *world) allow(topic, label string, accounts, actions []string) error {
	return only(w.Client.AddPermission(w.t.Context(), &sns.AddPermissionInput{TopicArn: &topic, Label: &label, AWSAccountId: accounts, ActionName: actions}))
}

func (w *world) disallow(topic, label string) error {
	return only(w.Client.RemovePermission(w.t.Context(), &sns.RemovePermissionInput{TopicArn: &topic, Label: &label}))
}

// wantPolicy checks the statements of a topic's policy, beside the one that all policies have.
func (w *world) wantPolicy(topic string, statements ...string) {
	w.t.Helper()
	w.wantWholePolicy(topic, append([]string{`{"Sid": "__default_statement_ID", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": [
		"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe",
		"SNS:ListSubscriptionsByTopic", "SNS:Publish"], "Resource": "` + topic + `", "Condition": {"StringEquals": {"AWS:SourceOwner": "000000000000"}}}`},
		statements...)...)
}

func (w *world) wantWholePolicy(topic string, statements ...string) {
	w.t.Helper()
	type policy struct {
		Version, ID string
		Statement   []any
	}
	want := policy{"2008-10-17", "__default_policy_ID", []any{}}
	for _, text := range statements {
		var s any
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			w.t.Fatal(err)
		}
		want.Statement = append(want.Statement, s)
	}
	out := must(w.Client.GetTopicAttributes(w.t.Context(), &sns.GetTopicAttributesInput{TopicArn: &topic}))(w.t)
	var got policy
	if err := json.Unmarshal([]byte(out.Attributes["Policy"]), &got); err != nil {
		w.t.Fatal(err, out.Attributes["Policy"])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Error(diff)
	}
}

func TestPermission(t *testing.T) {
	t.Parallel()
	const (
		account = "111111111111"
		other   = "222222222222"
	)
	t.Run("adds a statement as recorded, and removes it", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		if err := w.allow(topic, "test", []string{account}, []string{"Publish", "Subscribe"}); err != nil {
			t.Fatal(err)
		}
		first := `{"Sid": "test", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
			"Action": ["SNS:Publish", "SNS:Subscribe"], "Resource": "` + topic + `"}`
		w.wantPolicy(topic, first)
		if err := w.allow(topic, "more", []string{account, other}, []string{"Receive"}); err != nil {
			t.Fatal(err)
		}
		w.wantPolicy(topic, first, `{"Sid": "more", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::111111111111:root",
			"arn:aws:iam::222222222222:root"]}, "Action": "SNS:Receive", "Resource": "`+topic+`"}`)
		if err := w.disallow(topic, "more"); err != nil {
			t.Fatal(err)
		}
		w.wantPolicy(topic, first)
	})
	t.Run("leaves statements that others wrote as they are", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		mine := `{"Sid": "mine", "Effect": "Deny", "Principal": "*", "Action": "sns:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`
		policy := `{"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [` + mine + `]}`
		must(w.Client.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{TopicArn: &topic, AttributeName: aws.String("Policy"), AttributeValue: &policy}))(t)
		if err := w.allow(topic, "test", []string{account}, []string{"Publish"}); err != nil {
			t.Fatal(err)
		}
		w.wantWholePolicy(topic, mine, `{"Sid": "test", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
			"Action": "SNS:Publish", "Resource": "`+topic+`"}`)
	})
	t.Run("refuses a label that is there", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		if err := w.allow(topic, "test", []string{account}, []string{"Publish"}); err != nil {
			t.Fatal(err)
		}
		invalid(t, w.allow(topic, "test", []string{other}, []string{"Subscribe"}), "Statement already exists")
	})
	t.Run("refuses actions that are not a topic's", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		for _, action := range []string{"NotExistingAction", "SetSubscriptionAttributes", "CreateTopic"} {
			invalid(t, w.allow(topic, "test", []string{account}, []string{"Publish", action}), "Policy statement action out of service scope!")
		}
		w.wantPolicy(topic)
	})
	t.Run("refuses what is no account", func(t *testing.T) {
		w := newWorld(t)
		invalid(t, w.allow(w.newTopic("news"), "test", []string{"999"}, []string{"Publish"}), "Policy Error: PrincipalNotFound")
	})
	t.Run("removes a label that is not there", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		if err := w.disallow(topic, "none"); err != nil {
			t.Error(err)
		}
		w.wantPolicy(topic)
	})
	t.Run("needs a topic", func(t *testing.T) {
		w := newWorld(t)
		for _, err := range []error{w.allow(w.ARN("sns", "none"), "test", []string{account}, []string{"Publish"}), w.disallow(w.ARN("sns", "none"), "test")} {
			refused(t, err, 404, "NotFound", "Topic does not exist")
		}
	})
}
