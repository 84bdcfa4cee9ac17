package snsfake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/google/go-cmp/cmp"
)

func TestCreatePlatformEndpoint(t *testing.T) {
	t.Parallel()
	t.Run("is enabled and has its token", func(t *testing.T) {
		f := start(t)
		endpoint := f.endpoint(f.app("ADM", "shop", nil), "token_1", nil)
		if prefix := f.ARN("sns", "endpoint/ADM/shop/"); !strings.HasPrefix(endpoint, prefix) || len(endpoint) != len(prefix)+36 {
			t.Errorf("ARN %s", endpoint)
		}
		if diff := cmp.Diff(attrs{"Enabled": "true", "Token": "token_1"}, f.endpointAttributes(endpoint)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("takes custom data from either place, the attribute first", func(t *testing.T) {
		f := start(t)
		app := f.app("ADM", "shop", nil)
		in := &sns.CreatePlatformEndpointInput{PlatformApplicationArn: &app, Token: aws.String("token_1"), CustomUserData: aws.String("bar")}
		one := *must(f.Client.CreatePlatformEndpoint(t.Context(), in))(t).EndpointArn
		if diff := cmp.Diff(attrs{"CustomUserData": "bar", "Enabled": "true", "Token": "token_1"}, f.endpointAttributes(one)); diff != "" {
			t.Error(diff)
		}
		in.Token, in.Attributes = aws.String("token_2"), attrs{"CustomUserData": "foo"}
		two := *must(f.Client.CreatePlatformEndpoint(t.Context(), in))(t).EndpointArn
		if diff := cmp.Diff(attrs{"CustomUserData": "foo", "Enabled": "true", "Token": "token_2"}, f.endpointAttributes(two)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("returns the endpoint that has the token and the same attributes", func(t *testing.T) {
		f := start(t)
		app := f.app("GCM", "shop", nil)
		plain := f.endpoint(app, "plain", nil)
		off := f.endpoint(app, "off", attrs{"Enabled": "false", "CustomUserData": "data"})
		for _, tt := range []struct {
			token      string
			attributes attrs
			same       string // "" is a conflict
		}{
			{"plain", nil, plain},
			{"plain", attrs{"Enabled": "true"}, plain},
			{"plain", attrs{"Enabled": "false"}, ""},
			{"plain", attrs{"CustomUserData": "data"}, ""},
			{"off", attrs{"Enabled": "false", "CustomUserData": "data"}, off},
			{"off", attrs{"CustomUserData": "data"}, off},
			{"off", attrs{"Enabled": "true", "CustomUserData": "data"}, ""},
			{"off", attrs{"Enabled": "false"}, ""},
		} {
			out, err := f.createEndpoint(app, tt.token, tt.attributes)
			switch {
			case tt.same == "":
				there := map[string]string{"plain": plain, "off": off}[tt.token]
				wantParameter(t, err, "Token Reason: Endpoint "+there+" already exists with the same Token, but different attributes.")
			case err != nil || *out.EndpointArn != tt.same:
				t.Errorf("%s %v: %+v, %v", tt.token, tt.attributes, out, err)
			}
		}
	})
	t.Run("makes endpoints of their own in two applications", func(t *testing.T) {
		f := start(t)
		if f.endpoint(f.app("ADM", "a", nil), "token", nil) == f.endpoint(f.app("ADM", "b", nil), "token", nil) {
			t.Error("the same")
		}
	})
	t.Run("lowers the letters of an iOS token", func(t *testing.T) {
		f := start(t)
		app := f.app("APNS", "shop", nil)
		endpoint := f.endpoint(app, "ABCdef01", nil)
		if got := f.endpointAttributes(endpoint)["Token"]; got != "abcdef01" {
			t.Errorf("Token %s", got)
		}
		if again := f.endpoint(app, "abcDEF01", nil); again != endpoint {
			t.Errorf("%s, first %s", again, endpoint)
		}
	})
	t.Run("takes the channel and user of Baidu", func(t *testing.T) {
		f := start(t)
		want := attrs{"ChannelId": "1", "UserId": "2", "Token": "1", "Enabled": "true"}
		endpoint := f.endpoint(f.app("BAIDU", "shop", nil), "1", attrs{"ChannelId": "1", "UserId": "2"})
		if diff := cmp.Diff(want, f.endpointAttributes(endpoint)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("refuses custom data of more than 2048 bytes in the parameter", func(t *testing.T) {
		f := start(t)
		app := f.app("ADM", "shop", nil)
		in := &sns.CreatePlatformEndpointInput{PlatformApplicationArn: &app, Token: aws.String("t"), CustomUserData: aws.String(strings.Repeat("a", 2049))}
		wantParameter(t, only(f.Client.CreatePlatformEndpoint(t.Context(), in)), "CustomUserData Reason: must be at most 2048 bytes long in UTF-8 encoding")
	})
}

// What an endpoint's attributes can be, when it is created and later.
func TestEndpointAttributes(t *testing.T) {
	t.Parallel()
	const long = "Attributes Reason: Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 encoding"
	for _, tt := range []struct {
		name       string
		attributes attrs
		message    string // "" is fine
	}{
		{"custom data of 2048 bytes", attrs{"CustomUserData": strings.Repeat("é", 1024)}, ""},
		{"custom data of 2049 bytes", attrs{"CustomUserData": strings.Repeat("é", 1024) + "e"}, long},
		{"an unknown name", attrs{"InvalidKey": "value"}, "Attributes Reason: Invalid attribute name: InvalidKey"},
		{"a credential", attrs{"PlatformCredential": "c"}, "Attributes Reason: Invalid attribute name: PlatformCredential"},
		{"a principal", attrs{"PlatformPrincipal": "p"}, "Attributes Reason: Invalid attribute name: PlatformPrincipal"},
		{"a channel without Baidu", attrs{"ChannelId": "1"}, "Attributes Reason: Invalid attribute name: ChannelId"},
		{"a strange state", attrs{"Enabled": "maybe"}, "Attributes Reason: Invalid value for attribute: Enabled: must be true or false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := start(t)
			app := f.app("ADM", "shop", nil)
			endpoint := f.endpoint(app, "there", nil)
			for op, err := range map[string]error{
				"CreatePlatformEndpoint": only(f.createEndpoint(app, "new", tt.attributes)),
				"SetEndpointAttributes":  f.setEndpoint(endpoint, tt.attributes),
			} {
				if tt.message != "" {
					wantParameter(t, err, tt.message)
				} else if err != nil {
					t.Errorf("%s: %v", op, err)
				}
			}
		})
	}
	for _, tt := range []struct{ platform, token, message string }{
		{"ADM", "", "cannot be empty"},
		{"GCM", strings.Repeat("a", 8193), "must be at most 8192 bytes long in UTF-8 encoding"},
		{"APNS", strings.Repeat("a", 401), "iOS device tokens must be no more than 400 hexadecimal characters"},
		{"APNS_VOIP_SANDBOX", "token", "iOS device tokens must be no more than 400 hexadecimal characters"},
	} {
		t.Run("a token that "+tt.platform+" does not take", func(t *testing.T) {
			f := start(t)
			app := f.app(tt.platform, "shop", nil)
			endpoint := f.endpoint(app, "abcd", nil)
			wantParameter(t, only(f.createEndpoint(app, tt.token, nil)), "Token Reason: "+tt.message)
			wantParameter(t, f.setEndpoint(endpoint, attrs{"Token": tt.token}), "Token Reason: "+tt.message)
		})
	}
}

func TestSetEndpointAttributes(t *testing.T) {
	t.Parallel()
	t.Run("changes what is given", func(t *testing.T) {
		f := start(t)
		endpoint := f.endpoint(f.app("ADM", "shop", nil), "old", attrs{"CustomUserData": "data"})
		for _, a := range []attrs{{"Enabled": "FALSE"}, {"Token": "new"}} {
			if err := f.setEndpoint(endpoint, a); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(attrs{"CustomUserData": "data", "Enabled": "false", "Token": "new"}, f.endpointAttributes(endpoint)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("leaves the old token to others", func(t *testing.T) {
		f := start(t)
		app := f.app("ADM", "shop", nil)
		endpoint := f.endpoint(app, "old", nil)
		if err := f.setEndpoint(endpoint, attrs{"Token": "new"}); err != nil {
			t.Fatal(err)
		}
		if f.endpoint(app, "old", nil) == endpoint || f.endpoint(app, "new", nil) != endpoint {
			t.Error("tokens are mixed up")
		}
		wantParameter(t, f.setEndpoint(endpoint, attrs{"Token": "old"}),
			"Token Reason: Endpoint "+f.endpoint(app, "old", nil)+" already exists with the same Token, but different attributes.")
	})
	t.Run("must be given attributes", func(t *testing.T) {
		f := start(t)
		wantError(t, f.setEndpoint(f.endpoint(f.app("ADM", "shop", nil), "t", nil), attrs{}), 400, "ValidationError", nullAttributes)
	})
}

// What all operations on an endpoint say of ARNs.
func TestEndpointARN(t *testing.T) {
	f := start(t)
	calls := map[string]func(string) error{
		"GetEndpointAttributes": func(e string) error {
			return only(f.Client.GetEndpointAttributes(t.Context(), &sns.GetEndpointAttributesInput{EndpointArn: &e}))
		},
		"SetEndpointAttributes": func(e string) error { return f.setEndpoint(e, attrs{"Enabled": "true"}) },
		"DeleteEndpoint": func(e string) error {
			return only(f.Client.DeleteEndpoint(t.Context(), &sns.DeleteEndpointInput{EndpointArn: &e}))
		},
	}
	for op, call := range calls {
		wantParameter(t, call("invalid"), "EndpointArn Reason: An ARN must have at least 6 elements, not 1")
		wantParameter(t, call(f.ARN("sns", "endpoint/ADM/shop")), "EndpointArn Reason: Wrong number of slashes in relative portion of the ARN.")
		none := f.ARN("sns", "endpoint/APNS/shop/c1f76c42-192a-4e75-b04f-a9268ce2abf3")
		if op == "DeleteEndpoint" {
			if err := call(none); err != nil {
				t.Errorf("%s is idempotent: %v", op, err)
			}
			continue
		}
		wantError(t, call(none), 404, "NotFound", "Endpoint does not exist")
	}
}

func TestDeleteEndpoint(t *testing.T) {
	f := start(t)
	app := f.app("ADM", "shop", nil)
	endpoint := f.endpoint(app, "token_1", nil)
	want := []types.Endpoint{{EndpointArn: &endpoint, Attributes: attrs{"Enabled": "true", "Token": "token_1"}}}
	if diff := cmp.Diff(want, f.endpoints(app), ignoreUnexported); diff != "" {
		t.Error(diff)
	}
	must(f.Client.DeleteEndpoint(t.Context(), &sns.DeleteEndpointInput{EndpointArn: &endpoint}))(t)
	if l := f.endpoints(app); l == nil || len(l) > 0 {
		t.Errorf("left: %#v", l)
	}
	if f.endpoint(app, "token_1", nil) == endpoint {
		t.Error("a new endpoint has the old ARN")
	}
}

var ignoreUnexported = cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".noSmithyDocumentSerde" }, cmp.Ignore())

func (f *fixture) endpoints(app string) []types.Endpoint {
	f.t.Helper()
	return must(f.Client.ListEndpointsByPlatformApplication(f.t.Context(), &sns.ListEndpointsByPlatformApplicationInput{PlatformApplicationArn: &app}))(f.t).Endpoints
}

func TestListEndpointsByPlatformApplication(t *testing.T) {
	f := start(t)
	app := f.app("ADM", "shop", nil)
	f.endpoint(f.app("ADM", "another", nil), "token", nil)
	var want, got []string
	for i := range 203 {
		want = append(want, f.endpoint(app, fmt.Sprint("token", i), nil))
	}
	var sizes []int
	for p := sns.NewListEndpointsByPlatformApplicationPaginator(f.Client, &sns.ListEndpointsByPlatformApplicationInput{PlatformApplicationArn: &app}); p.HasMorePages(); {
		out := must(p.NextPage(t.Context()))(t)
		sizes = append(sizes, len(out.Endpoints))
		for _, e := range out.Endpoints {
			got = append(got, *e.EndpointArn)
		}
	}
	if diff := cmp.Diff([]int{100, 100, 3}, sizes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("not in the order of creation:", diff)
	}
	wantParameter(t, only(f.Client.ListEndpointsByPlatformApplication(t.Context(), &sns.ListEndpointsByPlatformApplicationInput{
		PlatformApplicationArn: &app, NextToken: aws.String("!")})), "NextToken Reason: The token is not valid")
}
