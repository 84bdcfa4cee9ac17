package memorydbfake

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// Limits of a cluster's size (Developer Guide, quotas; API reference, CreateCluster).
const (
	maxShards       = 500
	maxReplicas     = 5
	maxClusterNodes = 90
	maxNodes        = 300
	slots           = 16384
)

// A shard is a primary node and its replicas, with a part of the key space.
type shard struct {
	name        string
	first, last int // slots
	nodes       []*node
}

// A node is one server.
type node struct {
	name, zone string
	created    time.Time
}

// draftShards decides how many shards and replicas a new cluster has. The caller holds mu.
func (s *Server) draftShards(c *cluster, in *memorydb.CreateClusterInput, from types.ClusterConfiguration) error {
	var fromReplicas *int32
	if len(from.Shards) > 0 && from.Shards[0].Configuration != nil {
		fromReplicas = from.Shards[0].Configuration.ReplicaCount
	}
	if m, ok := s.state.multiRegion.Get(c.multiRegion); ok {
		from.NumShards = aws.Int32(int32(m.shards))
	}
	shards, replicas := number(in.NumShards, from.NumShards, 1), number(in.NumReplicasPerShard, fromReplicas, 1)
	if err := s.checkSize(c, int(shards), int(replicas)); err != nil {
		return err
	}
	c.host = s.endpointHost(c.name)
	s.resize(c, int(shards), int(replicas))
	return nil
}

// checkSize checks how many shards and replicas a cluster is to have. The caller holds mu.
func (s *Server) checkSize(c *cluster, shards, replicas int) error {
	switch {
	case shards < 1:
		return invalidValue("The number of shards must be at least 1.")
	case replicas < 0 || replicas > maxReplicas:
		return invalidValue("The number of replicas per shard must be between 0 and %d.", maxReplicas)
	case shards > maxShards:
		return &types.ShardsPerClusterQuotaExceededFault{Message: text("Quota of %d shards in a cluster exceeded.", maxShards)}
	case shards*(replicas+1) > maxClusterNodes:
		return &types.NodeQuotaForClusterExceededFault{Message: text("Quota of %d nodes in a cluster exceeded.", maxClusterNodes)}
	}
	n := shards * (replicas + 1)
	for _, other := range s.state.clusters.All() {
		if other != c {
			n += len(other.shards) * len(other.shards[0].nodes)
		}
	}
	if n > maxNodes {
		return &types.NodeQuotaForCustomerExceededFault{Message: text("Quota of %d nodes exceeded.", maxNodes)}
	}
	return nil
}

// resize gives a cluster its shards and replicas; nodes that stay keep their age. The slots are shared out evenly. The caller holds mu.
func (s *Server) resize(c *cluster, shards, replicas int) {
	for len(c.shards) < shards {
		c.shards = append(c.shards, &shard{name: fmt.Sprintf("%04d", len(c.shards)+1)})
	}
	c.shards = c.shards[:shards]
	zones := 1
	if g, ok := s.state.subnetGroups.Get(c.subnetGroup); ok {
		zones = len(g.subnets)
	}
	for i, sh := range c.shards {
		sh.first, sh.last = i*slots/shards, (i+1)*slots/shards-1
		for len(sh.nodes) < replicas+1 {
			n := len(sh.nodes)
			sh.nodes = append(sh.nodes, &node{name: fmt.Sprintf("%s-%s-%03d", c.name, sh.name, n+1), zone: s.zone((i + n) % zones), created: s.core.Now()})
		}
		sh.nodes = sh.nodes[:replicas+1]
	}
}

// showShards returns the shards as clients see them. Behind an engine all nodes have its endpoint.
func (c *cluster) showShards(endpoint types.Endpoint) (l []types.Shard) {
	for _, sh := range c.shards {
		out := types.Shard{Name: &sh.name, Status: aws.String("available"), Slots: aws.String(sh.slots()), NumberOfNodes: aws.Int32(int32(len(sh.nodes)))}
		for _, n := range sh.nodes {
			at := &endpoint
			if c.running == nil || c.running.host == "" {
				at = &types.Endpoint{Address: aws.String(n.name + "." + c.host), Port: c.port}
			}
			out.Nodes = append(out.Nodes, types.Node{Name: &n.name, Status: aws.String("available"), AvailabilityZone: &n.zone, CreateTime: aws.Time(n.created), Endpoint: at})
		}
		l = append(l, out)
	}
	return l
}

func (sh *shard) slots() string { return fmt.Sprintf("%d-%d", sh.first, sh.last) }
