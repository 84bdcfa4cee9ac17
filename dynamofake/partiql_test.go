package dynamofake_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// statement executes a statement and returns the items of the answer.
func (f *fixture) statement(source string, parameters ...value) ([]item, error) {
	f.t.Helper()
	out, err := f.Client.ExecuteStatement(f.t.Context(), &dynamodb.ExecuteStatementInput{Statement: &source, Parameters: parameters})
	if err != nil {
		return nil, err
	}
	return out.Items, nil
}

// does executes a statement that must succeed.
func (f *fixture) does(source string, parameters ...value) []item {
	f.t.Helper()
	items, err := f.statement(source, parameters...)
	if err != nil {
		f.t.Fatalf("%s: %v", source, err)
	}
	return items
}

func row(pk, sk string) item { return item{"pk": str(pk), "sk": str(sk)} }

// plus adds attributes to an item.
func (f *fixture) plus(it item, more item) item {
	for k, v := range more {
		it[k] = v
	}
	return it
}

// sortKeys are the sort keys of items, in order.
func sortKeys(items []item) string {
	var l []string
	for _, it := range items {
		s, _ := it["sk"].(*types.AttributeValueMemberS)
		l = append(l, s.Value)
	}
	return strings.Join(l, " ")
}

func TestStatementsWriteItems(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk")
	f.does(`INSERT INTO "tbl" VALUE {'pk': 'a', 'sk': '1', 'n': 5, 'm': {'k': ['x']}, 's': <<'p', 'q'>>, 'v': ?}`, num("7"))
	same(t, "inserted", f.get("tbl", row("a", "1")), f.plus(row("a", "1"), item{"n": num("5"), "m": document(item{"k": list(str("x"))}), "s": strs("p", "q"), "v": num("7")}))

	f.does(`UPDATE "tbl" SET n = n + 1 SET m.k = list_append(m.k, ['y']), s = set_add(s, <<'r'>>) REMOVE v WHERE pk = 'a' AND sk = '1' AND n = 5`)
	same(t, "updated", f.get("tbl", row("a", "1")), f.plus(row("a", "1"), item{"n": num("6"), "m": document(item{"k": list(str("x"), str("y"))}), "s": strs("p", "q", "r")}))
	f.does(`FROM "tbl" WHERE pk = 'a' AND sk = '1' SET s = set_delete(s, <<'p', 'q', 'r'>>) REMOVE m`)
	same(t, "from first", f.get("tbl", row("a", "1")), f.plus(row("a", "1"), item{"n": num("6")}))

	same(t, "nothing", f.does(`UPDATE tbl SET n = 7 WHERE pk = 'a' AND sk = '1'`), []item{})
	same(t, "all old", f.does(`UPDATE tbl SET n = 8 WHERE pk='a' AND sk='1' RETURNING ALL OLD *`), []item{f.plus(row("a", "1"), item{"n": num("7")})})
	same(t, "all new", f.does(`UPDATE tbl SET x = 'y' WHERE pk='a' AND sk='1' RETURNING ALL NEW *`), []item{f.plus(row("a", "1"), item{"n": num("8"), "x": str("y")})})
	same(t, "modified new", f.does(`UPDATE tbl SET n = 9 WHERE pk='a' AND sk='1' RETURNING MODIFIED NEW *`), []item{{"n": num("9")}})
	same(t, "modified old", f.does(`UPDATE tbl SET n = 10 WHERE pk='a' AND sk='1' RETURNING MODIFIED OLD *`), []item{{"n": num("9")}})
	same(t, "modified nothing", f.does(`UPDATE tbl REMOVE x WHERE pk='a' AND sk='1' RETURNING MODIFIED NEW *`), []item{})
	same(t, "deleted", f.does(`DELETE FROM tbl WHERE pk='a' AND sk='1' AND n = 10 RETURNING ALL OLD *`), []item{f.plus(row("a", "1"), item{"n": num("10")})})
	f.does(`INSERT INTO tbl VALUE {'pk': 'b', 'sk': '1', 'v': 1}`)
	same(t, "set where missing", f.does(`UPDATE tbl SET v = if_not_exists(v, 7) SET w = if_not_exists(w, 7) WHERE pk = 'b' AND sk = '1' RETURNING ALL NEW *`), []item{f.plus(row("b", "1"), item{"v": num("1"), "w": num("7")})})
	same(t, "deleted again", f.does(`DELETE FROM tbl WHERE pk='a' AND sk='1' AND n = 10 RETURNING ALL OLD *`), []item{})
}

func TestStatementsThatFail(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk", global("gsi", "g", "INCLUDE proj"), local("lsi", "pk l", "KEYS_ONLY"))
	f.put("tbl", f.plus(row("a", "1"), item{"n": num("1"), "s": strs("x"), "m": document(item{})}))
	const (
		keyMissing = "Where clause does not contain a mandatory equality on all key attributes"
		twice      = "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported"
		lacks      = "One or more parameter values were invalid: Secondary index %s does not project one or more filter attributes: [%s]"
	)
	for _, c := range []struct{ source, code, message string }{
		{`INSERT INTO tbl VALUE {'pk': 'a', 'sk': '1'}`, "DuplicateItemException", "Duplicate primary key exists in table"},
		{`INSERT INTO tbl VALUE {'pk': 'a'}`, "ValidationException", "One or more parameter values were invalid: Missing the key sk in the item"},
		{`UPDATE tbl SET n = 2 WHERE pk = 'nobody' AND sk = '1'`, "ConditionalCheckFailedException", "The conditional request failed"},
		{`UPDATE tbl SET n = 2 WHERE pk = 'a' AND sk = '1' AND n = 2`, "ConditionalCheckFailedException", "The conditional request failed"},
		{`DELETE FROM tbl WHERE pk = 'a' AND sk = '1' AND n = 2`, "ConditionalCheckFailedException", "The conditional request failed"},
		{`UPDATE tbl SET n = 2 WHERE pk = 'a'`, "ValidationException", keyMissing},
		{`DELETE FROM tbl WHERE n = 1`, "ValidationException", keyMissing},
		{`DELETE FROM tbl`, "ValidationException", keyMissing},
		{`UPDATE tbl SET n = 2 WHERE pk = 'a' AND sk = '1' AND pk = 'b'`, "ValidationException", twice},
		{`UPDATE tbl SET pk = 'b' WHERE pk = 'a' AND sk = '1'`, "ValidationException",
			"One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key"},
		{`UPDATE tbl SET n = s + 1 WHERE pk = 'a' AND sk = '1'`, "ValidationException", "An operand in the update expression has an incorrect data type"},
		{`UPDATE tbl SET n = list_append(absent, [1]) WHERE pk = 'a' AND sk = '1'`, "ValidationException",
			"The provided expression refers to an attribute that does not exist in the item"},
		{`UPDATE tbl SET s = set_add(s, <<1>>) WHERE pk = 'a' AND sk = '1'`, "ValidationException", "An operand in the update expression has an incorrect data type"},
		{`EXISTS(SELECT * FROM tbl WHERE pk = 'a' AND sk = '1' AND n = 1)`, "ValidationException", "EXISTS can only be used in ExecuteTransaction write requests."},
		{`SELECT * FROM absent`, "ResourceNotFoundException", "Requested resource not found"},
		{`INSERT INTO absent VALUE {'pk': 'a'}`, "ResourceNotFoundException", "Requested resource not found"},
		{`SELECT * FROM tbl.nowhere WHERE pk = 'a'`, "ValidationException", "The table does not have the specified index"},
		{`SELECT * FROM "tbl"."tbl" WHERE pk = 'a'`, "ValidationException", "The table does not have the specified index"},
		{`SELECT pk FROM tbl.gsi WHERE g = 'y' AND n = 1`, "ValidationException", fmt.Sprintf(lacks, "gsi", "n")},
		{`SELECT pk FROM tbl.gsi WHERE g = 'y' AND b='1' AND (a='2' OR proj='3')`, "ValidationException", fmt.Sprintf(lacks, "gsi", "a, b")},
		{`SELECT pk FROM tbl.gsi WHERE g = 'y' AND (zz='1' OR aa='2' OR mm='3')`, "ValidationException", fmt.Sprintf(lacks, "gsi", "zz, aa, mm")},
		{`SELECT pk FROM tbl.gsi WHERE (g = 'y' OR g = 'z') AND n = 1`, "ValidationException", fmt.Sprintf(lacks, "gsi", "n")},
		{`SELECT pk FROM tbl.gsi WHERE g IN ['y', 'z'] AND NOT n = 1`, "ValidationException", fmt.Sprintf(lacks, "gsi", "n")},
		{`SELECT pk FROM tbl.lsi WHERE pk = 'a' AND n IS MISSING`, "ValidationException", fmt.Sprintf(lacks, "lsi", "n")},
		{`SELECT n FROM tbl.gsi WHERE g = 'y'`, "ValidationException", "One or more parameter values were invalid: Global secondary index gsi does not project [n]"},
		{`SELECT * FROM tbl WHERE pk.x = 'a'`, "ValidationException",
			"Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"},
		{`SELECT * FROM tbl WHERE pk = 1`, "ValidationException", "Key attribute's data type should match its data type in table's schema: Key pk"},
		{`SLECT * FROM tbl`, "ValidationException", "Statement wasn't well formed, can't be processed: Expected data manipulation"},
	} {
		_, err := f.statement(c.source)
		wantError(t, err, c.code, c.message)
		if t.Failed() {
			t.Fatal(c.source)
		}
	}
	same(t, "the item", f.get("tbl", row("a", "1")), f.plus(row("a", "1"), item{"n": num("1"), "s": strs("x"), "m": document(item{})}))

	_, err := f.statement(`UPDATE tbl SET WHERE`, &types.AttributeValueMemberSS{Value: []string{"a", "a"}})
	refused(t, err, "One or more parameter values were invalid: Input collection [a, a] contains duplicates.")
	deep := value(str("x"))
	for range 31 {
		deep = document(item{"a": deep})
	}
	_, err = f.statement(`UPDATE tbl SET m.deep = ? WHERE pk = 'a' AND sk = '1'`, deep)
	refused(t, err, "Nesting Levels have exceeded supported limits")
	_, err = f.Client.ExecuteStatement(t.Context(), &dynamodb.ExecuteStatementInput{Statement: text(`SELECT * FROM tbl.gsi WHERE g = 'y'`), ConsistentRead: aws.Bool(true)})
	refused(t, err, "Strongly consistent read is not supported on Global Secondary Indexes")
	f.does(`INSERT INTO tbl VALUE {'pk': 'a', 'sk': '1'} ON CONFLICT DO NOTHING`)

	_, err = f.Client.ExecuteStatement(t.Context(), &dynamodb.ExecuteStatementInput{Statement: text(`UPDATE tbl SET n = 2 WHERE pk = 'a' AND sk = '1' AND n = 3`),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld})
	var failed *types.ConditionalCheckFailedException
	if !errors.As(err, &failed) || failed.Item["n"] == nil {
		t.Errorf("%v has not the item", err)
	}
}

func TestSelects(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk", global("gsi", "g", "INCLUDE proj"), local("lsi", "pk l", "KEYS_ONLY"))
	for n, pk := range []string{"a", "b"} {
		for sk := range 3 {
			f.put("tbl", f.plus(row(pk, fmt.Sprint(sk+1)), item{"n": number(10*n + sk), "m": document(item{"k": list(str("deep"))})}))
		}
	}
	f.put("tbl", f.plus(row("c", "1"), item{"g": str("y"), "l": str("k1"), "proj": str("p1"), "non": str("np1")}),
		f.plus(row("c", "2"), item{"g": str("y2"), "l": str("k2"), "proj": str("p2"), "non": str("np2")}))
	for where, want := range map[string]string{
		"WHERE pk = 'a'": "1 2 3", "WHERE pk = 'a' AND sk = '2'": "2", "WHERE pk = 'a' AND sk > '1'": "2 3", "WHERE pk = 'a' AND sk BETWEEN '1' AND '2'": "1 2",
		"WHERE pk = 'a' AND begins_with(sk, '3')": "3", "WHERE pk = 'a' AND n = 2": "3", "WHERE pk = 'nobody'": "", "WHERE pk IN ['a', 'b'] AND sk = '1'": "1 1",
		"WHERE pk = 'a' AND sk IN ['3', '1']": "3 1", "WHERE pk = 'a' AND NOT sk = '1'": "2 3", "WHERE pk = 'a' AND sk = '1' AND sk > '0'": "1",
		"WHERE pk = 'a' ORDER BY sk DESC": "3 2 1", "WHERE pk = 'a' ORDER BY pk ASC": "3 2 1", "WHERE pk IN ['a', 'b'] ORDER BY pk DESC, sk": "1 2 3 1 2 3",
		"WHERE pk = 'a' AND pk = 'b'": "", "WHERE n IN [1, 2]": "2 3", "WHERE contains(m.k, 'deep') AND n > 11": "3",
	} {
		if got := sortKeys(f.does("SELECT pk, sk FROM tbl " + where)); got != want {
			t.Errorf("%s: got %s, want %s", where, got, want)
		}
	}
	if got := len(f.does("SELECT * FROM tbl")); got != 8 {
		t.Errorf("%d items", got)
	}
	same(t, "columns", f.does("SELECT n, m.k[0], m.absent, m.k FROM tbl WHERE pk = 'a' AND sk = '1'"),
		[]item{{"n": num("0"), "k[0]": str("deep"), "k": list(str("deep"))}})
	same(t, "an index", f.does("SELECT * FROM tbl.gsi WHERE g = 'y'"), []item{f.plus(row("c", "1"), item{"g": str("y"), "proj": str("p1")})})
	same(t, "a local index", f.does("SELECT * FROM tbl.lsi WHERE pk = 'c' AND l > 'k1'"), []item{f.plus(row("c", "2"), item{"l": str("k2")})})
	same(t, "fetched", f.does("SELECT non FROM tbl.lsi WHERE pk = 'c'"), []item{{"non": str("np1")}, {"non": str("np2")}})
	for where, want := range map[string]string{
		"non = 'np1'": "", "NOT non = 'np1'": "1 2", "(g = 'y' AND non = 'np1') OR (g = 'y2')": "2", "g = 'y' AND proj = 'p1'": "1", "g > 'a' AND non = '1'": "",
		"(g = 'y' AND non = '1') OR proj = 'p2'": "2", "g = 'y' AND (g = 'z' OR non = '1')": "",
	} {
		got := strings.Fields(sortKeys(f.does("SELECT sk FROM tbl.gsi WHERE " + where)))
		if slices.Sort(got); strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, want %s", where, got, want)
		}
	}
}

func TestSelectsPage(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk")
	for _, pk := range []string{"a", "b"} {
		for sk := range 5 {
			f.put("tbl", row(pk, fmt.Sprint(sk)))
		}
	}
	for _, source := range []string{
		"SELECT pk, sk FROM tbl", "SELECT * FROM tbl WHERE pk = 'a'", "SELECT * FROM tbl WHERE pk IN ['b', 'a']", "SELECT * FROM tbl WHERE pk = 'a' ORDER BY sk DESC",
		"SELECT * FROM tbl WHERE pk IN ['a', 'b'] ORDER BY pk DESC, sk DESC", "SELECT * FROM tbl WHERE sk > '2'", "SELECT * FROM tbl WHERE pk = 'a' AND sk IN ['4', '2', '3']",
		"SELECT * FROM tbl WHERE pk = 'a' AND sk = '1'", "SELECT * FROM tbl WHERE pk = 'nobody'",
	} {
		all := f.does(source)
		for limit := range int32(4) {
			var paged []item
			in := &dynamodb.ExecuteStatementInput{Statement: &source, Limit: aws.Int32(limit + 1)}
			for {
				out, err := f.Client.ExecuteStatement(t.Context(), in)
				f.ok(err)
				if paged = append(paged, out.Items...); len(out.Items) > int(limit+1) {
					t.Errorf("%d items", len(out.Items))
				}
				if (out.NextToken == nil) != (out.LastEvaluatedKey == nil) {
					t.Errorf("token %v, key %v", out.NextToken, out.LastEvaluatedKey)
				}
				if in.NextToken = out.NextToken; in.NextToken == nil {
					break
				}
			}
			same(t, source, paged, all)
		}
	}
	out, err := f.Client.ExecuteStatement(t.Context(), &dynamodb.ExecuteStatementInput{Statement: text("SELECT * FROM tbl"), Limit: aws.Int32(1)})
	f.ok(err)
	_, err = f.Client.ExecuteStatement(t.Context(), &dynamodb.ExecuteStatementInput{Statement: text("SELECT pk FROM tbl"), NextToken: out.NextToken})
	refused(t, err, "NextToken does not match request")
	for _, token := range []string{"x", "!", "AAAA", strings.Repeat("A", 40)} {
		_, err = f.Client.ExecuteStatement(t.Context(), &dynamodb.ExecuteStatementInput{Statement: text("SELECT * FROM tbl"), NextToken: &token})
		if token == strings.Repeat("A", 40) {
			refused(t, err, "NextToken does not match request")
		} else {
			refused(t, err, "Invalid NextToken")
		}
	}
}

func TestStatementsTellWhatTheyCost(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk", local("lsi", "pk l", "KEYS_ONLY"))
	cost := func(source string, consistent bool) *types.ConsumedCapacity {
		t.Helper()
		out, err := f.Client.ExecuteStatement(t.Context(), &dynamodb.ExecuteStatementInput{Statement: &source, ConsistentRead: &consistent, ReturnConsumedCapacity: "INDEXES"})
		f.ok(err)
		return out.ConsumedCapacity
	}
	if c := cost(`INSERT INTO tbl VALUE {'pk': 'a', 'sk': '1', 'l': 'x', 'n': 1}`, false); *c.CapacityUnits != 2 || *c.Table.CapacityUnits != 1 || *c.TableName != "tbl" {
		t.Errorf("insert: %+v", c)
	}
	if c := cost(`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1'`, false); *c.CapacityUnits != 0.5 {
		t.Errorf("select: %v", *c.CapacityUnits)
	}
	if c := cost(`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1'`, true); *c.CapacityUnits != 1 {
		t.Errorf("consistent select: %v", *c.CapacityUnits)
	}
	if c := cost(`SELECT * FROM tbl.lsi WHERE pk = 'a'`, false); *c.CapacityUnits != 0.5 || *c.Table.CapacityUnits != 0 {
		t.Errorf("index: %v", *c.CapacityUnits)
	}
	if c := cost(`SELECT n FROM tbl.lsi WHERE pk = 'a'`, false); *c.CapacityUnits != 1 || *c.Table.CapacityUnits != 0.5 {
		t.Errorf("fetch: %v", *c.CapacityUnits)
	}
}

func TestBatchesOfStatements(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk", global("gsi", "g", "ALL"))
	f.put("tbl", item{"pk": str("a"), "v": str("here")}, item{"pk": str("b"), "v": str("old")})
	batch := func(sources ...string) []types.BatchStatementResponse {
		t.Helper()
		in := &dynamodb.BatchExecuteStatementInput{}
		for _, s := range sources {
			in.Statements = append(in.Statements, types.BatchStatementRequest{Statement: &s})
		}
		out, err := f.Client.BatchExecuteStatement(t.Context(), in)
		f.ok(err)
		return out.Responses
	}
	const key = "Select statements within BatchExecuteStatement must specify the primary key in the where clause."
	fault := func(code types.BatchStatementErrorCodeEnum, message string) *types.BatchStatementError {
		return &types.BatchStatementError{Code: code, Message: &message}
	}
	tbl := text("tbl")
	same(t, "reads", batch(`SELECT v FROM tbl WHERE pk = 'a'`, `SELECT * FROM tbl WHERE pk IN ['b']`, `SELECT * FROM tbl WHERE pk = 'nobody'`,
		`SELECT * FROM tbl WHERE v = 'x'`, `SELECT * FROM tbl.gsi WHERE g = 'x'`, `SELECT * FROM tbl WHERE pk = 'a' AND v = 'here'`,
		`SELECT * FROM absent WHERE pk = 'a'`, `SLECT * FROM tbl`), []types.BatchStatementResponse{
		{TableName: tbl, Item: item{"v": str("here")}},
		{TableName: tbl, Item: item{"pk": str("b"), "v": str("old")}},
		{TableName: tbl},
		{Error: fault("ValidationError", key)},
		{Error: fault("ValidationError", key)},
		{Error: fault("ValidationError", key)},
		{Error: fault("ResourceNotFound", "Requested resource not found")},
		{Error: fault("ValidationError", "Statement wasn't well formed, can't be processed: Expected data manipulation")},
	})
	same(t, "writes", batch(`INSERT INTO tbl VALUE {'pk': 'a'}`, `INSERT INTO tbl VALUE {'pk': 'c'}`, `UPDATE tbl SET v = 'new' WHERE pk = 'b' RETURNING MODIFIED NEW *`,
		`UPDATE tbl SET v = 'x' WHERE pk = 'a' AND v = 'wrong'`, `DELETE FROM tbl WHERE pk = 'a' RETURNING ALL OLD *`, `DELETE FROM tbl WHERE pk = 'b' RETURNING ALL NEW *`,
		`UPDATE tbl REMOVE v WHERE pk = 'b' RETURNING MODIFIED NEW *`), []types.BatchStatementResponse{
		{TableName: tbl, Error: fault("DuplicateItem", "Duplicate primary key exists in table")},
		{TableName: tbl},
		{TableName: tbl, Item: item{"v": str("new")}},
		{TableName: tbl, Error: fault("ConditionalCheckFailed", "The conditional request failed")},
		{TableName: tbl, Item: item{"pk": str("a"), "v": str("here")}},
		{Error: fault("ValidationError", "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.")},
		{TableName: tbl},
	})
	same(t, "what is left", f.get("tbl", item{"pk": str("b")}), item{"pk": str("b")})

	in := &dynamodb.BatchExecuteStatementInput{Statements: []types.BatchStatementRequest{
		{Statement: text(`SELECT * FROM tbl WHERE pk = 'b'`)}, {Statement: text(`DELETE FROM tbl WHERE pk = 'b'`)}}}
	_, err := f.Client.BatchExecuteStatement(t.Context(), in)
	refused(t, err, "BatchExecuteStatement API does not support both read and write operations in the same request.")
	in = &dynamodb.BatchExecuteStatementInput{ReturnConsumedCapacity: "TOTAL", Statements: []types.BatchStatementRequest{
		{Statement: text(`SELECT * FROM tbl WHERE pk = ?`), Parameters: []value{str("b")}, ConsistentRead: aws.Bool(true)},
		{Statement: text(`SELECT * FROM tbl WHERE pk = 'c'`)}}}
	out, err := f.Client.BatchExecuteStatement(t.Context(), in)
	f.ok(err)
	if len(out.ConsumedCapacity) != 1 || *out.ConsumedCapacity[0].CapacityUnits != 1.5 {
		t.Errorf("%+v", out.ConsumedCapacity)
	}
}

// transaction executes statements in a transaction.
func (f *fixture) transaction(sources ...string) ([]types.ItemResponse, error) {
	f.t.Helper()
	in := &dynamodb.ExecuteTransactionInput{}
	for _, s := range sources {
		in.TransactStatements = append(in.TransactStatements, types.ParameterizedStatement{Statement: &s})
	}
	out, err := f.Client.ExecuteTransaction(f.t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.Responses, nil
}

func TestTransactionsOfStatements(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk")
	f.put("tbl", f.plus(row("a", "1"), item{"v": str("x")}), row("b", "1"))
	got, err := f.transaction(`SELECT v FROM tbl WHERE pk = 'a' AND sk = '1'`, `SELECT * FROM tbl WHERE sk IN ['1'] AND (pk = 'nobody')`)
	f.ok(err)
	same(t, "read", got, []types.ItemResponse{{Item: item{"v": str("x")}}, {}})

	got, err = f.transaction(`EXISTS(SELECT * FROM tbl WHERE pk = 'a' AND sk = '1' AND w IS MISSING)`, `INSERT INTO tbl VALUE {'pk': 'c', 'sk': '1'}`,
		`UPDATE tbl SET v = 'y' WHERE pk = 'b' AND sk = '1'`, `DELETE FROM tbl WHERE pk = 'nobody' AND sk = '1' AND v = 'x'`)
	f.ok(err)
	if got == nil || len(got) != 0 {
		t.Errorf("writes answered %v", got)
	}
	same(t, "updated", f.get("tbl", row("b", "1")), f.plus(row("b", "1"), item{"v": str("y")}))
	same(t, "inserted", f.get("tbl", row("c", "1")), row("c", "1"))

	in := &dynamodb.ExecuteTransactionInput{ClientRequestToken: text("token"), ReturnConsumedCapacity: "TOTAL",
		TransactStatements: []types.ParameterizedStatement{{Statement: text(`UPDATE tbl SET n = ? WHERE pk = 'b' AND sk = '1'`), Parameters: []value{num("1")}}}}
	for n := range 2 {
		out, err := f.Client.ExecuteTransaction(t.Context(), in)
		f.ok(err)
		c := out.ConsumedCapacity[0]
		if wrote := c.WriteCapacityUnits != nil; wrote != (n == 0) || *c.CapacityUnits != 2 {
			t.Errorf("call %d: %+v", n, c)
		}
	}
	in.TransactStatements[0].Parameters[0] = num("2")
	_, err = f.Client.ExecuteTransaction(t.Context(), in)
	wantError(t, err, "IdempotentParameterMismatchException", "")
}

func TestTransactionsOfStatementsRefused(t *testing.T) {
	f := start(t)
	f.table("tbl", "pk sk", global("gsi", "g", "ALL"))
	f.put("tbl", f.plus(row("a", "1"), item{"v": str("x")}))
	const (
		read   = "Select statements within ExecuteTransaction must specify the primary key in the where clause."
		exists = "EXISTS() must contain a single item read with additional condition"
		update = `UPDATE tbl SET v = 'y' WHERE pk = 'a' AND sk = '1'`
		absent = `UPDATE absent SET a=1 WHERE pk='x' AND sk='1'`
	)
	in := func(n int, message string) string {
		return fmt.Sprintf("Validation failed in TransactStatements[%d]: %s", n, message)
	}
	for _, c := range []struct {
		sources []string
		message string
	}{
		{[]string{`SELECT * FROM tbl WHERE`}, in(0, "Statement wasn't well formed, can't be processed: Unexpected term")},
		{[]string{update + ` RETURNING ALL NEW *`}, in(0, "RETURNING clause is not supported in ExecuteTransaction.")},
		{[]string{`SELECT * FROM tbl.gsi WHERE g = 'x'`}, in(0, "Reads on indices are not supported within transactions.")},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a'`}, in(0, read)},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1' AND v = 'x'`}, in(0, read)},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1' AND pk = 'b'`}, in(0, read)},
		{[]string{`SELECT * FROM tbl WHERE pk IN ['a', 'a'] AND sk = '1'`}, in(0, "Overlapping conditions with range keys are not supported in where clause")},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1'`, update}, "ExecuteTransaction API does not support both read and write operations in the same request."},
		{[]string{`EXISTS(SELECT * FROM tbl WHERE pk = 'a' AND sk = '1')`, update}, in(0, exists)},
		{[]string{update, `EXISTS(SELECT * FROM tbl WHERE pk IN ['a'] AND sk = '1' AND v = 'x')`}, in(1, exists)},
		{[]string{update, update}, "Transaction request cannot include multiple operations on one item"},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1'`, `SELECT v FROM tbl WHERE sk = '1' AND pk = 'a'`},
			"Transaction request cannot include multiple operations on one item"},
		{[]string{absent, update + ` RETURNING ALL NEW *`}, in(1, "RETURNING clause is not supported in ExecuteTransaction.")},
		{[]string{`INSERT INTO tbl VALUE {'pk':'z','sk':'1','x':[<<'a','a'>>]}`}, in(0, "One or more parameter values were invalid: Input collection [a, a] contains duplicates.")},
	} {
		_, err := f.transaction(c.sources...)
		refused(t, err, c.message)
	}
	const mismatch = "ValidationError: The provided key element does not match the schema"
	for _, c := range []struct {
		sources []string
		reasons string
	}{
		{[]string{`INSERT INTO tbl VALUE {'pk': 'a', 'sk': '1'}`, `INSERT INTO tbl VALUE {'pk': 'z', 'sk': '1'}`}, "DuplicateItem: Duplicate primary key exists in table; None"},
		{[]string{`EXISTS(SELECT * FROM tbl WHERE pk = 'a' AND sk = '1' AND v IS MISSING)`, `DELETE FROM tbl WHERE pk = 'q' AND sk = '1'`},
			"ConditionalCheckFailed: The conditional request failed; None"},
		{[]string{`EXISTS(SELECT * FROM tbl WHERE pk = 'a' AND sk = '1' AND pk = 'b' AND v = 'x')`, `DELETE FROM tbl WHERE pk = 'q' AND sk = '1'`},
			"ConditionalCheckFailed: The conditional request failed; None"},
		{[]string{`UPDATE tbl SET v = 'y' WHERE pk = 'nobody' AND sk = '1'`}, "ConditionalCheckFailed: The conditional request failed"},
		{[]string{absent + ` RETURNING ALL NEW *`, `DELETE FROM absent WHERE pk='x' AND sk='1'`},
			"ResourceNotFound: Requested resource not found; ResourceNotFound: Requested resource not found"},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a' AND sk = '1'`, `SELECT * FROM absent.idx WHERE pk = 'x'`}, "None; ResourceNotFound: Requested resource not found"},
		{[]string{`UPDATE tbl SET v = 1 WHERE pk = 'a'`, `UPDATE tbl SET v = 1 WHERE pk IN ['a'] AND sk = '1'`, `UPDATE tbl SET v = 1 WHERE pk = 'a' AND sk = '1' AND pk = 'b'`, update},
			mismatch + "; " + mismatch + "; " + mismatch + "; None"},
		{[]string{`UPDATE tbl SET v = 1 WHERE pk = 'a' AND sk = 1`, update}, mismatch + "; None"},
		{[]string{`SELECT * FROM tbl WHERE pk = 'a' AND sk = 1`}, mismatch},
		{[]string{`INSERT INTO tbl VALUE {'pk': 'k'}`}, "ValidationError: One or more parameter values were invalid: Missing the key sk in the item"},
		{[]string{`UPDATE tbl SET v = v + 1 WHERE pk = 'a' AND sk = '1'`}, "ValidationError: An operand in the update expression has an incorrect data type"},
	} {
		_, err := f.transaction(c.sources...)
		var cancelled *types.TransactionCanceledException
		if !errors.As(err, &cancelled) {
			t.Errorf("%v: %v", c.sources, err)
			continue
		}
		var reasons []string
		for _, r := range cancelled.CancellationReasons {
			reason := *r.Code
			if r.Message != nil {
				reason += ": " + *r.Message
			}
			reasons = append(reasons, reason)
		}
		if got := strings.Join(reasons, "; "); got != c.reasons {
			t.Errorf("%v\n got %s\nwant %s", c.sources, got, c.reasons)
		}
	}
	same(t, "the item", f.get("tbl", row("a", "1")), f.plus(row("a", "1"), item{"v": str("x")}))
}
