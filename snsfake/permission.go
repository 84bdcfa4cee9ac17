package snsfake

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake/internal/service"
)

func permissionOperations() []service.Operation {
	return []service.Operation{
		service.Op("AddPermission", (*Server).addPermission),
		service.Op("RemovePermission", (*Server).removePermission),
	}
}

// defaultPolicy is the policy of a topic that nobody has changed, as recorded.
func (s *Server) defaultPolicy(topicARN string) string {
	return `{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Effect":"Allow","Sid":"__default_statement_ID",` +
		`"Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission",` +
		`"SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"` + topicARN + `",` +
		`"Condition":{"StringEquals":{"AWS:SourceOwner":"` + s.core.AccountID + `"}}}]}`
}

// A statement is what AddPermission adds to a topic's policy, in the form recorded.
type statement struct {
	Sid       string
	Effect    string
	Principal struct{ AWS oneOrMore }
	Action    oneOrMore
	Resource  string
}

// oneOrMore is a string in JSON where there is one, as test_topic_add_multiple_permissions was recorded.
type oneOrMore []string

func (l oneOrMore) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]string(l))
}

// A policy is a topic's policy document. Statements that others wrote are kept as they are.
type policy struct {
	Version   string `json:",omitempty"`
	ID        string `json:"Id,omitempty"`
	Statement []json.RawMessage
}

// grantable are the actions that a topic's policy can grant: those of the default policy recorded, Receive (aws-cli#3143), and the newer
// ones that are about a topic (Service Authorization Reference), a guess. GetSubscriptionAttributes and CreateTopic are refused.
var grantable = []string{"AddPermission", "DeleteTopic", "GetDataProtectionPolicy", "GetTopicAttributes", "ListSubscriptionsByTopic",
	"ListTagsForResource", "Publish", "PutDataProtectionPolicy", "Receive", "RemovePermission", "SetTopicAttributes", "Subscribe"}

// addPermission adds a statement to the policy of a topic.
func (s *Server) addPermission(ctx context.Context, in *sns.AddPermissionInput) (*sns.AddPermissionOutput, error) {
	err := s.changePolicy("AddPermission", *in.TopicArn, func(t *topic, p *policy) error {
		if p.index(*in.Label) >= 0 {
			return invalid("Statement already exists") // as LocalStack has it
		}
		if err := checkPermission(in); err != nil {
			return err
		}
		added := statement{Sid: *in.Label, Effect: "Allow", Resource: t.arn}
		for _, account := range in.AWSAccountId {
			added.Principal.AWS = append(added.Principal.AWS, "arn:"+s.core.Partition()+":iam::"+account+":root")
		}
		for _, action := range in.ActionName {
			added.Action = append(added.Action, "SNS:"+action)
		}
		raw, err := marshal(added)
		p.Statement = append(p.Statement, raw)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &sns.AddPermissionOutput{}, nil
}

// checkPermission checks a request for a permission. That nothing may be empty is a guess.
func checkPermission(in *sns.AddPermissionInput) error {
	switch {
	case *in.Label == "":
		return invalid("Label")
	case len(in.AWSAccountId) == 0:
		return invalid("AWSAccountId")
	case len(in.ActionName) == 0:
		return invalid("ActionName")
	}
	for _, action := range in.ActionName {
		if action != "*" && !slices.Contains(grantable, action) {
			return invalid("Policy statement action out of service scope!") // aws-cli#3143
		}
	}
	for _, account := range in.AWSAccountId {
		if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
			return invalid("Policy Error: PrincipalNotFound") // what SetTopicAttributes says; a guess here
		}
	}
	return nil
}

// removePermission removes a statement. That there is none of the label does not matter.
func (s *Server) removePermission(ctx context.Context, in *sns.RemovePermissionInput) (*sns.RemovePermissionOutput, error) {
	err := s.changePolicy("RemovePermission", *in.TopicArn, func(t *topic, p *policy) error {
		if i := p.index(*in.Label); i >= 0 {
			p.Statement = slices.Delete(p.Statement, i, i+1)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sns.RemovePermissionOutput{}, nil
}

// changePolicy replaces the policy of a topic by what change makes of it.
func (s *Server) changePolicy(action, topicARN string, change func(*topic, *policy) error) error {
	return s.withTopic(action, "TopicArn", topicARN, func(t *topic) error {
		var p policy
		if json.Unmarshal([]byte(t.policy), &p) != nil {
			p.Statement = nil // one statement that is no list; AWS's policies always have one
		}
		if err := change(t, &p); err != nil {
			return err
		}
		b, err := marshal(p)
		if err == nil {
			t.policy = string(b)
		}
		return err
	})
}

// index returns the position of the statement with a Sid, -1 if there is none.
func (p *policy) index(sid string) int {
	return slices.IndexFunc(p.Statement, func(raw json.RawMessage) bool {
		var s struct{ Sid string }
		return json.Unmarshal(raw, &s) == nil && s.Sid == sid
	})
}

// marshal is json.Marshal, but leaves <, > and & alone.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}
