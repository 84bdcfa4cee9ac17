package dynamofake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxUnits is the most that throughput can be set to.
const maxUnits = 1_000_000_000_000

// The warm throughput that a new table has on demand, as recorded.
const (
	warmReads  = 12000
	warmWrites = 4000
)

// A capacity is the throughput of a table or of a global index.
type capacity struct {
	reads, writes        int64 // provisioned; 0 on demand
	increased, decreased time.Time
	decreases            int64 // on the day of decreased, in UTC
	onDemand             *types.OnDemandThroughput
	warm                 *types.WarmThroughput // as it was asked for, nil if it was not
	warming              bool
	meters               meters
}

// provision sets the units to what a request has.
func (c *capacity) provision(p *types.ProvisionedThroughput) {
	c.reads, c.writes = 0, 0
	if p != nil {
		c.reads, c.writes = *p.ReadCapacityUnits, *p.WriteCapacityUnits
	}
}

// note remembers when the units were raised and lowered, before they are.
func (c *capacity) note(p *types.ProvisionedThroughput, now time.Time) {
	if *p.ReadCapacityUnits > c.reads || *p.WriteCapacityUnits > c.writes {
		c.increased = now
	}
	if *p.ReadCapacityUnits < c.reads || *p.WriteCapacityUnits < c.writes {
		c.decreases = c.decreasesOn(now) // those of the days before are forgotten
		c.decreased = now
	}
}

// countDecrease counts what note has seen, once it has happened.
func (c *capacity) countDecrease(p *types.ProvisionedThroughput) {
	if *p.ReadCapacityUnits < c.reads || *p.WriteCapacityUnits < c.writes {
		c.decreases++
	}
}

// decreasesOn is how often the units were lowered on the day of now.
func (c *capacity) decreasesOn(now time.Time) int64 {
	const day = 24 * time.Hour
	if c.decreased.Truncate(day).Equal(now.Truncate(day)) {
		return c.decreases
	}
	return 0
}

// describe is the ProvisionedThroughput of a description.
func (c *capacity) describe(now time.Time) *types.ProvisionedThroughputDescription {
	return &types.ProvisionedThroughputDescription{
		ReadCapacityUnits: aws.Int64(c.reads), WriteCapacityUnits: aws.Int64(c.writes),
		NumberOfDecreasesToday: aws.Int64(c.decreasesOn(now)),
		LastIncreaseDateTime:   timeOrNil(c.increased), LastDecreaseDateTime: timeOrNil(c.decreased),
	}
}

// warmth is the warm throughput: what was asked for, but not less than what is provisioned.
func (c *capacity) warmth(b types.BillingMode) (reads, writes int64) {
	if b == types.BillingModePayPerRequest {
		reads, writes = warmReads, warmWrites
	}
	if w := c.warm; w != nil {
		reads, writes = max(reads, aws.ToInt64(w.ReadUnitsPerSecond)), max(writes, aws.ToInt64(w.WriteUnitsPerSecond))
	}
	return max(reads, c.reads), max(writes, c.writes)
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// checkUnits checks the bounds of provisioned throughput; the model checks that it is positive.
func checkUnits(p *types.ProvisionedThroughput, of string) error {
	switch {
	case *p.ReadCapacityUnits > maxUnits:
		return validation("Given value %d for ReadCapacityUnits is out of bounds%s", *p.ReadCapacityUnits, of)
	case *p.WriteCapacityUnits > maxUnits:
		return validation("Given value %d for WriteCapacityUnits is out of bounds%s", *p.WriteCapacityUnits, of)
	}
	return nil
}

// checkBilling checks the throughput that a table is created with.
func checkBilling(b types.BillingMode, p *types.ProvisionedThroughput, onDemand *types.OnDemandThroughput) error {
	if b == types.BillingModePayPerRequest {
		if p != nil {
			return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
		}
		return checkOnDemand(onDemand)
	}
	switch {
	case onDemand != nil:
		return invalid("OnDemandThroughput cannot be specified when BillingMode is PROVISIONED")
	case p == nil:
		return invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
	}
	return checkUnits(p, "")
}

// checkOnDemand checks the limits of throughput on demand: -1 stands for none.
func checkOnDemand(o *types.OnDemandThroughput) error {
	if o == nil {
		return nil
	}
	for _, u := range []struct {
		name  string
		value *int64
	}{{"MaxReadRequestUnits", o.MaxReadRequestUnits}, {"MaxWriteRequestUnits", o.MaxWriteRequestUnits}} {
		if v := u.value; v != nil && (*v < 1 && *v != -1 || *v > maxUnits) {
			return validation("Given value %d for %s is out of bounds", *v, u.name)
		}
	}
	return nil
}

// The first decreases of a day are free, others must be an hour apart.
const freeDecreases = 4

// checkDecrease checks whether units may be lowered again on this day.
func (c *capacity) checkDecrease(p *types.ProvisionedThroughput, now time.Time) error {
	lower := *p.ReadCapacityUnits < c.reads || *p.WriteCapacityUnits < c.writes
	next := c.decreased.Add(time.Hour)
	if !lower || c.decreasesOn(now) < freeDecreases || !next.After(now) {
		return nil
	}
	const layout = "Monday, January 2, 2006 at 3:04:05 PM Coordinated Universal Time"
	return limitExceeded("Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. "+
		"After the first %d decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. "+
		"Number of decreases today: %d. Last decrease at %s. Next decrease can be made at %s",
		freeDecreases, c.decreasesOn(now), c.decreased.Format(layout), next.Format(layout))
}
