package lambdafake_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
)

// No request panics, hangs or is answered with 500, what it starts comes to an end, and what is there can still be listed and invoked.
func FuzzRequests(f *testing.F) {
	const (
		functions = "/2015-03-31/functions"
		mappings  = "/2015-03-31/event-source-mappings"
		role      = `"Role":"arn:aws:iam::123456789012:role/r"`
		fn        = "arn:aws:lambda:us-east-1:000000000000:function:f"
	)
	for _, seed := range [][3]string{
		{"POST", functions, `{"FunctionName":"g","Runtime":"python3.12","Handler":"a.b",` + role + `,"Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},"Timeout":3,"Publish":true,"Environment":{"Variables":{"A":"b"}},"EphemeralStorage":{"Size":512},"Layers":["arn:aws:lambda:us-east-1:000000000000:layer:l:1"]}`},
		{"POST", functions, `{"FunctionName":"g","PackageType":"Image",` + role + `,"Code":{"ImageUri":"000000000000.dkr.ecr.us-east-1.amazonaws.com/r:t"},"ImageConfig":{"Command":["x"]}}`},
		{"POST", functions, `{"FunctionName":"g","Runtime":"nodejs22.x","Handler":"a.b",` + role + `,"Code":{"S3Bucket":"bkt","S3Key":"k"},"SnapStart":{"ApplyOn":"PublishedVersions"},"TracingConfig":{"Mode":"Active"}}`},
		{"GET", functions + "?FunctionVersion=ALL&MaxItems=1&Marker=x", ""},
		{"GET", functions + "/f?Qualifier=live", ""},
		{"GET", functions + "/" + fn + ":1/configuration", ""},
		{"PUT", functions + "/f/configuration", `{"Timeout":900,"MemorySize":10240,"DeadLetterConfig":{"TargetArn":"arn:aws:sqs:us-east-1:000000000000:jobs"},"LoggingConfig":{"LogFormat":"JSON","ApplicationLogLevel":"DEBUG"},"RevisionId":"x"}`},
		{"PUT", functions + "/f/code", `{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==","DryRun":true,"Publish":true}`},
		{"POST", functions + "/f/versions", `{"CodeSha256":"x","Description":"d"}`},
		{"GET", functions + "/f/versions?MaxItems=1", ""},
		{"POST", functions + "/f/aliases", `{"Name":"dev","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.5}}}`},
		{"PUT", functions + "/f/aliases/live", `{"FunctionVersion":"$LATEST"}`},
		{"GET", functions + "/f/aliases?FunctionVersion=1", ""},
		{"DELETE", functions + "/f/aliases/live", ""},
		{"DELETE", functions + "/f?Qualifier=1", ""},
		{"POST", functions + "/f/invocations?Qualifier=live", `{"a":1}`},
		{"POST", functions + "/f/invocations", `null`},
		{"POST", "/2021-11-15/functions/f/response-streaming-invocations", `[1]`},
		{"POST", "/2014-11-13/functions/f/invoke-async", `{}`},
		{"POST", functions + "/f/policy?Qualifier=live", `{"StatementId":"s","Action":"lambda:InvokeFunction","Principal":"s3.amazonaws.com","SourceArn":"arn:aws:s3:::bkt","SourceAccount":"000000000000","EventSourceToken":"t"}`},
		{"GET", functions + "/f/policy", ""},
		{"DELETE", functions + "/f/policy/s?RevisionId=x", ""},
		{"PUT", "/2024-09-16/resource-policy/" + fn, `{"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}`},
		{"PUT", "/2017-10-31/functions/f/concurrency", `{"ReservedConcurrentExecutions":0}`},
		{"PUT", "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=live", `{"ProvisionedConcurrentExecutions":1}`},
		{"GET", "/2019-09-30/functions/f/provisioned-concurrency?List=ALL", ""},
		{"PUT", "/2019-09-25/functions/f/event-invoke-config", `{"MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60,"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:000000000000:jobs"}}}`},
		{"GET", "/2019-09-25/functions/f/event-invoke-config/list?MaxItems=1", ""},
		{"POST", "/2021-10-31/functions/f/url", `{"AuthType":"NONE","Cors":{"AllowOrigins":["*"],"MaxAge":1},"InvokeMode":"RESPONSE_STREAM"}`},
		{"GET", "/2021-10-31/functions/f/urls", ""},
		{"POST", mappings, `{"FunctionName":"f","EventSourceArn":"arn:aws:sqs:us-east-1:000000000000:jobs","BatchSize":11,"MaximumBatchingWindowInSeconds":1,"FilterCriteria":{"Filters":[{"Pattern":"{\"body\":{\"a\":[{\"numeric\":[\">\",1]}]}}"}]},"FunctionResponseTypes":["ReportBatchItemFailures"],"ScalingConfig":{"MaximumConcurrency":2}}`},
		{"POST", mappings, `{"FunctionName":"f","EventSourceArn":"arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/x","StartingPosition":"LATEST","TumblingWindowInSeconds":1,"ParallelizationFactor":2}`},
		{"GET", mappings + "?FunctionName=f&MaxItems=1&Marker=x", ""},
		{"GET", mappings + "/11111111-1111-1111-1111-111111111111", ""},
		{"POST", "/2018-10-31/layers/l/versions", `{"Content":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},"CompatibleRuntimes":["python3.12"],"LicenseInfo":"MIT"}`},
		{"GET", "/2018-10-31/layers?CompatibleRuntime=python3.12&MaxItems=1", ""},
		{"GET", "/2018-10-31/layers/l/versions/1", ""},
		{"GET", "/2018-10-31/layers?find=LayerVersion&Arn=arn:aws:lambda:us-east-1:000000000000:layer:l:1", ""},
		{"POST", "/2018-10-31/layers/l/versions/1/policy", `{"StatementId":"s","Action":"lambda:GetLayerVersion","Principal":"*","OrganizationId":"o-0123456789"}`},
		{"POST", "/2020-04-22/code-signing-configs", `{"AllowedPublishers":{"SigningProfileVersionArns":["arn:aws:signer:us-east-1:000000000000:/signing-profiles/p/0123456789"]},"CodeSigningPolicies":{"UntrustedArtifactOnDeployment":"Enforce"}}`},
		{"PUT", "/2020-06-30/functions/f/code-signing-config", `{"CodeSigningConfigArn":"arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0"}`},
		{"POST", "/2025-11-30/capacity-providers", `{"CapacityProviderName":"c","VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]},"PermissionsConfig":{"CapacityProviderOperatorRoleArn":"arn:aws:iam::123456789012:role/r"}}`},
		{"PUT", "/2021-07-20/functions/f/runtime-management-config?Qualifier=1", `{"UpdateRuntimeOn":"Manual","RuntimeVersionArn":"arn:aws:lambda:us-east-1::runtime:x"}`},
		{"PUT", "/2024-08-31/functions/f/recursion-config", `{"RecursiveLoop":"Allow"}`},
		{"POST", "/2017-03-31/tags/" + fn, `{"Tags":{"a":"b"}}`},
		{"DELETE", "/2017-03-31/tags/" + fn + "?tagKeys=a&tagKeys=b", ""},
		{"GET", "/2016-08-19/account-settings/", ""},
		{"DELETE", functions + "/f", ""},
	} {
		f.Add(seed[0], seed[1], seed[2], "RequestResponse")
		f.Add(seed[0], seed[1], seed[2], "Event")
	}
	stack := awsfake.New(func(o *awsfake.Options) { o.InMemory = true })
	f.Cleanup(stack.Close)
	f.Fuzz(func(t *testing.T, method, path, body, invocation string) {
		stack.Reset()
		stack.Fakes.Lambda.Handle("f", func(event any) (any, error) { return event, nil })
		ctx := t.Context()
		check := func(err error) {
			if err != nil {
				t.Helper()
				t.Fatalf("%s %s %s: %v", method, path, body, err)
			}
		}
		_, err := stack.Lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: str("f")})
		check(err)
		_, err = stack.Lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("live"), FunctionVersion: str("1")})
		check(err)
		url, err := stack.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: str("jobs")})
		check(err)

		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		u, err := r.URL.Parse("http://lambda.us-east-1.amazonaws.com" + path)
		if err != nil {
			t.Skip("no URL")
		}
		r.Method, r.URL, r.RequestURI = method, u, u.RequestURI()
		r.Header = http.Header{"X-Amz-Invocation-Type": {invocation}, "X-Amz-Log-Type": {"Tail"}}
		w := httptest.NewRecorder()
		stack.Fakes.Lambda.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != http.StatusNotImplemented {
			t.Fatalf("%s %s %s: %d %s", method, path, body, w.Code, w.Body)
		}
		_, err = stack.SQS.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url.QueueUrl, MessageBody: str("m")})
		check(err)
		stack.Settle(ctx)

		list, err := stack.Lambda.ListFunctions(ctx, &lambda.ListFunctionsInput{})
		check(err)
		for _, fn := range list.Functions {
			_, err := stack.Lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: fn.FunctionArn})
			check(err)
		}
	})
}
