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

func (w *world) tag(resource string, l []types.Tag) error {
	return only(w.Client.TagResource(w.t.Context(), &sns.TagResourceInput{ResourceArn: &resource, Tags: l}))
}

func (w *world) untag(resource string, keys ...string) error {
	return only(w.Client.UntagResource(w.t.Context(), &sns.UntagResourceInput{ResourceArn: &resource, TagKeys: keys}))
}

func (w *world) wantTags(resource string, want []types.Tag) {
	w.t.Helper()
	got := must(w.Client.ListTagsForResource(w.t.Context(), &sns.ListTagsForResourceInput{ResourceArn: &resource}))(w.t).Tags
	if diff := cmp.Diff(want, got, ignoreUnexported); diff != "" {
		w.t.Error(diff)
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	t.Run("are added, changed and removed", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		w.wantTags(topic, tags())
		if err := w.tag(topic, tags("k1", "v1", "k2", "v2")); err != nil {
			t.Fatal(err)
		}
		w.wantTags(topic, tags("k1", "v1", "k2", "v2"))
		if err := w.untag(topic, "k1", "none"); err != nil {
			t.Fatal(err)
		}
		w.wantTags(topic, tags("k2", "v2"))
		if err := w.tag(topic, tags("k2", "v2b", "K2", "")); err != nil {
			t.Fatal(err)
		}
		w.wantTags(topic, tags("k2", "v2b", "K2", ""))
	})
	t.Run("cannot have a key twice", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		invalid(t, w.tag(topic, tags("k1", "v1", "k1", "v2")), "Duplicated keys are not allowed.")
		w.wantTags(topic, tags())
	})
	t.Run("are 50 at most", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		var l []string
		for i := range 51 {
			l = append(l, fmt.Sprint("k", i), "v")
		}
		const message = "Could not complete request: tag quota of per resource exceeded"
		refused(t, w.tag(topic, tags(l...)), 400, "TagLimitExceeded", message)
		if err := w.tag(topic, tags(l[:100]...)); err != nil {
			t.Fatal(err)
		}
		refused(t, w.tag(topic, tags("one", "more")), 400, "TagLimitExceeded", message)
		if err := w.tag(topic, tags("k0", "changed")); err != nil {
			t.Error(err)
		}
	})
	t.Run("have keys of 1 to 128 and values of up to 256 characters", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		if err := w.tag(topic, tags(strings.Repeat("é", 128), strings.Repeat("é", 256))); err != nil {
			t.Error(err)
		}
		for _, l := range [][]types.Tag{tags("", "v"), tags(strings.Repeat("k", 129), "v"), tags("k", strings.Repeat("v", 257))} {
			if err := w.tag(topic, l); err == nil || !strings.Contains(err.Error(), "ValidationError: 1 validation error detected") {
				t.Errorf("error %v", err)
			}
		}
	})
	t.Run("leave keys that begin with aws: to AWS", func(t *testing.T) {
		w := newWorld(t)
		invalid(t, w.tag(w.newTopic("news"), tags("aws:k", "v")), "aws: prefixed tag key names are not allowed for external use.")
	})
	t.Run("go with the topic", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		if err := w.tag(topic, tags("k1", "v1")); err != nil {
			t.Fatal(err)
		}
		must(w.Client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: &topic}))(t)
		w.wantTags(w.newTopic("news"), tags())
	})
	t.Run("need a resource", func(t *testing.T) {
		w := newWorld(t)
		none := w.ARN("sns", "none")
		list := func(arn string) error {
			return only(w.Client.ListTagsForResource(t.Context(), &sns.ListTagsForResourceInput{ResourceArn: aws.String(arn)}))
		}
		for _, err := range []error{w.tag(none, tags("k", "v")), w.untag(none, "k"), list(none), list(w.app("GCM", "shop", nil))} {
			refused(t, err, 404, "ResourceNotFound", "Resource does not exist")
		}
		invalid(t, list("none"), "ResourceArn Reason: An ARN must have at least 6 elements, not 1")
	})
}
