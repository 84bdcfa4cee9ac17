package memorydbfake

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"

	"github.com/awsfake/awsfake/internal/event"
)

// emptyRDB is a Redis dump of no keys: magic and version, end, and a checksum of 0, which is not checked
// (https://github.com/sripathikrishnan/redis-rdb-tools/wiki/Redis-RDB-Dump-File-Format).
var emptyRDB = []byte("REDIS0009\xff\x00\x00\x00\x00\x00\x00\x00\x00")

// copySnapshot copies a snapshot to another name, or exports it to a bucket as NAME-0001.rdb and so on, an object a shard.
func (s *Server) copySnapshot(ctx context.Context, in *memorydb.CopySnapshotInput) (*memorydb.CopySnapshotOutput, error) {
	name := nameOf(in.TargetSnapshotName)
	if err := checkGroupName("snapshot", name); err != nil {
		return nil, err
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	n, err := s.copySource(in)
	if err != nil {
		return nil, err
	}
	if bucket := aws.ToString(in.TargetBucket); bucket != "" {
		if err := s.export(ctx, n, name, bucket); err != nil {
			return nil, invalidValue("The S3 bucket %s cannot be written to: %v", bucket, err)
		}
		out := s.showSnapshot(n, "copying", true)
		return &memorydb.CopySnapshotOutput{Snapshot: &out}, nil
	}
	s.mu.Lock()
	defer s.unlock()
	if _, ok := s.state.snapshots.Get(name); ok {
		return nil, &types.SnapshotAlreadyExistsFault{Message: text("Snapshot %s already exists.", name)}
	}
	c := &snapshot{name: name, source: "manual", status: "copying", kmsKey: or(in.KmsKeyId, nil, n.kmsKey), taken: s.core.Now(), of: n.of, tiering: n.tiering, tags: tags}
	s.state.snapshots.Set(name, c)
	out := s.showSnapshot(c, c.status, true)
	s.later(func() { c.status = "available" })
	return &memorydb.CopySnapshotOutput{Snapshot: &out}, nil
}

// copySource returns the snapshot that is to be copied.
func (s *Server) copySource(in *memorydb.CopySnapshotInput) (*snapshot, error) {
	s.mu.Lock()
	defer s.unlock()
	return s.availableSnapshot(in.SourceSnapshotName)
}

// export writes a snapshot to a bucket.
func (s *Server) export(ctx context.Context, n *snapshot, name, bucket string) error {
	store, err := s.router.Store()
	if err != nil {
		return err
	}
	for i := range n.of.Shards {
		err := store.PutObject(ctx, event.Object{Bucket: bucket, Key: fmt.Sprintf("%s-%04d.rdb", name, i+1), Body: emptyRDB, ContentType: "application/octet-stream"})
		if err != nil {
			return err
		}
	}
	return nil
}

// checkObject checks that an object exists.
func (s *Server) checkObject(ctx context.Context, bucket, key string) error {
	store, err := s.router.Store()
	if err != nil {
		return err
	}
	_, err = store.GetObject(ctx, bucket, key, "")
	return err
}
