# What the scripts of this folder share: checks, and a server of their own. It is sourced, from the root of the repository.

passed=0
failed=0

# check NAME WANT GOT: GOT must contain WANT.
check() {
	if [[ "$3" == *"$2"* ]]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1: no «$2» in: $3"
	fi
}

# absent NAME UNWANTED GOT: GOT must not contain UNWANTED.
absent() {
	if [[ "$3" != *"$2"* ]]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1: «$2» in: $3"
	fi
}

work=$(mktemp -d)
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
go build -o "$work/awsfake" ./cmd/awsfake
"$work/awsfake" --s3-port 0 --sns-port 0 --sqs-port 0 --dynamodb-port 0 --lambda-port 0 --firehose-port 0 --memorydb-port 0 >"$work/out" &
server=$!
( tail -f -n +1 --pid=$server "$work/out" & ) | grep -q -m1 'awsfake is ready'

# endpoint_of SERVICE: its URL.
endpoint_of() { awk -v name="$1" '$1 == name {print $2}' "$work/out"; }

export AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_PAGER= AWS_MAX_ATTEMPTS=1
export AWS_CONFIG_FILE=$work/config AWS_SHARED_CREDENTIALS_FILE=$work/credentials # not the user's own
account=000000000000

# finish stops the server and tells the result.
finish() {
	kill $server
	local code=0
	wait $server || code=$?
	check "ends with exit code 0" 0 $code
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
}
