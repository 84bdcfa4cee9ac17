package model_test

import (
	"slices"
	"testing"

	"github.com/awsfake/awsfake/internal/model"
)

func tableOf(t *testing.T, name string) *model.API {
	t.Helper()
	for _, svc := range services() {
		if svc.table == name {
			return svc.api
		}
	}
	t.Fatalf("no table %s", name)
	return nil
}

func TestTheTablesKnowWhatIsNewerThanTheModels(t *testing.T) {
	for _, want := range []struct{ table, shape, member string }{
		{"dynamodbstreams", "DescribeStreamInput", "ShardFilter"},
		{"dynamodbstreams", "GetShardIteratorInput", "Timestamp"},
		{"dynamodb", "CreateTableInput", "VectorIndexes"},
		{"dynamodb", "SearchVectorsInput", "TableName"},
		{"lambda", "CreateCapacityProviderRequest", "TelemetryConfig"},
		{"s3", "ObjectLockRetention", "EventHold"},
		{"s3", "PutObjectRequest", "ObjectLockEventHold"},
		{"s3", "AnnotationEntry", "ReplicationStatus"},
	} {
		if s := shapeNamed(tableOf(t, want.table), want.shape); s == nil || find(s, want.member) == nil {
			t.Errorf("%s: no %s.%s", want.table, want.shape, want.member)
		}
	}
	for _, want := range []struct{ table, shape, value string }{
		{"dynamodbstreams", "ShardIteratorType", "AT_TIMESTAMP"},
		{"lambda", "Runtime", "nodejs26.x"},
		{"lambda", "Runtime", "python3.15"},
		{"s3", "StorageClass", "AWS_BACKUP_WARM"},
		{"s3", "Event", "s3:ObjectAnnotation:Put"},
	} {
		if s := shapeNamed(tableOf(t, want.table), want.shape); !slices.Contains(s.Limits.Enum, want.value) {
			t.Errorf("%s: %s lacks %s", want.table, want.shape, want.value)
		}
	}
}

// The SDK's clients refuse an input without these, and fill in the tokens.
func TestMembersNewerThanTheModelsAreRequiredOrFilledIn(t *testing.T) {
	for _, want := range []struct {
		table, shape, member string
		flag                 model.Flag
	}{
		{"dynamodb", "SearchVectorsInput", "IndexName", model.Required},
		{"dynamodb", "CreateVectorIndexAction", "Dimensions", model.Required},
		{"dynamodb", "InputS3Configuration", "S3Bucket", model.Required},
		{"dynamodb", "StartBulkPutItemsInput", "ClientToken", model.Idempotency},
		{"lambda", "PutResourcePolicyRequest", "Policy", model.Required},
		{"s3", "PutObjectAnnotationRequest", "AnnotationName", model.Required},
		{"s3", "PutObjectAnnotationRequest", "AnnotationPayload", model.Payload | model.Streaming},
	} {
		if m := find(shapeNamed(tableOf(t, want.table), want.shape), want.member); m == nil || !m.Flags.Has(want.flag) {
			t.Errorf("%s: %s.%s: %+v lacks %b", want.table, want.shape, want.member, m, want.flag)
		}
	}
}

func TestErrorsHaveTheirStatus(t *testing.T) {
	for table, want := range map[string]map[string]int{
		"sqs": {"OverLimit": 403, "PurgeQueueInProgress": 403, "InvalidSecurity": 403, "RequestThrottled": 403, "KmsOptInRequired": 403,
			"ReceiptHandleIsInvalid": 404, "InvalidAddress": 404, "ResourceNotFoundException": 404},
		"firehose":        {"ServiceUnavailableException": 503},
		"dynamodbstreams": {"InternalServerError": 500},
	} {
		for _, s := range tableOf(t, table).Shapes {
			status := want[s.Name]
			if status == 0 {
				status = 400
			}
			if s.Error != nil && s.Error.Status != status {
				t.Errorf("%s: %s is %d, want %d", table, s.Name, s.Error.Status, status)
			}
		}
	}
	for _, want := range []struct {
		table, shape string
		status       int
	}{
		{"s3", "NoSuchKey", 404}, {"s3", "NoSuchBucket", 404}, {"s3", "NotFound", 404}, {"s3", "BucketAlreadyOwnedByYou", 409}, {"s3", "NoSuchAnnotation", 404},
		{"sns", "NotFoundException", 404}, {"sns", "AuthorizationErrorException", 403}, {"sns", "InvalidParameterException", 400},
		{"lambda", "ResourceNotFoundException", 404}, {"lambda", "ResourceConflictException", 409}, {"lambda", "TooManyRequestsException", 429},
		{"dynamodb", "InternalServerError", 500}, {"dynamodb", "ConditionalCheckFailedException", 400},
	} {
		if s := shapeNamed(tableOf(t, want.table), want.shape); s.Error.Status != want.status {
			t.Errorf("%s: %s is %d, want %d", want.table, want.shape, s.Error.Status, want.status)
		}
	}
}
