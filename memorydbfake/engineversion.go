package memorydbfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// An engineVersion is a version of an engine that clusters can have.
type engineVersion struct {
	engine, version, patch, family string
	isDefault                      bool
}

// engineVersions are in order. The default of the API is Redis OSS (Developer Guide, engine versions).
var engineVersions = []engineVersion{
	{"redis", "6.2", "6.2.6", "memorydb_redis6", false},
	{"redis", "7.0", "7.0.7", "memorydb_redis7", false},
	{"redis", "7.1", "7.1.1", "memorydb_redis7", true},
	{"valkey", "7.2", "7.2.6", "memorydb_valkey7", false},
	{"valkey", "7.3", "7.3.0", "memorydb_valkey7", true},
}

// versionOf returns a version of an engine, its default if the version is "", Redis OSS if the engine is too; nil if there is none.
func versionOf(engine, version string) *engineVersion {
	if engine == "" {
		engine = "redis"
		if version >= "7.2" {
			engine = "valkey"
		}
	}
	for i := range engineVersions {
		v := &engineVersions[i]
		if v.engine == engine && (v.version == version || v.patch == version || version == "" && v.isDefault) {
			return v
		}
	}
	return nil
}

// describeEngineVersions lists the engine versions that a request selects.
func (s *Server) describeEngineVersions(ctx context.Context, in *memorydb.DescribeEngineVersionsInput) (*memorydb.DescribeEngineVersionsOutput, error) {
	matches := func(want *string, got string) bool { return want == nil || *want == got }
	var all []types.EngineVersionInfo
	for _, v := range engineVersions {
		if matches(in.Engine, v.engine) && matches(in.EngineVersion, v.version) && matches(in.ParameterGroupFamily, v.family) && (v.isDefault || !in.DefaultOnly) {
			all = append(all, types.EngineVersionInfo{Engine: &v.engine, EngineVersion: &v.version, EnginePatchVersion: &v.patch, ParameterGroupFamily: &v.family})
		}
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(v types.EngineVersionInfo) string { return *v.Engine + *v.EngineVersion })
	return &memorydb.DescribeEngineVersionsOutput{EngineVersions: l, NextToken: next}, err
}
