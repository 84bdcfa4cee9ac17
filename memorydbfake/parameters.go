package memorydbfake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// A family is what the parameter groups of an engine's versions have in common.
type family struct {
	name       string
	defaults   []string                     // the built-in groups
	presets    map[string]map[string]string // values of a built-in group that differ from the default
	parameters []parameter                  // by name
}

// A parameter is a setting of the engine.
type parameter struct {
	name, value, allowed string // allowed: values separated by commas, or low-high, or low+; "" is any text
	kind                 string // "string" or "integer"
	since                string // engine version
	description          string
}

// families are the families of parameter groups. The last is also that of multi-Region clusters.
//
// Source of the parameters: Developer Guide, engine specific parameters.
var families = []*family{
	{name: "memorydb_redis6", defaults: []string{"default.memorydb-redis6"}, parameters: sortParameters(commonParameters, redis6Parameters)},
	{name: "memorydb_redis7", defaults: []string{"default.memorydb-redis7", "default.memorydb-redis7.search"}, presets: searchPresets("default.memorydb-redis7.search"),
		parameters: sortParameters(commonParameters, redis7Parameters)},
	{name: "memorydb_valkey7", defaults: []string{"default.memorydb-valkey7", "default.memorydb-valkey7.search"}, presets: searchPresets("default.memorydb-valkey7.search"),
		parameters: sortParameters(commonParameters, redis7Parameters)},
}

func searchPresets(group string) map[string]map[string]string {
	return map[string]map[string]string{group: {"search-enabled": "yes"}}
}

const yesNo = "yes,no"

var commonParameters = []parameter{
	{"acllog-max-len", "128", "1-10000", "integer", "6.2", "Maximum length of the ACL log"},
	{"active-defrag-cycle-max", "75", "1-75", "integer", "6.2", "Maximal effort for defrag in CPU percentage"},
	{"active-defrag-cycle-min", "5", "1-75", "integer", "6.2", "Minimal effort for defrag in CPU percentage"},
	{"active-defrag-ignore-bytes", "104857600", "1048576+", "integer", "6.2", "Minimum amount of fragmentation waste to start active defrag"},
	{"active-defrag-max-scan-fields", "1000", "1-1000000", "integer", "6.2", "Maximum number of set, hash, zset and list fields processed from the main dictionary scan"},
	{"active-defrag-threshold-lower", "10", "1-100", "integer", "6.2", "Minimum percentage of fragmentation to start active defrag"},
	{"active-defrag-threshold-upper", "100", "1-100", "integer", "6.2", "Maximum percentage of fragmentation at which maximum effort is used"},
	{"activedefrag", "no", yesNo, "string", "6.2", "Enables active memory defragmentation"},
	{"client-output-buffer-limit-normal-hard-limit", "0", "0+", "integer", "6.2", "Hard limit of the output buffer of normal clients in bytes"},
	{"client-output-buffer-limit-normal-soft-limit", "0", "0+", "integer", "6.2", "Soft limit of the output buffer of normal clients in bytes"},
	{"client-output-buffer-limit-normal-soft-seconds", "0", "0+", "integer", "6.2", "Seconds that a normal client may be beyond its soft limit"},
	{"client-output-buffer-limit-pubsub-hard-limit", "33554432", "0+", "integer", "6.2", "Hard limit of the output buffer of pubsub clients in bytes"},
	{"client-output-buffer-limit-pubsub-soft-limit", "8388608", "0+", "integer", "6.2", "Soft limit of the output buffer of pubsub clients in bytes"},
	{"client-output-buffer-limit-pubsub-soft-seconds", "60", "0+", "integer", "6.2", "Seconds that a pubsub client may be beyond its soft limit"},
	{"hll-sparse-max-bytes", "3000", "1-16000", "integer", "6.2", "Limit of the sparse representation of a HyperLogLog in bytes"},
	{"lazyfree-lazy-eviction", "no", yesNo, "string", "6.2", "Whether evictions free memory asynchronously"},
	{"lazyfree-lazy-expire", "yes", yesNo, "string", "6.2", "Whether expired keys are freed asynchronously"},
	{"lazyfree-lazy-server-del", "yes", yesNo, "string", "6.2", "Whether commands that replace values free them asynchronously"},
	{"lazyfree-lazy-user-del", "yes", yesNo, "string", "6.2", "Whether DEL behaves like UNLINK"},
	{"lfu-decay-time", "1", "0+", "integer", "6.2", "Minutes after which the LFU counter of a key is decremented"},
	{"lfu-log-factor", "10", "1+", "integer", "6.2", "Hits that are needed to raise the LFU counter of a key"},
	{"list-compress-depth", "0", "0+", "integer", "6.2", "Nodes at each end of a list that are not compressed"},
	{"maxmemory-policy", "noeviction", "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction", "string", "6.2", "Which keys are evicted when memory is full"},
	{"maxmemory-samples", "3", "1+", "integer", "6.2", "Keys that are sampled for an eviction"},
	{"notify-keyspace-events", "", "", "string", "6.2", "Events of the keyspace that clients are told of"},
	{"set-max-intset-entries", "512", "0+", "integer", "6.2", "Entries up to which a set of integers is compact"},
	{"slowlog-log-slower-than", "10000", "-1+", "integer", "6.2", "Microseconds from which a command is logged as slow"},
	{"slowlog-max-len", "128", "0+", "integer", "6.2", "Maximum length of the slow log"},
	{"stream-node-max-bytes", "4096", "0+", "integer", "6.2", "Maximum size of a node of a stream in bytes"},
	{"stream-node-max-entries", "100", "0+", "integer", "6.2", "Maximum entries of a node of a stream"},
	{"tcp-keepalive", "300", "0+", "integer", "6.2", "Seconds between the acknowledgements that are asked of clients"},
	{"timeout", "0", "0,20+", "integer", "6.2", "Seconds after which an idle client is disconnected"},
	{"tracking-table-max-keys", "1000000", "1-100000000", "integer", "6.2", "Keys that are tracked for client side caching"},
}

var redis6Parameters = []parameter{
	{"activerehashing", "yes", yesNo, "string", "6.2", "Whether the main dictionaries are rehashed actively"},
	{"hash-max-ziplist-entries", "512", "0+", "integer", "6.2", "Entries up to which a hash is compact"},
	{"hash-max-ziplist-value", "64", "0+", "integer", "6.2", "Size of the entries up to which a hash is compact"},
	{"list-max-ziplist-size", "-2", "-5,-4,-3,-2,-1,1+", "integer", "6.2", "Size of the nodes of a list"},
	{"zset-max-ziplist-entries", "128", "0+", "integer", "6.2", "Entries up to which a sorted set is compact"},
	{"zset-max-ziplist-value", "64", "0+", "integer", "6.2", "Size of the entries up to which a sorted set is compact"},
}

var redis7Parameters = []parameter{
	{"hash-max-listpack-entries", "512", "0+", "integer", "7.0", "Entries up to which a hash is compact"},
	{"hash-max-listpack-value", "64", "0+", "integer", "7.0", "Size of the entries up to which a hash is compact"},
	{"latency-tracking", "no", yesNo, "string", "7.0", "Whether the latencies of the commands are tracked"},
	{"list-max-listpack-size", "-2", "-5,-4,-3,-2,-1,1+", "integer", "7.0", "Size of the nodes of a list"},
	{"search-enabled", "no", yesNo, "string", "7.1", "Whether new clusters can search vectors"},
	{"search-query-timeout-ms", "10000", "1-60000", "integer", "7.1", "Milliseconds that a search may take"},
	{"zset-max-listpack-entries", "128", "0+", "integer", "7.0", "Entries up to which a sorted set is compact"},
	{"zset-max-listpack-value", "64", "0+", "integer", "7.0", "Size of the entries up to which a sorted set is compact"},
}

func sortParameters(groups ...[]parameter) []parameter {
	l := slices.Concat(groups...)
	slices.SortFunc(l, func(a, b parameter) int { return cmp.Compare(a.name, b.name) })
	return l
}

// familyOf returns the family with a name, nil if there is none.
func familyOf(name string) *family {
	for _, f := range families {
		if f.name == name {
			return f
		}
	}
	return nil
}

// find returns the parameter with a name, nil if there is none.
func (f *family) find(name string) *parameter {
	i, ok := slices.BinarySearchFunc(f.parameters, name, func(p parameter, n string) int { return cmp.Compare(p.name, n) })
	if !ok {
		return nil
	}
	return &f.parameters[i]
}

// allows reports whether a parameter may have a value.
func (p *parameter) allows(value string) bool {
	if p.allowed == "" {
		return true
	}
	for _, choice := range strings.Split(p.allowed, ",") {
		if p.kind == "integer" && inRange(choice, value) || p.kind != "integer" && choice == value {
			return true
		}
	}
	return false
}

// inRange reports whether a number is in a range written as low-high or low+, or the one number that the range is.
func inRange(choice, value string) bool {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return false
	}
	if least, open := strings.CutSuffix(choice, "+"); open {
		low, err := strconv.ParseInt(least, 10, 64)
		return err == nil && n >= low
	}
	i := strings.LastIndex(choice, "-")
	if i <= 0 {
		return choice == value
	}
	low, err1 := strconv.ParseInt(choice[:i], 10, 64)
	high, err2 := strconv.ParseInt(choice[i+1:], 10, 64)
	return err1 == nil && err2 == nil && low <= n && n <= high
}

// show returns a parameter as clients see it, with the value that it has in a group.
func (p *parameter) show(values map[string]string) types.Parameter {
	value, ok := values[p.name]
	if !ok {
		value = p.value
	}
	return types.Parameter{Name: &p.name, Value: aws.String(value), Description: &p.description, DataType: &p.kind,
		AllowedValues: &p.allowed, MinimumEngineVersion: aws.String(p.since + ".0")}
}
