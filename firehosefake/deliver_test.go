package firehosefake_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/control"
)

type extended = types.ExtendedS3DestinationConfiguration

func TestDelivery(t *testing.T) {
	t.Run("of_a_thousand_records_is_byte_exact_after_the_interval", func(t *testing.T) {
		f := start(t)
		f.stream(archive())
		var want strings.Builder
		for i := range 2 {
			var batch []string
			for j := range 500 {
				batch = append(batch, fmt.Sprintf("record %d\n", i*500+j))
				want.WriteString(batch[j])
			}
			f.put(batch...)
		}
		f.Clock.Advance(59 * time.Second)
		f.want("archive")
		f.Clock.Advance(time.Second)
		f.want("archive", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: "+want.String())
		key := f.s3.Objects("archive")[0].Key
		if !regexp.MustCompile(`^2040/02/29/12/clicks-1-2040-02-29-12-34-56-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`).MatchString(key) {
			t.Errorf("key %s", key)
		}
		b := f.Batches("clicks")
		if len(b) != 1 || b[0].Destination != "s3" || b[0].Target != "s3://archive/"+key || len(b[0].Records) != 1000 || b[0].Err != nil || !b[0].Time.Equal(f.Clock.Now()) {
			t.Errorf("%d batches", len(b))
		}
	})
	t.Run("comes_when_the_buffer_is_full", func(t *testing.T) {
		f := start(t)
		f.stream(archive())
		half := strings.Repeat("x", 600<<10)
		f.put(half, half, half) // of 1 MiB: each but the last is too much together with the next
		if n := len(f.s3.Objects("archive")); n != 2 || f.Pending("clicks") != len(half) {
			t.Errorf("%d objects, %d bytes pending", n, f.Pending("clicks"))
		}
		f.Flush(t.Context(), "clicks")
		if n := len(f.s3.Objects("archive")); n != 3 || f.Pending("clicks") != 0 {
			t.Errorf("%d objects, %d bytes pending after Flush", n, f.Pending("clicks"))
		}
	})
	t.Run("is_at_once_without_an_interval", func(t *testing.T) {
		f := start(t)
		f.stream(archive(func(c *extended) { c.BufferingHints.IntervalInSeconds = aws.Int32(0) }))
		f.put("a", "b")
		f.want("archive", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: ab")
	})
	t.Run("waits_for_a_bucket_for_24_hours", func(t *testing.T) {
		f := start(t)
		f.stream(archive(func(c *extended) { c.BucketARN = str("arn:aws:s3:::late") }))
		f.put("a")
		f.Clock.Advance(time.Hour)
		if len(f.Batches("clicks")) != 0 {
			t.Error("delivered to a bucket that is not there")
		}
		must[s3.CreateBucketOutput](t)(f.s3.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: str("late")}))
		f.Clock.Advance(2 * time.Minute)
		f.want("late", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: a")
	})
	t.Run("is_given_up_after_24_hours", func(t *testing.T) {
		f := start(t)
		f.stream(archive(func(c *extended) { c.BucketARN = str("arn:aws:s3:::never") }))
		f.put("a")
		f.Clock.Advance(25 * time.Hour)
		if b := f.Batches("clicks"); len(b) != 1 || b[0].Err == nil || !strings.Contains(b[0].Err.Error(), "NoSuchBucket") {
			t.Errorf("%+v", b)
		}
	})
	t.Run("ends_with_the_stream", func(t *testing.T) {
		f := start(t)
		f.stream(archive())
		f.put("a")
		must[firehose.DeleteDeliveryStreamOutput](t)(f.Client.DeleteDeliveryStream(t.Context(), &firehose.DeleteDeliveryStreamInput{DeliveryStreamName: str("clicks")}))
		f.Clock.Advance(time.Hour)
		f.want("archive")
	})
	t.Run("backs_up_what_came", func(t *testing.T) {
		f := start(t)
		f.stream(archive(func(c *extended) {
			c.S3BackupMode, c.S3BackupConfiguration = types.S3BackupModeEnabled, failures()
			c.S3BackupConfiguration.Prefix = str("raw/")
			c.ProcessingConfiguration = processors(processor("AppendDelimiterToRecord"))
		}))
		f.put("a", "b")
		f.Clock.Advance(5 * time.Minute)
		f.want("archive", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: a\nb\n")
		f.want("backup", "raw/2040/02/29/12/clicks-1-2040-02-29-12-34-56: ab")
	})
}

func TestPrefix(t *testing.T) {
	for _, tt := range []struct{ prefix, zone, want string }{
		{"", "", "2040/02/29/12/"},
		{"logs/", "", "logs/2040/02/29/12/"},
		{"logs-", "Asia/Tokyo", "logs-2040/02/29/21/"},
		{"year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/", "", "year=2040/month=02/day=29/hour=12/"},
		{"a/!{timestamp:yyyy-MM-dd'T'HH:mm:ss.SSS}/", "", "a/2040-02-29T12:34:56.789/"},
		{"a/!{timestamp:yyyy}/", "America/New_York", "a/2040/"},
	} {
		t.Run(tt.prefix+tt.zone, func(t *testing.T) {
			f := start(t)
			f.stream(archive(func(c *extended) {
				c.Prefix, c.ErrorOutputPrefix = &tt.prefix, str("e/!{firehose:error-output-type}/")
				if tt.zone != "" {
					c.CustomTimeZone = &tt.zone
				}
			}))
			f.put("x")
			f.Flush(t.Context(), "clicks")
			if key := f.s3.Objects("archive")[0].Key; !strings.HasPrefix(key, tt.want+"clicks-1-") {
				t.Errorf("key %s", key)
			}
		})
	}
	t.Run("random", func(t *testing.T) {
		f := start(t)
		f.stream(archive(func(c *extended) { c.Prefix, c.ErrorOutputPrefix = str("r-!{firehose:random-string}/"), str("e/") }))
		f.put("x")
		f.Flush(t.Context(), "clicks")
		if key := f.s3.Objects("archive")[0].Key; !regexp.MustCompile(`^r-[0-9a-f]{11}/2040/02/29/12/clicks-1-`).MatchString(key) {
			t.Errorf("key %s", key)
		}
	})
}

func TestCompression(t *testing.T) {
	text := strings.Repeat("the quick brown fox jumps over the lazy dog\n", 3000)
	for _, tt := range []struct {
		format    types.CompressionFormat
		extension string
		plain     func([]byte) ([]byte, error)
	}{
		{types.CompressionFormatGzip, ".gz", func(b []byte) ([]byte, error) {
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(z)
		}},
		{types.CompressionFormatZip, ".zip", func(b []byte) ([]byte, error) {
			z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
			if err != nil || len(z.File) != 1 {
				return nil, fmt.Errorf("%v", err)
			}
			return fs.ReadFile(z, z.File[0].Name)
		}},
		{types.CompressionFormatSnappy, ".snappy", unsnapFramed},
		{types.CompressionFormatHadoopSnappy, ".hsnappy", unsnapHadoop},
	} {
		t.Run(string(tt.format), func(t *testing.T) {
			f := start(t)
			f.stream(archive(func(c *extended) { c.CompressionFormat = tt.format }))
			f.put(text)
			f.Flush(t.Context(), "clicks")
			o := f.s3.Objects("archive")[0]
			body, err := fs.ReadFile(f.s3.FS("archive"), o.Key)
			if err != nil {
				t.Fatal(err)
			}
			plain, err := tt.plain(body)
			if err != nil || string(plain) != text || len(body) > len(text)/5 || !strings.HasSuffix(o.Key, tt.extension) {
				t.Errorf("%s: %v, %d bytes in %d", o.Key, err, len(plain), len(body))
			}
		})
	}
	t.Run("FileExtension", func(t *testing.T) {
		f := start(t)
		f.stream(archive(func(c *extended) { c.CompressionFormat, c.FileExtension = types.CompressionFormatGzip, str(".json.gz") }))
		f.put(text)
		f.Flush(t.Context(), "clicks")
		if key := f.s3.Objects("archive")[0].Key; !strings.HasSuffix(key, ".json.gz") {
			t.Error(key)
		}
	})
}

const functionARN = "arn:aws:lambda:us-east-1:000000000000:function:clean"

// lambda is the processor of the function clean, with some more parameters.
func lambda(parameters ...string) types.Processor {
	return processor("Lambda", append([]string{"LambdaArn", functionARN, "BufferIntervalInSeconds", "10"}, parameters...)...)
}

// A result is what a function makes of a record.
type result struct {
	RecordID string         `json:"recordId"`
	Result   string         `json:"result"`
	Data     []byte         `json:"data,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
}

// function answers with what make makes of each record.
func function(t *testing.T, make func(id, data string) []result) func([]byte) ([]byte, string, error) {
	return func(payload []byte) ([]byte, string, error) {
		var in struct {
			InvocationID, DeliveryStreamArn, Region string
			Records                                 []struct {
				RecordID                    string
				ApproximateArrivalTimestamp int64
				Data                        []byte
			}
		}
		if err := json.Unmarshal(payload, &in); err != nil || in.Region != "us-east-1" || in.InvocationID == "" || !strings.HasSuffix(in.DeliveryStreamArn, "deliverystream/clicks") {
			t.Errorf("%v %s", err, payload)
		}
		out := struct {
			Records []result `json:"records"`
		}{[]result{}}
		for _, r := range in.Records {
			if r.ApproximateArrivalTimestamp != noon.UnixMilli() {
				t.Errorf("arrival %d", r.ApproximateArrivalTimestamp)
			}
			out.Records = append(out.Records, make(r.RecordID, string(r.Data))...)
		}
		answer, err := json.Marshal(out)
		return answer, "", err
	}
}

// errorDocuments returns what an error output in a bucket says: "code: raw data".
func (f *fixture) errorDocuments(bucket, prefix string) (l []string) {
	f.t.Helper()
	for _, o := range f.s3.Objects(bucket) {
		if !strings.HasPrefix(o.Key, prefix) {
			continue
		}
		body, err := fs.ReadFile(f.s3.FS(bucket), o.Key)
		if err != nil {
			f.t.Fatal(err)
		}
		for line := range strings.Lines(string(body)) {
			var doc struct {
				AttemptsMade     int
				ArrivalTimestamp int64
				ErrorCode        string
				ErrorMessage     string
				RawData          []byte
				LambdaArn        string
			}
			if err := json.Unmarshal([]byte(line), &doc); err != nil || doc.ErrorMessage == "" || doc.ArrivalTimestamp != noon.UnixMilli() {
				f.t.Errorf("%v in %s", err, line)
			}
			l = append(l, fmt.Sprintf("%s after %d: %s", doc.ErrorCode, doc.AttemptsMade, doc.RawData))
		}
	}
	return l
}

func TestTransformation(t *testing.T) {
	t.Run("passes_drops_and_fails_records", func(t *testing.T) {
		f := start(t)
		f.Function(functionARN, function(t, func(id, data string) []result {
			switch data {
			case "drop":
				return []result{{RecordID: id, Result: "Dropped"}}
			case "fail":
				return []result{{RecordID: id, Result: "ProcessingFailed"}}
			case "forget":
				return nil
			case "twice":
				return []result{{RecordID: id, Result: "Ok"}, {RecordID: id, Result: "Ok"}}
			case "odd":
				return []result{{RecordID: id, Result: "Fine"}}
			}
			return []result{{RecordID: id, Result: "Ok", Data: []byte(strings.ToUpper(data) + "\n")}}
		}))
		f.stream(archive(func(c *extended) { c.ProcessingConfiguration = processors(lambda()) }))
		f.put("a", "drop", "fail", "forget", "twice", "odd", "b")
		f.Clock.Advance(10 * time.Second) // the function's buffer
		if got := strings.Join(f.errorDocuments("archive", "processing-failed/2040/02/29/12/clicks-1-"), "\n"); got != "Lambda.ProcessingFailedStatus after 1: fail\n"+
			"Lambda.MissingRecordId after 1: forget\nLambda.DuplicatedRecordId after 1: twice\nLambda.FunctionError after 1: odd" {
			t.Errorf("error output:\n%s", got)
		}
		if f.Pending("clicks") != 4 {
			t.Errorf("%d bytes pending", f.Pending("clicks"))
		}
		f.Clock.Advance(time.Minute) // the bucket's
		if l := f.objects("archive"); len(l) != 2 || l[0] != "2040/02/29/12/clicks-1-2040-02-29-12-34-56: A\nB\n" {
			t.Errorf("%q", l)
		}
	})
	for name, tt := range map[string]struct {
		answer, failure string
		err             error
		want            string
	}{
		"fails":             {`{"errorMessage":"boom"}`, "Unhandled", nil, "Lambda.FunctionError after 4: a"},
		"is_not_there":      {"", "", &types.ResourceNotFoundException{}, "Lambda.InvalidFunction after 4: a"},
		"cannot_be_reached": {"", "", errors.New("no route"), "Lambda.InvalidFunction after 4: a"},
		"answers_nonsense":  {`"thanks"`, "", nil, "Lambda.JsonProcessingException after 1: a"},
		"answers_nothing":   {`{}`, "", nil, "Lambda.JsonProcessingException after 1: a"},
	} {
		t.Run("fails_all_records_if_the_function_"+name, func(t *testing.T) {
			f := start(t)
			f.Function(functionARN, func([]byte) ([]byte, string, error) { return []byte(tt.answer), tt.failure, tt.err })
			f.stream(archive(func(c *extended) {
				c.ProcessingConfiguration = processors(lambda())
				c.ErrorOutputPrefix = str("bad/!{firehose:error-output-type}/!{timestamp:yyyy}/")
			}))
			f.put("a")
			f.Clock.Advance(10 * time.Second)
			if got := strings.Join(f.errorDocuments("archive", "bad/processing-failed/2040/clicks-1-"), "\n"); got != tt.want {
				t.Errorf("error output: %s", got)
			}
		})
	}
	t.Run("is_tried_again", func(t *testing.T) {
		f := start(t)
		calls := 0
		ok := function(t, func(id, data string) []result {
			return []result{{RecordID: id, Result: "Ok", Data: []byte(data)}}
		})
		f.Function(functionARN, func(payload []byte) ([]byte, string, error) {
			if calls++; calls < 3 {
				return nil, "Unhandled", nil
			}
			return ok(payload)
		})
		f.stream(archive(func(c *extended) { c.ProcessingConfiguration = processors(lambda()) }))
		f.put("a")
		f.Clock.Advance(2 * time.Minute)
		f.want("archive", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: a")
		if calls != 3 {
			t.Errorf("%d calls", calls)
		}
	})
	t.Run("keeps_the_order_and_the_size_of_its_buffer", func(t *testing.T) {
		f := start(t)
		var sizes []int
		f.Function(functionARN, func(payload []byte) ([]byte, string, error) {
			n := 0
			answer, _, err := function(t, func(id, data string) []result {
				n++
				return []result{{RecordID: id, Result: "Ok", Data: []byte(data[:1])}}
			})(payload)
			sizes = append(sizes, n)
			return answer, "", err
		})
		f.stream(archive(func(c *extended) { c.ProcessingConfiguration = processors(lambda("BufferSizeInMBs", "0.2")) }))
		var want string
		for c := 'a'; c <= 'z'; c++ {
			f.put(strings.Repeat(string(c), 50<<10))
			want += string(c)
		}
		f.Clock.Advance(2 * time.Minute)
		f.want("archive", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: "+want)
		if len(sizes) != 7 || sizes[0] != 4 || sizes[6] != 2 {
			t.Errorf("records a call: %v", sizes)
		}
	})
}

func TestProcessors(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte(`{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1","message":"one"},{"id":"2","message":"two"}]}`))
	z.Close()
	for name, tt := range map[string]struct {
		processors []types.Processor
		records    []string
		want       string
		failed     string
	}{
		"de-aggregates_JSON":    {[]types.Processor{processor("RecordDeAggregation", "SubRecordType", "JSON"), processor("AppendDelimiterToRecord", "Delimiter", `\n`)}, []string{`{"a":1}{"a":2} {"a":3}`, "{"}, "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", "Processing.InvalidRecord after 1: {"},
		"de-aggregates_by_mark": {[]types.Processor{processor("RecordDeAggregation", "SubRecordType", "DELIMITED", "Delimiter", "Iw=="), processor("AppendDelimiterToRecord", "Delimiter", "+")}, []string{"a#b#c"}, "a+b+c+", ""},
		"decompresses":          {[]types.Processor{processor("Decompression", "CompressionFormat", "GZIP"), processor("CloudWatchLogProcessing", "DataMessageExtraction", "true")}, []string{zipped.String()}, "one\ntwo\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t)
			f.stream(archive(func(c *extended) { c.ProcessingConfiguration = processors(tt.processors...) }))
			f.put(tt.records...)
			if got := strings.Join(f.errorDocuments("archive", "processing-failed/"), "\n"); got != tt.failed {
				t.Errorf("error output: %s", got)
			}
			f.Clock.Advance(time.Minute)
			if l := f.objects("archive"); l[0] != "2040/02/29/12/clicks-1-2040-02-29-12-34-56: "+tt.want {
				t.Errorf("%q", l)
			}
		})
	}
}

func TestDynamicPartitioning(t *testing.T) {
	partitioned := func(prefix string, l ...types.Processor) *firehose.CreateDeliveryStreamInput {
		return archive(func(c *extended) {
			c.DynamicPartitioningConfiguration = &types.DynamicPartitioningConfiguration{Enabled: aws.Bool(true)}
			c.BufferingHints.SizeInMBs = aws.Int32(64)
			c.Prefix, c.ErrorOutputPrefix, c.ProcessingConfiguration = &prefix, str("errors/!{firehose:error-output-type}/"), processors(l...)
		})
	}
	t.Run("by_query", func(t *testing.T) {
		f := start(t)
		f.stream(partitioned("c=!{partitionKeyFromQuery:customer}/y=!{partitionKeyFromQuery:year}/", processor("AppendDelimiterToRecord"),
			processor("MetadataExtraction", "JsonParsingEngine", "JQ-1.6", "MetadataExtractionQuery", `{customer: .customer.id, year: .time | strftime("%Y")}`)))
		f.put(`{"customer":{"id":"ann"},"time":1565382027}`, `{"customer":{"id":7},"time":0}`, `{"customer":{"id":"ann"},"time":1565382028}`, `{"time":0}`, "text")
		f.Clock.Advance(time.Minute)
		l := f.objects("archive")
		if len(l) != 4 || l[0] != "c=7/y=1970/clicks-1-2040-02-29-12-34-56: {\"customer\":{\"id\":7},\"time\":0}\n" || !strings.HasPrefix(l[1], "c=ann/y=2019/clicks-1-2040-02-29-12-34-56: ") || strings.Count(l[1], "\n") != 2 {
			t.Errorf("%q", l)
		}
		if got := f.errorDocuments("archive", "errors/processing-failed/"); len(got) != 2 {
			t.Errorf("%q", got)
		}
	})
	t.Run("by_Lambda", func(t *testing.T) {
		f := start(t)
		f.Function(functionARN, function(t, func(id, data string) []result {
			keys := map[string]any{"partitionKeys": map[string]string{"letter": data[:1]}}
			if data == "none" {
				keys = nil
			}
			return []result{{RecordID: id, Result: "Ok", Data: []byte(data), Metadata: keys}}
		}))
		f.stream(partitioned("!{partitionKeyFromLambda:letter}/", lambda()))
		f.put("apple", "berry", "avocado", "none")
		f.Clock.Advance(2 * time.Minute)
		l := f.objects("archive")
		if len(l) != 3 || l[0] != "a/clicks-1-2040-02-29-12-34-56: appleavocado" || l[1] != "b/clicks-1-2040-02-29-12-34-56: berry" {
			t.Errorf("%q", l)
		}
		if got := strings.Join(f.errorDocuments("archive", "errors/"), ""); got != "DynamicPartitioning.MissingPartitionKey after 1: none" {
			t.Error(got)
		}
	})
	t.Run("has_500_partitions_at_most", func(t *testing.T) {
		f := start(t)
		f.stream(partitioned("!{partitionKeyFromQuery:n}/", processor("MetadataExtraction", "JsonParsingEngine", "JQ-1.6", "MetadataExtractionQuery", "{n: .n}")))
		for i := range 501 {
			f.put(fmt.Sprintf(`{"n":%d}`, i))
		}
		if got := strings.Join(f.errorDocuments("archive", "errors/"), ""); got != `DynamicPartitioning.ActivePartitionLimitExceeded after 1: {"n":500}` {
			t.Error(got)
		}
	})
}

// Faults of S3 do not reach what Firehose writes itself: it is no call of a client.
func TestFaultsAreOfCalls(t *testing.T) {
	f := start(t)
	f.stream(archive())
	f.s3.Inject(control.Fault{Op: "PutObject", Err: control.ErrThrottled})
	f.put("a")
	f.Clock.Advance(time.Minute)
	f.want("archive", "2040/02/29/12/clicks-1-2040-02-29-12-34-56: a")
}
