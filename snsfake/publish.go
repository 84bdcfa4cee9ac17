package snsfake

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/pattern"
	"github.com/awsfake/awsfake/internal/service"
)

func publishOperations() []service.Operation {
	return []service.Operation{
		service.Op("Publish", (*Server).publish),
		service.BatchOp("PublishBatch", (*Server).publishBatch, failPublish),
	}
}

// A publication is a message as it was published, checked.
type publication struct {
	server     *Server
	topic      *topic // nil if it goes to a phone or an endpoint
	platform   string // push service of the endpoint that it goes to, or ""
	kind       string // Notification, or what the handshake sends
	id         string
	message    string            // as published
	structure  map[string]string // MessageStructure json: the text by protocol; nil otherwise
	subject    string
	attributes map[string]types.MessageAttributeValue
	groupID    string
	dedupID    string
	sequence   string // in a FIFO topic
	trace      string // X-Ray's header
	time       time.Time
	base       string // URL under which the publisher knows the service
	cause      int64  // id of the call
	signature  string // version of the signature
	token      string // of the handshake

	// What is made of the above when it is first needed, by the one goroutine that delivers.
	signed   map[string]string // signatures by text
	shared   map[string]shared // parts of documents by layout and text
	matched  []pattern.Attribute
	carried  []event.Attribute
	prepared bool
}

// text is the message as a protocol gets it: "default" where it has no text of its own.
func (p *publication) text(protocol string) string {
	if p.structure == nil {
		return p.message
	}
	if text, ok := p.structure[protocol]; ok {
		return text
	}
	return p.structure["default"]
}

// publish publishes a message to a topic, a platform endpoint or a phone.
func (s *Server) publish(ctx context.Context, in *sns.PublishInput) (*sns.PublishOutput, error) {
	p := s.newPublication(ctx, &types.PublishBatchRequestEntry{
		Message: in.Message, MessageAttributes: in.MessageAttributes, MessageStructure: in.MessageStructure, Subject: in.Subject,
		MessageGroupId: in.MessageGroupId, MessageDeduplicationId: in.MessageDeduplicationId,
	})
	target := cmp.Or(in.TopicArn, in.TargetArn)
	switch {
	case in.PhoneNumber != nil && target != nil || in.TopicArn != nil && in.TargetArn != nil: // a guess
		return nil, invalid("Only one of TopicArn, TargetArn and PhoneNumber may be specified")
	case in.PhoneNumber == nil && target == nil: // as users report it
		return nil, invalidReason("TopicArn or TargetArn", "no value for required parameter")
	}
	if in.TopicArn == nil && isEndpoint(aws.ToString(in.TargetArn)) {
		return s.publishToEndpoint(ctx, in, p)
	}
	if err := p.check(in.Subject, aws.ToString(in.MessageStructure)); err != nil {
		return nil, err
	}
	if in.PhoneNumber != nil {
		if err := p.checkSize(defaultMaxSize); err != nil {
			return nil, err
		}
		return s.publishToPhone(ctx, *in.PhoneNumber, p)
	}
	if err := p.checkKind(strings.HasSuffix(*target, ".fifo"), in.MessageGroupId, in.MessageDeduplicationId); err != nil {
		return nil, err
	}
	t, err := s.topic("Publish", "TopicArn", *target)
	if err != nil {
		return nil, err
	}
	if err := t.publish(p); err != nil {
		return nil, err
	}
	out := &sns.PublishOutput{MessageId: &p.id}
	if t.fifo {
		out.SequenceNumber = &p.sequence
	}
	return out, nil
}

// newPublication returns what is to be published, unchecked.
func (s *Server) newPublication(ctx context.Context, e *types.PublishBatchRequestEntry) *publication {
	return &publication{
		server: s, kind: "Notification", message: *e.Message, subject: aws.ToString(e.Subject), attributes: e.MessageAttributes,
		groupID: aws.ToString(e.MessageGroupId), dedupID: aws.ToString(e.MessageDeduplicationId),
		trace: strings.TrimSpace(service.Header(ctx, "X-Amzn-Trace-Id")), // recorded: sqs_from_sns_with_xray_propagation
		base:  s.baseURL(ctx), cause: core.CauseOf(ctx), time: s.core.Now(), id: s.core.NewID(),
	}
}

// check checks what does not depend on the target, in the order of LocalStack's tests.
func (p *publication) check(subject *string, structure string) error {
	if subject != nil && !validSubject(*subject) {
		return invalid("Subject")
	}
	if p.message == "" {
		return invalid("Empty message")
	}
	if !utf8.ValidString(p.message) { // a guess
		return invalid("Message")
	}
	if err := checkMessageAttributes(p.attributes); err != nil {
		return err
	}
	switch structure {
	case "":
		return nil
	case "json":
		return p.parseStructure()
	}
	return invalid("MessageStructure")
}

// validSubject reports whether a text may be a subject: up to 100 characters without line breaks and control characters (API
// reference, Publish).
func validSubject(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= 100 && !strings.ContainsFunc(s, isControl)
}

// parseStructure reads the texts by protocol. What is no text counts as not there, and of double keys the last (recorded:
// message_structure_json_exc).
func (p *publication) parseStructure() error {
	var raw map[string]any
	if json.Unmarshal([]byte(p.message), &raw) != nil || raw == nil {
		return invalid("Message Structure - JSON message body failed to parse")
	}
	p.structure = map[string]string{}
	for k, v := range raw { // into a map again
		if text, ok := v.(string); ok {
			p.structure[k] = text
		}
	}
	_, ok := p.structure["default"]
	if _, own := p.structure[p.platform]; !ok && (!own || p.platform == "") { // Developer Guide, platform-specific payloads
		return invalid("Message Structure - No default entry in JSON message body")
	}
	return nil
}

// size counts the message and its attributes' names, types and values (Developer Guide, message attributes).
func (p *publication) size() int {
	n := len(p.message)
	for name, a := range p.attributes {
		n += len(name) + len(aws.ToString(a.DataType)) + len(aws.ToString(a.StringValue)) + len(a.BinaryValue)
	}
	return n
}

func (p *publication) checkSize(limit int) error {
	if p.size() > limit {
		return invalid("Message too long")
	}
	return nil
}

// checkKind checks the ids that FIFO topics ask for. Standard topics take a group for fair queues.
func (p *publication) checkKind(fifo bool, group, dedup *string) error {
	if !fifo && dedup != nil {
		return invalidReason("MessageDeduplicationId", "The request includes MessageDeduplicationId parameter that is not valid for this topic type")
	}
	if fifo && p.groupID == "" {
		return invalid("The MessageGroupId parameter is required for FIFO topics")
	}
	for _, id := range []struct {
		name string
		text *string
	}{{"MessageGroupId", group}, {"MessageDeduplicationId", dedup}} {
		if id.text != nil && !validID(*id.text) { // a guess, after SQS
			return invalidReason(id.name, "%s can only include alphanumeric and punctuation characters. 1 to 128 in length", id.name)
		}
	}
	return nil
}

func validID(id string) bool {
	for i := range len(id) {
		if id[i] <= ' ' || id[i] >= 0x7f {
			return false
		}
	}
	return id != "" && len(id) <= 128
}

// publish publishes a checked message to a topic. When it returns the message has been delivered, as far as nobody has to wait.
func (t *topic) publish(p *publication) error {
	to, err := t.take(p)
	if err != nil {
		return err
	}
	if t.fifo {
		t.drain()
	} else {
		t.server.deliver(outgoing{publication: p, to: to})
	}
	return nil
}

// take accepts a message. It returns who is to get it or, in a FIFO topic, puts it into the line.
func (t *topic) take(p *publication) ([]recipient, error) {
	t.mu.Lock()
	defer t.mu.Unlock() // a panic must not block the other calls
	if t.deleted {
		return nil, notFound("Topic")
	}
	if err := p.checkSize(t.settings.size()); err != nil {
		return nil, err
	}
	p.topic, p.signature = t, t.settings.signature
	if t.fifo {
		return nil, t.takeInOrder(p)
	}
	return t.recipients(p.time), nil
}

// takeInOrder puts a message of a FIFO topic into the line. One that was accepted before makes p its copy instead. The topic is locked.
func (t *topic) takeInOrder(p *publication) error {
	if p.dedupID == "" {
		if !t.settings.contentDedup {
			return errNoDedupID
		}
		p.dedupID = contentID(p.message)
	}
	if first := t.duplicateOf(p); first != nil { // recorded: republish-batch-response-fifo
		p.id, p.sequence = first.id, first.sequence
		return nil
	}
	t.accept(p)
	t.outgoing = append(t.outgoing, outgoing{publication: p, to: t.recipients(p.time)})
	return nil
}

var errNoDedupID = invalid("The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")

// recipients returns the confirmed subscriptions. The topic is locked.
func (t *topic) recipients(now time.Time) []recipient {
	l := make([]recipient, 0, len(t.subscriptions))
	for _, sub := range t.subscriptions {
		if !sub.pending && !sub.settings.ended(now) {
			l = append(l, recipient{sub, sub.settings})
		}
	}
	return l
}

// maxBatch is how many messages a batch may have.
const maxBatch = 10

// publishBatch publishes up to 10 messages to a topic.
func (s *Server) publishBatch(ctx context.Context, in *sns.PublishBatchInput) (*sns.PublishBatchOutput, error) {
	t, err := s.checkBatch(in)
	if err != nil {
		return nil, err
	}
	messages := make([]*publication, len(in.PublishBatchRequestEntries))
	size := 0
	for i := range in.PublishBatchRequestEntries {
		e := &in.PublishBatchRequestEntries[i]
		messages[i] = s.newPublication(ctx, e)
		if err := checkMessageAttributes(e.MessageAttributes); err != nil { // recorded: it fails the whole call
			return nil, err
		}
		if err := messages[i].checkKind(t.fifo, e.MessageGroupId, e.MessageDeduplicationId); err != nil {
			return nil, err
		}
		if t.fifo && e.MessageDeduplicationId == nil && !t.dedupsContent() {
			return nil, errNoDedupID
		}
		size += messages[i].size()
	}
	if size > t.size() {
		return nil, &types.BatchRequestTooLongException{Message: aws.String("The length of all the messages put together is more than the limit.")}
	}
	out := &sns.PublishBatchOutput{Successful: []types.PublishBatchResultEntry{}, Failed: []types.BatchResultErrorEntry{}}
	for i, p := range messages {
		e := &in.PublishBatchRequestEntries[i]
		err := p.check(e.Subject, aws.ToString(e.MessageStructure))
		if err == nil {
			err = t.publish(p)
		}
		if err != nil {
			out.Failed = append(out.Failed, failed(e.Id, err))
			continue
		}
		r := types.PublishBatchResultEntry{Id: e.Id, MessageId: &p.id}
		if t.fifo {
			r.SequenceNumber = &p.sequence
		}
		out.Successful = append(out.Successful, r)
	}
	return out, nil
}

// checkBatch makes the checks that fail the whole call, in the words of LocalStack's tests.
func (s *Server) checkBatch(in *sns.PublishBatchInput) (*topic, error) {
	entries := in.PublishBatchRequestEntries
	switch {
	case len(entries) == 0:
		return nil, &types.EmptyBatchRequestException{Message: aws.String("The batch request doesn't contain any entries.")}
	case len(entries) > maxBatch:
		return nil, &types.TooManyEntriesInBatchRequestException{Message: aws.String("The batch request contains more entries than permissible.")}
	}
	t, err := s.topic("Publish", "TopicArn", *in.TopicArn)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		if slices.ContainsFunc(entries[:i], func(other types.PublishBatchRequestEntry) bool { return *other.Id == *e.Id }) {
			return nil, &types.BatchEntryIdsNotDistinctException{Message: aws.String("Two or more batch entries in the request have the same Id.")}
		}
	}
	for _, e := range entries {
		switch id := *e.Id; {
		case len(id) > 80:
			return nil, &types.InvalidBatchEntryIdException{Message: aws.String(fmt.Sprintf("The Id of a batch entry in the batch request is too long: %s", id))}
		case !validName(id, false):
			return nil, &types.InvalidBatchEntryIdException{Message: aws.String(fmt.Sprintf("The Id of a batch entry in the batch request contains an impermissible character: %s", id))}
		}
	}
	return t, nil
}

// dedupsContent reports whether the topic makes deduplication ids itself.
func (t *topic) dedupsContent() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settings.contentDedup
}

// size returns the limit of a message.
func (t *topic) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settings.size()
}

// failed answers for an entry that failed.
func failed(id *string, err error) types.BatchResultErrorEntry {
	api, ok := err.(smithy.APIError)
	if !ok {
		api = &smithy.GenericAPIError{Code: "InternalError", Message: err.Error(), Fault: smithy.FaultServer}
	}
	return types.BatchResultErrorEntry{Id: id, Code: aws.String(api.ErrorCode()), Message: aws.String(api.ErrorMessage()),
		SenderFault: api.ErrorFault() != smithy.FaultServer}
}

// failPublish answers for entries that a fault makes fail.
func failPublish(in *sns.PublishBatchInput, positions []int, err smithy.APIError,
	next func(*sns.PublishBatchInput) (*sns.PublishBatchOutput, error)) (*sns.PublishBatchOutput, error) {
	rest, hit := service.Split(in.PublishBatchRequestEntries, positions)
	out := &sns.PublishBatchOutput{}
	if len(rest) > 0 {
		call := *in
		call.PublishBatchRequestEntries = rest
		var e error
		if out, e = next(&call); e != nil {
			return nil, e
		}
	}
	for _, e := range hit {
		out.Failed = append(out.Failed, failed(e.Id, err))
	}
	return out, nil
}
