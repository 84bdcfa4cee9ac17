package dynamofake_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// query runs a query that is given as expression and values.
func (f *fixture) query(in dynamodb.QueryInput, condition string, values item) (*dynamodb.QueryOutput, error) {
	f.t.Helper()
	if condition != "" {
		in.KeyConditionExpression, in.ExpressionAttributeValues = &condition, values
	}
	if in.TableName == nil {
		in.TableName = aws.String("tbl")
	}
	return f.Client.Query(f.t.Context(), &in)
}

// found lists an attribute of items.
func found(l []item, attribute string) (out []string) {
	for _, it := range l {
		switch v := it[attribute].(type) {
		case *types.AttributeValueMemberS:
			out = append(out, v.Value)
		case *types.AttributeValueMemberN:
			out = append(out, v.Value)
		case *types.AttributeValueMemberB:
			out = append(out, string(v.Value))
		default:
			out = append(out, "-")
		}
	}
	return out
}

// Range keys are in the order of their type: strings by UTF-8, numbers by value, binaries by unsigned bytes.
func TestOrderOfRangeKeys(t *testing.T) {
	f := start(t)
	tests := map[string]struct {
		spec string
		make func(string) value
		want []string
	}{
		"strings":  {"pk sk", str, []string{"A", "B", "a", "a\x00", "a\x00b", "ab", "z", "ä", "€", "𝄞"}},
		"numbers":  {"pk sk#", num, []string{"-1000000000000000000000000000000000000000", "-12", "-1.5", "-1", "-0.001", "0", "0.0000000001", "0.5", "1", "2", "10", "99.9", "100"}},
		"binaries": {"pk sk%", bin, []string{"\x00", "\x00\x00", "\x00\x01", "\x01", "a", "\x7f", "\x80", "\xff", "\xff\xff"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.table(name, tt.spec)
			for i := range tt.want {
				f.put(name, item{"pk": str("p"), "sk": tt.make(tt.want[(i*7+3)%len(tt.want)])})
			}
			for i, s := range tt.want {
				f.put(name, item{"pk": str("p"), "sk": tt.make(s), "i": number(i)})
			}
			for low := range tt.want {
				for _, q := range []struct {
					condition string
					want      []string
				}{{"pk = :p and sk >= :s", tt.want[low:]}, {"pk = :p and sk > :s", tt.want[low+1:]}, {"pk = :p and sk < :s", tt.want[:low]},
					{"pk = :p and sk <= :s", tt.want[:low+1]}, {"pk = :p and sk = :s", tt.want[low : low+1]}} {
					out, err := f.query(dynamodb.QueryInput{TableName: &name}, q.condition, item{":p": str("p"), ":s": tt.make(tt.want[low])})
					f.ok(err)
					same(t, q.condition+" "+tt.want[low], found(out.Items, "sk"), q.want)
				}
			}
		})
	}
}

// begins_with finds what begins with a text or bytes, and no more.
func TestBeginsWith(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk")
	f.table("bin", "pk sk%")
	for _, s := range []string{"2023-12", "2024-01", "2024-01-05", "2024-01-31", "2024-02", "2024"} {
		f.put("tbl", item{"pk": str("p"), "sk": str(s)})
	}
	for _, s := range []string{"a\xfe", "a\xff", "a\xff\x00", "a\xff\xff", "b"} {
		f.put("bin", item{"pk": str("p"), "sk": bin(s)})
	}
	out, err := f.query(dynamodb.QueryInput{}, "pk = :p and begins_with(sk, :s)", item{":p": str("p"), ":s": str("2024-01")})
	f.ok(err)
	same(t, "January", found(out.Items, "sk"), []string{"2024-01", "2024-01-05", "2024-01-31"})
	out, err = f.query(dynamodb.QueryInput{TableName: aws.String("bin"), ScanIndexForward: aws.Bool(false)}, "pk = :p and begins_with(sk, :s)", item{":p": str("p"), ":s": bin("a\xff")})
	f.ok(err)
	same(t, "bytes", found(out.Items, "sk"), []string{"a\xff\xff", "a\xff\x00", "a\xff"})
}

// An index has what it projects; a local one fetches the rest, a global one refuses.
func TestIndexesProject(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk#", local("local-all", "pk l", "ALL"), local("local-keys", "pk l", "KEYS_ONLY"),
		global("keys", "g", "KEYS_ONLY"), global("some", "g l", "INCLUDE x"), global("every", "g", "ALL"))
	full := item{"pk": str("p"), "sk": num("1"), "l": str("l1"), "g": str("g1"), "x": str("x1"), "y": document(item{"z": str("deep")})}
	f.put("tbl", full, item{"pk": str("p"), "sk": num("2"), "l": str("l2")}, item{"pk": str("p"), "sk": num("3")})
	pick := func(names ...string) item {
		it := item{}
		for _, name := range names {
			it[name] = full[name]
		}
		return it
	}
	read := func(index string, in dynamodb.QueryInput) ([]item, error) {
		in.IndexName = &index
		condition, values := "g = :k", item{":k": str("g1")}
		if index[0] == 'l' {
			condition, values = "pk = :k and l = :l", item{":k": str("p"), ":l": str("l1")}
		}
		out, err := f.query(in, condition, values)
		if err != nil {
			return nil, err
		}
		return out.Items, nil
	}
	tests := []struct {
		index string
		in    dynamodb.QueryInput
		want  item
	}{
		{"local-all", dynamodb.QueryInput{}, full},
		{"local-keys", dynamodb.QueryInput{}, pick("pk", "sk", "l")},
		{"local-keys", dynamodb.QueryInput{Select: "ALL_PROJECTED_ATTRIBUTES"}, pick("pk", "sk", "l")},
		{"local-keys", dynamodb.QueryInput{Select: "ALL_ATTRIBUTES"}, full},
		{"local-keys", dynamodb.QueryInput{ProjectionExpression: aws.String("x")}, pick("x")},
		{"local-keys", dynamodb.QueryInput{FilterExpression: aws.String("attribute_exists(x)"), Select: "ALL_ATTRIBUTES"}, full},
		{"keys", dynamodb.QueryInput{}, pick("pk", "sk", "g")},
		{"some", dynamodb.QueryInput{}, pick("pk", "sk", "g", "l", "x")},
		{"some", dynamodb.QueryInput{ProjectionExpression: aws.String("x")}, pick("x")},
		{"some", dynamodb.QueryInput{Select: "SPECIFIC_ATTRIBUTES", ProjectionExpression: aws.String("pk, x")}, pick("pk", "x")},
		{"every", dynamodb.QueryInput{Select: "ALL_ATTRIBUTES"}, full},
	}
	for _, tt := range tests {
		got, err := read(tt.index, tt.in)
		f.ok(err)
		same(t, tt.index+" "+string(tt.in.Select), got, []item{tt.want})
	}
	_, err := read("some", dynamodb.QueryInput{ProjectionExpression: aws.String("y.z, x")})
	refused(t, err, "One or more parameter values were invalid: Global secondary index some does not project [y]")
	for _, index := range []string{"keys", "local-keys"} {
		_, err = read(index, dynamodb.QueryInput{FilterExpression: aws.String("attribute_exists(x)")})
		refused(t, err, "One or more parameter values were invalid: Secondary index "+index+" does not project one or more filter attributes: [x]")
	}
	_, err = read("keys", dynamodb.QueryInput{Select: "ALL_ATTRIBUTES"})
	refused(t, err, "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index keys because its projection type is not ALL")
	_, err = read("keys", dynamodb.QueryInput{ConsistentRead: aws.Bool(true)})
	refused(t, err, "Consistent reads are not supported on global secondary indexes")
	got, err := read("local-all", dynamodb.QueryInput{ConsistentRead: aws.Bool(true)})
	f.ok(err)
	same(t, "consistent", got, []item{full})
	// Indexes are sparse.
	sizes := map[string]int64{}
	d := f.describe("tbl")
	for _, g := range d.GlobalSecondaryIndexes {
		sizes[*g.IndexName] = *g.ItemCount
	}
	for _, l := range d.LocalSecondaryIndexes {
		sizes[*l.IndexName] = *l.ItemCount
	}
	same(t, "counts", sizes, map[string]int64{"local-all": 2, "local-keys": 2, "keys": 1, "some": 1, "every": 1})
}

// Keys of several attributes are found by all of their hash attributes and the first of their range attributes.
func TestKeysOfSeveralAttributes(t *testing.T) {
	f := start(t)
	f.table("games", "id", global("rounds", "league+season# round#+court", "ALL"))
	n := 0
	for _, league := range []string{"a", "ab"} {
		for _, season := range []string{"1", "2"} {
			for _, round := range []string{"9", "10"} {
				for _, court := range []string{"x", "y"} {
					f.put("games", item{"id": str(strconv.Itoa(n)), "league": str(league), "season": num(season), "round": num(round), "court": str(court)})
					n++
				}
			}
		}
	}
	f.put("games", item{"id": str("none"), "league": str("a"), "season": num("1"), "round": num("9")}) // in no place of the index
	rounds := dynamodb.QueryInput{TableName: aws.String("games"), IndexName: aws.String("rounds")}
	for _, tt := range []struct {
		condition string
		values    item
		want      []string
	}{
		{"league = :l and season = :s", nil, []string{"0", "1", "2", "3"}},
		{"season = :s and league = :l and round = :r", item{":r": num("10")}, []string{"2", "3"}},
		{"league = :l and season = :s and round > :r", item{":r": num("9")}, []string{"2", "3"}},
		{"league = :l and season = :s and round = :r and court >= :c", item{":r": num("10"), ":c": str("y")}, []string{"3"}},
	} {
		values := item{":l": str("a"), ":s": num("1")}
		for name, v := range tt.values {
			values[name] = v
		}
		out, err := f.query(rounds, tt.condition, values)
		f.ok(err)
		same(t, tt.condition, found(out.Items, "id"), tt.want)
	}
	_, err := f.query(rounds, "league = :l and season = :s and court = :c", item{":l": str("a"), ":s": num("1"), ":c": str("x")})
	refused(t, err, "RANGE key attributes round must have equality conditions specified in the query because a condition is present on key attribute court")
	_, err = f.query(rounds, "league = :l", item{":l": str("a")})
	refused(t, err, "Query condition missed key schema element: season")
	page := rounds
	page.Limit = aws.Int32(3)
	out, err := f.query(page, "league = :l and season = :s", item{":l": str("ab"), ":s": num("2")})
	f.ok(err)
	same(t, "key", out.LastEvaluatedKey, item{"id": str("14"), "league": str("ab"), "season": num("2"), "round": num("10"), "court": str("x")})
	page.ExclusiveStartKey = out.LastEvaluatedKey
	out, err = f.query(page, "league = :l and season = :s", item{":l": str("ab"), ":s": num("2")})
	f.ok(err)
	same(t, "rest", found(out.Items, "id"), []string{"15"})
}

// A page ends with the item that makes it 1 MB, whatever passes the filter.
func TestPagesEndAt1MB(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk#")
	for i := range 30 {
		f.Put("tbl", item{"pk": str("p"), "sk": number(i), "text": padding(100 << 10), "even": boolean(i%2 == 0)})
	}
	in := dynamodb.QueryInput{FilterExpression: aws.String("even = :t")}
	var pages []string
	for range 9 {
		out, err := f.query(in, "pk = :p", item{":p": str("p"), ":t": boolean(true)})
		f.ok(err)
		pages = append(pages, fmt.Sprint(out.Count, " of ", out.ScannedCount))
		if in.ExclusiveStartKey = out.LastEvaluatedKey; in.ExclusiveStartKey == nil {
			break
		}
	}
	same(t, "pages", pages, []string{"6 of 11", "5 of 11", "4 of 8"})
	out, err := f.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("tbl"), Select: "COUNT"})
	f.ok(err)
	if out.Count != 11 || out.Items != nil || out.LastEvaluatedKey == nil {
		t.Errorf("%d items, %v, last %v", out.Count, out.Items, out.LastEvaluatedKey)
	}
}

// What Query and Scan refuse once they know the table, in DynamoDB's words.
func TestQueryAndScanRefusals(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk#", global("by-g", "g h", "ALL"), local("by-l", "pk l", "KEYS_ONLY"))
	const outside, schema = "The provided starting key is outside query boundaries based on provided conditions", "The provided starting key is invalid: The provided key element does not match the schema"
	start := func(pairs ...any) item {
		it := item{}
		for i := 0; i < len(pairs); i += 2 {
			it[pairs[i].(string)] = pairs[i+1].(value)
		}
		return it
	}
	p := item{":p": str("p")}
	tests := map[string]struct {
		in        dynamodb.QueryInput
		condition string
		values    item
		want      string
	}{
		"no such index":             {dynamodb.QueryInput{IndexName: aws.String("by-x")}, "pk = :p", p, "The table does not have the specified index: by-x"},
		"no hash key":               {dynamodb.QueryInput{}, "sk = :p", item{":p": num("1")}, "Query condition missed key schema element: pk"},
		"a range of hash keys":      {dynamodb.QueryInput{}, "pk > :p", p, "Query key condition not supported"},
		"another type":              {dynamodb.QueryInput{}, "pk = :p", item{":p": num("1")}, "One or more parameter values were invalid: Condition parameter type does not match schema type"},
		"a key in the filter":       {dynamodb.QueryInput{FilterExpression: aws.String("sk > :s")}, "pk = :p", item{":p": str("p"), ":s": num("1")}, "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"},
		"an index key in it":        {dynamodb.QueryInput{IndexName: aws.String("by-g"), FilterExpression: aws.String("attribute_exists(h)")}, "g = :p", p, "Filter Expression can only contain non-primary key attributes: Primary key attribute: h"},
		"a path into a key":         {dynamodb.QueryInput{ProjectionExpression: aws.String("pk.x")}, "pk = :p", p, "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"},
		"a path into an index key":  {dynamodb.QueryInput{ProjectionExpression: aws.String("g[0]")}, "pk = :p", p, "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g"},
		"all projected of a table":  {dynamodb.QueryInput{Select: "ALL_PROJECTED_ATTRIBUTES"}, "pk = :p", p, "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"},
		"a count of attributes":     {dynamodb.QueryInput{Select: "COUNT", ProjectionExpression: aws.String("x")}, "pk = :p", p, "1 validation error detected: Cannot specify the ProjectionExpression when choosing to get only the Count"},
		"no specific attributes":    {dynamodb.QueryInput{Select: "SPECIFIC_ATTRIBUTES"}, "pk = :p", p, "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"},
		"old and new":               {dynamodb.QueryInput{AttributesToGet: []string{"x"}, ConditionalOperator: "AND"}, "pk = :p", p, "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, ConditionalOperator} Expression parameters: {KeyConditionExpression}"},
		"names without expressions": {dynamodb.QueryInput{ExpressionAttributeNames: map[string]string{"#a": "a"}, KeyConditions: map[string]types.Condition{}}, "", nil, "ExpressionAttributeNames can only be specified when using expressions"},
		"a start without range":     {dynamodb.QueryInput{ExclusiveStartKey: start("pk", str("p"))}, "pk = :p", p, "The provided starting key is invalid"},
		"a start of another type":   {dynamodb.QueryInput{ExclusiveStartKey: start("pk", str("p"), "sk", str("1"))}, "pk = :p", p, schema},
		"a start elsewhere":         {dynamodb.QueryInput{ExclusiveStartKey: start("pk", str("q"), "sk", num("1"))}, "pk = :p", p, outside},
		"a start out of range":      {dynamodb.QueryInput{ExclusiveStartKey: start("pk", str("p"), "sk", num("1"))}, "pk = :p and sk > :s", item{":p": str("p"), ":s": num("5")}, "The provided starting key does not match the range key predicate"},
		"a start of one row":        {dynamodb.QueryInput{ExclusiveStartKey: start("pk", str("p"), "sk", num("5"))}, "pk = :p and sk = :s", item{":p": str("p"), ":s": num("5")}, "The query can return at most one row and cannot be restarted"},
		"a start of the table":      {dynamodb.QueryInput{IndexName: aws.String("by-g"), ExclusiveStartKey: start("pk", str("p"), "sk", num("5"))}, "g = :p", p, "The provided starting key is invalid"},
		"an index start elsewhere":  {dynamodb.QueryInput{IndexName: aws.String("by-g"), ExclusiveStartKey: start("pk", str("p"), "sk", num("5"), "g", str("q"), "h", str("h"))}, "g = :p", p, outside},
		"a wrong index start":       {dynamodb.QueryInput{IndexName: aws.String("by-g"), ExclusiveStartKey: start("pk", str("p"), "sk", num("5"), "g", num("1"), "h", str("h"))}, "g = :p", p, "The provided key element does not match the schema"},
		"a bad number to start":     {dynamodb.QueryInput{ExclusiveStartKey: start("pk", str("p"), "sk", num("x"))}, "pk = :p", p, "The provided starting key is invalid: The parameter cannot be converted to a numeric value: x"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := f.query(tt.in, tt.condition, tt.values)
			refused(t, err, tt.want)
		})
	}
	scans := map[string]struct {
		in   dynamodb.ScanInput
		want string
	}{
		"no such index":           {dynamodb.ScanInput{IndexName: aws.String("by-x")}, "The table does not have the specified index: by-x"},
		"no such index, started":  {dynamodb.ScanInput{IndexName: aws.String("by-x"), ExclusiveStartKey: start("pk", str("p"))}, "The provided starting key is invalid"},
		"a start without range":   {dynamodb.ScanInput{ExclusiveStartKey: start("pk", str("p"))}, schema},
		"a start of another type": {dynamodb.ScanInput{ExclusiveStartKey: start("pk", str("p"), "sk", str("1"))}, schema},
		"a consistent scan":       {dynamodb.ScanInput{IndexName: aws.String("by-g"), ConsistentRead: aws.Bool(true)}, "Consistent reads are not supported on global secondary indexes"},
		"a segment alone":         {dynamodb.ScanInput{Segment: aws.Int32(1)}, "The TotalSegments parameter is required but was not present in the request when Segment parameter is present"},
		"segments alone":          {dynamodb.ScanInput{TotalSegments: aws.Int32(1)}, "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"},
		"operator of nothing":     {dynamodb.ScanInput{ConditionalOperator: "AND"}, "ConditionalOperator cannot be used without Filter or Expected"},
		"values without filter":   {dynamodb.ScanInput{ExpressionAttributeValues: p}, "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"},
	}
	for name, tt := range scans {
		t.Run("scan: "+name, func(t *testing.T) {
			tt.in.TableName = aws.String("tbl")
			_, err := f.Client.Scan(t.Context(), &tt.in)
			refused(t, err, tt.want)
		})
	}
	// A key of one segment does not start another.
	f.put("tbl", item{"pk": str("p"), "sk": num("1")})
	wrong := 0
	for segment := range int32(8) {
		_, err := f.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("tbl"), Segment: &segment, TotalSegments: aws.Int32(8), ExclusiveStartKey: start("pk", str("p"), "sk", num("1"))})
		if err != nil {
			refused(t, err, fmt.Sprintf("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 8 Segment: %d", segment))
			wrong++
		}
	}
	if wrong != 7 {
		t.Errorf("%d segments refuse the key, want 7", wrong)
	}
}

// The parameters from before expressions do the same.
func TestLegacyQueryAndScan(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk#")
	for i := range 6 {
		f.put("tbl", item{"pk": str("p"), "sk": number(i), "n": number(i % 3), "s": str("text")})
	}
	is := func(op types.ComparisonOperator, values ...value) types.Condition {
		return types.Condition{ComparisonOperator: op, AttributeValueList: values}
	}
	out, err := f.query(dynamodb.QueryInput{KeyConditions: map[string]types.Condition{"pk": is("EQ", str("p")), "sk": is("BETWEEN", num("1"), num("4"))},
		QueryFilter: map[string]types.Condition{"n": is("NE", num("1")), "s": is("BEGINS_WITH", str("te"))}, AttributesToGet: []string{"sk"}}, "", nil)
	f.ok(err)
	same(t, "query", out.Items, []item{{"sk": num("2")}, {"sk": num("3")}})
	scan, err := f.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String("tbl"), ConditionalOperator: "OR",
		ScanFilter: map[string]types.Condition{"n": is("EQ", num("2")), "sk": is("LT", num("1"))}})
	f.ok(err)
	same(t, "scan", found(scan.Items, "sk"), []string{"0", "2", "5"})
	_, err = f.query(dynamodb.QueryInput{KeyConditions: map[string]types.Condition{"pk": is("EQ", str("p"))}, QueryFilter: map[string]types.Condition{"sk": is("EQ", num("1"))}}, "", nil)
	refused(t, err, "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk")
	// KeyConditions go with the expressions of the other parameters.
	out, err = f.query(dynamodb.QueryInput{KeyConditions: map[string]types.Condition{"pk": is("EQ", str("p"))}, FilterExpression: aws.String("n = :n"), ExpressionAttributeValues: item{":n": num("2")}}, "", nil)
	f.ok(err)
	same(t, "mixed", found(out.Items, "sk"), []string{"2", "5"})
}
