package dynamofake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

// The limits of indexes of one table.
const (
	maxLocalIndexes  = 5
	maxGlobalIndexes = 20
	maxIndexKeys     = 4   // hash attributes of a global index, and range attributes
	maxProjected     = 100 // attributes that all indexes of a table include
)

// createTable creates a table. It answers that the table is being created; the next read finds it active.
func (s *Server) createTable(_ context.Context, in *dynamodb.CreateTableInput) (*dynamodb.CreateTableOutput, error) {
	if err := checkCreate(in); err != nil {
		return nil, err
	}
	t, err := s.add(in)
	if err != nil {
		if old := s.find(*in.TableName); old != nil && old.isNew() {
			err = inUse("Table is being created: %s", old.name)
		}
		return nil, err
	}
	t.mu.RLock()
	description := t.describe(s.core.Now())
	if in.WarmThroughput != nil { // otherwise the answer does not have it
		description.WarmThroughput = t.capacity.describeWarm()
		description.WarmThroughput.Status = types.TableStatusUpdating
	}
	t.mu.RUnlock()
	s.core.AfterLifecycle(t.activate)
	return &dynamodb.CreateTableOutput{TableDescription: description}, nil
}

// add makes the table that a checked request asks for, unless there is one with its name.
func (s *Server) add(in *dynamodb.CreateTableInput) (*table, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := s.tableName(*in.TableName)
	if _, exists := s.tables.Get(name); exists {
		return nil, &types.ResourceInUseException{Message: aws.String("Table already exists: " + name)}
	}
	t := s.newTable(name, in)
	s.tables.Set(name, t)
	return t, nil
}

// newTable makes a table without items, which is being created.
func (s *Server) newTable(name string, in *dynamodb.CreateTableInput) *table {
	t := &table{
		server: s, name: name, arn: s.core.ARN("dynamodb", "table/"+name), id: s.core.NewID(), created: s.core.Now(),
		keys: newKeySchema(in.KeySchema, in.AttributeDefinitions), definitions: sorted(in.AttributeDefinitions),
		status: types.TableStatusCreating,
	}
	t.billing = in.BillingMode
	if t.billing == "" {
		t.billing = types.BillingModeProvisioned
	}
	t.capacity.provision(in.ProvisionedThroughput)
	t.capacity.onDemand = in.OnDemandThroughput
	t.capacity.raiseWarm(in.WarmThroughput)
	t.protected = aws.ToBool(in.DeletionProtectionEnabled)
	t.class = in.TableClass
	t.replicationMode = in.GlobalTableSettingsReplicationMode
	t.sse = s.encryption(in.SSESpecification)
	for i := range in.LocalSecondaryIndexes {
		l := &in.LocalSecondaryIndexes[i]
		t.indexes = append(t.indexes, newIndex(l.IndexName, false, newKeySchema(l.KeySchema, t.definitions), t.keys, l.Projection))
	}
	for i := range in.GlobalSecondaryIndexes {
		g := &in.GlobalSecondaryIndexes[i]
		ix := newIndex(g.IndexName, true, newKeySchema(g.KeySchema, t.definitions), t.keys, g.Projection)
		ix.status = types.IndexStatusCreating
		ix.capacity.provision(g.ProvisionedThroughput)
		ix.capacity.onDemand = g.OnDemandThroughput
		ix.capacity.raiseWarm(g.WarmThroughput)
		t.indexes = append(t.indexes, ix)
	}
	if spec := in.StreamSpecification; spec != nil && aws.ToBool(spec.StreamEnabled) {
		t.startStream(spec.StreamViewType)
	}
	t.tags, _ = checkTags(nil, in.Tags) // checkCreate has checked them
	if in.ResourcePolicy != nil {
		t.policies = map[string]policy{t.arn: {*in.ResourcePolicy, t.created.UnixMilli()}}
	}
	return t
}

// sorted are attribute definitions as descriptions have them, by name.
func sorted(definitions []types.AttributeDefinition) []types.AttributeDefinition {
	l := slices.Clone(definitions)
	slices.SortFunc(l, func(a, b types.AttributeDefinition) int { return strings.Compare(*a.AttributeName, *b.AttributeName) })
	return l
}

// isNew reports whether the table is being created.
func (t *table) isNew() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.status == types.TableStatusCreating
}

// activate ends the creation of a table.
func (t *table) activate() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.status != types.TableStatusCreating {
		return
	}
	t.status = types.TableStatusActive
	if t.billing == types.BillingModePayPerRequest {
		t.billingChanged = t.created
	}
	for _, ix := range t.indexes {
		ix.status = types.IndexStatusActive
	}
}

// encryption describes what a specification asks for, nil if it is encryption with the service's own key.
func (s *Server) encryption(spec *types.SSESpecification) *types.SSEDescription {
	if spec == nil || !aws.ToBool(spec.Enabled) && spec.SSEType == "" {
		return nil
	}
	return &types.SSEDescription{Status: types.SSEStatusEnabled, SSEType: types.SSETypeKms, KMSMasterKeyArn: s.keyARN(spec.KMSMasterKeyId)}
}

// keyARN returns the ARN of a KMS key: one that was named, or the account's key for DynamoDB.
func (s *Server) keyARN(id *string) *string {
	switch {
	case id == nil:
		return aws.String(s.core.ARN("kms", "key/"+awsManagedKey))
	case strings.HasPrefix(*id, "arn:"):
		return id
	case strings.HasPrefix(*id, "alias/"):
		return aws.String(s.core.ARN("kms", *id))
	}
	return aws.String(s.core.ARN("kms", "key/"+*id))
}

// awsManagedKey stands for the id of the account's key alias/aws/dynamodb.
const awsManagedKey = "d0b2f9a4-6c1e-4c55-9a3e-3f6f2b7c8d10"

// checkCreate checks a request in the order in which DynamoDB does.
// Source of order and words: the tests of github.com/architect/dynalite, run against DynamoDB.
func checkCreate(in *dynamodb.CreateTableInput) error {
	if err := checkTableName(*in.TableName); err != nil {
		return err
	}
	if in.GlobalTableSourceArn != nil || len(in.VectorIndexes) > 0 {
		return invalid("awsfake has neither replicas of global tables nor vector indexes")
	}
	if _, err := checkTags(nil, in.Tags); err != nil {
		return err
	}
	if in.ResourcePolicy != nil {
		if err := checkPolicy(*in.ResourcePolicy); err != nil {
			return err
		}
	}
	switch {
	case in.AttributeDefinitions == nil:
		return missing("attributeDefinitions")
	case in.KeySchema == nil:
		return missing("keySchema")
	}
	if err := checkBilling(in); err != nil {
		return err
	}
	if err := checkDefinitions(in.AttributeDefinitions); err != nil {
		return err
	}
	if err := checkTableKey(in.KeySchema, in.AttributeDefinitions); err != nil {
		return err
	}
	if in.LocalSecondaryIndexes == nil && in.GlobalSecondaryIndexes == nil && len(in.KeySchema) != len(in.AttributeDefinitions) {
		return invalid("Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions")
	}
	if err := checkIndexes(in); err != nil {
		return err
	}
	if spec := in.StreamSpecification; spec != nil {
		switch on := aws.ToBool(spec.StreamEnabled); {
		case on && spec.StreamViewType == "":
			return invalid("Table is being created with a stream enabled, UpdateViewType is required")
		case !on && spec.StreamViewType != "":
			return invalid("Table is being created with a stream disabled, UpdateViewType should not be specified")
		}
	}
	return checkEncryption(in.SSESpecification)
}

// missing words a required member that the model calls optional.
func missing(path string) error {
	return validation("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", path)
}

func checkDefinitions(definitions []types.AttributeDefinition) error {
	seen := map[string]bool{}
	for _, d := range definitions {
		if seen[*d.AttributeName] {
			return validation("Attribute Name is duplicated: %s", *d.AttributeName)
		}
		seen[*d.AttributeName] = true
	}
	return nil
}

// checkTableKey checks the key schema of a table.
func checkTableKey(keys []types.KeySchemaElement, definitions []types.AttributeDefinition) error {
	if len(keys) > 2 {
		return validation("1 validation error detected: Value '%s' at 'keySchema' failed to satisfy constraint: "+
			"Member must have length less than or equal to 2", keysText(keys))
	}
	twice := len(keys) == 2 && *keys[0].AttributeName == *keys[1].AttributeName && len(definitions) == 1
	if len(definitions) == 0 || len(keys) == 2 && (slices.ContainsFunc(keys, undefined(definitions)) || twice) { // the latter is odd, but so it is
		return validation("Invalid KeySchema: Some index key attribute have no definition")
	}
	return checkKeys(keys, definitions)
}

// undefined returns a function that reports whether a key attribute has no definition.
func undefined(definitions []types.AttributeDefinition) func(types.KeySchemaElement) bool {
	return func(e types.KeySchemaElement) bool { return typeOf(*e.AttributeName, definitions) == "" }
}

// checkKeys checks a key schema of one hash and one range attribute.
func checkKeys(keys []types.KeySchemaElement, definitions []types.AttributeDefinition) error {
	if slices.ContainsFunc(keys, undefined(definitions)) {
		return undefinedKeys(keys, definitions)
	}
	switch {
	case len(keys) == 2 && *keys[0].AttributeName == *keys[1].AttributeName:
		return validation("Both the Hash Key and the Range Key element in the KeySchema have the same name")
	case keys[0].KeyType != types.KeyTypeHash:
		return validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
	case len(keys) == 2 && keys[1].KeyType != types.KeyTypeRange:
		return validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")
	}
	return nil
}

func undefinedKeys(keys []types.KeySchemaElement, definitions []types.AttributeDefinition) error {
	var names, defined []string
	for _, k := range keys {
		names = append(names, *k.AttributeName)
	}
	for _, d := range definitions {
		defined = append(defined, *d.AttributeName)
	}
	return invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: [%s], AttributeDefinitions: [%s]",
		strings.Join(names, ", "), strings.Join(defined, ", "))
}

// keysText is a key schema as AWS's constraints print it.
func keysText(keys []types.KeySchemaElement) string {
	var l []string
	for _, k := range keys {
		l = append(l, "KeySchemaElement(attributeName="+*k.AttributeName+", keyType="+string(k.KeyType)+")")
	}
	return "[" + strings.Join(l, ", ") + "]"
}

// checkGlobalKeys checks the key schema of a global index: one to four hash attributes, then up to four range attributes.
func checkGlobalKeys(keys []types.KeySchemaElement, definitions []types.AttributeDefinition) error {
	if len(keys) <= 2 && !(len(keys) == 2 && keys[0].KeyType == types.KeyTypeHash && keys[1].KeyType == types.KeyTypeHash) {
		return checkKeys(keys, definitions)
	}
	if slices.ContainsFunc(keys, undefined(definitions)) {
		return undefinedKeys(keys, definitions)
	}
	k := newKeySchema(keys, definitions)
	seen := map[string]bool{}
	for i, e := range keys {
		switch {
		case seen[*e.AttributeName]:
			return validation("The KeySchema contains multiple key attributes with the same name")
		case i == 0 && e.KeyType != types.KeyTypeHash:
			return validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
		case i > 0 && e.KeyType == types.KeyTypeHash && keys[i-1].KeyType == types.KeyTypeRange:
			return invalid("All HASH key attributes must precede RANGE key attributes in the KeySchema")
		}
		seen[*e.AttributeName] = true
	}
	const tooMany = "The KeySchema exceeds the maximum allowed number of %s key attributes"
	switch {
	case len(k.hash) > maxIndexKeys:
		return invalid(tooMany, "HASH")
	case len(k.ranges) > maxIndexKeys:
		return invalid(tooMany, "RANGE")
	}
	return nil
}

// checkIndexes checks the indexes of a new table.
func checkIndexes(in *dynamodb.CreateTableInput) error {
	names := map[string]bool{}
	if err := checkLocalIndexes(in, names); err != nil {
		return err
	}
	if in.GlobalSecondaryIndexes != nil && len(in.GlobalSecondaryIndexes) == 0 {
		return invalid("List of GlobalSecondaryIndexes is empty")
	}
	for i := range in.GlobalSecondaryIndexes {
		g := &in.GlobalSecondaryIndexes[i]
		if err := checkGlobalKeys(g.KeySchema, in.AttributeDefinitions); err != nil {
			return err
		}
		if err := checkProjection(g.Projection); err != nil {
			return err
		}
		if err := checkIndexThroughput(g, in.BillingMode); err != nil {
			return err
		}
		if names[*g.IndexName] {
			return invalid("Duplicate index name: %s", *g.IndexName)
		}
		names[*g.IndexName] = true
	}
	if len(in.GlobalSecondaryIndexes) > maxGlobalIndexes {
		return invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20")
	}
	if err := checkProjected(in); err != nil {
		return err
	}
	return checkUsed(in)
}

// checkLocalIndexes checks those that share the hash key of the table.
func checkLocalIndexes(in *dynamodb.CreateTableInput, names map[string]bool) error {
	switch {
	case in.LocalSecondaryIndexes == nil:
		return nil
	case len(in.LocalSecondaryIndexes) == 0:
		return invalid("List of LocalSecondaryIndexes is empty")
	case len(in.KeySchema) != 2:
		return invalid("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex")
	}
	hash := *in.KeySchema[0].AttributeName
	for i := range in.LocalSecondaryIndexes {
		l := &in.LocalSecondaryIndexes[i]
		if len(l.KeySchema) > 2 {
			return validation("1 validation error detected: Value '%s' at 'localSecondaryIndexes.%d.member.keySchema' failed to satisfy constraint: "+
				"Member must have length less than or equal to 2", keysText(l.KeySchema), i+1)
		}
		if err := checkKeys(l.KeySchema, in.AttributeDefinitions); err != nil {
			return err
		}
		switch own := *l.KeySchema[0].AttributeName; {
		case len(l.KeySchema) != 2:
			return invalid("Index KeySchema does not have a range key for index: %s", *l.IndexName)
		case own != hash:
			return invalid("Index KeySchema does not have the same leading hash key as table KeySchema for index: %s. index hash key: %s, table hash key: %s",
				*l.IndexName, own, hash)
		}
		if err := checkProjection(l.Projection); err != nil {
			return err
		}
		if names[*l.IndexName] {
			return invalid("Duplicate index name: %s", *l.IndexName)
		}
		names[*l.IndexName] = true
	}
	if len(in.LocalSecondaryIndexes) > maxLocalIndexes {
		return invalid("Number of LocalSecondaryIndexes exceeds per-table limit of 5")
	}
	return nil
}

func checkProjection(p *types.Projection) error {
	switch {
	case p.ProjectionType == "":
		return invalid("Unknown ProjectionType: null")
	case p.NonKeyAttributes != nil && p.ProjectionType != types.ProjectionTypeInclude:
		return invalid("ProjectionType is %s, but NonKeyAttributes is specified", p.ProjectionType)
	case p.NonKeyAttributes == nil && p.ProjectionType == types.ProjectionTypeInclude:
		return invalid("ProjectionType is %s, but NonKeyAttributes is not specified", p.ProjectionType)
	}
	for i, name := range p.NonKeyAttributes {
		if slices.Contains(p.NonKeyAttributes[:i], name) {
			return invalid("Duplicate element in NonKeyAttributes: %s", name)
		}
	}
	return nil
}

// checkProjected checks how many attributes all indexes include.
func checkProjected(in *dynamodb.CreateTableInput) error {
	n := 0
	for i := range in.LocalSecondaryIndexes {
		n += len(in.LocalSecondaryIndexes[i].Projection.NonKeyAttributes)
	}
	for i := range in.GlobalSecondaryIndexes {
		n += len(in.GlobalSecondaryIndexes[i].Projection.NonKeyAttributes)
	}
	if n > maxProjected {
		return invalid("The total number of non-key attributes projected in all indexes exceeds the per-table limit of %d", maxProjected)
	}
	return nil
}

// checkUsed checks that every attribute defined is in some key.
func checkUsed(in *dynamodb.CreateTableInput) error {
	used := map[string]bool{}
	mark := func(keys []types.KeySchemaElement) {
		newKeySchema(keys, nil).each(func(a expr.KeyAttribute, _ bool) bool { used[a.Name] = true; return true })
	}
	mark(in.KeySchema)
	for i := range in.LocalSecondaryIndexes {
		mark(in.LocalSecondaryIndexes[i].KeySchema)
	}
	for i := range in.GlobalSecondaryIndexes {
		mark(in.GlobalSecondaryIndexes[i].KeySchema)
	}
	var names, keys []string
	for _, d := range in.AttributeDefinitions {
		names = append(names, *d.AttributeName)
		if used[*d.AttributeName] {
			keys = append(keys, *d.AttributeName)
		}
	}
	if len(names) == len(keys) {
		return nil
	}
	return invalid("Some AttributeDefinitions are not used. AttributeDefinitions: [%s], keys used: [%s]", strings.Join(names, ", "), strings.Join(keys, ", "))
}

func checkEncryption(spec *types.SSESpecification) error {
	if spec == nil {
		return nil
	}
	off := spec.Enabled != nil && !*spec.Enabled
	switch {
	case spec.SSEType == types.SSETypeAes256:
		return invalid("SSEType AES256 is not supported")
	case off && spec.SSEType != "":
		return invalid("SSEType can not be specified if Enabled is false")
	case off && spec.KMSMasterKeyId != nil:
		return invalid("KMSMasterKeyId can not be specified if Enabled is false")
	case spec.KMSMasterKeyId != nil && spec.SSEType == "":
		return invalid("SSEType KMS is required if KMSMasterKeyId is specified")
	}
	return nil
}
