#!/usr/bin/env bash
# Drives the operations of Lambda with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/lambda.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of Lambda)
sqs=$(endpoint_of SQS)

# An empty zip file is one without entries.
printf 'PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >"$work/function.zip"
echo '{"a":1}' >"$work/event.json"
echo '{' >"$work/broken.json"

drive() { # $1: extra options of the CLI
	l() { aws lambda "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	signing=$1
	local role=arn:aws:iam::$account:role/test-role arn=arn:aws:lambda:us-east-1:$account:function:my-func
	local create=(create-function --function-name my-func --runtime python3.12 --role "$role" --handler index.handler --zip-file "fileb://$work/function.zip")

	check create-function '"State": "Pending"' "$(l "${create[@]}")"
	check create-function/again ResourceConflictException "$(l "${create[@]}")"
	check get-function '"State": "Active"' "$(l get-function --function-name my-func)"
	check get-function/arn '"CodeSha256"' "$(l get-function --function-name "$arn")"
	check get-function/missing "Function not found: arn:aws:lambda:us-east-1:$account:function:none" "$(l get-function --function-name none)"
	check get-function-configuration '"Handler": "index.handler"' "$(l get-function-configuration --function-name my-func)"
	check list-functions '"FunctionName": "my-func"' "$(l list-functions)"
	check update-function-code '"LastUpdateStatus": "InProgress"' "$(l update-function-code --function-name my-func --zip-file "fileb://$work/function.zip")"
	check update-function-configuration '"MemorySize": 256' "$(l update-function-configuration --function-name my-func --memory-size 256)"
	check wait "" "$(l wait function-updated --function-name my-func)"

	check invoke '"StatusCode": 200' "$(l invoke --function-name my-func "$work/output.json")"
	check invoke/output '{}' "$(cat "$work/output.json")"
	check invoke/event '"StatusCode": 202' "$(l invoke --function-name my-func --invocation-type Event --payload "fileb://$work/event.json" "$work/output.json")"
	check invoke/dry-run '"StatusCode": 204' "$(l invoke --function-name my-func --invocation-type DryRun "$work/output.json")"
	check invoke/missing ResourceNotFoundException "$(l invoke --function-name none "$work/output.json")"
	check invoke/not-json InvalidRequestContentException "$(l invoke --function-name my-func --payload "fileb://$work/broken.json" "$work/output.json")"

	check publish-version '"Version": "1"' "$(l publish-version --function-name my-func)"
	check list-versions '"Version": "1"' "$(l list-versions-by-function --function-name my-func)"
	check create-alias ':function:my-func:prod"' "$(l create-alias --function-name my-func --name prod --function-version 1)"
	check get-alias '"FunctionVersion": "1"' "$(l get-alias --function-name my-func --name prod)"
	check update-alias '"Description": "live"' "$(l update-alias --function-name my-func --name prod --description live)"
	check list-aliases '"Name": "prod"' "$(l list-aliases --function-name my-func)"
	check invoke/alias '"ExecutedVersion": "1"' "$(l invoke --function-name my-func --qualifier prod "$work/output.json")"
	check delete-alias "" "$(l delete-alias --function-name my-func --name prod)"
	check get-alias/missing "Cannot find alias arn" "$(l get-alias --function-name my-func --name prod)"

	check add-permission 's3.amazonaws.com' "$(l add-permission --function-name my-func --statement-id s3 --action lambda:InvokeFunction --principal s3.amazonaws.com)"
	check get-policy '2012-10-17' "$(l get-policy --function-name my-func)"
	check remove-permission "" "$(l remove-permission --function-name my-func --statement-id s3)"
	check get-policy/missing "The resource you requested does not exist." "$(l get-policy --function-name my-func)"

	check tag-resource "" "$(l tag-resource --resource "$arn" --tags stage=test)"
	check list-tags '"stage": "test"' "$(l list-tags --resource "$arn")"
	check untag-resource "" "$(l untag-resource --resource "$arn" --tag-keys stage)"
	absent untag-resource/effect stage "$(l list-tags --resource "$arn")"

	check put-concurrency '"ReservedConcurrentExecutions": 0' "$(l put-function-concurrency --function-name my-func --reserved-concurrent-executions 0)"
	check invoke/throttled TooManyRequestsException "$(l invoke --function-name my-func "$work/output.json")"
	check get-concurrency '"ReservedConcurrentExecutions": 0' "$(l get-function-concurrency --function-name my-func)"
	check delete-concurrency "" "$(l delete-function-concurrency --function-name my-func)"
	check account-settings '"ConcurrentExecutions": 1000' "$(l get-account-settings)"

	check put-event-config '"MaximumRetryAttempts": 1' "$(l put-function-event-invoke-config --function-name my-func --maximum-retry-attempts 1)"
	check list-event-configs ':function:my-func:$LATEST"' "$(l list-function-event-invoke-configs --function-name my-func)"
	check delete-event-config "" "$(l delete-function-event-invoke-config --function-name my-func)"

	aws sqs create-queue --queue-name jobs --endpoint-url "$sqs" $signing >/dev/null
	local mapping
	mapping=$(l create-event-source-mapping --function-name my-func --event-source-arn "arn:aws:sqs:us-east-1:$account:jobs")
	check create-mapping '"State": "Creating"' "$mapping"
	local id
	id=$(sed -n 's/.*"UUID": "\(.*\)".*/\1/p' <<<"$mapping")
	check get-mapping '"State": "Enabled"' "$(l get-event-source-mapping --uuid "$id")"
	check list-mappings "$id" "$(l list-event-source-mappings --function-name my-func)"
	check update-mapping '"BatchSize": 5' "$(l update-event-source-mapping --uuid "$id" --batch-size 5)"
	check delete-mapping '"State": "Deleting"' "$(l delete-event-source-mapping --uuid "$id")"
	check get-mapping/missing ResourceNotFoundException "$(l get-event-source-mapping --uuid "$id")"

	check create-url '"AuthType": "NONE"' "$(l create-function-url-config --function-name my-func --auth-type NONE)"
	local url
	url=$(l get-function-url-config --function-name my-func --query FunctionUrl | tr -d '"')
	if command -v curl >/dev/null; then
		check url/closed '"Message":"Forbidden.' "$(curl -s "$url")"
	fi
	check url/permission '"Statement"' "$(l add-permission --function-name my-func --statement-id url --action lambda:InvokeFunctionUrl --principal '*' --function-url-auth-type NONE)"
	check url/permission-invoke '"Statement"' "$(l add-permission --function-name my-func --statement-id invoke --action lambda:InvokeFunction --principal '*' --invoked-via-function-url)"
	if command -v curl >/dev/null; then
		check url/open '{}' "$(curl -s "$url")"
	fi
	check update-url '"AuthType": "AWS_IAM"' "$(l update-function-url-config --function-name my-func --auth-type AWS_IAM)"
	check list-urls '"FunctionUrl": "http' "$(l list-function-url-configs --function-name my-func)"
	check delete-url "" "$(l delete-function-url-config --function-name my-func)"

	local name=layer${1:+-of-nobody} # a deleted version's number is not used again
	local layer=arn:aws:lambda:us-east-1:$account:layer:$name
	check publish-layer '"Version": 1' "$(l publish-layer-version --layer-name "$name" --zip-file "fileb://$work/function.zip" --compatible-runtimes python3.12)"
	check get-layer '"LayerVersionArn": "'"$layer:1" "$(l get-layer-version --layer-name "$name" --version-number 1)"
	check get-layer-by-arn '"Version": 1' "$(l get-layer-version-by-arn --arn "$layer:1")"
	check list-layers '"LayerName": "layer' "$(l list-layers --compatible-runtime python3.12)"
	check list-layer-versions '"Version": 1' "$(l list-layer-versions --layer-name "$name")"
	check layer-permission '"Statement"' "$(l add-layer-version-permission --layer-name "$name" --version-number 1 --statement-id all --action lambda:GetLayerVersion --principal '*')"
	check layer-policy 'lambda:GetLayerVersion' "$(l get-layer-version-policy --layer-name "$name" --version-number 1)"
	check layer-permission/remove "" "$(l remove-layer-version-permission --layer-name "$name" --version-number 1 --statement-id all)"
	check use-layer '"Arn": "'"$layer:1" "$(l update-function-configuration --function-name my-func --layers "$layer:1")"
	check delete-layer "" "$(l delete-layer-version --layer-name "$name" --version-number 1)"

	local signed
	signed=$(l create-code-signing-config --allowed-publishers SigningProfileVersionArns=arn:aws:signer:us-east-1:$account:/signing-profiles/p --query CodeSigningConfig.CodeSigningConfigArn | tr -d '"')
	check code-signing ':code-signing-config:csc-' "$signed"
	check code-signing/put '"FunctionName": "my-func"' "$(l put-function-code-signing-config --function-name my-func --code-signing-config-arn "$signed")"
	check code-signing/get '"UntrustedArtifactOnDeployment": "Warn"' "$(l get-code-signing-config --code-signing-config-arn "$signed")"
	check code-signing/list "$signed" "$(l list-code-signing-configs)"
	check code-signing/of-function "$signed" "$(l get-function-code-signing-config --function-name my-func)"
	check code-signing/tag "" "$(l tag-resource --resource "$signed" --tags stage=test)"
	check code-signing/tags '"stage": "test"' "$(l list-tags --resource "$signed")"
	check code-signing/enforce '"UntrustedArtifactOnDeployment": "Enforce"' "$(l update-code-signing-config --code-signing-config-arn "$signed" --code-signing-policies UntrustedArtifactOnDeployment=Enforce)"
	check code-signing/unsigned CodeVerificationFailedException "$(l update-function-code --function-name my-func --zip-file "fileb://$work/function.zip")"
	check code-signing/in-use ResourceConflictException "$(l delete-code-signing-config --code-signing-config-arn "$signed")"
	check code-signing/functions ':function:my-func"' "$(l list-functions-by-code-signing-config --code-signing-config-arn "$signed")"
	check code-signing/remove "" "$(l delete-function-code-signing-config --function-name my-func)"
	check code-signing/delete "" "$(l delete-code-signing-config --code-signing-config-arn "$signed")"

	check provision '"Status": "IN_PROGRESS"' "$(l put-provisioned-concurrency-config --function-name my-func --qualifier 1 --provisioned-concurrent-executions 2)"
	check provisioned '"Status": "READY"' "$(l get-provisioned-concurrency-config --function-name my-func --qualifier 1)"
	check list-provisioned '"AllocatedProvisionedConcurrentExecutions": 2' "$(l list-provisioned-concurrency-configs --function-name my-func)"
	check delete-provisioned "" "$(l delete-provisioned-concurrency-config --function-name my-func --qualifier 1)"

	local provider=(--capacity-provider-name my-provider)
	check create-provider '"State": "Pending"' "$(l create-capacity-provider "${provider[@]}" --vpc-config SubnetIds=subnet-1,SecurityGroupIds=sg-1 --permissions-config "CapacityProviderOperatorRoleArn=$role")"
	check get-provider '"State": "Active"' "$(l get-capacity-provider "${provider[@]}")"
	check update-provider '"MaxVCpuCount": 30' "$(l update-capacity-provider "${provider[@]}" --capacity-provider-scaling-config MaxVCpuCount=30)"
	check list-providers ':capacity-provider:my-provider' "$(l list-capacity-providers)"
	check provider/functions '"FunctionVersions": []' "$(l list-function-versions-by-capacity-provider "${provider[@]}")"
	check delete-provider '"State": "Deleting"' "$(l delete-capacity-provider "${provider[@]}")"
	check get-scaling ':function:my-func:1"' "$(l get-function-scaling-config --function-name my-func --qualifier 1)"
	check put-scaling InvalidParameterValueException "$(l put-function-scaling-config --function-name my-func --qualifier 1 --function-scaling-config MinExecutionEnvironments=3)"

	check delete-function "" "$(l delete-function --function-name my-func)"
	check delete-function/missing ResourceNotFoundException "$(l delete-function --function-name my-func)"
	check not-implemented "awsfake does not implement StopDurableExecution" "$(l stop-durable-execution --durable-execution-arn "$arn:1/durable-execution/a/b")"
}

drive --no-sign-request
drive ""
finish
