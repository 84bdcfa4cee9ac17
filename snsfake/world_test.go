package snsfake_test

import (
	"errors"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/snsfake"
)

type strs = map[string]string

// A world is a server whose clock moves only when a test says so, with short names for what many tests do.
type world struct {
	*snsfake.Server
	t *testing.T
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{snsfake.Start(t), t}
	w.Clock.Freeze()
	return w
}

// must returns the output of a call that must succeed: must(w.Client.ListTopics(...))(t).
func must[Out any](out Out, err error) func(*testing.T) Out {
	return func(t *testing.T) Out {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// only returns the error of a call: only(w.Client.ListTopics(...)).
func only[Out any](_ Out, err error) error { return err }

func (w *world) app(platform, name string, attributes strs) string {
	w.t.Helper()
	if attributes == nil {
		attributes = strs{"PlatformPrincipal": "principal", "PlatformCredential": "credential"}
	}
	out := must(w.Client.CreatePlatformApplication(w.t.Context(), &sns.CreatePlatformApplicationInput{Platform: &platform, Name: &name, Attributes: attributes}))(w.t)
	return *out.PlatformApplicationArn
}

func (w *world) createEndpoint(app, token string, attributes strs) (*sns.CreatePlatformEndpointOutput, error) {
	return w.Client.CreatePlatformEndpoint(w.t.Context(), &sns.CreatePlatformEndpointInput{PlatformApplicationArn: &app, Token: &token, Attributes: attributes})
}

func (w *world) endpoint(app, token string, attributes strs) string {
	w.t.Helper()
	return *must(w.createEndpoint(app, token, attributes))(w.t).EndpointArn
}

func (w *world) setEndpoint(endpoint string, attributes strs) error {
	return only(w.Client.SetEndpointAttributes(w.t.Context(), &sns.SetEndpointAttributesInput{EndpointArn: &endpoint, Attributes: attributes}))
}

func (w *world) endpointAttributes(endpoint string) strs {
	w.t.Helper()
	return must(w.Client.GetEndpointAttributes(w.t.Context(), &sns.GetEndpointAttributesInput{EndpointArn: &endpoint}))(w.t).Attributes
}

func (w *world) newTopic(name string) string {
	w.t.Helper()
	return *must(w.Client.CreateTopic(w.t.Context(), &sns.CreateTopicInput{Name: &name}))(w.t).TopicArn
}

// texts returns the messages of the Outbox.
func (w *world) texts() []string {
	texts := []string{}
	for _, n := range w.Outbox() {
		texts = append(texts, n.Message)
	}
	return texts
}

// refused checks everything that a client can see of an error.
func refused(t *testing.T, err error, status int, code, message string) {
	t.Helper()
	var api smithy.APIError
	var res *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &res) {
		t.Errorf("error %v, want %s", err, code)
		return
	}
	if api.ErrorCode() != code || res.HTTPStatusCode() != status || api.ErrorMessage() != message {
		t.Errorf("error %d %s %q\n   want %d %s %q", res.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage(), status, code, message)
	}
}

// invalid is refused with InvalidParameter, the error of most of this service.
func invalid(t *testing.T, err error, message string) {
	t.Helper()
	refused(t, err, 400, "InvalidParameter", "Invalid parameter: "+message)
}
