// Package s3clients drives the fake S3 with clients that are not the plain SDK: its transfer manager, and MinIO's.
//
// It is a module of its own, since the library does not depend on them.
package s3clients
