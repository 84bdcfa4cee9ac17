package snsfake

import (
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/pattern"
)

// checkMessageAttributes checks names, types and values, in the words recorded (empty_or_wrong_message_attributes). Types
// that are not there at all the chassis has found.
func checkMessageAttributes(attributes map[string]types.MessageAttributeValue) error {
	if len(attributes) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if err := checkAttributeName(name); err != nil {
			return err
		}
		a := attributes[name]
		if err := checkAttributeValue(name, &a); err != nil {
			return err
		}
	}
	return nil
}

func checkAttributeName(name string) error {
	switch {
	case len(name) > 256:
		return invalidValue("Length of message attribute name must be less than 256 bytes.")
	case strings.HasPrefix(name, "."):
		return invalidValue("Invalid message attribute name starting with character '.' was found.")
	case strings.HasSuffix(name, "."):
		return invalidValue("Invalid message attribute name ending with character '.' was found.")
	}
	for i, r := range name {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-':
		case r != '.':
			return invalidValue("Invalid non-alphanumeric character '#x%X' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.", r)
		case name[i-1] == '.':
			return invalidValue("Message attribute name can not have successive '.' character.")
		}
	}
	return nil
}

// numbers are the values of the type Number.
var numbers = regexp.MustCompile(`^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$`)

func checkAttributeValue(name string, a *types.MessageAttributeValue) error {
	kind := aws.ToString(a.DataType)
	base, _, _ := strings.Cut(kind, ".")
	field, text := "String", aws.ToString(a.StringValue)
	if base == "Binary" {
		field, text = "Binary", string(a.BinaryValue)
	}
	switch {
	case base != "String" && base != "Number" && base != "Binary":
		return invalidValue("The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.", name)
	case field == "String" && a.StringValue == nil && a.BinaryValue != nil, field == "Binary" && a.BinaryValue == nil && a.StringValue != nil:
		return invalidValue("The message attribute '%s' with type '%s' must use field '%s'.", name, kind, field)
	case text == "":
		return invalidValue("The message attribute '%s' must contain non-empty message attribute value for message attribute type '%s'.", name, kind)
	case kind == "Number" && !numbers.MatchString(strings.TrimSpace(text)): // as Moto has it
		return invalidValue("Could not cast message attribute '%s' value to number.", name)
	}
	return nil
}

// patternAttributes returns the attributes as filter policies look at them.
func (p *publication) patternAttributes() []pattern.Attribute {
	p.prepare()
	return p.matched
}

// eventAttributes returns the attributes as targets get them.
func (p *publication) eventAttributes() []event.Attribute {
	p.prepare()
	return p.carried
}

func (p *publication) prepare() {
	if p.prepared || len(p.attributes) == 0 {
		return
	}
	p.prepared = true
	for _, name := range slices.Sorted(maps.Keys(p.attributes)) {
		a := p.attributes[name]
		kind, text := aws.ToString(a.DataType), aws.ToString(a.StringValue)
		p.matched = append(p.matched, pattern.Attribute{Name: name, Type: kind, Value: text})
		p.carried = append(p.carried, event.Attribute{Name: name, Type: kind, Text: text, Binary: a.BinaryValue})
	}
}

// attributeText is the value of an attribute in a JSON document.
func attributeText(a event.Attribute) string {
	if strings.HasPrefix(a.Type, "Binary") {
		return base64.StdEncoding.EncodeToString(a.Binary)
	}
	return a.Text
}
