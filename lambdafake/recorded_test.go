package lambdafake_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/lambdafake"
)

// The patterns of FunctionName, in CreateFunction and elsewhere, and of Qualifier, as the recordings have them.
const (
	newNamePattern   = `(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`
	namePattern      = `(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`
	qualifierPattern = `\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`
)

// TestFunctionNameAndQualifier replays recordings/lambda.json, test_function_name_and_qualifier_validation: no function is there.
func TestFunctionNameAndQualifier(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	const (
		arn     = "arn:aws:lambda:us-east-1:000000000000:function:"
		far     = "arn:aws:lambda:invalid-region:000000000000:function:my-function"
		derived = "InvalidParameterValueException: The derived qualifier from the function name does not match the specified qualifier."
		alias   = "InvalidParameterValueException: Deletion of aliases is not currently supported."
		lookup  = "ResourceNotFoundException: Function not found: " + arn
		mime    = "failed to satisfy constraint: Member must "
		long    = mime + "have length less than or equal to "
		one     = "ValidationException: 1 validation error detected: "
		two     = "ValidationException: 2 validation errors detected: "
	)
	a := func(n int) string { return strings.Repeat("a", n) }
	const pattern = one + "Value 'NAME' at 'functionName' " + mime + "satisfy regular expression pattern: PATTERN"
	for _, test := range []struct {
		name, function, qualifier string
		create                    string // CreateFunction has no Qualifier: it stands in the name
		others                    string // of the other operations, unless they have their own; "" is not recorded
		remove, invoke            string
	}{
		{name: "full_arn_with_multiple_qualifiers", function: arn + "my-function:1:2", create: pattern, others: pattern},
		{name: "function_name_is_single_invalid", function: "*", create: pattern, others: pattern},
		{name: "invalid_account_id_in_partial_arn", function: "invalid-account:function:my-function", create: pattern, others: pattern},
		{name: "invalid_characters_in_function_name", function: "my-function!", create: pattern, others: pattern},
		{name: "invalid_region_in_arn", function: far, create: pattern, others: pattern},
		{name: "missing_account_id_in_arn", function: "arn:aws:lambda:us-east-1::function:my-function", create: pattern, others: pattern},
		{name: "missing_region_in_arn", function: "arn:aws:lambda::000000000000:function:my-function", create: pattern, others: pattern},
		{name: "misspelled_latest_in_arn", function: arn + "my-function:$LATES", create: pattern, others: pattern},
		{name: "non_lambda_arn", function: "arn:aws:ec2:us-east-1:000000000000:instance:i-1234567890abcdef0", create: pattern, others: pattern},
		{name: "partial_arn_with_extra_qualifier", function: "function:my-function:$LATEST:extra", create: pattern, others: pattern},
		{name: "latest_version_with_additional_qualifier", function: arn + "my-function:$LATEST", qualifier: "1", create: pattern, others: derived},
		{name: "invalid_characters_in_qualifier", function: "my-function", qualifier: "invalid!", create: pattern,
			others: one + "Value 'invalid!' at 'qualifier' " + mime + "satisfy regular expression pattern: " + qualifierPattern},
		{name: "lowercase_latest_qualifier", function: arn + "my-function", qualifier: "$latest", create: pattern, others: lookup + "my-function:$latest", remove: lookup + "my-function"},
		{name: "incomplete_arn", function: "arn:aws:lambda:us-east-1:000000000000:function", others: lookup + "function", invoke: lookup + "function:$LATEST"},
		{name: "function_name_too_long", function: a(65), create: "InvalidParameterValueException: 1 validation error detected: Value 'NAME' at 'functionName' " + long + "64",
			others: lookup + a(65), invoke: lookup + a(65) + ":$LATEST"},
		{name: "function_name_and_qualifier_too_long", function: "my-function", qualifier: a(65), others: lookup + "my-function:" + a(65), remove: alias},
		{name: "qualifier_too_long", function: "my-function", qualifier: a(129), create: one + "Value 'NAME' at 'functionName' " + long + "140",
			others: one + "Value '" + a(129) + "' at 'qualifier' " + long + "128"},
		{name: "function_name_too_long_and_invalid_region", function: far + a(170), others: pattern,
			create: two + "Value 'NAME' at 'functionName' " + long + "140; Value 'NAME' at 'functionName' " + mime + "satisfy regular expression pattern: PATTERN"},
		{name: "full_arn_and_qualifier_too_long_and_invalid_region", function: far + "-" + a(170), qualifier: a(129),
			create: two + "Value 'NAME' at 'functionName' " + long + "140; Value 'NAME' at 'functionName' " + mime + "satisfy regular expression pattern: PATTERN",
			others: two + "Value '" + a(129) + "' at 'qualifier' " + long + "128; Value 'NAME' at 'functionName' " + mime + "satisfy regular expression pattern: PATTERN"},
	} {
		full, qualifier := test.function, (*string)(nil)
		if test.qualifier != "" {
			full, qualifier = full+":"+test.qualifier, &test.qualifier
		}
		create := newFunction(t)
		create.FunctionName = &full
		for _, op := range []struct {
			name, want, function, pattern string
			call                          func() error
		}{
			{"CreateFunction", test.create, full, newNamePattern, func() error {
				_, err := srv.Client.CreateFunction(t.Context(), create)
				return err
			}},
			{"DeleteFunction", cmp.Or(test.remove, test.others), test.function, namePattern, func() error {
				_, err := srv.Client.DeleteFunction(t.Context(), &lambda.DeleteFunctionInput{FunctionName: &test.function, Qualifier: qualifier})
				return err
			}},
			{"GetFunction", test.others, test.function, namePattern, func() error {
				_, err := srv.Client.GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: &test.function, Qualifier: qualifier})
				return err
			}},
			{"Invoke", cmp.Or(test.invoke, test.others), test.function, namePattern, func() error {
				_, err := srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &test.function, Qualifier: qualifier})
				return err
			}},
		} {
			if op.want == "" {
				continue
			}
			t.Run(test.name+"/"+op.name, func(t *testing.T) {
				want := strings.NewReplacer("NAME", op.function, "PATTERN", op.pattern).Replace(op.want)
				err := op.call()
				var api smithy.APIError
				if !errors.As(err, &api) || inOrder(api.ErrorCode()+": "+api.ErrorMessage()) != inOrder(want) {
					t.Errorf("got  %v\nwant %s", err, want)
				}
			})
		}
	}
}

// inOrder sorts the violations in a message: the recordings do not tell the order.
func inOrder(message string) string {
	head, list, _ := strings.Cut(message, " detected: ")
	l := strings.Split(list, "; ")
	slices.Sort(l)
	return head + strings.Join(l, "; ")
}

// TestRefusals replays refusals of recordings/lambda.json, under the names that they have there.
func TestRefusals(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx, c := t.Context(), stack.Lambda
	const arn = "arn:aws:lambda:us-east-1:000000000000:function:"
	in := newFunction(t)
	in.Publish = true
	must(t)(c.CreateFunction(ctx, in)) // version 1
	must(t)(c.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: str("f"), ZipFile: archive(t, "two"), Publish: true}))
	must(t)(c.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("custom"), FunctionVersion: str("1")}))
	must(t)(c.AddPermission(ctx, &lambda.AddPermissionInput{FunctionName: str("f"), StatementId: str("s"), Action: str("lambda:InvokeFunction"), Principal: str("s3.amazonaws.com")}))
	must(t)(stack.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: str("q")}))
	queueARN := stack.ARN("sqs", "q")

	alias := func(function, name, version string, weights map[string]float64) error {
		in := &lambda.CreateAliasInput{FunctionName: &function, Name: &name, FunctionVersion: &version}
		if weights != nil {
			in.RoutingConfig = &types.AliasRoutingConfiguration{AdditionalVersionWeights: weights}
		}
		_, err := c.CreateAlias(ctx, in)
		return err
	}
	events := func(function string, qualifier *string, success, failure *string) error {
		in := &lambda.PutFunctionEventInvokeConfigInput{FunctionName: &function, Qualifier: qualifier, MaximumRetryAttempts: aws.Int32(1)}
		if success != nil || failure != nil {
			in.DestinationConfig = &types.DestinationConfig{}
		}
		if success != nil {
			in.DestinationConfig.OnSuccess = &types.OnSuccess{Destination: success}
		}
		if failure != nil {
			in.DestinationConfig.OnFailure = &types.OnFailure{Destination: failure}
		}
		_, err := c.PutFunctionEventInvokeConfig(ctx, in)
		return err
	}
	getEvents := func(function string, qualifier *string) error {
		_, err := c.GetFunctionEventInvokeConfig(ctx, &lambda.GetFunctionEventInvokeConfigInput{FunctionName: &function, Qualifier: qualifier})
		return err
	}
	mapping := func(change func(*lambda.CreateEventSourceMappingInput)) error {
		in := &lambda.CreateEventSourceMappingInput{FunctionName: str("f"), EventSourceArn: &queueARN}
		change(in)
		_, err := c.CreateEventSourceMapping(ctx, in)
		return err
	}
	id := "00000000-0000-0000-0000-000000000000"
	const weights = "1 validation error detected: Value '{%s}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: "
	const values = weights + "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]"
	const invalid, missing, constraint = "InvalidParameterValueException", "ResourceNotFoundException", "ValidationException"
	const noConfig = " doesn't have an EventInvokeConfig"
	for _, test := range []struct {
		name          string
		err           error
		status        int
		code, message string
	}{
		{"alias_naming/number", alias("f", "2024", "1", nil), 400, constraint, "1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"},
		{"routingconfigs/already_exist", alias("f", "custom", "1", nil), 409, "ResourceConflictException", "Alias already exists: " + arn + "f:custom"},
		{"routingconfigs/fn_doesnotexist", alias("unknown", "a", "1", nil), 404, missing, "Function not found: " + arn + "unknown:1"},
		{"routingconfigs/sameversion", alias("f", "a", "1", map[string]float64{"1": 0.5}), 400, invalid, "Invalid function version 1. Function version 1 is already included in routing configuration."},
		{"routingconfigs/subzero", alias("f", "a", "1", map[string]float64{"2": -1}), 400, constraint, fmt.Sprintf(values, "2=-1.0")},
		{"routingconfigs/toohigh", alias("f", "a", "1", map[string]float64{"2": 2}), 400, constraint, fmt.Sprintf(values, "2=2.0")},
		{"routingconfigs/toomany", alias("f", "a", "1", map[string]float64{"2": 0.1, "3": 0.1}), 400, invalid, "Number of items in AdditionalVersionWeights cannot be greater than 1"},
		{"routingconfigs/version_doesnotexist", alias("f", "a", "1", map[string]float64{"10": 0.1}), 404, missing, "Function not found: " + arn + "f:10"},
		{"routingconfigs/version_latest", alias("f", "a", "1", map[string]float64{"$LATEST": 0.5}), 400, constraint, fmt.Sprintf(weights, "$LATEST=0.5") + "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]"},
		{"routingconfigs/target_version_doesnotexist", alias("f", "a", "10", nil), 404, missing, "Function not found: " + arn + "f:10"},
		{"routingconfigs/target_version_latest", alias("f", "a", "$LATEST", map[string]float64{"1": 0.5}), 400, invalid, "$LATEST is not supported for an alias pointing to more than 1 version"},
		{"alias_does_not_exist", second(c.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: str("f"), Name: str("none")})), 404, missing, "Cannot find alias arn: " + arn + "f:none"},
		{"non_existent_alias_update", second(c.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: str("f"), Name: str("none")})), 404, missing, "Alias not found: " + arn + "f:none"},
		{"alias_lifecycle/get_function_notfound", second(c.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: str("f"), Qualifier: str("none")})), 404, missing, "Function not found: " + arn + "f:none"},

		{"eventinvokeconfig/delete_function_doesnotexist", second(c.DeleteFunctionEventInvokeConfig(ctx, &lambda.DeleteFunctionEventInvokeConfigInput{FunctionName: str("none")})), 404, missing, "The function " + arn + "none:$LATEST" + noConfig},
		{"eventinvokeconfig/delete_function_not_found", second(c.DeleteFunctionEventInvokeConfig(ctx, &lambda.DeleteFunctionEventInvokeConfigInput{FunctionName: str("f")})), 404, missing, "The function " + arn + "f:$LATEST" + noConfig},
		{"eventinvokeconfig/get_doesnotexist", getEvents("f", str("custom")), 404, missing, "The function " + arn + "f:custom" + noConfig},
		{"eventinvokeconfig/get_function_doesnotexist", getEvents("none", nil), 404, missing, "The function " + arn + "none:$LATEST" + noConfig},
		{"eventinvokeconfig/get_qualifier_doesnotexist", getEvents("f", str("none")), 404, missing, "The function " + arn + "f:none" + noConfig},
		{"eventinvokeconfig/list_function_doesnotexist", second(c.ListFunctionEventInvokeConfigs(ctx, &lambda.ListFunctionEventInvokeConfigsInput{FunctionName: str("none")})), 404, missing, "The function doesn't exist."},
		{"eventinvokeconfig/put_alias_doesnotexist", events("f", str("none"), nil, nil), 404, missing, "The function doesn't exist."},
		{"eventinvokeconfig/put_alias_qualifierconflict", events(arn+"f:custom", str("none"), nil, nil), 400, invalid, "The derived qualifier from the function name does not match the specified qualifier."},
		{"eventinvokeconfig/put_destination_invalid_arn_pattern", events("f", nil, nil, str("arn:aws:_-/!lambda:us-east-1:000000000000:function:f")), 400, constraint, `1 validation error detected: Value 'arn:aws:_-/!lambda:us-east-1:000000000000:function:f' at 'destinationConfig.onFailure.destination' failed to satisfy constraint: Member must satisfy regular expression pattern: $|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`},
		{"eventinvokeconfig/put_destination_invalid_service_arn", events("f", nil, str("arn:aws:iam:us-east-1:000000000000:function:f"), nil), 400, invalid, "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:iam:us-east-1:000000000000:function:f), onFailure=null) is invalid."},
		{"eventinvokeconfig/put_destination_lambda_doesntexist", events("f", nil, str(arn+"none"), nil), 400, invalid, "The destination ARN " + arn + "none is invalid."},
		{"eventinvokeconfig/put_destination_recursive", events("f", nil, str(arn+"f"), nil), 400, invalid, "You can't specify the function as a destination for itself."},
		{"eventinvokeconfig/put_functionname_notfound", events("none", nil, nil, nil), 404, missing, "The function doesn't exist."},
		{"eventinvokeconfig/put_functionname_nootherargs", second(c.PutFunctionEventInvokeConfig(ctx, &lambda.PutFunctionEventInvokeConfigInput{FunctionName: str("f")})), 400, invalid, "You must specify at least one of error handling or destination setting."},
		{"eventinvokeconfig/update_config_doesnotexist", second(c.UpdateFunctionEventInvokeConfig(ctx, &lambda.UpdateFunctionEventInvokeConfigInput{FunctionName: str("f"), MaximumRetryAttempts: aws.Int32(1)})), 404, missing, "The function " + arn + "f:$LATEST" + noConfig},
		{"eventinvokeconfig/update_function_doesnotexist", second(c.UpdateFunctionEventInvokeConfig(ctx, &lambda.UpdateFunctionEventInvokeConfigInput{FunctionName: str("none"), MaximumRetryAttempts: aws.Int32(1)})), 404, missing, "The function doesn't exist."},

		{"event_source_mapping/no_event_source_arn", mapping(func(in *lambda.CreateEventSourceMappingInput) { in.EventSourceArn = nil }), 400, invalid, "Unrecognized event source."},
		{"event_source_mapping/unknown_params", mapping(func(in *lambda.CreateEventSourceMappingInput) { in.FunctionName = str("none") }), 400, invalid, "Function does not exist"},
		{"event_source_mapping/destination_config_failure", mapping(func(in *lambda.CreateEventSourceMappingInput) {
			in.DestinationConfig = &types.DestinationConfig{OnFailure: &types.OnFailure{Destination: &queueARN}}
		}), 400, invalid, "Unsupported DestinationConfig parameter for given event source mapping type."},
		{"event_source_mapping/delete_unknown_uuid", second(c.DeleteEventSourceMapping(ctx, &lambda.DeleteEventSourceMappingInput{UUID: &id})), 404, missing, "The resource you requested does not exist."},
		{"event_source_mapping/get_unknown_uuid", second(c.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: &id})), 404, missing, "The resource you requested does not exist."},
		{"event_source_mapping/update_unknown_uuid", second(c.UpdateEventSourceMapping(ctx, &lambda.UpdateEventSourceMappingInput{UUID: &id})), 404, missing, "The resource you requested does not exist."},
		{"event_source_mapping/default_batch_size", mapping(func(in *lambda.CreateEventSourceMappingInput) { in.BatchSize = aws.Int32(11) }), 400, invalid, "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"},
		{"event_source_mapping/invalid_starting_position", mapping(func(in *lambda.CreateEventSourceMappingInput) { in.StartingPosition = "invalid" }), 400, constraint, "1 validation error detected: Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"},
		{"event_source_mapping/not_existing_sqs_queue", mapping(func(in *lambda.CreateEventSourceMappingInput) { in.EventSourceArn = str(stack.ARN("sqs", "none")) }), 400, invalid, "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist."},
		{"event_source_mapping/not_existing_stream", mapping(func(in *lambda.CreateEventSourceMappingInput) {
			in.EventSourceArn, in.StartingPosition = str(stack.ARN("dynamodb", "table/t/stream/2025-02-22T03:03:25.490")), "LATEST"
		}), 400, invalid, "Stream not found: " + stack.ARN("dynamodb", "table/t/stream/2025-02-22T03:03:25.490")},
		{"event_source_mapping/invalid_filter", mapping(func(in *lambda.CreateEventSourceMappingInput) {
			in.FilterCriteria = &types.FilterCriteria{Filters: []types.Filter{{Pattern: str("simple string")}}}
		}), 400, invalid, "Invalid filter pattern definition."},

		{"arn_qualifier_mismatch/delete_function_match", second(c.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: str(arn + "none:$LATEST"), Qualifier: str("$LATEST")})), 400, invalid, "$LATEST version cannot be deleted without deleting the function."},
		{"arn_qualifier_mismatch/get_function_match", second(c.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: str(arn + "none:$LATEST"), Qualifier: str("$LATEST")})), 404, missing, "Function not found: " + arn + "none:$LATEST"},
		{"arn_qualifier_mismatch/get_function_configuration", second(c.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: str(arn + "none:$LATEST"), Qualifier: str("1")})), 400, invalid, "The derived qualifier from the function name does not match the specified qualifier."},

		{"function_revisions/add_permission", second(c.AddPermission(ctx, &lambda.AddPermissionInput{FunctionName: str("f"), StatementId: str("t"), Action: str("lambda:InvokeFunction"), Principal: str("s3.amazonaws.com"), RevisionId: &id})), 412, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id"},
		{"permission_revisions/remove_permission", second(c.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: str("f"), StatementId: str("s"), RevisionId: &id})), 412, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"},
		{"function_revisions/publish_version", second(c.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: str("f"), RevisionId: &id})), 412, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"},
		{"function_revisions/update_alias", second(c.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: str("f"), Name: str("custom"), RevisionId: &id})), 412, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"},

		{"tag_nonexisting_resource/list", second(c.ListTags(ctx, &lambda.ListTagsInput{Resource: str(arn + "none")})), 404, missing, "Function not found: " + arn + "none"},
		{"tag_nonexisting_resource/tag", second(c.TagResource(ctx, &lambda.TagResourceInput{Resource: str(arn + "none"), Tags: map[string]string{"a": "b"}})), 404, missing, "Function not found: " + arn + "none"},
		{"tag_nonexisting_resource/untag", second(c.UntagResource(ctx, &lambda.UntagResourceInput{Resource: str(arn + "none"), TagKeys: []string{"a"}})), 404, missing, "Function not found: " + arn + "none"},
		{"tag_versions/tag_resource", second(c.TagResource(ctx, &lambda.TagResourceInput{Resource: str(arn + "f:1"), Tags: map[string]string{"a": "b"}})), 400, invalid, "Tags on function aliases and versions are not supported. Please specify a function ARN."},
		{"snapstart/invalid_apply", second(c.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), SnapStart: &types.SnapStart{ApplyOn: "invalidOption"}})), 400, constraint, "1 validation error detected: Value 'invalidOption' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var api smithy.APIError
			var res interface{ HTTPStatusCode() int }
			if !errors.As(test.err, &api) || !errors.As(test.err, &res) || api.ErrorCode() != test.code || api.ErrorMessage() != test.message || res.HTTPStatusCode() != test.status {
				t.Errorf("got  %v\nwant %d %s: %s", test.err, test.status, test.code, test.message)
			}
		})
	}
}

// second returns the error of a call.
func second[T any](_ T, err error) error { return err }

// must fails the test when a call does.
func must(t *testing.T) func(_ any, err error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}
