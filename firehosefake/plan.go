package firehosefake

import (
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
)

// A plan is what a destination's configuration means for a record.
type plan struct {
	kind   *kind
	target string // Batch.Target
	hints  hints
	retry  time.Duration

	decompress  bool // GZIP
	logs        bool // messages are taken out of CloudWatch's envelope
	separate    func([]byte) ([][]byte, error)
	transform   *transform
	query       query // of partition keys
	partitioned bool
	delimiter   []byte // behind each record

	bucket   *bucket   // of records, or of failures where the destination is another
	backup   *bucket   // of records as they came; nil if they are not backed up
	endpoint *endpoint // of HTTP
}

// A bucket is where and how objects are written.
type bucket struct {
	arn, name   string
	prefix      prefix
	errorPrefix prefix
	format      types.CompressionFormat
	extension   string // "" is the format's
	zone        *time.Location
	hints       hints
}

// inBuckets reports whether the destination is a bucket, if on the way to a database.
func (k *kind) inBuckets() bool { return k.name == "s3" || k.name == "redshift" }

// makePlan works out a plan, and refuses what AWS does.
func (d *destination) makePlan() (*plan, error) {
	c := d.config.Elem()
	p := &plan{kind: d.kind, hints: hintsIn(c)}
	for _, member := range d.kind.target {
		if text, _ := c.FieldByName(member).Interface().(*string); text != nil {
			p.target = *text
			break
		}
	}
	if r := c.FieldByName("RetryOptions"); r.IsValid() {
		p.retry = time.Duration(*r.Elem().FieldByName("DurationInSeconds").Interface().(*int32)) * time.Second
	}
	if config, ok := d.config.Interface().(*types.ExtendedS3DestinationConfiguration); ok {
		if dynamic := config.DynamicPartitioningConfiguration; dynamic != nil {
			p.partitioned = aws.ToBool(dynamic.Enabled)
		}
	}
	if config, ok := d.config.Interface().(*types.HttpEndpointDestinationConfiguration); ok {
		p.endpoint = newEndpoint(config)
		p.target = p.endpoint.url
	}
	if processing := c.FieldByName("ProcessingConfiguration"); processing.IsValid() {
		if err := p.addProcessors(processing.Interface().(*types.ProcessingConfiguration)); err != nil {
			return nil, err
		}
	}
	if err := p.addBuckets(c); err != nil {
		return nil, err
	}
	return p, p.check()
}

// addBuckets works out where records and failures are written.
func (p *plan) addBuckets(c reflect.Value) (err error) {
	switch inner := c.FieldByName("S3Configuration"); {
	case !inner.IsValid():
		p.bucket, err = p.newBucket(c, false)
	case !inner.IsNil():
		p.bucket, err = p.newBucket(inner.Elem(), !p.kind.inBuckets())
	}
	if err != nil {
		return err
	}
	if p.kind.inBuckets() {
		p.hints = p.bucket.hints // Redshift has none of its own
	}
	if !c.FieldByName("S3BackupMode").IsValid() { // plain S3
		return nil
	}
	mode := c.FieldByName("S3BackupMode").String()
	switch backup := c.FieldByName("S3BackupConfiguration"); {
	case mode == string(types.S3BackupModeEnabled):
		if backup.IsNil() {
			return invalid("S3BackupConfiguration must be provided when S3BackupMode is Enabled")
		}
		p.backup, err = p.newBucket(backup.Elem(), false)
	case strings.HasPrefix(mode, "All"):
		p.backup = p.bucket
	}
	return err
}

// newBucket works out how objects are written to a bucket.
func (p *plan) newBucket(c reflect.Value, failuresOnly bool) (*bucket, error) {
	str := func(member string) string {
		if f := c.FieldByName(member); f.IsValid() {
			return aws.ToString(f.Interface().(*string))
		}
		return ""
	}
	b := &bucket{arn: str("BucketARN"), format: c.FieldByName("CompressionFormat").Interface().(types.CompressionFormat), extension: str("FileExtension"), hints: hintsIn(c), zone: time.UTC}
	_, b.name, _ = strings.Cut(b.arn, ":::")
	if zone := str("CustomTimeZone"); zone != "" {
		var err error
		if b.zone, err = time.LoadLocation(zone); err != nil || zone == "Local" {
			return nil, invalid("CustomTimeZone %s is not a valid time zone.", zone)
		}
	}
	return b, b.setPrefixes(str("Prefix"), str("ErrorOutputPrefix"), p, failuresOnly)
}

// check refuses combinations that AWS does, and hints beyond its bounds, which are not in the model for all kinds.
func (p *plan) check() error {
	if p.hints.size < 1<<20 || p.hints.size > int(p.kind.maxSize)<<20 {
		return invalid("SizeInMBs must be between 1 and %d.", p.kind.maxSize)
	}
	if p.hints.interval < 0 || p.hints.interval > 900*time.Second {
		return invalid("IntervalInSeconds must be between 0 and 900.")
	}
	if p.retry < 0 || p.retry > 7200*time.Second {
		return invalid("DurationInSeconds must be between 0 and 7200.")
	}
	if !p.partitioned {
		if p.query != nil {
			return invalid("MetadataExtraction processor is supported only when DynamicPartitioning is enabled.")
		}
		return nil
	}
	if p.hints.size < 64<<20 { // Developer Guide, dynamic partitioning
		return invalid("BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.")
	}
	used := p.bucket.prefix.keys()
	if len(used) == 0 {
		return invalid("Prefix must contain a partitionKeyFromQuery or partitionKeyFromLambda expression when Dynamic Partitioning is enabled.")
	}
	for _, key := range used {
		switch {
		case key.namespace == "partitionKeyFromLambda" && p.transform == nil:
			return invalid("A Lambda processor is required for !{partitionKeyFromLambda:%s}.", key.value)
		case key.namespace == "partitionKeyFromQuery" && !p.query.has(key.value):
			return invalid("The MetadataExtraction query has no key %s for !{partitionKeyFromQuery:%[1]s}.", key.value)
		}
	}
	return nil
}
