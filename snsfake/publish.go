package snsfake

import (
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/service"
)

func publishOperations() []service.Operation { return nil }

// A publication is a message as it was published, checked.
type publication struct {
	id         string
	message    string            // as published
	structure  map[string]string // MessageStructure json: the text by protocol; nil otherwise
	subject    string
	attributes map[string]types.MessageAttributeValue
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
