package dynamofake

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// An insight is whether CloudWatch Contributor Insights watches a table or index. It is stored; there is no CloudWatch.
type insight struct {
	status types.ContributorInsightsStatus
	mode   types.ContributorInsightsMode
	at     time.Time
	rules  []string
}

// insightsListed is how many insights a list has at a time (API reference).
const insightsListed = 100

// indexed checks that a table has the index that a request names, and returns the index's name, "" for the table.
func (t *table) indexed(name *string) (string, error) {
	if name == nil {
		return "", nil
	}
	if t.index(*name) == nil {
		return "", &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: Index: " + *name + " not found")}
	}
	return *name, nil
}

// updateContributorInsights turns insights on or off.
func (s *Server) updateContributorInsights(_ context.Context, in *dynamodb.UpdateContributorInsightsInput) (*dynamodb.UpdateContributorInsightsOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	index, err := t.indexed(in.IndexName)
	if err != nil {
		return nil, err
	}
	i := insight{status: types.ContributorInsightsStatusDisabling, at: s.core.Now()}
	end := types.ContributorInsightsStatusDisabled
	if in.ContributorInsightsAction == types.ContributorInsightsActionEnable {
		i.status, end = types.ContributorInsightsStatusEnabling, types.ContributorInsightsStatusEnabled
		if i.mode = in.ContributorInsightsMode; i.mode == "" {
			i.mode = types.ContributorInsightsModeAccessedAndThrottledKeys
		}
		i.rules = insightRules(t, index, i)
	}
	if t.insights == nil {
		t.insights = map[string]insight{}
	}
	t.insights[index] = i
	answer := &dynamodb.UpdateContributorInsightsOutput{TableName: &t.name, IndexName: in.IndexName, ContributorInsightsStatus: i.status, ContributorInsightsMode: i.mode}
	s.settleInsight(t, index, end)
	return answer, nil
}

// insightRules returns the names of the rules: of keys that are accessed and throttled, for partition keys and sort keys.
func insightRules(t *table, index string, i insight) (l []string) {
	name := t.name
	if index != "" {
		name += "-" + index
	}
	kinds := []string{"PKC", "PKT"}
	if t.keys.elements()[len(t.keys.elements())-1].KeyType == types.KeyTypeRange {
		kinds = []string{"PKC", "PKT", "SKC", "SKT"}
	}
	for _, kind := range kinds {
		if i.mode == types.ContributorInsightsModeThrottledKeys && strings.HasSuffix(kind, "C") {
			continue
		}
		l = append(l, fmt.Sprintf("DynamoDBContributorInsights-%s-%s-%d", kind, name, i.at.UnixMilli()))
	}
	return l
}

// settleInsight gives insights the status that they have after that of transition. The table is locked.
func (s *Server) settleInsight(t *table, index string, status types.ContributorInsightsStatus) {
	end := func() {
		i := t.insights[index]
		i.status = status
		t.insights[index] = i
	}
	if s.core.Lifecycle == 0 {
		end()
		return
	}
	s.core.AfterLifecycle(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		end()
	})
}

// describeContributorInsights tells whether insights are on.
func (s *Server) describeContributorInsights(_ context.Context, in *dynamodb.DescribeContributorInsightsInput) (*dynamodb.DescribeContributorInsightsOutput, error) {
	t, err := s.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	index, err := t.indexed(in.IndexName)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.DescribeContributorInsightsOutput{TableName: &t.name, IndexName: in.IndexName, ContributorInsightsStatus: types.ContributorInsightsStatusDisabled}
	if i, ok := t.insights[index]; ok {
		out.ContributorInsightsStatus, out.ContributorInsightsMode, out.ContributorInsightsRuleList, out.LastUpdateDateTime = i.status, i.mode, i.rules, &i.at
	}
	return out, nil
}

// listContributorInsights lists the insights of a table or of all, by table and index.
func (s *Server) listContributorInsights(_ context.Context, in *dynamodb.ListContributorInsightsInput) (*dynamodb.ListContributorInsightsOutput, error) {
	var tables []*table
	if in.TableName != nil {
		t, err := s.named(in.TableName)
		if err != nil {
			return nil, err
		}
		tables = []*table{t}
	} else {
		s.mu.RLock()
		for _, t := range s.tables.All() {
			tables = append(tables, t)
		}
		s.mu.RUnlock()
	}
	var keys []string
	summaries := map[string]types.ContributorInsightsSummary{}
	for _, t := range tables {
		t.mu.RLock()
		for _, index := range slices.Sorted(maps.Keys(t.insights)) {
			i := t.insights[index]
			summary := types.ContributorInsightsSummary{TableName: &t.name, ContributorInsightsStatus: i.status, ContributorInsightsMode: i.mode}
			if index != "" {
				summary.IndexName = &index
			}
			key := t.name + "/" + index
			keys = append(keys, key)
			summaries[key] = summary
		}
		t.mu.RUnlock()
	}
	slices.Sort(keys)
	size := insightsListed
	if in.MaxResults > 0 {
		size = int(in.MaxResults)
	}
	keys, next, err := pageOf(keys, size, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ListContributorInsightsOutput{ContributorInsightsSummaries: []types.ContributorInsightsSummary{}, NextToken: next}
	for _, key := range keys {
		out.ContributorInsightsSummaries = append(out.ContributorInsightsSummaries, summaries[key])
	}
	return out, nil
}
