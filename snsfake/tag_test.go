package snsfake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/google/go-cmp/cmp"
)

// tags makes tags of keys and values.
func tags(pairs ...string) []types.Tag {
	l := []types.Tag{}
	for i := 0; i < len(pairs); i += 2 {
		l = append(l, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
	}
	return l
}

func (f *fixture) tag(resource string, l []types.Tag) error {
	return only(f.Client.TagResource(f.t.Context(), &sns.TagResourceInput{ResourceArn: &resource, Tags: l}))
}

func (f *fixture) untag(resource string, keys ...string) error {
	return only(f.Client.UntagResource(f.t.Context(), &sns.UntagResourceInput{ResourceArn: &resource, TagKeys: keys}))
}

func (f *fixture) wantTags(resource string, want []types.Tag) {
	f.t.Helper()
	got := must(f.Client.ListTagsForResource(f.t.Context(), &sns.ListTagsForResourceInput{ResourceArn: &resource}))(f.t).Tags
	if diff := cmp.Diff(want, got, ignoreUnexported); diff != "" {
		f.t.Error(diff)
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	t.Run("are added, changed and removed", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		f.wantTags(topic, tags())
		if err := f.tag(topic, tags("k1", "v1", "k2", "v2")); err != nil {
			t.Fatal(err)
		}
		f.wantTags(topic, tags("k1", "v1", "k2", "v2"))
		if err := f.untag(topic, "k1", "none"); err != nil {
			t.Fatal(err)
		}
		f.wantTags(topic, tags("k2", "v2"))
		if err := f.tag(topic, tags("k2", "v2b", "K2", "")); err != nil {
			t.Fatal(err)
		}
		f.wantTags(topic, tags("k2", "v2b", "K2", ""))
	})
	t.Run("cannot have a key twice", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		wantParameter(t, f.tag(topic, tags("k1", "v1", "k1", "v2")), "Duplicated keys are not allowed.")
		f.wantTags(topic, tags())
	})
	t.Run("are 50 at most", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		var l []string
		for i := range 51 {
			l = append(l, fmt.Sprint("k", i), "v")
		}
		const message = "Could not complete request: tag quota of per resource exceeded"
		wantError(t, f.tag(topic, tags(l...)), 400, "TagLimitExceeded", message)
		if err := f.tag(topic, tags(l[:100]...)); err != nil {
			t.Fatal(err)
		}
		wantError(t, f.tag(topic, tags("one", "more")), 400, "TagLimitExceeded", message)
		if err := f.tag(topic, tags("k0", "changed")); err != nil {
			t.Error(err)
		}
	})
	t.Run("have keys of 1 to 128 and values of up to 256 characters", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		if err := f.tag(topic, tags(strings.Repeat("é", 128), strings.Repeat("é", 256))); err != nil {
			t.Error(err)
		}
		for _, l := range [][]types.Tag{tags("", "v"), tags(strings.Repeat("k", 129), "v"), tags("k", strings.Repeat("v", 257))} {
			if err := f.tag(topic, l); err == nil || !strings.Contains(err.Error(), "ValidationError: 1 validation error detected") {
				t.Errorf("error %v", err)
			}
		}
	})
	t.Run("leave keys that begin with aws: to AWS", func(t *testing.T) {
		f := start(t)
		wantParameter(t, f.tag(*f.topic("news", nil), tags("aws:k", "v")), "aws: prefixed tag key names are not allowed for external use.")
	})
	t.Run("go with the topic", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		if err := f.tag(topic, tags("k1", "v1")); err != nil {
			t.Fatal(err)
		}
		must(f.Client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: &topic}))(t)
		f.wantTags(*f.topic("news", nil), tags())
	})
	t.Run("need a resource", func(t *testing.T) {
		f := start(t)
		none := f.ARN("sns", "none")
		list := func(arn string) error {
			return only(f.Client.ListTagsForResource(t.Context(), &sns.ListTagsForResourceInput{ResourceArn: aws.String(arn)}))
		}
		for _, err := range []error{f.tag(none, tags("k", "v")), f.untag(none, "k"), list(none), list(f.app("GCM", "shop", nil))} {
			wantError(t, err, 404, "ResourceNotFound", "Resource does not exist")
		}
		wantParameter(t, list("none"), "ResourceArn Reason: An ARN must have at least 6 elements, not 1")
	})
}
