package lambdafake

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// latest is the qualifier of the version that can be changed.
const latest = "$LATEST"

// A ref names a function and, unless it is "", one of its versions or aliases.
type ref struct{ name, qualifier string }

// refPattern is the pattern of FunctionName in its parts: region, account, name, qualifier. What does not match is refused by the model.
var refPattern = regexp.MustCompile(`^(?:arn:[a-z-]+:lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]+)(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$`)

// parse reads a name, a partial or a full ARN, and the qualifier beside it, which must not contradict the one in it.
func (s *Server) parse(name, qualifier *string) (ref, error) {
	m := refPattern.FindStringSubmatch(aws.ToString(name))
	if m == nil {
		return ref{}, notFound("Function not found: %s", s.functionARN(aws.ToString(name), ""))
	}
	if m[1] != "" && m[1] != s.core.Region {
		return ref{}, notFound("Functions from '%s' are not reachable in this region ('%s')", m[1], s.core.Region)
	}
	r := ref{m[3], m[4]}
	if q := aws.ToString(qualifier); q != "" {
		if r.qualifier != "" && r.qualifier != q {
			return ref{}, invalid("The derived qualifier from the function name does not match the specified qualifier.")
		}
		r.qualifier = q
	}
	if m[2] != "" && m[2] != s.core.AccountID {
		return ref{}, notFound("Function not found: %s", s.functionARN(r.name, r.qualifier))
	}
	return r, nil
}

// functionARN returns the ARN of a function, with a qualifier unless that is "".
func (s *Server) functionARN(name, qualifier string) string {
	arn := s.core.ARN("lambda", "function:"+name)
	if qualifier != "" {
		arn += ":" + qualifier
	}
	return arn
}

// noFunction says that a function, version or alias is not there.
func (s *Server) noFunction(r ref) error {
	return notFound("Function not found: %s", s.functionARN(r.name, r.qualifier))
}

// function returns the function that a request names. The caller holds mu.
func (s *Server) function(r ref) (*function, error) {
	f, ok := s.functions.Get(r.name)
	if !ok {
		return nil, s.noFunction(r)
	}
	return f, nil
}

// named is parse and function for operations on a function as a whole, which take no qualifier. The caller holds mu.
func (s *Server) named(name *string) (*function, error) {
	r, err := s.parse(name, nil)
	if err != nil {
		return nil, err
	}
	return s.function(ref{name: r.name})
}

// find returns the function and the version that a request names. The caller holds mu.
func (s *Server) find(r ref) (*function, *version, error) {
	f, err := s.function(r)
	if err != nil {
		return nil, nil, err
	}
	v := f.version(r.qualifier)
	if v == nil {
		return nil, nil, s.noFunction(r)
	}
	return f, v, nil
}

// version returns the version that a qualifier means, the first of an alias that has two; nil if there is none. The caller holds mu.
func (f *function) version(qualifier string) *version {
	if qualifier == "" || qualifier == latest {
		return f.latest
	}
	if a, ok := f.aliases.Get(qualifier); ok {
		qualifier = a.version
		if qualifier == latest {
			return f.latest
		}
	}
	v, _ := f.published.Get(numberOf(qualifier))
	return v
}

// isVersion reports whether a qualifier is the number of a version.
func isVersion(qualifier string) bool {
	return strings.Trim(qualifier, "0123456789") == "" && qualifier != ""
}
