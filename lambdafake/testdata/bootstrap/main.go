// Bootstrap is a Lambda function for the tests of the process runtime. It speaks the Runtime API itself; its event says what it does.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

var api = "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/"

func main() {
	fmt.Println("cold start")
	if os.Getenv("INIT") == "error" {
		post("init/error", `{"errorMessage":"no configuration","errorType":"Config"}`)
		os.Exit(1)
	}
	for invocations := 1; ; invocations++ {
		res, err := http.Get(api + "invocation/next")
		if err != nil {
			os.Exit(0) // the test is over
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		id := res.Header.Get("Lambda-Runtime-Aws-Request-Id")
		var event struct{ Do, Arg string }
		json.Unmarshal(body, &event)
		do(id, event.Do, event.Arg, invocations, res.Header)
	}
}

func do(id, what, arg string, invocations int, h http.Header) {
	answer := func(v any) {
		b, _ := json.Marshal(v)
		post("invocation/"+id+"/response", string(b))
	}
	switch what {
	case "count":
		answer(invocations)
	case "env":
		answer(os.Getenv(arg))
	case "header":
		answer(h.Get(arg))
	case "log":
		fmt.Fprintln(os.Stderr, arg)
		answer(nil)
	case "read":
		b, err := os.ReadFile(arg)
		answer(fmt.Sprint(string(b), err))
	case "exit":
		fmt.Println("leaving")
		os.Exit(len(arg))
	case "crash":
		panic(arg)
	case "hang":
		select {}
	case "error":
		post("invocation/"+id+"/error", `{"errorMessage":"`+arg+`","errorType":"Custom","stackTrace":["here"]}`)
	case "wrong id":
		res := post("invocation/00000000/response", "{}")
		answer(res)
	case "memory":
		b := bytes.Repeat([]byte("x"), 200<<20)
		answer(len(b))
	case "large":
		post("invocation/"+id+"/response", `"`+strings.Repeat("x", 6291556)+`"`)
	case "unknown":
		answer(post("../../2020-01-01/extension/register", "{}"))
	case "stream", "stream error":
		stream(id, what == "stream error")
	}
}

func post(path, body string) string {
	res, err := http.Post(api+path, "application/json", strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return fmt.Sprint(res.StatusCode, " ", string(b))
}

// stream answers in two pieces, and fails behind them if it is to.
func stream(id string, fails bool) {
	r, w := io.Pipe()
	req, _ := http.NewRequest("POST", api+"invocation/"+id+"/response", r)
	req.Header.Set("Lambda-Runtime-Function-Response-Mode", "streaming")
	req.Header.Set("Content-Type", "text/plain")
	req.Trailer = http.Header{"Lambda-Runtime-Function-Error-Type": nil, "Lambda-Runtime-Function-Error-Body": nil}
	go func() {
		io.WriteString(w, "one ")
		io.WriteString(w, "two")
		if fails {
			req.Trailer.Set("Lambda-Runtime-Function-Error-Type", "Custom")
			req.Trailer.Set("Lambda-Runtime-Function-Error-Body", base64.StdEncoding.EncodeToString([]byte(`{"errorMessage":"torn","errorType":"Custom"}`)))
		}
		w.Close()
	}()
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
	}
}
