#!/usr/bin/env bash
# Drives DynamoDB and DynamoDB Streams with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/dynamodb.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of DynamoDB)
s3=$(endpoint_of S3)

drive() { # $1: extra options of the CLI
	db() { aws dynamodb "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	streams() { aws dynamodbstreams "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	field() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" | head -1; }
	signing=$1
	local arn=arn:aws:dynamodb:us-east-1:$account:table/MyTable bucket=dumps${#1} stream shard iterator backup

	check create-table '"TableStatus": "CREATING"' "$(db create-table --table-name MyTable --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES)"
	check create-table/again ResourceInUseException "$(db create-table --table-name MyTable --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST)"
	check describe-table '"TableStatus": "ACTIVE"' "$(db describe-table --table-name MyTable)"
	absent wait error "$(db wait table-exists --table-name MyTable)"
	check list-tables MyTable "$(db list-tables)"
	absent put-item error "$(db put-item --table-name MyTable --item '{"pk":{"S":"key1"},"data":{"S":"value1"}}')"
	check get-item value1 "$(db get-item --table-name MyTable --key '{"pk":{"S":"key1"}}')"
	check query '"Count": 1' "$(db query --table-name MyTable --key-condition-expression "pk = :pk" --expression-attribute-values '{":pk":{"S":"key1"}}')"
	check scan '"Count": 1' "$(db scan --table-name MyTable)"
	check update-item '"N": "5"' "$(db update-item --table-name MyTable --key '{"pk":{"S":"key1"}}' --update-expression "ADD n :n" --expression-attribute-values '{":n":{"N":"5"}}' --return-values UPDATED_NEW)"
	check update-item/condition ConditionalCheckFailedException "$(db update-item --table-name MyTable --key '{"pk":{"S":"key1"}}' --update-expression "SET n = :n" --condition-expression "n > :m" --expression-attribute-values '{":n":{"N":"5"},":m":{"N":"9"}}')"
	check update-item/reserved "Attribute name is a reserved keyword; reserved keyword: status" "$(db update-item --table-name MyTable --key '{"pk":{"S":"key1"}}' --update-expression "SET status = :n" --expression-attribute-values '{":n":{"N":"5"}}')"
	check batch-write-item '"UnprocessedItems": {}' "$(db batch-write-item --request-items '{"MyTable":[{"PutRequest":{"Item":{"pk":{"S":"key2"}}}},{"PutRequest":{"Item":{"pk":{"S":"key3"}}}}]}')"
	check batch-get-item key3 "$(db batch-get-item --request-items '{"MyTable":{"Keys":[{"pk":{"S":"key2"}},{"pk":{"S":"key3"}}]}}')"
	absent transact-write-items error "$(db transact-write-items --transact-items '[{"Put":{"TableName":"MyTable","Item":{"pk":{"S":"key4"}}}},{"Delete":{"TableName":"MyTable","Key":{"pk":{"S":"key3"}}}}]')"
	check transact-write-items/cancelled "Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed]" "$(db transact-write-items --transact-items '[{"Put":{"TableName":"MyTable","Item":{"pk":{"S":"key4"}},"ConditionExpression":"attribute_not_exists(pk)"}}]')"
	check transact-get-items key4 "$(db transact-get-items --transact-items '[{"Get":{"TableName":"MyTable","Key":{"pk":{"S":"key4"}}}}]')"
	check execute-statement value1 "$(db execute-statement --statement "SELECT * FROM MyTable WHERE pk = 'key1'")"
	check batch-execute-statement key2 "$(db batch-execute-statement --statements '[{"Statement":"SELECT pk FROM MyTable WHERE pk = '"'key2'"'"}]')"
	absent execute-transaction error "$(db execute-transaction --transact-statements '[{"Statement":"INSERT INTO MyTable VALUE {'"'pk'"':'"'key5'"'}"}]')"
	check delete-item key2 "$(db delete-item --table-name MyTable --key '{"pk":{"S":"key2"}}' --return-values ALL_OLD)"
	check update-table '"TableStatus": "UPDATING"' "$(db update-table --table-name MyTable --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=data,AttributeType=S --global-secondary-index-updates '[{"Create":{"IndexName":"by-data","KeySchema":[{"AttributeName":"data","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]')"
	check query/index '"Count": 1' "$(db query --table-name MyTable --index-name by-data --key-condition-expression "#d = :d" --expression-attribute-names '{"#d":"data"}' --expression-attribute-values '{":d":{"S":"value1"}}')"

	check update-time-to-live '"Enabled": true' "$(db update-time-to-live --table-name MyTable --time-to-live-specification Enabled=true,AttributeName=exp)"
	check describe-time-to-live ENABLED "$(db describe-time-to-live --table-name MyTable)"
	absent tag-resource error "$(db tag-resource --resource-arn "$arn" --tags Key=stage,Value=test)"
	check list-tags-of-resource '"Value": "test"' "$(db list-tags-of-resource --resource-arn "$arn")"
	absent untag-resource error "$(db untag-resource --resource-arn "$arn" --tag-keys stage)"
	check put-resource-policy RevisionId "$(db put-resource-policy --resource-arn "$arn" --policy '{"Version":"2012-10-17","Statement":[]}')"
	check get-resource-policy 2012-10-17 "$(db get-resource-policy --resource-arn "$arn")"
	check delete-resource-policy RevisionId "$(db delete-resource-policy --resource-arn "$arn")"
	check update-continuous-backups '"PointInTimeRecoveryStatus": "ENABLED"' "$(db update-continuous-backups --table-name MyTable --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true)"
	check describe-continuous-backups '"RecoveryPeriodInDays": 35' "$(db describe-continuous-backups --table-name MyTable)"
	check restore-to-point-in-time '"TableStatus": "CREATING"' "$(db restore-table-to-point-in-time --source-table-name MyTable --target-table-name Restored --use-latest-restorable-time)"
	check restore-to-point-in-time/items '"Count": 3' "$(db scan --table-name Restored)"
	backup=$(db create-backup --table-name MyTable --backup-name nightly | field BackupArn)
	check create-backup "$arn/backup/" "$backup"
	check describe-backup AVAILABLE "$(db describe-backup --backup-arn "$backup")"
	check list-backups nightly "$(db list-backups)"
	check restore-from-backup CREATING "$(db restore-table-from-backup --target-table-name Copy --backup-arn "$backup")"
	check delete-backup DELETED "$(db delete-backup --backup-arn "$backup")"
	aws s3api create-bucket --bucket "$bucket" --endpoint-url "$s3" $signing >/dev/null
	check export-table IN_PROGRESS "$(db export-table-to-point-in-time --table-arn "$arn" --s3-bucket "$bucket")"
	check list-exports COMPLETED "$(db list-exports)"
	check describe-kinesis '"KinesisDataStreamDestinations": []' "$(db describe-kinesis-streaming-destination --table-name MyTable)"
	check describe-contributor-insights DISABLED "$(db describe-contributor-insights --table-name MyTable)"
	check describe-limits AccountMaxReadCapacityUnits "$(db describe-limits)"
	check describe-endpoints dynamodb.us-east-1.amazonaws.com "$(db describe-endpoints)"

	stream=$(streams list-streams --table-name MyTable | field StreamArn)
	check list-streams "$arn/stream/" "$stream"
	shard=$(streams describe-stream --stream-arn "$stream" | field ShardId)
	check describe-stream shardId- "$shard"
	iterator=$(streams get-shard-iterator --stream-arn "$stream" --shard-id "$shard" --shard-iterator-type TRIM_HORIZON | field ShardIterator)
	check get-records '"eventName": "INSERT"' "$(streams get-records --shard-iterator "$iterator")"

	for table in MyTable Restored Copy; do
		check "delete-table/$table" DELETING "$(db delete-table --table-name $table)"
	done
	check delete-table/missing "Requested resource not found: Table: MyTable not found" "$(db delete-table --table-name MyTable)"
	check health healthy "$(curl -sf "$endpoint/")"
}

drive --no-sign-request
drive ""
finish
