package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// anyPorts lets each service pick a free port.
func anyPorts(more ...string) []string {
	var args []string
	for _, s := range services {
		args = append(args, "--"+portFlag(s.name), "0")
	}
	return append(args, more...)
}

// start runs the command until the test ends and returns what it prints until it is ready, line by line.
func start(t *testing.T, lines int, args ...string) []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var stderr bytes.Buffer
	done := make(chan error)
	go func() {
		err := run(ctx, args, in, &stderr)
		in.Close()
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	var l []string
	for s := bufio.NewScanner(out); len(l) < lines && s.Scan(); {
		l = append(l, s.Text())
	}
	if len(l) < lines {
		t.Fatalf("%q, then %s", l, stderr.String())
	}
	return l
}

func TestRun(t *testing.T) {
	t.Parallel()
	lines := start(t, len(services)+2, anyPorts("--region", "eu-west-1", "--account-id", "123456789012")...)
	if lines[len(lines)-1] != "awsfake is ready" {
		t.Errorf("%q", lines)
	}
	endpoint := map[string]string{}
	for _, l := range lines[1 : len(lines)-1] {
		f := strings.Fields(l)
		endpoint[f[0]] = f[1]
	}
	client := sqs.New(sqs.Options{Region: "eu-west-1", BaseEndpoint: aws.String(endpoint["SQS"]), Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")})

	t.Run("serves a queue under the URL that the client used, with region and account", func(t *testing.T) {
		q, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("jobs")})
		if err != nil || *q.QueueUrl != endpoint["SQS"]+"/123456789012/jobs" {
			t.Fatal(aws.ToString(q.QueueUrl), err)
		}
		out, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: q.QueueUrl, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameQueueArn}})
		if err != nil || out.Attributes["QueueArn"] != "arn:aws:sqs:eu-west-1:123456789012:jobs" {
			t.Error(out.Attributes, err)
		}
	})
	t.Run("answers health and reset on every port", func(t *testing.T) {
		for _, s := range services {
			for method, path := range map[string]string{"GET": "health", "POST": "reset"} {
				req, _ := http.NewRequestWithContext(t.Context(), method, endpoint[s.title]+"/_awsfake/"+path, nil)
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				res.Body.Close()
				if res.StatusCode/100 != 2 {
					t.Errorf("%s %s of %s: %s", method, path, s.title, res.Status)
				}
			}
		}
		out, err := client.ListQueues(t.Context(), &sqs.ListQueuesInput{})
		if err != nil || len(out.QueueUrls) != 0 {
			t.Errorf("after the reset: %v, %v", out.QueueUrls, err)
		}
	})
	t.Run("ends in the middle of a long poll", func(t *testing.T) {
		q, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("empty")})
		if err != nil {
			t.Fatal(err)
		}
		go client.ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{QueueUrl: q.QueueUrl, WaitTimeSeconds: 20})
	})
}

func TestRun_env(t *testing.T) {
	t.Parallel()
	for _, l := range start(t, len(services)+1, anyPorts("--env")...) {
		if !strings.HasPrefix(l, "export AWS_ENDPOINT_URL_") || !strings.Contains(l, "=http://127.0.0.1:") {
			t.Errorf("%q", l)
		}
	}
}

func TestRun_mistakes(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"a port in use names flag and port", anyPorts("--sqs-port", port), fmt.Sprintf("--sqs-port %s: cannot listen on 127.0.0.1: bind: address already in use", port)},
		{"an account id that is none", []string{"--account-id", "12"}, "--account-id 12: not a number of 12 digits"},
		{"an argument that is no flag", []string{"serve"}, `there are no arguments beside the flags, but there is "serve"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := run(t.Context(), tt.args, io.Discard, io.Discard); err == nil || err.Error() != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	t.Run("a flag that does not exist is explained", func(t *testing.T) {
		var stderr bytes.Buffer
		if err := run(t.Context(), []string{"--rds-port", "1"}, io.Discard, &stderr); !errors.Is(err, errUsage) || !strings.Contains(stderr.String(), "-rds-port") {
			t.Errorf("%v, %s", err, stderr.String())
		}
	})
}
