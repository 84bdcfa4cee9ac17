package memorydbfake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// maxFailovers is how many failovers a cluster can have in 24 hours (API reference, FailoverShard).
const maxFailovers = 15

// failoverShard makes a replica of a shard its primary node, which only the events show.
func (s *Server) failoverShard(ctx context.Context, in *memorydb.FailoverShardInput) (*memorydb.FailoverShardOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	c, err := s.availableCluster(in.ClusterName)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(c.shards, func(sh *shard) bool { return sh.name == *in.ShardName })
	if i < 0 {
		return nil, &types.ShardNotFoundFault{Message: text("Shard %s of cluster %s not found.", *in.ShardName, c.name)}
	}
	nodes := c.shards[i].nodes
	if len(nodes) < 2 {
		return nil, &types.TestFailoverNotAvailableFault{Message: text("Shard %s of cluster %s has no replica.", *in.ShardName, c.name)}
	}
	now := s.core.Now()
	c.failovers = slices.DeleteFunc(c.failovers, func(at time.Time) bool { return now.Sub(at) >= day })
	if len(c.failovers) >= maxFailovers {
		return nil, &types.APICallRateForCustomerExceededFault{Message: text("Cluster %s has had %d failovers in 24 hours.", c.name, maxFailovers)}
	}
	c.failovers = append(c.failovers, now)
	c.status = "updating"
	out := s.showCluster(c, true)
	s.later(func() {
		if c.status == "updating" {
			c.status = "available"
		}
	})
	s.note(types.SourceTypeNode, nodes[1].name, fmt.Sprintf("Failover from node %s to replica node %s completed", nodes[0].name, nodes[1].name))
	nodes[0], nodes[1] = nodes[1], nodes[0]
	return &memorydb.FailoverShardOutput{Cluster: &out}, nil
}
