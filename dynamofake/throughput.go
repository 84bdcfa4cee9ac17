package dynamofake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
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
	decreases            int64                     // on the day of decreased, in UTC
	onDemand             *types.OnDemandThroughput // -1 where a limit was taken away
	warm                 warmth
	warming              bool
	meters               meters
}

// A warmth is warm throughput. It only rises.
type warmth struct{ reads, writes int64 }

// raise raises the warm throughput to what is not nil.
func (w *warmth) raise(reads, writes *int64) {
	w.reads, w.writes = max(w.reads, aws.ToInt64(reads)), max(w.writes, aws.ToInt64(writes))
}

// provision sets the units to what a request has; nil is on demand. The warm throughput is never less than either.
func (c *capacity) provision(p *types.ProvisionedThroughput) {
	if p == nil {
		c.reads, c.writes = 0, 0
		c.warm.raise(aws.Int64(warmReads), aws.Int64(warmWrites))
		return
	}
	c.reads, c.writes = *p.ReadCapacityUnits, *p.WriteCapacityUnits
	c.warm.raise(p.ReadCapacityUnits, p.WriteCapacityUnits)
}

// raiseWarm raises the warm throughput to what a request has, if it has any.
func (c *capacity) raiseWarm(w *types.WarmThroughput) {
	if w != nil {
		c.warm.raise(w.ReadUnitsPerSecond, w.WriteUnitsPerSecond)
	}
}

// setLimits sets the limits on demand that a request has; others stay.
func (c *capacity) setLimits(o *types.OnDemandThroughput) {
	if c.onDemand == nil {
		c.onDemand = o
		return
	}
	merged := *c.onDemand
	if o.MaxReadRequestUnits != nil {
		merged.MaxReadRequestUnits = o.MaxReadRequestUnits
	}
	if o.MaxWriteRequestUnits != nil {
		merged.MaxWriteRequestUnits = o.MaxWriteRequestUnits
	}
	c.onDemand = &merged
}

// limits are the limits on demand that are set, nil if there are none.
func (c *capacity) limits() *types.OnDemandThroughput {
	if c.onDemand == nil {
		return nil
	}
	o := *c.onDemand
	if aws.ToInt64(o.MaxReadRequestUnits) < 0 {
		o.MaxReadRequestUnits = nil
	}
	if aws.ToInt64(o.MaxWriteRequestUnits) < 0 {
		o.MaxWriteRequestUnits = nil
	}
	if o.MaxReadRequestUnits == nil && o.MaxWriteRequestUnits == nil {
		return nil
	}
	return &o
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

// Source of the words of what follows: the findings "ack-api-quirks dynamodb" of October 2026, probed against DynamoDB.

// checkBilling checks the throughput that a table is created with.
func checkBilling(in *dynamodb.CreateTableInput) error {
	p := in.ProvisionedThroughput
	if in.BillingMode == types.BillingModePayPerRequest {
		if p != nil {
			return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
		}
		if err := checkOnDemand(in.OnDemandThroughput, "table", false); err != nil {
			return err
		}
		return checkFirstWarm(in.WarmThroughput, nil, "table")
	}
	switch name := firstLimit(in.OnDemandThroughput); {
	case name != "":
		return invalid("%s for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED.", name)
	case p == nil:
		return invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
	}
	if err := checkUnits(p, ""); err != nil {
		return err
	}
	return checkFirstWarm(in.WarmThroughput, p, "table")
}

// checkIndexThroughput checks the throughput of a global index of a new table against the table's billing mode.
func checkIndexThroughput(g *types.GlobalSecondaryIndex, b types.BillingMode) error {
	name := *g.IndexName
	if b == types.BillingModePayPerRequest {
		if g.ProvisionedThroughput != nil {
			return invalid("ProvisionedThroughput should not be specified for index: %s when BillingMode is PAY_PER_REQUEST", name)
		}
		if err := checkOnDemand(g.OnDemandThroughput, "index : "+name, false); err != nil {
			return err
		}
		return checkFirstWarm(g.WarmThroughput, nil, "index "+name)
	}
	switch limit := firstLimit(g.OnDemandThroughput); {
	case limit != "":
		return invalid("%s for OnDemandThroughput for index: %s cannot be specified when table BillingMode is PROVISIONED.", limit, name)
	case g.ProvisionedThroughput == nil:
		return invalid("ProvisionedThroughput is not specified for index: %s", name)
	}
	if err := checkUnits(g.ProvisionedThroughput, " for index "+name); err != nil {
		return err
	}
	return checkFirstWarm(g.WarmThroughput, g.ProvisionedThroughput, "index "+name)
}

// firstLimit names the first limit that a request sets, "" if there is none.
func firstLimit(o *types.OnDemandThroughput) string {
	switch {
	case o == nil:
		return ""
	case o.MaxReadRequestUnits != nil:
		return "MaxReadRequestUnits"
	case o.MaxWriteRequestUnits != nil:
		return "MaxWriteRequestUnits"
	}
	return ""
}

// checkOnDemand checks the limits of throughput on demand. To take one away, with -1, there must be a table.
func checkOnDemand(o *types.OnDemandThroughput, of string, there bool) error {
	if o == nil {
		return nil
	}
	for _, u := range []struct {
		name  string
		value *int64
	}{{"MaxReadRequestUnits", o.MaxReadRequestUnits}, {"MaxWriteRequestUnits", o.MaxWriteRequestUnits}} {
		if v := u.value; v != nil && *v < 1 && !(there && *v == -1) || aws.ToInt64(v) > maxUnits {
			return invalid("Requested %s for OnDemandThroughput for %s is outside of valid range", u.name, of)
		}
	}
	return nil
}

// checkFirstWarm checks the warm throughput of what is new: it is not less than what is provisioned, or what a table on demand has.
func checkFirstWarm(w *types.WarmThroughput, p *types.ProvisionedThroughput, of string) error {
	if w == nil {
		return nil
	}
	reads, writes, than := int64(warmReads), int64(warmWrites), func(string) string {
		return "initial throughput for OnDemand. See: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial"
	}
	if p != nil {
		reads, writes, than = *p.ReadCapacityUnits, *p.WriteCapacityUnits, func(units string) string { return units + " of ProvisionedThroughput" }
	}
	switch {
	case w.ReadUnitsPerSecond != nil && *w.ReadUnitsPerSecond < reads:
		return invalid("Requested ReadUnitsPerSecond for WarmThroughput for %s is lower than %s", of, than("ReadCapacityUnits"))
	case w.WriteUnitsPerSecond != nil && *w.WriteUnitsPerSecond < writes:
		return invalid("Requested WriteUnitsPerSecond for WarmThroughput for %s is lower than %s", of, than("WriteCapacityUnits"))
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
