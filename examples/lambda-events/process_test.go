package lambdaevents

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake"
)

// deploymentPackage builds ./bootstrap and zips it.
func deploymentPackage(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bootstrap")
	cmd := exec.Command("go", "build", "-tags", "lambda.norpc", "-ldflags=-s -w", "-o", path, "./bootstrap")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	executable := must[[]byte](t)(os.ReadFile(path))
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate}
	h.SetMode(0o755)
	out, err := w.CreateHeader(h)
	if err == nil {
		_, err = out.Write(executable)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDeploymentPackage runs a function as it is deployed, in a process of its own, which finds the stack's S3 by its environment.
func TestDeploymentPackage(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t, func(o *awsfake.Options) { o.Lambda.Processes = true })
	must[*s3.CreateBucketOutput](t)(stack.S3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("texts")}))
	must[*s3.PutObjectOutput](t)(stack.S3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("texts"), Key: aws.String("hamlet"), Body: strings.NewReader("to be or not to be")}))
	must[*lambda.CreateFunctionOutput](t)(stack.Lambda.CreateFunction(t.Context(), &lambda.CreateFunctionInput{FunctionName: aws.String("count"), Runtime: lambdatypes.RuntimeProvidedal2023, Handler: aws.String("bootstrap"),
		Role: aws.String("arn:aws:iam::000000000000:role/count"), Code: &lambdatypes.FunctionCode{ZipFile: deploymentPackage(t)}, Timeout: aws.Int32(3), MemorySize: aws.Int32(256)}))
	count := func(key string) *lambda.InvokeOutput {
		t.Helper()
		return must[*lambda.InvokeOutput](t)(stack.Lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("count"), Payload: []byte(`{"Bucket":"texts","Key":"` + key + `"}`), LogType: lambdatypes.LogTypeTail}))
	}
	want := func(out *lambda.InvokeOutput, failed, payload string) {
		t.Helper()
		if aws.ToString(out.FunctionError) != failed || !strings.Contains(string(out.Payload), payload) {
			t.Errorf("got %s %s, want %s", aws.ToString(out.FunctionError), out.Payload, payload)
		}
	}
	const answer = `{"Words":6,"Function":"arn:aws:lambda:us-east-1:000000000000:function:count"}`
	out := count("hamlet")
	want(out, "", answer)
	if l := must[[]byte](t)(base64.StdEncoding.DecodeString(*out.LogResult)); !strings.Contains(string(l), "hamlet is read") {
		t.Errorf("log: %s", l)
	}
	want(count("macbeth"), "Unhandled", `{"errorMessage":"no such text","errorType":"errorString"}`)
	want(count("panic"), "Unhandled", `"errorMessage":"out of words"`)
	want(count("hamlet"), "", answer)
	want(count("crash"), "Unhandled", `Runtime exited with error: exit status 3","errorType":"Runtime.ExitError"`)
	want(count("hamlet"), "", answer)
	want(count("hang"), "Unhandled", `Task timed out after 3.00 seconds","errorType":"Sandbox.Timedout"`)
	want(count("hamlet"), "", answer)
	want(count("stream"), "", "to be continued")
}
