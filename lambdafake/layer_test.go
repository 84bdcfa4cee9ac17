package lambdafake_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/lambdafake"
)

// TestLayers follows recordings/lambda.json, test_layer_lifecycle.
func TestLayers(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	const arn = "arn:aws:lambda:us-east-1:000000000000:layer:l"
	publish := func() *lambda.PublishLayerVersionOutput {
		t.Helper()
		out, err := c.PublishLayerVersion(ctx, &lambda.PublishLayerVersionInput{LayerName: str("l"), Description: str("d"), LicenseInfo: str("MIT"), Content: &types.LayerVersionContentInput{ZipFile: archive(t, "one")},
			CompatibleRuntimes: []types.Runtime{types.RuntimePython312}, CompatibleArchitectures: []types.Architecture{types.ArchitectureX8664}})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	versions := func(in lambda.ListLayerVersionsInput) (l []int64) {
		t.Helper()
		in.LayerName = str("l")
		p := lambda.NewListLayerVersionsPaginator(c, &in)
		for p.HasMorePages() {
			out, err := p.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range out.LayerVersions {
				l = append(l, v.Version)
			}
		}
		return l
	}
	first := publish()
	t.Run("have versions", func(t *testing.T) {
		if first.Version != 1 || *first.LayerArn != arn || *first.LayerVersionArn != arn+":1" || *first.Description != "d" || *first.LicenseInfo != "MIT" || first.Content.CodeSize != int64(len(archive(t, "one"))) {
			t.Errorf("got %+v", first)
		}
		if v := publish(); v.Version != 2 {
			t.Errorf("got %d", v.Version)
		}
		if got := versions(lambda.ListLayerVersionsInput{MaxItems: aws.Int32(1)}); !cmp.Equal(got, []int64{2, 1}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("are found by name and by ARN", func(t *testing.T) {
		for _, name := range []string{"l", arn} {
			out, err := c.GetLayerVersion(ctx, &lambda.GetLayerVersionInput{LayerName: &name, VersionNumber: aws.Int64(1)})
			if err != nil || *out.LayerVersionArn != arn+":1" || *out.Content.CodeSha256 != *first.Content.CodeSha256 {
				t.Errorf("got %+v, %v", out, err)
			}
		}
		out, err := c.GetLayerVersionByArn(ctx, &lambda.GetLayerVersionByArnInput{Arn: str(arn + ":1")})
		if err != nil || out.Version != 1 {
			t.Errorf("got %+v, %v", out, err)
		}
	})
	t.Run("can be downloaded", func(t *testing.T) {
		res, body := fetch(t, srv, "GET", *first.Content.Location, "")
		if res.StatusCode != http.StatusOK || body != string(archive(t, "one")) {
			t.Errorf("got %d and %d bytes", res.StatusCode, len(body))
		}
		if res, _ := fetch(t, srv, "GET", *first.Content.Location+"9", ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("got %d", res.StatusCode)
		}
	})
	t.Run("are listed by what they are for", func(t *testing.T) {
		for _, test := range []struct {
			runtime types.Runtime
			want    int
		}{{"", 1}, {types.RuntimePython312, 1}, {types.RuntimeNodejs20x, 0}} {
			out, err := c.ListLayers(ctx, &lambda.ListLayersInput{CompatibleRuntime: test.runtime})
			if err != nil || len(out.Layers) != test.want || test.want == 1 && (*out.Layers[0].LayerName != "l" || out.Layers[0].LatestMatchingVersion.Version != 2) {
				t.Errorf("%s: got %+v, %v", test.runtime, out, err)
			}
			if got := versions(lambda.ListLayerVersionsInput{CompatibleRuntime: test.runtime}); len(got) != 2*test.want {
				t.Errorf("%s: got %v", test.runtime, got)
			}
		}
	})
	t.Run("belong to functions, deleted or not", func(t *testing.T) {
		in := newFunction(t)
		in.Layers = []string{arn + ":1"}
		created, err := c.CreateFunction(ctx, in)
		if err != nil || len(created.Layers) != 1 || *created.Layers[0].Arn != arn+":1" || created.Layers[0].CodeSize != first.Content.CodeSize {
			t.Fatalf("got %+v, %v", created, err)
		}
		for range 2 {
			if _, err := c.DeleteLayerVersion(ctx, &lambda.DeleteLayerVersionInput{LayerName: str("l"), VersionNumber: aws.Int64(1)}); err != nil {
				t.Fatal(err)
			}
		}
		_, err = c.GetLayerVersion(ctx, &lambda.GetLayerVersionInput{LayerName: str("l"), VersionNumber: aws.Int64(1)})
		wantCode(t, err, "ResourceNotFoundException", "The resource you requested does not exist.")
		config, err := c.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: str("f")})
		if err != nil || len(config.Layers) != 1 {
			t.Errorf("got %+v, %v", config, err)
		}
		updated, err := c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Layers: []string{}})
		if err != nil || updated.Layers != nil {
			t.Errorf("got %+v, %v", updated.Layers, err)
		}
	})
	t.Run("never use a number again", func(t *testing.T) {
		for _, v := range versions(lambda.ListLayerVersionsInput{}) {
			if _, err := c.DeleteLayerVersion(ctx, &lambda.DeleteLayerVersionInput{LayerName: str("l"), VersionNumber: &v}); err != nil {
				t.Fatal(err)
			}
		}
		if got := versions(lambda.ListLayerVersionsInput{}); got != nil {
			t.Errorf("got %v", got)
		}
		if v := publish(); v.Version != 3 {
			t.Errorf("got %d", v.Version)
		}
	})
	t.Run("are refused", func(t *testing.T) {
		update := func(layers ...string) error {
			_, err := c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Layers: layers})
			return err
		}
		publish()
		wantCode(t, update(arn+":1"), "InvalidParameterValueException", "Layer version "+arn+":1 does not exist.")
		wantCode(t, update(arn+":3", arn+":4"), "InvalidParameterValueException", "Two different versions of the same layer are not allowed to be referenced in the same function. "+arn+":3 and "+arn+":4 are versions of the same layer.")
		wantCode(t, update(arn+":3", arn+":3", arn+":3", arn+":3", arn+":3", arn+":3"), "InvalidParameterValueException", "Cannot reference more than 5 layers.")
		wantCode(t, update("l"), "ValidationException", "at 'layers' failed to satisfy constraint: Member must satisfy constraint:")
		_, err := c.GetLayerVersion(ctx, &lambda.GetLayerVersionInput{LayerName: str("l"), VersionNumber: aws.Int64(0)})
		wantCode(t, err, "InvalidParameterValueException", "Layer Version Cannot be less than 1")
		_, err = c.PublishLayerVersion(ctx, &lambda.PublishLayerVersionInput{LayerName: str("l"), Content: &types.LayerVersionContentInput{ZipFile: []byte("no zip")}})
		wantCode(t, err, "InvalidParameterValueException", "Could not unzip uploaded file.")
	})
}

// TestLayersElsewhere has layers that no function here can use.
func TestLayersElsewhere(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	create(t, srv)
	for _, test := range []struct{ name, arn, code, message string }{
		{"another region", "arn:aws:lambda:eu-west-1:000000000000:layer:l:1", "InvalidParameterValueException", "Layers are not in the same region as the function. Layers are expected to be in region us-east-1."},
		{"another account", "arn:aws:lambda:us-east-1:111111111111:layer:l:1", "AccessDeniedException", "is not authorized to perform: lambda:GetLayerVersion on resource: arn:aws:lambda:us-east-1:111111111111:layer:l:1 because no resource-based policy allows the lambda:GetLayerVersion action"},
		{"another account in another region", "arn:aws:lambda:eu-west-1:111111111111:layer:l:1", "AccessDeniedException", "because no resource-based policy allows"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := newFunction(t)
			in.FunctionName, in.Layers = str("g"), []string{test.arn}
			wantCode(t, second(c.CreateFunction(ctx, in)), test.code, test.message)
			wantCode(t, second(c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Layers: in.Layers})), test.code, test.message)
		})
	}
	by := func(arn string) error {
		return second(c.GetLayerVersionByArn(ctx, &lambda.GetLayerVersionByArnInput{Arn: &arn}))
	}
	wantCode(t, by("arn:aws:lambda:us-east-1:111111111111:layer:l:1"), "AccessDeniedException", "on resource: arn:aws:lambda:us-east-1:111111111111:layer:l:1 ")
	wantCode(t, by("arn:aws:lambda:eu-west-1:000000000000:layer:l:1"), "ResourceNotFoundException", "The resource you requested does not exist.")
}

// TestLayersCountWithTheCode has the size limit of a function and its layers together.
func TestLayersCountWithTheCode(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	big := claiming(t, 150<<20)
	layer, err := c.PublishLayerVersion(ctx, &lambda.PublishLayerVersionInput{LayerName: str("l"), Content: &types.LayerVersionContentInput{ZipFile: big}})
	if err != nil {
		t.Fatal(err)
	}
	const message = "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is 314572800 bytes."
	in := newFunction(t)
	in.Code.ZipFile, in.Layers = big, []string{*layer.LayerVersionArn}
	wantCode(t, second(c.CreateFunction(ctx, in)), "InvalidParameterValueException", message)
	in.Layers = nil
	must(t)(c.CreateFunction(ctx, in))
	update := &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Layers: []string{*layer.LayerVersionArn}}
	wantCode(t, second(c.UpdateFunctionConfiguration(ctx, update)), "InvalidParameterValueException", message)
	must(t)(c.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "small")}))
	must(t)(c.UpdateFunctionConfiguration(ctx, update))
	wantCode(t, second(c.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: big})), "InvalidParameterValueException", message)
}

// claiming returns a zip file that says of its content that it is so large.
func claiming(t *testing.T, size uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.CreateRaw(&zip.FileHeader{Name: "large", UncompressedSize64: size}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLayerFromBucket has the content of a layer in the stack's S3.
func TestLayerFromBucket(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx := t.Context()
	must(t)(stack.S3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: str("code")}))
	must(t)(stack.S3.PutObject(ctx, &s3.PutObjectInput{Bucket: str("code"), Key: str("l.zip"), Body: bytes.NewReader(archive(t, "one"))}))
	publish := func(content types.LayerVersionContentInput) (*lambda.PublishLayerVersionOutput, error) {
		return stack.Lambda.PublishLayerVersion(ctx, &lambda.PublishLayerVersionInput{LayerName: str("l"), Content: &content})
	}
	out, err := publish(types.LayerVersionContentInput{S3Bucket: str("code"), S3Key: str("l.zip")})
	if err != nil {
		t.Fatal(err)
	}
	if _, body := fetch(t, stack.Fakes.Lambda, "GET", *out.Content.Location, ""); body != string(archive(t, "one")) {
		t.Errorf("got %d bytes", len(body))
	}
	wantCode(t, second(publish(types.LayerVersionContentInput{S3Bucket: str("code"), S3Key: str("none")})), "InvalidParameterValueException", "Error occurred while GetObject. S3 Error Code: NoSuchKey.")
	wantCode(t, second(publish(types.LayerVersionContentInput{S3Bucket: str("code"), S3Key: str("l.zip"), S3ObjectStorageMode: types.S3ObjectStorageModeReference})), "NotImplemented", "S3ObjectStorageMode REFERENCE")
	if again, err := publish(types.LayerVersionContentInput{ZipFile: archive(t, "two")}); err != nil || again.Version != 2 {
		t.Errorf("got %+v, %v: what is refused uses a number", again, err)
	}
}

// TestImagesHaveNoLayers refuses what functions made of images do not have.
func TestImagesHaveNoLayers(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	must(t)(c.CreateFunction(ctx, newImage()))
	for _, in := range []lambda.UpdateFunctionConfigurationInput{
		{Layers: []string{"arn:aws:lambda:us-east-1:000000000000:layer:l:1"}}, {Handler: str("index.handler")}, {Runtime: types.RuntimePython312},
	} {
		in.FunctionName = str("f")
		wantCode(t, second(c.UpdateFunctionConfiguration(ctx, &in)), "InvalidParameterValueException", "not supported for functions created with container images.")
	}
	must(t)(c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Timeout: aws.Int32(9), Layers: []string{}}))
}

// newImage is a function f that is an image.
func newImage() *lambda.CreateFunctionInput {
	return &lambda.CreateFunctionInput{FunctionName: str("f"), Role: str("arn:aws:iam::000000000000:role/r"), PackageType: types.PackageTypeImage,
		Code: &types.FunctionCode{ImageUri: str("000000000000.dkr.ecr.us-east-1.amazonaws.com/f:1")}}
}

// TestLayerPolicy follows recordings/lambda.json, test_layer_policy_exceptions.
func TestLayerPolicy(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	const arn = "arn:aws:lambda:us-east-1:000000000000:layer:l"
	must(t)(c.PublishLayerVersion(ctx, &lambda.PublishLayerVersionInput{LayerName: str("l"), Content: &types.LayerVersionContentInput{ZipFile: archive(t, "one")}}))
	add := func(change func(*lambda.AddLayerVersionPermissionInput)) (*lambda.AddLayerVersionPermissionOutput, error) {
		in := &lambda.AddLayerVersionPermissionInput{LayerName: str("l"), VersionNumber: aws.Int64(1), StatementId: str("s1"), Action: str("lambda:GetLayerVersion"), Principal: str("*")}
		change(in)
		return c.AddLayerVersionPermission(ctx, in)
	}
	fails := func(code, message string, change func(*lambda.AddLayerVersionPermissionInput)) {
		t.Helper()
		_, err := add(change)
		wantCode(t, err, code, message)
	}
	remove := func(sid string, revision *string) error {
		_, err := c.RemoveLayerVersionPermission(ctx, &lambda.RemoveLayerVersionPermissionInput{LayerName: str("l"), VersionNumber: aws.Int64(1), StatementId: &sid, RevisionId: revision})
		return err
	}
	get := func() (*lambda.GetLayerVersionPolicyOutput, error) {
		return c.GetLayerVersionPolicy(ctx, &lambda.GetLayerVersionPolicyInput{LayerName: str("l"), VersionNumber: aws.Int64(1)})
	}
	_, err := get()
	wantCode(t, err, "ResourceNotFoundException", "No policy is associated with the given resource.")
	wantCode(t, remove("s1", nil), "ResourceNotFoundException", "No policy is associated with the given resource.")

	out, err := add(func(*lambda.AddLayerVersionPermissionInput) {})
	if want := `{"Sid":"s1","Effect":"Allow","Principal":"*","Action":"lambda:GetLayerVersion","Resource":"` + arn + `:1"}`; err != nil || *out.Statement != want {
		t.Errorf("got %+v, %v", out, err)
	}
	wrong := "00000000-0000-0000-0000-000000000000"
	fails("ValidationException", "Value '*' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: lambda:GetLayerVersion", func(in *lambda.AddLayerVersionPermissionInput) { in.Action = str("*") })
	fails("ResourceConflictException", "The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.", func(*lambda.AddLayerVersionPermissionInput) {})
	fails("ResourceNotFoundException", "Layer version arn:aws:lambda:us-east-1:000000000000:layer:none:1 does not exist.", func(in *lambda.AddLayerVersionPermissionInput) { in.LayerName = str("none") })
	fails("ResourceNotFoundException", "Layer version "+arn+":2 does not exist.", func(in *lambda.AddLayerVersionPermissionInput) { in.VersionNumber = aws.Int64(2) })
	fails("PreconditionFailedException", "Call the GetLayerPolicy API to retrieve the latest Revision Id", func(in *lambda.AddLayerVersionPermissionInput) { in.StatementId, in.RevisionId = str("s2"), &wrong })
	wantCode(t, remove("none", nil), "ResourceNotFoundException", "Statement none is not found in resource policy.")
	wantCode(t, remove("s1", &wrong), "PreconditionFailedException", "Call the GetLayerPolicy API to retrieve the latest Revision Id")

	if _, err := add(func(in *lambda.AddLayerVersionPermissionInput) {
		in.StatementId, in.OrganizationId, in.RevisionId = str("s2"), str("o-0123456789"), out.RevisionId
	}); err != nil {
		t.Error(err)
	}
	policy, err := get()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Statement []struct{ Condition map[string]map[string]string }
	}
	if err := json.Unmarshal([]byte(*policy.Policy), &doc); err != nil || len(doc.Statement) != 2 || doc.Statement[1].Condition["StringEquals"]["aws:PrincipalOrgID"] != "o-0123456789" {
		t.Errorf("got %s, %v", *policy.Policy, err)
	}
	for _, sid := range []string{"s1", "s2"} {
		if err := remove(sid, nil); err != nil {
			t.Error(err)
		}
	}
	_, err = get()
	wantCode(t, err, "ResourceNotFoundException", "No policy is associated with the given resource.")
}

// TestProcessHasItsLayers finds the content of layers, and a bootstrap in one.
func TestProcessHasItsLayers(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t, withProcesses)
	data, err := zipOf(zipped{"lib/words.txt", 0o644, []byte("to be")})
	if err != nil {
		t.Fatal(err)
	}
	var arns []string
	for name, code := range map[string][]byte{"data": data, "runtime": bootstrap(t)} {
		out, err := srv.Client.PublishLayerVersion(t.Context(), &lambda.PublishLayerVersionInput{LayerName: &name, Content: &types.LayerVersionContentInput{ZipFile: code}})
		if err != nil {
			t.Fatal(err)
		}
		arns = append(arns, *out.LayerVersionArn)
	}
	createProcess(t, srv, archive(t, "no bootstrap here"), func(in *lambda.CreateFunctionInput) { in.Layers, in.Timeout = arns, aws.Int32(60) })
	out := invoke(t, srv, "f", do("read", "../opt/lib/words.txt"))
	if string(out.Payload) != `"to be\u003cnil\u003e"` {
		t.Errorf("got %s", out.Payload)
	}
}

// The journal and faults name layers, providers and signing configurations too, whatever a request calls them by.
func TestResourcesOfCalls(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	csc := srv.ARN("lambda", "code-signing-config:csc-0123456789abcdef0")
	srv.Client.ListLayerVersions(ctx, &lambda.ListLayerVersionsInput{LayerName: str("l")})
	srv.Client.GetLayerVersionByArn(ctx, &lambda.GetLayerVersionByArnInput{Arn: aws.String(srv.ARN("lambda", "layer:l:1"))})
	srv.Client.GetCapacityProvider(ctx, &lambda.GetCapacityProviderInput{CapacityProviderName: str("p")})
	srv.Client.GetCodeSigningConfig(ctx, &lambda.GetCodeSigningConfigInput{CodeSigningConfigArn: &csc})
	srv.Client.ListTags(ctx, &lambda.ListTagsInput{Resource: &csc})
	srv.Client.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: aws.String(srv.ARN("lambda", "function:f:live"))})
	srv.Client.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: str("000000000000:function:f")})
	var got []string
	for _, c := range srv.Calls() {
		got = append(got, c.Op+" "+c.Resource)
	}
	want := []string{"ListLayerVersions l", "GetLayerVersionByArn l", "GetCapacityProvider p", "GetCodeSigningConfig csc-0123456789abcdef0", "ListTags csc-0123456789abcdef0", "GetFunction f", "GetFunction f"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
