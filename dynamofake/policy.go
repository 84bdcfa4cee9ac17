package dynamofake

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxPolicy is the size limit of a policy in bytes (API reference, PutResourcePolicy).
const maxPolicy = 20 << 10

// noPolicy is the revision by which a request says that there must be no policy yet (API reference, ExpectedRevisionId).
const noPolicy = "NO_POLICY"

// A policy is a resource-based policy. It is stored, not enforced.
type policy struct {
	text     string
	revision int64
}

// revisionID is the revision as clients have it.
func (p policy) revisionID() *string { return aws.String(strconv.FormatInt(p.revision, 10)) }

// governed returns the table of a policy's resource: the table, or its stream.
func (s *Server) governed(arn string) (*table, error) {
	t := s.find(arn)
	_, sub, below := strings.Cut(strings.TrimPrefix(arn, s.core.ARN("dynamodb", "table/")), "/")
	if t == nil || !strings.HasPrefix(arn, "arn:") || below && (!strings.HasPrefix(sub, "stream/") || s.streamOf(arn) == nil) {
		return nil, &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: ResourceArn: " + arn + " not found")}
	}
	return t, nil
}

// expect checks the revision that a request expects.
func expect(p policy, exists bool, revision *string) error {
	if revision == nil || *revision == noPolicy && !exists || exists && *revision == *p.revisionID() {
		return nil
	}
	return &types.PolicyNotFoundException{Message: aws.String("The policy's revision does not match the ExpectedRevisionId " + *revision)}
}

// checkPolicy checks what a policy must be to be stored.
// Source of the words: the findings "ack-api-quirks dynamodb" of October 2026, probed against DynamoDB.
func checkPolicy(text string) error {
	if len(text) > maxPolicy {
		return invalid("Maximum policy size of %d bytes exceeded", maxPolicy)
	}
	var doc struct{ Statement json.RawMessage }
	switch err := json.Unmarshal([]byte(text), &doc); {
	case err != nil:
		return invalid("Invalid policy document: This policy contains invalid Json")
	case doc.Statement == nil:
		return invalid("Invalid policy document: Could not parse the policy: Statement is empty!")
	}
	return nil
}

// putResourcePolicy attaches a policy to a table or stream. The same document again keeps its revision.
func (s *Server) putResourcePolicy(_ context.Context, in *dynamodb.PutResourcePolicyInput) (*dynamodb.PutResourcePolicyOutput, error) {
	t, err := s.governed(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	if err := checkPolicy(*in.Policy); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p, exists := t.policies[*in.ResourceArn]
	if err := expect(p, exists, in.ExpectedRevisionId); err != nil {
		return nil, err
	}
	if !exists || p.text != *in.Policy {
		p = policy{*in.Policy, max(s.core.Now().UnixMilli(), p.revision+1)}
	}
	if t.policies == nil {
		t.policies = map[string]policy{}
	}
	t.policies[*in.ResourceArn] = p
	return &dynamodb.PutResourcePolicyOutput{RevisionId: p.revisionID()}, nil
}

// getResourcePolicy returns the policy of a table or stream.
func (s *Server) getResourcePolicy(_ context.Context, in *dynamodb.GetResourcePolicyInput) (*dynamodb.GetResourcePolicyOutput, error) {
	t, err := s.governed(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	p, ok := t.policies[*in.ResourceArn]
	if !ok {
		return nil, &types.PolicyNotFoundException{Message: aws.String("Resource-based policy not found for the provided ResourceArn: " + *in.ResourceArn)}
	}
	return &dynamodb.GetResourcePolicyOutput{Policy: aws.String(p.text), RevisionId: p.revisionID()}, nil
}

// deleteResourcePolicy removes a policy; it is idempotent, unless a revision is expected.
func (s *Server) deleteResourcePolicy(_ context.Context, in *dynamodb.DeleteResourcePolicyInput) (*dynamodb.DeleteResourcePolicyOutput, error) {
	t, err := s.governed(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p, exists := t.policies[*in.ResourceArn]
	if err := expect(p, exists, in.ExpectedRevisionId); err != nil {
		return nil, err
	}
	if !exists {
		return &dynamodb.DeleteResourcePolicyOutput{}, nil
	}
	delete(t.policies, *in.ResourceArn)
	return &dynamodb.DeleteResourcePolicyOutput{RevisionId: p.revisionID()}, nil
}
