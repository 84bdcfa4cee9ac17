package dynamofake

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/wire"
)

// transfersListed is how many exports or imports a list has at a time (API reference).
const transfersListed = 25

// An export is a table in a bucket, or on its way there.
type export struct {
	types.ExportDescription
	in *dynamodb.ExportTableToPointInTimeInput
}

// exportTableToPointInTime writes a table, as it was at a time, to a bucket of the stack in DynamoDB's JSON.
//
// Source of the objects: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
func (s *Server) exportTableToPointInTime(ctx context.Context, in *dynamodb.ExportTableToPointInTimeInput) (*dynamodb.ExportTableToPointInTimeOutput, error) {
	if in.ExportFormat == types.ExportFormatIon || in.ExportType == types.ExportTypeIncrementalExport || in.FilterSpecification != nil {
		return nil, notImplemented("ExportTableToPointInTime in ION, incrementally or with a filter")
	}
	t, err := s.backedUp(*in.TableArn)
	if err != nil {
		return nil, err
	}
	if old, err := s.exportOf(in); old != nil || err != nil {
		return old, err
	}
	at := s.core.Now()
	if in.ExportTime != nil {
		at = *in.ExportTime
	}
	n, err := t.snapshotAt(at)
	if err != nil {
		var restore *types.InvalidRestoreTimeException
		if errors.As(err, &restore) {
			return nil, &types.InvalidExportTimeException{Message: aws.String("The specified ExportTime is outside of the point in time recovery window.")}
		}
		return nil, err
	}
	e := s.newExport(t, in, at, n)
	answer := e.ExportDescription
	s.core.AfterLifecycle(func() { s.finishExport(context.WithoutCancel(ctx), e, n) })
	return &dynamodb.ExportTableToPointInTimeOutput{ExportDescription: &answer}, nil
}

func notImplemented(what string) error {
	return &wire.Error{Code: "NotImplemented", Status: http.StatusNotImplemented, Message: "awsfake does not implement " + what + "."}
}

// exportOf returns the answer to a request that came before with the same token.
func (s *Server) exportOf(in *dynamodb.ExportTableToPointInTimeInput) (*dynamodb.ExportTableToPointInTimeOutput, error) {
	if in.ClientToken == nil {
		return nil, nil
	}
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	for _, e := range s.exports.All() {
		if aws.ToString(e.ClientToken) != *in.ClientToken || s.core.Now().Sub(*e.StartTime) > 8*time.Hour {
			continue
		}
		if !reflect.DeepEqual(e.in, in) {
			return nil, &types.ExportConflictException{Message: aws.String("Export with the same ClientToken and different parameters exists: " + *e.ExportArn)}
		}
		d := e.ExportDescription
		return &dynamodb.ExportTableToPointInTimeOutput{ExportDescription: &d}, nil
	}
	return nil, nil
}

// newExport makes an export that is in progress.
func (s *Server) newExport(t *table, in *dynamodb.ExportTableToPointInTimeInput, at time.Time, n *snapshot) *export {
	now := s.core.Now()
	e := &export{in: in, ExportDescription: types.ExportDescription{
		ExportArn: aws.String(fmt.Sprintf("%s/export/%014d-%s", t.arn, now.UnixMilli(), s.core.NewHex(4))), ExportStatus: types.ExportStatusInProgress, StartTime: &now, ExportTime: &at,
		TableArn: &t.arn, TableId: &t.id, S3Bucket: in.S3Bucket, S3BucketOwner: in.S3BucketOwner, S3Prefix: in.S3Prefix, S3SseAlgorithm: in.S3SseAlgorithm, S3SseKmsKeyId: in.S3SseKmsKeyId,
		ClientToken: in.ClientToken, ExportFormat: types.ExportFormatDynamodbJson, ExportType: types.ExportTypeFullExport, ItemCount: aws.Int64(int64(len(n.items))), BilledSizeBytes: n.source.TableSizeBytes}}
	if e.S3SseAlgorithm == "" {
		e.S3SseAlgorithm = types.S3SseAlgorithmAes256
	}
	s.backupMu.Lock()
	s.exports.Set(*e.ExportArn, e)
	s.backupMu.Unlock()
	return e
}

// finishExport writes the objects.
func (s *Server) finishExport(ctx context.Context, e *export, n *snapshot) {
	manifest, err := s.writeExport(ctx, e, n)
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	e.EndTime = aws.Time(s.core.Now())
	if err != nil {
		e.ExportStatus, e.FailureCode, e.FailureMessage = types.ExportStatusFailed, aws.String(transferCode(err)), aws.String(transferMessage(err))
		return
	}
	e.ExportStatus, e.ExportManifest = types.ExportStatusCompleted, &manifest
}

// transferCode returns the FailureCode of what S3 refuses.
func transferCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return "S3" + strings.TrimPrefix(api.ErrorCode(), "S3")
	}
	return "S3Unavailable"
}

func transferMessage(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorMessage()
	}
	return err.Error()
}

// writeExport writes the data file and the manifests, and returns the key of the manifest.
func (s *Server) writeExport(ctx context.Context, e *export, n *snapshot) (string, error) {
	store, err := s.router.Store()
	if err != nil {
		return "", err
	}
	id := (*e.ExportArn)[strings.LastIndexByte(*e.ExportArn, '/')+1:]
	folder := "AWSDynamoDB/" + id + "/"
	if p := aws.ToString(e.S3Prefix); p != "" {
		folder = strings.TrimSuffix(p, "/") + "/" + folder
	}
	data, err := exportData(n)
	if err != nil {
		return "", err
	}
	dataKey := folder + "data/" + s.core.NewHex(13) + ".json.gz"
	files, summary := e.manifests(n, folder, dataKey, data)
	for _, o := range []event.Object{
		{Key: folder + "_started"}, {Key: dataKey, Body: data, ContentType: "application/octet-stream"},
		{Key: folder + "manifest-files.json", Body: files}, {Key: folder + "manifest-files.md5", Body: sum(files)},
		{Key: folder + "manifest-summary.json", Body: summary}, {Key: folder + "manifest-summary.md5", Body: sum(summary)},
	} {
		o.Bucket = *e.S3Bucket
		if err := store.PutObject(ctx, o); err != nil {
			return "", err
		}
	}
	return folder + "manifest-summary.json", nil
}

// sum returns the MD5 of a manifest in base64, as it stands beside it.
func sum(b []byte) []byte {
	h := md5.Sum(b)
	return []byte(base64.StdEncoding.EncodeToString(h[:]))
}

// exportData returns the items of a table, one a line, compressed.
func exportData(n *snapshot) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, item := range n.items {
		line := append([]byte(`{"Item":`), appendItem(nil, item)...)
		if _, err := z.Write(append(line, "}\n"...)); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// manifests returns the two manifests of an export.
func (e *export) manifests(n *snapshot, folder, dataKey string, data []byte) (files, summary []byte) {
	h := md5.Sum(data)
	encode := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // strings and numbers can be encoded
		}
		return append(b, '\n')
	}
	files = encode(map[string]any{"itemCount": len(n.items), "md5Checksum": base64.StdEncoding.EncodeToString(h[:]), "etag": fmt.Sprintf("%x-1", h), "dataFileS3Key": dataKey})
	const iso = "2006-01-02T15:04:05.000Z"
	summary = encode(map[string]any{
		"version": "2023-08-01", "exportArn": e.ExportArn, "startTime": e.StartTime.UTC().Format(iso), "endTime": e.StartTime.UTC().Format(iso), "tableArn": e.TableArn, "tableId": e.TableId,
		"exportTime": e.ExportTime.UTC().Format(iso), "s3Bucket": e.S3Bucket, "s3Prefix": e.S3Prefix, "s3SseAlgorithm": e.S3SseAlgorithm, "s3SseKmsKeyId": e.S3SseKmsKeyId,
		"manifestFilesS3Key": folder + "manifest-files.json", "billedSizeBytes": e.BilledSizeBytes, "itemCount": len(n.items), "outputFormat": e.ExportFormat, "exportType": e.ExportType,
	})
	return files, summary
}

// describeExport tells how an export stands.
func (s *Server) describeExport(_ context.Context, in *dynamodb.DescribeExportInput) (*dynamodb.DescribeExportOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	e, ok := s.exports.Get(*in.ExportArn)
	if !ok {
		return nil, &types.ExportNotFoundException{Message: aws.String("Export not found: " + *in.ExportArn)}
	}
	d := e.ExportDescription
	return &dynamodb.DescribeExportOutput{ExportDescription: &d}, nil
}

// listExports lists exports, those of a table or all, oldest first.
func (s *Server) listExports(_ context.Context, in *dynamodb.ListExportsInput) (*dynamodb.ListExportsOutput, error) {
	s.backupMu.Lock()
	defer s.backupMu.Unlock()
	var arns []string
	for arn, e := range s.exports.All() {
		if in.TableArn == nil || *in.TableArn == *e.TableArn {
			arns = append(arns, arn)
		}
	}
	arns, next, err := pageOf(arns, pageSize(in.MaxResults), in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ListExportsOutput{ExportSummaries: []types.ExportSummary{}, NextToken: next}
	for _, arn := range arns {
		e, _ := s.exports.Get(arn)
		out.ExportSummaries = append(out.ExportSummaries, types.ExportSummary{ExportArn: &arn, ExportStatus: e.ExportStatus, ExportType: e.ExportType})
	}
	return out, nil
}

func pageSize(limit *int32) int {
	if limit == nil {
		return transfersListed
	}
	return int(*limit)
}
