package snsfake_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

// BenchmarkFanOut publishes to a topic with ten queues through the SDK, beside a handler that does nothing: the difference, in tenths, is
// the fakes' own cost of a delivery.
func BenchmarkFanOut(b *testing.B) {
	message := func(in *sns.PublishInput) {
		in.Message = aws.String("hello")
		in.MessageAttributes = map[string]types.MessageAttributeValue{"region": {DataType: aws.String("String"), StringValue: aws.String("eu")}}
	}
	for _, kind := range []struct {
		name       string
		attributes attrs
	}{
		{"enveloped", nil},
		{"raw", attrs{"RawMessageDelivery": "true"}},
		{"filtered", attrs{"RawMessageDelivery": "true", "FilterPolicy": `{"region":["eu"]}`}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			queues := sqsfake.Start(b)
			topics := snsfake.Start(b, func(o *snsfake.Options) { o.Join = queues.Panel })
			topic, err := topics.Client.CreateTopic(b.Context(), &sns.CreateTopicInput{Name: aws.String("orders")})
			if err != nil {
				b.Fatal(err)
			}
			var urls []*string
			for i := range 10 {
				name := fmt.Sprint("q", i)
				q, err := queues.Client.CreateQueue(b.Context(), &sqs.CreateQueueInput{QueueName: &name})
				if err == nil {
					_, err = topics.Client.Subscribe(b.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: aws.String("sqs"),
						Endpoint: aws.String(topics.ARN("sqs", name)), Attributes: kind.attributes})
				}
				if err != nil {
					b.Fatal(err)
				}
				urls = append(urls, q.QueueUrl)
			}
			in := &sns.PublishInput{TopicArn: topic.TopicArn}
			message(in)
			b.ReportAllocs()
			b.SetParallelism(2)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := topics.Client.Publish(b.Context(), in); err != nil {
						b.Error(err)
					}
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(10*b.N)/b.Elapsed().Seconds(), "deliveries/s")
			if n := len(queues.Messages(*urls[9])); n != b.N {
				b.Errorf("%d of %d messages", n, b.N)
			}
		})
	}
	b.Run("null", func(b *testing.B) {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "text/xml")
			io.WriteString(w, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>00000000-0000-0000-0000-000000000000</MessageId></PublishResult><ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata></PublishResponse>`)
		}))
		defer srv.Close()
		panel := snsfake.Start(b)
		client := sns.NewFromConfig(panel.Config(), func(o *sns.Options) { o.BaseEndpoint = &srv.URL })
		in := &sns.PublishInput{TopicArn: aws.String(panel.ARN("sns", "orders"))}
		message(in)
		b.ReportAllocs()
		b.SetParallelism(2)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := client.Publish(b.Context(), in); err != nil {
					b.Error(err)
				}
			}
		})
	})
}
