package lambdafake

import (
	"context"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/service"
)

// A functionURL is an HTTP endpoint of a function or an alias. It listens on a port of its own, so that any HTTP client reaches it and
// paths begin at the root. The stack's clients find it under AWS's host name too.
type functionURL struct {
	id       string // first label of AWS's host name
	ref      ref
	config   types.FunctionUrlConfig
	listener *core.Listener
	refusal  string // why the last request was refused, if it was
}

// urlTime is the format of a URL's times.
const urlTime = "2006-01-02T15:04:05.000000Z"

func (s *Server) urlNow() *string { return aws.String(s.core.Now().UTC().Format(urlTime)) }

// urlOf returns the function and the URL of a request, nil if there is none. The caller holds mu.
func (s *Server) urlOf(name, qualifier *string) (*function, *functionURL, ref, error) {
	r, err := s.parse(name, qualifier)
	if err != nil {
		return nil, nil, r, err
	}
	f, v, err := s.find(r)
	if err != nil || v == nil {
		return nil, nil, r, notFound("Function does not exist") // recorded: test_url_config_list_paging
	}
	u, _ := f.urls.Get(r.qualifier)
	return f, u, r, nil
}

// createFunctionUrlConfig gives a function or an alias a URL, which is served from now on.
func (s *Server) createFunctionUrlConfig(ctx context.Context, in *lambda.CreateFunctionUrlConfigInput) (*lambda.CreateFunctionUrlConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, old, r, err := s.urlOf(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	arn := s.functionARN(f.name, r.qualifier)
	if old != nil {
		return nil, conflict("Failed to create function url config for [functionArn = %s]. Error message:  FunctionUrlConfig exists for this Lambda function", arn)
	}
	u := &functionURL{id: strings.ReplaceAll(s.core.NewID(), "-", ""), ref: r}
	u.listener = s.core.Listen(u.id+".lambda-url", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serveURL(u, w, r) }))
	u.config = types.FunctionUrlConfig{AuthType: in.AuthType, Cors: in.Cors, InvokeMode: in.InvokeMode, FunctionArn: &arn,
		FunctionUrl: aws.String(u.listener.URL + "/"), CreationTime: s.urlNow()}
	if u.config.InvokeMode == "" {
		u.config.InvokeMode = types.InvokeModeBuffered
	}
	u.config.LastModifiedTime = u.config.CreationTime
	f.urls.Set(r.qualifier, u)
	s.urls[u.id] = u
	return fill[lambda.CreateFunctionUrlConfigOutput](&u.config), nil
}

// findURL is urlOf for operations on a URL that must be there. The caller holds mu.
func (s *Server) findURL(name, qualifier *string) (*function, *functionURL, error) {
	f, u, _, err := s.urlOf(name, qualifier)
	if err == nil && u == nil {
		err = notFound("The resource you requested does not exist.")
	}
	return f, u, err
}

// getFunctionUrlConfig returns a URL.
func (s *Server) getFunctionUrlConfig(ctx context.Context, in *lambda.GetFunctionUrlConfigInput) (*lambda.GetFunctionUrlConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, u, err := s.findURL(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	return fill[lambda.GetFunctionUrlConfigOutput](&u.config), nil
}

// updateFunctionUrlConfig changes what the request has of a URL's settings.
func (s *Server) updateFunctionUrlConfig(ctx context.Context, in *lambda.UpdateFunctionUrlConfigInput) (*lambda.UpdateFunctionUrlConfigOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, u, err := s.findURL(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	if in.AuthType != "" {
		u.config.AuthType = in.AuthType
	}
	if in.InvokeMode != "" {
		u.config.InvokeMode = in.InvokeMode
	}
	if in.Cors != nil {
		u.config.Cors = in.Cors
	}
	u.config.LastModifiedTime = s.urlNow()
	return fill[lambda.UpdateFunctionUrlConfigOutput](&u.config), nil
}

// deleteFunctionUrlConfig deletes a URL, which nobody answers from now on.
func (s *Server) deleteFunctionUrlConfig(ctx context.Context, in *lambda.DeleteFunctionUrlConfigInput) (*lambda.DeleteFunctionUrlConfigOutput, error) {
	s.mu.Lock()
	f, u, err := s.findURL(in.FunctionName, in.Qualifier)
	if err == nil {
		f.urls.Delete(u.ref.qualifier)
		delete(s.urls, u.id)
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	s.closeURLs(u)
	service.SetStatus(ctx, http.StatusNoContent)
	return &lambda.DeleteFunctionUrlConfigOutput{}, nil
}

// listFunctionUrlConfigs lists the URLs of a function and of its aliases, by alias.
func (s *Server) listFunctionUrlConfigs(ctx context.Context, in *lambda.ListFunctionUrlConfigsInput) (*lambda.ListFunctionUrlConfigsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.named(in.FunctionName)
	if err != nil {
		return nil, notFound("Function does not exist")
	}
	l, next, err := page(in.MaxItems, in.Marker, func(after string, yield func(string, types.FunctionUrlConfig) bool) {
		for qualifier, u := range f.urls.From(strings.TrimPrefix(after, ":")) {
			if !yield(":"+qualifier, u.config) { // a key that is never ""
				return
			}
		}
	})
	return &lambda.ListFunctionUrlConfigsOutput{FunctionUrlConfigs: l, NextMarker: next}, err
}

// takeURLs removes the URLs of functions that are to be deleted. The caller holds mu, and closes what it gets when it does not.
func (s *Server) takeURLs(functions ...*function) (l []*functionURL) {
	for _, f := range functions {
		for _, u := range f.urls.All() {
			l = append(l, u)
			delete(s.urls, u.id)
		}
	}
	return l
}

// closeURLs stops listening for URLs. It does not wait, since a handler may delete its own.
func (s *Server) closeURLs(l ...*functionURL) {
	for _, u := range l {
		s.core.Go(func(context.Context) { u.listener.Close() })
	}
}
