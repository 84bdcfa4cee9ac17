package lambdafake_test

import (
	"cmp"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/lambdafake"
)

// startPublished starts a Server with a function f that has the versions 1 and 2.
func startPublished(t *testing.T, optFns ...func(*lambdafake.Options)) *lambdafake.Server {
	t.Helper()
	srv := lambdafake.Start(t, optFns...)
	in := newFunction(t)
	in.Publish = true
	must(t)(srv.Client.CreateFunction(t.Context(), in))
	srv.Clock.Advance(time.Minute) // where states last
	must(t)(srv.Client.UpdateFunctionCode(t.Context(), &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two"), Publish: true}))
	srv.Clock.Advance(time.Minute)
	return srv
}

func provision(srv *lambdafake.Server, t *testing.T, qualifier string, n int32) (*lambda.PutProvisionedConcurrencyConfigOutput, error) {
	return srv.Client.PutProvisionedConcurrencyConfig(t.Context(), &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: str("f"), Qualifier: &qualifier, ProvisionedConcurrentExecutions: &n})
}

// TestProvisionedConcurrencyOfWhat has qualifiers that nothing can be provisioned for, in each operation.
func TestProvisionedConcurrencyOfWhat(t *testing.T) {
	t.Parallel()
	srv := startPublished(t)
	ctx, c := t.Context(), srv.Client
	must(t)(c.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("head"), FunctionVersion: str("$LATEST")}))
	const (
		arn         = "arn:aws:lambda:us-east-1:000000000000:function:"
		unpublished = "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
		published   = "The function resource provided must be an alias or a published version."
		none        = "No Provisioned Concurrency Config found for this function"
	)
	for _, test := range []struct{ function, qualifier, code, put, get, remove string }{
		{"f", "$LATEST", "InvalidParameterValueException", unpublished, published, published},
		{"g", "$LATEST", "InvalidParameterValueException", unpublished, published, published},
		{"f", "head", "InvalidParameterValueException", unpublished, published, published},
		{"f", "9", "ResourceNotFoundException", "Function not found: " + arn + "f:9", "", ""},
		{"g", "1", "ResourceNotFoundException", "Function not found: " + arn + "g:1", "", ""},
		{"f", "live", "ResourceNotFoundException", "Cannot find alias arn: " + arn + "f:live", "", ""},
		{"g", "live", "ResourceNotFoundException", "Cannot find alias arn: " + arn + "g:live", "", ""},
	} {
		t.Run(test.function+":"+test.qualifier, func(t *testing.T) {
			wantCode(t, second(c.PutProvisionedConcurrencyConfig(ctx, &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: &test.function, Qualifier: &test.qualifier, ProvisionedConcurrentExecutions: aws.Int32(1)})), test.code, test.put)
			wantCode(t, second(c.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: &test.function, Qualifier: &test.qualifier})), test.code, cmp.Or(test.get, test.put))
			wantCode(t, second(c.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: &test.function, Qualifier: &test.qualifier})), test.code, cmp.Or(test.remove, test.put))
		})
	}
	wantCode(t, second(c.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: str("f"), Qualifier: str("1")})), "ProvisionedConcurrencyConfigNotFoundException", none)
	wantCode(t, second(provision(srv, t, "1", 0)), "ValidationException", "Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1")
}

// TestProvisionedConcurrency follows recordings/lambda.json, test_provisioned_concurrency_on_alias and test_reserved_provisioned_overlap.
func TestProvisionedConcurrency(t *testing.T) {
	t.Parallel()
	srv := startPublished(t)
	ctx, c := t.Context(), srv.Client
	must(t)(c.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("live"), FunctionVersion: str("1")}))
	put := func(qualifier string, n int32) (*lambda.PutProvisionedConcurrencyConfigOutput, error) {
		return provision(srv, t, qualifier, n)
	}
	get := func(qualifier string) (*lambda.GetProvisionedConcurrencyConfigOutput, error) {
		return c.GetProvisionedConcurrencyConfig(ctx, &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: str("f"), Qualifier: &qualifier})
	}
	reserve := func(n int32) error {
		return second(c.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: str("f"), ReservedConcurrentExecutions: &n}))
	}
	t.Run("is in progress, then ready", func(t *testing.T) {
		out, err := put("live", 5)
		if err != nil || out.Status != types.ProvisionedConcurrencyStatusEnumInProgress || *out.AllocatedProvisionedConcurrentExecutions != 0 || *out.RequestedProvisionedConcurrentExecutions != 5 {
			t.Errorf("got %+v, %v", out, err)
		}
		got, err := get("live")
		if err != nil || got.Status != types.ProvisionedConcurrencyStatusEnumReady || *got.AllocatedProvisionedConcurrentExecutions != 5 || *got.AvailableProvisionedConcurrentExecutions != 5 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("is for versions and aliases, not for both", func(t *testing.T) {
		wantCode(t, second(put("$LATEST", 1)), "InvalidParameterValueException", "Provisioned Concurrency Configs cannot be applied to unpublished function versions.")
		wantCode(t, second(put("9", 1)), "ResourceNotFoundException", "Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:9")
		wantCode(t, second(put("1", 1)), "ResourceConflictException", "Version is pointed by a Provisioned Concurrency alias")
		must(t)(put("2", 1))
		must(t)(c.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("next"), FunctionVersion: str("2")}))
		wantCode(t, second(put("next", 1)), "ResourceConflictException", "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version")
	})
	t.Run("is listed and deleted", func(t *testing.T) {
		list, err := c.ListProvisionedConcurrencyConfigs(ctx, &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: str("f")})
		if err != nil || len(list.ProvisionedConcurrencyConfigs) != 2 || *list.ProvisionedConcurrencyConfigs[1].FunctionArn != "arn:aws:lambda:us-east-1:000000000000:function:f:live" {
			t.Errorf("got %+v, %v", list, err)
		}
		for range 2 {
			must(t)(c.DeleteProvisionedConcurrencyConfig(ctx, &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: str("f"), Qualifier: str("2")}))
		}
		wantCode(t, second(get("2")), "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function")
	})
	t.Run("is limited by the account", func(t *testing.T) {
		wantCode(t, second(put("2", 996)), "InvalidParameterValueException", "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [995].")
		wantCode(t, second(put("2", 900)), "InvalidParameterValueException", "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].")
		settings, err := c.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
		if err != nil || *settings.AccountLimit.UnreservedConcurrentExecutions != 995 {
			t.Errorf("got %+v, %v", settings, err)
		}
	})
	t.Run("is limited by what the function has reserved", func(t *testing.T) {
		wantCode(t, reserve(4), "InvalidParameterValueException", " ReservedConcurrentExecutions  4 should not be lower than function's total provisioned concurrency [5].")
		if err := reserve(5); err != nil {
			t.Fatal(err)
		}
		wantCode(t, second(put("live", 6)), "InvalidParameterValueException", "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function")
		wantCode(t, second(put("2", 1)), "InvalidParameterValueException", "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function")
	})
	t.Run("leaves the rest to other versions", func(t *testing.T) {
		_, err := c.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("f")})
		wantCode(t, err, "TooManyRequestsException", "Rate Exceeded.")
		invoke(t, srv, "f:live", "{}")
		if err := reserve(6); err != nil {
			t.Fatal(err)
		}
		invoke(t, srv, "f", "{}")
	})
	t.Run("is used by invocations", func(t *testing.T) {
		available := make(chan int32, 1)
		srv.Handle("f", func(ctx context.Context) error {
			out, err := get("live")
			if err == nil {
				available <- *out.AvailableProvisionedConcurrentExecutions
			}
			return err
		})
		invoke(t, srv, "f:live", "{}")
		if n := <-available; n != 4 {
			t.Errorf("got %d", n)
		}
		if out, err := get("live"); err != nil || *out.AvailableProvisionedConcurrentExecutions != 5 {
			t.Errorf("got %+v, %v", out, err)
		}
	})
}

func TestProvisionedConcurrencyTakesItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := startPublished(t, func(o *lambdafake.Options) { o.Options = control.Options{Lifecycle: 10 * time.Second} })
		must(t)(provision(srv, t, "1", 5))
		status := func() types.ProvisionedConcurrencyStatusEnum {
			out, err := srv.Client.GetProvisionedConcurrencyConfig(t.Context(), &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: str("f"), Qualifier: aws.String("1")})
			if err != nil {
				t.Fatal(err)
			}
			return out.Status
		}
		if got := status(); got != types.ProvisionedConcurrencyStatusEnumInProgress {
			t.Errorf("got %s", got)
		}
		srv.Clock.Advance(10 * time.Second)
		if got := status(); got != types.ProvisionedConcurrencyStatusEnumReady {
			t.Errorf("got %s", got)
		}
	})
}
