package memorydbfake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/memorydb"
)

// nodeTypes are the node types by family, from small to large (Developer Guide, supported node types).
var nodeTypes = []struct {
	family string
	sizes  []string
}{
	{"db.t4g", []string{"small", "medium"}},
	{"db.r6g", []string{"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"}},
	{"db.r7g", []string{"large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"}},
	{"db.r6gd", []string{"xlarge", "2xlarge", "4xlarge", "8xlarge"}},
}

// sizes rank the sizes of all families by their memory.
var sizes = []string{"small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"}

// tiering is the family of nodes with data tiering.
const tiering = "db.r6gd"

// allNodeTypes returns the names of all node types in order.
func allNodeTypes() (l []string) {
	for _, f := range nodeTypes {
		for _, size := range f.sizes {
			l = append(l, f.family+"."+size)
		}
	}
	slices.Sort(l)
	return l
}

func isNodeType(name string) bool { return slices.Contains(allNodeTypes(), name) }

// splitNodeType returns the family and the rank of the size.
func splitNodeType(name string) (family string, rank int) {
	i := strings.LastIndexByte(name, '.')
	return name[:i], slices.Index(sizes, name[i+1:])
}

// nodeTypeUpdates returns the node types that a cluster of a node type can be scaled to. Nodes with data tiering are scaled among
// themselves (Developer Guide, data tiering).
func nodeTypeUpdates(from string) (up, down []string) {
	up, down = []string{}, []string{}
	family, rank := splitNodeType(from)
	for _, name := range allNodeTypes() {
		f, r := splitNodeType(name)
		if (f == tiering) != (family == tiering) {
			continue
		}
		if r > rank {
			up = append(up, name)
		} else if r < rank {
			down = append(down, name)
		}
	}
	return up, down
}

// listAllowedNodeTypeUpdates lists the node types that a cluster can be scaled to.
func (s *Server) listAllowedNodeTypeUpdates(ctx context.Context, in *memorydb.ListAllowedNodeTypeUpdatesInput) (*memorydb.ListAllowedNodeTypeUpdatesOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	c, err := s.findCluster(in.ClusterName)
	if err != nil {
		return nil, err
	}
	up, down := nodeTypeUpdates(c.nodeType)
	return &memorydb.ListAllowedNodeTypeUpdatesOutput{ScaleUpNodeTypes: up, ScaleDownNodeTypes: down}, nil
}
