package lambdafake

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/ordered"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/lambdafake/internal/process"
)

// A function is a function with its versions and aliases, and what is set for it. The Server's mu guards it.
type function struct {
	name      string
	latest    *version
	published ordered.Map[int, *version] // by number
	numbers   int                        // of versions there were
	aliases   ordered.Map[string, *alias]
	urls      ordered.Map[string, *functionURL] // by alias, "" is the function
	tags      map[string]string

	policies map[string]*policy // by qualifier, "" is the function
	events   map[string]*types.FunctionEventInvokeConfig
	reserved *int32
	signing  *signing

	provisioned   ordered.Map[string, *provisioned] // by qualifier
	unprovisioned int                               // invocations that use none of it

	runtimes  map[string]runtimePolicy // by qualifier
	recursion types.RecursiveLoop      // "" is Lambda's default

	running int // invocations in progress
	ended   []Invocation
	pending int // asynchronous invocations in the queue
}

// A version is a function's configuration and code. A published one is not changed.
type version struct {
	config types.FunctionConfiguration
	code   code
	layers []*layerVersion
	pool   *process.Pool // runs it, unless a Go function does; nil until it is needed

	described *string // the Description that $LATEST had when it was published
}

func (v *version) number() string { return *v.config.Version }

// timeFormat is that of LastModified.
const timeFormat = "2006-01-02T15:04:05.000-0700"

func (s *Server) modified() *string { return aws.String(s.core.Now().UTC().Format(timeFormat)) }

// createFunction creates a function. It answers that it is pending; the next read finds it active.
func (s *Server) createFunction(ctx context.Context, in *lambda.CreateFunctionInput) (*lambda.CreateFunctionOutput, error) {
	r, err := s.parse(in.FunctionName, nil)
	if err != nil {
		return nil, err
	}
	if err := checkName(r.name); err != nil {
		return nil, err
	}
	if err := checkSupported(in); err != nil {
		return nil, err
	}
	v := &version{config: *fill[types.FunctionConfiguration](in)}
	if err := s.complete(v, r.name, in); err != nil {
		return nil, err
	}
	if v.code, err = s.codeOf(ctx, in.Code, v.config.PackageType); err != nil {
		return nil, err
	}
	v.config.CodeSha256, v.config.CodeSize = &v.code.sha256, v.code.size
	if err := checkTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, exists := s.functions.Get(r.name); exists {
		return nil, conflict("Function already exist: %s", r.name)
	}
	if err := s.attach(v, in.Layers); err != nil {
		return nil, err
	}
	g, err := s.newSigning(in.CodeSigningConfigArn)
	if err == nil && g != nil {
		err = cmp.Or(checkSignable(v.config.PackageType), g.checkSigned(r.name))
	}
	if err != nil {
		return nil, err
	}
	f := &function{name: r.name, latest: v, tags: cloneTags(in.Tags)}
	s.functions.Set(r.name, f)
	s.sign(f, g)
	answer := creating(v.config)
	if in.Publish {
		p := s.publish(f, in.Description)
		answer = creating(p.config)
		s.settleVersion(p)
	}
	s.settleState(f, func() {
		v.config.State, v.config.StateReason, v.config.StateReasonCode = types.StateActive, nil, ""
		v.config.LastUpdateStatus = types.LastUpdateStatusSuccessful
	}, func() { v.config = creating(v.config) })
	return fill[lambda.CreateFunctionOutput](&answer), nil
}

// creating returns a configuration with the state of what is being created.
func creating(c types.FunctionConfiguration) types.FunctionConfiguration {
	return withState(c, types.FunctionConfiguration{State: types.StatePending, StateReason: aws.String("The function is being created."), StateReasonCode: types.StateReasonCodeCreating})
}

// withState returns a configuration with the states of another.
func withState(c, of types.FunctionConfiguration) types.FunctionConfiguration {
	c.State, c.StateReason, c.StateReasonCode, c.LastUpdateStatus = of.State, of.StateReason, of.StateReasonCode, of.LastUpdateStatus
	c.LastUpdateStatusReason, c.LastUpdateStatusReasonCode = of.LastUpdateStatusReason, of.LastUpdateStatusReasonCode
	return c
}

// settleState ends a state of transition with a new RevisionId: at once, or on the clock, until when begin has set it. The caller holds mu.
func (s *Server) settleState(f *function, end, begin func()) {
	s.settle(func() {
		end()
		f.latest.config.RevisionId = aws.String(s.core.NewID()) // changes once more when it is done
	}, begin)
}

// settleVersion ends the creation of a version that was published with the function or its code, with another RevisionId (recorded:
// test_notfound_and_invalid_routingconfigs). The caller holds mu.
func (s *Server) settleVersion(v *version) {
	active := v.config
	s.settle(func() {
		v.config = withState(v.config, active)
		v.config.RevisionId = aws.String(s.core.NewID())
	}, func() { v.config = creating(v.config) })
}

// settle ends a state of transition: at once, or on the clock, until when begin has set it. The caller holds mu.
func (s *Server) settle(finish, begin func()) {
	if s.core.Lifecycle == 0 {
		finish()
		return
	}
	begin()
	s.core.AfterLifecycle(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		finish()
	})
}

// getFunction returns the configuration of a version, where its code is, and the function's tags.
func (s *Server) getFunction(ctx context.Context, in *lambda.GetFunctionInput) (*lambda.GetFunctionOutput, error) {
	r, err := s.parse(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, v, err := s.find(r)
	if err != nil {
		return nil, err
	}
	config := s.show(f, v, r.qualifier)
	out := &lambda.GetFunctionOutput{Configuration: &config, Code: s.location(f, v)}
	if len(f.tags) > 0 {
		out.Tags = cloneTags(f.tags)
	}
	if f.reserved != nil {
		out.Concurrency = &types.Concurrency{ReservedConcurrentExecutions: f.reserved}
	}
	return out, nil
}

// show returns the configuration of a version as clients see it under a qualifier. The caller holds mu.
func (s *Server) show(f *function, v *version, qualifier string) types.FunctionConfiguration {
	c := v.config
	c.FunctionArn = aws.String(s.functionARN(f.name, qualifier))
	return c
}

// getFunctionConfiguration returns the configuration of a version.
func (s *Server) getFunctionConfiguration(ctx context.Context, in *lambda.GetFunctionConfigurationInput) (*lambda.GetFunctionConfigurationOutput, error) {
	r, err := s.parse(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, v, err := s.find(r)
	if err != nil {
		return nil, err
	}
	config := s.show(f, v, r.qualifier)
	return fill[lambda.GetFunctionConfigurationOutput](&config), nil
}

// deleteFunction deletes a function, or one of its versions.
func (s *Server) deleteFunction(ctx context.Context, in *lambda.DeleteFunctionInput) (*lambda.DeleteFunctionOutput, error) {
	r, err := s.parse(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	switch {
	case r.qualifier == latest:
		return nil, invalid("$LATEST version cannot be deleted without deleting the function.")
	case r.qualifier != "" && r.qualifier[0] != '$' && !isVersion(r.qualifier):
		return nil, invalid("Deletion of aliases is not currently supported.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.function(ref{name: r.name})
	if err != nil {
		return nil, err
	}
	service.SetStatus(ctx, 204)
	out := &lambda.DeleteFunctionOutput{StatusCode: 204}
	if r.qualifier == "" {
		s.functions.Delete(r.name)
		s.sign(f, nil)
		s.retireAll(f)
		s.closeURLs(s.takeURLs(f)...)
		return out, nil
	}
	for name, a := range f.aliases.All() {
		if a.version == r.qualifier || a.other == r.qualifier {
			return nil, conflict("Version %s cannot be deleted: aliases point to it (%s).", r.qualifier, name)
		}
	}
	f.provisioned.Delete(r.qualifier)
	if v, ok := f.published.Get(numberOf(r.qualifier)); ok {
		s.retire(v)
		f.published.Delete(numberOf(r.qualifier))
	}
	return out, nil
}

// listFunctions lists functions by name; with FunctionVersion ALL their published versions too.
func (s *Server) listFunctions(ctx context.Context, in *lambda.ListFunctionsInput) (*lambda.ListFunctionsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.FunctionConfiguration) bool) {
		name, _, _ := strings.Cut(after, " ")
		for name, f := range s.functions.From(name) {
			if in.FunctionVersion != types.FunctionVersionAll {
				if !yield(name, listed(s.show(f, f.latest, ""))) {
					return
				}
			} else if !s.eachVersion(f, func(number int, c types.FunctionConfiguration) bool { return yield(versionKey(name, number), c) }) {
				return
			}
		}
	})
	return &lambda.ListFunctionsOutput{Functions: l, NextMarker: next}, err
}

// versionKey is where a version stands in lists: behind its function, by number.
func versionKey(name string, number int) string { return fmt.Sprintf("%s %09d", name, number) }

// eachVersion calls yield with $LATEST, as number 0, and the published versions, oldest first, until it returns false. It reports whether
// it never did. The caller holds mu.
func (s *Server) eachVersion(f *function, yield func(number int, c types.FunctionConfiguration) bool) bool {
	if !yield(0, listed(s.show(f, f.latest, latest))) {
		return false
	}
	for number, v := range f.published.All() {
		if !yield(number, listed(s.show(f, v, v.number()))) {
			return false
		}
	}
	return true
}

// listed returns a configuration as lists have it: without states and runtime version.
func listed(c types.FunctionConfiguration) types.FunctionConfiguration {
	c.State, c.StateReason, c.StateReasonCode = "", nil, ""
	c.LastUpdateStatus, c.LastUpdateStatusReason, c.LastUpdateStatusReasonCode = "", nil, ""
	c.RuntimeVersionConfig = nil
	return c
}

// checkSupported refuses what would be accepted and ignored else.
func checkSupported(in *lambda.CreateFunctionInput) error {
	for _, p := range []struct {
		what string
		is   bool
	}{
		{"capacity providers", in.CapacityProviderConfig != nil},
		{"durable executions", in.DurableConfig != nil}, {"tenant isolation", in.TenancyConfig != nil}, {"PublishTo", in.PublishTo != ""},
	} {
		if p.is {
			return notImplemented(p.what)
		}
	}
	return nil
}

// checkName checks the name of a new function.
func checkName(name string) error {
	if len(name) > 64 {
		return invalid("1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64", name)
	}
	return nil
}

// seconds is a number of seconds as a time.
func seconds[N int32 | int64](n N) time.Duration { return time.Duration(n) * time.Second }

// numberOf returns the number of a version, 0 for what is none.
func numberOf(qualifier string) int {
	if !isVersion(qualifier) {
		return 0
	}
	n, _ := strconv.Atoi(qualifier) // one that is too long is none
	return n
}
