package lambdafake_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/internal/tbtest"
	"github.com/awsfake/awsfake/lambdafake"
)

// What a function logs, by what was asked for, one update after the other.
func TestLoggingConfig(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	out := create(t, srv)
	if diff := cmp.Diff(&types.LoggingConfig{LogFormat: "Text", LogGroup: str("/aws/lambda/f")}, out.LoggingConfig, cmpopts.IgnoreUnexported(types.LoggingConfig{})); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct {
		name     string
		in, want types.LoggingConfig
	}{
		{"JSON has levels", types.LoggingConfig{LogFormat: "JSON"}, types.LoggingConfig{LogFormat: "JSON", ApplicationLogLevel: "INFO", SystemLogLevel: "INFO", LogGroup: str("/aws/lambda/f")}},
		{"levels change one by one", types.LoggingConfig{SystemLogLevel: "WARN"}, types.LoggingConfig{LogFormat: "JSON", ApplicationLogLevel: "INFO", SystemLogLevel: "WARN", LogGroup: str("/aws/lambda/f")}},
		{"the group changes", types.LoggingConfig{LogGroup: str("all"), ApplicationLogLevel: "DEBUG"}, types.LoggingConfig{LogFormat: "JSON", ApplicationLogLevel: "DEBUG", SystemLogLevel: "WARN", LogGroup: str("all")}},
		{"text has no levels", types.LoggingConfig{LogFormat: "Text"}, types.LoggingConfig{LogFormat: "Text", LogGroup: str("all")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, err := srv.Client.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), LoggingConfig: &tt.in})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.want, out.LoggingConfig, cmpopts.IgnoreUnexported(types.LoggingConfig{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFunctionConcurrency(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	srv.Handle("f", func() {})
	get := func() *int32 {
		t.Helper()
		out, err := srv.Client.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: str("f")})
		if err != nil {
			t.Fatal(err)
		}
		return out.ReservedConcurrentExecutions
	}
	if n := get(); n != nil {
		t.Errorf("%d are reserved before", *n)
	}
	if _, err := srv.Client.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: str("f"), ReservedConcurrentExecutions: aws.Int32(7)}); err != nil {
		t.Fatal(err)
	}
	if n := get(); n == nil || *n != 7 {
		t.Errorf("%v are reserved", n)
	}
	settings, err := srv.Client.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || *settings.AccountLimit.UnreservedConcurrentExecutions != settings.AccountLimit.ConcurrentExecutions-7 {
		t.Errorf("%+v, %v", settings.AccountLimit, err)
	}
	if _, err := srv.Client.DeleteFunctionConcurrency(ctx, &lambda.DeleteFunctionConcurrencyInput{FunctionName: str("f")}); err != nil {
		t.Fatal(err)
	}
	if n := get(); n != nil {
		t.Errorf("%d are reserved after", *n)
	}
	_, err = srv.Client.GetFunctionConcurrency(ctx, &lambda.GetFunctionConcurrencyInput{FunctionName: str("none")})
	wantCode(t, err, "ResourceNotFoundException", "Function not found: "+srv.ARN("lambda", "function:none"))
}

// Functions have no scaling of their own while they run on no capacity provider.
func TestFunctionScalingConfig(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	srv.Handle("f", func() {})
	if _, err := srv.Client.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: str("f")}); err != nil {
		t.Fatal(err)
	}
	out, err := srv.Client.GetFunctionScalingConfig(ctx, &lambda.GetFunctionScalingConfigInput{FunctionName: str("f"), Qualifier: str("1")})
	if err != nil || *out.FunctionArn != srv.ARN("lambda", "function:f:1") || out.AppliedFunctionScalingConfig != nil {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = srv.Client.PutFunctionScalingConfig(ctx, &lambda.PutFunctionScalingConfigInput{FunctionName: str("f"), Qualifier: str("1"), FunctionScalingConfig: &types.FunctionScalingConfig{MinExecutionEnvironments: aws.Int32(1)}})
	wantCode(t, err, "InvalidParameterValueException", "The function does not have a capacity provider configuration.")
	_, err = srv.Client.GetFunctionScalingConfig(ctx, &lambda.GetFunctionScalingConfigInput{FunctionName: str("none"), Qualifier: str("1")})
	wantCode(t, err, "ResourceNotFoundException", "Function not found: ")
}

// A test that fails shows the functions with what became of their last runs.
func TestFailedTestShowsFunctions(t *testing.T) {
	t.Parallel()
	in := newFunction(t)
	in.FunctionName = str("g")
	r := tbtest.Run(t, func(t testing.TB) {
		srv := lambdafake.Start(t)
		srv.Handle("f", func() error { return errors.New("no") })
		_, err := srv.Client.CreateFunction(t.Context(), in)
		if err == nil {
			_, err = srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: str("f")})
		}
		url, err2 := srv.Client.CreateFunctionUrlConfig(t.Context(), &lambda.CreateFunctionUrlConfigInput{FunctionName: str("g"), AuthType: types.FunctionUrlAuthTypeNone})
		if err2 == nil {
			var res *http.Response
			if res, err2 = http.Get(*url.FunctionUrl); err2 == nil {
				res.Body.Close()
			}
		}
		t.Errorf("on purpose: %v, %v", err, err2)
	})
	for _, want := range []string{"function f: 1 invocations, 0 running, 0 waiting to be tried, the last failed: no\n", "function g: 0 invocations, 0 running, 0 waiting to be tried, without a Go handler\n",
		"function URL of g: the last request was refused: the resource policy does not allow lambda:InvokeFunctionUrl to everybody\n"} {
		if !strings.Contains(r.Log, want) {
			t.Errorf("%q is not in\n%s", want, r.Log)
		}
	}
}
