package memorydbfake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

func TestCreateUser(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	create := func(name, access string, kind types.InputAuthenticationType, passwords ...string) (*memorydb.CreateUserOutput, error) {
		return f.Client.CreateUser(ctx, &memorydb.CreateUserInput{UserName: &name, AccessString: &access, AuthenticationMode: &types.AuthenticationMode{Type: kind, Passwords: passwords}})
	}
	password := "correct-horse-battery"

	t.Run("answers_the_access_string_with_what_it_does_not_say", func(t *testing.T) {
		u := must[memorydb.CreateUserOutput](t)(create("Reader", "on ~objects:* ~items:* ~public:*", "password", password)).User
		if *u.AccessString != "on ~objects:* ~items:* ~public:* resetchannels -@all" || *u.Name != "reader" || *u.ARN != "arn:aws:memorydb:us-east-1:000000000000:user/reader" {
			t.Errorf("%q %q %q", *u.AccessString, *u.Name, *u.ARN)
		}
		if u.Authentication.Type != types.AuthenticationTypePassword || *u.Authentication.PasswordCount != 1 || *u.Status != "creating" {
			t.Errorf("%+v %s", u.Authentication, *u.Status)
		}
	})
	t.Run("refuses_a_name_that_is_taken", func(t *testing.T) {
		refused[*types.UserAlreadyExistsFault](t, "reader")(create("READER", "on", "iam"))
	})
	for name, tt := range map[string]struct {
		user, access string
		kind         types.InputAuthenticationType
		passwords    []string
		want         string
	}{
		"a name with a digit first":     {"1st", "on", "iam", nil, "userName"},
		"a name with a hyphen last":     {"first-", "on", "iam", nil, "hyphen"},
		"a name of 41 characters":       {strings.Repeat("a", 41), "on", "iam", nil, "1 to 40"},
		"an access string without on":   {"a", "~* +@all", "iam", nil, "must say on or off"},
		"an unknown category":           {"a", "on ~* +@everything", "iam", nil, `"+@everything"`},
		"a password in the rules":       {"a", "on >secret ~* +@all", "iam", nil, `">secret"`},
		"a rule without sign":           {"a", "on get", "iam", nil, `"get"`},
		"a short password":              {"a", "on", "password", []string{"short"}, "16-128"},
		"a long password":               {"a", "on", "password", []string{strings.Repeat("p", 129)}, "16-128"},
		"a password with a space":       {"a", "on", "password", []string{"correct horse battery"}, "printable"},
		"an unknown authentication":     {"a", "on", "token", nil, "password, iam"},
		"an access string of blanks":    {"a", "  ", "iam", nil, "accessString"},
		"a name with bad characters":    {"Ünal", "on", "iam", nil, "userName"},
		"a key permission without keys": {"a", "on %R~", "iam", nil, `"%R~"`},
	} {
		t.Run("refuses_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			refused[*types.InvalidParameterValueException](t, tt.want)(create(tt.user, tt.access, tt.kind, tt.passwords...))
		})
	}
	for name, tt := range map[string]struct {
		kind      types.InputAuthenticationType
		passwords []string
	}{
		"three passwords":        {"password", []string{password + "1", password + "2", password + "3"}},
		"no password":            {"password", nil},
		"a password with IAM":    {"iam", []string{password}},
		"a password without one": {"no-password", []string{password}},
	} {
		t.Run("refuses_the_combination_"+strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			refused[*types.InvalidParameterCombinationException](t, "")(create("a", "on", tt.kind, tt.passwords...))
		})
	}
	for _, access := range []string{"on ~* &* +@all", "off", "on %R~app:* +get +config|get", "on allkeys allchannels allcommands", "on ~* -@all +@read"} {
		t.Run("takes_"+access, func(t *testing.T) {
			must[memorydb.CreateUserOutput](t)(create(strings.Map(letters, access), access, "iam"))
		})
	}
}

// letters keeps the letters of a text.
func letters(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}

func TestUpdateACL(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	for _, name := range []string{"ann", "bob", "eve"} {
		f.user(name)
	}
	f.Clock.Advance(lasting)
	f.acl("team", "bob", "ann")
	update := func(add, remove []string) (*memorydb.UpdateACLOutput, error) {
		return f.Client.UpdateACL(ctx, &memorydb.UpdateACLInput{ACLName: str("team"), UserNamesToAdd: add, UserNamesToRemove: remove})
	}
	show := func() types.ACL {
		t.Helper()
		return must[memorydb.DescribeACLsOutput](t)(f.Client.DescribeACLs(ctx, &memorydb.DescribeACLsInput{ACLName: str("team")})).ACLs[0]
	}
	refused[*types.InvalidACLStateFault](t, "creating")(update([]string{"eve"}, nil))
	f.Clock.Advance(lasting)

	must[memorydb.UpdateACLOutput](t)(update([]string{"eve"}, []string{"ann"}))
	a := show()
	if *a.Status != "modifying" || a.PendingChanges == nil || a.PendingChanges.UserNamesToAdd[0] != "eve" || a.PendingChanges.UserNamesToRemove[0] != "ann" || strings.Join(a.UserNames, " ") != "ann bob" {
		t.Errorf("while it changes: %+v %+v", a, a.PendingChanges)
	}
	f.Clock.Advance(lasting)
	if a = show(); *a.Status != "active" || a.PendingChanges != nil || strings.Join(a.UserNames, " ") != "bob eve" {
		t.Errorf("afterwards: %+v", a)
	}
	refused[*types.DuplicateUserNameFault](t, "bob")(update([]string{"bob"}, nil))
	refused[*types.DuplicateUserNameFault](t, "ann")(update([]string{"ann", "ann"}, nil))
	refused[*types.UserNotFoundFault](t, "ann")(update(nil, []string{"ann"}))
	refused[*types.UserNotFoundFault](t, "zoe")(update([]string{"zoe"}, nil))
	refused[*types.InvalidParameterCombinationException](t, "At least one")(update(nil, nil))
	refused[*types.InvalidParameterCombinationException](t, "at once")(update([]string{"ann"}, []string{"ann"}))
	refused[*types.InvalidParameterValueException](t, "open-access")(f.Client.UpdateACL(ctx, &memorydb.UpdateACLInput{ACLName: str("open-access"), UserNamesToAdd: []string{"ann"}}))
	refused[*types.InvalidParameterValueException](t, "open-access")(f.Client.DeleteACL(ctx, &memorydb.DeleteACLInput{ACLName: str("open-access")}))
}

func TestUpdateUser(t *testing.T) {
	f := start(t, lifecycle)
	ctx := t.Context()
	f.user("ann")
	update := func(in memorydb.UpdateUserInput) (*memorydb.UpdateUserOutput, error) {
		in.UserName = str("ann")
		return f.Client.UpdateUser(ctx, &in)
	}
	off := memorydb.UpdateUserInput{AccessString: str("off")}
	refused[*types.InvalidUserStateFault](t, "creating")(update(off))
	refused[*types.InvalidUserStateFault](t, "creating")(f.Client.DeleteUser(ctx, &memorydb.DeleteUserInput{UserName: str("ann")}))
	f.Clock.Advance(lasting)
	refused[*types.InvalidParameterCombinationException](t, "At least one")(update(memorydb.UpdateUserInput{}))
	refused[*types.InvalidParameterValueException](t, "16-128")(update(memorydb.UpdateUserInput{AccessString: str("off"), AuthenticationMode: &types.AuthenticationMode{Type: "password", Passwords: []string{"short"}}}))
	if u := must[memorydb.UpdateUserOutput](t)(update(off)).User; *u.Status != "modifying" || *u.AccessString != "off resetchannels -@all" || u.Authentication.Type != types.AuthenticationTypeNoPassword {
		t.Errorf("%+v", u)
	}
	f.Clock.Advance(lasting)
	must[memorydb.UpdateUserOutput](t)(update(memorydb.UpdateUserInput{AuthenticationMode: &types.AuthenticationMode{Type: "iam"}}))
}

func TestDeleteUser(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.user("ann")
	f.user("bob")
	f.acl("team", "ann", "bob")
	users := func() []types.User {
		return must[memorydb.DescribeUsersOutput](t)(f.Client.DescribeUsers(ctx, &memorydb.DescribeUsersInput{})).Users
	}
	if l := users(); len(l) != 3 || *l[0].Name != "ann" || l[0].ACLNames[0] != "team" || *l[2].Name != "default" || l[2].ACLNames[0] != "open-access" {
		t.Errorf("%+v", l)
	}
	if out := must[memorydb.DeleteUserOutput](t)(f.Client.DeleteUser(ctx, &memorydb.DeleteUserInput{UserName: str("ann")})); *out.User.Status != "deleting" {
		t.Errorf("status %s", *out.User.Status)
	}
	if a := must[memorydb.DescribeACLsOutput](t)(f.Client.DescribeACLs(ctx, &memorydb.DescribeACLsInput{ACLName: str("team")})).ACLs[0]; strings.Join(a.UserNames, " ") != "bob" {
		t.Errorf("the ACL still has %v", a.UserNames)
	}
	refused[*types.UserNotFoundFault](t, "ann")(f.Client.DescribeUsers(ctx, &memorydb.DescribeUsersInput{UserName: str("ann")}))
	refused[*types.InvalidParameterValueException](t, "default user")(f.Client.DeleteUser(ctx, &memorydb.DeleteUserInput{UserName: str("default")}))
	refused[*types.InvalidParameterValueException](t, "default user")(f.Client.UpdateUser(ctx, &memorydb.UpdateUserInput{UserName: str("default"), AccessString: str("off")}))
}
