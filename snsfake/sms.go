package snsfake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/service"
)

func smsOperations() []service.Operation {
	return []service.Operation{
		service.Op("CheckIfPhoneNumberIsOptedOut", (*Server).checkIfPhoneNumberIsOptedOut),
		service.Op("CreateSMSSandboxPhoneNumber", (*Server).createSMSSandboxPhoneNumber),
		service.Op("DeleteSMSSandboxPhoneNumber", (*Server).deleteSMSSandboxPhoneNumber),
		service.Op("GetSMSAttributes", (*Server).getSMSAttributes),
		service.Op("GetSMSSandboxAccountStatus", (*Server).getSMSSandboxAccountStatus),
		service.Op("ListOriginationNumbers", (*Server).listOriginationNumbers),
		service.Op("ListPhoneNumbersOptedOut", (*Server).listPhoneNumbersOptedOut),
		service.Op("ListSMSSandboxPhoneNumbers", (*Server).listSMSSandboxPhoneNumbers),
		service.Op("OptInPhoneNumber", (*Server).optInPhoneNumber),
		service.Op("SetSMSAttributes", (*Server).setSMSAttributes),
		service.Op("VerifySMSSandboxPhoneNumber", (*Server).verifySMSSandboxPhoneNumber),
	}
}

// Limits of SMS.
const (
	maxSMS             = 1600                // characters of a Publish (API reference, Publish)
	optInInterval      = 30 * 24 * time.Hour // API reference, OptInPhoneNumber
	maxSandboxNumbers  = 10                  // Developer Guide, SMS sandbox
	minSandboxLifetime = 24 * time.Hour      // Developer Guide, SMS sandbox: after verification, or the last attempt at it
)

// texting are the settings of SMS, opted-out numbers and sandbox numbers. Server.mu guards them.
type texting struct {
	attributes map[string]string    // replaced, never changed in place
	optedOut   map[string]bool      // by number: +15551234567
	optedIn    map[string]time.Time // when OptInPhoneNumber opted a number in last
	sandbox    map[string]*sandboxNumber
}

// A sandboxNumber is a destination of the SMS sandbox.
type sandboxNumber struct {
	number   string
	code     string    // the one-time password sent last
	tried    time.Time // when it was sent, or a verification attempted
	verified bool
}

func (t *texting) reset() {
	*t = texting{
		attributes: map[string]string{"MonthlySpendLimit": "1"}, // of an account that has asked for no more, in USD
		optedOut:   map[string]bool{},
		optedIn:    map[string]time.Time{},
		sandbox:    map[string]*sandboxNumber{},
	}
}

// smsAttributes are the settings of SMS with what their values must be (API reference, SetSMSAttributes).
var smsAttributes = map[string]func(value string) (must string, ok bool){
	"MonthlySpendLimit":                 mustBeAmount,
	"DeliveryStatusIAMRole":             nil,
	"DeliveryStatusSuccessSamplingRate": mustBePercentage,
	"DefaultSenderID":                   mustBeSenderID,
	"DefaultSMSType":                    mustBeSMSType,
	"UsageReportS3Bucket":               nil,
}

// setSMSAttributes changes the settings given and leaves the others. One set to nothing is gone.
func (s *Server) setSMSAttributes(ctx context.Context, in *sns.SetSMSAttributesInput) (*sns.SetSMSAttributesOutput, error) {
	for _, name := range slices.Sorted(maps.Keys(in.Attributes)) {
		check, ok := smsAttributes[name]
		if !ok {
			return nil, invalidAttributeName(name) // the form recorded for endpoints: a guess here
		}
		if value := in.Attributes[name]; check != nil && value != "" {
			if must, ok := check(value); !ok {
				return nil, invalidAttributeValue(name, must)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := maps.Clone(s.texting.attributes)
	maps.Copy(now, in.Attributes)
	maps.DeleteFunc(now, func(_, value string) bool { return value == "" })
	s.texting.attributes = now
	return &sns.SetSMSAttributesOutput{}, nil
}

// getSMSAttributes returns the settings asked for, or all.
func (s *Server) getSMSAttributes(ctx context.Context, in *sns.GetSMSAttributesInput) (*sns.GetSMSAttributesOutput, error) {
	s.mu.RLock()
	all := s.texting.attributes
	s.mu.RUnlock()
	if len(in.Attributes) == 0 {
		return &sns.GetSMSAttributesOutput{Attributes: all}, nil
	}
	some := map[string]string{}
	for _, name := range in.Attributes {
		if value, ok := all[name]; ok {
			some[name] = value
		}
	}
	return &sns.GetSMSAttributesOutput{Attributes: some}, nil
}

// OptOut opts a phone number out of SMS messages, as its holder does by answering STOP. Messages to it are accepted, but not delivered,
// until OptInPhoneNumber opts it in. The number is in E.164 format, such as +15551234567; another is a mistake.
func (s *Server) OptOut(phoneNumber string) {
	s.core.Helper()()
	if !e164.MatchString(phoneNumber) {
		s.core.Mistake("OptOut: %q is no phone number in E.164 format", phoneNumber)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texting.optedOut[plainNumber(phoneNumber)] = true
}

// checkIfPhoneNumberIsOptedOut reports whether a number is opted out.
func (s *Server) checkIfPhoneNumberIsOptedOut(ctx context.Context, in *sns.CheckIfPhoneNumberIsOptedOutInput) (*sns.CheckIfPhoneNumberIsOptedOutOutput, error) {
	if err := checkNumber(*in.PhoneNumber); err != nil {
		return nil, err
	}
	return &sns.CheckIfPhoneNumberIsOptedOutOutput{IsOptedOut: s.optedOut(*in.PhoneNumber)}, nil
}

func (s *Server) optedOut(number string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.texting.optedOut[plainNumber(number)]
}

// listPhoneNumbersOptedOut lists the opted-out numbers, 100 a page.
func (s *Server) listPhoneNumbersOptedOut(ctx context.Context, in *sns.ListPhoneNumbersOptedOutInput) (*sns.ListPhoneNumbersOptedOutOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := slices.Sorted(maps.Keys(s.texting.optedOut))
	l, next, err := page(all, pageSize, in.NextToken, func(number string) string { return number })
	if err != nil {
		return nil, err
	}
	if l == nil {
		l = []string{} // present even if empty: recorded
	}
	return &sns.ListPhoneNumbersOptedOutOutput{PhoneNumbers: l, NextToken: next}, nil
}

// optInPhoneNumber opts a number in, once in 30 days. The error's wording is a guess.
func (s *Server) optInPhoneNumber(ctx context.Context, in *sns.OptInPhoneNumberInput) (*sns.OptInPhoneNumberOutput, error) {
	if err := checkNumber(*in.PhoneNumber); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	number, now := plainNumber(*in.PhoneNumber), s.core.Now()
	if s.texting.optedOut[number] {
		if last, ok := s.texting.optedIn[number]; ok && now.Before(last.Add(optInInterval)) {
			return nil, invalidReason("PhoneNumber", "a phone number can be opted in only once every 30 days")
		}
		delete(s.texting.optedOut, number)
		s.texting.optedIn[number] = now
	}
	return &sns.OptInPhoneNumberOutput{}, nil
}

// createSMSSandboxPhoneNumber adds a number to the sandbox, or to one that waits for its verification sends a new one-time password.
// It goes to the Outbox. The wordings are guesses.
func (s *Server) createSMSSandboxPhoneNumber(ctx context.Context, in *sns.CreateSMSSandboxPhoneNumberInput) (*sns.CreateSMSSandboxPhoneNumberOutput, error) {
	if s.optedOut(*in.PhoneNumber) {
		return nil, &types.OptedOutException{Message: aws.String("The phone number is opted out")}
	}
	code := s.newCode()
	if err := s.addSandboxNumber(plainNumber(*in.PhoneNumber), code); err != nil {
		return nil, err
	}
	s.sendDirect(ctx, Notification{MessageID: s.core.NewID(), Protocol: "sms", Endpoint: *in.PhoneNumber,
		Message: "Your verification code for Amazon SNS is " + code, SentAt: s.core.Now()})
	return &sns.CreateSMSSandboxPhoneNumberOutput{}, nil
}

func (s *Server) addSandboxNumber(number, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.texting.sandbox[number]
	switch {
	case n != nil && n.verified:
		return userError("The phone number is already verified")
	case n == nil && len(s.texting.sandbox) >= maxSandboxNumbers:
		return userError(fmt.Sprintf("The SMS sandbox can have at most %d phone numbers", maxSandboxNumbers))
	}
	s.texting.sandbox[number] = &sandboxNumber{number: number, code: code, tried: s.core.Now()}
	return nil
}

// newCode returns a new one-time password of 6 digits.
func (s *Server) newCode() string {
	n, err := strconv.ParseUint(s.core.NewHex(7), 16, 64)
	if err != nil {
		panic(err) // 14 hexadecimal digits always are a number
	}
	return fmt.Sprintf("%06d", n%1_000_000)
}

// verifySMSSandboxPhoneNumber verifies a number with its one-time password. The wordings are guesses.
func (s *Server) verifySMSSandboxPhoneNumber(ctx context.Context, in *sns.VerifySMSSandboxPhoneNumberInput) (*sns.VerifySMSSandboxPhoneNumberOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.texting.sandbox[plainNumber(*in.PhoneNumber)]
	if n == nil {
		return nil, noSandboxNumber()
	}
	n.tried = s.core.Now()
	if *in.OneTimePassword != n.code {
		return nil, &types.VerificationException{Message: aws.String("The one-time password is invalid"), Status: aws.String("Pending")}
	}
	n.verified = true
	return &sns.VerifySMSSandboxPhoneNumberOutput{}, nil
}

// deleteSMSSandboxPhoneNumber removes a number from the sandbox 24 hours after the last attempt to verify it at the earliest.
func (s *Server) deleteSMSSandboxPhoneNumber(ctx context.Context, in *sns.DeleteSMSSandboxPhoneNumberInput) (*sns.DeleteSMSSandboxPhoneNumberOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.texting.sandbox[plainNumber(*in.PhoneNumber)]
	switch {
	case n == nil:
		return nil, noSandboxNumber()
	case s.core.Now().Before(n.tried.Add(minSandboxLifetime)):
		return nil, userError("A phone number can be deleted only 24 hours after its verification or the last attempt at it")
	}
	delete(s.texting.sandbox, n.number)
	return &sns.DeleteSMSSandboxPhoneNumberOutput{}, nil
}

// listSMSSandboxPhoneNumbers lists the numbers of the sandbox, 100 a page unless asked for fewer.
func (s *Server) listSMSSandboxPhoneNumbers(ctx context.Context, in *sns.ListSMSSandboxPhoneNumbersInput) (*sns.ListSMSSandboxPhoneNumbersOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	key := func(n *sandboxNumber) string { return n.number }
	all := slices.SortedFunc(maps.Values(s.texting.sandbox), func(a, b *sandboxNumber) int { return cmp.Compare(key(a), key(b)) })
	size := pageSize
	if in.MaxResults != nil {
		size = int(*in.MaxResults)
	}
	l, next, err := page(all, size, in.NextToken, key)
	if err != nil {
		return nil, err
	}
	out := &sns.ListSMSSandboxPhoneNumbersOutput{PhoneNumbers: make([]types.SMSSandboxPhoneNumber, len(l)), NextToken: next}
	for i, n := range l {
		status := types.SMSSandboxPhoneNumberVerificationStatusPending
		if n.verified {
			status = types.SMSSandboxPhoneNumberVerificationStatusVerified
		}
		out.PhoneNumbers[i] = types.SMSSandboxPhoneNumber{PhoneNumber: &n.number, Status: status}
	}
	return out, nil
}

// getSMSSandboxAccountStatus says that the account has left the sandbox, which is this project's choice: a message to any number
// arrives.
func (s *Server) getSMSSandboxAccountStatus(ctx context.Context, in *sns.GetSMSSandboxAccountStatusInput) (*sns.GetSMSSandboxAccountStatusOutput, error) {
	return &sns.GetSMSSandboxAccountStatusOutput{IsInSandbox: false}, nil
}

// listOriginationNumbers lists no numbers: they are bought elsewhere, from AWS End User Messaging.
func (s *Server) listOriginationNumbers(ctx context.Context, in *sns.ListOriginationNumbersInput) (*sns.ListOriginationNumbersOutput, error) {
	none, next, err := page([]types.PhoneNumberInformation{}, pageSize, in.NextToken, func(types.PhoneNumberInformation) string { return "" })
	if err != nil {
		return nil, err
	}
	return &sns.ListOriginationNumbersOutput{PhoneNumbers: none, NextToken: next}, nil
}

func userError(message string) error { return &types.UserErrorException{Message: &message} }

func noSandboxNumber() error {
	return &types.ResourceNotFoundException{Message: aws.String("The phone number does not exist in the SMS sandbox")}
}

// e164 is the format of phone numbers; the plus may be missing (LocalStack).
var e164 = regexp.MustCompile(`^\+?[1-9][0-9]{1,14}$`)

// plainNumber returns the form in which a phone number is kept: +15551234567.
func plainNumber(number string) string {
	return "+" + strings.TrimPrefix(number, "+")
}

// checkNumber checks the number in a request about opting out, with the message that moto and LocalStack have.
func checkNumber(number string) error {
	if !e164.MatchString(number) {
		return invalidReason("PhoneNumber", "input incorrectly formatted")
	}
	return nil
}

// separators are what a subscription's phone number may have between its digits, one at a time: what was recorded of
// test_subscribe_invalid_sms and test_subscribe_sms_obscure_phone_number fits this rule of moto's.
var separators = regexp.MustCompile(`[0-9][./-][0-9]`)

// checkPhone checks the endpoint of a subscription of protocol sms.
func (s *Server) checkPhone(number string) error {
	if !e164.MatchString(withoutSeparators(number)) {
		return invalidPlain("Invalid SMS endpoint: %s", number)
	}
	return nil
}

// withoutSeparators removes the separators allowed between the digits of a phone number.
func withoutSeparators(number string) string {
	for separators.MatchString(number) { // matches overlap
		number = separators.ReplaceAllStringFunc(number, func(m string) string { return m[:1] + m[2:] })
	}
	return number
}

// publishToPhone answers a Publish with a PhoneNumber; the message is checked already.
func (s *Server) publishToPhone(ctx context.Context, number string, p *publication) (*sns.PublishOutput, error) {
	if !e164.MatchString(number) {
		return nil, invalidReason("PhoneNumber", "%s is not valid to publish to", number)
	}
	if utf8.RuneCountInString(p.text("sms")) > maxSMS {
		return nil, invalid("Message too long") // the limit is documented, the wording is that of other messages
	}
	s.sendDirect(ctx, p.notification("sms", number)) // that it may be opted out is no error here (cds-snc/notification-api#2207)
	return &sns.PublishOutput{MessageId: &p.id}, nil
}

// errOptedOut is what the delivery log says (Developer Guide, SMS delivery failures).
var errOptedOut = errors.New("phone number is opted out")

// sendSMS sends a notification to a phone. It is called with no lock held. An error says that AWS would not have delivered it.
func (s *Server) sendSMS(n Notification) error {
	if s.optedOut(withoutSeparators(n.Endpoint)) {
		return errOptedOut
	}
	s.outbox.add(n)
	return nil
}

// What values must be, in words that are guesses.

func mustBeAmount(value string) (string, bool) {
	n, err := strconv.Atoi(value)
	return "an integer of at least 0", err == nil && n >= 0
}

func mustBeSMSType(value string) (string, bool) {
	return "Promotional or Transactional", value == "Promotional" || value == "Transactional"
}

// mustBeSenderID wants 1 to 11 letters and digits, at least one a letter (API reference, SetSMSAttributes).
func mustBeSenderID(value string) (string, bool) {
	letters, ok := 0, len(value) <= 11
	for _, c := range []byte(value) {
		ok = ok && isLetterOrDigit(c)
		if c > '9' {
			letters++
		}
	}
	return "1 to 11 letters and digits with at least one letter", ok && letters > 0
}
