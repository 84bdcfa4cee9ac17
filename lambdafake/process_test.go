package lambdafake_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/lambdafake"
)

// buildBootstrap builds and zips testdata/bootstrap, once for all tests.
var buildBootstrap = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "bootstrap")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "bootstrap")
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "./testdata/bootstrap")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return zipOf(zipped{"bootstrap", 0o755, b})
})

func bootstrap(t *testing.T) []byte {
	t.Helper()
	b, err := buildBootstrap()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A zipped is a file to be zipped.
type zipped struct {
	name string
	mode os.FileMode
	data []byte
}

func zipOf(files ...zipped) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		h.SetMode(f.mode)
		out, err := w.CreateHeader(h)
		if err == nil {
			_, err = out.Write(f.data)
		}
		if err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func withProcesses(o *lambdafake.Options) { o.Processes = true }

// startProcess starts a Server with a function of testdata/bootstrap.
func startProcess(t *testing.T, change ...func(*lambda.CreateFunctionInput)) *lambdafake.Server {
	t.Helper()
	srv := lambdafake.Start(t, withProcesses)
	createProcess(t, srv, bootstrap(t), change...)
	return srv
}

func createProcess(t *testing.T, srv *lambdafake.Server, code []byte, change ...func(*lambda.CreateFunctionInput)) {
	t.Helper()
	in := &lambda.CreateFunctionInput{FunctionName: str("f"), Runtime: types.RuntimeProvidedal2023, Handler: str("main"), Role: str("arn:aws:iam::000000000000:role/r"),
		Code: &types.FunctionCode{ZipFile: code}}
	for _, fn := range change {
		fn(in)
	}
	if _, err := srv.Client.CreateFunction(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func do(what, arg string) string {
	b, _ := json.Marshal(map[string]string{"do": what, "arg": arg})
	return string(b)
}

// fails invokes f and returns the error's payload.
func fails(t *testing.T, srv *lambdafake.Server, event string) string {
	t.Helper()
	out := invoke(t, srv, "f", event)
	if aws.ToString(out.FunctionError) != "Unhandled" {
		t.Errorf("FunctionError is %v, payload %s", out.FunctionError, out.Payload)
	}
	id := srv.Invocations("f")
	return strings.ReplaceAll(string(out.Payload), id[len(id)-1].RequestID, "ID")
}

func TestProcess(t *testing.T) {
	t.Parallel()
	srv := startProcess(t, func(in *lambda.CreateFunctionInput) {
		in.Environment = &types.Environment{Variables: map[string]string{"COLOUR": "blue"}}
		in.Timeout = aws.Int32(60)
	})
	want := func(event, answer string) {
		t.Helper()
		if out := invoke(t, srv, "f", event); string(out.Payload) != answer || out.FunctionError != nil {
			t.Errorf("%s: got %s %s, want %s", event, aws.ToString(out.FunctionError), out.Payload, answer)
		}
	}
	t.Run("is used again", func(t *testing.T) {
		want(do("count", ""), "1")
		want(do("count", ""), "2")
	})
	t.Run("has the environment of Lambda, the function and the stack", func(t *testing.T) {
		want(do("env", "COLOUR"), `"blue"`)
		want(do("env", "AWS_LAMBDA_FUNCTION_NAME"), `"f"`)
		want(do("env", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), `"128"`)
		want(do("env", "_HANDLER"), `"main"`)
		want(do("env", "AWS_REGION"), `"us-east-1"`)
		want(do("env", "AWS_ENDPOINT_URL_LAMBDA"), `"`+srv.URL()+`"`)
		want(do("env", "HOME"), `""`)
	})
	t.Run("is told of the invocation", func(t *testing.T) {
		want(do("header", "Lambda-Runtime-Invoked-Function-Arn"), `"arn:aws:lambda:us-east-1:000000000000:function:f"`)
		out, err := srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: str("f"), Payload: []byte(do("header", "Lambda-Runtime-Client-Context")), ClientContext: str(base64.StdEncoding.EncodeToString([]byte(`{"a":1}`)))})
		if err != nil || string(out.Payload) != `"{\"a\":1}"` {
			t.Errorf("got %s, %v", out.Payload, err)
		}
	})
	t.Run("logs, all that it wrote before it answered", func(t *testing.T) {
		for range 20 {
			out, err := srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: str("f"), Payload: []byte(do("log", "here I am")), LogType: types.LogTypeTail})
			if err != nil {
				t.Fatal(err)
			}
			if log, _ := base64.StdEncoding.DecodeString(*out.LogResult); !bytes.Contains(log, []byte("\nhere I am\nEND")) {
				t.Fatalf("got %s", log)
			}
		}
		if l := srv.Invocations("f"); string(l[0].Log) != "cold start\n" {
			t.Errorf("the first has logged %q", l[0].Log)
		}
	})
	t.Run("answers its error", func(t *testing.T) {
		if got := fails(t, srv, do("error", "no stock")); got != `{"errorMessage":"no stock","errorType":"Custom","stackTrace":["here"]}` {
			t.Error(got)
		}
		want(do("env", "COLOUR"), `"blue"`)
	})
	t.Run("is refused what is wrong", func(t *testing.T) {
		want(do("wrong id", ""), `"400 {\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n"`)
		want(do("unknown", ""), `"404 {\"errorMessage\":\"awsfake does not implement POST /2020-01-01/extension/register\",\"errorType\":\"NotImplemented\"}\n"`)
	})
	t.Run("fails with an answer that is too large", func(t *testing.T) {
		if got := fails(t, srv, do("large", "")); got != `{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}` {
			t.Errorf("%.200s", got)
		}
		want(do("env", "COLOUR"), `"blue"`)
	})
	t.Run("that exits is started again", func(t *testing.T) { // recorded: test_lambda_runtime_exit, test_lambda_runtime_wrapper_not_found
		if got := fails(t, srv, do("exit", "")); got != `{"errorMessage":"RequestId: ID Error: Runtime exited without providing a reason","errorType":"Runtime.ExitError"}` {
			t.Error(got)
		}
		if l := srv.Invocations("f"); !strings.HasSuffix(string(l[len(l)-1].Log), "leaving\n") {
			t.Errorf("has logged %q", l[len(l)-1].Log)
		}
		want(do("count", ""), "1")
		if got := fails(t, srv, do("exit", "xxx")); got != `{"errorMessage":"RequestId: ID Error: Runtime exited with error: exit status 3","errorType":"Runtime.ExitError"}` {
			t.Error(got)
		}
		want(do("count", ""), "1")
	})
	t.Run("that crashes is started again", func(t *testing.T) {
		if got := fails(t, srv, do("crash", "boom")); got != `{"errorMessage":"RequestId: ID Error: Runtime exited with error: exit status 2","errorType":"Runtime.ExitError"}` {
			t.Error(got)
		}
		if l := srv.Invocations("f"); !strings.Contains(string(l[len(l)-1].Log), "panic: boom") {
			t.Errorf("has logged %q", l[len(l)-1].Log)
		}
		want(do("count", ""), "1")
	})
	t.Run("is replaced when the function changes", func(t *testing.T) {
		want(do("count", ""), "2")
		if _, err := srv.Client.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), Environment: &types.Environment{Variables: map[string]string{"COLOUR": "red"}}}); err != nil {
			t.Fatal(err)
		}
		want(do("env", "COLOUR"), `"red"`)
		want(do("count", ""), "2")
	})
	t.Run("is another for a version", func(t *testing.T) {
		if _, err := srv.Client.PublishVersion(t.Context(), &lambda.PublishVersionInput{FunctionName: str("f")}); err != nil {
			t.Fatal(err)
		}
		out := invoke(t, srv, "f:1", do("env", "AWS_LAMBDA_FUNCTION_VERSION"))
		if string(out.Payload) != `"1"` {
			t.Errorf("got %s", out.Payload)
		}
	})
}

func TestProcessStreams(t *testing.T) {
	t.Parallel()
	srv := startProcess(t)
	stream := func(event string) (string, types.InvokeWithResponseStreamCompleteEvent) {
		t.Helper()
		out, err := srv.Client.InvokeWithResponseStream(t.Context(), &lambda.InvokeWithResponseStreamInput{FunctionName: str("f"), Payload: []byte(event)})
		if err != nil {
			t.Fatal(err)
		}
		defer out.GetStream().Close()
		var text string
		var end types.InvokeWithResponseStreamCompleteEvent
		for e := range out.GetStream().Events() {
			switch e := e.(type) {
			case *types.InvokeWithResponseStreamResponseEventMemberPayloadChunk:
				text += string(e.Value.Payload)
			case *types.InvokeWithResponseStreamResponseEventMemberInvokeComplete:
				end = e.Value
			}
		}
		return text, end
	}
	if text, end := stream(do("stream", "")); text != "one two" || end.ErrorCode != nil {
		t.Errorf("got %q %+v", text, end)
	}
	if text, end := stream(do("stream error", "")); text != "one two" || aws.ToString(end.ErrorCode) != "Custom" || aws.ToString(end.ErrorDetails) != `{"errorMessage":"torn","errorType":"Custom"}` {
		t.Errorf("got %q %+v", text, end)
	}
	if out := invoke(t, srv, "f", do("stream", "")); string(out.Payload) != "one two" {
		t.Errorf("Invoke answers %q", out.Payload)
	}
}

func TestProcessTimesOut(t *testing.T) {
	t.Parallel()
	srv := startProcess(t, func(in *lambda.CreateFunctionInput) { in.Timeout = aws.Int32(1) })
	if got := fails(t, srv, do("hang", "")); got != `{"errorMessage":"RequestId: ID Error: Task timed out after 1.00 seconds","errorType":"Sandbox.Timedout"}` {
		t.Error(got)
	}
	if out := invoke(t, srv, "f", do("count", "")); string(out.Payload) != "1" {
		t.Errorf("afterwards: %s", out.Payload)
	}
}

func TestProcessDoesNotStart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		file zipped
		want string
	}{
		{"without a bootstrap", zipped{"main", 0o755, nil}, `{"errorMessage":"RequestId: ID Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]","errorType":"Runtime.InvalidEntrypoint"}`},
		{"with one that is no executable", zipped{"bootstrap", 0o644, []byte("#!/bin/sh\n")}, `{"errorMessage":"RequestId: ID Error: fork/exec /var/task/bootstrap: permission denied","errorType":"Runtime.InvalidEntrypoint"}`},
		{"with one for another machine", zipped{"bootstrap", 0o755, []byte("\x7fELF nonsense")}, `{"errorMessage":"RequestId: ID Error: fork/exec /var/task/bootstrap: exec format error","errorType":"Runtime.InvalidEntrypoint"}`},
		{"with a file outside of its directory", zipped{"../bootstrap", 0o755, nil}, `{"errorMessage":"RequestId: ID Error: ../bootstrap: invalid argument","errorType":"Runtime.InvalidEntrypoint"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			srv := lambdafake.Start(t, withProcesses)
			code, err := zipOf(test.file)
			if err != nil {
				t.Fatal(err)
			}
			createProcess(t, srv, code)
			if diff := cmp.Diff(test.want, fails(t, srv, "{}")); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("with an error of its own", func(t *testing.T) {
		t.Parallel()
		srv := startProcess(t, func(in *lambda.CreateFunctionInput) {
			in.Environment = &types.Environment{Variables: map[string]string{"INIT": "error"}}
		})
		if got := fails(t, srv, "{}"); got != `{"errorMessage":"no configuration","errorType":"Config"}` {
			t.Error(got)
		}
	})
}

func TestProcessesRunInParallel(t *testing.T) {
	t.Parallel()
	srv := startProcess(t, func(in *lambda.CreateFunctionInput) { in.Timeout = aws.Int32(60) })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if out := invoke(t, srv, "f", do("env", "_HANDLER")); string(out.Payload) != `"main"` {
				t.Errorf("got %s", out.Payload)
			}
		})
	}
	group.Wait()
}

func TestProcessOverItsMemoryIsKilled(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("there is no /proc to tell how much memory a process has")
	}
	srv := startProcess(t, func(in *lambda.CreateFunctionInput) { in.Timeout = aws.Int32(60) })
	if got := fails(t, srv, do("memory", "")); got != `{"errorMessage":"RequestId: ID Error: Runtime exited with error: signal: killed","errorType":"Runtime.ExitError"}` {
		t.Error(got)
	}
	if out := invoke(t, srv, "f", do("count", "")); string(out.Payload) != "1" {
		t.Errorf("afterwards: %s", out.Payload)
	}
}

func TestProcessEndsWithTheServer(t *testing.T) {
	t.Parallel()
	srv := lambdafake.New(withProcesses)
	createProcess(t, srv, bootstrap(t), func(in *lambda.CreateFunctionInput) { in.Timeout = aws.Int32(60) })
	invoke(t, srv, "f", do("count", ""))
	out := invoke(t, srv, "f", do("env", "LAMBDA_TASK_ROOT"))
	var dir string
	if err := json.Unmarshal(out.Payload, &dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
	srv.Close()
	if _, err := os.Stat(dir); err == nil {
		t.Errorf("%s is still there", dir)
	}
}

func TestProcessesAreOffByDefault(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	code, err := zipOf(zipped{"bootstrap", 0o755, []byte("#!/bin/sh\n")})
	if err != nil {
		t.Fatal(err)
	}
	createProcess(t, srv, code)
	if out := invoke(t, srv, "f", "{}"); string(out.Payload) != "{}" {
		t.Errorf("got %s", out.Payload)
	}
	if l := srv.Calls("Invoke"); len(l) != 1 || l[0].Note != "the function has no Go handler: a stub answered" {
		t.Errorf("the journal says %v", l)
	}
}
