// Package memorydbredis shows how a real server stands behind a fake MemoryDB: miniredis is the engine of each cluster, and a
// go-redis client resolves the cluster through the SDK, authenticates as a user of the cluster's ACL, and reads and writes.
//
// It is a module of its own, so that awsfake depends on neither.
package memorydbredis
