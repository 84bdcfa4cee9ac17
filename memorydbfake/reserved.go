package memorydbfake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/memorydb/types"
	"github.com/google/uuid"
)

// maxReservedNodes is how many nodes can be reserved (Developer Guide, quotas).
const maxReservedNodes = 300

const secondsOfYear = 365 * 24 * 3600

// A reservation is the reserved nodes of one purchase.
type reservation struct {
	id       string
	offering types.ReservedNodesOffering
	nodes    int32
	start    time.Time
	tags     tags
}

// offerings returns what can be reserved, by id: each node type for one or three years, paid in three ways. The prices are made up.
func offerings() []types.ReservedNodesOffering {
	var l []types.ReservedNodesOffering
	for _, nodeType := range allNodeTypes() {
		_, rank := splitNodeType(nodeType)
		hour := 0.01 * float64(int(1)<<rank)
		for years := int32(1); years <= 3; years += 2 {
			for share, kind := range []string{"No Upfront", "Partial Upfront", "All Upfront"} {
				total := hour * 24 * 365 * float64(years)
				l = append(l, types.ReservedNodesOffering{
					ReservedNodesOfferingId: aws.String(uuid.NewSHA1(uuid.NameSpaceOID, []byte(nodeType+kind+string(rune('0'+years)))).String()),
					NodeType:                &nodeType, Duration: years * secondsOfYear, OfferingType: &kind, FixedPrice: total * float64(share) / 2,
					RecurringCharges: []types.RecurringCharge{{RecurringChargeAmount: hour * float64(2-share) / 2, RecurringChargeFrequency: aws.String("Hourly")}},
				})
			}
		}
	}
	slices.SortFunc(l, func(a, b types.ReservedNodesOffering) int {
		return cmp.Compare(*a.ReservedNodesOfferingId, *b.ReservedNodesOfferingId)
	})
	return l
}

// A reservedFilter is what requests about reserved nodes select by.
type reservedFilter struct{ id, nodeType, kind, duration *string }

// check checks a filter: durations are 1 or 3 years, or that in seconds.
func (f reservedFilter) check() error {
	if f.duration != nil && secondsOf(*f.duration) == 0 {
		return invalidValue("Invalid duration: %s. It must be one of: 1, 3, 31536000, 94608000.", *f.duration)
	}
	return nil
}

func secondsOf(duration string) int32 {
	return map[string]int32{"1": secondsOfYear, "31536000": secondsOfYear, "3": 3 * secondsOfYear, "94608000": 3 * secondsOfYear}[duration]
}

func (f reservedFilter) matches(o types.ReservedNodesOffering) bool {
	same := func(want, got *string) bool { return want == nil || *want == *got }
	return same(f.id, o.ReservedNodesOfferingId) && same(f.nodeType, o.NodeType) && same(f.kind, o.OfferingType) && (f.duration == nil || secondsOf(*f.duration) == o.Duration)
}

// describeReservedNodesOfferings lists what can be reserved.
func (s *Server) describeReservedNodesOfferings(ctx context.Context, in *memorydb.DescribeReservedNodesOfferingsInput) (*memorydb.DescribeReservedNodesOfferingsOutput, error) {
	f := reservedFilter{in.ReservedNodesOfferingId, in.NodeType, in.OfferingType, in.Duration}
	if err := f.check(); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(offerings(), func(o types.ReservedNodesOffering) bool { return !f.matches(o) })
	if len(all) == 0 && in.ReservedNodesOfferingId != nil {
		return nil, noOffering(*in.ReservedNodesOfferingId)
	}
	l, next, err := listSlice(all, in.MaxResults, in.NextToken, func(o types.ReservedNodesOffering) string { return *o.ReservedNodesOfferingId })
	return &memorydb.DescribeReservedNodesOfferingsOutput{ReservedNodesOfferings: l, NextToken: next}, err
}

func noOffering(id string) error {
	return &types.ReservedNodesOfferingNotFoundFault{Message: text("Reserved nodes offering %s not found.", id)}
}

// purchaseReservedNodesOffering reserves nodes, one if the request does not say how many.
func (s *Server) purchaseReservedNodesOffering(ctx context.Context, in *memorydb.PurchaseReservedNodesOfferingInput) (*memorydb.PurchaseReservedNodesOfferingOutput, error) {
	r := &reservation{id: nameOf(in.ReservationId), nodes: number(in.NodeCount, nil, 1), start: s.core.Now()}
	all := offerings()
	i := slices.IndexFunc(all, func(o types.ReservedNodesOffering) bool {
		return *o.ReservedNodesOfferingId == *in.ReservedNodesOfferingId
	})
	if i < 0 {
		return nil, noOffering(*in.ReservedNodesOfferingId)
	}
	r.offering = all[i]
	if r.nodes < 1 {
		return nil, invalidValue("The parameter NodeCount must be at least 1.")
	}
	var err error
	if r.tags, err = newTags(in.Tags); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if r.id == "" {
		r.id = "ri-" + s.core.NewID()
	}
	total := r.nodes
	for id, other := range s.state.reservations.All() {
		if id == r.id {
			return nil, &types.ReservedNodeAlreadyExistsFault{Message: text("Reservation %s already exists.", id)}
		}
		total += other.nodes
	}
	if total > maxReservedNodes {
		return nil, &types.ReservedNodeQuotaExceededFault{Message: text("Quota of %d reserved nodes exceeded.", maxReservedNodes)}
	}
	s.state.reservations.Set(r.id, r)
	out := s.showReservation(r)
	out.State = aws.String("payment-pending")
	return &memorydb.PurchaseReservedNodesOfferingOutput{ReservedNode: &out}, nil
}

// describeReservedNodes lists reservations.
func (s *Server) describeReservedNodes(ctx context.Context, in *memorydb.DescribeReservedNodesInput) (*memorydb.DescribeReservedNodesOutput, error) {
	f := reservedFilter{in.ReservedNodesOfferingId, in.NodeType, in.OfferingType, in.Duration}
	if err := f.check(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.unlock()
	if in.ReservationId != nil {
		if _, err := s.findReservation(in.ReservationId); err != nil {
			return nil, err
		}
	}
	want := func(r *reservation) bool {
		return f.matches(r.offering) && (in.ReservationId == nil || nameOf(in.ReservationId) == r.id)
	}
	l, next, err := list(&s.state.reservations, in.MaxResults, in.NextToken, want, s.showReservation)
	return &memorydb.DescribeReservedNodesOutput{ReservedNodes: l, NextToken: next}, err
}

// findReservation returns the reservation with an id. The caller holds mu.
func (s *Server) findReservation(id *string) (*reservation, error) {
	r, ok := s.state.reservations.Get(nameOf(id))
	if !ok {
		return nil, &types.ReservedNodeNotFoundFault{Message: text("Reservation %s not found.", aws.ToString(id))}
	}
	return r, nil
}

// showReservation returns a reservation as clients see it.
func (s *Server) showReservation(r *reservation) types.ReservedNode {
	state := "active"
	if s.core.Now().After(r.start.Add(time.Duration(r.offering.Duration) * time.Second)) {
		state = "retired"
	}
	return types.ReservedNode{ReservationId: &r.id, ARN: s.arn("reservednode", r.id), ReservedNodesOfferingId: r.offering.ReservedNodesOfferingId, NodeType: r.offering.NodeType,
		NodeCount: r.nodes, Duration: r.offering.Duration, OfferingType: r.offering.OfferingType, FixedPrice: r.offering.FixedPrice,
		RecurringCharges: r.offering.RecurringCharges, StartTime: aws.Time(r.start), State: &state}
}
