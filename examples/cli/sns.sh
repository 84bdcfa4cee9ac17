#!/usr/bin/env bash
# Drives every operation of SNS with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/sns.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of SNS)
queues=$(endpoint_of SQS)

drive() { # $1: extra options of the CLI
	sns() { aws sns "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	sqs() { aws sqs "$@" --endpoint-url "$queues" --output json $signing 2>&1 || true; }
	field() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p"; }
	signing=$1
	local arn=arn:aws:sns:us-east-1:$account topic=arn:aws:sns:us-east-1:$account:my-topic queue=$queues/$account/my-queue out sub app device

	# The command lines of the README this project set out to better
	check create-topic "$topic" "$(sns create-topic --name my-topic)"
	check create-topic/fifo "$arn:my-fifo.fifo" "$(sns create-topic --name my-fifo.fifo --attributes FifoTopic=true,ContentBasedDeduplication=true)"
	check subscribe "$topic:" "$(sns subscribe --topic-arn "$topic" --protocol email --notification-endpoint test@example.com)"
	check publish MessageId "$(sns publish --topic-arn "$topic" --message 'Hello from SNS!')"
	check list-topics "$topic" "$(sns list-topics)"
	absent tag-resource error "$(sns tag-resource --resource-arn "$topic" --tags Key=Environment,Value=test)"
	absent delete-topic error "$(sns delete-topic --topic-arn "$topic")"
	absent delete-topic/effect my-topic "$(sns list-topics)"

	check create-topic/again "$topic" "$(sns create-topic --name my-topic --tags Key=team,Value=blue)"
	check create-topic/bad-name 'Invalid parameter: Topic Name' "$(sns create-topic --name 'my topic')"
	absent set-topic-attributes error "$(sns set-topic-attributes --topic-arn "$topic" --attribute-name DisplayName --attribute-value News)"
	out=$(sns get-topic-attributes --topic-arn "$topic")
	check get-topic-attributes '"DisplayName": "News"' "$out"
	check get-topic-attributes/policy SNS:GetTopicAttributes "$out"
	check get-topic-attributes/missing '(NotFound)' "$(sns get-topic-attributes --topic-arn "$arn:none")"

	# From the topic to the queue
	sqs create-queue --queue-name my-queue >/dev/null
	sqs create-queue --queue-name my-queue.fifo --attributes FifoQueue=true >/dev/null
	sub=$(sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "arn:aws:sqs:us-east-1:$account:my-queue" | field SubscriptionArn)
	check subscribe/sqs "$topic:" "$sub"
	check subscribe/fifo "$arn:my-fifo.fifo:" "$(sns subscribe --topic-arn "$arn:my-fifo.fifo" --protocol sqs --notification-endpoint "arn:aws:sqs:us-east-1:$account:my-queue.fifo")"
	check subscribe/http 'pending confirmation' "$(sns subscribe --topic-arn "$topic" --protocol http --notification-endpoint http://127.0.0.1:1/)"
	check list-subscriptions "$sub" "$(sns list-subscriptions)"
	check list-subscriptions-by-topic "$sub" "$(sns list-subscriptions-by-topic --topic-arn "$topic")"
	check get-subscription-attributes '"RawMessageDelivery": "false"' "$(sns get-subscription-attributes --subscription-arn "$sub")"
	check confirm-subscription 'Invalid parameter: Token' "$(sns confirm-subscription --topic-arn "$topic" --token nonsense)"

	check publish/enveloped MessageId "$(sns publish --topic-arn "$topic" --subject greeting --message 'Hello, queue!')"
	out=$(sqs receive-message --queue-url "$queue" --wait-time-seconds 10)
	check receive-message 'Hello, queue!' "$out"
	check receive-message/envelope '\"Subject\":' "$(tr -d ' ' <<<"$out")"
	absent set-subscription-attributes error "$(sns set-subscription-attributes --subscription-arn "$sub" --attribute-name RawMessageDelivery --attribute-value true)"
	absent set-subscription-attributes/filter error "$(sns set-subscription-attributes --subscription-arn "$sub" --attribute-name FilterPolicy --attribute-value '{"kind":["order"]}')"
	check publish/filtered MessageId "$(sns publish --topic-arn "$topic" --message noise)"
	check publish/attributes MessageId "$(sns publish --topic-arn "$topic" --message signal --message-attributes '{"kind":{"DataType":"String","StringValue":"order"}}')"
	check receive-message/raw '"Body": "signal"' "$(sqs receive-message --queue-url "$queue" --wait-time-seconds 10)"
	check publish/fifo SequenceNumber "$(sns publish --topic-arn "$arn:my-fifo.fifo" --message one --message-group-id g)"
	check receive-message/fifo MessageGroupId "$(sqs receive-message --queue-url "$queue.fifo" --wait-time-seconds 10 --attribute-names All)"
	check publish/missing '(NotFound)' "$(sns publish --topic-arn "$arn:none" --message lost)"
	check publish-batch '"Id": "b"' "$(sns publish-batch --topic-arn "$topic" --publish-batch-request-entries '[{"Id":"a","Message":"A"},{"Id":"b","Message":"B"}]')"
	check publish-batch/double BatchEntryIdsNotDistinct "$(sns publish-batch --topic-arn "$topic" --publish-batch-request-entries '[{"Id":"a","Message":"A"},{"Id":"a","Message":"B"}]')"
	absent unsubscribe error "$(sns unsubscribe --subscription-arn "$sub")"
	absent unsubscribe/effect "$sub" "$(sns list-subscriptions)"

	check list-tags-for-resource '"Value": "blue"' "$(sns list-tags-for-resource --resource-arn "$topic")"
	absent untag-resource error "$(sns untag-resource --resource-arn "$topic" --tag-keys team)"
	absent untag-resource/effect team "$(sns list-tags-for-resource --resource-arn "$topic")"
	check tag-resource/missing 'ResourceNotFound' "$(sns tag-resource --resource-arn "$arn:none" --tags Key=a,Value=b)"

	absent add-permission error "$(sns add-permission --topic-arn "$topic" --label partner --aws-account-id 123456789012 --action-name Publish Subscribe)"
	check add-permission/effect arn:aws:iam::123456789012:root "$(sns get-topic-attributes --topic-arn "$topic")"
	check add-permission/again 'Statement already exists' "$(sns add-permission --topic-arn "$topic" --label partner --aws-account-id 123456789012 --action-name Publish)"
	absent remove-permission error "$(sns remove-permission --topic-arn "$topic" --label partner)"
	absent remove-permission/effect 123456789012 "$(sns get-topic-attributes --topic-arn "$topic")"

	absent put-data-protection-policy error "$(sns put-data-protection-policy --resource-arn "$topic" --data-protection-policy '{"Name":"mail","Version":"2021-06-01","Statement":[]}')"
	check get-data-protection-policy 2021-06-01 "$(sns get-data-protection-policy --resource-arn "$topic")"

	app=$arn:app/GCM/shop
	check create-platform-application "$app" "$(sns create-platform-application --name shop --platform GCM --attributes PlatformCredential=key)"
	check create-platform-application/unknown 'Platform Reason: AAA is not supported' "$(sns create-platform-application --name shop --platform AAA --attributes PlatformCredential=key)"
	absent set-platform-application-attributes error "$(sns set-platform-application-attributes --platform-application-arn "$app" --attributes SuccessFeedbackSampleRate=50)"
	check get-platform-application-attributes '"SuccessFeedbackSampleRate": "50"' "$(sns get-platform-application-attributes --platform-application-arn "$app")"
	check list-platform-applications "$app" "$(sns list-platform-applications)"
	device=$(sns create-platform-endpoint --platform-application-arn "$app" --token token --custom-user-data data | field EndpointArn)
	check create-platform-endpoint "$arn:endpoint/GCM/shop/" "$device"
	check create-platform-endpoint/again "Endpoint $device already exists with the same Token" "$(sns create-platform-endpoint --platform-application-arn "$app" --token token)"
	check list-endpoints-by-platform-application "$device" "$(sns list-endpoints-by-platform-application --platform-application-arn "$app")"
	check get-endpoint-attributes '"CustomUserData": "data"' "$(sns get-endpoint-attributes --endpoint-arn "$device")"
	check publish/push MessageId "$(sns publish --target-arn "$device" --message-structure json --message '{"GCM":"{\"notification\":{\"body\":\"hi\"}}"}')"
	absent set-endpoint-attributes error "$(sns set-endpoint-attributes --endpoint-arn "$device" --attributes Enabled=false)"
	check publish/disabled EndpointDisabled "$(sns publish --target-arn "$device" --message hi)"
	absent delete-endpoint error "$(sns delete-endpoint --endpoint-arn "$device")"
	check delete-endpoint/effect 'Endpoint does not exist' "$(sns get-endpoint-attributes --endpoint-arn "$device")"
	absent delete-platform-application error "$(sns delete-platform-application --platform-application-arn "$app")"
	absent delete-platform-application/effect shop "$(sns list-platform-applications)"

	check publish/sms MessageId "$(sns publish --phone-number +15551234567 --message 'Your code is 1234')"
	check publish/no-number '+1a234 is not valid to publish to' "$(sns publish --phone-number +1a234 --message hi)"
	absent set-sms-attributes error "$(sns set-sms-attributes --attributes DefaultSMSType=Transactional)"
	check get-sms-attributes '"DefaultSMSType": "Transactional"' "$(sns get-sms-attributes)"
	check check-if-phone-number-is-opted-out '"isOptedOut": false' "$(sns check-if-phone-number-is-opted-out --phone-number +15551234567)"
	check list-phone-numbers-opted-out '"phoneNumbers": []' "$(sns list-phone-numbers-opted-out)"
	absent opt-in-phone-number error "$(sns opt-in-phone-number --phone-number +15551234567)"
	check get-sms-sandbox-account-status '"IsInSandbox": false' "$(sns get-sms-sandbox-account-status)"
	absent create-sms-sandbox-phone-number error "$(sns create-sms-sandbox-phone-number --phone-number +15551234567)"
	check list-sms-sandbox-phone-numbers '"Status": "Pending"' "$(sns list-sms-sandbox-phone-numbers)"
	check verify-sms-sandbox-phone-number VerificationException "$(sns verify-sms-sandbox-phone-number --phone-number +15551234567 --one-time-password 00000000)"
	check delete-sms-sandbox-phone-number UserError "$(sns delete-sms-sandbox-phone-number --phone-number +15551234567)"
	check list-origination-numbers PhoneNumbers "$(sns list-origination-numbers)"

	curl -sf -X POST "$endpoint/_awsfake/reset"
	absent reset my-topic "$(sns list-topics)"
	curl -sf -X POST "$queues/_awsfake/reset"
}

drive --no-sign-request
drive ""
check health ok "$(curl -sf "$endpoint/_awsfake/health")"
finish
