package snsfake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"
)

func TestCreatePlatformApplication(t *testing.T) {
	t.Parallel()
	t.Run("names platform and application in the ARN", func(t *testing.T) {
		f := start(t)
		for _, platform := range []string{"ADM", "APNS", "APNS_PASSBOOK", "APNS_PASSBOOK_SANDBOX", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX",
			"BAIDU", "GCM", "MACOS", "MACOS_SANDBOX", "MPNS", "WNS"} {
			if got, want := f.app(platform, "My-App_1.0", nil), f.ARN("sns", "app/"+platform+"/My-App_1.0"); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	})
	t.Run("updates the application that is there, and keeps its endpoints", func(t *testing.T) {
		f := start(t)
		app := f.app("ADM", "shop", nil)
		endpoint := f.endpoint(app, "token", nil)
		if again := f.app("ADM", "shop", attrs{"PlatformPrincipal": "p", "PlatformCredential": "c", "SuccessFeedbackSampleRate": "7"}); again != app {
			t.Errorf("%s, first %s", again, app)
		}
		if diff := cmp.Diff(attrs{"Enabled": "true", "SuccessFeedbackSampleRate": "7"}, f.appAttributes(app)); diff != "" {
			t.Error(diff)
		}
		f.endpointAttributes(endpoint)
	})
	both := attrs{"PlatformPrincipal": "p", "PlatformCredential": "c"}
	for _, tt := range []struct {
		name, platform, app string
		attributes          attrs
		message             string
	}{
		{"refuses unknown platforms", "AAA", "app", both, "Platform Reason: AAA is not supported"},
		{"refuses an empty name", "ADM", "", both, "Name Reason: cannot be empty"},
		{"refuses a long name", "ADM", strings.Repeat("a", 257), both, "Name Reason: must be at most 256 characters long"},
		{"refuses other characters in a name", "ADM", "a/b", both,
			"Name Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'"},
		{"wants a principal", "ADM", "app", attrs{"PlatformCredential": "c"},
			"Attributes Reason: PlatformCredential attribute provided without PlatformPrincipal"},
		{"wants a credential", "APNS", "app", attrs{"PlatformPrincipal": "c"},
			"Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential"},
		{"wants credentials", "GCM", "app", attrs{"Enabled": "true"}, "Attributes Reason: Platform credentials are invalid"},
		{"refuses unknown attributes", "ADM", "app", attrs{"PlatformPrincipal": "p", "PlatformCredential": "c", "Colour": "red"},
			"Attributes Reason: Invalid attribute name: Colour"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := start(t)
			wantParameter(t, only(f.Client.CreatePlatformApplication(t.Context(), &sns.CreatePlatformApplicationInput{
				Platform: &tt.platform, Name: &tt.app, Attributes: tt.attributes})), tt.message)
		})
	}
	t.Run("wants attributes", func(t *testing.T) {
		f := start(t)
		wantError(t, only(f.Client.CreatePlatformApplication(t.Context(), &sns.CreatePlatformApplicationInput{
			Platform: aws.String("GCM"), Name: aws.String("app"), Attributes: attrs{}})), 400, "ValidationError", nullAttributes)
	})
	t.Run("takes a name of 256 characters", func(t *testing.T) {
		f := start(t)
		f.app("ADM", strings.Repeat("a", 256), nil)
	})
}

// nullAttributes was recorded of SetEndpointAttributes without attributes.
const nullAttributes = "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null"

func TestPlatformApplicationAttributes(t *testing.T) {
	t.Parallel()
	t.Run("are returned without the credentials", func(t *testing.T) {
		f := start(t)
		if diff := cmp.Diff(attrs{"Enabled": "true"}, f.appAttributes(f.app("ADM", "shop", nil))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("can be set one by one", func(t *testing.T) {
		f := start(t)
		app := f.app("ADM", "shop", nil)
		topic := f.ARN("sns", "events")
		for _, a := range []attrs{{"SuccessFeedbackSampleRate": "50"}, {"EventEndpointCreated": topic, "PlatformCredential": "new"}, {"Enabled": "false"}} {
			if err := f.setApp(app, a); err != nil {
				t.Fatal(err)
			}
		}
		want := attrs{"Enabled": "false", "SuccessFeedbackSampleRate": "50", "EventEndpointCreated": topic}
		if diff := cmp.Diff(want, f.appAttributes(app)); diff != "" {
			t.Error(diff)
		}
		if err := f.setApp(app, attrs{"EventEndpointCreated": ""}); err != nil {
			t.Fatal(err)
		}
		delete(want, "EventEndpointCreated")
		if diff := cmp.Diff(want, f.appAttributes(app)); diff != "" {
			t.Error(diff)
		}
	})
	for _, tt := range []struct {
		platform   string
		attributes attrs
		want       string
	}{
		{"GCM", attrs{"PlatformCredential": "AIzaKey"}, "key"},
		{"GCM", attrs{"PlatformCredential": `{"type":"service_account"}`}, "token"},
		{"APNS", attrs{"PlatformCredential": "key", "PlatformPrincipal": "certificate"}, "certificate"},
		{"APNS_SANDBOX", attrs{"PlatformCredential": "key", "PlatformPrincipal": "id", "ApplePlatformTeamID": "T", "ApplePlatformBundleID": "B"}, "token"},
		{"ADM", nil, ""},
	} {
		t.Run("tell how to authenticate to "+tt.platform+" "+tt.want, func(t *testing.T) {
			f := start(t)
			if got := f.appAttributes(f.app(tt.platform, "shop", tt.attributes))["AuthenticationMethod"]; got != tt.want {
				t.Errorf("AuthenticationMethod %q", got)
			}
		})
	}
	for name, message := range map[string]string{
		"Enabled":                   "true or false",
		"SuccessFeedbackSampleRate": "an integer between 0 and 100",
		"EventDeliveryFailure":      "the ARN of a topic",
	} {
		t.Run(name+" must make sense", func(t *testing.T) {
			f := start(t)
			wantParameter(t, f.setApp(f.app("ADM", "shop", nil), attrs{name: "101"}),
				"Attributes Reason: Invalid value for attribute: "+name+": must be "+message)
		})
	}
	t.Run("must be given", func(t *testing.T) {
		f := start(t)
		wantError(t, f.setApp(f.app("ADM", "shop", nil), attrs{}), 400, "ValidationError", nullAttributes)
	})
}

// What all operations on an application say of ARNs.
func TestPlatformApplicationARN(t *testing.T) {
	f := start(t)
	calls := map[string]func(app string) error{
		"GetPlatformApplicationAttributes": func(app string) error {
			return only(f.Client.GetPlatformApplicationAttributes(t.Context(), &sns.GetPlatformApplicationAttributesInput{PlatformApplicationArn: &app}))
		},
		"SetPlatformApplicationAttributes": func(app string) error { return f.setApp(app, attrs{"Enabled": "true"}) },
		"CreatePlatformEndpoint":           func(app string) error { return only(f.createEndpoint(app, "token", nil)) },
		"ListEndpointsByPlatformApplication": func(app string) error {
			return only(f.Client.ListEndpointsByPlatformApplication(t.Context(), &sns.ListEndpointsByPlatformApplicationInput{PlatformApplicationArn: &app}))
		},
		"DeletePlatformApplication": func(app string) error {
			return only(f.Client.DeletePlatformApplication(t.Context(), &sns.DeletePlatformApplicationInput{PlatformApplicationArn: &app}))
		},
	}
	for op, call := range calls {
		wantParameter(t, call("invalid"), "PlatformApplicationArn Reason: An ARN must have at least 6 elements, not 1")
		wantParameter(t, call("arn:aws:sns:eu-west-3:000000000000:app/ADM/shop"), "PlatformApplicationArn")
		wantParameter(t, call(f.ARN("sns", "app/ADM")), "PlatformApplicationArn Reason: Wrong number of slashes in relative portion of the ARN.")
		other := "arn:aws:sns:us-east-1:123456789012:app/ADM/shop"
		wantError(t, call(other), 403, "AuthorizationError", fmt.Sprintf("User: %s is not authorized to perform: SNS:%s on resource: %s because no "+
			"resource-based policy allows the SNS:%[2]s action", f.ARN("iam", "user/test"), op, other))
		if op == "DeletePlatformApplication" {
			if err := call(f.ARN("sns", "app/ADM/none")); err != nil {
				t.Errorf("%s is idempotent: %v", op, err)
			}
			continue
		}
		wantError(t, call(f.ARN("sns", "app/ADM/none")), 404, "NotFound", "PlatformApplication does not exist")
	}
}

func TestDeletePlatformApplication(t *testing.T) {
	t.Parallel()
	t.Run("deletes its endpoints too", func(t *testing.T) {
		f := start(t)
		app := f.app("ADM", "shop", nil)
		endpoint := f.endpoint(app, "token", nil)
		must(f.Client.DeletePlatformApplication(t.Context(), &sns.DeletePlatformApplicationInput{PlatformApplicationArn: &app}))(t)
		wantError(t, only(f.Client.GetEndpointAttributes(t.Context(), &sns.GetEndpointAttributesInput{EndpointArn: &endpoint})),
			404, "NotFound", "Endpoint does not exist")
		wantError(t, only(f.Client.ListEndpointsByPlatformApplication(t.Context(), &sns.ListEndpointsByPlatformApplicationInput{PlatformApplicationArn: &app})),
			404, "NotFound", "PlatformApplication does not exist")
	})
}

func TestListPlatformApplications(t *testing.T) {
	t.Parallel()
	t.Run("is empty, not absent", func(t *testing.T) {
		f := start(t)
		if l := must(f.Client.ListPlatformApplications(t.Context(), nil))(t).PlatformApplications; l == nil || len(l) > 0 {
			t.Errorf("%#v", l)
		}
	})
	t.Run("has pages of 100", func(t *testing.T) {
		f := start(t)
		want := attrs{}
		for i := range 205 {
			want[f.app("ADM", fmt.Sprintf("app%03d", i), nil)] = "true"
		}
		got, sizes := attrs{}, []int{}
		for p := sns.NewListPlatformApplicationsPaginator(f.Client, &sns.ListPlatformApplicationsInput{}); p.HasMorePages(); {
			out := must(p.NextPage(t.Context()))(t)
			sizes = append(sizes, len(out.PlatformApplications))
			for _, a := range out.PlatformApplications {
				got[*a.PlatformApplicationArn] = a.Attributes["Enabled"]
			}
		}
		if diff := cmp.Diff([]int{100, 100, 5}, sizes); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("refuses a token of somebody else's", func(t *testing.T) {
		f := start(t)
		err := only(f.Client.ListPlatformApplications(t.Context(), &sns.ListPlatformApplicationsInput{NextToken: aws.String("!")}))
		wantParameter(t, err, "NextToken Reason: The token is not valid")
	})
}

func (f *fixture) appAttributes(app string) attrs {
	f.t.Helper()
	return must(f.Client.GetPlatformApplicationAttributes(f.t.Context(), &sns.GetPlatformApplicationAttributesInput{PlatformApplicationArn: &app}))(f.t).Attributes
}

func (f *fixture) setApp(app string, attributes attrs) error {
	return only(f.Client.SetPlatformApplicationAttributes(f.t.Context(), &sns.SetPlatformApplicationAttributesInput{PlatformApplicationArn: &app, Attributes: attributes}))
}
