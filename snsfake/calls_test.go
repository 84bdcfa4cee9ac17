package snsfake_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// must returns the output of a call that must succeed: must(f.Client.ListTopics(...))(t).
func must[Out any](out Out, err error) func(*testing.T) Out {
	return func(t *testing.T) Out {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// only returns the error of a call: only(f.Client.ListTopics(...)).
func only[Out any](_ Out, err error) error { return err }

func (f *fixture) app(platform, name string, attributes attrs) string {
	f.t.Helper()
	if attributes == nil {
		attributes = attrs{"PlatformPrincipal": "principal", "PlatformCredential": "credential"}
	}
	out := must(f.Client.CreatePlatformApplication(f.t.Context(), &sns.CreatePlatformApplicationInput{Platform: &platform, Name: &name, Attributes: attributes}))(f.t)
	return *out.PlatformApplicationArn
}

func (f *fixture) createEndpoint(app, token string, attributes attrs) (*sns.CreatePlatformEndpointOutput, error) {
	return f.Client.CreatePlatformEndpoint(f.t.Context(), &sns.CreatePlatformEndpointInput{PlatformApplicationArn: &app, Token: &token, Attributes: attributes})
}

func (f *fixture) endpoint(app, token string, attributes attrs) string {
	f.t.Helper()
	return *must(f.createEndpoint(app, token, attributes))(f.t).EndpointArn
}

func (f *fixture) setEndpoint(endpoint string, attributes attrs) error {
	return only(f.Client.SetEndpointAttributes(f.t.Context(), &sns.SetEndpointAttributesInput{EndpointArn: &endpoint, Attributes: attributes}))
}

func (f *fixture) endpointAttributes(endpoint string) attrs {
	f.t.Helper()
	return must(f.Client.GetEndpointAttributes(f.t.Context(), &sns.GetEndpointAttributesInput{EndpointArn: &endpoint}))(f.t).Attributes
}

// texts returns the messages of the Outbox.
func (f *fixture) texts() []string {
	texts := []string{}
	for _, n := range f.Outbox() {
		texts = append(texts, n.Message)
	}
	return texts
}

// wantParameter checks that an error is an InvalidParameter, whose message begins as most do.
func wantParameter(t *testing.T, err error, message string) {
	t.Helper()
	wantInvalid(t, err, "Invalid parameter: "+message)
}
