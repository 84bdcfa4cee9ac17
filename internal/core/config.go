package core

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"
)

// The credentials of the fakes' own clients.
const (
	AccessKeyID     = "test"
	SecretAccessKey = "test"
)

// HTTPClient returns the HTTP client of the SDK clients. Like the SDK's own it follows a redirect only where the method stays.
func (c *Core) HTTPClient() *http.Client {
	return &http.Client{
		Transport: router{c},
		CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			switch r.Response.StatusCode {
			case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
				return nil
			}
			return http.ErrUseLastResponse
		},
	}
}

// Config returns a configuration for SDK clients, as control.Panel documents.
func (c *Core) Config() aws.Config {
	cfg := aws.Config{
		Region:      c.Region,
		Credentials: aws.CredentialsProviderFunc(credentials),
		HTTPClient:  c.HTTPClient(),
		APIOptions:  []func(*middleware.Stack) error{c.stamp},

		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported, // as LoadDefaultConfig sets them
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
	}
	if !c.bubble {
		cfg.Retryer = func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
			})
		}
	}
	return cfg
}

// Setenv is the environment of a program that is to use the fakes, as name and value.
func (c *Core) Environment() [][2]string {
	env := [][2]string{
		{"AWS_ACCESS_KEY_ID", AccessKeyID}, {"AWS_SECRET_ACCESS_KEY", SecretAccessKey}, {"AWS_SESSION_TOKEN", ""},
		{"AWS_REGION", c.Region}, {"AWS_DEFAULT_REGION", c.Region},
		{"AWS_PROFILE", ""}, {"AWS_CONFIG_FILE", noFile}, {"AWS_SHARED_CREDENTIALS_FILE", noFile},
		{"AWS_EC2_METADATA_DISABLED", "true"}, {"AWS_CA_BUNDLE", ""},
		{"AWS_WEB_IDENTITY_TOKEN_FILE", ""}, {"AWS_ROLE_ARN", ""},
		{"AWS_CONTAINER_CREDENTIALS_FULL_URI", ""}, {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", ""},
		{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ""}, {"AWS_USE_FIPS_ENDPOINT", ""}, {"AWS_USE_DUALSTACK_ENDPOINT", ""},
		{"AWS_ENDPOINT_URL", c.outsideURL()},
	}
	return append(env, c.Endpoints()...)
}

// noFile is a file that is not there, so that the SDK reads neither ~/.aws/config nor ~/.aws/credentials.
const noFile = "/nonexistent/awsfake"

// endpointNames are the service ids in the environment variables AWS_ENDPOINT_URL_ID, by the SDK's package.
var endpointNames = []struct{ api, id string }{
	{"dynamodb", "DYNAMODB"}, {"dynamodbstreams", "DYNAMODB_STREAMS"}, {"firehose", "FIREHOSE"}, {"lambda", "LAMBDA"},
	{"memorydb", "MEMORYDB"}, {"s3", "S3"}, {"sns", "SNS"}, {"sqs", "SQS"},
}

// Endpoints are the environment variables that tell the services' endpoints, as name and value.
func (c *Core) Endpoints() (env [][2]string) {
	for _, e := range endpointNames {
		for _, s := range c.Services() {
			if strings.HasPrefix(e.api, s.Name()) {
				env = append(env, [2]string{"AWS_ENDPOINT_URL_" + e.id, s.URL()})
			}
		}
	}
	return env
}

func credentials(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: AccessKeyID, SecretAccessKey: SecretAccessKey, Source: "awsfake"}, nil
}
