#!/usr/bin/env bash
# Drives every operation of Data Firehose with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/firehose.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of Firehose)
s3=$(endpoint_of S3)

drive() { # $1: extra options of the CLI
	fh() { aws firehose "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	signing=$1
	local role=arn:aws:iam::$account:role/firehose bucket=archive${#1}

	check create-delivery-stream "deliverystream/mystream" "$(fh create-delivery-stream --delivery-stream-name mystream)"
	check create-delivery-stream/again ResourceInUseException "$(fh create-delivery-stream --delivery-stream-name mystream)"
	check put-record RecordId "$(fh put-record --delivery-stream-name mystream --record '{"Data":"SGVsbG8gV29ybGQ="}')"
	check put-record-batch '"FailedPutCount": 0' "$(fh put-record-batch --delivery-stream-name mystream --records '{"Data":"UmVjb3JkMQ=="}' '{"Data":"UmVjb3JkMg=="}')"
	check put-record/missing ResourceNotFoundException "$(fh put-record --delivery-stream-name none --record '{"Data":"SGVsbG8gV29ybGQ="}')"
	check describe-delivery-stream '"DeliveryStreamStatus": "ACTIVE"' "$(fh describe-delivery-stream --delivery-stream-name mystream)"
	check list-delivery-streams '"mystream"' "$(fh list-delivery-streams)"
	check tag-delivery-stream "" "$(fh tag-delivery-stream --delivery-stream-name mystream --tags Key=stage,Value=test)"
	check list-tags '"Value": "test"' "$(fh list-tags-for-delivery-stream --delivery-stream-name mystream)"
	check untag-delivery-stream "" "$(fh untag-delivery-stream --delivery-stream-name mystream --tag-keys stage)"
	absent untag-delivery-stream/effect test "$(fh list-tags-for-delivery-stream --delivery-stream-name mystream)"
	check start-encryption "" "$(fh start-delivery-stream-encryption --delivery-stream-name mystream)"
	check start-encryption/effect '"Status": "ENABLED"' "$(fh describe-delivery-stream --delivery-stream-name mystream)"
	check stop-encryption "" "$(fh stop-delivery-stream-encryption --delivery-stream-name mystream)"
	check delete-delivery-stream "" "$(fh delete-delivery-stream --delivery-stream-name mystream)"
	check delete-delivery-stream/missing ResourceNotFoundException "$(fh delete-delivery-stream --delivery-stream-name mystream)"

	aws s3api create-bucket --bucket "$bucket" --endpoint-url "$s3" $signing >/dev/null
	check to-s3 "deliverystream/tos3" "$(fh create-delivery-stream --delivery-stream-name tos3 --extended-s3-destination-configuration "RoleARN=$role,BucketARN=arn:aws:s3:::$bucket,BufferingHints={IntervalInSeconds=0,SizeInMBs=1}")"
	check to-s3/describe '"CompressionFormat": "UNCOMPRESSED"' "$(fh describe-delivery-stream --delivery-stream-name tos3)"
	check to-s3/put RecordId "$(fh put-record --delivery-stream-name tos3 --record '{"Data":"SGVsbG8gV29ybGQ="}')"
	check to-s3/object tos3-1- "$(aws s3 ls "s3://$bucket" --recursive --endpoint-url "$s3" $signing 2>&1)"
	check update-destination "" "$(fh update-destination --delivery-stream-name tos3 --current-delivery-stream-version-id 1 --destination-id destinationId-000000000001 --extended-s3-destination-update Prefix=new/)"
	check update-destination/effect '"Prefix": "new/"' "$(fh describe-delivery-stream --delivery-stream-name tos3)"
	check update-destination/stale ConcurrentModificationException "$(fh update-destination --delivery-stream-name tos3 --current-delivery-stream-version-id 1 --destination-id destinationId-000000000001 --extended-s3-destination-update Prefix=x/)"
	check to-s3/delete "" "$(fh delete-delivery-stream --delivery-stream-name tos3)"
}

drive --no-sign-request
drive ""
finish
