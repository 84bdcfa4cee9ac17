package firehosefake

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/core"
)

// maxPartitions is how many partitions of a stream can be open at a time (Developer Guide, quotas).
const maxPartitions = 500

// A stage is a buffer in which records wait until it is full or its time is up. A stream has one before the transformation, one of
// records as they came if they are backed up, and one before the destination, or one a partition.
type stage struct {
	load
	key   string
	hints hints
	size  int
	timer *core.Timer
	plan  *plan // under which its records came
	out   way
}

// A way is where a stage's load goes next.
type way func(*stream, *plan, load)

// A load is what a stage held when it was flushed.
type load struct {
	records []record
	oldest  time.Time         // arrival
	keys    map[string]string // of the partition
	version int               // of the stream
	cause   int64
}

// The keys of stages. Those of partitions follow the last.
const (
	stageBackup    = "backup"
	stageTransform = "transform"
	stageOut       = "~"
)

// accept starts a record on its way. The caller holds mu.
func (st *stream) accept(r record) {
	if st.dest == nil {
		st.add(stageOut, hints{size: 1 << 62, interval: -1}, nil, r, nil, nil)
		return
	}
	p := st.dest.plan
	if p.backup != nil {
		st.add(stageBackup, p.backup.hints, nil, r, p, (*stream).backUp)
	}
	if !p.prepares() {
		st.pass(p, r)
		return
	}
	l, err := p.prepare(r)
	if err != nil {
		st.after = append(st.after, func() {
			st.fail(p, "processing-failed", []failure{{record: r, code: "Processing.InvalidRecord", message: err.Error(), attempts: 1}})
		})
		return
	}
	for _, r := range l {
		st.pass(p, r)
	}
}

// pass puts a record before the transformation, or before the destination if there is none. The caller holds mu.
func (st *stream) pass(p *plan, r record) {
	if p.transform != nil {
		st.add(stageTransform, p.transform.hints, nil, r, p, (*stream).enqueue)
	} else {
		st.route(p, r)
	}
}

// route puts a record, which has been transformed, before the destination. The caller holds mu.
func (st *stream) route(p *plan, r record) {
	key, keys, code, err := st.partition(p, r)
	if err != nil {
		st.after = append(st.after, func() {
			st.fail(p, "processing-failed", []failure{{record: r, code: code, message: err.Error(), attempts: 1}})
		})
		return
	}
	if p.delimiter != nil {
		r.data = slices.Concat(r.data, p.delimiter)
	}
	st.add(stageOut+key, p.hints, keys, r, p, (*stream).deliver)
}

// partition returns the partition of a record: the keys that the prefix has, and their values in a row. The caller holds mu.
func (st *stream) partition(p *plan, r record) (key string, keys map[string]string, code string, err error) {
	if !p.partitioned {
		return "", nil, "", nil
	}
	var extracted map[string]string
	if p.query != nil {
		if extracted, err = p.query.extract(r.data); err != nil {
			return "", nil, "DynamicPartitioning.MetadataExtractionFailed", err
		}
	}
	keys = map[string]string{}
	var values []string
	for _, k := range p.bucket.prefix.keys() {
		v, ok := extracted[k.value]
		if k.namespace == "partitionKeyFromLambda" {
			v, ok = r.keys[k.value]
		}
		if !ok || v == "" {
			return "", nil, "DynamicPartitioning.MissingPartitionKey", missingKey(k.value)
		}
		keys[k.namespace+":"+k.value] = v
		values = append(values, v)
	}
	key = strings.Join(values, "\x00")
	if _, open := st.stages.Get(stageOut + key); !open && st.stages.Len() >= maxPartitions {
		return "", nil, "DynamicPartitioning.ActivePartitionLimitExceeded", errPartitions
	}
	return key, keys, "", nil
}

// add puts a record into a stage, which is flushed before if the record does not fit, and afterwards if it is full. The caller
// holds mu.
func (st *stream) add(key string, h hints, keys map[string]string, r record, p *plan, out way) {
	b, ok := st.stages.Get(key)
	if ok && b.size+len(r.data) > h.size {
		st.flush(b)
		ok = false
	}
	if !ok {
		b = &stage{key: key, hints: h, plan: p, out: out, load: load{oldest: r.arrived, keys: keys, version: st.version, cause: st.cause}}
		st.stages.Set(key, b)
		if h.interval > 0 {
			b.timer = st.server.core.AfterFunc(st.server.core.Now().Add(h.interval), func() { st.timeUp(b) })
		}
	}
	b.records = append(b.records, r)
	b.size += len(r.data)
	st.pending += len(r.data)
	if b.size >= h.size {
		st.flush(b)
	}
}

// timeUp flushes a stage whose time is up.
func (st *stream) timeUp(b *stage) {
	st.server.core.Go(func(context.Context) {
		st.mu.Lock()
		defer st.unlock()
		if current, _ := st.stages.Get(b.key); current == b {
			st.flush(b)
		}
	})
}

// flush empties a stage; what it held goes its way when mu is free. The caller holds mu.
func (st *stream) flush(b *stage) {
	st.stages.Delete(b.key)
	st.server.core.Stop(b.timer)
	st.pending -= b.size
	st.after = append(st.after, func() { b.out(st, b.plan, b.load) })
}

// flushUnbuffered flushes the stages that do not wait. The caller holds mu.
func (st *stream) flushUnbuffered() {
	for _, b := range st.open() {
		if b.hints.interval == 0 {
			st.flush(b)
		}
	}
}

// flushAll flushes all stages. The caller holds mu.
func (st *stream) flushAll() {
	for _, b := range st.open() {
		if b.out != nil {
			st.flush(b)
		}
	}
}

// open returns the stages that hold records. The caller holds mu.
func (st *stream) open() (l []*stage) {
	for _, b := range st.stages.All() {
		l = append(l, b)
	}
	return l
}
