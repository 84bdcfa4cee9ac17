package s3fake

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func policyConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketPolicy", (*Server).putPolicy),
		service.Op("GetBucketPolicy", (*Server).getPolicy),
		service.Op("GetBucketPolicyStatus", (*Server).getPolicyStatus),
		service.Op("DeleteBucketPolicy", (*Server).deletePolicy),
	}
}

// maxPolicy is the size limit of a bucket policy in bytes.
// Source: Amazon S3 endpoints and quotas.
const maxPolicy = 20 << 10

// A policy is a bucket policy, as it came. It is stored, not enforced.
type policy struct {
	text   string
	public bool // it lets everybody do something
}

func policyField(c *configs) **policy { return &c.policy }

// A statement is a statement of a policy, as far as it is checked.
type statement struct {
	Effect                                   string
	Principal, NotPrincipal                  json.RawMessage
	Action, NotAction, Resource, NotResource texts
	Condition                                map[string]map[string]texts
}

// texts is a JSON string, or several in an array. Numbers and booleans, which conditions may have, count as texts.
type texts []string

// UnmarshalJSON reads one text or an array.
func (t *texts) UnmarshalJSON(b []byte) error {
	var many []any
	if len(b) > 0 && b[0] == '[' {
		if err := json.Unmarshal(b, &many); err != nil {
			return err
		}
	} else {
		var one any
		if err := json.Unmarshal(b, &one); err != nil {
			return err
		}
		many = []any{one}
	}
	*t = texts{}
	for _, v := range many {
		switch v := v.(type) {
		case string:
			*t = append(*t, v)
		case bool, float64:
			text, _ := json.Marshal(v)
			*t = append(*t, string(text))
		default:
			return malformedPolicy("Invalid policy syntax.")
		}
	}
	return nil
}

// malformedPolicy refuses a policy. The messages are those that users and the tests of other implementations report
// (github.com/versity/versitygw, auth/bucket_policy.go); which comes first where several apply is a guess.
func malformedPolicy(message string, details ...string) error {
	return fault(400, "MalformedPolicy", message, details...)
}

// parsePolicy checks a policy for a bucket.
func (s *Server) parsePolicy(text, bucket string) (*policy, error) {
	if !strings.HasPrefix(text, "{") {
		return nil, malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
	}
	if !json.Valid([]byte(text)) {
		return nil, malformedPolicy("This policy contains invalid Json")
	}
	var doc struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	if strict(text, &doc) != nil {
		return nil, malformedPolicy("Invalid policy syntax.")
	}
	switch {
	case doc.Version != "" && doc.Version != "2012-10-17" && doc.Version != "2008-10-17":
		return nil, malformedPolicy("The policy must contain a valid version string")
	case doc.Statement == nil:
		return nil, malformedPolicy("Missing required field Statement")
	case len(text) > maxPolicy:
		return nil, malformedPolicy("Normalized policy document exceeds the maximum allowed size")
	}
	statements, err := parseStatements(doc.Statement)
	if err != nil {
		return nil, err
	}
	p := &policy{text: text}
	for i := range statements {
		if err := statements[i].check(s.core.ARN("s3", bucket)); err != nil {
			return nil, err
		}
		p.public = p.public || statements[i].public()
	}
	return p, nil
}

// strict decodes JSON into v, all of whose members v must know.
func strict(text string, v any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// parseStatements reads one statement or an array of them.
func parseStatements(raw json.RawMessage) ([]statement, error) {
	l := []statement{{}}
	var err error
	if bytes.HasPrefix(raw, []byte("[")) {
		err = strict(string(raw), &l)
	} else {
		err = strict(string(raw), &l[0])
	}
	switch {
	case err != nil:
		return nil, malformedPolicy("Invalid policy syntax.")
	case len(l) == 0:
		return nil, malformedPolicy("Could not parse the policy: Statement is empty!")
	}
	return l, nil
}

// UnmarshalJSON reads a statement, with the name that it may have.
func (s *statement) UnmarshalJSON(b []byte) error {
	type plain statement
	doc := struct {
		*plain
		Sid string
	}{plain: (*plain)(s)}
	return strict(string(b), &doc)
}

func (s *statement) check(bucketARN string) error {
	switch {
	case s.Effect != "Allow" && s.Effect != "Deny":
		return malformedPolicy("Invalid effect: " + s.Effect)
	case s.Principal == nil && s.NotPrincipal == nil:
		return malformedPolicy("Missing required field Principal")
	case s.Action == nil && s.NotAction == nil:
		return malformedPolicy("Missing required field Action")
	case s.Resource == nil && s.NotResource == nil:
		return malformedPolicy("Missing required field Resource")
	}
	for _, p := range []json.RawMessage{s.Principal, s.NotPrincipal} {
		if _, ok := principals(p); p != nil && !ok {
			return malformedPolicy("Invalid principal in policy", "Detail", string(p))
		}
	}
	for _, a := range slices.Concat(s.Action, s.NotAction) {
		if name, ok := strings.CutPrefix(strings.ToLower(a), "s3:"); a != "*" && (!ok || name == "") {
			return malformedPolicy("Policy has invalid action", "Detail", a)
		}
	}
	for _, r := range slices.Concat(s.Resource, s.NotResource) {
		if r != bucketARN && !strings.HasPrefix(r, bucketARN+"/") && !strings.HasPrefix(r, bucketARN+"*") {
			return malformedPolicy("Policy has invalid resource", "Detail", r)
		}
	}
	return nil
}

// principals returns the principals of a statement and whether they can be any.
func principals(raw json.RawMessage) (l texts, ok bool) {
	if raw == nil {
		return nil, false
	}
	var byKind map[string]texts
	if json.Unmarshal(raw, &byKind) != nil {
		return texts{"*"}, string(raw) == `"*"`
	}
	for kind, names := range byKind {
		switch kind {
		case "AWS", "Service", "Federated", "CanonicalUser":
		default:
			return nil, false
		}
		if slices.Contains(names, "") {
			return nil, false
		}
		l = append(l, names...)
	}
	return l, len(l) > 0
}

// narrowing are the condition keys that keep a statement for everybody from being public.
// Source: Blocking public access to your Amazon S3 storage, The meaning of "public".
var narrowing = []string{
	"aws:principalorgid", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:sourceip", "aws:userid",
	"s3:x-amz-server-side-encryption-aws-kms-key-id", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
}

// public reports whether a statement lets everybody do something.
func (s *statement) public() bool {
	l, _ := principals(s.Principal)
	if s.Effect != "Allow" || !slices.Contains(l, "*") {
		return false
	}
	for _, keys := range s.Condition {
		for key, values := range keys {
			if slices.Contains(narrowing, strings.ToLower(key)) && !slices.Contains(values, "*") && !slices.Contains(values, "0.0.0.0/0") {
				return false
			}
		}
	}
	return true
}

func (s *Server) putPolicy(ctx context.Context, in *s3.PutBucketPolicyInput) (*s3.PutBucketPolicyOutput, error) {
	p, err := s.parsePolicy(*in.Policy, *in.Bucket)
	if _, found := s.find(in.Bucket, in.ExpectedBucketOwner); found != nil {
		return nil, found
	}
	if err != nil {
		return nil, err
	}
	service.SetStatus(ctx, http.StatusNoContent) // as AWS does, whatever its model says
	return &s3.PutBucketPolicyOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, policyField, p, func(b *bucket) error {
		if p.public && b.blocksPublicPolicy() {
			return s.publicBlocked("PutBucketPolicy", b.name, "policies", "BlockPublicPolicy")
		}
		return nil
	})
}

func noSuchPolicy(bucket string) error {
	return missing("NoSuchBucketPolicy", "The bucket policy does not exist")(bucket)
}

func (s *Server) getPolicy(ctx context.Context, in *s3.GetBucketPolicyInput) (*s3.GetBucketPolicyOutput, error) {
	p, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, policyField, noSuchPolicy)
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketPolicyOutput{Policy: &p.text}, nil
}

func (s *Server) getPolicyStatus(ctx context.Context, in *s3.GetBucketPolicyStatusInput) (*s3.GetBucketPolicyStatusOutput, error) {
	p, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, policyField, noSuchPolicy)
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketPolicyStatusOutput{PolicyStatus: &types.PolicyStatus{IsPublic: aws.Bool(p.public)}}, nil
}

func (s *Server) deletePolicy(ctx context.Context, in *s3.DeleteBucketPolicyInput) (*s3.DeleteBucketPolicyOutput, error) {
	return &s3.DeleteBucketPolicyOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, policyField, nil, nil)
}
