package memorydbfake

import (
	"regexp"
	"slices"
	"strings"
)

// accessCategories are the groups of commands that an access string may name: those of Redis 7 and the modules of MemoryDB.
var accessCategories = strings.Fields(`admin all bitmap blocking connection dangerous fast geo hash hyperloglog json keyspace list
	pubsub read scripting search set slow sortedset stream string transaction write`)

var commandName = regexp.MustCompile(`^[a-z][a-z0-9_.-]*(\|[a-z0-9_.-]+)?$`)

// normalAccess checks an access string, the Redis ACL rules of a user, and returns it as MemoryDB keeps it: what it does not say about
// channels and commands is said to be nothing (AWS CLI reference, create-user: "on ~objects:* ~items:* ~public:*" is answered as
// "on ~objects:* ~items:* ~public:* resetchannels -@all").
func normalAccess(access string) (string, error) {
	var state string
	var keys, channels, commands []string
	for _, rule := range strings.Fields(access) {
		switch lower := strings.ToLower(rule); {
		case lower == "on" || lower == "off":
			state = lower
		case rule[0] == '~' && len(rule) > 1, lower == "allkeys", lower == "resetkeys", isKeyPermission(rule):
			keys = append(keys, rule)
		case rule[0] == '&' && len(rule) > 1, lower == "allchannels", lower == "resetchannels":
			channels = append(channels, rule)
		case lower == "allcommands", lower == "nocommands", isCommandRule(lower):
			commands = append(commands, lower)
		default:
			return "", invalidValue("Access String is invalid: unknown rule %q.", rule)
		}
	}
	if state == "" {
		return "", invalidValue("Access String is invalid: it must say on or off.")
	}
	if channels == nil {
		channels = []string{"resetchannels"}
	}
	if commands == nil {
		commands = []string{"-@all"}
	}
	return strings.Join(slices.Concat([]string{state}, keys, channels, commands), " "), nil
}

// isKeyPermission reports whether a rule is one of Redis 7 for reading or writing keys, such as %R~app:*.
func isKeyPermission(rule string) bool {
	flags, pattern, ok := strings.Cut(rule, "~")
	return ok && pattern != "" && slices.Contains([]string{"%R", "%W", "%RW", "%WR"}, flags)
}

// isCommandRule reports whether a rule allows or forbids a command or a category.
func isCommandRule(rule string) bool {
	if rule[0] != '+' && rule[0] != '-' {
		return false
	}
	if category, ok := strings.CutPrefix(rule[1:], "@"); ok {
		return slices.Contains(accessCategories, category)
	}
	return commandName.MatchString(rule[1:])
}
