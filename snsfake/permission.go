package snsfake

import "github.com/awsfake/awsfake/internal/service"

func permissionOperations() []service.Operation { return nil }

// defaultPolicy is the policy of a topic that nobody has changed, as recorded.
func (s *Server) defaultPolicy(topicARN string) string {
	return `{"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Effect":"Allow","Sid":"__default_statement_ID",` +
		`"Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission",` +
		`"SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"` + topicARN + `",` +
		`"Condition":{"StringEquals":{"AWS:SourceOwner":"` + s.core.AccountID + `"}}}]}`
}
