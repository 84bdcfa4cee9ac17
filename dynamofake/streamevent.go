package dynamofake

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// A lambdaEvent is a record of a stream as Lambda's events and Kinesis have it. Members are in the order of the documentation
// (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
type lambdaEvent struct {
	EventID        string          `json:"eventID"`
	EventName      string          `json:"eventName"`
	EventVersion   string          `json:"eventVersion"`
	EventSource    string          `json:"eventSource"`
	AwsRegion      string          `json:"awsRegion"`
	Dynamodb       lambdaChange    `json:"dynamodb"`
	UserIdentity   *lambdaIdentity `json:"userIdentity,omitempty"`
	EventSourceARN string          `json:"eventSourceARN"`
}

type lambdaChange struct {
	ApproximateCreationDateTime int64           `json:"ApproximateCreationDateTime"` // seconds
	Keys                        json.RawMessage `json:"Keys"`
	NewImage                    json.RawMessage `json:"NewImage,omitempty"`
	OldImage                    json.RawMessage `json:"OldImage,omitempty"`
	SequenceNumber              string          `json:"SequenceNumber"`
	SizeBytes                   int64           `json:"SizeBytes"`
	StreamViewType              string          `json:"StreamViewType"`
}

type lambdaIdentity struct {
	PrincipalID string `json:"principalId"`
	Type        string `json:"type"`
}

// lambdaEvent returns a record in JSON.
func (f feed) lambdaEvent(r streamRecord) []byte {
	keys, images := r.images(f.stream)
	e := lambdaEvent{
		EventID: r.id, EventName: r.event(), EventVersion: "1.1", EventSource: "aws:dynamodb", AwsRegion: f.log.server.core.Region, EventSourceARN: *f.arn(f.table),
		Dynamodb: lambdaChange{ApproximateCreationDateTime: r.at.Unix(), Keys: marshalItem(keys), OldImage: marshalItem(images[0]), NewImage: marshalItem(images[1]),
			SequenceNumber: sequenceNumber(r.number), SizeBytes: r.size(f.stream), StreamViewType: string(f.view)},
	}
	if r.by != "" {
		e.UserIdentity = &lambdaIdentity{PrincipalID: string(r.by), Type: "Service"}
	}
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings and numbers can be encoded
	}
	return b
}

// marshalItem returns an item in DynamoDB's JSON, nil for none.
func marshalItem(it expr.Item) json.RawMessage {
	if it == nil {
		return nil
	}
	return appendItem(nil, it)
}

// appendItem appends an item in DynamoDB's JSON, its attributes in order.
func appendItem(b []byte, it expr.Item) []byte {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(it)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, name)
		b = append(b, ':')
		b = appendTyped(b, it[name])
	}
	return append(b, '}')
}

// appendTyped appends a value with its type: {"S":"text"}.
func appendTyped(b []byte, v expr.Value) []byte {
	b = append(b, `{"`...)
	b = append(b, expr.TypeName(v)...)
	b = append(b, `":`...)
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		b = appendText(b, v.Value)
	case *types.AttributeValueMemberN:
		b = appendText(b, v.Value)
	case *types.AttributeValueMemberB:
		b = appendBinary(b, v.Value)
	case *types.AttributeValueMemberBOOL:
		b = appendBool(b, v.Value)
	case *types.AttributeValueMemberNULL:
		b = appendBool(b, v.Value)
	case *types.AttributeValueMemberSS:
		b = appendList(b, v.Value, appendText)
	case *types.AttributeValueMemberNS:
		b = appendList(b, v.Value, appendText)
	case *types.AttributeValueMemberBS:
		b = appendList(b, v.Value, appendBinary)
	case *types.AttributeValueMemberL:
		b = appendList(b, v.Value, appendTyped)
	case *types.AttributeValueMemberM:
		b = appendItem(b, v.Value)
	}
	return append(b, '}')
}

func appendList[E any](b []byte, l []E, add func([]byte, E) []byte) []byte {
	b = append(b, '[')
	for i, e := range l {
		if i > 0 {
			b = append(b, ',')
		}
		b = add(b, e)
	}
	return append(b, ']')
}

func appendText(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // any string can be encoded
	}
	return append(b, text...)
}

func appendBinary(b, v []byte) []byte {
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, v)
	return append(b, '"')
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, "true"...)
	}
	return append(b, "false"...)
}
