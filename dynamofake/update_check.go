package dynamofake

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// checkUpdate checks what can be checked without the table.
// Source of the words and of what goes together: the findings "ack-api-quirks dynamodb" of October 2026, probed against DynamoDB.
func checkUpdate(in *dynamodb.UpdateTableInput) error {
	if err := checkTableName(*in.TableName); err != nil {
		return err
	}
	if in.ReplicaUpdates != nil || in.VectorIndexUpdates != nil || in.GlobalTableWitnessUpdates != nil || in.MultiRegionConsistency != "" || in.DisassociationProtectionEnabled != nil {
		return invalid("awsfake has neither replicas of global tables nor vector indexes")
	}
	for _, check := range []func(*dynamodb.UpdateTableInput) error{checkTogether, checkNewThroughput, checkIndexUpdates, checkNewStream} {
		if err := check(in); err != nil {
			return err
		}
	}
	return checkEncryption(in.SSESpecification)
}

// checkTogether checks that the request asks for something, and for nothing that must not be asked for at once.
func checkTogether(in *dynamodb.UpdateTableInput) error {
	changes := 0
	for _, asked := range []bool{in.ProvisionedThroughput != nil, in.BillingMode != "", in.StreamSpecification != nil, len(in.GlobalSecondaryIndexUpdates) > 0,
		in.SSESpecification != nil, in.DeletionProtectionEnabled != nil, in.TableClass != "", in.OnDemandThroughput != nil, in.WarmThroughput != nil,
		in.GlobalTableSettingsReplicationMode != ""} {
		if asked {
			changes++
		}
	}
	creates := slices.ContainsFunc(in.GlobalSecondaryIndexUpdates, func(u types.GlobalSecondaryIndexUpdate) bool { return u.Create != nil })
	rebuilds := creates || slices.ContainsFunc(in.GlobalSecondaryIndexUpdates, func(u types.GlobalSecondaryIndexUpdate) bool { return u.Delete != nil })
	only := changes == 1
	switch {
	case changes == 0:
		return validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, " +
			"MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required")
	case in.GlobalSecondaryIndexUpdates != nil && len(in.GlobalSecondaryIndexUpdates) == 0:
		return invalid("List of GlobalSecondaryIndexUpdates is empty")
	case in.SSESpecification != nil && !only:
		return invalid("Server-Side Encryption modification must be the only operation in the request")
	case in.TableClass != "" && !only:
		return invalid("TableClass modification must be the only operation in the request")
	case in.DeletionProtectionEnabled != nil && !only:
		return invalid("DeletionProtection modification must be the only operation in the request")
	case in.WarmThroughput != nil && creates:
		return invalid("Create global secondary index cannot be specified when updating WarmThroughput")
	case in.WarmThroughput != nil && !only:
		return invalid("WarmThroughput must be the only operation in the request")
	case in.OnDemandThroughput != nil && !only && !(changes == 2 && in.BillingMode != ""):
		return invalid("OnDemandThroughput can only be combined with BillingMode in an UpdateTable request")
	case in.ProvisionedThroughput != nil && in.StreamSpecification != nil:
		return invalid("You cannot modify stream status while updating table IOPS")
	case in.ProvisionedThroughput != nil && rebuilds:
		return invalid("You cannot create or delete index while updating table IOPS")
	case in.StreamSpecification != nil && rebuilds:
		return invalid("You cannot create or delete index while changing stream status")
	}
	return nil
}

// checkNewThroughput checks the throughput of the table itself.
func checkNewThroughput(in *dynamodb.UpdateTableInput) error {
	switch p := in.ProvisionedThroughput; {
	case p == nil && in.BillingMode == types.BillingModeProvisioned:
		return invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
	case p != nil && in.BillingMode == types.BillingModePayPerRequest:
		return invalid("ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST")
	case p != nil:
		return checkUnits(p, "")
	}
	return checkOnDemand(in.OnDemandThroughput, "table", true)
}

// checkIndexUpdates checks that each update is one of one index.
func checkIndexUpdates(in *dynamodb.UpdateTableInput) error {
	seen := map[string]bool{}
	for _, u := range in.GlobalSecondaryIndexUpdates {
		var names []string
		if u.Update != nil {
			names = append(names, *u.Update.IndexName)
		}
		if u.Create != nil {
			names = append(names, *u.Create.IndexName)
		}
		if u.Delete != nil {
			names = append(names, *u.Delete.IndexName)
		}
		switch {
		case len(names) == 0:
			return invalid("One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null")
		case len(names) > 1:
			return invalid("Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object")
		case seen[names[0]]:
			return invalid("Only one global secondary index update per index is allowed simultaneously. Index: %s", names[0])
		}
		seen[names[0]] = true
	}
	return nil
}

func checkNewStream(in *dynamodb.UpdateTableInput) error {
	spec := in.StreamSpecification
	if spec == nil {
		return nil
	}
	switch on := aws.ToBool(spec.StreamEnabled); {
	case on && spec.StreamViewType == "":
		return invalid("If stream is being enabled then UpdateViewType is required")
	case !on && spec.StreamViewType != "":
		return invalid("If stream is being disabled, then UpdateViewType must not be specified")
	}
	return nil
}
