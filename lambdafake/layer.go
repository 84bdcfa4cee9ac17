package lambdafake

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/ordered"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// Limits of layers (Developer Guide, quotas).
const maxLayers = 5 // of a function

// A layer is code that functions share, in versions that are not changed.
type layer struct {
	name     string
	versions ordered.Map[int64, *layerVersion]
	numbers  int64 // of versions there were: none is used again
}

// A layerVersion is what a function refers to. It stays with the functions that have it when it is deleted.
type layerVersion struct {
	arn      string
	item     types.LayerVersionsListItem
	code     code
	policy   *policy
	revision string // of the policy
}

// layerPattern is the name of a layer or its ARN in parts: region, account, name; and the version of the ARN of one.
var layerPattern = regexp.MustCompile(`^(?:arn:[a-zA-Z0-9-]+:lambda:([a-zA-Z0-9-]+):(\d{12}):layer:)?([a-zA-Z0-9-_]+)(?::(\d+))?$`)

// parseLayer returns the name of a layer that is this account's, and the version in the ARN of one.
func (s *Server) parseLayer(ref *string) (name string, number int64, ours bool) {
	m := layerPattern.FindStringSubmatch(aws.ToString(ref))
	if m == nil || m[1] != "" && (m[1] != s.core.Region || m[2] != s.core.AccountID) {
		return "", 0, false
	}
	number, _ = strconv.ParseInt(m[4], 10, 64)
	return m[3], number, true
}

// checkForeign refuses an ARN of another account's layer, which none is shared of here, and, in a function, of another region. What they say
// is from issues on GitHub: AccessDeniedException and "Layers are not in the same region" are widely met.
func (s *Server) checkForeign(arn string, inFunction bool) error {
	m := layerPattern.FindStringSubmatch(arn)
	switch {
	case m == nil || m[1] == "":
		return nil // a name
	case m[2] != s.core.AccountID:
		return &wire.Error{Code: "AccessDeniedException", Status: http.StatusForbidden,
			Message: fmt.Sprintf("User: %s is not authorized to perform: lambda:GetLayerVersion on resource: %s because no resource-based policy allows the lambda:GetLayerVersion action",
				s.core.ARN("iam", "user/test"), arn)}
	case inFunction && m[1] != s.core.Region:
		return invalid("Layers are not in the same region as the function. Layers are expected to be in region %s.", s.core.Region)
	}
	return nil
}

func (s *Server) layerARN(name string) string { return s.core.ARN("lambda", "layer:"+name) }

// layerVersion returns a version of a layer, nil if there is none. The caller holds mu.
func (s *Server) layerVersion(name string, number int64) *layerVersion {
	l, ok := s.layers.Get(name)
	if !ok {
		return nil
	}
	v, _ := l.versions.Get(number)
	return v
}

// publishLayerVersion adds a version to a layer, the first of one that is not there.
func (s *Server) publishLayerVersion(ctx context.Context, in *lambda.PublishLayerVersionInput) (*lambda.PublishLayerVersionOutput, error) {
	name, number, ours := s.parseLayer(in.LayerName)
	if !ours || number != 0 {
		return nil, notFound("Layer %s does not exist.", *in.LayerName)
	}
	c := in.Content
	code, err := s.codeOf(ctx, &types.FunctionCode{ZipFile: c.ZipFile, S3Bucket: c.S3Bucket, S3Key: c.S3Key, S3ObjectVersion: c.S3ObjectVersion, S3ObjectStorageMode: c.S3ObjectStorageMode}, types.PackageTypeZip)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.layers.Get(name)
	if !ok {
		l = &layer{name: name}
		s.layers.Set(name, l)
	}
	l.numbers++
	v := &layerVersion{arn: fmt.Sprintf("%s:%d", s.layerARN(name), l.numbers), code: code}
	v.item = types.LayerVersionsListItem{LayerVersionArn: &v.arn, Version: l.numbers, Description: aws.String(aws.ToString(in.Description)), LicenseInfo: in.LicenseInfo,
		CompatibleRuntimes: in.CompatibleRuntimes, CompatibleArchitectures: in.CompatibleArchitectures, CreatedDate: s.modified()}
	l.versions.Set(l.numbers, v)
	return fill[lambda.PublishLayerVersionOutput](s.showLayer(name, v)), nil
}

// showLayer returns a version as clients see it.
func (s *Server) showLayer(name string, v *layerVersion) *lambda.GetLayerVersionOutput {
	out := fill[lambda.GetLayerVersionOutput](&v.item)
	out.LayerArn = aws.String(s.layerARN(name))
	out.Content = &types.LayerVersionContentOutput{CodeSha256: &v.code.sha256, CodeSize: v.code.size,
		Location: aws.String(s.service.URL() + layerPath + name + "/" + strconv.FormatInt(v.item.Version, 10))}
	return out
}

// getLayerVersion returns a version of a layer and where its content is.
func (s *Server) getLayerVersion(ctx context.Context, in *lambda.GetLayerVersionInput) (*lambda.GetLayerVersionOutput, error) {
	if err := checkLayerNumber(*in.VersionNumber); err != nil {
		return nil, err
	}
	return s.findLayerVersion(in.LayerName, *in.VersionNumber)
}

// getLayerVersionByArn is getLayerVersion by an ARN.
func (s *Server) getLayerVersionByArn(ctx context.Context, in *lambda.GetLayerVersionByArnInput) (*lambda.GetLayerVersionByArnOutput, error) {
	if err := s.checkForeign(*in.Arn, false); err != nil {
		return nil, err
	}
	_, number, _ := s.parseLayer(in.Arn)
	out, err := s.findLayerVersion(in.Arn, number)
	if err != nil {
		return nil, err
	}
	return fill[lambda.GetLayerVersionByArnOutput](out), nil
}

func (s *Server) findLayerVersion(ref *string, number int64) (*lambda.GetLayerVersionOutput, error) {
	name, _, ours := s.parseLayer(ref)
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.layerVersion(name, number)
	if !ours || v == nil {
		return nil, notFound("The resource you requested does not exist.")
	}
	return s.showLayer(name, v), nil
}

func checkLayerNumber(number int64) error {
	if number < 1 {
		return invalid("Layer Version Cannot be less than 1")
	}
	return nil
}

// deleteLayerVersion deletes a version; one that is not there does not matter. Functions that have it keep it.
func (s *Server) deleteLayerVersion(ctx context.Context, in *lambda.DeleteLayerVersionInput) (*lambda.DeleteLayerVersionOutput, error) {
	if err := checkLayerNumber(*in.VersionNumber); err != nil {
		return nil, err
	}
	name, _, ours := s.parseLayer(in.LayerName)
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.layers.Get(name); ok && ours {
		l.versions.Delete(*in.VersionNumber)
	}
	return &lambda.DeleteLayerVersionOutput{}, nil
}

// fits reports whether a version says that it is for a runtime and an architecture, where a list asks for them.
func (v *layerVersion) fits(r types.Runtime, a types.Architecture) bool {
	return (r == "" || slices.Contains(v.item.CompatibleRuntimes, r)) && (a == "" || slices.Contains(v.item.CompatibleArchitectures, a))
}

// listLayers lists layers by name, each with its latest version that fits.
func (s *Server) listLayers(ctx context.Context, in *lambda.ListLayersInput) (*lambda.ListLayersOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.LayersListItem) bool) {
		for name, l := range s.layers.From(after) {
			for _, v := range l.versions.Down() {
				if !v.fits(in.CompatibleRuntime, in.CompatibleArchitecture) {
					continue
				}
				item := v.item
				if !yield(name, types.LayersListItem{LayerName: aws.String(name), LayerArn: aws.String(s.layerARN(name)), LatestMatchingVersion: &item}) {
					return
				}
				break
			}
		}
	})
	return &lambda.ListLayersOutput{Layers: l, NextMarker: next}, err
}

// listLayerVersions lists the versions of a layer that fit, latest first; none of a layer that is not there.
func (s *Server) listLayerVersions(ctx context.Context, in *lambda.ListLayerVersionsInput) (*lambda.ListLayerVersionsOutput, error) {
	name, _, _ := s.parseLayer(in.LayerName)
	s.mu.Lock()
	defer s.mu.Unlock()
	l, next, err := page(in.MaxItems, in.Marker, func(_ string, yield func(string, types.LayerVersionsListItem) bool) {
		l, ok := s.layers.Get(name)
		if !ok {
			return
		}
		for number, v := range l.versions.Down() {
			if v.fits(in.CompatibleRuntime, in.CompatibleArchitecture) && !yield(fmt.Sprintf("%019d", 1<<62-number), v.item) {
				return
			}
		}
	})
	return &lambda.ListLayerVersionsOutput{LayerVersions: l, NextMarker: next}, err
}

// attach gives a version of a function the layers that a request names.
func (s *Server) attach(v *version, arns []string) error {
	if len(arns) > maxLayers {
		return invalid("Cannot reference more than %d layers.", maxLayers)
	}
	v.layers, v.config.Layers = nil, nil
	byName := map[string]string{}
	for _, arn := range arns {
		if err := s.checkForeign(arn, true); err != nil {
			return err
		}
		name, number, ours := s.parseLayer(&arn)
		l := s.layerVersion(name, number)
		if !ours || l == nil {
			return invalid("Layer version %s does not exist.", arn)
		}
		if other, ok := byName[name]; ok {
			return invalid("Two different versions of the same layer are not allowed to be referenced in the same function. %s and %s are versions of the same layer.", other, arn)
		}
		byName[name] = arn
		v.layers = append(v.layers, l)
		v.config.Layers = append(v.config.Layers, types.Layer{Arn: &l.arn, CodeSize: l.code.size})
	}
	return v.checkUnzipped()
}

// checkUnzipped checks the size of a function's code together with its layers.
func (v *version) checkUnzipped() error {
	total := v.code.unzipped
	for _, l := range v.layers {
		total += l.code.unzipped
	}
	if total > maxUnzipped {
		return invalid("Function code combined with layers exceeds the maximum allowed size of %d bytes. The actual size is %d bytes.", maxUnzipped, total)
	}
	return nil
}

// layerPath is where the content of layers can be downloaded from, as the Location says.
const layerPath = "/_awsfake/layer/"

// policedLayer returns a version whose policy a request is about. The caller holds mu.
func (s *Server) policedLayer(layerName *string, number *int64) (*layerVersion, error) {
	name, _, ours := s.parseLayer(layerName)
	v := s.layerVersion(name, *number)
	if !ours || v == nil {
		return nil, notFound("Layer version %s:%d does not exist.", s.layerARN(name), *number)
	}
	return v, nil
}

// changingLayer returns a version whose policy a request changes, if it has the revision that the request expects. The caller holds mu.
func (s *Server) changingLayer(layerName *string, number *int64, revision *string) (*layerVersion, error) {
	v, err := s.policedLayer(layerName, number)
	if err == nil && revision != nil && *revision != v.revision {
		err = wrongRevisionOf("GetLayerPolicy")
	}
	return v, err
}

// addLayerVersionPermission lets an account, an organization or everybody use a version.
func (s *Server) addLayerVersionPermission(ctx context.Context, in *lambda.AddLayerVersionPermissionInput) (*lambda.AddLayerVersionPermissionOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.changingLayer(in.LayerName, in.VersionNumber, in.RevisionId)
	if err != nil {
		return nil, err
	}
	st := statement{Sid: *in.StatementId, Effect: "Allow", Action: *in.Action, Principal: *in.Principal, Resource: v.arn}
	if accountPattern.MatchString(*in.Principal) {
		st.Principal = map[string]any{"AWS": "arn:" + s.core.Partition() + ":iam::" + *in.Principal + ":root"}
	} else if *in.Principal != "*" {
		st.Principal = map[string]any{"AWS": *in.Principal}
	}
	if in.OrganizationId != nil {
		st.Condition = map[string]map[string]any{"StringEquals": {"aws:PrincipalOrgID": *in.OrganizationId}}
	}
	p := v.policy
	if p == nil {
		p = newPolicy()
	}
	changed, err := p.with(st)
	if err != nil {
		return nil, err
	}
	v.policy, v.revision = changed, s.core.NewID()
	service.SetStatus(ctx, http.StatusCreated)
	return &lambda.AddLayerVersionPermissionOutput{Statement: aws.String(st.document()), RevisionId: &v.revision}, nil
}

// removeLayerVersionPermission takes a permission back.
func (s *Server) removeLayerVersionPermission(ctx context.Context, in *lambda.RemoveLayerVersionPermissionInput) (*lambda.RemoveLayerVersionPermissionOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.changingLayer(in.LayerName, in.VersionNumber, in.RevisionId)
	if err != nil {
		return nil, err
	}
	changed, err := v.policy.without(*in.StatementId)
	if err != nil {
		return nil, err
	}
	v.policy, v.revision = changed, s.core.NewID()
	return &lambda.RemoveLayerVersionPermissionOutput{}, nil
}

// getLayerVersionPolicy returns who may use a version, if anybody else may.
func (s *Server) getLayerVersionPolicy(ctx context.Context, in *lambda.GetLayerVersionPolicyInput) (*lambda.GetLayerVersionPolicyOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.policedLayer(in.LayerName, in.VersionNumber)
	if err != nil {
		return nil, err
	}
	if v.policy == nil {
		return nil, notFound("No policy is associated with the given resource.")
	}
	return &lambda.GetLayerVersionPolicyOutput{Policy: aws.String(v.policy.document()), RevisionId: &v.revision}, nil
}
