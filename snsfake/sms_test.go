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
		w := newWorld(t)
		if diff := cmp.Diff(strs{"MonthlySpendLimit": "1"}, w.smsAttributes()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("can be set, and asked for one by one", func(t *testing.T) {
		w := newWorld(t)
		for _, a := range []strs{{"DefaultSMSType": "Transactional", "DefaultSenderID": "Shop24"}, {"DeliveryStatusSuccessSamplingRate": "100",
			"DeliveryStatusIAMRole": w.ARN("iam", "role/sms"), "UsageReportS3Bucket": "reports", "MonthlySpendLimit": "20"}, {"DefaultSenderID": ""}} {
			if err := w.setSMS(a); err != nil {
				t.Fatal(err)
			}
		}
		want := strs{"DefaultSMSType": "Transactional", "DeliveryStatusSuccessSamplingRate": "100", "DeliveryStatusIAMRole": w.ARN("iam", "role/sms"),
			"UsageReportS3Bucket": "reports", "MonthlySpendLimit": "20"}
		if diff := cmp.Diff(want, w.smsAttributes()); diff != "" {
			t.Error(diff)
		}
		want = strs{"DefaultSMSType": "Transactional"}
		if diff := cmp.Diff(want, w.smsAttributes("DefaultSMSType", "DefaultSenderID")); diff != "" {
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
			w := newWorld(t)
			invalid(t, w.setSMS(strs{tt.name: tt.value, "UsageReportS3Bucket": "b"}), "Attributes Reason: "+tt.message)
			if diff := cmp.Diff(strs{"MonthlySpendLimit": "1"}, w.smsAttributes()); diff != "" {
				t.Error("changed nonetheless:", diff)
			}
		})
	}
}

func TestOptOut(t *testing.T) {
	t.Parallel()
	t.Run("is seen until the number is opted in", func(t *testing.T) {
		w := newWorld(t)
		if l := w.optedOut(); l == nil || len(l) > 0 {
			t.Errorf("at first opted out: %#v", l)
		}
		w.OptOut(phone)
		if diff := cmp.Diff([]string{phone}, w.optedOut()); diff != "" || !w.isOptedOut(phone) {
			t.Error("opted out", diff)
		}
		if err := w.optIn(phone); err != nil || w.isOptedOut(phone) || len(w.optedOut()) > 0 {
			t.Errorf("opted in: %v", err)
		}
	})
	t.Run("can be undone once in 30 days", func(t *testing.T) {
		w := newWorld(t)
		w.OptOut(phone)
		if err := w.optIn(phone); err != nil {
			t.Fatal(err)
		}
		w.OptOut(phone)
		w.Clock.Advance(30*day - 1)
		invalid(t, w.optIn(phone), "PhoneNumber Reason: a phone number can be opted in only once every 30 days")
		w.Clock.Advance(1)
		if err := w.optIn(phone); err != nil {
			t.Error(err)
		}
	})
	t.Run("need not be there to be undone", func(t *testing.T) {
		w := newWorld(t)
		for range 2 {
			if err := w.optIn(phone); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("holds messages back, but Publish succeeds", func(t *testing.T) {
		w := newWorld(t)
		w.OptOut(phone)
		if id := must(w.text(phone, "lost"))(t).MessageId; len(aws.ToString(id)) != 36 {
			t.Errorf("MessageId %v", id)
		}
		if err := w.optIn(phone); err != nil {
			t.Fatal(err)
		}
		must(w.text(phone, "hello"))(t)
		if diff := cmp.Diff([]string{"hello"}, w.texts()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("is listed in pages of 100", func(t *testing.T) {
		w := newWorld(t)
		var want, got []string
		for i := range 201 {
			want = append(want, fmt.Sprintf("+1555%07d", i))
			w.OptOut(want[i])
		}
		for p := sns.NewListPhoneNumbersOptedOutPaginator(w.Client, &sns.ListPhoneNumbersOptedOutInput{}); p.HasMorePages(); {
			l := must(p.NextPage(t.Context()))(t).PhoneNumbers
			if got = append(got, l...); len(l) > 100 {
				t.Errorf("%d in a page", len(l))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		invalid(t, only(w.Client.ListPhoneNumbersOptedOut(t.Context(), &sns.ListPhoneNumbersOptedOutInput{NextToken: aws.String("!")})),
			"NextToken Reason: The token is not valid")
	})
	t.Run("is refused of what is no number", func(t *testing.T) {
		w := newWorld(t)
		const message = "PhoneNumber Reason: input incorrectly formatted"
		for _, number := range []string{"", "+1a234", "NAA+15551234567", "+0123", "+1234567890123456"} {
			invalid(t, w.optIn(number), message)
			invalid(t, only(w.Client.CheckIfPhoneNumberIsOptedOut(t.Context(), &sns.CheckIfPhoneNumberIsOptedOutInput{PhoneNumber: &number})), message)
		}
	})
}

func TestPublish_toPhoneNumber(t *testing.T) {
	t.Parallel()
	t.Run("sends a message", func(t *testing.T) {
		w := newWorld(t)
		attributes := map[string]types.MessageAttributeValue{"AWS.SNS.SMS.SMSType": {DataType: aws.String("String"), StringValue: aws.String("Transactional")}}
		out := must(w.Client.Publish(t.Context(), &sns.PublishInput{PhoneNumber: aws.String(phone), Message: aws.String("Your code is 1234"),
			Subject: aws.String("Code"), MessageAttributes: attributes}))(t)
		want := []snsfake.Notification{{MessageID: *out.MessageId, Protocol: "sms", Endpoint: phone, Subject: "Code", Message: "Your code is 1234",
			Attributes: attributes, SentAt: w.Clock.Now()}}
		if diff := cmp.Diff(want, w.Outbox(), ignoreUnexported); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("takes the text for sms", func(t *testing.T) {
		w := newWorld(t)
		must(w.Client.Publish(t.Context(), &sns.PublishInput{PhoneNumber: aws.String(phone), MessageStructure: aws.String("json"),
			Message: aws.String(`{"default":"long","sms":"short"}`)}))(t)
		if diff := cmp.Diff([]string{"short"}, w.texts()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("takes 1600 characters", func(t *testing.T) {
		w := newWorld(t)
		must(w.text(phone, strings.Repeat("é", 1600)))(t)
		invalid(t, only(w.text(phone, strings.Repeat("é", 1601))), "Message too long")
	})
	t.Run("refuses what is no number", func(t *testing.T) {
		w := newWorld(t)
		for _, number := range []string{"+1a234", "NAA+15551234567", "+1 555 1234567"} {
			invalid(t, only(w.text(number, "hello")), "PhoneNumber Reason: "+number+" is not valid to publish to")
		}
		if l := w.texts(); len(l) > 0 {
			t.Errorf("sent %q", l)
		}
	})
}

func TestSubscribe_sms(t *testing.T) {
	t.Parallel()
	t.Run("takes a number with single separators", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		for _, number := range []string{phone, "15551234567", "+15/55-123.4567"} {
			must(w.subscribe(topic, "sms", number))(t)
		}
	})
	t.Run("refuses what is no number", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		for _, number := range []string{"invalid-number", "+15--551234567", "+15551234567.", "/+15551234567", "NAA+15551234567"} {
			refused(t, only(w.subscribe(topic, "sms", number)), 400, "InvalidParameter", "Invalid SMS endpoint: "+number)
		}
	})
	t.Run("delivers to all but who opted out", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		for _, number := range []string{"+15551111111", "+1555-222-2222"} {
			must(w.subscribe(topic, "sms", number))(t)
		}
		w.OptOut("+15552222222")
		must(w.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, Message: aws.String("sale")}))(t)
		w.Settle(t.Context())
		if l := w.Outbox(); len(l) != 1 || l[0].Endpoint != "+15551111111" || l[0].TopicARN != topic {
			t.Errorf("sent %+v", l)
		}
	})
}

func TestSMSSandbox(t *testing.T) {
	t.Parallel()
	type numbers = []types.SMSSandboxPhoneNumber
	t.Run("verifies a number with the password sent to it", func(t *testing.T) {
		w := newWorld(t)
		w.addToSandbox(phone)
		if diff := cmp.Diff(numbers{{PhoneNumber: aws.String(phone), Status: "Pending"}}, w.sandbox(), ignoreUnexported); diff != "" {
			t.Error(diff)
		}
		refused(t, w.verify(phone, "00000000"), 400, "VerificationException", "The one-time password is invalid")
		if err := w.verify(phone, w.password()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(numbers{{PhoneNumber: aws.String(phone), Status: "Verified"}}, w.sandbox(), ignoreUnexported); diff != "" {
			t.Error(diff)
		}
		refused(t, w.tryAddToSandbox(phone), 400, "UserError", "The phone number is already verified")
	})
	t.Run("sends a new password when asked again", func(t *testing.T) {
		w := newWorld(t)
		w.addToSandbox(phone)
		old := w.password()
		w.addToSandbox(phone)
		if len(w.sandbox()) != 1 || w.password() == old {
			t.Errorf("%d numbers, passwords %s and %s", len(w.sandbox()), old, w.password())
		}
		refused(t, w.verify(phone, old), 400, "VerificationException", "The one-time password is invalid")
	})
	t.Run("keeps a number for 24 hours after the last attempt", func(t *testing.T) {
		w := newWorld(t)
		const message = "A phone number can be deleted only 24 hours after its verification or the last attempt at it"
		w.addToSandbox(phone)
		refused(t, w.deleteFromSandbox(phone), 400, "UserError", message)
		w.Clock.Advance(day - 1)
		if err := w.verify(phone, w.password()); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(day - 1)
		refused(t, w.deleteFromSandbox(phone), 400, "UserError", message)
		w.Clock.Advance(1)
		if err := w.deleteFromSandbox(phone); err != nil || len(w.sandbox()) > 0 {
			t.Errorf("error %v, left %v", err, w.sandbox())
		}
	})
	t.Run("has room for 10 numbers", func(t *testing.T) {
		w := newWorld(t)
		for i := range 10 {
			w.addToSandbox(fmt.Sprintf("+1555123000%d", i))
		}
		refused(t, w.tryAddToSandbox(phone), 400, "UserError", "The SMS sandbox can have at most 10 phone numbers")
		var sizes []int
		p := sns.NewListSMSSandboxPhoneNumbersPaginator(w.Client, &sns.ListSMSSandboxPhoneNumbersInput{MaxResults: aws.Int32(4)})
		for p.HasMorePages() {
			sizes = append(sizes, len(must(p.NextPage(t.Context()))(t).PhoneNumbers))
		}
		if diff := cmp.Diff([]int{4, 4, 2}, sizes); diff != "" {
			t.Error(diff)
		}
		invalid(t, only(w.Client.ListSMSSandboxPhoneNumbers(t.Context(), &sns.ListSMSSandboxPhoneNumbersInput{NextToken: aws.String("!")})),
			"NextToken Reason: The token is not valid")
	})
	t.Run("refuses a number that is opted out", func(t *testing.T) {
		w := newWorld(t)
		w.OptOut(phone)
		refused(t, w.tryAddToSandbox(phone), 400, "OptedOut", "The phone number is opted out")
	})
	t.Run("knows only numbers that were added", func(t *testing.T) {
		w := newWorld(t)
		const message = "The phone number does not exist in the SMS sandbox"
		refused(t, w.verify(phone, "123456"), 404, "ResourceNotFound", message)
		refused(t, w.deleteFromSandbox(phone), 404, "ResourceNotFound", message)
	})
	t.Run("refuses what is no number", func(t *testing.T) {
		w := newWorld(t)
		refused(t, w.tryAddToSandbox("+1a234"), 400, "ValidationError", "1 validation error detected: Value '+1a234' at 'phoneNumber' "+
			`failed to satisfy constraint: Member must satisfy regular expression pattern: ^(\+[0-9]{8,}|[0-9]{0,9})$`)
	})
	t.Run("is left, so that messages reach every number", func(t *testing.T) {
		w := newWorld(t)
		if must(w.Client.GetSMSSandboxAccountStatus(t.Context(), nil))(t).IsInSandbox {
			t.Error("IsInSandbox")
		}
	})
}

func TestListOriginationNumbers(t *testing.T) {
	w := newWorld(t)
	if l := must(w.Client.ListOriginationNumbers(t.Context(), nil))(t).PhoneNumbers; len(l) > 0 {
		t.Errorf("%+v", l)
	}
	invalid(t, only(w.Client.ListOriginationNumbers(t.Context(), &sns.ListOriginationNumbersInput{NextToken: aws.String("!")})),
		"NextToken Reason: The token is not valid")
}

func (w *world) smsAttributes(names ...string) strs {
	w.t.Helper()
	return must(w.Client.GetSMSAttributes(w.t.Context(), &sns.GetSMSAttributesInput{Attributes: names}))(w.t).Attributes
}

func (w *world) setSMS(attributes strs) error {
	return only(w.Client.SetSMSAttributes(w.t.Context(), &sns.SetSMSAttributesInput{Attributes: attributes}))
}

func (w *world) optedOut() []string {
	w.t.Helper()
	return must(w.Client.ListPhoneNumbersOptedOut(w.t.Context(), nil))(w.t).PhoneNumbers
}

func (w *world) isOptedOut(number string) bool {
	w.t.Helper()
	return must(w.Client.CheckIfPhoneNumberIsOptedOut(w.t.Context(), &sns.CheckIfPhoneNumberIsOptedOutInput{PhoneNumber: &number}))(w.t).IsOptedOut
}

func (w *world) optIn(number string) error {
	return only(w.Client.OptInPhoneNumber(w.t.Context(), &sns.OptInPhoneNumberInput{PhoneNumber: &number}))
}

func (w *world) text(number, message string) (*sns.PublishOutput, error) {
	return w.Client.Publish(w.t.Context(), &sns.PublishInput{PhoneNumber: &number, Message: &message})
}

func (w *world) subscribe(topic, protocol, endpoint string) (*sns.SubscribeOutput, error) {
	return w.Client.Subscribe(w.t.Context(), &sns.SubscribeInput{TopicArn: &topic, Protocol: &protocol, Endpoint: &endpoint})
}

func (w *world) tryAddToSandbox(number string) error {
	return only(w.Client.CreateSMSSandboxPhoneNumber(w.t.Context(), &sns.CreateSMSSandboxPhoneNumberInput{PhoneNumber: &number}))
}

func (w *world) addToSandbox(number string) {
	w.t.Helper()
	if err := w.tryAddToSandbox(number); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sandbox() []types.SMSSandboxPhoneNumber {
	w.t.Helper()
	return must(w.Client.ListSMSSandboxPhoneNumbers(w.t.Context(), nil))(w.t).PhoneNumbers
}

func (w *world) verify(number, password string) error {
	return only(w.Client.VerifySMSSandboxPhoneNumber(w.t.Context(), &sns.VerifySMSSandboxPhoneNumberInput{PhoneNumber: &number, OneTimePassword: &password}))
}

func (w *world) deleteFromSandbox(number string) error {
	return only(w.Client.DeleteSMSSandboxPhoneNumber(w.t.Context(), &sns.DeleteSMSSandboxPhoneNumberInput{PhoneNumber: &number}))
}

// password returns the one-time password sent last: the end of the message.
func (w *world) password() string {
	w.t.Helper()
	texts := w.texts()
	if len(texts) == 0 {
		w.t.Fatal("no password was sent")
	}
	last := texts[len(texts)-1]
	return last[len(last)-6:]
}
