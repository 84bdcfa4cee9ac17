package snsfake

import (
	"context"
	"strings"

	"github.com/awsfake/awsfake/internal/service"
)

// shared are the parts of a document that all subscriptions get alike; between them stands what names the subscription.
type shared struct{ head, tail []byte }

// timestamp is the time of publishing, as documents have it.
func (p *publication) timestamp() string { return p.time.Format(archiveTime) }

func (p *publication) subscribeURL() string {
	return p.base + "/?Action=ConfirmSubscription&TopicArn=" + p.topic.arn + "&Token=" + p.token
}

func (p *publication) unsubscribeURL(sub *subscription) string {
	return p.base + "/?Action=Unsubscribe&SubscriptionArn=" + sub.arn
}

// baseURL returns the URL under which a publisher knows the service. Where that is AWS's own it is the server's, so that receivers
// without a client of the fake get at the certificate.
func (s *Server) baseURL(ctx context.Context) string {
	base := service.BaseURL(ctx)
	if base == "" || strings.HasSuffix(base, ".amazonaws.com") {
		return s.URL()
	}
	return base
}

// parts returns the parts of a document for the layout, "" or one of a protocol's own, and a text, made once for all subscriptions.
func (p *publication) parts(layout, text string, make func(text string) shared) shared {
	key := layout + "\x00" + text
	if s, ok := p.shared[key]; ok {
		return s
	}
	if p.shared == nil {
		p.shared = map[string]shared{}
	}
	p.shared[key] = make(text)
	return p.shared[key]
}

// envelope is the JSON document in which queues, HTTP endpoints and email-json get a message, spaced as AWS does.
func (p *publication) envelope(protocol string, sub *subscription, replayed bool) []byte {
	s := p.parts("", p.text(protocol), p.envelopeParts)
	b := make([]byte, 0, len(s.head)+len(s.tail)+256)
	b = append(b, s.head...)
	if p.kind == "Notification" {
		b = appendMember(b, "UnsubscribeURL", p.unsubscribeURL(sub))
		if replayed { // the attribute is documented, its place in the document a guess
			b = append(b, ",\n  \"Replayed\" : \"true\""...)
		}
	}
	return append(b, s.tail...)
}

func (p *publication) envelopeParts(text string) (s shared) {
	b := append(make([]byte, 0, len(text)+1024), '{')
	b = appendMember(b, "Type", p.kind)
	b = appendMember(b, "MessageId", p.id)
	if p.sequence != "" {
		b = appendMember(b, "SequenceNumber", p.sequence)
	}
	if p.token != "" {
		b = appendMember(b, "Token", p.token)
	}
	b = appendMember(b, "TopicArn", p.topic.arn)
	if p.subject != "" {
		b = appendMember(b, "Subject", p.subject)
	}
	b = appendMember(b, "Message", text)
	if p.token != "" {
		b = appendMember(b, "SubscribeURL", p.subscribeURL())
	}
	b = appendMember(b, "Timestamp", p.timestamp())
	if !p.topic.fifo { // recorded: messages of FIFO topics bear no signature
		version := "1"
		if p.signature != "" {
			version = p.signature
		}
		b = appendMember(b, "SignatureVersion", version)
		b = appendMember(b, "Signature", p.sign(text))
		b = appendMember(b, "SigningCertURL", p.base+certificatePath)
	}
	s.head = b
	if len(p.attributes) > 0 {
		s.tail = append(s.tail, ",\n  \"MessageAttributes\" : {"...)
		for i, a := range p.eventAttributes() {
			if i > 0 {
				s.tail = append(s.tail, ',')
			}
			s.tail = append(s.tail, "\n    "...)
			s.tail = append(appendText(s.tail, a.Name), " : {\"Type\":"...)
			s.tail = append(appendText(s.tail, a.Type), ",\"Value\":"...)
			s.tail = append(appendText(s.tail, attributeText(a)), '}')
		}
		s.tail = append(s.tail, "\n  }"...)
	}
	s.tail = append(s.tail, "\n}"...)
	return s
}

// appendMember appends a member of the envelope, on a line of its own.
func appendMember(b []byte, name, value string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, "\n  \""...)
	b = append(b, name...)
	b = append(b, "\" : "...)
	return appendText(b, value)
}

// record is the JSON document that a delivery stream gets: a line, without a signature (Developer Guide, "Formatting Amazon SNS
// notifications for storage in Amazon S3 destinations").
func (p *publication) record(protocol string, sub *subscription) []byte {
	s := p.parts("record", p.text(protocol), func(text string) (s shared) {
		s.head = appendPairs([]byte(`{`), p.basics(text)...)
		if len(p.attributes) > 0 {
			s.tail = p.appendAttributes([]byte(`,"MessageAttributes":`))
		}
		s.tail = append(s.tail, "}\n"...)
		return s
	})
	b := append(append([]byte(nil), s.head...), `,"UnsubscribeURL":`...)
	return append(appendText(b, p.unsubscribeURL(sub)), s.tail...)
}

// basics are names and values of what all compact documents begin with.
func (p *publication) basics(text string) []string {
	l := []string{"Type", p.kind, "MessageId", p.id, "TopicArn", p.topic.arn}
	if p.subject != "" {
		l = append(l, "Subject", p.subject)
	}
	return append(l, "Message", text, "Timestamp", p.timestamp())
}

// lambdaEvent is the event that a function gets. It always says SignatureVersion 1 (recorded: lambda_verify_signature).
func (p *publication) lambdaEvent(protocol string, sub *subscription) []byte {
	s := p.parts("lambda", p.text(protocol), func(text string) (s shared) {
		b := appendPairs([]byte(`","Sns":{`), "Type", p.kind, "MessageId", p.id, "TopicArn", p.topic.arn)
		b = append(b, `,"Subject":`...)
		if p.subject == "" {
			b = append(b, "null"...)
		} else {
			b = appendText(b, p.subject)
		}
		b = append(b, ',')
		s.head = appendPairs(b, "Message", text, "Timestamp", p.timestamp(), "SignatureVersion", "1", "Signature", p.sign(text),
			"SigningCertUrl", p.base+certificatePath)
		s.tail = append(p.appendAttributes([]byte(`,"MessageAttributes":`)), "}}]}"...)
		return s
	})
	b := append(make([]byte, 0, len(s.head)+len(s.tail)+512), `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"`...)
	b = append(append(b, sub.arn...), s.head...)
	b = append(b, `,"UnsubscribeUrl":`...)
	return append(appendText(b, p.unsubscribeURL(sub)), s.tail...)
}

// appendPairs appends members of an object, name and value in turn.
func appendPairs(b []byte, pairs ...string) []byte {
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, pairs[i]), ':')
		b = appendText(b, pairs[i+1])
	}
	return b
}

// appendAttributes appends the message attributes as an object.
func (p *publication) appendAttributes(b []byte) []byte {
	b = append(b, '{')
	for i, a := range p.eventAttributes() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, a.Name), ':', '{')
		b = append(appendPairs(b, "Type", a.Type, "Value", attributeText(a)), '}')
	}
	return append(b, '}')
}

// appendText appends a JSON string, escaped no more than it must be.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c >= ' ':
			b = append(b, c)
		case c == '\n':
			b = append(b, `\n`...)
		case c == '\r':
			b = append(b, `\r`...)
		case c == '\t':
			b = append(b, `\t`...)
		default:
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&15])
		}
	}
	return append(b, '"')
}
