package lambdafake

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// A policy says who may invoke a function, a version or an alias. Only requests for function URLs are held to it: the fakes know no
// identities.
type policy struct {
	version, id string
	statements  []statement
}

// setPolicy changes the policy of a function or, under a qualifier, of a version or alias, whose RevisionId changes with it: a policy has
// none of its own (recorded: test_lambda_permission_revisions). The caller holds mu.
func (s *Server) setPolicy(f *function, qualifier string, p *policy) {
	if f.policies == nil {
		f.policies = map[string]*policy{}
	}
	if f.policies[qualifier] = p; p == nil {
		delete(f.policies, qualifier)
	}
	if a, ok := f.aliases.Get(qualifier); ok {
		a.revision = s.core.NewID()
	} else {
		f.version(qualifier).config.RevisionId = aws.String(s.core.NewID())
	}
}

// revision is the RevisionId of a function or, under a qualifier that it has, of a version or alias. The caller holds mu.
func (f *function) revision(qualifier string) *string {
	if a, ok := f.aliases.Get(qualifier); ok {
		return aws.String(a.revision)
	}
	return f.version(qualifier).config.RevisionId
}

func newPolicy() *policy { return &policy{version: "2012-10-17", id: "default"} }

// A statement is one permission, as the policy document has it. Its values are what encoding/json makes of them.
type statement struct {
	Sid       string                    `json:"Sid,omitempty"`
	Effect    string                    `json:"Effect"`
	Principal any                       `json:"Principal,omitempty"`
	Action    any                       `json:"Action"`
	Resource  any                       `json:"Resource"`
	Condition map[string]map[string]any `json:"Condition,omitempty"`
}

// document is the policy as JSON.
func (p *policy) document() string {
	b, _ := json.Marshal(struct { // what came from JSON goes into it
		Version   string      `json:"Version"`
		ID        string      `json:"Id,omitempty"`
		Statement []statement `json:"Statement"`
	}{p.version, p.id, p.statements})
	return string(b)
}

// document is the statement as JSON.
func (st *statement) document() string {
	b, _ := json.Marshal(st) // what came from JSON goes into it
	return string(b)
}

// with returns a policy with one more statement.
func (p *policy) with(st statement) (*policy, error) {
	if slices.ContainsFunc(p.statements, func(old statement) bool { return old.Sid == st.Sid }) {
		return nil, conflict("The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement.", st.Sid)
	}
	changed := *p
	changed.statements = append(slices.Clone(p.statements), st)
	return &changed, changed.checkSize()
}

// without returns a policy, which may be nil, without a statement; nil if it was the last.
func (p *policy) without(sid string) (*policy, error) {
	if p == nil {
		return nil, notFound("No policy is associated with the given resource.")
	}
	i := slices.IndexFunc(p.statements, func(st statement) bool { return st.Sid == sid })
	if i < 0 {
		return nil, notFound("Statement %s is not found in resource policy.", sid)
	}
	if len(p.statements) == 1 {
		return nil, nil
	}
	changed := *p
	changed.statements = slices.Delete(slices.Clone(p.statements), i, i+1)
	return &changed, nil
}

// maxPolicy is the size limit of a policy document in bytes (Developer Guide, quotas).
const maxPolicy = 20480

func (p *policy) checkSize() error {
	if n := len(p.document()); n > maxPolicy {
		return &types.PolicyLengthExceededException{Type: user(), Message: text("The final policy size (%d) is bigger than the limit (%d).", n, maxPolicy)}
	}
	return nil
}

// allowsEverybody reports whether anybody may do an action through a function URL of an AuthType.
func (p *policy) allowsEverybody(action string, auth types.FunctionUrlAuthType) bool {
	if p == nil {
		return false
	}
	allowed := false
	for _, st := range p.statements {
		if !st.isPublic() || !st.covers(action) || !st.meets(auth) {
			continue
		}
		if st.Effect == "Deny" {
			return false
		}
		allowed = true
	}
	return allowed
}

// isPublic reports whether a statement is about everybody.
func (st *statement) isPublic() bool {
	if m, ok := st.Principal.(map[string]any); ok {
		return slices.Contains(oneOrMore(m["AWS"]), "*")
	}
	return st.Principal == "*"
}

// covers reports whether a statement is about an action.
func (st *statement) covers(action string) bool {
	return slices.ContainsFunc(oneOrMore(st.Action), func(a string) bool { return a == action || a == "lambda:*" || a == "*" })
}

// meets reports whether a request for a function URL meets the conditions of a statement: others than those on function URLs are not met.
func (st *statement) meets(auth types.FunctionUrlAuthType) bool {
	for _, keys := range st.Condition { // all must hold, in any order
		for key, want := range keys {
			have := ""
			switch key {
			case "lambda:FunctionUrlAuthType":
				have = string(auth)
			case "lambda:InvokedViaFunctionUrl":
				have = "true"
			}
			if !slices.Contains(oneOrMore(want), have) || have == "" {
				return false
			}
		}
	}
	return true
}

// oneOrMore returns the strings of a value that is one or a list.
func oneOrMore(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var l []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				l = append(l, s)
			}
		}
		return l
	}
	return nil
}

// parsePolicy reads a policy document.
func parsePolicy(document string) (*policy, error) {
	malformed := invalid("The policy document is malformed or contains syntax errors.")
	var doc struct {
		Version, ID string
		Statement   json.RawMessage
	}
	if json.Unmarshal([]byte(document), &doc) != nil {
		return nil, malformed
	}
	p := &policy{version: doc.Version, id: doc.ID}
	if b := bytes.TrimSpace(doc.Statement); len(b) > 0 && b[0] == '{' { // one is no list
		doc.Statement = slices.Concat([]byte("["), b, []byte("]"))
	}
	if json.Unmarshal(doc.Statement, &p.statements) != nil || len(p.statements) == 0 {
		return nil, malformed
	}
	for _, st := range p.statements {
		if st.Effect != "Allow" && st.Effect != "Deny" || st.Principal == nil || len(oneOrMore(st.Action)) == 0 {
			return nil, malformed
		}
	}
	return p, nil
}

// resourcePolicy returns the policy of the function, version or alias that an ARN names, nil if there is none, if it has the revision
// that the request expects. The caller holds mu.
func (s *Server) resourcePolicy(arn, revision *string) (*function, *policy, ref, error) {
	f, p, r, err := s.policyOf(arn, nil)
	if err == nil && revision != nil && *revision != *f.revision(r.qualifier) {
		err = wrongRevision()
	}
	return f, p, r, err
}

// putResourcePolicy replaces the policy of a function, version or alias, what AddPermission has added included.
func (s *Server) putResourcePolicy(ctx context.Context, in *lambda.PutResourcePolicyInput) (*lambda.PutResourcePolicyOutput, error) {
	p, err := parsePolicy(*in.Policy)
	if err != nil {
		return nil, err
	}
	if err := p.checkSize(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _, r, err := s.resourcePolicy(in.ResourceArn, in.RevisionId)
	if err != nil {
		return nil, err
	}
	s.setPolicy(f, r.qualifier, p)
	return &lambda.PutResourcePolicyOutput{Policy: aws.String(p.document()), RevisionId: f.revision(r.qualifier)}, nil
}

// getResourcePolicy returns the policy of a function, version or alias.
func (s *Server) getResourcePolicy(ctx context.Context, in *lambda.GetResourcePolicyInput) (*lambda.GetResourcePolicyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, p, r, err := s.resourcePolicy(in.ResourceArn, nil)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, notFound("The resource you requested does not exist.")
	}
	return &lambda.GetResourcePolicyOutput{Policy: aws.String(p.document()), RevisionId: f.revision(r.qualifier)}, nil
}

// deleteResourcePolicy removes the policy of a function, version or alias.
func (s *Server) deleteResourcePolicy(ctx context.Context, in *lambda.DeleteResourcePolicyInput) (*lambda.DeleteResourcePolicyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, p, r, err := s.resourcePolicy(in.ResourceArn, in.RevisionId)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, notFound("The resource you requested does not exist.")
	}
	s.setPolicy(f, r.qualifier, nil)
	return &lambda.DeleteResourcePolicyOutput{}, nil
}
