package memorydbfake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Limits of ACLs (Developer Guide, quotas).
const (
	maxACLs     = 200
	maxACLUsers = 100
)

// openAccess is the ACL that every account has: the default user may do everything.
const openAccess = "open-access"

// An acl is who may connect to the clusters that have it.
type acl struct {
	name, status string
	users        []string // in order
	add, remove  []string // pending
	tags         tags
}

// createACL creates an ACL of at most 100 users that exist.
func (s *Server) createACL(ctx context.Context, in *memorydb.CreateACLInput) (*memorydb.CreateACLOutput, error) {
	a := &acl{name: nameOf(in.ACLName), status: "creating"}
	if err := checkName("ACL", a.name); err != nil {
		return nil, err
	}
	var err error
	if a.tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if _, ok := s.state.acls.Get(a.name); ok {
		return nil, &types.ACLAlreadyExistsFault{Message: text("ACL %s already exists.", a.name)}
	}
	if a.users, err = s.members(in.UserNames); err != nil {
		return nil, err
	}
	if len(a.users) > maxACLUsers {
		return nil, invalidValue("An ACL can have at most %d users.", maxACLUsers)
	}
	if s.state.acls.Len() >= maxACLs {
		return nil, &types.ACLQuotaExceededFault{Message: text("Quota of %d ACLs exceeded.", maxACLs)}
	}
	s.state.acls.Set(a.name, a)
	out := s.showACL(a)
	s.later(func() { a.status = "active" })
	s.note(types.SourceTypeAcl, a.name, "ACL created")
	return &memorydb.CreateACLOutput{ACL: &out}, nil
}

// members checks the names of users: all exist, none is there twice. It returns them in order.
func (s *Server) members(names []string) ([]string, error) {
	l := make([]string, 0, len(names))
	for _, name := range names {
		u, err := s.findUser(&name)
		if err != nil {
			return nil, err
		}
		if u.status == "deleting" {
			return nil, invalidValue("User %s is in state %s.", u.name, u.status)
		}
		if slices.Contains(l, u.name) {
			return nil, &types.DuplicateUserNameFault{Message: text("User %s is listed more than once.", u.name)}
		}
		l = append(l, u.name)
	}
	slices.Sort(l)
	return l, nil
}

// describeACLs lists ACLs: the named one or all.
func (s *Server) describeACLs(ctx context.Context, in *memorydb.DescribeACLsInput) (*memorydb.DescribeACLsOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	if in.ACLName != nil {
		a, err := s.findACL(in.ACLName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeACLsOutput{ACLs: []types.ACL{s.showACL(a)}}, nil
	}
	l, next, err := list(&s.state.acls, in.MaxResults, in.NextToken, nil, s.showACL)
	return &memorydb.DescribeACLsOutput{ACLs: l, NextToken: next}, err
}

// updateACL adds users to an ACL and removes others. Until that is done they are its PendingChanges.
func (s *Server) updateACL(ctx context.Context, in *memorydb.UpdateACLInput) (*memorydb.UpdateACLOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	a, err := s.findACL(in.ACLName)
	if err != nil {
		return nil, err
	}
	add, remove, err := s.checkACLUpdate(a, in)
	if err != nil {
		return nil, err
	}
	a.status, a.add, a.remove = "modifying", add, remove
	out := s.showACL(a)
	s.later(func() {
		a.users = slices.DeleteFunc(append(a.users, a.add...), func(name string) bool { return slices.Contains(a.remove, name) })
		slices.Sort(a.users)
		a.users = slices.Compact(a.users)
		a.status, a.add, a.remove = "active", nil, nil
		s.tellClusters(func(c *cluster) bool { return c.acl == a.name })
	})
	s.note(types.SourceTypeAcl, a.name, "ACL modified")
	return &memorydb.UpdateACLOutput{ACL: &out}, nil
}

// checkACLUpdate checks a change of an ACL's users.
func (s *Server) checkACLUpdate(a *acl, in *memorydb.UpdateACLInput) (add, remove []string, err error) {
	if a.name == openAccess {
		return nil, nil, invalidValue("The ACL %s cannot be modified.", openAccess)
	}
	if len(in.UserNamesToAdd)+len(in.UserNamesToRemove) == 0 {
		return nil, nil, invalidCombination("At least one of UserNamesToAdd and UserNamesToRemove must be provided.")
	}
	if a.status != "active" {
		return nil, nil, &types.InvalidACLStateFault{Message: text("ACL %s is in state %s.", a.name, a.status)}
	}
	if add, err = s.members(in.UserNamesToAdd); err != nil {
		return nil, nil, err
	}
	for _, name := range add {
		if slices.Contains(a.users, name) {
			return nil, nil, &types.DuplicateUserNameFault{Message: text("User %s is a member of the ACL %s.", name, a.name)}
		}
	}
	for _, name := range in.UserNamesToRemove {
		name = strings.ToLower(name)
		if slices.Contains(add, name) {
			return nil, nil, invalidCombination("User %s cannot be added and removed at once.", name)
		}
		if !slices.Contains(a.users, name) {
			return nil, nil, &types.UserNotFoundFault{Message: text("User %s is not a member of the ACL %s.", name, a.name)}
		}
		remove = append(remove, name)
	}
	if len(a.users)+len(add)-len(remove) > maxACLUsers {
		return nil, nil, invalidValue("An ACL can have at most %d users.", maxACLUsers)
	}
	return add, remove, nil
}

// deleteACL deletes an ACL that no cluster has.
func (s *Server) deleteACL(ctx context.Context, in *memorydb.DeleteACLInput) (*memorydb.DeleteACLOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	a, err := s.findACL(in.ACLName)
	if err != nil {
		return nil, err
	}
	if a.name == openAccess {
		return nil, invalidValue("The ACL %s cannot be deleted.", openAccess)
	}
	if users := s.clustersWith(func(c *cluster) bool { return c.acl == a.name }); len(users) > 0 {
		return nil, &types.InvalidACLStateFault{Message: text("ACL %s is in use by clusters: %s.", a.name, strings.Join(users, ", "))}
	}
	if a.status != "active" {
		return nil, &types.InvalidACLStateFault{Message: text("ACL %s is in state %s.", a.name, a.status)}
	}
	a.status = "deleting"
	out := s.showACL(a)
	s.later(func() { s.state.acls.Delete(a.name) })
	s.note(types.SourceTypeAcl, a.name, "ACL deleted")
	return &memorydb.DeleteACLOutput{ACL: &out}, nil
}

// findACL returns the ACL with a name. The caller holds mu.
func (s *Server) findACL(name *string) (*acl, error) {
	a, ok := s.state.acls.Get(nameOf(name))
	if !ok {
		return nil, &types.ACLNotFoundFault{Message: text("ACL %s not found.", aws.ToString(name))}
	}
	return a, nil
}

// showACL returns an ACL as clients see it. The caller holds mu.
func (s *Server) showACL(a *acl) types.ACL {
	out := types.ACL{
		Name: &a.name, Status: aws.String(a.status), ARN: s.arn("acl", a.name), UserNames: append([]string{}, a.users...),
		MinimumEngineVersion: aws.String("6.2"), Clusters: s.clustersWith(func(c *cluster) bool { return c.acl == a.name }),
	}
	if a.add != nil || a.remove != nil {
		out.PendingChanges = &types.ACLPendingChanges{UserNamesToAdd: a.add, UserNamesToRemove: a.remove}
	}
	return out
}
