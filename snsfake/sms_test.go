package snsfake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/snsfake"
)

const (
	phone = "+15551234567"
	day   = 24 * time.Hour
)

func TestSMSAttributes(t *testing.T) {
	t.Parallel()
	t.Run("have a spend limit from the start", func(t *testing.T) {
		f := start(t)
		if diff := cmp.Diff(attrs{"MonthlySpendLimit": "1"}, f.smsAttributes()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("can be set, and asked for one by one", func(t *testing.T) {
		f := start(t)
		for _, a := range []attrs{{"DefaultSMSType": "Transactional", "DefaultSenderID": "Shop24"}, {"DeliveryStatusSuccessSamplingRate": "100",
			"DeliveryStatusIAMRole": f.ARN("iam", "role/sms"), "UsageReportS3Bucket": "reports", "MonthlySpendLimit": "20"}, {"DefaultSenderID": ""}} {
			if err := f.setSMS(a); err != nil {
				t.Fatal(err)
			}
		}
		want := attrs{"DefaultSMSType": "Transactional", "DeliveryStatusSuccessSamplingRate": "100", "DeliveryStatusIAMRole": f.ARN("iam", "role/sms"),
			"UsageReportS3Bucket": "reports", "MonthlySpendLimit": "20"}
		if diff := cmp.Diff(want, f.smsAttributes()); diff != "" {
			t.Error(diff)
		}
		want = attrs{"DefaultSMSType": "Transactional"}
		if diff := cmp.Diff(want, f.smsAttributes("DefaultSMSType", "DefaultSenderID")); diff != "" {
			t.Error(diff)
		}
	})
	for _, tt := range []struct{ name, value, message string }{
		{"test", "test", "Invalid attribute name: test"},
		{"DefaultSMSType", "Urgent", "Invalid value for attribute: DefaultSMSType: must be Promotional or Transactional"},
		{"DefaultSenderID", "123", "Invalid value for attribute: DefaultSenderID: must be 1 to 11 letters and digits with at least one letter"},
		{"DefaultSenderID", "My-Shop", "Invalid value for attribute: DefaultSenderID: must be 1 to 11 letters and digits with at least one letter"},
		{"DefaultSenderID", "MyVeryOwnShop", "Invalid value for attribute: DefaultSenderID: must be 1 to 11 letters and digits with at least one letter"},
		{"MonthlySpendLimit", "much", "Invalid value for attribute: MonthlySpendLimit: must be an integer of at least 0"},
		{"DeliveryStatusSuccessSamplingRate", "101", "Invalid value for attribute: DeliveryStatusSuccessSamplingRate: must be an integer between 0 and 100"},
	} {
		t.Run(tt.name+" cannot be "+tt.value, func(t *testing.T) {
			f := start(t)
			wantParameter(t, f.setSMS(attrs{tt.name: tt.value, "UsageReportS3Bucket": "b"}), "Attributes Reason: "+tt.message)
			if diff := cmp.Diff(attrs{"MonthlySpendLimit": "1"}, f.smsAttributes()); diff != "" {
				t.Error("changed nonetheless:", diff)
			}
		})
	}
}

func TestOptOut(t *testing.T) {
	t.Parallel()
	t.Run("is seen until the number is opted in", func(t *testing.T) {
		f := start(t)
		if l := f.optedOut(); l == nil || len(l) > 0 {
			t.Errorf("at first opted out: %#v", l)
		}
		f.OptOut(phone)
		if diff := cmp.Diff([]string{phone}, f.optedOut()); diff != "" || !f.isOptedOut(phone) {
			t.Error("opted out", diff)
		}
		if err := f.optIn(phone); err != nil || f.isOptedOut(phone) || len(f.optedOut()) > 0 {
			t.Errorf("opted in: %v", err)
		}
	})
	t.Run("can be undone once in 30 days", func(t *testing.T) {
		f := start(t)
		f.OptOut(phone)
		if err := f.optIn(phone); err != nil {
			t.Fatal(err)
		}
		f.OptOut(phone)
		f.Clock.Advance(30*day - 1)
		wantParameter(t, f.optIn(phone), "PhoneNumber Reason: a phone number can be opted in only once every 30 days")
		f.Clock.Advance(1)
		if err := f.optIn(phone); err != nil {
			t.Error(err)
		}
	})
	t.Run("need not be there to be undone", func(t *testing.T) {
		f := start(t)
		for range 2 {
			if err := f.optIn(phone); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("holds messages back, but Publish succeeds", func(t *testing.T) {
		f := start(t)
		f.OptOut(phone)
		if id := must(f.text(phone, "lost"))(t).MessageId; len(aws.ToString(id)) != 36 {
			t.Errorf("MessageId %v", id)
		}
		if err := f.optIn(phone); err != nil {
			t.Fatal(err)
		}
		must(f.text(phone, "hello"))(t)
		if diff := cmp.Diff([]string{"hello"}, f.texts()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("is listed in pages of 100", func(t *testing.T) {
		f := start(t)
		var want, got []string
		for i := range 201 {
			want = append(want, fmt.Sprintf("+1555%07d", i))
			f.OptOut(want[i])
		}
		for p := sns.NewListPhoneNumbersOptedOutPaginator(f.Client, &sns.ListPhoneNumbersOptedOutInput{}); p.HasMorePages(); {
			l := must(p.NextPage(t.Context()))(t).PhoneNumbers
			if got = append(got, l...); len(l) > 100 {
				t.Errorf("%d in a page", len(l))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		wantParameter(t, only(f.Client.ListPhoneNumbersOptedOut(t.Context(), &sns.ListPhoneNumbersOptedOutInput{NextToken: aws.String("!")})),
			"NextToken Reason: The token is not valid")
	})
	t.Run("is refused of what is no number", func(t *testing.T) {
		f := start(t)
		const message = "PhoneNumber Reason: input incorrectly formatted"
		for _, number := range []string{"", "+1a234", "NAA+15551234567", "+0123", "+1234567890123456"} {
			wantParameter(t, f.optIn(number), message)
			wantParameter(t, only(f.Client.CheckIfPhoneNumberIsOptedOut(t.Context(), &sns.CheckIfPhoneNumberIsOptedOutInput{PhoneNumber: &number})), message)
		}
	})
}

func TestPublish_toPhoneNumber(t *testing.T) {
	t.Parallel()
	t.Run("sends a message", func(t *testing.T) {
		f := start(t)
		attributes := map[string]types.MessageAttributeValue{"AWS.SNS.SMS.SMSType": {DataType: aws.String("String"), StringValue: aws.String("Transactional")}}
		out := must(f.Client.Publish(t.Context(), &sns.PublishInput{PhoneNumber: aws.String(phone), Message: aws.String("Your code is 1234"),
			Subject: aws.String("Code"), MessageAttributes: attributes}))(t)
		want := []snsfake.Notification{{MessageID: *out.MessageId, Protocol: "sms", Endpoint: phone, Subject: "Code", Message: "Your code is 1234",
			Attributes: attributes, SentAt: f.Clock.Now()}}
		if diff := cmp.Diff(want, f.Outbox(), ignoreUnexported); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("takes the text for sms", func(t *testing.T) {
		f := start(t)
		must(f.Client.Publish(t.Context(), &sns.PublishInput{PhoneNumber: aws.String(phone), MessageStructure: aws.String("json"),
			Message: aws.String(`{"default":"long","sms":"short"}`)}))(t)
		if diff := cmp.Diff([]string{"short"}, f.texts()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("takes 1600 characters", func(t *testing.T) {
		f := start(t)
		must(f.text(phone, strings.Repeat("é", 1600)))(t)
		wantParameter(t, only(f.text(phone, strings.Repeat("é", 1601))), "Message too long")
	})
	t.Run("refuses what is no number", func(t *testing.T) {
		f := start(t)
		for _, number := range []string{"+1a234", "NAA+15551234567", "+1 555 1234567"} {
			wantParameter(t, only(f.text(number, "hello")), "PhoneNumber Reason: "+number+" is not valid to publish to")
		}
		if l := f.texts(); len(l) > 0 {
			t.Errorf("sent %q", l)
		}
	})
}

func TestSubscribe_sms(t *testing.T) {
	t.Parallel()
	t.Run("takes a number with single separators", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		for _, number := range []string{phone, "15551234567", "+15/55-123.4567"} {
			f.subscribe(&topic, "sms", number, nil)
		}
	})
	t.Run("refuses what is no number", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		for _, number := range []string{"invalid-number", "+15--551234567", "+15551234567.", "/+15551234567", "NAA+15551234567"} {
			wantError(t, only(f.trySubscribe(&topic, "sms", number, nil)), 400, "InvalidParameter", "Invalid SMS endpoint: "+number)
		}
	})
	t.Run("delivers to all but who opted out", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		for _, number := range []string{"+15551111111", "+1555-222-2222"} {
			f.subscribe(&topic, "sms", number, nil)
		}
		f.OptOut("+15552222222")
		must(f.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("sale")}))(t)
		f.Settle(t.Context())
		if l := f.Outbox(); len(l) != 1 || l[0].Endpoint != "+15551111111" || l[0].TopicARN != topic {
			t.Errorf("sent %+v", l)
		}
	})
}

func TestSMSSandbox(t *testing.T) {
	t.Parallel()
	type numbers = []types.SMSSandboxPhoneNumber
	t.Run("verifies a number with the password sent to it", func(t *testing.T) {
		f := start(t)
		f.addToSandbox(phone)
		if diff := cmp.Diff(numbers{{PhoneNumber: aws.String(phone), Status: "Pending"}}, f.sandbox(), ignoreUnexported); diff != "" {
			t.Error(diff)
		}
		wantError(t, f.verify(phone, "00000000"), 400, "VerificationException", "The one-time password is invalid")
		if err := f.verify(phone, f.password()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(numbers{{PhoneNumber: aws.String(phone), Status: "Verified"}}, f.sandbox(), ignoreUnexported); diff != "" {
			t.Error(diff)
		}
		wantError(t, f.tryAddToSandbox(phone), 400, "UserError", "The phone number is already verified")
	})
	t.Run("sends a new password when asked again", func(t *testing.T) {
		f := start(t)
		f.addToSandbox(phone)
		old := f.password()
		f.addToSandbox(phone)
		if len(f.sandbox()) != 1 || f.password() == old {
			t.Errorf("%d numbers, passwords %s and %s", len(f.sandbox()), old, f.password())
		}
		wantError(t, f.verify(phone, old), 400, "VerificationException", "The one-time password is invalid")
	})
	t.Run("keeps a number for 24 hours after the last attempt", func(t *testing.T) {
		f := start(t)
		const message = "A phone number can be deleted only 24 hours after its verification or the last attempt at it"
		f.addToSandbox(phone)
		wantError(t, f.deleteFromSandbox(phone), 400, "UserError", message)
		f.Clock.Advance(day - 1)
		if err := f.verify(phone, f.password()); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(day - 1)
		wantError(t, f.deleteFromSandbox(phone), 400, "UserError", message)
		f.Clock.Advance(1)
		if err := f.deleteFromSandbox(phone); err != nil || len(f.sandbox()) > 0 {
			t.Errorf("error %v, left %v", err, f.sandbox())
		}
	})
	t.Run("has room for 10 numbers", func(t *testing.T) {
		f := start(t)
		for i := range 10 {
			f.addToSandbox(fmt.Sprintf("+1555123000%d", i))
		}
		wantError(t, f.tryAddToSandbox(phone), 400, "UserError", "The SMS sandbox can have at most 10 phone numbers")
		var sizes []int
		p := sns.NewListSMSSandboxPhoneNumbersPaginator(f.Client, &sns.ListSMSSandboxPhoneNumbersInput{MaxResults: aws.Int32(4)})
		for p.HasMorePages() {
			sizes = append(sizes, len(must(p.NextPage(t.Context()))(t).PhoneNumbers))
		}
		if diff := cmp.Diff([]int{4, 4, 2}, sizes); diff != "" {
			t.Error(diff)
		}
		wantParameter(t, only(f.Client.ListSMSSandboxPhoneNumbers(t.Context(), &sns.ListSMSSandboxPhoneNumbersInput{NextToken: aws.String("!")})),
			"NextToken Reason: The token is not valid")
	})
	t.Run("refuses a number that is opted out", func(t *testing.T) {
		f := start(t)
		f.OptOut(phone)
		wantError(t, f.tryAddToSandbox(phone), 400, "OptedOut", "The phone number is opted out")
	})
	t.Run("knows only numbers that were added", func(t *testing.T) {
		f := start(t)
		const message = "The phone number does not exist in the SMS sandbox"
		wantError(t, f.verify(phone, "123456"), 404, "ResourceNotFound", message)
		wantError(t, f.deleteFromSandbox(phone), 404, "ResourceNotFound", message)
	})
	t.Run("refuses what is no number", func(t *testing.T) {
		f := start(t)
		wantError(t, f.tryAddToSandbox("+1a234"), 400, "ValidationError", "1 validation error detected: Value '+1a234' at 'phoneNumber' "+
			`failed to satisfy constraint: Member must satisfy regular expression pattern: ^(\+[0-9]{8,}|[0-9]{0,9})$`)
	})
	t.Run("is left, so that messages reach every number", func(t *testing.T) {
		f := start(t)
		if must(f.Client.GetSMSSandboxAccountStatus(t.Context(), nil))(t).IsInSandbox {
			t.Error("IsInSandbox")
		}
	})
}

func TestListOriginationNumbers(t *testing.T) {
	f := start(t)
	if l := must(f.Client.ListOriginationNumbers(t.Context(), nil))(t).PhoneNumbers; len(l) > 0 {
		t.Errorf("%+v", l)
	}
	wantParameter(t, only(f.Client.ListOriginationNumbers(t.Context(), &sns.ListOriginationNumbersInput{NextToken: aws.String("!")})),
		"NextToken Reason: The token is not valid")
}

func (f *fixture) smsAttributes(names ...string) attrs {
	f.t.Helper()
	return must(f.Client.GetSMSAttributes(f.t.Context(), &sns.GetSMSAttributesInput{Attributes: names}))(f.t).Attributes
}

func (f *fixture) setSMS(attributes attrs) error {
	return only(f.Client.SetSMSAttributes(f.t.Context(), &sns.SetSMSAttributesInput{Attributes: attributes}))
}

func (f *fixture) optedOut() []string {
	f.t.Helper()
	return must(f.Client.ListPhoneNumbersOptedOut(f.t.Context(), nil))(f.t).PhoneNumbers
}

func (f *fixture) isOptedOut(number string) bool {
	f.t.Helper()
	return must(f.Client.CheckIfPhoneNumberIsOptedOut(f.t.Context(), &sns.CheckIfPhoneNumberIsOptedOutInput{PhoneNumber: &number}))(f.t).IsOptedOut
}

func (f *fixture) optIn(number string) error {
	return only(f.Client.OptInPhoneNumber(f.t.Context(), &sns.OptInPhoneNumberInput{PhoneNumber: &number}))
}

func (f *fixture) text(number, message string) (*sns.PublishOutput, error) {
	return f.Client.Publish(f.t.Context(), &sns.PublishInput{PhoneNumber: &number, Message: &message})
}

func (f *fixture) tryAddToSandbox(number string) error {
	return only(f.Client.CreateSMSSandboxPhoneNumber(f.t.Context(), &sns.CreateSMSSandboxPhoneNumberInput{PhoneNumber: &number}))
}

func (f *fixture) addToSandbox(number string) {
	f.t.Helper()
	if err := f.tryAddToSandbox(number); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) sandbox() []types.SMSSandboxPhoneNumber {
	f.t.Helper()
	return must(f.Client.ListSMSSandboxPhoneNumbers(f.t.Context(), nil))(f.t).PhoneNumbers
}

func (f *fixture) verify(number, password string) error {
	return only(f.Client.VerifySMSSandboxPhoneNumber(f.t.Context(), &sns.VerifySMSSandboxPhoneNumberInput{PhoneNumber: &number, OneTimePassword: &password}))
}

func (f *fixture) deleteFromSandbox(number string) error {
	return only(f.Client.DeleteSMSSandboxPhoneNumber(f.t.Context(), &sns.DeleteSMSSandboxPhoneNumberInput{PhoneNumber: &number}))
}

// password returns the one-time password sent last: the end of the message.
func (f *fixture) password() string {
	f.t.Helper()
	texts := f.texts()
	if len(texts) == 0 {
		f.t.Fatal("no password was sent")
	}
	last := texts[len(texts)-1]
	return last[len(last)-6:]
}
