#!/usr/bin/env bash
# Drives tables and items of DynamoDB with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/dynamodb.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of DynamoDB)

drive() { # $1: extra options of the CLI
	ddb() { aws dynamodb "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	signing=$1
	local key='{"pk":{"S":"key1"}}' out

	check create-table '"TableStatus": "CREATING"' "$(ddb create-table --table-name MyTable --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST)"
	check create-table/again "(ResourceInUseException) when calling the CreateTable operation: Table already exists: MyTable" "$(ddb create-table --table-name MyTable --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST)"
	absent wait error "$(ddb wait table-exists --table-name MyTable)"
	check describe-table '"TableStatus": "ACTIVE"' "$(ddb describe-table --table-name MyTable)"
	check describe-table/missing "Requested resource not found: Table: NoTable not found" "$(ddb describe-table --table-name NoTable)"
	check list-tables '"MyTable"' "$(ddb list-tables)"

	absent put-item error "$(ddb put-item --table-name MyTable --item '{"pk":{"S":"key1"},"data":{"S":"value1"}}')"
	check put-item/condition ConditionalCheckFailedException "$(ddb put-item --table-name MyTable --item "$key" --condition-expression 'attribute_not_exists(pk)')"
	check get-item '"S": "value1"' "$(ddb get-item --table-name MyTable --key "$key")"
	check get-item/missing-table "(ResourceNotFoundException) when calling the GetItem operation: Requested resource not found" "$(ddb get-item --table-name NoTable --key "$key")"
	check update-item '"N": "1.5"' "$(ddb update-item --table-name MyTable --key "$key" --update-expression 'SET n = :n' --expression-attribute-values '{":n":{"N":"1.50"}}' --return-values UPDATED_NEW)"
	check query '"Count": 1' "$(ddb query --table-name MyTable --key-condition-expression "pk = :pk" --expression-attribute-values '{":pk":{"S":"key1"}}')"
	check scan '"ScannedCount": 1' "$(ddb scan --table-name MyTable)"
	check scan/filter '"Count": 0' "$(ddb scan --table-name MyTable --filter-expression 'n > :n' --expression-attribute-values '{":n":{"N":"2"}}')"
	check batch-write-item '"UnprocessedItems": {}' "$(ddb batch-write-item --request-items '{"MyTable":[{"PutRequest":{"Item":{"pk":{"S":"key2"}}}},{"PutRequest":{"Item":{"pk":{"S":"key3"}}}}]}')"
	check batch-get-item '"S": "key2"' "$(ddb batch-get-item --request-items '{"MyTable":{"Keys":[{"pk":{"S":"key2"}},{"pk":{"S":"none"}}]}}')"
	absent transact-write-items error "$(ddb transact-write-items --transact-items '[{"Delete":{"TableName":"MyTable","Key":{"pk":{"S":"key3"}},"ConditionExpression":"attribute_exists(pk)"}},{"Put":{"TableName":"MyTable","Item":{"pk":{"S":"key4"}}}}]')"
	check transact-write-items/cancelled "[None, ConditionalCheckFailed]" "$(ddb transact-write-items --transact-items '[{"Put":{"TableName":"MyTable","Item":{"pk":{"S":"key5"}}}},{"ConditionCheck":{"TableName":"MyTable","Key":{"pk":{"S":"key3"}},"ConditionExpression":"attribute_exists(pk)"}}]')"
	check transact-get-items '"S": "key4"' "$(ddb transact-get-items --transact-items '[{"Get":{"TableName":"MyTable","Key":{"pk":{"S":"key4"}}}}]')"
	check scan/pages '"Count": 3' "$(ddb scan --table-name MyTable --page-size 1)"
	check delete-item '"S": "value1"' "$(ddb delete-item --table-name MyTable --key "$key" --return-values ALL_OLD)"

	check update-table '"IndexStatus": "CREATING"' "$(ddb update-table --table-name MyTable --attribute-definitions AttributeName=g,AttributeType=S --global-secondary-index-updates '[{"Create":{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]')"
	check update-table/billing '"BillingMode": "PROVISIONED"' "$(ddb update-table --table-name MyTable --billing-mode PROVISIONED --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 --global-secondary-index-updates '[{"Update":{"IndexName":"by-g","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}}]')"
	check update-table/effect '"ReadCapacityUnits": 5' "$(ddb describe-table --table-name MyTable)"
	check describe-limits AccountMaxReadCapacityUnits "$(ddb describe-limits)"
	check describe-endpoints dynamodb.us-east-1.amazonaws.com "$(ddb describe-endpoints)"
	check delete-table '"TableStatus": "DELETING"' "$(ddb delete-table --table-name MyTable)"
	absent wait/deleted error "$(ddb wait table-not-exists --table-name MyTable)"
	absent delete-table/effect MyTable "$(ddb list-tables)"
}

drive --no-sign-request
drive ""
check health "healthy: dynamodb.us-east-1.amazonaws.com" "$(curl -sf "$endpoint/")"
finish
