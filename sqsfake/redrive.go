package sqsfake

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// A redrivePolicy says where messages go that were received too often.
type redrivePolicy struct {
	target      string // ARN
	maxReceives int
}

// parseRedrivePolicy parses a RedrivePolicy; "" is none. maxReceiveCount may be a number or a string. The wordings of policies are
// those that github.com/Inqnuam/local-aws-sqs found on AWS.
func parseRedrivePolicy(text string) (*redrivePolicy, error) {
	if text == "" {
		return nil, nil
	}
	bad := func(reason string) (*redrivePolicy, error) { return nil, invalidValue(text, "RedrivePolicy", reason) }
	var raw map[string]any
	if json.Unmarshal([]byte(text), &raw) != nil || raw == nil {
		return nil, invalidAttributeFor("RedrivePolicy", "Redrive policy is not a valid JSON map.")
	}
	for _, name := range []string{"maxReceiveCount", "deadLetterTargetArn"} {
		if raw[name] == nil { // also in github.com/ansible-collections/community.aws/issues/2321
			return bad("Redrive policy does not contain mandatory attribute: " + name + ".")
		}
	}
	count := fmt.Sprint(raw["maxReceiveCount"])
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > 1000 {
		return bad("Invalid value for maxReceiveCount: " + count + ", valid values are from 1 to 1000 both inclusive.")
	}
	target, _ := raw["deadLetterTargetArn"].(string)
	switch {
	case !isARN(target): // recorded by LocalStack, test_invalid_dead_letter_arn_rejected_before_lookup
		return bad("Invalid value for deadLetterTargetArn.")
	case len(raw) > 2:
		return bad("Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].")
	}
	return &redrivePolicy{target, n}, nil
}

// String is the policy as GetQueueAttributes shows it.
func (p *redrivePolicy) String() string {
	if p == nil {
		return ""
	}
	return `{"deadLetterTargetArn":` + strconv.Quote(p.target) + `,"maxReceiveCount":` + strconv.Itoa(p.maxReceives) + `}`
}

// An allowPolicy says which queues may use this one for their dead letters.
type allowPolicy struct {
	Permission string   `json:"redrivePermission"`
	Sources    []string `json:"sourceQueueArns,omitempty"`
}

// parseAllowPolicy parses a RedriveAllowPolicy: allowAll, denyAll, or byQueue with up to 10 ARNs.
func parseAllowPolicy(text string) (*allowPolicy, error) {
	if text == "" {
		return nil, nil
	}
	const cannot = "Amazon SQS can't create the redrive allow policy"
	bad := func(reason string) (*allowPolicy, error) {
		return nil, invalidValue(text, "RedriveAllowPolicy", cannot+reason)
	}
	p := &allowPolicy{}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(p)
	known := slices.Contains([]string{"allowAll", "denyAll", "byQueue"}, p.Permission)
	switch n := len(p.Sources); {
	case err != nil, !known, slices.ContainsFunc(p.Sources, func(arn string) bool { return !isARN(arn) }):
		return nil, invalidAttributeFor("RedriveAllowPolicy", cannot+", as it’s in an unsupported format.")
	case p.Permission != "byQueue" && n > 0:
		return bad(". To specify one or more source queue ARNs, you must set redrivePermission to byQueue.")
	case p.Permission == "byQueue" && n == 0:
		return bad(". When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.")
	case n > 10:
		return bad(". The maximum number of source queue ARNs you can specify is 10.")
	}
	return p, nil
}

// String is the policy as GetQueueAttributes shows it.
func (p *allowPolicy) String() string {
	if p == nil {
		return ""
	}
	b, _ := json.Marshal(p) // strings alone never fail
	return string(b)
}

func (p *allowPolicy) allows(source string) bool {
	return p == nil || p.Permission == "allowAll" || p.Permission == "byQueue" && slices.Contains(p.Sources, source)
}

// checkRedrive checks a new redrive policy of the queue source against its target.
func (s *Server) checkRedrive(source string, fifo bool, p *redrivePolicy, changed map[string]string) error {
	text, ok := changed["RedrivePolicy"]
	if !ok || p == nil {
		return nil
	}
	target := s.target(p.target)
	reason := ""
	switch {
	case target == nil:
		reason = "Dead letter target does not exist."
	case target.fifo != fifo:
		reason = "Dead-letter queue must be same type of queue as the source."
	case !target.settings.Load().allow.allows(source): // the wording is a guess
		reason = "The redrive allow policy of the dead-letter queue does not allow the source queue."
	default:
		return nil
	}
	return invalidValue(text, "RedrivePolicy", reason)
}

// redrive returns the redrive policy that is in effect: one whose target still exists.
func (q *queue) redrive() *redrivePolicy {
	p := q.settings.Load().redrive
	if p == nil || q.server.target(p.target) == nil {
		return nil
	}
	return p
}

// bury sends dead letters to their queue. It is called with no lock held, so that queues may be each other's targets; one goroutine
// at a time does it, so that they keep their order.
func (q *queue) bury() {
	q.mu.Lock()
	if q.burying {
		q.mu.Unlock()
		return
	}
	for q.burying = true; len(q.dead) > 0; q.mu.Lock() {
		dead := q.dead
		q.dead = nil
		q.mu.Unlock()
		if p := q.settings.Load().redrive; p != nil {
			if target := q.server.target(p.target); target != nil {
				target.receiveDead(q, dead)
			}
		}
	}
	q.burying = false
	q.mu.Unlock()
}

// receiveDead takes dead letters of another queue in. They keep their ids and go on counting receives.
func (q *queue) receiveDead(from *queue, dead []*message) {
	q.do(func(now time.Time) error {
		delay := q.settings.Load().delay
		for _, old := range dead {
			m := &message{content: old.content, enqueuedAt: old.enqueuedAt, source: from.arn, earlier: old.totalReceives()}
			m.firstReceivedAt = old.firstReceivedAt
			if q.fifo { // Developer Guide, "dead-letter queue retention" and "dead-letter queue redrive"
				m.enqueuedAt = now
				m.dedupID = old.id
			}
			q.add(m, delay, now)
		}
		return nil
	})
}

// listDeadLetterSourceQueues lists the queues whose dead letters a queue takes: up to 1,000, in pages of MaxResults.
func (s *Server) listDeadLetterSourceQueues(ctx context.Context, in *sqs.ListDeadLetterSourceQueuesInput) (*sqs.ListDeadLetterSourceQueuesOutput, error) {
	q := s.find(*in.QueueUrl)
	if q == nil {
		return nil, noQueue(ctx)
	}
	names, next, err := page(s.sourcesOf(q.arn), in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &sqs.ListDeadLetterSourceQueuesOutput{QueueUrls: []string{}, NextToken: next}
	for _, name := range names {
		out.QueueUrls = append(out.QueueUrls, *s.queueURL(ctx, name))
	}
	return out, nil
}

// sourcesOf returns the names of the queues whose redrive policy has the target given.
func (s *Server) sourcesOf(target string) []string {
	var names []string
	for _, q := range s.all() {
		if p := q.settings.Load().redrive; p != nil && p.target == target {
			names = append(names, q.name)
		}
	}
	return names
}

// all returns the queues in order of their names.
func (s *Server) all() []*queue {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := make([]*queue, 0, len(s.queues))
	for _, q := range s.queues {
		l = append(l, q)
	}
	slices.SortFunc(l, func(a, b *queue) int { return cmp.Compare(a.name, b.name) })
	return l
}
