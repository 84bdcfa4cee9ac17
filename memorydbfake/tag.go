package memorydbfake

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// maxTags is how many tags a resource may have (Developer Guide, tagging).
const maxTags = 50

// tags are the tags of a resource by key.
type tags map[string]string

// newTags checks the tags of a new resource.
func newTags(l []types.Tag) (tags, error) { return tags(nil).with(l) }

// with returns tags with others added, or replaced.
func (t tags) with(l []types.Tag) (tags, error) {
	all := maps.Clone(t)
	if all == nil {
		all = tags{}
	}
	for _, tag := range l {
		key, value := aws.ToString(tag.Key), aws.ToString(tag.Value)
		switch {
		case key == "" || utf8.RuneCountInString(key) > 128:
			return nil, invalidValue("Tag keys must have between 1 and 128 characters.")
		case utf8.RuneCountInString(value) > 256:
			return nil, invalidValue("Tag values must have at most 256 characters.")
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, invalidValue("Tag keys must not begin with aws: (%s).", key)
		}
		all[key] = value
	}
	if len(all) > maxTags {
		return nil, &types.TagQuotaPerResourceExceeded{Message: text("A resource can have at most %d tags.", maxTags)}
	}
	return all, nil
}

// show returns tags as clients see them, in the order of their keys.
func (t tags) show() []types.Tag {
	l := []types.Tag{}
	for _, key := range slices.Sorted(maps.Keys(t)) {
		l = append(l, types.Tag{Key: &key, Value: aws.String(t[key])})
	}
	return l
}

// listTags returns the tags of a resource.
func (s *Server) listTags(ctx context.Context, in *memorydb.ListTagsInput) (*memorydb.ListTagsOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	t, err := s.tagsOf(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &memorydb.ListTagsOutput{TagList: t.show()}, nil
}

// tagResource adds tags or replaces their values, all or none, and answers all of the resource's.
func (s *Server) tagResource(ctx context.Context, in *memorydb.TagResourceInput) (*memorydb.TagResourceOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	t, err := s.tagsOf(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	all, err := t.with(in.Tags)
	if err != nil {
		return nil, err
	}
	*t = all
	return &memorydb.TagResourceOutput{TagList: all.show()}, nil
}

// untagResource removes tags that the resource has, all or none, and answers those left.
func (s *Server) untagResource(ctx context.Context, in *memorydb.UntagResourceInput) (*memorydb.UntagResourceOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	t, err := s.tagsOf(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	left := maps.Clone(*t)
	for _, key := range in.TagKeys {
		if _, ok := (*t)[key]; !ok {
			return nil, &types.TagNotFoundFault{Message: text("Tag %s not found.", key)}
		}
		delete(left, key)
	}
	*t = left
	return &memorydb.UntagResourceOutput{TagList: left.show()}, nil
}

// tagsOf finds the tags of the resource with an ARN. The caller holds mu.
func (s *Server) tagsOf(arn string) (*tags, error) {
	kind, name, ok := s.parseARN(arn)
	if !ok {
		return nil, &types.InvalidARNFault{Message: text("The ARN %s is invalid.", arn)}
	}
	switch kind {
	case "acl":
		return tagsIn(s.findACL(&name))(func(a *acl) *tags { return &a.tags })
	case "cluster":
		return tagsIn(s.findCluster(&name))(func(c *cluster) *tags { return &c.tags })
	case "multiregioncluster":
		return tagsIn(s.findMultiRegionCluster(&name))(func(c *multiRegionCluster) *tags { return &c.tags })
	case "multiregionparametergroup":
		return tagsIn(s.findMultiRegionParameterGroup(&name))(func(g *parameterGroup) *tags { return &g.tags })
	case "parametergroup":
		return tagsIn(s.findParameterGroup(&name))(func(g *parameterGroup) *tags { return &g.tags })
	case "reservednode":
		return tagsIn(s.findReservation(&name))(func(r *reservation) *tags { return &r.tags })
	case "snapshot":
		return tagsIn(s.findSnapshot(&name))(func(n *snapshot) *tags { return &n.tags })
	case "subnetgroup":
		return tagsIn(s.findSubnetGroup(&name))(func(g *subnetGroup) *tags { return &g.tags })
	case "user":
		return tagsIn(s.findUser(&name))(func(u *user) *tags { return &u.tags })
	}
	return nil, &types.InvalidARNFault{Message: text("The ARN %s is invalid.", arn)}
}

// tagsIn takes what a find function returns and the place of the tags in it.
func tagsIn[T any](v T, err error) func(func(T) *tags) (*tags, error) {
	return func(place func(T) *tags) (*tags, error) {
		if err != nil {
			return nil, err
		}
		return place(v), nil
	}
}

// arn returns the ARN of a resource.
func (s *Server) arn(kind, name string) *string {
	arn := s.core.ARN("memorydb", kind+"/"+name)
	return &arn
}

// globalARN returns the ARN of a resource that is of no Region.
func (s *Server) globalARN(kind, name string) *string {
	arn := "arn:" + s.core.Partition() + ":memorydb::" + s.core.AccountID + ":" + kind + "/" + name
	return &arn
}

// parseARN returns what an ARN of this account and Region names.
func (s *Server) parseARN(arn string) (kind, name string, ok bool) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "memorydb" || parts[4] != s.core.AccountID {
		return "", "", false
	}
	kind, name, ok = strings.Cut(parts[5], "/")
	global := strings.HasPrefix(kind, "multiregion")
	return kind, name, ok && name != "" && (global && parts[3] == "" || !global && parts[3] == s.core.Region)
}
