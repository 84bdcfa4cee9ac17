package snsfake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

func TestDataProtectionPolicy(t *testing.T) {
	t.Parallel()
	put := func(w *world, topic, policy string) error {
		return only(w.Client.PutDataProtectionPolicy(t.Context(), &sns.PutDataProtectionPolicyInput{ResourceArn: &topic, DataProtectionPolicy: &policy}))
	}
	get := func(w *world, topic string) (*sns.GetDataProtectionPolicyOutput, error) {
		return w.Client.GetDataProtectionPolicy(t.Context(), &sns.GetDataProtectionPolicyInput{ResourceArn: &topic})
	}
	t.Run("is returned as it was put, and removed by an empty one", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		policy := `{"Name": "data_protection_policy", "Version": "2021-06-01", "Statement": [{"Sid": "test-statement", "DataDirection": "Inbound",
			"Principal": ["*"], "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"], "Operation": {"Deny": {}}}]}`
		for _, text := range []string{policy, ""} {
			if err := put(w, topic, text); err != nil {
				t.Fatal(err)
			}
			if got := must(get(w, topic))(t).DataProtectionPolicy; aws.ToString(got) != text || (got == nil) != (text == "") {
				t.Errorf("got %v", got)
			}
		}
	})
	t.Run("does not show in the topic's attributes", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		in := &sns.GetTopicAttributesInput{TopicArn: &topic}
		before := len(must(w.Client.GetTopicAttributes(t.Context(), in))(t).Attributes)
		if err := put(w, topic, `{"Name":"p"}`); err != nil {
			t.Fatal(err)
		}
		if after := must(w.Client.GetTopicAttributes(t.Context(), in))(t).Attributes; len(after) != before {
			t.Errorf("%v", after)
		}
	})
	t.Run("is a JSON object of up to 30,720 characters", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		invalid(t, put(w, topic, "[]"), "DataProtectionPolicy Reason: failed to parse JSON")
		invalid(t, put(w, topic, "{"), "DataProtectionPolicy Reason: failed to parse JSON")
		const frame = len(`{"Description":""}`)
		long := func(n int) string { return `{"Description":"` + strings.Repeat("a", n-frame) + `"}` }
		if err := put(w, topic, long(30_720)); err != nil {
			t.Error(err)
		}
		invalid(t, put(w, topic, long(30_721)), "DataProtectionPolicy Reason: must be at most 30720 characters long")
	})
	t.Run("needs a topic", func(t *testing.T) {
		w := newWorld(t)
		for _, err := range []error{put(w, w.ARN("sns", "none"), "{}"), only(get(w, w.ARN("sns", "none")))} {
			refused(t, err, 404, "NotFound", "Topic does not exist")
		}
		invalid(t, only(get(w, "none")), "ResourceArn Reason: An ARN must have at least 6 elements, not 1")
	})
}
