package pattern

// A Dialect is what the patterns of one service may hold and how that service
// words its errors. The dialects are fixed: [SNSAttributes], [SNSBody], [Lambda].
type Dialect struct {
	operators   operator // at the top of a match expression
	anythingBut operator // nested in anything-but
	inAffix     operator // nested in prefix and suffix

	// butLists: nested operators of anything-but take lists too.
	butLists bool
	// exactNumbers: a bare number matches the same digits only, 300 is not 300.0.
	exactNumbers bool
	// existsNonEmpty: {"exists": true} wants a value that is neither null nor "".
	existsNonEmpty bool
	// emptyMatchesAll: {} is a pattern, that of every document.
	emptyMatchesAll bool
	// flat: keys do not nest.
	flat bool
	// normalized: positions in errors count in the policy as the service writes
	// it again, without blanks and with its own forms of numbers and escapes.
	normalized bool

	maxNumber float64 // comparable numbers lie between -maxNumber and maxNumber
	decimals  float64 // 10 to the number of decimals that count

	maxKeys, maxCombinations, maxBytes int // 0 is no limit

	// onlyMessage words all errors, when not empty.
	onlyMessage string
}

// An operator is a set of match expressions.
type operator uint16

const (
	opExactly operator = 1 << iota
	opPrefix
	opSuffix
	opEqualsIgnoreCase
	opWildcard
	opNumeric
	opCIDR
	opExists
	opAnythingBut
)

// operators has the names of the operators in patterns.
var operators = map[string]operator{
	"exactly":            opExactly, // undocumented by AWS, known to event-ruler
	"prefix":             opPrefix,
	"suffix":             opSuffix,
	"equals-ignore-case": opEqualsIgnoreCase,
	"wildcard":           opWildcard,
	"numeric":            opNumeric,
	"cidr":               opCIDR,
	"exists":             opExists,
	"anything-but":       opAnythingBut,
}

// SNSAttributes is the dialect of an SNS filter policy of scope MessageAttributes.
var SNSAttributes = snsDialect(true)

// SNSBody is the dialect of an SNS filter policy of scope MessageBody.
var SNSBody = snsDialect(false)

// snsDialect follows AWS's pages "Filter policy constraints", "String value
// matching", "Numeric value matching" and "Key matching" of the SNS guide.
func snsDialect(flat bool) *Dialect {
	return &Dialect{
		operators: opExactly | opPrefix | opSuffix | opEqualsIgnoreCase | opNumeric | opCIDR |
			opExists | opAnythingBut,
		anythingBut:     opPrefix, // recorded: "Unsupported anything-but pattern: suffix"
		existsNonEmpty:  true,     // "The key must have a non-null and non-empty value."
		emptyMatchesAll: true,     // documented as the way to remove a policy
		flat:            flat,
		normalized:      true, // recorded: positions do not count the blanks that were sent
		maxNumber:       1e9,
		decimals:        1e5,
		maxKeys:         5,
		maxCombinations: 150,
		maxBytes:        256 << 10,
	}
}

// Lambda is the dialect of the filters of an event source mapping: that of
// EventBridge, as Lambda's page on event filtering says.
var Lambda = &Dialect{
	operators: opExactly | opPrefix | opSuffix | opEqualsIgnoreCase | opWildcard | opNumeric |
		opCIDR | opExists | opAnythingBut,
	anythingBut:  opPrefix | opSuffix | opEqualsIgnoreCase | opWildcard,
	inAffix:      opEqualsIgnoreCase,
	butLists:     true,
	exactNumbers: true, // Lambda's guide: "300, 300.0, and 3.0e2 are not considered equal"
	maxNumber:    5e9,  // EventBridge's guide, as the decimals
	decimals:     1e6,
	maxBytes:     4096,                                 // Filter.Pattern in Lambda's API model
	onlyMessage:  "Invalid filter pattern definition.", // recorded, for whatever is wrong
}
