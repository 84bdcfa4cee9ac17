package snsfake

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/service"
)

func platformOperations() []service.Operation {
	return []service.Operation{
		service.Op("CreatePlatformApplication", (*Server).createPlatformApplication),
		service.Op("DeletePlatformApplication", (*Server).deletePlatformApplication),
		service.Op("GetPlatformApplicationAttributes", (*Server).getPlatformApplicationAttributes),
		service.Op("ListPlatformApplications", (*Server).listPlatformApplications),
		service.Op("SetPlatformApplicationAttributes", (*Server).setPlatformApplicationAttributes),
	}
}

// platforms are the push services. The API reference names ADM, APNS, APNS_SANDBOX and GCM (which is Firebase too: there is no FCM);
// the Developer Guide's page on TTL attributes has the others.
var platforms = []string{"ADM", "APNS", "APNS_PASSBOOK", "APNS_PASSBOOK_SANDBOX", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX",
	"BAIDU", "GCM", "MACOS", "MACOS_SANDBOX", "MPNS", "WNS"}

// maxApplicationName is how long the name of a platform application can be (API reference, CreatePlatformApplication).
const maxApplicationName = 256

// mobile are the platform applications with their endpoints. Server.mu guards them.
type mobile struct {
	applications map[string]*application // by ARN
	endpoints    map[string]*endpoint    // by ARN
	created      uint64                  // endpoints so far
	rejected     map[string]bool         // tokens that the push services refuse
}

func (m *mobile) reset() {
	*m = mobile{applications: map[string]*application{}, endpoints: map[string]*endpoint{}, rejected: map[string]bool{}}
}

// An application is a platform application: an app known to a push service.
type application struct {
	arn        string
	name       string
	platform   string
	attributes map[string]string    // as they are returned; replaced, never changed in place
	endpoints  map[string]*endpoint // by token
}

// An appAttribute is an attribute of a platform application.
type appAttribute struct {
	secret bool // never returned
	check  func(value string) (must string, ok bool)
}

// appAttributes are those that can be set (API reference, SetPlatformApplicationAttributes).
var appAttributes = map[string]appAttribute{
	"PlatformCredential":        {secret: true},
	"PlatformPrincipal":         {secret: true},
	"EventEndpointCreated":      {check: mustBeTopicARN},
	"EventEndpointDeleted":      {check: mustBeTopicARN},
	"EventEndpointUpdated":      {check: mustBeTopicARN},
	"EventDeliveryFailure":      {check: mustBeTopicARN},
	"SuccessFeedbackRoleArn":    {},
	"FailureFeedbackRoleArn":    {},
	"SuccessFeedbackSampleRate": {check: mustBePercentage},
	"ApplePlatformTeamID":       {},
	"ApplePlatformBundleID":     {},
	"Enabled":                   {check: mustBeBool}, // not documented; this is how an application is enabled again
}

// createPlatformApplication creates a platform application. An application of that name on that platform is updated: a guess.
func (s *Server) createPlatformApplication(ctx context.Context, in *sns.CreatePlatformApplicationInput) (*sns.CreatePlatformApplicationOutput, error) {
	if err := checkApplicationName(*in.Name); err != nil {
		return nil, err
	}
	if !slices.Contains(platforms, *in.Platform) {
		return nil, invalidReason("Platform", "%s is not supported", *in.Platform) // recorded
	}
	if err := checkAppAttributes(in.Attributes); err != nil {
		return nil, err
	}
	if err := checkCredentials(*in.Platform, in.Attributes); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := s.core.ARN("sns", "app/"+*in.Platform+"/"+*in.Name)
	a := s.mobile.applications[key]
	if a == nil {
		a = &application{arn: key, name: *in.Name, platform: *in.Platform, attributes: map[string]string{"Enabled": "true"}, endpoints: map[string]*endpoint{}}
		s.mobile.applications[key] = a
	}
	a.set(in.Attributes)
	return &sns.CreatePlatformApplicationOutput{PlatformApplicationArn: &a.arn}, nil
}

// deletePlatformApplication deletes an application with its endpoints. That it does not exist does not matter.
func (s *Server) deletePlatformApplication(ctx context.Context, in *sns.DeletePlatformApplicationInput) (*sns.DeletePlatformApplicationOutput, error) {
	if _, err := s.mobileARN("DeletePlatformApplication", "PlatformApplicationArn", *in.PlatformApplicationArn, 2); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.mobile.applications[*in.PlatformApplicationArn]; a != nil {
		for _, e := range a.endpoints {
			delete(s.mobile.endpoints, e.arn)
		}
		delete(s.mobile.applications, a.arn)
	}
	return &sns.DeletePlatformApplicationOutput{}, nil
}

// getPlatformApplicationAttributes returns the attributes, without the credentials.
func (s *Server) getPlatformApplicationAttributes(ctx context.Context, in *sns.GetPlatformApplicationAttributesInput) (*sns.GetPlatformApplicationAttributesOutput, error) {
	out := &sns.GetPlatformApplicationAttributesOutput{}
	err := s.withApplication("GetPlatformApplicationAttributes", *in.PlatformApplicationArn, func(a *application) error {
		out.Attributes = a.attributes
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// setPlatformApplicationAttributes changes the attributes given and leaves the others.
func (s *Server) setPlatformApplicationAttributes(ctx context.Context, in *sns.SetPlatformApplicationAttributesInput) (*sns.SetPlatformApplicationAttributesOutput, error) {
	err := s.withApplication("SetPlatformApplicationAttributes", *in.PlatformApplicationArn, func(a *application) error {
		if err := checkAppAttributes(in.Attributes); err != nil {
			return err
		}
		a.set(in.Attributes)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sns.SetPlatformApplicationAttributesOutput{}, nil
}

// listPlatformApplications lists the applications by ARN, 100 a page.
func (s *Server) listPlatformApplications(ctx context.Context, in *sns.ListPlatformApplicationsInput) (*sns.ListPlatformApplicationsOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	key := func(a *application) string { return a.arn }
	all := slices.SortedFunc(maps.Values(s.mobile.applications), func(a, b *application) int { return cmp.Compare(key(a), key(b)) })
	l, next, err := page(all, pageSize, in.NextToken, key)
	if err != nil {
		return nil, err
	}
	out := &sns.ListPlatformApplicationsOutput{PlatformApplications: make([]types.PlatformApplication, len(l)), NextToken: next}
	for i, a := range l {
		out.PlatformApplications[i] = types.PlatformApplication{PlatformApplicationArn: &a.arn, Attributes: a.attributes}
	}
	return out, nil
}

// withApplication calls f with the application that an ARN means, with the Server locked. Action is the name of the operation.
func (s *Server) withApplication(action, applicationARN string, f func(*application) error) error {
	if _, err := s.mobileARN(action, "PlatformApplicationArn", applicationARN, 2); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.mobile.applications[applicationARN]
	if a == nil {
		return notFound("PlatformApplication")
	}
	return f(a)
}

// mobileARN is ours for app/ADM/name, with 2 slashes, and endpoint/ADM/name/id, with 3.
func (s *Server) mobileARN(action, parameter, text string, slashes int) (arn, error) {
	a, err := s.ours(action, parameter, text)
	if err == nil && strings.Count(a.resource, "/") != slashes {
		err = invalidReason(parameter, "Wrong number of slashes in relative portion of the ARN.") // recorded for endpoints
	}
	return a, err
}

// set changes attributes. What is set to nothing is gone, except for the credentials, which nobody sees.
func (a *application) set(changes map[string]string) {
	now := maps.Clone(a.attributes)
	for k, v := range changes {
		switch {
		case appAttributes[k].secret:
		case v == "":
			delete(now, k)
		default:
			now[k] = v
		}
	}
	if method := authenticationMethod(a.platform, changes["PlatformCredential"], now); method != "" {
		now["AuthenticationMethod"] = method
	}
	a.attributes = now
}

// authenticationMethod is the type of a new credential, "" where the platform has only one (API reference,
// GetPlatformApplicationAttributes). How AWS tells them apart is a guess.
func authenticationMethod(platform, credential string, attributes map[string]string) string {
	switch {
	case credential == "":
		return ""
	case platform == "GCM" && json.Valid([]byte(credential)) && strings.HasPrefix(strings.TrimSpace(credential), "{"):
		return "token"
	case platform == "GCM":
		return "key"
	case strings.HasPrefix(platform, "APNS") && attributes["ApplePlatformTeamID"] != "":
		return "token"
	case strings.HasPrefix(platform, "APNS"):
		return "certificate"
	}
	return ""
}

// checkApplicationName checks the name of a platform application. The wordings are LocalStack's, in the form that AWS has for tokens.
func checkApplicationName(name string) error {
	switch {
	case name == "":
		return invalidReason("Name", "cannot be empty")
	case len(name) > maxApplicationName:
		return invalidReason("Name", "must be at most %d characters long", maxApplicationName)
	}
	for _, c := range []byte(name) {
		if !isLetterOrDigit(c) && c != '_' && c != '-' && c != '.' {
			return invalidReason("Name", "must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'")
		}
	}
	return nil
}

// checkCredentials checks that an application is created with what its push service asks for: a credential, and except for GCM a
// principal. Whether they are genuine only the push service knows.
func checkCredentials(platform string, attributes map[string]string) error {
	principal, credential := attributes["PlatformPrincipal"] != "", attributes["PlatformCredential"] != ""
	switch {
	case credential && (principal || platform == "GCM"):
		return nil
	case credential: // this and the next as LocalStack words them
		return invalidReason("Attributes", "PlatformCredential attribute provided without PlatformPrincipal")
	case principal:
		return invalidReason("Attributes", "PlatformPrincipal attribute provided without PlatformCredential")
	}
	return invalidReason("Attributes", "Platform credentials are invalid") // what AWS says of wrong ones (terraform-provider-aws#20309)
}

// checkAppAttributes checks attributes of an application in the order of their names. That names are checked is a guess from endpoints.
func checkAppAttributes(attributes map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		known, ok := appAttributes[name]
		if !ok {
			return invalidAttributeName(name)
		}
		if value := attributes[name]; known.check != nil && value != "" {
			if must, ok := known.check(value); !ok {
				return invalidAttributeValue(name, must)
			}
		}
	}
	return nil
}

// What values must be, in words that are guesses.

func mustBeBool(value string) (string, bool) {
	return "true or false", strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
}

func mustBePercentage(value string) (string, bool) {
	n, err := strconv.Atoi(value)
	return "an integer between 0 and 100", err == nil && n >= 0 && n <= 100
}

func mustBeTopicARN(value string) (string, bool) {
	a, _, ok := splitARN(value)
	return "the ARN of a topic", ok && a.service == "sns" && a.resource != "" && !strings.ContainsAny(a.resource, "/:")
}

func isLetterOrDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
