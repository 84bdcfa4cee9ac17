package lambdafake

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/service"
)

// A provisioned is the concurrency that is kept ready for a version or an alias.
type provisioned struct {
	config  types.ProvisionedConcurrencyConfigListItem
	running int // invocations that use it
}

// total is what a function has provisioned under all qualifiers but one, "" for none. The caller holds mu.
func (f *function) provisionedBeside(qualifier string) (total int32) {
	for q, p := range f.provisioned.All() {
		if q != qualifier {
			total += *p.config.RequestedProvisionedConcurrentExecutions
		}
	}
	return total
}

// unreserved is what the account has left for functions without reservations: all but what is reserved or, without that, provisioned.
// One qualifier of one function is left out. The caller holds mu.
func (s *Server) unreserved(but *function, qualifier string) int32 {
	left := int32(accountConcurrency)
	for _, f := range s.functions.All() {
		switch {
		case f.reserved != nil:
			left -= *f.reserved
		case f == but:
			left -= f.provisionedBeside(qualifier)
		default:
			left -= f.provisionedBeside("")
		}
	}
	return left
}

// putProvisionedConcurrencyConfig keeps concurrency ready for a version or an alias. It answers that it is in progress; the next read finds
// it ready.
func (s *Server) putProvisionedConcurrencyConfig(ctx context.Context, in *lambda.PutProvisionedConcurrencyConfigInput) (*lambda.PutProvisionedConcurrencyConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, r, err := s.provisionable(in.FunctionName, in.Qualifier, notUnpublished)
	if err != nil {
		return nil, err
	}
	if err := f.checkOverlap(r.qualifier); err != nil {
		return nil, err
	}
	n := *in.ProvisionedConcurrentExecutions
	if err := s.checkProvisioned(f, r.qualifier, n); err != nil {
		return nil, err
	}
	p, ok := f.provisioned.Get(r.qualifier)
	if !ok {
		p = &provisioned{}
		f.provisioned.Set(r.qualifier, p)
	}
	p.config = types.ProvisionedConcurrencyConfigListItem{FunctionArn: aws.String(s.functionARN(f.name, r.qualifier)), LastModified: s.modified(),
		RequestedProvisionedConcurrentExecutions: &n, AllocatedProvisionedConcurrentExecutions: aws.Int32(0), AvailableProvisionedConcurrentExecutions: aws.Int32(0),
		Status: types.ProvisionedConcurrencyStatusEnumInProgress}
	answer := fill[lambda.PutProvisionedConcurrencyConfigOutput](&p.config)
	ready := func() {
		p.config.Status, p.config.AllocatedProvisionedConcurrentExecutions, p.config.AvailableProvisionedConcurrentExecutions = types.ProvisionedConcurrencyStatusEnumReady, &n, &n
	}
	if s.core.Lifecycle == 0 {
		ready()
	} else {
		requested := p.config.RequestedProvisionedConcurrentExecutions
		s.core.AfterLifecycle(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if p.config.RequestedProvisionedConcurrentExecutions == requested { // not another that came meanwhile
				ready()
			}
		})
	}
	service.SetStatus(ctx, http.StatusAccepted)
	return answer, nil
}

// What is said of $LATEST in place of a version: in Put, and in Get and Delete (the suite that the recordings are from has both).
const (
	notUnpublished = "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
	onlyPublished  = "The function resource provided must be an alias or a published version."
)

// provisionable returns the function and the qualifier of a request: a version that is published, or an alias. Anything else is refused,
// $LATEST in the operation's words and before the function is looked up. The caller holds mu.
func (s *Server) provisionable(name, qualifier *string, unpublished string) (*function, ref, error) {
	r, err := s.parse(name, qualifier)
	if err != nil {
		return nil, r, err
	}
	if r.qualifier == latest {
		return nil, r, invalid("%s", unpublished)
	}
	f, v, err := s.find(r)
	switch {
	case err != nil && !isVersion(r.qualifier):
		err = notFound("Cannot find alias arn: %s", s.functionARN(r.name, r.qualifier))
	case err == nil && v == f.latest:
		err = invalid("%s", unpublished)
	}
	return f, r, err
}

// checkOverlap refuses concurrency for a version and an alias of it. The caller holds mu.
func (f *function) checkOverlap(qualifier string) error {
	if a, ok := f.aliases.Get(qualifier); ok {
		for _, v := range []string{a.version, a.other} {
			if _, ok := f.provisioned.Get(v); ok && v != "" {
				return conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
			}
		}
		return nil
	}
	for name, a := range f.aliases.All() {
		if _, ok := f.provisioned.Get(name); ok && (a.version == qualifier || a.other == qualifier) {
			return conflict("Version is pointed by a Provisioned Concurrency alias")
		}
	}
	return nil
}

// checkProvisioned checks a number against what the function has reserved, or the account has left. The caller holds mu.
func (s *Server) checkProvisioned(f *function, qualifier string, n int32) error {
	if f.reserved != nil {
		if f.provisionedBeside(qualifier)+n > *f.reserved {
			return invalid("Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function")
		}
		return nil
	}
	switch left := s.unreserved(f, qualifier); { // recorded: test_provisioned_concurrency_limits
	case n > left:
		return withoutType(invalid("Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [%d].", left))
	case left-n < minUnreserved:
		return withoutType(invalid("Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d].", minUnreserved))
	}
	return nil
}

// getProvisionedConcurrencyConfig returns what is kept ready for a version or an alias.
func (s *Server) getProvisionedConcurrencyConfig(ctx context.Context, in *lambda.GetProvisionedConcurrencyConfigInput) (*lambda.GetProvisionedConcurrencyConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, r, err := s.provisionable(in.FunctionName, in.Qualifier, onlyPublished)
	if err != nil {
		return nil, err
	}
	p, ok := f.provisioned.Get(r.qualifier)
	if !ok {
		return nil, &types.ProvisionedConcurrencyConfigNotFoundException{Type: user(), Message: text("No Provisioned Concurrency Config found for this function")}
	}
	return fill[lambda.GetProvisionedConcurrencyConfigOutput](p.show()), nil
}

// show returns what is kept ready, less what is in use.
func (p *provisioned) show() *types.ProvisionedConcurrencyConfigListItem {
	c := p.config
	c.AvailableProvisionedConcurrentExecutions = aws.Int32(max(0, *c.AllocatedProvisionedConcurrentExecutions-int32(p.running)))
	return &c
}

// deleteProvisionedConcurrencyConfig keeps nothing ready any more.
func (s *Server) deleteProvisionedConcurrencyConfig(ctx context.Context, in *lambda.DeleteProvisionedConcurrencyConfigInput) (*lambda.DeleteProvisionedConcurrencyConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, r, err := s.provisionable(in.FunctionName, in.Qualifier, onlyPublished)
	if err != nil {
		return nil, err
	}
	f.provisioned.Delete(r.qualifier)
	return &lambda.DeleteProvisionedConcurrencyConfigOutput{}, nil
}

// listProvisionedConcurrencyConfigs lists what is kept ready for a function, by qualifier.
func (s *Server) listProvisionedConcurrencyConfigs(ctx context.Context, in *lambda.ListProvisionedConcurrencyConfigsInput) (*lambda.ListProvisionedConcurrencyConfigsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, err
	}
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.ProvisionedConcurrencyConfigListItem) bool) {
		for qualifier, p := range f.provisioned.From(after) {
			if !yield(qualifier, *p.show()) {
				return
			}
		}
	})
	return &lambda.ListProvisionedConcurrencyConfigsOutput{ProvisionedConcurrencyConfigs: l, NextMarker: next}, err
}

// use takes the concurrency that an invocation needs: of what is provisioned for its qualifier or, if that is in use, of the rest that the
// function has reserved. It returns what to give back at the end. The caller holds mu.
func (f *function) use(r ref, v *version) (*provisioned, error) {
	p, ok := f.provisioned.Get(r.qualifier)
	if !ok { // provisioned for a version, invoked by an alias
		p, ok = f.provisioned.Get(v.number())
	}
	if ok && p.running < int(*p.config.AllocatedProvisionedConcurrentExecutions) {
		p.running++
		return p, nil
	}
	if f.reserved != nil && f.unprovisioned >= int(*f.reserved-f.provisionedBeside("")) {
		return nil, &types.TooManyRequestsException{Type: user(), Message: text("Rate Exceeded."), Reason: types.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded}
	}
	f.unprovisioned++
	return nil, nil
}

// giveBack ends use. The caller holds mu.
func (f *function) giveBack(p *provisioned) {
	if p != nil {
		p.running--
	} else {
		f.unprovisioned--
	}
}
