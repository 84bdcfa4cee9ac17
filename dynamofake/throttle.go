package dynamofake

import (
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// burst is for how long unused throughput is kept.
const burst = 300 * time.Second

// A meter lets requests through as long as there is throughput left. What a request needs is taken after it was let through, and
// may leave the meter in debt, which time pays off.
type meter struct {
	mu    sync.Mutex // a table that is locked for reading is read by many
	units float64
	rate  int64     // when units was right
	at    time.Time // likewise; zero before the first use
}

// fill adds what has come in since.
func (m *meter) fill(rate int64, now time.Time) {
	if m.at.IsZero() || m.rate != rate {
		m.units, m.rate, m.at = float64(rate), rate, now // a second's worth to begin with
		return
	}
	m.units = min(m.units+now.Sub(m.at).Seconds()*float64(rate), burst.Seconds()*float64(rate))
	m.at = now
}

// empty reports whether nothing is left at a rate a second.
func (m *meter) empty(rate int64, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fill(rate, now)
	return m.units <= 0
}

func (m *meter) take(n float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.units -= n
}

// meters are those of a table or a global index.
type meters struct{ reads, writes meter }

// limit is how many units a second a table or index may use, and whether there is such a limit.
func (c *capacity) limit(b types.BillingMode, write bool) (rate int64, limited bool) {
	if b != types.BillingModePayPerRequest {
		if write {
			return c.writes, true
		}
		return c.reads, true
	}
	if c.onDemand == nil {
		return 0, false
	}
	most := c.onDemand.MaxReadRequestUnits
	if write {
		most = c.onDemand.MaxWriteRequestUnits
	}
	return aws.ToInt64(most), aws.ToInt64(most) > 0
}

// admitRead refuses to read the table, or an index of it, whose throughput is used up. Local indexes use the table's.
func (t *table) admitRead(ix *index) error {
	if ix == nil || !ix.global {
		return t.admit(&t.capacity, "Table", t.arn, false)
	}
	return t.admit(&ix.capacity, "Index", *ix.arn(t), false)
}

// admitWrite refuses to write if the throughput of the table or of a global index is used up.
func (t *table) admitWrite() error {
	if !t.server.throttles {
		return nil
	}
	if err := t.admit(&t.capacity, "Table", t.arn, true); err != nil {
		return err
	}
	for _, ix := range t.indexes {
		if ix.global {
			if err := t.admit(&ix.capacity, "Index", *ix.arn(t), true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *table) admit(c *capacity, what, arn string, write bool) error {
	if !t.server.throttles {
		return nil
	}
	rate, limited := c.limit(t.billing, write)
	m := &c.meters.reads
	verb := "Read"
	if write {
		m, verb = &c.meters.writes, "Write"
	}
	if !limited || !m.empty(rate, t.server.core.Now()) {
		return nil
	}
	if t.billing == types.BillingModePayPerRequest {
		return &types.ThrottlingException{Message: aws.String("Throughput exceeds the maximum OnDemandThroughput configured on table or index."),
			ThrottlingReasons: []types.ThrottlingReason{{Reason: aws.String(what + verb + "MaxOnDemandThroughputExceeded"), Resource: &arn}}}
	}
	msg := throughputExceeded
	if what == "Index" {
		msg = "The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. " +
			"Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API"
	}
	return &types.ProvisionedThroughputExceededException{Message: &msg,
		ThrottlingReasons: []types.ThrottlingReason{{Reason: aws.String(what + verb + "ProvisionedThroughputExceeded"), Resource: &arn}}}
}

// spend takes what a bill says from the throughput.
func (t *table) spend(b *bill, write bool) {
	if !t.server.throttles {
		return
	}
	pick := func(c *capacity) *meter {
		if write {
			return &c.meters.writes
		}
		return &c.meters.reads
	}
	n := b.table
	for _, ix := range t.indexes {
		if ix.global {
			pick(&ix.capacity).take(b.global[ix.name])
		} else {
			n += b.local[ix.name]
		}
	}
	pick(&t.capacity).take(n)
}

// throttled reports whether an error says that throughput is used up.
func throttled(err error) bool {
	var provisioned *types.ProvisionedThroughputExceededException
	var onDemand *types.ThrottlingException
	return errors.As(err, &provisioned) || errors.As(err, &onDemand)
}
