package partiql

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/awsfake/awsfake/dynamofake/internal/expr"
)

func str(v string) expr.Value { return &types.AttributeValueMemberS{Value: v} }
func num(v string) expr.Value { return &types.AttributeValueMemberN{Value: v} }

var keys = Keys{Hash: []expr.KeyAttribute{{Name: "pk", Type: "S"}}, Ranges: []expr.KeyAttribute{{Name: "sk", Type: "S"}}}

// in is a list of n strings.
func in(n int) string {
	l := make([]string, n)
	for i := range l {
		l[i] = fmt.Sprintf("'v%d'", i)
	}
	return strings.Join(l, ",")
}

// The messages are those of the service, after the tests of github.com/nubo-db/dynamodb-conformance and github.com/floci-io/floci that
// were captured from it.
func TestStatementsRefused(t *testing.T) {
	t.Parallel()
	const (
		bad      = "Statement wasn't well formed, can't be processed: "
		leftover = bad + "Unexpected token after expression"
		term     = bad + "Unexpected term"
		right    = bad + "Missing right-hand side expression of infix operator"
		ident    = bad + "Expected identifier for simple path"
		over     = "Number overflow. Attempting to store a number with magnitude larger than supported range under root"
		under    = "Number underflow. Attempting to store a number with magnitude smaller than supported range under root"
		operand  = "Incorrect operand type for operator or function; operator or function: "
		badBag   = "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"
		same     = "One or more parameter values were invalid: Input collection "
		aliases  = "Aliasing is not supported"
		nameRule = "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'."
		returns  = ". Only RETURNING ALL OLD * is allowed in DELETE statements."
		many     = "Unsupported operation: Inserting multiple items in a single statement is not supported, use \"INSERT INTO tableName VALUE item\" instead"
	)
	for _, c := range [][2]string{
		{`SELECT * FROM "tbl" WHERE pk = 1 foo`, leftover},
		{`SELECT * FROM "tbl" WHERE pk = 1 e5`, leftover},
		{`INSERT INTO "tbl" VALUE {'pk': 970001} foo`, leftover},
		{`UPDATE "tbl" SET a = 9 WHERE pk = 970002 foo`, leftover},
		{`DELETE FROM "tbl" WHERE pk = 970003 foo`, leftover},
		{`SELECT * FROM "tbl" WHERE pk = 1)`, leftover},
		{`DELETE FROM "tbl" WHERE pk = 970004 ORDER BY pk`, leftover},
		{`SELECT * FROM "tbl" ORDER BY pk WHERE pk = 1`, leftover},
		{`INSERT INTO "tbl" t VALUE {'pk': 'x'}`, leftover},
		{`FROM "tbl" SET c = 1 WHERE pk = 'x'`, leftover},
		{`FROM "tbl" SET c = 1 WHERE pk = 'x' SET d = 2`, leftover},
		{`SELECTT * FROMM "tbl"`, leftover},
		{`SELECT * FROM "tbl"; SELECT * FROM "tbl"`, leftover},

		{`SELECT * FROM "tbl" WHERE pk = 1e2147483648`, bad},
		{`SELECT * FROM "tbl" WHERE pk = 1e99999999999`, bad},
		{`SELECT * FROM "tbl" WHERE pk = 1.5e-2147483647`, bad},
		{`SELECT * FROM "tbl" WHERE pk = 1 # note`, bad},
		{`SELECT * FROM "tbl" WHERE pk = 1 /* note`, bad},
		{`SELECT * FROM "tbl`, bad},
		{`SELECT * FROM "tbl" WHERE pk = 'x`, bad},
		{`SELECT * FROM "tbl" WHERE pk = ` + strings.Repeat("(", 1000), bad},

		{`SELECT * FROM "tbl" t WHERE pk = 'x'`, aliases},
		{`SELECT * FROM "tbl" AS t WHERE pk = 'x'`, aliases},
		{`UPDATE "tbl" t SET a = 3 WHERE pk = 'x'`, aliases},
		{`DELETE FROM "tbl" t WHERE pk = 'x'`, aliases},
		{`SELECT a AS b FROM "tbl"`, aliases},
		{`SELECT a b FROM "tbl"`, aliases},

		{`SELECT * FROM "tbl" WHERE pk = 1e126`, over},
		{`SELECT * FROM "tbl" WHERE pk = 1e-131`, under},
		{`SELECT * FROM "tbl" WHERE pk = 123456789012345678901234567890123456789`,
			"Attempting to store more than 38 significant digits in a Number under root"},
		{`INSERT INTO "tbl" VALUE {'pk': 1e126}`, over},
		{`UPDATE "tbl" SET a = 1e-131 WHERE pk = 970005`, under},
		{`INSERT INTO "tbl" VALUE {'pk': 970006, 'm': {'x': 1e126}}`, over + ".x"},
		{`INSERT INTO "tbl" VALUE {'pk': 970007, 'l': [1, 1e126]}`, over + "[1]"},

		{`SELECT * FROM "tbl" WHERE`, term},
		{`SELECT * FROM "tbl" WHERE;`, term},
		{`SELECT * FROM "tbl" WHERE   `, term},
		{`SELECT pk FROM "tbl" WHERE`, term},
		{`UPDATE "tbl" SET a = 1 WHERE`, term},
		{`DELETE FROM "tbl" WHERE`, term},
		{`SELECT * FROM "tbl" WHERE NOT`, term},
		{`SELECT * FROM "tbl" WHERE (`, term},
		{`SELECT * FROM`, term},
		{``, term},
		{`SELECT * FROM "tbl" WHERE pk = 'p1' AND`, right},
		{`SELECT * FROM "tbl" WHERE pk = 'p1' OR`, right},
		{`SELECT * FROM "tbl" WHERE pk =`, right},
		{`SELECT * FROM "tbl" WHERE ORDER BY pk`, bad + "Unexpected keyword"},
		{`SELECT * FROM "tbl" WHERE pk = 'a' AND x IS FOO`, bad + "Expected type name"},
		{`SELECT * FROM "tbl" WHERE IS NULL`, bad + "Unexpected operator"},
		{`SELECT * FROM "tbl" WHERE pk = LIKE`, bad + "Unexpected operator"},
		{`DELETE FROM`, ident},
		{`DELETE FROM   `, ident},
		{`DELETE FROM;`, ident},
		{`DELETE FROM WHERE pk = 'a'`, ident},
		{`SLECT * FROM "tbl" WHERE pk = 'a'`, bad + "Expected data manipulation"},
		{`UPDATE "tbl" WHERE pk = 'a'`, bad + "Expected data manipulation"},
		{`x IS INT4`, "Unsupported operation: IsType"},
		{`x IS INT8`, "Unsupported operation: IsType"},
		{`x IS DOUBLE PRECISION`, "Unsupported operation: IsType"},
		{`x IS CHARACTER VARYING`, "Unsupported operation: IsType"},

		{`SELECT * FROM "tbl"."idx"."extra" WHERE pk = 'p'`, "A path may contain at most 2 components in the FROM clause"},
		{`SELECT * FROM "tbl"."" WHERE pk = 'p'`, "Path component cannot be an empty string"},
		{`SELECT * FROM "" WHERE pk = 'p'`, "Path component cannot be an empty string"},
		{`SELECT * FROM "ab"`, nameRule},
		{`SELECT * FROM "a table"`, nameRule},
		{`INSERT INTO "tbl"."an-index" VALUE {'pk': 'qualified'}`, "FROM clause may only contain a single table name"},
		{`UPDATE "tbl"."an-index" SET data = 'x' WHERE pk = 'qualified'`, "This operation is not supported on an index"},
		{`DELETE FROM "tbl"."an-index" WHERE pk = 'qualified'`, "This operation is not supported on an index"},
		{`SELECT * FROM "tbl", "two"`, "Only select from a single table or index is supported."},
		{`SELECT *, a FROM "tbl"`, "Other attributes should not be present in the projection when '*' is used."},
		{`SELECT VALUE a FROM "tbl"`, "Select projection doesn't support value or pivot keywords"},
		{`SELECT a, b.a FROM "tbl"`, "Duplicate identifiers in select clause: a"},
		{`SELECT a.* FROM "tbl"`, "Unpivot path component like a.*.b are not supported"},
		{`SELECT a[*] FROM "tbl"`, "Wildcard path component like a[*].b are not supported"},
		{`SELECT * FROM "tbl" LIMIT 5`, "Unsupported clause: LIMIT"},
		{`SELECT * FROM "tbl" GROUP BY a`, "Unsupported clause: GROUP"},
		{`SELECT l[-1] FROM "tbl"`, "List index is not within the allowable range; index: [-1] at 1:11:1"},
		{`SELECT l[2147483648] FROM "tbl"`, "List index is not within the allowable range; index: [2147483648] at 1:10:10"},

		{`SELECT sk FROM "tbl" WHERE pk='index' AND attribute_type(l, 1)`, operand + "attribute_type, operand type: N"},
		{`SELECT sk FROM "tbl" WHERE pk='index' AND attribute_type(l, true)`, operand + "attribute_type, operand type: BOOL"},
		{`SELECT pk FROM "tbl" WHERE attribute_type(Total, 'X')`,
			"Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}"},
		{`SELECT * FROM "tbl" WHERE attribute_exists(n) > false`, operand + ">, operand type: BOOL"},
		{`SELECT * FROM "tbl" WHERE attribute_exists('m')`, "Operator or function requires a document path; operator or function: attribute_exists"},
		{`SELECT * FROM "tbl" WHERE begins_with(a)`, "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1"},
		{`SELECT * FROM "tbl" WHERE begins_with()`, "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 0"},
		{`SELECT * FROM "tbl" WHERE size(a, b) > 1`, "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2"},
		{`SELECT * FROM "tbl" WHERE begins_with(a, 1)`, operand + "begins_with, operand type: N"},
		{`SELECT * FROM "tbl" WHERE upper(a)`, "Unrecognized function: upper at 1:27:5"},
		{`SELECT * FROM "tbl" WHERE a LIKE 'b'`, "Unsupported operator in Condition Expression. Operator: LIKE"},
		{`SELECT * FROM "tbl" WHERE a + 1 = 2`, "Unsupported operator in Condition Expression. Operator: +"},
		{`SELECT * FROM "tbl" WHERE a`, "WHERE clause must contain an expression that resolves to a boolean"},
		{`SELECT * FROM "tbl" WHERE size(a)`, "WHERE clause must contain an expression that resolves to a boolean"},
		{`SELECT * FROM "tbl" WHERE a AND b = 1`, "The arguments to AND/OR must be Expressions"},
		{`SELECT * FROM "tbl" WHERE NOT a`, "The argument to NOT must be a Type or Expression"},
		{`SELECT * FROM "tbl" WHERE a = MISSING`, "MISSING must be compared using IS operator"},
		{`SELECT * FROM "tbl" WHERE 'a' IS MISSING`, "The left hand side argument to IS must be a Variable Reference, Literal, or Path"},
		{`SELECT * FROM "tbl" WHERE a IS FLOAT`,
			"Unsupported data type for IS operator: FLOAT. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]"},
		{`SELECT * FROM "tbl" WHERE a IN []`, badIn},
		{`SELECT * FROM "tbl" WHERE a IN b`, badIn},
		{`SELECT * FROM "tbl" WHERE 'a' IN ['b']`, badIn},
		{`SELECT * FROM "tbl" WHERE flag IN [` + in(101) + `]`, "The IN operator is provided with too many operands; number of operands: 101"},
		{`SELECT * FROM "tbl" WHERE a BETWEEN 2 AND 1`, "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " +
			"lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"},
		{`SELECT * FROM "tbl" WHERE n > -n`, "Unsupported operator in Condition Expression. Operator: -"},
		{`SELECT * FROM "tbl" WHERE n > -?`, "Unsupported operator in Condition Expression. Operator: -"},

		{"UPDATE \"tbl\"\nSET BandMembers = set_add(BandMembers, 'x')\nWHERE pk='sets'", "The second argument to SET_ADD must be a value with type SET at 2:27:11"},
		{`UPDATE "tbl" SET "BandMembers" = set_delete("BandMembers", ['x']) WHERE pk='sets'`,
			"The second argument to SET_DELETE must be a value with type SET at 1:45:13"},
		{`UPDATE "tbl" SET Other = set_add(BandMembers, <<'x'>>) WHERE pk='sets'`, "The first argument to SET_ADD must equal the assignment value at 1:26:7"},
		{`UPDATE "tbl" SET a = set_add(a) WHERE pk='sets'`, "SET_ADD must have exactly two arguments at 1:22:7"},
		{`UPDATE "tbl" SET s = set_add(s, <<'b','b'>>)`, same + "[b, b] contains duplicates."},
		{`UPDATE "tbl" SET n = set_add(n, <<2, 2.0>>)`, same + "[2, 2.0] contains duplicates! under root"},
		{`SELECT sk FROM "tbl" WHERE s = <<'a','a'>>`, same + "[a, a] contains duplicates."},
		{`INSERT INTO "tbl" VALUE {'pk':'b','x':[<<'a','a'>>]}`, same + "[a, a] contains duplicates."},
		{`INSERT INTO "tbl" VALUE {'s':<<>>}`, "Empty bags are not supported"},
		{`INSERT INTO "tbl" VALUE {'s':<<1, 'a'>>}`, badBag},
		{`INSERT INTO "tbl" VALUE {'s':<<true>>}`, badBag},
		{`UPDATE "tbl" SET x = [?]`, "Unsupported data type: Parameter under key root[0] at 1:23:1"},
		{`INSERT INTO "tbl" VALUE {'m':{'k':?}}`, "Unsupported data type: Parameter under key root.k at 1:35:1"},
		{`INSERT INTO "tbl" VALUE {'k': 1, 'k': 2}`, "Duplicate keys in tuple. Key: k under root"},
		{`INSERT INTO "tbl" VALUE {'m': {'k': 1, 'k': 2}}`, "Duplicate keys in tuple. Key: k under root"},
		{`INSERT INTO "tbl" VALUE {1: 1}`, "Tuple keys must be of type String. Actual type: Literal under root"},
		{`INSERT INTO "tbl" VALUE [1]`,
			"Unsupported format in item expression. Please use struct format {...} to express item values for insert statement."},
		{`INSERT INTO "tbl" VALUES ('a')`, many},
		{`INSERT INTO "tbl" << {'pk': 'a'} >>`, many},
		{`INSERT INTO "tbl" VALUE {'pk': 'a'} RETURNING ALL OLD *`, "RETURNING is not supported in INSERT"},
		{`INSERT INTO "tbl" VALUE {'pk': 'a'} ON CONFLICT DO REPLACE`, `Invalid conflict action. Only "DO NOTHING" action is supported.`},
		{`UPDATE "tbl" SET d = ` + strings.Repeat(`{'a':`, 32) + "1" + strings.Repeat("}", 32),
			"Nesting Levels have exceeded supported limits under root" + strings.Repeat(".a", 32)},
		{`UPDATE "tbl" SET d = {'a':` + strings.Repeat("[", 31) + "1" + strings.Repeat("]", 31) + "}",
			"Nesting Levels have exceeded supported limits under root.a" + strings.Repeat("[0]", 31)},
		{`UPDATE "tbl" SET n = 'a' + 1 WHERE pk='a'`, operand + "+, operand type: S"},
		{`UPDATE "tbl" SET n = n - null WHERE pk='a'`, operand + "-, operand type: NULL"},
		{`UPDATE "tbl" SET n = n + [1] WHERE pk='a'`, operand + "+, operand type: L"},
		{`UPDATE "tbl" SET n = n * 2 WHERE pk='a'`, "Unsupported operator in Update Expression. Operator: *"},
		{`UPDATE "tbl" SET n = n IS NULL WHERE pk='a'`, "IS operator is not supported in update expressions"},
		{`UPDATE "tbl" SET n = upper(n) WHERE pk='a'`, "Unrecognized function: upper at 1:22:5"},
		{`UPDATE "tbl" SET n = list_append('a', [1]) WHERE pk='a'`, operand + "list_append, operand type: S"},
		{`UPDATE "tbl" SET a = 1, a = 2 WHERE pk='a'`,
			"Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]"},
		{`DELETE FROM "tbl" WHERE pk = 'x' RETURNING MODIFIED OLD *`, "Invalid returning clause: RETURNING MODIFIED OLD *" + returns},
		{`DELETE FROM "tbl" WHERE pk = 'x' RETURNING ALL NEW *`, "Invalid returning clause: RETURNING ALL NEW *" + returns},
		{`DELETE FROM "tbl" WHERE pk = 'x' RETURNING MODIFIED NEW *`, "Invalid returning clause: RETURNING MODIFIED NEW *" + returns},
		{`UPDATE "tbl" SET a = 1 WHERE pk = 'x' RETURNING ALL NEW a`, "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"},
	} {
		var parameters []expr.Value
		for range strings.Count(c[0], "?") {
			parameters = append(parameters, str("v"))
		}
		_, err := Parse(c[0], parameters)
		if err == nil || err.Error() != c[1] {
			t.Errorf("%.120s\n got %v\nwant %s", c[0], err, c[1])
		}
	}
}

func TestParametersAreCounted(t *testing.T) {
	t.Parallel()
	for source, n := range map[string]int{
		`SELECT * FROM "tbl" WHERE pk = ? AND a IN [?, 2]`: 2, `INSERT INTO "tbl" VALUE {'pk': ?}`: 1, `SELECT * FROM "tbl"`: 0,
	} {
		for given := range 4 {
			parameters := slices.Repeat([]expr.Value{str("v")}, given)
			_, err := Parse(source, parameters)
			if (err == nil) != (given == n) {
				t.Errorf("%s with %d: %v", source, given, err)
			}
			if given != n && err != nil && err.Error() != "Number of parameters in request and statement don't match." {
				t.Error(err)
			}
		}
	}
}

func TestInsertsMakeItems(t *testing.T) {
	t.Parallel()
	s, err := Parse(`INSERT INTO "tbl" value {'pk':'it''s', 'n':1E3, 'neg':- 1.5e-3, 'p':+2.50, 'z':-0, 't':true, 'u':null, 'l':[1,'a',[]], 'm':{'k':{}},
		'ns':<<1,2.0>>, 'ss':<<'a','b'>>, 'x':?, "q":'quoted'}`, []expr.Value{num("7")})
	if err == nil {
		t.Error("a key in double quotes is an identifier")
	}
	s, err = Parse(`INSERT INTO "tbl" value {'pk':'it''s', 'n':1E3, 'neg':- 1.5e-3, 'p':+2.50, 'z':-0, 't':true, 'u':null, 'l':[1,'a',[]], 'm':{'k':{}},
		'ns':<<1,2.0>>, 'ss':<<'a','b'>>, 'x':?} -- done`, []expr.Value{num("7")})
	if err != nil {
		t.Fatal(err)
	}
	want := expr.Item{
		"pk": str("it's"), "n": num("1000"), "neg": num("-0.0015"), "p": num("2.5"), "z": num("0"),
		"t": &types.AttributeValueMemberBOOL{Value: true}, "u": &types.AttributeValueMemberNULL{Value: true},
		"l":  &types.AttributeValueMemberL{Value: []expr.Value{num("1"), str("a"), &types.AttributeValueMemberL{Value: []expr.Value{}}}},
		"m":  &types.AttributeValueMemberM{Value: expr.Item{"k": &types.AttributeValueMemberM{Value: expr.Item{}}}},
		"ns": &types.AttributeValueMemberNS{Value: []string{"1", "2"}}, "ss": &types.AttributeValueMemberSS{Value: []string{"a", "b"}}, "x": num("7"),
	}
	if d := cmp.Diff(want, s.Item, cmpopts.IgnoreUnexported(types.AttributeValueMemberS{}, types.AttributeValueMemberN{}, types.AttributeValueMemberBOOL{},
		types.AttributeValueMemberNULL{}, types.AttributeValueMemberL{}, types.AttributeValueMemberM{}, types.AttributeValueMemberNS{},
		types.AttributeValueMemberSS{})); d != "" {
		t.Error(d)
	}
	if s.Kind != Insert || s.Table != "tbl" || s.Index != "" || !s.Writes() {
		t.Errorf("%+v", s)
	}
}

func TestSelectsAreRead(t *testing.T) {
	t.Parallel()
	s, err := Parse(`SELECT pk, "Quoted".sub, l[0], m.k[1][2] FROM tbl.idx WHERE pk = 'a' ORDER BY pk DESC, sk;`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range s.Columns {
		names = append(names, c.Name+"="+c.Path.String())
	}
	if want := []string{"pk=[pk]", "sub=[Quoted, sub]", "l[0]=[l, [0]]", "k[1][2]=[m, k, [1], [2]]"}; !slices.Equal(names, want) {
		t.Errorf("columns %v", names)
	}
	if want := []Order{{"pk", true}, {"sk", false}}; s.Table != "tbl" || s.Index != "idx" || !slices.Equal(s.Order, want) || s.Writes() {
		t.Errorf("%+v", s)
	}
	if s, err := Parse(`EXISTS(SELECT * FROM tbl WHERE pk = 'a' AND b IS MISSING)`, nil); err != nil || !s.Exists || !s.Writes() {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	it := expr.Item{"pk": str("p"), "n": num("5"), "s": str("hello"), "nul": &types.AttributeValueMemberNULL{Value: true},
		"yes": &types.AttributeValueMemberBOOL{Value: true}, "tags": &types.AttributeValueMemberSS{Value: []string{"a"}}, "l": &types.AttributeValueMemberL{Value: []expr.Value{str("e")}},
		"m": &types.AttributeValueMemberM{Value: expr.Item{"k": num("1")}}}
	for where, want := range map[string]bool{
		"n = 5": true, "n != 5": false, "n <> 4": true, "n > -5": true, "n>-5": true, "5 = n": true, "n = - - 5": true, "n BETWEEN - 2 AND +5": true,
		"n NOT BETWEEN 1 AND 2": true, "n IN [1, 5]": true, "n IN (1, 5)": true, "n NOT IN [5]": false, "NOT n = 5": false, "NOT NOT n = 5": true,
		"n = 5 AND s = 'x' OR n = 5": true, "n = 5 AND (s = 'x' OR n = 4)": false, "absent = 1": false, "absent <> 1": true,
		"nul IS NULL": true, "n IS NULL": false, "nul IS NOT NULL": false, "absent IS NULL": false, "absent IS MISSING": true, "n IS NOT MISSING": true,
		"s IS STRING": true, "m IS STRUCT": true, "l IS LIST": true, "n IS NUMERIC": true, "yes IS BOOLEAN": true, "s IS BLOB": false,
		"begins_with(s, 'he')": true, "BEGINS_WITH(\"s\", 'x')": false, "contains(tags, 'a')": true, "contains(s, 'ell')": true, "size(s) > 4": true, "size(l) = 1": true,
		"attribute_type(n, 'N')": true, "attribute_exists(m.k) AND ATTRIBUTE_NOT_EXISTS (nope) AND attribute_exists(l[0])": true, "m.k = 1": true, "l[0] = 'e'": true,
		"attribute_exists(nope) = false": true, "true = attribute_exists(n)": true, "attribute_exists(n) <> 1": true, "(n BETWEEN 0 AND 5) = true": true,
		"(n = 4 OR s = 'x') = false": true, "attribute_exists(nope) IN [true, false]": true, "attribute_exists(n) = yes": true, "attribute_exists(n) = 1": false,
		"NOT attribute_exists(n) = true": false, "(attribute_exists(n) = true) = false": false, "n = yes": false, "s /* c */ = 'hello' -- end": true,
		"tags = <<'a'>>": true, "l = ['e']": true, "m = {'k': 1}": true, "pk = 'it''s'": false,
	} {
		s, err := Parse("SELECT * FROM tbl WHERE "+where, nil)
		if err != nil {
			t.Error(where, err)
			continue
		}
		p, err := s.Plan(Keys{Hash: []expr.KeyAttribute{{Name: "id", Type: "S"}}})
		if err != nil || p.Filter.Match(it) != want {
			t.Errorf("%s: got %v, %v", where, !want, err)
		}
	}
}

// planText writes the reads of a plan in short: the hash value, and the equal or other condition on the range key.
func planText(p *Plan) string {
	if p.Reads == nil {
		return "scan"
	}
	text := func(v expr.Value) string { return v.(*types.AttributeValueMemberS).Value }
	var reads []string
	for _, r := range p.Reads {
		s := text(r.Range.Hash[0])
		switch {
		case len(r.Range.Prefix) > 0:
			s += "/" + text(r.Range.Prefix[0])
		case r.Range.Op != "":
			s += "/" + r.Range.Op + text(r.Range.Low)
		}
		reads = append(reads, s)
	}
	if p.Backward {
		reads = append(reads, "backward")
	}
	return strings.Join(reads, " ")
}

func TestPlans(t *testing.T) {
	t.Parallel()
	const (
		overlap = "Overlapping conditions with range keys are not supported in where clause"
		kind    = "Key attribute's data type should match its data type in table's schema: Key "
		most    = "Too many decomposed read operations for a given query."
	)
	for where, want := range map[string]string{
		"pk = 'a'": "a", "'a' = pk": "a", "pk = 'a' AND sk = '1'": "a/1", "(pk = 'a' AND sk = '1') AND x = 1": "a/1", "pk = 'a' AND sk > '1'": "a/>1",
		"pk = 'a' AND '1' < sk": "a/>1", "pk = 'a' AND sk BETWEEN '1' AND '2'": "a/BETWEEN1", "pk = 'a' AND begins_with(sk, '1')": "a/begins_with1",
		"pk IN ['a', 'b']": "a b", "pk = 'a' OR pk = 'b'": "a b", "pk IN ['a', 'b'] AND sk = '1'": "a/1 b/1", "pk = 'a' AND sk IN ['1', '2']": "a/1 a/2",
		"pk = 'a' AND (sk = '1' OR sk = '2')": "a/1 a/2", "pk = 'a' AND (sk < '1' OR sk > '1' OR sk = '1')": "a/<1 a/>1 a/1",
		"x = 1": "scan", "pk > 'a'": "scan", "pk > 1": "scan", "pk <> 'a'": "scan", "NOT pk = 'a'": "scan", "sk = '1'": "scan", "pk = 'a' OR sk = '1'": "scan",
		"pk = 'a' OR x = 1": "scan", "pk = 'a' AND pk = 'b'": "scan", "pk = 'a' AND (pk = 'b' OR x = '1')": "scan", "pk.x = 'a'": "scan", "size(pk) = 1": "scan",
		"pk = 'a' AND NOT sk = '1'": "a", "pk = 'a' AND sk <> '1'": "a", "pk = 'a' AND sk = '1' AND sk > '0'": "a/1", "pk = 'a' AND sk > '0' AND sk <> '1'": "a/>0",
		"pk = 'a' AND (x = 1 OR y = 2)": "a", "pk = 'a' AND attribute_exists(pk)": "a", "pk = other": "scan", "pk = 'a' AND sk = other": "a",
		"pk IN ['a', 'a']": overlap, "pk = 'a' OR pk = 'a'": overlap, "pk = 'a' AND (sk > '0' OR sk < '5')": overlap, "pk = 'a' AND (sk = '1' OR x = 'two')": overlap,
		"(pk = 'a' AND x = 1) OR (pk = 'a' AND x = 2)": overlap, "pk = 'a' AND x = '1' OR pk = 'a' AND sk = '2'": overlap,
		"pk = 1": kind + "pk", "pk = 1 OR pk = 'a'": kind + "pk", "pk = 'a' AND sk IN ['1', 2]": kind + "sk",
		"pk IN [" + in(51) + "]": most, "pk = 'a' AND sk IN [" + in(51) + "]": most, "pk IN [" + in(26) + "] AND sk IN ['1', '2']": most,
		"pk IN [" + in(51) + "] OR x = 1": "scan", "pk IN [" + in(2) + "] AND x IN [" + in(100) + "]": "v0 v1",
		"pk = 'a' ORDER BY sk DESC": "a backward", "pk = 'a' ORDER BY sk": "a", "pk = 'a' ORDER BY pk ASC": "a backward",
		"pk IN ['a', 'b'] ORDER BY pk DESC, sk ASC": "b a", "pk IN ['b', 'a'] ORDER BY pk, sk DESC": "a b backward", "pk = 'a' AND sk IN ['1', '2'] ORDER BY sk DESC": "a/2 a/1 backward",
		"pk = 'a' ORDER BY Total DESC":      "Attribute Total in ORDER BY clause must be part of the primary key",
		"pk > 'a' ORDER BY sk":              "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
		"pk IN ['a', 'b'] ORDER BY sk DESC": "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
	} {
		s, err := Parse("SELECT * FROM tbl WHERE "+where, nil)
		if err != nil {
			t.Error(where, err)
			continue
		}
		p, err := s.Plan(keys)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = planText(p)
		}
		if got != want {
			t.Errorf("%.100s\n got %s\nwant %s", where, got, want)
		}
	}
	s, err := Parse("SELECT * FROM tbl ORDER BY sk", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Plan(keys); err == nil || err.Error() != "Must have WHERE clause in the statement when using ORDER BY clause." {
		t.Error(err)
	}
}

func TestKeysOfWrites(t *testing.T) {
	t.Parallel()
	for where, want := range map[string]string{
		"pk = 'a' AND sk = '1'": "a/1", "(pk = 'a' AND sk = '1') AND x = 1": "a/1 if", "pk = 'a' AND sk = '1' AND pk = 'a'": "a/1",
		"pk = 'a' AND sk = '1' AND sk > '0'": "a/1 if", "pk = 'a'": keyMissing, "pk = 'a' AND sk > '1'": keyMissing, "pk IN ['a'] AND sk = '1'": keyMissing,
		"x = 1": keyMissing, "pk = 'a' AND sk = '1' OR x = 1": keyMissing, "pk = 'a' AND sk = '1' AND pk = 'b'": fmt.Sprintf(keyTwice, "pk"),
	} {
		s, err := Parse("DELETE FROM tbl WHERE "+where, nil)
		if err != nil {
			t.Fatal(where, err)
		}
		key, rest, err := s.Key(keys)
		got := ""
		if err != nil {
			got = err.Error()
		} else if got = key["pk"].(*types.AttributeValueMemberS).Value + "/" + key["sk"].(*types.AttributeValueMemberS).Value; rest != nil {
			got += " if"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", where, got, want)
		}
	}
}

func TestPoints(t *testing.T) {
	t.Parallel()
	for where, want := range map[string]bool{
		"pk = 'a' AND sk = '1'": true, "pk IN ['a'] AND sk IN ['1']": true, "(sk = '1') AND pk = 'a' AND pk = 'a'": true, "pk = 'a'": false,
		"pk = 'a' AND sk = '1' AND x = 1": false, "pk = 'a' AND sk = '1' AND pk = 'b'": false, "pk IN ['a', 'b'] AND sk = '1'": false, "pk = 1 AND sk = '1'": true,
	} {
		s, err := Parse("SELECT * FROM tbl WHERE "+where, nil)
		if err != nil {
			t.Fatal(where, err)
		}
		if _, ok := s.Point(keys); ok != want {
			t.Errorf("%s: %v", where, ok)
		}
	}
}

// FuzzStatement reads any text: it is a statement that can be planned, or refused.
func FuzzStatement(f *testing.F) {
	for _, source := range []string{
		`SELECT a, b.c[0] FROM "tbl"."idx" WHERE pk = 'a' AND sk IN ['1', ?] OR NOT begins_with(x, 'y') ORDER BY pk DESC, sk;`,
		`INSERT INTO "tbl" VALUE {'pk': ?, 'l': [1, {'a': <<'x'>>}], 'n': -1.5e3} ON CONFLICT DO NOTHING`,
		`UPDATE tbl SET a = list_append(a, [1]) SET b = b + 1, c = set_add(c, <<1>>) REMOVE d[0] WHERE pk = 'x' RETURNING ALL NEW *`,
		`DELETE FROM tbl WHERE pk = 'a' AND sk = '1' AND (x IS MISSING OR n BETWEEN 1 AND 2) RETURNING ALL OLD *`, `EXISTS(SELECT * FROM tbl WHERE pk = 'a')`,
		`FROM tbl WHERE pk = 'a' SET x = 1`, "SELECT * FROM tbl -- c\n WHERE /* */ size(a) > 1", `((((`, `x IS DOUBLE PRECISION`,
	} {
		f.Add(source)
	}
	it := expr.Item{"pk": str("a"), "sk": str("1"), "x": num("1")}
	f.Fuzz(func(t *testing.T, source string) {
		s, err := Parse(source, []expr.Value{str("p")})
		if err != nil {
			s, err = Parse(source, nil)
		}
		if _, ok := err.(*expr.Error); err != nil && !ok {
			t.Fatalf("%q: %v", source, err)
		}
		if err != nil {
			return
		}
		if p, err := s.Plan(keys); err == nil {
			p.Filter.Match(it)
		}
		if _, rest, err := s.Key(keys); err == nil {
			rest.Match(nil)
		}
		s.Point(keys)
		if s.Update != nil {
			if _, err := s.Update.Apply(it); err != nil {
				if _, ok := err.(*expr.Error); !ok {
					t.Fatalf("%q: %v", source, err)
				}
			}
		}
	})
}
