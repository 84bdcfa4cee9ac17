package lambdafake

import (
	"context"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/internal/service"
)

// policyOf returns the policy of a function, version or alias, nil if there is none, and its ref. The caller holds mu.
func (s *Server) policyOf(name, qualifier *string) (*function, *policy, ref, error) {
	r, err := s.parse(name, qualifier)
	if err != nil {
		return nil, nil, r, err
	}
	if r.qualifier == latest {
		return nil, nil, r, invalid("We currently do not support adding policies for $LATEST.")
	}
	f, _, err := s.find(r)
	if err != nil {
		return nil, nil, r, err
	}
	return f, f.policies[r.qualifier], r, nil
}

// addPermission adds a statement to a policy.
func (s *Server) addPermission(ctx context.Context, in *lambda.AddPermissionInput) (*lambda.AddPermissionOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, p, r, err := s.policyOf(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	if revision := f.revision(r.qualifier); in.RevisionId != nil && *in.RevisionId != *revision {
		if p != nil {
			return nil, wrongRevisionOf("GetPolicy") // recorded: test_function_revisions_permissions
		}
		return nil, wrongRevision() // recorded: test_lambda_permission_revisions
	}
	st, err := s.statementOf(in, r)
	if err != nil {
		return nil, err
	}
	if p == nil {
		p = newPolicy()
	}
	changed, err := p.with(st)
	if err != nil {
		return nil, err
	}
	s.setPolicy(f, r.qualifier, changed)
	service.SetStatus(ctx, 201)
	return &lambda.AddPermissionOutput{Statement: aws.String(st.document())}, nil
}

var accountPattern = regexp.MustCompile(`^\d{12}$`)

// statementOf makes the statement of a request.
func (s *Server) statementOf(in *lambda.AddPermissionInput, r ref) (statement, error) {
	st := statement{Sid: *in.StatementId, Effect: "Allow", Action: *in.Action, Resource: s.functionARN(r.name, r.qualifier)}
	switch p := *in.Principal; {
	case p == "*":
		st.Principal = p
	case accountPattern.MatchString(p):
		st.Principal = map[string]string{"AWS": "arn:" + s.core.Partition() + ":iam::" + p + ":root"}
	case strings.HasPrefix(p, "arn:"):
		st.Principal = map[string]string{"AWS": p}
	case strings.HasSuffix(p, ".amazonaws.com"):
		st.Principal = map[string]string{"Service": p}
	default:
		return st, invalid("The provided principal was invalid. Please check the principal and try again.")
	}
	add := func(operator, key string, value *string) {
		if value == nil {
			return
		}
		if st.Condition == nil {
			st.Condition = map[string]map[string]any{}
		}
		if st.Condition[operator] == nil {
			st.Condition[operator] = map[string]any{}
		}
		st.Condition[operator][key] = *value
	}
	add("StringEquals", "AWS:SourceAccount", in.SourceAccount)
	add("StringEquals", "lambda:EventSourceToken", in.EventSourceToken)
	add("StringEquals", "aws:PrincipalOrgID", in.PrincipalOrgID)
	add("ArnLike", "AWS:SourceArn", in.SourceArn)
	if in.FunctionUrlAuthType != "" {
		add("StringEquals", "lambda:FunctionUrlAuthType", aws.String(string(in.FunctionUrlAuthType)))
	}
	if aws.ToBool(in.InvokedViaFunctionUrl) {
		add("Bool", "lambda:InvokedViaFunctionUrl", aws.String("true"))
	}
	return st, nil
}

// removePermission removes a statement from a policy.
func (s *Server) removePermission(ctx context.Context, in *lambda.RemovePermissionInput) (*lambda.RemovePermissionOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, p, r, err := s.policyOf(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	changed, err := p.without(*in.StatementId)
	if err != nil {
		return nil, err
	}
	if in.RevisionId != nil && *in.RevisionId != *f.revision(r.qualifier) {
		return nil, wrongRevision()
	}
	s.setPolicy(f, r.qualifier, changed)
	service.SetStatus(ctx, 204)
	return &lambda.RemovePermissionOutput{}, nil
}

// getPolicy returns a policy. After its last statement is gone there is none.
func (s *Server) getPolicy(ctx context.Context, in *lambda.GetPolicyInput) (*lambda.GetPolicyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, p, r, err := s.policyOf(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, notFound("The resource you requested does not exist.")
	}
	return &lambda.GetPolicyOutput{Policy: aws.String(p.document()), RevisionId: f.revision(r.qualifier)}, nil
}
