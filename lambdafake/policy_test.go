package lambdafake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/lambdafake"
)

func TestResourcePolicy(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx, c := t.Context(), srv.Client
	srv.Handle("f", func() {})
	arn := "arn:aws:lambda:us-east-1:000000000000:function:f"
	put := func(policy string, revision *string) (*lambda.PutResourcePolicyOutput, error) {
		return c.PutResourcePolicy(ctx, &lambda.PutResourcePolicyInput{ResourceArn: &arn, Policy: &policy, RevisionId: revision})
	}
	get := func() (*lambda.GetResourcePolicyOutput, error) {
		return c.GetResourcePolicy(ctx, &lambda.GetResourcePolicyInput{ResourceArn: &arn})
	}
	const policy = `{"Version":"2012-10-17","Statement":[{"Sid":"one","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:us-east-1:000000000000:function:f"}]}`

	t.Run("is the policy that AddPermission makes", func(t *testing.T) {
		_, err := get()
		wantCode(t, err, "ResourceNotFoundException", "The resource you requested does not exist.")
		if _, err := c.AddPermission(ctx, &lambda.AddPermissionInput{FunctionName: &arn, StatementId: str("old"), Action: str("lambda:InvokeFunction"), Principal: str("sns.amazonaws.com")}); err != nil {
			t.Fatal(err)
		}
		a, err := get()
		if err != nil {
			t.Fatal(err)
		}
		b, err := c.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: str("f")})
		if err != nil || *a.Policy != *b.Policy || *a.RevisionId != *b.RevisionId {
			t.Errorf("got %s and %s, %v", *a.Policy, *b.Policy, err)
		}
	})
	t.Run("is replaced whole", func(t *testing.T) {
		out, err := put(policy, nil)
		if err != nil || *out.Policy != policy {
			t.Fatalf("got %+v, %v", out, err)
		}
		if got, err := get(); err != nil || *got.Policy != policy || *got.RevisionId != *out.RevisionId {
			t.Errorf("got %+v, %v", got, err)
		}
	})
	t.Run("is changed only in the revision that is expected", func(t *testing.T) {
		_, err := put(policy, str("00000000-0000-0000-0000-000000000000"))
		wantCode(t, err, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id.")
		_, err = c.DeleteResourcePolicy(ctx, &lambda.DeleteResourcePolicyInput{ResourceArn: &arn, RevisionId: str("00000000-0000-0000-0000-000000000000")})
		wantCode(t, err, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id.")
		old, err := get()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := put(policy, old.RevisionId); err != nil {
			t.Error(err)
		}
	})
	t.Run("is deleted", func(t *testing.T) {
		if _, err := c.DeleteResourcePolicy(ctx, &lambda.DeleteResourcePolicyInput{ResourceArn: &arn}); err != nil {
			t.Fatal(err)
		}
		_, err := get()
		wantCode(t, err, "ResourceNotFoundException", "The resource you requested does not exist.")
	})
	t.Run("is refused", func(t *testing.T) {
		large := strings.Replace(policy, "one", strings.Repeat("x", 20480), 1)
		for _, test := range []struct{ name, policy, code, message string }{
			{"that is not JSON", "{", "InvalidParameterValueException", "malformed"},
			{"without statements", "{}", "InvalidParameterValueException", "malformed"},
			{"with a statement that is none", `{"Statement":[{"Effect":"Maybe"}]}`, "InvalidParameterValueException", "malformed"},
			{"over 20 KB", large, "PolicyLengthExceededException", "is bigger than the limit (20480)."},
		} {
			t.Run(test.name, func(t *testing.T) {
				_, err := put(test.policy, nil)
				wantCode(t, err, test.code, test.message)
			})
		}
	})
	t.Run("has at most 20 KB in all", func(t *testing.T) {
		org := "o-" + strings.Repeat("a", 30)
		var err error
		for i := 0; err == nil && i < 1000; i++ {
			_, err = c.AddPermission(ctx, &lambda.AddPermissionInput{FunctionName: str("f"), StatementId: str(strings.Repeat("a", i%90) + string(rune('a'+i/90))), Action: str("lambda:InvokeFunction"), Principal: str("*"), PrincipalOrgID: &org})
		}
		wantCode(t, err, "PolicyLengthExceededException", "is bigger than the limit (20480).")
	})
}
