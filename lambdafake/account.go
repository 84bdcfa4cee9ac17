package lambdafake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// maxCode is how much code an account can store, in bytes (Developer Guide, quotas: 75 GB).
const maxCode = 80530636800

// getAccountSettings returns the limits of the account and what is in use of them.
func (s *Server) getAccountSettings(ctx context.Context, in *lambda.GetAccountSettingsInput) (*lambda.GetAccountSettingsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	usage := &types.AccountUsage{FunctionCount: int64(s.functions.Len())}
	unreserved := s.unreserved(nil, "")
	for _, f := range s.functions.All() {
		usage.TotalCodeSize += f.latest.code.size
		for _, v := range f.published.All() {
			usage.TotalCodeSize += v.code.size
		}
	}
	for _, l := range s.layers.All() {
		for _, v := range l.versions.All() {
			usage.TotalCodeSize += v.code.size // recorded: test_account_settings_total_code_size
		}
	}
	return &lambda.GetAccountSettingsOutput{
		AccountLimit: &types.AccountLimit{TotalCodeSize: maxCode, CodeSizeUnzipped: maxUnzipped, CodeSizeZipped: maxZipped, ConcurrentExecutions: accountConcurrency,
			UnreservedConcurrentExecutions: &unreserved},
		AccountUsage: usage,
	}, nil
}
