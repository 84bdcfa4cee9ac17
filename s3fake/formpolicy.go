package s3fake

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// checkForm checks the policy of a form and its signature. A form without a policy is like any unsigned request.
func (s *Server) checkForm(f *form) error {
	switch _, signed := f.fields["policy"]; {
	case f.err != nil:
		return f.err
	case !signed && s.options.RequireSignature:
		return accessDenied("Access Denied")
	case !signed:
		return nil
	}
	if err := s.checkFormSignature(f); err != nil {
		return err
	}
	p, err := parseFormPolicy(f.fields["policy"])
	if err != nil {
		return err
	}
	if !s.core.Now().Before(p.expiration.Add(f.shift())) {
		return accessDenied("Invalid according to Policy: Policy expired.")
	}
	return p.check(f)
}

// shift is by how much the clock differed from real time, which the SDK dates forms by, when a form was signed.
func (f *form) shift() time.Duration {
	made, err := time.Parse(timeV4, f.fields["x-amz-date"])
	if err != nil {
		return 0
	}
	return stamped(f.fields[core.StampField], made).Sub(made)
}

// checkFormSignature checks a form's signature, of version 4 or 2.
// Source: Browser-based uploads using POST, Amazon S3 API reference.
func (s *Server) checkFormSignature(f *form) error {
	policy := f.fields["policy"]
	if provided, ok := f.fields["signature"]; ok && f.fields["awsaccesskeyid"] != "" {
		if key := f.fields["awsaccesskeyid"]; key != core.AccessKeyID {
			return unknownKey(key)
		}
		if provided != signV2(policy) {
			return signatureMismatch(core.AccessKeyID, policy, provided)
		}
		return nil
	}
	for _, name := range []string{"x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"} {
		if f.fields[name] == "" {
			return accessDenied("Access Denied")
		}
	}
	sig := &signature{credential: f.fields["x-amz-credential"], signed: f.fields["x-amz-signature"]}
	var err error
	if sig.date, err = time.Parse(timeV4, f.fields["x-amz-date"]); err != nil {
		return invalidArgument("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"", "X-Amz-Date", f.fields["x-amz-date"])
	}
	if problem, _ := sig.split(s.core.Region); problem != "" {
		return invalidArgument("Error parsing the X-Amz-Credential parameter; "+problem, "X-Amz-Credential", sig.credential)
	}
	if sig.scope[0] != core.AccessKeyID {
		return unknownKey(sig.scope[0])
	}
	if signHex(signingKey(sig.scope[1], sig.scope[2]), policy) != sig.signed {
		return signatureMismatch(core.AccessKeyID, policy, sig.signed)
	}
	return nil
}

// A formPolicy says which forms its signer allows.
type formPolicy struct {
	expiration time.Time
	conditions []formCondition
}

// A formCondition is [operator, field, value] or ["content-length-range", least, most], each as it was sent.
type formCondition struct{ operator, field, value string }

func (c formCondition) String() string {
	return "[" + strconv.Quote(c.operator) + ", " + strconv.Quote(c.field) + ", " + strconv.Quote(c.value) + "]"
}

func invalidPolicyDocument(message string) error {
	return fault(http.StatusBadRequest, "InvalidPolicyDocument", "Invalid Policy: "+message)
}

// parseFormPolicy reads a policy in base64. Messages that no recording has are those of other implementations.
func parseFormPolicy(text string) (*formPolicy, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, invalidPolicyDocument("Invalid Base64 encoding.")
	}
	var doc struct {
		Expiration *string
		Conditions *[]json.RawMessage
	}
	switch err := json.Unmarshal(raw, &doc); {
	case err != nil:
		return nil, invalidPolicyDocument("Invalid JSON.")
	case doc.Expiration == nil:
		return nil, invalidPolicyDocument("Policy missing expiration.")
	case doc.Conditions == nil:
		return nil, invalidPolicyDocument("Policy missing conditions.")
	}
	p := &formPolicy{}
	if p.expiration, err = time.Parse("2006-01-02T15:04:05.999Z", *doc.Expiration); err != nil {
		return nil, invalidPolicyDocument("Invalid 'expiration' value: '" + *doc.Expiration + "'")
	}
	for _, raw := range *doc.Conditions {
		c, err := parseFormCondition(raw)
		if err != nil {
			return nil, err
		}
		p.conditions = append(p.conditions, c)
	}
	return p, nil
}

func parseFormCondition(raw json.RawMessage) (formCondition, error) {
	var simple map[string]any
	if json.Unmarshal(raw, &simple) == nil && simple != nil {
		if len(simple) != 1 {
			return formCondition{}, invalidPolicyDocument("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
		}
		for name, v := range simple {
			if text, ok := v.(string); ok {
				return formCondition{"eq", "$" + name, text}, nil
			}
		}
		return formCondition{}, invalidPolicyDocument("Invalid Simple-Condition: value must be a string.")
	}
	var list []any
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return formCondition{}, invalidPolicyDocument("Invalid Condition: must be an array or an object.")
	}
	if len(list) != 3 {
		return formCondition{}, invalidPolicyDocument("Invalid Condition: wrong number of arguments.")
	}
	var texts [3]string
	for i, v := range list {
		switch v := v.(type) {
		case string:
			texts[i] = v
		case float64:
			texts[i] = strconv.FormatFloat(v, 'f', -1, 64)
		default:
			return formCondition{}, invalidPolicyDocument("Invalid Condition: arguments must be strings or numbers.")
		}
	}
	switch c := (formCondition{strings.ToLower(texts[0]), texts[1], texts[2]}); c.operator {
	case "eq", "starts-with", "content-length-range":
		return c, nil
	}
	return formCondition{}, invalidPolicyDocument("Invalid Condition: unknown operation '" + texts[0] + "'.")
}

// notInPolicy are the fields that a policy need not mention.
// Source: Creating a POST policy, Amazon S3 API reference.
var notInPolicy = []string{"x-amz-signature", "signature", "awsaccesskeyid", "policy", "file", "bucket"}

// check checks a form against the conditions, and that it has no fields that none of them mentions.
func (p *formPolicy) check(f *form) error {
	mentioned := map[string]bool{}
	for _, c := range p.conditions {
		if err := c.check(f); err != nil {
			return err
		}
		mentioned[strings.ToLower(strings.TrimPrefix(c.field, "$"))] = true
	}
	var extra []string
	for name := range f.fields {
		if !mentioned[name] && !slices.Contains(notInPolicy, name) && !strings.HasPrefix(name, "x-ignore-") {
			extra = append(extra, name)
		}
	}
	if extra != nil {
		slices.Sort(extra)
		return accessDenied("Invalid according to Policy: Extra input fields: " + strings.Join(extra, ", "))
	}
	return nil
}

func (c formCondition) check(f *form) error {
	if c.operator == "content-length-range" {
		return c.checkLength(int64(len(f.file)))
	}
	name, ok := strings.CutPrefix(strings.ToLower(c.field), "$")
	value := f.fields[name]
	if name == "bucket" {
		value = f.bucket
	}
	if ok && (value == c.value || c.operator == "starts-with" && strings.HasPrefix(value, c.value)) {
		return nil
	}
	return c.failed()
}

func (c formCondition) failed() error {
	return accessDenied("Invalid according to Policy: Policy Condition failed: " + c.String())
}

func (c formCondition) checkLength(size int64) error {
	least, err1 := strconv.ParseInt(c.field, 10, 64)
	most, err2 := strconv.ParseInt(c.value, 10, 64)
	switch {
	case err1 != nil || err2 != nil:
		return c.failed()
	case size > most:
		return formTooLarge(size, most)
	case size < least:
		return fault(http.StatusBadRequest, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
			"ProposedSize", strconv.FormatInt(size, 10), "MinSizeAllowed", c.field)
	}
	return nil
}
