//go:build unix

package dynamofake_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/awsfake/awsfake/dynamofake"
	"github.com/awsfake/awsfake/internal/benchtest"
)

// The benchmarks go through the SDK's client, whose own cost is most of it, and compare in turns, so that neither the heap nor the
// machine's mood tells them apart: x is what a call costs in terms of another. cpu-ns/op is the CPU time of the whole process.
//
//	go test -run - -bench . -benchtime 3000x ./dynamofake

// A bench is a server with a table of items of 1 KB: ten attributes, one a list and one a map.
type bench struct {
	*dynamofake.Server
	n int
}

func newBench(b *testing.B) *bench {
	f := &bench{Server: dynamofake.Start(b)}
	f.table(b, "orders")
	return f
}

func (f *bench) table(b *testing.B, name string) {
	if _, err := f.Client.CreateTable(context.Background(), tableInput(name, "pk sk#")); err != nil {
		b.Fatal(err)
	}
}

func benchItem(n int) item {
	return item{
		"pk": str("customer-1"), "sk": number(n), "status": str("placed"), "total": num("129.95"), "gift": boolean(false),
		"address": document(item{"street": str("Long Street 12"), "city": str("Springfield"), "zip": str("12345")}),
		"lines":   list(str("sku-100"), num("3"), str("sku-200"), num("1")), "tags": strs("new", "express"), "note": null(),
		"text": padding(820),
	}
}

func (f *bench) fill(table string, n int) {
	for i := range n {
		f.Put(table, benchItem(i))
	}
}

func (f *bench) put(b *testing.B, c *dynamodb.Client, table string) {
	f.n++
	if _, err := c.PutItem(context.Background(), &dynamodb.PutItemInput{TableName: &table, Item: benchItem(f.n % 1000)}); err != nil {
		b.Fatal(err)
	}
}

func (f *bench) get(b *testing.B, c *dynamodb.Client, table string) {
	out, err := c.GetItem(context.Background(), &dynamodb.GetItemInput{TableName: &table, Key: item{"pk": str("customer-1"), "sk": num("7")}})
	if err != nil || len(out.Item) != 10 {
		b.Fatal(err, out)
	}
}

func (f *bench) query(b *testing.B, c *dynamodb.Client, table string) {
	out, err := c.Query(context.Background(), &dynamodb.QueryInput{TableName: &table, Limit: aws.Int32(100),
		KeyConditionExpression: aws.String("pk = :p and sk >= :s"), ExpressionAttributeValues: item{":p": str("customer-1"), ":s": num("500")}})
	if err != nil || len(out.Items) != 100 {
		b.Fatal(err, out)
	}
}

func (f *bench) scan(b *testing.B, c *dynamodb.Client, table string) {
	out, err := c.Scan(context.Background(), &dynamodb.ScanInput{TableName: &table})
	if err != nil || len(out.Items) < 900 || out.LastEvaluatedKey == nil {
		b.Fatal(err, len(out.Items))
	}
}

var benchOps = []struct {
	name string
	do   func(*bench, *testing.B, *dynamodb.Client, string)
}{{"GetItem", (*bench).get}, {"PutItem", (*bench).put}, {"Query_100", (*bench).query}, {"Scan_1MB", (*bench).scan}}

// null returns a client whose calls end at a handler that drains the body and gives the answers recorded of the fake.
func (f *bench) null(b *testing.B) *dynamodb.Client {
	answers := map[string]string{}
	record := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		f.ServeHTTP(rec, r)
		answers[r.Header.Get("X-Amz-Target")] = rec.Body.String()
		w.Header()["Content-Type"] = rec.Header()["Content-Type"]
		w.Write(rec.Body.Bytes())
	}))
	defer record.Close()
	via := func(url string) *dynamodb.Client {
		return dynamodb.NewFromConfig(f.Config(), func(o *dynamodb.Options) { o.BaseEndpoint = &url })
	}
	for _, op := range benchOps {
		op.do(f, b, via(record.URL), "orders")
	}
	null := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		h := w.Header()
		h["Content-Type"] = []string{"application/x-amz-json-1.0"}
		h["X-Amzn-Requestid"] = []string{"VV8QHJ5LRE0PVGT5LDI0ESL3SJVV4KQNSO5AEMVJF66Q9ASUAAJG"}
		io.WriteString(w, answers[r.Header.Get("X-Amz-Target")])
	}))
	b.Cleanup(null.Close)
	return via(null.URL)
}

// BenchmarkShare compares the fake with a handler that does nothing.
func BenchmarkShare(b *testing.B) {
	for _, op := range benchOps {
		b.Run(op.name, func(b *testing.B) {
			f := newBench(b)
			f.fill("orders", 1200)
			null := f.null(b)
			compare(b, func() { op.do(f, b, null, "orders") }, func() { op.do(f, b, f.Client, "orders") })
		})
	}
}

// BenchmarkPartition compares a partition of 100,000 items with one of 1,000.
func BenchmarkPartition(b *testing.B) {
	f := newBench(b)
	f.table(b, "archive")
	f.fill("orders", 1000)
	f.fill("archive", 100_000)
	for _, op := range benchOps[:3] {
		b.Run(op.name, func(b *testing.B) {
			compare(b, func() { op.do(f, b, f.Client, "orders") }, func() { op.do(f, b, f.Client, "archive") })
		})
	}
}

// BenchmarkMemory reports the heap that an item of 1 KB takes, without the journal of calls.
func BenchmarkMemory(b *testing.B) {
	const items = 20_000
	for range b.N {
		f := newBench(b)
		before := heap()
		for i := range items {
			f.Put("orders", benchItem(i))
		}
		b.ReportMetric(float64(heap()-before)/items, "B/item")
		runtime.KeepAlive(f)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// compare is benchtest.Compare with everything warm.
func compare(b *testing.B, base, other func()) {
	for range benchtest.Turn {
		base()
		other()
	}
	benchtest.Compare(b, base, other)
}
