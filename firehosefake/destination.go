package firehosefake

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"

	"github.com/awsfake/awsfake/internal/wire"
)

// destinationID is the id of a stream's destination.
const destinationID = "destinationId-000000000001"

// A kind is one of the SDK's kinds of destination. CreateDeliveryStreamInput, UpdateDestinationInput and DestinationDescription each
// have a member for it, whose types have the same members; so code that treats all kinds alike reads them by reflection.
type kind struct {
	member   string // of the SDK's structs, before "DestinationConfiguration", "DestinationUpdate" and "DestinationDescription"
	name     string // Batch.Destination
	size     int32  // default buffer in MiB, and its bounds
	maxSize  int32
	interval int32 // default buffer in seconds
	retry    int32 // default seconds of retrying
	failed   string
	target   []string // members that say where it is
}

// kinds are the kinds of destination with their defaults (API reference, the BufferingHints and RetryOptions of each) and the type
// of error output (Developer Guide, custom prefixes).
var kinds = []kind{
	{"AmazonOpenSearchServerless", "opensearchserverless", 5, 100, 300, 300, "AmazonOpenSearchService-failed", []string{"CollectionEndpoint"}},
	{"Amazonopensearchservice", "opensearch", 5, 100, 300, 300, "AmazonOpenSearchService-failed", []string{"DomainARN", "ClusterEndpoint"}},
	{"Elasticsearch", "elasticsearch", 5, 100, 300, 300, "elasticsearch-failed", []string{"DomainARN", "ClusterEndpoint"}},
	{"ExtendedS3", "s3", 5, 128, 300, 0, "processing-failed", []string{"BucketARN"}},
	{"HttpEndpoint", "http", 5, 64, 300, 300, "http-endpoint-failed", nil},
	{"Iceberg", "iceberg", 5, 128, 300, 300, "iceberg-failed", nil},
	{"Redshift", "redshift", 5, 128, 300, 3600, "redshift-failed", []string{"ClusterJDBCURL"}},
	{"S3", "s3", 5, 128, 300, 0, "processing-failed", []string{"BucketARN"}},
	{"Snowflake", "snowflake", 1, 128, 0, 60, "snowflake-failed", []string{"AccountUrl"}},
	{"Splunk", "splunk", 5, 5, 60, 300, "splunk-failed", []string{"HECEndpoint"}},
}

// A destination is where a stream delivers to. It is not changed.
type destination struct {
	kind   *kind
	config reflect.Value // pointer to the SDK's configuration, with the defaults filled in
	plan   *plan         // what it means
}

// destinationIn returns the destination of a new stream, nil if the request has none.
func destinationIn(in *firehose.CreateDeliveryStreamInput) (*destination, error) {
	var found *destination
	for i := range kinds {
		config := reflect.ValueOf(in).Elem().FieldByName(kinds[i].member + "DestinationConfiguration")
		if config.IsNil() {
			continue
		}
		if found != nil {
			return nil, invalid("Exactly one destination configuration is supported for a Firehose")
		}
		found = &destination{kind: &kinds[i], config: config}
	}
	if found == nil {
		return nil, nil
	}
	return found.complete()
}

// updated returns the destination with the settings of a request changed.
func (d *destination) updated(in *firehose.UpdateDestinationInput) (*destination, error) {
	var found *destination
	for i := range kinds {
		k := &kinds[i]
		update := reflect.ValueOf(in).Elem().FieldByName(k.member + "DestinationUpdate")
		if update.IsNil() {
			continue
		}
		if found != nil {
			return nil, invalid("Exactly one destination update is supported for a Firehose")
		}
		config := newConfiguration(k)
		switch {
		case k == d.kind:
			config.Elem().Set(d.config.Elem())
		case k.name == "s3" && d.kind.name == "s3":
			k = d.kind // an update of S3 is one of extended S3, and the other way round
			config = newConfiguration(k)
			config.Elem().Set(d.config.Elem())
		}
		merge(config.Elem(), update.Elem())
		found = &destination{kind: k, config: config}
	}
	if found == nil {
		return nil, invalid("Exactly one destination update is supported for a Firehose")
	}
	return found.complete()
}

// newConfiguration returns an empty configuration of a kind.
func newConfiguration(k *kind) reflect.Value {
	f, _ := reflect.TypeFor[firehose.CreateDeliveryStreamInput]().FieldByName(k.member + "DestinationConfiguration")
	return reflect.New(f.Type.Elem())
}

// complete fills in the defaults and works out what the configuration means.
func (d *destination) complete() (*destination, error) {
	config := reflect.New(d.config.Type().Elem())
	config.Elem().Set(d.config.Elem())
	d.config = config
	d.fillIn(config.Elem(), d.kind.member == "S3" || d.kind.member == "ExtendedS3")
	if c, ok := config.Interface().(*types.ExtendedS3DestinationConfiguration); ok && c.DataFormatConversionConfiguration != nil && aws.ToBool(c.DataFormatConversionConfiguration.Enabled) {
		return nil, &wire.Error{Code: "NotImplemented", Status: http.StatusNotImplemented, Message: "awsfake does not implement DataFormatConversionConfiguration."}
	}
	var err error
	d.plan, err = d.makePlan()
	return d, err
}

// fillIn fills the members of a destination that the request has left out with AWS's defaults.
func (d *destination) fillIn(v reflect.Value, isS3 bool) {
	setDefault(v, "CloudWatchLoggingOptions", func() any { return &types.CloudWatchLoggingOptions{Enabled: aws.Bool(false)} })
	if hints := v.FieldByName("BufferingHints"); hints.IsValid() {
		size, interval := d.kind.size, d.kind.interval
		if isS3 {
			size, interval = 5, 300
		}
		if hints.IsNil() {
			hints.Set(reflect.New(hints.Type().Elem()))
		} else {
			old := hints.Elem()
			hints.Set(reflect.New(hints.Type().Elem()))
			hints.Elem().Set(old)
		}
		setDefault(hints.Elem(), "SizeInMBs", func() any { return aws.Int32(size) })
		setDefault(hints.Elem(), "IntervalInSeconds", func() any { return aws.Int32(interval) })
	}
	if isS3 {
		setDefault(v, "CompressionFormat", func() any { return types.CompressionFormatUncompressed })
		setDefault(v, "EncryptionConfiguration", func() any {
			return &types.EncryptionConfiguration{NoEncryptionConfig: types.NoEncryptionConfigNoEncryption}
		})
		setDefault(v, "CustomTimeZone", func() any { return aws.String("UTC") })
	}
	setDefault(v, "ProcessingConfiguration", func() any {
		return &types.ProcessingConfiguration{Enabled: aws.Bool(false), Processors: []types.Processor{}}
	})
	setDefault(v, "S3BackupMode", func() any { return backupDefault(v) })
	if retry := v.FieldByName("RetryOptions"); retry.IsValid() && retry.IsNil() {
		retry.Set(reflect.New(retry.Type().Elem()))
		setDefault(retry.Elem(), "DurationInSeconds", func() any { return aws.Int32(d.kind.retry) })
	}
	for _, member := range []string{"S3Configuration", "S3BackupConfiguration"} {
		if inner := v.FieldByName(member); inner.IsValid() && !inner.IsNil() {
			filled := reflect.New(inner.Type().Elem())
			filled.Elem().Set(inner.Elem())
			inner.Set(filled)
			d.fillIn(filled.Elem(), true)
		}
	}
}

// backupDefault returns the S3BackupMode of destinations that name none, whose type is that of the member.
func backupDefault(v reflect.Value) any {
	member := v.FieldByName("S3BackupMode")
	values := member.MethodByName("Values").Call(nil)[0]
	for i := range values.Len() { // the mode that backs up least
		if text := values.Index(i).String(); text == "Disabled" || strings.HasPrefix(text, "Failed") {
			return values.Index(i).Interface()
		}
	}
	return values.Index(0).Interface()
}

// setDefault sets a member that there is and that is not set.
func setDefault(v reflect.Value, member string, value func() any) {
	if f := v.FieldByName(member); f.IsValid() && f.IsZero() {
		f.Set(reflect.ValueOf(value()).Convert(f.Type()))
	}
}

// describe returns the description of a destination. That of extended S3 is there as one of S3 too.
func (d *destination) describe() types.DestinationDescription {
	out := types.DestinationDescription{DestinationId: aws.String(destinationID)}
	for i := range kinds {
		if k := &kinds[i]; k == d.kind || k.member == "S3" && d.kind.member == "ExtendedS3" {
			f := reflect.ValueOf(&out).Elem().FieldByName(k.member + "DestinationDescription")
			f.Set(reflect.New(f.Type().Elem()))
			copyFields(f.Interface(), d.config.Interface())
		}
	}
	return out
}

// counterparts are the members of descriptions and updates that have other names in configurations.
var counterparts = map[string]string{
	"S3DestinationDescription": "S3Configuration", "S3BackupDescription": "S3BackupConfiguration", "VpcConfigurationDescription": "VpcConfiguration",
	"S3Update": "S3Configuration", "S3BackupUpdate": "S3BackupConfiguration",
}

// configured returns the name that a member of a description or an update has in the configuration.
func configured(member string) string {
	if name, ok := counterparts[member]; ok {
		return name
	}
	return member
}

// copyFields sets the members of a description from a configuration; both are pointers to structs. What only one of them has, such
// as a password, is passed over.
func copyFields(description, config any) {
	to, from := reflect.ValueOf(description).Elem(), reflect.ValueOf(config).Elem()
	for i := range to.NumField() {
		t := to.Type().Field(i)
		f := from.FieldByName(configured(t.Name))
		if !t.IsExported() || !f.IsValid() || f.IsZero() {
			continue
		}
		switch {
		case f.Type() == t.Type:
			to.Field(i).Set(f)
		case t.Type.Kind() == reflect.Pointer:
			to.Field(i).Set(reflect.New(t.Type.Elem()))
			copyFields(to.Field(i).Interface(), f.Interface())
		}
	}
}

// merge sets the members of a configuration that an update has.
func merge(config, update reflect.Value) {
	for i := range update.NumField() {
		t := update.Type().Field(i)
		f := config.FieldByName(configured(t.Name))
		if !t.IsExported() || !f.IsValid() || update.Field(i).IsZero() {
			continue
		}
		if f.Type() == t.Type {
			f.Set(update.Field(i))
			continue
		}
		inner := reflect.New(f.Type().Elem())
		if !f.IsNil() {
			inner.Elem().Set(f.Elem())
		}
		merge(inner.Elem(), update.Field(i).Elem())
		f.Set(inner)
	}
}

// hints are when a buffer is full.
type hints struct {
	size     int // bytes
	interval time.Duration
}

// hintsIn returns the hints of a configuration.
func hintsIn(config reflect.Value) hints {
	b := config.FieldByName("BufferingHints")
	if !b.IsValid() {
		return hints{5 << 20, 300 * time.Second}
	}
	size, interval := b.Elem().FieldByName("SizeInMBs").Interface().(*int32), b.Elem().FieldByName("IntervalInSeconds").Interface().(*int32)
	return hints{int(*size) << 20, time.Duration(*interval) * time.Second}
}
