package dynamofake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// streaming gives a table a stream.
func streaming(view string) with {
	return func(in *dynamodb.CreateTableInput) {
		in.StreamSpecification = &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewType(view)}
	}
}

// A reader reads the stream of a table.
type reader struct {
	*fixture
	arn, shard string
}

// reader finds the stream of a table.
func (f *fixture) reader(table string) *reader {
	f.t.Helper()
	out, err := f.Client.DescribeTable(f.t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	f.ok(err)
	r := &reader{fixture: f, arn: *out.Table.LatestStreamArn}
	r.shard = *r.stream().Shards[0].ShardId
	return r
}

func (r *reader) stream() *streamtypes.StreamDescription {
	r.t.Helper()
	out, err := r.Streams.DescribeStream(r.t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &r.arn})
	r.ok(err)
	return out.StreamDescription
}

// iterator gets an iterator.
func (r *reader) iterator(kind string, set ...func(*dynamodbstreams.GetShardIteratorInput)) (*string, error) {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: &r.arn, ShardId: &r.shard, ShardIteratorType: streamtypes.ShardIteratorType(kind)}
	for _, fn := range set {
		fn(in)
	}
	out, err := r.Streams.GetShardIterator(r.t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.ShardIterator, nil
}

// records reads what is behind an iterator in one call.
func (r *reader) records(it *string) ([]streamtypes.Record, *string) {
	r.t.Helper()
	out, err := r.Streams.GetRecords(r.t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: it})
	r.ok(err)
	return out.Records, out.NextShardIterator
}

// all reads the whole stream as short texts, such as "MODIFY 1: v=a -> v=b".
func (r *reader) all() string {
	r.t.Helper()
	it, err := r.iterator("TRIM_HORIZON")
	r.ok(err)
	l, _ := r.records(it)
	var b []string
	for _, rec := range l {
		d := rec.Dynamodb
		b = append(b, fmt.Sprintf("%s %s: %s -> %s", rec.EventName, short(d.Keys, "pk"), short(d.OldImage, "v"), short(d.NewImage, "v")))
	}
	return strings.Join(b, "; ")
}

func short(it map[string]streamtypes.AttributeValue, name string) string {
	if it == nil {
		return "-"
	}
	if v, ok := it[name].(*streamtypes.AttributeValueMemberS); ok {
		return v.Value
	}
	return "?"
}

// set puts an item of a key and a value.
func (f *fixture) set(table, pk, v string) {
	f.t.Helper()
	f.put(table, item{"pk": str(pk), "v": str(v)})
}

func (f *fixture) remove(table, pk string) {
	f.t.Helper()
	_, err := f.Client.DeleteItem(f.t.Context(), &dynamodb.DeleteItemInput{TableName: &table, Key: item{"pk": str(pk)}})
	f.ok(err)
}

func TestStream(t *testing.T) {
	for view, want := range map[string]string{
		"KEYS_ONLY":          "INSERT 1: - -> -; MODIFY 1: - -> -; REMOVE 1: - -> -",
		"NEW_IMAGE":          "INSERT 1: - -> a; MODIFY 1: - -> b; REMOVE 1: - -> -",
		"OLD_IMAGE":          "INSERT 1: - -> -; MODIFY 1: a -> -; REMOVE 1: b -> -",
		"NEW_AND_OLD_IMAGES": "INSERT 1: - -> a; MODIFY 1: a -> b; REMOVE 1: b -> -",
	} {
		t.Run("shows_"+view, func(t *testing.T) {
			f := start(t)
			f.table("orders", "pk", streaming(view))
			f.set("orders", "1", "a")
			f.set("orders", "1", "b")
			f.set("orders", "1", "b") // changes nothing
			f.remove("orders", "1")
			f.remove("orders", "1") // nor does this
			if got := f.reader("orders").all(); got != want {
				t.Error(got)
			}
		})
	}
	t.Run("has_the_writes_of_batches_and_transactions_in_order", func(t *testing.T) {
		f := start(t)
		ctx := t.Context()
		f.table("orders", "pk", streaming("NEW_AND_OLD_IMAGES"))
		put := func(pk string) types.WriteRequest {
			return types.WriteRequest{PutRequest: &types.PutRequest{Item: item{"pk": str(pk), "v": str("a")}}}
		}
		_, err := f.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"orders": {put("1"), put("2")}}})
		f.ok(err)
		_, err = f.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"orders": {put("1"), put("2")}}})
		f.ok(err)
		_, err = f.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Delete: &types.Delete{TableName: text("orders"), Key: item{"pk": str("1")}}},
			{Put: &types.Put{TableName: text("orders"), Item: item{"pk": str("2"), "v": str("a")}}},
			{Put: &types.Put{TableName: text("orders"), Item: item{"pk": str("3"), "v": str("c")}}},
		}})
		f.ok(err)
		if got := f.reader("orders").all(); got != "INSERT 1: - -> a; INSERT 2: - -> a; REMOVE 1: a -> -; INSERT 3: - -> c" {
			t.Error(got)
		}
	})
	t.Run("records_say_what_AWS_says", func(t *testing.T) {
		f := start(t)
		f.table("orders", "pk", streaming("NEW_IMAGE"))
		_, err := f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: text("orders"), Item: item{"pk": str("test"), "n": num("1.50"), "b": bin("x"), "l": list(boolean(true), null(), nums("2", "1")), "m": document(item{"s": strs("a")})}})
		f.ok(err)
		r := f.reader("orders")
		it, err := r.iterator("TRIM_HORIZON")
		f.ok(err)
		l, _ := r.records(it)
		rec := l[0]
		if *rec.EventVersion != "1.1" || *rec.EventSource != "aws:dynamodb" || *rec.AwsRegion != "us-east-1" || rec.UserIdentity != nil || len(*rec.EventID) != 32 || len(*rec.Dynamodb.SequenceNumber) != 21 ||
			!rec.Dynamodb.ApproximateCreationDateTime.Equal(f.Clock.Now().Truncate(time.Second)) || rec.Dynamodb.StreamViewType != "NEW_IMAGE" {
			t.Errorf("%+v %+v", rec, rec.Dynamodb)
		}
		if n := rec.Dynamodb.NewImage["n"].(*streamtypes.AttributeValueMemberN).Value; n != "1.5" || len(rec.Dynamodb.NewImage) != 5 {
			t.Errorf("n = %s in %v", n, rec.Dynamodb.NewImage)
		}
	})
	t.Run("SizeBytes_is_that_of_keys_and_images", func(t *testing.T) {
		f := start(t)
		f.table("orders", "id", streaming("NEW_IMAGE"))
		_, err := f.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: text("orders"), Item: item{"id": str("test")}})
		f.ok(err)
		r := f.reader("orders")
		it, _ := r.iterator("TRIM_HORIZON")
		if l, _ := r.records(it); *l[0].Dynamodb.SizeBytes != 12 { // recorded: test_enable_kinesis_streaming_destination
			t.Errorf("%d bytes", *l[0].Dynamodb.SizeBytes)
		}
	})
}

func TestGetShardIterator(t *testing.T) {
	f := start(t)
	f.table("orders", "pk", streaming("NEW_IMAGE"))
	r := f.reader("orders")
	var numbers []string
	for i := range 5 {
		f.set("orders", fmt.Sprint(i), "v")
		f.Clock.Advance(time.Minute)
	}
	first, err := r.iterator("TRIM_HORIZON")
	f.ok(err)
	l, next := r.records(first)
	for _, rec := range l {
		numbers = append(numbers, *rec.Dynamodb.SequenceNumber)
	}
	if len(numbers) != 5 || next == nil {
		t.Fatalf("%d records", len(numbers))
	}
	at := func(n string) func(*dynamodbstreams.GetShardIteratorInput) {
		return func(in *dynamodbstreams.GetShardIteratorInput) { in.SequenceNumber = &n }
	}
	when := func(d time.Duration) func(*dynamodbstreams.GetShardIteratorInput) {
		return func(in *dynamodbstreams.GetShardIteratorInput) { in.Timestamp = aws.Time(f.Clock.Now().Add(d)) }
	}
	for _, tt := range []struct {
		kind string
		set  []func(*dynamodbstreams.GetShardIteratorInput)
		want int
	}{
		{"TRIM_HORIZON", nil, 5}, {"LATEST", nil, 0},
		{"AT_SEQUENCE_NUMBER", []func(*dynamodbstreams.GetShardIteratorInput){at(numbers[1])}, 4},
		{"AFTER_SEQUENCE_NUMBER", []func(*dynamodbstreams.GetShardIteratorInput){at(numbers[1])}, 3},
		{"AT_TIMESTAMP", []func(*dynamodbstreams.GetShardIteratorInput){when(-2*time.Minute - time.Second)}, 2},
		{"AT_TIMESTAMP", []func(*dynamodbstreams.GetShardIteratorInput){when(-time.Hour)}, 5},
	} {
		it, err := r.iterator(tt.kind, tt.set...)
		f.ok(err)
		if l, _ := r.records(it); len(l) != tt.want {
			t.Errorf("%s: %d records", tt.kind, len(l))
		}
	}
	for name, tt := range map[string]struct {
		kind string
		set  func(*dynamodbstreams.GetShardIteratorInput)
		want string
	}{
		"no number":       {"AT_SEQUENCE_NUMBER", func(*dynamodbstreams.GetShardIteratorInput) {}, "SequenceNumber"},
		"a bad number":    {"AT_SEQUENCE_NUMBER", at("12345678901234567890x"), "Invalid SequenceNumber"},
		"a future number": {"AFTER_SEQUENCE_NUMBER", at("100000000000000000099"), "Invalid SequenceNumber"},
		"no time":         {"AT_TIMESTAMP", func(*dynamodbstreams.GetShardIteratorInput) {}, "Timestamp"},
		"a future time":   {"AT_TIMESTAMP", when(time.Hour), "future"},
		"a shard": {"LATEST", func(in *dynamodbstreams.GetShardIteratorInput) {
			in.ShardId = text("shardId-00000000000000000000-00000000")
		}, "Shard"},
		"a stream": {"LATEST", func(in *dynamodbstreams.GetShardIteratorInput) { in.StreamArn = text(r.arn + "9") }, "Requested resource not found: Stream: " + r.arn + "9 not found"},
	} {
		if _, err := r.iterator(tt.kind, tt.set); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}

	t.Run("iterators_expire_after_15_minutes", func(t *testing.T) {
		f.Clock.Advance(15*time.Minute + time.Second)
		_, err := f.Streams.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: next})
		var expired *streamtypes.ExpiredIteratorException
		if !errors.As(err, &expired) {
			t.Error(err)
		}
	})
	t.Run("records_are_trimmed_after_24_hours", func(t *testing.T) {
		f.Clock.Advance(24*time.Hour - 17*time.Minute)
		it, err := r.iterator("TRIM_HORIZON")
		f.ok(err)
		if l, _ := r.records(it); len(l) != 1 {
			t.Errorf("%d records left", len(l))
		}
		_, err = r.iterator("AT_SEQUENCE_NUMBER", at(numbers[0]))
		var gone *streamtypes.TrimmedDataAccessException
		if !errors.As(err, &gone) {
			t.Error(err)
		}
	})
	t.Run("what_is_no_iterator_is_refused", func(t *testing.T) {
		for _, bad := range []string{"x", "a|b|c", r.arn + "|1|AAAA", r.arn + "|1|LTEvMQ=="} {
			if _, err := f.Streams.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: &bad}); err == nil || !strings.Contains(err.Error(), "Invalid ShardIterator") {
				t.Errorf("%s: %v", bad, err)
			}
		}
	})
}

func TestGetRecords(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	f.table("orders", "pk", streaming("NEW_AND_OLD_IMAGES"))
	r := f.reader("orders")
	for i := range 10 {
		f.set("orders", fmt.Sprint(i), strings.Repeat("x", 200<<10))
	}
	it, err := r.iterator("TRIM_HORIZON")
	f.ok(err)
	var sizes []int
	for range 3 {
		var l []streamtypes.Record
		l, it = r.records(it)
		sizes = append(sizes, len(l))
	}
	if fmt.Sprint(sizes) != "[5 5 0]" {
		t.Errorf("records of 200 KB a call: %v", sizes)
	}
	it, _ = r.iterator("TRIM_HORIZON")
	out, err := f.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: it, Limit: aws.Int32(2)})
	f.ok(err)
	if len(out.Records) != 2 {
		t.Errorf("%d records", len(out.Records))
	}

	t.Run("ends_with_the_stream", func(t *testing.T) {
		it, err := r.iterator("LATEST")
		f.ok(err)
		_, err = f.Client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: text("orders"), StreamSpecification: &types.StreamSpecification{StreamEnabled: aws.Bool(false)}})
		f.ok(err)
		f.set("orders", "late", "v")
		if l, next := r.records(it); len(l) != 0 || next != nil {
			t.Errorf("%d records, %v", len(l), next)
		}
		if d := r.stream(); d.StreamStatus != streamtypes.StreamStatusDisabled || d.Shards[0].SequenceNumberRange.EndingSequenceNumber == nil {
			t.Errorf("%+v", d)
		}
	})
	t.Run("outlives_the_table_for_24_hours", func(t *testing.T) {
		_, err := f.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: text("orders")})
		f.ok(err)
		it, err := r.iterator("TRIM_HORIZON")
		f.ok(err)
		if l, _ := r.records(it); len(l) != 5 {
			t.Errorf("%d records", len(l))
		}
		f.Clock.Advance(24 * time.Hour)
		if _, err := r.iterator("TRIM_HORIZON"); err == nil {
			t.Error("the stream is still there")
		}
	})
}

func TestListStreams(t *testing.T) {
	f := start(t)
	ctx := t.Context()
	for i := range 5 {
		f.table(fmt.Sprint("table", i), "pk", streaming("NEW_IMAGE"))
	}
	f.table("quiet", "pk")
	var names []string
	in := &dynamodbstreams.ListStreamsInput{Limit: aws.Int32(2)}
	for {
		out, err := f.Streams.ListStreams(ctx, in)
		f.ok(err)
		for _, s := range out.Streams {
			if *s.StreamArn != "arn:aws:dynamodb:us-east-1:000000000000:table/"+*s.TableName+"/stream/"+*s.StreamLabel {
				t.Error(*s.StreamArn)
			}
			names = append(names, *s.TableName)
		}
		if in.ExclusiveStartStreamArn = out.LastEvaluatedStreamArn; in.ExclusiveStartStreamArn == nil {
			break
		}
	}
	if got := strings.Join(names, " "); got != "table0 table1 table2 table3 table4" {
		t.Error(got)
	}
	out, err := f.Streams.ListStreams(ctx, &dynamodbstreams.ListStreamsInput{TableName: text("table3")})
	f.ok(err)
	if len(out.Streams) != 1 || *out.Streams[0].TableName != "table3" {
		t.Errorf("%v", out.Streams)
	}
	d, err := f.Streams.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: out.Streams[0].StreamArn})
	f.ok(err)
	shard := d.StreamDescription.Shards[0].ShardId
	d, err = f.Streams.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: out.Streams[0].StreamArn, ExclusiveStartShardId: shard})
	f.ok(err)
	if len(d.StreamDescription.Shards) != 0 || *d.StreamDescription.KeySchema[0].AttributeName != "pk" {
		t.Errorf("%+v", d.StreamDescription)
	}
}
