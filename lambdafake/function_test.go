package lambdafake_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/lambdafake"
)

// archive returns a zip file with one file.
func archive(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("index.py")
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newFunction is a request that creates a function named f.
func newFunction(t *testing.T) *lambda.CreateFunctionInput {
	return &lambda.CreateFunctionInput{FunctionName: str("f"), Runtime: types.RuntimePython312, Handler: str("index.handler"), Role: str("arn:aws:iam::123456789012:role/r"),
		Code: &types.FunctionCode{ZipFile: archive(t, "one")}}
}

func create(t *testing.T, srv *lambdafake.Server) *lambda.CreateFunctionOutput {
	t.Helper()
	out, err := srv.Client.CreateFunction(t.Context(), newFunction(t))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCreateFunction(t *testing.T) {
	t.Parallel()
	t.Run("answers pending, then active with another revision", func(t *testing.T) {
		t.Parallel()
		srv := lambdafake.Start(t)
		out := create(t, srv)
		if out.State != types.StatePending || out.StateReasonCode != types.StateReasonCodeCreating || *out.Version != "$LATEST" || *out.MemorySize != 128 || *out.Timeout != 3 || *out.EphemeralStorage.Size != 512 || out.TracingConfig.Mode != types.TracingModePassThrough || out.VpcConfig != nil {
			t.Errorf("%+v", out)
		}
		got, err := srv.Client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: str("f")})
		if err != nil || got.Configuration.State != types.StateActive || got.Configuration.LastUpdateStatus != types.LastUpdateStatusSuccessful || *got.Configuration.RevisionId == *out.RevisionId {
			t.Fatalf("%+v, %v", got, err)
		}
		resp, err := http.Get(*got.Code.Location)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if b, _ := io.ReadAll(resp.Body); !bytes.Equal(b, archive(t, "one")) {
			t.Errorf("the location has %d bytes", len(b))
		}
	})
	t.Run("stays pending for the lifecycle", func(t *testing.T) {
		t.Parallel()
		srv := lambdafake.Start(t, func(o *lambdafake.Options) { o.Lifecycle = time.Minute })
		create(t, srv)
		_, err := srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: str("f")})
		wantCode(t, err, "ResourceConflictException", "The function is currently in the following state: Pending")
		srv.Clock.Advance(time.Minute)
		invoke(t, srv, "f", "{}")
	})
	t.Run("refuses", func(t *testing.T) {
		t.Parallel()
		srv := lambdafake.Start(t)
		for _, tt := range []struct {
			name, code, message string
			change              func(in *lambda.CreateFunctionInput)
		}{
			{"a name that is taken", "ResourceConflictException", "Function already exist: taken", func(in *lambda.CreateFunctionInput) { in.FunctionName = str("taken") }},
			{"a name of 65 characters", "InvalidParameterValueException", "Member must have length less than or equal to 64", func(in *lambda.CreateFunctionInput) { in.FunctionName = str(strings.Repeat("f", 65)) }},
			{"no runtime", "InvalidParameterValueException", "Runtime and Handler are mandatory parameters", func(in *lambda.CreateFunctionInput) { in.Runtime = "" }},
			{"no code", "InvalidParameterValueException", "Please provide a source for function code.", func(in *lambda.CreateFunctionInput) { in.Code = &types.FunctionCode{} }},
			{"code that is no zip file", "InvalidParameterValueException", "Could not unzip uploaded file.", func(in *lambda.CreateFunctionInput) { in.Code.ZipFile = []byte("x") }},
			{"variables that Lambda sets", "InvalidParameterValueException", "Reserved keys used in this request: AWS_REGION", func(in *lambda.CreateFunctionInput) {
				in.Environment = &types.Environment{Variables: map[string]string{"AWS_REGION": "x"}}
			}},
			{"more than 4 KiB of variables", "InvalidParameterValueException", "exceeded the 4KB limit. String measured: 4097 bytes", func(in *lambda.CreateFunctionInput) {
				in.Environment = &types.Environment{Variables: map[string]string{"AA": strings.Repeat("x", 2046), "BB": strings.Repeat("x", 2047)}}
			}},
			{"a layer that is not there", "InvalidParameterValueException", "Layer version arn:aws:lambda:us-east-1:000000000000:layer:l:1 does not exist.", func(in *lambda.CreateFunctionInput) {
				in.Layers = []string{"arn:aws:lambda:us-east-1:000000000000:layer:l:1"}
			}},
		} {
			srv.Handle("taken", func() {})
			in := newFunction(t)
			tt.change(in)
			_, err := srv.Client.CreateFunction(t.Context(), in)
			t.Run(tt.name, func(t *testing.T) { wantCode(t, err, tt.code, tt.message) })
		}
	})
	t.Run("takes the handler that was there first", func(t *testing.T) {
		t.Parallel()
		srv := lambdafake.Start(t)
		srv.Handle("f", func() (int, error) { return 7, nil })
		if _, err := srv.Client.DeleteFunction(t.Context(), &lambda.DeleteFunctionInput{FunctionName: str("f")}); err != nil {
			t.Fatal(err)
		}
		create(t, srv)
		if out := invoke(t, srv, "f", "{}"); string(out.Payload) != "7" {
			t.Errorf("%s", out.Payload)
		}
	})
}

func TestUpdateFunction(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	old := create(t, srv)
	out, err := srv.Client.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), MemorySize: aws.Int32(256)})
	if err != nil || *out.MemorySize != 256 || *out.Handler != "index.handler" || out.LastUpdateStatus != types.LastUpdateStatusInProgress {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = srv.Client.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two"), RevisionId: old.RevisionId})
	wantCode(t, err, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id.")
	code, err := srv.Client.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two")})
	if err != nil || *code.CodeSha256 == *old.CodeSha256 || *code.MemorySize != 256 {
		t.Errorf("%+v, %v", code, err)
	}
	if err := lambda.NewFunctionUpdatedV2Waiter(srv.Client).Wait(ctx, &lambda.GetFunctionInput{FunctionName: str("f")}, time.Second); err != nil {
		t.Error(err)
	}
}

func TestVersionsAndAliases(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	create(t, srv)
	publish := func(want string) {
		t.Helper()
		out, err := srv.Client.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: str("f")})
		if err != nil || *out.Version != want || *out.FunctionArn != srv.ARN("lambda", "function:f:"+want) {
			t.Fatalf("%+v, %v", out, err)
		}
	}
	publish("1")
	publish("1") // nothing has changed
	if _, err := srv.Client.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two")}); err != nil {
		t.Fatal(err)
	}
	publish("2")
	if _, err := srv.Client.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Description: str("new")}); err != nil {
		t.Fatal(err)
	}
	publish("3") // recorded: test_version_lifecycle

	_, err := srv.Client.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("prod"), FunctionVersion: str("1"),
		RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{"2": 0.25}}})
	if err != nil {
		t.Fatal(err)
	}
	runs := map[string]int{}
	for range 100 {
		out, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("f"), Qualifier: str("prod")})
		if err != nil {
			t.Fatal(err)
		}
		runs[*out.ExecutedVersion]++
	}
	if diff := cmp.Diff(map[string]int{"1": 75, "2": 25}, runs); diff != "" {
		t.Error(diff)
	}
	_, err = srv.Client.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: str("f"), Qualifier: str("$LATEST")})
	wantCode(t, err, "InvalidParameterValueException", "$LATEST version cannot be deleted without deleting the function.")
	_, err = srv.Client.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: str("f"), Qualifier: str("prod")})
	wantCode(t, err, "InvalidParameterValueException", "Deletion of aliases is not currently supported.")
	_, err = srv.Client.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: str("f"), Name: str("none")})
	wantCode(t, err, "ResourceNotFoundException", "Cannot find alias arn: "+srv.ARN("lambda", "function:f:none"))
	_, err = srv.Client.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("prod"), FunctionVersion: str("1")})
	wantCode(t, err, "ResourceConflictException", "Alias already exists: "+srv.ARN("lambda", "function:f:prod"))
	_, err = srv.Client.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("other"), FunctionVersion: str("9")})
	wantCode(t, err, "ResourceNotFoundException", "Function not found: "+srv.ARN("lambda", "function:f:9"))
}

// A version that is published with the function or its code is pending at first, and then has another revision.
// Recorded: test_notfound_and_invalid_routingconfigs, test_lambda_versions_with_code_changes.
func TestPublish(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	in := newFunction(t)
	in.Publish = true
	out, err := srv.Client.CreateFunction(ctx, in)
	if err != nil || *out.Version != "1" || *out.FunctionArn != srv.ARN("lambda", "function:f") || out.State != types.StatePending {
		t.Fatalf("%+v, %v", out, err)
	}
	code, err := srv.Client.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two"), Publish: true})
	if err != nil || *code.Version != "2" || *code.FunctionArn != srv.ARN("lambda", "function:f:2") || code.State != types.StatePending ||
		code.StateReasonCode != types.StateReasonCodeCreating || *code.StateReason != "The function is being created." || code.LastUpdateStatus != "" {
		t.Fatalf("%+v, %v", code, err)
	}
	for number, revision := range map[string]*string{"1": out.RevisionId, "2": code.RevisionId} {
		got, err := srv.Client.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: str("f"), Qualifier: &number})
		if err != nil || got.State != types.StateActive || got.LastUpdateStatus != types.LastUpdateStatusSuccessful || *got.RevisionId == *revision {
			t.Errorf("%s: %+v, %v", number, got, err)
		}
	}

	t.Run("leaves the last version alone if the code is its own", func(t *testing.T) {
		revision := func() string {
			got, err := srv.Client.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: str("f"), Qualifier: str("2")})
			if err != nil {
				t.Fatal(err)
			}
			return *got.RevisionId
		}
		before := revision()
		again, err := srv.Client.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two"), Publish: true})
		if err != nil || *again.Version != "2" || again.State != types.StateActive || *again.RevisionId != before || revision() != before {
			t.Errorf("%+v, %v", again, err)
		}
	})
	t.Run("takes its time where states do", func(t *testing.T) {
		srv := lambdafake.Start(t, func(o *lambdafake.Options) { o.Lifecycle = time.Minute })
		if _, err := srv.Client.CreateFunction(ctx, in); err != nil {
			t.Fatal(err)
		}
		state := func() types.State {
			got, err := srv.Client.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: str("f"), Qualifier: str("1")})
			if err != nil {
				t.Fatal(err)
			}
			return got.State
		}
		if got := state(); got != types.StatePending {
			t.Error(got)
		}
		srv.Clock.Advance(time.Minute)
		if got := state(); got != types.StateActive {
			t.Error(got)
		}
	})
}

func TestListFunctions(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	for i := range 60 {
		srv.Handle(fmt.Sprintf("f%02d", i), func() {})
	}
	var names []string
	pages := 0
	for p := lambda.NewListFunctionsPaginator(srv.Client, &lambda.ListFunctionsInput{}); p.HasMorePages(); pages++ {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range out.Functions {
			if f.State != "" {
				t.Errorf("%s has a state", *f.FunctionName)
			}
			names = append(names, *f.FunctionName)
		}
	}
	if pages != 2 || len(names) != 60 || names[0] != "f00" || names[59] != "f59" {
		t.Errorf("%d pages: %v", pages, names)
	}
	_, err := srv.Client.ListFunctions(t.Context(), &lambda.ListFunctionsInput{Marker: str("?")})
	wantCode(t, err, "InvalidParameterValueException", "Invalid marker")
}

func TestListVersionsByFunction(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	create(t, srv)
	for i := range 11 { // numbers of one digit stand before those of two
		if _, err := srv.Client.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, fmt.Sprint(i)), Publish: true}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := srv.Client.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: str("f"), Qualifier: str("3")}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for p := lambda.NewListVersionsByFunctionPaginator(srv.Client, &lambda.ListVersionsByFunctionInput{FunctionName: str("f"), MaxItems: aws.Int32(4)}); p.HasMorePages(); {
		out, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range out.Versions {
			got = append(got, *v.Version)
		}
	}
	want := []string{"$LATEST", "1", "2", "4", "5", "6", "7", "8", "9", "10", "11"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = nil
	for p := lambda.NewListFunctionsPaginator(srv.Client, &lambda.ListFunctionsInput{FunctionVersion: types.FunctionVersionAll, MaxItems: aws.Int32(3)}); p.HasMorePages(); {
		out, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range out.Functions {
			got = append(got, *v.Version)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	srv.Handle("f", func() {})
	add := &lambda.AddPermissionInput{FunctionName: str("f"), StatementId: str("s1"), Action: str("lambda:InvokeFunction"), Principal: str("sns.amazonaws.com"), SourceArn: str("arn:aws:sns:us-east-1:123456789012:t")}
	if _, err := srv.Client.AddPermission(ctx, add); err != nil {
		t.Fatal(err)
	}
	_, err := srv.Client.AddPermission(ctx, add)
	wantCode(t, err, "ResourceConflictException", "The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.")
	got, err := srv.Client.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: str("f")})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Version":"2012-10-17","Id":"default","Statement":[{"Sid":"s1","Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"` + srv.ARN("lambda", "function:f") + `","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:sns:us-east-1:123456789012:t"}}}]}`
	if diff := cmp.Diff(want, *got.Policy); diff != "" {
		t.Error(diff)
	}
	_, err = srv.Client.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: str("f"), StatementId: str("s2")})
	wantCode(t, err, "ResourceNotFoundException", "Statement s2 is not found in resource policy.")
	if _, err := srv.Client.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: str("f"), StatementId: str("s1"), RevisionId: got.RevisionId}); err != nil {
		t.Error(err)
	}
	_, err = srv.Client.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: str("f")})
	wantCode(t, err, "ResourceNotFoundException", "The resource you requested does not exist.")
}

func TestTags(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	srv.Handle("f", func() {})
	arn := aws.String(srv.ARN("lambda", "function:f"))
	if _, err := srv.Client.TagResource(ctx, &lambda.TagResourceInput{Resource: arn, Tags: map[string]string{"a": "1", "b": "2"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := srv.Client.UntagResource(ctx, &lambda.UntagResourceInput{Resource: arn, TagKeys: []string{"a", "c"}}); err != nil {
		t.Fatal(err)
	}
	out, err := srv.Client.ListTags(ctx, &lambda.ListTagsInput{Resource: arn})
	if diff := cmp.Diff(map[string]string{"b": "2"}, out.Tags); err != nil || diff != "" {
		t.Error(err, diff)
	}
	_, err = srv.Client.TagResource(ctx, &lambda.TagResourceInput{Resource: aws.String(*arn + ":1"), Tags: map[string]string{"a": "1"}})
	wantCode(t, err, "InvalidParameterValueException", "Tags on function aliases and versions are not supported. Please specify a function ARN.")
}

// Requests that no SDK sends get an error of the caller's, never a 500.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	srv.Handle("f", func() {})
	for _, tt := range []struct{ method, path, body string }{
		{"POST", "/2015-03-31/functions", "{"},
		{"POST", "/2015-03-31/functions", "[]"},
		{"POST", "/2015-03-31/functions", `{"FunctionName":1}`},
		{"POST", "/2015-03-31/functions", `{"FunctionName":"g","Role":"arn:aws:iam::123456789012:role/r","Code":{"ZipFile":"%%"}}`},
		{"POST", "/2015-03-31/functions/f/invocations", "{"},
		{"POST", "/2015-03-31/functions/%2F/invocations", "{}"},
		{"POST", "/2015-03-31/functions/f/invocations?Qualifier=%24x", "{}"},
		{"POST", "/2015-03-31/event-source-mappings", `{"FunctionName":"f","EventSourceArn":"x"}`},
		{"GET", "/2015-03-31/functions?MaxItems=x", ""},
		{"GET", "/2015-03-31/functions?Marker=%FF", ""},
		{"GET", "/2017-03-31/tags/x", ""},
		{"POST", "/2015-03-31/functions/f/policy", `{}`},
		{"PUT", "/2015-03-31/functions/f/code", `null`},
		{"PATCH", "/2015-03-31/functions", ""},
		{"POST", "/2014-11-13/functions/none/invoke-async", ""},
		{"POST", "/2014-11-13/functions/f/invoke-async", "{"},
		{"GET", "/nowhere", ""},
	} {
		t.Run(tt.method+" "+tt.path+" "+tt.body, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), tt.method, srv.URL()+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			if resp.StatusCode < 400 || resp.StatusCode >= 500 || !json.Valid(b) {
				t.Errorf("%d %s", resp.StatusCode, b)
			}
		})
	}
}

func TestRuntimeManagement(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	create(t, srv)
	got, err := srv.Client.GetRuntimeManagementConfig(ctx, &lambda.GetRuntimeManagementConfigInput{FunctionName: str("f")})
	if err != nil || got.UpdateRuntimeOn != types.UpdateRuntimeOnAuto || *got.FunctionArn != srv.ARN("lambda", "function:f:$LATEST") {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := srv.Client.PutRuntimeManagementConfig(ctx, &lambda.PutRuntimeManagementConfigInput{FunctionName: str("f"), UpdateRuntimeOn: types.UpdateRuntimeOnFunctionUpdate}); err != nil {
		t.Error(err)
	}
	got, err = srv.Client.GetRuntimeManagementConfig(ctx, &lambda.GetRuntimeManagementConfigInput{FunctionName: str("f")})
	if err != nil || got.UpdateRuntimeOn != types.UpdateRuntimeOnFunctionUpdate {
		t.Errorf("%+v, %v", got, err)
	}
	loop, err := srv.Client.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: str("f")})
	if err != nil || loop.RecursiveLoop != types.RecursiveLoopTerminate {
		t.Errorf("%+v, %v", loop, err)
	}
	if _, err := srv.Client.PutFunctionRecursionConfig(ctx, &lambda.PutFunctionRecursionConfigInput{FunctionName: str("f"), RecursiveLoop: types.RecursiveLoopAllow}); err != nil {
		t.Error(err)
	}
	loop, err = srv.Client.GetFunctionRecursionConfig(ctx, &lambda.GetFunctionRecursionConfigInput{FunctionName: str("f")})
	if err != nil || loop.RecursiveLoop != types.RecursiveLoopAllow {
		t.Errorf("%+v, %v", loop, err)
	}
}

func TestInvokeAsync(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	srv.Handle("f", func() {})
	out, err := srv.Client.InvokeAsync(t.Context(), &lambda.InvokeAsyncInput{FunctionName: str("f"), InvokeArgs: strings.NewReader(`{"a":1}`)})
	if err != nil || out.Status != 202 {
		t.Fatal(out, err)
	}
	srv.Settle(t.Context())
	if runs := srv.Invocations("f"); len(runs) != 1 || string(runs[0].Payload) != `{"a":1}` {
		t.Errorf("%+v", runs)
	}
}
