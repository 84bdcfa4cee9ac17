#!/usr/bin/env bash
# Drives every operation of SQS with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/sqs.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of SQS)

drive() { # $1: extra options of the CLI
	sqs() { aws sqs "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	signing=$1
	local url=$endpoint/$account/my-queue fifo=$endpoint/$account/my-fifo.fifo out handle

	check create-queue "$url" "$(sqs create-queue --queue-name my-queue)"
	check create-queue/again "$url" "$(sqs create-queue --queue-name my-queue)"
	check create-queue/other-attributes QueueAlreadyExists "$(sqs create-queue --queue-name my-queue --attributes DelaySeconds=5)"
	check create-queue/fifo "$fifo" "$(sqs create-queue --queue-name my-fifo.fifo --attributes FifoQueue=true,ContentBasedDeduplication=true)"
	check get-queue-url "$url" "$(sqs get-queue-url --queue-name my-queue)"
	check get-queue-url/missing AWS.SimpleQueueService.NonExistentQueue "$(sqs get-queue-url --queue-name none)"
	check list-queues "$url" "$(sqs list-queues)"
	absent list-queues/prefix my-queue "$(sqs list-queues --queue-name-prefix my-fifo)"

	check get-queue-attributes '"VisibilityTimeout": "30"' "$(sqs get-queue-attributes --queue-url "$url" --attribute-names All)"
	check set-queue-attributes "" "$(sqs set-queue-attributes --queue-url "$url" --attributes VisibilityTimeout=60)"
	check set-queue-attributes/effect '"VisibilityTimeout": "60"' "$(sqs get-queue-attributes --queue-url "$url" --attribute-names VisibilityTimeout)"

	check send-message 6cd3556deb0da54bca060b4c39479839 "$(sqs send-message --queue-url "$url" --message-body 'Hello, world!')"
	check send-message/attributes MD5OfMessageAttributes "$(sqs send-message --queue-url "$url" --message-body attr --message-attributes '{"k":{"DataType":"String","StringValue":"v"}}')"
	check send-message/fifo SequenceNumber "$(sqs send-message --queue-url "$fifo" --message-body one --message-group-id g)"
	check send-message-batch '"Id": "b"' "$(sqs send-message-batch --queue-url "$url" --entries '[{"Id":"a","MessageBody":"A"},{"Id":"b","MessageBody":"B"}]')"

	out=$(sqs receive-message --queue-url "$url" --max-number-of-messages 10 --attribute-names All --message-attribute-names All)
	check receive-message 'Hello, world!' "$out"
	check receive-message/attributes '"ApproximateReceiveCount": "1"' "$out"
	handle=$(sed -n 's/.*"ReceiptHandle": "\(.*\)".*/\1/p' <<<"$out" | head -1)
	check change-message-visibility "" "$(sqs change-message-visibility --queue-url "$url" --receipt-handle "$handle" --visibility-timeout 120)"
	absent change-message-visibility/error error "$(sqs change-message-visibility --queue-url "$url" --receipt-handle "$handle" --visibility-timeout 120)"
	check change-message-visibility-batch '"Id": "1"' "$(sqs change-message-visibility-batch --queue-url "$url" --entries "[{\"Id\":\"1\",\"ReceiptHandle\":\"$handle\",\"VisibilityTimeout\":60}]")"
	absent delete-message error "$(sqs delete-message --queue-url "$url" --receipt-handle "$handle")"
	handle=$(sed -n 's/.*"ReceiptHandle": "\(.*\)".*/\1/p' <<<"$out" | tail -1)
	check delete-message-batch '"Id": "1"' "$(sqs delete-message-batch --queue-url "$url" --entries "[{\"Id\":\"1\",\"ReceiptHandle\":\"$handle\"}]")"
	check delete-message/bad-handle ReceiptHandleIsInvalid "$(sqs delete-message --queue-url "$url" --receipt-handle nonsense)"

	absent tag-queue error "$(sqs tag-queue --queue-url "$url" --tags team=blue)"
	check list-queue-tags '"team": "blue"' "$(sqs list-queue-tags --queue-url "$url")"
	absent untag-queue error "$(sqs untag-queue --queue-url "$url" --tag-keys team)"
	absent untag-queue/effect team "$(sqs list-queue-tags --queue-url "$url")"

	absent add-permission error "$(sqs add-permission --queue-url "$url" --label send --aws-account-ids 123456789012 --actions SendMessage)"
	check add-permission/effect SQS:SendMessage "$(sqs get-queue-attributes --queue-url "$url" --attribute-names Policy)"
	absent remove-permission error "$(sqs remove-permission --queue-url "$url" --label send)"
	absent remove-permission/effect SQS:SendMessage "$(sqs get-queue-attributes --queue-url "$url" --attribute-names Policy)"

	check dead-letters "" "$(sqs create-queue --queue-name dead)"
	absent redrive error "$(sqs set-queue-attributes --queue-url "$url" --attributes "{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"arn:aws:sqs:us-east-1:$account:dead\\\",\\\"maxReceiveCount\\\":1}\"}")"
	check list-dead-letter-source-queues "$url" "$(sqs list-dead-letter-source-queues --queue-url "$endpoint/$account/dead")"
	absent purge-queue error "$(sqs purge-queue --queue-url "$url")"
	check purge-queue/again PurgeQueueInProgress "$(sqs purge-queue --queue-url "$url")"
	sqs send-message --queue-url "$endpoint/$account/dead" --message-body lost >/dev/null
	out=$(sqs start-message-move-task --source-arn "arn:aws:sqs:us-east-1:$account:dead" --destination-arn "arn:aws:sqs:us-east-1:$account:my-queue" --max-number-of-messages-per-second 1)
	check start-message-move-task TaskHandle "$out"
	check list-message-move-tasks '"Status"' "$(sqs list-message-move-tasks --source-arn "arn:aws:sqs:us-east-1:$account:dead")"
	handle=$(sed -n 's/.*"TaskHandle": "\(.*\)".*/\1/p' <<<"$out")
	check cancel-message-move-task "" "$(sqs cancel-message-move-task --task-handle "$handle")"

	for name in my-queue my-fifo.fifo dead; do
		absent delete-queue error "$(sqs delete-queue --queue-url "$endpoint/$account/$name")"
	done
	check delete-queue/effect AWS.SimpleQueueService.NonExistentQueue "$(sqs get-queue-attributes --queue-url "$url")"
	check create-queue/deleted-recently AWS.SimpleQueueService.QueueDeletedRecently "$(sqs create-queue --queue-name my-queue)"
	curl -sf -X POST "$endpoint/_awsfake/reset"
	check reset "$url" "$(sqs create-queue --queue-name my-queue)"
	curl -sf -X POST "$endpoint/_awsfake/reset"
}

drive --no-sign-request
drive ""
check health ok "$(curl -sf "$endpoint/_awsfake/health")"
finish
