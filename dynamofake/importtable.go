package dynamofake

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/wire"
)

// A tableImport is a table made of objects in a bucket, or on its way.
type tableImport struct {
	types.ImportTableDescription
	in *dynamodb.ImportTableInput
}

// importTable makes a new table of the objects with a prefix: in DynamoDB's JSON, {"Item": {...}} a line, or in CSV, where what is no key is
// text. Items that do not fit are counted as errors.
func (s *Server) importTable(ctx context.Context, in *dynamodb.ImportTableInput) (*dynamodb.ImportTableOutput, error) {
	if in.InputFormat == types.InputFormatIon || in.InputCompressionType == types.InputCompressionTypeZstd {
		return nil, notImplemented("ImportTable in ION or ZSTD")
	}
	if old, err := s.importOf(in); old != nil || err != nil {
		return old, err
	}
	p := in.TableCreationParameters
	create := &dynamodb.CreateTableInput{TableName: p.TableName, AttributeDefinitions: p.AttributeDefinitions, KeySchema: p.KeySchema, BillingMode: p.BillingMode, ProvisionedThroughput: p.ProvisionedThroughput,
		OnDemandThroughput: p.OnDemandThroughput, SSESpecification: p.SSESpecification, GlobalSecondaryIndexes: p.GlobalSecondaryIndexes}
	if err := checkCreate(create); err != nil {
		return nil, err
	}
	t, err := s.add(create)
	if err != nil {
		return nil, err
	}
	i := s.newImport(t, in)
	answer := i.ImportTableDescription
	s.core.AfterLifecycle(func() { s.finishImport(context.WithoutCancel(ctx), i, t) })
	return &dynamodb.ImportTableOutput{ImportTableDescription: &answer}, nil
}

// importOf returns the answer to a request that came before with the same token.
func (s *Server) importOf(in *dynamodb.ImportTableInput) (*dynamodb.ImportTableOutput, error) {
	if in.ClientToken == nil {
		return nil, nil
	}
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	for _, i := range s.imports.All() {
		if aws.ToString(i.ClientToken) != *in.ClientToken {
			continue
		}
		if !reflect.DeepEqual(i.in, in) {
			return nil, &types.ImportConflictException{Message: aws.String("Import with the same ClientToken and different parameters exists: " + *i.ImportArn)}
		}
		d := i.ImportTableDescription
		return &dynamodb.ImportTableOutput{ImportTableDescription: &d}, nil
	}
	return nil, nil
}

// newImport makes an import that is in progress.
func (s *Server) newImport(t *table, in *dynamodb.ImportTableInput) *tableImport {
	now := s.core.Now()
	i := &tableImport{in: in, ImportTableDescription: types.ImportTableDescription{
		ImportArn: aws.String(fmt.Sprintf("%s/import/%014d-%s", t.arn, now.UnixMilli(), s.core.NewHex(4))), ImportStatus: types.ImportStatusInProgress, StartTime: &now, TableArn: &t.arn, TableId: &t.id,
		ClientToken: in.ClientToken, S3BucketSource: in.S3BucketSource, InputFormat: in.InputFormat, InputFormatOptions: in.InputFormatOptions, InputCompressionType: in.InputCompressionType,
		TableCreationParameters: in.TableCreationParameters, CloudWatchLogGroupArn: aws.String(s.core.ARN("logs", "log-group:/aws-dynamodb/imports:*"))}}
	if i.InputCompressionType == "" {
		i.InputCompressionType = types.InputCompressionTypeNone
	}
	s.backupMu.Lock()
	s.imports.Set(*i.ImportArn, i)
	s.backupMu.Unlock()
	return i
}

// finishImport reads the objects and fills the table, which is then active.
func (s *Server) finishImport(ctx context.Context, i *tableImport, t *table) {
	items, bad, size, err := s.readImport(ctx, i, t)
	imported := int64(0)
	t.mu.Lock()
	for _, item := range items {
		if t.fill(item) {
			imported++
		} else {
			bad++
		}
	}
	t.mu.Unlock()
	t.activate()
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	i.EndTime = aws.Time(s.core.Now())
	i.ImportedItemCount, i.ErrorCount, i.ProcessedItemCount, i.ProcessedSizeBytes = imported, bad, imported+bad, &size
	i.ImportStatus = types.ImportStatusCompleted
	if err != nil {
		i.ImportStatus, i.FailureCode, i.FailureMessage = types.ImportStatusFailed, aws.String(transferCode(err)), aws.String(transferMessage(err))
	}
}

// readImport reads all objects of an import.
func (s *Server) readImport(ctx context.Context, i *tableImport, t *table) (items []expr.Item, bad, size int64, err error) {
	store, err := s.router.Store()
	if err != nil {
		return nil, 0, 0, err
	}
	bucket := *i.S3BucketSource.S3Bucket
	keys, err := store.ListObjects(ctx, bucket, aws.ToString(i.S3BucketSource.S3KeyPrefix))
	if err != nil {
		return nil, 0, 0, err
	}
	for _, key := range keys {
		body, err := readObject(ctx, store, bucket, key, i.InputCompressionType)
		if err != nil {
			return items, bad, size, err
		}
		size += int64(len(body))
		more, wrong := i.parse(body, t)
		items, bad = append(items, more...), bad+wrong
	}
	return items, bad, size, nil
}

// maxImport is the size up to which an object is decompressed.
const maxImport = 256 << 20

func readObject(ctx context.Context, store event.Store, bucket, key string, c types.InputCompressionType) ([]byte, error) {
	body, err := store.GetObject(ctx, bucket, key, "")
	if err != nil || c != types.InputCompressionTypeGzip {
		return body, err
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s is not in GZIP: %w", key, err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxImport+1))
	if err == nil && len(plain) > maxImport {
		err = fmt.Errorf("%s is too large", key)
	}
	return plain, err
}

// parse returns the items of an object, and how many could not be read.
func (i *tableImport) parse(body []byte, t *table) (items []expr.Item, bad int64) {
	if i.InputFormat == types.InputFormatCsv {
		return i.parseCSV(body, t)
	}
	lines := bufio.NewScanner(bytes.NewReader(body))
	lines.Buffer(nil, 2*maxItem+len(body))
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if item, err := t.server.parseLine(lines.Bytes()); err == nil {
			items = append(items, item)
		} else {
			bad++
		}
	}
	return items, bad
}

// parseLine reads one item in DynamoDB's JSON, by way of the codec, which knows all its forms.
func (s *Server) parseLine(line []byte) (expr.Item, error) {
	var doc struct{ Item json.RawMessage }
	if err := json.Unmarshal(line, &doc); err != nil || doc.Item == nil {
		return nil, errors.New("the line has no Item")
	}
	body := fmt.Appendf(nil, `{"TableName":"table","Item":%s}`, doc.Item)
	in := new(dynamodb.PutItemInput)
	if _, err := s.codec.Decode(&wire.Request{Op: &s.codec.API.Operations[s.codec.Index("PutItem")], Body: body}, in); err != nil {
		return nil, err
	}
	r, err := checkPut(in.Item)
	return r.contents(), err
}

// parseCSV reads items in CSV: the names are in the first line, or in the options.
func (i *tableImport) parseCSV(body []byte, t *table) (items []expr.Item, bad int64) {
	r := csv.NewReader(bytes.NewReader(body))
	r.FieldsPerRecord = -1
	var names []string
	if o := i.InputFormatOptions; o != nil && o.Csv != nil {
		names = o.Csv.HeaderList
		if d := aws.ToString(o.Csv.Delimiter); d != "" {
			r.Comma = []rune(d)[0]
		}
	}
	for {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return items, bad
		case err != nil:
			bad++
		case names == nil:
			names = row
		case len(row) != len(names):
			bad++
		default:
			item := make(expr.Item, len(row))
			for n, name := range names {
				item[name] = csvValue(row[n], typeOf(name, t.definitions))
			}
			if r, err := checkPut(item); err == nil {
				items = append(items, r.item)
			} else {
				bad++
			}
		}
	}
}

// csvValue returns a field as a value of a key's type, or as text.
func csvValue(field, kind string) expr.Value {
	switch kind {
	case "N":
		return &types.AttributeValueMemberN{Value: field}
	case "B":
		return &types.AttributeValueMemberB{Value: []byte(field)}
	}
	return &types.AttributeValueMemberS{Value: field}
}

// describeImport tells how an import stands.
func (s *Server) describeImport(_ context.Context, in *dynamodb.DescribeImportInput) (*dynamodb.DescribeImportOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	i, ok := s.imports.Get(*in.ImportArn)
	if !ok {
		return nil, &types.ImportNotFoundException{Message: aws.String("Import not found: " + *in.ImportArn)}
	}
	d := i.ImportTableDescription
	return &dynamodb.DescribeImportOutput{ImportTableDescription: &d}, nil
}

// listImports lists imports, those to a table or all, oldest first.
func (s *Server) listImports(_ context.Context, in *dynamodb.ListImportsInput) (*dynamodb.ListImportsOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	var arns []string
	for arn, i := range s.imports.All() {
		if in.TableArn == nil || *in.TableArn == *i.TableArn {
			arns = append(arns, arn)
		}
	}
	arns, next, err := pageOf(arns, pageSize(in.PageSize), in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ListImportsOutput{ImportSummaryList: []types.ImportSummary{}, NextToken: next}
	for _, arn := range arns {
		i, _ := s.imports.Get(arn)
		out.ImportSummaryList = append(out.ImportSummaryList, types.ImportSummary{ImportArn: &arn, ImportStatus: i.ImportStatus, InputFormat: i.InputFormat, S3BucketSource: i.S3BucketSource,
			StartTime: i.StartTime, EndTime: i.EndTime, TableArn: i.TableArn, CloudWatchLogGroupArn: i.CloudWatchLogGroupArn})
	}
	return out, nil
}
