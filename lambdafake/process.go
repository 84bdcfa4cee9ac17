package lambdafake

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/lambdafake/internal/process"
)

// runsAsProcess reports whether a version can run as a process: a zip file for an OS-only runtime, which has a bootstrap.
func (v *version) runsAsProcess() bool {
	switch v.config.Runtime {
	case types.RuntimeProvided, types.RuntimeProvidedal2, types.RuntimeProvidedal2023:
		return v.code.zip != nil
	}
	return false
}

// A processHandler runs a version as processes.
type processHandler struct{ pool *process.Pool }

// processOf returns what runs a version, which has no process yet. The caller holds mu.
func (s *Server) processOf(f *function, v *version) handler {
	if v.pool == nil {
		var layers [][]byte
		for _, l := range v.layers {
			layers = append(layers, l.code.zip)
		}
		v.pool = process.NewPool(process.Config{Code: v.code.zip, Layers: layers, Env: s.processEnv(f, v), Memory: int(*v.config.MemorySize)})
		s.pools[v.pool] = struct{}{}
	}
	return processHandler{v.pool}
}

// processEnv is the environment of a version's processes: that of Lambda, where the services are the fakes (Developer Guide, environment
// variables), and the function's own.
func (s *Server) processEnv(f *function, v *version) []string {
	c := &v.config
	env := []string{
		"_HANDLER=" + aws.ToString(c.Handler), "AWS_LAMBDA_FUNCTION_NAME=" + f.name, "AWS_LAMBDA_FUNCTION_VERSION=" + v.number(),
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(int(*c.MemorySize)), "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME=" + aws.ToString(c.LoggingConfig.LogGroup),
		"AWS_LAMBDA_LOG_STREAM_NAME=" + s.core.Now().Format("2006/01/02") + "/[" + v.number() + "]" + strings.ReplaceAll(s.core.NewID(), "-", ""),
	}
	for _, e := range s.core.Environment() {
		if e[1] != "" {
			env = append(env, e[0]+"="+e[1])
		}
	}
	if c.Environment != nil {
		for name, value := range c.Environment.Variables { // to a set again
			env = append(env, name+"="+value)
		}
	}
	return env
}

// run passes the event to a process. It has the function's timeout in real time: the process knows no other.
func (h processHandler) run(ctx context.Context, t *task, out *output) error {
	ctx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	deadline, _ := ctx.Deadline()
	err := h.pool.Invoke(ctx, process.Event{RequestID: t.requestID, FunctionARN: t.arn, TraceID: traceID(t.deadline.Add(-t.timeout), t.requestID),
		Deadline: deadline, Payload: t.payload, ClientContext: t.client}, out)
	var failed *process.Error
	switch {
	case errors.As(err, &failed) && failed.Payload != nil:
		return &functionError{failed.Kind, failed.Message, failed.Payload}
	case errors.As(err, &failed):
		return &runtimeError{failed.Kind, failed.Message}
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut(t)
	}
	return err
}

// A functionError is an error that a process has said, with the payload that is to be answered.
type functionError struct {
	kind, message string
	payload       []byte
}

func (e *functionError) Error() string { return e.message }

// retire ends the processes of a version that is no more. The caller holds mu.
func (s *Server) retire(v *version) {
	if pool := v.pool; pool != nil {
		v.pool = nil
		s.core.Go(func(context.Context) {
			pool.Retire()
			s.mu.Lock()
			delete(s.pools, pool)
			s.mu.Unlock()
		})
	}
}

// retireAll is retire for all versions of a function. The caller holds mu.
func (s *Server) retireAll(f *function) {
	s.retire(f.latest)
	for _, v := range f.published.All() {
		s.retire(v)
	}
}

// closePools ends all processes.
func (s *Server) closePools() {
	s.mu.Lock()
	pools := s.pools
	s.pools = map[*process.Pool]struct{}{}
	s.mu.Unlock()
	for pool := range pools { // all at once
		defer pool.Close()
	}
}
