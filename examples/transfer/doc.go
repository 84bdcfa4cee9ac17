// Package transfer shows the SDK's S3 transfer manager against the fake. It is a module of its own, so that the library does not
// depend on the manager.
package transfer
