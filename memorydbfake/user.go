package memorydbfake

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Limits of users (Developer Guide, quotas; API reference, AuthenticationMode).
const (
	maxUsers    = 2000
	maxName     = 40
	minPassword = 16
	maxPassword = 128
)

// defaultUser is the user that every account has.
const defaultUser = "default"

// A user may connect to the clusters of the ACLs that it belongs to.
type user struct {
	name, access string
	status       string
	auth         types.AuthenticationType
	passwords    []string
	tags         tags
}

func (s *Server) builtInUser() *user {
	return &user{name: defaultUser, status: "active", auth: types.AuthenticationTypeNoPassword, access: "on ~* &* +@all"}
}

// createUser creates a user; passwords have 16 to 128 printable characters, and a user has at most two.
func (s *Server) createUser(ctx context.Context, in *memorydb.CreateUserInput) (*memorydb.CreateUserOutput, error) {
	u := &user{name: nameOf(in.UserName), status: "creating"}
	if err := checkName("user", u.name); err != nil {
		return nil, err
	}
	var err error
	if u.access, err = normalAccess(*in.AccessString); err != nil {
		return nil, err
	}
	if err := u.authenticate(in.AuthenticationMode); err != nil {
		return nil, err
	}
	if u.tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if _, ok := s.state.users.Get(u.name); ok {
		return nil, &types.UserAlreadyExistsFault{Message: text("User %s already exists.", u.name)}
	}
	if s.state.users.Len() >= maxUsers {
		return nil, &types.UserQuotaExceededFault{Message: text("Quota of %d users exceeded.", maxUsers)}
	}
	s.state.users.Set(u.name, u)
	out := s.showUser(u)
	s.later(func() { u.status = "active" })
	s.note(types.SourceTypeUser, u.name, "User created")
	return &memorydb.CreateUserOutput{User: &out}, nil
}

// authenticate sets how a user proves who it is.
func (u *user) authenticate(m *types.AuthenticationMode) error {
	switch m.Type {
	case types.InputAuthenticationTypePassword:
		if len(m.Passwords) == 0 || len(m.Passwords) > 2 {
			return invalidCombination("A user of type password must have one or two passwords.")
		}
		for _, p := range m.Passwords {
			if len(p) < minPassword || len(p) > maxPassword || strings.ContainsFunc(p, func(r rune) bool { return r < '!' || r > '~' }) {
				return invalidValue("Passwords length must be between %d-%d characters and contain only printable ASCII characters.", minPassword, maxPassword)
			}
		}
	case types.InputAuthenticationTypeIam, "no-password":
		if len(m.Passwords) > 0 {
			return invalidCombination("No password can be provided when the authentication type is %s.", m.Type)
		}
	default:
		return invalidValue("Authentication type must be one of: password, iam, no-password.")
	}
	u.auth, u.passwords = types.AuthenticationType(m.Type), slices.Clone(m.Passwords)
	return nil
}

// describeUsers lists users: the named one, or those that the filters leave. The only filter is status.
func (s *Server) describeUsers(ctx context.Context, in *memorydb.DescribeUsersInput) (*memorydb.DescribeUsersOutput, error) {
	for _, f := range in.Filters {
		if !slices.Contains([]string{"status", "access-string", "authentication"}, *f.Name) {
			return nil, invalidCombination("Invalid filter name: %s", *f.Name)
		}
	}
	s.mu.Lock()
	defer s.unlock()
	if in.UserName != nil {
		u, err := s.findUser(in.UserName)
		if err != nil {
			return nil, err
		}
		return &memorydb.DescribeUsersOutput{Users: []types.User{s.showUser(u)}}, nil
	}
	l, next, err := list(&s.state.users, in.MaxResults, in.NextToken, func(u *user) bool { return u.passes(in.Filters) }, s.showUser)
	return &memorydb.DescribeUsersOutput{Users: l, NextToken: next}, err
}

// passes reports whether a user is one of those that all filters let through.
func (u *user) passes(filters []types.Filter) bool {
	for _, f := range filters {
		value := map[string]string{"status": u.status, "access-string": u.access, "authentication": string(u.auth)}[*f.Name]
		if !slices.Contains(f.Values, value) {
			return false
		}
	}
	return true
}

// updateUser changes the access string, the passwords or both, for the clusters of the user's ACLs too.
func (s *Server) updateUser(ctx context.Context, in *memorydb.UpdateUserInput) (*memorydb.UpdateUserOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	u, err := s.findUser(in.UserName)
	if err != nil {
		return nil, err
	}
	if u.name == defaultUser {
		return nil, invalidValue("The default user cannot be modified.")
	}
	if in.AccessString == nil && in.AuthenticationMode == nil {
		return nil, invalidCombination("At least one of AccessString and AuthenticationMode must be provided.")
	}
	if u.status != "active" {
		return nil, &types.InvalidUserStateFault{Message: text("User %s is in state %s.", u.name, u.status)}
	}
	changed := *u
	if in.AccessString != nil {
		if changed.access, err = normalAccess(*in.AccessString); err != nil {
			return nil, err
		}
	}
	if in.AuthenticationMode != nil {
		if err := changed.authenticate(in.AuthenticationMode); err != nil {
			return nil, err
		}
	}
	changed.status = "modifying"
	*u = changed
	out := s.showUser(u)
	s.later(func() {
		u.status = "active"
		s.tellClusters(func(c *cluster) bool { return slices.Contains(s.usersOf(c), u.name) })
	})
	s.note(types.SourceTypeUser, u.name, "User modified")
	return &memorydb.UpdateUserOutput{User: &out}, nil
}

// deleteUser deletes a user, which leaves all ACLs (API reference).
func (s *Server) deleteUser(ctx context.Context, in *memorydb.DeleteUserInput) (*memorydb.DeleteUserOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	u, err := s.findUser(in.UserName)
	if err != nil {
		return nil, err
	}
	if u.name == defaultUser {
		return nil, invalidValue("The default user cannot be deleted.")
	}
	if u.status != "active" {
		return nil, &types.InvalidUserStateFault{Message: text("User %s is in state %s.", u.name, u.status)}
	}
	u.status = "deleting"
	out := s.showUser(u)
	s.later(func() {
		s.state.users.Delete(u.name)
		for _, a := range s.state.acls.All() {
			a.users = slices.DeleteFunc(a.users, func(name string) bool { return name == u.name })
		}
		s.tellClusters(func(*cluster) bool { return true })
	})
	s.note(types.SourceTypeUser, u.name, "User deleted")
	return &memorydb.DeleteUserOutput{User: &out}, nil
}

// findUser returns the user with a name. The caller holds mu.
func (s *Server) findUser(name *string) (*user, error) {
	u, ok := s.state.users.Get(nameOf(name))
	if !ok {
		return nil, &types.UserNotFoundFault{Message: text("User %s not found.", aws.ToString(name))}
	}
	return u, nil
}

// showUser returns a user as clients see it. The caller holds mu.
func (s *Server) showUser(u *user) types.User {
	out := types.User{
		Name: &u.name, Status: aws.String(u.status), AccessString: aws.String(u.access), ARN: s.arn("user", u.name), ACLNames: []string{},
		MinimumEngineVersion: aws.String("6.0"), Authentication: &types.Authentication{Type: u.auth},
	}
	switch u.auth {
	case types.AuthenticationTypePassword:
		out.Authentication.PasswordCount = aws.Int32(int32(len(u.passwords)))
	case types.AuthenticationTypeIam:
		out.MinimumEngineVersion = aws.String("7.0") // Developer Guide, authenticating with IAM
	}
	for name, a := range s.state.acls.All() {
		if slices.Contains(a.users, u.name) {
			out.ACLNames = append(out.ACLNames, name)
		}
	}
	return out
}

var namePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// checkName checks the name of a new resource: 1 to 40 letters, digits and hyphens, the first a letter, no hyphen at the end
// nor two in a row (API reference, CreateCluster).
func checkName(what, name string) error {
	if len(name) > maxName || !namePattern.MatchString(name) {
		return invalidValue("The parameter %s name must contain 1 to %d alphanumeric characters or hyphens, begin with a letter, "+
			"and must not end with a hyphen or contain two consecutive hyphens.", what, maxName)
	}
	return nil
}
