package lambdafake_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/lambdafake"
)

// TestCodeSigning follows recordings/lambda.json, test_code_signing_not_found_excs.
func TestCodeSigning(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	publishers := &types.AllowedPublishers{SigningProfileVersionArns: []string{"arn:aws:signer:us-east-1:000000000000:/signing-profiles/test"}}
	create := func(policy types.CodeSigningPolicy) *types.CodeSigningConfig {
		t.Helper()
		in := &lambda.CreateCodeSigningConfigInput{AllowedPublishers: publishers, Description: str("d"), Tags: map[string]string{"a": "b"}}
		if policy != "" {
			in.CodeSigningPolicies = &types.CodeSigningPolicies{UntrustedArtifactOnDeployment: policy}
		}
		out, err := c.CreateCodeSigningConfig(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		return out.CodeSigningConfig
	}
	warns, enforces := create(""), create(types.CodeSigningPolicyEnforce)
	must(t)(c.CreateFunction(ctx, newFunction(t)))
	functions := func(arn *string) []string {
		t.Helper()
		out, err := c.ListFunctionsByCodeSigningConfig(ctx, &lambda.ListFunctionsByCodeSigningConfigInput{CodeSigningConfigArn: arn})
		if err != nil {
			t.Fatal(err)
		}
		return out.FunctionArns
	}

	t.Run("warns by default", func(t *testing.T) {
		if warns.CodeSigningPolicies.UntrustedArtifactOnDeployment != types.CodeSigningPolicyWarn || *warns.CodeSigningConfigArn != "arn:aws:lambda:us-east-1:000000000000:code-signing-config:"+*warns.CodeSigningConfigId {
			t.Errorf("got %+v", warns)
		}
		tags, err := c.ListTags(ctx, &lambda.ListTagsInput{Resource: warns.CodeSigningConfigArn})
		if err != nil || tags.Tags["a"] != "b" {
			t.Errorf("got %v, %v", tags, err)
		}
	})
	t.Run("is listed", func(t *testing.T) {
		n := 0
		p := lambda.NewListCodeSigningConfigsPaginator(c, &lambda.ListCodeSigningConfigsInput{MaxItems: aws.Int32(1)})
		for p.HasMorePages() {
			out, err := p.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			n += len(out.CodeSigningConfigs)
		}
		if n != 2 {
			t.Errorf("got %d", n)
		}
	})
	t.Run("belongs to functions", func(t *testing.T) {
		none, err := c.GetFunctionCodeSigningConfig(ctx, &lambda.GetFunctionCodeSigningConfigInput{FunctionName: str("f")})
		if err != nil || none.CodeSigningConfigArn != nil || none.FunctionName != nil || len(functions(warns.CodeSigningConfigArn)) != 0 {
			t.Errorf("got %+v, %v", none, err)
		}
		must(t)(c.PutFunctionCodeSigningConfig(ctx, &lambda.PutFunctionCodeSigningConfigInput{FunctionName: str("f"), CodeSigningConfigArn: warns.CodeSigningConfigArn}))
		got, err := c.GetFunctionCodeSigningConfig(ctx, &lambda.GetFunctionCodeSigningConfigInput{FunctionName: str("f")})
		if err != nil || *got.CodeSigningConfigArn != *warns.CodeSigningConfigArn || *got.FunctionName != "f" {
			t.Errorf("got %+v, %v", got, err)
		}
		if l := functions(warns.CodeSigningConfigArn); len(l) != 1 || l[0] != "arn:aws:lambda:us-east-1:000000000000:function:f" {
			t.Errorf("got %v", l)
		}
		_, err = c.DeleteCodeSigningConfig(ctx, &lambda.DeleteCodeSigningConfigInput{CodeSigningConfigArn: warns.CodeSigningConfigArn})
		wantCode(t, err, "ResourceConflictException", "in use")
		must(t)(c.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "unsigned")}))
	})
	t.Run("enforces signatures, which no package has", func(t *testing.T) {
		in := newFunction(t)
		in.FunctionName, in.CodeSigningConfigArn = str("g"), enforces.CodeSigningConfigArn
		_, err := c.CreateFunction(ctx, in)
		wantCode(t, err, "CodeVerificationFailedException", "Check the provided signature for g.")
		must(t)(c.PutFunctionCodeSigningConfig(ctx, &lambda.PutFunctionCodeSigningConfigInput{FunctionName: str("f"), CodeSigningConfigArn: enforces.CodeSigningConfigArn}))
		_, err = c.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "unsigned too")})
		wantCode(t, err, "CodeVerificationFailedException", "Check the provided signature for f.")
		must(t)(c.UpdateCodeSigningConfig(ctx, &lambda.UpdateCodeSigningConfigInput{CodeSigningConfigArn: enforces.CodeSigningConfigArn, CodeSigningPolicies: &types.CodeSigningPolicies{UntrustedArtifactOnDeployment: types.CodeSigningPolicyWarn}}))
		must(t)(c.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "unsigned too")}))
	})
	t.Run("enforces the signatures of layers that are added", func(t *testing.T) {
		publish := func(name string) []string {
			t.Helper()
			out, err := c.PublishLayerVersion(ctx, &lambda.PublishLayerVersionInput{LayerName: &name, Content: &types.LayerVersionContentInput{ZipFile: archive(t, name)}})
			if err != nil {
				t.Fatal(err)
			}
			return []string{*out.LayerVersionArn}
		}
		update := func(layers []string) error {
			return second(c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Layers: layers}))
		}
		old, added := publish("old"), publish("added")
		must(t)(nil, update(old))
		must(t)(c.UpdateCodeSigningConfig(ctx, &lambda.UpdateCodeSigningConfigInput{CodeSigningConfigArn: enforces.CodeSigningConfigArn, CodeSigningPolicies: &types.CodeSigningPolicies{UntrustedArtifactOnDeployment: types.CodeSigningPolicyEnforce}}))
		wantCode(t, update(added), "CodeVerificationFailedException", "Check the provided signature for f.")
		config, err := c.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: str("f")})
		if err != nil || len(config.Layers) != 1 || *config.Layers[0].Arn != old[0] {
			t.Errorf("got %+v, %v", config, err)
		}
		must(t)(nil, update(old))
		must(t)(nil, update([]string{}))
	})
	t.Run("is not for images", func(t *testing.T) {
		const message = "Code signing is not supported for functions created with container images."
		in := newImage()
		in.FunctionName, in.CodeSigningConfigArn = str("image"), warns.CodeSigningConfigArn
		wantCode(t, second(c.CreateFunction(ctx, in)), "InvalidParameterValueException", message)
		in.CodeSigningConfigArn = nil
		must(t)(c.CreateFunction(ctx, in))
		wantCode(t, second(c.PutFunctionCodeSigningConfig(ctx, &lambda.PutFunctionCodeSigningConfigInput{FunctionName: in.FunctionName, CodeSigningConfigArn: warns.CodeSigningConfigArn})), "InvalidParameterValueException", message)
		wantCode(t, second(c.GetFunctionCodeSigningConfig(ctx, &lambda.GetFunctionCodeSigningConfigInput{FunctionName: in.FunctionName})), "InvalidParameterValueException", message)
		wantCode(t, second(c.DeleteFunctionCodeSigningConfig(ctx, &lambda.DeleteFunctionCodeSigningConfigInput{FunctionName: in.FunctionName})), "InvalidParameterValueException", message)
	})
	t.Run("has tags that change", func(t *testing.T) {
		checkTags(t, srv, *enforces.CodeSigningConfigArn)
	})
	t.Run("is let go by the function and with it", func(t *testing.T) {
		if l := functions(warns.CodeSigningConfigArn); len(l) != 0 {
			t.Errorf("got %v", l)
		}
		for range 2 {
			must(t)(c.DeleteFunctionCodeSigningConfig(ctx, &lambda.DeleteFunctionCodeSigningConfigInput{FunctionName: str("f")}))
		}
		in := newFunction(t)
		in.FunctionName, in.CodeSigningConfigArn = str("g"), warns.CodeSigningConfigArn
		must(t)(c.CreateFunction(ctx, in))
		must(t)(c.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: str("g")}))
		must(t)(c.DeleteCodeSigningConfig(ctx, &lambda.DeleteCodeSigningConfigInput{CodeSigningConfigArn: warns.CodeSigningConfigArn}))
	})
	t.Run("that is not there", func(t *testing.T) {
		arn := "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-00000000000000000"
		missing := "The Lambda code signing configuration " + arn + " can not be found."
		wantCode(t, second(c.GetCodeSigningConfig(ctx, &lambda.GetCodeSigningConfigInput{CodeSigningConfigArn: &arn})), "ResourceNotFoundException", missing)
		wantCode(t, second(c.DeleteCodeSigningConfig(ctx, &lambda.DeleteCodeSigningConfigInput{CodeSigningConfigArn: &arn})), "ResourceNotFoundException", missing)
		wantCode(t, second(c.UpdateCodeSigningConfig(ctx, &lambda.UpdateCodeSigningConfigInput{CodeSigningConfigArn: &arn})), "ResourceNotFoundException", missing)
		wantCode(t, second(c.ListFunctionsByCodeSigningConfig(ctx, &lambda.ListFunctionsByCodeSigningConfigInput{CodeSigningConfigArn: &arn})), "ResourceNotFoundException", missing)
		for _, function := range []string{"f", "none"} {
			wantCode(t, second(c.PutFunctionCodeSigningConfig(ctx, &lambda.PutFunctionCodeSigningConfigInput{FunctionName: &function, CodeSigningConfigArn: &arn})), "CodeSigningConfigNotFoundException",
				"The code signing configuration cannot be found. Check that the provided configuration is not deleted: "+arn+".")
		}
		lost := "Function not found: arn:aws:lambda:us-east-1:000000000000:function:none"
		wantCode(t, second(c.PutFunctionCodeSigningConfig(ctx, &lambda.PutFunctionCodeSigningConfigInput{FunctionName: str("none"), CodeSigningConfigArn: enforces.CodeSigningConfigArn})), "ResourceNotFoundException", lost)
		wantCode(t, second(c.GetFunctionCodeSigningConfig(ctx, &lambda.GetFunctionCodeSigningConfigInput{FunctionName: str("none")})), "ResourceNotFoundException", lost)
		wantCode(t, second(c.DeleteFunctionCodeSigningConfig(ctx, &lambda.DeleteFunctionCodeSigningConfigInput{FunctionName: str("none")})), "ResourceNotFoundException", lost)
	})
}

// checkTags changes the tags of a resource that has a=b, as in recordings/lambda.json, test_tag_lifecycle.
func checkTags(t *testing.T, srv *lambdafake.Server, arn string) {
	t.Helper()
	ctx, c := t.Context(), srv.Client
	must(t)(c.TagResource(ctx, &lambda.TagResourceInput{Resource: &arn, Tags: map[string]string{"a": "c", "d": "e"}}))
	must(t)(c.UntagResource(ctx, &lambda.UntagResourceInput{Resource: &arn, TagKeys: []string{"d", "none"}}))
	out, err := c.ListTags(ctx, &lambda.ListTagsInput{Resource: &arn})
	if err != nil || len(out.Tags) != 1 || out.Tags["a"] != "c" {
		t.Errorf("got %+v, %v", out, err)
	}
}

func TestCapacityProviders(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	create := func(name string) (*lambda.CreateCapacityProviderOutput, error) {
		return c.CreateCapacityProvider(ctx, &lambda.CreateCapacityProviderInput{CapacityProviderName: &name, PermissionsConfig: &types.CapacityProviderPermissionsConfig{CapacityProviderOperatorRoleArn: str("arn:aws:iam::000000000000:role/r")},
			VpcConfig: &types.CapacityProviderVpcConfig{SubnetIds: []string{"subnet-1"}, SecurityGroupIds: []string{"sg-1"}}, Tags: map[string]string{"a": "b"}})
	}
	const arn = "arn:aws:lambda:us-east-1:000000000000:capacity-provider:p"
	created, err := create("p")
	if err != nil || created.CapacityProvider.State != types.CapacityProviderStatePending || *created.CapacityProvider.CapacityProviderArn != arn {
		t.Fatalf("got %+v, %v", created, err)
	}
	for _, name := range []string{"p", arn} {
		got, err := c.GetCapacityProvider(ctx, &lambda.GetCapacityProviderInput{CapacityProviderName: &name})
		if err != nil || got.CapacityProvider.State != types.CapacityProviderStateActive || got.CapacityProvider.VpcConfig.SubnetIds[0] != "subnet-1" {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	wantCode(t, second(create("p")), "ResourceConflictException", "already exists")
	updated, err := c.UpdateCapacityProvider(ctx, &lambda.UpdateCapacityProviderInput{CapacityProviderName: str("p"), CapacityProviderScalingConfig: &types.CapacityProviderScalingConfig{MaxVCpuCount: aws.Int32(30)}})
	if err != nil || *updated.CapacityProvider.CapacityProviderScalingConfig.MaxVCpuCount != 30 {
		t.Errorf("got %+v, %v", updated, err)
	}
	must(t)(create("q"))
	list, err := c.ListCapacityProviders(ctx, &lambda.ListCapacityProvidersInput{MaxItems: aws.Int32(1)})
	if err != nil || len(list.CapacityProviders) != 1 || list.NextMarker == nil {
		t.Errorf("got %+v, %v", list, err)
	}
	tags, err := c.ListTags(ctx, &lambda.ListTagsInput{Resource: str(arn)})
	if err != nil || tags.Tags["a"] != "b" {
		t.Errorf("got %+v, %v", tags, err)
	}
	versions, err := c.ListFunctionVersionsByCapacityProvider(ctx, &lambda.ListFunctionVersionsByCapacityProviderInput{CapacityProviderName: str("p")})
	if err != nil || *versions.CapacityProviderArn != arn || versions.FunctionVersions == nil || len(versions.FunctionVersions) != 0 {
		t.Errorf("got %+v, %v", versions, err)
	}
	checkTags(t, srv, arn)
	deleted, err := c.DeleteCapacityProvider(ctx, &lambda.DeleteCapacityProviderInput{CapacityProviderName: str("p")})
	if err != nil || deleted.CapacityProvider.State != types.CapacityProviderStateDeleting {
		t.Errorf("got %+v, %v", deleted, err)
	}
	wantCode(t, second(c.GetCapacityProvider(ctx, &lambda.GetCapacityProviderInput{CapacityProviderName: str("p")})), "ResourceNotFoundException", "Capacity provider not found: "+arn)
}

func TestCapacityProvidersAreChecked(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	for _, test := range []struct {
		name, code, message string
		change              func(*lambda.CreateCapacityProviderInput)
	}{
		{"instances allowed and excluded", "InvalidParameterValueException", "AllowedInstanceTypes and ExcludedInstanceTypes cannot be set at the same time.", func(in *lambda.CreateCapacityProviderInput) {
			in.InstanceRequirements = &types.InstanceRequirements{AllowedInstanceTypes: []string{"m7i.large"}, ExcludedInstanceTypes: []string{"m7i.xlarge"}}
		}},
		{"another region", "InvalidParameterValueException", "is not of this account and region", func(in *lambda.CreateCapacityProviderInput) {
			in.CapacityProviderName = str("arn:aws:lambda:eu-west-1:000000000000:capacity-provider:p")
		}},
		{"too many vCPUs", "ValidationException", "Value '15001' at 'capacityProviderScalingConfig.maxVCpuCount'", func(in *lambda.CreateCapacityProviderInput) {
			in.CapacityProviderScalingConfig = &types.CapacityProviderScalingConfig{MaxVCpuCount: aws.Int32(15001)}
		}},
		{"no subnet", "ValidationException", "at 'vpcConfig.subnetIds'", func(in *lambda.CreateCapacityProviderInput) {
			in.VpcConfig.SubnetIds = []string{}
		}},
		{"a tag of AWS", "InvalidParameterValueException", "System tags cannot be added", func(in *lambda.CreateCapacityProviderInput) {
			in.Tags = map[string]string{"aws:a": "b"}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := newProvider()
			test.change(in)
			wantCode(t, second(c.CreateCapacityProvider(ctx, in)), test.code, test.message)
		})
	}
	if list, err := c.ListCapacityProviders(ctx, &lambda.ListCapacityProvidersInput{}); err != nil || len(list.CapacityProviders) != 0 {
		t.Errorf("got %+v, %v", list, err)
	}
	create(t, srv)
	must(t)(c.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: str("f")}))
	wantCode(t, second(c.PutFunctionScalingConfig(ctx, &lambda.PutFunctionScalingConfigInput{FunctionName: str("f"), Qualifier: str("1"), FunctionScalingConfig: &types.FunctionScalingConfig{MinExecutionEnvironments: aws.Int32(3)}})),
		"InvalidParameterValueException", "does not have a capacity provider")
	in := newFunction(t)
	in.FunctionName = str("g")
	in.CapacityProviderConfig = &types.CapacityProviderConfig{LambdaManagedInstancesCapacityProviderConfig: &types.LambdaManagedInstancesCapacityProviderConfig{CapacityProviderArn: str("arn:aws:lambda:us-east-1:000000000000:capacity-provider:p")}}
	wantCode(t, second(c.CreateFunction(ctx, in)), "NotImplemented", "capacity providers")
	wantCode(t, second(c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), CapacityProviderConfig: in.CapacityProviderConfig})), "NotImplemented", "capacity providers")
}

// newProvider is a capacity provider p.
func newProvider() *lambda.CreateCapacityProviderInput {
	return &lambda.CreateCapacityProviderInput{CapacityProviderName: str("p"), PermissionsConfig: &types.CapacityProviderPermissionsConfig{CapacityProviderOperatorRoleArn: str("arn:aws:iam::000000000000:role/r")},
		VpcConfig: &types.CapacityProviderVpcConfig{SubnetIds: []string{"subnet-1"}, SecurityGroupIds: []string{"sg-1"}}}
}

func TestCapacityProvidersTakeTheirTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := lambdafake.Start(t, func(o *lambdafake.Options) { o.Options = control.Options{Lifecycle: 10 * time.Second} })
		ctx, c := t.Context(), srv.Client
		must(t)(c.CreateCapacityProvider(ctx, newProvider()))
		state := func() types.CapacityProviderState {
			t.Helper()
			out, err := c.GetCapacityProvider(ctx, &lambda.GetCapacityProviderInput{CapacityProviderName: str("p")})
			if err != nil {
				t.Fatal(err)
			}
			return out.CapacityProvider.State
		}
		remove := func() error {
			return second(c.DeleteCapacityProvider(ctx, &lambda.DeleteCapacityProviderInput{CapacityProviderName: str("p")}))
		}
		if got := state(); got != types.CapacityProviderStatePending {
			t.Errorf("got %s", got)
		}
		wantCode(t, remove(), "ResourceConflictException", "currently in the following state: Pending")
		srv.Clock.Advance(10 * time.Second)
		if got := state(); got != types.CapacityProviderStateActive {
			t.Errorf("got %s", got)
		}
		must(t)(nil, remove())
		if got := state(); got != types.CapacityProviderStateDeleting {
			t.Errorf("got %s", got)
		}
		wantCode(t, second(c.UpdateCapacityProvider(ctx, &lambda.UpdateCapacityProviderInput{CapacityProviderName: str("p")})), "ResourceConflictException", "currently in the following state: Deleting")
		srv.Clock.Advance(10 * time.Second)
		wantCode(t, second(c.GetCapacityProvider(ctx, &lambda.GetCapacityProviderInput{CapacityProviderName: str("p")})), "ResourceNotFoundException", "Capacity provider not found")
	})
}
