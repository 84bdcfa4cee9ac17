package snsfake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

func TestDataProtectionPolicy(t *testing.T) {
	t.Parallel()
	put := func(f *fixture, topic, policy string) error {
		return only(f.Client.PutDataProtectionPolicy(t.Context(), &sns.PutDataProtectionPolicyInput{ResourceArn: &topic, DataProtectionPolicy: &policy}))
	}
	get := func(f *fixture, topic string) (*sns.GetDataProtectionPolicyOutput, error) {
		return f.Client.GetDataProtectionPolicy(t.Context(), &sns.GetDataProtectionPolicyInput{ResourceArn: &topic})
	}
	t.Run("is returned as it was put, and removed by an empty one", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		policy := `{"Name": "data_protection_policy", "Version": "2021-06-01", "Statement": [{"Sid": "test-statement", "DataDirection": "Inbound",
			"Principal": ["*"], "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"], "Operation": {"Deny": {}}}]}`
		for _, text := range []string{policy, ""} {
			if err := put(f, topic, text); err != nil {
				t.Fatal(err)
			}
			if got := must(get(f, topic))(t).DataProtectionPolicy; aws.ToString(got) != text || (got == nil) != (text == "") {
				t.Errorf("got %v", got)
			}
		}
	})
	t.Run("does not show in the topic's attributes", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		in := &sns.GetTopicAttributesInput{TopicArn: &topic}
		before := len(must(f.Client.GetTopicAttributes(t.Context(), in))(t).Attributes)
		if err := put(f, topic, `{"Name":"p"}`); err != nil {
			t.Fatal(err)
		}
		if after := must(f.Client.GetTopicAttributes(t.Context(), in))(t).Attributes; len(after) != before {
			t.Errorf("%v", after)
		}
	})
	t.Run("is a JSON object of up to 30,720 characters", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		for _, text := range []string{"[]", "{", "null"} {
			wantParameter(t, put(f, topic, text), "DataProtectionPolicy Reason: failed to parse JSON")
		}
		const frame = len(`{"Description":""}`)
		long := func(n int) string { return `{"Description":"` + strings.Repeat("a", n-frame) + `"}` }
		if err := put(f, topic, long(30_720)); err != nil {
			t.Error(err)
		}
		wantParameter(t, put(f, topic, long(30_721)), "DataProtectionPolicy Reason: must be at most 30720 characters long")
	})
	t.Run("needs a topic", func(t *testing.T) {
		f := start(t)
		for _, err := range []error{put(f, f.ARN("sns", "none"), "{}"), only(get(f, f.ARN("sns", "none")))} {
			wantError(t, err, 404, "NotFound", "Topic does not exist")
		}
		wantParameter(t, only(get(f, "none")), "ResourceArn Reason: An ARN must have at least 6 elements, not 1")
	})
}
