package snsfake

import (
	"context"
	"encoding/json"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake/internal/service"
)

func dataProtectionOperations() []service.Operation {
	return []service.Operation{
		service.Op("GetDataProtectionPolicy", (*Server).getDataProtectionPolicy),
		service.Op("PutDataProtectionPolicy", (*Server).putDataProtectionPolicy),
	}
}

// maxDataProtection is how many characters a data protection policy can have (API reference, PutDataProtectionPolicy).
const maxDataProtection = 30_720

// putDataProtectionPolicy stores the data protection policy of a topic, which is not applied. An empty one removes it
// (terraform-provider-aws).
func (s *Server) putDataProtectionPolicy(ctx context.Context, in *sns.PutDataProtectionPolicyInput) (*sns.PutDataProtectionPolicyOutput, error) {
	err := s.withTopic("PutDataProtectionPolicy", "ResourceArn", *in.ResourceArn, func(t *topic) error {
		if err := checkDataProtection(*in.DataProtectionPolicy); err != nil {
			return err
		}
		t.dataProtection = *in.DataProtectionPolicy
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sns.PutDataProtectionPolicyOutput{}, nil
}

// getDataProtectionPolicy returns the policy as it was put, nothing if there is none.
func (s *Server) getDataProtectionPolicy(ctx context.Context, in *sns.GetDataProtectionPolicyInput) (*sns.GetDataProtectionPolicyOutput, error) {
	out := &sns.GetDataProtectionPolicyOutput{}
	err := s.withTopic("GetDataProtectionPolicy", "ResourceArn", *in.ResourceArn, func(t *topic) error {
		if text := t.dataProtection; text != "" {
			out.DataProtectionPolicy = &text
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// checkDataProtection checks the form of a data protection policy; what it says is not looked at. The wordings are guesses.
func checkDataProtection(text string) error {
	var document map[string]json.RawMessage
	switch {
	case text == "":
	case utf8.RuneCountInString(text) > maxDataProtection:
		return invalidReason("DataProtectionPolicy", "must be at most %d characters long", maxDataProtection)
	case json.Unmarshal([]byte(text), &document) != nil || document == nil:
		return invalidReason("DataProtectionPolicy", "failed to parse JSON")
	}
	return nil
}
