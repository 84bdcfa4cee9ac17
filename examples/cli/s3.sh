#!/usr/bin/env bash
# Drives S3 with the AWS CLI, s3api and the high-level s3 commands, against cmd/awsfake, unsigned and signed: examples/cli/s3.sh
#
# It needs the AWS CLI, curl and Go, starts the server on free ports and stops it, and prints a line a check that fails.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of S3)
queues=$(endpoint_of SQS)
cat >"$work/config" <<-END
	[default]
	s3 =
	    multipart_threshold = 6MB
	    multipart_chunksize = 5MB
END
head -c 11000000 /dev/zero >"$work/big"
echo hello >"$work/hello.txt"

api() { aws s3api "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
s3() { aws s3 "$@" --endpoint-url "$endpoint" $signing 2>&1 || true; }

objects() { # the command lines of the seed, and the life of an object
	check create-bucket '"Location": "/my-bucket"' "$(api create-bucket --bucket my-bucket)"
	check create-bucket/again BucketAlreadyOwnedByYou "$(api create-bucket --bucket my-bucket)"
	check list-buckets '"Name": "my-bucket"' "$(api list-buckets)"
	check put-object b1946ac92492d2347c6235b4d2611184 "$(api put-object --bucket my-bucket --key hello.txt --body "$work/hello.txt" --metadata color=red --tagging team=blue)"
	check get-object '"color": "red"' "$(api get-object --bucket my-bucket --key hello.txt "$work/output.txt")"
	check get-object/body hello "$(cat "$work/output.txt")"
	check get-object/range '"ContentLength": 2' "$(api get-object --bucket my-bucket --key hello.txt --range bytes=0-1 "$work/output.txt")"
	check head-object '"ContentLength": 6' "$(api head-object --bucket my-bucket --key hello.txt)"
	check list-objects-v2 '"Key": "hello.txt"' "$(api list-objects-v2 --bucket my-bucket)"
	check get-object-tagging '"Value": "blue"' "$(api get-object-tagging --bucket my-bucket --key hello.txt)"
	check copy-object ETag "$(api copy-object --bucket my-bucket --key copy.txt --copy-source my-bucket/hello.txt)"
	check delete-objects '"Key": "copy.txt"' "$(api delete-objects --bucket my-bucket --delete 'Objects=[{Key=copy.txt}]')"
	check get-object/missing NoSuchKey "$(api get-object --bucket my-bucket --key copy.txt "$work/output.txt")"
	check delete-bucket/full BucketNotEmpty "$(api delete-bucket --bucket my-bucket)"
}

high() { # the commands that do more than one call
	mkdir -p "$work/tree/sub"
	echo a >"$work/tree/a b.txt"
	echo b >"$work/tree/sub/ü.txt"
	check mb 'make_bucket: high' "$(s3 mb s3://high)"
	check cp/seed upload: "$(s3 cp "$work/hello.txt" s3://high/key)"
	check cp/stdout hello "$(s3 cp s3://high/key -)"
	check cp/multipart upload: "$(s3 cp "$work/big" s3://high/big --no-progress)"
	check cp/download download: "$(s3 cp s3://high/big "$work/back" --no-progress)"
	check cp/same "" "$(cmp "$work/big" "$work/back")"
	check cp/between copy: "$(s3 cp s3://high/key s3://high/other)"
	check sync 'upload:' "$(s3 sync "$work/tree" s3://high/tree)"
	check sync/nothing "" "$(s3 sync "$work/tree" s3://high/tree)"
	check ls 'PRE tree/' "$(s3 ls s3://high)"
	check ls/recursive 'tree/sub/ü.txt' "$(s3 ls s3://high --recursive)"
	check mv move: "$(s3 mv s3://high/other s3://high/moved)"
	check rm 'delete: s3://high/moved' "$(s3 rm s3://high/moved)"
	check rb/force 'remove_bucket: high' "$(s3 rb s3://high --force)"
}

configurations() { # what a bucket can be told
	check put-bucket-tagging "" "$(api put-bucket-tagging --bucket my-bucket --tagging 'TagSet=[{Key=team,Value=blue}]')"
	check get-bucket-tagging '"Value": "blue"' "$(api get-bucket-tagging --bucket my-bucket)"
	absent put-bucket-cors error "$(api put-bucket-cors --bucket my-bucket --cors-configuration '{"CORSRules":[{"AllowedMethods":["GET"],"AllowedOrigins":["*"]}]}')"
	check preflight 'access-control-allow-origin: *' "$(curl -si -X OPTIONS -H 'Origin: http://x' -H 'Access-Control-Request-Method: GET' "$endpoint/my-bucket/hello.txt" | tr '[:upper:]' '[:lower:]')"
	check get-bucket-encryption AES256 "$(api get-bucket-encryption --bucket my-bucket)"
	check get-public-access-block '"BlockPublicAcls": true' "$(api get-public-access-block --bucket my-bucket)"
	check get-bucket-policy NoSuchBucketPolicy "$(api get-bucket-policy --bucket my-bucket)"
	check put-bucket-acl AccessControlListNotSupported "$(api put-bucket-acl --bucket my-bucket --acl public-read)"
	absent put-bucket-lifecycle-configuration error "$(api put-bucket-lifecycle-configuration --bucket my-bucket --lifecycle-configuration '{"Rules":[{"Status":"Enabled","Filter":{"Prefix":"tmp/"},"Expiration":{"Days":1}}]}')"
	check get-bucket-lifecycle-configuration '"Days": 1' "$(api get-bucket-lifecycle-configuration --bucket my-bucket)"
	absent put-bucket-versioning error "$(api put-bucket-versioning --bucket my-bucket --versioning-configuration Status=Enabled)"
	check list-object-versions '"VersionId": "null"' "$(api list-object-versions --bucket my-bucket)"
}

events() { # a bucket that tells a queue
	aws sqs create-queue --queue-name uploads --endpoint-url "$queues" $signing >/dev/null
	absent put-bucket-notification-configuration error "$(api put-bucket-notification-configuration --bucket my-bucket --notification-configuration \
		'{"QueueConfigurations":[{"QueueArn":"arn:aws:sqs:us-east-1:000000000000:uploads","Events":["s3:ObjectCreated:*"]}]}')"
	check put-object/notified ETag "$(api put-object --bucket my-bucket --key new.txt --body "$work/hello.txt")"
	check event ObjectCreated:Put "$(aws sqs receive-message --queue-url "$queues/000000000000/uploads" --max-number-of-messages 10 --endpoint-url "$queues" $signing)"
}

presigned() { # links need credentials
	local link
	link=$(s3 presign s3://my-bucket/hello.txt)
	check presign hello "$(curl -s "$link")"
	check presign/method SignatureDoesNotMatch "$(curl -s -X PUT -d x "$link")"
	check presign/tampered SignatureDoesNotMatch "$(curl -s "${link/hello.txt/new.txt}")"
}

reset() { curl -sf -X POST "$endpoint/_awsfake/reset"; curl -sf -X POST "$queues/_awsfake/reset"; }

signing=--no-sign-request
objects
check cp/unsigned upload: "$(s3 cp "$work/hello.txt" s3://my-bucket/key)"
reset
signing=
objects
high
configurations
presigned
events
reset
check reset NoSuchBucket "$(api list-objects-v2 --bucket my-bucket)"
finish
