package s3fake

import "context"

// notify tells those whom the bucket's notification configuration names that something happened to a version of a key: event is
// its type without "s3:". No bucket is locked.
func (s *Server) notify(ctx context.Context, b *bucket, event, key string, v *version) {}
