package memorydbfake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
)

// A serviceUpdate is an update that AWS offers to all clusters. There is one, so that programs that apply them can be tested.
var serviceUpdate = struct {
	name, description string
	released          time.Time
}{"memorydb-security-update-1", "Security update", time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC)}

// describeServiceUpdates lists the service updates of clusters: of those named or of all, in a status or in any.
func (s *Server) describeServiceUpdates(ctx context.Context, in *memorydb.DescribeServiceUpdatesInput) (*memorydb.DescribeServiceUpdatesOutput, error) {
	s.mu.Lock()
	defer s.unlock()
	var names []string
	for _, name := range in.ClusterNames {
		names = append(names, strings.ToLower(name))
	}
	all := []types.ServiceUpdate{}
	for name, c := range s.state.clusters.All() {
		u := c.serviceUpdate()
		if in.ServiceUpdateName != nil && *in.ServiceUpdateName != *u.ServiceUpdateName || names != nil && !slices.Contains(names, name) ||
			len(in.Status) > 0 && !slices.Contains(in.Status, u.Status) {
			continue
		}
		all = append(all, u)
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(u types.ServiceUpdate) string { return *u.ClusterName })
	return &memorydb.DescribeServiceUpdatesOutput{ServiceUpdates: l, NextToken: next}, err
}

// serviceUpdate returns the service update as it is of a cluster.
func (c *cluster) serviceUpdate() types.ServiceUpdate {
	nodes := len(c.shards) * len(c.shards[0].nodes)
	u := types.ServiceUpdate{ServiceUpdateName: &serviceUpdate.name, Description: &serviceUpdate.description, ClusterName: &c.name, Engine: aws.String(c.engine),
		ReleaseDate: &serviceUpdate.released, AutoUpdateStartDate: aws.Time(serviceUpdate.released.Add(90 * day)),
		Type: types.ServiceUpdateTypeSecurityUpdate, Status: types.ServiceUpdateStatusNotApplied, NodesUpdated: aws.String(fmt.Sprintf("0/%d", nodes))}
	if slices.Contains(c.updated, serviceUpdate.name) {
		u.Status, u.NodesUpdated = types.ServiceUpdateStatusComplete, aws.String(fmt.Sprintf("%d/%[1]d", nodes))
	} else if c.pending != nil && len(c.pending.ServiceUpdates) > 0 {
		u.Status = types.ServiceUpdateStatusInProgress
	}
	return u
}

// batchUpdateCluster applies a service update to up to 20 clusters, each for itself.
func (s *Server) batchUpdateCluster(ctx context.Context, in *memorydb.BatchUpdateClusterInput) (*memorydb.BatchUpdateClusterOutput, error) {
	if in.ServiceUpdate == nil || aws.ToString(in.ServiceUpdate.ServiceUpdateNameToApply) == "" {
		return nil, invalidValue("ServiceUpdate must be provided.")
	}
	if name := *in.ServiceUpdate.ServiceUpdateNameToApply; name != serviceUpdate.name {
		return nil, &types.ServiceUpdateNotFoundFault{Message: text("Service update %s not found.", name)}
	}
	s.mu.Lock()
	defer s.unlock()
	out := &memorydb.BatchUpdateClusterOutput{ProcessedClusters: []types.Cluster{}, UnprocessedClusters: []types.UnprocessedCluster{}}
	for _, name := range in.ClusterNames {
		c, err := s.startServiceUpdate(name)
		if err != nil {
			out.UnprocessedClusters = append(out.UnprocessedClusters, unprocessed(name, err))
			continue
		}
		out.ProcessedClusters = append(out.ProcessedClusters, s.showCluster(c, false))
		s.later(func() {
			c.updated, c.pending = append(c.updated, serviceUpdate.name), nil
			if c.status == "updating" {
				c.status = "available"
			}
		})
	}
	return out, nil
}

// startServiceUpdate begins to apply the service update to a cluster. The caller holds mu.
func (s *Server) startServiceUpdate(name string) (*cluster, error) {
	c, err := s.availableCluster(&name)
	if err != nil {
		return nil, err
	}
	if slices.Contains(c.updated, serviceUpdate.name) {
		return nil, invalidValue("Service update %s is applied.", serviceUpdate.name)
	}
	c.status = "updating"
	c.pending = &types.ClusterPendingUpdates{ServiceUpdates: []types.PendingModifiedServiceUpdate{
		{ServiceUpdateName: &serviceUpdate.name, Status: types.ServiceUpdateStatusInProgress}}}
	return c, nil
}

// unprocessed says why a cluster was not updated.
func unprocessed(name string, err error) types.UnprocessedCluster {
	out := types.UnprocessedCluster{ClusterName: &name, ErrorMessage: text("%v", err)}
	if api, ok := err.(interface {
		ErrorCode() string
		ErrorMessage() string
	}); ok {
		out.ErrorType, out.ErrorMessage = aws.String(api.ErrorCode()), aws.String(api.ErrorMessage())
	}
	return out
}
