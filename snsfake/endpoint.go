package snsfake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/service"
)

func endpointOperations() []service.Operation {
	return []service.Operation{
		service.Op("CreatePlatformEndpoint", (*Server).createPlatformEndpoint),
		service.Op("DeleteEndpoint", (*Server).deleteEndpoint),
		service.Op("GetEndpointAttributes", (*Server).getEndpointAttributes),
		service.Op("ListEndpointsByPlatformApplication", (*Server).listEndpointsByPlatformApplication),
		service.Op("SetEndpointAttributes", (*Server).setEndpointAttributes),
	}
}

// Limits of endpoints, in bytes.
const (
	maxUserData   = 2048 // recorded
	maxToken      = 8192 // wire-server, gundeck: what it reads of AWS's message
	maxAppleToken = 400  // hexadecimal characters (react-native-device-info#1123)
)

// An endpoint is an app on a device, which a push service knows by its token.
type endpoint struct {
	arn         string
	number      uint64 // in the order of creation
	application *application
	attributes  map[string]string // as they are returned; replaced, never changed in place
}

func (e *endpoint) token() string { return e.attributes["Token"] }

func (e *endpoint) enabled() bool { return e.attributes["Enabled"] == "true" }

// createPlatformEndpoint creates an endpoint, or returns the one that its application has for the token if the attributes are the same.
func (s *Server) createPlatformEndpoint(ctx context.Context, in *sns.CreatePlatformEndpointInput) (*sns.CreatePlatformEndpointOutput, error) {
	var out *sns.CreatePlatformEndpointOutput
	var created *endpoint
	err := s.withApplication("CreatePlatformEndpoint", *in.PlatformApplicationArn, func(a *application) error {
		wanted, err := a.endpointAttributes(in)
		if err != nil {
			return err
		}
		e := a.endpoints[wanted["Token"]]
		switch {
		case e == nil:
			e = s.newEndpoint(a, wanted)
			created = e
		case !e.matches(wanted):
			return sameToken(e)
		}
		out = &sns.CreatePlatformEndpointOutput{EndpointArn: &e.arn}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if created != nil {
		s.announce(ctx, created, appEvent{EventType: "EndpointCreated"})
	}
	return out, nil
}

// endpointAttributes returns the attributes that a new endpoint is to have, without Enabled if the request says nothing of it.
func (a *application) endpointAttributes(in *sns.CreatePlatformEndpointInput) (map[string]string, error) {
	if in.CustomUserData != nil && len(*in.CustomUserData) > maxUserData {
		return nil, invalidReason("CustomUserData", "must be at most %d bytes long in UTF-8 encoding", maxUserData)
	}
	wanted := map[string]string{}
	if in.CustomUserData != nil {
		wanted["CustomUserData"] = *in.CustomUserData
	}
	maps.Copy(wanted, in.Attributes) // given in both places, the attribute counts: recorded
	wanted["Token"] = *in.Token
	return a.checkEndpointAttributes(wanted)
}

// newEndpoint creates an endpoint. The Server is locked.
func (s *Server) newEndpoint(a *application, attributes map[string]string) *endpoint {
	if attributes["Enabled"] == "" {
		attributes["Enabled"] = "true"
	}
	s.mobile.created++
	name := strings.Replace(a.arn, ":app/", ":endpoint/", 1)
	e := &endpoint{arn: name + "/" + s.core.NewID(), number: s.mobile.created, application: a, attributes: attributes}
	s.mobile.endpoints[e.arn] = e
	a.endpoints[e.token()] = e
	return e
}

// matches reports whether a request to create the endpoint means this one. It may be disabled if the request does not ask for an
// enabled one: "the endpoint for it already exists but is disabled" (Developer Guide, managing device tokens).
func (e *endpoint) matches(wanted map[string]string) bool {
	enabled, asked := wanted["Enabled"]
	data, has := e.attributes["CustomUserData"]
	wantedData, wantsData := wanted["CustomUserData"]
	return (!asked || enabled == e.attributes["Enabled"]) && has == wantsData && data == wantedData
}

// sameToken is the error whose message tells applications the ARN (moto's tests against AWS).
func sameToken(e *endpoint) error {
	return invalidReason("Token", "Endpoint %s already exists with the same Token, but different attributes.", e.arn)
}

// deleteEndpoint deletes an endpoint, but not its subscriptions. That it does not exist does not matter.
func (s *Server) deleteEndpoint(ctx context.Context, in *sns.DeleteEndpointInput) (*sns.DeleteEndpointOutput, error) {
	if _, err := s.mobileARN("DeleteEndpoint", "EndpointArn", *in.EndpointArn, 3); err != nil {
		return nil, err
	}
	if e := s.removeEndpoint(*in.EndpointArn); e != nil {
		s.announce(ctx, e, appEvent{EventType: "EndpointDeleted"})
	}
	return &sns.DeleteEndpointOutput{}, nil
}

// removeEndpoint deletes and returns the endpoint with an ARN, nil if there is none.
func (s *Server) removeEndpoint(endpointARN string) *endpoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.mobile.endpoints[endpointARN]
	if e != nil {
		delete(s.mobile.endpoints, e.arn)
		delete(e.application.endpoints, e.token())
	}
	return e
}

// getEndpointAttributes returns Token, Enabled and, if there is any, CustomUserData.
func (s *Server) getEndpointAttributes(ctx context.Context, in *sns.GetEndpointAttributesInput) (*sns.GetEndpointAttributesOutput, error) {
	out := &sns.GetEndpointAttributesOutput{}
	err := s.withEndpoint("GetEndpointAttributes", *in.EndpointArn, func(e *endpoint) error {
		out.Attributes = e.attributes
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// setEndpointAttributes changes the attributes given and leaves the others.
func (s *Server) setEndpointAttributes(ctx context.Context, in *sns.SetEndpointAttributesInput) (*sns.SetEndpointAttributesOutput, error) {
	var changed *endpoint
	err := s.withEndpoint("SetEndpointAttributes", *in.EndpointArn, func(e *endpoint) error {
		changes, err := e.application.checkEndpointAttributes(maps.Clone(in.Attributes))
		if err != nil {
			return err
		}
		if token, ok := changes["Token"]; ok {
			if other := e.application.endpoints[token]; other != nil && other != e {
				return sameToken(other) // a guess: the error of creating it
			}
			delete(e.application.endpoints, e.token())
			e.application.endpoints[token] = e
		}
		e.set(changes)
		changed = e
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.announce(ctx, changed, appEvent{EventType: "EndpointUpdated"})
	return &sns.SetEndpointAttributesOutput{}, nil
}

func (e *endpoint) set(changes map[string]string) {
	now := maps.Clone(e.attributes)
	maps.Copy(now, changes)
	e.attributes = now
}

// listEndpointsByPlatformApplication lists the endpoints of an application in the order of their creation, 100 a page.
func (s *Server) listEndpointsByPlatformApplication(ctx context.Context, in *sns.ListEndpointsByPlatformApplicationInput) (*sns.ListEndpointsByPlatformApplicationOutput, error) {
	out := &sns.ListEndpointsByPlatformApplicationOutput{}
	err := s.withApplication("ListEndpointsByPlatformApplication", *in.PlatformApplicationArn, func(a *application) error {
		all := slices.SortedFunc(maps.Values(a.endpoints), func(a, b *endpoint) int { return cmp.Compare(a.number, b.number) })
		l, next, err := page(all, pageSize, in.NextToken, func(e *endpoint) string { return fmt.Sprintf("%020d", e.number) })
		if err != nil {
			return err
		}
		out.NextToken = next
		out.Endpoints = make([]types.Endpoint, len(l)) // present even if empty: recorded
		for i, e := range l {
			out.Endpoints[i] = types.Endpoint{EndpointArn: &e.arn, Attributes: e.attributes}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// withEndpoint calls f with the endpoint that an ARN means, with the Server locked. Action is the name of the operation.
func (s *Server) withEndpoint(action, endpointARN string, f func(*endpoint) error) error {
	if _, err := s.mobileARN(action, "EndpointArn", endpointARN, 3); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.mobile.endpoints[endpointARN]
	if e == nil {
		return notFound("Endpoint")
	}
	return f(e)
}

// checkEndpointAttributes checks attributes in the order of their names and brings them into the form in which they are kept.
func (a *application) checkEndpointAttributes(attributes map[string]string) (map[string]string, error) {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		value := attributes[name]
		switch name {
		case "CustomUserData":
			if len(value) > maxUserData {
				return nil, invalidAttributeValue(name, fmt.Sprintf("at most %d bytes long in UTF-8 encoding", maxUserData))
			}
		case "Enabled":
			if must, ok := mustBeBool(value); !ok {
				return nil, invalidAttributeValue(name, must)
			}
			attributes[name] = strings.ToLower(value)
		case "Token":
			if err := a.checkToken(value); err != nil {
				return nil, err
			}
			if a.apple() {
				attributes[name] = strings.ToLower(value) // API reference, GetEndpointAttributes
			}
		case "ChannelId", "UserId": // what an endpoint of Baidu has beside its token (API reference, CreatePlatformEndpoint)
			if a.platform != "BAIDU" {
				return nil, invalidAttributeName(name)
			}
		default:
			return nil, invalidAttributeName(name)
		}
	}
	return attributes, nil
}

// checkToken checks a device token. The empty one's wording is a guess.
func (a *application) checkToken(token string) error {
	switch {
	case token == "":
		return invalidReason("Token", "cannot be empty")
	case len(token) > maxToken:
		return invalidReason("Token", "must be at most %d bytes long in UTF-8 encoding", maxToken)
	case a.apple() && (len(token) > maxAppleToken || strings.Trim(token, "0123456789abcdefABCDEF") != ""):
		return invalidReason("Token", "iOS device tokens must be no more than %d hexadecimal characters", maxAppleToken)
	}
	return nil
}

// apple reports whether the application's devices run iOS.
func (a *application) apple() bool { return strings.HasPrefix(a.platform, "APNS") }

// RejectToken makes the push services refuse a device token from now on, as they do when the app was uninstalled. What is published to
// it next is accepted, but not delivered, and its endpoint is disabled: then Publish fails with EndpointDisabled until
// SetEndpointAttributes enables it again, best with a new token.
func (s *Server) RejectToken(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mobile.rejected[token] = true
}

// isEndpoint reports whether an ARN means a platform endpoint.
func isEndpoint(text string) bool {
	a, _, ok := splitARN(text)
	return ok && a.service == "sns" && strings.HasPrefix(a.resource, "endpoint/")
}

// platformOf returns the push service that the ARN of an endpoint names, such as GCM, for which a message may have a text of its own.
func platformOf(endpoint string) string {
	a, _, _ := splitARN(endpoint)
	if parts := strings.Split(a.resource, "/"); len(parts) == 4 {
		return parts[1]
	}
	return ""
}

// applicationOf returns the ARN of the application that the ARN of an endpoint names.
func applicationOf(endpoint string) string {
	app := strings.Replace(endpoint, ":endpoint/", ":app/", 1)
	return app[:strings.LastIndexByte(app, '/')]
}

// checkEndpoint checks the endpoint of a subscription of protocol application.
func (s *Server) checkEndpoint(endpoint string) error {
	if !isEndpoint(endpoint) {
		return invalid("Application endpoint arn invalid:%s", endpoint) // ballerina's tests against AWS
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.mobile.endpoints[endpoint] == nil {
		return invalidReason("Endpoint", "Endpoint does not exist for endpoint arn%s", endpoint) // no space: moto's tests against AWS
	}
	return nil
}

// publishToEndpoint answers a Publish to a platform endpoint, which AWS looks at before the message (moto's tests against AWS).
func (s *Server) publishToEndpoint(ctx context.Context, in *sns.PublishInput, p *publication) (*sns.PublishOutput, error) {
	target := *in.TargetArn
	if _, err := s.parseARN("TargetArn", target); err != nil {
		return nil, err
	}
	if err := s.reachable(target); err != nil {
		return nil, err
	}
	p.platform = platformOf(target)
	if err := p.check(in.Subject, aws.ToString(in.MessageStructure)); err != nil {
		return nil, err
	}
	if err := p.checkSize(defaultMaxSize); err != nil {
		return nil, err
	}
	if text, own := p.structure[p.platform]; own {
		if err := checkPayload(p.platform, text); err != nil {
			return nil, err
		}
	}
	s.sendDirect(ctx, p.notification("application", target))
	return &sns.PublishOutput{MessageId: &p.id}, nil
}

// reachable returns the error of publishing to an endpoint that cannot be published to.
func (s *Server) reachable(target string) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e := s.mobile.endpoints[target]
	switch {
	case e == nil:
		return invalidReason("TargetArn", "No endpoint found for the target arn specified") // recorded
	case e.application.attributes["Enabled"] != "true":
		return &types.PlatformApplicationDisabledException{Message: aws.String("Platform application is disabled")} // wording a guess
	case !e.enabled():
		return &types.EndpointDisabledException{Message: aws.String("Endpoint is disabled")} // moto's tests against AWS
	}
	return nil
}

// Limits of payloads in bytes (Apple and Google).
const (
	maxPayload     = 4096
	maxVoIPPayload = 5120
)

// checkPayload checks the payload for a push service in the words that wire-server's gundeck expects of AWS.
func checkPayload(platform, text string) error {
	apple := strings.HasPrefix(platform, "APNS")
	reason := ""
	switch {
	case !apple && platform != "GCM":
	case !json.Valid([]byte(text)):
		reason = "Notification is malformed" // from memory
	case strings.HasPrefix(platform, "APNS_VOIP"):
		if len(text) > maxVoIPPayload {
			reason = "Notification is too long"
		}
	case len(text) <= maxPayload:
	case apple:
		reason = "Notification is too long"
	default:
		reason = "Notification data is larger than allowed limit"
	}
	if reason != "" {
		return invalidReason("Message", "Invalid notification for protocol %s: %s", platform, reason)
	}
	return nil
}

// push sends a notification to a platform endpoint. It is called with no lock held. An error says that AWS would not have delivered it.
func (s *Server) push(ctx context.Context, n Notification) error {
	if err := s.reachable(n.Endpoint); err != nil {
		return err
	}
	if e := s.disableRejected(n.Endpoint); e != nil {
		s.announce(ctx, e, appEvent{EventType: "EndpointUpdated"})
		s.announce(ctx, e, appEvent{EventType: "DeliveryFailure", DeliveryAttempts: 1, FailureType: "InvalidPlatformToken",
			FailureMessage: errToken.Error(), MessageID: n.MessageID})
		return errToken
	}
	s.outbox.add(n)
	return nil
}

// errToken is worded as in the delivery log (capacitor-plugins#1167).
var errToken = errors.New("Platform token associated with the endpoint is not valid")

// disableRejected disables and returns an endpoint whose token the push service refuses; nil if it does not: "Amazon SNS will set this
// to false when a notification service indicates to Amazon SNS that the endpoint is invalid" (API reference, SetEndpointAttributes).
func (s *Server) disableRejected(endpointARN string) *endpoint {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.mobile.endpoints[endpointARN]
	if e == nil || !s.mobile.rejected[e.token()] {
		return nil
	}
	e.set(map[string]string{"Enabled": "false"})
	return e
}
