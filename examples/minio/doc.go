// Package miniotest drives the fake S3 with MinIO's client, which is not the SDK's.
//
// It is a module of its own, since the library does not depend on it.
package miniotest
