package firehosefake

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
)

// maxDecompressed is the size up to which a record is decompressed.
const maxDecompressed = 16 << 20

// addProcessors works out what is done to records, if processing is enabled.
func (p *plan) addProcessors(c *types.ProcessingConfiguration) error {
	if !aws.ToBool(c.Enabled) {
		return nil
	}
	for _, processor := range c.Processors {
		values := map[types.ProcessorParameterName]string{}
		for _, v := range processor.Parameters {
			values[v.ParameterName] = aws.ToString(v.ParameterValue)
		}
		if err := p.addProcessor(processor.Type, values); err != nil {
			return err
		}
	}
	return nil
}

// addProcessor works out what one processor does.
func (p *plan) addProcessor(kind types.ProcessorType, values map[types.ProcessorParameterName]string) (err error) {
	switch kind {
	case types.ProcessorTypeLambda:
		p.transform, err = newTransform(values)
	case types.ProcessorTypeMetadataExtraction:
		if engine := values[types.ProcessorParameterNameJsonParsingEngine]; engine != "JQ-1.6" {
			return invalid("JsonParsingEngine must be JQ-1.6.")
		}
		p.query, err = parseQuery(values[types.ProcessorParameterNameMetadataExtractionQuery])
	case types.ProcessorTypeRecordDeAggregation:
		p.separate, err = deaggregation(values)
	case types.ProcessorTypeAppendDelimiterToRecord:
		p.delimiter = []byte("\n")
		if d, ok := values[types.ProcessorParameterNameDelimiter]; ok {
			p.delimiter = []byte(strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(d))
		}
	case types.ProcessorTypeDecompression:
		if format := values[types.ProcessorParameterNameCompressionFormat]; format != "GZIP" {
			return invalid("CompressionFormat of the Decompression processor must be GZIP.")
		}
		p.decompress = true
	case types.ProcessorTypeCloudWatchLogProcessing:
		if extract := values[types.ProcessorParameterNameDataMessageExtraction]; extract != "true" {
			return invalid("DataMessageExtraction must be true.")
		}
		p.logs = true
	}
	return err
}

// newTransform reads the parameters of a Lambda processor.
func newTransform(values map[types.ProcessorParameterName]string) (*transform, error) {
	t := &transform{arn: values[types.ProcessorParameterNameLambdaArn], retries: 3, hints: hints{1 << 20, 60 * time.Second}}
	if !strings.Contains(t.arn, ":function:") {
		return nil, invalid("LambdaArn %s is not valid.", t.arn)
	}
	if text, ok := values[types.ProcessorParameterNameLambdaNumberOfRetries]; ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 300 {
			return nil, invalid("NumberOfRetries must be between 0 and 300.")
		}
		t.retries = n
	}
	if text, ok := values[types.ProcessorParameterNameBufferSizeInMb]; ok {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !(n >= 0.2 && n <= 3) {
			return nil, invalid("BufferSizeInMBs must be between 0.2 and 3.")
		}
		t.hints.size = int(n * (1 << 20))
	}
	if text, ok := values[types.ProcessorParameterNameBufferIntervalInSeconds]; ok {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 900 {
			return nil, invalid("BufferIntervalInSeconds must be between 0 and 900.")
		}
		t.hints.interval = time.Duration(n) * time.Second
	}
	return t, nil
}

// deaggregation returns what takes aggregated records apart: JSON values one behind the other, or pieces between delimiters.
func deaggregation(values map[types.ProcessorParameterName]string) (func([]byte) ([][]byte, error), error) {
	switch kind := values[types.ProcessorParameterNameSubRecordType]; kind {
	case "JSON":
		return separateJSON, nil
	case "DELIMITED":
		delimiter, err := base64.StdEncoding.DecodeString(values[types.ProcessorParameterNameDelimiter])
		if err != nil || len(delimiter) == 0 {
			return nil, invalid("Delimiter must be given in base64 when SubRecordType is DELIMITED.")
		}
		return func(data []byte) (l [][]byte, _ error) {
			for _, piece := range bytes.Split(data, delimiter) {
				if len(piece) > 0 {
					l = append(l, piece)
				}
			}
			return l, nil
		}, nil
	default:
		return nil, invalid("SubRecordType %s is not valid; it must be JSON or DELIMITED.", kind)
	}
}

func separateJSON(data []byte) (l [][]byte, _ error) {
	d := json.NewDecoder(bytes.NewReader(data))
	for {
		var value json.RawMessage
		if err := d.Decode(&value); errors.Is(err, io.EOF) {
			return l, nil
		} else if err != nil {
			return nil, fmt.Errorf("the record is not valid JSON: %w", err)
		}
		l = append(l, value)
	}
}

// prepares reports whether prepare does anything.
func (p *plan) prepares() bool { return p.decompress || p.logs || p.separate != nil }

// prepare does to a record what comes before the transformation: it may become several, or a failure.
func (p *plan) prepare(r record) (l []record, failure error) {
	data := [][]byte{r.data}
	if p.decompress {
		plain, err := decompress(r.data)
		if err != nil {
			return nil, err
		}
		data = [][]byte{plain}
	}
	if p.logs {
		messages, err := logMessages(data[0])
		if err != nil {
			return nil, err
		}
		data = [][]byte{messages}
	}
	if p.separate != nil {
		pieces, err := p.separate(data[0])
		if err != nil {
			return nil, err
		}
		data = pieces
	}
	for i, d := range data {
		piece := r
		piece.data, piece.sub = d, i
		l = append(l, piece)
	}
	return l, nil
}

// decompress decompresses a record; one that is not compressed stays as it is (Developer Guide, CloudWatch Logs decompression).
func decompress(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxDecompressed+1))
	if err == nil && len(plain) > maxDecompressed {
		err = errors.New("the record is too large when decompressed")
	}
	return plain, err
}

// logMessages returns the messages of a record of CloudWatch Logs, one a line.
func logMessages(data []byte) ([]byte, error) {
	var envelope struct {
		LogEvents []struct {
			Message string `json:"message"`
		} `json:"logEvents"`
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return nil, fmt.Errorf("the record is not one of CloudWatch Logs: %w", err)
	}
	var b bytes.Buffer
	for _, e := range envelope.LogEvents {
		b.WriteString(e.Message)
		b.WriteByte('\n')
	}
	return b.Bytes(), nil
}
