package sqsfake

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// A statement is what AddPermission adds to a queue's policy, in the form recorded.
type statement struct {
	Sid       string
	Effect    string
	Principal struct{ AWS oneOrMore }
	Action    oneOrMore
	Resource  string
}

// oneOrMore is a string in JSON where there is one, as sqs_permission_lifecycle was recorded.
type oneOrMore []string

func (l oneOrMore) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]string(l))
}

// A policy is a queue's policy document. Statements that others wrote are kept as they are.
type policy struct {
	Version   string     `json:",omitempty"`
	ID        string     `json:"Id,omitempty"`
	Statement statements `json:",omitempty"`
}

// statements are one statement or a list of them.
type statements []json.RawMessage

func (l *statements) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]json.RawMessage)(l))
	}
	*l = statements{slices.Clone(b)}
	return nil
}

// sharable are the actions that AddPermission can grant, ownersOnly those that it cannot (API reference, AddPermission; Developer
// Guide, access management). What was not recorded is worded as github.com/Inqnuam/local-aws-sqs found it on AWS.
var ownersOnly = []string{"AddPermission", "CancelMessageMoveTask", "CreateQueue", "DeleteQueue", "ListMessageMoveTasks", "ListQueues",
	"ListQueueTags", "RemovePermission", "SetQueueAttributes", "StartMessageMoveTask", "TagQueue", "UntagQueue"}

var sharable = []string{"*", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues",
	"PurgeQueue", "ReceiveMessage", "SendMessage"}

// maxActions is how many actions a statement can have (API reference, AddPermission: OverLimit).
const maxActions = 7

// addPermission adds a statement to the policy of a queue: a label of up to 80 characters, up to 7 actions.
func (s *Server) addPermission(ctx context.Context, in *sqs.AddPermissionInput) (*sqs.AddPermissionOutput, error) {
	if err := checkPermission(in); err != nil {
		return nil, err
	}
	err := s.changePolicy(ctx, in.QueueUrl, func(q *queue, p *policy) error {
		added := statement{Sid: *in.Label, Effect: "Allow", Resource: q.arn}
		for _, account := range in.AWSAccountIds {
			added.Principal.AWS = append(added.Principal.AWS, "arn:"+s.core.Partition()+":iam::"+account+":root")
		}
		for _, action := range in.Actions {
			added.Action = append(added.Action, "SQS:"+action)
		}
		raw, err := marshal(added)
		if i := p.index(*in.Label); i >= 0 && string(p.Statement[i]) == string(raw) {
			return err
		} else if i >= 0 {
			return invalidValue(*in.Label, "Label", "Already exists.")
		}
		if p.Statement = append(p.Statement, raw); len(p.Statement) > maxStatements {
			return &types.OverLimit{Message: aws.String(fmt.Sprintf("%d Statements were found, maximum allowed is %d.", len(p.Statement), maxStatements))}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &sqs.AddPermissionOutput{}, nil
}

// checkPermission checks a request for a permission.
func checkPermission(in *sqs.AddPermissionInput) error {
	switch {
	case len(in.AWSAccountIds) == 0:
		return missingParameter("AWSAccountIds")
	case len(in.Actions) == 0:
		return missingParameter("ActionName")
	case *in.Label == "":
		return missingParameter("Label")
	case !isBatchID(*in.Label): // the same rule
		return invalidValue(*in.Label, "Label", "Label can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.")
	case len(in.Actions) > maxActions:
		return &types.OverLimit{Message: aws.String("Maximum number of actions allowed is 7.")}
	}
	for _, account := range in.AWSAccountIds {
		if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
			return invalidValue("["+account+"]", "PrincipalId", "Unable to verify.")
		}
	}
	for _, action := range in.Actions {
		if slices.Contains(ownersOnly, action) {
			return invalidValue("SQS:"+action, "ActionName", "Only the queue owner is allowed to invoke this action.")
		}
		if !slices.Contains(sharable, action) {
			return invalidValue("SQS:"+action, "ActionName", "Please refer to the appropriate WSDL for a list of valid actions. ")
		}
	}
	return nil
}

// removePermission removes a statement; with the last the policy goes.
func (s *Server) removePermission(ctx context.Context, in *sqs.RemovePermissionInput) (*sqs.RemovePermissionOutput, error) {
	err := s.changePolicy(ctx, in.QueueUrl, func(q *queue, p *policy) error {
		i := p.index(*in.Label)
		if i < 0 {
			reason := "can't find label." // recorded of a queue without a policy
			if len(p.Statement) > 0 {
				reason = "can't find label on existing policy." // github.com/Inqnuam/local-aws-sqs
			}
			return invalidValue(*in.Label, "Label", reason)
		}
		p.Statement = slices.Delete(p.Statement, i, i+1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sqs.RemovePermissionOutput{}, nil
}

// changePolicy replaces the policy of a queue by what change makes of it.
func (s *Server) changePolicy(ctx context.Context, url *string, change func(*queue, *policy) error) error {
	return s.with(ctx, url, func(q *queue, now time.Time) error {
		c := *q.settings.Load()
		p := policy{Version: "2008-10-17", ID: q.arn + "/SQSDefaultPolicy"}
		if c.policy != "" {
			p = policy{}
			if err := json.Unmarshal([]byte(c.policy), &p); err != nil {
				return invalidAttribute("Policy")
			}
		}
		if err := change(q, &p); err != nil {
			return err
		}
		c.policy = ""
		if len(p.Statement) > 0 {
			b, err := marshal(p)
			if err != nil {
				return err
			}
			c.policy = string(b)
		}
		q.settings.Store(&c)
		q.modified = now
		return nil
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
