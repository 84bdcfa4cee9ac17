package lambdafake_test

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"

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
