package dynamofake_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// A record is an item of the naive model: a counter and a group, which is the hash key of an index, beside the key.
type record struct {
	pk      string
	sk      float64
	n       int
	group   string // "" for none
	version int    // of the group: range key of the index
}

func (r record) item() item {
	it := item{"pk": str(r.pk), "sk": num(skText(r.sk)), "n": number(r.n)}
	if r.group != "" {
		it["grp"], it["ver"] = str(r.group), number(r.version)
	}
	return it
}

// skText writes a number in one of the ways in which DynamoDB takes it; it answers the shortest.
func skText(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func longText(f float64) string { return strconv.FormatFloat(f, 'e', 3, 64) }

// A program is a random sequence of operations, done to a table and to a model of it that only knows maps and sorting.
type program struct {
	*fixture
	t      *testing.T
	random *rand.Rand
	model  map[string]record
}

func (p *program) pick(l ...string) string { return l[p.random.IntN(len(l))] }

func (p *program) key() record {
	return record{pk: p.pick("a", "b", "c"), sk: float64(p.random.IntN(40)-20) / 4}
}

func id(r record) string { return fmt.Sprint(r.pk, "/", r.sk) }

func (r record) keyItem() item { return item{"pk": str(r.pk), "sk": num(longText(r.sk))} }

// failed tells a failed condition from success; other errors end the test.
func (p *program) failed(err error) bool {
	p.t.Helper()
	var c *types.ConditionalCheckFailedException
	if err != nil && !errors.As(err, &c) {
		p.t.Fatal(err)
	}
	return err != nil
}

func (p *program) check(what string, got, want any) {
	p.t.Helper()
	same(p.t, what, got, want)
	if p.t.Failed() {
		p.t.FailNow()
	}
}

// put puts an item, sometimes only if there is none.
func (p *program) put() {
	r := p.key()
	r.n = p.random.IntN(100)
	if p.random.IntN(2) == 0 {
		r.group, r.version = p.pick("x", "y"), p.random.IntN(5)
	}
	in := &dynamodb.PutItemInput{TableName: aws.String("rows"), Item: r.item(), ReturnValues: "ALL_OLD"}
	old, there := p.model[id(r)]
	fails := false
	if p.random.IntN(3) == 0 {
		in.ConditionExpression, fails = aws.String("attribute_not_exists(pk)"), there
	}
	out, err := p.Client.PutItem(p.t.Context(), in)
	if p.check("put fails", p.failed(err), fails); fails {
		return
	}
	p.check("old item", out.Attributes, image(old, there))
	p.model[id(r)] = r
}

func image(r record, there bool) item {
	if !there {
		return nil
	}
	return r.item()
}

// update counts, and moves the item between groups, sometimes only if the counter is low.
func (p *program) update() {
	r := p.key()
	old, there := p.model[id(r)]
	in := &dynamodb.UpdateItemInput{TableName: aws.String("rows"), Key: r.keyItem(), ReturnValues: "ALL_NEW",
		UpdateExpression: aws.String("SET n = if_not_exists(n, :zero) + :one"), ExpressionAttributeValues: item{":zero": num("0"), ":one": num("1")}}
	if there {
		r = old
	}
	r.n++
	switch p.random.IntN(3) {
	case 0:
		*in.UpdateExpression += ", grp = :g, ver = :v"
		r.group, r.version = p.pick("x", "y", "z"), p.random.IntN(5)
		in.ExpressionAttributeValues[":g"], in.ExpressionAttributeValues[":v"] = str(r.group), number(r.version)
	case 1:
		*in.UpdateExpression += " REMOVE grp, ver"
		r.group, r.version = "", 0
	}
	fails := false
	if p.random.IntN(2) == 0 {
		in.ConditionExpression, in.ExpressionAttributeValues[":low"] = aws.String("n < :low"), num("50")
		fails = !there || old.n >= 50
	}
	out, err := p.Client.UpdateItem(p.t.Context(), in)
	if p.check("update fails", p.failed(err), fails); fails {
		return
	}
	p.check("new item", out.Attributes, r.item())
	p.model[id(r)] = r
}

func (p *program) remove() {
	r := p.key()
	old, there := p.model[id(r)]
	in := &dynamodb.DeleteItemInput{TableName: aws.String("rows"), Key: r.keyItem(), ReturnValues: "ALL_OLD"}
	fails := false
	if p.random.IntN(2) == 0 {
		in.ConditionExpression, in.ExpressionAttributeValues = aws.String("n between :a and :b"), item{":a": num("10"), ":b": num("60")}
		fails = !there || old.n < 10 || old.n > 60
	}
	out, err := p.Client.DeleteItem(p.t.Context(), in)
	if p.check("delete fails", p.failed(err), fails); fails {
		return
	}
	p.check("deleted item", out.Attributes, image(old, there))
	delete(p.model, id(r))
}

func (p *program) read() {
	r := p.key()
	want, there := p.model[id(r)]
	p.check("item", p.get("rows", r.keyItem()), image(want, there))
}

// all returns the rows of the model that pass, in the order of less.
func (p *program) all(pass func(record) bool, order func(a, b record) int) (l []record) {
	for _, r := range p.model {
		if pass(r) {
			l = append(l, r)
		}
	}
	slices.SortFunc(l, order)
	return l
}

func items(l []record) []item {
	out := []item{}
	for _, r := range l {
		out = append(out, r.item())
	}
	return out
}

// query pages through a part of a partition with a filter.
func (p *program) query() {
	pk, low, limit := p.pick("a", "b", "c"), float64(p.random.IntN(40)-20)/4, 1+p.random.IntN(7)
	ranges := []struct {
		text string
		pass func(float64) bool
	}{
		{"", func(float64) bool { return true }}, {" and sk < :s", func(f float64) bool { return f < low }}, {" and sk <= :s", func(f float64) bool { return f <= low }},
		{" and sk > :s", func(f float64) bool { return f > low }}, {" and sk >= :s", func(f float64) bool { return f >= low }},
		{" and sk between :s and :t", func(f float64) bool { return f >= low && f <= low+3 }}, {" and sk = :s", func(f float64) bool { return f == low }},
	}
	c := ranges[p.random.IntN(len(ranges))]
	backward := p.random.IntN(2) == 0
	in := &dynamodb.QueryInput{TableName: aws.String("rows"), KeyConditionExpression: aws.String("pk = :p" + c.text), FilterExpression: aws.String("n >= :n"),
		ExpressionAttributeValues: item{":p": str(pk), ":n": num("20")}, ScanIndexForward: aws.Bool(!backward), Limit: aws.Int32(int32(limit))}
	if c.text != "" {
		in.ExpressionAttributeValues[":s"] = num(longText(low))
	}
	if c.text == ranges[5].text {
		in.ExpressionAttributeValues[":t"] = num(longText(low + 3))
	}
	want := p.all(func(r record) bool { return r.pk == pk && c.pass(r.sk) }, func(a, b record) int { return cmp.Compare(a.sk, b.sk) })
	if backward {
		slices.Reverse(want)
	}
	for {
		out, err := p.Client.Query(p.t.Context(), in)
		if err != nil {
			p.t.Fatal(err)
		}
		page := want[:min(limit, len(want))]
		want = want[len(page):]
		p.check("scanned", int(out.ScannedCount), len(page))
		p.check("page", out.Items, items(slices.DeleteFunc(slices.Clone(page), func(r record) bool { return r.n < 20 })))
		if len(page) < limit {
			p.check("last key", out.LastEvaluatedKey, item(nil))
			return
		}
		last := page[limit-1]
		p.check("last key", out.LastEvaluatedKey, item{"pk": str(last.pk), "sk": num(skText(last.sk))})
		if in.ExclusiveStartKey = out.LastEvaluatedKey; c.text == ranges[6].text {
			return // it cannot be restarted
		}
	}
}

// queryIndex pages through a group in the index. Items of one version are in no known order.
func (p *program) queryIndex() {
	group, limit := p.pick("x", "y", "z"), 1+p.random.IntN(7)
	backward := p.random.IntN(2) == 0
	in := &dynamodb.QueryInput{TableName: aws.String("rows"), IndexName: aws.String("groups"), KeyConditionExpression: aws.String("grp = :g"),
		ExpressionAttributeValues: item{":g": str(group)}, ScanIndexForward: aws.Bool(!backward), Limit: aws.Int32(int32(limit))}
	var got []item
	for pages := dynamodb.NewQueryPaginator(p.Client, in); pages.HasMorePages(); {
		out, err := pages.NextPage(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		got = append(got, out.Items...)
	}
	version := func(it item) int { n, _ := strconv.Atoi(it["ver"].(*types.AttributeValueMemberN).Value); return n }
	if !slices.IsSortedFunc(got, func(a, b item) int {
		if backward {
			a, b = b, a
		}
		return cmp.Compare(version(a), version(b))
	}) {
		p.t.Fatalf("not in the order of versions: %v", got)
	}
	p.check("group", byKey(got), byKey(items(p.all(func(r record) bool { return r.group == group }, func(a, b record) int { return 0 }))))
}

// byKey sorts items by their keys.
func byKey(l []item) []item {
	text := func(it item) string {
		return it["pk"].(*types.AttributeValueMemberS).Value + it["sk"].(*types.AttributeValueMemberN).Value
	}
	slices.SortFunc(l, func(a, b item) int { return cmp.Compare(text(a), text(b)) })
	return l
}

// scan pages through the segments of the table or its index.
func (p *program) scan() {
	in := &dynamodb.ScanInput{TableName: aws.String("rows"), Limit: aws.Int32(int32(1 + p.random.IntN(20)))}
	pass := func(record) bool { return true }
	if p.random.IntN(2) == 0 {
		in.IndexName, pass = aws.String("groups"), func(r record) bool { return r.group != "" }
	}
	segments := int32(1 + p.random.IntN(4))
	var got []item
	for segment := range segments {
		part := *in
		part.Segment, part.TotalSegments = &segment, &segments
		for pages := dynamodb.NewScanPaginator(p.Client, &part); pages.HasMorePages(); {
			out, err := pages.NextPage(p.t.Context())
			if err != nil {
				p.t.Fatal(err)
			}
			got = append(got, out.Items...)
		}
	}
	p.check("scan", byKey(got), byKey(items(p.all(pass, func(a, b record) int { return 0 }))))
}

// Whatever is done to a table, it answers as a map and sorting would.
func TestTableDoesWhatANaiveModelDoes(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			f := start(t)
			f.table("rows", "pk sk#", global("groups", "grp ver#", "ALL"))
			p := &program{fixture: f, t: t, random: rand.New(rand.NewPCG(seed, 7)), model: map[string]record{}}
			ops := []func(){p.put, p.put, p.update, p.update, p.remove, p.read, p.query, p.query, p.queryIndex, p.scan}
			for range 300 {
				ops[p.random.IntN(len(ops))]()
			}
			d := f.describe("rows")
			p.check("items", int(*d.ItemCount), len(p.model))
			grouped := p.all(func(r record) bool { return r.group != "" }, func(a, b record) int { return 0 })
			p.check("items in the index", int(*d.GlobalSecondaryIndexes[0].ItemCount), len(grouped))
			for _, k := range slices.Sorted(maps.Keys(p.model)) {
				_, err := f.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String("rows"), Key: p.model[k].keyItem()})
				f.ok(err)
			}
			d = f.describe("rows")
			same(t, "sizes of nothing", []int64{*d.TableSizeBytes, *d.GlobalSecondaryIndexes[0].IndexSizeBytes, *d.GlobalSecondaryIndexes[0].ItemCount}, []int64{0, 0, 0})
		})
	}
}
