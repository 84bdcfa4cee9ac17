#!/usr/bin/env bash
# Drives every operation of MemoryDB with the AWS CLI against cmd/awsfake, unsigned and signed: examples/cli/memorydb.sh
#
# It needs the AWS CLI and Go, starts the server on free ports and stops it, and prints a line a check.
set -euo pipefail
cd "$(dirname "$0")/../.."

source examples/cli/common.bash
endpoint=$(endpoint_of MemoryDB)

drive() { # $1: extra options of the CLI
	mdb() { aws memorydb "$@" --endpoint-url "$endpoint" --output json $signing 2>&1 || true; }
	signing=$1
	local arn=arn:aws:memorydb:us-east-1:$account world offering

	check create-user '"Status": "creating"' "$(mdb create-user --user-name myuser --access-string "on ~* +@all" --authentication-mode Type=no-password)"
	check create-user/taken UserAlreadyExistsFault "$(mdb create-user --user-name myuser --access-string "on ~* +@all" --authentication-mode Type=no-password)"
	check describe-users '"Status": "active"' "$(mdb describe-users --user-name myuser)"
	check update-user '"AccessString": "on ~app:* resetchannels +@read"' "$(mdb update-user --user-name myuser --access-string "on ~app:* +@read")"
	check create-acl '"myuser"' "$(mdb create-acl --acl-name myacl --user-names myuser)"
	check describe-acls open-access "$(mdb describe-acls)"
	check update-acl modifying "$(mdb update-acl --acl-name myacl --user-names-to-add default)"

	check create-subnet-group subnet-0123456789abcdef0 "$(mdb create-subnet-group --subnet-group-name mysubnets --subnet-ids subnet-0123456789abcdef0)"
	check describe-subnet-groups mysubnets "$(mdb describe-subnet-groups)"
	check update-subnet-group '"Description": "new"' "$(mdb update-subnet-group --subnet-group-name mysubnets --description new)"
	check create-parameter-group "parametergroup/mygroup" "$(mdb create-parameter-group --parameter-group-name mygroup --family memorydb_redis7)"
	check describe-parameter-groups default.memorydb-redis7 "$(mdb describe-parameter-groups)"
	check update-parameter-group mygroup "$(mdb update-parameter-group --parameter-group-name mygroup --parameter-name-values ParameterName=maxmemory-policy,ParameterValue=allkeys-lru)"
	check describe-parameters '"Value": "allkeys-lru"' "$(mdb describe-parameters --parameter-group-name mygroup)"
	check reset-parameter-group mygroup "$(mdb reset-parameter-group --parameter-group-name mygroup --all-parameters)"

	check create-cluster '"Status": "creating"' "$(mdb create-cluster --cluster-name mycluster --node-type db.t4g.small --acl-name myacl --parameter-group-name mygroup --subnet-group-name mysubnets)"
	check describe-clusters '"Status": "available"' "$(mdb describe-clusters)"
	check describe-clusters/shards '"Slots": "0-16383"' "$(mdb describe-clusters --cluster-name mycluster --show-shard-details)"
	check describe-clusters/missing ClusterNotFoundFault "$(mdb describe-clusters --cluster-name none)"
	check update-cluster '"Status": "updating"' "$(mdb update-cluster --cluster-name mycluster --shard-configuration ShardCount=2)"
	check update-cluster/effect '"NumberOfShards": 2' "$(mdb describe-clusters --cluster-name mycluster)"
	check failover-shard mycluster "$(mdb failover-shard --cluster-name mycluster --shard-name 0001)"
	check list-allowed-node-type-updates db.r7g.large "$(mdb list-allowed-node-type-updates --cluster-name mycluster)"
	check describe-service-updates '"Status": "available"' "$(mdb describe-service-updates --cluster-names mycluster)"
	check batch-update-cluster '"Name": "mycluster"' "$(mdb batch-update-cluster --cluster-names mycluster --service-update ServiceUpdateNameToApply=memorydb-security-update-1)"
	check describe-events "Cluster created" "$(mdb describe-events --duration 60)"
	check describe-engine-versions valkey "$(mdb describe-engine-versions)"

	check create-snapshot '"Status": "creating"' "$(mdb create-snapshot --cluster-name mycluster --snapshot-name mysnap)"
	check describe-snapshots '"Source": "manual"' "$(mdb describe-snapshots)"
	check copy-snapshot mycopy "$(mdb copy-snapshot --source-snapshot-name mysnap --target-snapshot-name mycopy)"
	check tag-resource '"Key": "stage"' "$(mdb tag-resource --resource-arn "$arn:cluster/mycluster" --tags Key=stage,Value=test)"
	check list-tags '"Value": "test"' "$(mdb list-tags --resource-arn "$arn:cluster/mycluster")"
	check untag-resource '"TagList": []' "$(mdb untag-resource --resource-arn "$arn:cluster/mycluster" --tag-keys stage)"

	world=$(mdb create-multi-region-cluster --multi-region-cluster-name-suffix world --node-type db.r7g.xlarge --query MultiRegionCluster.MultiRegionClusterName | tr -d '"')
	check create-multi-region-cluster -world "$world"
	check describe-multi-region-clusters "$world" "$(mdb describe-multi-region-clusters)"
	check update-multi-region-cluster updating "$(mdb update-multi-region-cluster --multi-region-cluster-name "$world" --description new)"
	check list-allowed-multi-region-cluster-updates db.r7g.2xlarge "$(mdb list-allowed-multi-region-cluster-updates --multi-region-cluster-name "$world")"
	check describe-multi-region-parameter-groups default.memorydb-valkey7 "$(mdb describe-multi-region-parameter-groups)"
	check describe-multi-region-parameters maxmemory-policy "$(mdb describe-multi-region-parameters --multi-region-parameter-group-name default.memorydb-valkey7)"
	check delete-multi-region-cluster deleting "$(mdb delete-multi-region-cluster --multi-region-cluster-name "$world")"

	offering=$(mdb describe-reserved-nodes-offerings --node-type db.t4g.small --duration 1 --offering-type "No Upfront" --query 'ReservedNodesOfferings[0].ReservedNodesOfferingId' | tr -d '"')
	check purchase-reserved-nodes-offering payment-pending "$(mdb purchase-reserved-nodes-offering --reserved-nodes-offering-id "$offering" --reservation-id "mine-${#signing}")"
	check describe-reserved-nodes '"State": "active"' "$(mdb describe-reserved-nodes --reservation-id "mine-${#signing}")"

	check delete-acl/in-use InvalidACLStateFault "$(mdb delete-acl --acl-name myacl)"
	check delete-cluster '"Status": "deleting"' "$(mdb delete-cluster --cluster-name mycluster --final-snapshot-name last)"
	for snapshot in mysnap mycopy last; do
		check "delete-snapshot/$snapshot" deleting "$(mdb delete-snapshot --snapshot-name $snapshot)"
	done
	check delete-acl deleting "$(mdb delete-acl --acl-name myacl)"
	check delete-user deleting "$(mdb delete-user --user-name myuser)"
	check delete-subnet-group mysubnets "$(mdb delete-subnet-group --subnet-group-name mysubnets)"
	check delete-parameter-group mygroup "$(mdb delete-parameter-group --parameter-group-name mygroup)"
	check unknown-operation UnknownOperationException "$(curl -s "$endpoint" -H 'X-Amz-Target: AmazonMemoryDB.Frob' -d '{}')"
}

drive --no-sign-request
drive ""
finish
