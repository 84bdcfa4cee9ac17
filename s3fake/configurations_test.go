package s3fake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/s3fake"
)

const wrongXML = "The XML you provided was not well-formed or did not validate against our published schema"

// A bucket that has a configuration returns it, and after its removal says that there is none, or returns the default.
func TestConfigurationsAreStoredAndRemoved(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos", "logs")
	c, ctx := srv.Client, t.Context()
	versioned := func(name string) {
		call[*s3.PutBucketVersioningOutput](t)(c.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{Bucket: &name,
			VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}}))
	}
	versioned("photos")
	versioned("logs")
	cors := []types.CORSRule{{AllowedMethods: []string{"GET"}, AllowedOrigins: []string{"*"}, MaxAgeSeconds: aws.Int32(5)}}
	website := &types.WebsiteConfiguration{IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")}}
	replication := &types.ReplicationConfiguration{Role: aws.String("role"), Rules: []types.ReplicationRule{{ID: aws.String("r"), Status: types.ReplicationRuleStatusEnabled,
		Priority: aws.Int32(0), Filter: &types.ReplicationRuleFilter{}, Destination: &types.Destination{Bucket: aws.String("arn:aws:s3:::logs")},
		DeleteMarkerReplication: &types.DeleteMarkerReplication{Status: types.DeleteMarkerReplicationStatusDisabled}}}}
	lifecycle := []types.LifecycleRule{{ID: aws.String("r"), Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: aws.String("")}, Expiration: &types.LifecycleExpiration{Days: aws.Int32(7)}}}
	kms := &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{{BucketKeyEnabled: aws.Bool(true),
		ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAwsKms}}}}
	none := allPublic(false)
	for _, tt := range []struct {
		name            string
		put, del        func() error
		get             func() (any, error)
		want, otherwise any    // otherwise is what there is without one
		code, message   string // of the error, if there is nothing
		before          any    // what a new bucket has, if not what stays when it is removed
	}{
		{"tagging", func() error {
			_, err := c.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: album, Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("k"), Value: aws.String("")}}}})
			return err
		}, func() error {
			_, err := c.DeleteBucketTagging(ctx, &s3.DeleteBucketTaggingInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: album})
				return get(out, err, func() any { return out.TagSet })
			}, []types.Tag{{Key: aws.String("k"), Value: aws.String("")}}, nil, "NoSuchTagSet", "The TagSet does not exist", nil},
		{"cors", func() error {
			_, err := c.PutBucketCors(ctx, &s3.PutBucketCorsInput{Bucket: album, CORSConfiguration: &types.CORSConfiguration{CORSRules: cors}})
			return err
		}, func() error { _, err := c.DeleteBucketCors(ctx, &s3.DeleteBucketCorsInput{Bucket: album}); return err },
			func() (any, error) {
				out, err := c.GetBucketCors(ctx, &s3.GetBucketCorsInput{Bucket: album})
				return get(out, err, func() any { return out.CORSRules })
			}, cors, nil, "NoSuchCORSConfiguration", "The CORS configuration does not exist", nil},
		{"website", func() error {
			_, err := c.PutBucketWebsite(ctx, &s3.PutBucketWebsiteInput{Bucket: album, WebsiteConfiguration: website})
			return err
		}, func() error {
			_, err := c.DeleteBucketWebsite(ctx, &s3.DeleteBucketWebsiteInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketWebsite(ctx, &s3.GetBucketWebsiteInput{Bucket: album})
				return get(out, err, func() any { return out.IndexDocument })
			}, website.IndexDocument, nil, "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", nil},
		{"replication", func() error {
			_, err := c.PutBucketReplication(ctx, &s3.PutBucketReplicationInput{Bucket: album, ReplicationConfiguration: replication})
			return err
		}, func() error {
			_, err := c.DeleteBucketReplication(ctx, &s3.DeleteBucketReplicationInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketReplication(ctx, &s3.GetBucketReplicationInput{Bucket: album})
				return get(out, err, func() any { return out.ReplicationConfiguration })
			}, replication, nil, "ReplicationConfigurationNotFoundError", "The replication configuration was not found", nil},
		{"lifecycle", func() error {
			_, err := c.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{Bucket: album, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: lifecycle}})
			return err
		}, func() error {
			_, err := c.DeleteBucketLifecycle(ctx, &s3.DeleteBucketLifecycleInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: album})
				return get(out, err, func() any { return out.Rules })
			}, lifecycle, nil, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", nil},
		{"encryption", func() error {
			_, err := c.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{Bucket: album, ServerSideEncryptionConfiguration: kms})
			return err
		}, func() error {
			_, err := c.DeleteBucketEncryption(ctx, &s3.DeleteBucketEncryptionInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: album})
				return get(out, err, func() any { return out.ServerSideEncryptionConfiguration })
			}, kms, &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{{BucketKeyEnabled: aws.Bool(false),
				ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256}}}}, "", "", nil},
		{"ownership", func() error {
			_, err := c.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{Bucket: album, OwnershipControls: ownership(types.ObjectOwnershipObjectWriter)})
			return err
		}, func() error {
			_, err := c.DeleteBucketOwnershipControls(ctx, &s3.DeleteBucketOwnershipControlsInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: album})
				return get(out, err, func() any { return out.OwnershipControls })
			}, ownership(types.ObjectOwnershipObjectWriter), nil, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found", ownership(types.ObjectOwnershipBucketOwnerEnforced)},
		{"public access", func() error {
			_, err := c.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{Bucket: album, PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{}})
			return err
		}, func() error {
			_, err := c.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: album})
				return get(out, err, func() any { return out.PublicAccessBlockConfiguration })
			}, none, nil, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", allPublic(true)},
		{"policy", func() error {
			_, err := c.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: album, Policy: aws.String(denyAll)})
			return err
		}, func() error {
			_, err := c.DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: album})
			return err
		},
			func() (any, error) {
				out, err := c.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: album})
				return get(out, err, func() any { return *out.Policy })
			}, denyAll, nil, "NoSuchBucketPolicy", "The bucket policy does not exist", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			absent := func() {
				t.Helper()
				got, err := tt.get()
				switch {
				case tt.otherwise == nil:
					refused(t, err, 404, tt.code, tt.message)
				case err != nil || !same(got, tt.otherwise):
					t.Error(err, cmp.Diff(tt.otherwise, got, unexported))
				}
			}
			if tt.before == nil {
				absent()
			} else if got, err := tt.get(); err != nil || !same(got, tt.before) {
				t.Error(err, cmp.Diff(tt.before, got, unexported))
			}
			if err := tt.put(); err != nil {
				t.Fatal(err)
			}
			if got, err := tt.get(); err != nil || !same(got, tt.want) {
				t.Error(err, cmp.Diff(tt.want, got, unexported))
			}
			for range 2 { // removing is idempotent
				if err := tt.del(); err != nil {
					t.Fatal(err)
				}
				absent()
			}
		})
	}
}

const denyAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::photos","arn:aws:s3:::photos/*"]}]}`

var unexported = cmpopts.IgnoreUnexported(types.Tag{}, types.CORSRule{}, types.IndexDocument{}, types.ReplicationConfiguration{}, types.ReplicationRule{}, types.ReplicationRuleFilter{},
	types.Destination{}, types.DeleteMarkerReplication{}, types.LifecycleRule{}, types.LifecycleRuleFilter{}, types.LifecycleExpiration{}, types.ServerSideEncryptionConfiguration{},
	types.ServerSideEncryptionRule{}, types.ServerSideEncryptionByDefault{}, types.OwnershipControls{}, types.OwnershipControlsRule{}, types.PublicAccessBlockConfiguration{},
	types.Grant{}, types.Grantee{}, types.BlockedEncryptionTypes{}, types.LoggingEnabled{})

func same(a, b any) bool { return cmp.Equal(a, b, unexported) }

// get returns a member of an output, unless there is an error.
func get[Out any](_ Out, err error, member func() any) (any, error) {
	if err != nil {
		return nil, err
	}
	return member(), nil
}

func allPublic(b bool) *types.PublicAccessBlockConfiguration {
	return &types.PublicAccessBlockConfiguration{BlockPublicAcls: &b, BlockPublicPolicy: &b, IgnorePublicAcls: &b, RestrictPublicBuckets: &b}
}

func ownership(o types.ObjectOwnership) *types.OwnershipControls {
	return &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: o}}}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos", "logs", "my.bucket")
	c, ctx := srv.Client, t.Context()

	if out := call[*s3.GetBucketAccelerateConfigurationOutput](t)(c.GetBucketAccelerateConfiguration(ctx, &s3.GetBucketAccelerateConfigurationInput{Bucket: album})); out.Status != "" {
		t.Error(out.Status)
	}
	for _, status := range []types.BucketAccelerateStatus{types.BucketAccelerateStatusEnabled, types.BucketAccelerateStatusSuspended} {
		call[*s3.PutBucketAccelerateConfigurationOutput](t)(c.PutBucketAccelerateConfiguration(ctx, &s3.PutBucketAccelerateConfigurationInput{Bucket: album, AccelerateConfiguration: &types.AccelerateConfiguration{Status: status}}))
		if out := call[*s3.GetBucketAccelerateConfigurationOutput](t)(c.GetBucketAccelerateConfiguration(ctx, &s3.GetBucketAccelerateConfigurationInput{Bucket: album})); out.Status != status {
			t.Error(out.Status)
		}
	}
	accelerate := func(bucket, status string) error {
		_, err := c.PutBucketAccelerateConfiguration(ctx, &s3.PutBucketAccelerateConfigurationInput{Bucket: &bucket, AccelerateConfiguration: &types.AccelerateConfiguration{Status: types.BucketAccelerateStatus(status)}})
		return err
	}
	refused(t, accelerate("my.bucket", "Enabled"), 400, "InvalidRequest", "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names")
	refused(t, accelerate("photos", "enabled"), 400, "MalformedXML", wrongXML)
	refused(t, accelerate("photos", "random"), 400, "MalformedXML", wrongXML)

	if out := call[*s3.GetBucketRequestPaymentOutput](t)(c.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: album})); out.Payer != types.PayerBucketOwner {
		t.Error(out.Payer)
	}
	call[*s3.PutBucketRequestPaymentOutput](t)(c.PutBucketRequestPayment(ctx, &s3.PutBucketRequestPaymentInput{Bucket: album, RequestPaymentConfiguration: &types.RequestPaymentConfiguration{Payer: types.PayerRequester}}))
	if out := call[*s3.GetBucketRequestPaymentOutput](t)(c.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: album})); out.Payer != types.PayerRequester {
		t.Error(out.Payer)
	}

	logging := func(target string) error {
		_, err := c.PutBucketLogging(ctx, &s3.PutBucketLoggingInput{Bucket: album, BucketLoggingStatus: &types.BucketLoggingStatus{LoggingEnabled: &types.LoggingEnabled{TargetBucket: &target, TargetPrefix: aws.String("p")}}})
		return err
	}
	refused(t, logging("none"), 400, "InvalidTargetBucketForLogging", "The target bucket for logging does not exist")
	if err := logging("logs"); err != nil {
		t.Fatal(err)
	}
	if out := call[*s3.GetBucketLoggingOutput](t)(c.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: album})); *out.LoggingEnabled.TargetBucket != "logs" {
		t.Error(out.LoggingEnabled)
	}
	call[*s3.PutBucketLoggingOutput](t)(c.PutBucketLogging(ctx, &s3.PutBucketLoggingInput{Bucket: album, BucketLoggingStatus: &types.BucketLoggingStatus{}}))
	if out := call[*s3.GetBucketLoggingOutput](t)(c.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: album})); out.LoggingEnabled != nil {
		t.Error(out.LoggingEnabled)
	}
	call[*s3.CreateBucketOutput](t)(c.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("far"), CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraintEuWest1}}))
	refused(t, logging("far"), 403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. ")

	if out := call[*s3.GetBucketAbacOutput](t)(c.GetBucketAbac(ctx, &s3.GetBucketAbacInput{Bucket: album})); out.AbacStatus.Status != types.BucketAbacStatusDisabled {
		t.Error(out.AbacStatus)
	}
	call[*s3.PutBucketAbacOutput](t)(c.PutBucketAbac(ctx, &s3.PutBucketAbacInput{Bucket: album, AbacStatus: &types.AbacStatus{Status: types.BucketAbacStatusEnabled}}))
	if out := call[*s3.GetBucketAbacOutput](t)(c.GetBucketAbac(ctx, &s3.GetBucketAbacInput{Bucket: album})); out.AbacStatus.Status != types.BucketAbacStatusEnabled {
		t.Error(out.AbacStatus)
	}
}

// Documents that are refused, as they come over the wire.
func TestConfigurationsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	tags := func(pairs ...string) string {
		var b strings.Builder
		for i := 0; i < len(pairs); i += 2 {
			b.WriteString("<Tag>" + element("Key", pairs[i]) + element("Value", pairs[i+1]) + "</Tag>")
		}
		return element("Tagging", element("TagSet", b.String()))
	}
	rule := func(s string) string { return element("LifecycleConfiguration", element("Rule", s)) }
	lock := func(s string) string { return element("ObjectLockConfiguration", s) }
	lockRule := func(s string) string {
		return lock("<ObjectLockEnabled>Enabled</ObjectLockEnabled>" + element("Rule", s))
	}
	cors := func(s string) string { return element("CORSConfiguration", element("CORSRule", s)) }
	policy := func(statement string) string { return `{"Version":"2012-10-17","Statement":[` + statement + `]}` }
	inventory := func(id, versions, format, bucket, frequency, field string) string {
		return element("InventoryConfiguration", element("Id", id)+element("IsEnabled", "true")+element("IncludedObjectVersions", versions)+
			element("Destination", element("S3BucketDestination", element("Format", format)+element("Bucket", bucket)))+element("Schedule", element("Frequency", frequency))+
			element("OptionalFields", element("Field", field)))
	}
	enabled, filter, days := element("Status", "Enabled"), "<Filter><Prefix></Prefix></Filter>", "<Expiration><Days>1</Days></Expiration>"
	mx := []string{element("Code", "MalformedXML"), element("Message", wrongXML)}
	msg := func(code, message string, details ...string) []string {
		return append(details, element("Code", code), element("Message", message))
	}
	for _, tt := range []struct {
		name, query, body string
		status            int
		want              []string
	}{
		{"duplicate tag", "tagging", tags("Key1", "a", "Key1", "b"), 400, msg("InvalidTag", "Cannot provide multiple Tags with the same key", element("TagKey", "Key1"))},
		{"bad tag key", "tagging", tags("Key1,Key2", "a"), 400, msg("InvalidTag", "The TagKey you have provided is invalid", element("TagKey", "Key1,Key2"))},
		{"bad tag value", "tagging", tags("Key1", "Val1,Val2"), 400, msg("InvalidTag", "The TagValue you have provided is invalid", element("TagKey", "Key1"), element("TagValue", "Val1,Val2"))},
		{"system tag", "tagging", tags("aws:prefixed", "a"), 400, msg("InvalidTag", "System tags cannot be added/updated by requester", element("TagKey", "aws:prefixed"))},
		{"tag without value", "tagging", "<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>", 400, mx},
		{"51 tags", "tagging", tags(func() (l []string) {
			for i := range 51 {
				l = append(l, fmt.Sprint(i), "v")
			}
			return l
		}()...), 400, []string{element("Code", "BadRequest")}},

		{"policy no JSON", "policy", "x", 400, msg("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")},
		{"policy broken", "policy", "{", 400, msg("MalformedPolicy", "This policy contains invalid Json")},
		{"policy empty", "policy", "{}", 400, msg("MalformedPolicy", "Missing required field Statement")},
		{"policy unknown member", "policy", `{"Foo":1,"Statement":[]}`, 400, msg("MalformedPolicy", "Invalid policy syntax.")},
		{"policy version", "policy", `{"Version":"2020-01-01","Statement":[]}`, 400, msg("MalformedPolicy", "The policy must contain a valid version string")},
		{"policy without statements", "policy", policy(""), 400, msg("MalformedPolicy", "Could not parse the policy: Statement is empty!")},
		{"policy principal", "policy", policy(`{"Effect":"Allow","Principal":"me","Action":"s3:*","Resource":"arn:aws:s3:::photos"}`), 400, msg("MalformedPolicy", "Invalid principal in policy")},
		{"policy action", "policy", policy(`{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"sqs:*","Resource":"arn:aws:s3:::photos"}`), 400, msg("MalformedPolicy", "Policy has invalid action")},
		{"policy resource", "policy", policy(`{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"s3:*","Resource":"arn:aws:s3:::other/*"}`), 400, msg("MalformedPolicy", "Policy has invalid resource")},
		{"policy without principal", "policy", policy(`{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::photos"}`), 400, msg("MalformedPolicy", "Missing required field Principal")},
		{"policy without action", "policy", policy(`{"Effect":"Allow","Principal":"*","Resource":"arn:aws:s3:::photos"}`), 400, msg("MalformedPolicy", "Missing required field Action")},
		{"policy without resource", "policy", policy(`{"Effect":"Allow","Principal":"*","Action":"s3:*"}`), 400, msg("MalformedPolicy", "Missing required field Resource")},
		{"policy effect", "policy", policy(`{"Effect":"Maybe","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::photos"}`), 400, []string{element("Code", "MalformedPolicy")}},
		{"policy of everybody", "policy", policy(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*"}`), 403, []string{element("Code", "AccessDenied"),
			"because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access."}},
		{"policy of another owner", "policy", "{}", 400, []string{element("Code", "MalformedPolicy")}},

		{"no ownership rule", "ownershipControls", "<OwnershipControls></OwnershipControls>", 400, mx},
		{"two ownership rules", "ownershipControls", element("OwnershipControls", strings.Repeat("<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>", 2)), 400, mx},
		{"unknown ownership", "ownershipControls", element("OwnershipControls", "<Rule><ObjectOwnership>RandomValue</ObjectOwnership></Rule>"), 400, mx},

		{"cors without rules", "cors", "<CORSConfiguration></CORSConfiguration>", 400, mx},
		{"cors without origin", "cors", cors("<AllowedMethod>GET</AllowedMethod>"), 400, mx},
		{"cors method", "cors", cors("<AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*</AllowedOrigin>"), 400, msg("InvalidRequest", "Found unsupported HTTP method in CORS config. Unsupported method is PATCH")},
		{"cors wildcards", "cors", cors("<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*a*</AllowedOrigin>"), 400, []string{element("Code", "InvalidRequest"), "can not have more than one wildcard."}},
		{"cors exposed wildcard", "cors", cors("<AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin><ExposeHeader>*</ExposeHeader>"), 400, []string{element("Code", "InvalidRequest"), "We currently do not support wildcard for ExposeHeader."}},

		{"website without index", "website", "<WebsiteConfiguration></WebsiteConfiguration>", 400, msg("InvalidArgument", "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty", element("ArgumentName", "IndexDocument"), element("ArgumentValue", "null"))},
		{"website suffix", "website", element("WebsiteConfiguration", "<IndexDocument><Suffix>/index.html</Suffix></IndexDocument>"), 400, msg("InvalidArgument", "The IndexDocument Suffix is not well formed")},
		{"website with both", "website", element("WebsiteConfiguration", "<IndexDocument><Suffix>i</Suffix></IndexDocument><RedirectAllRequestsTo><HostName>h</HostName></RedirectAllRequestsTo>"), 400, msg("InvalidArgument", "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.")},

		{"two encryption rules", "encryption", element("ServerSideEncryptionConfiguration", strings.Repeat("<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>", 2)), 400, mx},
		{"unknown encryption", "encryption", element("ServerSideEncryptionConfiguration", "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>ROT13</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"), 400, mx},
		{"key without KMS", "encryption", element("ServerSideEncryptionConfiguration", "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"), 400, []string{element("Code", "InvalidArgument")}},

		{"lifecycle without rules", "lifecycle", "<LifecycleConfiguration></LifecycleConfiguration>", 400, mx},
		{"rule without filter", "lifecycle", rule(enabled + days), 400, mx},
		{"rule with filter and prefix", "lifecycle", rule(enabled + days + filter + "<Prefix>a</Prefix>"), 400, mx},
		{"rule without status", "lifecycle", rule(days + filter), 400, mx},
		{"rule without action", "lifecycle", rule(enabled + filter), 400, msg("InvalidRequest", "At least one action needs to be specified in a rule")},
		{"filter with two conditions", "lifecycle", rule(enabled + days + "<Filter><Prefix>a</Prefix><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>"), 400, mx},
		{"zero days", "lifecycle", rule(enabled + filter + "<Expiration><Days>0</Days></Expiration>"), 400, msg("InvalidArgument", "'Days' for Expiration action must be a positive integer")},
		{"not at midnight", "lifecycle", rule(enabled + filter + "<Expiration><Date>2030-01-01T01:00:00Z</Date></Expiration>"), 400, msg("InvalidArgument", "'Date' must be at midnight GMT", element("ArgumentName", "Date"))},
		{"days and marker", "lifecycle", rule(enabled + filter + "<Expiration><Days>1</Days><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"), 400, mx},
		{"noncurrent without days", "lifecycle", rule(enabled + filter + "<NoncurrentVersionExpiration></NoncurrentVersionExpiration>"), 400, mx},
		{"expiry before transition", "lifecycle", rule(enabled + filter + "<Expiration><Days>5</Days></Expiration><Transition><Days>5</Days><StorageClass>GLACIER</StorageClass></Transition>"), 400,
			msg("InvalidArgument", "'Days' in the Expiration action for filter '(prefix=)' must be greater than 'Days' in the Transition action")},
		{"same rule twice", "lifecycle", element("LifecycleConfiguration", strings.Repeat(element("Rule", element("ID", "a")+enabled+filter+days), 2)), 400, msg("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule")},
		{"same tag twice", "lifecycle", rule(enabled + days + "<Filter><And>" + strings.Repeat("<Tag><Key>a</Key><Value>b</Value></Tag>", 2) + "</And></Filter>"), 400, msg("InvalidRequest", "Duplicate Tag Keys are not allowed.")},

		{"lock not enabled", "object-lock", lock("<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>"), 400, mx},
		{"lock empty", "object-lock", lock(""), 400, mx},
		{"lock empty rule", "object-lock", lockRule(""), 400, mx},
		{"lock empty retention", "object-lock", lockRule("<DefaultRetention></DefaultRetention>"), 400, mx},
		{"lock mode", "object-lock", lockRule("<DefaultRetention><Mode>BAD</Mode><Days>1</Days></DefaultRetention>"), 400, mx},
		{"lock days and years", "object-lock", lockRule("<DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years></DefaultRetention>"), 400, mx},
		{"lock without days", "object-lock", lockRule("<DefaultRetention><Mode>GOVERNANCE</Mode></DefaultRetention>"), 400, mx},
		{"lock zero days", "object-lock", lockRule("<DefaultRetention><Mode>GOVERNANCE</Mode><Days>0</Days></DefaultRetention>"), 400, []string{element("Code", "InvalidRetentionPeriod")}},
		{"lock without versioning", "object-lock", lock("<ObjectLockEnabled>Enabled</ObjectLockEnabled>"), 409, msg("InvalidBucketState", "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")},

		{"replication without versioning", "replication", element("ReplicationConfiguration", "<Role>r</Role><Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::none</Bucket></Destination></Rule>"), 400, []string{element("Code", "InvalidRequest")}},

		{"inventory format", "inventory&id=i", inventory("i", "All", "WRONG", "arn:aws:s3:::logs", "Daily", "Size"), 400, mx},
		{"inventory frequency", "inventory&id=i", inventory("i", "All", "CSV", "arn:aws:s3:::logs", "Hourly", "Size"), 400, mx},
		{"inventory versions", "inventory&id=i", inventory("i", "Some", "CSV", "arn:aws:s3:::logs", "Daily", "Size"), 400, mx},
		{"inventory field", "inventory&id=i", inventory("i", "All", "CSV", "arn:aws:s3:::logs", "Daily", "Colour"), 400, mx},
		{"inventory id", "inventory&id=i", inventory("j", "All", "CSV", "arn:aws:s3:::logs", "Daily", "Size"), 400, msg("IdMismatch", "Document ID does not match the specified configuration ID.")},
		{"inventory bucket", "inventory&id=i", inventory("i", "All", "CSV", "logs", "Daily", "Size"), 400, msg("InvalidS3DestinationBucket", "Invalid bucket ARN.")},
		{"metrics id", "metrics&id=i", element("MetricsConfiguration", element("Id", "j")), 400, mx},
		{"analytics id", "analytics&id=i", element("AnalyticsConfiguration", element("Id", "j")+"<StorageClassAnalysis></StorageClassAnalysis>"), 400, mx},
		{"tiering days", "intelligent-tiering&id=i", element("IntelligentTieringConfiguration", element("Id", "i")+enabled+"<Tiering><AccessTier>ARCHIVE_ACCESS</AccessTier><Days>10</Days></Tiering>"), 400, []string{element("Code", "InvalidArgument")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, _, body := exchange{method: "PUT", url: srv.URL() + "/photos?" + tt.query, body: tt.body}.do(t)
			if status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
			contains(t, body, tt.want...)
		})
	}
}

func TestPolicyStatus(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	c, ctx := srv.Client, t.Context()
	_, err := c.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: album})
	refused(t, err, 404, "NoSuchBucketPolicy", "")
	call[*s3.DeletePublicAccessBlockOutput](t)(c.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: album}))
	for policy, public := range map[string]bool{
		denyAll: false,
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*"}}`:                                                                                 true,
		`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::photos/*"}]}`:                                                false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}]}`:                                false,
		`{"Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*","Condition":{"Bool":{"aws:SecureTransport":true}}}]}`:                           true,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/*","Condition":{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","0.0.0.0/0"]}}}],"Id":"anything"}`: true,
	} {
		call[*s3.PutBucketPolicyOutput](t)(c.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: album, Policy: &policy}))
		if out := call[*s3.GetBucketPolicyStatusOutput](t)(c.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: album})); *out.PolicyStatus.IsPublic != public {
			t.Errorf("public %t: %s", *out.PolicyStatus.IsPublic, policy)
		}
	}
	_, err = c.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: album, ExpectedBucketOwner: aws.String("000000000002")})
	refused(t, err, 403, "AccessDenied", "Access Denied")
	_, err = c.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: album, Policy: aws.String(denyAll), ExpectedBucketOwner: aws.String("abcd")})
	refused(t, err, 400, "InvalidBucketOwnerAWSAccountID", "The value of the expected bucket owner parameter must be an AWS Account ID... [abcd]")
}

func TestConfigurationsOfABucketThatIsNot(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t)
	for _, query := range []string{"tagging", "policy", "policyStatus", "acl", "ownershipControls", "publicAccessBlock", "cors", "website", "encryption", "accelerate", "requestPayment", "logging",
		"lifecycle", "replication", "notification", "object-lock", "inventory", "inventory&id=i", "metrics&id=i", "analytics", "intelligent-tiering", "abac"} {
		status, _, body := exchange{method: "GET", url: srv.URL() + "/none?" + query}.do(t)
		if status != 404 {
			t.Errorf("%s: %d", query, status)
		}
		contains(t, body, element("Code", "NoSuchBucket"), element("Message", "The specified bucket does not exist"), element("BucketName", "none"))
	}
}

func TestListedConfigurations(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	c, ctx := srv.Client, t.Context()
	metrics := func(id string) *s3.PutBucketMetricsConfigurationInput {
		return &s3.PutBucketMetricsConfigurationInput{Bucket: album, Id: &id, MetricsConfiguration: &types.MetricsConfiguration{Id: &id, Filter: &types.MetricsFilterMemberPrefix{Value: id}}}
	}
	for i := range 150 {
		call[*s3.PutBucketMetricsConfigurationOutput](t)(c.PutBucketMetricsConfiguration(ctx, metrics(fmt.Sprintf("m%03d", i))))
	}
	first := call[*s3.ListBucketMetricsConfigurationsOutput](t)(c.ListBucketMetricsConfigurations(ctx, &s3.ListBucketMetricsConfigurationsInput{Bucket: album}))
	if len(first.MetricsConfigurationList) != 100 || !*first.IsTruncated {
		t.Fatal(len(first.MetricsConfigurationList))
	}
	rest := call[*s3.ListBucketMetricsConfigurationsOutput](t)(c.ListBucketMetricsConfigurations(ctx, &s3.ListBucketMetricsConfigurationsInput{Bucket: album, ContinuationToken: first.NextContinuationToken}))
	if len(rest.MetricsConfigurationList) != 50 || *rest.IsTruncated || *rest.MetricsConfigurationList[0].Id != "m100" || rest.NextContinuationToken != nil {
		t.Error(len(rest.MetricsConfigurationList))
	}
	if p, ok := call[*s3.GetBucketMetricsConfigurationOutput](t)(c.GetBucketMetricsConfiguration(ctx, &s3.GetBucketMetricsConfigurationInput{Bucket: album, Id: aws.String("m007")})).MetricsConfiguration.Filter.(*types.MetricsFilterMemberPrefix); !ok || p.Value != "m007" {
		t.Error(p)
	}
	del := func() error {
		_, err := c.DeleteBucketMetricsConfiguration(ctx, &s3.DeleteBucketMetricsConfigurationInput{Bucket: album, Id: aws.String("m007")})
		return err
	}
	if err := del(); err != nil {
		t.Error(err)
	}
	refused(t, del(), 404, "NoSuchConfiguration", "The specified configuration does not exist.")

	id := aws.String("a")
	call[*s3.PutBucketAnalyticsConfigurationOutput](t)(c.PutBucketAnalyticsConfiguration(ctx, &s3.PutBucketAnalyticsConfigurationInput{Bucket: album, Id: id,
		AnalyticsConfiguration: &types.AnalyticsConfiguration{Id: id, Filter: &types.AnalyticsFilterMemberPrefix{Value: "p"}, StorageClassAnalysis: &types.StorageClassAnalysis{}}}))
	call[*s3.PutBucketInventoryConfigurationOutput](t)(c.PutBucketInventoryConfiguration(ctx, &s3.PutBucketInventoryConfigurationInput{Bucket: album, Id: id,
		InventoryConfiguration: &types.InventoryConfiguration{Id: id, IsEnabled: aws.Bool(true), IncludedObjectVersions: types.InventoryIncludedObjectVersionsAll, Schedule: &types.InventorySchedule{Frequency: types.InventoryFrequencyDaily},
			Destination: &types.InventoryDestination{S3BucketDestination: &types.InventoryS3BucketDestination{Bucket: aws.String("arn:aws:s3:::logs"), Format: types.InventoryFormatCsv}}}}))
	call[*s3.PutBucketIntelligentTieringConfigurationOutput](t)(c.PutBucketIntelligentTieringConfiguration(ctx, &s3.PutBucketIntelligentTieringConfigurationInput{Bucket: album, Id: id,
		IntelligentTieringConfiguration: &types.IntelligentTieringConfiguration{Id: id, Status: types.IntelligentTieringStatusEnabled, Tierings: []types.Tiering{{AccessTier: types.IntelligentTieringAccessTierArchiveAccess, Days: aws.Int32(90)}}}}))
	if out := call[*s3.ListBucketAnalyticsConfigurationsOutput](t)(c.ListBucketAnalyticsConfigurations(ctx, &s3.ListBucketAnalyticsConfigurationsInput{Bucket: album})); len(out.AnalyticsConfigurationList) != 1 || *out.IsTruncated {
		t.Error(out)
	}
	if out := call[*s3.ListBucketInventoryConfigurationsOutput](t)(c.ListBucketInventoryConfigurations(ctx, &s3.ListBucketInventoryConfigurationsInput{Bucket: album})); len(out.InventoryConfigurationList) != 1 {
		t.Error(out)
	}
	if out := call[*s3.ListBucketIntelligentTieringConfigurationsOutput](t)(c.ListBucketIntelligentTieringConfigurations(ctx, &s3.ListBucketIntelligentTieringConfigurationsInput{Bucket: album})); len(out.IntelligentTieringConfigurationList) != 1 {
		t.Error(out)
	}
	call[*s3.GetBucketAnalyticsConfigurationOutput](t)(c.GetBucketAnalyticsConfiguration(ctx, &s3.GetBucketAnalyticsConfigurationInput{Bucket: album, Id: id}))
	call[*s3.GetBucketInventoryConfigurationOutput](t)(c.GetBucketInventoryConfiguration(ctx, &s3.GetBucketInventoryConfigurationInput{Bucket: album, Id: id}))
	call[*s3.GetBucketIntelligentTieringConfigurationOutput](t)(c.GetBucketIntelligentTieringConfiguration(ctx, &s3.GetBucketIntelligentTieringConfigurationInput{Bucket: album, Id: id}))
	call[*s3.DeleteBucketAnalyticsConfigurationOutput](t)(c.DeleteBucketAnalyticsConfiguration(ctx, &s3.DeleteBucketAnalyticsConfigurationInput{Bucket: album, Id: id}))
	call[*s3.DeleteBucketInventoryConfigurationOutput](t)(c.DeleteBucketInventoryConfiguration(ctx, &s3.DeleteBucketInventoryConfigurationInput{Bucket: album, Id: id}))
	call[*s3.DeleteBucketIntelligentTieringConfigurationOutput](t)(c.DeleteBucketIntelligentTieringConfiguration(ctx, &s3.DeleteBucketIntelligentTieringConfigurationInput{Bucket: album, Id: id}))
	_, err := c.GetBucketAnalyticsConfiguration(ctx, &s3.GetBucketAnalyticsConfigurationInput{Bucket: album, Id: id})
	refused(t, err, 404, "NoSuchConfiguration", "The specified configuration does not exist.")
}

func TestBucketACL(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	c, ctx := srv.Client, t.Context()
	put := func(in s3.PutBucketAclInput) error {
		in.Bucket = album
		_, err := c.PutBucketAcl(ctx, &in)
		return err
	}
	acl := func() *s3.GetBucketAclOutput {
		return call[*s3.GetBucketAclOutput](t)(c.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: album}))
	}
	owner := *acl().Owner.ID
	full := types.Grant{Grantee: &types.Grantee{Type: types.TypeCanonicalUser, ID: &owner}, Permission: types.PermissionFullControl}
	group := func(uri string, p types.Permission) types.Grant {
		return types.Grant{Grantee: &types.Grantee{Type: types.TypeGroup, URI: &uri}, Permission: p}
	}
	const everybody, logs = "http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/s3/LogDelivery"
	wrongID, fakeGroup := "wrong-id", "http://acs.amazonaws.com/groups/s3/FakeGroup"

	refused(t, put(s3.PutBucketAclInput{ACL: types.BucketCannedACLPublicRead}), 400, "AccessControlListNotSupported", "The bucket does not allow ACLs")
	call[*s3.DeleteBucketOwnershipControlsOutput](t)(c.DeleteBucketOwnershipControls(ctx, &s3.DeleteBucketOwnershipControlsInput{Bucket: album}))
	refused(t, put(s3.PutBucketAclInput{ACL: types.BucketCannedACLPublicRead}), 403, "AccessDenied",
		`User: arn:aws:iam::000000000000:user/test is not authorized to perform: s3:PutBucketAcl on resource: "arn:aws:s3:::photos" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`)
	call[*s3.DeletePublicAccessBlockOutput](t)(c.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: album}))

	for _, tt := range []struct {
		name string
		in   s3.PutBucketAclInput
		want []types.Grant
	}{
		{"canned", s3.PutBucketAclInput{ACL: types.BucketCannedACLPublicRead}, []types.Grant{full, group(everybody, types.PermissionRead)}},
		{"header", s3.PutBucketAclInput{GrantRead: aws.String(`uri="` + logs + `"`)}, []types.Grant{group(logs, types.PermissionRead)}},
		{"private", s3.PutBucketAclInput{ACL: types.BucketCannedACLPrivate}, []types.Grant{full}},
		{"document", s3.PutBucketAclInput{AccessControlPolicy: &types.AccessControlPolicy{Owner: &types.Owner{ID: &owner}, Grants: []types.Grant{full, group(logs, types.PermissionWrite)}}}, []types.Grant{full, group(logs, types.PermissionWrite)}},
	} {
		if err := put(tt.in); err != nil {
			t.Error(tt.name, err)
		}
		if got := acl().Grants; !same(got, tt.want) {
			t.Error(tt.name, cmp.Diff(tt.want, got, unexported))
		}
	}
	refused(t, put(s3.PutBucketAclInput{ACL: "fake-acl"}), 400, "InvalidArgument", "")
	refused(t, put(s3.PutBucketAclInput{}), 400, "MissingSecurityHeader", "Your request was missing a required header")
	refused(t, put(s3.PutBucketAclInput{ACL: types.BucketCannedACLPublicRead, GrantWrite: aws.String("id=x")}), 400, "InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed")
	refused(t, put(s3.PutBucketAclInput{ACL: types.BucketCannedACLPublicRead, AccessControlPolicy: &types.AccessControlPolicy{Owner: &types.Owner{ID: &owner}, Grants: []types.Grant{full}}}), 400, "UnexpectedContent", "This request does not support content")
	refused(t, put(s3.PutBucketAclInput{GrantWrite: aws.String(`uri="` + fakeGroup + `"`)}), 400, "InvalidArgument", "Invalid group uri")
	refused(t, put(s3.PutBucketAclInput{GrantWrite: aws.String(`id="wrong-id"`)}), 400, "InvalidArgument", "Invalid id")
	refused(t, put(s3.PutBucketAclInput{GrantWrite: aws.String(`fakekey="1234"`)}), 400, "InvalidArgument", "Argument format not recognized")
	refused(t, put(s3.PutBucketAclInput{AccessControlPolicy: &types.AccessControlPolicy{}}), 400, "MalformedACLError", wrongXML)
	refused(t, put(s3.PutBucketAclInput{AccessControlPolicy: &types.AccessControlPolicy{Owner: &types.Owner{ID: &wrongID}, Grants: []types.Grant{full}}}), 400, "InvalidArgument", "Invalid id")
	refused(t, put(s3.PutBucketAclInput{AccessControlPolicy: &types.AccessControlPolicy{Owner: &types.Owner{ID: &owner}, Grants: []types.Grant{group(fakeGroup, types.PermissionRead)}}}), 400, "InvalidArgument", "Invalid group uri")
	refused(t, put(s3.PutBucketAclInput{AccessControlPolicy: &types.AccessControlPolicy{Owner: &types.Owner{ID: &owner}, Grants: []types.Grant{group(everybody, "BAD")}}}), 400, "MalformedACLError", wrongXML)

	_, _, body := exchange{method: "PUT", url: srv.URL() + "/photos?acl", header: map[string]string{"x-amz-acl": "fake-acl"}}.do(t)
	contains(t, body, element("ArgumentName", "x-amz-acl"), element("ArgumentValue", "fake-acl"))
	call[*s3.PutBucketAclOutput](t)(nil, put(s3.PutBucketAclInput{ACL: types.BucketCannedACLPublicRead}))
	_, err := c.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{Bucket: album, OwnershipControls: ownership(types.ObjectOwnershipBucketOwnerEnforced)})
	refused(t, err, 400, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
}

func TestObjectLockConfiguration(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	c, ctx := srv.Client, t.Context()
	in := &s3.GetObjectLockConfigurationInput{Bucket: album}
	_, err := c.GetObjectLockConfiguration(ctx, in)
	refused(t, err, 404, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket")
	call[*s3.PutBucketVersioningOutput](t)(c.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{Bucket: album, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}}))
	put := func(r *types.ObjectLockRule) {
		call[*s3.PutObjectLockConfigurationOutput](t)(c.PutObjectLockConfiguration(ctx, &s3.PutObjectLockConfigurationInput{Bucket: album, ObjectLockConfiguration: &types.ObjectLockConfiguration{ObjectLockEnabled: types.ObjectLockEnabledEnabled, Rule: r}}))
	}
	put(nil)
	if got := call[*s3.GetObjectLockConfigurationOutput](t)(c.GetObjectLockConfiguration(ctx, in)).ObjectLockConfiguration; got.ObjectLockEnabled != "Enabled" || got.Rule != nil {
		t.Error(got)
	}
	put(&types.ObjectLockRule{DefaultRetention: &types.DefaultRetention{Mode: types.ObjectLockRetentionModeGovernance, Days: aws.Int32(3)}})
	if got := call[*s3.GetObjectLockConfigurationOutput](t)(c.GetObjectLockConfiguration(ctx, in)).ObjectLockConfiguration; *got.Rule.DefaultRetention.Days != 3 {
		t.Error(got.Rule)
	}
	call[*s3.PutObjectOutput](t)(c.PutObject(ctx, &s3.PutObjectInput{Bucket: album, Key: aws.String("k")}))
	head := call[*s3.HeadObjectOutput](t)(c.HeadObject(ctx, &s3.HeadObjectInput{Bucket: album, Key: aws.String("k")}))
	if head.ObjectLockMode != types.ObjectLockModeGovernance || head.ObjectLockRetainUntilDate.Sub(srv.Clock.Now()) < 71*time.Hour {
		t.Error(head.ObjectLockMode, head.ObjectLockRetainUntilDate)
	}
}

func TestSSECIsBlockedByOption(t *testing.T) {
	t.Parallel()
	srv := s3fake.Start(t, func(o *s3fake.Options) { o.BlockSSEC = true })
	c, ctx := srv.Client, t.Context()
	call[*s3.CreateBucketOutput](t)(c.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: album}))
	put := func() error {
		_, err := c.PutObject(ctx, &s3.PutObjectInput{Bucket: album, Key: aws.String("k"), SSECustomerAlgorithm: aws.String("AES256"), SSECustomerKey: aws.String("a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="), SSECustomerKeyMD5: aws.String("mT2HRsMGJ5IX5C+0rreZ8Q==")})
		return err
	}
	refused(t, put(), 403, "AccessDenied", "")
	rule := call[*s3.GetBucketEncryptionOutput](t)(c.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: album})).ServerSideEncryptionConfiguration.Rules[0]
	if rule.BlockedEncryptionTypes == nil || rule.BlockedEncryptionTypes.EncryptionType[0] != types.EncryptionTypeSseC {
		t.Error(rule.BlockedEncryptionTypes)
	}
	rule.BlockedEncryptionTypes = &types.BlockedEncryptionTypes{EncryptionType: []types.EncryptionType{types.EncryptionTypeNone}}
	call[*s3.PutBucketEncryptionOutput](t)(c.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{Bucket: album, ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}}))
	if err := put(); err != nil {
		t.Error(err)
	}
}
