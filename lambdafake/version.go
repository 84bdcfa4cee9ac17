package lambdafake

import (
	"context"
	"reflect"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// publishVersion makes a version of $LATEST that cannot be changed. If nothing has changed since the last one, that is it.
func (s *Server) publishVersion(ctx context.Context, in *lambda.PublishVersionInput) (*lambda.PublishVersionOutput, error) {
	if in.PublishTo != "" {
		return nil, notImplemented("PublishTo")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.changing(in.FunctionName, in.RevisionId)
	if err != nil {
		return nil, err
	}
	if in.CodeSha256 != nil && *in.CodeSha256 != "" && *in.CodeSha256 != *f.latest.config.CodeSha256 {
		return nil, invalid("CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST.", *in.CodeSha256, *f.latest.config.CodeSha256)
	}
	v := s.publish(f, in.Description)
	config := s.show(f, v, v.number())
	return fill[lambda.PublishVersionOutput](&config), nil
}

// publish is publishVersion. The caller holds mu.
func (s *Server) publish(f *function, description *string) *version {
	for _, last := range f.published.Down() {
		if sameVersion(last, f.latest) {
			return last
		}
		break
	}
	f.numbers++
	v := *f.latest
	v.pool, v.described = nil, v.config.Description
	v.config.Version = aws.String(strconv.Itoa(f.numbers))
	v.config.RevisionId = aws.String(s.core.NewID())
	v.config.State, v.config.StateReason, v.config.StateReasonCode = types.StateActive, nil, ""
	v.config.LastUpdateStatus, v.config.LastUpdateStatusReason, v.config.LastUpdateStatusReasonCode = types.LastUpdateStatusSuccessful, nil, ""
	if description != nil && *description != "" {
		v.config.Description = description
	}
	if v.config.SnapStart.ApplyOn == types.SnapStartApplyOnPublishedVersions {
		v.config.SnapStart = &types.SnapStartResponse{ApplyOn: v.config.SnapStart.ApplyOn, OptimizationStatus: types.SnapStartOptimizationStatusOn}
	}
	f.published.Set(f.numbers, &v)
	f.latest.config.RevisionId = aws.String(s.core.NewID())
	return &v
}

// sameVersion reports whether a published version is what $LATEST is.
func sameVersion(v, last *version) bool {
	a, b := v.config, last.config
	a.Description = v.described
	for _, c := range []*types.FunctionConfiguration{&a, &b} {
		c.Version, c.RevisionId, c.LastModified = nil, nil, nil
		*c = withState(*c, types.FunctionConfiguration{})
		c.SnapStart = &types.SnapStartResponse{ApplyOn: c.SnapStart.ApplyOn}
	}
	return reflect.DeepEqual(a, b)
}

// listVersionsByFunction lists $LATEST and the published versions, oldest first.
func (s *Server) listVersionsByFunction(ctx context.Context, in *lambda.ListVersionsByFunctionInput) (*lambda.ListVersionsByFunctionOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	l, next, err := page(in.MaxItems, in.Marker, func(_ string, yield func(string, types.FunctionConfiguration) bool) {
		s.eachVersion(f, func(number int, c types.FunctionConfiguration) bool { return yield(versionKey(f.name, number), c) })
	})
	return &lambda.ListVersionsByFunctionOutput{Versions: l, NextMarker: next}, err
}
